//! Rows: their index, a seeded sample and a canonical order, neither of which depends on the order of input.

use std::collections::BinaryHeap;

use ndarray::Array2;

use crate::profile::{CHUNK_ROWS, Profiles};

/// The index of one row in a set of profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowIndex(u32);

impl RowIndex {
    /// The row at `position`, counted over all chunks.
    pub fn new(position: usize) -> Self {
        Self(u32::try_from(position).expect("readers accept fewer rows than u32::MAX"))
    }

    /// Its position, counted over all chunks.
    pub fn position(self) -> usize {
        self.0 as usize
    }

    /// Its chunk.
    pub fn chunk(self) -> usize {
        self.0 as usize / CHUNK_ROWS
    }

    /// Its row in that chunk.
    pub fn row(self) -> usize {
        self.0 as usize % CHUNK_ROWS
    }
}

/// A simple random sample of at most `size` rows among those that `eligible` accepts.
///
/// A row is ranked by a hash of the seed and its key (its id, or its position if it has none), and the lowest ranks are
/// kept. So if profiles have ids, or if all fit, the sample does not depend on the order of the rows, and the samples of
/// parts merge into the sample of the whole.
pub fn sample_rows(
    profiles: &Profiles,
    size: usize,
    seed: u64,
    mut eligible: impl FnMut(RowIndex) -> bool,
) -> Vec<RowIndex> {
    let mut lowest: BinaryHeap<(u64, RowIndex)> = BinaryHeap::with_capacity(size.min(profiles.len()) + 1);
    for (position, key) in profiles.row_keys().iter().enumerate() {
        let rank = rank(seed, *key);
        if lowest.len() == size && lowest.peek().is_none_or(|(worst, _)| rank >= *worst) {
            continue;
        }
        let at = RowIndex::new(position);
        if !eligible(at) {
            continue;
        }
        lowest.push((rank, at));
        if lowest.len() > size {
            lowest.pop();
        }
    }
    let mut rows: Vec<RowIndex> = lowest.into_iter().map(|(_, at)| at).collect();
    rows.sort_unstable();
    rows
}

/// The rank of a row of this key in the samples of this seed: those of the lowest ranks are drawn.
pub(crate) fn rank(seed: u64, key: u64) -> u64 {
    mix(seed ^ mix(key))
}

/// The rows of `matrix` sorted by their values, so that a fit does not depend on the order of input.
pub fn canonical_order(matrix: &Array2<f64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..matrix.nrows()).collect();
    order.sort_by(|a, b| {
        let pairs = matrix.row(*a).into_iter().zip(matrix.row(*b));
        pairs.map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
pub(crate) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_every_row_with_the_same_probability_in_any_order() {
        let keyed = |keys: &mut dyn Iterator<Item = u64>| {
            let mut profiles = Profiles::new();
            keys.for_each(|key| profiles.push(&[], Some(key)));
            profiles
        };
        let forward = keyed(&mut (0..1000));
        let backward = keyed(&mut (0..1000).rev());
        let keys = |profiles: &Profiles| {
            let mut keys: Vec<u64> = sample_rows(profiles, 100, 7, |_| true)
                .into_iter()
                .map(|at| profiles.row_keys()[at.chunk() * CHUNK_ROWS + at.row()])
                .collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys(&forward), keys(&backward));
        let low = keys(&forward).iter().filter(|k| **k < 500).count();
        assert!((30..=70).contains(&low), "{low} of 100 from the first half");
        assert_eq!(sample_rows(&forward, 5000, 7, |at| at.row() % 2 == 0).len(), 500);
    }
}
