//! All tables of an analysis as a spreadsheet (XLSX): every figure a number, its unit at the head of its column.
//!
//! It is made from the answer as the contract has it, after disclosure control, so a cell has the very figure that the
//! JSON has, and what is withheld there is an empty cell here.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::messages::{Language, Messages, args};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Widths of columns of texts and of numbers, in characters.
const TEXT_WIDTH: f64 = 32.0;
const NUMBER_WIDTH: f64 = 16.0;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Text,
    /// A share of 1, shown as a percentage.
    Share,
    /// A whole number.
    Count,
    Number,
    /// `favour`, `keep` or `reduce`, in words.
    Stance,
    /// Several texts.
    Texts,
}

/// A column: the message at its head, and where its values are in a row.
#[derive(Debug, Clone, Copy)]
struct Column {
    head: &'static str,
    at: &'static str,
    unit: Unit,
    /// Whether it is an interval: three columns, of its value and its ends.
    is_interval: bool,
}

const fn column(head: &'static str, at: &'static str, unit: Unit) -> Column {
    Column { head, at, unit, is_interval: false }
}

const fn interval(head: &'static str, at: &'static str, unit: Unit) -> Column {
    Column { head, at, unit, is_interval: true }
}

/// A sheet of the rows at a place of the answer.
#[derive(Debug)]
struct Sheet {
    name: &'static str,
    /// Where its rows are; `/*/` stands for each of several.
    rows: &'static str,
    columns: &'static [Column],
}

use Unit::{Count, Number, Share, Stance, Text, Texts};

