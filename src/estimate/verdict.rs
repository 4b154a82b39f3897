//! Pass, fail or undecided against a minimum share, and how many more labels would decide.

use statrs::distribution::{ContinuousCDF, Normal};

/// The outcome of a comparison with a minimum share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The whole interval is at or above the minimum.
    Pass,
    /// The whole interval is below the minimum.
    Fail,
    /// The interval holds the minimum, or there is none.
    Inconclusive,
}

/// A verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The minimum share asked for.
    pub min_share: f64,
    /// The outcome.
    pub outcome: Outcome,
    /// Where undecided: the further profiles, drawn at random, whose labelling would probably decide.
    pub label_more: Option<u64>,
}

/// What a verdict is reached from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Most and least that the share can be, from what is certain alone.
    pub certain: (f64, f64),
    /// Point and interval of the share, where estimated.
    pub estimate: Option<(f64, f64, f64)>,
    /// Nominal level of the interval.
    pub level: f64,
    /// Complete profiles so far.
    pub labelled: f64,
    /// Profiles whose membership is open.
    pub undeclared: f64,
    /// All profiles.
    pub profiles: f64,
}

/// Chance with which the labels asked for should decide.
const POWER: f64 = 0.8;

/// Compares with `min_share`. What is certain decides first, so that even an audience whose share cannot be estimated
/// fails where too many are known to be outside.
pub fn verdict(min_share: f64, standing: &Standing) -> Verdict {
    let (least, most) = standing.certain;
    let (lower, upper) =
        standing.estimate.map_or((least, most), |(_, lower, upper)| (lower.max(least), upper.min(most)));
    let outcome = if lower >= min_share {
        Outcome::Pass
    } else if upper < min_share {
        Outcome::Fail
    } else {
        Outcome::Inconclusive
    };
    let label_more = (outcome == Outcome::Inconclusive).then(|| label_more(min_share, standing));
    Verdict { min_share, outcome, label_more }
}

/// The least number of further labels, drawn at random among the undeclared, after which the interval leaves out
/// `min_share` with a chance of 80 %, were the share what it is estimated to be.
///
/// After labelling m of U undeclared among N profiles the share's standard error is that of a mean of the labels at
/// hand, times the part still open: `(U - m) / N x sqrt(p (1 - p) (1 / (n + m) + 1 / (U - m)))`. Without an estimate,
/// p = 1/2 and a distance of five points stand in. Labelling all decides in any case.
fn label_more(min_share: f64, standing: &Standing) -> u64 {
    let normal = Normal::standard();
    let reach = normal.inverse_cdf(0.5 + standing.level / 2.0) + normal.inverse_cdf(POWER);
    let (share, distance) = match standing.estimate {
        Some((value, _, _)) => (value.clamp(0.02, 0.98), (value - min_share).abs()),
        None => (0.5, 0.05),
    };
    let enough = |m: f64| {
        let open = standing.undeclared - m;
        if open <= 0.0 {
            return true;
        }
        let variance = share * (1.0 - share) * (1.0 / (standing.labelled + m) + 1.0 / open);
        reach * open / standing.profiles * variance.sqrt() <= distance
    };
    let (mut low, mut high) = (0u64, standing.undeclared.ceil() as u64);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if enough(middle as f64) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(value: f64, half: f64) -> Standing {
        Standing {
            certain: (0.0, 1.0),
            estimate: Some((value, value - half, value + half)),
            level: 0.9,
            labelled: 50.0,
            undeclared: 2000.0,
            profiles: 2050.0,
        }
    }

    #[test]
    fn bounds_decide() {
        assert_eq!(verdict(0.3, &standing(0.5, 0.1)).outcome, Outcome::Pass);
        assert_eq!(verdict(0.3, &standing(0.1, 0.1)).outcome, Outcome::Fail);
        let open = verdict(0.3, &standing(0.33, 0.1));
        assert_eq!(open.outcome, Outcome::Inconclusive);
        assert!(open.label_more.is_some_and(|n| (100..2000).contains(&n)), "{open:?}");
    }

    #[test]
    fn a_share_at_the_limit_needs_every_label_and_a_far_one_few() {
        let near = verdict(0.3, &standing(0.3, 0.1)).label_more;
        let far = verdict(0.3, &standing(0.39, 0.1)).label_more;
        assert_eq!(near, Some(2000));
        assert!(far < near && far > Some(50), "{far:?}");
    }

    #[test]
    fn what_is_certain_decides_without_an_estimate() {
        let certain = |least, most| Standing { certain: (least, most), estimate: None, ..standing(0.0, 0.0) };
        assert_eq!(verdict(0.3, &certain(0.0, 0.2)).outcome, Outcome::Fail);
        assert_eq!(verdict(0.3, &certain(0.4, 0.9)).outcome, Outcome::Pass);
        assert_eq!(verdict(0.3, &certain(0.1, 0.9)).outcome, Outcome::Inconclusive);
    }
}
