//! One question to one plan.

use crate::channel::{ChannelQuery, FittedRecommendation, SegmentReachDraws, segment_reach_draws};
use crate::prevalence::{Estimate, ShareDistribution};
use crate::reference::Catalog;
use crate::target::SpecFault;

use super::branch::{Solution, best};
use super::candidates::{Candidates, PlanContext, reserved};
use super::constraints::{Budget, Constraints};
use super::explain;
use super::program::{Choice, HOURS, MONEY, Program, RESOURCES};
use super::rounding::rounded;
use super::uncertainty::{Alternative, SCENARIOS, Scenarios, UncertaintyReport, alternatives, assess};
use super::{Allocation, AllocationReason, Plan, PlanError, Regret, Resource, RunnerUp, SegmentReach, ShadowPrice};

const METHOD: &str = "expected unique reach over joint draws of reach and response";
/// Least probability with which another choice of channels is named.
const MIN_PROBABILITY: f64 = 0.05;

/// Draws up the plan that reaches most of the target under `constraints`, from `fitted`, the answer to `query`.
///
/// Depends on nothing but its arguments: the same seed gives the same plan.
///
/// # Errors
/// [`PlanError::Invalid`] with every fault of the constraints, conflicts between them, and a budget whose reach nothing
/// is known about, each with what to do.
pub fn plan(
    catalog: &Catalog,
    query: &ChannelQuery,
    fitted: &FittedRecommendation,
    constraints: &Constraints,
) -> Result<Plan, PlanError> {
    let faults = constraints.faults(catalog);
    if !faults.is_empty() {
        return Err(PlanError::Invalid(faults));
    }
    let context = PlanContext { catalog, query, answer: &fitted.recommendation, constraints };
    let group = context.group().unwrap_or_default();
    let channels: Vec<&str> = context.ranked(group).iter().map(|figure| figure.channel.as_str()).collect();
    let draws = segment_reach_draws(catalog, query, fitted, &channels, SCENARIOS)?;
    let candidates = context.candidates(group, &draws);
    if let Some(fault) = context.idle_budget(group, &candidates) {
        return Err(PlanError::Invalid(vec![fault]));
    }
    let program = program(&context, &candidates, &draws);
    let Some(solution) = best(&program) else {
        return Err(PlanError::Invalid(vec![does_not_fit()]));
    };
    let builder = PlanBuilder { context, group, draws: &draws, candidates: &candidates, program: &program };
    Ok(builder.plan(&solution))
}

/// Not to be met after the constraints were checked, but for sums that differ by the last digit.
fn does_not_fit() -> SpecFault {
    let detail = "minimums and holds take as much as there is, or more; lower one of them".to_owned();
    SpecFault { pointer: "/hours_per_week".to_owned(), code: "infeasible", detail }
}

fn program(context: &PlanContext, candidates: &Candidates, draws: &SegmentReachDraws) -> Program {
    let (limits, reserved) = (context.constraints.limits(), reserved(&candidates.fixed));
    Program {
        weights: draws.segments.iter().map(|segment| segment.weight).collect(),
        terms: candidates.list.iter().map(|candidate| candidate.term.clone()).collect(),
        limits: RESOURCES.map(|k| (limits[k] - reserved[k]).max(0.0)),
    }
}

/// What a plan is made from.
struct PlanBuilder<'a> {
    context: PlanContext<'a>,
    group: &'a str,
    draws: &'a SegmentReachDraws,
    candidates: &'a Candidates<'a>,
    program: &'a Program,
}

