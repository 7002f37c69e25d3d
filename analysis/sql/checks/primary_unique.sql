-- Each job has exactly one primary posting.
SELECT job_id, count(*) FILTER (is_primary) AS primary_postings FROM posting GROUP BY job_id
HAVING count(*) FILTER (is_primary) <> 1
