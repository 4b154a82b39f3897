//! Periods that are out of the ordinary: a post that went viral, an outage, a purge, a burst of news.
//!
//! A hidden chain of two states runs beside the signal: an *ordinary* period shows a count around the signal, a *disturbed*
//! one shows anything of a broad density, and tells nothing of the signal. Disturbed periods come in runs, so that a burst
//! of a week is one event and not seven. Given the signal the chain is summed out exactly (Rabiner 1989, forward and
//! backward); the probability of being ordinary is the weight of a period in the next step towards the mode, which is
//! the gradient of the summed likelihood (Fisher's identity).

use rand::Rng;
use rand_distr::{Distribution, Gamma};

use super::filter::LogProduct;
use super::noise::Family;
use super::series::Observation;
use crate::stats::{exp_all, median};

/// Probability that a disturbance begins in a period, and that it goes on into the next.
const BEGIN: f64 = 0.015;
const STAY: f64 = 0.8;
/// How much of its distance from the signal a disturbance keeps from one period to the next.
pub(super) const KEEP: f64 = 0.8;
/// Runs that the length of disturbances is believed to rest on beforehand.
const STAY_RUNS: f64 = 2.0;
/// Logarithm of a ratio of densities from which the lesser counts as nothing.
const MAX_LOG_RATIO: f64 = 40.0;
/// Log-density of what cannot be a disturbance.
const EXPLAINED: f64 = -1e12;
/// Least weight of a period: what is surely disturbed still has a finite variance.
const MIN_WEIGHT: f64 = 1e-4;
/// Scale of the logarithm of a disturbed count over the usual one.
const COUNT_SCALE: f64 = 1.0;
/// Scale of a disturbed change, in ordinary deviations.
const CHANGE_SCALE: f64 = 4.0;
/// Disturbances that Jeffreys' prior of their rate is worth, and the largest rate: more would be the rule.
const JEFFREYS: f64 = 0.5;
const MAX_RATE: f64 = 0.3;
/// Half a count more, so that a count of zero has a logarithm.
const HALF_A_COUNT: f64 = 0.5;

/// What the chain says of a history, given a signal.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// Log-likelihood of all observations.
    pub(super) log_likelihood: f64,
    /// Probability that each period is ordinary.
    pub(super) ordinary: Vec<f64>,
    /// Expected number of disturbances that began, of disturbed periods that were followed, and of those that went on.
    begun: f64,
    followed: f64,
    stayed: f64,
}

/// Log-density of each observation as a disturbed one, around `usual` signals; next to none where it is explained.
pub(super) fn broad(family: Family, history: &[Option<Observation>], usual: &[f64], explained: &[bool]) -> Vec<f64> {
    let density = |((observed, usual), explained): ((&Option<Observation>, &f64), &bool)| {
        let Some(observed) = observed else { return 0.0 };
        if *explained {
            return EXPLAINED;
        }
        match family {
            // Student's t with 3 degrees of freedom of the logarithm.
            Family::Count => {
                let y = observed.value + HALF_A_COUNT;
                let u = (y.ln() - (family.mean(*usual) + HALF_A_COUNT).ln()) / COUNT_SCALE;
                (0.3676 / COUNT_SCALE).ln() - 2.0 * (u * u / 3.0).ln_1p() - y.ln()
            }
            // Cauchy.
            Family::Change { scale } => {
                let u = (observed.value / scale - usual) / CHANGE_SCALE;
                -(u * u).ln_1p() - (std::f64::consts::PI * CHANGE_SCALE).ln()
            }
        }
    };
    history.iter().zip(usual).zip(explained).map(density).collect()
}

