//! What the uncertainty of reach and response means for a plan: intervals, regret, and whether another plan would be
//! better.
//!
//! A world is one joint draw of every channel's reach by segment and of what its effort brings. The plan maximises the
//! mean over worlds, and since the mean of the best in each world is the same whatever the plan, it is also the plan of
//! least expected regret.

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::branch::best_of_set;
use super::curve::Curve;
use super::offer::Offer;
use super::program::{Amounts, Choice, Program};
use super::rounding::rounded;

/// Worlds drawn.
pub(super) const WORLDS: usize = 256;
/// Worlds in which the hours and money are shared out anew for the regret.
const REPLANNED: usize = 48;

/// Joint draws.
pub(super) struct Worlds<'a> {
    program: &'a Program,
    /// For each channel, world by world, its reach by segment.
    shares: Vec<&'a [f64]>,
    /// For each channel and world the factor on the effort that its hours and money bring.
    paces: Vec<Vec<f64>>,
}

impl<'a> Worlds<'a> {
    pub(super) fn draw(program: &'a Program, offers: &'a [Offer], seed: u64) -> Self {
        let paces = offers.iter().map(|offer| {
            let own = offer
                .figure
                .channel
                .bytes()
                .fold(seed.rotate_left(17), |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(own);
            (0..WORLDS).map(|_| (offer.log_sd * rng.sample::<f64, _>(StandardNormal)).exp()).collect()
        });
        Self { program, paces: paces.collect(), shares: offers.iter().map(|offer| offer.shares).collect() }
    }

    fn share(&self, line: usize, world: usize) -> &[f64] {
        let segments = self.program.weights.len();
        &self.shares[line][world * segments..(world + 1) * segments]
    }

    fn part(&self, line: usize, amounts: Amounts, world: usize) -> f64 {
        let of = &self.program.lines[line];
        1.0 - (1.0 - of.head) * (-self.paces[line][world] * of.effort(amounts)).exp2()
    }

    /// What a choice reaches of each segment in a world.
    fn reach_by_segment(&self, choice: &Choice, world: usize) -> Vec<f64> {
        let mut missed = vec![1.0; self.program.weights.len()];
        for (line, amounts) in choice.iter().enumerate() {
            let Some(amounts) = amounts else { continue };
            let part = self.part(line, *amounts, world);
            missed.iter_mut().zip(self.share(line, world)).for_each(|(missed, share)| *missed *= 1.0 - share * part);
        }
        missed.iter_mut().for_each(|missed| *missed = 1.0 - *missed);
        missed
    }

    fn reach(&self, choice: &Choice, world: usize) -> f64 {
        weighted(&self.reach_by_segment(choice, world), &self.program.weights)
    }

    /// What a choice reaches in each world.
    pub(super) fn reaches(&self, choice: &Choice) -> Vec<f64> {
        (0..WORLDS).map(|world| self.reach(choice, world)).collect()
    }

    /// What a choice reaches of one segment in each world.
    pub(super) fn reaches_of_segment(&self, choice: &Choice, segment: usize) -> Vec<f64> {
        (0..WORLDS).map(|world| self.reach_by_segment(choice, world)[segment]).collect()
    }

    /// What one channel alone reaches in each world.
    pub(super) fn reaches_alone(&self, line: usize, amounts: Amounts) -> Vec<f64> {
        let alone =
            |world: usize| weighted(self.share(line, world), &self.program.weights) * self.part(line, amounts, world);
        (0..WORLDS).map(alone).collect()
    }

    /// The problem as it would be if one world were known to be the true one.
    fn known(&self, world: usize) -> Program {
        let mut program = self.program.clone();
        for (i, line) in program.lines.iter_mut().enumerate() {
            line.reach = self.share(i, world).to_vec();
            line.curve = Curve::paced(self.paces[i][world]);
        }
        program
    }
}

fn weighted(shares: &[f64], weights: &[f64]) -> f64 {
    shares.iter().zip(weights).map(|(share, weight)| share * weight).sum()
}

/// A set of channels with the best use of it.
#[derive(Debug, Clone)]
pub(super) struct Rival {
    pub(super) on: Vec<bool>,
    pub(super) choice: Choice,
    /// Its expected reach.
    pub(super) reach: f64,
}

/// The best use, in steps that people can keep, of every set of channels that takes up, leaves or swaps one channel of
/// the plan.
pub(super) fn rivals(program: &Program, plan: &Choice) -> Vec<Rival> {
    let on = taken_up(plan);
    let lines = on.len();
    let mut sets: Vec<Vec<bool>> = Vec::new();
    let flipped = |at: &[usize]| {
        let mut set = on.clone();
        at.iter().for_each(|i| set[*i] = !set[*i]);
        set
    };
    for i in (0..lines).filter(|i| program.lines[*i].optional) {
        sets.push(flipped(&[i]));
        sets.extend((i + 1..lines).filter(|j| program.lines[*j].optional && on[i] != on[*j]).map(|j| flipped(&[i, j])));
    }
    let mut rivals: Vec<Rival> = Vec::new();
    for set in sets {
        let Some((choice, _)) = best_of_set(program, &set) else { continue };
        let choice = rounded(program, &choice);
        // A channel that is taken up and given nothing makes no other set.
        let set = taken_up(&choice);
        if set != on && !rivals.iter().any(|rival| rival.on == set) {
            rivals.push(Rival { on: set, reach: program.reach(&choice), choice });
        }
    }
    rivals
}

fn taken_up(choice: &Choice) -> Vec<bool> {
    choice.iter().map(Option::is_some).collect()
}

/// What the uncertainty means for a plan.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    /// In each replanned world: how much more the best plan found for it reaches.
    pub(super) regrets: Vec<f64>,
    /// Part of the worlds in which no rival reaches more than the plan.
    pub(super) stands: f64,
    /// The rival that is best most often: its position, the part of the worlds, and how much more it reaches there.
    pub(super) alternative: Option<(usize, f64, f64)>,
}

