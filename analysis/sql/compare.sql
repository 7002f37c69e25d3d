-- What counted postings state about one term, or about `any certification`, `any degree` and so on; a term that the
-- vocabulary lacks is an error, because its zeros would look like an answer.
CREATE MACRO stated(term) AS TABLE
SELECT posting_id, type, strength
FROM posting_term
WHERE term_id = CASE WHEN starts_with(term, 'any ') THEN 'any' ELSE term END
    AND (term_id <> 'any' OR 'any ' || type = term)
    AND known_term(term);

-- How much more often one group asks for a term than another, with the interval of the difference. An employer may stand
-- in both groups.
CREATE MACRO compare_among(relation, term, group_a, group_b) AS TABLE
WITH employer_count AS (
    SELECT
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        count(*) FILTER (grouped.group_value = group_a) AS jobs_a,
        count(*) FILTER (grouped.group_value = group_b) AS jobs_b,
        count(*) FILTER (grouped.group_value = group_a AND is_asked(posting_term.type, posting_term.strength)) AS asked_a,
        count(*) FILTER (grouped.group_value = group_b AND is_asked(posting_term.type, posting_term.strength)) AS asked_b
    FROM query_table(relation) AS grouped
    JOIN posting USING (posting_id)
    LEFT JOIN stated(term) AS posting_term ON posting_term.posting_id = posting.posting_id
    WHERE posting.is_counted AND grouped.group_value IN (group_a, group_b)
    GROUP BY ALL
),
compared AS (
    SELECT
        coalesce(sum(jobs_a), 0) AS jobs_a,
        coalesce(sum(jobs_b), 0) AS jobs_b,
        difference_interval(asked_a, jobs_a, asked_b, jobs_b) AS found
    FROM employer_count
)
SELECT
    term AS term_id,
    group_a AS "group_a",
    group_b AS "group_b",
    jobs_a::BIGINT AS jobs_a,
    jobs_b::BIGINT AS jobs_b,
    found.a.employers AS employers_a,
    found.b.employers AS employers_b,
    found.a.share AS share_a,
    found.b.share AS share_b,
    found.difference AS difference,
    found.difference_low AS difference_low,
    found.difference_high AS difference_high,
    CASE
        WHEN found.difference_low IS NULL THEN 'unknown: fewer than two employers in a group'
        WHEN found.difference_low > 0 THEN 'more often'
        WHEN found.difference_high < 0 THEN 'less often'
        ELSE 'no difference shown'
    END AS verdict
FROM compared;

CREATE MACRO compare(term, group_a, group_b) AS TABLE
FROM compare_among('posting_by_occupation', term, group_a, group_b);

-- A month is a break when the sources or the reader are not those of the month before: its figure may differ for that
-- alone. panel_change compares the same sources in both months, with its interval: most jobs stand in both, and their
-- employers cancel out.
CREATE MACRO demand_trend(term, occupation := 'all') AS TABLE
WITH member AS (
    SELECT
        grouped.group_value AS month,
        posting.source_id,
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        requirement.reader_version,
        is_asked(posting_term.type, posting_term.strength) AS is_asked
    FROM posting_by_open_month AS grouped
    JOIN posting USING (posting_id)
    JOIN requirement USING (posting_id)
    LEFT JOIN stated(term) AS posting_term USING (posting_id)
    WHERE occupation = 'all' OR posting.occupation_id = occupation
),
cell AS (
    SELECT month, source_id, employer, reader_version, count(*) FILTER (is_asked) AS asked, count(*) AS jobs
    FROM member
    GROUP BY ALL
),
figure AS (
    SELECT month, sum(jobs) AS jobs, sum(asked) AS asked, count(*) AS employers, share_interval(asked, jobs) AS interval
    FROM (SELECT month, employer, sum(asked) AS asked, sum(jobs) AS jobs FROM cell GROUP BY ALL)
    GROUP BY month
),
described AS (
    SELECT
        month,
        list_sort(list(DISTINCT source_id)) AS sources,
        list_sort(list(DISTINCT reader_version)) AS reader_versions
    FROM cell
    GROUP BY month
),
ordered AS (
    SELECT *, lag(month) OVER (ORDER BY month) AS month_before, lag(sources) OVER (ORDER BY month) AS sources_before,
        lag(reader_versions) OVER (ORDER BY month) AS versions_before
    FROM described
),
-- Both months of a pair, of the sources that stand in both.
panel_cell AS (
    SELECT ordered.month, cell.source_id, cell.employer, asked, jobs, 0 AS asked_before, 0 AS jobs_before
    FROM ordered
    JOIN cell ON cell.month = ordered.month AND list_contains(ordered.sources_before, cell.source_id)
    UNION ALL
    SELECT ordered.month, cell.source_id, cell.employer, 0, 0, asked, jobs
    FROM ordered
    JOIN cell ON cell.month = ordered.month_before AND list_contains(ordered.sources, cell.source_id)
),
panel AS (
    SELECT month, difference_interval(asked, jobs, asked_before, jobs_before) AS change
    FROM (
        SELECT month, employer, sum(asked) AS asked, sum(jobs) AS jobs, sum(asked_before) AS asked_before, sum(jobs_before) AS jobs_before
        FROM panel_cell
        GROUP BY ALL
    )
    GROUP BY month
)
SELECT
    figure.month,
    figure.jobs::BIGINT AS jobs,
    figure.asked::BIGINT AS asked,
    figure.employers::BIGINT AS employers,
    figure.asked / figure.jobs AS share,
    figure.interval.share_low AS share_low,
    figure.interval.share_high AS share_high,
    figure.jobs < 10 OR figure.employers < 3 AS is_suppressed,
    len(ordered.sources)::BIGINT AS sources,
    coalesce(len(list_intersect(ordered.sources, ordered.sources_before)), 0)::BIGINT AS panel_sources,
    panel.change.difference AS panel_change,
    panel.change.difference_low AS panel_change_low,
    panel.change.difference_high AS panel_change_high,
    concat_ws('; ',
        CASE WHEN ordered.sources <> ordered.sources_before THEN 'other sources' END,
        CASE WHEN ordered.reader_versions <> ordered.versions_before THEN 'another reader' END
    ) AS break_because
