//! The logistic function and quantiles.

/// The probability of log odds: `1 / (1 + exp(-x))`.
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log odds of a probability, infinite at 0 and 1.
pub(crate) fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// A probability with its odds multiplied by `factor`.
pub(crate) fn multiply_odds(probability: f64, factor: f64) -> f64 {
    if probability <= 0.0 || probability >= 1.0 {
        return probability.clamp(0.0, 1.0);
    }
    let odds = probability / (1.0 - probability) * factor;
    odds / (1.0 + odds)
}

/// The `p`-quantile of sorted values whose ends are the quantiles 0 and 1: type 7 of Hyndman and Fan (1996), for data.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    interpolate(|i| sorted[i], p * (sorted.len() - 1) as f64)
}

/// The `p`-quantile of sorted values each of which stands for an equal part of a distribution: type 5 of Hyndman and
/// Fan (1996), for simulated draws.
pub(crate) fn quantile_of_draws(sorted: &[f64], p: f64) -> f64 {
    interpolate_draws(sorted.len(), |i| sorted[i], p)
}

/// The same of `n` values that are asked for by their place, of which it takes two.
pub(crate) fn interpolate_draws(n: usize, sorted: impl Fn(usize) -> f64, p: f64) -> f64 {
    interpolate(sorted, (p * n as f64 - 0.5).clamp(0.0, (n - 1) as f64))
}

/// [`quantile_of_draws`] of values in any order, at least one, which are reordered: for a few quantiles it takes less than
/// sorting all. `ps` must rise.
pub(crate) fn quantiles_of_draws<const N: usize>(draws: &mut [f64], ps: [f64; N]) -> [f64; N] {
    let mut placed = 0;
    ps.map(|p| {
        let position = (p * draws.len() as f64 - 0.5).clamp(0.0, (draws.len() - 1) as f64);
        let below = position.floor() as usize;
        let rest = &mut draws[placed..];
        let (_, low, higher) = rest.select_nth_unstable_by(below - placed, f64::total_cmp);
        let low = *low;
        placed = below;
        let part = position - position.floor();
        let high = if part > 0.0 { higher.iter().copied().min_by(f64::total_cmp).unwrap_or(low) } else { low };
        low + part * (high - low)
    })
}

/// The median; 0 of no values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n => values[(n - 1) / 2] / 2.0 + values[n / 2] / 2.0,
    }
}

fn interpolate(sorted: impl Fn(usize) -> f64, position: f64) -> f64 {
    let (below, above) = (position.floor() as usize, position.ceil() as usize);
    let low = sorted(below);
    low + (position - position.floor()) * (sorted(above) - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logit_inverts_logistic() {
        for x in [-5.0, 0.0, 0.3, 12.0] {
            assert!((logit(logistic(x)) - x).abs() < 1e-9);
        }
        assert_eq!([logistic(1e3), logistic(-1e3)], [1.0, 0.0]);
    }

    #[test]
    fn multiplies_odds_and_keeps_certainties() {
        assert!((multiply_odds(0.5, 2.0) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!([multiply_odds(0.0, 2.0), multiply_odds(1.0, 0.5)], [0.0, 1.0]);
    }

    #[test]
    fn quantiles_interpolate() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.5, 1.0].map(|p| quantile(&sorted, p)), [1.0, 3.0, 8.0]);
        assert_eq!([0.0, 0.125, 0.5, 1.0].map(|p| quantile_of_draws(&sorted, p)), [1.0, 1.0, 3.0, 8.0]);
        let mut draws: Vec<f64> = (0..1_999).map(|i| (f64::from(i) * 0.7).sin()).collect();
        let found = quantiles_of_draws(&mut draws.clone(), [0.0, 0.05, 0.5, 0.5, 0.95, 1.0]);
        draws.sort_unstable_by(f64::total_cmp);
        assert_eq!(found, [0.0, 0.05, 0.5, 0.5, 0.95, 1.0].map(|p| quantile_of_draws(&draws, p)));
        assert_eq!(quantiles_of_draws(&mut [7.0], [0.05, 0.95]), [7.0, 7.0]);
        assert_eq!([median(vec![]), median(vec![5.0]), median(vec![4.0, 1.0, 8.0, 2.0])], [0.0, 5.0, 3.0]);
    }
}
