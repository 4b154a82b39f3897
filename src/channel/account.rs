//! What a channel could bring, what the agency's own account brings today, and what a reached person costs.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::prevalence::Estimate;

use super::reach::{Reach, ReachContext};
use super::target_grid::TargetOnGrid;
use super::{AccountReach, AudienceHint, ChannelCost, CostFigure};
use crate::stats::logistic;

const PEOPLE: &str = "published reach times the number of people";
const OF_USERS: &str = "share of the target times its lift";
const COST: &str = "cost of a person reached over the share of the target among them";

/// The target among a country's people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TargetPopulation {
    /// Share of the adults that is in the target.
    pub(super) share_of_adults: f64,
    /// Number of people in the target; `None` where the catalogue doesn't know how many people there are.
    pub(super) people: Option<f64>,
}

impl TargetPopulation {
    pub(super) fn new(context: &ReachContext, grid_target: &TargetOnGrid) -> Self {
        let target = context.population.share(&grid_target.subpopulation);
        let share_of_adults = (target / context.population.share(&context.everyone)).min(1.0);
        Self { share_of_adults, people: people(context, target) }
    }
}

/// Number of people that a share of the population table is; none for another country's table.
fn people(context: &ReachContext, share: f64) -> Option<f64> {
    let code = &context.country.code;
    let size = context.catalog.size(code, context.year).filter(|_| !context.borrowed)?;
    let table = context.catalog.population(code, context.year)?;
    let youngest = table.cells.iter().map(|cell| cell.age.from).min()?;
    let counted = context.population.share(&super::grid::GridFractions::ages(f64::from(size.age_min), f64::INFINITY));
    // A table that begins later than the count says nothing of the children in it.
    (youngest <= size.age_min.max(super::grid::FIRST_AGE)).then(|| counted_people(size.people, share, counted))
}

fn counted_people(people: f64, share: f64, counted: f64) -> f64 {
    people * share / counted
}

/// Number of people of the target that a channel could reach.
pub(super) fn potential(reach: &Estimate, target_population: TargetPopulation) -> Option<Estimate> {
    let people = target_population.people?;
    Some(scaled(reach, people, PEOPLE))
}

/// Share of the target among the adults who use a channel: what a random user's chance of matching is.
pub(super) fn expected_fit(lift: &Estimate, target_population: TargetPopulation) -> Estimate {
    scaled(lift, target_population.share_of_adults, OF_USERS).map(|x| x.min(1.0))
}

/// What the agency's own account brings.
pub(super) fn account_reach(
    hint: &AudienceHint,
    grid_target: &TargetOnGrid,
    lift: &Estimate,
    target_population: TargetPopulation,
) -> Option<AccountReach> {
    let fit = hint.fit.clone()?;
    let people = scaled(&fit, hint.followers, fit.method);
    // Members meet conditions that the number of people knows nothing of.
    let known = target_population.people.filter(|_| grid_target.ignored.is_empty());
    let of_target = known.map(|all| scaled(&people, 1.0 / all, fit.method).map(|x| x.min(1.0)));
    let expected_fit = grid_target.ignored.is_empty().then(|| expected_fit(lift, target_population));
    Some(AccountReach { followers: hint.followers, fit, people, of_target, expected_fit })
}

impl AccountReach {
    /// Whether followers match less often than the channel's users do, with the intervals apart.
    pub fn misses(&self) -> bool {
        self.expected_fit.as_ref().is_some_and(|expected| self.fit.upper < expected.lower)
    }
}

/// What a person of the target costs, where reaching a thousand users is known to cost something.
pub(super) fn cost(cost: &ChannelCost, lift: &Estimate, target_population: TargetPopulation) -> CostFigure {
    let share = expected_fit(lift, target_population);
    let each = cost.per_thousand / 1000.0;
    let least = f64::MIN_POSITIVE;
    CostFigure {
        per_person: Estimate {
            value: each / share.value.max(least),
            lower: each / share.upper.max(least),
            upper: each / share.lower.max(least),
            level: share.level,
            method: COST,
            n: share.n,
        },
        per_thousand: cost.per_thousand,
        currency: cost.currency.clone(),
    }
}

/// A ceiling's own share, for telling it.
pub(super) fn share_of(reach: &Reach, level: f64, method: &'static str) -> Estimate {
    let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
    let at = |z: f64| logistic(reach.target + z * reach.target_sd);
    Estimate { value: at(0.0), lower: at(-z), upper: at(z), level, method, n: reach.n }
}

fn scaled(estimate: &Estimate, by: f64, method: &'static str) -> Estimate {
    Estimate { method, ..estimate.map(|x| x * by) }
}
