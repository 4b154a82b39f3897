//! The first principal components of an audience, between which distances are measured.

use linfa_linalg::Order;
use linfa_linalg::eigh::{EigSort, EighInto};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// The most components. On survey data of 20 to 40 columns, k-means on five components finds the same clusters in both
/// halves of the rows far more often than on all columns (prediction strength of four segments .85 to .98 against .76 to
/// .90 on the UCI Adult rows), where rare levels are mostly noise.
pub(super) const MAX_COMPONENTS: usize = 5;

/// Principal components of an encoded matrix. They are the relaxed solution of k-means (Ding and He 2004).
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalComponents {
    means: Array1<f32>,
    /// One row per component.
    axes: Array2<f32>,
}

impl PrincipalComponents {
    /// Fits at most five components to `matrix` (rows x d); fewer if its rank is lower.
    pub fn fit(matrix: ArrayView2<'_, f64>) -> Self {
        let d = matrix.ncols();
        let none = || Self { means: Array1::zeros(d), axes: Array2::zeros((0, d)) };
        let Some(means) = matrix.mean_axis(Axis(0)).filter(|_| d > 0 && matrix.nrows() > 1) else {
            return none();
        };
        let centred = &matrix - &means;
        let covariance = centred.t().dot(&centred) / (matrix.nrows() - 1) as f64;
        if covariance.iter().any(|x| !x.is_finite()) {
            return none();
        }
        let (variances, vectors) = match covariance.eigh_into() {
            Ok(eigen) => eigen.sort_eig(Order::Largest),
            Err(error) => {
                tracing::warn!(%error, "principal components failed; all rows are in one segment");
                return none();
            }
        };
        let floor = 1e-9 * variances.first().copied().unwrap_or(0.0);
        let kept = variances.iter().take(MAX_COMPONENTS).take_while(|v| **v > floor && **v > 0.0).count();
        let mut axes = Array2::zeros((kept, d));
        for (mut axis, vector) in axes.outer_iter_mut().zip(vectors.columns()) {
            // An eigenvector's sign is arbitrary: its largest entry is made positive.
            let largest = vector.iter().copied().fold(0.0f64, |a, b| if b.abs() > a.abs() { b } else { a });
            axis.assign(&vector.mapv(|x| (x * largest.signum()) as f32));
        }
        Self { means: means.mapv(|x| x as f32), axes }
    }

    /// Number of components.
    pub fn width(&self) -> usize {
        self.axes.nrows()
    }

    /// Writes the scores of an encoded row into `out`, of length [`PrincipalComponents::width`].
    pub fn write(&self, encoded: &[f32], out: &mut [f32]) {
        for (axis, out) in self.axes.outer_iter().zip(out) {
            let moved = axis.iter().zip(encoded).zip(&self.means);
            *out = moved.map(|((a, x), m)| a * (x - m)).sum();
        }
    }

    /// The scores of every row of `matrix`.
    pub fn matrix(&self, matrix: ArrayView2<'_, f64>) -> Array2<f64> {
        let centred = &matrix - &self.means.mapv(f64::from);
        centred.dot(&self.axes.t().mapv(f64::from))
    }
}
