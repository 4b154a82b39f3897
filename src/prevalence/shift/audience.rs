//! The audience compared with the panel under every tilt: the remaining difference, and the share it implies.

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::TiltError;
use super::panel::{HIDDEN_TILTS, PanelModel, Score, check_weights, hidden_weights, scale_to_mean_one};
use crate::stats::{
    Cholesky, Design, LogisticFit, RidgeLogistic, add_diagonal, dot, logistic, probabilities, product, quadratic_form,
};

/// Ridge on the slopes of the residual tilt.
const TILT_RIDGE: f64 = 1.0;
/// Prior deviation of the slopes in the weights that make the panel look like the audience. Most slopes are noise
/// about zero, and weights that follow the noise leave few effective rows.
const SLOPE_WIDTH: f64 = 0.15;
/// Tilts of the label, as log odds ratios. The ends are 6, because a share of .3 becomes one of .01 at 3.7 and one of .99
/// at 5.4.
pub(super) const LABEL_TILTS: [f64; 19] =
    [-6.0, -4.4, -3.1, -2.2, -1.6, -1.15, -0.75, -0.45, -0.2, 0.0, 0.2, 0.45, 0.75, 1.15, 1.6, 2.2, 3.1, 4.4, 6.0];
/// The point without any tilt, which every family shares.
pub(super) const BASE: usize = LABEL_TILTS.len() / 2;

/// Encoded rows of an audience and how many people each stands for.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// One row for each profile or group of like profiles, encoded as the panel.
    pub x: ArrayView2<'a, f64>,
    /// People a row stands for; one each where absent.
    pub weights: Option<&'a [f64]>,
}

/// What a point tilts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TiltKind {
    Label,
    /// The hidden field of this number.
    Hidden(usize),
}

/// The panel under one tilt, against the audience.
#[derive(Debug, Clone)]
pub(super) struct QuadraturePoint {
    pub(super) kind: TiltKind,
    pub(super) tilt: f64,
    /// Position in the grid of its kind.
    pub(super) position: usize,
    /// Remaining log density ratio, per covariate, and its covariance.
    pub(super) slopes: Vec<f64>,
    pub(super) covariance: Vec<f64>,
    pub(super) share: ShareTerms,
}

/// Terms of the doubly robust share at one point: the mean score, the residual that corrects it, and their errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShareTerms {
    /// Mean score of the audience.
    pub(super) plain: f64,
    /// Standard error from the panel's labels.
    pub(super) label_error: f64,
    /// Mean residual of the panel's labels, weighted to look like the audience, and its variance.
    pub(super) residual: f64,
    pub(super) residual_variance: f64,
}

/// Rows checked and laid out for a model.
pub(super) struct EncodedRows {
    pub(super) design: Design,
    pub(super) counts: Vec<f64>,
    pub(super) total: f64,
}

impl EncodedRows {
    pub(super) fn new(model: &PanelModel, rows: Rows<'_>) -> Result<Self, TiltError> {
        let n = rows.x.nrows();
        let design = model.quadratic.design(rows.x, "audience columns")?;
        let counts = rows.weights.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
        if counts.len() != n {
            return Err(TiltError::Shape { what: "audience weights".to_owned(), found: counts.len(), expected: n });
        }
        if n > 0 {
            check_weights(&counts)?;
        }
        Ok(Self { design, total: counts.iter().sum(), counts })
    }

    /// These rows followed by others.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self {
            design: self.design.stacked(&other.design),
            counts: [&self.counts[..], &other.counts[..]].concat(),
            total: self.total + other.total,
        }
    }

    /// Calibrated log odds of each row under a point, with padding.
    pub(super) fn log_odds(&self, model: &PanelModel, kind: TiltKind, tilt: f64, position: usize) -> Vec<f32> {
        let offset = model.label_offset(kind, tilt);
        let (slope, intercept) = (model.platt.slope as f32, (model.platt.intercept + offset) as f32);
        let mut scores = self.design.times(&model.score_at(kind, position).theta);
        scores.iter_mut().for_each(|score| *score = slope * *score + intercept);
        scores
    }
}

