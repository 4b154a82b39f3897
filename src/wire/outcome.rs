//! Results of campaigns on the wire, and what is learnt from them.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::Date;
use utoipa::ToSchema;

use super::event_result::EventResultBody;
use super::fields::{Fields, fault};
use super::figure::{EstimateBody, rounded};
use super::query::Query;
use super::request::parse_day;
use crate::channel::{
    CampaignOutcome, EventResult, HALF_LIFE_DAYS, KnownMembership, Learned, Learning, NextExperiment, ThompsonShare,
};
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::reference::{Catalog, Task};
use crate::target::SpecFault;

/// Most outcomes of one request.
const MOST_OUTCOMES: usize = 10_000;
/// Longest name of a target.
const LONGEST_NAME: usize = 200;

/// The result of one campaign on one channel.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Outcome)]
pub struct OutcomeBody {
    /// Channel id.
    pub channel: String,
    /// The day that the counts are of, as `2026-11-01`; not after today, or after `as_of` where that is given.
    #[schema(format = Date)]
    pub at: String,
    /// People it was delivered to; people, not times shown. May be left out, together with `responded`, where `event` is
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered: Option<u64>,
    /// People among them who responded; people, not clicks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responded: Option<u64>,
    /// Those delivered to whose membership of the target is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_known: Option<KnownBody>,
    /// Those who responded whose membership of the target is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responded_known: Option<KnownBody>,
    /// Name or preset of the target that the membership is of; by default the target that is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub target: Option<String>,
    /// Country of the campaign, as `KR`; by default the country that is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
    /// What it asked people to do: `awareness`, `eligibility` or `application`; by default any. A plan for one task learns
    /// nothing of how many respond from outcomes of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Task>)]
    pub task: Option<String>,
    /// What the event added to engagement, as `POST /v1/effects` gives it, and what it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventResultBody>,
}

/// People whose membership of the target is known.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KnownMembership)]
pub struct KnownBody {
    /// Number of them.
    pub people: u64,
    /// How many are in the target.
    pub in_target: u64,
}

/// Results of campaigns to keep.
#[derive(Debug, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutcomesRequest)]
pub struct OutcomesRequestBody {
    /// The results; all are kept, or none.
    #[schema(min_items = 1, max_items = 10000)]
    pub outcomes: Vec<OutcomeBody>,
}

/// A result that the service keeps.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredOutcome)]
pub struct StoredOutcomeBody {
    /// Its id.
    pub id: String,
    /// The result.
    #[serde(flatten)]
    pub outcome: OutcomeBody,
}

/// Results that the service keeps, in the order they came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutcomeList)]
pub struct OutcomeList {
    /// The results.
    pub items: Vec<StoredOutcomeBody>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

/// What the results of campaigns changed in a channel's answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Learned)]
pub struct LearnedBody {
    /// Number of results of the channel that entered.
    pub outcomes: usize,
    /// Reach of the target before them.
    #[serde(serialize_with = "rounded")]
    pub reach_before: f64,
    /// Reach of the target after them.
    #[serde(serialize_with = "rounded")]
    pub reach_after: f64,
    /// Responses per person delivered to.
    pub response_rate: EstimateBody,
    /// Share of the target among the people delivered to; null where the results don't tell.
    pub in_target: Option<EstimateBody>,
    /// The same in words.
    pub summary: String,
}

/// What to try next to learn most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextExperiment)]
pub struct NextExperimentBody {
    /// Channel id.
    pub channel: String,
    /// Share of the effort to give it, 0 to 1: the exploration asked for.
    #[serde(serialize_with = "rounded")]
    pub exploration_share: f64,
    /// For every channel compared the probability that a contact on it is worth most; they add up to 1.
    pub shares: Vec<ThompsonShareBody>,
    /// The same in words.
    pub summary: String,
}

/// The share that Thompson sampling would give a channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ThompsonShare)]
pub struct ThompsonShareBody {
    /// Channel id.
    pub channel: String,
    /// Probability that a contact on it is worth most.
    #[serde(serialize_with = "rounded")]
    pub share: f64,
}

impl From<&Learned> for LearnedBody {
    fn from(l: &Learned) -> Self {
        Self {
            outcomes: l.outcomes,
            reach_before: l.reach_before,
            reach_after: l.reach_after,
            response_rate: EstimateBody::from(&l.response_rate),
            in_target: l.in_target.as_ref().map(EstimateBody::from),
            summary: l.words.clone(),
        }
    }
}

impl From<&NextExperiment> for NextExperimentBody {
    fn from(t: &NextExperiment) -> Self {
        let share = |s: &ThompsonShare| ThompsonShareBody { channel: s.channel.clone(), share: s.share };
        Self {
            channel: t.channel.clone(),
            exploration_share: t.exploration_share,
            shares: t.shares.iter().map(share).collect(),
            summary: t.words.clone(),
        }
    }
}

impl From<&CampaignOutcome> for OutcomeBody {
    fn from(o: &CampaignOutcome) -> Self {
        let known = |k: KnownMembership| KnownBody { people: k.people, in_target: k.in_target };
        Self {
            channel: o.channel.clone(),
            at: o.at.to_string(),
            delivered: o.delivered,
            responded: o.responded,
            delivered_known: o.delivered_known.map(known),
            responded_known: o.responded_known.map(known),
            target: o.target.clone(),
            country: o.country.clone(),
            task: o.task.clone(),
            event: o.event.as_ref().map(EventResultBody::from),
        }
    }
}

impl OutcomeList {
    /// A page that begins at position `from`, of the outcomes there; more of them than `limit` are for the next page.
    pub fn page(outcomes: &[CampaignOutcome], from: u64, limit: u32) -> Self {
        let whole = outcomes.len().min(limit as usize);
        let next_cursor = (whole < outcomes.len()).then(|| (from + u64::from(limit)).to_string());
        Self { next_cursor, ..Self::of(&outcomes[..whole], from) }
    }

