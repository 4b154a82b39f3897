//! How many of a channel's people a given effort misses.

use std::f64::consts::LN_2;

/// Nodes and weights of five-point Gauss-Hermite quadrature for a standard normal variable.
const NORMAL: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_69),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (2.856_970_013_872_806, 0.011_257_411_327_720_69),
];

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
        Self(NORMAL.iter().map(|(z, weight)| (*weight, (log_sd * z).exp())).collect())
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
    fn the_quadrature_has_the_moments_of_a_normal() {
        let moment = |k: i32| NORMAL.iter().map(|(z, w)| w * z.powi(k)).sum::<f64>();
        for (k, expected) in [(0, 1.0), (1, 0.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            assert!((moment(k) - expected).abs() < 1e-9, "{k}: {}", moment(k));
        }
    }

    #[test]
    fn one_half_life_reaches_half_and_a_spread_one_about_half() {
        assert!((ResponseCurve::with_rate(1.0).missed(1.0) - 0.5).abs() < 1e-15);
        assert!((ResponseCurve::spread(0.5).missed(1.0) - 0.5).abs() < 0.03);
    }

    #[test]
    fn every_curve_is_log_convex() {
        for curve in [ResponseCurve::with_rate(0.7), ResponseCurve::spread(0.2), ResponseCurve::spread(1.0)] {
            for i in 0..400 {
                let [missed, slope, bend] = curve.missed_with_slopes(f64::from(i) * 0.05);
                assert!(missed * bend >= slope * slope * (1.0 - 1e-12), "{curve:?} at {i}");
            }
        }
    }
}
