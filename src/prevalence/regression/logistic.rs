//! Weighted ridge logistic regression by Newton's method, and Platt's calibration of its scores.

use super::design::Design;
use super::kernels;
use super::linalg::{Cholesky, add_diagonal};

/// Penalty on the intercept, which only keeps the Hessian invertible.
const INTERCEPT_RIDGE: f64 = 1e-6;
/// No coefficient moves further than this in one Newton step.
const LARGEST_STEP: f64 = 2.0;
/// Steps below this end the search; the error left is a hundredth of any coefficient's standard error.
const TOLERANCE: f64 = 1e-4;
/// Gradient steps that a fit may take.
const MOST_STEPS: usize = 60;
/// A Hessian is reused as long as each step is at most this share of the one before.
const CONTRACTION: f64 = 0.25;
/// Linear predictors are held inside plus or minus this, where the logistic function is flat to double precision.
const LARGEST_LOGIT: f64 = 30.0;

/// The logistic function, with its argument clipped so that no probability is exactly 0 or 1.
pub(in crate::prevalence) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x.clamp(-LARGEST_LOGIT, LARGEST_LOGIT)).exp())
}

/// Probabilities at padded log odds moved by `offset`, in single precision.
pub(in crate::prevalence) fn probabilities(log_odds: &[f32], offset: f64) -> Vec<f32> {
    let offset = offset as f32;
    let mut out: Vec<f32> = log_odds.iter().map(|l| l + offset).collect();
    kernels::logistic(&mut out);
    out
}

/// The constant to add to log odds so that the mean probability is `mean`; each counts as often as `counts` says.
pub(in crate::prevalence) fn offset_to_mean(log_odds: &[f32], counts: &[f64], mean: f64) -> f64 {
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

/// The log odds of a probability, held inside plus or minus 13.8.
pub(in crate::prevalence) fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// A regression problem: rows, outcomes in `[0, 1]`, weights and the ridge on slopes. Vectors carry the padding of
/// the design.
pub(in crate::prevalence) struct Problem<'a> {
    pub(in crate::prevalence) design: &'a Design,
    pub(in crate::prevalence) outcome: &'a [f32],
    pub(in crate::prevalence) weights: &'a [f32],
    pub(in crate::prevalence) ridge: f64,
}

/// A solution: coefficients (intercept first), fitted probabilities with padding and the factor of the penalised
/// Hessian there.
#[derive(Debug, Clone)]
pub(in crate::prevalence) struct Solution {
    pub(in crate::prevalence) beta: Vec<f64>,
    pub(in crate::prevalence) fitted: Vec<f32>,
    pub(in crate::prevalence) hessian: Cholesky,
}

impl Problem<'_> {
    /// Solves from a starting value. With the Hessian of a neighbouring problem most steps need only a gradient; the
    /// Hessian is computed anew when steps do not shrink fast enough, and always at the solution.
    pub(in crate::prevalence) fn solve(&self, start: Vec<f64>, neighbour: Option<&Cholesky>) -> Solution {
        let mut beta = start;
        let mut hessian = neighbour.cloned();
        let mut last_step = f64::INFINITY;
        let mut fitted = Vec::new();
        for _ in 0..MOST_STEPS {
            fitted = self.fitted(&beta);
            let factor = hessian.get_or_insert_with(|| self.hessian(&fitted));
            let step = factor.solve(&self.gradient(&beta, &fitted));
            let size = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
            if !size.is_finite() {
                break;
            }
            let shortened = (LARGEST_STEP / size).min(1.0);
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
        Solution { beta, fitted, hessian }
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
        Cholesky::new(&hessian, d)
    }
}

/// Platt's line `slope * score + intercept`, which makes scores that were not seen in fitting into log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::prevalence) struct Platt {
    pub(in crate::prevalence) slope: f64,
    pub(in crate::prevalence) intercept: f64,
}

impl Platt {
    /// Fits by Newton's method with a unit normal prior on the slope around 1.
    pub(in crate::prevalence) fn fit(scores: &[f64], labels: &[f64], weights: &[f64]) -> Self {
        let (mut slope, mut intercept) = (1.0, 0.0);
        for _ in 0..30 {
            let (mut g0, mut g1) = (0.0, slope - 1.0);
            let (mut h00, mut h01, mut h11) = (INTERCEPT_RIDGE, 0.0, 1.0);
            for ((&score, &y), &w) in scores.iter().zip(labels).zip(weights) {
                let p = sigmoid(slope * score + intercept);
                let (gradient, curvature) = (w * (p - y), w * p * (1.0 - p) + 1e-9);
                g0 += gradient;
                g1 += gradient * score;
                h00 += curvature;
                h01 += curvature * score;
                h11 += curvature * score * score;
            }
            let determinant = (h00 * h11 - h01 * h01).max(1e-12);
            let slope_step = ((h00 * g1 - h01 * g0) / determinant).clamp(-1.0, 1.0);
            let intercept_step = ((h11 * g0 - h01 * g1) / determinant).clamp(-1.0, 1.0);
            slope -= slope_step;
            intercept -= intercept_step;
            if slope_step.abs().max(intercept_step.abs()) < 1e-6 {
                break;
            }
        }
        Self { slope, intercept }
    }

    /// The log odds of a score.
    pub(in crate::prevalence) fn apply(self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }
}
