-- Up to so many sentences for each term that the report shows, each of another employer: required ones first.
SELECT
    mention.term_id,
    mention.strength,
    mention.sentence,
    mention.surface,
    posting.employer,
    posting.title,
    coalesce(posting.posted_on, posting.first_seen_at::DATE) AS seen_on,
    posting.url
FROM mention
JOIN report_member USING (posting_id)
JOIN posting USING (posting_id)
WHERE mention.excluded_because IS NULL
    AND list_contains(getvariable('terms')::VARCHAR[], mention.term_id)
    AND mention.sentence <> ''
QUALIFY row_number() OVER (
        PARTITION BY mention.term_id, coalesce(posting.employer_key, posting.posting_id)
        ORDER BY mention.strength = 'mentioned', mention.strength = 'not_required', length(mention.sentence), posting.posting_id
    ) = 1
    AND row_number() OVER (
        PARTITION BY mention.term_id
        ORDER BY list_position(['required', 'preferred', 'not_required', 'mentioned'], mention.strength),
            abs(length(mention.sentence) - 120), posting.posting_id
    ) <= 60
ORDER BY mention.term_id, list_position(['required', 'preferred', 'not_required', 'mentioned'], mention.strength),
    abs(length(mention.sentence) - 120), posting.posting_id;
