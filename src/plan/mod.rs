//! What to do in a week, or in several: the hours and money of each channel that reach most of the target, under the staff
//! and the budget there are.
//!
//! # Scale
//! Nobody reaches all users of a channel. Where the agency says how many people it can reach ([`OwnReach`]: followers,
//! subscribers, visitors, readers, past results), a plan is of these people and of those whom bought contacts meet, and told
//! in people ([`Scale::People`]). Without any such number, users of channels only say which channel is worth more: the plan
//! is an order and a split of hours with its doubt, and no number of people ([`Scale::Order`]).
//!
//! # Model
//! The target is cut into segments `s` of weight `w_s` (ages by incomes). Channel `c` is used by a share `r_sc` of a
//! segment: those whom the agency can reach there (`reachable`), or without a scale all its users (the reach model). An
//! effort of `a` half-lives reaches the part `f_c = 1 - (1 - q_c) m_c(a)` of them:
//! one half-life reaches half of those not yet reached. Hours and money buy effort at fixed rates and add up,
//! `a = hours / half_hours + money / half_saturation_money`: own posts and bought contacts on one channel are substitutes. `q_c`
//! is the part of its users whom the agency's account has as followers (without a scale). With a scale, bought contacts meet
//! all users of a channel and posts those who follow: two pools, each with its `r` and `f`. A person of a segment is met in
//! one pool independently of the others, so the plan reaches
//!
//! ```text
//! R = sum_s w_s (1 - prod_c (1 - r_sc f_c(hours_c, money_c)))
//! ```
//!
//! The expectation of `R` is taken as `R` at the expected `r_sc` and the expected curves `m_c`, as if what is uncertain were
//! independent between channels; the draws behind the intervals let the assumptions err together (`uncertainty`).
//!
//! # Weeks
//! The same is done each week; each further week brings `1 - fatigue` of what the one before did, so that `n` weeks bring
//! the effort of `1 + (1 - fatigue) + ...` weeks.
//!
//! # Concavity
//! A sum and a product of log-convex functions are log-convex. `m_c`, a mixture of exponentials, is log-convex in the
//! effort, which is linear in hours and money; `1 - r f = (1 - r) + r (1 - q) m` is then log-convex, and so is the
//! product over channels, jointly in all amounts. Log-convex functions are convex, so `R` is concave.
//!
//! # Constraints
//! Hours and money do not exceed what there is; minimums, maximums and holds are kept to the last digit. A channel gets
//! nothing or at least its threshold: for an account, the hours that posting and answering take. Which channels to take
//! up is therefore a combinatorial choice: branch and bound over it (`branch`) with certified upper bounds from a
//! concave relaxation (`relax`) finds the global optimum to one person in a million; tests hold it to brute force.
//! Amounts are then rounded down to steps that people can keep (`rounding`); `optimality_gap` tells what the plan, as
//! rounded, can fall short of the best at most.
//!
//! # What is assumed
//! How much effort reaches half of a channel's users is not published anywhere. `models/responses.toml` holds
//! assumptions, marked as such, which may be off by a factor of four; an agency's own figures, or its past campaigns
//! (`learnt`), replace them. They enter as distributions (`uncertainty`), like the reach: the interval of the plan, its
//! expected regret and the plan that may turn out better all come from joint draws of both (`simulation` holds them to
//! what comes true where responses are off by a factor of two).

mod bounds;
mod branch;
mod breakdown;
#[cfg(test)]
mod brute_force;
mod candidates;
mod constraints;
mod curve;
mod explain;
mod half_saturation;
mod interior;
mod kept;
mod learnt;
mod outlook;
mod own_reach;
mod program;
mod reachable;
mod reason;
mod relax;
mod rounding;
mod segments;
#[cfg(test)]
mod simulation;
mod solve;
mod uncertainty;

pub use crate::reference::Task;
use crate::vocabulary::vocabulary;
pub use constraints::{Budget, ChannelConstraint, Constraints, PerResource};
pub use kept::cache_counts;
pub use own_reach::{OwnReach, Place, ReachOf, ReachUnit, TargetShare};
pub use reason::{
    AllocationReason, Exclusion, ExclusionCode, HalfSaturationBasis, PlanAssumption, PlanWarning, Staffing,
    TargetShareBasis,
};
use serde::{Deserialize, Serialize};
pub use solve::plan;

