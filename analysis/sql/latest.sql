-- The latest text of each posting, with what the fold says about it.
CREATE TEMP VIEW latest_row AS
SELECT
    latest_segment_row.*,
    posting_seen.first_seen_at,
    posting_seen.last_seen_at,
    posting_seen.closed_at,
    posting_seen.is_sample
FROM latest_segment_row
JOIN posting_seen
    ON posting_seen.path = latest_segment_row.filename
    AND posting_seen.file_row_number = latest_segment_row.file_row_number;
