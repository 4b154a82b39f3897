//! A plan in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::analyses::answer::WarningBody;
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::plan::{
    Allocation, CurvePoint, ExcludedChannel, ExclusionCode, GoalOutlook, OwnPeople, PlaceReach, Plan, PlanWarning,
    ReachCurve, ReachUnit, Regret, Resource, RunnerUp, Scale, SegmentReach, ShadowPrice, TargetShareBasis, WeekReach,
};
use crate::reference::Task;
use crate::report::messages::Messages;
use crate::report::target::part_words;
use crate::report::{Language, PlanSentences, goal_sentence};
use crate::vocabulary::vocabulary;

/// What to do in a week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub struct PlanBody {
    /// `awareness`, `eligibility` or `application`.
    pub task: Task,
    /// Measures that say who is reached.
    pub measures: Vec<String>,
    /// Staff hours that there are.
    pub hours_per_week: f64,
    /// Hours that no channel may or can use.
    #[serde(serialize_with = "rounded")]
    pub hours_left: f64,
    /// Money that there is, and what is left of it; null without a budget.
    pub budget: Option<PlanBudgetBody>,
    /// `people` where `own_reach` says how many people the agency can reach; otherwise `order`: which channel is worth more
    /// and a split of hours, and no number of people.
    pub scale: Scale,
    /// Weeks that the plan is kept up, the same each week.
    pub weeks: u32,
    /// What each channel gets, the one that adds most first.
    pub allocations: Vec<AllocationBody>,
    /// Share of the target that meets at least one channel; null where the scale is `order`.
    pub reach: Option<EstimateBody>,
    /// The same in people; null where the scale is `order`.
    pub people: Option<EstimateBody>,
    /// People in the target where the agency is responsible; null where the scale is `order`.
    pub target_people: Option<f64>,
    /// The same of each segment of the target; empty where the scale is `order`, or where there are places.
    pub segments: Vec<SegmentReachBody>,
    /// The same of each place, where `places` are given.
    pub places: Vec<PlaceReachBody>,
    /// People reached by the end of each week of a plan of several.
    pub by_week: Vec<WeekReachBody>,
    /// What reaches the people of `reach_at_least`; null where it was not asked for.
    pub goal: Option<GoalBody>,
    /// People reached against hours, and against money where there is a budget; empty unless `curve` asks for it.
    pub curves: Vec<ReachCurveBody>,
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
    /// Between which hours those of the best plan lie, at the level of the answer, if all that is uncertain were known;
    /// null where the channel is not counted.
    pub best_hours: Option<HoursRangeBody>,
    /// Probability that the best plan uses it, if all that is uncertain were known.
    #[serde(serialize_with = "rounded")]
    pub p_used: f64,
    /// People whom the agency can reach there; null where `own_reach` says nothing of them.
    pub own: Option<OwnPeopleBody>,
    /// Share of the target that it meets, whatever the others do; null where that is not known, and where the scale is
    /// `order`.
    pub reached: Option<EstimateBody>,
    /// The same in people.
    pub people: Option<EstimateBody>,
    /// By how much the plan's reach would fall without it, its hours and money not used elsewhere: a share of the target,
    /// or where the scale is `order` a part of what the plan brings.
    #[serde(serialize_with = "rounded")]
    pub adds: f64,
    /// Why, in plain words.
    pub reasons: Vec<String>,
}

/// Between which hours a week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HoursRange)]
pub struct HoursRangeBody {
    /// Lower end.
    #[serde(serialize_with = "rounded")]
    pub lower: f64,
    /// Upper end.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
}

/// People whom the agency can reach on a channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnPeople)]
pub struct OwnPeopleBody {
    /// How many there are, as given.
    pub number: f64,
    /// What is counted.
    pub unit: ReachUnit,
    /// Share of the target among them.
    pub target_share: EstimateBody,
    /// How that share is known.
    pub basis: TargetShareBasis,
    /// People of the target among them, at the end of the plan.
    pub people: EstimateBody,
}

