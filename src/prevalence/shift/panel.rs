//! The labelled panel, fitted once: its score, the score's calibration, and both under every hidden tilt.

use std::cmp::Ordering;

use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::index;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::TiltError;
use super::hypotheses::HiddenField;
use super::quadratic_terms::QuadraticTerms;
use crate::stats::{Design, LogisticFit, Platt, RidgeLogistic, logistic, logit, median, product};

/// Ridge of the score: slopes have a prior standard deviation of .55.
const SCORE_RIDGE: f64 = 1.0 / 0.3;
/// Folds in which scores are made for rows that did not take part in the fit.
const FOLDS: usize = 5;
/// Times that the folds are dealt.
const REPEATS: usize = 4;
/// Standardised hidden fields are held inside plus or minus this.
const MAX_HIDDEN: f64 = 3.0;
/// Larger panels are cut to a seeded random sample of this size, at which the panel's share of any error is small.
pub(super) const MAX_PANEL_ROWS: usize = 20_000;
/// Tilts of a hidden field, per standard deviation of it.
pub(super) const HIDDEN_TILTS: [f64; 13] = [-1.6, -1.2, -0.9, -0.65, -0.4, -0.2, 0.0, 0.2, 0.4, 0.65, 0.9, 1.2, 1.6];

/// A field that the panel carries and the audience lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    /// The field, as it comes back in [`Hypothesis::Hidden`](super::Hypothesis::Hidden).
    pub field: HiddenField,
    /// One value for each panel row, 1 or 0 for the level of a category; NaN where it is missing, which is filled by the
    /// median.
    pub values: Vec<f64>,
}

/// A labelled panel, fitted once and compared with any number of audiences.
#[derive(Debug, Clone)]
pub struct PanelModel {
    /// The covariates, and after them their quadratic terms.
    pub(super) design: Design,
    pub(super) quadratic: QuadraticTerms,
    /// Source of each covariate, numbered from 0 without gaps.
    pub(super) groups: Vec<usize>,
    pub(super) labels: Vec<f64>,
    /// Design weights of mean 1.
    pub(super) weights: Vec<f64>,
    pub(super) platt: Platt,
    /// Calibrated log odds of each row from the folds that did not hold it.
    pub(super) held_out: Vec<f64>,
    pub(super) score: Score,
    pub(super) hidden: Vec<HiddenTilts>,
    /// Sum over the hidden fields of the squared difference between members and others, in standard deviations, at
    /// like covariates.
    pub(super) hidden_association: f64,
}

/// A score's coefficients, intercept first, and their sandwich covariance.
#[derive(Debug, Clone)]
pub(super) struct Score {
    pub(super) theta: Vec<f64>,
    pub(super) covariance: Vec<f64>,
}

/// A hidden field, standardised, and the score refitted under each of [`HIDDEN_TILTS`].
#[derive(Debug, Clone)]
pub(super) struct HiddenTilts {
    pub(super) field: HiddenField,
    pub(super) values: Vec<f64>,
    pub(super) scores: Vec<Score>,
}

impl PanelModel {
    /// Fits the panel.
    ///
    /// `x` holds `n` rows of `d` encoded covariates without an intercept, numerics in standard deviations; `groups`
    /// names the source covariate of each column, so that the levels of one field tilt together; `labels` are 0, 1 or
    /// a membership in between; `weights` are design weights on any scale. Values that are not finite count as 0.
    ///
    /// # Errors
    /// When lengths disagree, labels lie outside `[0, 1]`, weights are negative, not finite or all zero, or every row
    /// has the same certain label.
    pub fn fit(
        x: ArrayView2<'_, f64>,
        groups: &[usize],
        labels: &[f64],
        weights: &[f64],
        hidden: &[Hidden],
    ) -> Result<Self, TiltError> {
        check(x, groups, labels, weights, hidden)?;
        let rows = kept_rows(x.nrows());
        let pick = |values: &[f64]| -> Vec<f64> { rows.iter().map(|&r| values[r]).collect() };
        let labels = pick(labels);
        let mut weights = pick(weights);
        scale_to_mean_one(&mut weights);
        let positive: f64 = labels.iter().zip(&weights).map(|(y, w)| y * w).sum();
        if !(positive > 0.0 && positive < weights.iter().sum()) {
            return Err(TiltError::OneClass);
        }
        let hidden: Vec<(&HiddenField, Vec<f64>)> =
            hidden.iter().map(|h| (&h.field, standardised(&pick(&h.values), &weights))).collect();
        let covariates = Design::of(x).select(&rows);
        let quadratic = QuadraticTerms::fit(&covariates, &weights, hidden.iter().map(|(_, values)| &values[..]));
        let design = quadratic.extend(&covariates);
        let base = fit_score(&design, &labels, &weights, None);
        let (platt, held_out) = hold_out(&design, &labels, &weights, &base);
        let hidden: Vec<HiddenTilts> = hidden
            .into_par_iter()
            .map(|(field, values)| hidden_tilts(field, values, &design, &labels, &weights, &base))
            .collect();
        let score = score_of(&design, &labels, &weights, &base);
        let residuals: Vec<f64> = labels.iter().zip(&held_out).map(|(y, l)| y - logistic(*l)).collect();
        let hidden_association = hidden.iter().map(|h| slope_on(&residuals, &h.values, &weights).powi(2)).sum();
        let groups = renumbered(groups);
        Ok(Self { design, quadratic, groups, labels, weights, platt, held_out, score, hidden, hidden_association })
    }

