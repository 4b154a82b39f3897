//! Questions about effects in the contract.

use std::collections::BTreeMap;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use time::Date;
use utoipa::ToSchema;

use super::event_request::check_events;
use super::series_request::{check_country, check_metrics, check_series};
use crate::api::contract::body::{Faults, Parsed, parse};
use crate::api::outcomes::event_result::MoneyBody;
use crate::effect::{Event, EventKind, Frequency, Metric, Options, Series};
use crate::error::{Failure, Fault};
use crate::ingest::{CountFault, CountRow, CountTable};
use crate::message::json::json_message;
use crate::message::{Message, message};
use crate::reference::Catalog;

/// Largest number of hours or amount of money.
pub(super) const MAX_COST: f64 = 1e12;
/// Longest name of an event, a control or an account.
pub(super) const MAX_NAME: usize = 200;
/// Lift that a plan is for, unless it is named.
const PLANNED_LIFT: f64 = 0.2;

/// A question about what events did to an account's engagement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EffectRequest)]
pub struct EffectRequestBody {
    /// Counts by day or week, in any order; days that are left out were not observed.
    #[schema(value_type = Vec<SeriesRowBody>, required = true, min_items = 1, max_items = 5000)]
    pub series: Option<Vec<SeriesRowBody>>,
    /// What the agency did; may be left out beside `plan`.
    #[schema(value_type = Vec<EventBody>, max_items = 30)]
    pub events: Option<Vec<EventBody>>,
    /// Asks what the series would show of a next event.
    pub plan: Option<EffectPlanRequest>,
    /// Country whose public holidays are allowed for, ISO 3166-1 alpha-2, for example `KR`.
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
    /// Length of a period; by default `month` where all dates are the same day of a month, or the last, `week` where they lie
    /// whole weeks apart, else `day`.
    pub frequency: Option<Frequency>,
    /// Metrics to judge: `posts`, `followers`, `likes`, `replies`, `reposts`, `clicks`; by default all that have counts.
    #[schema(min_items = 1)]
    pub metrics: Option<Vec<String>>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of every draw; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
    /// The account whose counts these are. What is forecast of it is scored by the next stored effect of the same account.
    #[schema(min_length = 1, max_length = 200)]
    pub account: Option<String>,
    /// Whether to store the answer and register what its plan forecasts; false by default. Takes a key with the scope `write`.
    pub retain: Option<bool>,
}

/// The counts of one period; absent is unknown, not zero.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeriesRow)]
pub struct SeriesRowBody {
    /// First day of the period, for example `2026-11-01`.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = String, format = Date, required = true)]
    pub date: Option<Date>,
    /// Posts of the account.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub posts: Option<u64>,
    /// Followers at the end of the period; their net change is judged.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub followers: Option<u64>,
    /// Likes received.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub likes: Option<u64>,
    /// Replies received.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub replies: Option<u64>,
    /// Reposts received.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub reposts: Option<u64>,
    /// Clicks on links.
    #[serde(default, deserialize_with = "whole_count")]
    #[schema(maximum = 1_000_000_000_000_i64)]
    pub clicks: Option<u64>,
    /// Control series by name: numbers that move with the counts and that no event moves, such as searches, visits of a page
    /// or the likes of another account. Those that help to forecast are used.
    pub controls: Option<BTreeMap<String, f64>>,
}

/// A question about a next event.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EffectPlanRequest)]
pub struct EffectPlanRequest {
    /// Lift for which the number of periods that show it is given, as a share; 0.2 by default.
    #[schema(minimum = 0.01, maximum = 10.0)]
    pub lift: Option<f64>,
}

/// A count, which tools may write with an empty fraction: `39.0`.
fn whole_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct Whole;
    impl Visitor<'_> for Whole {
        type Value = Option<u64>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a whole number of 0 or more")
        }

        fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Some(value))
        }

        fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
            let is_whole = value.fract() == 0.0 && (0.0..=1e15).contains(&value);
            if is_whole { Ok(Some(value as u64)) } else { Err(E::invalid_value(Unexpected::Float(value), &self)) }
        }

        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }
    deserializer.deserialize_any(Whole)
}

