//! Figures that were estimated: never a bare number.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::stats::{interpolate_draws, quantile, quantile_of_draws};
use crate::stored_form::{StaticName, name};
use serde::{Deserialize, Serialize};

/// A share, count or other figure with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Nominal level of the interval, for example 0.9.
    pub level: f64,
    /// How it was reached.
    #[serde(deserialize_with = "name")]
    pub method: StaticName,
    /// Effective number of observations behind it.
    pub n: f64,
}

impl Estimate {
    /// The method of a figure that disclosure control reports as a range.
    pub const RANGE: &'static str = "range";

    /// The method of a figure that is estimated without a number that disclosure control suppresses.
    pub const COARSE: &'static str = "coarse";

    /// The figure and the ends of its interval under a rising function, as a share becomes a count.
    pub fn map(&self, rising: impl Fn(f64) -> f64) -> Self {
        let Self { value, lower, upper, level, method, n } = *self;
        Self { value: rising(value), lower: rising(lower), upper: rising(upper), level, method, n }
    }

    /// Whether disclosure control coarsened the figure.
    pub fn is_coarse(&self) -> bool {
        self.is_range() || self.method == Self::COARSE
    }

    /// Whether only the range from `lower` to `upper` is reported: `value` is its middle and no better than any other.
    pub fn is_range(&self) -> bool {
        self.method == Self::RANGE
    }
}

/// A share with its weight in a sum of shares.
pub type Part<'a> = (f64, &'a ShareDistribution);

/// Quantiles kept of a distribution.
const POINTS: usize = 999;

/// The posterior distribution of a share: quantiles at (i + 1/2) / 999, ascending, each in 0..=1.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareDistribution {
    quantiles: Vec<f64>,
}

impl ShareDistribution {
    /// A share that is known.
    pub fn known(share: f64) -> Self {
        Self { quantiles: vec![share.clamp(0.0, 1.0); POINTS] }
    }

    /// From a quantile function of probabilities in (0, 1).
    pub fn from_quantiles(quantile: impl Fn(f64) -> f64) -> Self {
        Self::from_all_quantiles(|probabilities| probabilities.iter().map(|p| quantile(*p)).collect())
    }

    /// From a function that gives the quantiles of ascending probabilities in (0, 1).
    pub fn from_all_quantiles(quantiles: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        let probabilities: Vec<f64> = (0..POINTS).map(|i| (i as f64 + 0.5) / POINTS as f64).collect();
        let mut quantiles = quantiles(&probabilities);
        quantiles.iter_mut().for_each(|q| *q = q.clamp(0.0, 1.0));
        quantiles.sort_unstable_by(f64::total_cmp);
        Self { quantiles }
    }

    /// From simulated draws, at least one.
    pub fn from_draws(mut draws: Vec<f64>) -> Self {
        draws.sort_unstable_by(f64::total_cmp);
        Self::from_quantiles(|p| quantile(&draws, p))
    }

    /// The `p`-quantile.
    pub fn quantile(&self, p: f64) -> f64 {
        quantile_of_draws(&self.quantiles, p)
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.quantiles.iter().sum::<f64>() / POINTS as f64
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        (self.quantiles.iter().map(|q| (q - mean).powi(2)).sum::<f64>() / POINTS as f64).sqrt()
    }

    /// Observations of a simple random sample that would determine the share as well; `rows`, all there are, where it
    /// is known.
    pub fn effective_n(&self, rows: f64) -> f64 {
        let (mean, variance) = (self.mean(), self.sd().powi(2));
        if variance <= 1e-12 { rows } else { (mean * (1.0 - mean) / variance).min(rows) }
    }

    /// Probability that the share is at least `threshold`.
    pub fn at_least(&self, threshold: f64) -> f64 {
        let below = self.quantiles.partition_point(|q| *q < threshold);
        1.0 - below as f64 / POINTS as f64
    }

    /// The distribution of a rising function of the share.
    pub fn map(&self, rising: impl Fn(f64) -> f64) -> Self {
        Self { quantiles: self.quantiles.iter().map(|q| rising(*q).clamp(0.0, 1.0)).collect() }
    }

    /// The distribution where every share is in doubt: `widened` gives the interval that an interval becomes. The interval
    /// between the quantiles `tail` and `1 - tail` becomes exactly what `widened` makes of it.
    pub fn widened(&self, tail: f64, widened: impl Fn((f64, f64)) -> (f64, f64)) -> Self {
        Self::from_quantiles(|p| {
            let share = self.quantile(p);
            let (lower, upper) = widened((share, share));
            lower + ((p - tail) / (1.0 - 2.0 * tail)).clamp(0.0, 1.0) * (upper - lower)
        })
    }

    /// The distribution with every quantile drawn towards the median: `part` of its distance is left.
    pub fn drawn_together(&self, part: f64) -> Self {
        let median = self.quantile(0.5);
        self.map(|share| median + part * (share - median))
    }

    /// The distribution with normal noise of standard deviation `sd` added: every quantile moves away from the median by the
    /// root of the sum of squares, which is exact for a normal share.
    pub fn blurred(&self, sd: f64) -> Self {
        if sd <= 0.0 {
            return self.clone();
        }
        let (median, normal) = (self.quantile(0.5), Normal::standard());
        Self::from_quantiles(|p| {
            let (own, noise) = (self.quantile(p) - median, sd * normal.inverse_cdf(p));
            median + own.hypot(noise).copysign(noise)
        })
    }

