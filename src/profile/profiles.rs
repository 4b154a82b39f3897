//! A set of profiles: its columns and their values, chunk by chunk.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Field;
use super::chunk::{Cell, Chunk};
use super::columns::{ColumnId, Columns, Dictionary, Kind};
use crate::cache::Derived;

/// Which row of the source each profile was, for rows that were refused are left out.
#[derive(Debug, Clone, Default)]
struct RowNumbers {
    /// Positions from which on more rows of the source were left out than before, and how many in all.
    left_out: Vec<(usize, u64)>,
}

impl RowNumbers {
    /// Tells that the profile at `position`, the next one, is row `number` of the source.
    fn set(&mut self, position: usize, number: u64) {
        self.leave_out(position, number.saturating_sub(1 + position as u64));
    }

    fn leave_out(&mut self, position: usize, rows: u64) {
        if self.before() != rows {
            self.left_out.push((position, rows));
        }
    }

    /// Rows left out so far.
    fn before(&self) -> u64 {
        self.left_out.last().map_or(0, |(_, rows)| *rows)
    }

    fn get(&self, position: usize) -> u64 {
        let after = self.left_out.partition_point(|(from, _)| *from <= position);
        let left_out = after.checked_sub(1).map_or(0, |last| self.left_out[last].1);
        position as u64 + 1 + left_out
    }
}

/// Profiles that follow one another, on their way from a reader to where they are kept: a chunk of a set.
///
/// Its columns are passed with it: they belong to the whole set.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Profiles of the set before these.
    first: usize,
    chunk: Chunk,
    row_keys: Vec<u64>,
    row_numbers: RowNumbers,
}

impl Batch {
    /// The profiles of a chunk, with the hash of the id of each that has one, and the rows of the source they were.
    pub(crate) fn new(
        first: usize,
        chunk: Chunk,
        id_hashes: impl Iterator<Item = Option<u64>>,
        numbers: &[u64],
    ) -> Self {
        let row_keys = (first as u64..).zip(id_hashes).map(|(position, hash)| hash.unwrap_or(position)).collect();
        let mut row_numbers = RowNumbers::default();
        (first..).zip(numbers).for_each(|(position, number)| row_numbers.set(position, *number));
        Self { first, chunk, row_keys, row_numbers }
    }

    /// Appends row `number` of the source; `id_hash` is the hash of its id, or `None` where it has none.
    pub(crate) fn push(&mut self, columns: &Columns, cells: &[(ColumnId, Cell)], id_hash: Option<u64>, number: u64) {
        let position = self.first + self.len();
        self.row_numbers.set(position, number);
        self.chunk.push(columns, cells);
        self.row_keys.push(id_hash.unwrap_or(position as u64));
    }

    /// The profiles so far, in whose place those come that follow them.
    pub(crate) fn take(&mut self) -> Self {
        let mut next = Self { first: self.first + self.len(), ..Self::default() };
        next.row_numbers.leave_out(next.first, self.row_numbers.before());
        std::mem::replace(self, next)
    }

    /// Profiles of the set before these.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Number of profiles, at most [`super::CHUNK_ROWS`].
    pub fn len(&self) -> usize {
        self.chunk.rows()
    }

    /// Whether there are no profiles.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values.
    pub fn chunk(&self) -> &Chunk {
        &self.chunk
    }

    /// Bytes that the profiles take in memory.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.chunk.memory_bytes() + size_of_val(self.row_keys.as_slice())
    }

    /// The row of its source that the profile at `row` of the batch was, counted from 1.
    pub fn row_number(&self, row: usize) -> u64 {
        self.row_numbers.get(self.first + row)
    }

    /// The hash of the id of each profile that has one.
    pub fn id_hashes(&self) -> impl Iterator<Item = Option<u64>> {
        // A hash that equals its position stands for itself either way.
        (self.first as u64..).zip(&self.row_keys).map(|(position, key)| (position != *key).then_some(*key))
    }
}

/// What is known of all profiles of a set that was not kept as a whole: the profiles at hand are a sample of it.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct WholeSet {
    /// Its profiles.
    pub rows: u64,
    /// Those with a label.
    pub labels: u64,
    /// How many profiles have each text of a column, by code.
    pub levels: HashMap<ColumnId, Vec<u64>>,
    /// How many profiles have each number of a column, by the bits of `f32`.
    pub numbers: HashMap<ColumnId, BTreeMap<u32, u64>>,
}

/// A set of profiles: an audience or a panel.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    columns: Columns,
    chunks: Vec<Chunk>,
    row_keys: Vec<u64>,
    row_numbers: RowNumbers,
    derived: Derived,
    whole: Option<Arc<WholeSet>>,
}