/// Compares a plan with its rivals in every world.
pub(super) fn doubt(worlds: &Worlds, plan: &Choice, rivals: &[Rival]) -> Doubt {
    let own = worlds.reaches(plan);
    let of_rivals: Vec<Vec<f64>> = rivals.iter().map(|rival| worlds.reaches(&rival.choice)).collect();
    let best_rival = |world: usize| {
        let better = (0..rivals.len()).filter(|r| of_rivals[*r][world] > own[world]);
        better.max_by(|a, b| of_rivals[*a][world].total_cmp(&of_rivals[*b][world]).then(b.cmp(a)))
    };
    let winners: Vec<Option<usize>> = (0..WORLDS).map(best_rival).collect();
    let share = |winner: Option<usize>| winners.iter().filter(|w| **w == winner).count() as f64 / WORLDS as f64;
    let most = (0..rivals.len()).max_by(|a, b| share(Some(*a)).total_cmp(&share(Some(*b))).then(b.cmp(a)));
    let alternative = most.filter(|r| share(Some(*r)) > 0.0).map(|r| {
        let won: Vec<usize> = (0..WORLDS).filter(|world| winners[*world] == Some(r)).collect();
        let gain = won.iter().map(|world| of_rivals[r][*world] - own[*world]).sum::<f64>() / won.len() as f64;
        (r, share(Some(r)), gain)
    });
    let on = taken_up(plan);
    let regret = |world: usize| {
        let (set, found) = winners[world].map_or((&on, own[world]), |r| (&rivals[r].on, of_rivals[r][world]));
        let replanned = best_of_set(&worlds.known(world), set).map_or(found, |(_, reach)| reach);
        (replanned.max(found) - own[world]).max(0.0)
    };
    Doubt { regrets: (0..REPLANNED).map(regret).collect(), stands: share(None), alternative }
}
