//! What the uncertainty of reach and response means for a plan: intervals, regret, and whether another plan would be
//! better.
//!
//! A scenario is one joint draw of every channel's reach by segment and of what its effort brings. The plan maximises the
//! mean over scenarios, and since the mean of the best in each scenario is the same whatever the plan, it is also the plan of
//! least expected regret.

use std::ops::Range;

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::branch::{best as search, best_of_set};
use super::candidates::{Candidate, PoolDraws};
use super::curve::ResponseCurve;
use super::program::{Amounts, Choice, Program};
use super::rounding::rounded;

/// Number of scenarios.
pub(super) const SCENARIOS: usize = 256;
/// Scenarios in which the best plan is sought anew, for the regret.
pub(super) const REOPTIMISED: usize = 64;

/// Joint draws.
pub(super) struct Scenarios<'a> {
    program: &'a Program,
    /// For each channel its pools.
    pools: Vec<Vec<ScenarioPool<'a>>>,
}

/// What is uncertain of a pool, drawn.
struct ScenarioPool<'a> {
    /// Scenario by scenario, the share of each segment that is in it.
    shares: &'a [f64],
    /// For each scenario the factor on the effort that its hours and money bring.
    effort_factors: Vec<f64>,
}

impl<'a> Scenarios<'a> {
    /// What is assumed of the response errs by a factor that all channels have in common, and each by one of its own.
    pub(super) fn draw(program: &'a Program, list: &'a [Candidate], seed: u64) -> Self {
        let normal = |seed: u64| -> Vec<f64> {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            (0..SCENARIOS).map(|_| rng.sample(StandardNormal)).collect()
        };
        let common = normal(seed.rotate_left(31));
        let of_pool = |channel: &str, p: usize, draws: &'a PoolDraws<'_>| {
            let own_seed = channel.bytes().fold(seed.rotate_left(17) ^ p as u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            let own_log_sd = (draws.log_sd.powi(2) - draws.common_log_sd.powi(2)).max(0.0).sqrt();
            let factor = |(common, own): (&f64, f64)| (draws.common_log_sd * common + own_log_sd * own).exp();
            ScenarioPool {
                shares: &draws.shares,
                effort_factors: common.iter().zip(normal(own_seed)).map(factor).collect(),
            }
        };
        let of_candidate = |candidate: &'a Candidate| -> Vec<ScenarioPool<'a>> {
            let pools = candidate.draws.iter().enumerate();
            pools.map(|(p, draws)| of_pool(&candidate.channel, p, draws)).collect()
        };
        Self { program, pools: list.iter().map(of_candidate).collect() }
    }

    fn share(&self, term: usize, pool: usize, scenario: usize) -> &[f64] {
        let segments = self.program.weights.len();
        &self.pools[term][pool].shares[scenario * segments..(scenario + 1) * segments]
    }

    /// What of each segment a channel misses in a scenario, after a part of its effort.
    fn miss(&self, term: usize, amounts: Amounts, scenario: usize, done: f64, missed: &mut [f64]) {
        for (p, pool) in self.program.terms[term].pools.iter().enumerate() {
            let effort = done * self.pools[term][p].effort_factors[scenario] * pool.effort(amounts);
            let part = 1.0 - (1.0 - pool.organic_reach) * (-effort).exp2();
            missed
                .iter_mut()
                .zip(self.share(term, p, scenario))
                .for_each(|(missed, share)| *missed *= 1.0 - share * part);
        }
    }

    /// What a choice reaches of each segment in a scenario, after a part of its effort.
    fn reach_by_segment(&self, choice: &[Option<Amounts>], scenario: usize, done: f64) -> Vec<f64> {
        let mut missed = vec![1.0; self.program.weights.len()];
        for (term, amounts) in choice.iter().enumerate() {
            let Some(amounts) = amounts else { continue };
            self.miss(term, *amounts, scenario, done, &mut missed);
        }
        missed.iter_mut().for_each(|missed| *missed = 1.0 - *missed);
        missed
    }

    fn reach(&self, choice: &Choice, scenario: usize) -> f64 {
        weighted(&self.reach_by_segment(choice, scenario, 1.0), &self.program.weights)
    }

    /// What a choice reaches in each scenario.
    pub(super) fn reaches(&self, choice: &Choice) -> Vec<f64> {
        (0..SCENARIOS).map(|scenario| self.reach(choice, scenario)).collect()
    }

    /// What a choice reaches of some segments in each scenario, after a part of its effort.
    pub(super) fn reaches_of(&self, choice: &Choice, segments: &Range<usize>, done: f64) -> Vec<f64> {
        let weights = &self.program.weights[segments.clone()];
        let all: f64 = weights.iter().sum();
        let of = |scenario| weighted(&self.reach_by_segment(choice, scenario, done)[segments.clone()], weights) / all;
        (0..SCENARIOS).map(of).collect()
    }

    /// What one channel alone reaches in each scenario.
    pub(super) fn reaches_alone(&self, term: usize, amounts: Amounts) -> Vec<f64> {
        let alone = |scenario: usize| {
            let mut missed = vec![1.0; self.program.weights.len()];
            self.miss(term, amounts, scenario, 1.0, &mut missed);
            1.0 - weighted(&missed, &self.program.weights)
        };
        (0..SCENARIOS).map(alone).collect()
    }

    /// The problem as it would be if one scenario were known to be the true one.
    fn known(&self, scenario: usize) -> Program {
        let mut program = self.program.clone();
        for (i, term) in program.terms.iter_mut().enumerate() {
            for (p, pool) in term.pools.iter_mut().enumerate() {
                pool.reach = self.share(i, p, scenario).to_vec();
                pool.curve = ResponseCurve::with_rate(self.pools[i][p].effort_factors[scenario]);
            }
        }
        program
    }
}

fn weighted(shares: &[f64], weights: &[f64]) -> f64 {
    shares.iter().zip(weights).map(|(share, weight)| share * weight).sum()
}

/// A set of channels with the best use of it.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    pub(super) on: Vec<bool>,
    pub(super) choice: Choice,
    /// Its expected reach.
    pub(super) reach: f64,
}

