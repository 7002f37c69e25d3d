-- A posting is seen first before last, and closed after it was last seen.
SELECT posting_id, first_seen_at, last_seen_at, closed_at
FROM posting
WHERE first_seen_at IS NULL OR last_seen_at IS NULL OR first_seen_at > last_seen_at OR closed_at < last_seen_at
