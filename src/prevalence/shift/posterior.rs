//! The posterior: a mixture of normals for the share, the weights of the hypotheses, and scores of profiles.

use ndarray::ArrayView2;
use statrs::distribution::{ContinuousCDF, Normal};

use super::TiltError;
use super::audience::{EncodedRows, QuadraturePoint};
use super::hypotheses::{Component, Hypothesis};
use super::panel::PanelModel;
use super::quadratic_terms::QuadraticTerms;
use crate::stats::{Design, offset_to_mean, probabilities};

/// Points below this weight are left out of scores.
const NEGLIGIBLE: f64 = 1e-9;
/// Components below this weight are left out of quantiles, which are accurate to [`PRECISION`], or in probability to [`CLOSE`].
const UNSEEN: f64 = 1e-6;
const PRECISION: f64 = 1e-6;
const CLOSE: f64 = 1e-7;
/// A normal has negligible mass beyond so many deviations.
const FAR: f64 = 6.0;
/// First step of the search for the least quantile.
const FIRST_STEP: f64 = 1e-3;
/// A component's mean stays this far from 0 and 1.
const EDGE: f64 = 5e-4;
/// No component is narrower than this.
const MIN_SD: f64 = 1e-4;

/// Deviation that a point's mean residual may have, relative to the variance of a label.
const RESIDUAL_SCALE: f64 = 0.25;

/// One normal of the mixture.
#[derive(Debug, Clone, PartialEq)]
pub struct MixtureComponent {
    /// Posterior weight; the weights add up to 1.
    pub weight: f64,
    /// Mean of the share.
    pub mean: f64,
    /// Standard deviation of the share.
    pub sd: f64,
    /// The hypothesis that this normal belongs to.
    pub hypothesis: Hypothesis,
    /// Tilt of the label (log odds ratio) or of a hidden field (per standard deviation).
    pub tilt: f64,
}

/// The posterior of an audience's share.
#[derive(Debug, Clone)]
pub struct TiltPosterior {
    points: Vec<MixtureComponent>,
    order: Vec<Hypothesis>,
    scorers: Vec<Scorer>,
    quadratic: QuadraticTerms,
}

/// The score of one point, moved so that its mean over the audience is the point's share.
#[derive(Debug, Clone)]
struct Scorer {
    weight: f64,
    slope: f64,
    intercept: f64,
    theta: Vec<f64>,
}

/// Mean and standard deviation of the share at a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct PointShare {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

impl TiltPosterior {
    /// Normalises the mixture and prepares the scores of the points that carry weight.
    pub(super) fn new(
        model: &PanelModel,
        target_rows: &EncodedRows,
        points: &[QuadraturePoint],
        shares: &[PointShare],
        order: Vec<Hypothesis>,
        parts: &[Component],
    ) -> Self {
        let largest = parts.iter().map(|p| p.log_weight).fold(f64::NEG_INFINITY, f64::max);
        let raw: Vec<f64> = parts.iter().map(|p| (p.log_weight - largest).exp()).collect();
        let total: f64 = raw.iter().sum();
        let mut by_point = vec![0.0; points.len()];
        let mut mixture = Vec::with_capacity(parts.len());
        for (part, raw) in parts.iter().zip(raw) {
            let weight = raw / total;
            by_point[part.lower] += weight * (1.0 - part.fraction);
            by_point[part.upper] += weight * part.fraction;
            mixture.push(MixtureComponent {
                weight,
                mean: part.at(|k| shares[k].mean),
                sd: part.at(|k| shares[k].sd).max(MIN_SD),
                hypothesis: order[part.hypothesis].clone(),
                tilt: part.tilt,
            });
        }
        let scorers = points
            .iter()
            .zip(shares)
            .zip(&by_point)
            .filter(|(_, weight)| **weight > NEGLIGIBLE)
            .map(|((point, share), weight)| Scorer::new(model, target_rows, point, share.mean, *weight))
            .collect();
        Self { points: mixture, order, scorers, quadratic: model.quadratic.clone() }
    }

    /// The normals of the mixture.
    pub fn points(&self) -> &[MixtureComponent] {
        &self.points
    }

    /// Posterior mean of the share.
    pub fn mean(&self) -> f64 {
        self.points.iter().map(|n| n.weight * n.mean).sum::<f64>().clamp(0.0, 1.0)
    }

