//! Effects of events in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::analyses::answer::WarningBody;
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::api::outcomes::body::OutcomeBody;
use crate::api::outcomes::event_result::MoneyBody;
use crate::effect::{
    Change, ControlUse, Effect, EffectAnalysis, EffectWarning, EventAnswer, EventKind, Finding, ForecastPeriod,
    Frequency, LeastEffect, Metric, MetricPlan, POWER, Persistence, Placebo, Plan, Status,
};
use crate::report::messages::Messages;
use crate::report::{Language, effect_warning, finding_summary, plan_summary};
use crate::vocabulary::vocabulary;

/// What events did to an account's engagement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EffectReport)]
pub struct EffectReportBody {
    /// Its id; null where it is not stored.
    pub id: Option<String>,
    /// `day`, `week` or `month`.
    pub frequency: Frequency,
    /// First day of the series.
    #[schema(format = Date)]
    pub from: String,
    /// Last day of the series.
    #[schema(format = Date)]
    pub to: String,
    /// Days, weeks or months from the first to the last, gaps included.
    pub periods: usize,
    /// One answer for each event, in the order given.
    pub events: Vec<EventAnswerBody>,
    /// What the series would show of a next event; null unless it was asked for.
    pub plan: Option<EffectPlanBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// What had to be decided to read a file of counts; empty for JSON.
    pub notes: Vec<String>,
    /// Country whose public holidays are allowed for.
    pub country: Option<String>,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Version of audience-fit.
    pub version: String,
}

/// What one event did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventEffects)]
pub struct EventAnswerBody {
    /// Its name.
    pub name: String,
    /// `campaign`, `quiz` or `always_on`.
    pub kind: EventKind,
    /// First day of the periods that count as the event's; null where it lies outside of the series.
    #[schema(format = Date)]
    pub from: Option<String>,
    /// Last day of them.
    #[schema(format = Date)]
    pub to: Option<String>,
    /// First day of what counts as following it; null where nothing does.
    #[schema(format = Date)]
    pub after_from: Option<String>,
    /// Last day of that: as long as the event, at least 14 and at most 28 days, and not into a later event.
    #[schema(format = Date)]
    pub after_to: Option<String>,
    /// How much of it the series shows; null unless the series ends before the event does.
    pub unfinished: Option<UnfinishedBody>,
    /// Staff hours it took.
    pub hours: Option<f64>,
    /// Money it took.
    pub money: Option<MoneyBody>,
    /// Channel it ran on.
    pub channel: Option<String>,
    /// Names of events from whose effect this one's cannot be known; the figures are then those of all of them together.
    pub not_separable_from: Vec<String>,
    /// One finding for each metric.
    pub metrics: Vec<FindingBody>,
    /// A result as `POST /v1/outcomes` takes it; null unless the event names its channel and its hours or money, and has
    /// an effect of its own.
    pub outcome: Option<OutcomeBody>,
}

/// An event that goes on after the end of the series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnfinishedEvent)]
pub struct UnfinishedBody {
    /// Days or weeks of it within the series.
    pub seen: usize,
    /// All of its days or weeks.
    pub periods: usize,
}

/// What one event did to one metric.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricFinding)]
pub struct FindingBody {
    /// `posts`, `followers` (the net change of them), `likes`, `replies`, `reposts` or `clicks`.
    pub metric: Metric,
    /// `estimated`; `not_separable`: for several events together; `not_enough_history`; `no_observations` during the
    /// event.
    pub status: Status,
    /// The answer in words.
    pub summary: String,
    /// What it is forecast from.
    pub history: HistoryBody,
    /// While the event ran.
    pub during: Option<EffectBody>,
    /// After it; null for what goes on.
    pub after: Option<EffectBody>,
    /// `persisted`: the interval after the event lies on the same side of zero as during it; `faded`: it does not, and its far end
    /// is under half of the effect a period during the event; `reversed`: it lies on the other side; `no_effect`: the
    /// interval during the event holds zero; `cannot_tell`: none of these, or under a week (two weeks of a weekly
    /// series) was observed. What goes on is judged by its second half.
    pub persistence: Option<Persistence>,
    /// Effect during the event for each staff hour.
    pub per_hour: Option<EstimateBody>,
    /// Effect during the event for each unit of its money.
    pub per_money: Option<EstimateBody>,
    /// The same question asked of earlier dates; null where the event cannot be distinguished from others.
    pub placebo: Option<PlaceboBody>,
    /// Change of level and trend; of `always_on` events.
    pub change: Option<ChangeBody>,
    /// What each control that could be used did for the forecast.
    pub controls: Vec<ControlUseBody>,
    /// Share by which the controls narrowed the interval of what was expected; negative where they widened it, null without
    /// controls.
    pub controls_narrowed: Option<f64>,
    /// What would have happened without the event, period by period.
    pub forecast: Vec<ForecastPeriodBody>,
}

