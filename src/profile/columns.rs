//! Profiles as chunks of columns: one flat vector a field, none for a field nobody carries.
//!
//! A profile costs four bytes a number or text, one a flag and eight a time, and only for the fields that occur.
//! A field may hold numbers in some rows and texts in others (an education of `13` or of `"college"`): each kind
//! has a column of its own, so no row is refused for what another row said. A field that few rows carry costs a few
//! bytes more for each of those, and nothing for the others.

use std::collections::HashMap;

use super::Field;

/// Rows of one chunk: large enough to amortise, small enough that a growing chunk costs little memory.
pub const CHUNK_ROWS: usize = 16_384;

/// Distinct texts kept for one field; a field with more is free text, not a category.
pub const MAX_LEVELS: usize = 65_536;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A finite number (bands may be open to infinity), `f32`.
    Number,
    /// A text, as a code into the column's dictionary.
    Level,
    /// Yes or no.
    Flag,
    /// Seconds since 1970 in UTC, or a whole number too large for `f32`.
    Moment,
}

/// The place of one column among a [`Profiles`]' columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(u32);

/// One value on its way into a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number; `NaN` counts as missing.
    Number(f32),
    /// A level's code, from [`Profiles::level`].
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
const MOST_GAPS: usize = 16;

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
            Store::Dense { values, filled } if row < MOST_GAPS * (*filled + 4) => {
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
        if rows.len() * MOST_GAPS / 2 > row {
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

/// The texts of one level column, in order of first sight.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    levels: Vec<Box<str>>,
    codes: HashMap<Box<str>, u32>,
    overflowed: bool,
}

impl Dictionary {
    fn code(&mut self, text: &str) -> Option<u32> {
        if let Some(code) = self.code_of(text) {
            return Some(code);
        }
        if self.levels.len() >= MAX_LEVELS {
            self.overflowed = true;
            return None;
        }
        let code = u32::try_from(self.levels.len()).expect("MAX_LEVELS fits u32");
        self.levels.push(text.into());
        self.codes.insert(text.into(), code);
        Some(code)
    }

    /// The texts by code.
    pub fn levels(&self) -> &[Box<str>] {
        &self.levels
    }

    /// The code of `text`, if any row carries it.
    pub fn code_of(&self, text: &str) -> Option<u32> {
        // The first levels are mostly the frequent ones, and cheaper to compare than to hash.
        const COMPARED: usize = 8;
        let first = (0u32..).zip(self.levels.iter().take(COMPARED));
        let same = |level: &str| level.len() == text.len() && level == text;
        if let Some((code, _)) = first.into_iter().find(|(_, level)| same(level)) {
            return Some(code);
        }
        if self.levels.len() <= COMPARED { None } else { self.codes.get(text).copied() }
    }

    /// Whether more than [`MAX_LEVELS`] texts came, so that the column can't serve as a category.
    pub fn overflowed(&self) -> bool {
        self.overflowed
    }
}

#[derive(Debug, Clone)]
struct ColumnHead {
    field: Field,
    kind: Kind,
    dictionary: Dictionary,
}

/// Up to [`CHUNK_ROWS`] rows, column by column.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    rows: usize,
    values: Vec<Values>,
}

impl Chunk {
    /// Rows in this chunk.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number at `row`, or `None` where it is missing or the column holds no numbers.
    pub fn number(&self, column: ColumnId, row: usize) -> Option<f32> {
        match self.values.get(column.0 as usize) {
            Some(Values::Number(v)) => v.get(row),
            _ => None,
        }
    }

    /// The level's code at `row`.
    pub fn level(&self, column: ColumnId, row: usize) -> Option<u32> {
        match self.values.get(column.0 as usize) {
            Some(Values::Level(v)) => v.get(row),
            _ => None,
        }
    }

    /// The flag at `row`.
    pub fn flag(&self, column: ColumnId, row: usize) -> Option<bool> {
        match self.values.get(column.0 as usize) {
            Some(Values::Flag(v)) => v.get(row).map(|x| x == 1),
            _ => None,
        }
    }

    /// The time or whole number at `row`.
    pub fn moment(&self, column: ColumnId, row: usize) -> Option<i64> {
        match self.values.get(column.0 as usize) {
            Some(Values::Moment(v)) => v.get(row),
            _ => None,
        }
    }

    /// Whether `row` has a value in `column`.
    pub fn has(&self, column: ColumnId, row: usize) -> bool {
        match self.values.get(column.0 as usize) {
            Some(Values::Number(v)) => v.get(row).is_some(),
            Some(Values::Level(v)) => v.get(row).is_some(),
            Some(Values::Flag(v)) => v.get(row).is_some(),
            Some(Values::Moment(v)) => v.get(row).is_some(),
            None => false,
        }
    }
}

/// A set of profiles: an audience or a panel.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    heads: Vec<ColumnHead>,
    index: HashMap<(Field, Kind), ColumnId>,
    chunks: Vec<Chunk>,
    row_keys: Vec<u64>,
    /// Positions from which on more rows of the source were left out than before, and how many in all.
    left_out: Vec<(usize, u64)>,
}

impl Profiles {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of profiles.
    pub fn len(&self) -> usize {
        self.row_keys.len()
    }

    /// Whether there are no profiles.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The chunks in order; every one but the last has [`CHUNK_ROWS`] rows.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The column of `field` and `kind`, made where it is new.
    pub fn column(&mut self, field: &Field, kind: Kind) -> ColumnId {
        if let Some(id) = self.index.get(&(field.clone(), kind)) {
            return *id;
        }
        let id = ColumnId(u32::try_from(self.heads.len()).expect("columns are limited far below u32::MAX"));
        self.heads.push(ColumnHead { field: field.clone(), kind, dictionary: Dictionary::default() });
        self.index.insert((field.clone(), kind), id);
        id
    }

