-- A requirement belongs to a posting.
SELECT posting_id FROM requirement ANTI JOIN posting USING (posting_id)
