SELECT source.source_id, source.platform, source.employer, source.url, source.last_status, source.last_complete_at,
    count(report_member.posting_id) AS jobs
FROM source
LEFT JOIN posting USING (source_id)
LEFT JOIN report_member USING (posting_id)
GROUP BY ALL
HAVING count(report_member.posting_id) > 0
ORDER BY jobs DESC, source.source_id
LIMIT 40;
