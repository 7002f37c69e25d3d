-- The share of jobs of which each claim is true, clustered by employer; a claim without a job has no row.
-- In: claim_answer.
WITH employer_count AS (
    SELECT
        claim_answer.claim,
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        count(*) AS jobs,
        count(*) FILTER (claim_answer.is_true) AS hits
    FROM claim_answer
    JOIN posting USING (posting_id)
    WHERE posting.is_counted
    GROUP BY ALL
),
total AS (
    SELECT claim, sum(jobs) AS jobs, sum(hits) AS hits, count(*) AS employers, share_interval(hits, jobs) AS interval
    FROM employer_count
    GROUP BY claim
)
SELECT
    claim,
    jobs::BIGINT,
    hits::BIGINT,
    employers::BIGINT,
    interval.share,
    interval.share_low,
    interval.share_high
FROM total;
