-- Each term_id stands once in the vocabulary.
SELECT term_id, count(*) AS times FROM term GROUP BY term_id HAVING count(*) > 1
