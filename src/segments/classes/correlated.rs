//! Numbers that are correlated inside the classes, seen through one transform that all classes share.

use linfa_linalg::eigh::EighInto;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::fit::ClassFit;
use super::mixed_rows::MixedRows;
use super::number::MAX_PASSES;
use super::sample::Sample;

/// The correlation within classes is drawn so far towards none, and its eigenvalues kept at least so large, that its
/// inverse root exists.
const SHRINKAGE: f64 = 0.01;
const MIN_EIGENVALUE: f64 = 1e-3;
/// Rounds in which transform and classes are fitted in turn, and the passes of all but the last.
const ROUNDS: usize = 3;
const ROUND_PASSES: usize = 10;
/// Sweeps in which gaps are filled by regression on the other numbers, and the ridge that it is fitted with.
const SWEEPS: usize = 5;
const RIDGE: f64 = 0.02;

/// A linear transform of the numbers of a row, with what fills their gaps.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct NumberTransform {
    /// numbers x numbers.
    matrix: Array2<f64>,
    log_determinant: f64,
    filling: GapFilling,
}

impl NumberTransform {
    /// The transform that makes `filled` numbers uncorrelated within the classes of `posteriors` (semi-tied covariance,
    /// Gales 1999): C^(-1/2), C their correlation. Each axis stays with its field and keeps its scale, so that the
    /// determinant is that of C alone.
    fn within(filled: ArrayView2<'_, f64>, posteriors: ArrayView2<'_, f64>, filling: &GapFilling) -> Option<Self> {
        let weights = posteriors.sum_axis(Axis(0)).mapv(|w| w.max(f64::EPSILON)).insert_axis(Axis(1));
        let sums = posteriors.t().dot(&filled);
        let scatter = (filled.t().dot(&filled) - sums.t().dot(&(&sums / &weights))) / filled.nrows() as f64;
        let scale = scatter.diag().mapv(|v| v.max(f64::EPSILON).sqrt());
        let correlation = Array2::from_shape_fn(scatter.dim(), |(i, j)| {
            if i == j { 1.0 } else { (1.0 - SHRINKAGE) * scatter[[i, j]] / (scale[i] * scale[j]) }
        });
        let (values, vectors) = correlation.eigh_into().ok()?;
        let values = values.mapv(|v| v.max(MIN_EIGENVALUE));
        let root = (&vectors / &values.mapv(f64::sqrt)).dot(&vectors.t());
        let matrix = Array2::from_shape_fn(root.dim(), |(i, j)| scale[i] * root[[i, j]] / scale[j]);
        let log_determinant = -0.5 * values.mapv(f64::ln).sum();
        Some(Self { matrix, log_determinant, filling: filling.clone() })
    }

    /// The numbers of a row as they are seen, NaN where missing.
    pub(super) fn apply(&self, raw: &[f64]) -> Vec<f64> {
        let mut filled: Vec<f64> = raw.iter().map(|z| if z.is_nan() { 0.0 } else { *z }).collect();
        (0..SWEEPS).for_each(|_| self.filling.fill(raw, &mut filled));
        self.seen(raw, ArrayView1::from(&filled)).collect()
    }

    fn seen<'a>(&'a self, raw: &'a [f64], filled: ArrayView1<'a, f64>) -> impl Iterator<Item = f64> + 'a {
        let axes = self.matrix.rows().into_iter().zip(raw);
        axes.map(move |(axis, raw)| if raw.is_nan() { f64::NAN } else { axis.dot(&filled) })
    }

    /// The same rows with their numbers seen through it.
    pub(super) fn rows(&self, rows: MixedRows) -> MixedRows {
        let numbers = (0..rows.len).flat_map(|row| self.apply(rows.row(row).0)).collect();
        MixedRows { numbers, ..rows }
    }
}

/// Fills the gaps of numbers by regression on the other numbers, for the transform alone: the density of a missing number
/// itself is skipped all the same.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
struct GapFilling {
    /// The inverse of the covariance of the numbers.
    precision: Array2<f64>,
}

