-- Kinds and types of terms are the known words.
SELECT term_id, kind, type
FROM term
WHERE (kind, type) NOT IN (
    ('credential', 'certification'), ('credential', 'licence'), ('degree', 'degree'), ('training', 'training'),
    ('training', 'employer'), ('skill', 'skill')
) OR kind IS NULL OR type IS NULL OR term_id = 'any'
