//! How the columns of one file become those of its table. Files of a folder all have the table's columns. Those that the log of a
//! table names may lack some, name them otherwise, or share values that stand in the log alone.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray, StructArray, new_null_array};
use arrow_schema::{DataType, Field, Fields, Schema};

use super::super::ReadError;
use super::columns::with_views;
use super::format_error;

/// The columns of a table, whichever of its files has them.
#[derive(Debug, Clone)]
pub struct TableColumns {
    /// The columns under their names.
    named: Schema,
    /// The same columns under the names that they have in the files.
    stored: Schema,
}

impl TableColumns {
    /// Columns with the names that `stored` gives them in the files: both have the same fields in the same order, down to the
    /// members of structs.
    pub fn new(named: &Schema, stored: &Schema) -> Self {
        Self { named: with_views(named), stored: with_views(stored) }
    }

    /// Columns that are named alike in all files.
    pub(super) fn alike(schema: Schema) -> Self {
        Self { stored: schema.clone(), named: schema }
    }

    pub(super) fn named(&self) -> &Schema {
        &self.named
    }

    /// Where each of the columns at `roots` is in a file, whose rows share `values`.
    pub(super) fn found(&self, roots: &[usize], file: &Schema, values: &[(String, String)]) -> Vec<Found> {
        let found = |root: &usize| {
            let name = self.stored.field(*root).name();
            if let Some((_, value)) = values.iter().find(|(key, _)| key == name) {
                return Found::Shared(value.clone());
            }
            // Of columns of one name each keeps its place.
            let is_at_its_place = file.fields().get(*root).is_some_and(|field| field.name() == name);
            let place = if is_at_its_place { Some(*root) } else { file.index_of(name).ok() };
            place.map_or(Found::Nowhere, Found::Stored)
        };
        roots.iter().map(found).collect()
    }

    /// The columns of a file, those that are read with the types that the table gives them.
    pub(super) fn typed(&self, roots: &[usize], found: &[Found], file: &Schema) -> Schema {
        let mut fields: Vec<Arc<Field>> = file.fields().iter().cloned().collect();
        for (root, found) in roots.iter().zip(found) {
            if let Some(place) = found.place() {
                fields[place] = typed(&fields[place], self.stored.field(*root));
            }
        }
        Schema::new(fields)
    }

    /// Rows of a file as rows of the table: the columns at `roots`, of which those that the file has stand in `rows` in the
    /// order of the file.
    pub(super) fn rows(&self, roots: &[usize], found: &[Found], rows: &RecordBatch) -> Result<RecordBatch, ReadError> {
        let mut stored: Vec<usize> = found.iter().filter_map(Found::place).collect();
        stored.sort_unstable();
        let column = |(root, found): (&usize, &Found)| {
            let named = self.named.field(*root);
            match found {
                Found::Stored(place) => {
                    let column = rows.column(stored.binary_search(place).expect("the column is read"));
                    conform(column, self.stored.field(*root), named)
                }
                Found::Shared(value) => {
                    let value = Some(value.as_str()).filter(|value| !value.is_empty());
                    Arc::new(std::iter::repeat_n(value, rows.num_rows()).collect::<StringViewArray>())
                }
                Found::Nowhere => new_null_array(named.data_type(), rows.num_rows()),
            }
        };
        let columns: Vec<ArrayRef> = roots.iter().zip(found).map(column).collect();
        let names = roots.iter().map(|root| self.named.field(*root).name());
        let schema = Schema::new(names.zip(&columns).map(field_of).collect::<Vec<_>>());
        RecordBatch::try_new(Arc::new(schema), columns).map_err(|error| format_error(error.to_string()))
    }
}

/// Where a column of the table is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// In this column of the file.
    Stored(usize),
    /// All rows of the file have this value; none where it is empty.
    Shared(String),
    /// The file was written before the table had the column.
    Nowhere,
}

impl Found {
    /// The column of the file.
    pub(super) fn place(&self) -> Option<usize> {
        if let Self::Stored(place) = self { Some(*place) } else { None }
    }
}

/// A field that holds an array.
fn field_of((name, array): (&String, &ArrayRef)) -> Field {
    Field::new(name, array.data_type().clone(), true)
}

/// A field of a file with the type that the table gives it. What is in lists and maps is left as it is: writers name the
/// parts of these as they like.
fn typed(file: &Arc<Field>, table: &Field) -> Arc<Field> {
    let data_type = match (file.data_type(), table.data_type()) {
        (DataType::Struct(members), DataType::Struct(of_table)) => {
            let member = |member: &Arc<Field>| {
                of_table.find(member.name()).map_or_else(|| Arc::clone(member), |(_, of_table)| typed(member, of_table))
            };
            DataType::Struct(members.iter().map(member).collect())
        }
        (_, of_table) if !of_table.is_nested() => of_table.clone(),
        (of_file, _) => of_file.clone(),
    };
    Arc::new(file.as_ref().clone().with_data_type(data_type))
}

/// A column of a file as the table has it: members of structs under the table's names and in its order, those that the file
/// lacks missing.
fn conform(column: &ArrayRef, stored: &Field, named: &Field) -> ArrayRef {
    let (DataType::Struct(stored), DataType::Struct(named)) = (stored.data_type(), named.data_type()) else {
        return Arc::clone(column);
    };
    let Some(members) = column.as_struct_opt().filter(|_| column.data_type() != &DataType::Struct(named.clone()))
    else {
        return Arc::clone(column);
    };
    let member = |(stored, named): (&Arc<Field>, &Arc<Field>)| match members.column_by_name(stored.name()) {
        Some(member) => conform(member, stored, named),
        None => new_null_array(named.data_type(), members.len()),
    };
    let columns: Vec<ArrayRef> = stored.iter().zip(named).map(member).collect();
    let fields: Fields = named.iter().map(|field| field.name()).zip(&columns).map(field_of).collect();
    Arc::new(StructArray::new(fields, columns, members.nulls().cloned()))
}
