-- A posting belongs to a known source and to a known occupation or none.
SELECT posting_id, source_id, occupation_id
FROM posting
LEFT JOIN source USING (source_id)
LEFT JOIN occupation USING (occupation_id)
WHERE source.source_id IS NULL OR (posting.occupation_id IS NOT NULL AND occupation.occupation_id IS NULL)
