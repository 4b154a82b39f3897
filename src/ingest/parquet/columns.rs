//! What the columns of a file stand for: dotted names as in the header of CSV, or structs and maps as in JSON.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, Schema, TimeUnit};

use super::super::assemble::Assembler;
use super::super::schema::{
    FieldGroup, FieldPath, FieldSpec, FreeFormObject, PROFILE, SchemaEntry, field_by_path, header_path,
};
use super::super::{ProfileSink, ReadError, excerpt};
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

/// What each column of the schema stands for.
pub(super) fn targets(
    schema: &Schema,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<Vec<Target>, ReadError> {
    let mut naming = Naming { assembler, seen: HashSet::new() };
    let targets = schema.fields().iter().map(|field| naming.column(field)).collect::<Result<_, _>>()?;
    naming.assembler.column_map().commit();
    Ok(targets)
}

struct Naming<'a, 'o, S> {
    assembler: &'a mut Assembler<'o, S>,
    seen: HashSet<FieldPath>,
}

impl<S: ProfileSink> Naming<'_, '_, S> {
    fn column(&mut self, field: &ArrowField) -> Result<Target, ReadError> {
        let name = field.name();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(format_error(format!("a column is named \"{}\"; give it a name", excerpt(name))));
        }
        match (PROFILE.entry(name), field.data_type()) {
            (Some(SchemaEntry::Group(group)), DataType::Struct(fields)) => self.group(group, fields),
            (Some(SchemaEntry::FreeForm(object)), DataType::Struct(fields)) => self.members(object, fields),
            (Some(SchemaEntry::FreeForm(object)), DataType::Map(entries, _)) => map(name, object, entries),
            (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), _) => {
                Err(unsuited(name, field, "a struct of its fields, or columns with dotted names"))
            }
            (Some(SchemaEntry::Field(_)) | None, _) => self.leaf(header_path(name), name, field),
        }
    }

    fn group(&mut self, group: &'static FieldGroup, fields: &Fields) -> Result<Target, ReadError> {
        let member = |field: &Arc<ArrowField>| {
            let path = group.path_of(field.name());
            match (group.entry(field.name()), field.data_type()) {
                (Some(SchemaEntry::Field(spec)), _) => self.leaf(FieldPath::Fixed(spec.path), &path, field),
                (Some(SchemaEntry::Group(inner)), DataType::Struct(fields)) => self.group(inner, fields),
                (Some(SchemaEntry::Group(_) | SchemaEntry::FreeForm(_)), _) => {
                    Err(unsuited(&path, field, "a struct of its fields"))
                }
                (None, _) => {
                    let accepted = group.near(field.name());
                    Err(format_error(format!("there is no field {path}; accepted: {accepted}")))
                }
            }
        };
        fields.iter().map(member).collect::<Result<_, _>>().map(Target::Struct)
    }

    fn members(&mut self, object: FreeFormObject, fields: &Fields) -> Result<Target, ReadError> {
        let member = |field: &Arc<ArrowField>| {
            let path = format!("{}.{}", object.name(), excerpt(field.name()));
            self.leaf(FieldPath::FreeForm(object, field.name().as_str().into()), &path, field)
        };
        fields.iter().map(member).collect::<Result<_, _>>().map(Target::Struct)
    }

    fn leaf(&mut self, path: FieldPath, name: &str, field: &ArrowField) -> Result<Target, ReadError> {
        let Some(leaf) = leaf(field.data_type()) else {
            return Err(unsuited(name, field, "a text, a number, a flag, a date, a time or a decimal"));
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

fn map(name: &str, object: FreeFormObject, entries: &ArrowField) -> Result<Target, ReadError> {
    let DataType::Struct(parts) = entries.data_type() else {
        return Err(unsuited(name, entries, "a map from names to values"));
    };
    match parts.iter().map(|part| leaf(part.data_type())).collect::<Vec<_>>().as_slice() {
        [Some(Leaf::Text), Some(value)] => Ok(Target::Map(object, *value)),
        _ => Err(unsuited(name, entries, "a map from texts to single values")),
    }
}

fn unsuited(name: &str, field: &ArrowField, accepted: &str) -> ReadError {
    let found = excerpt(&field.data_type().to_string());
    format_error(format!("the column {} is of type {found}; accepted: {accepted}", excerpt(name)))
}
