-- Postings of the occupation that are not counted, by the reason; those merged into another are told apart.
SELECT
    CASE
        WHEN is_truncated THEN 'the text breaks off'
        WHEN language IS DISTINCT FROM 'en' THEN 'the text is not in English, or too short to tell'
        ELSE 'it could not be read'
    END AS reason,
    count(*) AS postings
FROM posting
WHERE NOT is_counted AND is_primary AND (getvariable('occupation') = 'all' OR occupation_id = getvariable('occupation'))
GROUP BY reason
ORDER BY postings DESC;
