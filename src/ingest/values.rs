//! The values of a column, counted for an inspection.

use std::collections::HashMap;

use super::excerpt;
use super::reading::{ColumnValues, MAX_EXAMPLES};

/// Counts the different cells of a column.
#[derive(Debug)]
pub(super) struct ValueCounter {
    /// How often each cell was seen, and how many others were seen before it.
    counts: HashMap<Box<str>, (u64, usize)>,
    range: Option<[f64; 2]>,
    is_personal: bool,
    /// The most different cells that are counted.
    max: usize,
}

impl ValueCounter {
    /// A counter for a column; personal data are counted, not shown.
    pub(super) fn new(is_personal: bool) -> Self {
        Self { counts: HashMap::new(), range: None, is_personal, max: ColumnValues::MAX_DISTINCT }
    }

    /// A counter for the rows of a block, which are few: all their cells are counted, for the counter that they are added to
    /// may know any of them.
    pub(super) fn apart(&self) -> Self {
        Self { max: usize::MAX, ..Self::new(self.is_personal) }
    }

    pub(super) fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        if let Ok(number) = cell.parse::<f64>()
            && number.is_finite()
        {
            self.widen([number, number]);
        }
        self.count(cell, 1);
    }

    /// Adds what was counted of the rows that follow.
    pub(super) fn add_all(&mut self, later: Self) {
        if let Some(range) = later.range {
            self.widen(range);
        }
        let mut cells: Vec<(Box<str>, (u64, usize))> = later.counts.into_iter().collect();
        // In the order they were met, so that the same ones are counted as on one core.
        cells.sort_unstable_by_key(|(_, (_, order))| *order);
        cells.into_iter().for_each(|(cell, (times, _))| self.count(&cell, times));
    }

    fn widen(&mut self, [least, most]: [f64; 2]) {
        let [min, max] = self.range.unwrap_or([least, most]);
        self.range = Some([min.min(least), max.max(most)]);
    }

    fn count(&mut self, cell: &str, times: u64) {
        let order = self.counts.len();
        if let Some((count, _)) = self.counts.get_mut(cell) {
            *count += times;
        } else if order < self.max {
            self.counts.insert(cell.into(), (times, order));
        }
    }

    pub(super) fn finish(self) -> ColumnValues {
        let distinct = self.counts.len() as u64;
        let mut examples: Vec<(Box<str>, u64)> =
            self.counts.into_iter().map(|(cell, (times, _))| (cell, times)).collect();
        // The most frequent first; of equal ones the first in the alphabet, so that the answer is always the same.
        examples.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        // What each person has for himself shows a person.
        examples.retain(|(_, count)| *count > 1 && !self.is_personal);
        examples.truncate(MAX_EXAMPLES);
        let examples = examples.into_iter().map(|(value, count)| (excerpt(&value), count)).collect();
        ColumnValues { distinct, range: self.range.filter(|_| !self.is_personal), examples }
    }
}
