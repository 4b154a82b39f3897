//! Draws in, figures out: the effect of an event, and whether it lasted.

use super::forecast::Draws;
use crate::prevalence::Estimate;
use crate::stats::quantiles_of_draws;
use crate::vocabulary::vocabulary;

/// How figures are called.
pub(super) const METHOD: &str = "state_space";
/// Expected counts below which a relative effect would say nothing.
const MIN_EXPECTED: f64 = 1.0;

/// What an event did to one metric over some periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Periods that were observed.
    pub periods: usize,
    /// What was counted in them.
    pub observed: f64,
    /// What would have been counted without the event.
    pub expected: Estimate,
    /// What the event added: observed less expected.
    pub effect: Estimate,
    /// The same as a share of what was expected; none where next to nothing was, and for the net change of a stock.
    pub relative: Option<Estimate>,
    /// Probability that the effect is above zero.
    pub probability_above_zero: f64,
}

vocabulary! {
    /// What became of an effect after the event; of an event without an end, in its second half.
    pub enum Persistence {
        /// The interval lies on the same side of zero as during the event.
        Lasted = "persisted",
        /// It does not, and its far end is under half of the effect a period during the event.
        Faded = "faded",
        /// It lies on the other side of zero.
        Reversed = "reversed",
        /// The interval during the event contains zero.
        NoEffect = "no_effect",
        /// None of these, or too little was observed.
        Inconclusive = "cannot_tell",
    }
}

impl Persistence {
    /// By the effects during and after, the latter over at least `fewest` periods.
    pub(super) fn judge(during: &Effect, after: Option<&Effect>, min: usize) -> Self {
        let sign = match &during.effect {
            e if e.lower > 0.0 => 1.0,
            e if e.upper < 0.0 => -1.0,
            _ => return Persistence::NoEffect,
        };
        let Some(after) = after.filter(|after| after.periods >= min) else { return Persistence::Inconclusive };
        let ends = [sign * after.effect.lower, sign * after.effect.upper];
        let (least, most) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let half = 0.5 * sign * during.effect.value / during.periods as f64;
        if least > 0.0 {
            Persistence::Lasted
        } else if most < 0.0 {
            Persistence::Reversed
        } else if most / (after.periods as f64) < half {
            Persistence::Faded
        } else {
            Persistence::Inconclusive
        }
    }
}

/// The median of draws and their interval at `level`.
pub(super) fn estimate(mut draws: Vec<f64>, level: f64, n: usize) -> Estimate {
    let tail = (1.0 - level) / 2.0;
    let [lower, value, upper] = quantiles_of_draws(&mut draws, [tail, 0.5, 1.0 - tail]);
    Estimate { value, lower, upper, level, method: METHOD, n: n as f64 }
}

/// The figures of a window of `periods` observed periods, forecast from `history` observations.
pub(super) fn effect(draws: Draws, observed: f64, periods: usize, counts: bool, level: f64, history: usize) -> Effect {
    let Draws { expected, effect, mean } = draws;
    let above = effect.iter().map(|e| {
        if *e > 0.0 {
            1.0
        } else if *e == 0.0 {
            0.5
        } else {
            0.0
        }
    });
    let probability_above_zero = above.sum::<f64>() / effect.len().max(1) as f64;
    let expected = estimate(expected, level, history);
    let share = |(e, m): (&f64, &f64)| if observed == 0.0 { -1.0 } else { e / m };
    let shares = || effect.iter().zip(&mean).map(share).collect();
    let mut relative = (counts && expected.value >= MIN_EXPECTED).then(|| estimate(shares(), level, history));
    let mut effect = estimate(effect, level, history);
    if counts {
        // No more was added than counted, and no more lost than was expected.
        at_most(&mut effect, observed);
        if effect.value <= 0.0 {
            at_least(&mut effect, observed - expected.upper);
        }
        relative.iter_mut().for_each(|relative| at_least(relative, -1.0));
    }
    Effect { periods, observed, expected, effect, relative, probability_above_zero }
}

fn at_least(estimate: &mut Estimate, least: f64) {
    for figure in [&mut estimate.value, &mut estimate.lower, &mut estimate.upper] {
        *figure = figure.max(least);
    }
}

fn at_most(estimate: &mut Estimate, most: f64) {
    for figure in [&mut estimate.value, &mut estimate.lower, &mut estimate.upper] {
        *figure = figure.min(most);
    }
}

/// An effect for each of `units`.
pub(super) fn per(effect: &Estimate, units: f64) -> Estimate {
    Estimate { value: effect.value / units, lower: effect.lower / units, upper: effect.upper / units, ..effect.clone() }
}
