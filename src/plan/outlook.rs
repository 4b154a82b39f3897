//! What the best plan would reach with other hours or another budget: the least that reaches a goal, and the whole curve.

use crate::prevalence::{Estimate, ShareDistribution};

use super::branch::best;
use super::candidates::{Candidate, Candidates, PlanContext, reserved};
use super::constraints::{Budget, Constraints, MAX_GOAL_HOURS};
use super::program::{Choice, HOURS, MONEY, Program, RESOURCES};
use super::rounding::rounded;
use super::segments::Segments;
use super::uncertainty::Scenarios;
use super::{CurvePoint, GoalOutlook, ReachCurve, Resource};

const METHOD: &str = "expected unique reach over joint draws of reach and response";
/// The amounts of a curve, as parts of those of the plan.
const CURVE: [f64; 12] = [0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0];
/// Precision to which the least amount is sought.
const PRECISION: f64 = 0.002;
/// Times the budget up to which the least money is sought.
const MOST_BUDGETS: f64 = 1000.0;
/// Least amounts that are sought: six minutes, a unit of money.
const LEAST: [f64; 2] = [0.1, 1.0];

/// What a plan is drawn up from.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) context: PlanContext<'a>,
    /// The group of measures that it goes by.
    pub(super) group: &'a str,
    pub(super) segments: &'a Segments,
}

/// What the best plan reaches.
struct Outlook {
    /// Share of the target.
    reach: Estimate,
    spent: [f64; 2],
}

impl<'a> Setting<'a> {
    /// The same under other constraints.
    pub(super) fn under<'b>(&self, constraints: &'b Constraints) -> Setting<'b>
    where
        'a: 'b,
    {
        Setting { context: PlanContext { constraints, ..self.context }, group: self.group, segments: self.segments }
    }

    pub(super) fn candidates(&self) -> Candidates<'a> {
        self.context.candidates(self.group, self.segments)
    }

    pub(super) fn program(&self, candidates: &Candidates) -> Program {
        let (limits, reserved) = (self.context.constraints.limits(), reserved(&candidates.fixed));
        Program {
            weights: self.segments.weights.clone(),
            terms: candidates.list.iter().map(|candidate| candidate.term.clone()).collect(),
            limits: RESOURCES.map(|k| (limits[k] - reserved[k]).max(0.0)),
        }
    }

    /// What a choice reaches, with the interval of its draws.
    pub(super) fn estimate(&self, list: &[Candidate], draws: Vec<f64>, value: f64, choice: &Choice) -> Estimate {
        let level = self.context.answer.level;
        let taken = choice.iter().zip(list).filter(|(amounts, _)| amounts.is_some());
        let n = taken.map(|(_, candidate)| candidate.n()).fold(f64::INFINITY, f64::min);
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

    /// What the best plan reaches, in steps that people can keep; `None` where what must be done takes more than there is.
    fn outlook(&self) -> Option<Outlook> {
        let candidates = self.candidates();
        let program = self.program(&candidates);
        let choice = rounded(&program, &best(&program)?.choice);
        let scenarios = Scenarios::draw(&program, &candidates.list, self.context.query.seed);
        let reach = self.estimate(&candidates.list, scenarios.reaches(&choice), program.reach(&choice), &choice);
        Some(Outlook { reach, spent: RESOURCES.map(|k| choice.iter().flatten().map(|x| x[k]).sum()) })
    }

    /// Share of the target that the best plan reaches; 0 where none fits.
    fn value(&self) -> f64 {
        let candidates = self.candidates();
        let program = self.program(&candidates);
        best(&program).map_or(0.0, |solution| program.reach(&rounded(&program, &solution.choice)))
    }

    /// What reaches `people` of the target at least. `None` where the people of the target are not known.
    pub(super) fn seek(&self, people: f64) -> Option<GoalOutlook> {
        let target = self.context.target_people(self.segments)?;
        let constraints = self.context.constraints;
        let with = |k: usize, amount: f64| with(constraints, k, amount);
        let reaches = |k: usize, amount: f64| self.under(&with(k, amount)).value() * target >= people;
        let most = self.under(&with(HOURS, MAX_GOAL_HOURS)).outlook();
        let money = constraints.budget.as_ref().and_then(|budget| budget.amount);
        let most_money = money.map(|money| (money * MOST_BUDGETS).max(LEAST[MONEY]));
        Some(GoalOutlook {
            people,
            least_hours: least(LEAST[HOURS], MAX_GOAL_HOURS, |hours| reaches(HOURS, hours)).map(up_to_tenths),
            least_money: most_money
                .filter(|_| constraints.hours_per_week.is_some())
                .and_then(|most| least(LEAST[MONEY], most, |money| reaches(MONEY, money)))
                .map(f64::ceil),
            at_most: most?.reach.map(|share| share * target),
            is_reached: false,
            probability: 0.0,
        })
    }

    /// People reached against hours, and against money where there is a budget.
    pub(super) fn curves(&self) -> Vec<ReachCurve> {
        let Some(target) = self.context.target_people(self.segments) else { return Vec::new() };
        let constraints = self.context.constraints;
        let limits = constraints.limits();
        let point = |k: usize, part: f64| {
            let changed = with(constraints, k, part * limits[k]);
            let outlook = self.under(&changed).outlook()?;
            let [hours, money] = changed.limits();
            Some(CurvePoint { hours, money, spent: outlook.spent, people: outlook.reach.map(|share| share * target) })
        };
        let of = |(k, resource): (usize, Resource)| {
            let points: Vec<CurvePoint> = CURVE.iter().filter_map(|part| point(k, *part)).collect();
            ReachCurve { resource, points }
        };
        let resources = [(HOURS, Resource::Hours), (MONEY, Resource::Money)];
        resources.into_iter().filter(|(k, _)| limits[*k] > 0.0).map(of).collect()
    }
}

impl GoalOutlook {
    /// With what a plan makes of it: `draws` of its reach, and its expected reach, as shares of `target` people.
    pub(super) fn of_plan(self, draws: &[f64], value: f64, target: f64) -> Self {
        let reached = draws.iter().filter(|share| *share * target >= self.people).count();
        let probability = reached as f64 / draws.len().max(1) as f64;
        // What was sought was found by the same sum, so only its last digit may differ.
        Self { probability, is_reached: value * target >= self.people * (1.0 - 1e-9), ..self }
    }
}

/// The constraints with another amount of a resource.
fn with(constraints: &Constraints, k: usize, amount: f64) -> Constraints {
    let mut changed = constraints.clone();
    if k == HOURS {
        changed.hours_per_week = Some(amount);
    } else {
        changed.budget = changed.budget.map(|budget| Budget { amount: Some(amount), ..budget });
    }
    changed
}

/// The least amount of which `reaches` holds, by bisection on its logarithm; `None` where not even the most does.
fn least(least: f64, most: f64, reaches: impl Fn(f64) -> bool) -> Option<f64> {
    if !reaches(most) {
        return None;
    }
    if reaches(0.0) {
        return Some(0.0);
    }
    let (mut below, mut above) = (least.min(most) * 0.5, most);
    while above > below * (1.0 + PRECISION) {
        let middle = (below * above).sqrt();
        if reaches(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    Some(above)
}

/// Hours in tenths, rounded up.
fn up_to_tenths(hours: f64) -> f64 {
    (hours * 10.0 - 1e-9).ceil() / 10.0
}
