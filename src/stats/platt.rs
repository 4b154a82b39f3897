//! Platt's calibration of scores.

use super::logistic;

/// Penalty on the intercept, which only keeps the Hessian invertible.
const INTERCEPT_RIDGE: f64 = 1e-6;

/// Platt's line `slope * score + intercept`, which makes scores that were not seen in fitting into log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Platt {
    pub(crate) slope: f64,
    pub(crate) intercept: f64,
}

impl Platt {
    /// Fits by Newton's method with a unit normal prior on the slope around 1.
    pub(crate) fn fit(scores: &[f64], labels: &[f64], weights: &[f64]) -> Self {
        let (mut slope, mut intercept) = (1.0, 0.0);
        for _ in 0..30 {
            let (mut g0, mut g1) = (0.0, slope - 1.0);
            let (mut h00, mut h01, mut h11) = (INTERCEPT_RIDGE, 0.0, 1.0);
            for ((&score, &y), &w) in scores.iter().zip(labels).zip(weights) {
                let p = logistic(slope * score + intercept);
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
    pub(crate) fn apply(self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }
}
