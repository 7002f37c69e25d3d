-- The history of each posting: the texts it had one after the other, and the times between opening and closing.
-- In: sighting, segment_fate, posting_seen.
CREATE TEMP TABLE sighting_in_order AS
SELECT
    sighting.*,
    first_fate.seen_at AS from_at,
    last_fate.last_seen_at AS until_at,
    last_fate.is_replaced,
    last_fate.confirming_sequence,
    last_fate.closed_at,
    lead(sighting.sequence) OVER story AS next_sequence
FROM sighting
JOIN segment_fate AS first_fate ON first_fate.sequence = sighting.sequence
JOIN segment_fate AS last_fate ON last_fate.sequence = sighting.last_sequence
WHERE sighting.posting_id IN (SELECT posting_id FROM posting_seen)
WINDOW story AS (PARTITION BY sighting.posting_id ORDER BY sighting.sequence);

-- A file that was imported again is no version: its first reading was a mistake.
CREATE TEMP TABLE version_seen AS
WITH marked AS (
    SELECT
        *,
        content_hash IS DISTINCT FROM lag(content_hash) OVER (PARTITION BY posting_id ORDER BY sequence) AS is_new
    FROM sighting_in_order
    WHERE NOT is_replaced
),
numbered AS (
    SELECT *, count(*) FILTER (is_new) OVER (PARTITION BY posting_id ORDER BY sequence) AS version FROM marked
)
SELECT
    posting_id,
    version,
    any_value(content_hash) AS content_hash,
    min(from_at) AS from_at,
    max(until_at) AS until_at,
    max_by(path, last_sequence) AS path,
    max_by(file_row_number, last_sequence) AS file_row_number,
    version = max(version) OVER (PARTITION BY posting_id) AS is_latest
FROM numbered
GROUP BY posting_id, version;

-- A posting was closed in between when the closing was certain before it was listed again.
CREATE TEMP TABLE period_seen AS
WITH marked AS (
    SELECT
        *,
        confirming_sequence IS NOT NULL AND coalesce(confirming_sequence < next_sequence, true) AS is_closed
    FROM sighting_in_order
),
numbered AS (
    SELECT
        *,
        1 + count(*) FILTER (is_closed) OVER (
            PARTITION BY posting_id ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS period
    FROM marked
)
SELECT posting_id, period, min(from_at) AS opened_at, max(until_at) AS until_at, max(closed_at) FILTER (is_closed) AS closed_at
FROM numbered
GROUP BY posting_id, period;