impl PanelModel {
    /// The score refitted for a point; a label tilt does not change it.
    pub(super) fn score_at(&self, kind: TiltKind, position: usize) -> &Score {
        match kind {
            TiltKind::Label => &self.score,
            TiltKind::Hidden(field) => &self.hidden[field].scores[position],
        }
    }

    /// What a point adds to calibrated log odds.
    pub(super) fn label_offset(&self, kind: TiltKind, tilt: f64) -> f64 {
        match kind {
            TiltKind::Label => tilt,
            TiltKind::Hidden(_) => 0.0,
        }
    }

    /// Panel weights under a point, of mean 1. A fractional label is part member, part not.
    fn point_weights(&self, kind: TiltKind, tilt: f64) -> Vec<f64> {
        match kind {
            TiltKind::Label => {
                let odds = tilt.exp();
                let tilted = self.weights.iter().zip(&self.labels).map(|(w, y)| w * (y * odds + 1.0 - y));
                let mut out: Vec<f64> = tilted.collect();
                scale_to_mean_one(&mut out);
                out
            }
            TiltKind::Hidden(field) => hidden_weights(&self.weights, &self.hidden[field].values, tilt),
        }
    }
}

/// Both samples stacked, audience first, with what each point reuses.
struct Comparison<'a> {
    model: &'a PanelModel,
    /// The rows whose share is wanted.
    target_rows: &'a EncodedRows,
    stacked: Design,
    /// 1 for the audience, 0 for the panel.
    outcome: Vec<f32>,
    counts: &'a [f64],
}

/// Fits every point: the label's grid first, then each hidden field's without its zero. `everyone` is compared with the
/// panel; the share is that of `target_rows`.
pub(super) fn points(
    model: &PanelModel,
    everyone: &EncodedRows,
    target_rows: &EncodedRows,
    with_hidden: bool,
) -> Vec<QuadraturePoint> {
    let stacked = everyone.design.stacked(&model.design);
    let outcome = stacked.padded((0..stacked.rows()).map(|row| f64::from(u8::from(row < everyone.design.rows()))));
    let comparison = Comparison { model, target_rows, stacked, outcome, counts: &everyone.counts };
    let start = vec![0.0; comparison.stacked.columns()];
    let (base, solution) = comparison.point(TiltKind::Label, 0.0, BASE, start, None);

    let fields = if with_hidden { model.hidden.len() } else { 0 };
    let families = std::iter::once((TiltKind::Label, &LABEL_TILTS[..]))
        .chain((0..fields).map(|f| (TiltKind::Hidden(f), &HIDDEN_TILTS[..])));
    let sides: Vec<(TiltKind, &[f64], Vec<usize>)> = families
        .flat_map(|(kind, grid)| {
            let middle = grid.len() / 2;
            [(kind, grid, (0..middle).rev().collect()), (kind, grid, (middle + 1..grid.len()).collect())]
        })
        .collect();
    let fitted: Vec<Vec<QuadraturePoint>> =
        sides.par_iter().map(|(kind, grid, side)| comparison.outward(*kind, grid, side, &solution)).collect();
    let mut out: Vec<QuadraturePoint> = Vec::new();
    for (i, mut side) in fitted.into_iter().enumerate() {
        if i % 2 == 0 {
            side.reverse();
        }
        if i == 1 {
            out.push(base.clone());
        }
        out.extend(side);
    }
    out
}

