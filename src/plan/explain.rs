//! Why each channel gets what it gets or nothing, what the plan assumes, and what to know of it.

use crate::prevalence::Estimate;

use super::bounds::ChannelBounds;
use super::candidates::{Basis, Candidate, Candidates, HalfSaturation, MAX_ORGANIC_REACH, PlanContext};
use super::program::{Amounts, Choice, HOURS, MONEY, RESOURCES};
use super::{
    AllocationReason, ExcludedChannel, Exclusion, HalfSaturationBasis, PlanAssumption, PlanWarning, Resource, Staffing,
};

/// Part of a resource from which what is left of it is warned of.
const MIN_SHARE_LEFT: f64 = 0.02;
/// The resources by their position.
const BY_POSITION: [Resource; 2] = [Resource::Hours, Resource::Money];

impl ChannelBounds {
    /// What the threshold of a resource is for.
    pub(super) fn staffing(&self, k: usize) -> Staffing {
        match self.effort.filter(|_| k == HOURS && self.given.threshold.hours.is_none()) {
            Some(effort) if effort.answer_hours > 0.0 => {
                Staffing::Account { post_hours: effort.post_hours, answer_hours: effort.answer_hours }
            }
            Some(_) => Staffing::Placement,
            None => Staffing::Given,
        }
    }
}

/// Why a channel gets what it gets.
pub(super) fn reasons(
    context: &PlanContext,
    candidate: &Candidate,
    amounts: Amounts,
    reached: &Estimate,
    adds: f64,
) -> Vec<AllocationReason> {
    let share_of_users = candidate.term.part(amounts);
    let mut reasons = vec![AllocationReason::Reaches { share_of_users, share_of_target: reached.value, adds }];
    reasons.extend(RESOURCES.into_iter().filter_map(|k| bound(candidate, amounts, k)));
    let halves = candidate.half_saturations.iter().enumerate().filter_map(|(k, half)| Some((k, half.as_ref()?)));
    reasons.extend(halves.filter(|(k, _)| amounts[*k] > 0.0).map(|(k, half)| half_saturation(context, k, half)));
    if candidate.term.organic_reach > 0.0 {
        reasons.push(AllocationReason::OwnFollowers(candidate.term.organic_reach));
    }
    reasons
}

/// Which bound decides an amount.
fn bound(candidate: &Candidate, amounts: Amounts, k: usize) -> Option<AllocationReason> {
    let (bounds, amount, resource) = (&candidate.bounds, amounts[k], BY_POSITION[k]);
    let at = |bound: f64| (amount - bound).abs() <= 1e-9 * bound.max(1.0);
    if bounds.given.hold.by_resource()[k].is_some() {
        return Some(AllocationReason::Held(resource, amount));
    }
    if bounds.given.max()[k].is_some_and(at) {
        return Some(AllocationReason::AtMaximum(resource, amount));
    }
    if bounds.given.min()[k].is_some_and(|min| min > 0.0 && at(min)) {
        return Some(AllocationReason::AtMinimum(resource, amount));
    }
    let is_at_threshold = bounds.threshold[k] > 0.0 && at(bounds.threshold[k]);
    is_at_threshold.then(|| AllocationReason::AtThreshold(resource, amount, bounds.staffing(k)))
}

/// How it is known what reaches half of a channel's users.
fn half_saturation(context: &PlanContext, k: usize, half: &HalfSaturation) -> AllocationReason {
    let contacts = || context.catalog.responses().contacts(context.constraints.task).unwrap_or(1.0);
    let price = |per_thousand, source| HalfSaturationBasis::Price { per_thousand, contacts: contacts(), source };
    let basis = match &half.basis {
        Basis::Given => HalfSaturationBasis::Given,
        Basis::Assumed => HalfSaturationBasis::Assumed,
        Basis::Cost(cost) => {
            let cited = context.catalog.source(&cost.source).map(|source| source.cited()).unwrap_or_default();
            price(cost.per_thousand, Some((cost.asked_as.clone(), cited)))
        }
        Basis::Quoted(per_thousand) => price(*per_thousand, None),
    };
    AllocationReason::HalfSaturation(BY_POSITION[k], half.amount, basis)
}

