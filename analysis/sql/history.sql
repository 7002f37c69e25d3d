-- The history of each posting, as published: what each version of it asked, and when it was open.
-- In: version_seen, period_seen, earlier_segment_row, reading, reading_row.

INSERT INTO posting_period SELECT posting_id, period, opened_at, until_at, closed_at FROM period_seen;

INSERT INTO posting_version
-- Row by row, without an aggregate, so that nothing is kept in memory: 20 s of processor time for a million texts.
WITH named AS (
    SELECT
        reading_row.content_hash,
        list_filter(reading_row.mentions, lambda found: found.excluded_because IS NULL AND found.kind IN ('credential', 'training'))
            AS found
    FROM reading_row
    JOIN reading USING (content_hash, filename, file_row_number)
),
termed AS (
    SELECT
        content_hash,
        list_distinct([one.term_id FOR one IN found IF one.strength = 'required']) AS required,
        list_distinct([one.term_id FOR one IN found IF one.strength = 'preferred']) AS preferred
    FROM named
),
asked AS (
    SELECT
        content_hash,
        nullif(array_to_string(list_sort(required), ', '), '') AS required_terms,
        nullif(array_to_string(list_sort(list_filter(preferred, lambda term: NOT list_contains(required, term))), ', '), '')
            AS preferred_terms
    FROM termed
)
SELECT
    version_seen.posting_id,
    version_seen.version,
    version_seen.is_latest,
    version_seen.from_at,
    version_seen.until_at,
    version_seen.content_hash,
    earlier_segment_row.title,
    earlier_segment_row.description,
    reading.requirement.certification,
    reading.requirement.licence,
    reading.requirement.training,
    reading.requirement.education_required,
    reading.requirement.education_preferred,
    asked.required_terms,
    asked.preferred_terms
FROM version_seen
LEFT JOIN earlier_segment_row
    ON NOT version_seen.is_latest
    AND earlier_segment_row.filename = version_seen.path
    AND earlier_segment_row.file_row_number = version_seen.file_row_number
LEFT JOIN reading ON reading.content_hash = version_seen.content_hash AND reading.error IS NULL
LEFT JOIN asked ON asked.content_hash = reading.content_hash;
