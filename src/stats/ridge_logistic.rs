//! Weighted ridge logistic regression by Newton's method.
//!
//! The loss is `sum w (ln(1 + exp(eta)) - y eta) + ridge |slopes|^2 / 2` with `eta = intercept + x'slopes`. `linfa-logistic`
//! 0.8 minimises the same loss, but ignores the dataset's weights and labels between 0 and 1, gives no Hessian, which
//! covariances need, and searches by L-BFGS from zero, where callers here start from a similar problem's solution. It
//! is the reference of the test below.

use super::cholesky::Cholesky;
use super::design::Design;
use super::kernels;
use super::matrix::add_diagonal;

/// Penalty on the intercept, which only keeps the Hessian invertible.
const INTERCEPT_RIDGE: f64 = 1e-6;
/// No coefficient moves further than this in one Newton step.
const MAX_STEP: f64 = 2.0;
/// Steps below this end the search; the error left is a hundredth of any coefficient's standard error.
const TOLERANCE: f64 = 1e-4;
/// Gradient steps that a fit may take.
const MAX_STEPS: usize = 60;
/// A Hessian is reused as long as each step is at most this share of the one before.
const CONTRACTION: f64 = 0.25;

/// Probabilities at padded log odds moved by `offset`, in single precision.
pub(crate) fn probabilities(log_odds: &[f32], offset: f64) -> Vec<f32> {
    let offset = offset as f32;
    let mut out: Vec<f32> = log_odds.iter().map(|l| l + offset).collect();
    kernels::logistic(&mut out);
    out
}

/// The constant to add to log odds so that the mean probability is `mean`; each counts as often as `counts` says.
pub(crate) fn offset_to_mean(log_odds: &[f32], counts: &[f64], mean: f64) -> f64 {
    let total: f64 = counts.iter().sum();
    let mut offset = 0.0;
    for _ in 0..25 {
        let (mut sum, mut slope) = (0.0, 0.0);
        for (p, n) in probabilities(log_odds, offset).into_iter().zip(counts) {
            let p = f64::from(p);
            sum += n * p;
            slope += n * p * (1.0 - p);
        }
        let step = ((sum / total - mean) / (slope / total).max(1e-12)).clamp(-1.0, 1.0);
        offset -= step;
        if step.abs() < 1e-6 {
            break;
        }
    }
    offset
}

/// A regression problem: rows, outcomes in `[0, 1]`, weights and the ridge on slopes. Vectors carry the padding of
/// the design.
pub(crate) struct RidgeLogistic<'a> {
    pub(crate) design: &'a Design,
    pub(crate) outcome: &'a [f32],
    pub(crate) weights: &'a [f32],
    pub(crate) ridge: f64,
}

/// A solution: coefficients (intercept first), fitted probabilities with padding and the factor of the penalised
/// Hessian there.
#[derive(Debug, Clone)]
pub(crate) struct LogisticFit {
    pub(crate) beta: Vec<f64>,
    pub(crate) fitted: Vec<f32>,
    pub(crate) hessian: Cholesky,
}

