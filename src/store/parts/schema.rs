//! The columns of a part, and how they are described.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};

use crate::profile::{ColumnId, Columns, Field, Kind};

/// Version of the stored form.
pub(super) const VERSION: &str = "1";
pub(super) const VERSION_KEY: &str = "audience_fit.part";
pub(super) const FIRST_KEY: &str = "audience_fit.first";
pub(super) const OVERFLOWED_KEY: &str = "audience_fit.overflowed";

pub(super) const ROW_NUMBER: &str = "row_number";
pub(super) const ID_HASH: &str = "id_hash";
/// Columns before those of the fields.
pub(super) const OWN: usize = 2;

const FIELD_KEY: &str = "field";
const KIND_KEY: &str = "kind";
const KINDS: [(&str, Kind); 4] =
    [("number", Kind::Number), ("level", Kind::Level), ("flag", Kind::Flag), ("moment", Kind::Moment)];

/// The schema of a part with these columns.
pub(super) fn schema_of(columns: &Columns) -> SchemaRef {
    let own = [ArrowField::new(ROW_NUMBER, DataType::UInt64, false), ArrowField::new(ID_HASH, DataType::UInt64, true)];
    let fields = columns.iter().map(|(_, field, kind)| {
        let metadata = [(FIELD_KEY, field.to_string()), (KIND_KEY, kind_name(kind).to_owned())];
        let metadata: HashMap<String, String> = metadata.map(|(key, value)| (key.to_owned(), value)).into();
        ArrowField::new(column_name(field, kind), data_type(kind), true).with_metadata(metadata)
    });
    Arc::new(Schema::new(own.into_iter().chain(fields).collect::<Vec<_>>()))
}

/// The field and kind that a column of a part says it is.
pub(super) fn column_of(stored: &ArrowField) -> Option<(Field, Kind)> {
    let field = Field::of_name(stored.metadata().get(FIELD_KEY)?)?;
    let name = stored.metadata().get(KIND_KEY)?;
    let (_, kind) = KINDS.into_iter().find(|(own, _)| own == name)?;
    (*stored.data_type() == data_type(kind)).then_some((field, kind))
}

/// The columns that had more texts than are kept, as positions among the columns.
pub(super) fn overflowed(columns: &Columns) -> Vec<usize> {
    let full = |id: &ColumnId| columns.dictionary(*id).overflowed();
    columns.iter().map(|(id, ..)| id).filter(full).map(ColumnId::place).collect()
}

fn column_name(field: &Field, kind: Kind) -> String {
    if field.kind() == Some(kind) { field.to_string() } else { format!("{field}.{}", kind_name(kind)) }
}

fn kind_name(kind: Kind) -> &'static str {
    KINDS.into_iter().find(|(_, own)| *own == kind).map_or("", |(name, _)| name)
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Number => DataType::Float32,
        Kind::Level => DataType::Utf8,
        Kind::Flag => DataType::Boolean,
        Kind::Moment => DataType::Int64,
    }
}
