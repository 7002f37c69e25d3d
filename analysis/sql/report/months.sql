SELECT group_value AS month, type, jobs, employers, share, share_low, share_high, is_suppressed
FROM demand_among('report_month')
WHERE term_id = 'any' AND type IN ('certification', 'degree', 'training')
ORDER BY type, month;
