-- The terms of one type that somebody asks for or waives, the most asked for first; `any` is its first row.
SELECT
    term_id, name, label, issuer, reference_url, jobs, stating, required, required_alone, required_any_of,
    required_or_experience, preferred, mentioned, not_required, not_stated, share, required_share, share_of_stating,
    share_low, share_high, share_corrected, employers, effective_n, employer_weighted_share, share_without_one_low,
    share_without_one_high, is_suppressed
FROM report_demand
WHERE type = getvariable('type')
    AND (term_id = 'any' OR required + preferred + not_required + (CASE type WHEN 'skill' THEN mentioned ELSE 0 END) > 0)
ORDER BY term_id <> 'any', share DESC, required DESC, name
LIMIT 1 + getvariable('most')::INTEGER;
