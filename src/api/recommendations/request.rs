//! The request of a recommendation, and its way to the question it asks.

use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use crate::analysis::{AnalysisOptions, resolve_with_donor};
use crate::api::analyses::request::Context;
use crate::api::contract::body::{Faults, Parsed, parse};
use crate::api::outcomes::body::{LearningFields, OutcomeBody};
use crate::api::targets::definition::{check_spec, noted, with_own};
use crate::channel::{AudienceHint, ChannelCost, ChannelQuery};
use crate::error::Failure;
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::plan::Constraints;
use crate::prevalence::Estimate;
use crate::reference::Catalog;
use crate::target::{SpecFault, TargetSpec};

/// A question about channels, for which no followers are needed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecommendationRequest)]
pub struct RecommendationRequestBody {
    /// The people to reach; with a country.
    #[schema(value_type = TargetSpec, required = true)]
    pub target: Option<TargetSpec>,
    /// Channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// A measure or group of measures to rank by.
    pub measure: Option<String>,
    /// A country whose figures stand in for one without figures of its own.
    pub borrow_from: Option<String>,
    /// Staff, money and bounds, for a plan.
    pub constraints: Option<Constraints>,
    /// What it costs to reach people on channels, all in one currency.
    pub costs: Option<Vec<ChannelCostBody>>,
    /// The agency's own account, to tell what it reaches from what its channel could reach.
    pub account: Option<AccountHintBody>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of the simulation; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
    /// Results of campaigns to learn from, beside those that this service keeps.
    #[schema(max_items = 10000)]
    pub outcomes: Option<Vec<OutcomeBody>>,
    /// Whether to learn from the outcomes that this service keeps; true by default.
    pub use_outcomes: Option<bool>,
    /// Share of the effort to give to learning, 0 to 1; 0 by default, and then nothing is proposed to try.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub exploration: Option<f64>,
    /// Days after which an outcome counts half, above 0; 365 by default.
    #[schema(exclusive_minimum = 0.0)]
    pub half_life_days: Option<f64>,
    /// The day that the age of outcomes is counted to, for example `2026-11-01`; today by default.
    #[serde(default, with = "crate::api::contract::day")]
    #[schema(value_type = Option<String>, format = Date)]
    pub as_of: Option<Date>,
    /// Whether to store the recommendation and register what its plan forecasts; false by default. Takes a key with the scope
    /// `write`.
    pub retain: Option<bool>,
}

/// What it costs to reach a thousand users of a channel, whoever they are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChannelCost)]
pub struct ChannelCostBody {
    /// Channel id.
    pub channel: String,
    /// Cost of reaching a thousand people, above 0.
    #[schema(exclusive_minimum = 0.0)]
    pub per_thousand: f64,
    /// ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

/// The agency's own account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountHint)]
pub struct AccountHintBody {
    /// Channel that the account is on.
    pub channel: String,
    /// Number of its followers.
    #[schema(minimum = 0.0, maximum = 1e10)]
    pub followers: f64,
    /// Share of them in the target, as an analysis gave it.
    pub fit: FitHintBody,
}

/// A share with its interval at the request's level.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FitHint)]
pub struct FitHintBody {
    /// The share, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub value: f64,
    /// Lower end of its interval; the share itself by default.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub lower: Option<f64>,
    /// Upper end of its interval; the share itself by default.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub upper: Option<f64>,
}

/// How a fit that the caller gives is called.
const GIVEN: &str = "given";

impl AccountHintBody {
    /// The account as the ranking takes it.
    ///
    /// # Errors
    /// Every fault, with JSON pointers below the account.
    pub fn check(self, catalog: &Catalog, level: f64) -> Result<AudienceHint, Vec<SpecFault>> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, code: &'static str, detail: Message| {
            faults.push(SpecFault::new(pointer, code, detail));
        };
        if let Some(detail) = catalog.unknown_channel(&self.channel) {
            fault("/channel", "unknown_channel", detail);
        }
        if !(self.followers >= 0.0 && self.followers <= 1e10) {
            fault(
                "/followers",
                "out_of_range",
                message!["fault-range", received = self.followers, min = 0, max = "1e10"],
            );
        }
        let FitHintBody { value, lower, upper } = self.fit;
        let (lower, upper) = (lower.unwrap_or(value), upper.unwrap_or(value));
        if !(0.0 <= lower && lower <= value && value <= upper && upper <= 1.0) {
            let detail = message!["fault-shares-in-order", lower = lower, upper = upper, value = value];
            fault("/fit", "out_of_range", detail);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let fit = Estimate { value, lower, upper, level, method: GIVEN, n: 0.0 };
        let account_channel = Some(self.channel);
        Ok(AudienceHint { account_channel, fit: Some(fit), followers: self.followers, observed: Vec::new() })
    }
}

