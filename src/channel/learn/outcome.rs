//! The result of a campaign.

use time::Date;

use super::EventResult;
use super::beta::BetaShare;
use crate::channel::ChannelQuery;
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::prevalence::Estimate;
use crate::reference::Catalog;
use crate::target::SpecFault;

/// Most people that one campaign can be delivered to.
const MAX_PEOPLE: u64 = 10_000_000_000;
/// What a campaign may ask people to do.
const TASKS: [&str; 3] = ["awareness", "eligibility", "application"];

/// The result of one campaign on one channel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CampaignOutcome {
    /// Channel id.
    pub channel: String,
    /// The day that the counts are of.
    pub at: Date,
    /// People it was delivered to; `None` only where an event's effect is known instead.
    pub delivered: Option<u64>,
    /// People among them who responded; known where `delivered` is.
    pub responded: Option<u64>,
    /// What is known of the membership of those delivered to.
    pub delivered_known: Option<KnownMembership>,
    /// What is known of the membership of those who responded.
    pub responded_known: Option<KnownMembership>,
    /// Name or preset of the target that the membership is of; `None` for the target that is asked about.
    pub target: Option<String>,
    /// Country of the campaign, ISO 3166-1 alpha-2; `None` for the country that is asked about.
    pub country: Option<String>,
    /// What it asked people to do: `awareness`, `eligibility` or `application`. `None` where that is not known: its
    /// responses then count for every task.
    pub task: Option<String>,
    /// What the event added to engagement, and what it took.
    pub event: Option<EventResult>,
    /// Id of the stored answer whose plan it carried out.
    pub plan: Option<String>,
}

/// People whose membership is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownMembership {
    /// Number of them.
    pub people: u64,
    /// How many are in the target.
    pub in_target: u64,
}

impl CampaignOutcome {
    /// People delivered to and those who responded, where both are known.
    pub(super) fn response(&self) -> Option<(u64, u64)> {
        self.delivered.zip(self.responded)
    }

    /// People of the target among those it was delivered to, with the doubt about those whose membership is not known: they are
    /// like the known ones, whose share is known as from a random sample (Jeffreys). `None` where no membership is known.
    pub fn people_of_target(&self, level: f64) -> Option<Estimate> {
        let (delivered, known) = self.delivered.zip(self.delivered_known).filter(|(_, known)| known.people > 0)?;
        let (yes, no) = (known.in_target as f64, (known.people - known.in_target) as f64);
        let share = BetaShare { alpha: yes + 0.5, beta: no + 0.5 }.estimate(level, "jeffreys", known.people as f64);
        let rest = delivered.saturating_sub(known.people) as f64;
        let people = |share: f64| yes + rest * share;
        Some(Estimate {
            value: people(share.value),
            lower: people(share.lower),
            upper: people(share.upper),
            method: "count",
            ..share
        })
    }

    /// Whether it is of the asked country and not after `as_of`.
    pub(super) fn counts_for(&self, query: &ChannelQuery, as_of: Date) -> bool {
        self.country.as_ref().is_none_or(|country| *country == query.country) && self.at <= as_of
    }

    /// Everything that is wrong with it, with pointers below it.
    pub fn faults(&self, catalog: &Catalog, as_of: Date) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, code: &'static str, detail: Message| {
            faults.push(SpecFault::new(pointer, code, detail));
        };
        if let Some(detail) = catalog.unknown_channel(&self.channel) {
            fault("/channel", "unknown_channel", detail);
        }
        if self.at > as_of {
            fault("/at", "in_the_future", message!["fault-future", received = self.at, as_of = as_of]);
        }
        let (delivered, responded) = (self.delivered.unwrap_or(0), self.responded.unwrap_or(0));
        if delivered > MAX_PEOPLE {
            fault(
                "/delivered",
                "out_of_range",
                message!["fault-range", received = delivered, min = 0, max = MAX_PEOPLE],
            );
        }
        if responded > delivered && self.delivered.is_some() {
            let detail = message!["fault-responded", received = responded, delivered = delivered];
            fault("/responded", "inconsistent", detail);
        }
        let groups = [
            ("/delivered_known", self.delivered_known, delivered, "delivered"),
            ("/responded_known", self.responded_known, responded, "responded"),
        ];
        for (pointer, known, most, of) in groups {
            let Some(known) = known else { continue };
            if known.people > most {
                let detail = message!["fault-known-people", received = known.people, most = most, of = of];
                fault(&format!("{pointer}/people"), "inconsistent", detail);
            }
            if known.in_target > known.people {
                let detail = message!["fault-known-in-target", received = known.in_target, known = known.people];
                fault(&format!("{pointer}/in_target"), "inconsistent", detail);
            }
        }
        if let Some(task) = self.task.as_deref().filter(|task| !TASKS.contains(task)) {
            fault(
                "/task",
                "unknown_task",
                message!["fault-unknown", received = excerpt(task), accepted = TASKS.join(", ")],
            );
        }
        if let Some(country) =
            self.country.as_deref().filter(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let detail = message!["fault-country-code", received = excerpt(country)];
            fault("/country", "unknown_country", detail);
        }
        for f in self.event.iter().flat_map(EventResult::faults) {
            faults.push(f.below("/event"));
        }
        faults
    }
}
