-- What the queries of the claims answer, job by job, and where the sentences are to be looked for. Claims go by number.
CREATE OR REPLACE TEMP TABLE claim_answer (claim INTEGER, posting_id VARCHAR, is_true BOOLEAN);

CREATE OR REPLACE TEMP TABLE claim_terms (claim INTEGER, terms VARCHAR[]);

CREATE OR REPLACE TEMP TABLE claim_passage (claim INTEGER, posting_id VARCHAR, sentence VARCHAR, surface VARCHAR);
