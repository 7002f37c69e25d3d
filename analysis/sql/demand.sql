-- Demand: what counted postings state, by group and term. Every figure comes from posting_term.

-- Postings list skills without grading them: to name one is to ask for it.
CREATE MACRO is_asked(type, strength) AS
    coalesce(strength IN ('required', 'preferred') OR (type = 'skill' AND strength = 'mentioned'), false);

CREATE MACRO known_term(term) AS CASE
    WHEN EXISTS (SELECT 1 FROM term AS entry WHERE entry.term_id = term OR 'any ' || entry.type = term) THEN true
    ELSE error('there is no term ' || term || '; `FROM term` lists them, and there are `any certification`, `any degree` and so on')
END;

-- Postings whose group_value is NULL (state unknown, say) are left out.
CREATE MACRO demand_among(relation, occupation := 'all') AS TABLE
WITH member AS (
    SELECT
        grouped.group_value,
        posting.posting_id,
        coalesce(posting.employer_key, posting.posting_id) AS employer
    FROM query_table(relation) AS grouped
    JOIN posting USING (posting_id)
    WHERE posting.is_counted
        AND grouped.group_value IS NOT NULL
        AND (occupation = 'all' OR posting.occupation_id = occupation)
),
-- The employers of a group by size, the largest first.
employer_jobs AS (
    SELECT
        group_value,
        employer,
        count(*) AS jobs,
        row_number() OVER (PARTITION BY group_value ORDER BY count(*) DESC, employer)::INTEGER AS place
    FROM member
    GROUP BY group_value, employer
),
-- Employers go by their places from here on: a million postings state more than names leave room for.
placed AS (
    SELECT member.group_value, member.posting_id, employer_jobs.place
    FROM member
    JOIN employer_jobs USING (group_value, employer)
),
group_total AS (
    SELECT
        group_value,
        sum(jobs) AS jobs,
        sum(jobs * jobs) AS jobs_squared,
        count(*) AS employers
    FROM employer_jobs
    GROUP BY ALL
),
-- What each group states of each term. Both this and `asking` name their input once, so that a filter of the caller on term_id
-- or type is pushed down to the scan of posting_term.
statement AS (
    SELECT
        group_value,
        type,
        term_id,
        count(*) AS stated,
        count(*) FILTER (strength = 'required') AS required,
        count(*) FILTER (is_any_of) AS required_any_of,
        count(*) FILTER (after_hire) AS required_after_hire,
        count(*) FILTER (or_experience) AS required_or_experience,
        count(*) FILTER (strength = 'preferred') AS preferred,
        count(*) FILTER (strength = 'mentioned') AS mentioned,
        count(*) FILTER (strength = 'not_required') AS not_required
    FROM placed
    JOIN posting_term USING (posting_id)
    GROUP BY ALL
),
stated_any AS (
    SELECT group_value, type, count(*) AS stated
    FROM placed
    JOIN posting_term USING (posting_id)
    WHERE term_id = 'any'
    GROUP BY ALL
),
-- Of the employers that ask for a term: the sums for its interval; the share without each of them, its lowest and highest;
-- and the place of the largest employer that does not ask, the first gap in their places. Windows spill to disk; lists of
-- employers do not.
asking AS (
    SELECT
        group_value,
        type,
        term_id,
        sum(asked) AS asked,
        sum(asked * asked) AS asked_squared,
        sum(asked * jobs) AS asked_jobs,
        sum(asked * asked / jobs) AS asked_squared_by_jobs,
        sum(asked / jobs) AS asked_shares,
        count(*) AS employers_asking,
        count(*) FILTER (asked = jobs) AS employers_asking_always,
        min((asked_by_all - asked) / nullif(group_jobs - jobs, 0)) AS lowest,
        max((asked_by_all - asked) / nullif(group_jobs - jobs, 0)) AS highest,
        coalesce(min(number) FILTER (place <> number), count(*) + 1) AS gap
    FROM (
        SELECT
            group_value,
            type,
            term_id,
            asked,
            employer_jobs.jobs,
            place,
            group_total.jobs AS group_jobs,
            sum(asked) OVER of_term AS asked_by_all,
            row_number() OVER (of_term ORDER BY place) AS number
        FROM (
            SELECT group_value, place, type, term_id, count(*) AS asked
            FROM placed
            JOIN posting_term USING (posting_id)
            WHERE is_asked(type, strength)
            GROUP BY ALL
        )
        JOIN employer_jobs USING (group_value, place)
        JOIN group_total USING (group_value)
        WINDOW of_term AS (PARTITION BY group_value, type, term_id)
    )
    GROUP BY ALL
),
entry AS (
    SELECT type, term_id, label FROM term WHERE type <> 'employer'
    UNION ALL
    SELECT DISTINCT type, 'any', 'Any ' || CASE type WHEN 'degree' THEN 'education' ELSE type END
    FROM term
    WHERE type <> 'employer'
),
-- The quality of the one version that read the postings; readings of several versions have no one quality. A level of
-- education is labelled by what is named and counted by the lowest that suffices, so that only `any` has a quality.
quality AS (
    SELECT
        entry.type,
        entry.term_id,
        reader_quality.sensitivity,
        reader_quality.specificity
    FROM reader_quality
    JOIN (
        SELECT min(reader_version) AS reader_version
        FROM requirement
        HAVING min(reader_version) = max(reader_version)
    ) AS reader USING (reader_version)
    JOIN entry
        ON entry.type = reader_quality.kind
        -- A whole kind is misread more often than one term of it: a term without a row of its own stays uncorrected.
        AND coalesce(reader_quality.term_id, 'any') = entry.term_id
        AND (entry.type <> 'degree' OR entry.term_id = 'any')
    QUALIFY row_number() OVER (
        PARTITION BY entry.type, entry.term_id
        ORDER BY reader_quality.vocabulary_hash
    ) = 1
),
cell AS (
    SELECT
        group_total.group_value,
        entry.type,
        entry.term_id,
        entry.label,
        group_total.jobs,
        group_total.employers,
        coalesce(stated_any.stated, 0) AS stating,
        coalesce(statement.stated, 0) AS stated,
        coalesce(statement.required, 0) AS required,
        coalesce(statement.required_any_of, 0) AS required_any_of,
        coalesce(statement.required_after_hire, 0) AS required_after_hire,
        coalesce(statement.required_or_experience, 0) AS required_or_experience,
        coalesce(statement.preferred, 0) AS preferred,
        coalesce(statement.mentioned, 0) AS mentioned,
        coalesce(statement.not_required, 0) AS not_required,
        coalesce(asking.asked, 0) AS asked,
        coalesce(asking.asked_shares, 0) AS asked_shares,
        CASE WHEN asking.asked > 0 THEN [
            asking.lowest,
            asking.highest,
            asking.asked / nullif(group_total.jobs - silent.jobs, 0)
        ] END AS without_one,
        rogan_gladen(
            coalesce(asking.asked, 0) / group_total.jobs, quality.sensitivity, quality.specificity
        ) AS share_corrected,
        cluster_interval({
            'hits': coalesce(asking.asked, 0),
            'jobs': group_total.jobs,
            'hits_squared': coalesce(asking.asked_squared, 0),
            'hits_jobs': coalesce(asking.asked_jobs, 0),
            'jobs_squared': group_total.jobs_squared,
            'hits_squared_by_jobs': coalesce(asking.asked_squared_by_jobs, 0),
            'with_hits': coalesce(asking.employers_asking, 0),
            'with_misses': group_total.employers - coalesce(asking.employers_asking_always, 0),
            'employers': group_total.employers
        }) AS interval
    FROM group_total
    CROSS JOIN entry
    LEFT JOIN statement USING (group_value, type, term_id)
    LEFT JOIN asking USING (group_value, type, term_id)
    LEFT JOIN employer_jobs AS silent ON silent.group_value = asking.group_value AND silent.place = asking.gap
    LEFT JOIN stated_any USING (group_value, type)
    LEFT JOIN quality ON quality.type = entry.type AND quality.term_id = entry.term_id
)
SELECT
    group_value,
    term_id,
    label,
    type,
    jobs::BIGINT AS jobs,
    stating::BIGINT AS stating,
    required::BIGINT AS required,
    (required - required_any_of)::BIGINT AS required_alone,
    required_any_of::BIGINT AS required_any_of,
    required_after_hire::BIGINT AS required_after_hire,
    required_or_experience::BIGINT AS required_or_experience,
    preferred::BIGINT AS preferred,
    mentioned::BIGINT AS mentioned,
    not_required::BIGINT AS not_required,
    (jobs - stated)::BIGINT AS not_stated,
    asked / jobs AS share,
    share_corrected,
    required / jobs AS required_share,
    (preferred + mentioned) / jobs AS preferred_or_mentioned_share,
    not_required / jobs AS not_required_share,
    (jobs - stated) / jobs AS not_stated_share,
    asked / nullif(stating, 0) AS share_of_stating,
    interval.share_low AS share_low,
    interval.share_high AS share_high,
    employers::BIGINT AS employers,
    interval.effective_n AS effective_n,
    asked_shares / employers AS employer_weighted_share,
    list_min(without_one) AS share_without_one_low,
    list_max(without_one) AS share_without_one_high,
    jobs < 10 OR employers < 3 AS is_suppressed
FROM cell;

CREATE MACRO demand_by(dimension, occupation := 'all') AS TABLE
SELECT * FROM demand_among('posting_by_' || dimension, occupation := occupation);

CREATE MACRO demand(occupation) AS TABLE
SELECT * EXCLUDE (occupation_id) FROM occupation_demand WHERE occupation_id = occupation;

CREATE VIEW certification_demand AS SELECT * FROM occupation_demand WHERE type = 'certification';

CREATE VIEW licence_demand AS SELECT * FROM occupation_demand WHERE type = 'licence';

CREATE VIEW education_demand AS SELECT * FROM occupation_demand WHERE type = 'degree';

CREATE VIEW skill_demand AS SELECT * FROM occupation_demand WHERE type = 'skill';

CREATE VIEW training_demand AS
SELECT occupation_demand.*, coalesce(offer.jobs, 0) AS employer_training_jobs
FROM occupation_demand
LEFT JOIN (
    SELECT posting_by_occupation.group_value AS occupation_id, count(*) AS jobs
    FROM posting_by_occupation
    JOIN requirement USING (posting_id)
    WHERE requirement.employer_training
    GROUP BY ALL
) AS offer USING (occupation_id)
WHERE type = 'training';
