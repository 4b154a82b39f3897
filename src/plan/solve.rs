//! One question to one plan.

use std::sync::Arc;

use crate::channel::{ChannelQuery, FittedRecommendation, SegmentBounds, segment_reach_draws};
use crate::message::message;
use crate::prevalence::Estimate;
use crate::reference::Catalog;
use crate::target::SpecFault;

use super::branch::{Solution, best};
use super::candidates::{Candidates, PlanContext};
use super::constraints::{Constraints, Faults};
use super::explain;
use super::kept::{KeptPlans, key};
use super::outlook::Setting;
use super::program::{Choice, HOURS, MONEY, Program, RESOURCES};
use super::rounding::rounded;
use super::segments::Segments;
use super::uncertainty::{Alternative, REOPTIMISED, SCENARIOS, Scenarios, UncertaintyReport, alternatives, assess};
use super::{Allocation, AllocationReason, GoalOutlook, OwnPeople, Plan, PlanError, Regret, RunnerUp, Scale};

/// Least probability with which another choice of channels is named.
const MIN_PROBABILITY: f64 = 0.05;
/// Part by which choices may differ on average and count as equal: far less than what is assumed is uncertain by.
const NEARLY_EQUAL: f64 = 0.02;
/// Times that the lead of an order is given to a more probable choice.
const MAX_LEADS: usize = 4;

/// Draws up the plan that reaches most of the target under `constraints`, from `fitted`, the answer to `query`.
///
/// Depends on nothing but its arguments: the same seed gives the same plan. One that was made before is not made again.
///
/// # Errors
/// [`PlanError::Invalid`] with every fault of the constraints, conflicts between them, a budget whose reach nothing
/// is known about, own reach that is more than there are people, and a goal beyond reach, each with what to do.
pub fn plan(
    catalog: &Catalog,
    query: &ChannelQuery,
    fitted: &FittedRecommendation,
    constraints: &Constraints,
) -> Result<Plan, PlanError> {
    let made = || Arc::new(solve(catalog, query, fitted, constraints));
    (*catalog.derived::<KeptPlans>().0.get_or_make(key(query, constraints), made)).clone()
}

fn solve(
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
    let is_drawn = |id: &str| context.own_reach(id).is_some() || context.ranked(group).iter().any(|f| f.channel == id);
    let channels: Vec<&str> =
        context.answer.channels.iter().map(|figure| figure.channel.as_str()).filter(|id| is_drawn(id)).collect();
    let draws = segment_reach_draws(catalog, query, fitted, &channels, SCENARIOS)?;
    let segments = Segments::new(&draws, &constraints.places);
    let mut faults = Faults::default();
    context.own_reach_faults(&segments, &mut faults);
    let faults = faults.into_inner();
    if !faults.is_empty() {
        return Err(PlanError::Invalid(faults));
    }
    let setting = Setting { context, group, segments: &segments };
    let goal = constraints.reach_at_least.and_then(|people| setting.seek(people));
    let sized = Constraints { hours_per_week: hours_of(constraints, goal.as_ref())?, ..constraints.clone() };
    let setting = setting.under(&sized);
    let candidates = setting.candidates();
    if let Some(fault) = setting.context.idle_budget(group, &candidates) {
        return Err(PlanError::Invalid(vec![fault]));
    }
    let program = setting.program(&candidates);
    let Some(solution) = best(&program) else {
        return Err(PlanError::Invalid(vec![does_not_fit()]));
    };
    let segments: Vec<SegmentBounds> = draws.segments.iter().map(|segment| segment.bounds.clone()).collect();
    let builder = PlanBuilder { setting, segments, candidates: &candidates, program: &program };
    Ok(builder.plan(&solution, goal))
}

