//! The regressors: trend, weekday or time of the year, holidays, controls, earlier changes of practice.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{EventDesign, Span};
use super::filter::Design;
use super::holiday::Holidays;
use super::noise::{Family, scale};
use super::series::{Frequency, Observation, Series};

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

/// Standard deviations of what a period of holidays alone is away from an ordinary one: of all holidays alike, and of each
/// holiday besides.
const HOLIDAY_SD: f64 = 0.5;
const OWN_HOLIDAY_SD: f64 = 0.5;
/// Standard deviation of a month's logarithm for each unit of that of its length, around 1.
const MONTH_LENGTH_SD: f64 = 0.1;
const DAYS_OF_A_MONTH: f64 = 30.44;
/// Standard deviation of the waves of a year, and how many years of history it takes to tell them from a trend.
const SEASON_SD: f64 = 0.2;
const MIN_YEARS_OF_SEASON: f64 = 2.0;
const WAVES_OF_A_YEAR: usize = 2;
const DAYS_OF_A_YEAR: f64 = 365.25;
/// Standard deviation of a standardised control's coefficient, in those of the series' logarithm.
const CONTROL_SD: f64 = 1.0;
/// Least standard deviation that a series' logarithm counts with.
const MIN_LOG_SD: f64 = 0.1;

/// Days of a week; weekdays differ by a pattern that sums to zero.
const WEEK: usize = 7;

/// Periods from `first` to `end`, a fit of which forecasts an event with the windows of `event_design`.
pub(super) struct Frame<'a> {
    pub(super) series: &'a Series,
    pub(super) holidays: Option<&'a Holidays>,
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

/// Columns of a design, each with the mean and standard deviation of its coefficient.
#[derive(Default)]
struct Columns {
    columns: Vec<Vec<f64>>,
    coefficients: Vec<(f64, f64)>,
}

impl Columns {
    fn add(&mut self, sd: f64, column: Vec<f64>) {
        self.columns.push(column);
        self.coefficients.push((0.0, sd));
    }
}

/// The design for a history, of which the first level's mean is taken.
pub(super) fn design(frame: &Frame<'_>, family: Family, history: &[Option<Observation>]) -> Design {
    let frequency = frame.series.frequency();
    let n = frame.end - frame.first;
    let periods = || frame.first..frame.end;
    let weeks = |periods: f64| periods * frequency.days() as f64 / WEEK as f64;
    let middle = history.len() as f64 / 2.0;
    let wider = if family == Family::Count { 1.0 } else { CHANGE_FACTOR };
    let mut columns = Columns::default();
    columns.add(wider * TREND_SD, (0..n).map(|t| weeks(t as f64 - middle)).collect());
    match frequency {
        Frequency::Day => {
            for j in 0..WEEK - 1 {
                columns.add(wider * WEEKDAY_SD, periods().map(|t| contrast(t % WEEK, j)).collect());
            }
        }
        Frequency::Week | Frequency::Month => seasons(frame, history.len(), wider, &mut columns),
    }
    let explained = holidays(frame, history.len(), wider, &mut columns);
    let first_control = columns.columns.len();
    controls(frame, family, history, &mut columns);
    let controls = first_control..columns.columns.len();
    for step in frame.event_design.steps.iter().copied().chain(frame.judged) {
        let within = |t: usize| if step.contains(t) { 1.0 } else { 0.0 };
        let since = |t: usize| if step.contains(t) { weeks((t - step.from) as f64) } else { 0.0 };
        columns.add(wider * STEP_SD, periods().map(within).collect());
        columns.add(wider * RAMP_SD, periods().map(since).collect());
    }
    let jumps = frame.event_design.jumps.iter().filter(|at| **at > frame.first);
    Design {
        width: columns.columns.len(),
        rows: (0..n).flat_map(|t| columns.columns.iter().map(move |column| column[t])).collect(),
        level: (centre(family, history), LEVEL_SD * wider),
        coefficients: columns.coefficients,
        controls,
        explained,
        jumps: jumps.map(|at| (at - frame.first, (JUMP_SD * wider).powi(2))).collect(),
    }
}

/// The length of months, and the waves of a year where the history is long enough.
fn seasons(frame: &Frame<'_>, history: usize, wider: f64, columns: &mut Columns) {
    let periods = || frame.first..frame.end;
    if frame.series.frequency() == Frequency::Month {
        let days = |t: usize| (frame.series.date(t + 1) - frame.series.date(t)).whole_days() as f64;
        columns.columns.push(periods().map(|t| (days(t) / DAYS_OF_A_MONTH).ln()).collect());
        columns.coefficients.push((1.0, MONTH_LENGTH_SD));
    }
    if (history * frame.series.frequency().days()) as f64 >= MIN_YEARS_OF_SEASON * 360.0 {
        for wave in 1..=WAVES_OF_A_YEAR {
            let angle = |t: usize| {
                std::f64::consts::TAU * wave as f64 * f64::from(frame.series.date(t).ordinal()) / DAYS_OF_A_YEAR
            };
            columns.add(wider * SEASON_SD, periods().map(|t| angle(t).sin()).collect());
            columns.add(wider * SEASON_SD, periods().map(|t| angle(t).cos()).collect());
        }
    }
}

/// What holidays have in common, and what each that falls into the forecast has of its own: the periods of these.
fn holidays(frame: &Frame<'_>, history: usize, wider: f64, columns: &mut Columns) -> Vec<bool> {
    let mut explained = vec![false; frame.end - frame.first];
    let Some(holidays) = frame.holidays else { return explained };
    let shares: Vec<_> = (frame.first..frame.end).map(|t| holidays.of_period(frame.series, t)).collect();
    if shares.iter().all(BTreeMap::is_empty) {
        return explained;
    }
    columns.add(wider * HOLIDAY_SD, shares.iter().map(|shares| shares.values().sum()).collect());
    let ahead: BTreeSet<&str> = shares[history.min(shares.len())..].iter().flat_map(|s| s.keys().copied()).collect();
    for name in ahead {
        let column: Vec<f64> = shares.iter().map(|shares| shares.get(name).copied().unwrap_or(0.0)).collect();
        explained.iter_mut().zip(&column).for_each(|(explained, share)| *explained |= *share > 0.0);
        columns.add(wider * OWN_HOLIDAY_SD, column);
    }
    explained
}

/// The controls, standardised over the history.
fn controls(frame: &Frame<'_>, family: Family, history: &[Option<Observation>], columns: &mut Columns) {
    let sd = CONTROL_SD * size(family, history);
    for control in frame.series.controls() {
        let Some(logs) = control.logs().filter(|logs| logs.len() >= frame.end) else { continue };
        let known = &logs[frame.first..frame.first + history.len()];
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let variance = known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / known.len() as f64;
        let unit = variance.sqrt().max(1e-6);
        columns.add(sd, logs[frame.first..frame.end].iter().map(|x| (x - mean) / unit).collect());
    }
}

/// Standard deviation of the observations, of counts of their logarithm.
fn size(family: Family, history: &[Option<Observation>]) -> f64 {
    let values: Vec<f64> = match family {
        Family::Count => history.iter().flatten().map(|o| o.value.ln_1p()).collect(),
        Family::Change { .. } => return 1.0,
    };
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / values.len().max(1) as f64;
    variance.sqrt().max(MIN_LOG_SD)
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
