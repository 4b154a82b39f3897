//! How a table is written: its delimiter, what stands before its header, how many rows the header has.

use std::io::{self, Read};

use super::super::counting_reader::{BOM, CountingReader};
use super::super::csv_records::{Found, Record, Records};
use super::super::reject::{excerpt, excerpt_bytes};
use super::answers::is_non_answer;
use super::names;
use super::numbers::NumberStyle;
use crate::message::{Message, message};

/// Delimiters, in order of preference.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// What R's `write.table` puts between cells: a delimiter where no other one is found and a name is a known one.
const SPACE: u8 = b' ';
/// Records by which delimiters are compared, and lines that may stand before the header.
const COMPARED: usize = 60;
const MAX_PREAMBLE: usize = 20;
/// Rows below one that show whether it holds values as they do.
const MIN_BELOW: usize = 8;
/// Rows from which a column is judged.
const MAX_SAMPLE: usize = 2_000;

/// The beginning of a table: how it is written, the names of its columns, and its first rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableStart {
    pub(crate) delimiter: u8,
    /// Records before the header; the line `sep=;` is one of them.
    pub(crate) preamble: usize,
    /// Whether the preamble is more than the line `sep=;`.
    pub(crate) has_title: bool,
    pub(crate) names: Vec<String>,
    /// What a second row of the header says of each column; empty texts where there is none.
    pub(crate) labels: Vec<String>,
    /// Rows of the header after the first.
    pub(crate) further_header_rows: usize,
    /// The cells of the first rows, each row with as many as the header has names.
    pub(crate) sample: Vec<Vec<String>>,
    /// Whether the sample is the whole table.
    pub(crate) is_whole: bool,
    /// Cells that the rows have before or after those that the header names.
    pub(crate) unnamed_first: bool,
}

impl TableStart {
    /// The start of the table that begins with the bytes of `beginning`; `is_whole` where they are all there is.
    ///
    /// # Errors
    /// What is wrong with the header.
    pub(crate) fn of(beginning: &[u8], is_whole: bool) -> Result<Self, Message> {
        let beginning = beginning.strip_prefix(BOM).unwrap_or(beginning);
        if beginning.trim_ascii().is_empty() {
            return Err(message!["file-nothing-table"]);
        }
        let declared = declared_delimiter(beginning);
        let candidates = DELIMITERS.into_iter().filter(|own| declared.is_none_or(|declared| declared == *own));
        let layouts = candidates
            .map(|delimiter| DelimiterTrial::of(beginning, is_whole, delimiter, usize::from(declared.is_some())));
        let mut best: Option<DelimiterTrial> = None;
        for layout in layouts {
            if best.as_ref().is_none_or(|best| layout.rank() > best.rank()) {
                best = Some(layout);
            }
        }
        let mut layout = best.expect("there are delimiters");
        if layout.columns <= 1 && declared.is_none() {
            let spaced = DelimiterTrial::of(beginning, is_whole, SPACE, 0);
            if spaced.columns > 1 && spaced.header == 0 && is_separated_by_spaces(beginning, is_whole) {
                layout = spaced;
            }
        }
        if layout.columns <= 1
            && let (_, Some(fault)) = sample(beginning, is_whole, DELIMITERS[0], 1)
        {
            return Err(fault);
        }
        let (mut rows, fault) = sample(beginning, is_whole, layout.delimiter, MAX_SAMPLE + MAX_PREAMBLE + 3);
        let is_whole = is_whole && rows.len() < MAX_SAMPLE + MAX_PREAMBLE + 3;
        let Some(header) = rows.get(layout.header) else {
            return Err(fault.unwrap_or_else(|| message!["file-first-line-incomplete"]));
        };
        let mut names: Vec<String> = header.iter().map(|name| in_one_line(name)).collect();
        rows.drain(..=layout.header);
        let unnamed_first = complete_header(&mut names, &rows);
        let (labels, further_header_rows) = second_header(&names, &rows);
        name_below_groups(&mut names, &labels);
        rows.drain(..further_header_rows.min(rows.len()));
        rows.retain(|row| row.len() == names.len() && *row != names);
        Ok(Self {
            delimiter: layout.delimiter,
            preamble: layout.header,
            has_title: layout.has_title,
            names,
            labels,
            further_header_rows,
            sample: rows,
            is_whole,
            unnamed_first,
        })
    }