use crate::channel::{ChannelError, SegmentBounds, TargetGroup};
use crate::prevalence::Estimate;
use crate::target::SpecFault;

/// What to do in a week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is to bring about.
    pub task: Task,
    /// The target, as far as it entered the reach of channels.
    pub target_group: TargetGroup,
    /// Ids of the measures that say who is reached.
    pub measures: Vec<String>,
    /// Whether it tells people, or an order alone.
    pub scale: Scale,
    /// Level of the intervals.
    pub level: f64,
    /// Weeks that it is kept up.
    pub weeks: u32,
    /// Staff hours that there are.
    pub hours_per_week: f64,
    /// Hours that nothing is gained by, or that rounding leaves.
    pub hours_left: f64,
    /// Money that there is.
    pub money: f64,
    /// Money that nothing is gained by, or that rounding leaves.
    pub money_left: f64,
    /// Currency of the money; none without a budget.
    pub currency: Option<String>,
    /// What each channel gets, most unique reach first.
    pub allocations: Vec<Allocation>,
    /// Share of the target that meets at least one channel; none without a scale.
    pub reach: Option<Estimate>,
    /// The same in people; none without a scale.
    pub people: Option<Estimate>,
    /// People in the target where the agency is responsible; none without a scale.
    pub target_people: Option<f64>,
    /// The same of each segment of the target; none without a scale, or where places are given.
    pub segments: Vec<SegmentReach>,
    /// The same of each place, where places are given.
    pub places: Vec<PlaceReach>,
    /// People reached by the end of each week of a plan of several.
    pub by_week: Vec<WeekReach>,
    /// What reaches the people asked for; none where none were.
    pub goal: Option<GoalOutlook>,
    /// People against hours and against money, where asked for.
    pub curves: Vec<ReachCurve>,
    /// What more of a resource would add.
    pub shadow_prices: Vec<ShadowPrice>,
    /// Channels that get nothing.
    pub excluded: Vec<ExcludedChannel>,
    /// What the uncertainty costs.
    pub regret: Regret,
    /// The second most probable choice of channels.
    pub runner_up: Option<RunnerUp>,
    /// Most by which any plan within the constraints can reach more than this one, rounding included.
    pub optimality_gap: f64,
    /// What the plan rests on without evidence.
    pub assumptions: Vec<PlanAssumption>,
    /// What a reader should know before relying on it.
    pub warnings: Vec<PlanWarning>,
}

/// What one channel gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Hours a week.
    pub hours: f64,
    /// Money a week.
    pub money: f64,
    /// Between which hours the best plan's lie, were everything known that is uncertain; none where it is not counted.
    pub best_hours: Option<(f64, f64)>,
    /// Probability that the best plan, were everything known, takes it up.
    pub p_used: f64,
    /// People whom the agency can reach there; none where it says nothing of them.
    pub own: Option<OwnPeople>,
    /// Share of the target that it meets, whatever the others do; none where that is not known, so that the plan's
    /// reach leaves it out, and without a scale.
    pub reached: Option<Estimate>,
    /// The same in people.
    pub people: Option<Estimate>,
    /// By how much the plan's reach would fall without it, its hours and money not used elsewhere: a share of the target,
    /// or without a scale a part of what the plan brings.
    pub adds: f64,
    /// Why: what it reaches first.
    pub reasons: Vec<AllocationReason>,
}

vocabulary! {
    /// What a plan is measured in.
    pub enum Scale as PlanScale {
        /// People whom the agency can reach, by its own numbers.
        People = "people",
        /// Which channel is worth more; how many people that is, is not known.
        Order = "order",
    }
}

/// People whom the agency can reach on a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnPeople {
    /// What the agency counts, as it gives it.
    pub given: OwnReach,
    /// Share of the target among them.
    pub share: Estimate,
    /// How that is known.
    pub basis: TargetShareBasis,
    /// People of the target among them, at the end of the plan.
    pub people: Estimate,
}

impl OwnPeople {
    fn of(reachable: &reachable::Reachable) -> Self {
        let (share, people) = (reachable.share.clone(), reachable.people.clone());
        Self { given: reachable.own.clone(), share, basis: reachable.basis, people }
    }
}

/// Reach in one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceReach {
    /// Its name.
    pub name: String,
    /// People of the target living there.
    pub target_people: f64,
    /// Share of them that meets at least one channel.
    pub reach: Estimate,
    /// The same in people.
    pub people: Estimate,
}

