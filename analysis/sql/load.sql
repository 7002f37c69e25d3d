-- The tables, from the fold, the readings, the vocabulary and the occupations.
-- In: latest_row, posting_job, reading, reading_row, title_occupation, text_occupation, segment, segment_issue, and the variable `languages`.

INSERT INTO posting
SELECT
    latest_row.posting_id,
    latest_row.source_id,
    latest_row.platform,
    latest_row.native_id,
    latest_row.url,
    latest_row.employer,
    employer_key(latest_row.employer),
    coalesce(
        regexp_matches(latest_row.employer, getvariable('staffing_name'), 'i')
        OR regexp_matches(latest_row.description, getvariable('staffing_text'), 'i'),
        false
    ) AS is_staffing_firm,
    latest_row.title,
    coalesce(title_occupation.occupation_id, text_occupation.occupation_id),
    latest_row.location,
    latest_row.city,
    latest_row.state,
    latest_row.country,
    latest_row.is_remote,
    latest_row.employment_type,
    latest_row.pay_min,
    latest_row.pay_max,
    latest_row.pay_currency,
    latest_row.pay_unit,
    latest_row.posted_on,
    latest_row.closes_on,
    latest_row.first_seen_at,
    latest_row.last_seen_at,
    latest_row.closed_at,
    posting_job.job_id,
    posting_job.is_primary,
    -- Invented postings never mix into real figures: they count only where there is nothing else.
    coalesce(
        posting_job.is_primary
        AND reading.error IS NULL
        AND NOT reading.is_truncated
        AND list_contains(getvariable('languages'), reading.language)
        AND (NOT latest_row.is_sample OR (SELECT bool_and(is_sample) FROM segment WHERE kept > 0)),
        false
    ) AS is_counted,
    latest_row.is_sample,
    reading.language,
    reading.is_truncated,
    latest_row.format,
    latest_row.description,
    latest_row.content_hash
FROM latest_row
JOIN posting_job USING (posting_id)
LEFT JOIN reading USING (content_hash)
LEFT JOIN title_occupation
    ON title_occupation.title = latest_row.title
    AND title_occupation.employer IS NOT DISTINCT FROM latest_row.employer
LEFT JOIN text_occupation ON text_occupation.posting_id = latest_row.posting_id;

INSERT INTO duplicate_report
SELECT
    posting_id,
    job_id,
    primary_posting_id,
    CASE WHEN is_same_text THEN 'same employer, title and text' ELSE 'same employer and title, nearly the same text' END,
    CASE WHEN is_same_text THEN 1 ELSE coalesce(similarity, getvariable('least_similarity')) END
FROM posting_job
WHERE NOT is_primary;

INSERT INTO mention
SELECT
    posting.posting_id,
    found.term_id,
    found.kind,
    found.surface,
    found.start,
    found."end",
    found.section,
    found.strength,
    found.after_hire,
    found.months_to_obtain,
    found.or_experience,
    found.group_id,
    found.sentence,
    found.rule_id,
    found.excluded_because
FROM (
    SELECT reading_row.content_hash, unnest(reading_row.mentions) AS found
    FROM reading_row
    JOIN reading USING (content_hash, filename, file_row_number)
)
JOIN posting USING (content_hash);

INSERT INTO requirement
SELECT
    posting.posting_id,
    coalesce(reading.requirement.certification, 'not_stated'),
    coalesce(reading.requirement.licence, 'not_stated'),
    coalesce(reading.requirement.training, 'not_stated'),
    reading.requirement.education_required,
    reading.requirement.education_preferred,
    coalesce(reading.requirement.education_substitutable, false),
    coalesce(reading.requirement.employer_training, false),
    reading.requirement.experience_years_required,
    reading.requirement.experience_years_preferred,
    reading.reader_version,
    reading.vocabulary_hash
FROM posting
JOIN reading USING (content_hash)
WHERE reading.error IS NULL;

INSERT INTO source
SELECT
    segment.source_id,
    max_by(segment.platform, sequence),
    max_by(segment.employer, sequence) FILTER (segment.employer IS NOT NULL),
    max_by(segment.url, sequence) FILTER (segment.url IS NOT NULL),
    max_by(segment.is_sample, sequence),
    max(segment.seen_at),
    max_by(segment.status, sequence),
    max(segment.seen_at) FILTER (segment.status IN ('complete', 'unchanged')),
    coalesce(any_value(known.postings), 0),
    coalesce(any_value(known.open_postings), 0)
FROM segment
LEFT JOIN (
    SELECT source_id, count(*) AS postings, count(*) FILTER (closed_at IS NULL) AS open_postings
    FROM posting
    GROUP BY source_id
) AS known USING (source_id)
GROUP BY segment.source_id;

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

INSERT INTO issue
SELECT run_id, source_id, issue_kind, subject, message
FROM segment_issue
UNION ALL
SELECT NULL, posting.source_id, 'reading', posting.posting_id, reading.error
FROM posting
JOIN reading USING (content_hash)
WHERE reading.error IS NOT NULL;
