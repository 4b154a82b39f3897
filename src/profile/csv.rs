//! CSV reader: dotted headers are fields of the contract, all others attributes.

use std::collections::HashSet;
use std::io::BufRead;

use super::assemble::Assembler;
use super::feed::{BOM, Feed};
use super::names::{Known, Open, known_by_path};
use super::record::{Found, Record, Records};
use super::reject::shown_bytes;
use super::value::Value;
use super::{ReadError, ReadOptions, Reading, RejectCode, shown};

const EXPECTED: &str = "CSV with a header";
const AS_UTF8: &str = "UTF-8 text; save the file as UTF-8 (in Excel: \"CSV UTF-8\")";

/// Where the cells of one column go.
#[derive(Debug)]
enum Target {
    Known(&'static Known),
    Open { open: Open, place: u32, name: Box<str> },
}

/// Reads CSV.
pub(super) fn read_csv(
    source: impl BufRead,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading, ReadError> {
    let mut feed = Feed::new(source, progress);
    feed.skip_bom()?;
    let header = header_bytes(&mut feed, options.max_row_bytes)?;
    let (delimiter, names) = header_names(&header)?;
    let mut assembler = Assembler::new(options);
    let targets = targets(&names, &mut assembler)?;
    let records = Records::new(delimiter, options.max_row_bytes);
    let mut record = Record::default();
    loop {
        let found = records.next(&mut feed, &mut record)?;
        if found == Found::End {
            break;
        }
        assembler.begin_row()?;
        take(found, &record, &targets, &mut assembler);
        if found == Found::Unclosed {
            refuse_swallowed(record.further_lines(), &mut assembler)?;
        }
    }
    feed.report();
    Ok(assembler.finish())
}

/// Refuses the lines that a quote which never closes has swallowed, each as a row of its own.
fn refuse_swallowed(lines: usize, assembler: &mut Assembler<'_>) -> Result<(), ReadError> {
    for _ in 0..lines {
        assembler.begin_row()?;
        let accepted = "a row outside of quotes; a quote opened before this row never closes";
        assembler.refuse_row(RejectCode::Syntax, String::new(), accepted);
    }
    Ok(())
}

fn take(found: Found, record: &Record, targets: &[Target], assembler: &mut Assembler<'_>) {
    let shown_record = || shown(&record.beginning());
    match found {
        Found::End => {}
        Found::TooLarge => {
            let accepted =
                format!("a row of at most {} bytes; is a quote never closed?", assembler.options().max_row_bytes);
            assembler.refuse_row(RejectCode::TooLarge, shown_record(), accepted);
        }
        Found::Unclosed => {
            let accepted = "a closing quote; the row reaches to the end of the source without it";
            assembler.refuse_row(RejectCode::Syntax, shown_record(), accepted);
        }
        Found::AfterQuote => {
            let accepted = "nothing between a closing quote and the end of its cell; a quote within quotes is doubled";
            assembler.refuse_row(RejectCode::Syntax, shown_record(), accepted);
        }
        Found::Record if record.len() != targets.len() => {
            let accepted = format!("{} cells, as many as the header has", targets.len());
            assembler.refuse_row(RejectCode::Syntax, format!("{} cells", record.len()), accepted);
        }
        Found::Record => take_cells(record, targets, assembler),
    }
}

fn take_cells(record: &Record, targets: &[Target], assembler: &mut Assembler<'_>) {
    for (cell, target) in record.cells().zip(targets) {
        let cell = match cell {
            Ok(cell) => Value::Cell(cell),
            Err(bytes) => {
                return assembler.refuse_row(RejectCode::Syntax, shown_bytes(bytes), AS_UTF8);
            }
        };
        match target {
            Target::Known(known) => assembler.set(known, cell),
            Target::Open { open, place, name } => assembler.set_place(*open, *place, name, cell),
        }
    }
    assembler.finish_row();
}

fn format_error(detail: impl Into<String>) -> ReadError {
    ReadError::Format { expected: EXPECTED, detail: detail.into() }
}

/// The first line that is not blank, with the line breaks within its quotes.
fn header_bytes<R: BufRead>(feed: &mut Feed<'_, R>, max_bytes: usize) -> Result<Vec<u8>, ReadError> {
    let mut header = Vec::new();
    match feed.skip_space()? {
        None => return Err(format_error("there is nothing; the first line names the columns")),
        Some(0xFE | 0xFF) => return Err(format_error("it looks like UTF-16; save it as UTF-8")),
        Some(0x1F) => return Err(format_error("it looks like a compressed file; unpack it first")),
        Some(_) => {}
    }
    loop {
        let bytes = feed.peek()?;
        if bytes.is_empty() {
            return Ok(header);
        }
        let used = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
        let ends = bytes[used - 1] == b'\n';
        header.extend_from_slice(&bytes[..used]);
        feed.consume(used);
        if header.len() > max_bytes {
            return Err(format_error(format!("the first line is longer than {max_bytes} bytes")));
        }
        if ends && header.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            return Ok(header);
        }
    }
}

/// The delimiter that yields most columns, and their names.
fn header_names(header: &[u8]) -> Result<(u8, Vec<String>), ReadError> {
    let header = header.strip_prefix(BOM).unwrap_or(header);
    let mut best = (b',', Found::End, Record::default());
    let mut most = 0;
    for delimiter in [b',', b';', b'\t'] {
        let mut ignored = |_| ();
        let mut record = Record::default();
        let found = Records::new(delimiter, usize::MAX).next(&mut Feed::new(header, &mut ignored), &mut record)?;
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
        Err(name) => Err(format_error(format!("the header {} is not {AS_UTF8}", shown_bytes(name)))),
    }
}

/// What each header stands for.
fn targets(names: &[String], assembler: &mut Assembler<'_>) -> Result<Vec<Target>, ReadError> {
    let mut seen = HashSet::new();
    let mut targets = Vec::with_capacity(names.len());
    for (position, name) in (1..).zip(names) {
        if name.is_empty() {
            return Err(format_error(format!("column {position} has no name")));
        }
        if name.chars().any(char::is_control) {
            return Err(format_error(format!("the name of column {position} has control characters: {}", shown(name))));
        }
        let known = known_by_path(name);
        let (open, own) = match (name.strip_prefix("channels."), name.strip_prefix("attributes.")) {
            (Some(id), _) => (Open::Channel, id),
            (_, Some(own)) => (Open::Attribute, own),
            (None, None) => (Open::Attribute, name.as_str()),
        };
        let own_or_known = known.map_or(own, |known| known.path);
        if !seen.insert((known.is_some(), open, own_or_known)) {
            return Err(format_error(format!("column {position} has a name that came before: {}", shown(name))));
        }
        targets.push(match known {
            Some(known) => Target::Known(known),
            None => {
                let place = assembler.places().open(open, own).map_err(|refusal| {
                    format_error(format!("column {position} is named {}; accepted: {}", shown(name), refusal.accepted))
                })?;
                Target::Open { open, place, name: own.into() }
            }
        });
    }
    assembler.places().keep();
    Ok(targets)
}
