-- One reading for each text; should two shards hold the same text, one without an error is taken.
-- In: reading_row, the rows of the shards.
CREATE TEMP TABLE reading AS
SELECT
    content_hash, reader_version, vocabulary_hash, language, is_truncated, requirement, error, filename, file_row_number
FROM reading_row
QUALIFY row_number() OVER (PARTITION BY content_hash ORDER BY error IS NOT NULL, filename, file_row_number) = 1;
