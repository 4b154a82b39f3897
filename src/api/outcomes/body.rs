//! Results of campaigns in the contract, and what is learnt from them.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use crate::api::contract::body::{Faults, Parsed, parse};
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::api::contract::query::Query;
use crate::api::outcomes::event_result::EventResultBody;
use crate::channel::{
    CampaignOutcome, EventResult, HALF_LIFE_DAYS, KnownMembership, Learned, Learning, NextExperiment, Recommendation,
    ThompsonShare,
};
use crate::error::Failure;
use crate::ingest::excerpt;
use crate::reference::{Catalog, Task};
use crate::report::messages::Messages;
use crate::report::{Language, learned, next_experiment};

/// Most outcomes of one request.
const MAX_OUTCOMES: usize = 10_000;
/// Longest name of a target.
const MAX_NAME: usize = 200;

/// The result of one campaign on one channel.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Outcome)]
pub struct OutcomeBody {
    /// Channel id.
    #[schema(value_type = String, required = true)]
    pub channel: Option<String>,
    /// The day that the counts are of, for example `2026-11-01`; not after today, or after `as_of` where that is given.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = String, format = Date, required = true)]
    pub at: Option<Date>,
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
    /// Country of the campaign, for example `KR`; by default the country that is asked about.
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
    /// Id of the stored recommendation or analysis whose plan the campaign carried out: with `delivered_known` it tells whether
    /// the people that the plan said it would meet were met.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub plan_id: Option<String>,
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
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutcomesRequest)]
pub struct OutcomesRequestBody {
    /// The results; all are kept, or none.
    #[schema(value_type = Vec<OutcomeBody>, required = true, min_items = 1, max_items = 10000)]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// Whether to keep them; true by default. Without, they are checked alone.
    pub retain: Option<bool>,
}

/// Results that were checked and not kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckedOutcomes)]
pub struct CheckedOutcomesBody {
    /// Results that can be kept.
    pub accepted: usize,
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
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    /// Share of the target among the people delivered to; null where the results do not say.
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

impl LearnedBody {
    /// What was learnt, with its sentence in a language.
    pub(crate) fn new(l: &Learned, language: Language) -> Self {
        Self {
            outcomes: l.outcomes,
            reach_before: l.reach_before,
            reach_after: l.reach_after,
            response_rate: EstimateBody::from(&l.response_rate),
            in_target: l.in_target.as_ref().map(EstimateBody::from),
            summary: learned(Messages::of(language), l),
        }
    }
}

impl NextExperimentBody {
    /// What to try next, of a recommendation.
    pub(crate) fn new(recommendation: &Recommendation, t: &NextExperiment, language: Language) -> Self {
        let share = |s: &ThompsonShare| ThompsonShareBody { channel: s.channel.clone(), share: s.share };
        Self {
            channel: t.channel.clone(),
            exploration_share: t.exploration_share,
            shares: t.shares.iter().map(share).collect(),
            summary: next_experiment(Messages::of(language), recommendation, t),
        }
    }
}

impl From<&CampaignOutcome> for OutcomeBody {
    fn from(o: &CampaignOutcome) -> Self {
        let known = |k: KnownMembership| KnownBody { people: k.people, in_target: k.in_target };
        Self {
            channel: Some(o.channel.clone()),
            at: Some(o.at),
            delivered: o.delivered,
            responded: o.responded,
            delivered_known: o.delivered_known.map(known),
            responded_known: o.responded_known.map(known),
            target: o.target.clone(),
            country: o.country.clone(),
            task: o.task.clone(),
            event: o.event.as_ref().map(EventResultBody::from),
            plan_id: o.plan.clone(),
        }
    }
}

impl OutcomeList {
    /// A page of the outcomes there, with their positions; more of them than `limit` are for the next page.
    pub fn page(outcomes: &[(u64, CampaignOutcome)], limit: u32) -> Self {
        let (page, rest) = outcomes.split_at(outcomes.len().min(limit as usize));
        let next_cursor = rest.first().map(|(position, _)| position.to_string());
        let items = page.iter().map(|(position, outcome)| StoredOutcomeBody::new(*position, outcome)).collect();
        Self { items, next_cursor }
    }

    /// Outcomes that stand at `first` and the positions after it.
    pub fn of(outcomes: &[CampaignOutcome], first: u64) -> Self {
        let item = |(position, outcome)| StoredOutcomeBody::new(position, outcome);
        Self { items: (first..).zip(outcomes).map(item).collect(), next_cursor: None }
    }
}

impl OutcomeBody {
    /// The outcome, whose faults are noted below `place`.
    fn check(self, place: &str, (catalog, as_of): (&Catalog, Date), faults: &mut Faults) -> Option<CampaignOutcome> {
        let known = |k: KnownBody| KnownMembership { people: k.people, in_target: k.in_target };
        let mut require = |is_there: bool, name: &str, what: &str| {
            if !is_there {
                faults.add(&format!("{place}/{name}"), "missing", what);
            }
        };
        require(self.channel.is_some(), "channel", "give the channel's id, for example \"facebook\"");
        require(self.at.is_some(), "at", "give the day of the counts, for example \"2026-11-01\"");
        if self.event.is_none() || self.delivered.is_some() || self.responded.is_some() {
            require(self.delivered.is_some(), "delivered", "give the number of people it was delivered to");
            let what = "give the number of people who responded, 0 if nobody did";
            require(self.responded.is_some(), "responded", what);
        }
        if let Some(name) = self.target.as_deref().filter(|name| name.chars().count() > MAX_NAME) {
            let detail = format!("received {}; accepted: up to {MAX_NAME} characters", excerpt(name));
            faults.add(&format!("{place}/target"), "too_long", &detail);
        }
        let outcome = CampaignOutcome {
            channel: self.channel?,
            at: self.at?,
            delivered: self.delivered,
            responded: self.responded,
            delivered_known: self.delivered_known.map(known),
            responded_known: self.responded_known.map(known),
            target: self.target,
            country: self.country,
            task: self.task,
            event: self.event.map(EventResult::from),
            plan: self.plan_id,
        };
        faults.extend(place, outcome.faults(catalog, as_of));
        Some(outcome)
    }
}

impl StoredOutcomeBody {
    /// The outcome at a position.
    pub fn new(position: u64, outcome: &CampaignOutcome) -> Self {
        Self { id: format!("o{}", position + 1), outcome: OutcomeBody::from(outcome) }
    }

