//! The values of a column, counted for an inspection.

use std::collections::HashMap;

use super::excerpt;
use super::reading::{ColumnValues, MAX_EXAMPLES};

/// Counts the different cells of a column.
#[derive(Debug)]
pub(super) struct ValueCounter {
    counts: HashMap<Box<str>, u64>,
    range: Option<[f64; 2]>,
    is_personal: bool,
}

impl ValueCounter {
    /// A counter for a column; personal data are counted, not shown.
    pub(super) fn new(is_personal: bool) -> Self {
        Self { counts: HashMap::new(), range: None, is_personal }
    }

    pub(super) fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        if let Ok(number) = cell.parse::<f64>()
            && number.is_finite()
        {
            let [min, max] = self.range.unwrap_or([number, number]);
            self.range = Some([min.min(number), max.max(number)]);
        }
        if let Some(count) = self.counts.get_mut(cell) {
            *count += 1;
        } else if self.counts.len() < ColumnValues::MAX_DISTINCT {
            self.counts.insert(cell.into(), 1);
        }
    }

    pub(super) fn finish(self) -> ColumnValues {
        let distinct = self.counts.len() as u64;
        let mut examples: Vec<(Box<str>, u64)> = self.counts.into_iter().collect();
        // The most frequent first; of equal ones the first in the alphabet, so that the answer is always the same.
        examples.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        // What each person has for himself shows a person.
        examples.retain(|(_, count)| *count > 1 && !self.is_personal);
        examples.truncate(MAX_EXAMPLES);
        let examples = examples.into_iter().map(|(value, count)| (excerpt(&value), count)).collect();
        ColumnValues { distinct, range: self.range.filter(|_| !self.is_personal), examples }
    }
}
