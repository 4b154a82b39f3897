//! JSON array and NDJSON readers.

use std::io::{self, BufRead};

use super::assemble::Assembler;
use super::blocks::{Cut, RowBlocks, in_blocks, last_line_end, threads};
use super::boundary::Boundary;
use super::counting_reader::{BOM, CountingReader, find};
use super::json_scanner::{JsonScanner, SyntaxError};
use super::recorded::{Nobody, SharedListing};
use super::reject::excerpt_bytes;
use super::schema::{FieldGroup, FreeFormObject, PROFILE, SchemaEntry};
use super::value::Value;
use super::{ProfileSink, ReadError, ReadOptions, RejectCode, StreamOutcome, excerpt};
use crate::message::{Message, message};

/// Reads one JSON object a line.
pub(super) fn read_lines(
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut blocks = RowBlocks::new(CountingReader::new(source, progress));
    let mut is_first = true;
    let mut rows = Rows::new(Assembler::new(options, sink));
    let known = rows.assembler.column_map().clone();
    let listing = SharedListing::new(rows.assembler.listing());
    in_blocks(
        threads(),
        || next_lines(&mut blocks, std::mem::take(&mut is_first), options.max_row_bytes),
        |lines| {
            let mut apart = Rows::new(Assembler::recording(options, Nobody, &known, listing.get()));
            apart.lines(lines).map(|()| apart.assembler.into_recorded())
        },
        |lines, recorded| {
            let is_taken = match recorded {
                Some(recorded) => rows.assembler.take_recorded(&recorded?)?,
                None => false,
            };
            if !is_taken {
                rows.lines(&lines)?;
            }
            listing.set(rows.assembler.listing());
            Ok(())
        },
    )?;
    blocks.report();
    rows.assembler.finish()
}

/// Whole lines.
struct Lines {
    bytes: Vec<u8>,
    /// Whether a byte order mark may stand before them.
    is_first: bool,
    /// Whether it is the beginning of one line that is longer than allowed.
    is_cut_off: bool,
}

fn next_lines(
    blocks: &mut RowBlocks<'_, impl BufRead>,
    is_first: bool,
    max_bytes: usize,
) -> Result<Option<Lines>, ReadError> {
    let (bytes, is_cut_off) = match blocks.next(last_line_end)? {
        None => return Ok(None),
        Some(Cut::Rows(bytes)) => (bytes, false),
        Some(Cut::LongRow) => blocks.read_on(|reader| long_line(reader, max_bytes))?,
    };
    Ok(Some(Lines { bytes, is_first, is_cut_off }))
}

/// The next line, and whether it is longer than `max_bytes` and only its beginning.
fn long_line(reader: &mut CountingReader<'_, impl BufRead>, max_bytes: usize) -> io::Result<(Vec<u8>, bool)> {
    let (mut line, mut length) = (Vec::new(), 0);
    loop {
        let bytes = reader.peek()?;
        let end = find(b'\n', bytes);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        line.extend_from_slice(&part[..part.len().min(max_bytes.saturating_sub(line.len()))]);
        length += part.len();
        let (is_last, used) = (bytes.is_empty() || end.is_some(), part.len() + usize::from(end.is_some()));
        reader.consume(used);
        if is_last {
            return Ok((line, length > max_bytes));
        }
    }
}

/// How an element of the array ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Comma,
    Bracket,
    /// With the source, which is too early.
    Source,
}

/// Elements of the array, cut off its text.
enum Elements {
    /// Whole ones, and where the comma after each is.
    Whole(Vec<u8>, Vec<usize>),
    /// One that is longer than a block.
    Long(Element),
}

/// One element as it was read.
struct Element {
    /// Its text, of one that is longer than allowed the beginning.
    text: Vec<u8>,
    length: usize,
    /// Whether it could end where it does.
    is_complete: bool,
    ending: Ending,
}

