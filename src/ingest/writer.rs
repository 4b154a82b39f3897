//! Profiles written out as they were accepted: NDJSON, or CSV with dotted headers.

use std::fmt;
use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use super::schema::{FieldPath, FieldSpec, FieldType, FreeFormObject};
use super::timestamp;
use super::value::{Mixed, Value};

/// How profiles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteFormat {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with the dotted names of the contract. What reads them takes a text that is written as a
    /// number for one, which NDJSON keeps apart.
    Csv,
}

/// Takes the values of row after row and writes the rows that are kept.
pub(super) struct RowWriter<'o> {
    out: &'o mut dyn Write,
    format: WriteFormat,
    /// The columns of CSV, once they are known.
    columns: Option<Vec<FieldPath>>,
    row: Vec<(FieldPath, Json)>,
    written: u64,
    failure: Option<io::Error>,
}

impl fmt::Debug for RowWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowWriter")
            .field("format", &self.format)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

impl<'o> RowWriter<'o> {
    pub(super) fn new(format: WriteFormat, out: &'o mut dyn Write) -> Self {
        Self { out, format, columns: None, row: Vec::new(), written: 0, failure: None }
    }

    /// Says which columns may occur; false where others were said before, for CSV has one header.
    pub(super) fn set_columns(&mut self, columns: Vec<FieldPath>) -> bool {
        if self.format == WriteFormat::Ndjson {
            return true;
        }
        if let Some(known) = &self.columns {
            return columns.len() == known.len() && columns.iter().all(|column| known.contains(column));
        }
        let names: Vec<String> = columns.iter().map(FieldPath::to_string).collect();
        self.columns = Some(columns);
        self.write_record(&names);
        true
    }

    pub(super) fn begin_row(&mut self) {
        self.row.clear();
    }

    pub(super) fn set(&mut self, spec: &'static FieldSpec, value: Value<'_>) {
        self.row.push((FieldPath::Fixed(spec.path), json(Some(spec.field_type), value)));
    }

    pub(super) fn set_free_form(&mut self, object: FreeFormObject, name: &str, value: Value<'_>) {
        let value = match object {
            FreeFormObject::Channels => value.flag().map_or(Json::Null, Json::Bool),
            FreeFormObject::Attributes => json(None, value),
        };
        self.row.push((FieldPath::FreeForm(object, name.into()), value));
    }

    pub(super) fn keep_row(&mut self) {
        self.written += 1;
        match self.format {
            WriteFormat::Ndjson => self.write_line(),
            WriteFormat::Csv => {
                let columns = self.columns.as_deref().unwrap_or_default();
                let cell = |column: &FieldPath| self.row.iter().find(|(path, _)| path == column);
                let cells: Vec<String> =
                    columns.iter().map(|column| cell(column).map_or_else(String::new, text)).collect();
                self.write_record(&cells);
            }
        }
    }

    /// The number of profiles written.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.out.flush().map(|()| self.written),
        }
    }

    fn write_line(&mut self) {
        let mut profile = Map::new();
        for (path, value) in self.row.drain(..) {
            match path {
                FieldPath::Fixed(path) => insert(&mut profile, path, value),
                FieldPath::FreeForm(object, name) => {
                    let inner = profile.entry(object.name()).or_insert_with(|| Json::Object(Map::new()));
                    if let Json::Object(inner) = inner {
                        inner.insert(name.into(), value);
                    }
                }
            }
        }
        let mut line = Json::Object(profile).to_string();
        line.push('\n');
        self.write(line.as_bytes());
    }

    fn write_record(&mut self, cells: &[String]) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = writer.write_record(cells).map_err(io::Error::from);
        match written.and_then(|()| writer.into_inner().map_err(|error| error.into_error())) {
            Ok(line) => self.write(&line),
            Err(error) => {
                self.failure.get_or_insert(error);
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.failure.is_none() {
            self.failure = self.out.write_all(bytes).err();
        }
    }
}

/// Puts `value` at a dotted path.
fn insert(object: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
        }
        Some((group, rest)) => {
            if let Json::Object(inner) = object.entry(group).or_insert_with(|| Json::Object(Map::new())) {
                insert(inner, rest, value);
            }
        }
    }
}

/// An accepted value as its field holds it in JSON.
fn json(rule: Option<FieldType>, value: Value<'_>) -> Json {
    match rule {
        Some(FieldType::Timestamp(_)) => value
            .text("accepts-time")
            .ok()
            .and_then(timestamp::parse)
            .map_or(Json::Null, |at| timestamp::written(at).into()),
        Some(FieldType::Flag(_)) => value.flag().map_or(Json::Null, Json::Bool),
        Some(FieldType::Id | FieldType::IncomeCurrency | FieldType::IncomePeriod | FieldType::IncomeScope) => {
            as_text(value)
        }
        Some(FieldType::Category(_)) => mixed(value.category("accepts-text-or-number"), value),
        None => mixed(value.mixed("accepts-attribute"), value),
        Some(
            FieldType::Age
            | FieldType::BirthYear
            | FieldType::AgeBandMin
            | FieldType::AgeBandMax
            | FieldType::IncomeAmount
            | FieldType::IncomeBandMin
            | FieldType::IncomeBandMax
            | FieldType::MedianRatio
            | FieldType::HouseholdSize
            | FieldType::FollowOrder
            | FieldType::Weight
            | FieldType::LabelWeight
            | FieldType::Count(_),
        ) => number(value),
    }
}

/// A text or a number; a flag as an attribute may have it.
fn mixed<E>(kind: Result<Mixed<'_>, E>, value: Value<'_>) -> Json {
    match (kind, value) {
        (_, Value::Flag(flag)) => Json::Bool(flag),
        (Ok(Mixed::Number(_)), _) => number(value),
        (Ok(Mixed::Text(text)), _) => text.into(),
        (Err(_), _) => Json::Null,
    }
}

fn as_text(value: Value<'_>) -> Json {
    match value {
        Value::Text(text) | Value::Cell(text) | Value::Number { raw: text, .. } => text.into(),
        Value::Missing | Value::Flag(_) | Value::Nested(_) => Json::Null,
    }
}

/// A number, whole where it is.
fn number(value: Value<'_>) -> Json {
    const EXACT: f64 = super::value::MAX_WHOLE;
    match value.number("accepts-number") {
        Ok(number) if number.fract() == 0.0 && number.abs() <= EXACT => (number as i64).into(),
        Ok(number) => number.into(),
        Err(_) => Json::Null,
    }
}

/// A value as a cell. The flag of an attribute is 1 or 0, since words stay texts there.
fn text((path, value): &(FieldPath, Json)) -> String {
    match (path, value) {
        (FieldPath::FreeForm(FreeFormObject::Attributes, _), Json::Bool(flag)) => u8::from(*flag).to_string(),
        (_, Json::String(text)) => text.clone(),
        (_, Json::Null) => String::new(),
        (_, Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => value.to_string(),
    }
}
