-- The 95 % interval of a share whose jobs come in clusters, one cluster an employer.
--
-- Employers repeat themselves: n jobs say as much as n / (1 + rho * (size - 1)) independent ones. size is how many jobs
-- the employer of a job has (sum of squares / sum); rho, 0 to 1, is how much alike the jobs of one employer are. That
-- effective_n goes into Wilson's interval.
--
-- rho is estimated twice: from the variance of hits / jobs linearised (Taylor) over employers, where the largest
-- employers decide, and from the variance within employers (ANOVA), where all do. The first alone comes out far too small
-- by chance when a share is rare or few employers weigh most: 95 % intervals covered the truth in 79 to 88 % of such
-- worlds. So the mean of the two is taken where it is the larger, and pulled towards 1 (all jobs of an employer are one)
-- as if half an employer had shown that, beside the employers with hits or those with misses, whichever are fewer.
-- What the pull leaves to do for a variance that is only estimated is done as in Korn and Graubard (1998): effective_n is
-- reduced by (z/t)^2. Twice Kish's effective number of employers, as degrees of freedom, covered 95 % most closely.
--
-- Percent of 2,000 draws in which the interval held the truth, over worlds with equal to very unequal employers (log-normal
-- sizes, sigma 0, 0.7, 1.3) whose jobs correlate by 0.05, 0.3, 0.7 (tests/analysis/test_coverage.py writes this table):
--   employers   share  lowest  median  highest
--           5   1-3 %      96      97       99
--           5 10-50 %      96      98      100
--          10   1-3 %      94      97       99
--          10 10-50 %      95      97       99
--          20   1-3 %      95      97       99
--          20 10-50 %      94      96       99
--          50   1-3 %      95      97       98
--          50 10-50 %      94      95       97
--         150   1-3 %      95      97       99
--         150 10-50 %      94      95       97
--         500   1-3 %      94      96       98
--         500 10-50 %      94      95       97
-- In draws of 10 to 400 from the 6,053 employers of 31,537 real postings, for 50 terms, it covered 92 to 99 %, half of them
-- above 97; the linearised variance alone covered 44 to 99 %. Where demand grows with size and sizes have no end (Pareto,
-- exponent 1.2), nothing that is drawn knows of the giants that are not: 60 to 80 %.
--
-- With no hits, or nothing but hits, rho is unknown: the rule of three, with the employers as effective_n, as if all jobs
-- of an employer were one. With a single employer nothing can be said: NULL.

-- The 97.5 % point of Student's t, by Wallace's approximation: 0.2 % too large at 5 degrees of freedom, 4 % at 2.
CREATE MACRO student_quantile(df) AS sqrt(df * (exp((1.959964 * (8 * df + 3) / (8 * df + 1)) ** 2 / df) - 1));

-- Wilson (1927), with 1.959964 ** 2 = 3.841459.
CREATE MACRO wilson_low(share, n) AS greatest(
    (share + 1.920729 / n - 1.959964 * sqrt(share * (1 - share) / n + 0.960365 / n ** 2)) / (1 + 3.841459 / n), 0);

CREATE MACRO wilson_high(share, n) AS least(
    (share + 1.920729 / n + 1.959964 * sqrt(share * (1 - share) / n + 0.960365 / n ** 2)) / (1 + 3.841459 / n), 1);

-- Each list_transform is a step: a lambda names what the step before worked out.
CREATE MACRO cluster_interval(sums) AS
    list_transform(list_transform(list_transform(list_transform(list_transform(
        [sums],
        lambda s: {
            'share': s.hits / nullif(s.jobs, 0)::DOUBLE,
            'jobs': s.jobs::DOUBLE,
            'size': s.jobs_squared / nullif(s.jobs, 0)::DOUBLE,
            'employers': s.employers::DOUBLE,
            'shown_by': least(s.with_hits, s.with_misses)::DOUBLE,
            'variance': s.hits / nullif(s.jobs, 0)::DOUBLE * (1 - s.hits / nullif(s.jobs, 0)::DOUBLE),
            'between': s.hits_squared - 2 * s.hits / nullif(s.jobs, 0)::DOUBLE * s.hits_jobs
                + (s.hits / nullif(s.jobs, 0)::DOUBLE) ** 2 * s.jobs_squared,
            'within': (s.hits - s.hits_squared_by_jobs) / nullif(s.jobs - s.employers, 0)::DOUBLE
        }),
        lambda s: {
            'share': s.share,
            'jobs': s.jobs,
            'size': s.size,
            'employers': s.employers,
            'shown_by': s.shown_by,
            'is_edge': s.variance <= 0,
            'rho_between': CASE WHEN s.employers > 1 AND s.size > 1 AND s.variance > 0 THEN greatest(
                (s.employers / (s.employers - 1) * s.between / (s.jobs * s.variance) - 1) / (s.size - 1), 0) ELSE 0 END,
            'rho_within': CASE WHEN s.variance > 0 THEN greatest(1 - coalesce(s.within / s.variance, 1), 0) ELSE 0 END
        }),
        lambda s: {
            'share': s.share,
            'employers': s.employers,
            'is_edge': s.is_edge,
            'design_effect': CASE WHEN s.employers > 1 AND NOT s.is_edge THEN 1 + (s.size - 1)
                * (s.shown_by * greatest(s.rho_between, (s.rho_between + s.rho_within) / 2) + 0.5) / (s.shown_by + 0.5) END,
            'jobs': s.jobs,
            'df': 2 * s.jobs / s.size
        }),
        lambda s: {
            'share': s.share,
            'employers': s.employers,
            'is_edge': s.is_edge,
            'design_effect': s.design_effect,
            'n': CASE WHEN s.employers <= 1 OR s.share IS NULL THEN NULL WHEN s.is_edge THEN s.employers
                ELSE s.jobs / s.design_effect * (1.959964 / student_quantile(s.df)) ** 2 END
        }),
        lambda s: {
            'share': s.share,
            'share_low': CASE WHEN s.n IS NULL THEN NULL WHEN NOT s.is_edge THEN wilson_low(s.share, s.n)
                WHEN s.share > 0 THEN greatest(1 - 3 / s.n, 0) ELSE 0 END,
            'share_high': CASE WHEN s.n IS NULL THEN NULL WHEN NOT s.is_edge THEN wilson_high(s.share, s.n)
                WHEN s.share > 0 THEN 1 ELSE least(3 / s.n, 1) END,
            'effective_n': s.n,
            'design_effect': s.design_effect,
            'employers': s.employers::BIGINT
        })[1];

