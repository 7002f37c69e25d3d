-- The strongest statement of each counted posting about each term, and about any term of a type.
-- A degree is required when it is the lowest level that suffices, as requirement says; the levels above it are named
-- only; one to be earned after hire is required too, and says nothing of who is hired. A waiver of education waives every level.
INSERT INTO posting_term
WITH statement AS (
    SELECT
        mention.posting_id,
        term.type,
        mention.term_id,
        CASE
            WHEN mention.strength = 'not_required' THEN 2
            WHEN mention.kind = 'degree' THEN CASE
                WHEN mention.term_id = requirement.education_required THEN 4
                WHEN mention.strength = 'required' AND mention.after_hire THEN 4
                WHEN mention.term_id = requirement.education_preferred THEN 3
                ELSE 1 END
            WHEN mention.strength = 'required' THEN 4
            WHEN mention.strength = 'preferred' THEN 3
            ELSE 1
        END AS rank,
        CASE WHEN mention.strength = 'required' THEN mention.group_id IS NOT NULL END AS is_any_of,
        CASE WHEN mention.strength = 'required' THEN coalesce(mention.after_hire, false) END AS after_hire,
        CASE WHEN mention.strength = 'required' THEN CASE mention.kind
            WHEN 'degree' THEN coalesce(requirement.education_substitutable, false)
            ELSE coalesce(mention.or_experience, false) END END AS or_experience,
        CASE  -- what it says of the term alone and of now: another strength elsewhere in the text contradicts it
            WHEN mention.strength = 'not_required' THEN 2
            WHEN mention.strength = 'preferred' THEN 3
            WHEN mention.strength = 'required' AND mention.group_id IS NULL
                AND NOT coalesce(mention.after_hire, false) AND NOT coalesce(mention.or_experience, false) THEN 4
        END AS plain_rank
    FROM mention
    JOIN term USING (term_id)
    JOIN requirement USING (posting_id)
    WHERE mention.excluded_because IS NULL AND term.type <> 'employer'  -- training that the employer gives
    UNION ALL
    SELECT posting_id, 'degree', education_required, 4, NULL, NULL, coalesce(education_substitutable, false), NULL
    FROM requirement
    WHERE education_required <> 'none'
    UNION ALL
    SELECT posting_id, 'degree', education_preferred, 3, NULL, NULL, NULL, NULL
    FROM requirement
    WHERE education_preferred IS NOT NULL
    UNION ALL
    SELECT posting_id, 'degree', term.term_id, 2, NULL, NULL, NULL, NULL
    FROM requirement
    CROSS JOIN term
    WHERE education_required = 'none' AND term.kind = 'degree'
)
SELECT
    posting_id,
    type,
    coalesce(term_id, 'any') AS term_id,
    CASE max(rank) WHEN 4 THEN 'required' WHEN 3 THEN 'preferred' WHEN 2 THEN 'not_required' ELSE 'mentioned' END AS strength,
    coalesce(bool_and(is_any_of) FILTER (WHERE rank = 4), false) AS is_any_of,
    coalesce(bool_and(after_hire) FILTER (WHERE rank = 4), false) AS after_hire,
    coalesce(bool_and(or_experience) FILTER (WHERE rank = 4), false) AS or_experience,
    -- Two numbers for each statement; DISTINCT would keep a table for each.
    coalesce(grouping(term_id) = 0 AND min(plain_rank) < max(plain_rank), false) AS is_contradicted
FROM statement
WHERE posting_id IN (SELECT posting_id FROM posting WHERE is_counted)
GROUP BY GROUPING SETS ((posting_id, type, term_id), (posting_id, type));
