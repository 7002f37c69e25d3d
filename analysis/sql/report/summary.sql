SELECT
    count(*) AS jobs,
    count(DISTINCT coalesce(employer_key, posting_id)) AS employers,
    count(DISTINCT source_id) AS sources,
    count(DISTINCT state) AS states,
    count(*) FILTER (is_staffing_firm) AS staffing_jobs,
    min(coalesce(posted_on, first_seen_at::DATE)) AS first_on,
    max(last_seen_at)::DATE AS last_on,
    coalesce(bool_and(is_sample), false) AS is_sample,
    (SELECT built_at FROM publication) AS built_at
FROM posting
JOIN report_member USING (posting_id);
