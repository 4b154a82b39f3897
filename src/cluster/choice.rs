//! How many segments: as many as come back when the rows are split in half and clustered anew.

use ndarray::{ArrayView2, Axis};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::Partition;

/// Most segments an analyst is shown.
pub const MAX_SEGMENTS: usize = 8;
/// Prediction strength that a number of segments must reach.
pub const STRENGTH_WANTED: f64 = 0.8;
/// A segment holds at least this share of the rows.
pub const SMALLEST_SEGMENT: f64 = 0.03;
/// Rows used for choosing; more do not change the choice, only its cost.
const ROWS: usize = 4_000;
/// Splits that a strength is averaged over.
const SPLITS: usize = 3;
/// Pairs of rows compared in each cell.
const PAIRS: usize = 400;

/// The number of segments chosen, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Number of segments.
    pub k: usize,
    /// Prediction strength of 2, 3, ... segments.
    pub strengths: Vec<f64>,
}

/// Chooses the number of segments by prediction strength (Tibshirani and Walther 2005): the largest k for which, in
/// every cell of one half, at least 80 % of the pairs stay together under the other half's partition, averaged over
/// three splits, and no cell holds less than 3 % of the rows. One segment where none does: an audience without
/// structure is not cut up.
pub fn choose_k(matrix: ArrayView2<'_, f64>, seed: u64) -> Choice {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..matrix.nrows()).collect();
    let mut strengths = vec![0.0; MAX_SEGMENTS - 1];
    if matrix.nrows() < 40 || matrix.ncols() == 0 {
        return Choice { k: 1, strengths: Vec::new() };
    }
    for _ in 0..SPLITS {
        order.shuffle(&mut rng);
        let half = matrix.nrows().min(ROWS) / 2;
        let first = matrix.select(Axis(0), &order[..half]);
        let second = matrix.select(Axis(0), &order[half..2 * half]);
        for (i, strength) in strengths.iter_mut().enumerate() {
            *strength += strength_of(first.view(), second.view(), i + 2, &mut rng) / SPLITS as f64;
        }
    }
    let k = strengths.iter().rposition(|s| *s >= STRENGTH_WANTED).map_or(1, |i| i + 2);
    Choice { k, strengths }
}

fn strength_of(train: ArrayView2<'_, f64>, test: ArrayView2<'_, f64>, k: usize, rng: &mut Xoshiro256Plus) -> f64 {
    let own = Partition::fit(test, k, rng.r#gen());
    let other = Partition::fit(train, k, rng.r#gen());
    if own.k() < k || other.k() < k {
        return 0.0;
    }
    let (own, other) = (own.assign_all(test), other.assign_all(test));
    let mut weakest = 1.0f64;
    for cell in 0..k {
        let members: Vec<usize> = (0..own.len()).filter(|i| own[*i] == cell).collect();
        if (members.len() as f64) < SMALLEST_SEGMENT * own.len() as f64 || members.len() < 2 {
            return 0.0;
        }
        let mut together = 0;
        for _ in 0..PAIRS {
            let pair: Vec<&usize> = members.choose_multiple(rng, 2).collect();
            together += usize::from(other[*pair[0]] == other[*pair[1]]);
        }
        weakest = weakest.min(together as f64 / PAIRS as f64);
    }
    weakest
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

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
