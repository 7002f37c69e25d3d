-- Postings that are one job. The primary posting is an open one if there is any, then the oldest.
-- In: posting_fingerprint; near_text, whose rows say that a fingerprint's text is nearly that of another.
CREATE TEMP TABLE posting_job AS
SELECT
    posting_fingerprint.posting_id,
    coalesce(near_text.same_as, posting_fingerprint.fingerprint) AS job_id,
    near_text.similarity,
    row_number() OVER job = 1 AS is_primary,
    first(posting_fingerprint.posting_id) OVER job AS primary_posting_id,
    first(posting_fingerprint.fingerprint) OVER job = posting_fingerprint.fingerprint AS is_same_text
FROM posting_fingerprint
LEFT JOIN near_text USING (fingerprint)
WINDOW job AS (
    PARTITION BY coalesce(near_text.same_as, posting_fingerprint.fingerprint)
    ORDER BY posting_fingerprint.is_closed, posting_fingerprint.first_seen_at, posting_fingerprint.posting_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
);
