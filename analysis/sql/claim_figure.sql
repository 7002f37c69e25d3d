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
),
total AS (
    SELECT sum(jobs) AS jobs, sum(hits) AS hits, count(*) AS employers, share_interval(hits, jobs) AS interval
    FROM employer_count
)
SELECT
    coalesce(jobs, 0)::BIGINT,
    coalesce(hits, 0)::BIGINT,
    employers::BIGINT,
    interval.share,
    interval.share_low,
    interval.share_high
FROM total;