/// The best use, in steps that people can keep, of every set of channels that takes up, leaves or swaps one channel of
/// the plan.
pub(super) fn alternatives(program: &Program, plan: &Choice) -> Vec<Alternative> {
    let on = taken_up(plan);
    let terms = on.len();
    let mut sets: Vec<Vec<bool>> = Vec::new();
    let flipped = |at: &[usize]| {
        let mut set = on.clone();
        at.iter().for_each(|i| set[*i] = !set[*i]);
        set
    };
    for i in (0..terms).filter(|i| program.terms[*i].optional) {
        sets.push(flipped(&[i]));
        sets.extend((i + 1..terms).filter(|j| program.terms[*j].optional && on[i] != on[*j]).map(|j| flipped(&[i, j])));
    }
    let mut alternatives: Vec<Alternative> = Vec::new();
    for set in sets {
        let Some((choice, _)) = best_of_set(program, &set) else { continue };
        let choice = rounded(program, &choice);
        // A channel that is taken up and given nothing makes no other set.
        let set = taken_up(&choice);
        if set != on && !alternatives.iter().any(|alternative| alternative.on == set) {
            alternatives.push(Alternative { on: set, reach: program.reach(&choice), choice });
        }
    }
    alternatives
}

fn taken_up(choice: &Choice) -> Vec<bool> {
    choice.iter().map(Option::is_some).collect()
}

/// What the uncertainty means for a plan.
#[derive(Debug, Clone)]
pub(super) struct UncertaintyReport {
    /// In each reoptimised scenario: how much more the best plan found for it reaches.
    pub(super) regrets: Vec<f64>,
    /// Part of the scenarios in which no alternative reaches more than the plan.
    pub(super) p_optimal: f64,
    /// In each reoptimised scenario: the best plan found for it.
    pub(super) best: Vec<Choice>,
    /// The alternative that is best most often.
    pub(super) alternative: Option<Rival>,
}

/// An alternative beside the plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rival {
    /// Its position.
    pub(super) position: usize,
    /// Part of the scenarios in which nothing compared reaches more.
    pub(super) probability: f64,
    /// How much more it reaches where it is the best.
    pub(super) gain: f64,
    /// Part of the scenarios in which it reaches more than the plan.
    pub(super) beats: f64,
    /// How much more than it the plan reaches on average over the scenarios.
    pub(super) lead: f64,
    /// How much less than the plan it reaches where it does not reach more.
    pub(super) shortfall: f64,
}

/// Compares a plan with its alternatives in every scenario, and with the best plan of the first `reoptimised`.
pub(super) fn assess(
    scenarios: &Scenarios,
    plan: &Choice,
    alternatives: &[Alternative],
    reoptimised: usize,
) -> UncertaintyReport {
    let own = scenarios.reaches(plan);
    let of_alternatives: Vec<Vec<f64>> =
        alternatives.iter().map(|alternative| scenarios.reaches(&alternative.choice)).collect();
    let best_alternative = |scenario: usize| {
        let better = (0..alternatives.len()).filter(|r| of_alternatives[*r][scenario] > own[scenario]);
        better.max_by(|a, b| of_alternatives[*a][scenario].total_cmp(&of_alternatives[*b][scenario]).then(b.cmp(a)))
    };
    let winners: Vec<Option<usize>> = (0..SCENARIOS).map(best_alternative).collect();
    let share = |winner: Option<usize>| winners.iter().filter(|w| **w == winner).count() as f64 / SCENARIOS as f64;
    let max = (0..alternatives.len()).max_by(|a, b| share(Some(*a)).total_cmp(&share(Some(*b))).then(b.cmp(a)));
    let alternative = max.filter(|r| share(Some(*r)) > 0.0).map(|r| {
        let more = |scenario: &usize| of_alternatives[r][*scenario] - own[*scenario];
        let mean = |of: Vec<f64>| of.iter().sum::<f64>() / of.len().max(1) as f64;
        let won = (0..SCENARIOS).filter(|scenario| winners[*scenario] == Some(r));
        let (ahead, behind): (Vec<usize>, Vec<usize>) = (0..SCENARIOS).partition(|scenario| more(scenario) > 0.0);
        Rival {
            position: r,
            probability: share(Some(r)),
            gain: mean(won.map(|scenario| more(&scenario)).collect()),
            beats: ahead.len() as f64 / SCENARIOS as f64,
            lead: -mean((0..SCENARIOS).map(|scenario| more(&scenario)).collect()),
            shortfall: -mean(behind.iter().map(more).collect()),
        }
    });
    let mut regrets = Vec::with_capacity(reoptimised);
    let mut best = Vec::with_capacity(reoptimised);
    for scenario in 0..reoptimised {
        let (used, found) = match winners[scenario] {
            Some(r) => (&alternatives[r].choice, of_alternatives[r][scenario]),
            None => (plan, own[scenario]),
        };
        let known = search(&scenarios.known(scenario)).map(|solution| (solution.choice, solution.reach));
        let (choice, reach) = known.unwrap_or_else(|| (used.clone(), found));
        regrets.push((reach.max(found) - own[scenario]).max(0.0));
        best.push(choice);
    }
    UncertaintyReport { regrets, p_optimal: share(None), best, alternative }
}
