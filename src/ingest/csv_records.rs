//! Splitting CSV into records of cells with `csv_core`, which reads any text as some CSV: a bound on the memory of a
//! record, and the two faults of quotes that must not pass unseen, are added here.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::counting_reader::{CountingReader, find};

/// Bytes and cells of the first buffers of a record, and those read at a time of what does not fit any more.
const BUFFER_BYTES: usize = 1024;
const BUFFER_CELLS: usize = 64;

/// One record: as it is written, and its cells without quotes.
#[derive(Debug, Default)]
pub(super) struct Record {
    raw: Vec<u8>,
    bytes: Vec<u8>,
    length: usize,
    /// Where each cell ends in `bytes`.
    ends: Vec<usize>,
    cells: usize,
}

impl Record {
    /// The cells, without their quotes.
    pub(super) fn cells(&self) -> Cells<'_> {
        let bytes = &self.bytes[..self.length];
        // One check for the whole record; the cells need one of their own only where a cell ends within a character.
        let text = std::str::from_utf8(bytes).ok();
        Cells { bytes, text, ends: self.ends[..self.cells].iter(), from: 0, between: 0 }
    }

    /// The record as it is written, as far as it was kept.
    pub(super) fn raw(&self) -> &[u8] {
        self.raw.trim_ascii_end()
    }

    /// Line ends within the record.
    pub(super) fn further_lines(&self) -> usize {
        let text = self.raw.strip_suffix(b"\n").unwrap_or(&self.raw);
        text.iter().filter(|byte| **byte == b'\n').count()
    }

    fn clear(&mut self) {
        self.raw.clear();
        self.length = 0;
        self.cells = 0;
        self.bytes.resize(self.bytes.len().max(BUFFER_BYTES), 0);
        self.ends.resize(self.ends.len().max(BUFFER_CELLS), 0);
    }

    /// Whether something other than white space stands between a closing quote and the end of its cell.
    fn has_text_after_quote(&self, delimiter: u8) -> bool {
        let position = |byte: u8, bytes: &[u8]| bytes.iter().position(|other| *other == byte);
        let mut rest = self.raw();
        if find(b'"', rest).is_none() {
            return false;
        }
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix(b"\"") {
                let mut end = 0;
                while let Some(quote) = position(b'"', &quoted[end..]) {
                    end += quote + 1;
                    if quoted.get(end) != Some(&b'"') {
                        break;
                    }
                    end += 1;
                }
                rest = &quoted[end..];
                if rest.iter().take_while(|byte| **byte != delimiter).any(|byte| !byte.is_ascii_whitespace()) {
                    return true;
                }
            }
            let end = position(delimiter, rest).map_or(rest.len(), |end| end + 1);
            rest = &rest[end..];
        }
        false
    }
}

/// The cells of a record: each as text without surrounding white space, or `Err` where it is not UTF-8.
#[derive(Debug, Clone)]
pub(super) struct Cells<'r> {
    bytes: &'r [u8],
    /// All of `bytes`, where they are UTF-8.
    text: Option<&'r str>,
    /// Where each cell ends.
    ends: std::slice::Iter<'r, usize>,
    from: usize,
    /// Bytes between two cells.
    between: usize,
}

impl<'r> Iterator for Cells<'r> {
    type Item = Result<&'r str, &'r [u8]>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let to = *self.ends.next()?;
        let from = std::mem::replace(&mut self.from, to + self.between);
        let text = match self.text {
            Some(text) => text.get(from..to),
            None => std::str::from_utf8(&self.bytes[from..to]).ok(),
        };
        Some(text.map(|text| as_text(text.trim_ascii())).ok_or(&self.bytes[from..to]))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ends.size_hint()
    }
}

impl ExactSizeIterator for Cells<'_> {}

/// A cell without the formula that some programs make of it, so that Excel takes it for a text: ="0034".
#[inline]
fn as_text(cell: &str) -> &str {
    if !cell.starts_with('=') {
        return cell;
    }
    cell.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(cell)
}

/// Takes records without a quote from text in memory: they end where their line does, and are split wherever the delimiter
/// stands, which takes a fifth of the time that `csv_core` needs.
#[derive(Debug)]
pub(super) struct PlainRecords<'t> {
    bytes: &'t [u8],
    /// All of `bytes`, where they are UTF-8.
    text: Option<&'t str>,
    at: usize,
    delimiter: u8,
    /// Maximum bytes of a record with its line end.
    max_bytes: usize,
    ends: Vec<usize>,
}

