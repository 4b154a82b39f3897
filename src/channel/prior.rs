//! What the reach model believes before it sees a figure: smooth effects of age and income, levels that drift.
//!
//! Parameters, in order: the level in the asked year; the age effect at knots; the income effect at knots; for each
//! wave (one source's survey) how far its level is from the asked year's; for each wave how far its age effect is tilted
//! against the asked year's, in logits a decade of age. All on the logit scale.
//!
//! How far a wave may be is trend and drift (years), house (who asks, and how) and chance:
//!
//! - the answer is what the *reference* series, the one with the most detail, would publish in the asked year, give or
//!   take [`FRESH_SD`]; others are read on its scale;
//! - another series may be off the reference by [`HOUSE_SD`], in the same way in each of its waves: it tells how use
//!   changed rather than how high it is;
//! - each wave has noise of its own, [`WAVE_SD`];
//! - levels follow a [`Trend`] of their kind of channel, each channel its own by [`TREND_SD`] a year, and walk about it
//!   by a variance a year that is learnt from the channel's own waves, [`DRIFT_VARIANCE`] without any;
//! - the tilt of the age effect does the same on its own scale: users grow older, and the old follow the young;
//! - one band of ages or incomes moves on its own by [`BAND_VARIANCE`] a year, so that the pattern of a far wave counts less;
//! - for the interval these variances a year are those of the country (`volatility`).
//!
//! The figures were learnt from the waves of the catalogue, each forecast from those before it (`calibration`).

use super::grid::{FIRST_AGE, LAST_AGE};
use super::volatility::Move;
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

/// Logit standard deviation of a figure of the asked year, sampling and the wave's own noise apart.
pub(super) const FRESH_SD: f64 = 0.08;
/// Logit standard deviation of figures borrowed from another country.
pub(super) const BORROWED_SD: f64 = 0.5;
/// Logit standard deviation between two series. The Pew Research Center's published totals of 2018 and the same
/// survey's respondents who state their income differ by 0.25 for Facebook and 0.3 for YouTube.
pub(super) const HOUSE_SD: f64 = 0.2;
/// Logit standard deviation of a wave within its series, sampling apart: Facebook in six waves from 2018 to 2025 moved
/// between 68 and 71 %.
pub(super) const WAVE_SD: f64 = 0.08;
/// Logit variance that a level gathers in a year about its trend, before a channel's own waves are seen.
pub(super) const DRIFT_VARIANCE: f64 = 0.01;
/// Number of moves between waves that [`DRIFT_VARIANCE`] counts for beside a channel's own.
const DRIFT_WEIGHT: f64 = 3.0;
/// Logits a year by which one channel's trend differs from that of its kind.
const TREND_SD: f64 = 0.08;
/// Variance that the tilt of the age effect gathers in a year, in logits a decade of age.
const TILT_VARIANCE: f64 = 0.004;
/// Standard deviation of the tilt within a series, and between two.
const TILT_WAVE_SD: f64 = 0.03;
/// Logits a decade of age by which one channel's tilt moves in a year.
const TILT_TREND_SD: f64 = 0.015;
/// Logit variance a year by which one band of ages or incomes moves on its own, apart from level and tilt.
pub(super) const BAND_VARIANCE: f64 = 0.005;
/// Keeps the covariance of tilts regular where a series stands alone.
const TILT_FRESH_SD: f64 = 0.001;
/// Years after which a figure is warned of.
pub(super) const STALE_YEARS: f64 = 5.0;

/// How a kind of channel moves: what takes the internet grew, the rest shrank, in all countries of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trend {
    /// Logits a year.
    pub(super) yearly: f64,
    /// Logit variance a year about it.
    pub(super) drift: f64,
    /// The same with what the country's other channels say of it.
    country_drift: f64,
    /// Variances of moves in the country, as multiples of those of all countries.
    volatility: f64,
}

impl Trend {
    /// The trend of a kind of channel before its own waves are seen, in a country like all.
    pub(super) fn typical(online: bool) -> Self {
        Self::learnt(online, &[], 1.0)
    }

    /// The trend of a kind of channel, its drift learnt from `moves`, in a country of that `volatility`.
    pub(super) fn learnt(online: bool, moves: &[Move], volatility: f64) -> Self {
        let yearly = if online { 0.08 } else { -0.09 };
        let excess = |Move { step, years, noise }: &Move| {
            ((step - yearly * years).powi(2) - noise - 2.0 * WAVE_SD.powi(2)).max(0.0) / years
        };
        let seen: f64 = moves.iter().map(excess).sum();
        let weight = DRIFT_WEIGHT + moves.len() as f64;
        let drift = |before: f64| (DRIFT_WEIGHT * before + seen) / weight;
        let country_drift = drift(DRIFT_VARIANCE * volatility);
        Self { yearly, drift: drift(DRIFT_VARIANCE), country_drift, volatility }
    }

    /// Variance of a move over some years, the wave's own noise apart.
    pub(super) fn variance(&self, years: f64) -> f64 {
        (TREND_SD * years).powi(2) + self.drift * years
    }

    /// What intervals are made of: variances as the country has them.
    pub(super) fn in_its_country(self) -> CountryTrend {
        CountryTrend { drift: self.country_drift, volatility: self.volatility }
    }

    /// What the estimate is made of: variances as all countries have them.
    pub(super) fn in_all_countries(self) -> CountryTrend {
        CountryTrend { drift: self.drift, volatility: 1.0 }
    }
}