/// Reach in one place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaceReach)]
pub struct PlaceReachBody {
    /// Name of the place.
    pub name: String,
    /// People of the target living there.
    pub target_people: f64,
    /// Share of them that meets at least one channel.
    pub reach: EstimateBody,
    /// The same in people.
    pub people: EstimateBody,
}

/// Reach by the end of a week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WeekReach)]
pub struct WeekReachBody {
    /// Week, from 1.
    pub week: u32,
    /// People of the target who have met at least one channel by its end.
    pub people: EstimateBody,
}

vocabulary! {
    /// Whether the people asked for can be reached.
    pub enum GoalStatus {
        /// So many hours reach them.
        Reachable = "reachable",
        /// However many hours there are, they are not reached.
        NotReachable = "not_reachable",
    }
}

/// What reaches a number of people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanGoal)]
pub struct GoalBody {
    /// `reachable` or `not_reachable`, however many hours there are.
    pub status: GoalStatus,
    /// People of the target to reach.
    pub people: f64,
    /// Least hours a week whose best plan is expected to reach them, with the money there is; null where none do.
    pub least_hours: Option<f64>,
    /// Least money a week whose best plan is expected to reach them, with the hours there are; null where none does, and
    /// without a budget or hours.
    pub least_money: Option<f64>,
    /// People that the best plan of any number of hours reaches, with the money there is.
    pub at_most: EstimateBody,
    /// Whether this plan is expected to reach them.
    pub is_reached: bool,
    /// Probability that this plan reaches them.
    #[serde(serialize_with = "rounded")]
    pub probability: f64,
    /// In a sentence.
    pub summary: String,
}

/// People reached against an amount; the other resource stays as it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReachCurve)]
pub struct ReachCurveBody {
    /// What the amounts are of.
    pub resource: Resource,
    /// The best plan of each amount.
    pub points: Vec<CurvePointBody>,
}

/// The best plan of other amounts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurvePoint)]
pub struct CurvePointBody {
    /// Hours a week that there are.
    pub hours: f64,
    /// Money a week that there is.
    pub money: f64,
    /// Hours of it that the plan uses.
    #[serde(serialize_with = "rounded")]
    pub hours_spent: f64,
    /// Money of it that the plan uses.
    #[serde(serialize_with = "rounded")]
    pub money_spent: f64,
    /// People of the target that it reaches.
    pub people: EstimateBody,
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
    pub resource: Resource,
    /// How much more of it.
    pub per: f64,
    /// Share of the target that it would add, or where the scale is `order` a part of what the plan brings.
    #[serde(serialize_with = "rounded")]
    pub adds: f64,
    /// People that it would add; null where the scale is `order`.
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
    /// `unstaffed`, `better_elsewhere`, `too_little`, `held`, `no_own_reach`, `no_budget`, `no_costs`, `no_people`,
    /// `contained`, `not_comparable` or `no_figures`.
    pub code: ExclusionCode,
    /// Why, in plain words.
    pub reason: String,
}

