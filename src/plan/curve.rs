//! How many of a channel's people a given effort misses.

use std::f64::consts::LN_2;

/// Nodes on either side of 0 at which the expectation over a standard normal variable is taken, and their distance. The
/// trapezoidal rule is nearly exact for smooth integrands that vanish at both ends; at the spread of 1.4 that is assumed
/// here it is within 0.0003, where five nodes of Gauss and Hermite miss by 0.008.
const NODES: i32 = 4;
const NODE_DISTANCE: f64 = 0.8;

/// The part of the attainable that is missed after an effort, which is counted in half-lives: one of them reaches half,
/// two reach three quarters.
///
/// A mixture of `2^(-rate x effort)`: one exponential where the half-life is known, several where it is believed to be
/// spread lognormally, so that the curve is the expected one. Sums of log-convex functions are log-convex, so the
/// mixture is, which is what makes the reach of a plan concave (see the module).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ResponseCurve(Vec<(f64, f64)>);

impl ResponseCurve {
    /// `2^(-rate x effort)`.
    pub(super) fn with_rate(rate: f64) -> Self {
        Self(vec![(1.0, rate)])
    }

    /// Expected over a rate whose logarithm is normal around 0 with standard deviation `log_sd`.
    pub(super) fn spread(log_sd: f64) -> Self {
        if log_sd <= 0.0 {
            return Self::with_rate(1.0);
        }
        let nodes = (-NODES..=NODES).map(|i| NODE_DISTANCE * f64::from(i));
        let density = |z: f64| (-0.5 * z * z).exp();
        let total: f64 = nodes.clone().map(density).sum();
        Self(nodes.map(|z| (density(z) / total, (log_sd * z).exp())).collect())
    }

    /// The part missed.
    pub(super) fn missed(&self, effort: f64) -> f64 {
        self.0.iter().map(|(weight, rate)| weight * (-rate * effort).exp2()).sum()
    }

    /// The part missed with its first and second derivative.
    pub(super) fn missed_with_slopes(&self, effort: f64) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for (weight, rate) in &self.0 {
            let (part, rate) = (weight * (-rate * effort).exp2(), -LN_2 * rate);
            sums[0] += part;
            sums[1] += part * rate;
            sums[2] += part * rate * rate;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_curve_is_that_of_a_fine_integral() {
        let fine = |log_sd: f64, effort: f64| {
            let nodes = (-8000..=8000).map(|i| 0.001 * f64::from(i));
            let terms = nodes.map(|z: f64| ((-0.5 * z * z).exp(), (-(log_sd * z).exp() * effort).exp2()));
            let (total, sum) = terms.fold((0.0, 0.0), |(total, sum), (w, missed)| (total + w, sum + w * missed));
            sum / total
        };
        for log_sd in [0.2, 0.7, 1.4] {
            let curve = ResponseCurve::spread(log_sd);
            for effort in [0.01, 0.1, 0.5, 1.0, 3.0, 20.0] {
                let error = (curve.missed(effort) - fine(log_sd, effort)).abs();
                assert!(error < 5e-4, "{log_sd} at {effort}: {error}");
            }
        }
    }

    #[test]
    fn one_half_life_reaches_half_and_a_spread_one_about_half() {
        assert!((ResponseCurve::with_rate(1.0).missed(1.0) - 0.5).abs() < 1e-15);
        assert!((ResponseCurve::spread(0.5).missed(1.0) - 0.5).abs() < 0.03);
    }

    #[test]
    fn every_curve_is_log_convex() {
        for curve in [ResponseCurve::with_rate(0.7), ResponseCurve::spread(0.2), ResponseCurve::spread(1.4)] {
            for i in 0..400 {
                let [missed, slope, bend] = curve.missed_with_slopes(f64::from(i) * 0.05);
                assert!(missed * bend >= slope * slope * (1.0 - 1e-12), "{curve:?} at {i}");
            }
        }
    }
}
