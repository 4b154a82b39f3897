//! The regressors: trend, weekday, earlier changes of practice.

use super::event::{EventDesign, Span};
use super::filter::Design;
use super::noise::{Family, scale};
use super::series::{Frequency, Observation};

/// Standard deviation of the trend's logarithmic growth a week: doubling within ten weeks is at one of them.
const TREND_SD: f64 = 0.07;
/// Standard deviation of a weekday's logarithm.
const WEEKDAY_SD: f64 = 0.5;
/// Standard deviations of the change of level and of weekly growth that a change of practice brings.
pub(super) const STEP_SD: f64 = 0.7;
pub(super) const RAMP_SD: f64 = 0.07;
/// Standard deviation of the first level around the mean.
const LEVEL_SD: f64 = 2.0;
/// Standard deviation of the change of level that an earlier event may have left.
const JUMP_SD: f64 = 0.15;
/// How much wider all of these are for changes, which are in units of their scale.
const CHANGE_FACTOR: f64 = 4.0;

/// Days of a week; weekdays differ by a pattern that sums to zero.
const WEEK: usize = 7;

/// Periods from `first` to `end`, a fit of which forecasts an event with the windows of `event_design`.
pub(super) struct Frame<'a> {
    pub(super) frequency: Frequency,
    /// The period of the series that the design begins with.
    pub(super) first: usize,
    /// The period that it ends before.
    pub(super) end: usize,
    pub(super) event_design: &'a EventDesign,
    /// A change of practice whose own level and trend are asked for, in the last two columns.
    pub(super) judged: Option<Span>,
}

/// What counts are: their family, by the history.
pub(super) fn family(is_stock: bool, history: &[Option<Observation>]) -> Family {
    if !is_stock {
        return Family::Count;
    }
    let values: Vec<f64> = history.iter().flatten().map(|o| o.value).collect();
    Family::Change { scale: scale(&values) }
}

/// The design for a history, of which the first level's mean is taken.
pub(super) fn design(frame: &Frame<'_>, family: Family, history: &[Option<Observation>]) -> Design {
    let weekdays = if frame.frequency == Frequency::Day { WEEK - 1 } else { 0 };
    let steps: Vec<Span> = frame.event_design.steps.iter().copied().chain(frame.judged).collect();
    let width = 1 + weekdays + 2 * steps.len();
    let n = frame.end - frame.first;
    let weeks = |periods: f64| periods * frame.frequency.days() as f64 / WEEK as f64;
    let middle = history.len() as f64 / 2.0;
    let mut rows = Vec::with_capacity(n * width);
    for t in 0..n {
        rows.push(weeks(t as f64 - middle));
        rows.extend((0..weekdays).map(|j| contrast((frame.first + t) % WEEK, j)));
        for step in &steps {
            let within = step.contains(frame.first + t);
            rows.push(if within { 1.0 } else { 0.0 });
            rows.push(if within { weeks((frame.first + t - step.from) as f64) } else { 0.0 });
        }
    }
    let wider = if family == Family::Count { 1.0 } else { CHANGE_FACTOR };
    let mut coefficient_sd = vec![TREND_SD];
    coefficient_sd.extend(std::iter::repeat_n(WEEKDAY_SD, weekdays));
    coefficient_sd.extend(steps.iter().flat_map(|_| [STEP_SD, RAMP_SD]));
    coefficient_sd.iter_mut().for_each(|sd| *sd *= wider);
    let jumps = frame.event_design.jumps.iter().filter(|at| **at > frame.first);
    Design {
        width,
        rows,
        level: (centre(family, history), LEVEL_SD * wider),
        coefficient_sd,
        jumps: jumps.map(|at| (at - frame.first, (JUMP_SD * wider).powi(2))).collect(),
    }
}

/// Column `j` of an orthonormal basis of the weekday patterns that sum to zero (Helmert).
fn contrast(weekday: usize, j: usize) -> f64 {
    let size = (((j + 1) * (j + 2)) as f64).sqrt();
    match weekday {
        d if d <= j => 1.0 / size,
        d if d == j + 1 => -((j + 1) as f64) / size,
        _ => 0.0,
    }
}

fn centre(family: Family, history: &[Option<Observation>]) -> f64 {
    let (sum, n) = history.iter().flatten().fold((0.0, 0.0), |(sum, n), o| (sum + o.value, n + 1.0));
    let mean = sum / f64::max(n, 1.0);
    match family {
        Family::Count => mean.max(0.5 / f64::max(n, 1.0)).ln(),
        Family::Change { scale } => mean / scale,
    }
}
