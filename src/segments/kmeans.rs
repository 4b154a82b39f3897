//! Clusters by linfa's k-means, guarded against the inputs it cannot handle.

use linfa::traits::Fit;
use linfa::{DatasetBase, Float};
use linfa_clustering::{KMeans, KMeansInit};
use linfa_nn::distance::Distance;
use ndarray::{Array2, ArrayView, ArrayView2, Dimension, Zip};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::principal_components::MAX_COMPONENTS;
use super::rows::canonical_order;
use super::ward::WardTree;

/// The most iterations, which gain little after a start from Ward's clusters, and the shift of centroids at which they
/// end.
const MAX_ITERATIONS: u64 = 10;
const TOLERANCE: f64 = 1e-2;
/// Up to this many clusters are also started from random rows, because Ward's start is sometimes the worse one there.
const MAX_RANDOM_START_K: usize = 3;
/// Seed of the random start.
const SEED: u64 = 1;

/// The Euclidean distance, like [`linfa_nn::distance::L2Dist`] but on slices, which costs a fraction for rows of a few
/// columns.
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
            (Some(a), Some(b)) => match (<&[F; MAX_COMPONENTS]>::try_from(a), <&[F; MAX_COMPONENTS]>::try_from(b)) {
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

/// The centroids of k clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// k x d, in single precision like the rows that are assigned.
    centroids: Array2<f32>,
}

impl Clusters {
    /// One cluster.
    pub fn whole(width: usize) -> Self {
        Self { centroids: Array2::zeros((1, width)) }
    }

    /// Fits at most `k` clusters to `matrix` (rows x d), started from those of its `tree`; fewer if fewer rows are distinct.
    ///
    /// linfa's k-means panics without rows or columns and repeats centroids if k exceeds the number of distinct rows.
    /// Here no rows, no columns, a value that is not finite or a single distinct row make one cluster.
    pub fn fit(matrix: ArrayView2<'_, f64>, tree: &WardTree, k: usize) -> Self {
        let k = k.min(distinct_rows(matrix, k));
        let start = tree.means(k);
        if k < 2 || start.nrows() != k {
            return Self::whole(matrix.ncols());
        }
        let rows = DatasetBase::from(matrix);
        let params = KMeans::params_with(k, Xoshiro256Plus::seed_from_u64(SEED), Euclidean)
            .n_runs(1)
            .max_n_iterations(MAX_ITERATIONS)
            .tolerance(TOLERANCE);
        let from_tree = params.clone().init_method(KMeansInit::Precomputed(start)).fit(&rows);
        let best = from_tree.and_then(|model| {
            if k > MAX_RANDOM_START_K {
                return Ok(model);
            }
            let other = params.fit(&rows)?;
            Ok(if other.inertia() < model.inertia() { other } else { model })
        });
        match best {
            Ok(model) => Self { centroids: ordered(model.centroids()) },
            Err(error) => {
                tracing::warn!(%error, k, "k-means failed; all rows are in one segment");
                Self::whole(matrix.ncols())
            }
        }
    }

    /// Number of clusters.
    pub fn k(&self) -> usize {
        self.centroids.nrows()
    }

    /// The cluster nearest to an encoded row; ties go to the first.
    pub fn assign(&self, row: &[f32]) -> usize {
        let mut best = (0, f32::INFINITY);
        for (cluster, centroid) in self.centroids.outer_iter().enumerate() {
            let centroid = centroid.to_slice().expect("centroids are stored row by row");
            let distance: f32 = centroid.iter().zip(row).map(|(c, x)| (c - x) * (c - x)).sum();
            if distance < best.1 {
                best = (cluster, distance);
            }
        }
        best.0
    }

    /// The clusters of all rows of `matrix`.
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

/// Centroids sorted by their coordinates, so that the numbering does not depend on the start.
fn ordered(centroids: &Array2<f64>) -> Array2<f32> {
    let order = canonical_order(centroids);
    Array2::from_shape_fn(centroids.dim(), |(i, j)| centroids[[order[i], j]] as f32)
}

/// Number of distinct rows, counted up to `max`.
fn distinct_rows(matrix: ArrayView2<'_, f64>, max: usize) -> usize {
    let mut seen: Vec<usize> = Vec::new();
    for (i, row) in matrix.outer_iter().enumerate() {
        if seen.len() >= max {
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
    fn degenerate_matrices_make_one_cluster() {
        let clusters = |matrix: Array2<f64>| Clusters::fit(matrix.view(), &WardTree::grow(matrix.view()), 5).k();
        let fit = |rows: usize, columns: usize, value: f64| clusters(Array2::from_elem((rows, columns), value));
        assert_eq!([fit(0, 3, 0.0), fit(1, 3, 0.0), fit(9, 0, 0.0), fit(9, 3, 1.0), fit(9, 3, f64::NAN)], [1; 5]);
        assert_eq!(clusters(Array2::from_shape_fn((10, 1), |(i, _)| (i % 2) as f64)), 2);
    }
}