impl Profiles {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The set of these columns, without a profile yet.
    pub(crate) fn of_columns(columns: Columns) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Makes room for `rows` profiles in all, so that their list need not grow, which takes twice its memory.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.row_keys.reserve_exact(rows.saturating_sub(self.row_keys.len()));
    }

    /// Appends the profiles of a batch that begins where the set ends; the set's last chunk is full.
    pub(crate) fn append(&mut self, batch: Batch) {
        debug_assert_eq!(batch.first, self.len());
        debug_assert!(self.chunks.last().is_none_or(Chunk::is_full));
        self.chunks.push(batch.chunk);
        self.row_keys.extend(batch.row_keys);
        batch.row_numbers.left_out.iter().for_each(|(from, rows)| self.row_numbers.leave_out(*from, *rows));
    }

    pub(crate) fn columns_mut(&mut self) -> &mut Columns {
        &mut self.columns
    }

    /// The columns.
    pub(crate) fn heads(&self) -> &Columns {
        &self.columns
    }

    /// Number of profiles.
    pub fn len(&self) -> usize {
        self.row_keys.len()
    }

    /// Whether there are no profiles.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same profiles as a sample of a larger set.
    pub(crate) fn sampled_from(self, whole: &Arc<WholeSet>) -> Self {
        Self { whole: Some(Arc::clone(whole)), ..self }
    }

    /// The larger set that these profiles are a sample of; none where they are all there are.
    pub fn whole(&self) -> Option<&WholeSet> {
        self.whole.as_deref()
    }

    /// Number of profiles that these stand for: their own, or those of the set that they were sampled from.
    pub fn followers(&self) -> u64 {
        self.whole.as_ref().map_or(self.len() as u64, |whole| whole.rows)
    }

    /// The columns, without the profiles.
    pub(crate) fn into_columns(self) -> Columns {
        self.columns
    }

    /// The chunks in order; every one but the last has [`super::CHUNK_ROWS`] rows.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// What is kept with these profiles as a `T`; made of so many profiles as there are now.
    pub(crate) fn derived<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.derived.of()
    }

    /// Makes the numbers of one column at `rows` of a chunk missing.
    pub(crate) fn drop_numbers(&mut self, chunk: usize, column: ColumnId, rows: &[usize]) {
        self.derived = Derived::default();
        self.chunks[chunk].drop_numbers(column, rows);
    }

    /// Replaces what is known of each profile's membership, and the weight of its label, by what `label` says of its
    /// position.
    pub(crate) fn set_labels(&mut self, label: impl Fn(usize) -> (Option<bool>, Option<f32>)) {
        self.derived = Derived::default();
        let in_target = self.columns.column(&Field::InTarget, Kind::Flag);
        let weight = self.columns.column(&Field::LabelWeight, Kind::Number);
        for (i, chunk) in self.chunks.iter_mut().enumerate() {
            let (mut flags, mut weights) = (Vec::new(), Vec::new());
            for row in 0..chunk.rows() {
                let (member, by) = label(i * super::CHUNK_ROWS + row);
                flags.extend(member.map(|member| (row, Cell::Flag(member))));
                weights.extend(by.map(|by| (row, Cell::Number(by))));
            }
            chunk.replace(&self.columns, in_target, &flags);
            chunk.replace(&self.columns, weight, &weights);
        }
    }

    /// The column of `field` and `kind`, made where it is new.
    pub fn column(&mut self, field: &Field, kind: Kind) -> ColumnId {
        self.columns.column(field, kind)
    }

    /// The column of `field` and `kind`, if any row may have it.
    pub fn find(&self, field: &Field, kind: Kind) -> Option<ColumnId> {
        self.columns.find(field, kind)
    }

    /// Every column with its field and kind, in order of first sight.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnId, &Field, Kind)> {
        self.columns.iter()
    }

    /// The code of `text` in a level column, or `None` once the column holds [`super::MAX_LEVELS`] other texts.
    pub fn level(&mut self, column: ColumnId, text: &str) -> Option<u32> {
        self.columns.level(column, text)
    }

    /// The texts of a level column.
    pub fn dictionary(&self, column: ColumnId) -> &Dictionary {
        self.columns.dictionary(column)
    }

    /// Appends one profile. `id_hash` is the hash of its id, or `None` where it has none.
    pub fn push(&mut self, cells: &[(ColumnId, Cell)], id_hash: Option<u64>) {
        if self.chunks.last().is_none_or(Chunk::is_full) {
            self.chunks.push(Chunk::default());
        }
        let position = self.len() as u64;
        let chunk = self.chunks.last_mut().expect("a chunk was just made");
        chunk.push(&self.columns, cells);
        self.row_keys.push(id_hash.unwrap_or(position));
    }

    /// Tells that the profile pushed next is row `number` of its source, counted from 1.
    pub fn next_is_row(&mut self, number: u64) {
        self.row_numbers.set(self.len(), number);
    }

    /// The row of its source that the profile at `position` was, counted from 1.
    pub fn row_number(&self, position: usize) -> u64 {
        self.row_numbers.get(position)
    }

    /// The hashes of the ids there are, in order. A row without an id is named by its position, which no hash is so
    /// small as to be.
    pub fn id_hashes(&self) -> impl Iterator<Item = u64> {
        let rows = self.len() as u64;
        self.row_keys.iter().copied().filter(move |key| *key >= rows)
    }

    /// A number that names each row: the hash of its id where it has one, else its position.
    pub fn row_keys(&self) -> &[u64] {
        &self.row_keys
    }
}

#[cfg(test)]
mod tests {
    use super::super::CHUNK_ROWS;
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
    fn sparse_columns_read_as_dense_ones() {
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
