//! Labelled profiles as evidence on the offset of the panel's rates.
//!
//! At a point the log likelihood of the offset `o` is `sum w (y (l + o) - ln(1 + exp(l + o)))` over the labelled, with `l`
//! their log odds of the panel. It is integrated from its slope, `sum w (y - sigma(l + o))`, along the grid.
//!
//! *Labels drawn at random* tell the offset of everybody. Where probabilities of inclusion `1 / w` differ, this is a
//! pseudo-likelihood; `w` is scaled so that it is as sharp as the design makes it, by the ratio of its curvature to the
//! variance of its slope at the fitted offset (a design effect: Kish 1965; Binder 1983).
//!
//! *Labels that people state themselves* tell an offset of theirs. Being labelled may depend on the label and on every field
//! of the panel, whether or not the audience has it: odds of `exp(c)` for the label and `exp(c_h)` a standard deviation of
//! field `h`, each `c ~ N(0, .4^2)`. Selection by `h` moves the log odds of the label at the same covariates by `c_h D_h`
//! to first order, `D_h` being the difference of `h` between members and others there. So theirs differs from everybody's
//! by `N(0, .4^2 (1 + sum D_h^2))`, which blurs the likelihood: where the target depends on age, a mild selection by age
//! moves its share among the labelled far. `D_h` is the slope of `h` on the label's residual, as in a partially linear
//! model (Robinson 1988).

use std::sync::LazyLock;

use super::audience::EncodedRows;
use super::offsets::{OFFSETS, STEP};
use super::panel::PanelModel;
use crate::prevalence::LabelSampling;
use crate::stats::{correlated, logistic};

/// Standard deviation of the log odds of being labelled, for the label or a standard deviation of a hidden field: 1.5
/// times up or down.
const SELECTION_WIDTH: f64 = 0.4;
/// Exponent of the likelihood: the log odds of the panel are not quite the labelled's own, so a label counts for a
/// little less than its model says. At 1 intervals are .03 narrower and cover .02 less.
const TRUST: f64 = 0.9;
/// Factor of the offset that random labels may fill. They measure it, so it may be wide: with the offset of a panel alone
/// 50 labels do not correct one that is far off.
const RANDOM_OFFSET: f64 = 1.35;
/// The same of self-declared labels: selection imitates an offset.
const SELF_DECLARED_OFFSET: f64 = 0.5;
/// Log odds are summed up in so many groups of like ones, which moves a share by a ten-thousandth at most.
const GROUPS: usize = 64;
/// Variance of the normal prior under which the offset is fitted for the design's scale: hardly any.
const FIT_VARIANCE: f64 = 4.0;

impl LabelSampling {
    /// Factor of the prior offset.
    pub(super) fn offset_scale(self) -> f64 {
        match self {
            Self::RandomSample => RANDOM_OFFSET,
            Self::SelfDeclared => SELF_DECLARED_OFFSET,
        }
    }

    /// Standard deviation by which the offset of the labelled differs from that of all.
    pub(super) fn selection_width(self, model: &PanelModel) -> f64 {
        match self {
            Self::RandomSample => 0.0,
            Self::SelfDeclared => SELECTION_WIDTH * (1.0 + model.hidden_association).sqrt(),
        }
    }
}

/// The labelled profiles, their labels and their weights.
pub(super) struct LabelledRows<'a> {
    pub(super) rows: &'a EncodedRows,
    pub(super) labels: &'a [f64],
    pub(super) sampling: LabelSampling,
    /// People that a row stands for, times the scaled inverse of its probability of inclusion.
    pub(super) weights: Vec<f64>,
}

impl<'a> LabelledRows<'a> {
    /// `inverse_probabilities`: one over the probability of inclusion of each row, where they differ; `log_odds` those of
    /// the panel without a tilt.
    pub(super) fn new(
        rows: &'a EncodedRows,
        labels: &'a [f64],
        sampling: LabelSampling,
        inverse_probabilities: Option<&[f64]>,
        log_odds: &[f32],
    ) -> Self {
        let counts = &rows.counts;
        let weights = match inverse_probabilities {
            None => counts.clone(),
            Some(inverse) => {
                let total: f64 = inverse.iter().zip(counts).map(|(w, n)| w * n).sum();
                let weights: Vec<f64> = inverse.iter().zip(counts).map(|(w, n)| w * n * rows.total / total).collect();
                let scale = design_scale(log_odds, labels, &weights);
                weights.into_iter().map(|w| scale * w).collect()
            }
        };
        Self { rows, labels, sampling, weights }
    }