    /// Number of encoded covariates an audience must have.
    pub fn covariates(&self) -> usize {
        self.groups.len()
    }

    /// Number of source covariates.
    pub(super) fn sources(&self) -> usize {
        self.groups.iter().max().map_or(0, |g| g + 1)
    }
}

fn check(
    x: ArrayView2<'_, f64>,
    groups: &[usize],
    labels: &[f64],
    weights: &[f64],
    hidden: &[Hidden],
) -> Result<(), TiltError> {
    let n = x.nrows();
    let lengths = [("groups", groups.len(), x.ncols()), ("labels", labels.len(), n), ("weights", weights.len(), n)];
    let lengths = lengths.map(|(what, found, expected)| (what.to_owned(), found, expected));
    let hidden_lengths = hidden.iter().map(|h| (h.field.to_string(), h.values.len(), n));
    for (what, found, expected) in lengths.into_iter().chain(hidden_lengths) {
        if found != expected {
            return Err(TiltError::Shape { what, found, expected });
        }
    }
    if n == 0 {
        return Err(TiltError::NoRows { what: "panel" });
    }
    if !labels.iter().all(|y| (0.0..=1.0).contains(y)) {
        return Err(TiltError::Label);
    }
    check_weights(weights)
}

/// Weights must be finite, not negative, and not all zero.
pub(super) fn check_weights(weights: &[f64]) -> Result<(), TiltError> {
    let total: f64 = weights.iter().sum();
    let valid = weights.iter().all(|w| w.is_finite() && *w >= 0.0) && total > 0.0 && total.is_finite();
    if valid { Ok(()) } else { Err(TiltError::Weight) }
}

/// All rows, or a seeded sample of a large panel in its own order.
fn kept_rows(n: usize) -> Vec<usize> {
    if n <= MAX_PANEL_ROWS {
        return (0..n).collect();
    }
    let mut rows = index::sample(&mut Xoshiro256PlusPlus::seed_from_u64(n as u64), n, MAX_PANEL_ROWS).into_vec();
    rows.sort_unstable();
    rows
}

/// Divides by the mean; a vector that sums to nothing is left alone.
pub(super) fn scale_to_mean_one(weights: &mut [f64]) {
    let total: f64 = weights.iter().sum();
    if total > 0.0 {
        let scale = weights.len() as f64 / total;
        for w in weights {
            *w *= scale;
        }
    }
}

fn renumbered(groups: &[usize]) -> Vec<usize> {
    let mut distinct = groups.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    groups.iter().map(|g| distinct.partition_point(|x| x < g)).collect()
}

/// The weighted least squares slope of `values` on `residuals` through the origin; none where these vanish.
fn slope_on(residuals: &[f64], values: &[f64], weights: &[f64]) -> f64 {
    let sum = |other: &[f64]| -> f64 { residuals.iter().zip(other).zip(weights).map(|((e, v), w)| w * e * v).sum() };
    let squares = sum(residuals);
    if squares > 0.0 { sum(values) / squares } else { 0.0 }
}

/// Fits the score from nothing, or from the solution of a similar problem.
fn fit_score(design: &Design, labels: &[f64], weights: &[f64], similar: Option<&LogisticFit>) -> LogisticFit {
    let padded = |values: &[f64]| design.padded(values.iter().copied());
    let (outcome, weights) = (padded(labels), padded(weights));
    let start = similar.map_or_else(|| vec![0.0; design.columns()], |similar| similar.beta.clone());
    let problem = RidgeLogistic { design, outcome: &outcome, weights: &weights, ridge: SCORE_RIDGE };
    problem.solve(start, similar.map(|similar| &similar.hessian))
}

/// The sandwich covariance `H^-1 (sum w^2 (p - y)^2 z z') H^-1`, which holds for any design weights.
fn score_of(design: &Design, labels: &[f64], weights: &[f64], solution: &LogisticFit) -> Score {
    let d = design.columns();
    let residuals = solution.fitted.iter().zip(labels).zip(weights).map(|((p, y), w)| w * (f64::from(*p) - y));
    let meat = design.gram(&design.padded(residuals.map(|e| e * e)));
    let inverse = solution.hessian.inverse();
    let covariance = product(&product(&inverse, &meat, d), &inverse, d);
    Score { theta: solution.beta.clone(), covariance }
}

