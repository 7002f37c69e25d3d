-- A mention belongs to a posting that was read and to a term of the vocabulary.
SELECT mention.posting_id, mention.term_id
FROM mention
LEFT JOIN term USING (term_id)
LEFT JOIN requirement USING (posting_id)
WHERE term.term_id IS NULL OR requirement.posting_id IS NULL OR term.kind IS DISTINCT FROM mention.kind
