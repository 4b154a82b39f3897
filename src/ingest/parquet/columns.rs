//! What the columns of a file stand for: dotted names as in the header of CSV, or structs and maps as in JSON.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, Schema, TimeUnit};

use super::super::assemble::Assembler;
use super::super::schema::{
    FieldGroup, FieldPath, FieldSpec, FreeFormObject, PROFILE, SchemaEntry, field_by_path, header_path,
};
use super::super::{Note, ProfileSink, ReadError, excerpt};
use super::format_error;

/// Where the values of a column go.
#[derive(Debug)]
pub(super) enum Target {
    Fixed(&'static FieldSpec, Leaf),
    FreeForm {
        object: FreeFormObject,
        slot: u32,
        name: Box<str>,
        leaf: Leaf,
    },
    /// A struct, and where its members go.
    Struct(Vec<Target>),
    /// A map from names to values.
    Map(FreeFormObject, Leaf),
    /// Nowhere.
    LeftOut,
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
    Time(TimeUnit),
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
        DataType::Timestamp(unit, _) => Leaf::Time(*unit),
        _ => return None,
    })
}

/// What each column of the schema stands for, and why some are left out, in sentences.
///
/// A column that no field needs never stands in the way: it is left out, whatever it holds.
pub(super) fn targets(
    schema: &Schema,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<(Vec<Target>, Vec<Note>), ReadError> {
    let mut naming = Naming { assembler, seen: HashSet::new(), left_out: Vec::new(), unnamed: 0 };
    let targets: Vec<Target> = schema.fields().iter().map(|field| naming.column(field)).collect::<Result<_, _>>()?;
    naming.assembler.column_map().commit();
    let notes = naming.notes();
    if targets.iter().all(|target| matches!(target, Target::LeftOut)) {
        let names = naming.listed().join(", ");
        return Err(format_error(format!("it has no column that is read; there are: {names}")));
    }
    Ok((targets, notes))
}

struct Naming<'a, 'o, S> {
    assembler: &'a mut Assembler<'o, S>,
    seen: HashSet<FieldPath>,
    /// Columns that are left out, with what they hold.
    left_out: Vec<String>,
    unnamed: usize,
}

impl<S: ProfileSink> Naming<'_, '_, S> {
    /// Columns that are listed by name.
    const MAX_LISTED: usize = 8;

    /// The first columns left out.
    fn listed(&self) -> &[String] {
        &self.left_out[..self.left_out.len().min(Self::MAX_LISTED)]
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if !self.left_out.is_empty() {
            let columns = self.listed().to_vec();
            let more = (self.left_out.len() - columns.len()) as u64;
            notes.push(Note::ColumnsLeftOut { columns, more });
        }
        if self.unnamed > 0 {
            notes.push(Note::UnnamedColumns(self.unnamed as u64));
        }
        notes
    }

    /// Leaves a column out that no field needs.
    fn leave_out(&mut self, name: &str, what: &str) -> Target {
        self.left_out.push(format!("{} ({})", excerpt(name), excerpt(what)));
        Target::LeftOut
    }

    fn column(&mut self, field: &ArrowField) -> Result<Target, ReadError> {
        let name = field.name();
        if name.is_empty() {
            self.unnamed += 1;
            return Ok(Target::LeftOut);
        }
        if name.chars().any(char::is_control) {
            return Ok(self.leave_out(name, "a name with control characters"));
        }
        if name.starts_with("__index_level_") {
            return Ok(self.leave_out(name, "row numbers"));
        }
        match (PROFILE.entry(name), field.data_type()) {
            (Some(SchemaEntry::Group(group)), DataType::Struct(fields)) => self.group(group, fields),
            (Some(SchemaEntry::FreeForm(object)), DataType::Struct(fields)) => self.members(object, fields),
            (Some(SchemaEntry::FreeForm(object)), DataType::Map(entries, _)) => Ok(self.map(name, object, entries)),
            (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), _) => Ok(self.leave_out_type(name, field)),
            (Some(SchemaEntry::Field(_)) | None, _) => self.leaf(header_path(name), name, field),
        }
    }

    fn leave_out_type(&mut self, name: &str, field: &ArrowField) -> Target {
        self.leave_out(name, type_name(field.data_type()))
    }

    fn group(&mut self, group: &'static FieldGroup, fields: &Fields) -> Result<Target, ReadError> {
        let mut members = Vec::with_capacity(fields.len());
        for field in fields {
            let path = group.path_of(field.name());
            members.push(match (group.entry(field.name()), field.data_type()) {
                (Some(SchemaEntry::Field(spec)), _) => self.leaf(FieldPath::Fixed(spec.path), &path, field)?,
                (Some(SchemaEntry::Group(inner)), DataType::Struct(fields)) => self.group(inner, fields)?,
                (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), _) => self.leave_out_type(&path, field),
                (None, _) => self.leave_out(&path, "no such field"),
            });
        }
        Ok(Target::Struct(members))
    }

    fn members(&mut self, object: FreeFormObject, fields: &Fields) -> Result<Target, ReadError> {
        let mut members = Vec::with_capacity(fields.len());
        for field in fields {
            let path = format!("{}.{}", object.name(), excerpt(field.name()));
            members.push(self.leaf(FieldPath::FreeForm(object, field.name().as_str().into()), &path, field)?);
        }
        Ok(Target::Struct(members))
    }

    fn map(&mut self, name: &str, object: FreeFormObject, entries: &ArrowField) -> Target {
        let fields = if let DataType::Struct(fields) = entries.data_type() { fields } else { &Fields::empty() };
        let parts: Vec<Option<Leaf>> = fields.iter().map(|part| leaf(part.data_type())).collect();
        match parts.as_slice() {
            [Some(Leaf::Text), Some(value)] => Target::Map(object, *value),
            _ => self.leave_out(name, "a map of other things than single values"),
        }
    }

    fn leaf(&mut self, path: FieldPath, name: &str, field: &ArrowField) -> Result<Target, ReadError> {
        let Some(leaf) = leaf(field.data_type()) else {
            return match path {
                FieldPath::Fixed(_) => Err(unsuited(name, field)),
                FieldPath::FreeForm(..) => Ok(self.leave_out_type(name, field)),
            };
        };
        if !self.seen.insert(path.clone()) {
            return Err(format_error(format!("the column {} is there twice", excerpt(name))));
        }
        match path {
            FieldPath::Fixed(path) => Ok(Target::Fixed(field_by_path(path).expect("the path came from there"), leaf)),
            FieldPath::FreeForm(object, own) => match self.assembler.column_map().open(object, &own) {
                Ok(slot) => Ok(Target::FreeForm { object, slot, name: own, leaf }),
                Err(error) => {
                    let accepted = error.accepted;
                    Err(format_error(format!("a column is named {}; accepted: {accepted}", excerpt(name))))
                }
            },
        }
    }
}

/// A type that is not read, in words.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are named as they are")]
fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::ListView(_) => "lists",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => "bytes",
        DataType::Time32(_) | DataType::Time64(_) => "times of the day",
        DataType::Duration(_) | DataType::Interval(_) => "lengths of time",
        DataType::Struct(_) => "structs",
        DataType::Map(..) => "maps",
        _ => "single values where a struct is read",
    }
}

fn unsuited(name: &str, field: &ArrowField) -> ReadError {
    let (name, found) = (excerpt(name), type_name(field.data_type()));
    format_error(format!("the column {name} holds {found}; accepted: a text, a number, a flag, a date or a time"))
}
