//! Comparing the channels of one group by seeded simulation.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::prevalence::Estimate;

use super::Stance;
use super::reach::Reach;
use crate::stats::logistic;

/// Simulated worlds.
const DRAWS: usize = 4000;
const METHOD: &str = "additive logit on published margins";

/// Part of the best contender's reach that a favoured channel is likely to have.
const FAVOUR_PART: f64 = 0.75;
/// Probability from which `likely` is said of a favoured channel.
const FAVOUR_PROBABILITY: f64 = 0.5;
/// Part of the best contender's reach that a reduced channel is likely to stay under.
const REDUCE_PART: f64 = 1.0 / 3.0;
/// Probability from which `likely` is said of a reduced channel.
const REDUCE_PROBABILITY: f64 = 0.75;

/// A channel on its way into a ranking.
#[derive(Debug, Clone)]
pub(super) struct RankInput<'a> {
    pub(super) channel: &'a str,
    pub(super) reach: Reach,
    /// Whether it competes: of a channel and those inside it only one side does.
    pub(super) competes: bool,
}

/// A channel's place.
#[derive(Debug, Clone)]
pub(super) struct RankedChannel {
    /// Position among the entries given.
    pub(super) entry: usize,
    pub(super) reach: Estimate,
    pub(super) everyone: Estimate,
    pub(super) lift: Estimate,
    pub(super) p_best: Option<f64>,
    pub(super) rank: Option<usize>,
    /// Positions among the entries given.
    pub(super) tied_with: Vec<usize>,
    /// Every other contender by position, best first, with the probability of reaching more of the target than it.
    pub(super) pairwise: Vec<(usize, f64)>,
    pub(super) stance: Stance,
    /// Probability of the part of the best reach that the stance speaks of.
    pub(super) stance_probability: f64,
}

struct Draws {
    target: Vec<f64>,
    lift: Vec<f64>,
}

/// Ranks entries: contenders by reach, highest first, then those outside by reach.
pub(super) fn rank(entries: &[RankInput], level: f64, seed: u64) -> Vec<RankedChannel> {
    let draws: Vec<Draws> = entries.iter().map(|entry| draw(entry, seed)).collect();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let key = |i: usize| (!entries[i].competes, -entries[i].reach.target);
    order.sort_by(|a, b| {
        let ((outside_a, reach_a), (outside_b, reach_b)) = (key(*a), key(*b));
        outside_a.cmp(&outside_b).then(reach_a.total_cmp(&reach_b))
    });
    let contenders: Vec<usize> = order.iter().copied().filter(|i| entries[*i].competes).collect();
    let best: Vec<f64> =
        (0..DRAWS).map(|d| contenders.iter().map(|i| draws[*i].target[d]).fold(0.0, f64::max)).collect();
    let place = |(position, entry): (usize, &usize)| {
        let entry = *entry;
        let competes = entries[entry].competes;
        let pairwise = if competes { pairwise(entry, &contenders, &draws) } else { Vec::new() };
        let (stance, stance_probability) = stance_of(&draws[entry].target, &best, contenders.len());
        RankedChannel {
            entry,
            reach: share(entries[entry].reach.target, entries[entry].reach.target_sd, level, entries[entry].reach.n),
            everyone: share(
                entries[entry].reach.everyone,
                entries[entry].reach.everyone_sd,
                level,
                entries[entry].reach.n,
            ),
            lift: lift(&entries[entry].reach, &draws[entry].lift, level),
            p_best: competes.then(|| probability(&draws[entry].target, &best, |own, best| own >= best)),
            rank: competes.then_some(position + 1),
            tied_with: pairwise
                .iter()
                .filter(|(_, p)| *p < level && *p > 1.0 - level)
                .map(|(other, _)| *other)
                .collect(),
            pairwise,
            stance,
            stance_probability,
        }
    };
    order.iter().enumerate().map(place).collect()
}

fn draw(entry: &RankInput, seed: u64) -> Draws {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ hash(entry.channel));
    let reach = &entry.reach;
    let rest = (1.0 - reach.correlation.powi(2)).max(0.0).sqrt();
    let mut draws = Draws { target: Vec::with_capacity(DRAWS), lift: Vec::with_capacity(DRAWS) };
    for _ in 0..DRAWS {
        let (a, b) = normal_pair(&mut rng);
        let target = logistic(reach.target + reach.target_sd * a);
        let everyone = logistic(reach.everyone + reach.everyone_sd * (reach.correlation * a + rest * b));
        draws.target.push(target);
        draws.lift.push(target / everyone);
    }
    draws
}

/// Two independent standard normal numbers (Box and Muller).
fn normal_pair(rng: &mut impl Rng) -> (f64, f64) {
    let radius = (-2.0 * (1.0 - rng.r#gen::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * rng.r#gen::<f64>();
    (radius * angle.cos(), radius * angle.sin())
}

/// FNV-1a: a channel's draws depend on its own id only, not on which other channels are asked for.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn share(logit: f64, sd: f64, level: f64, n: f64) -> Estimate {
    let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
    Estimate {
        value: logistic(logit),
        lower: logistic(logit - z * sd),
        upper: logistic(logit + z * sd),
        level,
        method: METHOD,
        n,
    }
}

fn lift(reach: &Reach, draws: &[f64], level: f64) -> Estimate {
    let value = logistic(reach.target) / logistic(reach.everyone);
    let mut draws = draws.to_vec();
    let mut quantile = |q: f64| {
        let place = ((q * draws.len() as f64) as usize).min(draws.len() - 1);
        *draws.select_nth_unstable_by(place, f64::total_cmp).1
    };
    let (lower, upper) = (quantile(0.5 - level / 2.0), quantile(0.5 + level / 2.0));
    Estimate { value, lower: lower.min(value), upper: upper.max(value), level, method: METHOD, n: reach.n }
}

fn probability(a: &[f64], b: &[f64], holds: impl Fn(f64, f64) -> bool) -> f64 {
    let count = a.iter().zip(b).filter(|(a, b)| holds(**a, **b)).count();
    count as f64 / a.len() as f64
}

/// The other contenders with the probability of reaching more than each.
fn pairwise(entry: usize, contenders: &[usize], draws: &[Draws]) -> Vec<(usize, f64)> {
    let above = |other: usize| probability(&draws[entry].target, &draws[other].target, |own, other| own > other);
    contenders.iter().copied().filter(|other| *other != entry).map(|other| (other, above(other))).collect()
}

fn stance_of(own: &[f64], best: &[f64], contenders: usize) -> (Stance, f64) {
    if contenders < 2 {
        return (Stance::Keep, 1.0);
    }
    let near = probability(own, best, |own, best| own >= FAVOUR_PART * best);
    let far = probability(own, best, |own, best| own < REDUCE_PART * best);
    if near >= FAVOUR_PROBABILITY {
        (Stance::Favour, near)
    } else if far >= REDUCE_PROBABILITY {
        (Stance::Reduce, far)
    } else {
        (Stance::Keep, 1.0 - near)
    }
}