impl RidgeLogistic<'_> {
    /// Solves from a starting value. With the Hessian of a neighbouring problem most steps need only a gradient; the
    /// Hessian is computed anew when steps do not shrink fast enough, and always at the solution.
    pub(crate) fn solve(&self, start: Vec<f64>, neighbour: Option<&Cholesky>) -> LogisticFit {
        let mut beta = start;
        let mut hessian = neighbour.cloned();
        let mut last_step = f64::INFINITY;
        let mut fitted = Vec::new();
        for _ in 0..MAX_STEPS {
            fitted = self.fitted(&beta);
            let factor = hessian.get_or_insert_with(|| self.hessian(&fitted));
            let step = factor.solve(&self.gradient(&beta, &fitted));
            let size = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
            if !size.is_finite() {
                break;
            }
            let shortened = (MAX_STEP / size).min(1.0);
            for (b, s) in beta.iter_mut().zip(&step) {
                *b -= s * shortened;
            }
            if size < TOLERANCE {
                break;
            }
            let fresh_start = last_step.is_infinite() && neighbour.is_none();
            if size > CONTRACTION * last_step || shortened < 1.0 || fresh_start {
                hessian = None;
            }
            last_step = size;
        }
        let hessian = self.hessian(&fitted);
        LogisticFit { beta, fitted, hessian }
    }

    fn fitted(&self, beta: &[f64]) -> Vec<f32> {
        let mut fitted = self.design.times(beta);
        kernels::logistic(&mut fitted);
        fitted
    }

    fn gradient(&self, beta: &[f64], fitted: &[f32]) -> Vec<f64> {
        let residual: Vec<f32> =
            self.weights.iter().zip(fitted).zip(self.outcome).map(|((w, p), t)| w * (p - t)).collect();
        let mut gradient = self.design.transposed_times(&residual);
        for (j, (g, b)) in gradient.iter_mut().zip(beta).enumerate() {
            *g += b * if j == 0 { INTERCEPT_RIDGE } else { self.ridge };
        }
        gradient
    }

    fn hessian(&self, fitted: &[f32]) -> Cholesky {
        let curvature: Vec<f32> = self.weights.iter().zip(fitted).map(|(w, p)| w * p * (1.0 - p)).collect();
        let d = self.design.columns();
        let mut hessian = self.design.gram(&curvature);
        add_diagonal(&mut hessian, d, self.ridge);
        hessian[0] += INTERCEPT_RIDGE - self.ridge;
        Cholesky::repaired(&hessian, d)
    }
}

#[cfg(test)]
mod tests {
    use linfa::DatasetBase;
    use linfa::traits::Fit;
    use linfa_logistic::LogisticRegression;
    use ndarray::{Array1, Array2, Axis};
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::super::logistic;
    use super::*;

    /// Rows of three covariates with a membership that depends on two of them.
    fn sample(rows: usize) -> (Array2<f64>, Vec<f64>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let x = Array2::from_shape_fn((rows, 3), |_| (0..6).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 3.0);
        let label = |row: ndarray::ArrayView1<'_, f64>| logistic(0.7 * row[0] - 0.6 * row[1] - 0.5);
        let labels = x.rows().into_iter().map(|row| f64::from(u8::from(rng.r#gen::<f64>() < label(row)))).collect();
        (x, labels)
    }

    fn fit(x: &Array2<f64>, labels: &[f64], weight: f64, ridge: f64) -> LogisticFit {
        let design = Design::of(x.view());
        let outcome = design.padded(labels.iter().copied());
        let weights = design.padded(labels.iter().map(|_| weight));
        let start = vec![0.0; design.columns()];
        RidgeLogistic { design: &design, outcome: &outcome, weights: &weights, ridge }.solve(start, None)
    }

    #[test]
    fn agrees_with_linfa_where_linfa_applies() {
        let (x, labels) = sample(600);
        let classes: Array1<bool> = labels.iter().map(|y| *y > 0.5).collect();
        let theirs = LogisticRegression::default()
            .alpha(2.0)
            .max_iterations(1_000)
            .gradient_tolerance(1e-8)
            .fit(&DatasetBase::new(x.clone(), classes))
            .unwrap();
        let ours = fit(&x, &labels, 1.0, 2.0).beta;
        let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
        assert!((ours[0] - sign * theirs.intercept()).abs() < 1e-4);
        for (a, b) in ours[1..].iter().zip(theirs.params()) {
            assert!((a - sign * b).abs() < 1e-4, "{a} and {b}");
        }
    }

    /// A row of weight three is three rows, and a label of one third is one member and two others.
    #[test]
    fn counts_weights_and_fractional_labels() {
        let (x, _) = sample(200);
        let third = fit(&x, &[1.0 / 3.0; 200], 3.0, 1.0).beta;
        let rows: Vec<usize> = (0..600).map(|i| i / 3).collect();
        let labels: Vec<f64> = (0..600).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
        let repeated = fit(&x.select(Axis(0), &rows), &labels, 1.0, 1.0).beta;
        assert!(third.iter().zip(&repeated).all(|(a, b)| (a - b).abs() < 1e-5), "{third:?} and {repeated:?}");
    }
}