/// Something the agency did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Event)]
pub struct EventBody {
    /// What it is called; each event by another name.
    #[schema(value_type = String, required = true, min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: Option<String>,
    /// First day, for example `2026-11-01`.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = String, format = Date, required = true)]
    pub from: Option<Date>,
    /// Last day; may be left out for what goes on to the end of the series, which is `always_on`.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub to: Option<Date>,
    /// What kind it is; `campaign` by default, `always_on` without `to`.
    pub kind: Option<EventKind>,
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
    /// The account whose counts these are.
    pub account: Option<String>,
    /// Whether the answer is to be stored.
    pub retain: bool,
}

/// Reads the body of an effect request.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_effect(body: &[u8], catalog: &Catalog) -> Result<EffectQuestion, Failure> {
    let Parsed { value: request, mut faults } = parse::<EffectRequestBody>(body)?;
    let series = check_series(request.series.unwrap_or_default(), request.frequency, &mut faults);
    let events = check_events(request.events.unwrap_or_default(), request.plan.is_some(), catalog, &mut faults);
    let defaults = Options::default();
    let options = Options {
        level: request.level.unwrap_or(defaults.level),
        seed: request.seed.unwrap_or(defaults.seed),
        country: check_country(request.country, &mut faults),
        plan_lift: request.plan.map(|plan| plan.lift.unwrap_or(PLANNED_LIFT)),
    };
    faults.extend("", options.faults());
    let metrics = check_metrics(request.metrics, series.as_ref(), &mut faults);
    let account = request.account;
    if account.as_ref().is_some_and(|name| !(1..=MAX_NAME).contains(&name.trim().chars().count())) {
        faults.add("/account", "out_of_range", message!["fault-account-name", max = MAX_NAME]);
    }
    let series = faults.finish_with(series)?;
    Ok(EffectQuestion { series, events, metrics, options, account, retain: request.retain.unwrap_or(false) })
}

/// Where a fault of a table and of what is said beside it lies.
#[derive(Debug, Clone, Copy)]
pub enum TablePlace<'a> {
    /// In a column of a line of the table; in the whole line where there is none.
    Cell(u64, &'a str),
    /// In the table as a whole.
    Table,
    /// In a field of the request, by its JSON pointer.
    Field(&'a str),
}

/// The question that a table of counts asks, with the other fields of a request in `body`.
///
/// # Errors
/// Every fault of both, each where `name` says that it lies.
pub fn read_effect_table(
    mut body: Map<String, Value>,
    table: &CountTable,
    catalog: &Catalog,
    name: impl Fn(TablePlace<'_>) -> String,
) -> Result<EffectQuestion, Failure> {
    body.insert("series".to_owned(), Value::Array(series_of(table)));
    let read = read_effect(Value::Object(body).to_string().as_bytes(), catalog);
    let place = |pointer: &str| {
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        let row = parts.get(1).and_then(|i| i.parse::<usize>().ok()).and_then(|i| table.rows.get(i));
        match (parts.as_slice(), row) {
            (["series", _, rest @ ..], Some(row)) => name(TablePlace::Cell(row.line, &rest.join("."))),
            (["series", ..], _) => name(TablePlace::Table),
            _ => name(TablePlace::Field(pointer)),
        }
    };
    let placed = |fault: Fault| Fault { pointer: place(&fault.pointer), ..fault };
    if table.faults.is_empty() {
        return read.map_err(|mut failure| {
            failure.faults = failure.faults.into_iter().map(placed).collect();
            failure
        });
    }
    let fault = |fault: &CountFault| Fault {
        pointer: name(TablePlace::Cell(fault.line, &fault.column)),
        code: "table".to_owned(),
        detail: fault.detail.clone(),
    };
    let mut faults: Vec<Fault> = table.faults.iter().map(fault).collect();
    // What is missing of the series follows from what is wrong with the table.
    let others = read.err().into_iter().flat_map(|failure| failure.faults);
    faults.extend(others.filter(|fault| !fault.pointer.starts_with("/series")).map(placed));
    Err(Failure::invalid(faults))
}

/// An event as people write one: `quiz:2026-03-16:2026-03-22` (no last day: it goes on), or a JSON object.
///
/// # Errors
/// What is wrong with it.
pub fn event_of(text: &str) -> Result<Value, Message> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| json_message(&error));
    }
    match text.split(':').collect::<Vec<_>>()[..] {
        [name, from] | [name, from, ""] => Ok(json!({"name": name, "from": from})),
        [name, from, to] => Ok(json!({"name": name, "from": from, "to": to})),
        _ => Err(message!["fault-event-form"]),
    }
}

