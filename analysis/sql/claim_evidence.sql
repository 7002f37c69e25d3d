-- Sentences of jobs of which a claim is true, each of another employer: of its terms, or around its words. A thousand jobs,
-- whichever, are enough to choose from.
-- In: the variables `terms` and `words`; the claim's own query stands in for the comment.
WITH answer AS (
    SELECT posting_id
    FROM (
        /* query */
    )
    GROUP BY posting_id
    HAVING bool_or(coalesce(is_true, false))
    ORDER BY hash(posting_id)
    LIMIT 1000
),
-- The texts of few jobs only: the pattern of `passage` took minutes over those of 31,537 postings.
worded AS MATERIALIZED (
    SELECT posting.posting_id, posting.description
    FROM posting
    JOIN answer USING (posting_id)
    WHERE getvariable('words') <> ''
        AND posting.is_counted
        AND regexp_matches(posting.description, getvariable('words'), 'i')
    QUALIFY row_number() OVER (PARTITION BY coalesce(posting.employer_key, posting.posting_id) ORDER BY posting.posting_id) = 1
    ORDER BY posting.posting_id
    LIMIT 20
),
found AS (
    SELECT
        mention.posting_id,
        mention.sentence,
        mention.surface,
        list_position(['required', 'preferred', 'mentioned', 'not_required'], mention.strength) AS rank
    FROM mention
    JOIN answer USING (posting_id)
    JOIN term USING (term_id)
    WHERE mention.excluded_because IS NULL
        AND list_has_any(getvariable('terms')::VARCHAR[], [mention.term_id, 'any ' || term.type])
    UNION ALL
    SELECT posting_id, sentence, regexp_extract(sentence, getvariable('words'), 0, 'i'), 5
    FROM (SELECT posting_id, passage(description, getvariable('words')) AS sentence FROM worded)
)
SELECT found.posting_id, found.sentence, found.surface
FROM found
JOIN posting USING (posting_id)
WHERE posting.is_counted AND found.sentence <> ''
QUALIFY row_number() OVER (
    PARTITION BY coalesce(posting.employer_key, posting.posting_id)
    ORDER BY found.rank, abs(length(found.sentence) - 120), found.posting_id
) = 1
ORDER BY found.rank, abs(length(found.sentence) - 120), found.posting_id
LIMIT 5;
