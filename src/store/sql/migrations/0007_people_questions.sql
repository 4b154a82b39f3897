-- The different questions that all keys of an agency asked about the same people, an account and its snapshots, as hashes;
-- the day (days since 1970, UTC) when each was asked first, of which dataset, and how many others were asked in the time
-- before it. They stay when the dataset goes, for as long as they count: the next snapshot is of the same people.
CREATE TABLE people_questions (
    agency TEXT NOT NULL,
    people TEXT NOT NULL,
    question TEXT NOT NULL,
    dataset TEXT NOT NULL,
    day BIGINT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (agency, people, question)
);
