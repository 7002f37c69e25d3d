-- "Acme Health, Inc." and "The ACME Health" are one employer: without case, accents, marks, "the" and the legal form.
-- "Confidential" names nobody: NULL, so that its jobs are not taken for those of one employer.
CREATE MACRO employer_key(name) AS nullif(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(
    lower(strip_accents(name)), '[''’´`.]', '', 'g'),
    '[^\p{L}\p{N}]+', ' ', 'g'),
    '^ ?the |( (inc|incorporated|llc|llp|lp|ltd|limited|corp|corporation|co|company|plc|pllc|gmbh|ag|bv|nv))+ ?$', '', 'g'
)), '^(company |employer )?(confidential|undisclosed|anonymous|unknown|not disclosed|n a)( company| employer)?$', ''), '');
