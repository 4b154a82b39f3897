//! The values of some thousand profiles: one flat vector a column, none for a column nobody carries.
//!
//! A profile costs four bytes a number or text, one a flag and eight a time, and only for the fields that occur.
//! A field may hold numbers in some rows and texts in others (an education of `13` or of `"college"`): each kind
//! has a column of its own, so no row is refused for what another row said. A field that few rows carry costs a few
//! bytes more for each of those, and nothing for the others.

use super::columns::{ColumnId, Columns, Kind};

/// Rows of one chunk: large enough to amortise, small enough that a growing chunk costs little memory.
pub const CHUNK_ROWS: usize = 16_384;

/// One value on its way into a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number; `NaN` counts as missing.
    Number(f32),
    /// A level's code, from [`super::Profiles::level`].
    Level(u32),
    /// Yes or no.
    Flag(bool),
    /// Seconds since 1970, or a whole number.
    Moment(i64),
}

const NO_LEVEL: u32 = u32::MAX;
const NO_FLAG: u8 = 2;
const NO_MOMENT: i64 = i64::MIN;

/// A value of one kind, and the one that stands for none.
trait Stored: Copy {
    const MISSING: Self;

    fn is_missing(self) -> bool;
}

impl Stored for f32 {
    const MISSING: Self = f32::NAN;

    fn is_missing(self) -> bool {
        self.is_nan()
    }
}

impl Stored for u32 {
    const MISSING: Self = NO_LEVEL;

    fn is_missing(self) -> bool {
        self == NO_LEVEL
    }
}

impl Stored for u8 {
    const MISSING: Self = NO_FLAG;

    fn is_missing(self) -> bool {
        self == NO_FLAG
    }
}

impl Stored for i64 {
    const MISSING: Self = NO_MOMENT;

    fn is_missing(self) -> bool {
        self == NO_MOMENT
    }
}

/// Missing values kept for each value that is there, before a column is kept by row numbers instead.
const MAX_GAPS: usize = 16;

/// The values of one kind in one chunk. Rows past the end are missing.
///
/// A column that few rows have is kept as those rows only: else a handful of rows with hundreds of attributes among
/// thousands without would take far more memory than they took bytes.
#[derive(Debug, Clone)]
enum Store<T> {
    Dense { values: Vec<T>, filled: usize },
    Sparse { rows: Vec<u16>, values: Vec<T> },
}

impl<T: Stored> Store<T> {
    fn new() -> Self {
        Store::Dense { values: Vec::new(), filled: 0 }
    }

    fn get(&self, row: usize) -> Option<T> {
        let value = match self {
            Store::Dense { values, .. } => values.get(row).copied(),
            Store::Sparse { rows, values } => {
                let row = u16::try_from(row).ok()?;
                rows.binary_search(&row).ok().map(|at| values[at])
            }
        };
        value.filter(|value| !value.is_missing())
    }

    /// Sets `row`, which is the last so far or one after it.
    fn set(&mut self, row: usize, value: T) {
        if value.is_missing() {
            return;
        }
        match self {
            Store::Dense { values, .. } if row < values.len() => values[row] = value,
            Store::Dense { values, filled } if row < MAX_GAPS * (*filled + 4) => {
                values.resize(row, T::MISSING);
                values.push(value);
                *filled += 1;
            }
            Store::Dense { values, .. } => {
                let there = (0u16..).zip(values.iter().copied()).filter(|(_, value)| !value.is_missing());
                let (rows, values) = there.unzip();
                *self = Store::Sparse { rows, values };
                self.push_sparse(row, value);
            }
            Store::Sparse { .. } => self.push_sparse(row, value),
        }
    }

    fn memory_bytes(&self) -> usize {
        match self {
            Store::Dense { values, .. } => values.capacity() * size_of::<T>(),
            Store::Sparse { rows, values } => rows.capacity() * size_of::<u16>() + values.capacity() * size_of::<T>(),
        }
    }

    /// Makes the value at `row` missing.
    fn drop(&mut self, row: usize) {
        match self {
            Store::Dense { values, filled } => {
                if let Some(value) = values.get_mut(row).filter(|value| !value.is_missing()) {
                    *value = T::MISSING;
                    *filled -= 1;
                }
            }
            Store::Sparse { rows, values } => {
                let row = u16::try_from(row).expect("a chunk has fewer rows than u16 counts");
                if let Ok(at) = rows.binary_search(&row) {
                    values[at] = T::MISSING;
                }
            }
        }
    }

    fn push_sparse(&mut self, row: usize, value: T) {
        let Store::Sparse { rows, values } = self else { return };
        let number = u16::try_from(row).expect("a chunk has fewer rows than u16 counts");
        if rows.last() == Some(&number) {
            values.pop();
        } else {
            rows.push(number);
        }
        values.push(value);
        // Dense again where that is well within the bound, so that a column does not go back and forth.
        if rows.len() * MAX_GAPS / 2 > row {
            let mut dense = vec![T::MISSING; row + 1];
            for (row, value) in rows.iter().zip(values.iter()) {
                dense[usize::from(*row)] = *value;
            }
            *self = Store::Dense { filled: rows.len(), values: dense };
        }
    }
}

/// The values of one column in one chunk.
#[derive(Debug, Clone)]
enum Values {
    Number(Store<f32>),
    Level(Store<u32>),
    Flag(Store<u8>),
    Moment(Store<i64>),
}