    /// Outcomes that stand at `first` and the positions after it.
    pub fn of(outcomes: &[CampaignOutcome], first: u64) -> Self {
        let item = |(place, outcome): (u64, &CampaignOutcome)| StoredOutcomeBody {
            id: format!("o{}", place + 1),
            outcome: OutcomeBody::from(outcome),
        };
        Self { items: (first..).zip(outcomes).map(item).collect(), next_cursor: None }
    }
}

/// Reads one outcome.
///
/// # Errors
/// Every fault of it at once, with pointers below it.
pub fn read_outcome(json: &[u8], catalog: &Catalog, as_of: Date) -> Result<CampaignOutcome, Failure> {
    let mut fields = Fields::new(json)?;
    let before = fields.faults.len();
    let known = |k: KnownBody| KnownMembership { people: k.people, in_target: k.in_target };
    let channel: Option<String> = required(&mut fields, "channel", "give the channel's id, as \"facebook\"");
    let at: Option<String> = required(&mut fields, "at", "give the day of the counts, as \"2026-11-01\"");
    let at = at.and_then(|text| match parse_day(&text) {
        Ok(day) => Some(day),
        Err(detail) => {
            fields.faults.push(fault("/at", "wrong_type", &detail));
            None
        }
    });
    let event: Option<EventResultBody> = fields.take("event");
    let told: Option<&RawValue> = fields.raw("delivered").or_else(|| fields.raw("responded"));
    let (mut delivered, mut responded) = (None, None);
    if event.is_none() || told.is_some() {
        delivered = required(&mut fields, "delivered", "give the number of people it was delivered to");
        let what = "give the number of people who responded, 0 where nobody did";
        responded = required(&mut fields, "responded", what);
    }
    let has_bad_field = fields.faults.len() > before;
    let outcome = CampaignOutcome {
        channel: channel.unwrap_or_default(),
        at: at.unwrap_or(Date::MIN),
        delivered,
        responded,
        delivered_known: fields.take("delivered_known").map(known),
        responded_known: fields.take("responded_known").map(known),
        target: fields.take("target"),
        country: fields.take("country"),
        task: fields.take("task"),
        event: event.map(EventResult::from),
    };
    if let Some(name) = outcome.target.as_deref().filter(|name| name.chars().count() > LONGEST_NAME) {
        let detail = format!("received {}; accepted: up to {LONGEST_NAME} characters", excerpt(name));
        fields.faults.push(fault("/target", "too_long", &detail));
    }
    let mut more = outcome.faults(catalog, as_of);
    if has_bad_field {
        // Fields that could not be read stand at a default, which would be blamed twice and make others inconsistent.
        let unread: Vec<String> = fields.faults.iter().map(|f| f.pointer.clone()).collect();
        let counts_unread = unread.iter().any(|p| p == "/delivered" || p == "/responded");
        let is_known = |f: &SpecFault| unread.contains(&f.pointer) || counts_unread && f.code == "inconsistent";
        more.retain(|f| !is_known(f));
    }
    fields.note("", more);
    fields.finish()?;
    Ok(outcome)
}

fn required<'a, T: Deserialize<'a>>(fields: &mut Fields<'a>, name: &'static str, what: &str) -> Option<T> {
    let before = fields.faults.len();
    let value = fields.take(name);
    if value.is_none() && fields.faults.len() == before {
        fields.faults.push(fault(&format!("/{name}"), "missing", what));
    }
    value
}

/// Reads a line of a file of outcomes: one outcome, or the body of a request with several.
///
/// # Errors
/// Every fault of the line at once.
pub fn read_outcome_line(line: &[u8], catalog: &Catalog, as_of: Date) -> Result<Vec<CampaignOutcome>, Failure> {
    let is_record = Fields::new(line)?.raw("outcomes").is_some();
    if is_record { read_outcomes(line, catalog, as_of) } else { Ok(vec![read_outcome(line, catalog, as_of)?]) }
}

/// Reads the body of a request to keep outcomes.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_outcomes(body: &[u8], catalog: &Catalog, today: Date) -> Result<Vec<CampaignOutcome>, Failure> {
    let mut fields = Fields::new(body)?;
    let before = fields.faults.len();
    let outcomes = take_outcomes(&mut fields, catalog, today);
    if outcomes.is_empty() && fields.faults.len() == before {
        fields.faults.push(fault("/outcomes", "missing", "give the results of campaigns as an array"));
    }
    fields.finish()?;
    Ok(outcomes)
}

