//! A CSV file as rows that know their line.

use super::error::Problems;
use super::records::Source;

/// The rows of one CSV file under its headers.
pub(super) struct Table {
    headers: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row with its line in the file, counted from 1.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    headers: &'a [String],
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads a file whose headers are all of `required` and any of `optional`; faults go to `problems`.
    pub(super) fn read(
        file: &str,
        text: &str,
        required: &[&str],
        optional: &[&str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers: Vec<String> = match reader.headers() {
            Ok(headers) => headers.iter().map(str::to_owned).collect(),
            Err(error) => {
                problems.add(file, 1, error.to_string());
                return None;
            }
        };
        let missing: Vec<_> = required.iter().filter(|name| !headers.iter().any(|h| h == **name)).copied().collect();
        let is_known = |h: &String| required.contains(&h.as_str()) || optional.contains(&h.as_str());
        let unknown: Vec<_> = headers.iter().filter(|h| !is_known(h)).cloned().collect();
        if !missing.is_empty() {
            problems.add(file, 1, format!("the column(s) {} are missing", missing.join(", ")));
            return None;
        }
        if !unknown.is_empty() {
            problems.add(file, 1, format!("unknown column(s) {}", unknown.join(", ")));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.push((record.position().map_or(0, csv::Position::line), record)),
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    problems.add(file, line, format!("not a row of {} fields: {error}", headers.len()));
                }
            }
        }
        Some(Self { headers, rows })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { line: *line, headers: &self.headers, record })
    }
}

impl Row<'_> {
    /// The text of a column; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        let index = self.headers.iter().position(|header| header == column);
        index.and_then(|i| self.record.get(i)).unwrap_or("")
    }

    /// A finite number between two bounds, both included.
    pub(super) fn number(&self, column: &str, min: f64, max: f64) -> Result<f64, String> {
        let text = self.text(column);
        let number = text.parse::<f64>().ok().filter(|x| (min..=max).contains(x));
        number.ok_or_else(|| format!("{column} `{text}` is not a number from {min} to {max}"))
    }
}

/// The country of a row.
pub(super) fn country_of(row: &Row) -> Result<String, String> {
    let country = row.text("country");
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(format!("country `{country}` is not an ISO 3166-1 alpha-2 code like KR"));
    }
    Ok(country.to_owned())
}

/// The year of a row.
pub(super) fn year_of(row: &Row) -> Result<i32, String> {
    let year = row.text("year");
    let known = year.parse().ok().filter(|year| (1900..=2200).contains(year));
    known.ok_or_else(|| format!("year `{year}` is not a year from 1900 to 2200"))
}

/// The source of a row, which must be in the list.
pub(super) fn source_of(row: &Row, sources: &[Source]) -> Result<String, String> {
    let source = row.text("source");
    if source.is_empty() {
        return Err("the row has no source: no figure without one".to_owned());
    }
    if !sources.iter().any(|known| known.id == source) {
        return Err(format!("source `{source}` is not in sources.toml"));
    }
    Ok(source.to_owned())
}