impl EncodedRows {
    /// The *visible tilt*: the standard deviation, over these rows, of the log density ratio that `base`, the point without
    /// a tilt, finds between them and the panel, less what noise alone would show.
    pub(super) fn visible_tilt(&self, base: &QuadraturePoint) -> f64 {
        let d = base.slopes.len();
        let gram = self.design.gram(&self.design.padded(self.counts.iter().copied()));
        let mean = |j: usize| gram[j + 1] / self.total;
        let covariance: Vec<f64> = (0..d * d)
            .map(|k| {
                let (i, j) = (k / d, k % d);
                gram[(i + 1) * (d + 1) + j + 1] / self.total - mean(i) * mean(j)
            })
            .collect();
        let noise = dot(&base.covariance, &covariance);
        (quadratic_form(&covariance, &base.slopes) - noise).max(0.0).sqrt()
    }
}

/// The posterior mean of the slopes under `N(0, SLOPE_WIDTH^2 I)`.
fn shrunken(slopes: &[f64], covariance: &[f64]) -> Vec<f64> {
    let prior = SLOPE_WIDTH * SLOPE_WIDTH;
    let mut total = covariance.to_vec();
    add_diagonal(&mut total, slopes.len(), prior);
    Cholesky::repaired(&total, slopes.len()).solve(slopes).iter().map(|x| x * prior).collect()
}

