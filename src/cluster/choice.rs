//! How many segments: as many as come back when the rows are split in half and clustered anew.

use ndarray::{ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

use super::Partition;

/// Most segments an analyst is shown.
pub const MAX_SEGMENTS: usize = 8;
/// Prediction strength that a number of segments must reach.
pub const STRENGTH_WANTED: f64 = 0.8;
/// A segment holds at least this share of the rows.
pub const SMALLEST_SEGMENT: f64 = 0.03;
/// Rows used for choosing; more do not change the choice, only its cost.
const ROWS: usize = 4_000;
/// Fewer rows are not cut up.
const FEWEST_ROWS: usize = 100;
/// Splits that a strength is averaged over.
const SPLITS: usize = 8;

/// The number of segments chosen, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Number of segments.
    pub k: usize,
    /// Prediction strength of 2, 3, ... segments.
    pub strengths: Vec<f64>,
}

/// Chooses the number of segments by prediction strength (Tibshirani and Walther 2005): the largest k for which, in
/// every cell of one half, 80 % of the pairs stay together under the other half's partition, on average over eight
/// splits and within a standard error, and no cell holds less than 3 % of the rows. One segment where none does: an
/// audience without structure is not cut up.
pub fn choose_k(matrix: ArrayView2<'_, f64>, seed: u64) -> Choice {
    if matrix.nrows() < FEWEST_ROWS || matrix.ncols() == 0 {
        return Choice { k: 1, strengths: Vec::new() };
    }
    let splits: Vec<Vec<f64>> = (0..SPLITS as u64)
        .into_par_iter()
        .map(|split| strengths_of_split(matrix, seed.wrapping_add(split.wrapping_mul(0x9E37_79B9))))
        .collect();
    let mut k = 1;
    let mut strengths = Vec::new();
    for i in 0..MAX_SEGMENTS - 1 {
        let mean = splits.iter().map(|s| s[i]).sum::<f64>() / SPLITS as f64;
        let variance = splits.iter().map(|s| (s[i] - mean).powi(2)).sum::<f64>() / (SPLITS - 1) as f64;
        if mean + (variance / SPLITS as f64).sqrt() >= STRENGTH_WANTED {
            k = i + 2;
        }
        strengths.push(mean);
    }
    Choice { k, strengths }
}

/// The strength of 2, 3, ... cells in one split of the rows.
fn strengths_of_split(matrix: ArrayView2<'_, f64>, seed: u64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..matrix.nrows()).collect();
    order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
    let half = matrix.nrows().min(ROWS) / 2;
    let first = matrix.select(Axis(0), &order[..half]);
    let second = matrix.select(Axis(0), &order[half..2 * half]);
    (2..=MAX_SEGMENTS).map(|k| strength(first.view(), second.view(), k, seed)).collect()
}

/// The share of pairs in the weakest cell of `test` that the partition of `train` keeps together.
fn strength(train: ArrayView2<'_, f64>, test: ArrayView2<'_, f64>, k: usize, seed: u64) -> f64 {
    let own = Partition::fit(test, k, seed);
    let other = Partition::fit(train, k, seed);
    if own.k() < k || other.k() < k {
        return 0.0;
    }
    let mut counts = vec![vec![0.0f64; k]; k];
    for (mine, theirs) in own.assign_all(test).into_iter().zip(other.assign_all(test)) {
        counts[mine][theirs] += 1.0;
    }
    let smallest = (SMALLEST_SEGMENT * test.nrows() as f64).max(2.0);
    let kept = counts.iter().map(|cell| {
        let members: f64 = cell.iter().sum();
        let together: f64 = cell.iter().map(|n| n * (n - 1.0)).sum();
        if members < smallest { 0.0 } else { together / (members * (members - 1.0)) }
    });
    kept.fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use rand::Rng;

    fn blobs(centres: usize) -> Array2<f64> {
        let mut rng = Xoshiro256Plus::seed_from_u64(5);
        let mut noise = move || (0..6).map(|_| rng.r#gen::<f64>() - 0.5).sum::<f64>();
        Array2::from_shape_fn((600, 3), |(i, j)| 6.0 * f64::from(u8::from(i % centres == j)) + noise())
    }

    #[test]
    fn finds_the_blobs_and_only_them() {
        assert_eq!(choose_k(blobs(3).view(), 1).k, 3);
        let none = choose_k(blobs(1).view(), 1);
        assert_eq!(none.k, 1, "{none:?}");
    }
}