    /// The start of a table of named columns whose first rows are these.
    pub(in crate::ingest) fn of_columns(names: Vec<String>, rows: Vec<Vec<String>>, is_whole: bool) -> Self {
        let (labels, further_header_rows) = second_header(&names, &rows);
        let sample = rows.into_iter().skip(further_header_rows).collect();
        Self {
            delimiter: DELIMITERS[0],
            preamble: 0,
            has_title: false,
            names,
            labels,
            further_header_rows,
            sample,
            is_whole,
            unnamed_first: false,
        }
    }

    /// Whether a column is filled in ten rows of the sample or more, and in nearly all that hold anything: a row of totals
    /// may lack it.
    pub(crate) fn is_filled(&self, column: usize) -> bool {
        let holds_anything = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
        let (rows, filled) = (self.sample.iter().filter(holds_anything).count(), self.cells(column).count());
        filled >= 10 && (rows - filled) * 20 <= filled
    }

    /// The cells of a column that hold something, as far as the sample goes.
    pub(crate) fn cells(&self, column: usize) -> impl Iterator<Item = &str> + Clone {
        self.sample.iter().map(move |row| row[column].trim()).filter(|cell| !cell.is_empty())
    }
}

/// A name without spaces around it; a form's question may be broken into lines.
fn in_one_line(name: &str) -> String {
    if !name.contains(['\n', '\r', '\t']) {
        return name.trim().to_owned();
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the first line holds names, of which one is known, and every row as many cells or, beside the row names of R,
/// one more.
fn is_separated_by_spaces(beginning: &[u8], is_whole: bool) -> bool {
    let (records, _) = sample(beginning, is_whole, SPACE, COMPARED);
    let [header, rows @ ..] = records.as_slice() else { return false };
    let cells = rows.first().map_or(0, Vec::len);
    !header.iter().any(String::is_empty)
        && header.iter().any(|name| names::is_known(name))
        && (cells == header.len() || cells == header.len() + 1)
        && rows.len() >= 2
        && rows.iter().all(|row| row.len() == cells && !row.iter().all(String::is_empty))
}

/// Puts line feeds in place of carriage returns, where old programs of the Mac end lines with these alone.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct LineFeeds {
    needed: bool,
}

impl LineFeeds {
    /// What a text needs that begins like this.
    pub(in crate::ingest) fn needed_for(beginning: &[u8]) -> Self {
        Self { needed: !beginning.contains(&b'\n') && beginning.contains(&b'\r') }
    }

    pub(in crate::ingest) fn put(self, bytes: &mut [u8]) {
        if self.needed {
            bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
    }

    /// The text of `source` with them.
    pub(in crate::ingest) fn in_text<R: Read>(self, source: R) -> WithLineFeeds<R> {
        WithLineFeeds { source, line_feeds: self }
    }
}

/// A text with [`LineFeeds`].
#[derive(Debug)]
pub(in crate::ingest) struct WithLineFeeds<R> {
    source: R,
    line_feeds: LineFeeds,
}

impl<R: Read> Read for WithLineFeeds<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.line_feeds.put(&mut into[..count]);
        Ok(count)
    }
}

/// The delimiter that a first line such as `sep=;` declares, as Excel writes and reads it.
fn declared_delimiter(beginning: &[u8]) -> Option<u8> {
    let line = beginning.split(|byte| *byte == b'\n').next()?;
    match *line.trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if DELIMITERS.contains(&delimiter) => Some(delimiter),
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => line.contains(&b'\t').then_some(b'\t'),
        _ => None,
    }
}

/// How the beginning looks with one delimiter.
#[derive(Debug)]
struct DelimiterTrial {
    delimiter: u8,
    /// The record that names the columns.
    header: usize,
    has_title: bool,
    columns: usize,
    /// Records from the header on, and those of as many cells as it has.
    records: usize,
    even: usize,
}

impl DelimiterTrial {
    fn of(beginning: &[u8], is_whole: bool, delimiter: u8, declaration: usize) -> Self {
        let (records, _) = sample(beginning, is_whole, delimiter, COMPARED);
        let records = records.get(declaration..).unwrap_or_default();
        let lengths: Vec<usize> = records.iter().map(Vec::len).collect();
        let first = lengths.first().copied().unwrap_or(1);
        let plain = DelimiterTrial {
            delimiter,
            header: declaration,
            has_title: false,
            columns: first,
            records: lengths.len(),
            even: count(&lengths, first),
        };
        // A title stands alone in its line, while the table below it has more columns.
        let widest = lengths
            .iter()
            .copied()
            .filter(|length| *length >= 2)
            .max_by_key(|length| (count(&lengths, *length), *length));
        let Some(columns) = widest.filter(|columns| *columns >= first) else { return plain };
        let filled = |record: &Vec<String>| record.iter().filter(|cell| !cell.trim().is_empty()).count();
        let is_title = |record: &Vec<String>| {
            is_numbering(record)
                || filled(record) <= (columns / 2).max(1) && !record.iter().any(|cell| names::is_known(cell))
        };
        let Some(header) = records.iter().position(|record| !is_title(record)) else { return plain };
        let rows = &lengths[header..];
        let is_number = |cell: &String| NumberStyle::default().parse(cell).is_some();
        let is_header = lengths[header] == columns && !records[header].iter().any(is_number);
        if !(1..=MAX_PREAMBLE).contains(&header)
            || !is_header
            || rows.len() < 2
            || count(rows, columns) * 10 < rows.len() * 9
        {
            return plain;
        }
        DelimiterTrial {
            delimiter,
            header: header + declaration,
            has_title: true,
            columns,
            records: rows.len(),
            even: count(rows, columns),
        }
    }