impl<'t> PlainRecords<'t> {
    pub(super) fn new(bytes: &'t [u8], records: &Records) -> Self {
        let Records { delimiter, max_bytes, .. } = *records;
        Self { bytes, text: std::str::from_utf8(bytes).ok(), at: 0, delimiter, max_bytes, ends: Vec::new() }
    }

    /// The next record that is not an empty line. `None` where it has a quote, is too long or has no end: [`Records`] reads
    /// it from [`PlainRecords::rest`].
    #[inline]
    pub(super) fn next(&mut self) -> Option<Cells<'_>> {
        loop {
            self.ends.clear();
            let rest = &self.bytes[self.at..];
            let mut length = None;
            for (at, byte) in rest.iter().enumerate() {
                if *byte == self.delimiter {
                    self.ends.push(at);
                } else if *byte == b'\n' {
                    length = Some(at);
                    break;
                } else if *byte == b'"' {
                    break;
                }
            }
            let length = length.filter(|length| *length < self.max_bytes)?;
            let (from, to) = (self.at, self.at + length);
            self.at = to + 1;
            let bytes = &rest[..length];
            if !matches!(bytes, [] | [b'\r']) {
                self.ends.push(length);
                let text = self.text.and_then(|text| text.get(from..to));
                return Some(Cells { bytes, text, ends: self.ends.iter(), from: 0, between: 1 });
            }
        }
    }

    /// What was not taken yet.
    pub(super) fn rest(&self) -> &'t [u8] {
        &self.bytes[self.at..]
    }

    /// Goes on where so many bytes are left.
    pub(super) fn go_on(&mut self, left: usize) {
        self.at = self.bytes.len() - left;
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

/// Takes records from a source.
#[derive(Debug)]
pub(super) struct Records {
    splitter: Reader,
    delimiter: u8,
    /// Maximum bytes of a record with its line end.
    max_bytes: usize,
}

impl Records {
    pub(super) fn new(delimiter: u8, max_bytes: usize) -> Self {
        let mut splitter = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
        // The splitter drops a byte order mark from the first bytes it sees; only that of the header is one.
        splitter.read_record(b"\n", &mut [0], &mut [0]);
        Self { splitter, delimiter, max_bytes: max_bytes.saturating_add(1) }
    }

    /// Reads the next record that is not an empty line.
    pub(super) fn next<R: BufRead>(
        &mut self,
        reader: &mut CountingReader<'_, R>,
        record: &mut Record,
    ) -> io::Result<Found> {
        record.clear();
        let mut used = 0;
        loop {
            let input = reader.peek()?;
            let at_end = input.is_empty();
            match (input.first(), used) {
                (None, 0) => return Ok(Found::End),
                (Some(b'\n'), 0) => {
                    reader.consume(1);
                    continue;
                }
                _ => {}
            }
            // After the last byte a line end shows whether a quote is still open: then it becomes part of the cell.
            let input = if at_end { b"\n" } else { input };
            let (result, taken, written) = self.read(input, record);
            if !at_end {
                record.raw.extend_from_slice(&input[..taken.min(self.max_bytes.saturating_sub(record.raw.len()))]);
                used += taken;
                reader.consume(taken);
            }
            match result {
                ReadRecordResult::Record if used <= 2 && record.bytes[..record.length] == *b"\r" => {
                    record.clear();
                    used = 0;
                }
                ReadRecordResult::Record if used > self.max_bytes => return Ok(Found::TooLarge),
                ReadRecordResult::Record if record.has_text_after_quote(self.delimiter) => {
                    return Ok(Found::AfterQuote);
                }
                ReadRecordResult::Record => return Ok(Found::Record),
                ReadRecordResult::InputEmpty if at_end && written => return Ok(Found::Unclosed),
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull
                | ReadRecordResult::End => {}
            }
        }
    }

    /// Reads on, into the record as long as it is no longer than allowed: how it ended, the bytes taken, and whether
    /// any became part of a cell.
    fn read(&mut self, input: &[u8], record: &mut Record) -> (ReadRecordResult, usize, bool) {
        if record.raw.len() >= self.max_bytes {
            let mut rest = [0; BUFFER_BYTES];
            let mut ends = [0; BUFFER_CELLS];
            let (result, taken, written, _) = self.splitter.read_record(input, &mut rest, &mut ends);
            return (result, taken, written > 0);
        }
        let (bytes, ends) = (&mut record.bytes[record.length..], &mut record.ends[record.cells..]);
        let (result, taken, written, ended) = self.splitter.read_record(input, bytes, ends);
        record.length += written;
        record.cells += ended;
        if record.length == record.bytes.len() {
            record.bytes.resize(2 * record.length, 0);
        }
        if record.cells == record.ends.len() {
            record.ends.resize(2 * record.cells, 0);
        }
        (result, taken, written > 0)
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
        let mut records = Records::new(b',', max_bytes);
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
    fn splits_records_whatever_the_buffer() {
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
    fn reports_faults_of_quotes_and_length() {
        for capacity in [1, 5, 100] {
            let founds =
                |text, max| records(text, capacity, max).into_iter().map(|(found, _)| found).collect::<Vec<_>>();
            assert_eq!(founds("a,\"b\nc,d\n", 100), [Found::Unclosed]);
            assert_eq!(founds("\"a\"b,c\nd,e", 100), [Found::AfterQuote, Found::Record]);
            assert_eq!(founds("aaaaaaaaaaaaaaa,b\nc,d\n", 10), [Found::TooLarge, Found::Record]);
            assert_eq!(founds("12345,789\n1\n", 9), [Found::Record, Found::Record], "as long as allowed");
            assert_eq!(founds("1\n12345,789", 9), [Found::Record, Found::Record]);
            assert_eq!(founds("12345,7890\n", 9), [Found::TooLarge]);
            for text in ["\"\"b,c\n", "\"a,\"b\",c\n", "x,\"a\" b\n", "\"a\"\"\"b,c\n"] {
                assert_eq!(founds(text, 100), [Found::AfterQuote], "{text}");
            }
            for text in ["\"a\"\"b\",c\n", "\"a,\",\"b\"\n", "a\"b,\"c\" \n", "\"\",\"\"\n"] {
                assert_eq!(founds(text, 100), [Found::Record], "{text}");
            }
            assert_eq!(founds("\"\"", 100), [Found::Record]);
        }
    }

    /// A record and its cells.
    type FoundCells = (Found, Vec<Vec<u8>>);

    /// The records as [`PlainRecords`] takes them, and [`Records`] those that it leaves; how many it took.
    fn records_of_both(bytes: &[u8], max_bytes: usize) -> (Vec<FoundCells>, usize) {
        let owned = |cells: Cells<'_>| -> Vec<Vec<u8>> {
            cells.map(|cell| cell.map_or_else(<[u8]>::to_vec, |text| text.as_bytes().to_vec())).collect()
        };
        let (mut records, mut record) = (Records::new(b',', max_bytes), Record::default());
        let mut plain = PlainRecords::new(bytes, &records);
        let (mut found, mut taken) = (Vec::new(), 0);
        loop {
            while let Some(cells) = plain.next() {
                found.push((Found::Record, owned(cells)));
                taken += 1;
            }
            let (mut rest, mut progress) = (plain.rest(), |_| ());
            let next = records.next(&mut CountingReader::new(&mut rest, &mut progress), &mut record);
            plain.go_on(rest.len());
            let next = next.expect("memory does not fail");
            if next == Found::End {
                return (found, taken);
            }
            found.push((next, owned(record.cells())));
        }
    }

    #[test]
    fn records_without_quotes_are_taken_apart_from_those_with() {
        let (found, taken) = records_of_both("a, b\r\n\r\n\n,\n\"c\",d\n\u{e9},f\n1,2".as_bytes(), 100);
        let cells = [["a", "b"], ["", ""], ["c", "d"], ["\u{e9}", "f"], ["1", "2"]];
        let expected: Vec<_> =
            cells.iter().map(|row| (Found::Record, row.map(|cell| cell.as_bytes().to_vec()).to_vec())).collect();
        assert_eq!((found, taken), (expected, 3));
    }

    proptest! {
        #[test]
        fn both_readers_find_the_same_records(
            text in prop::collection::vec(prop::sample::select(b"aab,,,\n\n\r\" \xC3\xA9\x00".to_vec()), 0..60),
            max_bytes in 1usize..30,
        ) {
            let mut progress = |_| ();
            let mut reader = CountingReader::new(text.as_slice(), &mut progress);
            let (mut records, mut record) = (Records::new(b',', max_bytes), Record::default());
            let mut expected = Vec::new();
            loop {
                let next = records.next(&mut reader, &mut record).expect("memory does not fail");
                if next == Found::End {
                    break;
                }
                let cells = record.cells();
                expected.push((
                    next,
                    cells.map(|cell| cell.map_or_else(<[u8]>::to_vec, |text| text.as_bytes().to_vec())).collect::<Vec<_>>(),
                ));
            }
            prop_assert_eq!(records_of_both(&text, max_bytes).0, expected);
        }

        #[test]
        fn reads_back_what_the_csv_crate_writes(
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
