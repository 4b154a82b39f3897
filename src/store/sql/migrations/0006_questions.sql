-- The different questions that all keys of an agency asked about a dataset since it was stored, as hashes.
CREATE TABLE dataset_questions (
    agency TEXT NOT NULL,
    dataset TEXT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (agency, dataset, question)
);
