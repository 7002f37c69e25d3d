SELECT
    coalesce(a.abbreviation, a.label) AS name_a,
    coalesce(b.abbreviation, b.label) AS name_b,
    pair.jobs_both,
    pair.jobs_as_alternatives,
    pair.jobs_both_required,
    pair.lift
FROM asked_together(occupation := getvariable('occupation')) AS pair
JOIN term AS a ON a.term_id = pair.term_a
JOIN term AS b ON b.term_id = pair.term_b
WHERE pair.jobs_both >= 2
ORDER BY pair.jobs_both DESC, name_a, name_b
LIMIT 12;
