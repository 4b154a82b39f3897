-- People of an audience who are asked: rows of the upload and codes, no ids; and their answers. They go with the audience.
CREATE TABLE asks (
    agency TEXT NOT NULL REFERENCES agencies (id),
    id TEXT PRIMARY KEY,
    audience TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    design TEXT NOT NULL,
    people BYTEA NOT NULL,
    answers TEXT NOT NULL
);
CREATE INDEX asks_by_age ON asks (agency, created_at, id);
CREATE INDEX asks_by_audience ON asks (agency, audience);
