-- The postings whose title and employer leave open whether they belong to an occupation, with their texts.
-- In: latest_row, title_occupation.
SELECT latest_row.posting_id, latest_row.title, latest_row.employer, latest_row.description
FROM latest_row
JOIN title_occupation
    ON title_occupation.is_open
    AND title_occupation.title = latest_row.title
    AND title_occupation.employer IS NOT DISTINCT FROM latest_row.employer;
