-- At most one posting in twenty could not be read.
SELECT count(*) AS unread, any_value(message) AS example
FROM issue
WHERE issue_kind = 'reading'
HAVING count(*) > 20 AND count(*) > 0.05 * (SELECT count(*) FROM posting)
