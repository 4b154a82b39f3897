//! How many segments: as many as come back when the rows are split in half and clustered anew.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

use super::partition::{Effort, Partition};

/// Most segments an analyst is shown.
pub const MAX_SEGMENTS: usize = 8;
/// Prediction strength that a number of segments must reach.
pub const STRENGTH_WANTED: f64 = 0.8;
/// A segment holds at least this share of the rows.
pub const SMALLEST_SEGMENT: f64 = 0.03;
/// Rows used for choosing; more do not change the choice, only its cost.
const ROWS: usize = 1_000;
/// Fewer rows are not cut up.
const FEWEST_ROWS: usize = 100;
/// Splits that a strength is averaged over, in rounds after which hopeless numbers are given up.
const ROUNDS: [Range<u64>; 2] = [0..2, 2..8];
const SPLITS: usize = 8;
/// Mean strength below which a round leaves no hope for the average.
const HOPELESS: f64 = 0.4;

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
/// splits and within a standard error, and no cell holds less than 3 % of the rows. Numbers that the first two splits
/// hold below 40 % are not looked at further. k-means must come near its optimum for halves to agree at all, so it
/// takes its time here too: with two restarts of ten iterations, groups that are there were lost. One segment where none does: an audience without structure is not cut
/// up.
pub fn choose_k(matrix: ArrayView2<'_, f64>, seed: u64) -> Choice {
    if matrix.nrows() < FEWEST_ROWS || matrix.ncols() == 0 {
        return Choice { k: 1, strengths: Vec::new() };
    }
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); MAX_SEGMENTS - 1];
    for splits in ROUNDS {
        let hopeful = |k: &usize| found[k - 2].is_empty() || mean(&found[k - 2]) >= HOPELESS;
        let numbers: Vec<usize> = (2..=MAX_SEGMENTS).filter(hopeful).collect();
        let halves: Vec<Halves> = splits.into_par_iter().map(|split| Halves::new(matrix, seed, split)).collect();
        let pairs: Vec<(usize, &Halves)> = halves.iter().flat_map(|h| numbers.iter().map(move |k| (*k, h))).collect();
        let strengths: Vec<f64> = pairs.par_iter().map(|(k, halves)| halves.strength(*k)).collect();
        for ((k, _), strength) in pairs.iter().zip(strengths) {
            found[k - 2].push(strength);
        }
    }
    let mut k = 1;
    for (i, strengths) in found.iter().enumerate() {
        let (mean, n) = (mean(strengths), SPLITS as f64);
        let variance = strengths.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0);
        if strengths.len() == SPLITS && mean + (variance / n).sqrt() >= STRENGTH_WANTED {
            k = i + 2;
        }
    }
    Choice { k, strengths: found.iter().map(|s| mean(s)).collect() }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The rows cut in two at random.
struct Halves {
    first: Array2<f64>,
    second: Array2<f64>,
    seed: u64,
}

impl Halves {
    fn new(matrix: ArrayView2<'_, f64>, seed: u64, split: u64) -> Self {
        let seed = seed.wrapping_add(split.wrapping_mul(0x9E37_79B9));
        let mut order: Vec<usize> = (0..matrix.nrows()).collect();
        order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
        let half = matrix.nrows().min(ROWS) / 2;
        let of = |rows: &[usize]| matrix.select(Axis(0), rows);
        Self { first: of(&order[..half]), second: of(&order[half..2 * half]), seed }
    }

    fn strength(&self, k: usize) -> f64 {
        strength(self.first.view(), self.second.view(), k, self.seed)
    }
}

/// The share of pairs in the weakest cell of `test` that the partition of `train` keeps together.
fn strength(train: ArrayView2<'_, f64>, test: ArrayView2<'_, f64>, k: usize, seed: u64) -> f64 {
    let own = Partition::fit(test, k, seed, Effort::Thorough);
    let other = Partition::fit(train, k, seed, Effort::Thorough);
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
