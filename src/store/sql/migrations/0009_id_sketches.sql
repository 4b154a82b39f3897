-- The account that the people of a data set count for, where they were stored under another name before.
ALTER TABLE datasets ADD COLUMN people_of TEXT;

-- The smallest hashes of the ids of each data set, in 8 bytes each: enough to see that two sets hold the same people.
CREATE TABLE id_sketches (
    agency TEXT NOT NULL,
    dataset TEXT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (agency, dataset)
);