/// What a control did for a forecast.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ControlUse)]
pub struct ControlUseBody {
    /// Its name.
    pub name: String,
    /// Probability that it helps to forecast.
    #[serde(serialize_with = "rounded")]
    pub probability: f64,
}

/// What the series would show of a next event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EffectPlan)]
pub struct EffectPlanBody {
    /// The lift that was asked for, as a share.
    pub lift: f64,
    /// Probability with which the least effects are shown.
    pub power: f64,
    /// One answer for each metric.
    pub metrics: Vec<MetricPlanBody>,
}

/// What the series would show of one metric.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricPlan)]
pub struct MetricPlanBody {
    /// The metric; of followers the net change.
    pub metric: Metric,
    /// What it is forecast from.
    pub history: HistoryBody,
    /// The answer in words.
    pub summary: String,
    /// Fewest days, weeks or months that show the lift; null where none of the lengths that are looked at does (the longest
    /// is the last of `windows`), and for followers.
    pub periods_for_lift: Option<usize>,
    /// The least effect by length; empty with too little history.
    pub windows: Vec<PlannedWindowBody>,
}

/// The least effect that a length of time shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeastEffect)]
pub struct PlannedWindowBody {
    /// Days, weeks or months.
    pub periods: usize,
    /// What is expected in all of them without an event.
    pub expected: EstimateBody,
    /// The least effect that is shown.
    #[serde(serialize_with = "rounded")]
    pub effect: f64,
    /// The same as a share of what is expected; null where next to nothing is, and for followers.
    pub share: Option<f64>,
}

/// Periods before an event that were observed and that no other event disturbs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EffectHistory)]
pub struct HistoryBody {
    /// How many there are; of the last 400 days, 260 weeks or 120 months.
    pub periods: usize,
    /// How many it takes.
    pub needed: usize,
}

/// What an event did over some periods.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventEffect)]
pub struct EffectBody {
    /// Periods observed, of which the figures are.
    pub periods: usize,
    /// What was counted in them.
    #[serde(serialize_with = "rounded")]
    pub observed: f64,
    /// What would have been counted without the event.
    pub expected: EstimateBody,
    /// Observed less expected.
    pub effect: EstimateBody,
    /// The effect as a share of what was expected; null where under 1 was, and for followers.
    pub relative: Option<EstimateBody>,
    /// Probability that the effect is above zero.
    #[serde(serialize_with = "rounded")]
    pub probability_above_zero: f64,
}

vocabulary! {
    /// Whether the effect was compared with earlier dates.
    pub enum PlaceboStatus {
        /// It was.
        Compared = "compared",
        /// There are fewer than 8 earlier windows.
        TooFewWindows = "too_few_windows",
    }
}

/// How the event compares with earlier stretches of its length, on which nothing happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Placebo)]
pub struct PlaceboBody {
    /// `compared`, or `too_few_windows` (under 8).
    pub status: PlaceboStatus,
    /// Earlier stretches.
    pub windows: usize,
    /// Place of the event by size of the difference either way, in standard deviations of its forecast; 1 the largest.
    pub rank: Option<usize>,
    /// Share of stretches, the event's included, with a difference at least as large.
    pub p: Option<f64>,
}

/// What changed when steady work began.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LevelChange)]
pub struct ChangeBody {
    /// Change of level at once: a share of the level before; for followers a net change a period.
    pub level: EstimateBody,
    /// Growth a week before it: a share; for followers a change of the net change.
    pub trend_before: EstimateBody,
    /// What was added to that growth.
    pub trend: EstimateBody,
    /// Probability that the level rose.
    #[serde(serialize_with = "rounded")]
    pub level_above_zero: f64,
    /// Probability that growth rose.
    #[serde(serialize_with = "rounded")]
    pub trend_above_zero: f64,
}

/// One period of a forecast.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForecastPeriod)]
pub struct ForecastPeriodBody {
    /// First day of it.
    #[schema(format = Date)]
    pub date: String,
    /// What was counted; for followers the net change. Null where nothing was.
    pub observed: Option<f64>,
    /// What would have been counted without the event.
    #[serde(serialize_with = "rounded")]
    pub expected: f64,
    /// Lower end of its interval.
    #[serde(serialize_with = "rounded")]
    pub lower: f64,
    /// Upper end of its interval.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
}

