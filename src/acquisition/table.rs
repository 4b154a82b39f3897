//! Counts by order of following and creation date.

use std::ops::Range;

use super::windows::Blocks;

/// Counts of followers by block of the order and column of creation date, summed up so that a rectangle takes four
/// reads.
pub struct Table {
    /// Number of columns.
    pub columns: usize,
    sums: Vec<u32>,
}

impl Table {
    /// From the column of each follower; `None` counts nowhere.
    pub fn new(blocks: Blocks, columns: usize, column: impl Fn(usize) -> Option<usize>) -> Self {
        let width = columns + 1;
        let mut sums = vec![0u32; (blocks.len() + 1) * width];
        for block in 0..blocks.len() {
            let (before, row) = sums.split_at_mut((block + 1) * width);
            for place in blocks.followers(&(block..block + 1)) {
                if let Some(column) = column(place) {
                    row[column + 1] += 1;
                }
            }
            let mut run = 0;
            for (sum, above) in row[..width].iter_mut().zip(&before[block * width..]) {
                run += *sum;
                *sum = run + above;
            }
        }
        Self { columns, sums }
    }

    /// Counts of a window summed up along the columns.
    pub fn write_sums(&self, blocks: &Range<usize>, out: &mut [u32]) {
        let row = |block: usize| &self.sums[block * (self.columns + 1)..(block + 1) * (self.columns + 1)];
        for ((out, end), start) in out.iter_mut().zip(row(blocks.end)).zip(row(blocks.start)) {
            *out = end - start;
        }
    }

    /// What a rectangle holds.
    pub fn count(&self, blocks: &Range<usize>, columns: Range<usize>) -> u32 {
        let at = |block: usize, column: usize| self.sums[block * (self.columns + 1) + column];
        let columns = columns.start.min(self.columns)..columns.end.min(self.columns);
        at(blocks.end, columns.end) + at(blocks.start, columns.start)
            - at(blocks.start, columns.end)
            - at(blocks.end, columns.start)
    }
}