    /// The position of the outcome with this id; `None` where it is no id.
    pub fn position(id: &str) -> Option<u64> {
        id.strip_prefix('o')?.parse::<u64>().ok()?.checked_sub(1)
    }
}

/// Reads one outcome.
///
/// # Errors
/// Every fault of it at once, with pointers below it.
pub fn read_outcome(json: &[u8], catalog: &Catalog, as_of: Date) -> Result<CampaignOutcome, Failure> {
    let Parsed { value, mut faults } = parse::<OutcomeBody>(json)?;
    let outcome = value.check("", (catalog, as_of), &mut faults);
    faults.finish_with(outcome)
}

/// Reads the correction of a stored outcome: the outcome, or what `GET` returns of it, whose `id` is not read.
///
/// # Errors
/// Every fault of it at once, with pointers below it.
pub fn read_correction(json: &[u8], catalog: &Catalog, today: Date) -> Result<CampaignOutcome, Failure> {
    let Ok(serde_json::Value::Object(mut body)) = serde_json::from_slice(json) else {
        return read_outcome(json, catalog, today);
    };
    if body.remove("id").is_none() {
        return read_outcome(json, catalog, today);
    }
    read_outcome(serde_json::Value::Object(body).to_string().as_bytes(), catalog, today)
}

/// Reads a line of a file of outcomes: one outcome, or the body of a request with several.
///
/// # Errors
/// Every fault of the line at once.
pub fn read_outcome_line(line: &[u8], catalog: &Catalog, as_of: Date) -> Result<Vec<CampaignOutcome>, Failure> {
    #[derive(Deserialize)]
    struct Record {
        #[expect(dead_code, reason = "its presence is what counts")]
        outcomes: IgnoredAny,
    }
    let is_record = serde_json::from_slice::<Record>(line).is_ok();
    if is_record { read_outcomes(line, catalog, as_of) } else { Ok(vec![read_outcome(line, catalog, as_of)?]) }
}

/// Reads the body of a request to keep outcomes.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_outcomes(body: &[u8], catalog: &Catalog, today: Date) -> Result<Vec<CampaignOutcome>, Failure> {
    read_outcomes_request(body, catalog, today).map(|(outcomes, _)| outcomes)
}

/// Reads the same, and whether they are to be kept.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_outcomes_request(
    body: &[u8],
    catalog: &Catalog,
    today: Date,
) -> Result<(Vec<CampaignOutcome>, bool), Failure> {
    let Parsed { value, mut faults } = parse::<OutcomesRequestBody>(body)?;
    let retain = value.retain.unwrap_or(true);
    let given = value.outcomes.unwrap_or_default();
    if given.is_empty() {
        faults.add("/outcomes", "missing", "give the results of campaigns as an array");
    }
    let outcomes = check_outcomes(given, (catalog, today), &mut faults);
    faults.finish()?;
    Ok((outcomes, retain))
}

fn check_outcomes(
    given: Vec<OutcomeBody>,
    (catalog, as_of): (&Catalog, Date),
    faults: &mut Faults,
) -> Vec<CampaignOutcome> {
    if given.len() > MAX_OUTCOMES {
        let detail = format!("received {}; accepted: up to {MAX_OUTCOMES} in one request", given.len());
        faults.add("/outcomes", "too_many", &detail);
        return Vec::new();
    }
    let checked = given.into_iter().enumerate();
    checked.filter_map(|(i, outcome)| outcome.check(&format!("/outcomes/{i}"), (catalog, as_of), faults)).collect()
}

/// What a request says of learning from results.
#[derive(Debug)]
pub(crate) struct LearningFields<'a> {
    pub(crate) outcomes: &'a Option<Vec<OutcomeBody>>,
    pub(crate) use_outcomes: Option<bool>,
    pub(crate) exploration: Option<f64>,
    pub(crate) half_life_days: Option<f64>,
}

impl LearningFields<'_> {
    /// What to learn from: the outcomes of the body and those stored, up to `as_of`.
    pub(crate) fn check(
        self,
        (catalog, stored): (&Catalog, &[CampaignOutcome]),
        as_of: Date,
        task: Option<Task>,
        faults: &mut Faults,
    ) -> Option<Learning> {
        let given = self.outcomes.clone().unwrap_or_default();
        let mut outcomes = check_outcomes(given, (catalog, as_of), faults);
        let exploration = self.exploration.unwrap_or(0.0);
        let half_life_days = self.half_life_days.unwrap_or(HALF_LIFE_DAYS);
        let mut learning = Learning { outcomes: Vec::new(), as_of, half_life_days, exploration, task };
        faults.extend("", learning.faults());
        if self.use_outcomes.unwrap_or(true) {
            let is_known =
                |outcome: &&CampaignOutcome| outcome.at <= as_of && catalog.channel(&outcome.channel).is_some();
            outcomes.extend(stored.iter().filter(is_known).cloned());
        }
        learning.outcomes = outcomes;
        (!learning.is_idle()).then_some(learning)
    }
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
