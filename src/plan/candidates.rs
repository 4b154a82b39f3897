//! From the figures of channels and the constraints to the channels on offer.

use std::f64::consts::LN_2;

use crate::channel::{ChannelFigure, ChannelQuery, Recommendation, SegmentReachDraws};
use crate::reference::{Catalog, Cost};
use crate::target::SpecFault;

use super::bounds::{Availability, ChannelBounds};
use super::constraints::Constraints;
use super::curve::ResponseCurve;
use super::program::{Amounts, ChannelTerm, HOURS, MONEY, RESOURCES};
use super::{ExcludedChannel, Exclusion, FixedAllocation, Resource};

/// Standard deviation of the logarithm of a half that the agency gives: nobody knows it exactly.
const GIVEN_LOG_SD: f64 = 0.2;
/// Most of a channel's users that an account's own followers may make up.
pub(super) const MAX_ORGANIC_REACH: f64 = 0.95;

/// A channel that the plan weighs.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) figure: &'a ChannelFigure,
    pub(super) bounds: ChannelBounds,
    /// What reaches half of the channel's users, by resource; none where the resource reaches nobody.
    pub(super) half_saturations: [Option<HalfSaturation<'a>>; 2],
    pub(super) term: ChannelTerm,
    /// Standard deviation of the logarithm of its half_saturations.
    pub(super) log_sd: f64,
    /// Draws of the share of each segment that uses it, draw by draw.
    pub(super) shares: &'a [f64],
}

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
    /// From a cost of contacts of the catalogue.
    Cost(&'a Cost),
    /// From the cost of a thousand contacts that the request gives.
    Quoted(f64),
}

/// The channels on offer and those that are not.
#[derive(Debug, Default)]
pub(super) struct Candidates<'a> {
    pub(super) list: Vec<Candidate<'a>>,
    pub(super) excluded: Vec<ExcludedChannel>,
    /// Channels that must be kept though nothing is known of what they reach here.
    pub(super) fixed: Vec<FixedAllocation>,
}

/// Who asks for what.
#[derive(Clone, Copy)]
pub(super) struct PlanContext<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) query: &'a ChannelQuery,
    pub(super) answer: &'a Recommendation,
    pub(super) constraints: &'a Constraints,
}

