//! What to try next: Thompson sampling of what a contact is worth.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::lessons::Lesson;
use super::{ThompsonShare, TryNext};
use crate::channel::rank::hash;
use crate::channel::reasons::percent;

/// Simulated worlds.
const DRAWS: usize = 4000;

/// A channel that competes, with what is known of it.
pub(crate) struct Rival<'a> {
    pub(crate) channel: &'a str,
    pub(crate) name: &'a str,
    pub(crate) lesson: &'a Lesson,
}

impl Rival<'_> {
    /// Expected responses of the target per person delivered to.
    fn worth(&self) -> f64 {
        self.lesson.response.mean() * self.lesson.responders.mean()
    }
}

/// The channel to give the exploring share of the effort to: of those that are not best by expectation the one that is
/// likeliest to be best after all. `None` without exploration, and without two channels.
pub(crate) fn try_next(rivals: &[Rival], exploration: f64, seed: u64) -> Option<TryNext> {
    if exploration <= 0.0 || rivals.len() < 2 {
        return None;
    }
    let shares = thompson_shares(rivals, seed);
    let leader = best(0..rivals.len(), |i| rivals[i].worth())?;
    let next = best((0..rivals.len()).filter(|i| *i != leader), |i| shares[i])?;
    let words = format!(
        "Give {} of the effort to {}: {} brings most responses of the target per person delivered to by what is known, \
         and after it {} is likeliest to bring more after all ({}).",
        percent(exploration),
        rivals[next].name,
        rivals[leader].name,
        rivals[next].name,
        percent(shares[next])
    );
    let of = |(rival, share): (&Rival, f64)| ThompsonShare { channel: rival.channel.to_owned(), share };
    Some(TryNext {
        channel: rivals[next].channel.to_owned(),
        share_of_effort: exploration,
        shares: rivals.iter().zip(shares).map(of).collect(),
        words,
    })
}

/// For every rival the share of simulated worlds in which a contact on it is worth most.
pub(super) fn thompson_shares(rivals: &[Rival], seed: u64) -> Vec<f64> {
    let mut rngs: Vec<Xoshiro256PlusPlus> =
        rivals.iter().map(|rival| Xoshiro256PlusPlus::seed_from_u64(seed ^ hash(rival.channel))).collect();
    let mut wins = vec![0usize; rivals.len()];
    for _ in 0..DRAWS {
        let drawn = rivals.iter().zip(&mut rngs);
        let worth: Vec<f64> =
            drawn.map(|(rival, rng)| rival.lesson.response.draw(rng) * rival.lesson.responders.draw(rng)).collect();
        if let Some(winner) = best(0..rivals.len(), |i| worth[i]) {
            wins[winner] += 1;
        }
    }
    wins.into_iter().map(|n| n as f64 / DRAWS as f64).collect()
}

/// The position of the highest value, the first of equals.
fn best(positions: impl Iterator<Item = usize>, value: impl Fn(usize) -> f64) -> Option<usize> {
    positions.reduce(|best, other| if value(other) > value(best) { other } else { best })
}
