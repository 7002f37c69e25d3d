-- The share by month in which the job was open. A month is a break when other boards, or other rules of reading, stand
-- behind it than behind the month before.
WITH described AS (
    SELECT
        report_month.group_value AS month,
        list_sort(list(DISTINCT posting.source_id)) AS sources,
        list_sort(list(DISTINCT requirement.reader_version)) AS reader_versions
    FROM report_month
    JOIN posting USING (posting_id)
    JOIN requirement USING (posting_id)
    GROUP BY ALL
),
ordered AS (
    SELECT
        month,
        concat_ws('; ',
            CASE WHEN sources <> lag(sources) OVER (ORDER BY month) THEN 'other sources' END,
            CASE WHEN reader_versions <> lag(reader_versions) OVER (ORDER BY month) THEN 'another reader' END
        ) AS break_because
    FROM described
)
SELECT group_value AS month, type, jobs, employers, share, share_low, share_high, is_suppressed, ordered.break_because
FROM demand_among('report_month') AS demand
JOIN ordered ON ordered.month = demand.group_value
WHERE term_id = 'any' AND type IN ('certification', 'degree', 'training')
ORDER BY type, month;
