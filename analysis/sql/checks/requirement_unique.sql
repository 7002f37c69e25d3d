-- Each posting has one requirement at most.
SELECT posting_id, count(*) AS times FROM requirement GROUP BY posting_id HAVING count(*) > 1
