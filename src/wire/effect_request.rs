//! Questions about effects on the wire.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use time::Date;
use utoipa::ToSchema;

use super::event_result::MoneyBody;
use super::fields::{Fields, fault};
use super::request::parse_day;
use crate::effect::{Event, EventKind, Frequency, Metric, Money, Options, Series, SeriesRow};
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::reference::Catalog;

/// Most rows of a series, and most events.
const MOST_ROWS: usize = 5_000;
const MOST_EVENTS: usize = 30;
/// Largest count.
const MOST_COUNT: u64 = 1_000_000_000_000;
/// Largest number of hours or amount of money.
const MOST_COST: f64 = 1e12;
/// Longest name of an event.
const LONGEST_NAME: usize = 200;

/// A question about what events did to an account's engagement.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EffectRequest)]
pub struct EffectRequestBody {
    /// Counts by day or week, in any order; days that are left out were not observed.
    #[schema(min_items = 1, max_items = 5000)]
    pub series: Vec<SeriesRowBody>,
    /// What the agency did.
    #[schema(min_items = 1, max_items = 30)]
    pub events: Vec<EventBody>,
    /// Length of a period; by default `week` where all dates lie whole weeks apart, else `day`.
    pub frequency: Option<FrequencyName>,
    /// Metrics to judge: `posts`, `followers`, `likes`, `replies`, `reposts`, `clicks`; by default all that have counts.
    #[schema(min_items = 1)]
    pub metrics: Option<Vec<String>>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of every draw; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
}

/// The counts of one period; absent is unknown, not zero.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeriesRow)]
pub struct SeriesRowBody {
    /// First day of the period, as `2026-11-01`.
    #[schema(format = Date)]
    pub date: String,
    /// Posts of the account.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub posts: Option<u64>,
    /// Followers at the end of the period; their net change is judged.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub followers: Option<u64>,
    /// Likes received.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub likes: Option<u64>,
    /// Replies received.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub replies: Option<u64>,
    /// Reposts received.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub reposts: Option<u64>,
    /// Clicks on links.
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub clicks: Option<u64>,
}

/// Something the agency did.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Event)]
pub struct EventBody {
    /// What it is called; each event by another name.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// First day, as `2026-11-01`.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; may be left out for what goes on to the end of the series, which is `always_on`.
    #[schema(format = Date)]
    pub to: Option<String>,
    /// What kind it is; `campaign` by default, `always_on` without `to`.
    pub kind: Option<EventKindName>,
    /// Staff hours it took in all.
    #[schema(minimum = 0.0, maximum = 1e12)]
    pub hours: Option<f64>,
    /// Money it took in all.
    pub money: Option<MoneyBody>,
    /// Id of the channel it ran on; with hours or money the answer holds an outcome for that channel.
    pub channel: Option<String>,
    /// People it was delivered to, where known; only passed on to the outcome, together with `responded`.
    pub delivered: Option<u64>,
    /// People who responded, where known.
    pub responded: Option<u64>,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FrequencyName {
    /// One day.
    Day,
    /// Seven days.
    Week,
}

/// What kind of event.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKindName {
    /// A campaign with an end.
    Campaign,
    /// A quiz with an end.
    Quiz,
    /// A change of practice, judged by change of level and trend too.
    AlwaysOn,
}

/// question about effects, read.
#[derive(Debug)]
pub struct EffectQuestion {
    /// The series.
    pub series: Series,
    /// The events.
    pub events: Vec<Event>,
    /// The metrics to judge.
    pub metrics: Vec<Metric>,
    /// How to answer.
    pub options: Options,
}

/// Reads the body of an effect request.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_effect(body: &[u8], catalog: &Catalog) -> Result<EffectQuestion, Failure> {
    let mut fields = Fields::new(body)?;
    let frequency = fields.take::<FrequencyName>("frequency").map(|name| match name {
        FrequencyName::Day => Frequency::Day,
        FrequencyName::Week => Frequency::Week,
    });
    let series = take_series(&mut fields, frequency);
    let events = take_events(&mut fields, catalog);
    let defaults = Options::default();
    let options = Options {
        level: fields.take("level").unwrap_or(defaults.level),
        seed: fields.take("seed").unwrap_or(defaults.seed),
    };
    fields.note("", options.faults());
    let asked: Option<Vec<String>> = fields.take("metrics");
    let metrics = metrics(&mut fields, asked, series.as_ref());
    fields.finish()?;
    let Some(series) = series else {
        return Err(Failure::new(ErrorCode::Internal, "a fault went unnoted"));
    };
    Ok(EffectQuestion { series, events, metrics, options })
}

