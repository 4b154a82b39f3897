//! CSV reader: what the columns stand for is decided from the header and the first rows, then row after row is read.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use super::assemble::Assembler;
use super::blocks::{Cut, RowBlocks, in_blocks, last_record_end, threads};
use super::counting_reader::CountingReader;
use super::csv_records::{Cells, Found, PlainRecords, Record, Records};
use super::mapping::Column;
use super::reading::Reading;
use super::recorded::{Nobody, SharedListing};
use super::reject::excerpt_bytes;
use super::table::{
    Constant, LineFeeds, LineRewrite, NoPerson, SeparatedText, TableColumn, TablePlan, TableStart, cell_size_column,
    header_fault, is_known_name, no_person, table_of_groups, table_of_things,
};
use super::value::Value;
use super::{ProfileSink, ReadError, ReadOptions, RejectCode, Role, StreamOutcome, excerpt};
use crate::message::{Message, message};

const EXPECTED: &str = "file-format-csv";
/// Bytes from which it is decided how a table is written and what its columns stand for.
const BEGINNING: u64 = 1 << 18;
/// Bytes that are read at a time.
const BLOCK: usize = 1 << 16;

/// The columns of one source, and what is the same in every row.
#[derive(Debug)]
struct Columns<'m> {
    columns: Vec<(TableColumn, Option<&'m Column>)>,
    constants: Vec<Constant>,
    reading: Reading,
    /// Whether everybody has an id, so that a row of empty cells is nobody.
    has_ids: bool,
    header: Arc<[String]>,
    /// The column of ids that are numbers, where everybody has one.
    numbered: Option<usize>,
    buffer: String,
}

/// Reads CSV.
pub(super) fn read_csv(
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut assembler = Assembler::new(options, sink);
    let reading = read_into(source, &mut assembler, progress)?;
    Ok(StreamOutcome { reading, ..assembler.finish()? })
}

/// Reads one source into rows of `assembler`; returns what the source was taken for.
pub(super) fn read_into(
    mut source: impl BufRead,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading, ReadError> {
    let options = assembler.options();
    let mut beginning = Vec::new();
    source.by_ref().take(BEGINNING).read_to_end(&mut beginning)?;
    let line_feeds = LineFeeds::needed_for(&beginning);
    line_feeds.put(&mut beginning);
    let is_whole = (beginning.len() as u64) < BEGINNING;
    check_text(&beginning)?;
    let lines = LineRewrite::of(&beginning, is_whole, is_known_name);
    let separated = lines.as_ref().map(|lines| lines.separate(&beginning));
    let table = TableStart::of(separated.as_deref().unwrap_or(&beginning), is_whole).map_err(format_error)?;
    let mut columns = Columns::of(&table, options, assembler)?;
    // A buffer of its own: what stands before it is asked for a block at a time, not for each row.
    let text = BufReader::with_capacity(BLOCK, line_feeds.in_text(Cursor::new(beginning).chain(source)));
    let text = match lines {
        None => TableText::AsItStands(text),
        Some(lines) => {
            columns.reading.delimiter = lines.delimiter().or(columns.reading.delimiter);
            TableText::Separated(BufReader::with_capacity(BLOCK, SeparatedText::new(text, lines)))
        }
    };
    let mut reader = CountingReader::new(text, progress);
    reader.skip_bom()?;
    let split = Split { delimiter: table.delimiter, max_bytes: options.max_row_bytes };
    let (mut header, mut record) = (split.records(), Record::default());
    for _ in 0..=table.preamble + table.further_header_rows {
        if header.next(&mut reader, &mut record)? == Found::TooLarge {
            return Err(format_error(message!["file-long-header", max = options.max_row_bytes]));
        }
    }
    let mut blocks = RowBlocks::new(reader);
    let known = assembler.column_map().clone();
    let listing = SharedListing::new(assembler.listing());
    let blank = columns.apart();
    in_blocks(
        if assembler.is_apart_possible() { threads() } else { 1 },
        || split.next(&mut blocks),
        |rows| {
            let mut columns = blank.apart();
            let mut apart = Assembler::recording(options, Nobody, &known, listing.get());
            split.take(rows, &mut columns, &mut apart).map(|()| (apart.into_recorded(), columns))
        },
        |rows, read| {
            let is_taken = match read.transpose()? {
                Some((recorded, counts)) if assembler.take_recorded(&recorded)? => {
                    columns.add(counts);
                    true
                }
                Some(_) | None => false,
            };
            if !is_taken {
                split.take(&rows, &mut columns, assembler)?;
            }
            listing.set(assembler.listing());
            Ok(())
        },
    )?;
    blocks.report();
    let reading = columns.finish();
    match reading.nothing_readable() {
        Some(fault) => Err(format_error(fault)),
        None => Ok(reading),
    }
}

/// The text of a table.
enum TableText<R: Read> {
    AsItStands(BufReader<R>),
    Separated(BufReader<SeparatedText<BufReader<R>>>),
}

impl<R: Read> Read for TableText<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::AsItStands(text) => text.read(into),
            Self::Separated(text) => text.read(into),
        }
    }
}

