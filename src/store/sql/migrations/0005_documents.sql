-- Analyses, recommendations and effects are kept alike. `title`: what it is about, by language, as JSON; `forecasts`: what
-- it forecasts, as JSON, empty where nothing.
ALTER TABLE analyses RENAME TO documents;
ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT 'analysis';
ALTER TABLE documents ADD COLUMN title TEXT NOT NULL DEFAULT '{}';
ALTER TABLE documents ADD COLUMN forecasts TEXT NOT NULL DEFAULT '';
DROP INDEX analyses_by_age;
CREATE INDEX documents_by_age ON documents (agency, kind, created_at, id);
