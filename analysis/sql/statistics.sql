-- The 95 % interval of a share whose jobs come in clusters, one cluster an employer.
--
-- The variance of the ratio hits/jobs is linearised (Taylor) over employers; the design effect is that variance over
-- the one of independent jobs, never below 1, and jobs / design effect goes into Wilson's interval. Because the
-- variance itself is estimated from few employers, effective_n is reduced by (z/t)^2 (Korn and Graubard 1998), with the
-- degrees of freedom taken from Kish's effective number of employers: without it the interval covered the truth in
-- 80 % instead of 95 % of simulated draws from ten employers of very unequal size, with it in 95 %.
-- t comes from Wallace's approximation, slightly large below 3 degrees of freedom.
-- With no hits, or nothing but hits, the variance is unknown: the rule of three, with the employers as effective_n,
-- as if all jobs of an employer were one. With a single employer nothing can be said: NULL.
CREATE MACRO cluster_interval(hits, jobs, hits_squared, hits_jobs, jobs_squared, employers) AS
    list_transform(list_transform(list_transform(list_transform(
        [{
            'y': hits::DOUBLE, 'n': jobs::DOUBLE, 'yy': hits_squared::DOUBLE, 'yn': hits_jobs::DOUBLE,
            'nn': jobs_squared::DOUBLE, 'k': employers::DOUBLE
        }],
        lambda s: {
            'p': s.y / nullif(s.n, 0),
            'n': s.n,
            'k': s.k,
            'is_edge': s.y <= 0 OR s.y >= s.n,
            'spread': s.yy - 2 * s.y / nullif(s.n, 0) * s.yn + (s.y / nullif(s.n, 0)) ** 2 * s.nn,
            'df': greatest(s.n * s.n / nullif(s.nn, 0) - 1, 0.25)
        }),
        lambda s: {
            'p': s.p,
            'k': s.k,
            'is_edge': s.is_edge,
            'design_effect': CASE WHEN s.k > 1 AND NOT s.is_edge
                THEN greatest(s.k / (s.k - 1) * s.spread / (s.n * s.p * (1 - s.p)), 1) END,
            'n': s.n,
            'narrowing': 1.959964 ** 2
                / (s.df * (exp((1.959964 * (8 * s.df + 3) / (8 * s.df + 1)) ** 2 / s.df) - 1))
        }),
        lambda s: {
            'p': s.p,
            'k': s.k,
            'is_edge': s.is_edge,
            'design_effect': s.design_effect,
            'm': CASE WHEN s.k <= 1 OR s.p IS NULL THEN NULL WHEN s.is_edge THEN s.k
                ELSE s.n / s.design_effect * s.narrowing END
        }),
        lambda s: {
            'share': s.p,
            'share_low': CASE WHEN s.m IS NULL THEN NULL
                WHEN NOT s.is_edge THEN greatest(
                    (s.p + 1.920729 / s.m - 1.959964 * sqrt(s.p * (1 - s.p) / s.m + 0.960365 / s.m ** 2))
                    / (1 + 3.841459 / s.m), 0)
                WHEN s.p > 0 THEN greatest(1 - 3 / s.m, 0) ELSE 0 END,
            'share_high': CASE WHEN s.m IS NULL THEN NULL
                WHEN NOT s.is_edge THEN least(
                    (s.p + 1.920729 / s.m + 1.959964 * sqrt(s.p * (1 - s.p) / s.m + 0.960365 / s.m ** 2))
                    / (1 + 3.841459 / s.m), 1)
                WHEN s.p > 0 THEN 1 ELSE least(3 / s.m, 1) END,
            'effective_n': s.m,
            'design_effect': s.design_effect,
            'employers': s.k::BIGINT
        })[1];

-- SELECT share_interval(hits, jobs) FROM (SELECT employer, count(*) FILTER (…) AS hits, count(*) AS jobs … GROUP BY employer)
CREATE MACRO share_interval(hits, jobs) AS cluster_interval(
    sum(hits), sum(jobs), sum(hits::DOUBLE * hits), sum(hits::DOUBLE * jobs), sum(jobs::DOUBLE * jobs), count(*)
);

-- The share of postings that truly ask, from the share that was read to ask; see rogan_gladen in evaluate.py. As greatest
-- passes over NULL, an unknown share is held back first.
CREATE MACRO rogan_gladen(share, sensitivity, specificity) AS
    CASE WHEN share IS NOT NULL AND sensitivity::DOUBLE + specificity::DOUBLE - 1 > 0 THEN least(greatest(
        (share::DOUBLE + specificity::DOUBLE - 1) / (sensitivity::DOUBLE + specificity::DOUBLE - 1), 0), 1) END;