impl<'a> PlanContext<'a> {
    /// The group of measures that the plan goes by: the one in which the constraints name most channels, the first of
    /// equals.
    pub(super) fn group(&self) -> Option<&'a str> {
        let named = |id: &str| {
            let of_group = self.answer.channels.iter().filter(|f| f.group == id && f.rank.is_some());
            of_group.filter(|f| self.constraints.of(&f.channel).is_some()).count()
        };
        // `max_by_key` keeps the last of equals.
        self.answer.groups.iter().rev().map(|group| group.id.as_str()).max_by_key(|id| named(id))
    }

    /// The channels that compete in a group.
    pub(super) fn ranked(&self, group: &str) -> Vec<&'a ChannelFigure> {
        self.answer.channels.iter().filter(|f| f.group == group && f.rank.is_some()).collect()
    }

    /// Sets out the channels.
    pub(super) fn candidates(&self, group: &str, draws: &'a SegmentReachDraws) -> Candidates<'a> {
        let mut candidates = Candidates::default();
        for figure in &self.answer.channels {
            if figure.group != group || figure.rank.is_none() {
                self.exclude(&mut candidates, &figure.channel, self.exclusion(figure, group));
                continue;
            }
            self.add(&mut candidates, figure, draws);
        }
        let has_figure = |id: &str| self.answer.channels.iter().any(|f| f.channel == id);
        for id in self.constraints.channels.iter().map(|c| c.channel.as_str()).filter(|id| !has_figure(id)) {
            let requested = self.query.channels.as_ref().is_none_or(|asked| asked.iter().any(|asked| asked == id));
            self.exclude(&mut candidates, id, Exclusion::NoFigures { requested });
        }
        candidates
    }

    fn add(&self, candidates: &mut Candidates<'a>, figure: &'a ChannelFigure, draws: &'a SegmentReachDraws) {
        let bounds = ChannelBounds::new(self.catalog, self.constraints, &figure.channel);
        match bounds.availability {
            Availability::HeldAtZero => return self.exclude(candidates, &figure.channel, Exclusion::Held),
            Availability::TooLittle(k) => {
                return self.exclude(candidates, &figure.channel, self.below_threshold(&bounds, k));
            }
            Availability::Must | Availability::May => {}
        }
        let money = self.half_saturation_money(figure, &bounds);
        let half_hours = match (bounds.given.response.hours, bounds.effort.and_then(|e| e.half_hours)) {
            (Some(amount), _) => Some(HalfSaturation { amount, basis: Basis::Given }),
            (None, assumed) => assumed.map(|amount| HalfSaturation { amount, basis: Basis::Assumed }),
        };
        let half_saturations = [half_hours, money.as_ref().ok().cloned()];
        if let (None, Err(reason)) = (&half_saturations[HOURS], money) {
            return self.exclude(candidates, &figure.channel, reason);
        }
        let Some(channel_draws) = draws.channels.iter().find(|p| p.channel == figure.channel) else { return };
        let all_given = half_saturations.iter().flatten().all(|half| matches!(half.basis, Basis::Given));
        let log_sd = if all_given { GIVEN_LOG_SD } else { self.catalog.responses().log_sd() };
        let reach = means(&channel_draws.draws, draws.segments.len());
        let term = ChannelTerm {
            organic_reach: self.organic_reach(figure, draws.per_adult),
            reach,
            rates: RESOURCES.map(|k| half_saturations[k].as_ref().map_or(0.0, |half| 1.0 / half.amount)),
            curve: ResponseCurve::spread(log_sd),
            optional: bounds.availability == Availability::May,
            min: bounds.min,
            max: bounds.max,
        };
        candidates.list.push(Candidate {
            figure,
            bounds,
            half_saturations,
            term,
            log_sd,
            shares: &channel_draws.draws,
        });
    }

    /// Leaves a channel out, or keeps it uncounted where a minimum or a hold asks for it.
    fn exclude(&self, candidates: &mut Candidates<'a>, id: &str, reason: Exclusion) {
        let bounds = ChannelBounds::new(self.catalog, self.constraints, id);
        let name = self.catalog.channel(id).map_or(id, |channel| channel.name.as_str()).to_owned();
        if bounds.availability == Availability::Must {
            candidates.fixed.push(FixedAllocation { channel: id.to_owned(), name, amounts: bounds.min, reason });
        } else {
            candidates.excluded.push(ExcludedChannel { channel: id.to_owned(), name, reason });
        }
    }

    /// Why a channel is no candidate of the plan's group.
    fn exclusion(&self, figure: &ChannelFigure, group: &str) -> Exclusion {
        if figure.group == group {
            let related = self.ranked(group).into_iter().find(|f| self.catalog.related(&f.channel, &figure.channel));
            return Exclusion::Overlaps { with: related.map(|f| f.name.clone()) };
        }
        let title =
            |f: &ChannelFigure| self.catalog.measure(&f.measure).map_or_else(|| f.measure.clone(), |m| m.title.clone());
        let planned = self.ranked(group).first().map(|f| title(f)).unwrap_or_default();
        Exclusion::NotComparable { measure: figure.measure.clone(), title: title(figure), planned }
    }

    fn below_threshold(&self, bounds: &ChannelBounds, k: usize) -> Exclusion {
        let limits = self.constraints.limits();
        Exclusion::BelowThreshold {
            resource: if k == HOURS { Resource::Hours } else { Resource::Money },
            threshold: bounds.threshold[k],
            max: bounds.given.max()[k].unwrap_or(limits[k]).min(limits[k]),
            staffing: bounds.staffing(k),
        }
    }

    /// The money that reaches half of a channel's users, or why it is not known.
    fn half_saturation_money(
        &self,
        figure: &ChannelFigure,
        bounds: &ChannelBounds,
    ) -> Result<HalfSaturation<'a>, Exclusion> {
        let Some(currency) = self.constraints.currency().filter(|_| self.constraints.limits()[MONEY] > 0.0) else {
            return Err(Exclusion::NoBudget);
        };
        if let Some(amount) = bounds.given.response.money {
            return Ok(HalfSaturation { amount, basis: Basis::Given });
        }
        let responses = self.catalog.responses();
        if !responses.is_paid(&figure.channel) {
            return Err(Exclusion::NotBuyable { currency: currency.to_owned() });
        }
        let quoted = self.query.costs.iter().find(|c| c.channel == figure.channel && c.currency == currency);
        let published = || responses.costs(&figure.channel).find(|cost| cost.currency == currency);
        let Some((per_thousand, basis)) = quoted
            .map(|cost| (cost.per_thousand, Basis::Quoted(cost.per_thousand)))
            .or_else(|| published().map(|cost| (cost.per_thousand, Basis::Cost(cost))))
        else {
            let known_in = self.currencies(&figure.channel).map(str::to_owned).collect();
            return Err(Exclusion::NoCosts { currency: currency.to_owned(), known_in });
        };
        let (Some(people), Some(contacts)) = (self.people(), responses.contacts(self.constraints.task)) else {
            return Err(Exclusion::NoPeople { currency: currency.to_owned() });
        };
        let users = people * figure.reach_everyone.value;
        Ok(HalfSaturation { amount: LN_2 * contacts * users * per_thousand / 1000.0, basis })
    }

    /// Adults where the agency is responsible: as given, or else those of the whole country where they are known.
    pub(super) fn people(&self) -> Option<f64> {
        let of_country = || Some(self.answer.target_people? / self.answer.target_share_of_adults);
        self.constraints.people.or_else(of_country).filter(|people| people.is_finite())
    }

    /// Currencies in which a cost of a channel is known.
    fn currencies(&self, channel: &str) -> impl Iterator<Item = &'a str> {
        let quoted = self.query.costs.iter().filter(move |cost| cost.channel == channel);
        let published = self.catalog.responses().costs(channel);
        quoted.map(|cost| cost.currency.as_str()).chain(published.map(|cost| cost.currency.as_str()))
    }

    /// The part of a channel's users in the target whom the agency's account already has as followers.
    fn organic_reach(&self, figure: &ChannelFigure, per_adult: f64) -> f64 {
        let Some((followers, people)) = self.followers_in_target(&figure.channel).zip(self.people()) else {
            return 0.0;
        };
        let users = people * per_adult * figure.reach.value;
        if users > 0.0 { (followers / users).min(MAX_ORGANIC_REACH) } else { 0.0 }
    }

    /// Followers in the target, where the account is on this channel and its fit is known.
    pub(super) fn followers_in_target(&self, channel: &str) -> Option<f64> {
        let hint = self.query.audience.as_ref().filter(|hint| hint.account_channel.as_deref() == Some(channel))?;
        Some(hint.followers * hint.fit.as_ref()?.value)
    }

    /// A budget of which nothing is known that it could bring in the plan's channels.
    pub(super) fn idle_budget(&self, group: &str, candidates: &Candidates) -> Option<SpecFault> {
        let money = self.constraints.limits()[MONEY];
        let given = self.constraints.channels.iter().any(|channel| channel.response.money.is_some());
        if money <= 0.0 || given || candidates.list.iter().any(|candidate| candidate.term.rates[MONEY] > 0.0) {
            return None;
        }
        let currency = self.constraints.currency().unwrap_or_default();
        let mut known: Vec<&str> =
            self.ranked(group).iter().flat_map(|figure| self.currencies(&figure.channel)).collect();
        known.sort_unstable();
        known.dedup();
        let give = "give channels[].response.money, the money that reaches half of a channel's users, or leave the \
                    budget out";
        let fault = |pointer: &str, code, detail: String| {
            Some(SpecFault { pointer: pointer.to_owned(), code, detail: format!("{detail}; {give}") })
        };
        if known.contains(&currency) {
            // What it could bring is known: other bounds are in the way, and the plan says which.
            if self.people().is_some() {
                return None;
            }
            let detail = "what the budget reaches depends on how many people there are: give people, the adults living \
                          where the agency is responsible";
            return fault("/people", "missing", detail.to_owned());
        }
        if known.is_empty() {
            return fault("/budget", "no_costs", "no cost is known of any channel of the plan".to_owned());
        }
        let detail = format!("received {currency}; costs of the plan's channels are known in {}", known.join(", "));
        fault("/budget/currency", "not_comparable", detail)
    }
}

/// Mean over the draws, segment by segment.
fn means(draws: &[f64], segments: usize) -> Vec<f64> {
    let count = (draws.len() / segments).max(1) as f64;
    (0..segments).map(|s| draws.iter().skip(s).step_by(segments).sum::<f64>() / count).collect()
}

/// What the channels that are kept uncounted take.
pub(super) fn reserved(fixed: &[FixedAllocation]) -> Amounts {
    RESOURCES.map(|k| fixed.iter().map(|fixed| fixed.amounts[k]).sum())
}
