-- Sentences of jobs of which the claims are true, five of each, each of another employer: of its terms, or around its words.
-- A thousand jobs, whichever, are enough to choose from.
-- In: claim_answer, claim_terms, claim_passage.
WITH answer AS (
    SELECT claim, posting_id
    FROM claim_answer
    WHERE is_true
    QUALIFY row_number() OVER (PARTITION BY claim ORDER BY hash(posting_id)) <= 1000
),
claim_term AS (
    SELECT claim_terms.claim, term.term_id
    FROM claim_terms
    JOIN term ON list_has_any(claim_terms.terms, [term.term_id, 'any ' || term.type])
),
found AS (
    SELECT
        answer.claim,
        mention.posting_id,
        mention.sentence,
        mention.surface,
        list_position(['required', 'preferred', 'mentioned', 'not_required'], mention.strength) AS rank,
        mention.start
    FROM mention
    JOIN claim_term USING (term_id)
    JOIN answer ON answer.claim = claim_term.claim AND answer.posting_id = mention.posting_id
    WHERE mention.excluded_because IS NULL
    UNION ALL
    SELECT claim, posting_id, sentence, surface, 5, 0 FROM claim_passage
),
best AS (
    SELECT found.*, row_number() OVER by_rank AS place
    FROM (
        SELECT found.*
        FROM found
        JOIN posting USING (posting_id)
        WHERE posting.is_counted AND found.sentence <> ''
        QUALIFY row_number() OVER (
            PARTITION BY found.claim, coalesce(posting.employer_key, posting.posting_id)
            ORDER BY found.rank, abs(length(found.sentence) - 120), found.posting_id, found.start, found.surface
        ) = 1
    ) AS found
    WINDOW by_rank AS (PARTITION BY claim ORDER BY rank, abs(length(sentence) - 120), posting_id)
)
SELECT claim, posting_id, sentence, surface
FROM best
WHERE place <= 5
ORDER BY claim, place;