/// Variances of moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CountryTrend {
    /// Logit variance a year of the level about its trend.
    drift: f64,
    /// What the variances of trends, tilts and bands are multiplied by.
    pub(super) volatility: f64,
}

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

/// Position of the first wave's tilt among the parameters.
pub(super) fn first_tilt(waves: usize) -> usize {
    FIRST_WAVE + waves
}

/// What a tilt of one is at an age: decades from [`TREND_AGE`].
pub(super) fn tilt_at(age: f64) -> f64 {
    (age - TREND_AGE) / 10.0
}

/// The prior mean: waves are as far from the asked year as the trend of their kind says.
pub(super) fn mean(waves: &[SurveyWave], trend: Trend) -> Vec<f64> {
    let mut mean = vec![0.0; FIRST_WAVE + 2 * waves.len()];
    mean[FIRST_WAVE..].iter_mut().zip(waves).for_each(|(m, wave)| *m = trend.yearly * wave.gap);
    mean
}

/// The prior precision matrix, row by row.
pub(super) fn precision(waves: &[SurveyWave], moving: CountryTrend, borrowed: bool) -> Vec<f64> {
    let size = FIRST_WAVE + 2 * waves.len();
    let ages: Vec<f64> = (0..AGE_KNOTS).map(|k| f64::from(FIRST_AGE) + KNOT_YEARS * k as f64 - TREND_AGE).collect();
    let log_ratios: Vec<f64> = INCOME_KNOTS.iter().map(|ratio| ratio.ln()).collect();
    let age_steps = |_: f64| AGE_STEP_SD.powi(2);
    let income_steps = |length: f64| INCOME_STEP_SD.powi(2) * length;
    let fresh = if borrowed { BORROWED_SD } else { FRESH_SD };
    let sd_factor = moving.volatility.sqrt();
    let trend = TREND_SD * sd_factor;
    let level = WaveSpread { fresh, house: HOUSE_SD, own: WAVE_SD, drift: moving.drift, trend };
    let tilt = WaveSpread {
        fresh: TILT_FRESH_SD,
        house: TILT_WAVE_SD,
        own: TILT_WAVE_SD,
        drift: TILT_VARIANCE * moving.volatility,
        trend: TILT_TREND_SD * sd_factor,
    };
    let blocks = [
        (LEVEL, vec![LEVEL_SD.powi(2)]),
        (FIRST_AGE_KNOT, effect_covariance(&ages, AGE_TREND_SD / 10.0, age_steps, AGE_SD)),
        (FIRST_INCOME_KNOT, effect_covariance(&log_ratios, INCOME_TREND_SD, income_steps, INCOME_SD)),
        (FIRST_WAVE, level.covariance(waves)),
        (first_tilt(waves.len()), tilt.covariance(waves)),
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

/// How far waves may be from the asked year, and what of it they share.
struct WaveSpread {
    /// Standard deviation of the reference in the asked year.
    fresh: f64,
    /// Standard deviation of another series.
    house: f64,
    /// Standard deviation of one wave.
    own: f64,
    /// Variance a year.
    drift: f64,
    /// Standard deviation of the trend a year.
    trend: f64,
}

impl WaveSpread {
    fn covariance(&self, waves: &[SurveyWave]) -> Vec<f64> {
        let mut matrix = vec![0.0; waves.len() * waves.len()];
        for (i, a) in waves.iter().enumerate() {
            for (j, b) in waves.iter().enumerate() {
                // Walks to either side of the asked year share nothing; on one side they share the nearer one's way.
                let shared_years = if a.gap * b.gap > 0.0 { a.gap.abs().min(b.gap.abs()) } else { 0.0 };
                let house = if a.series == b.series && a.series > 0 { self.house.powi(2) } else { 0.0 };
                let own = if i == j { self.own.powi(2) } else { 0.0 };
                let trend = self.trend.powi(2) * a.gap * b.gap;
                matrix[i * waves.len() + j] = self.fresh.powi(2) + self.drift * shared_years + trend + house + own;
            }
        }
        matrix
    }
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
        let (fresh, house, own, drift, trend) = (0.1, 0.2, 0.05, 0.02, 0.08);
        let covariance = WaveSpread { fresh, house, own, drift, trend }.covariance(&waves);
        let of = |i: usize, j: usize| covariance[i * waves.len() + j];
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(of(1, 1), fresh.powi(2) + own.powi(2));
        close(of(0, 0), of(1, 1) + 5.0 * drift + 25.0 * trend.powi(2));
        // Before and after share the reference's error and the trend.
        close(of(0, 2), fresh.powi(2) - 15.0 * trend.powi(2));
        close(of(2, 3), fresh.powi(2) + 3.0 * drift + 12.0 * trend.powi(2) + house.powi(2));
    }

    #[test]
    fn the_drift_of_a_channel_is_learnt_from_its_own_moves() {
        let learnt = |moves: [(f64, f64); 3]| {
            Trend::learnt(true, &moves.map(|(step, years)| Move { step, years, noise: 0.01 }), 1.0)
        };
        let calm = learnt([(0.08, 1.0), (0.17, 2.0), (0.05, 1.0)]);
        let wild = learnt([(0.9, 1.0), (1.1, 2.0), (-0.6, 1.0)]);
        let unseen = Trend::typical(true);
        assert!(calm.drift < unseen.drift && unseen.drift < wild.drift, "{calm:?} {unseen:?} {wild:?}");
        assert!((unseen.drift - DRIFT_VARIANCE).abs() < 1e-12);
        assert!(Trend::typical(false).yearly < 0.0 && unseen.yearly > 0.0);
    }
}
