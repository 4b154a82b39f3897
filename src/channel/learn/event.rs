//! What an event on a channel brought, as its momentum was judged.

use std::cmp::Ordering;

use time::Date;

use super::CampaignOutcome;
use crate::channel::ChannelQuery;
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::target::SpecFault;
use serde::{Deserialize, Serialize};

/// Most metrics of one event.
const MAX_EFFECTS: usize = 16;
/// Longest name of an event or a metric.
const MAX_NAME_LENGTH: usize = 200;

/// An event, what it took and what it brought.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EventResult {
    /// What it is called.
    pub name: String,
    /// Staff hours it took in all.
    pub hours: Option<f64>,
    /// Money it took in all, and its currency (ISO 4217).
    pub money: Option<(f64, String)>,
    /// What it added to each metric.
    pub effects: Vec<MetricEffect>,
}

/// What an event added to one metric.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MetricEffect {
    /// The metric, for example `replies`; engagements, not people.
    pub metric: String,
    /// Point estimate.
    pub value: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end of its interval.
    pub upper: f64,
    /// Nominal level of the interval.
    pub level: f64,
}

/// An event of the channel in question, as a recommendation tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastEvent {
    /// Channel id.
    pub channel: String,
    /// The day that its figures are of.
    #[serde(with = "crate::stored_form::day")]
    pub at: Date,
    /// The event.
    pub result: EventResult,
}

impl EventResult {
    /// All there is of it, floats by their bits.
    fn key(&self) -> (&str, Vec<u64>, Vec<&str>) {
        let money = self.money.as_ref();
        let mut figures = vec![self.hours.map_or(0, f64::to_bits), money.map_or(0, |m| m.0.to_bits())];
        figures.extend(self.effects.iter().flat_map(|e| [e.value, e.lower, e.upper, e.level].map(f64::to_bits)));
        let mut names: Vec<&str> = vec![money.map_or("", |m| m.1.as_str())];
        names.extend(self.effects.iter().map(|e| e.metric.as_str()));
        (&self.name, figures, names)
    }

    /// Everything that is wrong with it, with pointers below it.
    pub(super) fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: String, code: &'static str, detail: Message| {
            faults.push(SpecFault::new(pointer, code, detail));
        };
        let mut costs = vec![("/hours", self.hours)];
        costs.push(("/money/amount", self.money.as_ref().map(|m| m.0)));
        for (pointer, cost) in costs {
            if let Some(cost) = cost.filter(|cost| !(0.0..=1e12).contains(cost)) {
                fault(
                    pointer.to_owned(),
                    "out_of_range",
                    message!["fault-range", received = cost, min = 0, max = "1e12"],
                );
            }
        }
        if let Some((_, currency)) = &self.money
            && !(currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let detail = message!["fault-currency", received = excerpt(currency)];
            fault("/money/currency".to_owned(), "unknown_currency", detail);
        }
        if self.effects.is_empty() || self.effects.len() > MAX_EFFECTS {
            let detail = message!["fault-metrics", received = self.effects.len(), max = MAX_EFFECTS];
            fault("/effects".to_owned(), "out_of_range", detail);
        }
        for (i, effect) in self.effects.iter().enumerate() {
            let MetricEffect { value, lower, upper, level, .. } = effect;
            if !(lower <= value && value <= upper && upper.is_finite() && lower.is_finite()) {
                let detail = message!["fault-numbers-in-order", lower = lower, upper = upper, value = value];
                fault(format!("/effects/{i}"), "out_of_range", detail);
            }
            if !(0.5..=0.99).contains(level) {
                fault(
                    format!("/effects/{i}/level"),
                    "out_of_range",
                    message!["fault-range", received = level, min = 0.5, max = 0.99],
                );
            }
        }
        let names = self.effects.iter().map(|e| &e.metric).chain([&self.name]);
        if names.into_iter().any(|name| name.is_empty() || name.chars().count() > MAX_NAME_LENGTH) {
            let detail = message!["fault-name-length", max = MAX_NAME_LENGTH];
            fault(String::new(), "too_long", detail);
        }
        faults
    }
}

impl PartialEq for EventResult {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for EventResult {}

impl PartialOrd for EventResult {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EventResult {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The events among outcomes of the asked country, by channel and day.
pub(crate) fn past_events(query: &ChannelQuery) -> Vec<PastEvent> {
    let Some(learning) = &query.learning else { return Vec::new() };
    let mut outcomes: Vec<&CampaignOutcome> =
        learning.outcomes.iter().filter(|o| o.counts_for(query, learning.as_of)).collect();
    outcomes.sort_unstable();
    let reported = |o: &CampaignOutcome| {
        let result = o.event.clone()?;
        Some(PastEvent { channel: o.channel.clone(), at: o.at, result })
    };
    outcomes.into_iter().filter_map(reported).collect()
}
