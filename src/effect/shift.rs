//! Where the level may have shifted at once, as after a change of a platform's rules.

use super::noise::Family;
use super::series::Observation;
use crate::stats::median;

/// Fewest standard deviations at which a shift is tried.
const MIN_TEST: f64 = 2.5;
/// The same shortly before the end, where a shift that is missed would count as an effect.
const MIN_TEST_LATE: f64 = 1.5;
/// Periods after a shift by which its size is first guessed.
const GUESS: usize = 14;
/// Periods from the end of the history within which a disturbance may be a shift in truth.
const RECENT: usize = 28;
/// Standard deviation of a shift's logarithm; for changes, in ordinary deviations.
const SIZE_OF_COUNTS: f64 = 0.7;
const SIZE_OF_CHANGES: f64 = 3.0;

/// How much is believed of a shift at one period against none (log). Shortly before the end more: a shift that is missed
/// there counts as an effect, while one that is missed earlier is taken for drift.
const LOG_ODDS: f64 = -5.5;
const LOG_ODDS_LATE: f64 = -4.3;

/// How much is believed beforehand of a shift before period `at` of `n` against none (log).
pub(super) fn log_odds(at: usize, n: usize) -> f64 {
    if at + GUESS >= n { LOG_ODDS_LATE } else { LOG_ODDS }
}

/// Variance of a shift.
pub(super) fn variance(family: Family) -> f64 {
    match family {
        Family::Count => SIZE_OF_COUNTS.powi(2),
        Family::Change { .. } => SIZE_OF_CHANGES.powi(2),
    }
}

/// Periods before which a shift is tried: that with the largest test, and the beginning of the last disturbance.
pub(super) fn candidates(
    tests: &[f64],
    ordinary: &[f64],
    history: &[Option<Observation>],
    jumps: &[(usize, f64)],
) -> Vec<usize> {
    let n = history.len();
    let is_new = |at: &usize| *at >= 2 && *at + 1 < n && jumps.iter().all(|(known, _)| known.abs_diff(*at) > 1);
    let largest = |from: usize, min: f64| {
        let largest = (from..n).filter(is_new).max_by(|a, b| tests[*a].abs().total_cmp(&tests[*b].abs()));
        largest.filter(|at| tests[*at].abs() >= min)
    };
    let mut found: Vec<usize> = largest(0, MIN_TEST).into_iter().collect();
    let late = largest(n.saturating_sub(GUESS), MIN_TEST_LATE).filter(|at| !found.contains(at));
    found.extend(late);
    let disturbed = |t: usize| history[t].is_some() && ordinary[t] < 0.5;
    let recent = n.saturating_sub(RECENT).max(1);
    let begins = (recent..n).rev().find(|t| disturbed(*t) && !disturbed(*t - 1));
    found.extend(begins.filter(is_new).filter(|at| !found.contains(at)));
    found
}

/// The jumps with one more, in order.
pub(super) fn with(jumps: &[(usize, f64)], at: usize, variance: f64) -> Vec<(usize, f64)> {
    let mut all = jumps.to_vec();
    all.push((at, variance));
    all.sort_by_key(|(at, _)| *at);
    all
}

/// A signal to start from: the one without the shift, moved from `at` on by what the next periods are away from it.
pub(super) fn signal(family: Family, history: &[Option<Observation>], signal: &[f64], at: usize) -> Vec<f64> {
    let distance = |t: usize| {
        let value = history[t]?.value;
        Some(match family {
            Family::Count => ((value + 0.5) / (family.mean(signal[t]) + 0.5)).ln(),
            Family::Change { scale } => value / scale - signal[t],
        })
    };
    let moved = median((at..history.len()).filter_map(distance).take(GUESS).collect());
    signal.iter().enumerate().map(|(t, x)| if t >= at { x + moved } else { *x }).collect()
}
