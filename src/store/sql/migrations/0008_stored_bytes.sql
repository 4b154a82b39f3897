-- Bytes of the files of a data set, as they are stored.
ALTER TABLE datasets ADD COLUMN stored_bytes BIGINT NOT NULL DEFAULT 0;

-- Of those that are there, about as many as were sent.
UPDATE datasets SET stored_bytes = bytes;
