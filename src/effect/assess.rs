//! One question, one answer: every event on every metric.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::change::{Change, change};
use super::control::ControlUse;
use super::design::{Frame, design, family};
use super::estimate::estimate;
use super::estimate::{Effect, Persistence, effect, per};
use super::event::{Event, EventDesign, Span, event_design};
use super::fit::{Posterior, fit};
use super::forecast::{Draws, ForecastPoint, Window, simulate};
use super::holiday::Holidays;
use super::noise::Family;
use super::placebo::placebo;
use super::planned::plan;
use super::series::{Frequency, Metric, Observation, Series};
use super::{EffectAnalysis, EventAnswer, Finding, ForecastPeriod, Options, Status, outcome, warning};

/// Fewest observed days, weeks or months of history.
const MIN_DAYS: usize = 21;
const MIN_WEEKS: usize = 8;
const MIN_MONTHS: usize = 12;
/// Most periods of history that are looked at: older ones say nothing of the present.
const MAX_DAYS: usize = 400;
const MAX_WEEKS: usize = 260;
const MAX_MONTHS: usize = 120;
/// Fewest observed periods after an event in which its lasting is judged: a week of days, two weeks, a month.
const MIN_AFTER_DAYS: usize = 7;
const MIN_AFTER_WEEKS: usize = 2;
const MIN_AFTER_MONTHS: usize = 1;

/// Tells for every event and metric what happened, what would have happened without, and the difference.
pub fn assess(series: &Series, events: &[Event], metrics: &[Metric], options: &Options) -> EffectAnalysis {
    let event_designs: Vec<EventDesign> = (0..events.len()).map(|i| event_design(events, i, series)).collect();
    let holidays = options.country.as_deref().and_then(Holidays::of);
    let pairs: Vec<(usize, Metric)> =
        (0..events.len()).flat_map(|i| metrics.iter().map(move |metric| (i, *metric))).collect();
    let findings: Vec<Finding> = pairs
        .par_iter()
        .map(|&(i, metric)| {
            let (event_design, holidays) = (&event_designs[i], holidays.as_ref());
            EventMetric { series, events, i, event_design, metric, holidays, options }.answer()
        })
        .collect();
    let mut findings = findings.into_iter();
    let past = events;
    let answers = events.iter().zip(&event_designs).map(|(event, event_design)| {
        let findings: Vec<Finding> = findings.by_ref().take(metrics.len()).collect();
        let during = (event_design.during.len() > 0).then(|| range(series, event_design.during));
        let after = (event_design.after.len() > 0).then(|| range(series, event_design.after));
        let names = |at: &[usize]| at.iter().map(|j| events[*j].name.clone()).collect();
        let unfinished = event.unfinished(series, event_design.during);
        // What it took is known for all of it, what it brought for a part.
        let outcome = outcome::outcome(event, series, event_design, &findings).filter(|_| unfinished.is_none());
        let truncated_by = event_design.truncated_by.map(|j| events[j].name.clone());
        let not_separable_from = names(&event_design.confounded);
        let event = event.clone();
        EventAnswer { event, during, after, unfinished, not_separable_from, truncated_by, findings, outcome }
    });
    let events: Vec<EventAnswer> = answers.collect();
    let warnings = warning::warnings(series, &events, holidays.as_ref(), options);
    let plan = options.plan_lift.map(|lift| plan(series, past, metrics, lift, options));
    EffectAnalysis { series: series.clone(), events, plan, options: options.clone(), warnings }
}

/// Share by which the controls narrowed the interval of what was expected; none where nothing was.
fn narrowed(with: &Draws, without: Vec<Draws>, level: f64) -> Option<f64> {
    let width = |draws: &Draws| {
        let expected = estimate(draws.expected.clone(), level, 0);
        expected.upper - expected.lower
    };
    let without = without.first().map(width).filter(|width| *width > 0.0)?;
    Some(1.0 - width(with) / without)
}

fn range(series: &Series, span: Span) -> (time::Date, time::Date) {
    (series.date(span.from), series.last_day(span.end - 1))
}

/// One event on one metric.
pub(super) struct EventMetric<'a> {
    pub(super) series: &'a Series,
    pub(super) events: &'a [Event],
    pub(super) i: usize,
    pub(super) event_design: &'a EventDesign,
    pub(super) metric: Metric,
    pub(super) holidays: Option<&'a Holidays>,
    pub(super) options: &'a Options,
}

