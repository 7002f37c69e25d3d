-- One text for each fingerprint of employers that have several for one title, those of a title in the order of time.
-- Without an employer's name nothing but the same text makes two postings one job. A short text that differs by a few
-- letters may ask for something else: "CPC required", "CCS required".
WITH text AS (
    SELECT
        fingerprint,
        any_value(employer_key) AS employer_key,
        any_value(title_key) AS title_key,
        min(seen_on) AS first_on,
        max(seen_on) AS last_on,
        min(posting_id) AS posting_id
    FROM posting_fingerprint
    WHERE employer_key <> '' AND characters >= getvariable('shortest_text')
    GROUP BY fingerprint
    QUALIFY count(*) OVER (PARTITION BY any_value(employer_key), any_value(title_key)) > 1
)
SELECT text.fingerprint, text.employer_key, text.title_key, text.first_on, text.last_on, latest_row.description
FROM text
JOIN latest_row USING (posting_id)
ORDER BY text.employer_key, text.title_key, text.first_on, text.posting_id;