-- SELECT share_interval(hits, jobs) FROM (SELECT employer, count(*) FILTER (…) AS hits, count(*) AS jobs … GROUP BY employer)
CREATE MACRO share_interval(hits, jobs) AS cluster_interval({
    'hits': sum(hits),
    'jobs': sum(jobs),
    'hits_squared': sum(hits::DOUBLE * hits),
    'hits_jobs': sum(hits::DOUBLE * jobs),
    'jobs_squared': sum(jobs::DOUBLE * jobs),
    'hits_squared_by_jobs': sum(hits::DOUBLE * hits / nullif(jobs, 0)),
    'with_hits': count(*) FILTER (hits > 0),
    'with_misses': count(*) FILTER (hits < jobs),
    'employers': count(*) FILTER (jobs > 0)
});

-- How much larger a share is in one group than in another, with the 95 % interval of the difference, over rows that each
-- stand for one employer: its hits and jobs in both groups, 0 where it has none. The ends come from the intervals of the
-- two shares (MOVER: Zou and Donner 2008); what an employer does in both groups alike cancels out by the correlation of
-- its linearised residuals.
-- Of 96 simulated worlds (tests/analysis/test_coverage.py) the lowest coverage was 91 %, the median 96 %.
CREATE MACRO difference_interval(hits_a, jobs_a, hits_b, jobs_b) AS
    list_transform(list_transform(list_transform(
        [{
            'a': share_interval(hits_a, jobs_a),
            'b': share_interval(hits_b, jobs_b),
            'aa': [sum(hits_a::DOUBLE * hits_a), sum(hits_a::DOUBLE * jobs_a), sum(jobs_a::DOUBLE * jobs_a)],
            'bb': [sum(hits_b::DOUBLE * hits_b), sum(hits_b::DOUBLE * jobs_b), sum(jobs_b::DOUBLE * jobs_b)],
            'ab': [sum(hits_a::DOUBLE * hits_b), sum(hits_a::DOUBLE * jobs_b), sum(jobs_a::DOUBLE * hits_b), sum(jobs_a::DOUBLE * jobs_b)]
        }],
        lambda s: {
            'a': s.a,
            'b': s.b,
            'spread': greatest(s.aa[1] - 2 * s.a.share * s.aa[2] + s.a.share ** 2 * s.aa[3], 0)
                * greatest(s.bb[1] - 2 * s.b.share * s.bb[2] + s.b.share ** 2 * s.bb[3], 0),
            'common': s.ab[1] - s.b.share * s.ab[2] - s.a.share * s.ab[3] + s.a.share * s.b.share * s.ab[4]
        }),
        lambda s: {
            'a': s.a,
            'b': s.b,
            'alike': CASE WHEN s.spread > 1e-12 THEN greatest(least(s.common / sqrt(s.spread), 1), -1) ELSE 0 END
        }),
        lambda s: {
            'a': s.a,
            'b': s.b,
            'difference': s.a.share - s.b.share,
            -- No less than 0 but for rounding: the last term is smaller than the others together.
            'difference_low': s.a.share - s.b.share - sqrt(abs(
                (s.a.share - s.a.share_low) ** 2 + (s.b.share_high - s.b.share) ** 2
                - 2 * s.alike * (s.a.share - s.a.share_low) * (s.b.share_high - s.b.share))),
            'difference_high': s.a.share - s.b.share + sqrt(abs(
                (s.a.share_high - s.a.share) ** 2 + (s.b.share - s.b.share_low) ** 2
                - 2 * s.alike * (s.a.share_high - s.a.share) * (s.b.share - s.b.share_low)))
        })[1];

-- The share of postings that truly ask, from the share that was read to ask; see rogan_gladen in evaluate.py. As greatest
-- passes over NULL, an unknown share is held back first.
CREATE MACRO rogan_gladen(share, sensitivity, specificity) AS
    CASE WHEN share IS NOT NULL AND sensitivity::DOUBLE + specificity::DOUBLE - 1 > 0 THEN least(greatest(
        (share::DOUBLE + specificity::DOUBLE - 1) / (sensitivity::DOUBLE + specificity::DOUBLE - 1), 0), 1) END;
