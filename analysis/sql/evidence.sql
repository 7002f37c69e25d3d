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

-- The words of a text around what a pattern finds in it first, without mark-up; empty when it finds nothing. Steps as in
-- cluster_interval. The last pattern looks near the place alone: over whole texts it takes three times as long.
CREATE MACRO passage(description, pattern) AS
    list_transform(list_transform(
        [regexp_replace(
            regexp_replace(description, '<[^<>]*>|&lt;[^<>&]{0,300}&gt;|&#?\w{2,8};', ' ', 'g'), '\s+', ' ', 'g'
        )],
        lambda words: substring(
            words, greatest(length(regexp_extract(words, '^(.*?)(?:' || pattern || ')', 1, 'i')) - 120, 1), 800
        )),
        lambda near: trim(regexp_extract(near, '\b[^.!?]{0,120}(?:' || pattern || ')[^.!?]{0,120}', 0, 'i'))
    )[1];
