-- The counted postings that the report is about, as groupings. NULL filters nothing.
CREATE OR REPLACE TEMP VIEW report_member AS
SELECT 'scope' AS group_value, posting_id
FROM posting
WHERE is_counted
    AND (getvariable('occupation') = 'all' OR occupation_id = getvariable('occupation'))
    AND (getvariable('since') IS NULL OR coalesce(posted_on, first_seen_at::DATE) >= getvariable('since')::DATE)
    AND (getvariable('state') IS NULL OR upper(state) = upper(getvariable('state')));

CREATE OR REPLACE TEMP VIEW report_month AS
SELECT posting_by_open_month.group_value, posting_id FROM posting_by_open_month JOIN report_member USING (posting_id);

CREATE OR REPLACE TEMP VIEW report_state AS
SELECT posting_by_state.group_value, posting_id FROM posting_by_state JOIN report_member USING (posting_id);

CREATE OR REPLACE TEMP TABLE report_demand AS
SELECT demand.*, coalesce(term.abbreviation, demand.label) AS name, term.issuer, term.reference_url
FROM demand_among('report_member') AS demand
LEFT JOIN term USING (term_id);
