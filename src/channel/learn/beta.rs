//! A share as a Beta distribution, and counts that were discounted before they update it.

use rand::Rng;
use rand_distr::Distribution;
use statrs::distribution::{Beta, ContinuousCDF};

use crate::prevalence::Estimate;
use crate::stats::logistic;

/// Least parameter of a Beta distribution: below it draws and quantiles underflow.
const MIN_PARAMETER: f64 = 1e-3;

/// People, and those among them who have what is counted, both discounted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) people: f64,
    pub(crate) with: f64,
}

impl Counts {
    pub(crate) fn new(people: u64, with: u64) -> Self {
        Self { people: people as f64, with: with as f64 }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.people += other.people;
        self.with += other.with;
    }

    pub(crate) fn times(self, by: f64) -> Self {
        Self { people: self.people * by, with: self.with * by }
    }

    /// The share, with half a person on either side.
    pub(crate) fn share(self) -> f64 {
        (self.with + 0.5) / (self.people + 1.0)
    }
}

/// A share that is not known exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BetaShare {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
}

impl BetaShare {
    /// The Beta distribution with `logit` as the logit of its mean and 1/α + 1/β, its variance on the logit scale to
    /// first order, equal to `variance`.
    pub(crate) fn of_logit(logit: f64, variance: f64) -> Self {
        let mean = logistic(logit);
        Self {
            alpha: (1.0 / (variance * logistic(-logit))).max(MIN_PARAMETER),
            beta: (1.0 / (variance * mean)).max(MIN_PARAMETER),
        }
    }

    /// The posterior after counts.
    pub(crate) fn after(self, counts: Counts) -> Self {
        Self { alpha: self.alpha + counts.with, beta: self.beta + (counts.people - counts.with).max(0.0) }
    }

    pub(crate) fn mean(self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// Logit of the mean.
    pub(crate) fn logit(self) -> f64 {
        (self.alpha / self.beta).ln()
    }

    /// Variance on the logit scale, to first order.
    pub(crate) fn logit_variance(self) -> f64 {
        1.0 / self.alpha + 1.0 / self.beta
    }

    /// The mean with its central interval.
    pub(crate) fn estimate(self, level: f64, method: &'static str, n: f64) -> Estimate {
        let value = self.mean();
        let Ok(beta) = Beta::new(self.alpha, self.beta) else {
            return Estimate { value, lower: 0.0, upper: 1.0, level, method, n };
        };
        let lower = beta.inverse_cdf(0.5 - level / 2.0).min(value);
        let upper = beta.inverse_cdf(0.5 + level / 2.0).max(value);
        Estimate { value, lower, upper, level, method, n }
    }

    pub(crate) fn draw(self, rng: &mut impl Rng) -> f64 {
        rand_distr::Beta::new(self.alpha, self.beta).map_or_else(|_| self.mean(), |beta| beta.sample(rng))
    }
}
