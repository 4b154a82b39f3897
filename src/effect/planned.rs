//! Before an event: how large its effect must be to be shown, and how long it must run.
//!
//! The series is forecast from its end on. An effect of a share `r` is shown over `n` periods where what is counted lies
//! above the upper limit of what is expected. What is counted is `1 + r` times what would have been, which is drawn from
//! the same forecast; so the least effect that is shown with a probability of 80 % is the upper limit over the forecast's
//! quantile of 20 %, less 1. For a stock it is the difference of the two.

use time::Duration;

use super::Options;
use super::assess::{EventMetric, min_history, most};
use super::design::{Frame, design, family};
use super::estimate::METHOD;
use super::event::{Event, EventKind, event_design};
use super::fit::fit;
use super::forecast::{Window, simulate};
use super::holiday::Holidays;
use super::series::{Frequency, Metric, Series};
use crate::prevalence::Estimate;
use crate::stats::quantile_of_draws;

/// Probability with which the least effect is shown.
pub const POWER: f64 = 0.8;
/// Periods for which the least effect is given; the last is the longest that is looked at.
const DAYS: [usize; 6] = [3, 7, 14, 28, 56, 84];
const WEEKS: [usize; 5] = [1, 2, 4, 8, 16];
const MONTHS: [usize; 4] = [1, 3, 6, 12];

/// What can be shown of events to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The lift that is asked for, as a share.
    pub lift: f64,
    /// Length of a period.
    pub frequency: Frequency,
    /// One answer for each metric.
    pub metrics: Vec<MetricPlan>,
}

/// What can be shown of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricPlan {
    /// The metric.
    pub metric: Metric,
    /// Periods of history that were observed and uncontaminated.
    pub history: usize,
    /// Periods of history that it takes.
    pub need: usize,
    /// The least effect by length; empty with too little history.
    pub windows: Vec<LeastEffect>,
    /// Fewest periods in which the lift is shown; none where no length that is looked at shows it, and for a stock.
    pub periods_for_lift: Option<usize>,
}

/// The smallest effect that an event of so many periods would show.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastEffect {
    /// Number of periods.
    pub periods: usize,
    /// What is expected in them without an event.
    pub expected: Estimate,
    /// The least effect, in counts.
    pub effect: f64,
    /// The same as a share of what is expected; none for a stock, and where next to nothing is expected.
    pub share: Option<f64>,
}

/// What the series would show of an event that begins after its end, besides those there were. Controls are not used: they
/// are not known ahead.
pub fn plan(series: &Series, past: &[Event], metrics: &[Metric], lift: f64, options: &Options) -> Plan {
    let from = series.last_day(series.periods() - 1).saturating_add(Duration::days(1));
    let mut events = past.to_vec();
    events.push(Event {
        name: String::new(),
        kind: EventKind::Campaign,
        from,
        to: Some(from),
        hours: None,
        money: None,
        channel: None,
        delivered: None,
        responded: None,
    });
    let holidays = options.country.as_deref().and_then(Holidays::of);
    let i = events.len() - 1;
    let event_design = event_design(&events, i, series);
    let of = |metric: &Metric| {
        let (events, holidays) = (&events[..], holidays.as_ref());
        let next = EventMetric { series, events, i, event_design: &event_design, metric: *metric, holidays, options };
        metric_plan(&next, lift)
    };
    let metrics = metrics.iter().map(of).collect();
    Plan { lift, frequency: series.frequency(), metrics }
}

fn metric_plan(next: &EventMetric<'_>, lift: f64) -> MetricPlan {
    let EventMetric { series, event_design, metric, holidays, options, .. } = *next;
    let frequency = series.frequency();
    let lengths: &[usize] = match frequency {
        Frequency::Day => &DAYS,
        Frequency::Week => &WEEKS,
        Frequency::Month => &MONTHS,
    };
    let longest = lengths.last().copied().unwrap_or(1);
    let origin = series.periods();
    let first = origin.saturating_sub(most(frequency));
    let history = next.uncontaminated(&series.observations(metric), first, origin);
    let have = history.iter().flatten().count();
    let need = min_history(frequency);
    let mut plan = MetricPlan { metric, history: have, need, windows: Vec::new(), periods_for_lift: None };
    if have < need {
        return plan;
    }
    let family = family(metric.is_stock(), &history);
    let frame = Frame { series, holidays, first, end: origin + longest, event_design, judged: None };
    let posterior = fit(family, frequency, design(&frame, family, &history), &history);
    let windows: Vec<Window> = (1..=longest).map(|n| Window { steps: (0..n).collect(), observed: 0.0 }).collect();
    let random = &mut next.random();
    let (draws, _) = simulate(&posterior, &posterior.points, history.len(), longest, &windows, options.level, random);
    for (n, draws) in (1..).zip(draws) {
        let window = least_effect(n, draws.expected, metric.is_stock(), options.level, have);
        let shows = window.share.is_some_and(|share| share <= lift);
        if shows && plan.periods_for_lift.is_none() {
            plan.periods_for_lift = Some(n);
        }
        if lengths.contains(&n) {
            plan.windows.push(window);
        }
    }
    plan
}

fn least_effect(periods: usize, mut expected: Vec<f64>, is_stock: bool, level: f64, history: usize) -> LeastEffect {
    expected.sort_by(f64::total_cmp);
    let at = |p: f64| quantile_of_draws(&expected, p);
    let (upper, low, middle) = (at(1.0 - (1.0 - level) / 2.0), at(1.0 - POWER), at(0.5));
    let share = (!is_stock && low >= 1.0).then(|| upper / low - 1.0);
    let effect = share.map_or(upper - low, |share| share * middle);
    let (lower, n) = (at((1.0 - level) / 2.0), history as f64);
    let interval = Estimate { value: middle, lower, upper, level, method: METHOD, n };
    LeastEffect { periods, expected: interval, effect, share }
}