impl<R: Read> BufRead for TableText<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::AsItStands(text) => text.fill_buf(),
            Self::Separated(text) => text.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        match self {
            Self::AsItStands(text) => text.consume(count),
            Self::Separated(text) => text.consume(count),
        }
    }
}

/// How a text is split into records.
#[derive(Clone, Copy)]
struct Split {
    delimiter: u8,
    max_bytes: usize,
}

/// Rows that are not split yet, or a long one that is.
enum RowBlock {
    Text(Vec<u8>),
    Record(Found, Record),
}

impl Split {
    fn records(self) -> Records {
        Records::new(self.delimiter, self.max_bytes)
    }

    fn next(self, blocks: &mut RowBlocks<'_, impl BufRead>) -> Result<Option<RowBlock>, ReadError> {
        Ok(match blocks.next(|bytes| last_record_end(bytes, self.delimiter))? {
            None => None,
            Some(Cut::Rows(text)) => Some(RowBlock::Text(text)),
            Some(Cut::LongRow) => {
                let mut record = Record::default();
                let found = blocks.read_on(|reader| self.records().next(reader, &mut record))?;
                Some(RowBlock::Record(found, record))
            }
        })
    }

    /// Takes row after row into `assembler`.
    fn take(
        self,
        rows: &RowBlock,
        columns: &mut Columns<'_>,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) -> Result<(), ReadError> {
        let text = match rows {
            RowBlock::Text(text) => text,
            RowBlock::Record(found, record) => return take_record(*found, record, columns, assembler),
        };
        let (mut records, mut record) = (self.records(), Record::default());
        let mut plain = PlainRecords::new(text, &records);
        let mut no_progress = |_| ();
        loop {
            while let Some(cells) = plain.next() {
                take_cells(cells, columns, assembler)?;
            }
            let mut rest = plain.rest();
            let found = records.next(&mut CountingReader::new(&mut rest, &mut no_progress), &mut record)?;
            plain.go_on(rest.len());
            if found == Found::End {
                return Ok(());
            }
            take_record(found, &record, columns, assembler)?;
        }
    }
}

fn take_cells(
    cells: Cells<'_>,
    columns: &mut Columns<'_>,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<(), ReadError> {
    if !columns.leaves_out(cells.clone()) {
        assembler.begin_row()?;
        columns.take(cells, assembler);
    }
    Ok(())
}

fn take_record(
    found: Found,
    record: &Record,
    columns: &mut Columns<'_>,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<(), ReadError> {
    match found {
        Found::End => {}
        Found::Record => take_cells(record.cells(), columns, assembler)?,
        Found::TooLarge | Found::Unclosed | Found::AfterQuote => {
            assembler.begin_row()?;
            reject(found, record, assembler);
            if found == Found::Unclosed {
                reject_swallowed(record.further_lines(), assembler)?;
            }
        }
    }
    Ok(())
}

/// Rejects what is surely no text of the encoding that is read.
fn check_text(beginning: &[u8]) -> Result<(), ReadError> {
    match beginning {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => Err(format_error(message!["file-utf16"])),
        [0x1F, 0x8B, ..] => Err(format_error(message!["file-compressed"])),
        _ => Ok(()),
    }
}