impl PlanBuilder<'_> {
    fn plan(&self, solution: &Solution) -> Plan {
        let (program, constraints) = (self.program, self.context.constraints);
        let choice = rounded(program, &solution.choice);
        let scenarios = Scenarios::draw(program, &self.candidates.list, self.context.query.seed);
        let alternatives = alternatives(program, &choice);
        let uncertainty = assess(&scenarios, &choice, &alternatives);
        let value = program.reach(&choice);
        let reach = self.estimate(scenarios.reaches(&choice), value, &choice);
        let limits = constraints.limits();
        let left = RESOURCES.map(|k| {
            let fixed: f64 = self.candidates.fixed.iter().map(|fixed| fixed.amounts[k]).sum();
            let left = limits[k] - fixed - choice.iter().flatten().map(|x| x[k]).sum::<f64>();
            if left > 1e-9 * limits[k] { left } else { 0.0 }
        });
        let mut excluded: Vec<_> = self.candidates.excluded.clone();
        let idle = choice.iter().enumerate().filter(|(_, amounts)| amounts.is_none());
        excluded.extend(
            idle.map(|(term, _)| explain::excluded(&self.candidates.list[term], self.loss(term, solution.reach))),
        );
        let group = self.context.answer.groups.iter().find(|group| group.id == self.group);
        Plan {
            task: constraints.task,
            target_in_words: self.context.answer.target_in_words.clone(),
            measures: group.map(|group| group.measures.clone()).unwrap_or_default(),
            hours_per_week: limits[HOURS],
            hours_left: left[HOURS],
            money: limits[MONEY],
            money_left: left[MONEY],
            currency: constraints.currency().map(str::to_owned),
            allocations: self.allocations(&choice, &scenarios),
            people: self.target_people().map(|people| times(&reach, people)),
            reach,
            segments: self.segments(&choice, &scenarios),
            shadow_prices: self.shadow_prices(solution.reach),
            excluded,
            regret: regret(&uncertainty, self.context.answer.level),
            runner_up: self.runner_up(&scenarios, &uncertainty, &alternatives, &choice),
            optimality_gap: (solution.bound - value).max(0.0),
            assumptions: explain::assumptions(&self.context, self.candidates, &choice),
            warnings: explain::warnings(&self.context, self.candidates, &choice, left),
        }
    }

    /// People in the target where the agency is responsible.
    fn target_people(&self) -> Option<f64> {
        self.context.people().map(|people| people * self.draws.per_adult)
    }

    fn estimate(&self, draws: Vec<f64>, value: f64, choice: &Choice) -> Estimate {
        let level = self.context.answer.level;
        let taken = choice.iter().zip(&self.candidates.list).filter(|(amounts, _)| amounts.is_some());
        let n = taken.map(|(_, candidate)| candidate.figure.reach.n).fold(f64::INFINITY, f64::min);
        let distribution = ShareDistribution::from_draws(draws);
        let tail = (1.0 - level) / 2.0;
        Estimate {
            value,
            lower: distribution.quantile(tail).min(value),
            upper: distribution.quantile(1.0 - tail).max(value),
            level,
            method: METHOD,
            n: if n.is_finite() { n } else { 0.0 },
        }
    }

    fn allocations(&self, choice: &Choice, scenarios: &Scenarios) -> Vec<Allocation> {
        let whole = self.program.reach(choice);
        let taken = choice.iter().enumerate().filter_map(|(term, amounts)| Some((term, (*amounts)?)));
        let mut allocations: Vec<Allocation> = taken
            .map(|(term, amounts)| {
                let candidate = &self.candidates.list[term];
                let mut without = choice.clone();
                without[term] = None;
                let adds = whole - self.program.reach(&without);
                let mut alone = vec![None; choice.len()];
                alone[term] = Some(amounts);
                let value = self.program.reach_alone(term, amounts);
                let reached = self.estimate(scenarios.reaches_alone(term, amounts), value, &alone);
                Allocation {
                    channel: candidate.figure.channel.clone(),
                    name: candidate.figure.name.clone(),
                    hours: amounts[HOURS],
                    money: amounts[MONEY],
                    reasons: explain::reasons(&self.context, candidate, amounts, &reached, adds),
                    reached: Some(reached),
                    adds,
                }
            })
            .collect();
        allocations.sort_by(|a, b| b.adds.total_cmp(&a.adds).then_with(|| a.channel.cmp(&b.channel)));
        allocations.extend(self.candidates.fixed.iter().map(|fixed| Allocation {
            channel: fixed.channel.clone(),
            name: fixed.name.clone(),
            hours: fixed.amounts[HOURS],
            money: fixed.amounts[MONEY],
            reached: None,
            adds: 0.0,
            reasons: vec![AllocationReason::NotCounted(fixed.reason.clone())],
        }));
        allocations
    }

    fn segments(&self, choice: &Choice, scenarios: &Scenarios) -> Vec<SegmentReach> {
        let expected = self.program.reach_by_segment(choice);
        let segments = self.draws.segments.iter().zip(expected).enumerate();
        let told = segments.map(|(s, (segment, value))| SegmentReach {
            words: segment.words.clone(),
            weight: segment.weight,
            reach: self.estimate(scenarios.reaches_of_segment(choice, s), value, choice),
        });
        told.collect()
    }

    /// How much less the best plan that takes up a channel reaches; none where what must be done leaves too little.
    fn loss(&self, term: usize, reach: f64) -> Option<f64> {
        let mut with = self.program.clone();
        with.terms[term].optional = false;
        best(&with).map(|solution| (reach - solution.reach).max(0.0))
    }

    fn shadow_prices(&self, reach: f64) -> Vec<ShadowPrice> {
        let mut prices = Vec::new();
        let constraints = self.context.constraints;
        let mut more = constraints.clone();
        more.hours_per_week = constraints.hours_per_week.map(|hours| hours + 1.0);
        prices.push(self.shadow_price(Resource::Hours, 1.0, &more, reach));
        if let Some(Budget { amount: Some(amount), .. }) = &constraints.budget {
            let per = 10f64.powf(amount.max(1.0).log10().floor() - 2.0).max(100.0);
            let mut more = constraints.clone();
            more.budget = constraints.budget.clone().map(|budget| Budget { amount: Some(amount + per), ..budget });
            prices.push(self.shadow_price(Resource::Money, per, &more, reach));
        }
        prices
    }

    /// By how much the best plan under `more` reaches more.
    fn shadow_price(&self, resource: Resource, per: f64, more: &Constraints, reach: f64) -> ShadowPrice {
        let context = PlanContext { constraints: more, ..self.context };
        let candidates = context.candidates(self.group, self.draws);
        let richer = best(&program(&context, &candidates, self.draws)).map_or(reach, |solution| solution.reach);
        let adds = (richer - reach).max(0.0);
        let people = self.target_people().map(|people| people * adds);
        ShadowPrice { resource, per, adds, people }
    }

    fn runner_up(
        &self,
        scenarios: &Scenarios,
        uncertainty: &UncertaintyReport,
        alternatives: &[Alternative],
        plan: &Choice,
    ) -> Option<RunnerUp> {
        let (alternative, probability, gain) = uncertainty.alternative.filter(|(_, p, _)| *p >= MIN_PROBABILITY)?;
        let alternative = &alternatives[alternative];
        let list = || self.candidates.list.iter().enumerate();
        let differs = |now: bool| -> Vec<String> {
            let changed = list().filter(|(i, _)| plan[*i].is_some() != alternative.on[*i] && alternative.on[*i] == now);
            changed.map(|(_, candidate)| candidate.figure.channel.clone()).collect()
        };
        let taken = list().filter_map(|(i, candidate)| {
            let [hours, money] = alternative.choice[i]?;
            Some((candidate.figure.channel.clone(), candidate.figure.name.clone(), hours, money))
        });
        let (added, removed) = (differs(true), differs(false));
        Some(RunnerUp {
            allocations: taken.collect(),
            reach: self.estimate(scenarios.reaches(&alternative.choice), alternative.reach, &alternative.choice),
            added,
            removed,
            probability,
            gain,
        })
    }
}

fn regret(uncertainty: &UncertaintyReport, level: f64) -> Regret {
    let mut sorted = uncertainty.regrets.clone();
    sorted.sort_by(f64::total_cmp);
    let expected = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let at = ((level * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len());
    let upper = sorted[at - 1];
    Regret { expected, upper, p_optimal: uncertainty.p_optimal }
}

/// An estimate of a share as one of people.
fn times(share: &Estimate, people: f64) -> Estimate {
    let Estimate { value, lower, upper, .. } = *share;
    Estimate { value: value * people, lower: lower * people, upper: upper * people, ..share.clone() }
}
