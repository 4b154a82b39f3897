//! Which columns of a file are read: single values under their names, members of structs under dotted names, and maps.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, Schema, TimeUnit};

use super::super::schema::{FieldGroup, FreeFormObject, PROFILE, SchemaEntry, header_path};
use super::super::{Note, ReadError, excerpt};
use super::format_error;
use crate::message::{Message, MessageArgument, message};

/// What is read of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadColumns {
    /// Columns of single values, and members of structs, in the order of the file.
    pub(super) leaves: Vec<LeafColumn>,
    pub(super) maps: Vec<MapColumn>,
    /// Columns that are left out, with what they hold.
    left_out: Vec<Message>,
}

/// Single values: a column, or a member of structs.
#[derive(Debug, Clone)]
pub(super) struct LeafColumn {
    /// Its name, dotted where it is a member.
    pub(super) name: String,
    /// The position of its column, then those of the members that lead to it.
    pub(super) steps: Vec<usize>,
    pub(super) leaf: Leaf,
}

/// A map from names to values.
#[derive(Debug, Clone)]
pub(super) struct MapColumn {
    pub(super) root: usize,
    pub(super) object: FreeFormObject,
    pub(super) leaf: Leaf,
}

/// The type of single values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Nothing,
    Flag,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,
    Decimal128,
    Decimal256,
    Text,
    Day,
    /// A time in UTC, or without a zone.
    Time {
        unit: TimeUnit,
        zoned: bool,
    },
}

/// The schema with texts that are looked at where they stand: a long one that every row refers to is not copied.
pub(super) fn with_views(schema: &Schema) -> Schema {
    Schema::new(view_fields(schema.fields()))
}

fn view_fields(fields: &Fields) -> Fields {
    fields.iter().map(|field| view_field(field)).collect()
}

