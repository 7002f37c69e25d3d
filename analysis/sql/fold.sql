-- What the runs say about each posting: first seen, last seen, closed, and where its latest text stands.
-- In: segment, one row per segment file, `sequence` in run order; segment_row, the rows of those files.

-- What becomes of a posting depends only on the last segment that lists it. It is seen again in each `unchanged` run
-- up to the next complete list of the source; it is gone with that list once another complete or unchanged list six
-- hours later confirms it. Lists that are not complete close nothing. Neither does an imported file; importing the
-- same file again replaces it.
-- Should a clock go back between runs, the times are bent so that they keep their order.
CREATE TEMP TABLE segment_fate AS
WITH listing AS (
    SELECT
        *,
        count(*) FILTER (status = 'complete') OVER (PARTITION BY source_id ORDER BY sequence) AS complete_lists
    FROM segment
),
ahead AS (
    SELECT
        *,
        min(CASE WHEN status = 'complete' THEN sequence END) OVER following AS gone_sequence,
        max(CASE WHEN status IN ('complete', 'unchanged') THEN seen_at END) OVER following AS confirmed_at,
        max(CASE WHEN status = 'unchanged' THEN seen_at END) OVER following_same_list AS unchanged_at,
        count(CASE WHEN status IN ('complete', 'partial') THEN 1 END) OVER following_same_file AS imported_again
    FROM listing
    WINDOW
        following AS (PARTITION BY source_id ORDER BY sequence ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
        following_same_list AS (
            PARTITION BY source_id, complete_lists
            ORDER BY sequence ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ),
        following_same_file AS (
            PARTITION BY source_id, url ORDER BY sequence ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
)
SELECT
    ahead.sequence,
    greatest(ahead.seen_at, ahead.unchanged_at) AS last_seen_at,  -- greatest passes over NULL
    CASE WHEN ahead.platform <> 'import' AND ahead.confirmed_at >= gone.seen_at + INTERVAL 6 HOUR
        THEN greatest(gone.seen_at, ahead.seen_at, ahead.unchanged_at) END AS closed_at,
    ahead.platform = 'import' AND ahead.url IS NOT NULL AND ahead.imported_again > 0 AS is_replaced
FROM ahead
LEFT JOIN segment AS gone ON gone.sequence = ahead.gone_sequence;

-- A posting listed twice in one file counts once; the later row wins, as the later run does.
CREATE TEMP TABLE posting_seen AS
WITH sighting AS (
    SELECT
        segment_row.posting_id,
        min(segment.seen_at) AS first_seen_at,
        max(segment.sequence * 4294967296 + segment_row.file_row_number) AS position
    FROM segment_row
    JOIN segment ON segment.path = segment_row.filename
    GROUP BY segment_row.posting_id
)
SELECT
    sighting.posting_id,
    segment.sequence,
    segment.path,
    sighting.position % 4294967296 AS file_row_number,
    least(sighting.first_seen_at, segment_fate.last_seen_at) AS first_seen_at,
    segment_fate.last_seen_at,
    segment_fate.closed_at,
    segment.is_sample
FROM sighting
JOIN segment ON segment.sequence = sighting.position // 4294967296
JOIN segment_fate ON segment_fate.sequence = segment.sequence
WHERE NOT segment_fate.is_replaced;