    /// The column of `field` and `kind`, if any row may have it.
    pub fn find(&self, field: &Field, kind: Kind) -> Option<ColumnId> {
        self.index.get(&(field.clone(), kind)).copied()
    }

    /// Every column with its field and kind, in order of first sight.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnId, &Field, Kind)> {
        (0u32..).zip(&self.heads).map(|(id, head)| (ColumnId(id), &head.field, head.kind))
    }

    /// The code of `text` in a level column, or `None` once the column holds [`MAX_LEVELS`] other texts.
    pub fn level(&mut self, column: ColumnId, text: &str) -> Option<u32> {
        self.heads[column.0 as usize].dictionary.code(text)
    }

    /// The texts of a level column.
    pub fn dictionary(&self, column: ColumnId) -> &Dictionary {
        &self.heads[column.0 as usize].dictionary
    }

    /// Appends one profile. `id_hash` is the hash of its id, or `None` where it has none.
    pub fn push(&mut self, cells: &[(ColumnId, Cell)], id_hash: Option<u64>) {
        if self.chunks.last().is_none_or(|chunk| chunk.rows == CHUNK_ROWS) {
            self.chunks.push(Chunk::default());
        }
        let position = self.len() as u64;
        let chunk = self.chunks.last_mut().expect("a chunk was just made");
        for (column, cell) in cells {
            let place = column.0 as usize;
            for head in &self.heads[chunk.values.len().min(place + 1)..place + 1] {
                chunk.values.push(Values::new(head.kind));
            }
            chunk.values[place].set(chunk.rows, *cell);
        }
        chunk.rows += 1;
        self.row_keys.push(id_hash.unwrap_or(position));
    }

    /// Tells that the profile pushed next is row `number` of its source, counted from 1.
    pub fn next_is_row(&mut self, number: u64) {
        let left_out = number.saturating_sub(1 + self.len() as u64);
        if self.left_out.last().map_or(0, |(_, before)| *before) != left_out {
            self.left_out.push((self.len(), left_out));
        }
    }

    /// The row of its source that the profile at `position` was, counted from 1.
    pub fn row_number(&self, position: usize) -> u64 {
        let after = self.left_out.partition_point(|(from, _)| *from <= position);
        let left_out = after.checked_sub(1).map_or(0, |last| self.left_out[last].1);
        position as u64 + 1 + left_out
    }

    /// A number that names each row: the hash of its id where it has one, else its position.
    pub fn row_keys(&self) -> &[u64] {
        &self.row_keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_start_late_are_missing_before() {
        let mut profiles = Profiles::new();
        let age = profiles.column(&Field::AgeMin, Kind::Number);
        profiles.push(&[], None);
        profiles.push(&[(age, Cell::Number(30.0))], None);
        let region = profiles.column(&Field::Region, Kind::Level);
        let seoul = profiles.level(region, "KR-11").expect("room for one level");
        profiles.push(&[(region, Cell::Level(seoul))], None);
        let chunk = &profiles.chunks()[0];
        assert_eq!([0, 1, 2].map(|row| chunk.number(age, row)), [None, Some(30.0), None]);
        assert_eq!([0, 1, 2].map(|row| chunk.level(region, row)), [None, None, Some(0)]);
        assert_eq!(profiles.dictionary(region).levels()[0].as_ref(), "KR-11");
    }

    #[test]
    fn columns_few_rows_have_read_as_any_other() {
        // Rows of every density, also some that change from few to many and back within a chunk.
        let patterns: [fn(usize) -> bool; 5] = [
            |row| row % 3 == 0,
            |row| row % 100 == 0,
            |row| row == CHUNK_ROWS - 1,
            |row| (5_000..9_000).contains(&row),
            |row| row < 10 || row % 1_000 < 200,
        ];
        for has in patterns {
            let mut profiles = Profiles::new();
            let column = profiles.column(&Field::FollowOrder, Kind::Moment);
            for row in 0..CHUNK_ROWS {
                let cells = [(column, Cell::Moment(row as i64))];
                profiles.push(if has(row) { &cells } else { &[] }, None);
            }
            let chunk = &profiles.chunks()[0];
            for row in 0..CHUNK_ROWS {
                assert_eq!(chunk.moment(column, row), has(row).then_some(row as i64));
                assert_eq!(chunk.has(column, row), has(row));
            }
        }
    }

    #[test]
    fn a_late_value_takes_little_memory() {
        let mut store = Store::new();
        store.set(CHUNK_ROWS - 1, 1.0f32);
        assert!(matches!(&store, Store::Sparse { rows, .. } if rows.len() == 1));
        assert_eq!((store.get(0), store.get(CHUNK_ROWS - 1)), (None, Some(1.0)));
    }

    #[test]
    fn rows_keep_the_numbers_of_their_source() {
        let mut profiles = Profiles::new();
        for number in [1, 2, 5, 6, 9] {
            profiles.next_is_row(number);
            profiles.push(&[], None);
        }
        assert_eq!([0, 1, 2, 3, 4].map(|position| profiles.row_number(position)), [1, 2, 5, 6, 9]);
    }

    #[test]
    fn rows_past_a_chunk_open_the_next() {
        let mut profiles = Profiles::new();
        let age = profiles.column(&Field::AgeMin, Kind::Number);
        for row in 0..=CHUNK_ROWS {
            profiles.push(&[(age, Cell::Number(row as f32))], None);
        }
        assert_eq!(profiles.chunks().len(), 2);
        assert_eq!(profiles.chunks()[1].number(age, 0), Some(CHUNK_ROWS as f32));
    }
}
