-- A secret of each agency, from which the noise of its published counts and the ids of its analyses are made. It is
-- created when it is first needed and never leaves the database.
CREATE TABLE agency_secrets (
    agency TEXT PRIMARY KEY REFERENCES agencies (id),
    secret TEXT NOT NULL
);

-- The different questions that a key asked about a dataset on a day (days since 1970, UTC), as hashes.
CREATE TABLE asked_questions (
    agency TEXT NOT NULL,
    key_id TEXT NOT NULL,
    dataset TEXT NOT NULL,
    day BIGINT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (agency, key_id, dataset, day, question)
);

-- The target that a request asked about.
ALTER TABLE audit_log ADD COLUMN target TEXT;

-- Whether whoever queued a job may have exact figures of stored people: 0 or 1.
ALTER TABLE jobs ADD COLUMN exact BIGINT NOT NULL DEFAULT 0;
