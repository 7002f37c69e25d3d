-- What one claim's query says of each job: true where any of its rows is. The query stands in for the comment.
-- In: the variable `claim`, its number.
INSERT INTO claim_answer
SELECT getvariable('claim'), posting_id, bool_or(coalesce(is_true, false))
FROM (
    /* query */
)
GROUP BY posting_id;
