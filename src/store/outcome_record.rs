//! An outcome as the database holds it: one JSON object.

use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::well_known::Iso8601;

use super::StoreError;
use crate::channel::{CampaignOutcome, EventResult, KnownMembership, MetricEffect};

#[derive(Serialize, Deserialize)]
struct OutcomeRecord {
    channel: String,
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivered: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    responded: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivered_known: Option<KnownRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    responded_known: Option<KnownRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<EventRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct KnownRecord {
    people: u64,
    in_target: u64,
}

#[derive(Serialize, Deserialize)]
struct EventRecord {
    name: String,
    hours: Option<f64>,
    money: Option<(f64, String)>,
    effects: Vec<EffectRecord>,
}

#[derive(Serialize, Deserialize)]
struct EffectRecord {
    metric: String,
    value: f64,
    lower: f64,
    upper: f64,
    level: f64,
}

/// The outcome as it is stored; equal outcomes give equal texts.
pub fn outcome_json(outcome: &CampaignOutcome) -> String {
    let known = |known: KnownMembership| KnownRecord { people: known.people, in_target: known.in_target };
    let record = OutcomeRecord {
        channel: outcome.channel.clone(),
        at: outcome.at.to_string(),
        delivered: outcome.delivered,
        responded: outcome.responded,
        delivered_known: outcome.delivered_known.map(known),
        responded_known: outcome.responded_known.map(known),
        target: outcome.target.clone(),
        country: outcome.country.clone(),
        task: outcome.task.clone(),
        event: outcome.event.clone().map(event_record),
        plan: outcome.plan.clone(),
    };
    serde_json::to_string(&record).expect("an outcome is plain data")
}

/// Reads an outcome that [`outcome_json`] wrote; its values were checked before they were stored.
pub(super) fn read_outcome(json: &str) -> Result<CampaignOutcome, StoreError> {
    let corrupt = |detail: String| StoreError::Corrupt(format!("an outcome: {detail}"));
    let known = |known: KnownRecord| KnownMembership { people: known.people, in_target: known.in_target };
    let record: OutcomeRecord = serde_json::from_str(json).map_err(|error| corrupt(error.to_string()))?;
    Ok(CampaignOutcome {
        channel: record.channel,
        at: Date::parse(&record.at, &Iso8601::DATE).map_err(|error| corrupt(error.to_string()))?,
        delivered: record.delivered,
        responded: record.responded,
        delivered_known: record.delivered_known.map(known),
        responded_known: record.responded_known.map(known),
        target: record.target,
        country: record.country,
        task: record.task,
        event: record.event.map(event_result),
        plan: record.plan,
    })
}

fn event_record(event: EventResult) -> EventRecord {
    let effect = |effect: MetricEffect| {
        let MetricEffect { metric, value, lower, upper, level } = effect;
        EffectRecord { metric, value, lower, upper, level }
    };
    let EventResult { name, hours, money, effects } = event;
    EventRecord { name, hours, money, effects: effects.into_iter().map(effect).collect() }
}

fn event_result(record: EventRecord) -> EventResult {
    let effect = |effect: EffectRecord| {
        let EffectRecord { metric, value, lower, upper, level } = effect;
        MetricEffect { metric, value, lower, upper, level }
    };
    let EventRecord { name, hours, money, effects } = record;
    EventResult { name, hours, money, effects: effects.into_iter().map(effect).collect() }
}