    /// Better layouts are greater: more than one column, then even rows, then no title, then more columns; in doubt the
    /// first delimiter.
    fn rank(&self) -> (bool, usize, bool, usize) {
        let even = self.even * 10 / self.records.max(1);
        (self.columns > 1, even, !self.has_title, self.columns)
    }
}

/// Whether a record numbers the columns, as spreadsheets do above them: 1, 2, 3 or A, B, C.
fn is_numbering(record: &[String]) -> bool {
    let letter = |at: usize| char::from_u32('A' as u32 + at as u32).map(String::from);
    let is_all = |number: &dyn Fn(usize) -> Option<String>| {
        record.iter().enumerate().all(|(at, cell)| number(at).is_some_and(|number| number == cell.trim()))
    };
    (3..=26).contains(&record.len()) && (is_all(&|at| Some((at + 1).to_string())) || is_all(&letter))
}

fn count(lengths: &[usize], length: usize) -> usize {
    lengths.iter().filter(|own| **own == length).count()
}

/// The first records of the text, at most `limit`, and what ended them early.
fn sample(beginning: &[u8], is_whole: bool, delimiter: u8, limit: usize) -> (Vec<Vec<String>>, Option<Message>) {
    let mut ignored = |_| ();
    let mut reader = CountingReader::new(beginning, &mut ignored);
    let mut records = Records::new(delimiter, usize::MAX - 1);
    let mut record = Record::default();
    let mut found = Vec::new();
    let fault = loop {
        if found.len() == limit {
            return (found, None);
        }
        match records.next(&mut reader, &mut record).unwrap_or(Found::End) {
            Found::End => break None,
            Found::Record => {}
            Found::TooLarge | Found::Unclosed | Found::AfterQuote if found.is_empty() => {
                break Some(message!["file-first-line-quotes", shown = excerpt_bytes(record.raw())]);
            }
            Found::TooLarge | Found::Unclosed => break None,
            // A row at fault is not judged; the reader rejects it later.
            Found::AfterQuote => continue,
        }
        let cells: Option<Vec<String>> = record.cells().map(|cell| cell.ok().map(str::to_owned)).collect();
        match cells {
            Some(cells) => found.push(cells),
            None if found.is_empty() => {
                break Some(message!["file-first-line-utf8", shown = excerpt_bytes(record.raw())]);
            }
            None => {}
        }
    };
    // The last record may be cut off by the end of the sample.
    if !is_whole && found.len() > 1 {
        found.pop();
    }
    (found, fault)
}

/// Gives a header that has one name less than every row has cells an empty one: R leaves out that of the row numbers,
/// other tools end each row with a delimiter. True where it stands first.
fn complete_header(names: &mut Vec<String>, rows: &[Vec<String>]) -> bool {
    let longer = names.len() + 1;
    if names.len() < 2
        || rows.len() < 2
        || names.iter().any(String::is_empty)
        || !rows.iter().all(|row| row.len() == longer)
    {
        return false;
    }
    let is_last = rows.iter().all(|row| row[longer - 1].is_empty());
    if is_last {
        names.push(String::new());
    } else {
        names.insert(0, String::new());
    }
    !is_last
}

/// The texts of a second row of the header, and how many further rows the header has.
fn second_header(names: &[String], rows: &[Vec<String>]) -> (Vec<String>, usize) {
    let none = || vec![String::new(); names.len()];
    let is_import_id = |row: &Vec<String>| row.iter().any(|cell| cell.starts_with("{\"ImportId\""));
    let fits = |row: &Vec<String>| row.len() == names.len();
    match rows {
        [first, second, ..] if fits(first) && is_import_id(second) => (first.clone(), 2),
        [first, ..] if is_import_id(first) => (none(), 1),
        [first, rest @ ..] if fits(first) && is_row_of_labels(names, first, rest) => (first.clone(), 1),
        _ => (none(), 0),
    }
}

