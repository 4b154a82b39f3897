//! Spreadsheets, of which one sheet is written on as CSV.

use std::io::{BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, Dimensions, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use super::super::ReadError;
use super::cells::{push_quoted, written};
use super::merged::Merged;
use super::note::ContainerNote;
use super::refusal::{Refusal, SheetLimit};
use super::scratch::{ContainerLimits, Scratch, rewound};
use crate::message::{Message, message};

/// Most columns of a table, as in Parquet.
const MAX_COLUMNS: u32 = 2_048;
/// Most bytes of the CSV that a sheet becomes.
const MAX_WRITTEN: u64 = 2 << 30;

type Source = BufReader<Box<dyn Scratch>>;

/// A kind of spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BookKind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

impl BookKind {
    fn expected(self) -> &'static str {
        match self {
            Self::Xlsx => "file-format-xlsx",
            Self::Xlsb => "file-format-xlsb",
            Self::Xls => "file-format-xls",
            Self::Ods => "file-format-ods",
        }
    }
}

enum Book {
    Xlsx(Box<Xlsx<Source>>),
    Xlsb(Box<Xlsb<Source>>),
    Xls(Box<Xls<Source>>),
    Ods(Box<Ods<Source>>),
}

/// What a cell's taker says: go on, stop, or why it failed.
type Taken = Result<ControlFlow<()>, ReadError>;

/// Writes the first sheet with a table as CSV, and says which it is.
pub(super) fn as_csv(
    room: Box<dyn Scratch>,
    kind: BookKind,
    limits: &ContainerLimits<'_>,
) -> Result<(Box<dyn Scratch>, Vec<ContainerNote>), ReadError> {
    // What a damaged spreadsheet makes of its reader is the file's fault.
    let read = || {
        let mut book = Book::open(BufReader::new(room), kind)?;
        let (sheet, note) = choose(&mut book, limits.sheet)?;
        let (written, cells) = write(&mut book, &sheet, limits)?;
        let merged = (cells > 0).then_some(ContainerNote::Merged { cells });
        Ok((written, std::iter::once(note).chain(merged).collect()))
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged(kind, message!["file-damaged"])))
}

/// A sheet with the place of its table.
#[derive(Debug, Clone, Default)]
struct Measured {
    name: String,
    first_column: u32,
    last_column: u32,
    /// Rows with a filled cell, and those with several.
    rows: u64,
    wide_rows: u64,
    /// The first row of several filled cells.
    header_row: u32,
}

/// The first sheet with two rows of several cells, else the first with any; hidden ones last.
fn choose(book: &mut Book, wanted: Option<&str>) -> Result<(Measured, ContainerNote), ReadError> {
    let mut sheets: Vec<Sheet> = book.sheets().to_vec();
    sheets.retain(|sheet| sheet.typ == SheetType::WorkSheet);
    let named = wanted.map(|wanted| sheet_of(&sheets, wanted)).transpose()?;
    sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
    let mut looks = Vec::new();
    for sheet in sheets {
        let header = book.header(&sheet.name)?;
        let is_filled = header.is_some();
        looks.push((sheet, header.filter(|header| !header.is_empty()), is_filled));
    }
    looks.retain(|(.., is_filled)| *is_filled);
    let chosen = match &named {
        Some(name) => name.clone(),
        None => {
            let first = looks.iter().find(|(_, header, _)| header.is_some()).or(looks.first());
            let (sheet, header, _) = first.ok_or(Refusal::NoTable)?;
            let is_alike = |(other, of_other, _): &&(Sheet, Option<Vec<String>>, bool)| {
                header.is_some() && of_other == header && other.visible == sheet.visible
            };
            let alike: Vec<String> = looks.iter().filter(is_alike).map(|(other, ..)| other.name.clone()).collect();
            if alike.len() > 1 {
                return Err(Refusal::SameColumns { sheets: alike }.into());
            }
            sheet.name.clone()
        }
    };
    let measured = measure(book, &chosen)?;
    if measured.rows == 0 {
        return Err(Refusal::NoTable.into());
    }
    let others = looks.into_iter().map(|(sheet, ..)| sheet.name).filter(|name| *name != chosen).collect();
    let uncalculated = book.formulas_without_values(&chosen)?;
    let note = ContainerNote::Sheet { name: chosen, others, is_named: named.is_some(), uncalculated };
    Ok((measured, note))
}

