//! Did the quiz work? What an event did to a series of engagement, against what would have happened without it.
//!
//! # Model
//! Counts of a day, week or month (posts, likes, replies, reposts, clicks) are negative binomial around a mean whose
//! logarithm is `level + trend + weekday + deviation`. The level walks; the trend is constant; weekdays differ by a pattern
//! that sums to zero; the deviation is an autoregression of order 1. Weeks and months have waves of a year instead of
//! weekdays, once two years were seen. `followers` is a stock: its net change a period is judged, which may be negative,
//! and is normal around the same sum without the logarithm. Over a gap the change is known as a whole.
//!
//! What is no rule of the series is kept from its effect:
//! - *Disturbances* (outages, viral posts, bursts, purges): a hidden chain says which periods are out of the ordinary; they
//!   tell nothing of the signal, and a forecast meets them as often as the history did (`disturbance`).
//! - *Shifts of the level* that nobody named: fits with and without them are averaged (`shift`); recent ones may pass
//!   (`burst`).
//! - *Public holidays* of a country: what all have in common, and what each of the forecast has of its own (`holiday`).
//! - *Controls*: series that no event moves enter by regression with a spike and a slab (George & McCulloch 1993).
//!
//! The sizes of scatter, walk and deviation are not plugged in but averaged over a grid by their posterior probability
//! (`fit`): for each the signal's mode is found by Kalman smoothing of working observations, with Laplace's approximation
//! of the likelihood. Missing periods are passed over. Seeded draws of parameters, state, walk and counts give what would
//! have happened (`forecast`); the effect is what was counted less that. Sources: Durbin & Koopman, "Time Series Analysis
//! by State Space Methods" (2nd ed., 2012); Brodersen et al., "Inferring causal impact using Bayesian structural
//! time-series models" (2015) for the question and the controls; Rue, Martino & Chopin (2009) for the integration; Harvey &
//! Koopman (1992) for the tests of a shift.
//!
//! The crate augurs (0.10: exponential smoothing, MSTL, Prophet) was weighed and not used: its forecasts are of
//! real-valued series without holes, with normal errors around plugged-in parameters, so that counts near zero, gaps
//! and honest intervals of short histories would all have had to be built around it.
//!
//! # What counts as what
//! - *During*: every period that the event reaches into. *After*: as long again, at least 14 and at most 28 days, and no
//!   further than the next event.
//! - *History*: at most 400 days, 260 weeks or 120 months before the event. It takes 21 observed days, 8 weeks or 12 months,
//!   and as many as the event is long up to twice these; otherwise the answer says what is needed. Earlier events, with 7 to 14 days to
//!   settle, are left out of it and may have moved the level; earlier changes of practice are modelled by a step and a
//!   ramp.
//! - Events whose days overlap, or of which one is a change of practice that began within two weeks of the other, are not
//!   separable: the figures are those of all of them.
//! - *Persistence*: the rule of [`Persistence`]. *Placebo*: earlier windows of the event's length, each forecast from what came
//!   before it with the parameters of the whole history; the event's rank by size of the standardised difference.
//! - Steady work: besides, the change of level and trend of a model that has both as regressors ([`Change`]).
//!
//! An interval should hold the effect whether that is understood as the counts added or as the rise of their mean. These
//! differ by the noise of what was counted; half of either variance goes into the interval.
//!
//! # What cannot be known
//! What else changed on the same days counts as the event's effect, unless a control shows it. A rhythm of the year is not
//! told from a trend in days, nor in less than two years. A disturbance of a kind that the history does not have counts as
//! the event's effect if it falls on its days. Nothing says that who engaged is in the target.
//!
//! # Measured
//! Effects of 40 % over 7 days on series of ten kinds (steady, overdispersed, weekly rhythm, trend, drift, near zero,
//! autocorrelated, with gaps, of 28 days, of 100,000 a day), 300 of each: `simulated` holds them to bounds and prints
//! coverage of the 90 % intervals and false positives at 5 %. Series disturbed shortly before the event, eight kinds, 80 or
//! 160 of each (`contaminated`): false positives of 90 % intervals .05 to .17 (.10 to .62 before disturbances, shifts and
//! bursts were modelled), coverage .86 to .98.

mod assess;
mod burst;
mod change;
#[cfg(test)]
mod contaminated;
mod control;
mod design;
mod disturbance;
mod estimate;
mod event;
mod filter;
mod fit;
mod forecast;
mod holiday;
mod noise;
mod outcome;
mod placebo;
mod planned;
mod series;
mod shift;
#[cfg(test)]
mod simulated;
mod state;
#[cfg(test)]
mod tests;
mod warning;

use crate::vocabulary::vocabulary;
use time::Date;