/// The hours there are, or the least that reach the goal.
fn hours_of(constraints: &Constraints, goal: Option<&GoalOutlook>) -> Result<Option<f64>, PlanError> {
    if constraints.hours_per_week.is_some() {
        return Ok(constraints.hours_per_week);
    }
    let Some(goal) = goal else { return Err(PlanError::Invalid(vec![does_not_fit()])) };
    if goal.least_hours.is_some() {
        return Ok(goal.least_hours);
    }
    let detail = message![
        "fault-unreachable",
        received = goal.people,
        most = format!("{:.0}", goal.at_most.value),
        lower = format!("{:.0}", goal.at_most.lower),
        upper = format!("{:.0}", goal.at_most.upper)
    ];
    Err(PlanError::Invalid(vec![SpecFault::new("/reach_at_least", "unreachable", detail)]))
}

/// Not to be met after the constraints were checked, but for sums that differ by the last digit.
fn does_not_fit() -> SpecFault {
    SpecFault::new("/hours_per_week", "infeasible", message!["fault-does-not-fit"])
}

/// What a plan is made from.
pub(super) struct PlanBuilder<'a> {
    pub(super) setting: Setting<'a>,
    /// What the segments of the target are called.
    pub(super) segments: Vec<SegmentBounds>,
    candidates: &'a Candidates<'a>,
    pub(super) program: &'a Program,
}