    /// Posterior standard deviation of the share.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        self.points.iter().map(|n| n.weight * (n.sd * n.sd + (n.mean - mean).powi(2))).sum::<f64>().sqrt()
    }

    /// The share below which lies the probability `p`, in `[0, 1]`; what the normals put outside falls on the ends.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantiles(&[p])[0]
    }

    /// The shares below which lie `probabilities`, in ascending order.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let standard = Normal::standard();
        let parts: Vec<&MixtureComponent> = self.points.iter().filter(|n| n.weight > UNSEEN).collect();
        let total: f64 = parts.iter().map(|n| n.weight).sum();
        let below = |x: f64| {
            let of_part = |n: &&MixtureComponent| match (x - n.mean) / n.sd {
                z if z < -FAR => 0.0,
                z if z > FAR => n.weight,
                z => n.weight * standard.cdf(z),
            };
            parts.iter().map(of_part).sum::<f64>() / total
        };
        let mut last = Point { share: 0.0, below: below(0.0) };
        let mut step = FIRST_STEP;
        let one = |p: &f64| {
            let next = point_above(last, *p, step, &below);
            // Quantiles lie about as far apart as those before.
            step = (1.2 * (next.share - last.share)).clamp(PRECISION, FIRST_STEP);
            last = next;
            next.share
        };
        probabilities.iter().map(one).collect()
    }

    /// Each hypothesis with its posterior weight and mean tilt, in the order they were posed.
    pub fn hypotheses(&self) -> Vec<(Hypothesis, f64, f64)> {
        let summed = |h: &Hypothesis, figure: fn(&MixtureComponent) -> f64| -> f64 {
            self.points.iter().filter(|n| n.hypothesis == *h).map(figure).sum()
        };
        self.order
            .iter()
            .map(|h| {
                let weight = summed(h, |n| n.weight);
                let tilt = if weight > 0.0 { summed(h, |n| n.weight * n.tilt) / weight } else { 0.0 };
                (h.clone(), weight, tilt)
            })
            .collect()
    }

    /// A membership score in `(0, 1)` for each encoded row: the probability under each point, weighted by the posterior.
    /// Over the audience the scores' mean is the posterior mean, so the scores of a segment add up to its part of the
    /// whole.
    ///
    /// # Errors
    /// When the number of columns is not the panel's.
    pub fn scores(&self, x: ArrayView2<'_, f64>) -> Result<Vec<f64>, TiltError> {
        let design = self.quadratic.design(x, "columns to score")?;
        let mut out = vec![0.0; x.nrows()];
        for scorer in &self.scorers {
            for (o, p) in out.iter_mut().zip(scorer.probabilities(&design)) {
                *o += scorer.weight * f64::from(p);
            }
        }
        let total: f64 = self.scorers.iter().map(|s| s.weight).sum();
        for o in &mut out {
            *o /= total;
        }
        Ok(out)
    }
}

/// A share and the probability below it.
#[derive(Clone, Copy)]
struct Point {
    share: f64,
    below: f64,
}

/// The point from `least` to 1 where a rising function reaches `p`: steps that double until it lies behind, then false
/// position with bisection (Illinois).
fn point_above(least: Point, p: f64, first_step: f64, below: &impl Fn(f64) -> f64) -> Point {
    let (mut lower, mut step) = (least, first_step);
    if lower.below >= p {
        return lower;
    }
    let mut upper = loop {
        let share = (lower.share + step).min(1.0);
        let next = Point { share, below: below(share) };
        if next.below >= p || share >= 1.0 {
            break next;
        }
        (lower, step) = (next, 2.0 * step);
    };
    if upper.below < p {
        return upper;
    }
    let (mut at_lower, mut at_upper) = (lower.below - p, upper.below - p);
    while upper.share - lower.share > PRECISION {
        let part = (-at_lower / (at_upper - at_lower)).clamp(0.05, 0.95);
        let share = lower.share + (upper.share - lower.share) * part;
        let middle = Point { share, below: below(share) };
        let value = middle.below - p;
        if value.abs() < CLOSE {
            return middle;
        }
        if value < 0.0 {
            (lower, at_lower) = (middle, value);
            at_upper /= 2.0;
        } else {
            (upper, at_upper) = (middle, value);
            at_lower /= 2.0;
        }
    }
    upper
}

impl Scorer {
    fn new(model: &PanelModel, target_rows: &EncodedRows, point: &QuadraturePoint, share: f64, weight: f64) -> Self {
        let log_odds = target_rows.log_odds(model, point.kind, point.tilt, point.position);
        let offset = offset_to_mean(&log_odds, &target_rows.counts, share);
        Self {
            weight,
            slope: model.platt.slope,
            intercept: model.platt.intercept + model.label_offset(point.kind, point.tilt) + offset,
            theta: model.score_at(point.kind, point.position).theta.clone(),
        }
    }

    /// Probabilities of encoded rows, with padding.
    fn probabilities(&self, design: &Design) -> Vec<f32> {
        let slope = self.slope as f32;
        let mut log_odds = design.times(&self.theta);
        log_odds.iter_mut().for_each(|l| *l *= slope);
        probabilities(&log_odds, self.intercept)
    }
}

/// The share of a point after the doubly robust step: the residual of the panel's labels, shrunk by how well it is
/// known against how large it may be.
pub(super) fn doubly_robust(point: &QuadraturePoint) -> PointShare {
    let share = &point.share;
    let prior = (RESIDUAL_SCALE * share.plain * (1.0 - share.plain)).powi(2);
    let trust = prior / (prior + share.residual_variance + 1e-12);
    let variance = share.label_error.powi(2) + share.draw_variance + prior * (1.0 - trust);
    PointShare { mean: (share.plain + trust * share.residual).clamp(EDGE, 1.0 - EDGE), sd: variance.sqrt() }
}
