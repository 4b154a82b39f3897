//! Why each channel gets what it gets or nothing, what the plan assumes, and what to know of it.

use std::f64::consts::LN_2;

use super::bounds::ChannelBounds;
use super::candidates::{Candidate, Candidates, MAX_ORGANIC_REACH, PlanContext};
use super::half_saturation::{Basis, HalfSaturation};
use super::own_reach::ReachUnit;
use super::program::{Amounts, Choice, HOURS, MONEY, RESOURCES};
use super::reachable::Reachable;
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
    reached: f64,
    adds: f64,
) -> Vec<AllocationReason> {
    let mut reasons = Vec::new();
    if let Some(Reachable { own, basis, share, people, .. }) = &candidate.reachable {
        reasons.push(AllocationReason::OwnReach {
            number: own.number.unwrap_or(0.0),
            unit: own.unit.unwrap_or(ReachUnit::Reached),
            growth: own.growth.unwrap_or(0.0),
            share: share.clone(),
            basis: *basis,
            people: people.clone(),
        });
    }
    let share_of_users = candidate.term.parts(amounts).into_iter().fold(0.0, f64::max);
    reasons.push(AllocationReason::Reaches { share_of_users, share_of_target: reached, adds });
    reasons.extend(frequency(context, candidate, amounts));
    reasons.extend(RESOURCES.into_iter().filter_map(|k| bound(candidate, amounts, k)));
    let halves = candidate.half_saturations.iter().enumerate().filter_map(|(k, half)| Some((k, half.as_ref()?)));
    reasons.extend(halves.filter(|(k, _)| amounts[*k] > 0.0).map(|(k, half)| half_saturation(context, k, half)));
    if organic_reach(candidate) > 0.0 {
        reasons.push(AllocationReason::OwnFollowers(organic_reach(candidate)));
    }
    reasons
}

/// The part of a channel's users in the target who follow the account.
fn organic_reach(candidate: &Candidate) -> f64 {
    candidate.term.pools.iter().map(|pool| pool.organic_reach).fold(0.0, f64::max)
}

/// How often a reached person is met by the way that meets most often: contacts come by chance, so that of a mean of `ln 2` times
/// the effort, those who are met at all have a `1 / (1 - e^-mean)` times as large one.
fn frequency(context: &PlanContext, candidate: &Candidate, amounts: Amounts) -> Option<AllocationReason> {
    let weeks = context.constraints.weeks();
    let contacts_each = context.catalog.responses().contacts(context.constraints.task).unwrap_or(1.0);
    let is_priced = matches!(
        candidate.half_saturations[MONEY].as_ref().map(|half| &half.basis),
        Some(Basis::Cost(_) | Basis::Quoted(_))
    );
    // A person counts as reached by several bought contacts, and by one post.
    let contacts = candidate.term.pools.iter().map(|pool| {
        let mean = pool.effort(amounts) * LN_2;
        let is_bought = is_priced && pool.rates[HOURS] == 0.0;
        let each = if is_bought { contacts_each } else { 1.0 };
        if mean > 0.0 { each * mean / -(-mean).exp_m1() } else { 0.0 }
    });
    let contacts = contacts.fold(0.0, f64::max);
    let is_stated = context.constraints.is_scaled() && contacts > 0.0;
    is_stated.then_some(AllocationReason::Frequency { contacts, weeks })
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
        Basis::Learnt(learnt) => {
            HalfSaturationBasis::Learnt { campaigns: learnt.campaigns, factor: learnt.log_sd.exp() }
        }
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
    let is_behind = loss.is_some_and(|loss| loss > 0.0);
    let needs = (is_behind && candidate.term.min != [0.0; 2]).then(|| (hours, candidate.bounds.staffing(HOURS)));
    let reason = match loss {
        Some(loss) => Exclusion::BetterElsewhere { needs, loss },
        None => Exclusion::Unaffordable { hours },
    };
    ExcludedChannel { channel: candidate.channel.clone(), name: candidate.name.clone(), reason }
}

/// What a plan rests on without evidence.
pub(super) fn assumptions(
    context: &PlanContext,
    candidates: &Candidates,
    choice: &Choice,
    at_least: Option<f64>,
) -> Vec<PlanAssumption> {
    let mut assumptions = vec![PlanAssumption::IndependentOverlap, PlanAssumption::Saturation];
    if let Some(at_least) = at_least.filter(|_| choice.iter().flatten().count() > 1) {
        assumptions.push(PlanAssumption::OwnOverlap { at_least });
    }
    let constraints = context.constraints;
    if constraints.weeks() > 1 {
        let (weeks, is_given) = (constraints.weeks(), constraints.fatigue.is_some());
        assumptions.push(PlanAssumption::Fatigue { weeks, fatigue: constraints.fatigue(), is_given });
    }
    if constraints.places.len() > 1 {
        assumptions.push(PlanAssumption::EvenPlaces);
    }
    let taken = || candidates.list.iter().zip(choice).filter(|(_, amounts)| amounts.is_some());
    let has = |basis: fn(&Basis) -> bool| {
        taken().any(|(candidate, _)| candidate.half_saturations.iter().flatten().any(|half| basis(&half.basis)))
    };
    if has(|basis| matches!(basis, Basis::Assumed)) {
        assumptions.push(PlanAssumption::HalfSaturation { factor: context.catalog.responses().log_sd().exp() });
    }
    if let Some(adults) = context.people().filter(|_| constraints.people().is_none()) {
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
        let (channel, bounds) = (candidate.channel.clone(), &candidate.bounds);
        if amounts.is_some() && bounds.is_understaffed() {
            let (hours, needed) = (bounds.min[HOURS], bounds.threshold[HOURS]);
            warnings.push(PlanWarning::Understaffed { channel: channel.clone(), hours, needed });
        }
        if let Some(x) = amounts.filter(|x| x[MONEY] > 0.0 && !candidate.term.is_driven_by(MONEY)) {
            warnings.push(PlanWarning::MoneyWithoutEffect { channel: channel.clone(), money: x[MONEY] });
        }
        let exceeds_users = candidate.reachable.as_ref().is_some_and(|reachable| reachable.exceeds_users);
        if exceeds_users || organic_reach(candidate) >= MAX_ORGANIC_REACH {
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
