//! CSV reader: dotted headers are fields of the contract, all others attributes, unless a mapping says otherwise.

use std::collections::HashSet;
use std::io::BufRead;

use super::assemble::Assembler;
use super::counting_reader::{BOM, CountingReader, find};
use super::csv_records::{Found, Record, Records};
use super::mapping::{Column, Mapping};
use super::reject::excerpt_bytes;
use super::schema::{FieldPath, FieldSpec, FreeFormObject, field_by_path, header_path};
use super::value::Value;
use super::{ProfileSink, ReadError, ReadOptions, RejectCode, StreamOutcome, excerpt};

const EXPECTED: &str = "CSV with a header";
/// Delimiters, in order of preference.
const DELIMITERS: [u8; 4] = *b",;\t|";
const AS_UTF8: &str = "UTF-8 text; save the file as UTF-8 (in Excel: \"CSV UTF-8\")";

/// Where the cells of one column go.
#[derive(Debug)]
enum Target {
    Fixed(&'static FieldSpec),
    FreeForm {
        object: FreeFormObject,
        slot: u32,
        name: Box<str>,
    },
    /// Nowhere: the column has no name, or the mapping does not name it.
    Dropped,
}

impl Target {
    fn path(&self) -> Option<FieldPath> {
        match self {
            Target::Fixed(spec) => Some(FieldPath::Fixed(spec.path)),
            Target::FreeForm { object, name, .. } => Some(FieldPath::FreeForm(*object, name.clone())),
            Target::Dropped => None,
        }
    }

