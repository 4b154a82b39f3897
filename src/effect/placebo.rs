//! The same question asked of earlier dates, on which nothing happened.

use super::filter::{Design, FilterTrace, dot, filter};
use super::fit::{GridPoint, Posterior};
use super::noise::Family;
use super::series::Observation;
use super::state::State;

/// Fewest earlier windows that make a comparison, and most that are looked at.
const MIN_WINDOWS: usize = 8;
const MAX_WINDOWS: usize = 60;
/// Share of a window that must have been observed.
const OBSERVED: f64 = 0.7;

/// How an event compares with earlier windows of its length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placebo {
    /// Earlier windows compared with.
    pub windows: usize,
    /// GridIndex of the event among all of them by size of the apparent effect either way, 1 the largest; none with too few.
    pub rank: Option<usize>,
    /// Share of windows, the event's included, with an apparent effect at least as large; none with too few.
    pub p: Option<f64>,
}

/// Compares the apparent effect of `observed` over `length` periods after the history with that of earlier windows.
/// Each is forecast from what came before it, at least `need` periods, with the parameters of the whole history.
pub(super) fn placebo(
    posterior: &Posterior,
    history: &[Option<Observation>],
    contaminated: impl Fn(usize) -> bool,
    event: &[Option<Observation>],
    need: usize,
) -> Placebo {
    let length = event.len();
    let Some(point) = posterior.points.first().filter(|_| length > 0) else {
        return Placebo { windows: 0, rank: None, p: None };
    };
    let origins = origins(history, contaminated, length, need);
    let mut trace = FilterTrace::default();
    let design = posterior.design_of(point);
    let (_, last, states) = filter(&design, point.dynamics, &point.working, &origins, &mut trace);
    let score = |at: usize, state: &State, seen: &[Option<Observation>]| {
        standardised(posterior.family, &posterior.design, point, state, at, seen)
    };
    let own = score(history.len(), &last, event).abs();
    let scores: Vec<f64> =
        origins.iter().zip(&states).map(|(&at, s)| score(at, s, &history[at..at + length]).abs()).collect();
    let larger = scores.iter().filter(|s| **s >= own).count();
    let windows = scores.len();
    let reported = windows >= MIN_WINDOWS;
    Placebo {
        windows,
        rank: reported.then_some(1 + larger),
        p: reported.then(|| (1 + larger) as f64 / (1 + windows) as f64),
    }
}

/// Where earlier windows begin, rising: half a window apart, counted back from the end of the history.
fn origins(
    history: &[Option<Observation>],
    contaminated: impl Fn(usize) -> bool,
    length: usize,
    need: usize,
) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = history.len();
    let stride = length.div_ceil(2);
    let Some(mut next) = at.checked_sub(length) else { return found };
    while next >= need && found.len() < MAX_WINDOWS {
        at = next;
        let observed = history[at..at + length].iter().flatten().count();
        if observed as f64 >= OBSERVED * length as f64 && !(at..at + length).any(&contaminated) {
            found.push(at);
        }
        let Some(earlier) = at.checked_sub(stride) else { break };
        next = earlier;
    }
    found.reverse();
    found
}

/// Observed less expected over a window that begins at period `at`, in standard deviations of the forecast.
fn standardised(
    family: Family,
    design: &Design,
    point: &GridPoint,
    state: &State,
    at: usize,
    seen: &[Option<Observation>],
) -> f64 {
    let d = state.mean.len();
    let phi = point.dynamics.deviation.0;
    let has_deviation = d > 1 + design.width;
    let (mut rows, mut means, mut observed, mut noise) = (Vec::new(), Vec::new(), 0.0, 0.0);
    for (i, observation) in seen.iter().enumerate() {
        let Some(observation) = observation else { continue };
        let mut h = vec![1.0];
        h.extend_from_slice(design.row(at + i));
        if has_deviation {
            h.push(phi.powi(i as i32));
        }
        let spread: Vec<f64> = (0..d).map(|r| dot(&state.covariance[r * d..(r + 1) * d], &h)).collect();
        let variance = dot(&spread, &h) + moved(point, i, i);
        let signal = dot(&state.mean, &h);
        let mean = match family {
            // The mean of a log-normal.
            Family::Count => family.mean(signal + 0.5 * variance.min(4.0)),
            Family::Change { .. } => family.mean(signal),
        };
        observed += observation.value;
        noise += family.variance(mean, point.scatter);
        means.push((mean, i));
        rows.push((h, spread));
    }
    let slope = |mean: f64| match family {
        Family::Count => mean,
        Family::Change { scale } => scale,
    };
    let mut variance = noise;
    for (a, (mean_a, i)) in means.iter().enumerate() {
        for (b, (mean_b, j)) in means.iter().enumerate().take(a + 1) {
            let covariance = dot(&rows[a].1, &rows[b].0) + moved(point, *i, *j);
            // The covariance is symmetric: what is off its diagonal counts twice.
            let times = if a == b { 1.0 } else { 2.0 };
            variance += times * slope(*mean_a) * slope(*mean_b) * covariance;
        }
    }
    let expected: f64 = means.iter().map(|(mean, _)| mean).sum();
    (observed - expected) / variance.max(1e-12).sqrt()
}

/// Covariance that walk and deviation have gained between two periods of a forecast.
fn moved(point: &GridPoint, i: usize, j: usize) -> f64 {
    let (first, apart) = (i.min(j), i.abs_diff(j) as i32);
    let (phi, sd) = point.dynamics.deviation;
    let deviation = sd * sd * (1.0 - phi.powi(2 * first as i32)) * phi.powi(apart);
    first as f64 * point.dynamics.level_sd.powi(2) + deviation
}
