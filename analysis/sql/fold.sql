-- What the runs say about each posting: first seen, last seen, closed, opened again, and where its latest text stands.
-- In: segment, one row per segment, `sequence` in run order, `position` in a merged file; segment_row, the rows of
-- segments with files of their own; merged_row, the rows of merged files, with the spans of positions that list them.

-- What becomes of a posting depends only on the last segment that lists it. It is seen again in each `unchanged` run
-- up to the next complete list of the source; it is gone with that list once another complete or unchanged list six
-- hours later confirms it. Lists that are not complete close nothing. Neither does an imported file; importing the
-- same file again replaces it.
-- Should a clock go back between runs, time stands still for the source until it has caught up: no time ever moves back.
CREATE TEMP TABLE segment_fate AS
WITH listing AS (
    SELECT
        * REPLACE (max(seen_at) OVER so_far AS seen_at),
        count(*) FILTER (status = 'complete') OVER so_far AS complete_lists
    FROM segment
    WINDOW so_far AS (PARTITION BY source_id ORDER BY sequence)
),
ahead AS (
    SELECT
        *,
        min(CASE WHEN status = 'complete' THEN sequence END) OVER following AS gone_sequence,
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
),
whole AS (
    SELECT source_id, seen_at, min(sequence) AS sequence
    FROM listing
    WHERE status IN ('complete', 'unchanged')
    GROUP BY source_id, seen_at
),
gone AS (
    SELECT listing.sequence, listing.seen_at, whole.sequence AS confirming_sequence
    FROM listing
    ASOF LEFT JOIN whole
        ON whole.source_id = listing.source_id AND listing.seen_at + INTERVAL 6 HOUR <= whole.seen_at
    WHERE listing.status = 'complete' AND listing.platform <> 'import'
)
SELECT
    ahead.sequence,
    ahead.seen_at,
    greatest(ahead.seen_at, ahead.unchanged_at) AS last_seen_at,  -- greatest passes over NULL
    gone.confirming_sequence,  -- the run that makes the closing certain
    CASE WHEN gone.confirming_sequence IS NOT NULL
        THEN greatest(gone.seen_at, ahead.seen_at, ahead.unchanged_at) END AS closed_at,
    ahead.platform = 'import' AND ahead.url IS NOT NULL AND ahead.imported_again > 0 AS is_replaced
FROM ahead
LEFT JOIN gone ON gone.sequence = ahead.gone_sequence;

-- From `sequence` to `last_sequence`, each list of the source has the posting with this text, and this row is the last.
-- A posting listed twice in one file counts once; the later row wins, as the later run does.
CREATE TEMP TABLE sighting AS
SELECT
    segment_row.posting_id,
    segment.sequence,
    segment.sequence AS last_sequence,
    max_by(segment_row.content_hash, segment_row.file_row_number) AS content_hash,
    segment.path,
    max(segment_row.file_row_number) AS file_row_number
FROM segment_row
JOIN segment ON segment.path = segment_row.filename
GROUP BY segment_row.posting_id, segment.sequence, segment.path
UNION ALL
SELECT
    span_row.posting_id,
    first_segment.sequence,
    last_segment.sequence,
    span_row.content_hash,
    span_row.filename,
    span_row.file_row_number
FROM (SELECT posting_id, content_hash, filename, file_row_number, unnest(listed) AS span FROM merged_row) AS span_row
JOIN segment AS first_segment
    ON first_segment.path = span_row.filename AND first_segment.position = span_row.span.first
JOIN segment AS last_segment
    ON last_segment.path = span_row.filename AND last_segment.position = span_row.span.last;

CREATE TEMP TABLE posting_seen AS
WITH last_sighting AS (
    SELECT
        posting_id,
        min(sequence) AS first_sequence,
        max(last_sequence) AS last_sequence,
        max_by(path, last_sequence) AS path,
        max_by(file_row_number, last_sequence) AS file_row_number
    FROM sighting
    GROUP BY posting_id
)
SELECT
    last_sighting.posting_id,
    last_sighting.last_sequence AS sequence,
    last_sighting.path,
    last_sighting.file_row_number,
    first_fate.seen_at AS first_seen_at,
    segment_fate.last_seen_at,
    segment_fate.closed_at,
    segment.is_sample
FROM last_sighting
JOIN segment ON segment.sequence = last_sighting.last_sequence
JOIN segment_fate ON segment_fate.sequence = segment.sequence
JOIN segment_fate AS first_fate ON first_fate.sequence = last_sighting.first_sequence
WHERE NOT segment_fate.is_replaced;
