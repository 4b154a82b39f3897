//! How observations scatter around the signal: counts with more than Poisson variance, or net changes.

use statrs::function::gamma::ln_gamma;

use super::series::Observation;
use crate::stats::{exp_all, ln_all, median};

/// What an observation is, given the signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Family {
    /// A count; the signal is the logarithm of its mean.
    Count,
    /// A number of either sign in units of `scale`; the signal is its mean in those units.
    Change {
        /// Size of an ordinary deviation.
        scale: f64,
    },
}

/// Largest step of the signal in one iteration towards the mode.
const MAX_STEP: f64 = 2.0;
/// Bounds of the signal of counts: a mean below or above is not believed.
const SIGNAL: (f64, f64) = (-14.0, 30.0);

impl Family {
    /// Mean of the observation at `signal`, in its own units.
    pub(super) fn mean(self, signal: f64) -> f64 {
        match self {
            Family::Count => signal.clamp(SIGNAL.0, SIGNAL.1).exp(),
            Family::Change { scale } => scale * signal,
        }
    }

    /// Signals to the means of their observations.
    pub(super) fn to_means(self, signals: &mut [f64]) {
        match self {
            Family::Count => {
                signals.iter_mut().for_each(|signal| *signal = signal.clamp(SIGNAL.0, SIGNAL.1));
                exp_all(signals, 0.0);
            }
            Family::Change { scale } => signals.iter_mut().for_each(|signal| *signal *= scale),
        }
    }

    /// Variance of the observation around `mean` at a scatter: the coefficient of variation beyond Poisson for counts,
    /// the standard deviation in units of the scale for changes.
    pub(super) fn variance(self, mean: f64, scatter: f64) -> f64 {
        match self {
            Family::Count => mean + (scatter * mean).powi(2),
            Family::Change { scale } => (scale * scatter).powi(2),
        }
    }

    /// The variance of the sum of so many observations, whose means are those of which `mean` is the sum and `squares` that
    /// of their squares, times `ratio`.
    pub(super) fn variance_of_sum(self, ratio: f64, (mean, squares, n): (f64, f64, usize), scatter: f64) -> f64 {
        match self {
            Family::Count => ratio * mean + (scatter * ratio).powi(2) * squares,
            Family::Change { scale } => n as f64 * (scale * scatter).powi(2),
        }
    }

    /// The observation as if Gaussian around `signal`, where its mean is `mean`: value and variance on the signal's scale
    /// (one Newton step).
    pub(super) fn working(self, observation: Observation, signal: f64, mean: f64, scatter: f64) -> (f64, f64) {
        match self {
            Family::Count => {
                let y = observation.value;
                let k = scatter * scatter;
                let slope = (y - mean) / (1.0 + k * mean);
                let curvature = mean * (1.0 + k * y) / (1.0 + k * mean).powi(2);
                (signal + slope / curvature, 1.0 / curvature)
            }
            Family::Change { scale } => (observation.value / scale, scatter * scatter / observation.span as f64),
        }
    }

    /// One step from `signal` towards `aim`, not too long and within bounds.
    pub(super) fn towards(self, signal: f64, aim: f64) -> f64 {
        match self {
            Family::Count => (signal + (aim - signal).clamp(-MAX_STEP, MAX_STEP)).clamp(SIGNAL.0, SIGNAL.1),
            Family::Change { .. } => aim,
        }
    }

    /// Log-probability of an observation at `signal`, up to [`Family::constant`].
    pub(super) fn log_probability(self, observation: Observation, signal: f64, scatter: f64) -> f64 {
        let y = observation.value;
        match self {
            Family::Count => {
                let mean = self.mean(signal);
                if scatter == 0.0 {
                    return y * signal - mean;
                }
                let k = scatter * scatter;
                // Negative binomial of mean `mean` and variance `mean + k mean^2`.
                y * signal - (y + 1.0 / k) * (k * mean).ln_1p()
            }
            Family::Change { scale } => {
                let variance = scatter * scatter / observation.span as f64;
                -0.5 * (y / scale - signal).powi(2) / variance
            }
        }
    }

    /// The same of every one of `observed` at its signal and mean, 0 where nothing was observed; `values` are what was
    /// observed, and anything elsewhere.
    pub(super) fn log_probabilities(
        self,
        observed: &[Option<Observation>],
        values: &[f64],
        (signal, means): (&[f64], &[f64]),
        scatter: f64,
        into: &mut Vec<f64>,
    ) {
        into.clear();
        if self != Family::Count {
            let of = |(observed, signal): (&Option<Observation>, &f64)| {
                observed.map_or(0.0, |observed| self.log_probability(observed, *signal, scatter))
            };
            return into.extend(observed.iter().zip(signal).map(of));
        }
        if scatter == 0.0 {
            into.extend(values.iter().zip(signal).zip(means).map(|((y, signal), mean)| y * signal - mean));
        } else {
            let k = scatter * scatter;
            into.extend(means.iter().map(|mean| 1.0 + k * mean));
            ln_all(into, 0.0);
            let all = into.iter_mut().zip(values).zip(signal);
            all.for_each(|((log, y), signal)| *log = y * signal - (y + 1.0 / k) * *log);
        }
        into.iter_mut().zip(observed).filter(|(_, observed)| observed.is_none()).for_each(|(out, _)| *out = 0.0);
    }

    /// The rest of the log-probability, which does not depend on the signal.
    pub(super) fn constant(self, observation: Observation, scatter: f64) -> f64 {
        let y = observation.value;
        match self {
            Family::Count => of_count(y, scatter) - ln_gamma(y + 1.0),
            Family::Change { .. } => -0.5 * (std::f64::consts::TAU * scatter * scatter / observation.span as f64).ln(),
        }
    }
}

fn of_count(y: f64, scatter: f64) -> f64 {
    if scatter == 0.0 {
        return 0.0;
    }
    let r = 1.0 / (scatter * scatter);
    if y <= 64.0 {
        // The product form keeps its digits where r is large.
        return (0..y as u32).map(|i| (f64::from(i) / r).ln_1p()).sum();
    }
    ln_gamma(y + r) - ln_gamma(r) - y * r.ln()
}

/// Size of an ordinary deviation of `values` from their median, never 0.
pub(super) fn scale(values: &[f64]) -> f64 {
    let middle = median(values.to_vec());
    let deviations: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    let mean_square = deviations.iter().map(|d| d * d).sum::<f64>() / deviations.len().max(1) as f64;
    let robust = 1.4826 * median(deviations);
    // Where most values are alike the robust measure is 0, or far too small.
    robust.max(0.3 * mean_square.sqrt()).max(0.5)
}
