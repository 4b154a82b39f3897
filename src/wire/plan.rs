//! A plan on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::WarningBody;
use super::figure::{EstimateBody, rounded};
use super::vocabulary::{ExclusionCode, ResourceName, TaskName};
use crate::plan::{
    Allocation, ExcludedChannel, Plan, PlanWarning, Regret, Resource, RunnerUp, SegmentReach, ShadowPrice,
};
use crate::report::messages::Messages;
use crate::report::{Language, PlanSentences};

/// What to do in a week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub struct PlanBody {
    /// `awareness`, `eligibility` or `application`.
    pub task: TaskName,
    /// Measures that say who is reached.
    pub measures: Vec<String>,
    /// Staff hours that there are.
    pub hours_per_week: f64,
    /// Hours that no channel may or can use.
    #[serde(serialize_with = "rounded")]
    pub hours_left: f64,
    /// Money that there is, and what is left of it; null without a budget.
    pub budget: Option<PlanBudgetBody>,
    /// What each channel gets, the one that adds most first.
    pub allocations: Vec<AllocationBody>,
    /// Share of the target that meets at least one channel.
    pub reach: EstimateBody,
    /// The same in people; null where the number of people is not known.
    pub people: Option<EstimateBody>,
    /// The same of each segment of the target.
    pub segments: Vec<SegmentReachBody>,
    /// What more of a resource would add.
    pub shadow_prices: Vec<ShadowPriceBody>,
    /// Channels that get nothing.
    pub excluded: Vec<ExcludedBody>,
    /// What the uncertainty costs.
    pub regret: RegretBody,
    /// The plan that may turn out better; null where none is likely to.
    pub runner_up: Option<RunnerUpBody>,
    /// Most by which any plan within the constraints can reach more than this one, as a share of the target.
    pub optimality_gap: f64,
    /// What the plan rests on without evidence.
    pub assumptions: Vec<String>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
}

/// The money of a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanBudget)]
pub struct PlanBudgetBody {
    /// Amount a week.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
    /// Part of it that no channel may or can use.
    #[serde(serialize_with = "rounded")]
    pub left: f64,
}

/// What one channel gets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Allocation)]
pub struct AllocationBody {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Hours a week.
    pub hours: f64,
    /// Money a week, in the budget's currency.
    pub money: f64,
    /// Share of the target that it meets, whatever the others do; null where that is not known.
    pub reached: Option<EstimateBody>,
    /// By how much the plan's reach would fall without it, its hours and money not used elsewhere.
    #[serde(serialize_with = "rounded")]
    pub adds: f64,
    /// Why, in plain words.
    pub reasons: Vec<String>,
}

/// Reach in a segment of the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SegmentReach)]
pub struct SegmentReachBody {
    /// Ages, and household incomes as a part of the national median.
    pub summary: String,
    /// Its share of the target.
    #[serde(serialize_with = "rounded")]
    pub weight: f64,
    /// Share of it that meets at least one channel.
    pub reach: EstimateBody,
}

/// What more of a resource would add to the best plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShadowPrice)]
pub struct ShadowPriceBody {
    /// `hours` or `money`.
    pub resource: ResourceName,
    /// How much more of it.
    pub per: f64,
    /// Share of the target that it would add.
    #[serde(serialize_with = "rounded")]
    pub adds: f64,
    /// People that it would add; null where the number of people is not known.
    pub people: Option<f64>,
    /// The same in a sentence.
    pub summary: String,
}

/// A channel that gets nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExcludedChannel)]
pub struct ExcludedBody {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// `unstaffed`, `better_elsewhere`, `too_little`, `held`, `no_budget`, `no_costs`, `no_people`, `contained`,
    /// `not_comparable` or `no_figures`.
    pub code: ExclusionCode,
    /// Why, in plain words.
    pub reason: String,
}

/// How much less the plan reaches than one made in full knowledge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Regret)]
pub struct RegretBody {
    /// Expected shortfall, as a share of the target.
    #[serde(serialize_with = "rounded")]
    pub expected: f64,
    /// The shortfall is no more than this at the level of the intervals.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
    /// Probability that no other choice of channels reaches more.
    #[serde(serialize_with = "rounded")]
    pub p_optimal: f64,
    /// In a sentence.
    pub summary: String,
}

