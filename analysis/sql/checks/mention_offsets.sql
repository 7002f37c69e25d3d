-- The characters from start to end of the description are the surface; in the title there are no offsets.
SELECT mention.posting_id, mention.term_id, mention.start, mention."end", mention.surface
FROM mention
JOIN posting USING (posting_id)
WHERE CASE WHEN mention.section = 'title'
    THEN mention.start IS NOT NULL OR mention."end" IS NOT NULL
    ELSE mention.start IS NULL OR mention."end" IS NULL
        OR substr(posting.description, mention.start + 1, mention."end" - mention.start) IS DISTINCT FROM mention.surface
    END