fn take_outcomes(fields: &mut Fields<'_>, catalog: &Catalog, as_of: Date) -> Vec<CampaignOutcome> {
    let rows: Vec<&RawValue> = fields.take("outcomes").unwrap_or_default();
    if rows.len() > MOST_OUTCOMES {
        let detail = format!("received {}; accepted: up to {MOST_OUTCOMES} in one request", rows.len());
        fields.faults.push(fault("/outcomes", "too_many", &detail));
        return Vec::new();
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        match read_outcome(row.get().as_bytes(), catalog, as_of) {
            Ok(outcome) => outcomes.push(outcome),
            Err(failure) => fields.faults.extend(below(&format!("/outcomes/{i}"), failure)),
        }
    }
    outcomes
}

/// The faults of a failure, with their pointers below `place`.
fn below(place: &str, failure: Failure) -> Vec<Fault> {
    if failure.code == ErrorCode::MalformedBody {
        return vec![fault(place, "wrong_type", "expected an object, as {\"channel\": \"facebook\", ...}")];
    }
    failure.faults.into_iter().map(|f| Fault { pointer: format!("{place}{}", f.pointer), ..f }).collect()
}

/// What to learn from: the outcomes of the body and those stored, up to `as_of`.
pub(super) fn take_learning(
    fields: &mut Fields<'_>,
    catalog: &Catalog,
    as_of: Date,
    stored: &[CampaignOutcome],
    task: Option<Task>,
) -> Option<Learning> {
    let mut outcomes = take_outcomes(fields, catalog, as_of);
    let use_stored = fields.take("use_outcomes").unwrap_or(true);
    let exploration = fields.take("exploration").unwrap_or(0.0);
    let half_life_days = fields.take("half_life_days").unwrap_or(HALF_LIFE_DAYS);
    let mut learning = Learning { outcomes: Vec::new(), as_of, half_life_days, exploration, task };
    fields.note("", learning.faults());
    if use_stored {
        let is_known = |outcome: &&CampaignOutcome| outcome.at <= as_of && catalog.channel(&outcome.channel).is_some();
        outcomes.extend(stored.iter().filter(is_known).cloned());
    }
    learning.outcomes = outcomes;
    (!learning.is_idle()).then_some(learning)
}

/// Reads `cursor` and `limit` of a list's query string.
///
/// # Errors
/// Every fault, by the parameter's name.
pub fn read_page(query: &str) -> Result<(u64, u32), Failure> {
    let mut query = Query::new(query);
    let page = (query.cursor(|text| text.parse().ok()).unwrap_or(0), query.limit());
    query.finish().map(|()| page)
}