/// The metrics asked for, or all that have counts.
fn metrics(fields: &mut Fields<'_>, asked: Option<Vec<String>>, series: Option<&Series>) -> Vec<Metric> {
    let there = series.map(Series::metrics).unwrap_or_default();
    let Some(asked) = asked else {
        if series.is_some() && there.is_empty() {
            let detail = format!("no row has a count; give at least one of {}", names(&Metric::ALL));
            fields.faults.push(fault("/series", "missing", &detail));
        }
        return there;
    };
    let mut found = BTreeSet::new();
    for (i, name) in asked.iter().enumerate() {
        match Metric::named(name) {
            Some(metric) if series.is_none() || there.contains(&metric) => {
                found.insert(metric);
            }
            Some(_) => {
                let detail = format!("no row has {name}; the series has {}", names(&there));
                fields.faults.push(fault(&format!("/metrics/{i}"), "missing", &detail));
            }
            None => {
                let detail = format!("received {}; accepted: {}", excerpt(name), names(&Metric::ALL));
                fields.faults.push(fault(&format!("/metrics/{i}"), "unknown_metric", &detail));
            }
        }
    }
    if asked.is_empty() {
        fields.faults.push(fault("/metrics", "missing", "name at least one metric, or leave the field out"));
    }
    found.into_iter().collect()
}

fn names(metrics: &[Metric]) -> String {
    metrics.iter().map(|metric| metric.as_str()).collect::<Vec<_>>().join(", ")
}

fn take_series(fields: &mut Fields<'_>, frequency: Option<Frequency>) -> Option<Series> {
    let before = fields.faults.len();
    let rows: Vec<&RawValue> = fields.take("series").unwrap_or_default();
    if rows.is_empty() && fields.faults.len() == before {
        let what = "give the counts as an array of rows, as {\"date\": \"2026-11-01\", \"likes\": 12}";
        fields.faults.push(fault("/series", "missing", what));
    }
    if rows.len() > MOST_ROWS {
        let detail =
            format!("received {} rows; accepted: up to {MOST_ROWS}; give weeks, or the last years", rows.len());
        fields.faults.push(fault("/series", "too_many", &detail));
    }
    if fields.faults.len() > before {
        return None;
    }
    let mut read = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        match read_row(row.get()) {
            Ok(row) => read.push(row),
            Err(failure) => fields.faults.extend(below(&format!("/series/{i}"), failure)),
        }
    }
    if read.len() < rows.len() {
        return None;
    }
    let misplaced = match Series::new(&read, frequency) {
        Ok(series) => return Some(series),
        Err(misplaced) => misplaced,
    };
    for m in misplaced {
        fields.faults.push(fault(&format!("/series/{}/date", m.row), m.code, &m.detail));
    }
    None
}

fn read_row(json: &str) -> Result<SeriesRow, Failure> {
    let mut fields = Fields::new(json.as_bytes())?;
    let date = required_day(&mut fields, "date");
    let mut counts = [None; 6];
    for (count, metric) in counts.iter_mut().zip(Metric::ALL) {
        *count = fields.take::<u64>(metric.as_str());
        if count.is_some_and(|count| count > MOST_COUNT) {
            let detail = format!("received {}; accepted: up to {MOST_COUNT}", count.unwrap_or_default());
            fields.faults.push(fault(&format!("/{}", metric.as_str()), "out_of_range", &detail));
        }
    }
    fields.finish()?;
    Ok(SeriesRow { date: date.unwrap_or(Date::MIN), counts })
}

fn take_events(fields: &mut Fields<'_>, catalog: &Catalog) -> Vec<Event> {
    let before = fields.faults.len();
    let rows: Vec<&RawValue> = fields.take("events").unwrap_or_default();
    if rows.is_empty() && fields.faults.len() == before {
        let what = "give at least one event, as {\"name\": \"quiz\", \"from\": \"2026-11-01\", \"to\": \"2026-11-14\"}";
        fields.faults.push(fault("/events", "missing", what));
    }
    if rows.len() > MOST_EVENTS {
        let detail = format!("received {} events; accepted: up to {MOST_EVENTS} in one request", rows.len());
        fields.faults.push(fault("/events", "too_many", &detail));
        return Vec::new();
    }
    let mut events: Vec<Event> = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        match read_event(row.get(), catalog) {
            Ok(event) if events.iter().any(|other| other.name == event.name) => {
                let detail = format!("{} is the name of an earlier event; give each another", excerpt(&event.name));
                fields.faults.push(fault(&format!("/events/{i}/name"), "conflict", &detail));
            }
            Ok(event) => events.push(event),
            Err(failure) => fields.faults.extend(below(&format!("/events/{i}"), failure)),
        }
    }
    events
}

