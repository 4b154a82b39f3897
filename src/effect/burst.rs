//! A recent shift of the level that may be a burst: news, a campaign of somebody else, a post that went round.
//!
//! As long as it lasts a burst of more than a few days cannot be told from a level that has shifted for good, and a level
//! that walks far follows it. If it ends with the event, or just before, its end would be taken for a fall that the event
//! brought. So a forecast lets a part of the recent shifts pass: over with the last day of the history, or ending on some
//! day of the forecast with the chance of one over the days it has lasted (what has lasted long lasts on: the Pareto
//! distribution under Jeffreys' prior). The last days tell whether it is over already.

use rand::Rng;

use super::filter::Dynamics;
use super::noise::Family;
use super::series::Observation;

/// Days within which a shift may be a burst: what has stayed for three weeks is the level.
const RECENT: usize = 21;
/// Probability beforehand that a recent shift passes.
const PASSES: f64 = 0.5;
/// Probability that one that passes is over with the last day of the history, whatever its length: events are planned for
/// when another is over. Without it a burst that ends as the event begins is taken for a fall in a fifth of all cases.
const ENDS_WITH_HISTORY: f64 = 0.33;
/// Last days of which each may have been the first without it.
const LAST_DAYS: usize = 3;
/// Bounds of the logarithm of how much they speak for that: a day or two are no proof.
const EVIDENCE: (f64, f64) = (-20.0, 3.0);
/// Standard deviation of a day's step from which a level follows a burst without a shift.
const FOLLOWS: f64 = 0.05;
/// Days that a level that followed is taken to have been away.
const FOLLOWED: f64 = 10.0;
/// A week holds every weekday, so that means of weeks differ by the level alone.
const WEEK: usize = 7;

/// How far the level is from where it was before a recent shift, and how likely it is to return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Burst {
    /// What it adds to the signal.
    pub(super) size: f64,
    /// Probability that it is over before the first day of the forecast.
    pub(super) over: f64,
    /// Probability that it passes, if it is not over.
    pub(super) passes: f64,
    /// Probability that it ends before a day of the forecast, if it passes.
    pub(super) ends: f64,
}

impl Burst {
    /// Of daily counts with a `signal` of this family and scatter; none where the level has neither shifted lately nor
    /// walked far.
    pub(super) fn new(
        (family, scatter): (Family, f64),
        dynamics: Dynamics,
        jumps: &[(usize, f64)],
        (history, signal): (&[Option<Observation>], &[f64]),
    ) -> Option<Self> {
        let n = signal.len();
        let week = |end: usize| signal[end - WEEK..end].iter().sum::<f64>() / WEEK as f64;
        let shift = jumps.iter().map(|(at, _)| *at).find(|at| at + RECENT >= n && (WEEK..n).contains(at));
        let (size, days, evidence) = match shift {
            Some(at) => {
                let size = if n - at >= WEEK {
                    week(n) - week(at)
                } else {
                    (at..n).map(|t| signal[t] - signal[t - WEEK]).sum::<f64>() / (n - at) as f64
                };
                (size, (n - at) as f64, is_over((family, scatter), size, history, signal))
            }
            None if dynamics.level_sd >= FOLLOWS && n >= 3 * WEEK => (week(n) - week(n - 2 * WEEK), FOLLOWED, 0.0),
            None => return None,
        };
        let ends = 1.0 / days.max(LAST_DAYS as f64);
        let odds = PASSES * (ENDS_WITH_HISTORY + ends * evidence) / (1.0 - PASSES * ENDS_WITH_HISTORY);
        Some(Self { size, over: odds / (1.0 + odds), passes: PASSES, ends })
    }
}

/// A burst on one walk of a forecast: what it adds, whether it is over, and how likely it ends before a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passing {
    size: f64,
    is_over: bool,
    ends: f64,
}

impl Burst {
    /// What becomes of it on one walk; none where it stays.
    pub(super) fn draw(&self, random: &mut impl Rng) -> Option<Passing> {
        let Self { size, over, passes, ends } = *self;
        let is_over = random.r#gen::<f64>() < over;
        (is_over || random.r#gen::<f64>() < passes).then_some(Passing { size, is_over, ends })
    }
}

impl Passing {
    /// What has gone from the signal on the next day.
    pub(super) fn passed(&mut self, random: &mut impl Rng) -> f64 {
        self.is_over = self.is_over || random.r#gen::<f64>() < self.ends;
        if self.is_over { self.size } else { 0.0 }
    }
}

/// How much the last days speak for each of them being the first without the burst, added up.
fn is_over((family, scatter): (Family, f64), size: f64, history: &[Option<Observation>], signal: &[f64]) -> f64 {
    let mut log = 0.0;
    let days = history.iter().zip(signal).rev().take(LAST_DAYS);
    days.map(|(observed, signal)| {
        if let Some(observed) = *observed {
            let at = |signal: f64| family.log_probability(observed, signal, scatter);
            log += at(signal - size) - at(*signal);
        }
        f64::exp(log.clamp(EVIDENCE.0, EVIDENCE.1))
    })
    .sum()
}
