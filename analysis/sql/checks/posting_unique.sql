-- Each posting_id stands once.
SELECT posting_id, count(*) AS times FROM posting GROUP BY posting_id HAVING count(*) > 1