fn read_event(json: &str, catalog: &Catalog) -> Result<Event, Failure> {
    let mut fields = Fields::new(json.as_bytes())?;
    let before = fields.faults.len();
    let name: Option<String> = fields.take("name");
    let length = name.as_ref().map_or(0, |name| name.trim().chars().count());
    if !(1..=LONGEST_NAME).contains(&length) && fields.faults.len() == before {
        let detail = format!("give the event a name of 1 to {LONGEST_NAME} characters");
        fields.faults.push(fault("/name", "missing", &detail));
    }
    let from = required_day(&mut fields, "from");
    let before = fields.faults.len();
    let to = take_day(&mut fields, "to");
    let to_is_bad = fields.faults.len() > before;
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let detail = format!("received {to}; accepted: a day from {from} on, when the event begins");
        fields.faults.push(fault("/to", "inconsistent", &detail));
    }
    let kind = fields.take::<EventKindName>("kind").map(|name| match name {
        EventKindName::Campaign => EventKind::Campaign,
        EventKindName::Quiz => EventKind::Quiz,
        EventKindName::AlwaysOn => EventKind::AlwaysOn,
    });
    if to.is_none() && !to_is_bad && kind.is_some_and(|kind| kind != EventKind::AlwaysOn) {
        let what = "give the last day of the event; only what is \"kind\": \"always_on\" goes on without one";
        fields.faults.push(fault("/to", "missing", what));
    }
    let kind = kind.unwrap_or(if to.is_some() { EventKind::Campaign } else { EventKind::AlwaysOn });
    let hours: Option<f64> = fields.take("hours");
    let money: Option<MoneyBody> = fields.take("money");
    for (pointer, cost) in [("/hours", hours), ("/money/amount", money.as_ref().map(|money| money.amount))] {
        if let Some(cost) = cost.filter(|cost| !(0.0..=MOST_COST).contains(cost)) {
            let detail = format!("received {cost}; accepted: a number from 0 to {MOST_COST:e}");
            fields.faults.push(fault(pointer, "out_of_range", &detail));
        }
    }
    if let Some(money) = &money
        && !(money.currency.len() == 3 && money.currency.bytes().all(|b| b.is_ascii_uppercase()))
    {
        let detail = format!("received {}; accepted: three capital letters, as USD", excerpt(&money.currency));
        fields.faults.push(fault("/money/currency", "unknown_currency", &detail));
    }
    let channel: Option<String> = fields.take("channel");
    if let Some(detail) = channel.as_deref().and_then(|id| catalog.unknown_channel(id)) {
        fields.faults.push(fault("/channel", "unknown_channel", &detail));
    }
    let (delivered, responded) = take_people(&mut fields);
    fields.finish()?;
    Ok(Event {
        name: name.unwrap_or_default().trim().to_owned(),
        kind,
        from: from.unwrap_or(Date::MIN),
        to,
        hours,
        money: money.map(|money| Money { amount: money.amount, currency: money.currency }),
        channel,
        delivered,
        responded,
    })
}

/// People delivered to and those who responded: both, or neither.
fn take_people(fields: &mut Fields<'_>) -> (Option<u64>, Option<u64>) {
    let (delivered, responded): (Option<u64>, Option<u64>) = (fields.take("delivered"), fields.take("responded"));
    let complaint = match (delivered, responded) {
        (Some(delivered), Some(responded)) if responded > delivered => Some((
            "/responded",
            "inconsistent",
            format!("received {responded}; accepted: up to the {delivered} delivered; count people, not clicks"),
        )),
        (Some(_), None) => Some(("/responded", "missing", "give it beside delivered, or leave both out".to_owned())),
        (None, Some(_)) => Some(("/delivered", "missing", "give it beside responded, or leave both out".to_owned())),
        (Some(_), Some(_)) | (None, None) => None,
    };
    if let Some((pointer, code, detail)) = complaint
        && !fields.faults.iter().any(|f| f.pointer == pointer)
    {
        fields.faults.push(fault(pointer, code, &detail));
    }
    (delivered, responded)
}

fn required_day(fields: &mut Fields<'_>, name: &'static str) -> Option<Date> {
    let before = fields.faults.len();
    let day = take_day(fields, name);
    if day.is_none() && fields.faults.len() == before {
        fields.faults.push(fault(&format!("/{name}"), "missing", "give a day as 2026-11-01"));
    }
    day
}

fn take_day(fields: &mut Fields<'_>, name: &'static str) -> Option<Date> {
    let text: String = fields.take(name)?;
    match parse_day(&text) {
        // Dates beyond these are mistakes, and would leave no room for what follows an event.
        Ok(day) if (1900..=2999).contains(&day.year()) => Some(day),
        Ok(day) => {
            let detail = format!("received {day}; accepted: a day of the years 1900 to 2999");
            fields.faults.push(fault(&format!("/{name}"), "out_of_range", &detail));
            None
        }
        Err(detail) => {
            fields.faults.push(fault(&format!("/{name}"), "wrong_type", &detail));
            None
        }
    }
}

/// The faults of a failure, with their pointers below `place`.
fn below(place: &str, failure: Failure) -> Vec<Fault> {
    if failure.code == ErrorCode::MalformedBody {
        return vec![fault(place, "wrong_type", "expected an object")];
    }
    failure.faults.into_iter().map(|f| Fault { pointer: format!("{place}{}", f.pointer), ..f }).collect()
}
