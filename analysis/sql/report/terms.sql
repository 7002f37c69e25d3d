-- The terms of one type that somebody asks for or waives; `any` is its first row. Levels of schooling follow each other as a
-- ladder, each with the share of the jobs that require no higher one in writing; other terms, the most asked for first.
WITH job AS (
    SELECT
        posting.posting_id,
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        coalesce(list_position(getvariable('levels')::VARCHAR[], requirement.education_required), 0) AS rung
    FROM report_member
    JOIN posting USING (posting_id)
    JOIN requirement USING (posting_id)
    WHERE getvariable('type') = 'degree'
),
rung AS (
    SELECT term_id, share_interval(met, jobs) AS met
    FROM (
        SELECT level.term_id, employer, count(*) FILTER (job.rung <= level.rung) AS met, count(*) AS jobs
        FROM job
        CROSS JOIN (
            SELECT unnest(getvariable('levels')::VARCHAR[]) AS term_id, unnest(range(1, 1 + len(getvariable('levels')::VARCHAR[]))) AS rung
        ) AS level
        GROUP BY ALL
    )
    GROUP BY term_id
)
SELECT
    term_id, name, label, issuer, reference_url, jobs, stating, required, required_alone, required_any_of,
    required_or_experience, preferred, mentioned, not_required, not_stated, share, required_share,
    preferred_or_mentioned_share, not_required_share, not_stated_share, share_of_stating, share_low, share_high,
    share_corrected, employers, effective_n, employer_weighted_share, share_without_one_low, share_without_one_high,
    is_suppressed, rung.met.share AS met_share, rung.met.share_low AS met_low, rung.met.share_high AS met_high
FROM report_demand
LEFT JOIN rung USING (term_id)
WHERE type = getvariable('type')
    AND (term_id = 'any' OR required + preferred + not_required + (CASE type WHEN 'skill' THEN mentioned ELSE 0 END) > 0)
ORDER BY
    term_id <> 'any',
    CASE WHEN type = 'degree' THEN list_position(getvariable('levels')::VARCHAR[], term_id) END,
    share DESC, required DESC, name
LIMIT 1 + getvariable('most')::INTEGER;