pub(crate) fn check_costs(given: &Option<Vec<ChannelCostBody>>, faults: &mut Faults) -> Vec<ChannelCost> {
    let given = given.as_deref().unwrap_or_default();
    for (i, cost) in given.iter().enumerate() {
        if cost.per_thousand <= 0.0 {
            let detail =
                format!("received {}; accepted: an amount above 0; leave out what costs nothing", cost.per_thousand);
            faults.add(&format!("/costs/{i}/per_thousand"), "out_of_range", &detail);
        }
        if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            let detail =
                format!("received {}; accepted: three capital letters, for example USD", excerpt(&cost.currency));
            faults.add(&format!("/costs/{i}/currency"), "unknown_currency", &detail);
        }
    }
    let cost = |c: &ChannelCostBody| ChannelCost {
        channel: c.channel.clone(),
        per_thousand: c.per_thousand,
        currency: c.currency.clone(),
    };
    given.iter().map(cost).collect()
}

/// A recommendation request, read.
#[derive(Debug)]
pub struct RecommendationQuestion {
    /// What is asked about channels.
    pub query: ChannelQuery,
    /// What a plan must keep to; none where no plan is asked for.
    pub constraints: Option<Constraints>,
    /// Whether it is to be stored.
    pub retain: bool,
}

/// Reads the body of a recommendation request. The outcomes of `context` are learnt from beside those in the body, unless
/// it says `"use_outcomes": false`.
///
/// # Errors
/// Every fault of the request at once.
pub fn read_recommendation(body: &[u8], context: Context<'_>) -> Result<RecommendationQuestion, Failure> {
    let Context { catalog, today, outcomes, .. } = context;
    let Parsed { value: request, mut faults } = parse::<RecommendationRequestBody>(body)?;
    let donor = request.borrow_from.as_deref();
    let spec = check_spec(request.target, &mut faults).map(|spec| with_own(spec, context.targets));
    let resolved = spec.and_then(|spec| noted(&mut faults, resolve_with_donor(spec, donor, catalog)));
    let level = request.level.unwrap_or(0.9);
    let audience = request.account.and_then(|account| match account.check(catalog, level) {
        Ok(hint) => Some(hint),
        Err(found) => {
            faults.extend("/account", found);
            None
        }
    });
    let constraints = check_constraints(request.constraints.as_ref(), catalog, &mut faults);
    let learning = LearningFields {
        outcomes: &request.outcomes,
        use_outcomes: request.use_outcomes,
        exploration: request.exploration,
        half_life_days: request.half_life_days,
    };
    let (as_of, task) = (request.as_of.unwrap_or(today), constraints.as_ref().map(|c| c.task));
    let learning = learning.check((catalog, outcomes), as_of, task, &mut faults);
    let costs = check_costs(&request.costs, &mut faults);
    faults.extend("", AnalysisOptions { level, ..AnalysisOptions::default() }.faults());
    if let Some((_, country)) = &resolved
        && country.as_deref().unwrap_or_default().is_empty()
    {
        let detail = "channels need the target's country, for example \"KR\" or \"US\"";
        faults.add("/target/country", "missing", detail);
    }
    let (target, country) = faults.finish_with(resolved)?;
    let query = ChannelQuery {
        year: target.spec().year,
        target: target.spec().clone(),
        country: country.unwrap_or_default(),
        channels: request.channels,
        measure: request.measure,
        donor_country: request.borrow_from,
        level,
        seed: request.seed.unwrap_or(0),
        audience,
        costs,
        learning,
    };
    Ok(RecommendationQuestion { query, constraints, retain: request.retain.unwrap_or(false) })
}

pub(crate) fn check_constraints(
    given: Option<&Constraints>,
    catalog: &Catalog,
    faults: &mut Faults,
) -> Option<Constraints> {
    let constraints = given?;
    faults.extend("/constraints", constraints.faults(catalog));
    Some(constraints.clone())
}
