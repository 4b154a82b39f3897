//! How a table is laid out in JSON, by its beginning.

use serde::{Deserialize, Serialize};

use super::super::counting_reader::BOM;
use super::super::json_scanner::JsonScanner;
use super::super::schema::{FieldType, PROFILE, SchemaEntry};
use super::super::table::is_known_name;
use super::super::value::Value;

/// Records, and members of an object, by which it is decided what a source is.
const MAX_SEEN: usize = 50;

/// How a table is laid out in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonOrientation {
    /// A list of flat objects.
    Records,
    /// The names, and a list of rows.
    Split,
    /// A schema, and a list of flat objects.
    Table,
    /// An object a column.
    Columns,
    /// An object a row, by labels.
    Index,
    /// A list a column.
    Lists,
    /// A list a row, the first of names.
    Rows,
}

impl JsonOrientation {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Split => "split",
            Self::Table => "table",
            Self::Columns => "columns",
            Self::Index => "index",
            Self::Lists => "lists",
            Self::Rows => "rows",
        }
    }

    /// The orientation of the table that begins so; `None` for profiles as the contract has them, and for anything else.
    pub(in crate::ingest) fn of(beginning: &[u8]) -> Option<Self> {
        let beginning = beginning.strip_prefix(BOM).unwrap_or(beginning);
        let text = match std::str::from_utf8(beginning) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&beginning[..error.valid_up_to()]).ok()?,
        };
        let mut scanner = JsonScanner::new(text);
        match scanner.peek()? {
            b'{' => of_object(text),
            b'[' => {
                scanner.take(b'[');
                match scanner.peek()? {
                    b'[' => is_row_of_names(&mut scanner).then_some(Self::Rows),
                    b'{' => are_flat_records(&mut scanner).then_some(Self::Records),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// A member of an object, as far as its value shows.
struct Member {
    name: String,
    first: u8,
    /// What the object or list begins with: a name, or the first byte of an element.
    inner: Option<(String, u8)>,
}

fn of_object(text: &str) -> Option<JsonOrientation> {
    let members = members(text);
    let value = |name: &str| members.iter().find(|member| member.name == name).map(|member| member.first);
    let all = |first: u8| !members.is_empty() && members.iter().all(|member| member.first == first);
    let is_known = |member: &Member| is_known_name(&member.name);
    if value("columns") == Some(b'[') && (value("data") == Some(b'[') || members.len() < 3 && value("data").is_none()) {
        return Some(JsonOrientation::Split);
    }
    if value("schema") == Some(b'{') && value("data") == Some(b'[') {
        return Some(JsonOrientation::Table);
    }
    let is_own =
        |member: &Member| matches!(PROFILE.entry(&member.name), Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)));
    if all(b'{') && !members.iter().any(is_own) {
        let inner = |member: &Member| member.inner.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        let is_label = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        if members.iter().any(is_known) || members.iter().all(|member| is_label(&inner(member))) {
            return Some(JsonOrientation::Columns);
        }
        return is_known_name(&inner(&members[0])).then_some(JsonOrientation::Index);
    }
    let is_scalar = |member: &Member| member.inner.as_ref().is_some_and(|(_, first)| !matches!(first, b'{' | b'['));
    if all(b'[') && members.iter().all(is_scalar) && members.iter().any(is_known) {
        return Some(JsonOrientation::Lists);
    }
    are_flat_records(&mut JsonScanner::new(text)).then_some(JsonOrientation::Records)
}

/// The first members of the object that a text begins with.
fn members(text: &str) -> Vec<Member> {
    let (mut scanner, mut unescaped) = (JsonScanner::new(text), String::new());
    let mut members = Vec::new();
    scanner.take(b'{');
    while members.len() < MAX_SEEN && scanner.peek() == Some(b'"') {
        let Ok(name) = scanner.string(&mut unescaped).map(str::to_owned) else { break };
        let (true, Some(first)) = (scanner.take(b':'), scanner.peek()) else { break };
        members.push(Member { name, first, inner: inner_of(&scanner, first) });
        if scanner.value(&mut unescaped).is_err() || !scanner.take(b',') {
            break;
        }
    }
    members
}

/// What stands first in the object or list that comes next.
fn inner_of(scanner: &JsonScanner<'_>, first: u8) -> Option<(String, u8)> {
    let (mut inner, mut unescaped) = (scanner.clone(), String::new());
    inner.take(first);
    let first = inner.peek()?;
    let name = if first == b'"' { inner.string(&mut unescaped).ok()?.to_owned() } else { String::new() };
    Some((name, first))
}

/// Whether the list that comes next holds names alone, and a known one.
fn is_row_of_names(scanner: &mut JsonScanner<'_>) -> bool {
    let (mut unescaped, mut is_any_known) = (String::new(), false);
    scanner.take(b'[');
    loop {
        match scanner.value(&mut unescaped) {
            Ok(Value::Text(name)) => is_any_known |= is_known_name(name),
            _ => return false,
        }
        if !scanner.take(b',') {
            return is_any_known && scanner.take(b']');
        }
    }
}

/// Whether the objects that come next, in a list or one after another, are rows of a table: flat, of several members, and half
/// of them or more with other names or spellings of values than profiles have. A single one, or a name that is nearly one of
/// the contract's, is a slip, which a reader of profiles names.
fn are_flat_records(scanner: &mut JsonScanner<'_>) -> bool {
    let mut unescaped = String::new();
    let (mut records, mut of_table, mut is_several) = (0, 0, false);
    let mut is_whole = true;
    while is_whole && records < MAX_SEEN && scanner.take(b'{') {
        let (mut members, mut is_marked) = (0, false);
        while scanner.peek() == Some(b'"') {
            let name = scanner.string(&mut unescaped).map(str::to_owned);
            let (Ok(name), true) = (name, scanner.take(b':')) else { break };
            match scanner.value(&mut unescaped) {
                Ok(Value::Nested(_)) => return false,
                Ok(value) => is_marked |= is_of_table(&name, value),
                Err(_) => break,
            }
            members += 1;
            if !scanner.take(b',') {
                break;
            }
        }
        // What is seen may end within a record, or the record be broken.
        is_whole = scanner.take(b'}');
        scanner.take(b',');
        if members > 0 {
            records += 1;
            of_table += usize::from(is_marked);
            is_several |= members > 1;
        }
    }
    is_several && records > 0 && 2 * of_table >= records
}

/// Whether a member is one of a table and none of a profile: its name, or a number or flag that is spelt as tables spell it.
fn is_of_table(name: &str, value: Value<'_>) -> bool {
    let spec = match PROFILE.entry(name) {
        Some(SchemaEntry::Field(spec)) => spec,
        Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)) => return false,
        None => return is_known_name(name) || !PROFILE.is_near(name),
    };
    match (spec.field_type, value) {
        (FieldType::Id | FieldType::Category(_) | FieldType::Timestamp(_), _) => false,
        (FieldType::Flag(_), value) => matches!(value, Value::Number { .. } | Value::Text(_)),
        (_, Value::Text(text)) => text.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}