fn view_field(field: &ArrowField) -> ArrowField {
    field.clone().with_data_type(view_type(field.data_type()))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other types stay as they are")]
fn view_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8 => DataType::Utf8View,
        DataType::Struct(fields) => DataType::Struct(view_fields(fields)),
        DataType::Map(entries, sorted) => DataType::Map(Arc::new(view_field(entries)), *sorted),
        other => other.clone(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other types are rejected")]
fn leaf(data_type: &DataType) -> Option<Leaf> {
    Some(match data_type {
        DataType::Null => Leaf::Nothing,
        DataType::Boolean => Leaf::Flag,
        DataType::Int8 => Leaf::Int8,
        DataType::Int16 => Leaf::Int16,
        DataType::Int32 => Leaf::Int32,
        DataType::Int64 => Leaf::Int64,
        DataType::UInt8 => Leaf::UInt8,
        DataType::UInt16 => Leaf::UInt16,
        DataType::UInt32 => Leaf::UInt32,
        DataType::UInt64 => Leaf::UInt64,
        DataType::Float16 => Leaf::Float16,
        DataType::Float32 => Leaf::Float32,
        DataType::Float64 => Leaf::Float64,
        DataType::Decimal128(..) => Leaf::Decimal128,
        DataType::Decimal256(..) => Leaf::Decimal256,
        DataType::Utf8View => Leaf::Text,
        DataType::Date32 => Leaf::Day,
        DataType::Timestamp(unit, zone) => Leaf::Time { unit: *unit, zoned: zone.is_some() },
        _ => return None,
    })
}

impl ReadColumns {
    /// Columns that are listed by name.
    const MAX_LISTED: usize = 8;

    /// What is read of the columns of a schema.
    ///
    /// A column that no field needs never stands in the way: it is left out, whatever it holds.
    pub(super) fn of(schema: &Schema) -> Result<Self, ReadError> {
        let mut layout = Self::default();
        for (root, field) in schema.fields().iter().enumerate() {
            layout.column(root, field)?;
        }
        if layout.leaves.is_empty() && layout.maps.is_empty() {
            let names = MessageArgument::List(layout.listed().to_vec());
            return Err(format_error(message!["file-no-read-column"].and("names", names)));
        }
        let mut seen = HashSet::new();
        let twice = layout.leaves.iter().find(|leaf| {
            let path = header_path(&leaf.name);
            path.is_fixed() && !seen.insert(path)
        });
        match twice {
            Some(leaf) => Err(format_error(message!["file-column-twice", name = excerpt(&leaf.name)])),
            None => Ok(layout),
        }
    }

    /// The positions of the columns of which something is read.
    pub(super) fn roots(&self) -> Vec<usize> {
        let leaves = self.leaves.iter().map(|leaf| leaf.steps[0]);
        let roots: BTreeSet<usize> = leaves.chain(self.maps.iter().map(|map| map.root)).collect();
        roots.into_iter().collect()
    }

    /// The first columns left out.
    fn listed(&self) -> &[Message] {
        &self.left_out[..self.left_out.len().min(Self::MAX_LISTED)]
    }

    /// Which columns are left out, and why.
    pub(super) fn notes(&self) -> Vec<Note> {
        if self.left_out.is_empty() {
            return Vec::new();
        }
        let columns = self.listed().to_vec();
        let more = (self.left_out.len() - columns.len()) as u64;
        vec![Note::ColumnsLeftOut { columns, more }]
    }

    /// Leaves a column out that no field needs; `why` is the id of a message.
    fn leave_out(&mut self, name: &str, why: &'static str) {
        let name = if name.is_empty() { message!["file-column-unnamed"] } else { excerpt(name).into() };
        self.left_out.push(message!["file-column-left-out"].saying("name", name).saying("why", Message::new(why)));
    }

    fn leave_out_type(&mut self, name: &str, field: &ArrowField) {
        self.leave_out(name, type_name(field.data_type()));
    }

    fn column(&mut self, root: usize, field: &ArrowField) -> Result<(), ReadError> {
        let name = field.name();
        if name.chars().any(char::is_control) {
            self.leave_out(name, "file-column-control-characters");
            return Ok(());
        }
        if name.starts_with("__index_level_") {
            self.leave_out(name, "file-column-row-numbers");
            return Ok(());
        }
        let steps = vec![root];
        match (PROFILE.entry(name), field.data_type()) {
            (Some(SchemaEntry::Group(group)), DataType::Struct(fields)) => return self.group(group, fields, &steps),
            (Some(SchemaEntry::FreeForm(object)), DataType::Struct(fields)) => {
                for (member, field) in fields.iter().enumerate() {
                    self.leaf(format!("{}.{}", object.name(), field.name()), vec![root, member], field)?;
                }
            }
            (Some(SchemaEntry::FreeForm(object)), DataType::Map(entries, _)) => self.map(root, name, object, entries),
            // A table out of CSV may have a plain column of such a name: `income`, and what it is is decided as there.
            (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), other) if leaf(other).is_none() => {
                self.leave_out_type(name, field);
            }
            (Some(_) | None, _) => return self.leaf(name.trim().to_owned(), steps, field),
        }
        Ok(())
    }

    fn group(&mut self, group: &'static FieldGroup, fields: &Fields, steps: &[usize]) -> Result<(), ReadError> {
        for (member, field) in fields.iter().enumerate() {
            let path = group.path_of(field.name());
            let steps = [steps, &[member]].concat();
            match (group.entry(field.name()), field.data_type()) {
                (Some(SchemaEntry::Field(spec)), _) => self.leaf(spec.path.to_owned(), steps, field)?,
                (Some(SchemaEntry::Group(inner)), DataType::Struct(fields)) => self.group(inner, fields, &steps)?,
                (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), _) => self.leave_out_type(&path, field),
                (None, _) => self.leave_out(&path, "file-column-no-field"),
            }
        }
        Ok(())
    }

    fn map(&mut self, root: usize, name: &str, object: FreeFormObject, entries: &ArrowField) {
        let fields = if let DataType::Struct(fields) = entries.data_type() { fields } else { &Fields::empty() };
        let parts: Vec<Option<Leaf>> = fields.iter().map(|part| leaf(part.data_type())).collect();
        match parts.as_slice() {
            [Some(Leaf::Text), Some(value)] => self.maps.push(MapColumn { root, object, leaf: *value }),
            _ => self.leave_out(name, "file-column-map-of-others"),
        }
    }

    fn leaf(&mut self, name: String, steps: Vec<usize>, field: &ArrowField) -> Result<(), ReadError> {
        match leaf(field.data_type()) {
            Some(leaf) => self.leaves.push(LeafColumn { name, steps, leaf }),
            None if header_path(&name).is_fixed() => return Err(unsuited(&name, field)),
            None => self.leave_out_type(&name, field),
        }
        Ok(())
    }
}

/// The id of the message that names a type that is not read.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are named as they are")]
fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::ListView(_) => {
            "file-column-type-lists"
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "file-column-type-bytes"
        }
        DataType::Time32(_) | DataType::Time64(_) => "file-column-type-times-of-day",
        DataType::Duration(_) | DataType::Interval(_) => "file-column-type-durations",
        DataType::Struct(_) => "file-column-type-structs",
        DataType::Map(..) => "file-column-type-maps",
        _ => "file-column-type-single",
    }
}

fn unsuited(name: &str, field: &ArrowField) -> ReadError {
    let (name, found) = (excerpt(name), type_name(field.data_type()));
    format_error(message!["file-column-type", name = name].saying("found", Message::new(found)))
}
