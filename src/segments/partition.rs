//! A partition of the covariate space by linfa's k-means, guarded against what it cannot take.

use linfa::traits::Fit;
use linfa::{DatasetBase, Float};
use linfa_clustering::{KMeans, KMeansInit};
use linfa_nn::distance::Distance;
use ndarray::{Array2, ArrayView, ArrayView2, Dimension, Zip};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::projection::DIRECTIONS;
use super::tree::Tree;

/// Most iterations of k-means, which from Ward's cells leave little to gain, and the move of centroids at which they end.
const ITERATIONS: u64 = 10;
const TOLERANCE: f64 = 1e-2;
/// Most cells that are also looked for from random rows, where the hierarchy now and then starts from worse ones.
const MOST_FROM_RANDOM: usize = 3;
/// Seed of the random start.
const SEED: u64 = 1;

/// The Euclidean distance, as [`linfa_nn::distance::L2Dist`]: for rows of a handful of columns, of which k-means compares
/// millions, taking them as slices costs a fraction.
#[derive(Debug, Clone)]
struct Euclidean;

impl<F: Float> Distance<F> for Euclidean {
    fn distance<D: Dimension>(&self, a: ArrayView<F, D>, b: ArrayView<F, D>) -> F {
        self.rdistance(a, b).sqrt()
    }

    #[inline]
    fn rdistance<D: Dimension>(&self, a: ArrayView<F, D>, b: ArrayView<F, D>) -> F {
        let rows = |a: &[F], b: &[F]| a.iter().zip(b).fold(F::zero(), |sum, (a, b)| sum + (*a - *b) * (*a - *b));
        match (a.as_slice(), b.as_slice()) {
            // A loop of known length is unrolled.
            (Some(a), Some(b)) => match (<&[F; DIRECTIONS]>::try_from(a), <&[F; DIRECTIONS]>::try_from(b)) {
                (Ok(a), Ok(b)) => rows(a, b),
                _ => rows(a, b),
            },
            _ => Zip::from(&a).and(&b).fold(F::zero(), |sum, a, b| sum + (*a - *b) * (*a - *b)),
        }
    }

    fn rdist_to_dist(&self, rdist: F) -> F {
        rdist.sqrt()
    }

    fn dist_to_rdist(&self, dist: F) -> F {
        dist * dist
    }
}

/// Centroids of k cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// k x d, single precision as the rows that are assigned.
    centroids: Array2<f32>,
}

impl Partition {
    /// The partition into one cell.
    pub fn whole(width: usize) -> Self {
        Self { centroids: Array2::zeros((1, width)) }
    }

    /// Fits at most `k` cells to `matrix` (rows x d), starting from those of its tree; fewer where fewer rows differ.
    ///
    /// linfa's k-means panics without rows or columns and repeats centroids where k exceeds the distinct rows, so
    /// these cases are answered here: no rows, no columns, a number that is not finite or a single distinct row make one
    /// cell.
    pub fn fit(matrix: ArrayView2<'_, f64>, tree: &Tree, k: usize) -> Self {
        let k = k.min(distinct_rows(matrix, k));
        let start = tree.means(k);
        if k < 2 || start.nrows() != k {
            return Self::whole(matrix.ncols());
        }
        let rows = DatasetBase::from(matrix);
        let params = KMeans::params_with(k, Xoshiro256Plus::seed_from_u64(SEED), Euclidean)
            .n_runs(1)
            .max_n_iterations(ITERATIONS)
            .tolerance(TOLERANCE);
        let from_tree = params.clone().init_method(KMeansInit::Precomputed(start)).fit(&rows);
        let best = from_tree.and_then(|model| {
            if k > MOST_FROM_RANDOM {
                return Ok(model);
            }
            let other = params.fit(&rows)?;
            Ok(if other.inertia() < model.inertia() { other } else { model })
        });
        match best {
            Ok(model) => Self { centroids: ordered(model.centroids()) },
            Err(error) => {
                tracing::warn!(%error, k, "k-means failed; the rows stay in one cell");
                Self::whole(matrix.ncols())
            }
        }
    }

    /// Number of cells.
    pub fn k(&self) -> usize {
        self.centroids.nrows()
    }

    /// The cell nearest to an encoded row; ties go to the first.
    pub fn assign(&self, row: &[f32]) -> usize {
        let mut best = (0, f32::INFINITY);
        for (cell, centroid) in self.centroids.outer_iter().enumerate() {
            let centroid = centroid.to_slice().expect("centroids are stored row by row");
            let distance: f32 = centroid.iter().zip(row).map(|(c, x)| (c - x) * (c - x)).sum();
            if distance < best.1 {
                best = (cell, distance);
            }
        }
        best.0
    }

    /// The cells of all rows of `matrix`.
    pub fn assign_all(&self, matrix: ArrayView2<'_, f64>) -> Vec<usize> {
        let mut buffer = vec![0.0f32; matrix.ncols()];
        let rows = matrix.outer_iter();
        rows.map(|row| {
            buffer.iter_mut().zip(row).for_each(|(b, x)| *b = *x as f32);
            self.assign(&buffer)
        })
        .collect()
    }
}

/// Centroids sorted by their coordinates, so that the cells' numbers do not depend on chance.
fn ordered(centroids: &Array2<f64>) -> Array2<f32> {
    let order = crate::segments::canonical_order(centroids);
    Array2::from_shape_fn(centroids.dim(), |(i, j)| centroids[[order[i], j]] as f32)
}

/// Number of distinct rows, counted up to `enough`.
fn distinct_rows(matrix: ArrayView2<'_, f64>, enough: usize) -> usize {
    let mut seen: Vec<usize> = Vec::new();
    for (i, row) in matrix.outer_iter().enumerate() {
        if seen.len() >= enough {
            break;
        }
        if seen.iter().all(|j| matrix.row(*j) != row) {
            seen.push(i);
        }
    }
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linfas_traps_do_not_spring() {
        let cells = |matrix: Array2<f64>| Partition::fit(matrix.view(), &Tree::grow(matrix.view()), 5).k();
        let fit = |rows: usize, columns: usize, value: f64| cells(Array2::from_elem((rows, columns), value));
        assert_eq!([fit(0, 3, 0.0), fit(1, 3, 0.0), fit(9, 0, 0.0), fit(9, 3, 1.0), fit(9, 3, f64::NAN)], [1; 5]);
        assert_eq!(cells(Array2::from_shape_fn((10, 1), |(i, _)| (i % 2) as f64)), 2);
    }
}
