-- What the service keeps. One text for SQLite and PostgreSQL: whole numbers are BIGINT, flags 0 or 1, times milliseconds
-- since 1970 (UTC), documents TEXT (JSON) or BYTEA (zstd). No profile is in here: those are in object files.

CREATE TABLE agencies (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Who asks where no key is asked for: the machine's own user, on loopback.
INSERT INTO agencies (id, name, created_at) VALUES ('local', 'local', 0);

-- Audiences and panels. `uploading` until the last part is in place, `ready` then, `deleting` until its files are gone.
CREATE TABLE datasets (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES agencies (id),
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    hidden BIGINT NOT NULL,
    name TEXT,
    account TEXT,
    taken_at BIGINT,
    as_of TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    profiles BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    details TEXT NOT NULL
);
CREATE INDEX datasets_by_age ON datasets (agency, role, created_at, id);
CREATE INDEX datasets_by_state ON datasets (state, lease_until);

CREATE TABLE targets (
    agency TEXT NOT NULL REFERENCES agencies (id),
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (agency, name)
);

-- The id of an analysis is a hash of what it was made from: two agencies may have the same.
CREATE TABLE analyses (
    agency TEXT NOT NULL REFERENCES agencies (id),
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    audience TEXT,
    json BYTEA NOT NULL,
    html BYTEA NOT NULL,
    markdown BYTEA NOT NULL,
    PRIMARY KEY (agency, id)
);
CREATE INDEX analyses_by_age ON analyses (agency, created_at, id);

-- Results of campaigns, in the order they came: `place` counts from 0 within an agency.
CREATE TABLE outcomes (
    agency TEXT NOT NULL REFERENCES agencies (id),
    place BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (agency, place)
);

-- Long work. Whoever holds the lease runs it; one that ran out may be taken over.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES agencies (id),
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    audience TEXT NOT NULL,
    panel TEXT,
    progress DOUBLE PRECISION NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    owner TEXT,
    lease_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    cancel BIGINT NOT NULL,
    analysis TEXT,
    problem TEXT
);
CREATE INDEX jobs_by_age ON jobs (agency, created_at, id);
CREATE INDEX jobs_by_state ON jobs (state, created_at, id);

-- What a request with an Idempotency-Key was answered, to answer it again so.
CREATE TABLE idempotency (
    agency TEXT NOT NULL REFERENCES agencies (id),
    token TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    status BIGINT,
    location TEXT,
    body BYTEA,
    PRIMARY KEY (agency, token)
);

-- Keys are random, so that a plain hash is as good as a slow one.
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES agencies (id),
    label TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_by_agency ON api_keys (agency, created_at, id);

-- Who did what, when, and how it ended.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    agency TEXT NOT NULL,
    key_id TEXT,
    action TEXT NOT NULL,
    resource TEXT,
    status BIGINT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_log_by_age ON audit_log (agency, at, id);
