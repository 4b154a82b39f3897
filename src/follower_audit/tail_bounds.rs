//! Bounds on tail probabilities of an excess, in natural logarithms.

/// Bound on the log probability that at least `k` of `k + others` fall in a part of `size` out of `size + rest`, if
/// each falls there at random: Hoeffding's bound for the binomial (1963, Theorem 1), which also holds
/// for draws without replacement.
///
/// Sizes may be in any unit (followers, days). 0 if there is no excess or nothing to compare with.
pub fn ln_excess(k: f64, size: f64, others: f64, rest: f64) -> f64 {
    let all = k + others;
    if k <= 0.0 || rest <= 0.0 || size <= 0.0 {
        return 0.0;
    }
    let expected = size / (size + rest);
    let observed = k / all;
    if observed <= expected {
        return 0.0;
    }
    let away = if others > 0.0 { (1.0 - observed) * ((1.0 - observed) / (1.0 - expected)).ln() } else { 0.0 };
    -all * (observed * (observed / expected).ln() + away)
}

/// Bound on the log probability of a count of at least `observed` with mean `expected` and a variance of `dispersion`
/// times the mean: Chernoff's bound for the negative binomial, or for the Poisson at a dispersion of 1.
pub fn ln_count(observed: f64, expected: f64, dispersion: f64) -> f64 {
    if observed <= expected || expected <= 0.0 {
        return 0.0;
    }
    let poisson = observed * (observed / expected).ln() - observed + expected;
    // The shape of the gamma distribution of the rate.
    let shape = expected / (dispersion - 1.0).max(1e-9);
    let negative_binomial =
        observed * (observed / expected).ln() - (observed + shape) * ((observed + shape) / (expected + shape)).ln();
    -negative_binomial.clamp(0.0, poisson)
}