/// A candidate that gets nothing; `loss` is how much less the best plan with it reaches, none where no plan has room
/// for it.
pub(super) fn excluded(candidate: &Candidate, loss: Option<f64>) -> ExcludedChannel {
    let hours = candidate.term.min[HOURS];
    let needs = (candidate.term.min != [0.0; 2]).then(|| (hours, candidate.bounds.staffing(HOURS)));
    let reason = match loss {
        Some(loss) => Exclusion::BetterElsewhere { needs, loss },
        None => Exclusion::Unaffordable { hours },
    };
    let (channel, name) = (candidate.figure.channel.clone(), candidate.figure.name.clone());
    ExcludedChannel { channel, name, reason }
}

/// What a plan rests on without evidence.
pub(super) fn assumptions(context: &PlanContext, candidates: &Candidates, choice: &Choice) -> Vec<PlanAssumption> {
    let mut assumptions = vec![PlanAssumption::IndependentOverlap, PlanAssumption::Saturation];
    let taken = || candidates.list.iter().zip(choice).filter(|(_, amounts)| amounts.is_some());
    let has = |basis: fn(&Basis) -> bool| {
        taken().any(|(candidate, _)| candidate.half_saturations.iter().flatten().any(|half| basis(&half.basis)))
    };
    if has(|basis| matches!(basis, Basis::Assumed)) {
        assumptions.push(PlanAssumption::HalfSaturation { factor: context.catalog.responses().log_sd().exp() });
    }
    if let Some(adults) = context.people().filter(|_| context.constraints.people.is_none()) {
        assumptions.push(PlanAssumption::WholeCountry { adults });
    }
    if has(|basis| matches!(basis, Basis::Cost(_) | Basis::Quoted(_))) {
        assumptions.push(PlanAssumption::AverageCosts);
    }
    let uses_both = |(candidate, amounts): (&Candidate, &Option<Amounts>)| {
        candidate.half_saturations.iter().all(Option::is_some) && amounts.is_some_and(|x| x[MONEY] > 0.0)
    };
    if taken().any(uses_both) {
        assumptions.push(PlanAssumption::AdditiveEffort);
    }
    assumptions
}

/// What a reader should know.
pub(super) fn warnings(
    context: &PlanContext,
    candidates: &Candidates,
    choice: &Choice,
    left: Amounts,
) -> Vec<PlanWarning> {
    let mut warnings = Vec::new();
    for (candidate, amounts) in candidates.list.iter().zip(choice) {
        let (channel, bounds) = (candidate.figure.channel.clone(), &candidate.bounds);
        if amounts.is_some() && bounds.is_understaffed() {
            let (hours, needed) = (bounds.min[HOURS], bounds.threshold[HOURS]);
            warnings.push(PlanWarning::Understaffed { channel: channel.clone(), hours, needed });
        }
        if let Some(x) = amounts.filter(|x| x[MONEY] > 0.0 && candidate.term.rates[MONEY] <= 0.0) {
            warnings.push(PlanWarning::MoneyWithoutEffect { channel: channel.clone(), money: x[MONEY] });
        }
        if candidate.term.organic_reach >= MAX_ORGANIC_REACH {
            warnings.push(PlanWarning::FollowersExceedUsers { channel: channel.clone() });
        }
        if context.followers_in_target(&channel).is_some() && context.people().is_none() {
            warnings.push(PlanWarning::FollowersNotCounted { channel });
        }
    }
    warnings.extend(
        candidates
            .fixed
            .iter()
            .map(|fixed| PlanWarning::NotCounted { channel: fixed.channel.clone(), reason: fixed.reason.clone() }),
    );
    let limits = context.constraints.limits();
    if left[HOURS] > MIN_SHARE_LEFT * limits[HOURS] {
        warnings.push(PlanWarning::HoursLeft { hours: left[HOURS] });
    }
    if left[MONEY] > MIN_SHARE_LEFT * limits[MONEY] && limits[MONEY] > 0.0 {
        warnings.push(PlanWarning::MoneyLeft { money: left[MONEY] });
    }
    warnings
}
