SELECT reader_quality.kind, coalesce(term.abbreviation, term.label) AS term, reader_quality.postings, precision, recall
FROM reader_quality
LEFT JOIN term USING (term_id)
WHERE reader_quality.term_id IS NULL
ORDER BY reader_quality.kind;
