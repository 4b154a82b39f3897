//! Single values of a file, as the checks of all formats take them.

use std::fmt::{Display, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Decimal128Type, Decimal256Type, DecimalType, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::TimeUnit;
use time::OffsetDateTime;

use super::super::assemble::Assembler;
use super::super::schema::FreeFormObject;
use super::super::table::TableColumn;
use super::super::value::Value;
use super::super::{ProfileSink, timestamp};
use super::columns::{Leaf, LeafColumn, MapColumn};

const SECONDS_A_DAY: i64 = 86_400;

/// The values of one column in some rows.
pub(super) struct Cells {
    /// The structs around them: a null has no members, whatever stands where they would be.
    around: Vec<ArrayRef>,
    values: ArrayRef,
    leaf: Leaf,
}

impl Cells {
    /// The values of a column, whose root is the column of this position in `rows`.
    pub(super) fn of(column: &LeafColumn, root: usize, rows: &RecordBatch) -> Self {
        let mut around = Vec::new();
        let mut values = Arc::clone(rows.column(root));
        for member in &column.steps[1..] {
            let inner = Arc::clone(values.as_struct().column(*member));
            around.push(std::mem::replace(&mut values, inner));
        }
        Self { around, values, leaf: column.leaf }
    }

    /// Whether these are texts.
    pub(super) fn are_texts(&self) -> bool {
        self.leaf == Leaf::Text
    }

    /// The value of a row; a text is without the spaces around it. `text` is room for what is not text in the file.
    pub(super) fn value<'v>(&'v self, row: usize, text: &'v mut String) -> Value<'v> {
        if self.values.is_null(row) || self.around.iter().any(|values| values.is_null(row)) {
            return Value::Missing;
        }
        let value = value(&self.values, self.leaf, row, text);
        if let (Value::Text(text), true) = (value, self.are_texts()) { Value::Text(text.trim_ascii()) } else { value }
    }

    /// Takes the value of a row into the open row of the assembler.
    pub(super) fn take(
        &self,
        row: usize,
        column: &mut TableColumn,
        assembler: &mut Assembler<'_, impl ProfileSink>,
        text: &mut String,
    ) {
        match (self.leaf, self.value(row, text)) {
            (Leaf::Text, value) => {
                column.inspect(value.as_cell());
                column.take(value.as_cell(), assembler);
            }
            (Leaf::Time { zoned: false, .. }, value @ Value::Text(_)) => {
                column.counts.zones_assumed += 1;
                column.take_typed(value, assembler);
            }
            (_, value) => column.take_typed(value, assembler),
        }
    }
}

/// Takes the entries of a map into the open row of the assembler.
pub(super) fn take_map(
    column: &MapColumn,
    values: &ArrayRef,
    row: usize,
    assembler: &mut Assembler<'_, impl ProfileSink>,
    text: &mut String,
) {
    if values.is_null(row) {
        return;
    }
    let map = values.as_map();
    let names = map.keys().as_string_view();
    let [from, to] = [row, row + 1].map(|at| map.value_offsets()[at] as usize);
    for entry in from..to {
        let missing = map.values().is_null(entry);
        let value = if missing { Value::Missing } else { value(map.values(), column.leaf, entry, text) };
        let is_flag = column.object == FreeFormObject::Channels;
        assembler.set_free_form(column.object, names.value(entry), if is_flag { flag(value) } else { value });
    }
}

/// The numbers 1 and 0 as yes and no: many tools have no other flags, or lose them where one is missing.
fn flag(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Number { value: 1.0, .. } => Value::Flag(true),
        Value::Number { value: 0.0, .. } => Value::Flag(false),
        Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Text(_) | Value::Nested(_) | Value::Cell(_) => {
            value
        }
    }
}