/// Reads one JSON array of objects.
pub(super) fn read_array(
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut reader = CountingReader::new(source, progress);
    let mut rows = Rows::new(Assembler::new(options, sink));
    reader.skip_bom()?;
    open_array(&mut reader)?;
    let mut ending = Ending::Comma;
    if reader.skip_space()? == Some(b']') {
        reader.consume(1);
        ending = Ending::Bracket;
    }
    let mut blocks = RowBlocks::new(reader);
    let known = rows.assembler.column_map().clone();
    let listing = SharedListing::new(rows.assembler.listing());
    in_blocks(
        threads(),
        || next_elements(&mut blocks, &mut ending, options.max_row_bytes),
        |elements| {
            let mut apart = Rows::new(Assembler::recording(options, Nobody, &known, listing.get()));
            apart.elements(elements).map(|()| apart.assembler.into_recorded())
        },
        |elements, recorded| {
            let is_taken = match recorded {
                Some(recorded) => rows.assembler.take_recorded(&recorded?)?,
                None => false,
            };
            if !is_taken {
                rows.elements(&elements)?;
            }
            listing.set(rows.assembler.listing());
            Ok(())
        },
    )?;
    blocks.read_on(|reader| rows.last_elements(reader, ending))?;
    blocks.report();
    rows.assembler.finish()
}

/// The next elements, as long as whole ones fill a block; `ending` says how the last of them ended.
fn next_elements(
    blocks: &mut RowBlocks<'_, impl BufRead>,
    ending: &mut Ending,
    max_bytes: usize,
) -> Result<Option<Elements>, ReadError> {
    if *ending != Ending::Comma {
        return Ok(None);
    }
    let Some(bytes) = blocks.full()? else { return Ok(None) };
    let (commas, is_closed) = element_ends(bytes);
    if let Some(last) = commas.last() {
        return Ok(Some(Elements::Whole(blocks.cut(last + 1), commas)));
    }
    if is_closed {
        return Ok(None);
    }
    let element = blocks.read_on(|reader| read_element(reader, max_bytes))?;
    *ending = element.ending;
    Ok(Some(Elements::Long(element)))
}

/// Where the commas between elements are, and whether the bracket after them is there.
fn element_ends(bytes: &[u8]) -> (Vec<usize>, bool) {
    let (mut commas, mut from) = (Vec::new(), 0);
    while let Some(length) = Boundary::default().advance(&bytes[from..]) {
        let end = from + length;
        if bytes[end] != b',' {
            return (commas, true);
        }
        commas.push(end);
        from = end + 1;
    }
    (commas, false)
}

/// Reads the next element, with the comma or bracket that ends it; of its text at most `max_bytes`.
fn read_element(reader: &mut CountingReader<'_, impl BufRead>, max_bytes: usize) -> io::Result<Element> {
    reader.skip_space()?;
    let (mut boundary, mut text, mut length) = (Boundary::default(), Vec::new(), 0);
    loop {
        let bytes = reader.peek()?;
        let end = boundary.advance(bytes);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        let ending = match end.map(|end| bytes[end]) {
            Some(b',') => Some(Ending::Comma),
            Some(_) => Some(Ending::Bracket),
            None if bytes.is_empty() => Some(Ending::Source),
            None => None,
        };
        text.extend_from_slice(&part[..part.len().min(max_bytes.saturating_sub(text.len()))]);
        length += part.len();
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if let Some(ending) = ending {
            return Ok(Element { text, length, is_complete: boundary.is_outside(), ending });
        }
    }
}

fn open_array<R: BufRead>(reader: &mut CountingReader<'_, R>) -> Result<(), ReadError> {
    let detail = match reader.skip_space()? {
        Some(b'[') => {
            reader.consume(1);
            return Ok(());
        }
        None => message!["file-nothing-array"],
        Some(b'{') => message!["file-object"],
        Some(0xFE | 0xFF) => message!["file-utf16"],
        Some(0x1F) => message!["file-compressed"],
        Some(_) => message!["file-begins", shown = excerpt_bytes(&reader.beginning()?)],
    };
    Err(ReadError::Format { expected: "file-format-json", detail })
}