    /// How much larger this share is than `other`, as an interval of the nominal `level`; the two are taken as
    /// independent, which is wide where they err together.
    pub fn difference(&self, other: &ShareDistribution, level: f64, n: f64) -> Estimate {
        // Every third quantile of each: 111,000 pairs give a difference to a thousandth of its spread.
        let thinned =
            |shares: &ShareDistribution| shares.quantiles.iter().skip(1).step_by(3).copied().collect::<Vec<_>>();
        let (these, those) = (thinned(self), thinned(other));
        let mut pairs: Vec<f64> = these.iter().flat_map(|this| those.iter().map(move |that| this - that)).collect();
        pairs.sort_unstable_by(f64::total_cmp);
        let at = |p: f64| pairs[((pairs.len() - 1) as f64 * p).round() as usize];
        let (lower, upper) = (at((1.0 - level) / 2.0), at((1.0 + level) / 2.0));
        let value = (self.mean() - other.mean()).clamp(lower, upper);
        Estimate { value, lower, upper, level, method: "independent_difference", n }
    }

    /// The distribution of `sum of weight x share` over parts that rise and fall together, which is the widest the
    /// parts allow; weights sum to at most one.
    pub fn sum(parts: &[(f64, &ShareDistribution)]) -> Self {
        let at = |i: usize| parts.iter().map(|(weight, part)| weight * part.quantiles[i]).sum::<f64>();
        Self { quantiles: (0..POINTS).map(|i| at(i).clamp(0.0, 1.0)).collect() }
    }

    /// The `p`-quantile of the [`sum`](Self::sum) of `known` and of what the rising function `of` makes of the other parts,
    /// without the rest of their distribution.
    pub fn quantile_of_sum(known: Part<'_>, others: &[Part<'_>], of: impl Fn(f64) -> f64, p: f64) -> f64 {
        let at = |i: usize| {
            let others = others.iter().map(|(weight, part)| weight * of(part.quantiles[i]).clamp(0.0, 1.0));
            std::iter::once(known.0 * known.1.quantiles[i]).chain(others).sum::<f64>().clamp(0.0, 1.0)
        };
        interpolate_draws(POINTS, at, p)
    }

    /// The estimate at `level`: the median and the equal-tailed interval.
    pub fn estimate(&self, level: f64, method: &'static str, n: f64) -> Estimate {
        let tail = (1.0 - level) / 2.0;
        Estimate {
            value: self.quantile(0.5),
            lower: self.quantile(tail),
            upper: self.quantile(1.0 - tail),
            level,
            method,
            n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_share_has_no_width() {
        let share = ShareDistribution::known(0.3).estimate(0.9, "all_labelled", 10.0);
        assert_eq!((share.value, share.lower, share.upper), (0.3, 0.3, 0.3));
    }

    #[test]
    fn noise_widens_a_share_by_its_variance() {
        let known = ShareDistribution::known(0.3).blurred(0.01).estimate(0.9, "", 0.0);
        assert!((known.upper - 0.31645).abs() < 1e-4 && (known.value - 0.3).abs() < 1e-9, "{known:?}");
        let normal = Normal::new(0.3, 0.03).expect("a normal distribution");
        let both = ShareDistribution::from_quantiles(|p| normal.inverse_cdf(p)).blurred(0.04);
        assert!((both.sd() - 0.05).abs() < 5e-4, "{}", both.sd());
    }

    #[test]
    fn a_widened_share_ends_where_its_interval_does() {
        let uniform = ShareDistribution::from_quantiles(|p| 0.2 + 0.1 * p);
        let narrow = uniform.estimate(0.9, "", 0.0);
        let widened = |(lower, upper): (f64, f64)| (0.9 * lower, 0.9 * upper + 0.1);
        let wide = uniform.widened(0.05, widened).estimate(0.9, "", 0.0);
        let (lower, upper) = widened((narrow.lower, narrow.upper));
        assert!((wide.lower - lower).abs() < 1e-3 && (wide.upper - upper).abs() < 1e-3, "{wide:?}");
        assert!(wide.lower < narrow.value && narrow.value < wide.upper);
    }

    #[test]
    fn quantiles_of_draws_come_back() {
        let uniform = ShareDistribution::from_draws((0..=1000).map(|i| f64::from(i) / 1000.0).collect());
        assert!((uniform.quantile(0.05) - 0.05).abs() < 1e-3);
        assert!((uniform.at_least(0.8) - 0.2).abs() < 2e-3);
        let half = ShareDistribution::sum(&[(0.5, &uniform)]);
        assert!((half.quantile(0.95) - 0.475).abs() < 1e-3);
    }

    #[test]
    fn a_quantile_of_a_sum_needs_no_other_of_its_quantiles() {
        let known = ShareDistribution::known(0.2);
        let shares = [0.3, 0.5].map(|width| ShareDistribution::from_quantiles(|p| 0.1 + width * p));
        let others = [(0.4, &shares[0]), (0.3, &shares[1])];
        let of = |share: f64| share.powi(2);
        let mapped = shares.each_ref().map(|share| share.map(of));
        let sum = ShareDistribution::sum(&[(0.3, &known), (0.4, &mapped[0]), (0.3, &mapped[1])]);
        for p in [0.0, 0.05, 0.5, 0.95, 1.0] {
            assert_eq!(ShareDistribution::quantile_of_sum((0.3, &known), &others, of, p), sum.quantile(p));
        }
    }
}
