//! The fit of each cell of a partition (segments, cohorts): the same scores, calibrated so that cells add up to the whole.

use std::sync::LazyLock;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use statrs::distribution::{ContinuousCDF, Normal};

use super::patterns::MissingnessPattern;
use super::{CellAssignment, Estimate, ExactSum, FitOptions, MembershipTable, ShareDistribution};
use crate::stats::multiply_odds;
use serde::{Deserialize, Serialize};

/// Draws of a cell's distribution.
const DRAWS: usize = 999;

/// A pattern's scores by sampled profile.
pub(super) struct PatternScores<'a> {
    pub(super) pattern: &'a MissingnessPattern,
    pub(super) cells: &'a [CellAssignment],
    pub(super) scores: &'a [f64],
    /// Mean share of the pattern.
    pub(super) mean: f64,
    pub(super) share: Option<&'a ShareDistribution>,
    pub(super) training_n: f64,
}

/// The fit of one segment or cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellFit {
    /// Share of members in it.
    pub share: Estimate,
}

/// A division of the audience into segments or cohorts: the memberships of each, and which of them a sampled profile is in.
pub(super) struct CellPartition<'a> {
    /// What its noise is called.
    pub(super) name: &'static str,
    pub(super) tables: Vec<&'a MembershipTable>,
    pub(super) cell_of: &'a dyn Fn(&CellAssignment) -> usize,
}

/// One cell's part of one pattern.
struct Cell {
    max_members: f64,
    unlabelled: f64,
    rate: f64,
    training_n: f64,
}

/// Estimates each cell's share.
///
/// A pattern's profiles in a cell count at their mean score. All scores move by one common factor of their odds, so
/// that the cells add up to `total`, the share of the whole; with the whole's uncertainty they move together, and
/// each has its own: the noise of its training examples (its own and its part of `panel_rows`) and of its size.
pub(super) fn cell_fits(
    partition: &CellPartition<'_>,
    patterns: &[PatternScores<'_>],
    total: f64,
    panel_rows: f64,
    options: &FitOptions,
) -> Vec<CellFit> {
    let rows: f64 = partition.tables.iter().map(|table| table.rows as f64).sum();
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for (i, table) in partition.tables.iter().enumerate() {
        let panel_part = panel_rows * table.rows as f64 / rows.max(1.0);
        let within = |cells: &CellAssignment| (partition.cell_of)(cells) == i;
        cells.push(patterns.iter().map(|pattern| cell(pattern, &within, table, panel_part)).collect());
    }
    let known: f64 = partition.tables.iter().map(|table| table.members.value()).sum();
    let factor = common_factor(&cells, total * rows - known);
    for cell in cells.iter_mut().flatten() {
        cell.rate = multiply_odds(cell.rate, factor);
    }
    let mut rng = Xoshiro256Plus::seed_from_u64(options.seed ^ 0x5E67);
    let sizes: Vec<f64> = partition.tables.iter().map(|table| table.rows as f64).collect();
    // What is counted has noise already.
    let noise = options.noise.of_cells(partition.name, &sizes).filter(|_| !patterns.is_empty());
    let fits = partition.tables.iter().zip(&cells).enumerate();
    fits.map(|(i, (table, cells))| {
        let n = table.rows.max(1) as f64;
        let known = table.members.value();
        let off = noise.as_ref().map_or(0.0, |noise| noise[i]) / n;
        let value = (known + cells.iter().map(|c| c.max_members * c.rate).sum::<f64>()) / n + off;
        let draws = draws(patterns, cells, known, n, &mut rng);
        let noise_sd = options.noise.sd_of_cell(noise.is_some()) / n;
        let share = ShareDistribution::from_draws(draws).map(|share| share + off).blurred(noise_sd);
        let mut share = share.estimate(options.level, "segment", 0.0);
        share.value = value.clamp(0.0, 1.0);
        share.lower = share.lower.min(share.value);
        share.upper = share.upper.max(share.value);
        share.n = n;
        CellFit { share }
    })
    .collect()
}

fn cell(
    scores: &PatternScores<'_>,
    within: &dyn Fn(&CellAssignment) -> bool,
    table: &MembershipTable,
    panel_part: f64,
) -> Cell {
    let (mut unlabelled, mut max_members) = (0.0, 0.0);
    for mask in &scores.pattern.masks {
        let (n, sum) = table.unlabelled(*mask);
        unlabelled += n as f64;
        max_members += sum;
    }
    let (mut n, mut sum) = (0u64, ExactSum::default());
    for (cells, score) in scores.cells.iter().zip(scores.scores) {
        if within(cells) {
            n += 1;
            sum.add(*score);
        }
    }
    let rate = if n == 0 { scores.mean } else { sum.value() / n as f64 };
    let own = table.training_counts(scores.pattern.mask).n;
    let training_n = if scores.training_n > 0.0 || panel_part > 0.0 { own + panel_part } else { 0.0 };
    Cell { max_members, unlabelled, rate, training_n }
}

/// The factor on all odds with which the cells hold `members`, by bisection on its logarithm.
fn common_factor(cells: &[Vec<Cell>], members: f64) -> f64 {
    let held =
        |log: f64| -> f64 { cells.iter().flatten().map(|c| c.max_members * multiply_odds(c.rate, log.exp())).sum() };
    let (mut low, mut high) = (-20.0f64, 20.0f64);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if held(middle) < members {
            low = middle;
        } else {
            high = middle;
        }
    }
    (0.5 * (low + high)).exp()
}

/// Draws of a cell's share: the whole's distribution in order, the cells' own noise shuffled against it.
fn draws(patterns: &[PatternScores<'_>], cells: &[Cell], known: f64, rows: f64, rng: &mut Xoshiro256Plus) -> Vec<f64> {
    let mut out = vec![known / rows; DRAWS];
    for (pattern, cell) in patterns.iter().zip(cells) {
        if cell.max_members == 0.0 {
            continue;
        }
        let noise = shuffled_normals(rng);
        let rate = cell.rate.clamp(1e-4, 1.0 - 1e-4);
        let information = rate * (1.0 - rate);
        let spread = (1.0 / (cell.training_n + 2.0) + 1.0 / cell.unlabelled.max(1.0)) / information;
        let middle = pattern.share.map_or(0.5, |s| s.quantile(0.5)).clamp(1e-4, 1.0 - 1e-4);
        for (i, out) in out.iter_mut().enumerate() {
            let p = (i as f64 + 0.5) / DRAWS as f64;
            let whole = pattern.share.map_or(p, |s| s.quantile(p)).clamp(1e-6, 1.0 - 1e-6);
            let together = (whole / (1.0 - whole)) / (middle / (1.0 - middle));
            let own = (spread.sqrt() * noise[i]).clamp(-8.0, 8.0).exp();
            *out += cell.max_members * multiply_odds(rate, together * own) / rows;
        }
    }
    out
}

/// Quantiles of the standard normal in the middle of as many equal parts as there are draws.
static NORMALS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let normal = Normal::standard();
    (0..DRAWS).map(|i| normal.inverse_cdf((i as f64 + 0.5) / DRAWS as f64)).collect()
});

fn shuffled_normals(rng: &mut Xoshiro256Plus) -> Vec<f64> {
    let mut values = NORMALS.clone();
    values.shuffle(rng);
    values
}
