//! A file that says what the columns of a CSV stand for.
//!
//! ```toml
//! unmapped = "drop"                              # or "attributes"; dropped where nothing is said
//! sheet = "Followers"                            # of a spreadsheet: its name, or its number from 1
//!
//! [columns]
//! "Follower count" = "account.followers"
//! "Joined" = { field = "account.created_at", date_format = "[day]/[month]/[year]" }
//! "Last seen" = { field = "account.last_active_at", date_format = "[year].[month].[day] [hour]:[minute]", utc_offset = "+09:00" }
//! "Verified?" = { field = "account.verified", values = { "Y" = true, "N" = false, "n/a" = "" } }
//! "Salary" = "income.amount"
//!
//! [constants]
//! "income.currency" = "KRW"
//! "income.period" = "month"
//! "income.scope" = "personal"
//! ```
//!
//! Fields are those of the profile by their dotted names, also `attributes.NAME` and `channels.ID`. A column of `age`,
//! `age_band`, `income.amount` or `income.band` may hold numbers or brackets ("25-34", "200만원 미만"), and gives both ends. `values` are
//! compared with the whole cell, without the white space around it; one that is not listed goes on as it is, and an
//! empty text makes it missing. A date format is one of the `time` crate's format descriptions (version 2); a clock
//! time without an offset needs `utc_offset`. Constants are the same in every row.

use std::collections::HashMap;

use time::format_description::{OwnedFormatItem, parse_owned};
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::{FieldPath, FreeFormObject, PROFILE, header_path};
use super::timestamp;
use super::value::{Value, ValueError};
use super::{RejectCode, excerpt};
use crate::message::{Message, MessageArgument, message};

/// A fault of a mapping file.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingFault {
    /// The line, from 1.
    pub line: u64,
    /// What stands there, what is accepted.
    pub detail: Message,
}

/// What a cell is replaced by.
#[derive(Debug, Clone, PartialEq)]
enum Replacement {
    Flag(bool),
    Text(String),
    Number { value: f64, raw: String },
}

/// What one column stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) path: FieldPath,
    values: Vec<(String, Replacement)>,
    date_format: Option<(OwnedFormatItem, String)>,
    utc_offset: Option<UtcOffset>,
    line: u64,
}

/// What the columns of a CSV stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    columns: HashMap<String, Column>,
    constants: Vec<(FieldPath, String)>,
    unmapped_as_attributes: bool,
    sheet: Option<String>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Every fault, with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<MappingFault>> {
        let mut parser = Parser { text, faults: Vec::new() };
        let mut mapping =
            Self { columns: HashMap::new(), constants: Vec::new(), unmapped_as_attributes: false, sheet: None };
        match DeTable::parse(text) {
            Ok(table) => parser.mapping(table.get_ref(), &mut mapping),
            Err(error) => parser.fault(error.span().map_or(0, |span| span.start), error.message().into()),
        }
        parser.faults.sort_by_key(|fault| fault.line);
        if parser.faults.is_empty() { Ok(mapping) } else { Err(parser.faults) }
    }

    /// What the column of this header stands for.
    pub(super) fn column(&self, header: &str) -> Option<&Column> {
        self.columns.get(header)
    }

    /// The sheet of a spreadsheet that the columns are of.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Whether columns that are not named become attributes.
    pub(super) fn keeps_unmapped(&self) -> bool {
        self.unmapped_as_attributes
    }

    pub(super) fn constants(&self) -> impl Iterator<Item = (&FieldPath, &str)> {
        self.constants.iter().map(|(path, value)| (path, value.as_str()))
    }

    /// Checks that every column named is there.
    pub(super) fn check_header(&self, names: &[String]) -> Result<(), Message> {
        let absent = self.columns.iter().filter(|(name, _)| !names.contains(name));
        let mut absent: Vec<(u64, String)> = absent.map(|(name, column)| (column.line, excerpt(name))).collect();
        if absent.is_empty() {
            return Ok(());
        }
        absent.sort();
        let absent = absent.into_iter().map(|(line, name)| message!["mapping-name-in-line", name = name, line = line]);
        let there: Vec<String> = names.iter().map(|name| excerpt(name)).collect();
        Err(message!["mapping-absent", there = there.join(", ")].and("absent", MessageArgument::List(absent.collect())))
    }
}

