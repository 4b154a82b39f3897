//! Segments below the minimum cell size are merged into others.

use crate::disclosure::MinCell;
use crate::prevalence::SegmentSums;

/// For each of `segments` the index of the one it is merged into, or its own.
///
/// The smallest is merged into the nearest until no segment with rows is a small cell. The result depends on the order of
/// the segments only.
pub fn merge_small_segments(segments: &[SegmentSums], min_cell: MinCell) -> Vec<usize> {
    let mut merged_into: Vec<usize> = (0..segments.len()).collect();
    let mut sums = segments.to_vec();
    loop {
        let present: Vec<usize> = (0..sums.len()).filter(|i| sums[*i].table.rows > 0).collect();
        let small = present.iter().copied().filter(|i| min_cell.is_small_cell(sums[*i].table.rows));
        let Some(smallest) = small.min_by_key(|i| (sums[*i].table.rows, *i)) else { return merged_into };
        let from = sums[smallest].means();
        let others = present.into_iter().filter(|i| *i != smallest);
        let distance = |i: usize| -> f64 { from.iter().zip(sums[i].means()).map(|(a, b)| (a - b).powi(2)).sum() };
        let Some(nearest) = others.min_by(|a, b| distance(*a).total_cmp(&distance(*b))) else { return merged_into };
        let merged = std::mem::replace(&mut sums[smallest], SegmentSums::new(from.len()));
        sums[nearest].merge(&merged);
        merged_into.iter_mut().filter(|to| **to == smallest).for_each(|to| *to = nearest);
    }
}
