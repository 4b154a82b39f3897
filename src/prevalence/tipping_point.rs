//! The tipping point of a verdict: how far the unlabelled must differ from like people of known membership to undo it.

use super::{Outcome, SensitivityBounds};
use crate::stats::logit;

/// Shares are held this far from 0 and 1, where log odds end.
const EDGE: f64 = 1e-6;

/// The least odds ratio at which a verdict no longer stands (Cornfield et al. 1959).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TippingPoint {
    /// The odds ratio; the largest of the bounds where the verdict stands at all of them.
    pub gamma: f64,
    /// Whether the verdict stands even at `gamma`.
    pub stands: bool,
}

impl TippingPoint {
    /// Where a verdict of `outcome` against `min_share`, on a share between `lower` and `upper`, is undone on the way through
    /// its `bounds`. Between two odds ratios the ends' log odds move in proportion to the ratio's logarithm. None where
    /// there is no verdict to undo, or nothing to undo it.
    pub fn of(
        outcome: Outcome,
        min_share: f64,
        (lower, upper): (f64, f64),
        bounds: &[SensitivityBounds],
    ) -> Option<Self> {
        // Above 0 where the verdict stands.
        let margin = |end: f64| {
            let distance = logit(end.clamp(EDGE, 1.0 - EDGE)) - logit(min_share.clamp(EDGE, 1.0 - EDGE));
            if outcome == Outcome::Pass { distance } else { -distance }
        };
        let end = match outcome {
            Outcome::Pass => |b: &SensitivityBounds| b.lower,
            Outcome::Fail => |b: &SensitivityBounds| b.upper,
            Outcome::Inconclusive => return None,
        };
        let mut ordered: Vec<(f64, f64)> = bounds.iter().map(|b| (b.gamma.max(1.0), margin(end(b)))).collect();
        ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
        let last = ordered.last()?.0;
        let mut from: (f64, f64) = (1.0, margin(if outcome == Outcome::Pass { lower } else { upper }).max(0.0));
        for to in ordered {
            if to.1 < 0.0 {
                let part = from.1 / (from.1 - to.1);
                let gamma = (from.0.ln() + part * (to.0.ln() - from.0.ln())).exp();
                return Some(Self { gamma, stands: false });
            }
            from = to;
        }
        Some(Self { gamma: last, stands: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::multiply_odds;

    /// Bounds of a share between .4 and .5 at these odds ratios.
    fn bounds(gammas: &[f64]) -> Vec<SensitivityBounds> {
        let of = |gamma: f64| SensitivityBounds {
            gamma,
            lower: multiply_odds(0.4, 1.0 / gamma),
            upper: multiply_odds(0.5, gamma),
        };
        gammas.iter().map(|gamma| of(*gamma)).collect()
    }

    #[test]
    fn a_verdict_tips_where_the_moved_end_meets_the_minimum() {
        let of = |outcome, min_share, gammas: &[f64]| TippingPoint::of(outcome, min_share, (0.4, 0.5), &bounds(gammas));
        // Odds of .4 and .25 are 2/3 and 1/3: a ratio of 2. Those of .5 and .6 are 1 and 1.5.
        let pass = of(Outcome::Pass, 0.25, &[3.0, 1.25, 1.5]).expect("a point");
        assert!((pass.gamma - 2.0).abs() < 1e-9 && !pass.stands, "{pass:?}");
        let fail = of(Outcome::Fail, 0.6, &[1.25, 3.0]).expect("a point");
        assert!((fail.gamma - 1.5).abs() < 1e-9 && !fail.stands, "{fail:?}");
        assert_eq!(of(Outcome::Pass, 0.05, &[1.5, 2.0]), Some(TippingPoint { gamma: 2.0, stands: true }));
        assert_eq!(of(Outcome::Inconclusive, 0.45, &[2.0]), None);
        assert_eq!(of(Outcome::Pass, 0.25, &[]), None);
    }
}