/// The sheet of this name, in whatever case, or of this number from 1.
fn sheet_of(sheets: &[Sheet], wanted: &str) -> Result<String, ReadError> {
    let wanted = wanted.trim();
    let by_name = sheets.iter().find(|sheet| sheet.name.trim() == wanted);
    let by_case = || sheets.iter().find(|sheet| sheet.name.trim().to_lowercase() == wanted.to_lowercase());
    let by_number = || sheets.get(wanted.parse::<usize>().ok()?.checked_sub(1)?);
    let found = by_name.or_else(by_case).or_else(by_number);
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| {
        let sheets = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        Refusal::NoSheet { sheet: wanted.to_owned(), sheets }.into()
    })
}

fn measure(book: &mut Book, name: &str) -> Result<Measured, ReadError> {
    let mut measured = Measured { name: name.to_owned(), first_column: u32::MAX, ..Measured::default() };
    let mut current = (u32::MAX, 0);
    book.cells(name, &mut |row, column, _| {
        measured.first_column = measured.first_column.min(column);
        measured.last_column = measured.last_column.max(column);
        current = if current.0 == row { (row, current.1 + 1) } else { (row, 1) };
        measured.rows += u64::from(current.1 == 1);
        if current.1 == 2 {
            measured.wide_rows += 1;
            measured.header_row = if measured.wide_rows == 1 { row } else { measured.header_row };
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if measured.rows > 0 && measured.last_column - measured.first_column >= MAX_COLUMNS {
        return Err(Refusal::TooLargeSheet { limit: SheetLimit::Columns(u64::from(MAX_COLUMNS)) }.into());
    }
    Ok(measured)
}

/// Writes a sheet; an empty line stands for empty rows between others. Also the number of cells that are filled by what is
/// merged.
fn write(
    book: &mut Book,
    sheet: &Measured,
    limits: &ContainerLimits<'_>,
) -> Result<(Box<dyn Scratch>, u64), ReadError> {
    let mut merged = Merged::below(sheet.header_row, book.merged(&sheet.name)?);
    let max = limits.unpacked_bytes.min(MAX_WRITTEN);
    let mut out = BufWriter::new(limits.room()?);
    let mut count = 0;
    let mut last_row: Option<u32> = None;
    let mut end_row = |row: u32, cells: &mut Vec<(u32, String)>| {
        let mut line = String::new();
        if last_row.is_some_and(|last| row > last + 1) {
            line.push('\n');
        }
        last_row = Some(row);
        merged.fill(row, cells);
        let mut next = sheet.first_column;
        for (column, text) in cells.drain(..) {
            (next..column).for_each(|_| line.push(','));
            push_quoted(&mut line, &text);
            next = column;
        }
        (next..sheet.last_column).for_each(|_| line.push(','));
        line.push('\n');
        count += line.len() as u64;
        if count > max {
            return Err(ReadError::TooManyBytes { max });
        }
        out.write_all(line.as_bytes()).map_err(ReadError::Sink)
    };
    let (mut row_at, mut cells) = (0, Vec::new());
    book.cells(&sheet.name, &mut |row, column, text| {
        if row != row_at && !cells.is_empty() {
            end_row(row_at, &mut cells)?;
        }
        row_at = row;
        cells.push((column, text.to_owned()));
        Ok(ControlFlow::Continue(()))
    })?;
    if !cells.is_empty() {
        end_row(row_at, &mut cells)?;
    }
    let room = out.into_inner().map_err(|error| ReadError::Sink(error.into_error()))?;
    Ok((rewound(room)?, merged.filled))
}

impl Book {
    fn open(source: Source, kind: BookKind) -> Result<Self, ReadError> {
        Ok(match kind {
            BookKind::Xlsx => Book::Xlsx(Box::new(Xlsx::new(source)?)),
            BookKind::Xlsb => Book::Xlsb(Box::new(Xlsb::new(source)?)),
            BookKind::Xls => Book::Xls(Box::new(Xls::new(source)?)),
            BookKind::Ods => Book::Ods(Box::new(Ods::new(source)?)),
        })
    }

    fn kind(&self) -> BookKind {
        match self {
            Book::Xlsx(_) => BookKind::Xlsx,
            Book::Xlsb(_) => BookKind::Xlsb,
            Book::Xls(_) => BookKind::Xls,
            Book::Ods(_) => BookKind::Ods,
        }
    }

    fn sheets(&self) -> &[Sheet] {
        match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        }
    }

    /// The first row of several filled cells, where another such row follows: the names of a table. Empty where there is no
    /// table, and `None` where no cell is filled.
    fn header(&mut self, sheet: &str) -> Result<Option<Vec<String>>, ReadError> {
        let mut header: Option<Vec<String>> = None;
        let (mut current, mut cells, mut has_table) = (u32::MAX, Vec::new(), false);
        self.cells(sheet, &mut |row, _, text| {
            if row != current {
                current = row;
                cells = Vec::new();
            }
            cells.push(text.trim().to_owned());
            let first = header.get_or_insert_default();
            if cells.len() < 2 {
                return Ok(ControlFlow::Continue(()));
            }
            if cells.len() == 2 && !first.is_empty() && first[..] != cells[..1] {
                has_table = true;
                return Ok(ControlFlow::Break(()));
            }
            first.clone_from(&cells);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(header.map(|header| if has_table { header } else { Vec::new() }))
    }

    /// The cells of a sheet that are merged. Of xlsb and ods they are not known.
    fn merged(&mut self, sheet: &str) -> Result<Vec<Dimensions>, ReadError> {
        match self {
            Book::Xlsx(book) => Ok(book.merge_cells_by_sheet_name(sheet)?),
            Book::Xls(book) => Ok(book.merge_cells_by_sheet_name(sheet)?),
            Book::Xlsb(_) | Book::Ods(_) => Ok(Vec::new()),
        }
    }

    /// Formulas of a sheet whose value was not kept: programs that write spreadsheets leave the calculation to Excel. Other
    /// kinds of files than xlsx are written by programs that calculate.
    fn formulas_without_values(&mut self, sheet: &str) -> Result<u64, ReadError> {
        let Book::Xlsx(book) = self else { return Ok(0) };
        let mut cells = book.worksheet_cells_reader(sheet)?;
        let mut count = 0;
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            // A text of no letters is a value, too.
            count += u64::from(cell.formula.is_some() && matches!(cell.value, DataRef::Empty));
        }
        Ok(count)
    }

    /// Gives `take` the row, column and text of every filled cell, row by row from left to right.
    fn cells(&mut self, sheet: &str, take: &mut dyn FnMut(u32, u32, &str) -> Taken) -> Result<(), ReadError> {
        let kind = self.kind();
        let mut last: Option<(u32, u32)> = None;
        let mut filled = |row: u32, column: u32, text: String| -> Taken {
            if text.trim().is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            if last.is_some_and(|last| (row, column) <= last) {
                return Err(damaged(kind, message!["file-cells-out-of-order"]));
            }
            last = Some((row, column));
            take(row, column, &text)
        };
        match self {
            Book::Xlsx(book) => {
                let is_1904 = book.has_1904_epoch();
                let mut cells = book.worksheet_cells_reader(sheet)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    if filled(row, column, written(cell.get_value(), is_1904))?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Book::Xlsb(book) => {
                let is_1904 = book.has_1904_epoch();
                let mut cells = book.worksheet_cells_reader(sheet)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    if filled(row, column, written(cell.get_value(), is_1904))?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Book::Xls(book) => {
                let is_1904 = book.has_1904_epoch();
                of_range(&book.worksheet_range(sheet)?, is_1904, &mut filled)
            }
            Book::Ods(book) => of_range(&book.worksheet_range(sheet)?, false, &mut filled),
        }
    }
}

fn of_range(
    range: &Range<Data>,
    is_1904: bool,
    take: &mut dyn FnMut(u32, u32, String) -> Taken,
) -> Result<(), ReadError> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let value = match value {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(flag) => DataRef::Bool(*flag),
            Data::DateTime(time) => DataRef::DateTime(*time),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(_) | Data::Empty => continue,
        };
        if take(top + row as u32, left + column as u32, written(&value, is_1904))?.is_break() {
            break;
        }
    }
    Ok(())
}

fn damaged(kind: BookKind, detail: Message) -> ReadError {
    ReadError::Format { expected: kind.expected(), detail }
}

/// Errors of the readers, which say in words what is wrong with a file.
macro_rules! from_errors {
    ($($error:ident: $kind:ident),+) => {$(
        impl From<$error> for ReadError {
            fn from(error: $error) -> Self {
                match error {
                    $error::Password => Refusal::EncryptedSpreadsheet.into(),
                    other => damaged(BookKind::$kind, message!["file-book-damaged", error = other]),
                }
            }
        }
    )+};
}

from_errors!(XlsxError: Xlsx, XlsbError: Xlsb, XlsError: Xls, OdsError: Ods);
