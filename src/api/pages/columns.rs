//! The reading of a file as a table with a menu for each column, and the mapping that the menus make.

use toml::{Table, Value};

use super::form::Fields;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ColumnBasis, ColumnReading, FileInspection, Mapping, Reading};
use crate::report::format::count;
use crate::report::messages::{Messages, args};
use crate::report::reading::{basis, form};

/// Values of a column that are shown.
const MAX_EXAMPLES: usize = 3;
/// What a menu has for a column that is kept under its own name, and for one that is not kept.
const ATTRIBUTE: &str = "attribute";
const NOT_KEPT: &str = "none";

/// What a column may stand for, in the order of the menu, each with its message.
const MEANINGS: [(&str, &str); 22] = [
    ("age", "pages-field-age"),
    ("birth_year", "pages-field-birth-year"),
    ("gender", "pages-field-gender"),
    ("region", "pages-field-region"),
    ("income.amount", "pages-field-income"),
    ("income.median_ratio", "pages-field-median-ratio"),
    ("household_size", "pages-field-household-size"),
    ("education", "pages-field-education"),
    ("employment", "pages-field-employment"),
    ("tenure", "pages-field-tenure"),
    ("in_target", "pages-field-in-target"),
    ("label_weight", "pages-field-label-weight"),
    ("id", "pages-field-id"),
    ("followed_at", "pages-field-followed-at"),
    ("follow_order", "pages-field-follow-order"),
    ("account.created_at", "pages-field-created-at"),
    ("account.followers", "pages-field-followers"),
    ("account.following", "pages-field-following"),
    ("account.posts", "pages-field-posts"),
    ("account.likes", "pages-field-likes"),
    ("account.listed", "pages-field-listed"),
    ("account.last_active_at", "pages-field-last-active"),
];

/// What people call a field of the contract.
pub(super) fn field_name(m: &Messages, field: &str) -> String {
    if let Some((_, message)) = MEANINGS.iter().find(|(own, _)| *own == field) {
        return m.label(message);
    }
    match field.split_once('.') {
        Some(("attributes", name)) => m.text("pages-field-own-name", args![name = name]),
        Some(("channels", name)) => m.text("pages-field-channel", args![name = name]),
        Some(_) | None => field.to_owned(),
    }
}

/// A column as the table shows it.
pub(super) struct Column {
    /// The name of its menu.
    pub(super) menu: String,
    pub(super) name: String,
    pub(super) choices: Vec<Choice>,
    pub(super) examples: String,
    pub(super) filled: String,
    /// Why it is taken so, and what of it cannot be read.
    pub(super) notes: Vec<String>,
    /// Whether it can be taken for anything.
    pub(super) is_fixed: bool,
}

/// An entry of a menu.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// The table of a reading.
pub(super) fn columns(m: &Messages, inspected: &FileInspection) -> Vec<Column> {
    let columns = &inspected.reading.columns;
    columns.iter().enumerate().map(|(i, own)| column(m, i, own)).collect()
}

fn column(m: &Messages, i: usize, column: &ColumnReading) -> Column {
    let chosen = chosen(column);
    let mut choices: Vec<(String, String)> =
        MEANINGS.iter().map(|(field, message)| ((*field).to_owned(), m.label(message))).collect();
    if !choices.iter().any(|(value, _)| *value == chosen) && ![ATTRIBUTE, NOT_KEPT].contains(&&*chosen) {
        choices.insert(0, (chosen.clone(), field_name(m, &chosen)));
    }
    choices.push((ATTRIBUTE.to_owned(), m.label("pages-field-attribute")));
    choices.push((NOT_KEPT.to_owned(), m.label("pages-field-not-kept")));
    let choice = |(value, text): (String, String)| Choice { is_chosen: value == chosen, value, text };
    let examples = column.values.as_ref().map(|values| {
        let shown: Vec<&str> = values.examples.iter().take(MAX_EXAMPLES).map(|(value, _)| value.as_str()).collect();
        shown.join(", ")
    });
    let is_personal = matches!(column.basis, ColumnBasis::Personal { .. });
    let why = if is_personal { m.label("pages-draft-personal") } else { m.capital(&basis(m, &column.basis)) };
    let mut notes = vec![why];
    notes.extend(column.forms.iter().map(|own| m.capital(&form(m, own))));
    if column.unreadable > 0 {
        let examples = column.unreadable_examples.join(", ");
        notes.push(m.text("pages-draft-unreadable", args![n = column.unreadable, examples = examples]));
    }
    Column {
        menu: menu(i),
        name: if column.name.is_empty() { m.label("reading-no-name") } else { column.name.clone() },
        choices: choices.into_iter().map(choice).collect(),
        examples: examples.unwrap_or_default(),
        filled: count(column.filled),
        notes,
        is_fixed: matches!(column.basis, ColumnBasis::Unnamed | ColumnBasis::Repeated),
    }
}

fn menu(i: usize) -> String {
    format!("c{i}")
}

/// What the menu of a column has chosen as it was read.
fn chosen(column: &ColumnReading) -> String {
    match column.field.as_deref() {
        Some(field) if field.strip_prefix("attributes.") == Some(&column.header) => ATTRIBUTE.to_owned(),
        Some(field) => field.to_owned(),
        None => NOT_KEPT.to_owned(),
    }
}

/// The mapping that the menus make of a reading; none where they leave it as it is.
///
/// # Errors
/// `invalid_request` where two columns are taken for one field, or the file is no table.
pub(super) fn mapping(m: &Messages, reading: &Reading, fields: &Fields) -> Result<Option<Mapping>, Failure> {
    let changed: Vec<(&ColumnReading, &str)> = reading
        .columns
        .iter()
        .enumerate()
        .filter_map(|(i, column)| Some((column, fields.text(&menu(i)).filter(|choice| *choice != chosen(column))?)))
        .collect();
    if changed.is_empty() {
        return Ok(None);
    }
    let text = reading.mapping_file().ok_or_else(|| invalid(m.label("pages-draft-no-table")))?;
    let mut file: Table = text.parse().map_err(|_| invalid(m.label("pages-draft-no-table")))?;
    let columns = file.entry("columns").or_insert_with(|| Value::Table(Table::new()));
    let Value::Table(columns) = columns else { return Err(invalid(m.label("pages-draft-no-table"))) };
    for (column, choice) in &changed {
        let header = column.header.replace(['\n', '\r'], " ");
        match *choice {
            NOT_KEPT => drop(columns.remove(&header)),
            ATTRIBUTE => drop(columns.insert(header, Value::String(format!("attributes.{}", column.header.trim())))),
            field => drop(columns.insert(header, Value::String(field.to_owned()))),
        }
    }
    let is_income = |value: &Value| value.as_str().is_some_and(|field| field == "income.amount");
    if columns.values().any(is_income)
        && let Some(unit) = fields.text("income")
        && !file.contains_key("constants")
    {
        let parts = ["income.currency", "income.period", "income.scope"].into_iter().zip(unit.split('/'));
        let constants = parts.map(|(field, part)| (field.to_owned(), Value::String(part.to_owned()))).collect();
        file.insert("constants".to_owned(), Value::Table(constants));
    }
    let details = |faults: Vec<crate::ingest::MappingFault>| {
        let details: Vec<String> = faults.into_iter().map(|fault| m.say(&fault.detail)).collect();
        invalid(m.text("pages-draft-two", args![problem = details.join("; ")]))
    };
    Mapping::parse(&file.to_string()).map(Some).map_err(details)
}

fn invalid(detail: String) -> Failure {
    Failure::new(ErrorCode::InvalidRequest, detail)
}
