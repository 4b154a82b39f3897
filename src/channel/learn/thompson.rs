//! What to try next: Thompson sampling of what a contact is worth.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::posteriors::CampaignPosterior;
use super::{NextExperiment, ThompsonShare};
use crate::channel::rank::hash;

/// Simulated worlds.
const DRAWS: usize = 4000;

/// A channel that competes, with what is known of it.
pub(crate) struct Arm<'a> {
    pub(crate) channel: &'a str,
    pub(crate) posterior: &'a CampaignPosterior,
}

impl Arm<'_> {
    /// Expected responses of the target per person delivered to.
    fn expected_value(&self) -> f64 {
        self.posterior.response.mean() * self.posterior.responders.mean()
    }
}

/// The channel to give the exploring share of the effort to: of those that are not best by expectation the one that is
/// likeliest to be best after all. `None` without exploration, and without two channels.
pub(crate) fn next_experiment(arms: &[Arm], exploration: f64, seed: u64) -> Option<NextExperiment> {
    if exploration <= 0.0 || arms.len() < 2 {
        return None;
    }
    let shares = thompson_shares(arms, seed);
    let leader = best(0..arms.len(), |i| arms[i].expected_value())?;
    let next = best((0..arms.len()).filter(|i| *i != leader), |i| shares[i])?;
    let of = |(arm, share): (&Arm, f64)| ThompsonShare { channel: arm.channel.to_owned(), share };
    Some(NextExperiment {
        channel: arms[next].channel.to_owned(),
        leader: arms[leader].channel.to_owned(),
        exploration_share: exploration,
        shares: arms.iter().zip(shares).map(of).collect(),
    })
}

/// For every arm the share of simulated worlds in which a contact on it is worth most.
pub(super) fn thompson_shares(arms: &[Arm], seed: u64) -> Vec<f64> {
    let mut rngs: Vec<Xoshiro256PlusPlus> =
        arms.iter().map(|arm| Xoshiro256PlusPlus::seed_from_u64(seed ^ hash(arm.channel))).collect();
    let mut wins = vec![0usize; arms.len()];
    for _ in 0..DRAWS {
        let drawn = arms.iter().zip(&mut rngs);
        let values: Vec<f64> =
            drawn.map(|(arm, rng)| arm.posterior.response.draw(rng) * arm.posterior.responders.draw(rng)).collect();
        if let Some(winner) = best(0..arms.len(), |i| values[i]) {
            wins[winner] += 1;
        }
    }
    wins.into_iter().map(|n| n as f64 / DRAWS as f64).collect()
}

/// The position of the highest value, the first of equals.
fn best(positions: impl Iterator<Item = usize>, value: impl Fn(usize) -> f64) -> Option<usize> {
    positions.reduce(|best, other| if value(other) > value(best) { other } else { best })
}
