//! Segments of too few people join others.

use crate::disclosure::MinCell;
use crate::prevalence::SegmentSums;

/// For each of `segments` the one that it joins, or itself: the smallest joins the nearest, until none that has anybody
/// in it is too small to be told of. Who joins depends on no order but that of the segments.
pub fn join_small(segments: &[SegmentSums], min_cell: MinCell) -> Vec<usize> {
    let mut joined: Vec<usize> = (0..segments.len()).collect();
    let mut sums = segments.to_vec();
    loop {
        let present: Vec<usize> = (0..sums.len()).filter(|i| sums[*i].table.rows > 0).collect();
        let small = present.iter().copied().filter(|i| min_cell.hides(sums[*i].table.rows));
        let Some(smallest) = small.min_by_key(|i| (sums[*i].table.rows, *i)) else { return joined };
        let from = sums[smallest].means();
        let others = present.into_iter().filter(|i| *i != smallest);
        let distance = |i: usize| -> f64 { from.iter().zip(sums[i].means()).map(|(a, b)| (a - b).powi(2)).sum() };
        let Some(nearest) = others.min_by(|a, b| distance(*a).total_cmp(&distance(*b))) else { return joined };
        let joining = std::mem::replace(&mut sums[smallest], SegmentSums::new(from.len()));
        sums[nearest].merge(&joining);
        joined.iter_mut().filter(|to| **to == smallest).for_each(|to| *to = nearest);
    }
}
