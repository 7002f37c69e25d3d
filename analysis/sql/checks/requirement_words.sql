-- Strengths and levels of requirements are the known words.
SELECT requirement.*
FROM requirement
LEFT JOIN term AS required ON required.term_id = education_required AND required.kind = 'degree'
LEFT JOIN term AS preferred ON preferred.term_id = education_preferred AND preferred.kind = 'degree'
WHERE certification NOT IN ('required', 'preferred', 'not_required', 'mentioned', 'not_stated')
    OR licence NOT IN ('required', 'preferred', 'not_required', 'mentioned', 'not_stated')
    OR training NOT IN ('required', 'preferred', 'not_required', 'mentioned', 'not_stated')
    OR (education_required <> 'none' AND required.term_id IS NULL)
    OR (education_preferred IS NOT NULL AND preferred.term_id IS NULL)
    OR experience_years_required < 0
    OR experience_years_preferred < 0