impl Column {
    /// What a cell says; `buffer` holds a time that was written otherwise.
    pub(super) fn value<'a>(&'a self, cell: &'a str, buffer: &'a mut String) -> Result<Value<'a>, ValueError> {
        if let Some((_, replacement)) = self.values.iter().find(|(own, _)| own == cell) {
            return Ok(match replacement {
                Replacement::Flag(flag) => Value::Flag(*flag),
                Replacement::Text(text) => Value::Cell(text),
                Replacement::Number { value, raw } => Value::Number { value: *value, raw },
            });
        }
        match &self.date_format {
            Some((format, written)) if !cell.is_empty() => {
                *buffer = self.moment(cell, format, written)?;
                Ok(Value::Text(buffer))
            }
            _ => Ok(Value::Cell(cell)),
        }
    }

    fn moment(&self, cell: &str, format: &OwnedFormatItem, written: &str) -> Result<String, ValueError> {
        if let Ok(at) = OffsetDateTime::parse(cell, format) {
            return Ok(timestamp::written(at.unix_timestamp()));
        }
        if let Ok(at) = PrimitiveDateTime::parse(cell, format) {
            let Some(offset) = self.utc_offset else {
                return Err(ValueError::new(RejectCode::WrongType, "accepts-time-with-offset"));
            };
            return Ok(timestamp::written(at.assume_offset(offset).unix_timestamp()));
        }
        match Date::parse(cell, format) {
            Ok(day) => Ok(timestamp::written(timestamp::start_of_day(day))),
            Err(_) => {
                let accepted = message!["accepts-time-as", written = written];
                Err(ValueError { code: RejectCode::WrongType, accepted })
            }
        }
    }
}

/// Reads the parts of a mapping file and notes every fault.
struct Parser<'t> {
    text: &'t str,
    faults: Vec<MappingFault>,
}

type Item<'t> = Spanned<DeValue<'t>>;

