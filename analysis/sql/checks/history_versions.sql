-- The versions of a posting follow one another from its first sight to its last, and the latest has its text.
SELECT posting.posting_id, count(posting_version.version) AS versions
FROM posting
LEFT JOIN posting_version USING (posting_id)
GROUP BY ALL
HAVING count(posting_version.version) = 0
    OR count(*) FILTER (posting_version.is_latest) <> 1
    OR count(DISTINCT posting_version.version) <> max(posting_version.version)
    OR max(posting_version.until_at) > any_value(posting.last_seen_at)
    OR min(posting_version.from_at) < any_value(posting.first_seen_at)
    OR any_value(posting_version.content_hash) FILTER (posting_version.is_latest) IS DISTINCT FROM any_value(posting.content_hash)
