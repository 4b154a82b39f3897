//! The posterior: the distribution of the share, the weights of the hypotheses, and scores of profiles.

use ndarray::ArrayView2;

use super::TiltError;
use super::audience::{BASE, EncodedRows, QuadraturePoint};
use super::hypotheses::Hypothesis;
use super::panel::PanelModel;
use super::quadratic_terms::QuadraticTerms;
use super::tracks::{Track, Weighed};
use crate::stats::{Design, NormalTable, logit, offset_to_mean, probabilities};

/// Tracks below this weight are left out of scores.
const NEGLIGIBLE: f64 = 1e-6;
/// Normals below this weight are left out of the distribution.
const UNSEEN: f64 = 1e-7;
/// Cells into which normals of like means and deviations are merged: a unit of the mean's log odds, and of the deviation's
/// logarithm. A cell is narrow against any deviation.
const CELLS: (f64, f64) = (30.0, 6.0);
/// A normal has negligible mass beyond so many deviations.
const FAR: f64 = 6.0;
/// Shares at which the distribution is tabulated, evenly over where it has mass.
const SHARES: usize = 601;
/// No normal is narrower than this.
const MIN_SD: f64 = 1e-4;
/// Distance from the median, in probability, from which on quantiles are those of the wide prior: the ends of a 90 %
/// interval.
const ENDS: f64 = 0.45;

/// The posterior of an audience's share.
#[derive(Debug, Clone)]
pub struct TiltPosterior {
    pub(super) hypotheses: Vec<(Hypothesis, f64, f64)>,
    pub(super) share: Mixture,
    /// Under the wide prior of the label's tilt; none where that makes no difference.
    pub(super) wide: Option<Mixture>,
    pub(super) scorers: Vec<Scorer>,
    pub(super) quadratic: QuadraticTerms,
    /// Standard deviation of the log density ratio that covariates show between audience and panel.
    pub visible_tilt: f64,
    /// Probability that the label's tilt is beyond what a panel can carry (log odds of 4).
    pub far_tilt: f64,
}

/// A mixture of normals within 0 and 1, tabulated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixture {
    mean: f64,
    sd: f64,
    first: f64,
    step: f64,
    /// Probability of a share up to `first + k step`.
    below: Vec<f64>,
}

/// A normal of weight `weight`.
#[derive(Clone, Copy, Default)]
struct Part {
    weight: f64,
    mean: f64,
    sd: f64,
}

impl Mixture {
    pub(super) fn new(tracks: &[Track], weighed: &Weighed) -> Self {
        let parts = merged(tracks, weighed);
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        let mean = parts.iter().map(|part| part.weight * part.mean).sum::<f64>() / total;
        let square = |part: &Part| part.weight * (part.sd * part.sd + (part.mean - mean).powi(2));
        let sd = (parts.iter().map(square).sum::<f64>() / total).sqrt();
        let end = |sign: f64, from: f64, pick: fn(f64, f64) -> f64| {
            parts.iter().map(|part| part.mean + sign * FAR * part.sd).fold(from, pick).clamp(0.0, 1.0)
        };
        let (first, last) = (end(-1.0, 1.0, f64::min), end(1.0, 0.0, f64::max));
        let step = (last - first) / (SHARES - 1) as f64;
        let mut below = vec![0.0; SHARES];
        // What a normal adds beyond its far end, as a step that is summed up afterwards.
        let mut full = vec![0.0; SHARES + 1];
        let standard = NormalTable::get();
        for Part { weight, mean, sd } in parts {
            let at = |share: f64| ((share - first) / step).ceil().clamp(0.0, SHARES as f64) as usize;
            let (from, to) = (at(mean - FAR * sd), at(mean + FAR * sd));
            standard.add_cdf(&mut below[from..to], weight, (first + step * from as f64 - mean) / sd, step / sd);
            full[to] += weight;
        }
        let mut sum = 0.0;
        let mut highest = 0.0f64;
        for (below, full) in below.iter_mut().zip(full) {
            sum += full;
            highest = highest.max((*below + sum) / total);
            *below = highest;
        }
        Self { mean, sd, first, step, below }
    }

