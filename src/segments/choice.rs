//! How many segments: as many as come back when the rows are split in half and clustered anew.

use std::sync::OnceLock;

use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

use super::partition::Partition;
use super::tree::Tree;
use crate::stats::median;

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
/// Splits of which most must reach [`STRENGTH_WANTED`]: one that ends in a poor optimum does not decide.
const SPLITS: usize = 7;
const MOST_SPLITS: usize = SPLITS / 2 + 1;
/// Splits that are looked at first, and the strength that one of them must reach for the others to be worth their cost.
const FIRST_SPLITS: usize = 2;
const HOPELESS: f64 = 0.6;

/// The number of segments chosen, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Number of segments.
    pub k: usize,
    /// Prediction strengths of the numbers that were looked at: the number chosen and those above it.
    pub strengths: Vec<PredictionStrength>,
}

/// How well a number of segments comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictionStrength {
    /// Number of segments.
    pub k: usize,
    /// Prediction strength, 0 to 1: median of the splits that were looked at.
    pub strength: f64,
}

/// Chooses the number of segments by prediction strength (Tibshirani and Walther 2005): the largest k for which, in
/// every cell of one half, 80 % of the pairs stay together under the other half's partition, in most of seven splits,
/// and no cell holds less than 3 % of the rows. One segment where none does: an audience without structure is not cut
/// up.
///
/// Numbers are tried from the largest down, and given up after two splits that leave no hope. On 19 audiences of two
/// surveys, three seeds each, two seeds agree on the number in 82 % of the cases; with the mean of eight splits that
/// was 65 to 72 %, at half again the cost.
pub fn choose_k(matrix: ArrayView2<'_, f64>, seed: u64) -> Choice {
    let mut choice = Choice { k: 1, strengths: Vec::new() };
    if matrix.nrows() < FEWEST_ROWS || matrix.ncols() == 0 {
        return choice;
    }
    let splits = Splits { matrix, seed, halves: Default::default() };
    for k in (2..=MAX_SEGMENTS).rev() {
        let strength = median(splits.strengths(k));
        choice.strengths.push(PredictionStrength { k, strength });
        if strength >= STRENGTH_WANTED {
            choice.k = k;
            break;
        }
    }
    choice.strengths.reverse();
    choice
}

/// Ways to cut the rows in two, each made when it is asked for.
struct Splits<'a> {
    matrix: ArrayView2<'a, f64>,
    seed: u64,
    halves: [OnceLock<Halves>; SPLITS],
}

impl Splits<'_> {
    /// Strengths of `k` cells, split by split, until most of all splits have decided: the median of those that were
    /// looked at is then on the same side of [`STRENGTH_WANTED`] as that of all. Or until there is no hope.
    fn strengths(&self, k: usize) -> Vec<f64> {
        let mut found = Vec::with_capacity(SPLITS);
        let mut next = FIRST_SPLITS;
        while next > 0 {
            found.par_extend((found.len()..found.len() + next).into_par_iter().map(|s| self.halves(s).strength(k)));
            if found.iter().all(|strength| *strength < HOPELESS) {
                break;
            }
            let reached = found.iter().filter(|strength| **strength >= STRENGTH_WANTED).count();
            next = MOST_SPLITS - reached.max(found.len() - reached);
        }
        found
    }

    fn halves(&self, split: usize) -> &Halves {
        self.halves[split].get_or_init(|| Halves::new(self.matrix, self.seed, split as u64))
    }
}

/// The rows cut in two at random.
struct Halves([Half; 2]);

struct Half {
    rows: Array2<f64>,
    tree: Tree,
}

impl Halves {
    fn new(matrix: ArrayView2<'_, f64>, seed: u64, split: u64) -> Self {
        let seed = seed.wrapping_add(split.wrapping_mul(0x9E37_79B9));
        let mut order: Vec<usize> = (0..matrix.nrows()).collect();
        order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
        let half = matrix.nrows().min(ROWS) / 2;
        Self([&order[..half], &order[half..2 * half]].map(|of_half| {
            let rows = matrix.select(Axis(0), of_half);
            Half { tree: Tree::grow(rows.view()), rows }
        }))
    }

    /// The share of pairs in the weakest of `k` cells of the one half that the partition of the other keeps together.
    fn strength(&self, k: usize) -> f64 {
        let [other, own] = self.0.each_ref().map(|half| Partition::fit(half.rows.view(), &half.tree, k));
        let test = self.0[1].rows.view();
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
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

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
