//! All tables of an answer as a spreadsheet (XLSX): every figure a number, its unit at the head of its column.
//!
//! It is made from the answer as the contract has it, after disclosure control, so a cell has the very figure that the
//! JSON has, and what is withheld there is an empty cell here.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::messages::{Language, Messages, args};

mod tables;

pub use tables::Tables;
use tables::Unit::{Count, Metric, Number, Share, Stance, Text, Texts};
use tables::{NOTES, Sheet, TEXTS, Unit};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Widths of columns of texts and of numbers, in characters.
const TEXT_WIDTH: f64 = 32.0;
const NUMBER_WIDTH: f64 = 16.0;

/// What stands at the head of a workbook beside what the answer says.
#[derive(Debug, Clone, Default)]
pub struct WorkbookTitle {
    /// What it is called; the report's own title where empty.
    pub title: String,
    /// Who hands it over.
    pub agency: String,
}

/// The workbook of what the contract has as `answer`, in the language in which the answer was written.
///
/// # Errors
/// Where the workbook cannot be written, which memory always can.
pub fn workbook(answer: &Value, of: Tables, title: &WorkbookTitle, language: Language) -> Result<Vec<u8>, XlsxError> {
    let m = Messages::of(language);
    let mut book = Workbook::new();
    // The same answer gives the same bytes.
    let made = answer.pointer("/provenance/as_of").and_then(Value::as_str).unwrap_or("2000-01-01");
    let made = ExcelDateTime::parse_from_str(made).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    book.set_properties(&DocProperties::new().set_title(&title.title).set_creation_datetime(&made));
    summary(book.add_worksheet(), m, answer, of, title)?;
    for sheet in of.sheets() {
        let rows = rows_at(answer, sheet.rows);
        if !rows.is_empty() {
            fill(book.add_worksheet(), m, sheet, &rows)?;
        }
    }
    notes(book.add_worksheet(), m, answer)?;
    book.save_to_buffer()
}

/// A row, then what it is a part of, then what that is a part of.
type Row<'a> = Vec<&'a Value>;

/// The rows at a place: `/*` stands for each element of an array; an object is a row by itself.
fn rows_at<'a>(answer: &'a Value, at: &str) -> Vec<Row<'a>> {
    let mut parts = at.split("/*");
    let first = parts.next().unwrap_or_default();
    let mut rows = elements(answer, first, &vec![answer]);
    for part in parts {
        rows = rows.iter().flat_map(|row| elements(row[0], part, row)).collect();
    }
    rows
}

fn elements<'a>(of: &'a Value, at: &str, row: &Row<'a>) -> Vec<Row<'a>> {
    let rows = match of.pointer(at) {
        Some(Value::Array(rows)) => rows.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => &[],
    };
    rows.iter().map(|element| [&[element][..], row].concat()).collect()
}

/// What a column has in a row; each `/..` at its beginning leads to what the row is a part of.
fn value_at<'a>(row: &Row<'a>, at: &str) -> Option<&'a Value> {
    let mut place = at;
    let mut above = 0;
    while let Some(rest) = place.strip_prefix("/..") {
        (place, above) = (rest, above + 1);
    }
    row.get(above)?.pointer(place)
}

fn bold() -> Format {
    Format::new().set_bold().set_text_wrap()
}

/// Writes a value: numbers as numbers, texts as texts, nothing where there is nothing.
fn write(
    sheet: &mut Worksheet,
    m: &Messages,
    at: (u32, u16),
    value: Option<&Value>,
    unit: Unit,
) -> Result<(), XlsxError> {
    let (row, column) = at;
    let format = match unit {
        Share => Format::new().set_num_format("0.0%"),
        Count => Format::new().set_num_format("#,##0"),
        Number | Text | Stance | Texts | Metric => Format::new(),
    };
    match value {
        Some(Value::Number(number)) => {
            sheet.write_number_with_format(row, column, number.as_f64().unwrap_or_default(), &format)?;
        }
        Some(Value::String(text)) if unit == Metric => {
            // Of followers the net change is what is counted.
            let metric = if text == "followers" { "followers-net" } else { text };
            sheet.write_string(row, column, m.text("effect-metric", args![metric = metric]))?;
        }
        Some(Value::String(text)) if unit == Stance => {
            let words = match text.as_str() {
                "favour" => m.label("channel-favour"),
                "keep" => m.label("channel-keep"),
                "reduce" => m.label("channel-reduce"),
                other => other.to_owned(),
            };
            sheet.write_string(row, column, words)?;
        }
        Some(Value::String(text)) => {
            sheet.write_string(row, column, text)?;
        }
        Some(Value::Array(texts)) => {
            let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
            sheet.write_string(row, column, texts.join(", "))?;
        }
        Some(Value::Null | Value::Bool(_) | Value::Object(_)) | None => {}
    }
    Ok(())
}

