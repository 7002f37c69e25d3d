-- A source has one record in a run.
SELECT run_id, source_id, count(*) AS times FROM source_run GROUP BY ALL HAVING count(*) > 1