/// Whether the row under a header of codes spells them out, or that of a survey tool says what kind each answer is.
fn is_row_of_labels(names: &[String], row: &[String], rest: &[Vec<String>]) -> bool {
    let filled: Vec<usize> = (0..names.len()).filter(|at| !row[*at].is_empty()).collect();
    let is_number = |cell: &str| NumberStyle::default().parse(cell).is_some();
    if filled.is_empty() || filled.iter().any(|at| is_number(&row[*at])) {
        return false;
    }
    if is_below_groups(names, row) {
        return true;
    }
    let is_kind =
        |cell: &String| matches!(cell.as_str(), "Response" | "Open-Ended Response" | "Other (please specify)");
    let is_kept = |at: usize| rest.iter().all(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
    if filled.iter().any(|at| row[*at] == "Response" || row[*at] == "Open-Ended Response")
        && (filled.iter().filter(|at| is_kind(&row[**at])).count() * 2 >= filled.len()
            || !rest.is_empty() && (0..names.len()).any(|at| row[at].is_empty() && is_kept(at)))
    {
        return true;
    }
    if are_labels_by_values(&filled, row, rest) {
        return true;
    }
    let named = names.iter().filter(|name| !name.is_empty()).count();
    let codes = names.iter().filter(|name| is_code(name)).count();
    let numeric_below = |at: &usize| {
        let mut cells = rest.iter().filter_map(|row| row.get(*at)).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| is_number(cell))
    };
    codes * 2 >= named && filled.iter().any(numeric_below)
}

/// Whether no cell of a row is a value, as those below it show: where these are numbers it has a word, and what it has
/// elsewhere none of them repeats. It names the columns in another language, or their units.
fn are_labels_by_values(filled: &[usize], row: &[String], rest: &[Vec<String>]) -> bool {
    let below = |at: usize| rest.iter().filter_map(move |row| row.get(at)).filter(|cell| !cell.is_empty());
    let is_number = |cell: &String| NumberStyle::default().parse(cell).is_some();
    let are_numbers = |at: usize| below(at).count() >= MIN_BELOW && below(at).all(is_number);
    let is_repeated = |at: usize| below(at).any(|cell| *cell == row[at]);
    rest.len() >= MIN_BELOW
        && filled.len() >= 2
        && !filled.iter().any(|at| is_non_answer(&row[*at]) || is_repeated(*at))
        && filled.iter().any(|at| are_numbers(*at))
        && filled.iter().filter(|at| are_numbers(**at) || below(**at).next().is_some()).count() >= 2
}

/// Whether a row names the columns of which the row above names the groups, in merged cells: under every empty name stands
/// one, and some are known.
fn is_below_groups(names: &[String], row: &[String]) -> bool {
    let mut unnamed = names.iter().zip(row).filter(|(name, _)| name.is_empty()).peekable();
    unnamed.peek().is_some()
        && !names[0].is_empty() | !row[0].is_empty()
        && unnamed.all(|(_, below)| !below.is_empty())
        && row.iter().filter(|below| names::is_known(below)).count() >= 1
}

/// Names the columns under merged cells by what stands below these.
fn name_below_groups(names: &mut [String], labels: &[String]) {
    if !is_below_groups(names, labels) {
        return;
    }
    for (name, label) in names.iter_mut().zip(labels) {
        if name.is_empty() || names::is_known(label) || !names::is_known(name) && !label.is_empty() {
            name.clone_from(label);
        }
    }
}

/// Names such as Q1, V12, QID3_1.
fn is_code(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = name.len() - digits.len();
    (1..=4).contains(&letters)
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.'))
}

/// Why the names can't be those of columns, if they can't.
pub(crate) fn header_fault(names: &[String]) -> Option<Message> {
    if names.iter().all(String::is_empty) {
        return Some(message!["file-unnamed-columns"]);
    }
    let shown = values_as_names(names)?;
    Some(message!["file-values-as-names", shown = shown])
}