static SHEETS: [Sheet; 14] = [
    Sheet {
        name: "workbook-segments",
        rows: "/segments",
        columns: &[
            column("workbook-id", "/id", Text),
            column("workbook-name", "/name", Text),
            column("workbook-followers", "/count", Count),
            column("workbook-share-of-followers", "/share", Share),
            interval("workbook-in-target", "/fit", Share),
            column("workbook-stability", "/stability", Number),
        ],
    },
    Sheet {
        name: "workbook-traits",
        rows: "/segments/*/traits",
        columns: &[
            column("workbook-segment", "/../id", Text),
            column("workbook-field", "/covariate", Text),
            column("workbook-level", "/level", Text),
            column("workbook-in-segment", "/segment", Number),
            column("workbook-everyone", "/everyone", Number),
            column("workbook-difference", "/difference", Number),
            column("workbook-words", "/summary", Text),
        ],
    },
    Sheet {
        name: "workbook-cohorts",
        rows: "/acquisition/cohorts",
        columns: &[
            column("workbook-id", "/id", Text),
            column("workbook-from", "/from", Text),
            column("workbook-to", "/to", Text),
            column("workbook-followers", "/followers", Count),
            interval("workbook-suspected-share", "/suspected", Share),
            interval("workbook-suspected", "/suspected_count", Number),
            interval("workbook-in-target", "/fit", Share),
        ],
    },
    Sheet {
        name: "workbook-timeline",
        rows: "/acquisition/timeline",
        columns: &[
            column("workbook-from", "/from", Text),
            column("workbook-to", "/to", Text),
            column("workbook-followers", "/followers", Count),
            column("workbook-suspected", "/suspected", Number),
        ],
    },
    Sheet {
        name: "workbook-channels",
        rows: "/channels",
        columns: &[
            column("channel-column", "/name", Text),
            column("workbook-measure", "/measure", Text),
            column("workbook-rank", "/rank", Count),
            column("workbook-stance", "/stance", Stance),
            interval("workbook-reach", "/reach", Share),
            interval("workbook-reach-everyone", "/reach_everyone", Share),
            interval("workbook-lift", "/lift", Number),
            column("workbook-best", "/p_best", Share),
            interval("workbook-people", "/potential_people", Number),
            column("workbook-sources", "/sources", Texts),
        ],
    },
    Sheet {
        name: "workbook-plan",
        rows: "/plan/allocations",
        columns: &[
            column("channel-column", "/name", Text),
            column("workbook-hours", "/hours", Number),
            column("workbook-money", "/money", Number),
            column("workbook-adds", "/adds", Share),
            column("workbook-used", "/p_used", Share),
            interval("workbook-reach", "/reached", Share),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-excluded",
        rows: "/plan/excluded",
        columns: &[column("channel-column", "/name", Text), column("workbook-words", "/reason", Text)],
    },
    Sheet {
        name: "workbook-weeks",
        rows: "/plan/by_week",
        columns: &[column("workbook-week", "/week", Count), interval("workbook-people", "/people", Number)],
    },
    Sheet {
        name: "workbook-curve",
        rows: "/plan/curves/*/points",
        columns: &[
            column("workbook-hours", "/hours", Number),
            column("workbook-hours-spent", "/hours_spent", Number),
            column("workbook-money", "/money", Number),
            column("workbook-money-spent", "/money_spent", Number),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-target-parts",
        rows: "/plan/segments",
        columns: &[
            column("workbook-words", "/summary", Text),
            column("workbook-share-of-target", "/weight", Share),
            interval("workbook-reach", "/reach", Share),
        ],
    },
    Sheet {
        name: "workbook-places",
        rows: "/plan/places",
        columns: &[
            column("workbook-name", "/name", Text),
            column("workbook-target-people", "/target_people", Number),
            interval("workbook-reach", "/reach", Share),
            interval("workbook-people", "/people", Number),
        ],
    },
    Sheet {
        name: "workbook-sensitivity",
        rows: "/fit/sensitivity",
        columns: &[
            column("workbook-gamma", "/gamma", Number),
            column("workbook-lower", "/lower", Share),
            column("workbook-upper", "/upper", Share),
            column("workbook-words", "/summary", Text),
        ],
    },
    Sheet {
        name: "workbook-overlap",
        rows: "/fit/overlap/differences",
        columns: &[
            column("workbook-field", "/covariate", Text),
            column("workbook-level", "/level", Text),
            column("workbook-before", "/before", Number),
            column("workbook-after", "/after", Number),
            column("workbook-missing-panel", "/missing_in_panel", Share),
            column("workbook-missing-audience", "/missing_in_audience", Share),
        ],
    },
    Sheet {
        name: "workbook-rejections",
        rows: "/audience/rejections",
        columns: &[
            column("workbook-row", "/row", Count),
            column("workbook-field", "/field", Text),
            column("workbook-accepted", "/accepted", Text),
        ],
    },
];

/// Figures of the summary: the message, the place and what they are.
const FIGURES: [(&str, &str, Unit); 21] = [
    ("workbook-followers", "/audience/profiles", Count),
    ("workbook-rejected", "/audience/rejected", Count),
    ("workbook-labelled", "/audience/labelled", Count),
    ("workbook-in-target", "/fit/share", Share),
    ("workbook-in-target-people", "/fit/count", Number),
    ("workbook-least", "/fit/evidence/lower_bound", Share),
    ("workbook-most", "/fit/evidence/upper_bound", Share),
    ("workbook-effective", "/fit/evidence/effective_n", Number),
    ("workbook-minimum", "/verdict/min_share", Share),
    ("workbook-labels-needed", "/verdict/labels_needed", Count),
    ("workbook-suspected-share", "/acquisition/suspected", Share),
    ("workbook-suspected", "/acquisition/suspected_count", Number),
    ("workbook-without-suspected", "/acquisition/fit_without_suspected", Share),
    ("workbook-of-suspected", "/acquisition/fit_of_suspected", Share),
    ("workbook-hours", "/plan/hours_per_week", Number),
    ("workbook-money", "/plan/budget/amount", Number),
    ("workbook-plan-reach", "/plan/reach", Share),
    ("workbook-plan-people", "/plan/people", Number),
    ("workbook-target-people", "/plan/target_people", Number),
    ("workbook-asked", "/answers/asked", Count),
    ("workbook-answered", "/answers/answered", Count),
];

/// Texts of the summary: the message and the place.
const TEXTS: [(&str, &str); 5] = [
    ("report-target", "/target/summary"),
    ("fit-heading", "/summary/fit"),
    ("workbook-verdict", "/summary/verdict"),
    ("workbook-answers", "/answers/next_step"),
    ("workbook-currency", "/plan/budget/currency"),
];

/// What stands at the head of a workbook beside what the answer says.
#[derive(Debug, Clone, Default)]
pub struct WorkbookTitle {
    /// What it is called; the report's own title where empty.
    pub title: String,
    /// Who hands it over.
    pub agency: String,
}

/// The workbook of an analysis that the contract has as `answer`, in the language in which the answer was written.
///
/// # Errors
/// Where the workbook cannot be written, which memory always can.
pub fn workbook(answer: &Value, title: &WorkbookTitle, language: Language) -> Result<Vec<u8>, XlsxError> {
    let m = Messages::of(language);
    let mut book = Workbook::new();
    // The same answer gives the same bytes.
    let made = answer.pointer("/provenance/as_of").and_then(Value::as_str).unwrap_or("2000-01-01");
    let made = ExcelDateTime::parse_from_str(made).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    book.set_properties(&DocProperties::new().set_title(&title.title).set_creation_datetime(&made));
    summary(book.add_worksheet(), m, answer, title)?;
    for sheet in &SHEETS {
        let rows = rows_at(answer, sheet.rows);
        if !rows.is_empty() {
            fill(book.add_worksheet(), m, sheet, &rows)?;
        }
    }
    notes(book.add_worksheet(), m, answer)?;
    book.save_to_buffer()
}

/// A row, and what it is a part of.
type Row<'a> = (&'a Value, &'a Value);

fn rows_at<'a>(answer: &'a Value, at: &str) -> Vec<Row<'a>> {
    let array = |value: Option<&'a Value>| value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    match at.split_once("/*") {
        Some((of, part)) => array(answer.pointer(of))
            .iter()
            .flat_map(|parent| array(parent.pointer(part)).iter().map(move |row| (row, parent)))
            .collect(),
        None => array(answer.pointer(at)).iter().map(|row| (row, answer)).collect(),
    }
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
        Number | Text | Stance | Texts => Format::new(),
    };
    match value {
        Some(Value::Number(number)) => {
            sheet.write_number_with_format(row, column, number.as_f64().unwrap_or_default(), &format)?;
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
            for (line, (row, parent)) in (1u32..).zip(rows) {
                let at = format!("{}{end}", column.at);
                let value = match at.strip_prefix("/..") {
                    Some(at) => parent.pointer(at),
                    None => row.pointer(&at),
                };
                write(sheet, m, (line, place), value, column.unit)?;
            }
            place += 1;
        }
    }
    Ok(())
}

