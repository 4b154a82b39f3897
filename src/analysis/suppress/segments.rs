//! Segments of too few people are merged into others.

use crate::disclosure::MinCell;
use crate::prevalence::SegmentSums;

/// For each of `segments` the one that it is merged into, or itself: the smallest is merged into the nearest, until none
/// that has anybody in it is too small to be published. The result depends on no order but that of the segments.
pub fn merge_small_segments(segments: &[SegmentSums], min_cell: MinCell) -> Vec<usize> {
    let mut merged: Vec<usize> = (0..segments.len()).collect();
    let mut sums = segments.to_vec();
    loop {
        let present: Vec<usize> = (0..sums.len()).filter(|i| sums[*i].table.rows > 0).collect();
        let small = present.iter().copied().filter(|i| min_cell.hides(sums[*i].table.rows));
        let Some(smallest) = small.min_by_key(|i| (sums[*i].table.rows, *i)) else { return merged };
        let from = sums[smallest].means();
        let others = present.into_iter().filter(|i| *i != smallest);
        let distance = |i: usize| -> f64 { from.iter().zip(sums[i].means()).map(|(a, b)| (a - b).powi(2)).sum() };
        let Some(nearest) = others.min_by(|a, b| distance(*a).total_cmp(&distance(*b))) else { return merged };
        let small_sums = std::mem::replace(&mut sums[smallest], SegmentSums::new(from.len()));
        sums[nearest].merge(&small_sums);
        merged.iter_mut().filter(|to| **to == smallest).for_each(|to| *to = nearest);
    }
}