/// Reach by the end of a week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekReach {
    /// Week, from 1.
    pub week: u32,
    /// People of the target who have met at least one channel by its end.
    pub people: Estimate,
}

/// What it would take to reach a given number of people of the target, and whether the plan does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoalOutlook {
    /// People of the target to reach.
    pub people: f64,
    /// Least hours a week whose best plan is expected to reach them, with the money there is; none where none do.
    pub least_hours: Option<f64>,
    /// Least money a week whose best plan is expected to reach them, with the hours there are; none where none does, and
    /// without a budget or hours.
    pub least_money: Option<f64>,
    /// People whom the best plan of all the hours that can be thought of reaches, with the money there is.
    pub at_most: Estimate,
    /// Whether the plan is expected to reach them.
    pub is_reached: bool,
    /// Probability that the plan reaches them.
    pub probability: f64,
}

/// People against an amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReachCurve {
    /// What the amounts are of; the other resource stays as it is.
    pub resource: Resource,
    /// Its points, in order.
    pub points: Vec<CurvePoint>,
}

/// The best plan of other amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Hours a week that there are.
    pub hours: f64,
    /// Money a week that there is.
    pub money: f64,
    /// Hours and money of it that the plan uses.
    pub spent: [f64; 2],
    /// People of the target that it reaches.
    pub people: Estimate,
}

/// Reach in a segment of the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentReach {
    /// Its ages and household incomes.
    pub bounds: SegmentBounds,
    /// Its share of the target.
    pub weight: f64,
    /// Share of it that meets at least one channel.
    pub reach: Estimate,
}

vocabulary! {
    /// A resource of a plan.
    pub enum Resource {
        /// Staff hours.
        Hours = "hours",
        /// Money, in the currency of the budget.
        Money = "money",
    }
}

/// What more of a resource would add to the best plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShadowPrice {
    /// The resource.
    pub resource: Resource,
    /// How much more of it.
    pub per: f64,
    /// Share of the target that it would add, or without a scale a part of what the plan brings.
    pub adds: f64,
    /// People that it would add; none without a scale.
    pub people: Option<f64>,
}

/// A channel that gets nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExcludedChannel {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Why.
    pub reason: Exclusion,
}

/// How much less a plan reaches than one made in full knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regret {
    /// Expected shortfall, as a share of the target (without a scale, a part of what the plan brings): the expected value
    /// of perfect information.
    pub expected: f64,
    /// The shortfall is no more than this at the level of the intervals.
    pub upper: f64,
    /// Probability that no other choice of channels reaches more.
    pub p_optimal: f64,
}

/// A plan with other channels that may turn out better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// What each channel gets: id, name, hours and money.
    pub allocations: Vec<(String, String, f64, f64)>,
    /// Channels it takes up and the plan does not, by id.
    pub added: Vec<String>,
    /// Channels the plan takes up and it does not, by id.
    pub removed: Vec<String>,
    /// Probability that it is the best of all choices of channels that were compared.
    pub probability: f64,
    /// Share of the target that it reaches; none without a scale.
    pub reach: Option<Estimate>,
    /// How much more it reaches where it is the best, as a share of the target or a part of what the plan brings.
    pub gain: f64,
    /// Probability that it reaches more than the plan.
    pub beats: f64,
    /// How much more than it the plan reaches on average, in the same unit.
    pub lead: f64,
    /// How much less than the plan it reaches where it reaches less, in the same unit.
    pub shortfall: f64,
}

impl RunnerUp {
    /// Whether it is more often the better choice than the plan is.
    pub fn is_more_probable(&self, regret: &Regret) -> bool {
        self.probability > regret.p_optimal || self.beats > 0.5
    }
}

/// A channel that the constraints keep on though what it reaches is not known.
#[derive(Debug, Clone)]
struct FixedAllocation {
    channel: String,
    name: String,
    amounts: program::Amounts,
    reason: Exclusion,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The constraints are at fault; every fault is listed, with pointers below the constraints.
    #[error("the constraints have {} fault(s)", .0.len())]
    Invalid(Vec<SpecFault>),
    /// What the channels reach cannot be known.
    #[error(transparent)]
    Channel(#[from] ChannelError),
}
