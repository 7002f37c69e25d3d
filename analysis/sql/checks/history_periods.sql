-- The periods of a posting begin with its first sight, do not overlap, and the last one is open exactly if the posting is.
SELECT posting.posting_id, count(story.period) AS periods
FROM posting
LEFT JOIN (
    SELECT *, lead(opened_at) OVER (PARTITION BY posting_id ORDER BY period) AS next_opened_at FROM posting_period
) AS story USING (posting_id)
GROUP BY ALL
HAVING count(story.period) = 0
    OR min(story.opened_at) IS DISTINCT FROM any_value(posting.first_seen_at)
    OR max(story.until_at) IS DISTINCT FROM any_value(posting.last_seen_at)
    OR max_by({'at': story.closed_at}, story.period).at IS DISTINCT FROM any_value(posting.closed_at)
    OR count(*) FILTER (story.closed_at IS NULL AND story.next_opened_at IS NOT NULL) > 0
    OR count(*) FILTER (story.closed_at > story.next_opened_at) > 0
