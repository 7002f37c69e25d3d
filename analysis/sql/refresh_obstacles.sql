-- What makes more of the new runs than times to move on; each row is a reason to build instead.
-- In: segment, the segments of the new runs, none of them with a list; the published tables.

-- A clock that went back: the fold bends the times.
SELECT source_id, 'clock' AS obstacle
FROM (
    SELECT
        source_id,
        seen_at,
        max(seen_at) OVER (PARTITION BY source_id ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM segment
)
WHERE seen_at <= before
UNION ALL
SELECT segment.source_id, 'clock'
FROM segment
JOIN source_run USING (source_id)
GROUP BY segment.source_id
HAVING max(source_run.started_at) >= min(segment.seen_at)
UNION ALL
SELECT source_id, 'clock'
FROM (SELECT source_id, max(last_seen_at) AS seen_at FROM posting GROUP BY source_id) AS known
JOIN segment USING (source_id)
WHERE known.seen_at >= segment.seen_at
UNION ALL
-- A posting that was missing from the last complete list: an unchanged list may confirm that it is gone.
SELECT posting.source_id, 'closing'
FROM posting
JOIN segment ON segment.source_id = posting.source_id AND segment.status = 'unchanged'
JOIN (
    SELECT source_id, max(started_at) AS at FROM source_run WHERE status = 'complete' GROUP BY source_id
) AS last_list ON last_list.source_id = posting.source_id
WHERE posting.closed_at IS NULL AND posting.last_seen_at < last_list.at
UNION ALL
SELECT source_id, 'import' FROM segment WHERE platform = 'import'
LIMIT 1
