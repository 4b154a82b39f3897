//! What events brought, in the contract.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::contract::figure::rounded;
use crate::channel::{EventResult, MetricEffect, PastEvent};
use crate::report::messages::Messages;
use crate::report::{Language, past_event};

/// An event, what it took and what it added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EventResult)]
pub struct EventResultBody {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Staff hours it took in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1e12)]
    pub hours: Option<f64>,
    /// Money it took in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneyBody>,
    /// What it added to each metric.
    #[schema(min_items = 1, max_items = 16)]
    pub effects: Vec<MetricEffectBody>,
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money)]
pub struct MoneyBody {
    /// How much, 0 or more.
    #[schema(minimum = 0.0, maximum = 1e12)]
    pub amount: f64,
    /// ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

/// What an event added to one metric; engagements, not people.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MetricEffect)]
pub struct MetricEffectBody {
    /// The metric, for example `replies`.
    #[schema(min_length = 1, max_length = 200)]
    pub metric: String,
    /// Point estimate.
    #[serde(serialize_with = "rounded")]
    pub value: f64,
    /// Lower end of its interval.
    #[serde(serialize_with = "rounded")]
    pub lower: f64,
    /// Upper end of its interval.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
    /// Nominal level of the interval, 0.5 to 0.99.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: f64,
}

/// What an event brought on a channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastEvent)]
pub struct PastEventBody {
    /// Channel id.
    pub channel: String,
    /// The day that its figures are of.
    #[schema(format = Date)]
    pub at: String,
    /// The event.
    pub event: EventResultBody,
    /// The same in words.
    pub summary: String,
}

impl From<&EventResult> for EventResultBody {
    fn from(e: &EventResult) -> Self {
        let effect = |m: &MetricEffect| MetricEffectBody {
            metric: m.metric.clone(),
            value: m.value,
            lower: m.lower,
            upper: m.upper,
            level: m.level,
        };
        Self {
            name: e.name.clone(),
            hours: e.hours,
            money: e.money.as_ref().map(|(amount, currency)| MoneyBody { amount: *amount, currency: currency.clone() }),
            effects: e.effects.iter().map(effect).collect(),
        }
    }
}

impl From<EventResultBody> for EventResult {
    fn from(e: EventResultBody) -> Self {
        let effect = |m: MetricEffectBody| MetricEffect {
            metric: m.metric,
            value: m.value,
            lower: m.lower,
            upper: m.upper,
            level: m.level,
        };
        Self {
            name: e.name,
            hours: e.hours,
            money: e.money.map(|money| (money.amount, money.currency)),
            effects: e.effects.into_iter().map(effect).collect(),
        }
    }
}

impl PastEventBody {
    /// The event with its sentence in a language.
    pub(crate) fn new(e: &PastEvent, language: Language) -> Self {
        Self {
            channel: e.channel.clone(),
            at: e.at.to_string(),
            event: EventResultBody::from(&e.result),
            summary: past_event(Messages::of(language), e),
        }
    }
}
