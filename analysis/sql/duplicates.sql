-- What tells postings of one job apart from others: employer, title and text without case, marks and mark-up.
-- In: latest_row. The words of two texts that differ in spaces, tags or dashes alone are the same words.
CREATE TEMP TABLE posting_fingerprint AS
WITH plain AS (
    SELECT
        posting_id,
        coalesce(employer_key(employer), '') AS employer_key,
        trim(regexp_replace(lower(title), '[^\p{L}\p{N}]+', ' ', 'g')) AS title_key,
        md5(regexp_replace(lower(regexp_replace(description, '<[^<>]*>|&[a-z]{2,6};', ' ', 'g')), '[^\p{L}\p{N}]+', '', 'g'))
            AS text_key,
        coalesce(posted_on, first_seen_at::DATE) AS seen_on,
        length(description) AS characters,
        closed_at IS NOT NULL AS is_closed,
        first_seen_at
    FROM latest_row
)
SELECT *, md5(concat_ws(chr(31), employer_key, title_key, text_key)) AS fingerprint
FROM plain;