/// The first names, where most of them are values rather than names.
pub(in crate::ingest) fn values_as_names(names: &[String]) -> Option<String> {
    let is_value = |name: &&String| {
        name.starts_with(|c: char| c.is_ascii_digit() || c == '-') && NumberStyle::default().parse(name).is_some()
    };
    let named = names.iter().filter(|name| !name.is_empty()).count();
    if named > 1 && names.iter().filter(is_value).count() * 2 > named {
        let shown: Vec<String> = names.iter().take(4).map(|name| excerpt(name)).collect();
        return Some(shown.join(", "));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> TableStart {
        TableStart::of(text.as_bytes(), true).expect("a header")
    }

    #[test]
    fn delimiters_are_found_by_even_rows() {
        for (text, delimiter, columns) in [
            ("id,age\n1,20\n2,30\n", b',', 2),
            ("id;age;score\n1;20,5;0,25\n2;31,0;1,25\n", b';', 3),
            ("id|age|in_target\n0|20|false\n", b'|', 3),
            ("id\tage\n1\t20\n", b'\t', 2),
            ("sep=;\nid;age\n1;2\n", b';', 2),
            ("sep=\t\nid\tage\n1\t2\n", b'\t', 2),
            ("name;note\n1;\"a,b,c\"\n2;\"d,e,f\"\n", b';', 2),
            ("only\n1\n2\n", b',', 1),
            ("\"age\" \"sex\"\n\"1\" 34 \"f\"\n\"2\" 35 \"m\"\n", b' ', 3),
            ("id age gender\n1 34 f\n2 35 m\n", b' ', 3),
            ("full name\nMin Kim\nSu Lee\n", b',', 1),
            ("how old are you\n34\n35\n", b',', 1),
        ] {
            let start = start(text);
            assert_eq!((start.delimiter, start.names.len()), (delimiter, columns), "{text}");
        }
    }

    #[test]
    fn titles_before_the_header_are_skipped_and_headers_are_not() {
        let table = start("Category: All categories\n\nDay,topic: (Worldwide)\n2024-01-01,39\n2024-01-02,28\n");
        assert_eq!((table.preamble, table.has_title, table.names[0].as_str()), (1, true, "Day"));
        let table = start("Followers of 2024,,\n,,\nid,age,gender\n1,20,f\n2,30,m\n");
        assert_eq!((table.preamble, table.has_title, table.names.len()), (2, true, 3));
        let table = start("Followers of 2024,,\nid,age,gender,region\n1,20,f,a\n2,30,m,b\n");
        assert_eq!((table.preamble, table.names.len()), (1, 4), "a title of fewer cells");
        let table = start("age,gender\n1,\n2,f\n");
        assert_eq!((table.preamble, table.has_title), (0, false));
        let table = start("sep=;\nid;age\n1;2\n");
        assert_eq!((table.preamble, table.has_title), (1, false));
    }

    #[test]
    fn further_rows_of_the_header_are_recognised() {
        let table = start(
            "V1,V2,V3,Q1,LocationAccuracy,\nResponseID,ResponseSet,Name,A question.,LocationAccuracy,\nR_1,Set,Anon,2,-1,\n",
        );
        assert_eq!((table.further_header_rows, table.labels[3].as_str(), table.sample.len()), (1, "A question.", 1));
        let table = start("Q1,Q2\nWhat is your age?,Your gender\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\",x\n34,Male\n");
        assert_eq!((table.further_header_rows, table.labels[0].as_str()), (2, "What is your age?"));
        assert_eq!(start("Q1,Q2\n34,Male\n35,Female\n").further_header_rows, 0);
        assert_eq!(start("age,gender\nNA,Male\n35,Female\n").further_header_rows, 0);
    }

    #[test]
    fn columns_under_merged_cells_are_named_by_the_row_below() {
        let table =
            start("No,응답자 특성,,,소득,\n,나이,성별,지역,금액,기간\n1,34,여,서울,300,월\n2,51,남,부산,200,월\n");
        assert_eq!(table.names, ["No", "나이", "성별", "지역", "소득", "기간"]);
        assert_eq!((table.further_header_rows, table.sample.len()), (1, 2));
        let table = start("id,,age\nu1,gender,34\nu2,f,35\n");
        assert_eq!((table.names[1].as_str(), table.further_header_rows), ("", 0));
    }

    #[test]
    fn a_header_with_a_name_missing_is_completed() {
        let table = start("age,gender\n1,34,f\n2,35,m\n");
        assert_eq!((table.names[0].as_str(), table.names.len(), table.unnamed_first), ("", 3, true));
        let table = start("age,gender\n34,f,\n35,m,\n");
        assert_eq!((table.names[2].as_str(), table.unnamed_first), ("", false));
    }

    #[test]
    fn headers_that_hold_values_are_rejected() {
        assert!(header_fault(&["34".to_owned(), "1".to_owned(), "f".to_owned()]).is_some());
        assert_eq!(header_fault(&["age".to_owned(), "2024".to_owned()]), None);
    }
}
