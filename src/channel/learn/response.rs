//! The prior of a channel's rate of response, pooled over the channels that have outcomes.

use statrs::function::gamma::ln_gamma;

use super::beta::{BetaShare, Counts};
use crate::stats::logit;

/// Rate of response that is likeliest before any outcome, and how far it may be off on the logit scale.
const TYPICAL: f64 = 0.02;
const TYPICAL_SD: f64 = 1.5;
/// Standard deviation between channels on the logit scale that is likeliest before any outcome, and how far its
/// logarithm may be off.
const SPREAD: f64 = 0.8;
const SPREAD_LOG_SD: f64 = 0.5;
/// Steps of the grid on either axis, which spans four standard deviations either way.
const STEPS: usize = 48;

/// The prior of one more channel's rate: the mean of the channels, with their spread and the doubt about the mean.
pub(super) fn pool(channels: &[Counts]) -> BetaShare {
    let mut nodes = Vec::with_capacity((STEPS + 1).pow(2));
    for (i, j) in (0..=STEPS).flat_map(|i| (0..=STEPS).map(move |j| (i, j))) {
        let at = |k: usize| 8.0 * (k as f64 / STEPS as f64) - 4.0;
        let mean = logit(TYPICAL) + TYPICAL_SD * at(i);
        let variance = (SPREAD * (SPREAD_LOG_SD * at(j)).exp()).powi(2);
        let prior = BetaShare::of_logit(mean, variance);
        let likelihood: f64 = channels.iter().map(|counts| ln_likelihood(prior, *counts)).sum();
        nodes.push((mean, variance, likelihood - (at(i).powi(2) + at(j).powi(2)) / 2.0));
    }
    let top = nodes.iter().map(|node| node.2).fold(f64::NEG_INFINITY, f64::max);
    let (mut total, mut first, mut second, mut spread) = (0.0, 0.0, 0.0, 0.0);
    for (mean, variance, ln_weight) in nodes {
        let weight = (ln_weight - top).exp();
        total += weight;
        first += weight * mean;
        second += weight * mean.powi(2);
        spread += weight * variance;
    }
    let mean = first / total;
    BetaShare::of_logit(mean, spread / total + (second / total - mean.powi(2)).max(0.0))
}

/// Logarithm of the Beta-binomial likelihood, without the binomial coefficient.
fn ln_likelihood(prior: BetaShare, counts: Counts) -> f64 {
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let after = prior.after(counts);
    ln_beta(after.alpha, after.beta) - ln_beta(prior.alpha, prior.beta)
}
