-- required, preferred, mentioned, not_required and not_stated add up to jobs, and no part is larger than its whole.
SELECT occupation_id, type, term_id, jobs, required, preferred, mentioned, not_required, not_stated
FROM occupation_demand
WHERE required + preferred + mentioned + not_required + not_stated <> jobs
    OR least(required, preferred, mentioned, not_required, not_stated) < 0
    OR greatest(required_any_of, required_after_hire, required_or_experience) > required
    OR stating < required + preferred + mentioned + not_required
    OR employers > jobs
