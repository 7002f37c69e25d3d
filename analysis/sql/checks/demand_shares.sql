-- Shares and their intervals lie between 0 and 1, and the interval holds the share.
SELECT occupation_id, type, term_id, share, share_corrected, share_low, share_high, employer_weighted_share, effective_n
FROM occupation_demand
WHERE share NOT BETWEEN 0 AND 1 OR isnan(share)
    OR share_corrected NOT BETWEEN 0 AND 1
    OR share_of_stating NOT BETWEEN 0 AND 1
    OR employer_weighted_share NOT BETWEEN 0 AND 1 + 1e-9
    OR share_low NOT BETWEEN 0 AND share + 1e-9
    OR share_high NOT BETWEEN share - 1e-9 AND 1
    OR (share_low IS NULL) <> (employers = 1)
    OR effective_n > jobs + 1e-6
