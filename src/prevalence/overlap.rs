//! How alike a panel and an audience are, before and after the panel is weighted to the audience.
//!
//! A regression of "is of the audience" on the fields that both state gives each panel row the weight `exp(x'b)`, the
//! density ratio of the two (Qin 1998, Biometrika 85). What the weights leave of the panel is Kish's effective number of
//! rows, and what they leave of each difference is its standardised mean difference, the table of a love plot (Austin and
//! Stuart 2015, Statistics in Medicine 34). It describes; the estimate averages over many tilts, and this is one of them.

use ndarray::{Array2, ArrayView1};

use super::panel_covariates::PanelCovariates;
use super::training::LabelledPanel;
use crate::disclosure::MinCell;
use crate::profile::Profiles;
use crate::segments::{Coding, CovariateSource, RowIndex, covariate_name};
use crate::stats::{Design, RidgeLogistic};
use serde::{Deserialize, Serialize};

/// Ridge of the regression, of the panel score's order.
const RIDGE: f64 = 3.0;
/// Differences kept, the largest before weighting first.
const MAX_BALANCES: usize = 40;
/// A difference above this after weighting is left unbalanced (Stuart 2010, Statistical Science 25).
const MAX_DIFFERENCE: f64 = 0.25;
/// With a smaller part of the rows left, a few rows stand for the audience.
const MIN_EFFECTIVE_PART: f64 = 0.1;
/// Differences and shares are kept to a hundredth: finer ones would tell counts.
const UNIT: f64 = 100.0;

/// How alike a panel and an audience are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// Rows of equal weight that the panel is worth by its design weights.
    pub rows: u64,
    /// The same after it is weighted to the audience.
    pub effective_rows: u64,
    /// Differences, the largest before weighting first.
    pub balances: Vec<Balance>,
}

/// The difference of one number, or of one level of a category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// The covariate.
    pub covariate: String,
    /// The level, of a category.
    pub level: Option<String>,
    /// Audience less panel, in standard deviations.
    pub before: f64,
    /// The same after the panel is weighted to the audience.
    pub after: f64,
    /// Share of the panel's rows that do not state the field.
    pub missing_in_panel: f64,
    /// Share of the audience that does not.
    pub missing_in_audience: f64,
}

impl Overlap {
    /// Compares the rows of `panel` with the profiles at `unlabelled` by the fields of `covariates`.
    pub(super) fn new(
        panel: &LabelledPanel<'_>,
        covariates: &PanelCovariates,
        audience: &Profiles,
        unlabelled: &[RowIndex],
        min_cell: MinCell,
    ) -> Option<Self> {
        let rows: Vec<RowIndex> = panel.rows.iter().map(|row| row.at).collect();
        if rows.is_empty() || unlabelled.is_empty() {
            return None;
        }
        let encoding = &covariates.encoding;
        let ours = encoding.bind(panel.profiles).matrix(panel.profiles, &rows);
        let theirs = encoding.bind(audience).matrix(audience, unlabelled);
        let design: Vec<f64> = panel.rows.iter().map(|row| row.weight).collect();
        let weighted = tilted(&ours, &design, &theirs);
        let mut balances = Vec::new();
        for covariate in encoding.covariates() {
            let missing = |profiles: &Profiles, rows: &[RowIndex]| {
                let source = CovariateSource::new(profiles, &covariate.field, None);
                let stated = rows.iter().filter(|at| source.has(&profiles.chunks()[at.chunk()], at.row())).count();
                let silent = (rows.len() - stated) as u64;
                // A few who are silent, or who are not, count as none or all.
                let reported = if min_cell.is_small_nonzero(silent) { 0.0 } else { silent as f64 };
                let reported = if min_cell.is_small_nonzero(stated as u64) { rows.len() as f64 } else { reported };
                hundredths(reported / rows.len() as f64)
            };
            let (missing_in_panel, missing_in_audience) =
                (missing(panel.profiles, &rows), missing(audience, unlabelled));
            for (column, level) in columns(&covariate.coding, covariate.first) {
                let (a, p) = (theirs.column(column), ours.column(column));
                if level.is_some() && (is_small_level(a, min_cell) || is_small_level(p, min_cell)) {
                    continue;
                }
                let (mean, variance) = moments(a, &vec![1.0; a.len()]);
                let (before, panel_variance) = moments(p, &design);
                let sd = (0.5 * (variance + panel_variance)).sqrt();
                if sd <= 0.0 {
                    continue;
                }
                balances.push(Balance {
                    covariate: covariate_name(&covariate.field),
                    level,
                    before: hundredths((mean - before) / sd),
                    after: hundredths((mean - moments(p, &weighted).0) / sd),
                    missing_in_panel,
                    missing_in_audience,
                });
            }
        }
        balances.sort_by(|a, b| {
            b.before
                .abs()
                .total_cmp(&a.before.abs())
                .then_with(|| (&a.covariate, &a.level).cmp(&(&b.covariate, &b.level)))
        });
        balances.truncate(MAX_BALANCES);
        Some(Self { rows: effective(&design), effective_rows: effective(&weighted), balances })
    }

