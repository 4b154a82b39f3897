-- An analysis itself, packed: what is not in `json`, `html` and `markdown` is written from it when somebody asks. None in
-- other documents, and in analyses that were stored with all their texts.
ALTER TABLE documents ADD COLUMN analysis BYTEA;
