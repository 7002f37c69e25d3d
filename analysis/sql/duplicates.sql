-- Postings that are one job: same employer, same title but for case and spacing, same text to the letter.
-- In: latest_row, the rows of segment files that hold each posting's latest text. Place is left out on purpose: one
-- advert for several places is one job. The primary posting is an open one if there is any, then the oldest.
CREATE TEMP TABLE posting_job AS
WITH fingerprint AS (
    SELECT
        posting_id,
        first_seen_at,
        closed_at,
        md5(concat_ws(
            chr(31),
            coalesce(lower(trim(employer)), ''),
            trim(regexp_replace(lower(title), '[^\p{L}\p{N}]+', ' ', 'g')),
            md5(description)
        )) AS job_id
    FROM latest_row
)
SELECT
    posting_id,
    job_id,
    row_number() OVER (PARTITION BY job_id ORDER BY closed_at IS NOT NULL, first_seen_at, posting_id) = 1 AS is_primary
FROM fingerprint;
