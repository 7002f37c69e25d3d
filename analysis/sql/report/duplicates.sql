SELECT merged_because, count(*) AS postings
FROM duplicate_report
JOIN posting ON posting.posting_id = duplicate_report.primary_posting_id
JOIN report_member ON report_member.posting_id = posting.posting_id
GROUP BY merged_because
ORDER BY postings DESC;
