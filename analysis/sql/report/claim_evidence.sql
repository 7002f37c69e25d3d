SELECT
    claim_evidence.claim_id,
    claim_evidence.sentence,
    claim_evidence.surface,
    posting.employer,
    posting.title,
    coalesce(posting.posted_on, posting.first_seen_at::DATE) AS seen_on,
    posting.url
FROM claim_evidence
JOIN posting USING (posting_id)
WHERE claim_evidence.occupation_id = getvariable('occupation')
ORDER BY claim_evidence.rowid;
