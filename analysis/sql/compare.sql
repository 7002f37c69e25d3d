-- How much more often one group asks for a term than another, with the interval of the difference.
-- An employer may stand in both groups: the variance is linearised over the employers of both together, so that what
-- they share cancels out. Degrees of freedom as in cluster_interval, from the smaller of the two groups.
CREATE MACRO compare_among(relation, term, group_a, group_b) AS TABLE
WITH member AS (
    SELECT
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        grouped.group_value = group_a AS is_a,
        grouped.group_value = group_b AS is_b,
        posting_term.strength IN ('required', 'preferred') OR (posting_term.type = 'skill' AND posting_term.strength = 'mentioned')
            AS is_asked
    FROM query_table(relation) AS grouped
    JOIN posting USING (posting_id)
    LEFT JOIN posting_term ON posting_term.posting_id = posting.posting_id AND posting_term.term_id = term
    WHERE posting.is_counted AND grouped.group_value IN (group_a, group_b)
),
employer_count AS (
    SELECT
        employer,
        count(*) FILTER (is_a) AS jobs_a,
        count(*) FILTER (is_b) AS jobs_b,
        count(*) FILTER (is_a AND is_asked) AS asked_a,
        count(*) FILTER (is_b AND is_asked) AS asked_b
    FROM member
    GROUP BY employer
),
total AS (
    SELECT
        sum(jobs_a) AS jobs_a,
        sum(jobs_b) AS jobs_b,
        sum(asked_a) / nullif(sum(jobs_a), 0) AS share_a,
        sum(asked_b) / nullif(sum(jobs_b), 0) AS share_b,
        count(*) FILTER (jobs_a > 0) AS employers_a,
        count(*) FILTER (jobs_b > 0) AS employers_b,
        greatest(least(
            sum(jobs_a) ** 2 / nullif(sum(jobs_a ** 2), 0), sum(jobs_b) ** 2 / nullif(sum(jobs_b ** 2), 0)
        ) - 1, 0.25) AS df,
        count(*) AS employers
    FROM employer_count
),
spread AS (
    SELECT
        sum((
            coalesce((asked_a - share_a * employer_count.jobs_a) / nullif(total.jobs_a, 0), 0)
            - coalesce((asked_b - share_b * employer_count.jobs_b) / nullif(total.jobs_b, 0), 0)
        ) ** 2) AS squares
    FROM employer_count
    CROSS JOIN total
),
interval AS (
    SELECT
        total.*,
        share_a - share_b AS difference,
        -- A group in which nobody or everybody asks shows no spread of its own: at least that of independent jobs,
        -- with one job of each answer added to each group (Agresti and Caffo 2000).
        sqrt(greatest(
            squares * employers / nullif(employers - 1, 0),
            (share_a * jobs_a + 1) / (jobs_a + 2) * (1 - (share_a * jobs_a + 1) / (jobs_a + 2)) / (jobs_a + 2)
            + (share_b * jobs_b + 1) / (jobs_b + 2) * (1 - (share_b * jobs_b + 1) / (jobs_b + 2)) / (jobs_b + 2)
        )) * sqrt(df * (exp((1.959964 * (8 * df + 3) / (8 * df + 1)) ** 2 / df) - 1)) AS margin
    FROM total
    CROSS JOIN spread
    WHERE employers_a > 1 AND employers_b > 1
)
SELECT
    term AS term_id,
    group_a AS "group_a",
    group_b AS "group_b",
    total.jobs_a::BIGINT AS jobs_a,
    total.jobs_b::BIGINT AS jobs_b,
    total.employers_a::BIGINT AS employers_a,
    total.employers_b::BIGINT AS employers_b,
    total.share_a,
    total.share_b,
    total.share_a - total.share_b AS difference,
    CASE WHEN interval.margin IS NOT NULL THEN greatest(interval.difference - interval.margin, -1) END AS difference_low,
    CASE WHEN interval.margin IS NOT NULL THEN least(interval.difference + interval.margin, 1) END AS difference_high,
    CASE
        WHEN interval.margin IS NULL THEN 'unknown: fewer than two employers in a group'
        WHEN abs(interval.difference) > interval.margin THEN CASE WHEN interval.difference > 0 THEN 'more often' ELSE 'less often' END
        ELSE 'no difference shown'
    END AS verdict
FROM total
LEFT JOIN interval ON true;

CREATE MACRO compare(term, group_a, group_b) AS TABLE
FROM compare_among('posting_by_occupation', term, group_a, group_b);

-- A month is a break when the sources or the reader are not those of the month before: its figure may differ for that
-- alone. panel_change compares the same sources in both months.
CREATE MACRO demand_trend(term, occupation := 'all') AS TABLE
WITH member AS (
    SELECT
        grouped.group_value AS month,
        posting.source_id,
        coalesce(posting.employer_key, posting.posting_id) AS employer,
        requirement.reader_version,
        posting_term.strength IN ('required', 'preferred') OR (posting_term.type = 'skill' AND posting_term.strength = 'mentioned')
            AS is_asked
    FROM posting_by_open_month AS grouped
    JOIN posting USING (posting_id)
    JOIN requirement USING (posting_id)
    LEFT JOIN posting_term ON posting_term.posting_id = posting.posting_id AND posting_term.term_id = term
    WHERE occupation = 'all' OR posting.occupation_id = occupation
),
employer_count AS (
    SELECT month, employer, count(*) FILTER (is_asked) AS asked, count(*) AS jobs FROM member GROUP BY ALL
),
figure AS (
    SELECT month, sum(jobs) AS jobs, sum(asked) AS asked, count(*) AS employers, share_interval(asked, jobs) AS interval
    FROM employer_count
    GROUP BY month
),
source_count AS (
    SELECT month, source_id, count(*) FILTER (is_asked) AS asked, count(*) AS jobs FROM member GROUP BY ALL
),
described AS (
    SELECT
        month,
        list_sort(list(DISTINCT source_id)) AS sources,
        list_sort(list(DISTINCT reader_version)) AS reader_versions
    FROM member
    GROUP BY month
),
ordered AS (
    SELECT *, lag(month) OVER (ORDER BY month) AS month_before, lag(sources) OVER (ORDER BY month) AS sources_before,
        lag(reader_versions) OVER (ORDER BY month) AS versions_before
    FROM described
),
panel AS (
    SELECT
        ordered.month,
        count(*) AS panel_sources,
        sum(here.asked) / sum(here.jobs) - sum(before.asked) / sum(before.jobs) AS panel_change
    FROM ordered
    JOIN source_count AS here ON here.month = ordered.month
    JOIN source_count AS before ON before.month = ordered.month_before AND before.source_id = here.source_id
    GROUP BY ordered.month
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
    coalesce(panel.panel_sources, 0)::BIGINT AS panel_sources,
    panel.panel_change,
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