impl PlanBuilder<'_> {
    fn plan(&self, solution: &Solution, goal: Option<GoalOutlook>) -> Plan {
        let (program, constraints, context) = (self.program, self.setting.context.constraints, &self.setting.context);
        let scenarios = Scenarios::draw(program, &self.candidates.list, context.query.seed);
        let (choice, alternatives) = self.leading(&scenarios, rounded(program, &solution.choice));
        let uncertainty = assess(&scenarios, &choice, &alternatives, REOPTIMISED);
        let value = program.reach(&choice);
        let drawn = scenarios.reaches(&choice);
        let people = self.target_people();
        let goal = goal.map(|goal| goal.of_plan(&drawn, value, people.unwrap_or(0.0)));
        let reach = self.estimate(drawn, value, &choice);
        let limits = constraints.limits();
        let left = RESOURCES.map(|k| {
            let fixed: f64 = self.candidates.fixed.iter().map(|fixed| fixed.amounts[k]).sum();
            let left = limits[k] - fixed - choice.iter().flatten().map(|x| x[k]).sum::<f64>();
            if left > 1e-9 * limits[k] { left } else { 0.0 }
        });
        let unit = self.unit(value);
        let mut excluded: Vec<_> = self.candidates.excluded.clone();
        let idle = choice.iter().enumerate().filter(|(_, amounts)| amounts.is_none());
        excluded.extend(idle.map(|(term, _)| {
            let loss = self.loss(term, solution.reach).map(|loss| loss * unit);
            explain::excluded(&self.candidates.list[term], loss)
        }));
        let is_scaled = self.is_scaled();
        let allocations = self.allocations(&choice, &scenarios, &uncertainty, unit);
        let largest = allocations.iter().filter_map(|a| Some(a.people.as_ref()?.value)).reduce(f64::max);
        Plan {
            task: constraints.task,
            target_group: context.answer.target_group.clone(),
            measures: self.measures(),
            scale: if is_scaled { Scale::People } else { Scale::Order },
            level: context.answer.level,
            hours_per_week: limits[HOURS],
            hours_left: left[HOURS],
            money: limits[MONEY],
            money_left: left[MONEY],
            currency: constraints.currency().map(str::to_owned),
            weeks: constraints.weeks(),
            allocations,
            target_people: people.filter(|_| is_scaled),
            people: people.filter(|_| is_scaled).map(|people| reach.map(|share| share * people)),
            segments: if is_scaled && constraints.places.is_empty() {
                self.segments(&choice, &scenarios)
            } else {
                vec![]
            },
            places: self.places(&choice, &scenarios),
            by_week: self.by_week(&choice, &scenarios),
            reach: is_scaled.then_some(reach),
            goal,
            curves: if constraints.curve { self.setting.curves() } else { Vec::new() },
            shadow_prices: self.shadow_prices(solution.reach, unit),
            excluded,
            regret: regret(&uncertainty, context.answer.level, unit),
            runner_up: self.runner_up(&scenarios, &uncertainty, &alternatives, &choice, unit),
            optimality_gap: (solution.bound - value).max(0.0) * unit,
            assumptions: explain::assumptions(context, self.candidates, &choice, largest),
            warnings: explain::warnings(context, self.candidates, &choice, left),
        }
    }

    /// The choice that leads, and its alternatives. With a scale it is the one that reaches most people on average. An order
    /// has no number to gain by that: of choices that bring nearly as much as the best, on average over the scenarios and as
    /// the plan's own figures have it, the one that is best most often leads.
    fn leading(&self, scenarios: &Scenarios, best: Choice) -> (Choice, Vec<Alternative>) {
        let mut others = alternatives(self.program, &best);
        if self.is_scaled() {
            return (best, others);
        }
        let mean = |choice: &Choice| scenarios.reaches(choice).iter().sum::<f64>();
        let least = (1.0 - NEARLY_EQUAL) * mean(&best);
        let least_expected = (1.0 - NEARLY_EQUAL) * self.program.reach(&best);
        let mut leading = best;
        for _ in 0..MAX_LEADS {
            let uncertainty = assess(scenarios, &leading, &others, 0);
            let rival = uncertainty.alternative.filter(|rival| rival.probability > uncertainty.p_optimal);
            let Some(next) = rival.map(|rival| &others[rival.position].choice) else { break };
            if mean(next) < least || self.program.reach(next) < least_expected {
                break;
            }
            leading = next.clone();
            others = alternatives(self.program, &leading);
        }
        (leading, others)
    }

    /// Measures of the published figures that entered.
    fn measures(&self) -> Vec<String> {
        let answer = self.setting.context.answer;
        if !self.is_scaled() {
            let group = answer.groups.iter().find(|group| group.id == self.setting.group);
            return group.map(|group| group.measures.clone()).unwrap_or_default();
        }
        let mut measures: Vec<String> = Vec::new();
        for measure in self.candidates.list.iter().filter_map(|candidate| Some(&candidate.figure?.measure)) {
            if !measures.contains(measure) {
                measures.push(measure.clone());
            }
        }
        measures
    }

    pub(super) fn is_scaled(&self) -> bool {
        self.setting.context.constraints.is_scaled()
    }

    /// What a share of the target is given as: itself, or without a scale as a part of what the plan brings.
    fn unit(&self, value: f64) -> f64 {
        if self.is_scaled() || value <= 0.0 { 1.0 } else { 1.0 / value }
    }

    /// People in the target where the agency is responsible.
    pub(super) fn target_people(&self) -> Option<f64> {
        self.setting.context.target_people(self.setting.segments)
    }

    pub(super) fn estimate(&self, draws: Vec<f64>, value: f64, choice: &Choice) -> Estimate {
        self.setting.estimate(&self.candidates.list, draws, value, choice)
    }

    fn allocations(
        &self,
        choice: &Choice,
        scenarios: &Scenarios,
        uncertainty: &UncertaintyReport,
        unit: f64,
    ) -> Vec<Allocation> {
        let whole = self.program.reach(choice);
        let taken = choice.iter().enumerate().filter_map(|(term, amounts)| Some((term, (*amounts)?)));
        let mut allocations: Vec<Allocation> = taken
            .map(|(term, amounts)| {
                let candidate = &self.candidates.list[term];
                let mut without = choice.clone();
                without[term] = None;
                let adds = (whole - self.program.reach(&without)) * unit;
                let mut alone = vec![None; choice.len()];
                alone[term] = Some(amounts);
                let value = self.program.reach_alone(term, amounts);
                let reached = self.estimate(scenarios.reaches_alone(term, amounts), value, &alone);
                let best_hours: Vec<f64> =
                    uncertainty.best.iter().map(|best| best[term].map_or(0.0, |amounts| amounts[HOURS])).collect();
                let is_scaled = self.is_scaled();
                let people = self.target_people().filter(|_| is_scaled);
                Allocation {
                    channel: candidate.channel.clone(),
                    name: candidate.name.clone(),
                    hours: amounts[HOURS],
                    money: amounts[MONEY],
                    best_hours: Some(quantiles(best_hours, amounts[HOURS], self.setting.context.answer.level)),
                    p_used: part_that(&uncertainty.best, |best| best[term].is_some()),
                    reasons: explain::reasons(&self.setting.context, candidate, amounts, reached.value, adds),
                    own: candidate.reachable.as_ref().map(OwnPeople::of),
                    people: people.map(|people| reached.map(|share| share * people)),
                    reached: is_scaled.then_some(reached),
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
            best_hours: None,
            p_used: 1.0,
            own: None,
            reached: None,
            people: None,
            adds: 0.0,
            reasons: vec![AllocationReason::NotCounted(fixed.reason.clone())],
        }));
        allocations
    }

    /// How much less the best plan that takes up a channel reaches; none where what must be done leaves too little.
    fn loss(&self, term: usize, reach: f64) -> Option<f64> {
        let mut with = self.program.clone();
        with.terms[term].optional = false;
        best(&with).map(|solution| (reach - solution.reach).max(0.0))
    }

    fn runner_up(
        &self,
        scenarios: &Scenarios,
        uncertainty: &UncertaintyReport,
        alternatives: &[Alternative],
        plan: &Choice,
        unit: f64,
    ) -> Option<RunnerUp> {
        let rival = uncertainty.alternative.filter(|rival| rival.probability >= MIN_PROBABILITY)?;
        let alternative = &alternatives[rival.position];
        let list = || self.candidates.list.iter().enumerate();
        let differs = |now: bool| -> Vec<String> {
            let changed = list().filter(|(i, _)| plan[*i].is_some() != alternative.on[*i] && alternative.on[*i] == now);
            changed.map(|(_, candidate)| candidate.channel.clone()).collect()
        };
        let taken = list().filter_map(|(i, candidate)| {
            let [hours, money] = alternative.choice[i]?;
            Some((candidate.channel.clone(), candidate.name.clone(), hours, money))
        });
        let (added, removed) = (differs(true), differs(false));
        Some(RunnerUp {
            allocations: taken.collect(),
            reach: self
                .is_scaled()
                .then(|| self.estimate(scenarios.reaches(&alternative.choice), alternative.reach, &alternative.choice)),
            added,
            removed,
            probability: rival.probability,
            gain: rival.gain * unit,
            beats: rival.beats,
            lead: rival.lead * unit,
            shortfall: rival.shortfall * unit,
        })
    }
}

fn regret(uncertainty: &UncertaintyReport, level: f64, unit: f64) -> Regret {
    let mut sorted = uncertainty.regrets.clone();
    sorted.sort_by(f64::total_cmp);
    let expected = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let at = ((level * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len());
    Regret { expected: expected * unit, upper: sorted[at - 1] * unit, p_optimal: uncertainty.p_optimal }
}

/// The central part of draws, with the value inside.
fn quantiles(mut draws: Vec<f64>, value: f64, level: f64) -> (f64, f64) {
    draws.sort_by(f64::total_cmp);
    let at = |q: f64| draws[((q * draws.len() as f64) as usize).min(draws.len() - 1)];
    let tail = (1.0 - level) / 2.0;
    (at(tail).min(value), at(1.0 - tail).max(value))
}

fn part_that(all: &[Choice], holds: impl Fn(&Choice) -> bool) -> f64 {
    all.iter().filter(|choice| holds(choice)).count() as f64 / all.len().max(1) as f64
}
