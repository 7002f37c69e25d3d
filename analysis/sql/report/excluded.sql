SELECT
    excluded_because,
    count(*) AS mentions,
    count(DISTINCT posting_id) AS postings,
    min_by(sentence, abs(length(sentence) - 100)) AS sentence,
    min_by(surface, abs(length(sentence) - 100)) AS surface
FROM mention
JOIN report_member USING (posting_id)
WHERE excluded_because IS NOT NULL
GROUP BY excluded_because
ORDER BY mentions DESC;
