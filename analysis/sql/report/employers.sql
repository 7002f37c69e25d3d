SELECT
    any_value(posting.employer) AS employer,
    count(*) AS jobs,
    count(*) FILTER (requirement.certification = 'required') AS certification_required,
    count(*) FILTER (requirement.certification = 'preferred') AS certification_preferred,
    count(*) FILTER (requirement.certification = 'not_required') AS certification_waived,
    count(*) FILTER (requirement.education_required NOT IN ('none', 'high_school')) AS education_required,
    bool_or(posting.is_staffing_firm) AS is_staffing_firm
FROM report_member
JOIN posting USING (posting_id)
JOIN requirement USING (posting_id)
WHERE posting.employer_key IS NOT NULL
GROUP BY posting.employer_key
ORDER BY jobs DESC, employer
LIMIT 25;
