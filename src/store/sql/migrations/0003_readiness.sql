-- What checks of readiness write: at most one row.
CREATE TABLE readiness (
    room TEXT NOT NULL
);