/// A plan with other channels that may turn out better.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunnerUp)]
pub struct RunnerUpBody {
    /// What each channel gets.
    pub allocations: Vec<RunnerUpAllocationBody>,
    /// Channels that it takes up and the plan does not.
    pub added: Vec<String>,
    /// Channels that the plan takes up and it does not.
    pub removed: Vec<String>,
    /// Probability that it is the best choice of channels.
    #[serde(serialize_with = "rounded")]
    pub probability: f64,
    /// Share of the target that it reaches.
    pub reach: EstimateBody,
    /// How much more it reaches where it is the best, as a share of the target.
    #[serde(serialize_with = "rounded")]
    pub gain: f64,
    /// In a sentence.
    pub summary: String,
}

/// What one channel gets in a hedge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunnerUpAllocation)]
pub struct RunnerUpAllocationBody {
    /// Channel id.
    pub channel: String,
    /// Hours a week.
    pub hours: f64,
    /// Money a week.
    pub money: f64,
}

impl From<&Plan> for PlanBody {
    fn from(p: &Plan) -> Self {
        let say = PlanSentences::new(Messages::of(Language::English), p);
        let warning = |w: &PlanWarning| WarningBody { code: w.code().to_owned(), detail: say.warning(w) };
        let budget =
            |currency: &String| PlanBudgetBody { amount: p.money, currency: currency.clone(), left: p.money_left };
        Self {
            task: p.task.as_str().into(),
            measures: p.measures.clone(),
            hours_per_week: p.hours_per_week,
            hours_left: p.hours_left,
            budget: p.currency.as_ref().map(budget),
            allocations: p.allocations.iter().map(|a| AllocationBody::new(a, &say)).collect(),
            reach: EstimateBody::from(&p.reach),
            people: p.people.as_ref().map(EstimateBody::from),
            segments: p.segments.iter().map(SegmentReachBody::from).collect(),
            shadow_prices: p.shadow_prices.iter().map(|s| ShadowPriceBody::new(s, &say)).collect(),
            excluded: p.excluded.iter().map(|e| ExcludedBody::new(e, &say)).collect(),
            regret: RegretBody::new(&p.regret, &say),
            runner_up: p.runner_up.as_ref().map(|r| RunnerUpBody::new(r, &say)),
            optimality_gap: p.optimality_gap,
            assumptions: p.assumptions.iter().map(|a| say.assumption(a)).collect(),
            warnings: p.warnings.iter().map(warning).collect(),
        }
    }
}

impl AllocationBody {
    fn new(a: &Allocation, say: &PlanSentences<'_>) -> Self {
        Self {
            channel: a.channel.clone(),
            name: a.name.clone(),
            hours: a.hours,
            money: a.money,
            reached: a.reached.as_ref().map(EstimateBody::from),
            adds: a.adds,
            reasons: a.reasons.iter().map(|reason| say.reason(reason)).collect(),
        }
    }
}

impl From<&SegmentReach> for SegmentReachBody {
    fn from(s: &SegmentReach) -> Self {
        Self { summary: s.words.clone(), weight: s.weight, reach: EstimateBody::from(&s.reach) }
    }
}

impl ShadowPriceBody {
    fn new(s: &ShadowPrice, say: &PlanSentences<'_>) -> Self {
        let resource = match s.resource {
            Resource::Hours => "hours",
            Resource::Money => "money",
        };
        Self {
            resource: resource.into(),
            per: s.per,
            adds: s.adds,
            people: s.people.map(f64::round),
            summary: say.shadow_price(s),
        }
    }
}

impl ExcludedBody {
    fn new(d: &ExcludedChannel, say: &PlanSentences<'_>) -> Self {
        Self {
            channel: d.channel.clone(),
            name: d.name.clone(),
            code: d.reason.code().into(),
            reason: say.exclusion(&d.reason),
        }
    }
}

impl RegretBody {
    fn new(r: &Regret, say: &PlanSentences<'_>) -> Self {
        Self { expected: r.expected, upper: r.upper, p_optimal: r.p_optimal, summary: say.regret() }
    }
}

impl RunnerUpBody {
    fn new(h: &RunnerUp, say: &PlanSentences<'_>) -> Self {
        let allocations = h.allocations.iter().map(|(channel, _, hours, money)| RunnerUpAllocationBody {
            channel: channel.clone(),
            hours: *hours,
            money: *money,
        });
        Self {
            allocations: allocations.collect(),
            added: h.added.clone(),
            removed: h.removed.clone(),
            probability: h.probability,
            reach: EstimateBody::from(&h.reach),
            gain: h.gain,
            summary: say.runner_up(h),
        }
    }
}
