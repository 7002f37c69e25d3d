-- The sentences behind a figure. Excluded mentions are not evidence; look them up in mention.
CREATE MACRO evidence(term, strength) AS TABLE
SELECT
    found.posting_id,
    posting.occupation_id,
    posting.employer,
    posting.title,
    found.strength,
    found.sentence,
    found.surface,
    found.section,
    found.after_hire,
    found.or_experience,
    found.group_id,
    found.rule_id,
    found.start,
    found."end",
    posting.is_counted,
    posting.url
FROM mention AS found
JOIN posting USING (posting_id)
WHERE found.term_id = term
    AND (strength IS NULL OR found.strength = strength)
    AND found.excluded_because IS NULL
ORDER BY posting.is_counted DESC, posting.last_seen_at DESC, found.posting_id, found.start;