/// A value that is there.
fn value<'v>(values: &'v ArrayRef, leaf: Leaf, row: usize, text: &'v mut String) -> Value<'v> {
    text.clear();
    match leaf {
        Leaf::Nothing => Value::Missing,
        Leaf::Flag => Value::Flag(values.as_boolean().value(row)),
        Leaf::Text => Value::Text(values.as_string_view().value(row)),
        Leaf::Int8 => number(native::<Int8Type>(values, row), text),
        Leaf::Int16 => number(native::<Int16Type>(values, row), text),
        Leaf::Int32 => number(native::<Int32Type>(values, row), text),
        Leaf::Int64 => number(native::<Int64Type>(values, row), text),
        Leaf::UInt8 => number(native::<UInt8Type>(values, row), text),
        Leaf::UInt16 => number(native::<UInt16Type>(values, row), text),
        Leaf::UInt32 => number(native::<UInt32Type>(values, row), text),
        Leaf::UInt64 => number(native::<UInt64Type>(values, row), text),
        Leaf::Float16 => fraction(native::<Float16Type>(values, row).to_f64(), text),
        Leaf::Float32 => fraction(f64::from(native::<Float32Type>(values, row)), text),
        Leaf::Float64 => fraction(native::<Float64Type>(values, row), text),
        Leaf::Decimal128 => decimal::<Decimal128Type>(values, row, text),
        Leaf::Decimal256 => decimal::<Decimal256Type>(values, row, text),
        Leaf::Day => {
            let seconds = i64::from(native::<Date32Type>(values, row)) * SECONDS_A_DAY;
            match OffsetDateTime::from_unix_timestamp(seconds) {
                Ok(at) => text.push_str(&at.date().to_string()),
                Err(_) => push(text, native::<Date32Type>(values, row)),
            }
            Value::Text(text)
        }
        Leaf::Time { unit: TimeUnit::Second, .. } => time::<TimestampSecondType>(values, row, 1, text),
        Leaf::Time { unit: TimeUnit::Millisecond, .. } => time::<TimestampMillisecondType>(values, row, 1_000, text),
        Leaf::Time { unit: TimeUnit::Microsecond, .. } => {
            time::<TimestampMicrosecondType>(values, row, 1_000_000, text)
        }
        Leaf::Time { unit: TimeUnit::Nanosecond, .. } => {
            time::<TimestampNanosecondType>(values, row, 1_000_000_000, text)
        }
    }
}

fn native<T: ArrowPrimitiveType>(values: &ArrayRef, row: usize) -> T::Native {
    values.as_primitive::<T>().value(row)
}

fn push(text: &mut String, value: impl Display) {
    write!(text, "{value}").expect("a string takes all");
}

/// A whole number, also as it is written.
fn number(value: impl Display, text: &mut String) -> Value<'_> {
    push(text, value);
    as_written(text)
}

/// A number that may have a fraction. Tools write whole numbers so where one is missing, and missing ones as NaN; whole
/// numbers that are not exact are written with a fraction, so that they are no ids.
fn fraction(value: f64, text: &mut String) -> Value<'_> {
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        return Value::Missing;
    }
    if value.fract() == 0.0 && value.abs() < MAX_EXACT {
        push(text, value);
    } else {
        write!(text, "{value:?}").expect("a string takes all");
    }
    Value::Number { value, raw: text }
}

fn decimal<'t, T: DecimalType>(values: &ArrayRef, row: usize, text: &'t mut String) -> Value<'t> {
    push(text, values.as_primitive::<T>().value_as_string(row));
    as_written(text)
}

/// The number that is written, infinite where it is beyond `f64`.
fn as_written(text: &str) -> Value<'_> {
    Value::Number { value: text.parse().unwrap_or(f64::NAN), raw: text }
}

/// A time in UTC; fractions of seconds are cut off. One without a zone is taken as UTC.
fn time<'t, T: ArrowTimestampType>(values: &ArrayRef, row: usize, a_second: i64, text: &'t mut String) -> Value<'t> {
    let value = values.as_primitive::<T>().value(row);
    let seconds = value.div_euclid(a_second);
    match OffsetDateTime::from_unix_timestamp(seconds) {
        Ok(_) => text.push_str(&timestamp::written(seconds)),
        // No year that can be written: the number itself, which no time field accepts.
        Err(_) => push(text, value),
    }
    Value::Text(text)
}
