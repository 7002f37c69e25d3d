-- Kinds, strengths and reasons of exclusion are the known words.
SELECT posting_id, term_id, kind, strength, excluded_because
FROM mention
WHERE kind IS NULL OR kind NOT IN ('credential', 'degree', 'training', 'skill')
    OR strength IS NULL OR strength NOT IN ('required', 'preferred', 'not_required', 'mentioned')
    OR excluded_because NOT IN (
        'benefit', 'equal_opportunity', 'employer', 'colleague', 'duty', 'accreditation', 'clash', 'form', 'boilerplate'
    )
