-- What happened to each posting, from the history of its texts and the times in which it was open.
CREATE VIEW posting_event AS
SELECT posting_id, CASE WHEN period = 1 THEN 'opened' ELSE 'reopened' END AS event, opened_at AS happened_at FROM posting_period
UNION ALL
SELECT posting_id, 'closed', closed_at FROM posting_period WHERE closed_at IS NOT NULL
UNION ALL
SELECT posting_id, 'changed', from_at FROM posting_version WHERE version > 1;

CREATE VIEW posting_change AS
SELECT
    posting.posting_id,
    posting.employer,
    posting.title,
    now.version,
    now.from_at AS happened_at,
    was.certification AS certification_before,
    now.certification,
    was.education_required AS education_required_before,
    now.education_required,
    was.required_terms AS required_terms_before,
    now.required_terms,
    was.preferred_terms AS preferred_terms_before,
    now.preferred_terms,
    (was.certification, was.licence, was.training, was.education_required, was.education_preferred, was.required_terms,
        was.preferred_terms) IS DISTINCT FROM (now.certification, now.licence, now.training, now.education_required,
        now.education_preferred, now.required_terms, now.preferred_terms) AS is_other_demand
FROM posting_version AS now
JOIN posting_version AS was ON was.posting_id = now.posting_id AND was.version = now.version - 1
JOIN posting ON posting.posting_id = now.posting_id;
