//! Cells that are merged over several rows: what stands in the first counts for each of them.

use std::collections::HashMap;

use calamine::Dimensions;

/// Most merged cells of a sheet that are looked at; of more none are.
const MAX_MERGED: usize = 1 << 20;

/// The merged cells of one sheet below its header, by their column.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// For each column the first and last rows, in order.
    rows: HashMap<u32, Vec<(u32, u32)>>,
    /// What stands in the one that was met last in each column.
    texts: HashMap<u32, (u32, String)>,
    /// Cells that were filled by what is merged.
    pub(super) filled: u64,
}

impl Merged {
    /// Those of `all` that reach over several rows and begin below the row `header`.
    pub(super) fn below(header: u32, all: Vec<Dimensions>) -> Self {
        let mut merged = Self::default();
        if all.len() > MAX_MERGED {
            return merged;
        }
        for Dimensions { start, end } in all {
            if start.0 > header && end.0 > start.0 {
                merged.rows.entry(start.1).or_default().push((start.0, end.0));
            }
        }
        merged.rows.values_mut().for_each(|rows| rows.sort_unstable());
        merged
    }

    /// Fills the cells of a row, which are in the order of their columns, as far as they are merged with one above.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<(u32, String)>) {
        if self.rows.is_empty() {
            return;
        }
        let before = cells.len();
        for (column, rows) in &self.rows {
            let at = rows.partition_point(|(first, _)| *first <= row);
            let Some((first, last)) = at.checked_sub(1).and_then(|at| rows.get(at)) else { continue };
            let own = cells[..before].iter().find(|(own, _)| own == column);
            match own {
                Some((_, text)) if *first == row => {
                    self.texts.insert(*column, (row, text.clone()));
                }
                None if row <= *last => {
                    if let Some((_, text)) = self.texts.get(column).filter(|(begun, _)| begun == first) {
                        cells.push((*column, text.clone()));
                    }
                }
                Some(_) | None => {}
            }
        }
        self.filled += (cells.len() - before) as u64;
        cells.sort_by_key(|(column, _)| *column);
    }
}