/// Rejects the lines that a quote which never closes has swallowed, each as a row of its own.
fn reject_swallowed(lines: usize, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<(), ReadError> {
    for _ in 0..lines {
        assembler.begin_row()?;
        assembler.reject_row(RejectCode::Syntax, String::new().into(), message!["accepts-outside-quotes"]);
    }
    Ok(())
}

/// Rejects what could not be split into cells.
fn reject(found: Found, record: &Record, assembler: &mut Assembler<'_, impl ProfileSink>) {
    let (code, accepted) = match found {
        Found::End | Found::Record => return,
        Found::TooLarge => {
            let max = assembler.options().max_row_bytes;
            (RejectCode::TooLarge, message!["accepts-row-bytes-quoted", max = max])
        }
        Found::Unclosed => (RejectCode::Syntax, message!["accepts-closing-quote"]),
        Found::AfterQuote => (RejectCode::Syntax, message!["accepts-after-quote"]),
    };
    assembler.reject_row(code, excerpt_bytes(record.raw()).into(), accepted);
}

impl<'m> Columns<'m> {
    /// What the columns of `table` stand for, with their places in the assembler.
    fn of(
        table: &TableStart,
        options: &'m ReadOptions,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) -> Result<Self, ReadError> {
        let mapping = options.mapping.as_ref();
        if mapping.is_none() {
            check_header(table)?;
        }
        let takes_cells = options.takes_cells || options.role == Role::Panel && cell_size_column(table).is_some();
        if let Some(column) = table_of_groups(table).filter(|_| !takes_cells) {
            return Err(format_error(options.role.groups_fault(&column)));
        }
        if mapping.is_none()
            && let Some(fault) = table_of_things(table)
        {
            return Err(format_error(fault));
        }
        let plan = TablePlan::of(table, options).map_err(format_error)?;
        if mapping.is_none()
            && plan.columns.len() == 1
            && table.cells(0).next().is_some()
            && !plan.columns[0].gives_a_field()
        {
            let name = excerpt(&plan.columns[0].reading.name);
            return Err(format_error(message!["file-one-column", name = name]));
        }
        let id = plan.columns.iter().position(|column| column.reading.field.as_deref() == Some("id"));
        let has_ids = id.is_some_and(|id| table.is_filled(id));
        let numbered = id.filter(|id| has_ids && are_nearly_all_numbers(table.cells(*id)));
        let (columns, constants) = plan.open(table, assembler).map_err(format_error)?;
        let targets = columns.iter().map(|column| &column.target).chain(constants.iter().map(|(target, _)| target));
        let paths = targets.flat_map(|target| target.paths()).collect();
        let mapped = table.names.iter().map(|name| mapping.and_then(|mapping| mapping.column(name)));
        let columns = columns.into_iter().zip(mapped).collect();
        if let Some(writer) = assembler.writer()
            && !writer.set_columns(paths)
        {
            return Err(format_error(message!["file-other-columns"]));
        }
        let reading = Reading {
            delimiter: Some(char::from(table.delimiter)),
            title_rows: if table.has_title { table.preamble as u64 } else { 0 },
            further_header_rows: table.further_header_rows as u64,
            ..Reading::default()
        };
        let header = table.names.as_slice().into();
        Ok(Self { columns, constants, reading, has_ids, header, numbered, buffer: String::new() })
    }

    /// Counts a row that holds no person; false for one that does.
    fn leaves_out(&mut self, cells: Cells<'_>) -> bool {
        if self.repeats_header(cells.clone()) {
            self.reading.further_header_rows += 1;
            return true;
        }
        if self.is_below_table(cells.clone()) {
            self.reading.summary_rows += 1;
            return true;
        }
        // A cell that is no text is something; the row is rejected for it.
        match no_person(cells.map(|cell| cell.unwrap_or("?"))) {
            Some(NoPerson::Blank) if self.has_ids => self.reading.blank_rows += 1,
            Some(NoPerson::Summary) => self.reading.summary_rows += 1,
            Some(NoPerson::Blank) | None => return false,
        }
        true
    }

    /// Whether a row holds the names of the columns once more: tables were put one behind the other, or printed on pages.
    fn repeats_header(&self, mut cells: Cells<'_>) -> bool {
        let is_name = |name: &String| {
            let cell = cells.next().and_then(Result::ok);
            cell.is_some_and(|cell| cell.trim_start_matches('\u{feff}').trim() == name)
        };
        self.header.len() > 1 && self.header.iter().all(is_name)
    }

    /// Whether a row among people with numbers is none of them: a remark or another table with a text in place of the number
    /// and half of its cells empty, or a sum or mean alone below its column.
    fn is_below_table(&self, cells: Cells<'_>) -> bool {
        let Some(numbered) = self.numbered.filter(|_| self.header.len() > 2) else { return false };
        let Some(Ok(id)) = cells.clone().nth(numbered) else { return false };
        let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number || cells.len() < self.header.len() {
            return false;
        }
        let filled = cells.filter(|cell| !cell.is_ok_and(str::is_empty)).count();
        if id.is_empty() { filled == 1 } else { 2 * filled <= self.header.len() }
    }

    /// Takes the cells of one row; empty ones beyond those of the header do not count.
    fn take(&mut self, cells: Cells<'_>, assembler: &mut Assembler<'_, impl ProfileSink>) {
        let Self { columns, constants, buffer, .. } = self;
        let (named, count) = (columns.len(), cells.len());
        let is_nothing = |cell: Result<&str, &[u8]>| cell.is_ok_and(str::is_empty);
        if count < named || count > named && !cells.clone().skip(named).all(is_nothing) {
            let received = message!["received-cells", cells = count];
            return assembler.reject_row(RejectCode::Syntax, received, message!["accepts-cells", cells = named]);
        }
        for (cell, (column, mapped)) in cells.zip(columns) {
            let cell = match cell {
                Ok(cell) => cell,
                Err(bytes) => {
                    let received = excerpt_bytes(bytes).into();
                    return assembler.reject_row(RejectCode::Syntax, received, message!["accepts-utf8-file"]);
                }
            };
            column.inspect(cell);
            match mapped {
                None => column.take(cell, assembler),
                Some(mapped) => match mapped.value(cell, buffer) {
                    Ok(Value::Cell(cell)) => column.take(cell, assembler),
                    Ok(value) => column.target.take_replaced(value, cell, &mut column.counts, assembler),
                    Err(fault) => {
                        column.counts.filled += 1;
                        column.counts.unreadable(cell, &fault);
                    }
                },
            }
        }
        for (target, constant) in constants {
            target.set_constant(constant, assembler);
        }
        assembler.finish_row();
    }

    /// The same columns for rows that are read apart from those before them: nothing is counted yet.
    fn apart(&self) -> Self {
        Self {
            columns: self.columns.iter().map(|(column, mapped)| (column.apart(), *mapped)).collect(),
            constants: self.constants.clone(),
            reading: Reading::default(),
            has_ids: self.has_ids,
            header: Arc::clone(&self.header),
            numbered: self.numbered,
            buffer: String::new(),
        }
    }

    /// Adds what was counted apart of later rows.
    fn add(&mut self, later: Self) {
        self.reading.blank_rows += later.reading.blank_rows;
        self.reading.summary_rows += later.reading.summary_rows;
        self.reading.further_header_rows += later.reading.further_header_rows;
        for ((column, _), (later, _)) in self.columns.iter_mut().zip(later.columns) {
            column.add(later);
        }
    }

    fn finish(self) -> Reading {
        let mut reading = self.reading;
        reading.columns.extend(self.columns.into_iter().map(|(column, _)| column.finish()));
        reading
    }
}

/// Whether ids are numbers; a few at the end of the table may be remarks.
fn are_nearly_all_numbers<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> bool {
    let numbers = cells.clone().filter(|cell| cell.bytes().all(|byte| byte.is_ascii_digit())).count();
    numbers * 20 >= cells.count() * 19
}

fn format_error(detail: Message) -> ReadError {
    ReadError::Format { expected: EXPECTED, detail }
}

/// Rejects names that can't be those of columns.
fn check_header(table: &TableStart) -> Result<(), ReadError> {
    if let Some(fault) = header_fault(&table.names) {
        return Err(format_error(fault));
    }
    let position = table.names.iter().position(|name| name.chars().any(char::is_control));
    match position {
        Some(at) => {
            let name = excerpt(&table.names[at]);
            Err(format_error(message!["file-control-characters", at = at + 1, name = name]))
        }
        None => Ok(()),
    }
}
