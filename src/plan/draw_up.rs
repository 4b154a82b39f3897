//! One question to one plan.

use crate::channel::{ChannelQuery, Prospects, Reckoning, prospects};
use crate::prevalence::{Estimate, ShareDistribution};
use crate::reference::Catalog;
use crate::target::SpecFault;

use super::branch::{Solution, best};
use super::constraints::{Budget, Constraints};
use super::doubt::{Doubt, Rival, WORLDS, Worlds, doubt, rivals};
use super::offer::{Setting, Stall, reserved};
use super::program::{Choice, HOURS, MONEY, Program, RESOURCES};
use super::rounding::rounded;
use super::told;
use super::{Allocation, Hedge, Plan, PlanError, Regret, Resource, SegmentReach, ShadowPrice};

const METHOD: &str = "expected unique reach over joint draws of reach and response";
/// Least probability with which another choice of channels is named.
const LEAST_PROBABLE: f64 = 0.05;

/// Draws up the plan that reaches most of the target under `constraints`, from `reckoning`, the answer to `query`.
///
/// Depends on nothing but its arguments: the same seed gives the same plan.
///
/// # Errors
/// [`PlanError::Invalid`] with every fault of the constraints, conflicts between them, and a budget whose reach nothing
/// is known about, each with what to do.
pub fn plan(
    catalog: &Catalog,
    query: &ChannelQuery,
    reckoning: &Reckoning,
    constraints: &Constraints,
) -> Result<Plan, PlanError> {
    let faults = constraints.faults(catalog);
    if !faults.is_empty() {
        return Err(PlanError::Invalid(faults));
    }
    let setting = Setting { catalog, query, answer: &reckoning.recommendation, constraints };
    let group = setting.group().unwrap_or_default();
    let channels: Vec<&str> = setting.ranked(group).iter().map(|figure| figure.channel.as_str()).collect();
    let prospects = prospects(catalog, query, reckoning, &channels, WORLDS)?;
    let stall = setting.stall(group, &prospects);
    if let Some(fault) = setting.idle_budget(group, &stall) {
        return Err(PlanError::Invalid(vec![fault]));
    }
    let program = program(&setting, &stall, &prospects);
    let Some(solution) = best(&program) else {
        return Err(PlanError::Invalid(vec![does_not_fit()]));
    };
    let draft = Draft { setting, group, prospects: &prospects, stall: &stall, program: &program };
    Ok(draft.plan(&solution))
}

/// Not to be met after the constraints were checked, but for sums that differ by the last digit.
fn does_not_fit() -> SpecFault {
    let detail = "minimums and holds take as much as there is, or more; lower one of them".to_owned();
    SpecFault { pointer: "/hours_per_week".to_owned(), code: "infeasible", detail }
}

fn program(setting: &Setting, stall: &Stall, prospects: &Prospects) -> Program {
    let (limits, reserved) = (setting.constraints.limits(), reserved(&stall.kept));
    Program {
        weights: prospects.segments.iter().map(|segment| segment.weight).collect(),
        lines: stall.offers.iter().map(|offer| offer.line.clone()).collect(),
        limits: RESOURCES.map(|k| (limits[k] - reserved[k]).max(0.0)),
    }
}

/// What a plan is made from.
struct Draft<'a> {
    setting: Setting<'a>,
    group: &'a str,
    prospects: &'a Prospects,
    stall: &'a Stall<'a>,
    program: &'a Program,
}

