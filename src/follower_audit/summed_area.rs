//! Counts by order of following and creation date.

use std::ops::Range;

use super::windows::Blocks;

/// A summed-area table of followers by block of the order and column of creation date: the count of a rectangle takes
/// four reads. Empty columns take no memory.
pub struct SummedAreaTable {
    /// Number of columns.
    pub columns: usize,
    /// For each column and the end, how many non-empty columns lie before it.
    occupied_before: Vec<u32>,
    sums: Vec<u32>,
}

impl SummedAreaTable {
    /// From the column of each follower; `None` counts nowhere.
    pub fn new(blocks: Blocks, columns: usize, column: impl Fn(usize) -> Option<usize>) -> Self {
        let mut occupied_before = vec![0; columns + 1];
        for column in blocks.followers(&(0..blocks.len())).filter_map(&column) {
            occupied_before[column + 1] = 1;
        }
        for column in 0..columns {
            occupied_before[column + 1] += occupied_before[column];
        }
        let width = occupied_before[columns] as usize + 1;
        let mut sums = vec![0u32; (blocks.len() + 1) * width];
        for block in 0..blocks.len() {
            let (before, row) = sums.split_at_mut((block + 1) * width);
            for column in blocks.followers(&(block..block + 1)).filter_map(&column) {
                row[occupied_before[column] as usize + 1] += 1;
            }
            let mut run = 0;
            for (sum, above) in row[..width].iter_mut().zip(&before[block * width..]) {
                run += *sum;
                *sum = run + above;
            }
        }
        Self { columns, occupied_before, sums }
    }

    /// The non-empty columns among `columns`.
    pub fn occupied(&self, columns: &Range<usize>) -> Range<usize> {
        let before = |column: usize| self.occupied_before[column.min(self.columns)] as usize;
        before(columns.start)..before(columns.end)
    }

    /// Cumulative counts of a window over the non-empty columns, from 0.
    pub fn sums_of(&self, blocks: &Range<usize>) -> impl Iterator<Item = u32> {
        self.row(blocks.end).iter().zip(self.row(blocks.start)).map(|(end, start)| end - start)
    }

    /// The count in a rectangle.
    pub fn count(&self, blocks: &Range<usize>, columns: Range<usize>) -> u32 {
        let (end, start, columns) = (self.row(blocks.end), self.row(blocks.start), self.occupied(&columns));
        end[columns.end] + start[columns.start] - start[columns.end] - end[columns.start]
    }

    /// Sums over all blocks before `block`.
    fn row(&self, block: usize) -> &[u32] {
        let width = self.occupied_before[self.columns] as usize + 1;
        &self.sums[block * width..(block + 1) * width]
    }
}
