-- An invented labour market of any size, as the segments and readings that a batch would have left.
-- In: the variables `postings`, `mentions`; term, the vocabulary. Each sentence is 130 characters long, so that the place
-- of a mention follows from its number.

-- The first terms are named most; employers have favourites.
CREATE TEMP TABLE named AS
SELECT
    row_number() OVER (ORDER BY hash(term_id)) - 1 AS place,
    term_id,
    kind,
    coalesce(abbreviation, label) AS surface
FROM term
WHERE type <> 'employer' AND length(coalesce(abbreviation, label)) < 60;

CREATE TEMP TABLE job AS
SELECT
    i,
    -- Every seventh advert is the one before it, for another place.
    CASE WHEN i % 7 = 6 THEN i - 1 ELSE i END AS of_job,
    (hash(of_job, 1) % 1000003) / 1000003 AS u,
    -- Sizes without end: the largest of 20,000 employers has a hundredth of the jobs.
    floor(greatest(getvariable('postings') // 50, 4) * pow(u, 2.2))::BIGINT AS employer,
    employer % 200 AS source,
    (hash(i, 2) % 50)::INTEGER AS state,
    (hash(of_job, 3) % 240)::INTEGER AS title,
    DATE '2026-01-01' + (hash(of_job, 4) % 300)::INTEGER AS posted_on,
    -- An employer writes a few texts of its own, again and again.
    (hash(employer, hash(of_job, 5) % 4) % 20000)::INTEGER AS template
FROM range(getvariable('postings')) AS numbers(i);

-- Of 20,000 texts: a million of them at once do not fit into memory, and reading them would not be slower or faster.
CREATE TEMP TABLE picked AS
SELECT
    numbers.template,
    j,
    named.*,
    CASE hash(numbers.template, j, 7) % 8
        WHEN 0 THEN 'preferred' WHEN 1 THEN 'preferred' WHEN 2 THEN 'required' WHEN 3 THEN 'required'
        WHEN 4 THEN 'not_required' ELSE 'mentioned' END AS strength
FROM range(20000) AS numbers(template)
CROSS JOIN range(getvariable('mentions')) AS places(j)
JOIN named ON named.place = floor((SELECT count(*) FROM named)
    * pow((hash(numbers.template, j) % 100003) / 100003, 2))::BIGINT;

CREATE TEMP TABLE advert AS
SELECT
    template,
    string_agg(rpad('In this job ' || surface || ' is ' || replace(strength, '_', ' ') || ' of everybody, as our team '
        || (template * 31 + j) || ' knows, and', 129, ' so') || '.', '' ORDER BY j) AS text,
    list({
        'term_id': term_id, 'kind': kind, 'surface': surface, 'start': (130 * j + 12)::INTEGER,
        'end': (130 * j + 12 + length(surface))::INTEGER, 'section': 'requirements', 'strength': strength,
        'after_hire': false, 'months_to_obtain': NULL::INTEGER, 'or_experience': template % 5 = 0,
        'group_id': CASE WHEN j < 2 THEN 1 END::INTEGER,
        'sentence': 'In this job ' || surface || ' is ' || replace(strength, '_', ' ') || ' of everybody.',
        'rule_id': 'invented', 'excluded_because': CASE WHEN j = 9 AND template % 3 = 0 THEN 'benefit' END
    } ORDER BY j) AS mentions
FROM picked
GROUP BY template;

CREATE TEMP VIEW segment_row AS
SELECT
    source,
    'made-' || source || '/' || i AS posting_id,
    md5(i::VARCHAR) AS content_hash,
    'made-' || source AS source_id,
    'greenhouse' AS platform,
    i::VARCHAR AS native_id,
    'https://jobs.example.org/' || i AS url,
    'Employer ' || employer AS employer,
    ['Medical Biller', 'Medical Coder', 'Registered Nurse', 'Software Engineer', 'Electrician', 'Accountant', 'Clerk', 'Cook']
        [1 + title % 8] || ' ' || chr(65 + title // 8) AS title,
    'Town ' || state AS location,
    NULL::VARCHAR AS city,
    'S' || state AS state,
    'US' AS country,
    false AS is_remote,
    ['Full-time', 'Part time', 'Contract'][1 + title % 3] AS employment_type,
    15.0 + title % 40 AS pay_min,
    20.0 + title % 40 AS pay_max,
    'USD' AS pay_currency,
    'hour' AS pay_unit,
    posted_on,
    NULL::DATE AS closes_on,
    'plain' AS format,
    text || ' The place is Town ' || state || '.' AS description,
    NULL::BLOB AS record
FROM job
JOIN advert USING (template);

CREATE TEMP VIEW reading_row AS
SELECT
    md5(i::VARCHAR) AS content_hash,
    'made' AS reader_version,
    'made' AS vocabulary_hash,
    'en' AS language,
    false AS is_truncated,
    mentions,
    {
        'certification': ['required', 'preferred', 'not_stated', 'not_stated'][1 + employer % 4],
        'licence': 'not_stated',
        'training': 'not_stated',
        'education_required': ['high_school', 'bachelor', NULL, NULL, 'none'][1 + (employer + i) % 5],
        'education_preferred': NULL::VARCHAR,
        'education_substitutable': i % 9 = 0,
        'employer_training': i % 20 = 0,
        'experience_years_required': 2.0,
        'experience_years_preferred': NULL::DOUBLE
    } AS requirement,
    NULL::VARCHAR AS error,
    i % 20 AS shard
FROM job
JOIN advert USING (template);
