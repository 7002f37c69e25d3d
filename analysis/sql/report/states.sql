SELECT
    group_value AS state,
    any_value(jobs) AS jobs,
    any_value(employers) AS employers,
    any_value(is_suppressed) AS is_suppressed,
    any_value(figure.share) FILTER (type = 'certification') AS certification_share,
    any_value(figure.share_low) FILTER (type = 'certification') AS certification_low,
    any_value(figure.share_high) FILTER (type = 'certification') AS certification_high,
    any_value(figure.share) FILTER (type = 'degree') AS education_share,
    any_value(figure.share_low) FILTER (type = 'degree') AS education_low,
    any_value(figure.share_high) FILTER (type = 'degree') AS education_high
FROM asked_by('report_state')
GROUP BY group_value
ORDER BY jobs DESC, state
LIMIT 60;