/// The rows of a table of counts, as the series of a request.
pub fn series_of(table: &CountTable) -> Vec<Value> {
    let row = |row: &CountRow| {
        let counts = table.metrics.iter().zip(&row.counts);
        let counts = counts.filter_map(|(metric, count)| Some(((*metric).to_owned(), json!((*count)?))));
        let mut body: Map<String, Value> = counts.collect();
        body.insert("date".to_owned(), json!(row.date.to_string()));
        let controls = table.controls.iter().zip(&row.controls);
        let controls: Map<String, Value> =
            controls.filter_map(|(name, value)| Some((name.clone(), json!((*value)?)))).collect();
        if !controls.is_empty() {
            body.insert("controls".to_owned(), Value::Object(controls));
        }
        Value::Object(body)
    };
    table.rows.iter().map(row).collect()
}

/// A day of the years that are taken: others are mistakes, and would leave no room for what follows an event.
pub(super) fn check_day(day: Option<Date>, place: &str, name: &str, faults: &mut Faults) -> Option<Date> {
    let day = day?;
    if (1900..=2999).contains(&day.year()) {
        return Some(day);
    }
    let detail = message!["fault-day-years", received = day];
    faults.add(&format!("{place}/{name}"), "out_of_range", detail);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_in_the_catalogue() {
        let rows = |dates: &[&str]| {
            let rows = dates.iter().map(|date| json!({"date": date, "likes": 1}));
            json!({"series": rows.collect::<Vec<_>>(), "plan": {}})
        };
        let names: Vec<char> = ('a'..='z').collect();
        let controls: BTreeMap<String, f64> = names.iter().map(|name| (name.to_string(), 1.0)).collect();
        let event = |fields: Value| {
            let mut event = json!({"name": "quiz", "from": "2026-11-02", "to": "2026-11-03"});
            if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
                event.extend(fields);
            }
            event
        };
        let asked = [
            json!({}),
            json!({"series": [{"date": "2026-11-01"}], "plan": {}}),
            json!({"series": [{"likes": 1}], "metrics": [], "country": "x", "account": "", "plan": {}}),
            json!({"series": [{"date": "2026-11-01", "likes": 1}], "metrics": ["posts", "x"], "plan": {}}),
            json!({"series": [{"date": "2026-11-01", "likes": 2_000_000_000_000_u64, "controls": {"x": -1, "": 1}}],
                   "plan": {}}),
            json!({"series": [{"date": "2026-11-01", "controls": controls}], "plan": {}}),
            json!({"series": vec![json!({"date": "2026-11-01"}); 5_001], "plan": {}}),
            rows(&["2026-11-01", "2026-11-01"]),
            rows(&["1000-11-01", "2026-11-01"]),
            rows(&["1900-11-01", "2999-11-01", "2999-11-02"]),
            rows(&["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-22", "2026-01-29", "2026-01-30"]),
            json!({"series": rows(&["2026-01-01", "2026-01-09"])["series"], "frequency": "week", "plan": {}}),
            json!({"series": rows(&["2026-01-01", "2026-02-09"])["series"], "frequency": "month", "plan": {}}),
            json!({"series": [], "events": vec![event(json!({})); 31]}),
            json!({"series": [], "events": [event(json!({})), event(json!({}))]}),
            json!({"series": [], "events": [{}, event(json!({"to": "2026-11-01", "hours": -1}))]}),
            json!({"series": [], "events": [event(json!({"to": null, "kind": "campaign", "channel": "x"}))]}),
            json!({"series": [], "events": [event(json!({"money": {"amount": -1, "currency": "x"}, "delivered": 1}))]}),
            json!({"series": [], "events": [event(json!({"responded": 1}))]}),
            json!({"series": [], "events": [event(json!({"delivered": 1, "responded": 2}))]}),
        ];
        let catalog = Catalog::embedded();
        let channels = catalog.unknown_channel("x").map(|fault| fault.in_language(crate::report::Language::English));
        let channels = channels.as_deref().and_then(|said| said.rsplit_once("accepted: ")).map_or("", |(_, ids)| ids);
        let metrics = Metric::ALL.map(Metric::as_str);
        let known = [&[channels][..], &metrics, &["quiz", "delivered", "responded", "1e12", "x"]].concat();
        for body in asked {
            let faults = read_effect(body.to_string().as_bytes(), &catalog).expect_err("faults").faults;
            assert!(!faults.is_empty(), "{body}");
            for Fault { pointer, detail, .. } in faults {
                assert!(detail.is_catalogued(&known), "{pointer}: {detail:?}");
            }
        }
    }
}
