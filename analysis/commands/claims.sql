-- The claims of one occupation, or of all; those about the first in the order of their file, each with its sentences.
SELECT
    claim.*,
    coalesce(occupation.label, claim.occupation_id) AS occupation,
    coalesce(found.evidence, []) AS evidence
FROM claim
LEFT JOIN occupation USING (occupation_id)
LEFT JOIN (
    SELECT
        claim_evidence.occupation_id,
        claim_evidence.claim_id,
        list({
            'sentence': claim_evidence.sentence,
            'employer': posting.employer,
            'title': posting.title,
            'posting_id': posting.posting_id,
            'url': posting.url
        } ORDER BY claim_evidence.rowid) AS evidence
    FROM claim_evidence
    JOIN posting USING (posting_id)
    GROUP BY ALL
) AS found USING (occupation_id, claim_id)
WHERE $occupation IS NULL OR claim.occupation_id = $occupation
ORDER BY claim.occupation_id DESC, claim.rowid;
