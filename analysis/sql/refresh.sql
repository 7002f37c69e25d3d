-- Moves the times of the published tables on to runs whose lists were unchanged; what else they say is as in load.sql.
-- In: segment and segment_issue, of the new runs; the published tables; the variable `built_at`.
BEGIN;

CREATE TEMP TABLE seen_again AS
SELECT source_id, max(seen_at) AS seen_at FROM segment WHERE status = 'unchanged' GROUP BY source_id;

UPDATE posting SET last_seen_at = seen_again.seen_at
FROM seen_again
WHERE seen_again.source_id = posting.source_id AND posting.closed_at IS NULL;

UPDATE posting_period SET until_at = posting.last_seen_at
FROM posting
WHERE posting.posting_id = posting_period.posting_id
    AND posting.source_id IN (SELECT source_id FROM seen_again)
    AND posting.closed_at IS NULL
    AND posting_period.closed_at IS NULL;

UPDATE posting_version SET until_at = posting.last_seen_at
FROM posting
WHERE posting.posting_id = posting_version.posting_id
    AND posting.source_id IN (SELECT source_id FROM seen_again)
    AND posting.closed_at IS NULL
    AND posting_version.is_latest;

CREATE TEMP TABLE source_now AS
SELECT
    source_id,
    max_by(platform, sequence) AS platform,
    max_by(employer, sequence) FILTER (employer IS NOT NULL) AS employer,
    max_by(url, sequence) FILTER (url IS NOT NULL) AS url,
    max_by(is_sample, sequence) AS is_sample,
    max(seen_at) AS last_run_at,
    max_by(status, sequence) AS last_status,
    max(seen_at) FILTER (status = 'unchanged') AS last_complete_at
FROM segment
GROUP BY source_id;

UPDATE source SET
    platform = source_now.platform,
    employer = coalesce(source_now.employer, source.employer),
    url = coalesce(source_now.url, source.url),
    is_sample = source_now.is_sample,
    last_run_at = source_now.last_run_at,
    last_status = source_now.last_status,
    last_complete_at = coalesce(source_now.last_complete_at, source.last_complete_at)
FROM source_now
WHERE source_now.source_id = source.source_id;

INSERT INTO source BY NAME
SELECT source_now.*, 0 AS postings, 0 AS open_postings FROM source_now ANTI JOIN source USING (source_id);

INSERT INTO run
SELECT
    run_id,
    min(seen_at),
    max(ended_at),
    count(*),
    count(*) FILTER (status IN ('complete', 'unchanged', 'glanced')),
    sum(listed),
    sum(kept),
    sum(requests),
    sum(bytes)
FROM segment
GROUP BY run_id;

INSERT INTO source_run
SELECT
    run_id, source_id, platform, status, seen_at, ended_at, listed, kept, requests, bytes, seconds, http_statuses, error
FROM segment;

INSERT INTO issue SELECT run_id, source_id, issue_kind, subject, message FROM segment_issue;

UPDATE publication SET
    built_at = getvariable('built_at'),
    segments = segments + (SELECT count(*) FROM segment),
    refreshes = refreshes + 1,
    duckdb_version = version();

COMMIT;

DROP TABLE seen_again;
DROP TABLE source_now;
