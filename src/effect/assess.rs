//! One question, one answer: every event on every metric.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::change::{Change, change};
use super::design::{Frame, design, family};
use super::effect::{Effect, Lasted, effect, per};
use super::event::{Event, Layout, Span, layout};
use super::fit::fit;
use super::forecast::{Course, Stretch, simulate};
use super::noise::Family;
use super::placebo::{Placebo, placebo};
use super::series::{Frequency, Metric, Observation, Series};
use super::{EventAnswer, Finding, ForecastPeriod, Momentum, Options, Status, outcome, told};

/// Fewest observed days, or weeks, of history.
const FEWEST_DAYS: usize = 21;
const FEWEST_WEEKS: usize = 8;
/// Most periods of history that are looked at: older ones say nothing of the present.
const MOST_DAYS: usize = 400;
const MOST_WEEKS: usize = 260;
/// Fewest observed periods after an event in which its lasting is judged: a week, or two where periods are weeks.
const FEWEST_AFTER_DAYS: usize = 7;
const FEWEST_AFTER_WEEKS: usize = 2;

/// Tells for every event and metric what happened, what would have happened without, and the difference.
pub fn assess(series: &Series, events: &[Event], metrics: &[Metric], options: &Options) -> Momentum {
    let layouts: Vec<Layout> = (0..events.len()).map(|i| layout(events, i, series)).collect();
    let pairs: Vec<(usize, Metric)> =
        (0..events.len()).flat_map(|i| metrics.iter().map(move |metric| (i, *metric))).collect();
    let findings: Vec<Finding> = pairs
        .par_iter()
        .map(|&(i, metric)| Question { series, events, i, layout: &layouts[i], metric, options }.answer())
        .collect();
    let mut findings = findings.into_iter();
    let answers = events.iter().zip(&layouts).map(|(event, layout)| {
        let findings: Vec<Finding> = findings.by_ref().take(metrics.len()).collect();
        let during = (layout.during.len() > 0).then(|| range(series, layout.during));
        let after = (layout.after.len() > 0).then(|| range(series, layout.after));
        let names = |at: &[usize]| at.iter().map(|j| events[*j].name.clone()).collect();
        let entangled: Vec<String> = names(&layout.entangled);
        let outcome = outcome::outcome(event, series, layout, &findings);
        EventAnswer { event: event.clone(), during, after, not_separable_from: entangled, findings, outcome }
    });
    let events: Vec<EventAnswer> = answers.collect();
    let warnings = told::warnings(series, &events, options);
    Momentum { series: series.clone(), events, options: options.clone(), warnings }
}

fn range(series: &Series, span: Span) -> (time::Date, time::Date) {
    (series.date(span.from), series.last_day(span.end - 1))
}

/// One event on one metric.
struct Question<'a> {
    series: &'a Series,
    events: &'a [Event],
    i: usize,
    layout: &'a Layout,
    metric: Metric,
    options: &'a Options,
}