use crate::channel::CampaignOutcome;
use crate::message::message;
use crate::prevalence::Estimate;
use crate::target::SpecFault;

pub use assess::assess;
pub use change::Change;
pub use control::{Control, ControlUse};
pub use estimate::{Effect, Persistence};
pub use event::{Event, EventKind, Money};
pub use holiday::{HOLIDAY_YEARS, holiday_countries};
pub use placebo::Placebo;
pub use planned::{LeastEffect, MetricPlan, POWER, Plan};
pub use series::{Frequency, GridError, Metric, Series, SeriesRow};
pub use warning::{EffectWarning, NoHolidays};

/// How to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Nominal level of intervals, 0.5 to 0.99.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Country whose public holidays are allowed for, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Lift of a next event, as a share, for which the number of periods that show it is asked.
    pub plan_lift: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { level: 0.9, seed: 0, country: None, plan_lift: None }
    }
}

/// Least and largest lift that can be planned for.
const PLANNED_LIFT: (f64, f64) = (0.01, 10.0);

impl Options {
    /// What is wrong with them, with pointers.
    pub fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut check = |value: f64, (least, most): (f64, f64), pointer: &str| {
            if !(least..=most).contains(&value) {
                let detail = message!["fault-range", received = value, min = least, max = most];
                faults.push(SpecFault::new(pointer, "out_of_range", detail));
            }
        };
        check(self.level, (0.5, 0.99), "/level");
        if let Some(lift) = self.plan_lift {
            check(lift, PLANNED_LIFT, "/plan/lift");
        }
        faults
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectAnalysis {
    /// The series.
    pub series: Series,
    /// One answer for each event, in their order.
    pub events: Vec<EventAnswer>,
    /// What the series would show of a next event.
    pub plan: Option<Plan>,
    /// How it was answered.
    pub options: Options,
    /// What a reader should know.
    pub warnings: Vec<EffectWarning>,
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
    /// How much of it the series shows, where it ends before the event does.
    pub unfinished: Option<Unfinished>,
    /// Names of events whose effect cannot be separated from this one's.
    pub not_separable_from: Vec<String>,
    /// Name of the event that ends the time after this one; none where nothing cuts it short.
    pub truncated_by: Option<String>,
    /// One finding for each metric.
    pub findings: Vec<Finding>,
    /// The result for the event's channel, to learn from.
    pub outcome: Option<CampaignOutcome>,
}

/// An event that goes on after the end of the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    /// Periods of it within the series.
    pub seen: usize,
    /// All of its periods.
    pub periods: usize,
}

vocabulary! {
    /// Whether an effect could be estimated.
    pub enum Status as EffectStatus {
        /// It is estimated.
        Estimated = "estimated",
        /// It is that of several events together.
        NotSeparable = "not_separable",
        /// Too few periods before the event were observed.
        NotEnoughHistory = "not_enough_history",
        /// No period of the event was observed.
        NoObservations = "no_observations",
    }
}

/// What one event did to one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The metric.
    pub metric: Metric,
    /// Whether there is an answer.
    pub status: Status,
    /// Periods of history that were observed and uncontaminated.
    pub history: usize,
    /// Periods of history that it takes.
    pub need: usize,
    /// While it ran.
    pub during: Option<Effect>,
    /// What followed.
    pub after: Option<Effect>,
    /// Whether it lasted.
    pub persistence: Option<Persistence>,
    /// Effect while it ran, for each staff hour.
    pub per_hour: Option<Estimate>,
    /// Effect while it ran, for each unit of money.
    pub per_money: Option<Estimate>,
    /// The comparison with earlier dates.
    pub placebo: Option<Placebo>,
    /// Change of level and trend, for steady work.
    pub change: Option<Change>,
    /// What each control did for the forecast.
    pub controls: Vec<ControlUse>,
    /// Share by which they narrowed the interval of what was expected; negative where they widened it.
    pub controls_narrowed: Option<f64>,
    /// What would have happened, period by period.
    pub forecast: Vec<ForecastPeriod>,
}

impl Finding {
    fn empty(metric: Metric, history: usize, need: usize) -> Self {
        Self {
            metric,
            status: Status::NoObservations,
            history,
            need,
            during: None,
            after: None,
            persistence: None,
            per_hour: None,
            per_money: None,
            placebo: None,
            change: None,
            controls: Vec::new(),
            controls_narrowed: None,
            forecast: Vec::new(),
        }
    }

    /// Whether the interval of the effect lies on one side of zero.
    pub fn is_shown(&self) -> bool {
        self.during.as_ref().is_some_and(|during| during.effect.lower > 0.0 || during.effect.upper < 0.0)
    }

    /// Whether there are figures, of this event alone or of several together.
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
