-- The postings have not fallen by more than half since the last publication.
SELECT was.postings AS postings_before, now.postings AS postings_now
FROM (SELECT count(*) AS postings FROM published.posting) AS was, (SELECT count(*) AS postings FROM posting) AS now
WHERE now.postings < 0.5 * was.postings
