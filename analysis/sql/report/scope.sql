-- The counted postings that the report is about, as groupings. NULL filters nothing.
CREATE OR REPLACE TEMP VIEW report_member AS
SELECT 'scope' AS group_value, posting_id
FROM posting
WHERE is_counted
    AND (getvariable('occupation') = 'all' OR occupation_id = getvariable('occupation'))
    AND (getvariable('since') IS NULL OR coalesce(posted_on, first_seen_at::DATE) >= getvariable('since')::DATE)
    AND (getvariable('state') IS NULL OR upper(state) = upper(getvariable('state')));

CREATE OR REPLACE TEMP TABLE report_month AS
SELECT posting_by_open_month.group_value, posting_id FROM posting_by_open_month JOIN report_member USING (posting_id);

CREATE OR REPLACE TEMP TABLE report_state AS
SELECT posting_by_state.group_value, posting_id FROM posting_by_state JOIN report_member USING (posting_id);

-- What demand_among says of any certification, schooling and training: a tenth of its time over months or states.
CREATE OR REPLACE TEMP MACRO asked_by(relation) AS TABLE
WITH cell AS (
    SELECT
        grouped.group_value,
        kind.type,
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        count(*) AS jobs,
        count(*) FILTER (is_asked(kind.type, posting_term.strength)) AS asked
    FROM query_table(relation) AS grouped
    JOIN posting USING (posting_id)
    CROSS JOIN (VALUES ('certification'), ('degree'), ('training')) AS kind(type)
    LEFT JOIN posting_term
        ON posting_term.posting_id = posting.posting_id AND posting_term.type = kind.type AND posting_term.term_id = 'any'
    WHERE posting.is_counted AND grouped.group_value IS NOT NULL
    GROUP BY ALL
)
SELECT
    group_value,
    type,
    sum(jobs)::BIGINT AS jobs,
    count(*) AS employers,
    share_interval(asked, jobs) AS figure,
    sum(jobs) < 10 OR count(*) < 3 AS is_suppressed
FROM cell
GROUP BY group_value, type;

CREATE OR REPLACE TEMP TABLE report_demand AS
SELECT demand.*, coalesce(term.abbreviation, demand.label) AS name, term.issuer, term.reference_url
FROM (
    -- Whole occupations were counted when the database was built.
    SELECT * EXCLUDE (occupation_id)
    FROM occupation_demand
    WHERE occupation_id = getvariable('occupation') AND getvariable('since') IS NULL AND getvariable('state') IS NULL
    UNION ALL BY NAME
    SELECT * EXCLUDE (group_value)
    FROM demand_among('report_member')
    WHERE getvariable('since') IS NOT NULL OR getvariable('state') IS NOT NULL
) AS demand
LEFT JOIN term USING (term_id);
