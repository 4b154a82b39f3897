//! What the uncertainty of reach and response means for a plan: intervals, regret, and whether another plan would be
//! better.
//!
//! A scenario is one joint draw of every channel's reach by segment and of what its effort brings. The plan maximises the
//! mean over scenarios, and since the mean of the best in each scenario is the same whatever the plan, it is also the plan of
//! least expected regret.

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::branch::best_of_set;
use super::candidates::Candidate;
use super::curve::ResponseCurve;
use super::program::{Amounts, Choice, Program};
use super::rounding::rounded;

/// Number of scenarios.
pub(super) const SCENARIOS: usize = 256;
/// Scenarios in which the hours and money are shared out anew for the regret.
const REOPTIMISED: usize = 48;

/// Joint draws.
pub(super) struct Scenarios<'a> {
    program: &'a Program,
    /// For each channel, scenario by scenario, its reach by segment.
    shares: Vec<&'a [f64]>,
    /// For each channel and scenario the factor on the effort that its hours and money bring.
    effort_factors: Vec<Vec<f64>>,
}

impl<'a> Scenarios<'a> {
    pub(super) fn draw(program: &'a Program, list: &'a [Candidate], seed: u64) -> Self {
        let effort_factors = list.iter().map(|candidate| {
            let own = candidate
                .figure
                .channel
                .bytes()
                .fold(seed.rotate_left(17), |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(own);
            (0..SCENARIOS).map(|_| (candidate.log_sd * rng.sample::<f64, _>(StandardNormal)).exp()).collect()
        });
        Self {
            program,
            effort_factors: effort_factors.collect(),
            shares: list.iter().map(|candidate| candidate.shares).collect(),
        }
    }

    fn share(&self, term: usize, scenario: usize) -> &[f64] {
        let segments = self.program.weights.len();
        &self.shares[term][scenario * segments..(scenario + 1) * segments]
    }

    fn part(&self, term: usize, amounts: Amounts, scenario: usize) -> f64 {
        let of = &self.program.terms[term];
        1.0 - (1.0 - of.organic_reach) * (-self.effort_factors[term][scenario] * of.effort(amounts)).exp2()
    }

    /// What a choice reaches of each segment in a scenario.
    fn reach_by_segment(&self, choice: &Choice, scenario: usize) -> Vec<f64> {
        let mut missed = vec![1.0; self.program.weights.len()];
        for (term, amounts) in choice.iter().enumerate() {
            let Some(amounts) = amounts else { continue };
            let part = self.part(term, *amounts, scenario);
            missed.iter_mut().zip(self.share(term, scenario)).for_each(|(missed, share)| *missed *= 1.0 - share * part);
        }
        missed.iter_mut().for_each(|missed| *missed = 1.0 - *missed);
        missed
    }

    fn reach(&self, choice: &Choice, scenario: usize) -> f64 {
        weighted(&self.reach_by_segment(choice, scenario), &self.program.weights)
    }

    /// What a choice reaches in each scenario.
    pub(super) fn reaches(&self, choice: &Choice) -> Vec<f64> {
        (0..SCENARIOS).map(|scenario| self.reach(choice, scenario)).collect()
    }

    /// What a choice reaches of one segment in each scenario.
    pub(super) fn reaches_of_segment(&self, choice: &Choice, segment: usize) -> Vec<f64> {
        (0..SCENARIOS).map(|scenario| self.reach_by_segment(choice, scenario)[segment]).collect()
    }

    /// What one channel alone reaches in each scenario.
    pub(super) fn reaches_alone(&self, term: usize, amounts: Amounts) -> Vec<f64> {
        let alone = |scenario: usize| {
            weighted(self.share(term, scenario), &self.program.weights) * self.part(term, amounts, scenario)
        };
        (0..SCENARIOS).map(alone).collect()
    }

    /// The problem as it would be if one scenario were known to be the true one.
    fn known(&self, scenario: usize) -> Program {
        let mut program = self.program.clone();
        for (i, term) in program.terms.iter_mut().enumerate() {
            term.reach = self.share(i, scenario).to_vec();
            term.curve = ResponseCurve::with_rate(self.effort_factors[i][scenario]);
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
    /// The alternative that is best most often: its position, the part of the scenarios, and how much more it reaches there.
    pub(super) alternative: Option<(usize, f64, f64)>,
}

/// Compares a plan with its alternatives in every scenario.
pub(super) fn assess(scenarios: &Scenarios, plan: &Choice, alternatives: &[Alternative]) -> UncertaintyReport {
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
        let won: Vec<usize> = (0..SCENARIOS).filter(|scenario| winners[*scenario] == Some(r)).collect();
        let gain =
            won.iter().map(|scenario| of_alternatives[r][*scenario] - own[*scenario]).sum::<f64>() / won.len() as f64;
        (r, share(Some(r)), gain)
    });
    let on = taken_up(plan);
    let regret = |scenario: usize| {
        let (set, found) =
            winners[scenario].map_or((&on, own[scenario]), |r| (&alternatives[r].on, of_alternatives[r][scenario]));
        let reoptimised = best_of_set(&scenarios.known(scenario), set).map_or(found, |(_, reach)| reach);
        (reoptimised.max(found) - own[scenario]).max(0.0)
    };
    UncertaintyReport { regrets: (0..REOPTIMISED).map(regret).collect(), p_optimal: share(None), alternative }
}