/// The ends of an interval: the message that its head becomes, and the place.
const ENDS: [(&str, &str); 3] =
    [("workbook-value", "/value"), ("workbook-from-end", "/lower"), ("workbook-to-end", "/upper")];

fn fill(sheet: &mut Worksheet, m: &Messages, of: &Sheet, rows: &[Row<'_>]) -> Result<(), XlsxError> {
    sheet.set_name(m.label(of.name))?.set_freeze_panes(1, 0)?;
    let mut place = 0;
    for column in of.columns {
        let ends: &[(&str, &str)] = if column.is_interval { &ENDS } else { &[("", "")] };
        for (head, end) in ends {
            let name = m.label(column.head);
            let name = if head.is_empty() { name } else { m.text(head, args![name = name]) };
            sheet.write_string_with_format(0, place, name, &bold())?;
            sheet.set_column_width(place, if column.unit == Text { TEXT_WIDTH } else { NUMBER_WIDTH })?;
            for (line, row) in (1u32..).zip(rows) {
                let at = format!("{}{end}", column.at);
                write(sheet, m, (line, place), value_at(row, &at), column.unit)?;
            }
            place += 1;
        }
    }
    Ok(())
}

fn summary(
    sheet: &mut Worksheet,
    m: &Messages,
    answer: &Value,
    of: Tables,
    title: &WorkbookTitle,
) -> Result<(), XlsxError> {
    sheet.set_name(m.label("workbook-summary"))?.set_column_width(0, TEXT_WIDTH)?;
    sheet.set_column_range_width(1, 4, NUMBER_WIDTH)?;
    let name = if title.title.is_empty() { m.label(of.title()) } else { title.title.clone() };
    sheet.write_string_with_format(0, 0, name, &Format::new().set_bold())?;
    sheet.write_string(1, 0, &title.agency)?;
    let mut line = 2;
    for (head, at) in TEXTS {
        if let Some(text) = answer.pointer(at).and_then(Value::as_str) {
            sheet.write_string_with_format(line, 0, m.label(head), &bold())?;
            sheet.write_string(line, 1, text)?;
            line += 1;
        }
    }
    line += 1;
    let heads = ["workbook-figure", "workbook-estimate", "workbook-lower", "workbook-upper", "workbook-unit"];
    for (place, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(line, place, m.label(head), &bold())?;
    }
    for (head, at, unit) in of.figures().iter().copied() {
        let Some(value) = answer.pointer(at).filter(|value| !value.is_null()) else { continue };
        line += 1;
        sheet.write_string(line, 0, m.label(head))?;
        if value.is_object() {
            for (place, (_, end)) in (1u16..).zip(ENDS) {
                write(sheet, m, (line, place), value.pointer(end), unit)?;
            }
        } else {
            write(sheet, m, (line, 1), Some(value), unit)?;
        }
        sheet.write_string(line, 4, m.label(if unit == Share { "workbook-of-one" } else { "workbook-number" }))?;
    }
    if let Some(provenance) = answer.pointer("/summary/provenance").and_then(Value::as_str) {
        sheet.write_string(line + 2, 0, provenance)?;
    }
    Ok(())
}

/// What to know of the figures: caveats, warnings, assumptions and what is withheld.
fn notes(sheet: &mut Worksheet, m: &Messages, answer: &Value) -> Result<(), XlsxError> {
    sheet.set_name(m.label("workbook-notes"))?.set_column_width(0, TEXT_WIDTH)?;
    sheet.set_column_width(1, 3.0 * TEXT_WIDTH)?;
    let assumption = answer.pointer("/fit/assumption").and_then(Value::as_str);
    let of_fit = assumption.map(|text| ("report-assumptions", text));
    let others = NOTES.iter().flat_map(|(kind, at, text)| {
        rows_at(answer, at).into_iter().filter_map(move |row| Some((*kind, row[0].pointer(text)?.as_str()?)))
    });
    for (line, (kind, text)) in (0u32..).zip(of_fit.into_iter().chain(others)) {
        sheet.write_string_with_format(line, 0, m.label(kind), &bold())?;
        sheet.write_string(line, 1, text)?;
    }
    Ok(())
}
