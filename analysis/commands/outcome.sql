-- What the published database has of the run $run_id: open postings, and those opened and changed in it.
WITH this AS (SELECT started_at FROM run WHERE run_id = $run_id)
SELECT
    (SELECT count(*) FROM posting WHERE closed_at IS NULL) AS open_postings,
    count(*) FILTER (event IN ('opened', 'reopened')) AS opened,
    count(*) FILTER (event = 'changed') AS changed
FROM posting_event
WHERE happened_at >= (SELECT started_at FROM this)