impl Question<'_> {
    fn answer(&self) -> Finding {
        let observations = self.series.observations(self.metric);
        let Layout { origin, during, .. } = *self.layout;
        let first = origin.saturating_sub(self.most());
        let history = self.undisturbed(&observations, first, origin);
        let have = history.iter().flatten().count();
        let need = self.need();
        let mut finding = Finding::empty(self.metric, have, need);
        let during = self.stretch(&observations, during);
        finding.status = if during.steps.is_empty() {
            Status::NoObservations
        } else if have < need {
            Status::NotEnoughHistory
        } else if self.layout.entangled.is_empty() {
            Status::Estimated
        } else {
            Status::NotSeparable
        };
        if finding.has_figures() {
            self.estimate(&observations, first, &history, during, &mut finding);
        }
        finding.words = told::words(&finding, &self.events[self.i], self.layout, self.events, self.series);
        finding
    }

    fn most(&self) -> usize {
        if self.series.frequency() == Frequency::Day { MOST_DAYS } else { MOST_WEEKS }
    }

    /// Periods of history that a forecast needs: the fewest, and as many as it is to reach ahead, up to twice those.
    fn need(&self) -> usize {
        let fewest = if self.series.frequency() == Frequency::Day { FEWEST_DAYS } else { FEWEST_WEEKS };
        self.layout.during.len().clamp(fewest, 2 * fewest)
    }

    fn fewest_after(&self) -> usize {
        if self.series.frequency() == Frequency::Day { FEWEST_AFTER_DAYS } else { FEWEST_AFTER_WEEKS }
    }

    fn is_disturbed(&self, t: usize) -> bool {
        self.layout.disturbed.iter().any(|span| span.contains(t))
    }

    fn undisturbed(&self, observations: &[Option<Observation>], from: usize, end: usize) -> Vec<Option<Observation>> {
        let seen =
            |t: usize| observations[t].filter(|o| (t + 1 - o.span.min(t + 1)..=t).all(|u| !self.is_disturbed(u)));
        (from..end).map(seen).collect()
    }

    /// The observed periods of `span`, counted from the origin.
    fn stretch(&self, observations: &[Option<Observation>], span: Span) -> Stretch {
        let mut stretch = Stretch { steps: Vec::new(), observed: 0.0 };
        let seen = (span.from..span.end).filter_map(|t| Some((t, observations[t]?)));
        for (t, observation) in seen {
            // What began to be counted before the span tells nothing of it.
            let Some(since) = (t + 1).checked_sub(observation.span).filter(|since| *since >= span.from) else {
                continue;
            };
            if (since..=t).any(|u| self.is_disturbed(u)) {
                continue;
            }
            stretch.steps.extend((since..=t).map(|u| u - self.layout.origin));
            stretch.observed += observation.value * observation.span as f64;
        }
        stretch
    }

    fn random(&self) -> Xoshiro256PlusPlus {
        let place = (self.i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((self.metric as u64 + 1) << 48);
        Xoshiro256PlusPlus::seed_from_u64(self.options.seed ^ place)
    }

    fn estimate(
        &self,
        observations: &[Option<Observation>],
        first: usize,
        history: &[Option<Observation>],
        during: Stretch,
        finding: &mut Finding,
    ) {
        let Layout { origin, after, during: span, .. } = *self.layout;
        let (series, level) = (self.series, self.options.level);
        let family = family(self.metric.is_stock(), history);
        let end = after.end.max(span.end);
        let frame = Frame { frequency: series.frequency(), first, end, layout: self.layout, judged: None };
        let posterior = fit(family, series.frequency(), design(&frame, family, history), history);
        let mut random = self.random();
        let late = Span { from: span.from + span.len().div_ceil(2), end: span.end };
        let following = if after.len() > 0 { after } else { late };
        let following = self.stretch(observations, following);
        let is_late = after.len() == 0;
        let stretches = [during, following];
        let (draws, course) = simulate(&posterior, history.len(), end - origin, &stretches, level, &mut random);
        let [during, following] = stretches;
        let mut effects = draws.into_iter().zip([&during, &following]).map(|(draws, stretch)| {
            let periods = stretch.steps.len();
            (periods > 0).then(|| {
                let counts = family == Family::Count;
                effect(draws, stretch.observed, periods, counts, level, finding.history)
            })
        });
        let (during, following) = (effects.next().flatten(), effects.next().flatten());
        finding.forecast = self.course(&course, observations);
        let seen: Vec<Option<Observation>> = (span.from..span.end).map(|t| observations[t]).collect();
        let is_separable = finding.status == Status::Estimated;
        if is_separable && span.from == origin {
            let disturbed = |t: usize| self.is_disturbed(first + t);
            finding.placebo = Some(placebo(&posterior, history, disturbed, &seen, finding.need));
        }
        if let (Some(during), true) = (&during, is_separable) {
            self.judge(during, following.as_ref(), is_late, finding);
        }
        finding.during = during;
        finding.after = following.filter(|_| !is_late);
        if self.events[self.i].is_steady() && is_separable {
            finding.change = self.change(observations, first, family, &mut random);
        }
    }

    /// What follows from an effect that is this event's own.
    fn judge(&self, during: &Effect, following: Option<&Effect>, is_late: bool, finding: &mut Finding) {
        let event = &self.events[self.i];
        finding.per_hour = event.hours.filter(|hours| *hours > 0.0).map(|hours| per(&during.effect, hours));
        finding.per_money =
            event.money.as_ref().filter(|money| money.amount > 0.0).map(|money| per(&during.effect, money.amount));
        // An event without an end is judged by its second half.
        let following = following.filter(|_| !is_late || event.is_steady());
        finding.lasted = Some(Lasted::judge(during, following, self.fewest_after()));
    }

    /// Change of level and trend with a practice, from all of the series up to its end.
    fn change(
        &self,
        observations: &[Option<Observation>],
        first: usize,
        family: Family,
        random: &mut Xoshiro256PlusPlus,
    ) -> Option<Change> {
        let span = self.layout.during;
        let all = self.undisturbed(observations, first, span.end);
        let within = all[span.from - first..].iter().flatten().count();
        if within < self.fewest_after() {
            return None;
        }
        let frequency = self.series.frequency();
        let frame = Frame { frequency, first, end: span.end, layout: self.layout, judged: Some(span) };
        let posterior = fit(family, frequency, design(&frame, family, &all), &all);
        Some(change(&posterior, self.options.level, all.iter().flatten().count(), random))
    }

    fn course(&self, course: &[Course], observations: &[Option<Observation>]) -> Vec<ForecastPeriod> {
        let origin = self.layout.origin;
        let period = |(i, course): (usize, &Course)| ForecastPeriod {
            date: self.series.date(origin + i),
            observed: observations[origin + i].map(|o| o.value),
            expected: course.middle,
            lower: course.lower,
            upper: course.upper,
        };
        course.iter().enumerate().map(period).collect()
    }
}

/// The comparison with earlier dates, where it could be made.
pub(super) fn compared(placebo: Option<&Placebo>) -> Option<(usize, usize, f64)> {
    let placebo = placebo?;
    Some((placebo.rank?, placebo.windows, placebo.p?))
}