fn summary(sheet: &mut Worksheet, m: &Messages, answer: &Value, title: &WorkbookTitle) -> Result<(), XlsxError> {
    sheet.set_name(m.label("workbook-summary"))?.set_column_width(0, TEXT_WIDTH)?;
    sheet.set_column_range_width(1, 4, NUMBER_WIDTH)?;
    let name = if title.title.is_empty() { m.label("fit-title") } else { title.title.clone() };
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
    for (head, at, unit) in FIGURES {
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
    const NOTES: [(&str, &str, &str); 5] = [
        ("workbook-caveat", "/caveats", "/detail"),
        ("report-warnings", "/warnings", "/detail"),
        ("report-assumptions", "/channel_assumptions", ""),
        ("report-assumptions", "/plan/assumptions", ""),
        ("fit-suppressed-heading", "/suppressed", "/detail"),
    ];
    sheet.set_name(m.label("workbook-notes"))?.set_column_width(0, TEXT_WIDTH)?;
    sheet.set_column_width(1, 3.0 * TEXT_WIDTH)?;
    let assumption = answer.pointer("/fit/assumption").and_then(Value::as_str);
    let of_fit = assumption.map(|text| ("report-assumptions", text));
    let others = NOTES.iter().flat_map(|(kind, at, text)| {
        rows_at(answer, at).into_iter().filter_map(move |(row, _)| Some((*kind, row.pointer(text)?.as_str()?)))
    });
    for (line, (kind, text)) in (0u32..).zip(of_fit.into_iter().chain(others)) {
        sheet.write_string_with_format(line, 0, m.label(kind), &bold())?;
        sheet.write_string(line, 1, text)?;
    }
    Ok(())
}