/// Sums out the chain given log-densities of each period in either state; both 0 where nothing was observed.
pub(super) fn chain(usual: &[f64], broad: &[f64], into: &mut Chain) {
    let n = usual.len();
    into.ordinary.clear();
    into.ordinary.resize(n, 1.0);
    // Forward: the probability of being ordinary after each observation.
    let begin = [1.0 - BEGIN / (BEGIN + 1.0 - STAY), BEGIN / (BEGIN + 1.0 - STAY)];
    let (mut p, mut log_likelihood, mut totals) = (begin, 0.0, LogProduct::default());
    let mut lesser: Vec<f64> = usual.iter().zip(broad).map(|(usual, broad)| -(usual - broad).abs()).collect();
    exp_all(&mut lesser, 0.0);
    for t in 0..n {
        let before =
            if t == 0 { begin } else { [p[0] * (1.0 - BEGIN) + p[1] * (1.0 - STAY), p[0] * BEGIN + p[1] * STAY] };
        // The likelier of the two densities as a factor of the whole.
        let ratio = usual[t] - broad[t];
        let lesser = if ratio.abs() < MAX_LOG_RATIO { lesser[t] } else { 0.0 };
        let joint = if ratio >= 0.0 { [before[0], before[1] * lesser] } else { [before[0] * lesser, before[1]] };
        let total = joint[0] + joint[1];
        log_likelihood += usual[t].max(broad[t]);
        totals.times(total);
        p = [joint[0] / total, joint[1] / total];
        into.ordinary[t] = p[0];
    }
    into.log_likelihood = log_likelihood + totals.ln();
    // Backward: with what came after.
    (into.begun, into.followed, into.stayed) = (0.0, 0.0, 0.0);
    let mut next = p[0];
    for t in (0..n.saturating_sub(1)).rev() {
        let here = [into.ordinary[t], 1.0 - into.ordinary[t]];
        let ahead = here[0] * (1.0 - BEGIN) + here[1] * (1.0 - STAY);
        let (to_ordinary, to_disturbed) = (next / ahead.max(1e-300), (1.0 - next) / (1.0 - ahead).max(1e-300));
        let begun = here[0] * BEGIN * to_disturbed;
        let stayed = here[1] * STAY * to_disturbed;
        let smoothed = here[0] * (1.0 - BEGIN) * to_ordinary + begun;
        into.begun += begun;
        into.stayed += stayed;
        into.followed += 1.0 - smoothed;
        into.ordinary[t] = smoothed.clamp(0.0, 1.0);
        next = into.ordinary[t];
    }
}

/// Weight of an observation in the next step.
pub(super) fn weight(ordinary: f64) -> f64 {
    ordinary.max(MIN_WEIGHT)
}

/// Disturbances as a forecast draws them: how often, how long, how large.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Disturbances {
    /// Disturbances that began in the history, and the periods in which they could: the rate has the posterior of a Poisson
    /// process under Jeffreys' prior.
    pub(super) begun: f64,
    pub(super) periods: f64,
    /// Probability that it goes on.
    pub(super) stay: f64,
    /// Probability that one goes on at the end of the history, and how far it is from the signal then.
    pub(super) at_end: (f64, f64),
    /// Distances from the signal that were seen, with their probabilities added up to each.
    seen: Vec<(f64, f64)>,
}

impl Disturbances {
    /// What `chain` found in `history` around `signal`.
    pub(super) fn new(family: Family, chain: &Chain, history: &[Option<Observation>], signal: &[f64]) -> Self {
        let (mut seen, mut sum, mut end) = (Vec::new(), 0.0, (0.0, 0.0));
        let mut observed_until = 0;
        for (t, observed) in history.iter().enumerate() {
            let Some(observed) = observed else { continue };
            let disturbed = 1.0 - chain.ordinary[t];
            let distance = match family {
                Family::Count => ((observed.value + HALF_A_COUNT) / (family.mean(signal[t]) + HALF_A_COUNT)).ln(),
                Family::Change { scale } => observed.value / scale - signal[t],
            };
            if disturbed > 0.05 {
                sum += disturbed;
                seen.push((distance, sum));
            }
            observed_until = t + 1;
            end = (disturbed, distance);
        }
        let n = history.iter().flatten().count() as f64;
        let gap = (history.len() - observed_until) as i32;
        let begun = if sum > 0.5 { chain.begun } else { 0.0 };
        let stay = (chain.stayed + STAY * STAY_RUNS) / (chain.followed + STAY_RUNS);
        Self { begun, periods: n, stay, at_end: (end.0 * stay.powi(gap), end.1 * KEEP.powi(gap)), seen }
    }

    /// How often one begins in a period, drawn; 0 where the history has none.
    pub(super) fn draw_rate(&self, random: &mut impl Rng) -> f64 {
        if self.begun == 0.0 {
            return 0.0;
        }
        let rate = Gamma::new(self.begun + JEFFREYS, 1.0 / self.periods).map_or(0.0, |rate| rate.sample(random));
        rate.min(MAX_RATE)
    }

    /// One of the distances seen, at a place from 0 to 1.
    pub(super) fn distance(&self, at: f64) -> f64 {
        let total = self.seen.last().map_or(0.0, |(_, sum)| *sum);
        let found = self.seen.iter().find(|(_, sum)| *sum >= at * total);
        found.map_or(0.0, |(distance, _)| *distance)
    }
}

/// The signal from a running median, to start from: what lasts for less than half of its window leaves no trace.
pub(super) fn rough_signal(family: Family, history: &[Option<Observation>], reach: usize, level: f64) -> Vec<f64> {
    let around = |t: usize| {
        let near = &history[t.saturating_sub(reach)..(t + reach + 1).min(history.len())];
        let values: Vec<f64> = near.iter().flatten().map(|o| o.value).collect();
        if values.is_empty() {
            return level;
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let middle = median(values);
        match family {
            // Where most counts are zero their mean says more.
            Family::Count => if middle < 2.0 { mean.max(0.05) } else { middle }.ln(),
            Family::Change { scale } => middle / scale,
        }
    };
    (0..history.len()).map(around).collect()
}
