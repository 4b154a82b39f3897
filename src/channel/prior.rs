//! What the reach model believes before it sees a figure: smooth effects of age and income, levels that drift.
//!
//! Parameters, in order: the level in the asked year; the age effect at knots; the income effect at knots; for each
//! wave (one source's survey) how far its level is from the asked year's. All on the logit scale.
//!
//! How far a wave may be is drift (years), house (who asks, and how) and chance:
//!
//! - the *reference* series, the one with the most detail, may be off the truth by [`FRESH_SD`]; all others share that
//!   error, for they are read on its scale. So the answer is what the reference would publish for the target in the
//!   asked year, with that much doubt about it;
//! - another series may be off the reference by [`HOUSE_SD`], in the same way in each of its waves: it tells how use
//!   changed rather than how high it is;
//! - each wave has noise of its own, [`WAVE_SD`];
//! - levels walk by [`DRIFT_VARIANCE`] a year.

use super::grid::{FIRST_AGE, LAST_AGE};
use crate::stats::Cholesky;

/// Years between age knots.
const KNOT_YEARS: f64 = 5.0;
/// Number of age knots, at 5, 10, .. 95 years.
pub(super) const AGE_KNOTS: usize = ((LAST_AGE - FIRST_AGE) as usize).div_ceil(KNOT_YEARS as usize) + 1;
/// Income knots, as ratios to the median.
pub(super) const INCOME_KNOTS: [f64; 8] = [0.2, 0.4, 0.6, 0.8, 1.1, 1.6, 2.5, 5.0];

/// Position of the level among the parameters.
pub(super) const LEVEL: usize = 0;
/// Position of the first age knot.
pub(super) const FIRST_AGE_KNOT: usize = 1;
/// Position of the first income knot.
pub(super) const FIRST_INCOME_KNOT: usize = FIRST_AGE_KNOT + AGE_KNOTS;
/// Position of the first wave's offset.
pub(super) const FIRST_WAVE: usize = FIRST_INCOME_KNOT + INCOME_KNOTS.len();

/// Standard deviation of the level: so wide that figures alone decide it.
const LEVEL_SD: f64 = 6.0;
/// Standard deviation of the trend of the age effect over ten years.
const AGE_TREND_SD: f64 = 0.5;
/// Standard deviation of the step from knot to knot that the age effect adds to its trend.
const AGE_STEP_SD: f64 = 0.4;
/// Standard deviation that keeps the age effect near its trend.
const AGE_SD: f64 = 1.5;
/// Age at which the trend is nought.
const TREND_AGE: f64 = 45.0;
/// Standard deviation of the trend of the income effect where income grows by a factor e.
const INCOME_TREND_SD: f64 = 0.5;
/// Standard deviation of the step that the income effect adds to its trend where income grows by a factor e.
const INCOME_STEP_SD: f64 = 0.4;
/// Standard deviation that keeps the income effect near its trend.
const INCOME_SD: f64 = 1.0;

/// Logit standard deviation of a figure of the asked year: question wording, mode, house effects.
pub(super) const FRESH_SD: f64 = 0.3;
/// Logit standard deviation of figures borrowed from another country.
pub(super) const BORROWED_SD: f64 = 0.5;
/// Logit standard deviation between two series. The Pew Research Center's published totals of 2018 and the same
/// survey's respondents who state their income differ by 0.25 for Facebook and 0.3 for YouTube.
pub(super) const HOUSE_SD: f64 = 0.25;
/// Logit standard deviation of a wave within its series, sampling apart: Facebook in six waves from 2018 to 2025 moved
/// between 68 and 71 %.
pub(super) const WAVE_SD: f64 = 0.1;
/// Logit variance that a level gathers in a year. Between waves of the catalogue's own series it was 0.08 on average and
/// 0.02 for half of them: channels that come or go move far, others hardly (`calibration` prints it).
pub(super) const DRIFT_VARIANCE: f64 = 0.06;
/// Years after which a figure is warned of.
pub(super) const STALE_YEARS: f64 = 5.0;

/// When and by whom a wave was asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SurveyWave {
    /// Years from the asked year, negative for earlier surveys.
    pub(super) gap: f64,
    /// Number of its series; 0 is the reference.
    pub(super) series: usize,
}

/// Position and weight of the two knots around an age.
pub(super) fn age_knots(age: f64) -> [(usize, f64); 2] {
    let at = (age - f64::from(FIRST_AGE)) / KNOT_YEARS;
    let below = (at.floor() as usize).min(AGE_KNOTS - 2);
    let part = at - below as f64;
    [(FIRST_AGE_KNOT + below, 1.0 - part), (FIRST_AGE_KNOT + below + 1, part)]
}

/// Position and weight of the two knots around the logarithm of an income ratio; constant past the last knots.
pub(super) fn income_knots(log_ratio: f64) -> [(usize, f64); 2] {
    let last = INCOME_KNOTS.len() - 2;
    let below = (0..=last).rev().find(|k| INCOME_KNOTS[*k].ln() <= log_ratio).unwrap_or(0);
    let (low, high) = (INCOME_KNOTS[below].ln(), INCOME_KNOTS[below + 1].ln());
    let part = ((log_ratio - low) / (high - low)).clamp(0.0, 1.0);
    [(FIRST_INCOME_KNOT + below, 1.0 - part), (FIRST_INCOME_KNOT + below + 1, part)]
}