impl Comparison<'_> {
    /// One side of a grid, each point started by extrapolating from the two before it.
    fn outward(&self, kind: TiltKind, grid: &[f64], side: &[usize], base: &LogisticFit) -> Vec<QuadraturePoint> {
        let mut points = Vec::with_capacity(side.len());
        let (mut before, mut before_tilt): (Option<Vec<f64>>, f64) = (None, 0.0);
        let (mut last, mut last_tilt) = (base.clone(), 0.0);
        for &position in side {
            let tilt = grid[position];
            let mut start = last.beta.clone();
            if let Some(before) = &before {
                let ahead = (tilt - last_tilt) / (last_tilt - before_tilt);
                for (s, b) in start.iter_mut().zip(before) {
                    *s += (*s - b) * ahead;
                }
            }
            let (point, solution) = self.point(kind, tilt, position, start, Some(&last.hessian));
            (before, before_tilt) = (Some(last.beta), last_tilt);
            (last, last_tilt) = (solution, tilt);
            points.push(point);
        }
        points
    }

    fn point(
        &self,
        kind: TiltKind,
        tilt: f64,
        position: usize,
        start: Vec<f64>,
        neighbour: Option<&Cholesky>,
    ) -> (QuadraturePoint, LogisticFit) {
        let panel_weights = self.model.point_weights(kind, tilt);
        let weights = self.stacked.padded(self.counts.iter().chain(&panel_weights).copied());
        let problem =
            RidgeLogistic { design: &self.stacked, outcome: &self.outcome, weights: &weights, ridge: TILT_RIDGE };
        let solution = problem.solve(start, neighbour);
        let covariance = self.covariance(&solution, &weights);
        let slopes = solution.beta[1..].to_vec();
        let share = self.share(kind, tilt, position, &shrunken(&slopes, &covariance), &panel_weights);
        (QuadraturePoint { kind, tilt, position, slopes, covariance, share }, solution)
    }

    /// `H^-1 (U'U + V'V + I) H^-1` without the intercept, where `U` are the audience's scores of the likelihood and
    /// `V` the panel's, each centred.
    fn covariance(&self, solution: &LogisticFit, weights: &[f32]) -> Vec<f64> {
        let design = &self.stacked;
        let (d, n) = (design.columns(), self.counts.len());
        let mut squares = vec![0.0; weights.len()];
        let (mut audience, mut panel, mut panel_squares) = (squares.clone(), squares.clone(), squares.clone());
        for (i, (&w, &p)) in weights.iter().zip(&solution.fitted).enumerate() {
            if i < n {
                audience[i] = w * (1.0 - p);
                squares[i] = audience[i] * (1.0 - p);
            } else {
                panel[i] = w * p;
                panel_squares[i] = w * w * p;
                squares[i] = panel_squares[i] * p;
            }
        }
        let audience_total: f64 = self.counts.iter().sum();
        let panel_total: f64 = weights[n..].iter().map(|w| f64::from(*w)).sum();
        let panel_square_total: f64 = weights[n..].iter().map(|w| f64::from(*w).powi(2)).sum();
        let audience_mean: Vec<f64> = design.transposed_times(&audience).iter().map(|s| s / audience_total).collect();
        let panel_mean: Vec<f64> = design.transposed_times(&panel).iter().map(|s| s / panel_total).collect();
        let cross = design.transposed_times(&panel_squares);
        let mut meat = design.gram(&squares);
        for i in 0..d {
            for j in 0..d {
                meat[i * d + j] += panel_square_total * panel_mean[i] * panel_mean[j]
                    - audience_total * audience_mean[i] * audience_mean[j]
                    - cross[i] * panel_mean[j]
                    - panel_mean[i] * cross[j];
            }
            meat[i * d + i] += TILT_RIDGE;
        }
        let inverse = solution.hessian.inverse();
        let full = product(&product(&inverse, &meat, d), &inverse, d);
        let mut out = Vec::with_capacity((d - 1) * (d - 1));
        for i in 1..d {
            out.extend((1..d).map(|j| (full[i * d + j] + full[j * d + i]) / 2.0));
        }
        out
    }

    fn share(&self, kind: TiltKind, tilt: f64, position: usize, slopes: &[f64], panel_weights: &[f64]) -> ShareTerms {
        let (model, target_rows) = (self.model, self.target_rows);
        let mut mean = 0.0;
        let fitted = probabilities(&target_rows.log_odds(model, kind, tilt, position), 0.0);
        let curvature = target_rows.design.padded(fitted.into_iter().zip(&target_rows.counts).map(|(p, n)| {
            let p = f64::from(p);
            mean += n * p;
            n * p * (1.0 - p) / target_rows.total
        }));
        let gradient = target_rows.design.transposed_times(&curvature);
        let label_variance = quadratic_form(&model.score_at(kind, position).covariance, &gradient);
        let (residual, residual_variance) = self.residual(kind, tilt, position, slopes, panel_weights);
        ShareTerms {
            plain: mean / target_rows.total,
            label_error: label_variance.max(0.0).sqrt(),
            residual,
            residual_variance,
        }
    }

    /// Mean residual of the panel's labels under weights `w exp(b'x)`, and the variance of that mean.
    fn residual(
        &self,
        kind: TiltKind,
        tilt: f64,
        position: usize,
        slopes: &[f64],
        panel_weights: &[f64],
    ) -> (f64, f64) {
        let model = self.model;
        let mut beta = vec![0.0];
        beta.extend_from_slice(slopes);
        let ratio = model.design.times(&beta);
        let largest = ratio[..panel_weights.len()].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut like_audience: Vec<f64> =
            panel_weights.iter().zip(&ratio).map(|(w, t)| w * f64::from(t - largest).max(-30.0).exp()).collect();
        let total: f64 = like_audience.iter().sum();
        for w in &mut like_audience {
            *w /= total;
        }
        let refitted = match kind {
            TiltKind::Label => None,
            TiltKind::Hidden(_) => Some(model.design.times(&model.score_at(kind, position).theta)),
        };
        let odds = model.label_offset(kind, tilt).exp();
        let residuals: Vec<f64> = (0..panel_weights.len())
            .map(|i| {
                let y = model.labels[i];
                let tilted_label = y * odds / (y * odds + 1.0 - y);
                let log_odds =
                    refitted.as_ref().map_or(model.held_out[i] + odds.ln(), |r| model.platt.apply(f64::from(r[i])));
                tilted_label - logistic(log_odds)
            })
            .collect();
        let mean: f64 = like_audience.iter().zip(&residuals).map(|(w, e)| w * e).sum();
        let variance = like_audience.iter().zip(&residuals).map(|(w, e)| (w * (e - mean)).powi(2)).sum();
        (mean, variance)
    }
}