impl Values {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Number => Values::Number(Store::new()),
            Kind::Level => Values::Level(Store::new()),
            Kind::Flag => Values::Flag(Store::new()),
            Kind::Moment => Values::Moment(Store::new()),
        }
    }

    fn set(&mut self, row: usize, cell: Cell) {
        match (self, cell) {
            (Values::Number(v), Cell::Number(x)) => v.set(row, x),
            (Values::Level(v), Cell::Level(x)) => v.set(row, x),
            (Values::Flag(v), Cell::Flag(x)) => v.set(row, u8::from(x)),
            (Values::Moment(v), Cell::Moment(x)) => v.set(row, x),
            (values, cell) => debug_assert!(false, "{cell:?} does not fit {values:?}"),
        }
    }
}

/// Up to [`CHUNK_ROWS`] rows, column by column.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    rows: usize,
    values: Vec<Values>,
}

impl Chunk {
    /// Bytes that its values take.
    pub(super) fn memory_bytes(&self) -> usize {
        let bytes = |values: &Values| match values {
            Values::Number(store) => store.memory_bytes(),
            Values::Level(store) => store.memory_bytes(),
            Values::Flag(store) => store.memory_bytes(),
            Values::Moment(store) => store.memory_bytes(),
        };
        self.values.iter().map(|values| size_of::<Values>() + bytes(values)).sum()
    }

    /// Appends one row.
    pub(crate) fn push(&mut self, columns: &Columns, cells: &[(ColumnId, Cell)]) {
        let row = self.rows;
        for (column, cell) in cells {
            self.values_of(columns, *column).set(row, *cell);
        }
        self.rows += 1;
    }

    /// A chunk of so many rows in which nothing is known yet.
    pub(crate) fn of_rows(rows: usize) -> Self {
        Self { rows, values: Vec::new() }
    }

    /// Sets values of one column, in the order of their rows.
    pub(crate) fn fill(&mut self, columns: &Columns, column: ColumnId, cells: &[(usize, Cell)]) {
        for (row, cell) in cells {
            self.values_of(columns, column).set(*row, *cell);
        }
    }

    /// Replaces all values of one column, in the order of their rows.
    pub(super) fn replace(&mut self, columns: &Columns, column: ColumnId, cells: &[(usize, Cell)]) {
        let kind = columns.iter().find(|(id, ..)| *id == column).map(|(_, _, kind)| kind);
        let values = self.values_of(columns, column);
        *values = Values::new(kind.expect("the column is one of these"));
        cells.iter().for_each(|(row, cell)| values.set(*row, *cell));
    }

    /// Makes the numbers of one column at `rows` missing.
    pub(super) fn drop_numbers(&mut self, column: ColumnId, rows: &[usize]) {
        if let Some(Values::Number(store)) = self.values.get_mut(column.place()) {
            rows.iter().for_each(|row| store.drop(*row));
        }
    }

    /// Whether all its rows are there.
    pub(crate) fn is_full(&self) -> bool {
        self.rows == CHUNK_ROWS
    }

    /// The values of a column, made with those before it where the chunk has none yet.
    fn values_of(&mut self, columns: &Columns, column: ColumnId) -> &mut Values {
        let place = column.place();
        if place >= self.values.len() {
            let new = columns.iter().take(place + 1).skip(self.values.len());
            self.values.extend(new.map(|(_, _, kind)| Values::new(kind)));
        }
        &mut self.values[place]
    }

    /// Rows in this chunk.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number at `row`, or `None` where it is missing or the column holds no numbers.
    pub fn number(&self, column: ColumnId, row: usize) -> Option<f32> {
        match self.values.get(column.place()) {
            Some(Values::Number(v)) => v.get(row),
            _ => None,
        }
    }

    /// The level's code at `row`.
    pub fn level(&self, column: ColumnId, row: usize) -> Option<u32> {
        match self.values.get(column.place()) {
            Some(Values::Level(v)) => v.get(row),
            _ => None,
        }
    }

    /// The flag at `row`.
    pub fn flag(&self, column: ColumnId, row: usize) -> Option<bool> {
        match self.values.get(column.place()) {
            Some(Values::Flag(v)) => v.get(row).map(|x| x == 1),
            _ => None,
        }
    }

    /// The time or whole number at `row`.
    pub fn moment(&self, column: ColumnId, row: usize) -> Option<i64> {
        match self.values.get(column.place()) {
            Some(Values::Moment(v)) => v.get(row),
            _ => None,
        }
    }

    /// Whether `row` has a value in `column`.
    pub fn has(&self, column: ColumnId, row: usize) -> bool {
        match self.values.get(column.place()) {
            Some(Values::Number(v)) => v.get(row).is_some(),
            Some(Values::Level(v)) => v.get(row).is_some(),
            Some(Values::Flag(v)) => v.get(row).is_some(),
            Some(Values::Moment(v)) => v.get(row).is_some(),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_value_takes_little_memory() {
        let mut store = Store::new();
        store.set(CHUNK_ROWS - 1, 1.0f32);
        assert!(matches!(&store, Store::Sparse { rows, .. } if rows.len() == 1));
        assert_eq!((store.get(0), store.get(CHUNK_ROWS - 1)), (None, Some(1.0)));
    }
}