/// Scores each row by the folds that do not hold it and calibrates them. Folds take one row out of every five in the
/// order of label and covariates, so they are alike in both and do not depend on the order of the rows; each repeat
/// deals the fives out anew, which steadies the calibration.
fn hold_out(design: &Design, labels: &[f64], weights: &[f64], base: &LogisticFit) -> (Platt, Vec<f64>) {
    let n = design.rows();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| {
        let by_column = |j: usize| design.column(j)[a].total_cmp(&design.column(j)[b]);
        labels[a].total_cmp(&labels[b]).then_with(|| {
            (1..design.columns()).map(by_column).find(|o| *o != Ordering::Equal).unwrap_or(Ordering::Equal)
        })
    });
    let scores: Vec<f64> = (0..REPEATS)
        .into_par_iter()
        .flat_map(|repeat| {
            let mut fold = vec![0; n];
            for (rank, &row) in order.iter().enumerate() {
                fold[row] = (rank + rank / FOLDS * repeat) % FOLDS;
            }
            held_out_scores(design, labels, weights, base, &fold)
        })
        .collect();
    let shared: Vec<f64> = weights.iter().map(|w| w / REPEATS as f64).collect();
    let platt = Platt::fit(&scores, &labels.repeat(REPEATS), &shared.repeat(REPEATS));
    let mean = |row: usize| scores[row..].iter().step_by(n).sum::<f64>() / REPEATS as f64;
    (platt, (0..n).map(|row| platt.apply(mean(row))).collect())
}

fn held_out_scores(design: &Design, labels: &[f64], weights: &[f64], base: &LogisticFit, fold: &[usize]) -> Vec<f64> {
    let by_fold: Vec<Vec<f32>> = (0..FOLDS)
        .map(|k| {
            let kept: Vec<f64> = weights.iter().zip(fold).map(|(w, f)| if *f == k { 0.0 } else { *w }).collect();
            design.times(&fit_score(design, labels, &kept, Some(base)).beta)
        })
        .collect();
    fold.iter()
        .enumerate()
        .map(|(row, &k)| logit(logistic(f64::from(by_fold[k][row])).clamp(1e-6, 1.0 - 1e-6)))
        .collect()
}

/// Refits the score under each tilt of a standardised hidden field, outward from none.
fn hidden_tilts(
    field: &HiddenField,
    values: Vec<f64>,
    design: &Design,
    labels: &[f64],
    weights: &[f64],
    base: &LogisticFit,
) -> HiddenTilts {
    let middle = HIDDEN_TILTS.len() / 2;
    let mut scores = vec![score_of(design, labels, weights, base); HIDDEN_TILTS.len()];
    let outward: [Vec<usize>; 2] = [(middle + 1..HIDDEN_TILTS.len()).collect(), (0..middle).rev().collect()];
    for side in outward {
        let mut last = base.clone();
        for k in side {
            let tilted = hidden_weights(weights, &values, HIDDEN_TILTS[k]);
            last = fit_score(design, labels, &tilted, Some(&last));
            scores[k] = score_of(design, labels, &tilted, &last);
        }
    }
    HiddenTilts { field: field.clone(), values, scores }
}

/// Design weights times `exp(tilt * value)`, of mean 1.
pub(super) fn hidden_weights(weights: &[f64], values: &[f64], tilt: f64) -> Vec<f64> {
    let mut out: Vec<f64> = weights.iter().zip(values).map(|(w, v)| w * (tilt * v).exp()).collect();
    scale_to_mean_one(&mut out);
    out
}

/// Fills by the median, standardises by the weights and clips; a constant field becomes all zeros.
fn standardised(values: &[f64], weights: &[f64]) -> Vec<f64> {
    let median = median(values.iter().copied().filter(|v| v.is_finite()).collect());
    let filled: Vec<f64> = values.iter().map(|v| if v.is_finite() { *v } else { median }).collect();
    let total: f64 = weights.iter().sum();
    let mean = filled.iter().zip(weights).map(|(v, w)| v * w / total).sum::<f64>();
    let variance = filled.iter().zip(weights).map(|(v, w)| (v - mean).powi(2) * w / total).sum::<f64>();
    if !(variance.is_finite() && variance > 1e-18 * (1.0 + mean * mean)) {
        return vec![0.0; values.len()];
    }
    filled.iter().map(|v| ((v - mean) / variance.sqrt()).clamp(-MAX_HIDDEN, MAX_HIDDEN)).collect()
}
