-- Words of jobs of which one claim is true, around what its pattern finds in their texts, each of another employer.
-- In: claim_answer, and the variables `claim` and `words`. Claim by claim, as a pattern that is not one for all rows is
-- compiled anew for each of them.
INSERT INTO claim_passage
WITH answer AS (
    SELECT posting_id FROM claim_answer WHERE claim = getvariable('claim') AND is_true ORDER BY hash(posting_id) LIMIT 1000
),
-- The texts of few jobs only: the pattern of `passage` took minutes over those of 31,537 postings.
worded AS MATERIALIZED (
    SELECT posting.posting_id, posting.description
    FROM posting
    JOIN answer USING (posting_id)
    WHERE posting.is_counted AND regexp_matches(posting.description, getvariable('words'), 'i')
    QUALIFY row_number() OVER (PARTITION BY coalesce(posting.employer_key, posting.posting_id) ORDER BY posting.posting_id) = 1
    ORDER BY posting.posting_id
    LIMIT 20
)
SELECT getvariable('claim'), posting_id, sentence, regexp_extract(sentence, getvariable('words'), 0, 'i')
FROM (SELECT posting_id, passage(description, getvariable('words')) AS sentence FROM worded);