impl Draft<'_> {
    fn plan(&self, solution: &Solution) -> Plan {
        let (program, constraints) = (self.program, self.setting.constraints);
        let choice = rounded(program, &solution.choice);
        let worlds = Worlds::draw(program, &self.stall.offers, self.setting.query.seed);
        let rivals = rivals(program, &choice);
        let doubt = doubt(&worlds, &choice, &rivals);
        let value = program.reach(&choice);
        let reach = self.estimate(worlds.reaches(&choice), value, &choice);
        let limits = constraints.limits();
        let left = RESOURCES.map(|k| {
            let kept: f64 = self.stall.kept.iter().map(|kept| kept.amounts[k]).sum();
            let left = limits[k] - kept - choice.iter().flatten().map(|x| x[k]).sum::<f64>();
            if left > 1e-9 * limits[k] { left } else { 0.0 }
        });
        let mut dropped: Vec<_> = self.stall.dropped.clone();
        let idle = choice.iter().enumerate().filter(|(_, amounts)| amounts.is_none());
        dropped.extend(idle.map(|(line, _)| told::dropped(&self.stall.offers[line], self.loss(line, solution.reach))));
        let group = self.setting.answer.groups.iter().find(|group| group.id == self.group);
        Plan {
            task: constraints.task,
            target_in_words: self.setting.answer.target_in_words.clone(),
            measures: group.map(|group| group.measures.clone()).unwrap_or_default(),
            hours_per_week: limits[HOURS],
            hours_left: left[HOURS],
            money: limits[MONEY],
            money_left: left[MONEY],
            currency: constraints.currency().map(str::to_owned),
            allocations: self.allocations(&choice, &worlds),
            people: self.target_people().map(|people| told::times(&reach, people)),
            reach,
            segments: self.segments(&choice, &worlds),
            shadow_prices: self.shadow_prices(solution.reach),
            dropped,
            regret: regret(&doubt, self.setting.answer.level),
            hedge: self.hedge(&worlds, &doubt, &rivals, &choice),
            optimality_gap: (solution.bound - value).max(0.0),
            assumptions: told::assumptions(&self.setting, self.stall, &choice),
            warnings: told::warnings(&self.setting, self.stall, &choice, left),
        }
    }

    /// People in the target where the agency is responsible.
    fn target_people(&self) -> Option<f64> {
        self.setting.people().map(|people| people * self.prospects.per_adult)
    }

    fn estimate(&self, draws: Vec<f64>, value: f64, choice: &Choice) -> Estimate {
        let level = self.setting.answer.level;
        let taken = choice.iter().zip(&self.stall.offers).filter(|(amounts, _)| amounts.is_some());
        let n = taken.map(|(_, offer)| offer.figure.reach.n).fold(f64::INFINITY, f64::min);
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

    fn allocations(&self, choice: &Choice, worlds: &Worlds) -> Vec<Allocation> {
        let whole = self.program.reach(choice);
        let taken = choice.iter().enumerate().filter_map(|(line, amounts)| Some((line, (*amounts)?)));
        let mut allocations: Vec<Allocation> = taken
            .map(|(line, amounts)| {
                let offer = &self.stall.offers[line];
                let mut without = choice.clone();
                without[line] = None;
                let adds = whole - self.program.reach(&without);
                let mut alone = vec![None; choice.len()];
                alone[line] = Some(amounts);
                let value = self.program.reach_alone(line, amounts);
                let reached = self.estimate(worlds.reaches_alone(line, amounts), value, &alone);
                Allocation {
                    channel: offer.figure.channel.clone(),
                    name: offer.figure.name.clone(),
                    hours: amounts[HOURS],
                    money: amounts[MONEY],
                    reasons: told::reasons(&self.setting, offer, amounts, &reached, adds),
                    reached: Some(reached),
                    adds,
                }
            })
            .collect();
        allocations.sort_by(|a, b| b.adds.total_cmp(&a.adds).then_with(|| a.channel.cmp(&b.channel)));
        allocations.extend(self.stall.kept.iter().map(|kept| Allocation {
            channel: kept.channel.clone(),
            name: kept.name.clone(),
            hours: kept.amounts[HOURS],
            money: kept.amounts[MONEY],
            reached: None,
            adds: 0.0,
            reasons: vec!["Kept on as asked; the plan's reach leaves it out.".to_owned(), kept.reason.clone()],
        }));
        allocations
    }

    fn segments(&self, choice: &Choice, worlds: &Worlds) -> Vec<SegmentReach> {
        let expected = self.program.reach_by_segment(choice);
        let segments = self.prospects.segments.iter().zip(expected).enumerate();
        let told = segments.map(|(s, (segment, value))| SegmentReach {
            words: segment.words.clone(),
            weight: segment.weight,
            reach: self.estimate(worlds.reaches_of_segment(choice, s), value, choice),
        });
        told.collect()
    }

    /// How much less the best plan that takes up a channel reaches; none where what must be done leaves too little.
    fn loss(&self, line: usize, reach: f64) -> Option<f64> {
        let mut with = self.program.clone();
        with.lines[line].optional = false;
        best(&with).map(|solution| (reach - solution.reach).max(0.0))
    }

    fn shadow_prices(&self, reach: f64) -> Vec<ShadowPrice> {
        let mut prices = Vec::new();
        let constraints = self.setting.constraints;
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
        let setting = Setting { constraints: more, ..self.setting };
        let stall = setting.stall(self.group, self.prospects);
        let richer = best(&program(&setting, &stall, self.prospects)).map_or(reach, |solution| solution.reach);
        let adds = (richer - reach).max(0.0);
        let people = self.target_people().map(|people| people * adds);
        let words = told::price(resource, per, more.currency(), adds, people);
        ShadowPrice { resource, per, adds, people, words }
    }

    fn hedge(&self, worlds: &Worlds, doubt: &Doubt, rivals: &[Rival], plan: &Choice) -> Option<Hedge> {
        let (rival, probability, gain) = doubt.alternative.filter(|(_, p, _)| *p >= LEAST_PROBABLE)?;
        let rival = &rivals[rival];
        let offers = || self.stall.offers.iter().enumerate();
        let differs = |now: bool| -> Vec<String> {
            let changed = offers().filter(|(i, _)| plan[*i].is_some() != rival.on[*i] && rival.on[*i] == now);
            changed.map(|(_, offer)| offer.figure.channel.clone()).collect()
        };
        let taken = offers().filter_map(|(i, offer)| {
            let [hours, money] = rival.choice[i]?;
            Some((offer.figure.channel.clone(), offer.figure.name.clone(), hours, money))
        });
        let name = |ids: &[String]| -> Vec<String> {
            let named = offers().filter(|(_, offer)| ids.contains(&offer.figure.channel));
            named.map(|(_, offer)| offer.figure.name.clone()).collect()
        };
        let (added, removed) = (differs(true), differs(false));
        Some(Hedge {
            allocations: taken.collect(),
            words: told::hedge(&name(&added), &name(&removed), probability, doubt.stands, gain),
            reach: self.estimate(worlds.reaches(&rival.choice), rival.reach, &rival.choice),
            added,
            removed,
            probability,
            gain,
        })
    }
}

fn regret(doubt: &Doubt, level: f64) -> Regret {
    let mut sorted = doubt.regrets.clone();
    sorted.sort_by(f64::total_cmp);
    let expected = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let at = ((level * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len());
    let upper = sorted[at - 1];
    Regret { expected, upper, stands: doubt.stands, words: told::regret(expected, upper, level) }
}
