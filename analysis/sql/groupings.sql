-- Groupings of the counted postings, each a view of group_value and posting_id; your own can be any table of that form.
CREATE VIEW posting_by_occupation AS
SELECT occupation_id AS group_value, posting_id FROM posting WHERE is_counted AND occupation_id IS NOT NULL
UNION ALL
SELECT 'all', posting_id FROM posting WHERE is_counted;

CREATE VIEW posting_by_month AS
SELECT strftime(coalesce(posted_on, first_seen_at::DATE), '%Y-%m') AS group_value, posting_id FROM posting WHERE is_counted;

-- A job counts in every state, source and month in which it was advertised, once in each, whichever of its postings stands
-- for it.
CREATE VIEW posting_by_state AS
SELECT DISTINCT posting.state AS group_value, counted.posting_id
FROM posting
JOIN posting AS counted ON counted.job_id = posting.job_id AND counted.is_counted
WHERE posting.state IS NOT NULL;

CREATE VIEW posting_by_employer AS
SELECT employer AS group_value, posting_id FROM posting WHERE is_counted;

CREATE VIEW posting_by_source AS
SELECT DISTINCT posting.source_id AS group_value, counted.posting_id
FROM posting
JOIN posting AS counted ON counted.job_id = posting.job_id AND counted.is_counted;

-- From its publication, or its first sight, to its closing, or the last sight of it. A file of an import shows one moment,
-- and past announcements never close by absence: they are open from publication, if that is known, to the last day for
-- applications, if that is, and no longer than a year.
CREATE VIEW posting_by_open_month AS
WITH open AS (
    SELECT
        counted.posting_id,
        date_trunc('month', coalesce(posting.posted_on, posting.first_seen_at::DATE)) AS first_month,
        date_trunc('month', CASE WHEN posting.platform IN ('import', 'usajobshistoric')
            THEN least(coalesce(posting.closes_on, posting.posted_on), posting.posted_on + INTERVAL 1 YEAR)
            ELSE coalesce(posting.closed_at, posting.last_seen_at)::DATE END) AS last_month
    FROM posting
    JOIN posting AS counted ON counted.job_id = posting.job_id AND counted.is_counted
    WHERE posting.platform NOT IN ('import', 'usajobshistoric') OR posting.posted_on IS NOT NULL
)
SELECT DISTINCT
    strftime(unnest(generate_series(first_month, greatest(first_month, last_month), INTERVAL 1 MONTH)), '%Y-%m') AS group_value,
    posting_id
FROM open;

-- Free text of the boards, in five words.
CREATE VIEW posting_by_employment_type AS
SELECT
    CASE
        WHEN regexp_matches(employment_type, 'intern|trainee|apprentic', 'i') THEN 'internship'
        WHEN regexp_matches(employment_type, 'part', 'i') THEN 'part time'
        WHEN regexp_matches(employment_type, 'temp|contract|season|per.?diem|prn|casual|fixed', 'i') THEN 'temporary'
        WHEN regexp_matches(employment_type, 'full|permanent|regular', 'i') THEN 'full time'
        WHEN employment_type IS NOT NULL THEN 'other'
    END AS group_value,
    posting_id
FROM posting
WHERE is_counted;

-- Yearly pay in US dollars, the middle of the range: 2,080 hours, 260 days, 52 weeks or 12 months make a year.
CREATE VIEW posting_by_pay_band AS
WITH yearly AS (
    SELECT
        posting_id,
        (coalesce(pay_min, pay_max) + coalesce(pay_max, pay_min)) / 2
            * CASE pay_unit WHEN 'hour' THEN 2080 WHEN 'day' THEN 260 WHEN 'week' THEN 52 WHEN 'month' THEN 12 WHEN 'year' THEN 1 END
            AS pay
    FROM posting
    WHERE is_counted AND pay_currency = 'USD'
)
SELECT
    CASE
        WHEN pay < 30000 THEN '1: below 30,000'
        WHEN pay < 40000 THEN '2: 30,000 to 39,999'
        WHEN pay < 50000 THEN '3: 40,000 to 49,999'
        WHEN pay < 60000 THEN '4: 50,000 to 59,999'
        WHEN pay < 80000 THEN '5: 60,000 to 79,999'
        WHEN pay < 100000 THEN '6: 80,000 to 99,999'
        WHEN pay >= 100000 THEN '7: 100,000 and more'
    END AS group_value,
    posting_id
FROM yearly;