/// Texts with escapes, unescaped: one of a name and one of its value.
#[derive(Debug, Default)]
struct Unescaped {
    name: String,
    value: String,
}

/// Takes row after row.
struct Rows<'o, S> {
    assembler: Assembler<'o, S>,
    unescaped: Unescaped,
}

impl<'o, S: ProfileSink> Rows<'o, S> {
    fn new(assembler: Assembler<'o, S>) -> Self {
        Self { assembler, unescaped: Unescaped::default() }
    }

    /// Takes line after line.
    fn lines(&mut self, lines: &Lines) -> Result<(), ReadError> {
        let max = self.assembler.options().max_row_bytes;
        let (mut rest, mut is_first) = (lines.bytes.as_slice(), lines.is_first);
        while !rest.is_empty() {
            let end = find(b'\n', rest).unwrap_or(rest.len());
            let mut line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let is_too_large = line.len() > max || lines.is_cut_off;
            if std::mem::take(&mut is_first) {
                line = line.strip_prefix(BOM).unwrap_or(line);
            }
            if is_too_large {
                self.too_large(line)?;
            } else if !line.iter().all(u8::is_ascii_whitespace) {
                self.row(line)?;
            }
        }
        Ok(())
    }

    /// Takes elements that were cut off.
    fn elements(&mut self, elements: &Elements) -> Result<(), ReadError> {
        let (bytes, commas) = match elements {
            Elements::Long(element) => return self.element(element),
            Elements::Whole(bytes, commas) => (bytes, commas),
        };
        let max = self.assembler.options().max_row_bytes;
        let mut from = 0;
        for comma in commas {
            let element = bytes[from..*comma].trim_ascii_start();
            if element.len() > max {
                self.too_large(&element[..max])?
            } else {
                self.row(element)?
            }
            from = comma + 1;
        }
        Ok(())
    }

    /// Takes the elements that were not cut off, and looks at what follows the array; `ending` is that of the last before.
    fn last_elements(
        &mut self,
        reader: &mut CountingReader<'_, impl BufRead>,
        mut ending: Ending,
    ) -> Result<(), ReadError> {
        while ending == Ending::Comma {
            let element = read_element(reader, self.assembler.options().max_row_bytes)?;
            self.element(&element)?;
            ending = element.ending;
        }
        if ending == Ending::Bracket && reader.skip_space()?.is_some() {
            let rest = excerpt_bytes(&reader.beginning()?);
            self.assembler.reject_end(rest.into(), "accepts-array-end");
        }
        Ok(())
    }

    /// Takes one element, after which the source may end without closing the array.
    fn element(&mut self, element: &Element) -> Result<(), ReadError> {
        let is_last = element.ending == Ending::Source;
        if is_last && element.length == 0 {
            self.assembler.reject_end(message!["received-end"], "accepts-array-row");
            return Ok(());
        }
        if element.length > self.assembler.options().max_row_bytes {
            return self.too_large(&element.text);
        }
        if is_last && !element.is_complete {
            self.assembler.begin_row()?;
            let accepted = message!["accepts-array-whole-row"];
            self.assembler.reject_row(RejectCode::Syntax, excerpt_bytes(&element.text).into(), accepted);
            return Ok(());
        }
        self.row(&element.text)?;
        if is_last {
            self.assembler.reject_end(message!["received-end"], "accepts-array-comma");
        }
        Ok(())
    }

    fn too_large(&mut self, beginning: &[u8]) -> Result<(), ReadError> {
        self.assembler.begin_row()?;
        let accepted = message!["accepts-row-bytes", max = self.assembler.options().max_row_bytes];
        let received = excerpt_bytes(beginning).into();
        self.assembler.reject_row(RejectCode::TooLarge, received, accepted);
        Ok(())
    }

