//! What a table was taken for, as it is sent.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ingest::{ColumnBasisCode, ColumnForm, ColumnFormCode, ColumnReading, ColumnValues, Reading};
use crate::report::Language;

/// What one column was taken for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ColumnUse)]
pub struct ColumnUseBody {
    /// Name in the file, shortened; empty where it has none.
    pub name: String,
    /// Field that it gives, for example `account.created_at`; null where it is not used.
    pub field: Option<String>,
    /// Why it is used so, or not used.
    pub basis: ColumnBasisCode,
    /// Field that it looks like, where it is not used as it.
    pub guess: Option<String>,
    /// How its values are read, where that is not plain.
    pub forms: Vec<ColumnFormCode>,
}

/// The columns of a table.
pub fn column_uses(reading: &Reading) -> Vec<ColumnUseBody> {
    reading.columns.iter().map(ColumnUseBody::from).collect()
}

impl From<&ColumnReading> for ColumnUseBody {
    fn from(column: &ColumnReading) -> Self {
        Self {
            name: column.name.clone(),
            field: column.field.clone(),
            basis: column.basis.code(),
            guess: column.basis.guess().map(str::to_owned),
            forms: column.forms.iter().map(ColumnForm::code).collect(),
        }
    }
}

/// What one column was taken for, with what became of its cells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InspectedColumn)]
pub struct InspectedColumnBody {
    /// What it was taken for.
    #[serde(flatten)]
    pub column: ColumnUseBody,
    /// What a second row of the header says of it.
    pub label: Option<String>,
    /// Currency, period and scope of its incomes, for example `KRW/month/household`.
    pub unit: Option<String>,
    /// What its numbers are multiplied by, where its name says so.
    pub factor: Option<f64>,
    /// Cells that hold something.
    pub filled: u64,
    /// Empty cells.
    pub empty: u64,
    /// Cells that say that there is no answer; they count as missing.
    pub non_answers: u64,
    /// Cells that could not be read as the field; they count as missing.
    pub unreadable: u64,
    /// Some of the cells that could not be read, shortened.
    pub unreadable_examples: Vec<String>,
    /// What the field accepts, where some cells could not be read.
    pub accepted: Option<String>,
    /// Number of different values, at most 10,000.
    pub distinct: Option<u64>,
    /// Smallest of its numbers.
    pub min: Option<f64>,
    /// Largest of its numbers.
    pub max: Option<f64>,
    /// Its most frequent values, shortened; none of personal data, and none that a single row has.
    pub examples: Vec<ExampleBody>,
}

/// A value with its number of rows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExampleValue)]
pub struct ExampleBody {
    /// The value, shortened.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
}

impl InspectedColumnBody {
    /// The column with its sentences in a language.
    pub(in crate::api) fn new(column: &ColumnReading, language: Language) -> Self {
        let values = column.values.as_ref();
        let range = values.and_then(|values: &ColumnValues| values.range);
        let unit = column.forms.iter().find_map(ColumnForm::unit).map(str::to_owned);
        let factor = column.forms.iter().find_map(ColumnForm::factor);
        let examples = values.into_iter().flat_map(|values| &values.examples);
        Self {
            column: column.into(),
            label: column.label.clone(),
            unit,
            factor,
            filled: column.filled,
            empty: column.empty,
            non_answers: column.non_answers,
            unreadable: column.unreadable,
            unreadable_examples: column.unreadable_examples.clone(),
            accepted: column.accepted.as_ref().map(|accepted| accepted.in_language(language)),
            distinct: values.map(|values| values.distinct),
            min: range.map(|range| range[0]),
            max: range.map(|range| range[1]),
            examples: examples.map(|(value, rows)| ExampleBody { value: value.clone(), rows: *rows }).collect(),
        }
    }
}
