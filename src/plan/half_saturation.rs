//! What reaches half of a channel's people, by hours and by money, and how that is known.

use std::f64::consts::LN_2;

use super::bounds::ChannelBounds;
use super::candidates::{Candidates, PlanContext};
use super::learnt::LearntHours;
use super::program::MONEY;
use super::reachable::Reachable;
use super::reason::Exclusion;
use crate::channel::ChannelFigure;
use crate::message::message;
use crate::reference::Cost;
use crate::target::SpecFault;

/// What reaches half of a channel's users, and how that is known.
#[derive(Debug, Clone)]
pub(super) struct HalfSaturation<'a> {
    pub(super) amount: f64,
    pub(super) basis: Basis<'a>,
}

/// How a half is known.
#[derive(Debug, Clone)]
pub(super) enum Basis<'a> {
    /// The agency gave it.
    Given,
    /// The catalogue assumes it.
    Assumed,
    /// So many campaigns taught it.
    Learnt(LearntHours),
    /// From a cost of contacts of the catalogue.
    Cost(&'a Cost),
    /// From the cost of a thousand contacts that the request gives.
    Quoted(f64),
}

impl<'a> PlanContext<'a> {
    /// Hours that reach half: as given, learnt from campaigns, or assumed.
    pub(super) fn half_saturation_hours(
        &self,
        channel: &str,
        bounds: &ChannelBounds,
        reachable: Option<&Reachable>,
    ) -> Option<HalfSaturation<'a>> {
        if let Some(amount) = bounds.given.response.hours {
            return Some(HalfSaturation { amount, basis: Basis::Given });
        }
        if self.constraints.is_scaled() && reachable.is_none() {
            // Whom posts would reach is not known.
            return None;
        }
        let amount = bounds.effort.and_then(|effort| effort.half_hours)?;
        let learnt = reachable.and_then(|reachable| self.learnt_hours(channel, &reachable.own, amount));
        Some(match learnt {
            Some(learnt) => HalfSaturation { amount: learnt.hours, basis: Basis::Learnt(learnt) },
            None => HalfSaturation { amount, basis: Basis::Assumed },
        })
    }

    /// The money that reaches half of a channel's users, or why it is not known.
    pub(super) fn half_saturation_money(
        &self,
        channel: &str,
        figure: Option<&ChannelFigure>,
        bounds: &ChannelBounds,
    ) -> Result<HalfSaturation<'a>, Exclusion> {
        let Some(currency) = self.constraints.currency().filter(|_| self.constraints.limits()[MONEY] > 0.0) else {
            return Err(Exclusion::NoBudget);
        };
        if let Some(amount) = bounds.given.response.money {
            return Ok(HalfSaturation { amount, basis: Basis::Given });
        }
        let responses = self.catalog.responses();
        let Some(figure) = figure.filter(|_| responses.is_paid(channel)) else {
            return Err(Exclusion::NotBuyable { currency: currency.to_owned() });
        };
        let quoted = self.query.costs.iter().find(|c| c.channel == channel && c.currency == currency);
        let published = || responses.costs(channel).find(|cost| cost.currency == currency);
        let Some((per_thousand, basis)) = quoted
            .map(|cost| (cost.per_thousand, Basis::Quoted(cost.per_thousand)))
            .or_else(|| published().map(|cost| (cost.per_thousand, Basis::Cost(cost))))
        else {
            let known_in = self.currencies(channel).map(str::to_owned).collect();
            return Err(Exclusion::NoCosts { currency: currency.to_owned(), known_in });
        };
        let (Some(people), Some(contacts)) = (self.people(), responses.contacts(self.constraints.task)) else {
            return Err(Exclusion::NoPeople { currency: currency.to_owned() });
        };
        let users = people * figure.reach_everyone.value;
        Ok(HalfSaturation { amount: LN_2 * contacts * users * per_thousand / 1000.0, basis })
    }

    /// Currencies in which a cost of a channel is known.
    fn currencies(&self, channel: &str) -> impl Iterator<Item = &'a str> {
        let quoted = self.query.costs.iter().filter(move |cost| cost.channel == channel);
        let published = self.catalog.responses().costs(channel);
        quoted.map(|cost| cost.currency.as_str()).chain(published.map(|cost| cost.currency.as_str()))
    }

    /// A budget of which nothing is known that it could bring in the plan's channels.
    pub(super) fn idle_budget(&self, group: &str, candidates: &Candidates) -> Option<SpecFault> {
        let money = self.constraints.limits()[MONEY];
        let given = self.constraints.channels.iter().any(|channel| channel.response.money.is_some());
        if money <= 0.0 || given || candidates.list.iter().any(|candidate| candidate.term.is_driven_by(MONEY)) {
            return None;
        }
        let currency = self.constraints.currency().unwrap_or_default();
        let mut known: Vec<&str> =
            self.ranked(group).iter().flat_map(|figure| self.currencies(&figure.channel)).collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&currency) {
            // What it could bring is known: other bounds are in the way, and the plan says which.
            if self.people().is_some() {
                return None;
            }
            return Some(SpecFault::new("/people", "missing", message!["fault-budget-people"]));
        }
        if known.is_empty() {
            return Some(SpecFault::new("/budget", "no_costs", message!["fault-budget-no-costs"]));
        }
        let detail = message!["fault-budget-currency", received = currency, known = known.join(", ")];
        Some(SpecFault::new("/budget/currency", "not_comparable", detail))
    }
}