/// How much less the plan reaches than one made in full knowledge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Regret)]
pub struct RegretBody {
    /// Expected shortfall, as a share of the target, or where the scale is `order` a part of what the plan brings.
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
    /// Share of the target that it reaches; null where the scale is `order`.
    pub reach: Option<EstimateBody>,
    /// How much more it reaches where it is the best, as a share of the target or a part of what the plan brings.
    #[serde(serialize_with = "rounded")]
    pub gain: f64,
    /// Probability that it reaches more than the plan.
    #[serde(serialize_with = "rounded")]
    pub beats: f64,
    /// How much more than it the plan reaches on average, in the same unit: why the plan leads where the runner-up is more
    /// probable.
    #[serde(serialize_with = "rounded")]
    pub lead: f64,
    /// How much less than the plan it reaches where it reaches less, in the same unit.
    #[serde(serialize_with = "rounded")]
    pub shortfall: f64,
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

impl PlanBody {
    /// The plan with its sentences in a language.
    pub(crate) fn new(p: &Plan, language: Language) -> Self {
        let messages = Messages::of(language);
        let say = PlanSentences::new(messages, p);
        let warning = |w: &PlanWarning| WarningBody { code: w.code(), detail: say.warning(w) };
        let budget =
            |currency: &String| PlanBudgetBody { amount: p.money, currency: currency.clone(), left: p.money_left };
        Self {
            task: p.task,
            measures: p.measures.clone(),
            hours_per_week: p.hours_per_week,
            hours_left: p.hours_left,
            budget: p.currency.as_ref().map(budget),
            scale: p.scale,
            weeks: p.weeks,
            allocations: p.allocations.iter().map(|a| AllocationBody::new(a, &say)).collect(),
            reach: p.reach.as_ref().map(EstimateBody::from),
            people: p.people.as_ref().map(EstimateBody::from),
            target_people: p.target_people.map(f64::round),
            places: p.places.iter().map(PlaceReachBody::from).collect(),
            by_week: p.by_week.iter().map(WeekReachBody::from).collect(),
            goal: p.goal.as_ref().map(|goal| GoalBody::new(p, goal, language)),
            curves: p.curves.iter().map(ReachCurveBody::from).collect(),
            segments: p.segments.iter().map(|segment| SegmentReachBody::new(segment, messages)).collect(),
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
            name: say.name(&a.name),
            hours: a.hours,
            money: a.money,
            best_hours: a.best_hours.map(|(lower, upper)| HoursRangeBody { lower, upper }),
            p_used: a.p_used,
            own: a.own.as_ref().map(OwnPeopleBody::from),
            reached: a.reached.as_ref().map(EstimateBody::from),
            people: a.people.as_ref().map(EstimateBody::from),
            adds: a.adds,
            reasons: a.reasons.iter().map(|reason| say.reason(reason)).collect(),
        }
    }
}

impl From<&OwnPeople> for OwnPeopleBody {
    fn from(own: &OwnPeople) -> Self {
        Self {
            number: own.given.number.unwrap_or_default(),
            unit: own.given.unit.unwrap_or(ReachUnit::Reached),
            target_share: EstimateBody::from(&own.share),
            basis: own.basis,
            people: EstimateBody::from(&own.people),
        }
    }
}

impl From<&PlaceReach> for PlaceReachBody {
    fn from(place: &PlaceReach) -> Self {
        Self {
            name: place.name.clone(),
            target_people: place.target_people.round(),
            reach: EstimateBody::from(&place.reach),
            people: EstimateBody::from(&place.people),
        }
    }
}

impl From<&WeekReach> for WeekReachBody {
    fn from(week: &WeekReach) -> Self {
        Self { week: week.week, people: EstimateBody::from(&week.people) }
    }
}

impl GoalBody {
    fn new(plan: &Plan, goal: &GoalOutlook, language: Language) -> Self {
        let status = if goal.least_hours.is_some() { GoalStatus::Reachable } else { GoalStatus::NotReachable };
        Self {
            status,
            people: goal.people,
            least_hours: goal.least_hours,
            least_money: goal.least_money,
            at_most: EstimateBody::from(&goal.at_most),
            is_reached: goal.is_reached,
            probability: goal.probability,
            summary: goal_sentence(Messages::of(language), plan, goal),
        }
    }
}

impl From<&ReachCurve> for ReachCurveBody {
    fn from(curve: &ReachCurve) -> Self {
        let point = |point: &CurvePoint| CurvePointBody {
            hours: point.hours,
            money: point.money,
            hours_spent: point.spent[0],
            money_spent: point.spent[1],
            people: EstimateBody::from(&point.people),
        };
        Self { resource: curve.resource, points: curve.points.iter().map(point).collect() }
    }
}

impl SegmentReachBody {
    fn new(s: &SegmentReach, messages: &Messages) -> Self {
        Self { summary: part_words(messages, &s.bounds), weight: s.weight, reach: EstimateBody::from(&s.reach) }
    }
}

impl ShadowPriceBody {
    fn new(s: &ShadowPrice, say: &PlanSentences<'_>) -> Self {
        Self {
            resource: (s.resource),
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
            code: d.reason.code(),
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
            reach: h.reach.as_ref().map(EstimateBody::from),
            gain: h.gain,
            beats: h.beats,
            lead: h.lead,
            shortfall: h.shortfall,
            summary: say.runner_up(h),
        }
    }
}