impl GapFilling {
    /// Learns from `rows`; gives their numbers without gaps too.
    fn learn(rows: &MixedRows) -> (Self, Array2<f64>) {
        let raw = rows.number_matrix();
        let mut filled = raw.mapv(|z| if z.is_nan() { 0.0 } else { z });
        let mut filling = Self { precision: Array2::eye(raw.ncols()) };
        let sweeps = if raw.iter().any(|z| z.is_nan()) { SWEEPS } else { 0 };
        for _ in 0..sweeps {
            let covariance = filled.t().dot(&filled) / rows.len as f64 + Array2::<f64>::eye(raw.ncols()) * RIDGE;
            let Ok((values, vectors)) = covariance.eigh_into() else { break };
            filling.precision = (&vectors / &values.mapv(|v| v.max(RIDGE))).dot(&vectors.t());
            for (row, mut filled) in filled.rows_mut().into_iter().enumerate() {
                filling.fill(rows.row(row).0, filled.as_slice_mut().expect("rows are contiguous"));
            }
        }
        (filling, filled)
    }

    /// One sweep over what is missing of `raw`, each replaced by its regression on the rest.
    fn fill(&self, raw: &[f64], filled: &mut [f64]) {
        for j in (0..raw.len()).filter(|j| raw[*j].is_nan()) {
            let of_number = self.precision.row(j);
            let all: f64 = of_number.iter().zip(filled.iter()).map(|(a, z)| a * z).sum();
            filled[j] -= all / of_number[j];
        }
    }
}

/// A sample whose numbers can be seen through transforms.
pub(super) struct Correlated<'a> {
    sample: &'a Sample,
    filled: Array2<f64>,
    filling: GapFilling,
    /// Share of the rows that state both numbers of a pair, in the mean of the pairs: nothing is explained in others.
    both_stated: f64,
}

/// Classes of numbers seen through a transform.
pub(super) struct TransformedFit {
    pub(super) fit: ClassFit,
    pub(super) transform: NumberTransform,
    /// The sample so seen.
    pub(super) sample: Sample,
    pub(super) posteriors: Array2<f64>,
}

impl<'a> Correlated<'a> {
    pub(super) fn new(sample: &'a Sample) -> Self {
        let (filling, filled) = GapFilling::learn(&sample.rows);
        let stated = sample.rows.number_matrix().mapv(|z| f64::from(u8::from(!z.is_nan())));
        let both = stated.t().dot(&stated) / sample.rows.len as f64;
        let p = both.nrows() as f64;
        let both_stated = (both.sum() - both.diag().sum()) / (p * (p - 1.0)).max(1.0);
        Self { sample, filled, filling, both_stated }
    }

    /// Fits transform and classes in turn, from the posteriors of a start.
    pub(super) fn fit(&self, mut posteriors: Array2<f64>) -> Option<TransformedFit> {
        for _ in 1..if posteriors.ncols() > 1 { ROUNDS } else { 1 } {
            posteriors = self.round(&posteriors, ROUND_PASSES)?.posteriors;
        }
        self.round(&posteriors, MAX_PASSES)
    }

    fn round(&self, posteriors: &Array2<f64>, passes: usize) -> Option<TransformedFit> {
        let transform = NumberTransform::within(self.filled.view(), posteriors.view(), &self.filling)?;
        let sample = self.seen(&transform);
        let fit = sample.fit(sample.rows.sums_of_posteriors(posteriors.view()), passes);
        let posteriors = sample.rows.posteriors(&fit.parameters);
        Some(TransformedFit { fit, transform, sample, posteriors })
    }

    fn seen(&self, transform: &NumberTransform) -> Sample {
        let rows = &self.sample.rows;
        let of_row = |row: usize| transform.seen(rows.row(row).0, self.filled.row(row));
        let numbers = (0..rows.len).flat_map(of_row).collect();
        let mut seen = Sample::new(MixedRows { numbers, ..rows.clone() });
        let p = self.filled.ncols();
        seen.log_determinant = self.both_stated * transform.log_determinant;
        seen.transform_parameters = (p * (p - 1)) as f64 / 2.0;
        seen
    }
}