FROM figure
JOIN ordered USING (month)
LEFT JOIN panel USING (month)
ORDER BY figure.month;

-- Which credentials, degrees and training go together in one advert: as alternatives ("CPC or CCS", "a degree or a
-- certification"), or both at once. lift is how much more often than if they had nothing to do with each other.
CREATE MACRO asked_together(occupation := 'all') AS TABLE
WITH asked AS (
    SELECT posting_term.posting_id, posting_term.type, posting_term.term_id, posting_term.strength
    FROM posting_term
    JOIN posting USING (posting_id)
    WHERE (occupation = 'all' OR posting.occupation_id = occupation)
        AND posting_term.type <> 'skill'
        AND posting_term.term_id <> 'any'
        AND posting_term.strength IN ('required', 'preferred')
),
total AS (
    SELECT count(*) AS jobs FROM posting WHERE is_counted AND (occupation = 'all' OR occupation_id = occupation)
),
term_count AS (
    SELECT term_id, count(*) AS jobs FROM asked GROUP BY term_id
),
alternative AS (
    SELECT DISTINCT a.posting_id, a.term_id AS term_a, b.term_id AS term_b
    FROM mention AS a
    JOIN mention AS b ON a.posting_id = b.posting_id AND a.group_id = b.group_id AND a.term_id < b.term_id
    WHERE a.excluded_because IS NULL AND b.excluded_because IS NULL
),
pair AS (
    SELECT
        a.term_id AS term_a,
        b.term_id AS term_b,
        a.type AS type_a,
        b.type AS type_b,
        count(*) AS jobs_both,
        count(alternative.posting_id) AS jobs_as_alternatives,
        count(*) FILTER (a.strength = 'required' AND b.strength = 'required' AND alternative.posting_id IS NULL) AS jobs_both_required
    FROM asked AS a
    JOIN asked AS b ON a.posting_id = b.posting_id AND a.term_id < b.term_id
    LEFT JOIN alternative
        ON alternative.posting_id = a.posting_id AND alternative.term_a = a.term_id AND alternative.term_b = b.term_id
    GROUP BY ALL
)
SELECT
    pair.term_a,
    pair.term_b,
    pair.type_a,
    pair.type_b,
    count_a.jobs AS jobs_a,
    count_b.jobs AS jobs_b,
    pair.jobs_both,
    pair.jobs_as_alternatives,
    pair.jobs_both_required,
    pair.jobs_both / count_a.jobs AS share_of_a,
    pair.jobs_both / count_b.jobs AS share_of_b,
    pair.jobs_both * total.jobs / (count_a.jobs * count_b.jobs) AS lift
FROM pair
JOIN term_count AS count_a ON count_a.term_id = pair.term_a
JOIN term_count AS count_b ON count_b.term_id = pair.term_b
CROSS JOIN total
ORDER BY pair.jobs_both DESC, pair.term_a, pair.term_b;