    /// The share below which lies the probability `p`; what the normals put outside 0 and 1 falls on the ends.
    fn quantile(&self, p: f64) -> f64 {
        let upper = self.below.partition_point(|below| *below < p);
        if upper == 0 || upper == self.below.len() {
            return self.first + self.step * upper.min(self.below.len() - 1) as f64;
        }
        let (from, to) = (self.below[upper - 1], self.below[upper]);
        self.first + self.step * ((upper - 1) as f64 + (p - from) / (to - from))
    }
}

/// The normals of all tracks and offsets, like ones merged.
fn merged(tracks: &[Track], weighed: &Weighed) -> Vec<Part> {
    let mut cells: std::collections::BTreeMap<(i32, i32), Part> = std::collections::BTreeMap::new();
    for (track, weights) in tracks.iter().zip(&weighed.tracks) {
        for ((&mean, &sd), &weight) in track.mean.iter().zip(&track.sd).zip(weights).filter(|(_, w)| **w > UNSEEN) {
            let sd = sd.max(MIN_SD);
            let key = ((CELLS.0 * logit(mean)).round() as i32, (CELLS.1 * sd.ln()).round() as i32);
            let cell = cells.entry(key).or_default();
            cell.weight += weight;
            cell.mean += weight * mean;
            cell.sd += weight * sd * sd;
        }
    }
    let averaged = |cell: Part| Part { mean: cell.mean / cell.weight, sd: (cell.sd / cell.weight).sqrt(), ..cell };
    cells.into_values().map(averaged).collect()
}

impl TiltPosterior {
    /// Posterior mean of the share.
    pub fn mean(&self) -> f64 {
        self.share.mean.clamp(0.0, 1.0)
    }

    /// Posterior standard deviation of the share.
    pub fn sd(&self) -> f64 {
        self.share.sd
    }

    /// The share below which lies the probability `p`, in `[0, 1]`.
    ///
    /// The median is that of the label tilt's prior; from there to the ends of a 90 % interval the quantiles pass over to
    /// those of the wide prior, wherever they are further out.
    pub fn quantile(&self, p: f64) -> f64 {
        let share = self.share.quantile(p);
        let Some(wide) = &self.wide else { return share };
        let wide = wide.quantile(p);
        let further = if p < 0.5 { share.min(wide) } else { share.max(wide) };
        share + ((p - 0.5).abs() / ENDS).min(1.0) * (further - share)
    }

    /// Hypotheses in order, with posterior probability and mean tilt: of the label, in log odds, or of a hidden field, per
    /// standard deviation.
    pub fn hypotheses(&self) -> &[(Hypothesis, f64, f64)] {
        &self.hypotheses
    }

    /// A membership score in `(0, 1)` for each encoded row: the probability under each track, weighted by the posterior.
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

/// The score of one track, moved so that its mean over the audience is the track's share.
#[derive(Debug, Clone)]
pub(super) struct Scorer {
    weight: f64,
    slope: f64,
    intercept: f64,
    theta: Vec<f64>,
}

impl Scorer {
    /// The scores of all tracks that carry weight.
    pub(super) fn of_tracks(
        model: &PanelModel,
        target_rows: &EncodedRows,
        points: &[QuadraturePoint],
        tracks: &[Track],
        weighed: &Weighed,
    ) -> Vec<Self> {
        let scorer = |(track, weights): (&Track, &Vec<f64>)| {
            let weight: f64 = weights.iter().sum();
            let share = weights.iter().zip(&track.mean).map(|(w, p)| w * p).sum::<f64>() / weight;
            let point = &points[track.point.unwrap_or(BASE)];
            (weight > NEGLIGIBLE).then(|| Self::new(model, target_rows, point, share, weight))
        };
        tracks.iter().zip(&weighed.tracks).filter_map(scorer).collect()
    }

    fn new(model: &PanelModel, target_rows: &EncodedRows, point: &QuadraturePoint, share: f64, weight: f64) -> Self {
        let log_odds = target_rows.log_odds(model, point.kind, 0.0, point.position);
        let offset = offset_to_mean(&log_odds, &target_rows.counts, share);
        Self {
            weight,
            slope: model.platt.slope,
            intercept: model.platt.intercept + offset,
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