/// The prior precision matrix, row by row.
pub(super) fn precision(waves: &[SurveyWave], borrowed: bool) -> Vec<f64> {
    let size = FIRST_WAVE + waves.len();
    let ages: Vec<f64> = (0..AGE_KNOTS).map(|k| f64::from(FIRST_AGE) + KNOT_YEARS * k as f64 - TREND_AGE).collect();
    let log_ratios: Vec<f64> = INCOME_KNOTS.iter().map(|ratio| ratio.ln()).collect();
    let age_steps = |_: f64| AGE_STEP_SD.powi(2);
    let income_steps = |length: f64| INCOME_STEP_SD.powi(2) * length;
    let blocks = [
        (LEVEL, vec![LEVEL_SD.powi(2)]),
        (FIRST_AGE_KNOT, effect_covariance(&ages, AGE_TREND_SD / 10.0, age_steps, AGE_SD)),
        (FIRST_INCOME_KNOT, effect_covariance(&log_ratios, INCOME_TREND_SD, income_steps, INCOME_SD)),
        (FIRST_WAVE, wave_covariance(waves, borrowed)),
    ];
    let mut matrix = vec![0.0; size * size];
    for (first, covariance) in blocks {
        let width = covariance.len().isqrt();
        for (position, value) in inverse(&covariance, width).into_iter().enumerate() {
            matrix[(first + position / width) * size + first + position % width] = value;
        }
    }
    matrix
}

/// Covariance of an effect at knots: a linear trend through nought, plus a random walk that is held near the trend.
fn effect_covariance(at: &[f64], trend_sd: f64, step_variance: impl Fn(f64) -> f64, sd: f64) -> Vec<f64> {
    let size = at.len();
    let mut walk = vec![0.0; size * size];
    for k in 0..size {
        walk[k * size + k] += sd.powi(-2);
    }
    for (k, pair) in at.windows(2).enumerate() {
        let precision = 1.0 / step_variance(pair[1] - pair[0]);
        walk[k * size + k] += precision;
        walk[(k + 1) * size + k + 1] += precision;
        walk[k * size + k + 1] -= precision;
        walk[(k + 1) * size + k] -= precision;
    }
    let mut covariance = inverse(&walk, size);
    for (position, value) in covariance.iter_mut().enumerate() {
        *value += trend_sd.powi(2) * at[position / size] * at[position % size];
    }
    covariance
}

fn inverse(covariance: &[f64], size: usize) -> Vec<f64> {
    Cholesky::new(covariance, size).expect("the prior's blocks are positive definite").inverse()
}

fn wave_covariance(waves: &[SurveyWave], borrowed: bool) -> Vec<f64> {
    let reference = if borrowed { BORROWED_SD } else { FRESH_SD }.powi(2);
    let mut matrix = vec![0.0; waves.len() * waves.len()];
    for (i, a) in waves.iter().enumerate() {
        for (j, b) in waves.iter().enumerate() {
            // Walks to either side of the asked year share nothing; on one side they share the nearer one's way.
            let shared_years = if a.gap * b.gap > 0.0 { a.gap.abs().min(b.gap.abs()) } else { 0.0 };
            let house = if a.series == b.series && a.series > 0 { HOUSE_SD.powi(2) } else { 0.0 };
            let own = if i == j { WAVE_SD.powi(2) } else { 0.0 };
            matrix[i * waves.len() + j] = reference + DRIFT_VARIANCE * shared_years + house + own;
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_and_income_lies_between_knots() {
        for age in FIRST_AGE..=LAST_AGE {
            let [(a, x), (b, y)] = age_knots(f64::from(age));
            assert!(
                a >= FIRST_AGE_KNOT && b < FIRST_INCOME_KNOT && x >= 0.0 && y >= 0.0 && (x + y - 1.0).abs() < 1e-12
            );
        }
        for log_ratio in [-9.0, -1.0, 0.0, 0.3, 9.0] {
            let [(a, x), (b, y)] = income_knots(log_ratio);
            assert!(a >= FIRST_INCOME_KNOT && b < FIRST_WAVE && x >= 0.0 && y >= 0.0 && (x + y - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_wave_is_as_far_as_its_years_and_its_house() {
        let at = |gap, series| SurveyWave { gap, series };
        let waves = [at(-5.0, 0), at(0.0, 0), at(3.0, 1), at(4.0, 1)];
        let covariance = wave_covariance(&waves, false);
        let of = |i: usize, j: usize| covariance[i * waves.len() + j];
        let fresh = FRESH_SD.powi(2);
        assert!((of(1, 1) - fresh - WAVE_SD.powi(2)).abs() < 1e-12);
        assert!((of(0, 0) - of(1, 1) - 5.0 * DRIFT_VARIANCE).abs() < 1e-12);
        assert!((of(0, 2) - fresh).abs() < 1e-12, "before and after share the reference's error alone");
        assert!((of(2, 3) - fresh - 3.0 * DRIFT_VARIANCE - HOUSE_SD.powi(2)).abs() < 1e-12);
        let borrowed = wave_covariance(&waves, true);
        assert!((borrowed[0] - covariance[0] - BORROWED_SD.powi(2) + fresh).abs() < 1e-12);
    }
}
