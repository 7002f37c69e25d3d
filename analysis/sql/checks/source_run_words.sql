-- Statuses are the known words.
SELECT run_id, source_id, status
FROM source_run
WHERE status IS NULL OR status NOT IN (
    'complete', 'unchanged', 'glanced', 'suspect', 'truncated', 'partial', 'parked', 'blocked', 'robots', 'failed',
    'quarantined', 'skipped'
)