    /// The largest difference that weighting leaves, where it, or the few rows that are left, says that the panel hardly
    /// has people like the audience's.
    pub(super) fn weakness(&self) -> Option<&Balance> {
        let worst = self.balances.iter().max_by(|a, b| a.after.abs().total_cmp(&b.after.abs()))?;
        let few = (self.effective_rows as f64) < MIN_EFFECTIVE_PART * self.rows as f64;
        (few || worst.after.abs() > MAX_DIFFERENCE).then_some(worst)
    }
}

fn hundredths(x: f64) -> f64 {
    // No negative zero.
    (x * UNIT).round() / UNIT + 0.0
}

/// The columns of a covariate with their levels; "missing" is no level.
fn columns(coding: &Coding, first: usize) -> Vec<(usize, Option<String>)> {
    match coding {
        Coding::Numeric { .. } => vec![(first, None)],
        Coding::Categorical { levels, .. } => {
            let named = |(j, level): (usize, &Option<Box<str>>)| Some((first + j, Some(level.as_ref()?.to_string())));
            levels.iter().enumerate().filter_map(named).collect()
        }
    }
}

/// Whether too few rows have a level, or too few have not.
fn is_small_level(column: ArrayView1<'_, f64>, min_cell: MinCell) -> bool {
    let top = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let have = column.iter().filter(|x| **x >= top - 1e-9).count();
    min_cell.is_small_nonzero(have as u64) || min_cell.is_small_nonzero((column.len() - have) as u64)
}

/// The weights of the panel's rows by which its means are the audience's.
fn tilted(panel: &Array2<f64>, weights: &[f64], audience: &Array2<f64>) -> Vec<f64> {
    let (ours, theirs) = (Design::of(panel.view()), Design::of(audience.view()));
    let both = ours.stacked(&theirs);
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let is_audience = (0..panel.nrows()).map(|_| 0.0).chain((0..audience.nrows()).map(|_| 1.0));
    let counts = weights.iter().map(|w| w / mean).chain((0..audience.nrows()).map(|_| 1.0));
    let (outcome, counts) = (both.padded(is_audience), both.padded(counts));
    let problem = RidgeLogistic { design: &both, outcome: &outcome, weights: &counts, ridge: RIDGE };
    let beta = problem.solve(vec![0.0; both.columns()], None).beta;
    let log_odds = ours.times(&beta);
    let top = log_odds[..weights.len()].iter().copied().fold(f32::NEG_INFINITY, f32::max);
    log_odds.iter().zip(weights).map(|(l, w)| w * f64::from(l - top).exp()).collect()
}

/// Weighted mean and variance.
fn moments(column: ArrayView1<'_, f64>, weights: &[f64]) -> (f64, f64) {
    let total: f64 = weights.iter().sum();
    let mean = column.iter().zip(weights).map(|(x, w)| w * x).sum::<f64>() / total;
    let variance = column.iter().zip(weights).map(|(x, w)| w * (x - mean).powi(2)).sum::<f64>() / total;
    (mean, variance)
}

/// Kish's effective number of rows.
fn effective(weights: &[f64]) -> u64 {
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { (sum * sum / squares).round() as u64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_distr::{Distribution, Normal};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    fn rows(n: usize, mean: [f64; 2], seed: u64) -> Array2<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let normal = Normal::new(0.0, 1.0).expect("a deviation");
        Array2::from_shape_fn((n, 2), |(_, j)| mean[j] + normal.sample(&mut rng))
    }

    #[test]
    fn weights_take_the_panels_means_to_the_audiences_and_cost_rows() {
        let (panel, audience) = (rows(2_000, [0.0, 0.0], 1), rows(2_000, [0.7, -0.3], 2));
        let design = vec![2.0; 2_000];
        let weights = tilted(&panel, &design, &audience);
        for j in 0..2 {
            let (target, before) = (moments(audience.column(j), &design).0, moments(panel.column(j), &design).0);
            let after = moments(panel.column(j), &weights).0;
            assert!((target - before).abs() > 0.25 && (target - after).abs() < 0.08, "{target} {before} {after}");
        }
        // Of normals moved by d the effective part is exp(-d^2).
        let part = effective(&weights) as f64 / 2_000.0;
        assert!((part - (-0.58f64).exp()).abs() < 0.1, "{part}");
        assert_eq!(effective(&design), 2_000);
    }

    #[test]
    fn a_difference_that_no_weight_mends_is_a_weakness() {
        let balance = |covariate: &str, before, after| Balance {
            covariate: covariate.to_owned(),
            level: None,
            before,
            after,
            missing_in_panel: 0.0,
            missing_in_audience: 0.0,
        };
        let overlap = |effective_rows, after| Overlap {
            rows: 1_000,
            effective_rows,
            balances: vec![balance("age", 1.0, 0.02), balance("year", 0.5, after)],
        };
        assert_eq!(overlap(400, 0.1).weakness(), None);
        assert_eq!(overlap(400, -0.4).weakness().map(|b| b.covariate.as_str()), Some("year"));
        assert_eq!(overlap(60, 0.1).weakness().map(|b| b.covariate.as_str()), Some("year"));
    }
}
