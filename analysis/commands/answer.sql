-- The answer in one table: what one occupation asks of applicants; each kind opens with its sum.
SELECT
    CASE type WHEN 'certification' THEN 'Certification' WHEN 'licence' THEN 'Licence' WHEN 'degree' THEN 'Education'
        ELSE 'Training' END AS kind,
    CASE term_id WHEN 'any' THEN '' ELSE label END AS term,
    jobs,
    required,
    preferred,
    not_required,
    share,
    share_low,
    share_high,
    employers
FROM demand(getvariable('occupation'))
WHERE type IN ('certification', 'licence', 'degree', 'training')
    AND (term_id = 'any' OR required + preferred + not_required > 0)
ORDER BY list_position(['certification', 'licence', 'degree', 'training'], type), term_id <> 'any', share DESC, label;
