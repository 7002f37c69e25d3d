-- Postings of the occupation that are not counted, by the reason.
SELECT
    CASE
        WHEN NOT is_primary THEN 'the same job was posted elsewhere too'
        WHEN is_truncated THEN 'the text breaks off'
        WHEN language IS DISTINCT FROM 'en' THEN 'the text is not in English, or too short to tell'
        ELSE 'it could not be read'
    END AS reason,
    count(*) AS postings
FROM posting
WHERE NOT is_counted AND (getvariable('occupation') = 'all' OR occupation_id = getvariable('occupation'))
GROUP BY reason
ORDER BY postings DESC;
