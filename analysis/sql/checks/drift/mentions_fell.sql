-- Mentions per posting have not fallen by more than half since the last publication.
SELECT was.mentions AS mentions_before, now.mentions AS mentions_now
FROM (SELECT (SELECT count(*) FROM published.mention) / nullif((SELECT count(*) FROM published.requirement), 0) AS mentions) AS was,
    (SELECT (SELECT count(*) FROM mention) / nullif((SELECT count(*) FROM requirement), 0) AS mentions) AS now
WHERE now.mentions < 0.5 * was.mentions
