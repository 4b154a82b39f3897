//! What to do next week: the hours and money of each channel that reach most of the target, under the staff and the
//! budget there are.
//!
//! # Model
//! The target is cut into segments `s` of weight `w_s` (ages by incomes). Channel `c` is used by a share `r_sc` of a
//! segment (the reach model). An effort of `a` half-lives reaches the part `f_c = 1 - (1 - q_c) m_c(a)` of its users:
//! one half-life reaches half of those not yet reached. Hours and money buy effort at fixed rates and add up,
//! `a = hours / half_hours + money / half_saturation_money`: own posts and bought contacts on one channel are substitutes. `q_c`
//! is the part of its users whom the agency's account has as followers. A person of a segment is met on one channel
//! independently of the others, so the plan reaches
//!
//! ```text
//! R = sum_s w_s (1 - prod_c (1 - r_sc f_c(hours_c, money_c)))
//! ```
//!
//! What is uncertain is independent between channels, so the expectation of `R` is `R` at the expected `r_sc` and the
//! expected curves `m_c`: the expected unique reach is maximised itself, not a reach at guessed values.
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
//! assumptions, marked as such; an agency's own figures replace them. They enter as distributions (`doubt`), like the
//! reach: the interval of the plan, its expected regret and the plan that may turn out better all come from joint draws
//! of both.

mod bounds;
mod branch;
#[cfg(test)]
mod brute_force;
mod candidates;
mod constraints;
mod curve;
mod explain;
mod interior;
mod program;
mod reason;
mod relax;
mod rounding;
mod solve;
mod uncertainty;

pub use crate::reference::Task;
pub use constraints::{Budget, ChannelConstraint, Constraints, PerResource};
pub use reason::{AllocationReason, Exclusion, HalfSaturationBasis, PlanAssumption, PlanWarning, Staffing};
pub use solve::plan;

use crate::channel::ChannelError;
use crate::prevalence::Estimate;
use crate::target::SpecFault;

/// What to do in a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What it is to bring about.
    pub task: Task,
    /// The target in words.
    pub target_in_words: String,
    /// Ids of the measures that say who is reached.
    pub measures: Vec<String>,
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
    /// Share of the target that meets at least one channel.
    pub reach: Estimate,
    /// The same in people; none where the size of the area is not known.
    pub people: Option<Estimate>,
    /// The same of each segment of the target.
    pub segments: Vec<SegmentReach>,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Hours a week.
    pub hours: f64,
    /// Money a week.
    pub money: f64,
    /// Share of the target that it meets, whatever the others do; none where that is not known, so that the plan's
    /// reach leaves it out.
    pub reached: Option<Estimate>,
    /// By how much the plan's reach would fall without it, its hours and money not used elsewhere.
    pub adds: f64,
    /// Why: what it reaches first.
    pub reasons: Vec<AllocationReason>,
}

/// Reach in a segment of the target.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentReach {
    /// Ages, and household incomes as a part of the national median.
    pub words: String,
    /// Its share of the target.
    pub weight: f64,
    /// Share of it that meets at least one channel.
    pub reach: Estimate,
}

/// A resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Staff hours.
    Hours,
    /// Money.
    Money,
}

/// What more of a resource would add to the best plan.
#[derive(Debug, Clone, PartialEq)]
pub struct ShadowPrice {
    /// The resource.
    pub resource: Resource,
    /// How much more of it.
    pub per: f64,
    /// Share of the target that it would add.
    pub adds: f64,
    /// People that it would add; none where the size of the area is not known.
    pub people: Option<f64>,
}

/// A channel that gets nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ExcludedChannel {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Why.
    pub reason: Exclusion,
}

/// How much less a plan reaches than one made in full knowledge.
#[derive(Debug, Clone, PartialEq)]
pub struct Regret {
    /// Expected shortfall, as a share of the target: the expected value of perfect information.
    pub expected: f64,
    /// The shortfall is no more than this at the level of the intervals.
    pub upper: f64,
    /// Probability that no other choice of channels reaches more.
    pub p_optimal: f64,
}

/// A plan with other channels that may turn out better.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerUp {
    /// What each channel gets: id, name, hours and money.
    pub allocations: Vec<(String, String, f64, f64)>,
    /// Channels it takes up and the plan does not, by id.
    pub added: Vec<String>,
    /// Channels the plan takes up and it does not, by id.
    pub removed: Vec<String>,
    /// Probability that it is the best of all choices of channels that were compared.
    pub probability: f64,
    /// Share of the target that it reaches.
    pub reach: Estimate,
    /// How much more it reaches where it is the best, as a share of the target.
    pub gain: f64,
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
    /// What the channels reach can't be told.
    #[error(transparent)]
    Channel(#[from] ChannelError),
}