impl EffectReportBody {
    /// The answer with its sentences in a language, and its id, if it is stored.
    pub fn new(m: &EffectAnalysis, id: Option<String>, language: Language) -> Self {
        let series = &m.series;
        let messages = Messages::of(language);
        let warning = |w: &EffectWarning| WarningBody { code: w.code(), detail: effect_warning(messages, w) };
        Self {
            id,
            frequency: series.frequency(),
            from: series.date(0).to_string(),
            to: series.last_day(series.periods() - 1).to_string(),
            periods: series.periods(),
            events: m.events.iter().map(|answer| EventAnswerBody::new(answer, series.frequency(), messages)).collect(),
            plan: m.plan.as_ref().map(|plan| EffectPlanBody::new(plan, messages)),
            warnings: m.warnings.iter().map(warning).collect(),
            notes: Vec::new(),
            country: m.options.country.clone(),
            level: m.options.level,
            seed: m.options.seed,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl EventAnswerBody {
    fn new(a: &EventAnswer, frequency: Frequency, messages: &Messages) -> Self {
        let event = &a.event;
        let money = event.money.as_ref();
        Self {
            name: event.name.clone(),
            kind: event.kind,
            from: a.during.map(|(from, _)| from.to_string()),
            to: a.during.map(|(_, to)| to.to_string()),
            after_from: a.after.map(|(from, _)| from.to_string()),
            after_to: a.after.map(|(_, to)| to.to_string()),
            unfinished: a.unfinished.map(|u| UnfinishedBody { seen: u.seen, periods: u.periods }),
            hours: event.hours,
            money: money.map(|m| MoneyBody { amount: m.amount, currency: m.currency.clone() }),
            channel: event.channel.clone(),
            not_separable_from: a.not_separable_from.clone(),
            metrics: a.findings.iter().map(|finding| FindingBody::new(a, finding, frequency, messages)).collect(),
            outcome: a.outcome.as_ref().map(OutcomeBody::from),
        }
    }
}

impl FindingBody {
    fn new(answer: &EventAnswer, f: &Finding, frequency: Frequency, messages: &Messages) -> Self {
        Self {
            metric: f.metric,
            status: f.status,
            summary: finding_summary(messages, answer, f, frequency),
            history: HistoryBody { periods: f.history, needed: f.need },
            during: f.during.as_ref().map(EffectBody::from),
            after: f.after.as_ref().map(EffectBody::from),
            persistence: f.persistence,
            per_hour: f.per_hour.as_ref().map(EstimateBody::from),
            per_money: f.per_money.as_ref().map(EstimateBody::from),
            placebo: f.placebo.as_ref().map(PlaceboBody::from),
            change: f.change.as_ref().map(ChangeBody::from),
            controls: f.controls.iter().map(ControlUseBody::from).collect(),
            controls_narrowed: f.controls_narrowed.map(crate::api::contract::figure::round),
            forecast: f.forecast.iter().map(ForecastPeriodBody::from).collect(),
        }
    }
}

impl From<&ControlUse> for ControlUseBody {
    fn from(c: &ControlUse) -> Self {
        Self { name: c.name.clone(), probability: c.probability }
    }
}

impl EffectPlanBody {
    fn new(p: &Plan, messages: &Messages) -> Self {
        let metric = |m: &MetricPlan| MetricPlanBody {
            metric: m.metric,
            history: HistoryBody { periods: m.history, needed: m.need },
            summary: plan_summary(messages, p, m),
            periods_for_lift: m.periods_for_lift,
            windows: m.windows.iter().map(PlannedWindowBody::from).collect(),
        };
        Self { lift: p.lift, power: POWER, metrics: p.metrics.iter().map(metric).collect() }
    }
}

impl From<&LeastEffect> for PlannedWindowBody {
    fn from(w: &LeastEffect) -> Self {
        let share = w.share.map(crate::api::contract::figure::round);
        Self { periods: w.periods, expected: EstimateBody::from(&w.expected), effect: w.effect, share }
    }
}

impl From<&Effect> for EffectBody {
    fn from(e: &Effect) -> Self {
        Self {
            periods: e.periods,
            observed: e.observed,
            expected: EstimateBody::from(&e.expected),
            effect: EstimateBody::from(&e.effect),
            relative: e.relative.as_ref().map(EstimateBody::from),
            probability_above_zero: e.probability_above_zero,
        }
    }
}

impl From<&Placebo> for PlaceboBody {
    fn from(p: &Placebo) -> Self {
        Self {
            status: if p.p.is_some() { PlaceboStatus::Compared } else { PlaceboStatus::TooFewWindows },
            windows: p.windows,
            rank: p.rank,
            p: p.p.map(crate::api::contract::figure::round),
        }
    }
}

impl From<&Change> for ChangeBody {
    fn from(c: &Change) -> Self {
        Self {
            level: EstimateBody::from(&c.level),
            trend_before: EstimateBody::from(&c.trend_before),
            trend: EstimateBody::from(&c.trend),
            level_above_zero: c.level_above_zero,
            trend_above_zero: c.trend_above_zero,
        }
    }
}

impl From<&ForecastPeriod> for ForecastPeriodBody {
    fn from(p: &ForecastPeriod) -> Self {
        let observed = p.observed.map(crate::api::contract::figure::round);
        Self { date: p.date.to_string(), observed, expected: p.expected, lower: p.lower, upper: p.upper }
    }
}
