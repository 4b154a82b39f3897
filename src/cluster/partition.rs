//! A partition of the covariate space by linfa's k-means, guarded against what it cannot take.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::KMeans;
use ndarray::{Array2, ArrayView2};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// How hard k-means looks for the best cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For strata, whose cells are only counted in.
    Quick,
    /// For cells that people read, and for choosing their number.
    Thorough,
}

impl Effort {
    /// Restarts, of which the best is kept; most iterations; and the move of centroids at which they end.
    fn limits(self) -> (usize, u64, f64) {
        match self {
            Effort::Quick => (2, 10, 1e-2),
            Effort::Thorough => (4, 60, 1e-3),
        }
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

    /// Fits at most `k` cells to `matrix` (rows x d); fewer where fewer rows differ.
    ///
    /// linfa's k-means panics without rows or columns and repeats centroids where k exceeds the distinct rows, so
    /// these cases are answered here: no rows, no columns or a single distinct row make one cell.
    pub fn fit(matrix: ArrayView2<'_, f64>, k: usize, seed: u64, effort: Effort) -> Self {
        let k = k.min(distinct_rows(matrix, k));
        let finite = matrix.iter().all(|x| x.is_finite());
        if k < 2 || matrix.ncols() == 0 || !finite {
            return Self::whole(matrix.ncols());
        }
        let rng = Xoshiro256Plus::seed_from_u64(seed);
        let (runs, iterations, tolerance) = effort.limits();
        let params = KMeans::params_with_rng(k, rng).n_runs(runs).max_n_iterations(iterations).tolerance(tolerance);
        match params.fit(&DatasetBase::from(matrix)) {
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
    let order = crate::encode::canonical_order(centroids);
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
        let fit = |rows: usize, columns: usize, value: f64| {
            Partition::fit(Array2::from_elem((rows, columns), value).view(), 5, 1, Effort::Thorough).k()
        };
        assert_eq!([fit(0, 3, 0.0), fit(1, 3, 0.0), fit(9, 0, 0.0), fit(9, 3, 1.0), fit(9, 3, f64::NAN)], [1; 5]);
        let two = Array2::from_shape_fn((10, 1), |(i, _)| (i % 2) as f64);
        assert_eq!(Partition::fit(two.view(), 5, 1, Effort::Thorough).k(), 2);
    }
}
