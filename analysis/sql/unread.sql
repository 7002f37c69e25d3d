-- The texts that no shard holds a reading of, each with one place where it stands.
-- In: segment_row, reading_row.
CREATE TEMP TABLE known AS SELECT DISTINCT content_hash FROM segment_row;

CREATE TEMP TABLE unread AS
SELECT segment_row.content_hash, min({'filename': filename, 'file_row_number': file_row_number}) AS place
FROM segment_row
JOIN (SELECT content_hash FROM known ANTI JOIN reading_row USING (content_hash)) USING (content_hash)
GROUP BY segment_row.content_hash;