/// Most periods of history that are looked at.
pub(super) fn most(frequency: Frequency) -> usize {
    match frequency {
        Frequency::Day => MAX_DAYS,
        Frequency::Week => MAX_WEEKS,
        Frequency::Month => MAX_MONTHS,
    }
}

/// Fewest observed periods of history.
pub(super) fn min_history(frequency: Frequency) -> usize {
    match frequency {
        Frequency::Day => MIN_DAYS,
        Frequency::Week => MIN_WEEKS,
        Frequency::Month => MIN_MONTHS,
    }
}

impl EventMetric<'_> {
    fn answer(&self) -> Finding {
        let observations = self.series.observations(self.metric);
        let EventDesign { origin, during, .. } = *self.event_design;
        let first = origin.saturating_sub(most(self.series.frequency()));
        let history = self.uncontaminated(&observations, first, origin);
        let have = history.iter().flatten().count();
        let need = self.need();
        let mut finding = Finding::empty(self.metric, have, need);
        let during = self.window(&observations, during);
        finding.status = if during.steps.is_empty() {
            Status::NoObservations
        } else if have < need {
            Status::NotEnoughHistory
        } else if self.event_design.confounded.is_empty() {
            Status::Estimated
        } else {
            Status::NotSeparable
        };
        if finding.has_figures() {
            self.estimate(&observations, first, &history, during, &mut finding);
        }
        finding
    }

    /// Periods of history that a forecast needs: the fewest, and as many as it is to reach ahead, up to twice those.
    fn need(&self) -> usize {
        let min = min_history(self.series.frequency());
        self.event_design.during.len().clamp(min, 2 * min)
    }

    fn min_after(&self) -> usize {
        match self.series.frequency() {
            Frequency::Day => MIN_AFTER_DAYS,
            Frequency::Week => MIN_AFTER_WEEKS,
            Frequency::Month => MIN_AFTER_MONTHS,
        }
    }

    fn is_contaminated(&self, t: usize) -> bool {
        self.event_design.contaminated.iter().any(|span| span.contains(t))
    }

    pub(super) fn uncontaminated(
        &self,
        observations: &[Option<Observation>],
        from: usize,
        end: usize,
    ) -> Vec<Option<Observation>> {
        let seen =
            |t: usize| observations[t].filter(|o| (t + 1 - o.span.min(t + 1)..=t).all(|u| !self.is_contaminated(u)));
        (from..end).map(seen).collect()
    }

    /// The observed periods of `span`, counted from the origin.
    fn window(&self, observations: &[Option<Observation>], span: Span) -> Window {
        let mut window = Window { steps: Vec::new(), observed: 0.0 };
        let seen = (span.from..span.end).filter_map(|t| Some((t, observations[t]?)));
        for (t, observation) in seen {
            // What began to be counted before the span tells nothing of it.
            let Some(since) = (t + 1).checked_sub(observation.span).filter(|since| *since >= span.from) else {
                continue;
            };
            if (since..=t).any(|u| self.is_contaminated(u)) {
                continue;
            }
            window.steps.extend((since..=t).map(|u| u - self.event_design.origin));
            window.observed += observation.value * observation.span as f64;
        }
        window
    }

    pub(super) fn random(&self) -> Xoshiro256PlusPlus {
        let index = (self.i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((self.metric as u64 + 1) << 48);
        Xoshiro256PlusPlus::seed_from_u64(self.options.seed ^ index)
    }

    fn estimate(
        &self,
        observations: &[Option<Observation>],
        first: usize,
        history: &[Option<Observation>],
        during: Window,
        finding: &mut Finding,
    ) {
        let EventDesign { origin, after, during: span, .. } = *self.event_design;
        let (series, level) = (self.series, self.options.level);
        let family = family(self.metric.is_stock(), history);
        let end = after.end.max(span.end);
        let (event_design, holidays) = (self.event_design, self.holidays);
        let frame = Frame { series, holidays, first, end, event_design, judged: None };
        let posterior = fit(family, series.frequency(), design(&frame, family, history), history);
        let mut random = self.random();
        let late = Span { from: span.from + span.len().div_ceil(2), end: span.end };
        let following = if after.len() > 0 { after } else { late };
        let following = self.window(observations, following);
        let is_late = after.len() == 0;
        let windows = [during, following];
        let horizon = end - origin;
        let (draws, forecast_points) =
            simulate(&posterior, &posterior.points, history.len(), horizon, &windows, level, &mut random);
        finding.controls = self.controls(&posterior);
        if !finding.controls.is_empty() {
            let points = &posterior.without_controls;
            let (alone, _) = simulate(&posterior, points, history.len(), horizon, &windows[..1], level, &mut random);
            finding.controls_narrowed = narrowed(&draws[0], alone, level);
        }
        let [during, following] = windows;
        let mut effects = draws.into_iter().zip([&during, &following]).map(|(draws, window)| {
            let periods = window.steps.len();
            (periods > 0).then(|| {
                let counts = family == Family::Count;
                effect(draws, window.observed, periods, counts, level, finding.history)
            })
        });
        let (during, following) = (effects.next().flatten(), effects.next().flatten());
        finding.forecast = self.forecast_points(&forecast_points, observations);
        let seen: Vec<Option<Observation>> = (span.from..span.end).map(|t| observations[t]).collect();
        let is_separable = finding.status == Status::Estimated;
        if is_separable && span.from == origin {
            let contaminated = |t: usize| self.is_contaminated(first + t);
            finding.placebo = Some(placebo(&posterior, history, contaminated, &seen, finding.need));
        }
        if let (Some(during), true) = (&during, is_separable) {
            self.judge(during, following.as_ref(), is_late, finding);
        }
        finding.during = during;
        finding.after = following.filter(|_| !is_late);
        if self.events[self.i].is_always_on() && is_separable {
            finding.change = self.change(observations, first, family, &mut random);
        }
    }

    /// What each control did for the forecast.
    fn controls(&self, posterior: &Posterior) -> Vec<ControlUse> {
        let usable = self.series.controls().iter().filter(|control| control.is_usable());
        let uses = usable.zip(posterior.control_probabilities());
        uses.map(|(control, probability)| ControlUse { name: control.name.clone(), probability }).collect()
    }

    /// What follows from an effect that is this event's own.
    fn judge(&self, during: &Effect, following: Option<&Effect>, is_late: bool, finding: &mut Finding) {
        let event = &self.events[self.i];
        if event.unfinished(self.series, self.event_design.during).is_none() {
            finding.per_hour = event.hours.filter(|hours| *hours > 0.0).map(|hours| per(&during.effect, hours));
            finding.per_money =
                event.money.as_ref().filter(|money| money.amount > 0.0).map(|money| per(&during.effect, money.amount));
        }
        // An event without an end is judged by its second half.
        let following = following.filter(|_| !is_late || event.is_always_on());
        finding.persistence = Some(Persistence::judge(during, following, self.min_after()));
    }

    /// Change of level and trend with a practice, from all of the series up to its end.
    fn change(
        &self,
        observations: &[Option<Observation>],
        first: usize,
        family: Family,
        random: &mut Xoshiro256PlusPlus,
    ) -> Option<Change> {
        let span = self.event_design.during;
        let all = self.uncontaminated(observations, first, span.end);
        let within = all[span.from - first..].iter().flatten().count();
        if within < self.min_after() {
            return None;
        }
        let frequency = self.series.frequency();
        let (event_design, holidays, end) = (self.event_design, self.holidays, span.end);
        let frame = Frame { series: self.series, holidays, first, end, event_design, judged: Some(span) };
        let posterior = fit(family, frequency, design(&frame, family, &all), &all);
        Some(change(&posterior, self.options.level, all.iter().flatten().count(), random))
    }

    fn forecast_points(
        &self,
        forecast_points: &[ForecastPoint],
        observations: &[Option<Observation>],
    ) -> Vec<ForecastPeriod> {
        let origin = self.event_design.origin;
        let period = |(i, point): (usize, &ForecastPoint)| ForecastPeriod {
            date: self.series.date(origin + i),
            observed: observations[origin + i].map(|o| o.value),
            expected: point.middle,
            lower: point.lower,
            upper: point.upper,
        };
        forecast_points.iter().enumerate().map(period).collect()
    }
}