impl Parser<'_> {
    fn line(&self, offset: usize) -> u64 {
        1 + self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() as u64
    }

    fn fault(&mut self, offset: usize, detail: Message) {
        let line = self.line(offset);
        self.faults.push(MappingFault { line, detail });
    }

    fn mapping(&mut self, table: &DeTable<'_>, mapping: &mut Mapping) {
        for (name, item) in table.iter() {
            match (name.get_ref().as_ref(), item.get_ref()) {
                ("unmapped", value) => match value.as_str() {
                    Some("drop") => mapping.unmapped_as_attributes = false,
                    Some("attributes") => mapping.unmapped_as_attributes = true,
                    _ => self.fault(item.span().start, message!["mapping-unmapped"]),
                },
                ("sheet", DeValue::String(sheet)) => mapping.sheet = Some(sheet.to_string()),
                ("sheet", DeValue::Integer(number)) => mapping.sheet = Some(number.as_str().to_owned()),
                ("columns", DeValue::Table(columns)) => {
                    for (name, item) in columns.iter() {
                        if let Some(column) = self.column(name, item) {
                            mapping.columns.insert(name.get_ref().trim().to_owned(), column);
                        }
                    }
                }
                ("constants", DeValue::Table(constants)) => self.constants(constants, mapping),
                (other, _) => {
                    self.fault(name.span().start, message!["mapping-member", name = excerpt(other)]);
                }
            }
        }
        self.check_once(mapping);
    }

    fn constants(&mut self, constants: &DeTable<'_>, mapping: &mut Mapping) {
        for (name, item) in constants.iter() {
            let Some(path) = self.path(name.get_ref(), name.span().start) else { continue };
            let value = match item.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Boolean(flag) => flag.to_string(),
                DeValue::Integer(number) => number.as_str().to_owned(),
                DeValue::Float(number) => number.as_str().to_owned(),
                DeValue::Datetime(at) => at.to_string(),
                DeValue::Array(_) | DeValue::Table(_) => {
                    self.fault(item.span().start, message!["mapping-constant", field = path]);
                    continue;
                }
            };
            if path == FieldPath::Fixed("id") || path == FieldPath::Fixed("follow_order") {
                self.fault(name.span().start, message!["mapping-constant-id", field = path]);
            }
            mapping.constants.push((path, value));
        }
    }

    /// Notes fields that several columns or constants claim.
    fn check_once(&mut self, mapping: &Mapping) {
        let mut columns: Vec<(&FieldPath, u64)> = mapping.columns.values().map(|c| (&c.path, c.line)).collect();
        columns.sort_by_key(|(_, line)| *line);
        for (at, (path, line)) in columns.iter().enumerate() {
            if let Some((_, first)) = columns[..at].iter().find(|(other, _)| other == path) {
                let detail = message!["mapping-twice", field = path, line = first];
                self.faults.push(MappingFault { line: *line, detail });
            }
            if mapping.constants.iter().any(|(constant, _)| constant == *path) {
                let detail = message!["mapping-constant-and-column", field = path];
                self.faults.push(MappingFault { line: *line, detail });
            }
        }
    }

    fn column(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, item: &Item<'_>) -> Option<Column> {
        let line = self.line(name.span().start);
        let at = item.span().start;
        let bare = |path| Column { path, values: Vec::new(), date_format: None, utc_offset: None, line };
        match item.get_ref() {
            DeValue::String(field) => self.path(field, at).map(bare),
            DeValue::Table(table) => {
                let field = table.get("field").and_then(|field| Some((field.get_ref().as_str()?, field.span().start)));
                let Some((field, at)) = field else {
                    self.fault(at, message!["mapping-give-field", name = excerpt(name.get_ref())]);
                    return None;
                };
                let mut column = bare(self.path(field, at)?);
                for (name, item) in table.iter() {
                    self.option(&mut column, name.get_ref(), name.span().start, item);
                }
                Some(column)
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                self.fault(at, message!["mapping-column", name = excerpt(name.get_ref())]);
                None
            }
        }
    }

    fn option(&mut self, column: &mut Column, name: &str, at: usize, item: &Item<'_>) {
        match (name, item.get_ref()) {
            ("field", _) => {}
            ("values", DeValue::Table(values)) => {
                for (cell, value) in values.iter() {
                    match replacement(value.get_ref()) {
                        Some(value) => column.values.push((cell.get_ref().trim().to_owned(), value)),
                        None => self.fault(value.span().start, message!["mapping-value"]),
                    }
                }
            }
            ("date_format", DeValue::String(format)) => match parse_owned::<2>(format) {
                Ok(parsed) => column.date_format = Some((parsed, format.to_string())),
                Err(error) => self.fault(at, message!["mapping-date-format", error = error]),
            },
            ("utc_offset", DeValue::String(offset)) => match offset_of(offset) {
                Some(offset) => column.utc_offset = Some(offset),
                None => self.fault(at, message!["mapping-utc-offset", received = excerpt(offset)]),
            },
            _ => {
                self.fault(at, message!["mapping-option", name = excerpt(name)]);
            }
        }
    }

    /// The place of a field in the profile.
    fn path(&mut self, field: &str, at: usize) -> Option<FieldPath> {
        // A band's two ends come from one column.
        let path = match field {
            "age_band" => FieldPath::Fixed("age"),
            "income" | "income.band" => FieldPath::Fixed("income.amount"),
            _ => header_path(field),
        };
        let spelt_out = field.starts_with("attributes.");
        match &path {
            FieldPath::FreeForm(FreeFormObject::Attributes, _) if !spelt_out => {
                let near = match field.split_once('.') {
                    Some((_, last)) => PROFILE.near(last),
                    None => PROFILE.near(field),
                };
                let near = near.with("place", "mapping");
                self.fault(at, message!["mapping-field", name = excerpt(field)].saying("accepted", near));
                None
            }
            FieldPath::FreeForm(..) | FieldPath::Fixed(_) => Some(path),
        }
    }
}

fn replacement(value: &DeValue<'_>) -> Option<Replacement> {
    match value {
        DeValue::String(text) => Some(Replacement::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(Replacement::Flag(*flag)),
        DeValue::Integer(number) => number_of(number.as_str()),
        DeValue::Float(number) => number_of(number.as_str()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn number_of(raw: &str) -> Option<Replacement> {
    raw.parse().ok().map(|value| Replacement::Number { value, raw: raw.to_owned() })
}

fn offset_of(text: &str) -> Option<UtcOffset> {
    let format = time::macros::format_description!("[offset_hour sign:mandatory]:[offset_minute]");
    UtcOffset::parse(text, &format).ok()
}
