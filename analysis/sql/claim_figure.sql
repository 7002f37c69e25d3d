-- The share of jobs of which a claim is true, clustered by employer; the claim's own query stands in for the comment.
WITH answer AS (
    SELECT posting_id, bool_or(coalesce(is_true, false)) AS is_true
    FROM (
        /* query */
    )
    GROUP BY posting_id
),
employer_count AS (
    SELECT
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        count(*) AS jobs,
        count(*) FILTER (answer.is_true) AS hits
    FROM answer
    JOIN posting USING (posting_id)
    WHERE posting.is_counted
    GROUP BY ALL
)
SELECT
    coalesce(sum(jobs), 0)::BIGINT,
    coalesce(sum(hits), 0)::BIGINT,
    count(*)::BIGINT,
    share_interval(hits, jobs).share,
    share_interval(hits, jobs).share_low,
    share_interval(hits, jobs).share_high
FROM employer_count;