    fn take(&self, value: Value<'_>, assembler: &mut Assembler<'_, impl ProfileSink>) {
        match self {
            Target::Fixed(spec) => assembler.set(spec, value),
            Target::FreeForm { object, slot, name } => assembler.set_column(*object, *slot, name, value),
            Target::Dropped => {}
        }
    }
}

/// The columns of one source, and what a mapping adds to every row.
#[derive(Debug)]
struct Columns<'m> {
    targets: Vec<(Target, Option<&'m Column>)>,
    constants: Vec<(Target, &'m str)>,
    /// Names of the columns that the mapping leaves out.
    unmapped: Vec<String>,
    /// Positions of the columns without a name.
    unnamed: Vec<u64>,
}

impl Columns<'_> {
    /// Sentences on the columns left out.
    fn notes(&self) -> Vec<String> {
        let names: Vec<String> = self.unmapped.iter().map(|name| excerpt(name)).collect();
        let unmapped = (!names.is_empty())
            .then(|| format!("columns that the mapping does not name were left out: {}", names.join(", ")));
        let unnamed = self.unnamed.iter().map(|position| {
            format!("column {position} has no name and was left out; to use it, name it in the header")
        });
        unmapped.into_iter().chain(unnamed).collect()
    }
}

/// Reads CSV.
pub(super) fn read_csv(
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut assembler = Assembler::new(options, sink);
    let notes = read_into(source, &mut assembler, progress)?;
    Ok(StreamOutcome { notes, ..assembler.finish()? })
}

/// Reads one source into rows of `assembler`; returns notes on the columns left out.
pub(super) fn read_into(
    source: impl BufRead,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<String>, ReadError> {
    let options = assembler.options();
    let mut reader = CountingReader::new(source, progress);
    reader.skip_bom()?;
    let mut header = header_bytes(&mut reader, options.max_row_bytes)?;
    let declared = declared_delimiter(&header);
    if declared.is_some() {
        header = header_bytes(&mut reader, options.max_row_bytes)?;
    }
    let (delimiter, names) = header_names(&header, declared)?;
    let columns = columns(&names, options.mapping.as_ref(), assembler)?;
    let paths = columns.targets.iter().filter_map(|(target, _)| target.path());
    let paths = paths.chain(columns.constants.iter().filter_map(|(target, _)| target.path())).collect();
    if let Some(writer) = assembler.writer()
        && !writer.set_columns(paths)
    {
        return Err(format_error(
            "it has other columns than the file before; write NDJSON, which needs no common header",
        ));
    }
    let mut records = Records::new(delimiter, options.max_row_bytes);
    let mut record = Record::default();
    let mut buffer = String::new();
    loop {
        let found = records.next(&mut reader, &mut record)?;
        if found == Found::End {
            break;
        }
        assembler.begin_row()?;
        take(found, &record, &columns, assembler, &mut buffer);
        if found == Found::Unclosed {
            reject_swallowed(record.further_lines(), assembler)?;
        }
    }
    reader.report();
    Ok(columns.notes())
}

/// Rejects the lines that a quote which never closes has swallowed, each as a row of its own.
fn reject_swallowed(lines: usize, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<(), ReadError> {
    for _ in 0..lines {
        assembler.begin_row()?;
        let accepted = "a row outside of quotes; a quote opened before this row never closes";
        assembler.reject_row(RejectCode::Syntax, String::new(), accepted);
    }
    Ok(())
}

fn take(
    found: Found,
    record: &Record,
    columns: &Columns<'_>,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    buffer: &mut String,
) {
    let shown_record = || excerpt_bytes(record.raw());
    match found {
        Found::End => {}
        Found::TooLarge => {
            let accepted =
                format!("a row of at most {} bytes; is a quote never closed?", assembler.options().max_row_bytes);
            assembler.reject_row(RejectCode::TooLarge, shown_record(), accepted);
        }
        Found::Unclosed => {
            let accepted = "a closing quote; the row reaches to the end of the source without it";
            assembler.reject_row(RejectCode::Syntax, shown_record(), accepted);
        }
        Found::AfterQuote => {
            let accepted = "nothing between a closing quote and the end of its cell; a quote within quotes is doubled";
            assembler.reject_row(RejectCode::Syntax, shown_record(), accepted);
        }
        Found::Record if record.len() != columns.targets.len() => {
            let accepted = format!("{} cells, as many as the header has", columns.targets.len());
            assembler.reject_row(RejectCode::Syntax, format!("{} cells", record.len()), accepted);
        }
        Found::Record => take_cells(record, columns, assembler, buffer),
    }
}

fn take_cells(
    record: &Record,
    columns: &Columns<'_>,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    buffer: &mut String,
) {
    for (cell, (target, column)) in record.cells().zip(&columns.targets) {
        let cell = match cell {
            Ok(cell) => cell,
            Err(bytes) => {
                return assembler.reject_row(RejectCode::Syntax, excerpt_bytes(bytes), AS_UTF8);
            }
        };
        let Some(column) = column else {
            target.take(Value::Cell(cell), assembler);
            continue;
        };
        match column.value(cell, buffer) {
            Ok(value) => target.take(value, assembler),
            Err(error) => {
                let field = target.path().map_or_else(String::new, |path| path.to_string());
                assembler.fault(field, error, Value::Cell(cell));
            }
        }
    }
    for (target, constant) in &columns.constants {
        target.take(Value::Cell(constant), assembler);
    }
    assembler.finish_row();
}

fn format_error(detail: impl Into<String>) -> ReadError {
    ReadError::Format { expected: EXPECTED, detail: detail.into() }
}

/// The first line that is not blank, with the line breaks within its quotes.
fn header_bytes<R: BufRead>(reader: &mut CountingReader<'_, R>, max_bytes: usize) -> Result<Vec<u8>, ReadError> {
    let mut header = Vec::new();
    loop {
        let bytes = reader.peek()?;
        match bytes.first() {
            None if header.trim_ascii().is_empty() => {
                return Err(format_error("there is nothing; the first line names the columns"));
            }
            None => return Ok(header),
            Some(0xFE | 0xFF) if header.is_empty() => {
                return Err(format_error("it looks like UTF-16; save it as UTF-8"));
            }
            Some(0x1F) if header.is_empty() => {
                return Err(format_error("it looks like a compressed file; unpack it first"));
            }
            Some(_) => {}
        }
        let used = find(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
        let ends = bytes[used - 1] == b'\n';
        header.extend_from_slice(&bytes[..used]);
        reader.consume(used);
        if header.len() > max_bytes {
            return Err(format_error(format!("the first line is longer than {max_bytes} bytes")));
        }
        if ends && header.trim_ascii().is_empty() {
            header.clear();
        } else if ends && header.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            return Ok(header);
        }
    }
}

/// The delimiter that a first line such as `sep=;` declares, as Excel writes and reads it.
fn declared_delimiter(line: &[u8]) -> Option<u8> {
    match *line.trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if DELIMITERS.contains(&delimiter) => Some(delimiter),
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => line.contains(&b'\t').then_some(b'\t'),
        _ => None,
    }
}

/// The delimiter, by default the one that yields most columns, and their names.
fn header_names(header: &[u8], declared: Option<u8>) -> Result<(u8, Vec<String>), ReadError> {
    let header = header.strip_prefix(BOM).unwrap_or(header);
    let mut best = (b',', Found::End, Record::default());
    let mut most = 0;
    for delimiter in DELIMITERS.into_iter().filter(|own| declared.is_none_or(|declared| declared == *own)) {
        let mut ignored = |_| ();
        let mut record = Record::default();
        let found =
            Records::new(delimiter, usize::MAX).next(&mut CountingReader::new(header, &mut ignored), &mut record)?;
        let columns = record.len() + usize::from(found == Found::Unclosed);
        if columns > most {
            most = columns;
            best = (delimiter, found, record);
        }
    }
    let (delimiter, Found::Record, record) = best else {
        return Err(format_error("the quotes of the first line don't match"));
    };
    let names: Result<Vec<String>, _> = record.cells().map(|cell| cell.map(str::to_owned)).collect();
    match names {
        Ok(names) => Ok((delimiter, names)),
        Err(name) => Err(format_error(format!("the header {} is not {AS_UTF8}", excerpt_bytes(name)))),
    }
}

/// What each header stands for, by itself or by `mapping`.
fn columns<'m>(
    names: &[String],
    mapping: Option<&'m Mapping>,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<Columns<'m>, ReadError> {
    if let Some(mapping) = mapping {
        mapping.check_header(names).map_err(format_error)?;
    }
    if mapping.is_none() && names.iter().all(String::is_empty) {
        return Err(format_error("no column has a name; the first line names the columns"));
    }
    let mut seen = HashSet::new();
    let mut columns = Columns {
        targets: Vec::with_capacity(names.len()),
        constants: Vec::new(),
        unmapped: Vec::new(),
        unnamed: Vec::new(),
    };
    for (position, name) in (1..).zip(names) {
        if name.is_empty() && mapping.is_none() {
            // Tools that write a table with its row numbers give them a column without a name.
            columns.unnamed.push(position);
            columns.targets.push((Target::Dropped, None));
            continue;
        }
        if name.chars().any(char::is_control) {
            return Err(format_error(format!(
                "the name of column {position} has control characters: {}",
                excerpt(name)
            )));
        }
        let column = mapping.and_then(|mapping| mapping.column(name));
        let path = match (column, mapping) {
            (Some(column), _) => column.path.clone(),
            (None, None) => header_path(name),
            (None, Some(mapping)) if mapping.keeps_unmapped() && !name.is_empty() => {
                FieldPath::FreeForm(FreeFormObject::Attributes, name.as_str().into())
            }
            (None, Some(_)) => {
                columns.unmapped.push(name.clone());
                columns.targets.push((Target::Dropped, None));
                continue;
            }
        };
        if !seen.insert(path.clone()) {
            return Err(format_error(format!("column {position} has a name that came before: {}", excerpt(name))));
        }
        columns.targets.push((target(path, &format!("column {position}"), assembler)?, column));
    }
    for (path, constant) in mapping.iter().flat_map(|mapping| mapping.constants()) {
        columns.constants.push((target(path.clone(), "a constant", assembler)?, constant));
    }
    assembler.column_map().commit();
    Ok(columns)
}

fn target(path: FieldPath, what: &str, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<Target, ReadError> {
    match path {
        FieldPath::Fixed(path) => Ok(Target::Fixed(field_by_path(path).expect("the path came from there"))),
        FieldPath::FreeForm(object, name) => match assembler.column_map().open(object, &name) {
            Ok(slot) => Ok(Target::FreeForm { object, slot, name }),
            Err(error) => {
                let accepted = error.accepted;
                Err(format_error(format!("{what} is named {}; accepted: {accepted}", excerpt(&name))))
            }
        },
    }
}
