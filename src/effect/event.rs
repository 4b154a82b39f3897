//! Events, and what of a series each of them may be judged by.

use time::{Date, Duration};

use super::Unfinished;
use super::series::Series;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A kind of event.
    pub enum EventKind {
        /// A campaign with an end.
        Campaign = "campaign",
        /// A quiz with an end.
        Quiz = "quiz",
        /// A change of practice without an end.
        AlwaysOn = "always_on",
    }
}

/// Money spent.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// How much, 0 or more.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
}

/// Something the agency did, whose effect is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What it is called.
    pub name: String,
    /// What kind it is.
    pub kind: EventKind,
    /// First day.
    pub from: Date,
    /// Last day; `None` goes on to the end of the series.
    pub to: Option<Date>,
    /// Staff hours it took in all.
    pub hours: Option<f64>,
    /// Money it took in all.
    pub money: Option<Money>,
    /// Id of the channel it ran on.
    pub channel: Option<String>,
    /// People it was delivered to, where that is known.
    pub delivered: Option<u64>,
    /// People who responded, where that is known.
    pub responded: Option<u64>,
}

/// Days in which two beginnings cannot be distinguished.
const MIN_DAYS_APART: i64 = 14;
/// Fewest and most days after an event in which its effect is looked for.
const AFTER: (i64, i64) = (14, 28);
/// Fewest and most days after an event that are no ordinary days for a later event's forecast.
const SETTLING: (i64, i64) = (7, 14);

/// A window of periods, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) end: usize,
}

impl Span {
    pub(super) fn len(self) -> usize {
        self.end.saturating_sub(self.from)
    }

    pub(super) fn contains(self, t: usize) -> bool {
        (self.from..self.end).contains(&t)
    }
}

/// What of the series speaks of one event.
#[derive(Debug, Clone)]
pub(super) struct EventDesign {
    /// The first period that the forecast is for: history ends before it.
    pub(super) origin: usize,
    /// The event, cut to the series; empty where they don't meet.
    pub(super) during: Span,
    /// What follows it.
    pub(super) after: Span,
    /// Stretches that other events disturb.
    pub(super) contaminated: Vec<Span>,
    /// Where the level may have moved by an earlier event.
    pub(super) jumps: Vec<usize>,
    /// Earlier changes of practice that reach into the event: modelled.
    pub(super) steps: Vec<Span>,
    /// Positions of the events it cannot be distinguished from.
    pub(super) confounded: Vec<usize>,
    /// Position of the event that ends the time after it.
    pub(super) truncated_by: Option<usize>,
}

impl Event {
    /// Whether it goes on until something ends it.
    pub fn is_always_on(&self) -> bool {
        self.kind == EventKind::AlwaysOn
    }

    /// How much of it the series shows, where it ends before the event does.
    pub(super) fn unfinished(&self, series: &Series, during: Span) -> Option<Unfinished> {
        let last = self.to.filter(|last| *last > series.last_day(series.periods().saturating_sub(1)))?;
        let days = usize::try_from((last - self.from).whole_days() + 1).unwrap_or(0);
        Some(Unfinished { seen: during.len(), periods: series.frequency().periods(days) })
    }

    fn last(&self, series: &Series) -> Date {
        self.to.unwrap_or_else(|| series.last_day(series.periods().saturating_sub(1)).max(self.from))
    }

    /// Whether nothing in the data tells this event's effect from that of `other`.
    fn is_confounded(&self, other: &Event, series: &Series) -> bool {
        let close = Duration::days(MIN_DAYS_APART.max(series.frequency().days() as i64));
        let (last, other_last) = (self.last(series), other.last(series));
        match (self.is_always_on(), other.is_always_on()) {
            (false, false) => self.from <= other_last && other.from <= last,
            (false, true) => other.from > self.from.saturating_sub(close) && other.from <= last,
            (true, false) => {
                (other.from <= self.from && self.from <= other_last)
                    || (other.from >= self.from && other.from < self.from.saturating_add(close))
            }
            (true, true) => (self.from - other.from).abs() < close,
        }
    }
}

/// The windows of event `i` among `events`.
pub(super) fn event_design(events: &[Event], i: usize, series: &Series) -> EventDesign {
    let event = &events[i];
    let periods = series.periods();
    let cut = |day: Date| series.period_of(day).clamp(0, periods as i64) as usize;
    let end_of = |day: Date| (series.period_of(day) + 1).clamp(0, periods as i64) as usize;
    let others: Vec<usize> = (0..events.len()).filter(|j| *j != i).collect();
    let confounded: Vec<usize> = others.iter().copied().filter(|&j| event.is_confounded(&events[j], series)).collect();
    let apart = || others.iter().copied().filter(|j| !confounded.contains(j));

    let mut during = Span { from: cut(event.from), end: end_of(event.last(series)) };
    let mut truncated_by = None;
    if event.is_always_on() {
        let next = apart().filter(|&j| events[j].is_always_on() && events[j].from > event.from);
        if let Some(next) = next.min_by_key(|&j| events[j].from).filter(|&j| cut(events[j].from) < during.end) {
            during.end = cut(events[next].from).max(during.from);
            truncated_by = Some(next);
        }
    }
    let length = (event.last(series) - event.from).whole_days() + 1;
    let after_days = length.clamp(AFTER.0, AFTER.1);
    let mut after = Span { from: during.end, end: (during.end + after_periods(series, after_days)).min(periods) };
    if truncated_by.is_some() || !confounded.is_empty() {
        after.end = after.from;
    }
    let later = apart().filter(|&j| events[j].from > event.last(series));
    if let Some(next) = later.min_by_key(|&j| events[j].from).filter(|&j| cut(events[j].from) < after.end) {
        after.end = cut(events[next].from).max(after.from);
        truncated_by = Some(next);
    }
    let origin = confounded.iter().map(|&j| cut(events[j].from)).chain([during.from]).min().unwrap_or(during.from);

    let mut event_design = EventDesign {
        origin,
        during,
        after,
        contaminated: Vec::new(),
        jumps: Vec::new(),
        steps: Vec::new(),
        confounded,
        truncated_by,
    };
    for j in others {
        let other = &events[j];
        let (from, end) = (cut(other.from), end_of(other.last(series)));
        let before = other.from < event.from;
        if other.is_always_on() {
            // One that has ended, or begun before and goes on, is part of what the forecast is made from.
            if before && from < origin {
                // What has no end goes on beyond the series.
                let end = if other.to.is_some() { end } else { usize::MAX };
                event_design.steps.push(Span { from, end });
            }
            continue;
        }
        let days = (other.last(series) - other.from).whole_days() + 1;
        let settled = (end + after_periods(series, days.clamp(SETTLING.0, SETTLING.1))).min(periods);
        let apart = !event_design.confounded.contains(&j);
        if before && from < origin {
            event_design.contaminated.push(Span { from, end: settled.min(origin) });
            if settled < origin {
                event_design.jumps.push(settled);
            }
        } else if apart && event.is_always_on() && event_design.during.contains(from) {
            event_design.contaminated.push(Span { from, end: settled });
        }
    }
    event_design
}

fn after_periods(series: &Series, days: i64) -> usize {
    series.frequency().periods(days as usize)
}
