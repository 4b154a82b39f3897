//! Momentum.

mod assess;
mod change;
mod design;
mod effect;
mod event;
mod filter;
mod fit;
mod forecast;
mod noise;
mod outcome;
mod placebo;
mod series;
#[cfg(test)]
mod simulated;
mod told;

use time::Date;

use crate::channel::Outcome;
use crate::estimate::Estimate;
use crate::target::SpecFault;

pub use assess::assess;
pub use change::Change;
pub use effect::{Effect, Lasted};
pub use event::{Event, EventKind, Money};
pub use placebo::Placebo;
pub use series::{Frequency, Metric, Misplaced, Row, Series};

/// How to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Nominal level of intervals, 0.5 to 0.99.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { level: 0.9, seed: 0 }
    }
}

impl Options {
    /// What is wrong with them, with pointers.
    pub fn faults(&self) -> Vec<SpecFault> {
        if (0.5..=0.99).contains(&self.level) {
            return Vec::new();
        }
        let detail = format!("received {}; accepted: 0.5 to 0.99", self.level);
        vec![SpecFault { pointer: "/level".to_owned(), code: "out_of_range", detail }]
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    /// The series.
    pub series: Series,
    /// One answer for each event, in their order.
    pub events: Vec<EventAnswer>,
    /// How it was answered.
    pub options: Options,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

/// A caveat, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub code: &'static str,
    /// What it means here.
    pub detail: String,
}

/// What one event did.
#[derive(Debug, Clone, PartialEq)]
pub struct EventAnswer {
    /// The event.
    pub event: Event,
    /// First and last day of the periods counted as the event's; none where it lies outside of the series.
    pub during: Option<(Date, Date)>,
    /// First and last day of those counted as what followed.
    pub after: Option<(Date, Date)>,
    /// Names of events whose effect can't be told from this one's.
    pub not_separable_from: Vec<String>,
    /// One finding for each metric.
    pub findings: Vec<Finding>,
    /// The result for the event's channel, to learn from.
    pub outcome: Option<Outcome>,
}

/// Whether there is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// There is.
    Estimated,
    /// There is, for this event and others together.
    NotSeparable,
    /// Too little was observed before the event.
    NotEnoughHistory,
    /// Nothing was observed during the event.
    NoObservations,
}

impl Status {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Estimated => "estimated",
            Status::NotSeparable => "not_separable",
            Status::NotEnoughHistory => "not_enough_history",
            Status::NoObservations => "no_observations",
        }
    }
}

/// What one event did to one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The metric.
    pub metric: Metric,
    /// Whether there is an answer.
    pub status: Status,
    /// The answer in words.
    pub words: String,
    /// Periods of history that were observed and undisturbed.
    pub history: usize,
    /// Periods of history that it takes.
    pub need: usize,
    /// While it ran.
    pub during: Option<Effect>,
    /// What followed.
    pub after: Option<Effect>,
    /// Whether it lasted.
    pub lasted: Option<Lasted>,
    /// Effect while it ran, for each staff hour.
    pub per_hour: Option<Estimate>,
    /// Effect while it ran, for each unit of money.
    pub per_money: Option<Estimate>,
    /// The comparison with earlier dates.
    pub placebo: Option<Placebo>,
    /// Change of level and trend, for steady work.
    pub change: Option<Change>,
    /// What would have happened, period by period.
    pub forecast: Vec<ForecastPeriod>,
}

impl Finding {
    fn empty(metric: Metric, history: usize, need: usize) -> Self {
        Self {
            metric,
            status: Status::NoObservations,
            words: String::new(),
            history,
            need,
            during: None,
            after: None,
            lasted: None,
            per_hour: None,
            per_money: None,
            placebo: None,
            change: None,
            forecast: Vec::new(),
        }
    }

    /// Whether there is an effect to tell.
    pub fn has_figures(&self) -> bool {
        matches!(self.status, Status::Estimated | Status::NotSeparable)
    }
}

/// One period of a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastPeriod {
    /// First day of the period.
    pub date: Date,
    /// What was counted; for a stock the net change a period.
    pub observed: Option<f64>,
    /// What would have been counted without the event.
    pub expected: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end of its interval.
    pub upper: f64,
}
