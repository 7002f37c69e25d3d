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
SELECT
    group_value AS month,
    type,
    jobs,
    employers,
    figure.share AS share,
    figure.share_low AS share_low,
    figure.share_high AS share_high,
    is_suppressed,
    ordered.break_because
FROM asked_by('report_month') AS asked
JOIN ordered ON ordered.month = asked.group_value
ORDER BY type, month;