    /// The log likelihood of each offset, its maximum 0, of labels whose log odds of the panel are `log_odds`.
    pub(super) fn log_likelihood(&self, log_odds: &[f32]) -> Vec<f64> {
        let total: f64 = self.weights.iter().sum();
        let members: f64 = self.labels.iter().zip(&self.weights).map(|(y, w)| y * w).sum();
        let rates = Rates::new(log_odds, &self.weights);
        let slopes: Vec<f64> = rates.mean.iter().map(|p| members - total * p).collect();
        let bends: Vec<f64> = rates.spread.iter().map(|s| -total * s).collect();
        let mut out = vec![0.0; OFFSETS];
        for k in 1..OFFSETS {
            // The trapezoidal rule with its correction of Euler and Maclaurin, whose error is of the fifth order.
            let step = STEP * (slopes[k - 1] + slopes[k]) / 2.0 - STEP * STEP * (bends[k] - bends[k - 1]) / 12.0;
            out[k] = out[k - 1] + TRUST * step;
        }
        let largest = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        out.iter_mut().for_each(|l| *l -= largest);
        out
    }
}

/// `sum w p (1 - p)` over the variance of the slope: the greater of that the model and that the residuals tell. These are
/// measured by how far residuals without weights go beyond the model, for that is no matter of the design; so equal weights
/// have the scale 1.
fn design_scale(log_odds: &[f32], labels: &[f64], weights: &[f64]) -> f64 {
    let rows = || log_odds.iter().zip(labels).zip(weights).map(|((l, y), w)| (f64::from(*l), *y, *w));
    let mut offset = 0.0;
    for _ in 0..25 {
        let (mut gradient, mut curvature) = (offset / FIT_VARIANCE, 1.0 / FIT_VARIANCE);
        for (l, y, w) in rows() {
            let p = logistic(l + offset);
            gradient += w * (p - y);
            curvature += w * p * (1.0 - p);
        }
        let step = (gradient / curvature).clamp(-1.0, 1.0);
        offset -= step;
        if step.abs() < 1e-6 {
            break;
        }
    }
    let (mut curvature, mut of_model, mut of_residuals) = (0.0, 0.0, 0.0);
    let (mut plain_model, mut plain_residuals) = (0.0, 0.0);
    for (l, y, w) in rows() {
        let p = logistic(l + offset);
        curvature += w * p * (1.0 - p);
        of_model += w * w * p * (1.0 - p);
        of_residuals += (w * (y - p)).powi(2);
        plain_model += p * (1.0 - p);
        plain_residuals += (y - p).powi(2);
    }
    let misfit = (plain_residuals / plain_model.max(f64::MIN_POSITIVE)).max(1.0);
    let variance = of_model.max(of_residuals / misfit);
    if variance > 0.0 { curvature / variance } else { 1.0 }
}

/// Means over rows at each offset: of the probability, and of `p (1 - p)`.
pub(super) struct Rates {
    pub(super) mean: Vec<f64>,
    pub(super) spread: Vec<f64>,
}

impl Rates {
    /// Of rows with these log odds, which may be padded, and weights.
    pub(super) fn new(log_odds: &[f32], weights: &[f64]) -> Self {
        let table = LogisticTable::get();
        let (first, parts) = placed(log_odds, weights);
        let along = |values: &[f64]| correlated(&values[first..], &parts, STRIDE, OFFSETS);
        Self { mean: along(&table.probability), spread: along(&table.spread) }
    }
}

/// Distance of the places that log odds are put on, in steps of the offset: with cubic polynomials between them a
/// probability is good to six digits.
const STRIDE: usize = 2;
/// Log odds are held inside plus or minus this, where the logistic function is flat at every offset.
const MAX_LOG_ODDS: f64 = 24.0;

/// The logistic function and `p (1 - p)` at log odds that are a step of the offset apart.
struct LogisticTable {
    probability: Vec<f64>,
    spread: Vec<f64>,
}

impl LogisticTable {
    /// The place of log odds 0 at offset 0.
    const MIDDLE: usize = (MAX_LOG_ODDS / STEP) as usize + 2 * STRIDE + OFFSETS / 2;

    fn get() -> &'static Self {
        static TABLE: LazyLock<LogisticTable> = LazyLock::new(|| {
            let log_odds = |place: usize| STEP * (place as f64 - LogisticTable::MIDDLE as f64);
            let probability: Vec<f64> =
                (0..=2 * LogisticTable::MIDDLE).map(|place| logistic(log_odds(place))).collect();
            let spread = probability.iter().map(|p| p * (1.0 - p)).collect();
            LogisticTable { probability, spread }
        });
        &TABLE
    }
}

