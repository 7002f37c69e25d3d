-- By occupation it is asked for most, so that it is counted once, when the database is built.
INSERT INTO occupation_demand BY NAME
SELECT group_value AS occupation_id, * EXCLUDE (group_value) FROM demand_among('posting_by_occupation');
