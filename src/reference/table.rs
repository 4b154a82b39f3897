//! A CSV file as rows that know their line.

use std::sync::{LazyLock, Mutex, PoisonError};

use csv_core::ReadRecordResult;

use super::error::Problems;
use super::records::Source;

/// The rows of one CSV file under its headers.
pub(super) struct Table {
    headers: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// One row with its line in the file, counted from 1.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    headers: &'a [String],
    record: &'a [String],
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
        let mut records = records(text).into_iter();
        let headers = records.next().map(|(_, headers)| headers).unwrap_or_default();
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
        for (line, record) in records {
            if record.len() == headers.len() {
                rows.push((line, record));
            } else {
                problems.add(file, line, format!("not a row of {} fields: it has {}", headers.len(), record.len()));
            }
        }
        Some(Self { headers, rows })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { line: *line, headers: &self.headers, record })
    }
}

/// The records of a CSV text with the line that each begins in, without white space around fields.
fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    // To build a reader takes longer than to read most files of the catalogue, and a copy of one does not read.
    static READER: LazyLock<Mutex<csv_core::Reader>> = LazyLock::new(|| Mutex::new(csv_core::Reader::new()));
    let mut reader = READER.lock().unwrap_or_else(PoisonError::into_inner);
    reader.reset();
    reader.set_line(1);
    let (mut fields, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
    let (mut input, mut all) = (text.as_bytes(), Vec::new());
    let (mut length, mut count, mut line) = (0, 0, reader.line());
    loop {
        let (result, read, written, ended) = reader.read_record(input, &mut fields[length..], &mut ends[count..]);
        (input, length, count) = (&input[read..], length + written, count + ended);
        match result {
            // Once more, without any input, for a record at the end.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends[..count].iter().copied());
                let field = |(from, to): (usize, &usize)| String::from_utf8_lossy(&fields[from..*to]).trim().to_owned();
                all.push((line, starts.zip(&ends[..count]).map(field).collect()));
                (length, count, line) = (0, 0, reader.line());
            }
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull | ReadRecordResult::End => return all,
        }
    }
}

impl Row<'_> {
    /// The text of a column; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        let index = self.headers.iter().position(|header| header == column);
        index.and_then(|i| self.record.get(i)).map_or("", String::as_str)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_those_of_the_csv_crate() {
        let texts = ["", "a,b", "a,b\n1, 2 \n", "a\r\n\r\n\"x\n, \"\"y\"\" \"\r\nz", "h,é\n한,\"글\"\n,\n\n x ,\n"];
        for text in texts {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .trim(csv::Trim::All)
                .from_reader(text.as_bytes());
            let expected: Vec<(u64, Vec<String>)> = reader
                .records()
                .map(|record| {
                    let record = record.expect("UTF-8");
                    (record.position().expect("a place").line(), record.iter().map(str::to_owned).collect())
                })
                .collect();
            assert_eq!(records(text), expected, "{text:?}");
        }
    }
}