/// The parts of the weight at places a stride apart, which stand for rows of these log odds between them (Lagrange's cubic
/// through the four nearest), and the first of the places, at the least offset.
fn placed(log_odds: &[f32], weights: &[f64]) -> (usize, Vec<f64>) {
    let groups = grouped(log_odds, weights);
    let position = |log_odds: f32| {
        let steps = f64::from(log_odds).clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS) / STEP;
        (steps + (LogisticTable::MIDDLE - OFFSETS / 2) as f64) / STRIDE as f64
    };
    let least = groups.iter().map(|(l, _)| position(*l)).fold(f64::INFINITY, f64::min).floor() as usize - 1;
    let most = groups.iter().map(|(l, _)| position(*l)).fold(0.0, f64::max).floor() as usize + 2;
    let mut parts = vec![0.0; most + 1 - least];
    for (log_odds, part) in groups {
        let position = position(log_odds);
        let (before, t) = (position.floor(), position.fract());
        let weights = [
            -t * (t - 1.0) * (t - 2.0) / 6.0,
            (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
            -(t + 1.0) * t * (t - 2.0) / 2.0,
            (t + 1.0) * t * (t - 1.0) / 6.0,
        ];
        let from = before as usize - 1 - least;
        parts[from..from + 4].iter_mut().zip(weights).for_each(|(sum, weight)| *sum += part * weight);
    }
    (least * STRIDE, parts)
}

/// Groups of rows of like log odds: the mean of each and its part of the weight.
fn grouped(log_odds: &[f32], weights: &[f64]) -> Vec<(f32, f64)> {
    let total: f64 = weights.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| log_odds[*a].total_cmp(&log_odds[*b]));
    let group = |rows: &[usize]| {
        let weight: f64 = rows.iter().map(|row| weights[*row]).sum();
        let sum: f64 = rows.iter().map(|row| weights[*row] * f64::from(log_odds[*row])).sum();
        let mean = if weight > 0.0 { sum / weight } else { f64::from(log_odds[rows[0]]) };
        (mean as f32, weight / total)
    };
    order.chunks(weights.len().div_ceil(GROUPS).max(1)).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prevalence::shift::offsets::offset;
    use crate::stats::{Design, ROW_PAD};

    #[test]
    fn rates_are_means_of_the_logistic_function_at_every_offset() {
        for spread in [0.0, 0.01, 3.0, 40.0] {
            let log_odds: Vec<f32> = (0..48).map(|i| spread * (i as f32 * 0.37).sin() - 0.3).collect();
            let weights: Vec<f64> = (0..48).map(|i| 1.0 + f64::from(i % 3)).collect();
            let total: f64 = weights.iter().sum();
            let rates = Rates::new(&log_odds, &weights);
            for k in 0..OFFSETS {
                let rows =
                    || log_odds.iter().zip(&weights).map(|(l, w)| (w / total, logistic(f64::from(*l) + offset(k))));
                let (mean, spread) = rows().fold((0.0, 0.0), |(m, s), (w, p)| (m + w * p, s + w * p * (1.0 - p)));
                assert!((rates.mean[k] - mean).abs() < 1e-6, "{k}: {} {mean}", rates.mean[k]);
                assert!((rates.spread[k] - spread).abs() < 1e-6, "{k}: {} {spread}", rates.spread[k]);
            }
        }
    }

    #[test]
    fn the_integrated_likelihood_is_that_of_the_labels() {
        let n = 300_usize;
        let log_odds: Vec<f32> =
            (0..n.next_multiple_of(ROW_PAD)).map(|i| (i as f32 * 0.37).sin() * 2.0 - 1.0).collect();
        let labels: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i % 5 < 2))).collect();
        let counts = vec![1.0; n];
        let rows = EncodedRows { design: Design::new(n, 0), total: n as f64, counts };
        let labelled = LabelledRows::new(&rows, &labels, LabelSampling::RandomSample, None, &log_odds);
        let found = labelled.log_likelihood(&log_odds);
        let direct = |k: usize| -> f64 {
            let of = |(l, y): (&f32, &f64)| {
                let eta = f64::from(*l) + offset(k);
                y * eta - eta.exp().ln_1p()
            };
            TRUST * log_odds.iter().zip(&labels).map(of).sum::<f64>()
        };
        let largest = (0..OFFSETS).map(direct).fold(f64::NEG_INFINITY, f64::max);
        for k in (120..200).step_by(7) {
            let error = found[k] - (direct(k) - largest);
            assert!(error.abs() < 0.05, "{k}: {} {}", found[k], direct(k) - largest);
        }
        // Equal weights count as none, and unequal ones for fewer labels.
        let alike = vec![2.0; n];
        let scaled = LabelledRows::new(&rows, &labels, LabelSampling::RandomSample, Some(&alike), &log_odds);
        let total: f64 = scaled.weights.iter().sum();
        assert!((total - n as f64).abs() < 1e-6 * n as f64, "{total}");
        let unlike: Vec<f64> = (0..n).map(|i| if i % 2 == 0 { 1.0 } else { 5.0 }).collect();
        let scaled = LabelledRows::new(&rows, &labels, LabelSampling::RandomSample, Some(&unlike), &log_odds);
        let total: f64 = scaled.weights.iter().sum();
        // Kish: (1 + 5)^2 / (2 (1 + 25)) of them, but for where the others are.
        assert!((0.55 * n as f64..0.85 * n as f64).contains(&total), "{total}");
    }
}
