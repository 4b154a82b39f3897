//! Splitting CSV into records of cells, with a bound on the memory that one record takes.

use std::io::{self, BufRead};

use super::counting_reader::CountingReader;

/// The cells of one record, without quotes and surrounding white space.
#[derive(Debug, Default)]
pub(super) struct Record {
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`.
    ends: Vec<usize>,
}

impl Record {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Every cell as text, or `Err` where it is not UTF-8.
    pub(super) fn cells(&self) -> impl Iterator<Item = Result<&str, &[u8]>> {
        // One check for the whole record; the cells need one of their own only where a cell ends within a character.
        let whole = std::str::from_utf8(&self.bytes);
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(move |(from, to)| {
            let cell = &self.bytes[from..*to];
            let text = match whole {
                Ok(whole) => whole.get(from..*to),
                Err(_) => std::str::from_utf8(cell).ok(),
            };
            text.map(str::trim_ascii).ok_or(cell)
        })
    }

    /// The beginning of the record, to be shown.
    pub(super) fn beginning(&self) -> String {
        let rest = self.ends.last().copied().unwrap_or(0)..self.bytes.len();
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(self.ends.iter().copied()).map(|(from, to)| from..to).chain([rest]);
        let shown = cells.filter(|cell| !cell.is_empty()).take(20).map(|cell| {
            let end = cell.end.min(cell.start + 200);
            String::from_utf8_lossy(&self.bytes[cell.start..end])
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// Line ends in the record with something after them.
    pub(super) fn further_lines(&self) -> usize {
        let text = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        text.iter().filter(|byte| **byte == b'\n').count()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// What stood where a record was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Record,
    /// A record that is longer than allowed; its cells are not all there.
    TooLarge,
    /// A quote that never closes.
    Unclosed,
    /// Something between a closing quote and the end of its cell.
    AfterQuote,
    /// The end of the source.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first byte of a cell, or before it.
    Start,
    Plain,
    Quoted,
    /// After a quote within quotes: the end of the cell, or half of an escaped quote.
    Quote,
}

/// Takes records from a source.
#[derive(Debug)]
pub(super) struct Records {
    delimiter: u8,
    max_bytes: usize,
}

/// The record in the making.
struct Making<'r> {
    record: &'r mut Record,
    state: State,
    after_quote: bool,
    max_bytes: usize,
    used: usize,
}

impl Records {
    pub(super) fn new(delimiter: u8, max_bytes: usize) -> Self {
        Self { delimiter, max_bytes }
    }

    /// Reads the next record that is not an empty line.
    pub(super) fn next<R: BufRead>(
        &self,
        reader: &mut CountingReader<'_, R>,
        record: &mut Record,
    ) -> io::Result<Found> {
        record.clear();
        let mut making = Making { record, state: State::Start, after_quote: false, max_bytes: self.max_bytes, used: 0 };
        loop {
            let bytes = reader.peek()?;
            if bytes.is_empty() {
                if making.is_blank() {
                    return Ok(Found::End);
                }
                return Ok(if making.state == State::Quoted { Found::Unclosed } else { making.end() });
            }
            let (used, ended) = making.take(bytes, self.delimiter);
            reader.consume(used);
            if ended && !making.is_blank() {
                return Ok(making.end());
            }
            if ended {
                making.record.clear();
                making.state = State::Start;
                making.used = 0;
            }
        }
    }
}

impl Making<'_> {
    /// Whether nothing stood in the line, or only the carriage return of its end.
    fn is_blank(&self) -> bool {
        self.record.ends.is_empty()
            && match self.state {
                State::Start => true,
                State::Plain => self.record.bytes == b"\r" && self.used <= 2,
                State::Quoted | State::Quote => false,
            }
    }

    fn end(&mut self) -> Found {
        self.record.ends.push(self.record.bytes.len());
        if self.used > self.max_bytes {
            Found::TooLarge
        } else if self.after_quote {
            Found::AfterQuote
        } else {
            Found::Record
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.used += bytes.len();
        if self.used <= self.max_bytes {
            self.record.bytes.extend_from_slice(bytes);
        }
    }

    /// Goes over `bytes` up to the end of the record: how many belong to it, and whether it ended.
    fn take(&mut self, bytes: &[u8], delimiter: u8) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let byte = *byte;
            match self.state {
                State::Start if byte == b'"' => {
                    self.state = State::Quoted;
                    self.used += 1;
                    at += 1;
                }
                State::Start | State::Plain => {
                    let rest = &bytes[at..];
                    let run = rest.iter().position(|byte| *byte == delimiter || *byte == b'\n').unwrap_or(rest.len());
                    if run > 0 {
                        self.state = State::Plain;
                        self.keep(&rest[..run]);
                    }
                    at += run;
                    if let Some(byte) = bytes.get(at) {
                        at += 1;
                        if self.end_cell(*byte, delimiter) {
                            return (at, true);
                        }
                    }
                }
                State::Quoted => {
                    let rest = &bytes[at..];
                    let run = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
                    self.keep(&rest[..run]);
                    at += run;
                    if at < bytes.len() {
                        self.state = State::Quote;
                        self.used += 1;
                        at += 1;
                    }
                }
                State::Quote => {
                    at += 1;
                    if byte == b'"' {
                        self.keep(b"\"");
                        self.state = State::Quoted;
                    } else if self.end_cell(byte, delimiter) {
                        return (at, true);
                    }
                }
            }
        }
        (at, false)
    }

    /// Takes a byte after a cell's content; true where it ends the record.
    fn end_cell(&mut self, byte: u8, delimiter: u8) -> bool {
        self.used += 1;
        if byte == b'\n' {
            return true;
        }
        if byte == delimiter {
            self.state = State::Start;
            if self.used <= self.max_bytes {
                self.record.ends.push(self.record.bytes.len());
            }
        } else {
            self.after_quote |= !byte.is_ascii_whitespace();
            if self.used <= self.max_bytes {
                self.record.bytes.push(byte);
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    fn records(text: &str, capacity: usize, max_bytes: usize) -> Vec<(Found, Vec<String>)> {
        let mut progress = |_| ();
        let mut reader = CountingReader::new(BufReader::with_capacity(capacity, text.as_bytes()), &mut progress);
        let records = Records::new(b',', max_bytes);
        let mut found = Vec::new();
        let mut record = Record::default();
        loop {
            let next = records.next(&mut reader, &mut record).expect("memory does not fail");
            if next == Found::End {
                return found;
            }
            found.push((next, record.cells().map(|cell| cell.expect("UTF-8").to_owned()).collect()));
        }
    }

    #[test]
    fn records_are_split_whatever_the_buffer() {
        let text = "a, b ,\"c,\"\"d\"\"\ne\"\r\n\r\n\n,,\"\"\n\"x\" ,y\"z\",w";
        for capacity in [1, 2, 3, 7, 100] {
            let cells: Vec<_> = records(text, capacity, 1000)
                .into_iter()
                .map(|(found, cells)| {
                    assert_eq!(found, Found::Record);
                    cells
                })
                .collect();
            assert_eq!(cells, [vec!["a", "b", "c,\"d\"\ne"], vec!["", "", ""], vec!["x", "y\"z\"", "w"]]);
        }
    }

    #[test]
    fn faults_of_quotes_and_length_are_told() {
        for capacity in [1, 5, 100] {
            let founds =
                |text, max| records(text, capacity, max).into_iter().map(|(found, _)| found).collect::<Vec<_>>();
            assert_eq!(founds("a,\"b\nc,d\n", 100), [Found::Unclosed]);
            assert_eq!(founds("\"a\"b,c\nd,e", 100), [Found::AfterQuote, Found::Record]);
            assert_eq!(founds("aaaaaaaaaaaaaaa,b\nc,d\n", 10), [Found::TooLarge, Found::Record]);
            assert_eq!(founds("\"\"", 100), [Found::Record]);
        }
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a-c\",;\n\r é]{0,6}", 2..4), 1..6),
            capacity in 1usize..20,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory does not fail");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory does not fail")).expect("UTF-8");
            let trimmed = |cell: &String| cell.trim_matches(|c: char| c.is_ascii_whitespace()).to_owned();
            let expected: Vec<_> =
                rows.iter().map(|row| (Found::Record, row.iter().map(trimmed).collect::<Vec<_>>())).collect();
            prop_assert_eq!(records(&text, capacity, 1000), expected);
        }
    }
}
