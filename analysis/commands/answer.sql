-- The answer in one table: what one occupation asks of applicants. Each kind opens with its sum; then its terms, those
-- asked for most first. Terms that nobody asks for or waives are left out.
SELECT
    CASE demand.type WHEN 'certification' THEN 'Any certification' WHEN 'licence' THEN 'Any licence'
        WHEN 'degree' THEN 'Any education' ELSE 'Any training' END AS kind,
    CASE WHEN demand.term_id <> 'any' THEN coalesce(term.abbreviation, demand.label) END AS term,
    jobs,
    required,
    preferred,
    not_required,
    share,
    share_low,
    share_high,
    employers
FROM demand(getvariable('occupation')) AS demand
LEFT JOIN term USING (term_id)
WHERE demand.type IN ('certification', 'licence', 'degree', 'training')
    AND (demand.term_id = 'any' OR required + preferred + not_required > 0)
QUALIFY row_number() OVER (
    PARTITION BY demand.type ORDER BY demand.term_id <> 'any', share DESC, required DESC, demand.label
) <= 1 + getvariable('terms')
ORDER BY list_position(['certification', 'licence', 'degree', 'training'], demand.type), demand.term_id <> 'any',
    share DESC, required DESC, demand.label;