    /// Takes the text of one row.
    fn row(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.assembler.begin_row()?;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let received = excerpt_bytes(&bytes[error.valid_up_to()..]).into();
                self.assembler.reject_row(RejectCode::Syntax, received, message!["accepts-utf8"]);
                return Ok(());
            }
        };
        let mut scanner = JsonScanner::new(text);
        if scanner.peek() != Some(b'{') {
            self.reject_other(text);
            return Ok(());
        }
        let read =
            object(&mut scanner, &PROFILE, &mut self.assembler, &mut self.unescaped).and_then(|()| scanner.end());
        match read {
            Ok(()) => self.assembler.finish_row(),
            Err(error) => self.reject_syntax_error(text, error),
        }
        Ok(())
    }

    /// Rejects a row that is no object.
    fn reject_other(&mut self, text: &str) {
        let mut scanner = JsonScanner::new(text);
        if scanner.peek().is_none() {
            let accepted = message!["accepts-array-object"];
            return self.assembler.reject_row(RejectCode::Syntax, message!["received-nothing"], accepted);
        }
        match scanner.value(&mut self.unescaped.value).map(Value::received) {
            Ok(received) if scanner.end() == Ok(()) => {
                let accepted = match text.trim_start().starts_with('[') {
                    true => message!["accepts-object-no-array"],
                    false => message!["accepts-object"],
                };
                self.assembler.reject_row(RejectCode::WrongType, received.into(), accepted);
            }
            Ok(_) => self.assembler.reject_row(RejectCode::Syntax, excerpt(text).into(), message!["accepts-object"]),
            Err(error) => self.reject_syntax_error(text, error),
        }
    }

    fn reject_syntax_error(&mut self, text: &str, error: SyntaxError) {
        let rest = text.get(error.at..).unwrap_or_default();
        let received = if rest.is_empty() { message!["received-row-end"] } else { excerpt(rest).into() };
        let accepted =
            message!["accepts-at-byte-of-row", at = error.at + 1].saying("accepted", Message::new(error.expected));
        self.assembler.reject_row(error.code, received, accepted);
    }
}

/// Takes an object of fixed fields, and those within it.
fn object(
    scanner: &mut JsonScanner<'_>,
    group: &'static FieldGroup,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    unescaped: &mut Unescaped,
) -> Result<(), SyntaxError> {
    assembler.open_group(group);
    scanner.take(b'{');
    if scanner.take(b'}') {
        return Ok(());
    }
    loop {
        let name = scanner.string(&mut unescaped.name)?;
        scanner.colon()?;
        match group.entry(name) {
            Some(SchemaEntry::Field(spec)) => assembler.set(spec, scanner.value(&mut unescaped.value)?),
            Some(SchemaEntry::Group(inner)) if scanner.peek() == Some(b'{') => {
                object(scanner, inner, assembler, unescaped)?
            }
            Some(SchemaEntry::FreeForm(object)) if scanner.peek() == Some(b'{') => {
                free_form_object(scanner, object, assembler, unescaped)?
            }
            Some(SchemaEntry::Group(inner)) => {
                assembler.open_group(inner);
                assembler.set_in_place_of_object(inner.path(), scanner.value(&mut unescaped.value)?);
            }
            Some(SchemaEntry::FreeForm(object)) => {
                assembler.open(object);
                assembler.set_in_place_of_object(object.name(), scanner.value(&mut unescaped.value)?);
            }
            None => assembler.unknown(group, name, scanner.value(&mut unescaped.value)?),
        }
        if !scanner.comma_or(b'}')? {
            return Ok(());
        }
    }
}

/// Takes the object of channels or attributes.
fn free_form_object(
    scanner: &mut JsonScanner<'_>,
    object: FreeFormObject,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    unescaped: &mut Unescaped,
) -> Result<(), SyntaxError> {
    assembler.open(object);
    scanner.take(b'{');
    if scanner.take(b'}') {
        return Ok(());
    }
    loop {
        let name = scanner.string(&mut unescaped.name)?;
        scanner.colon()?;
        assembler.set_free_form(object, name, scanner.value(&mut unescaped.value)?);
        if !scanner.comma_or(b'}')? {
            return Ok(());
        }
    }
}
