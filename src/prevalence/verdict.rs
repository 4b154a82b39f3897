//! Pass, fail or inconclusive against a minimum share, and how many more labels would decide.

use statrs::distribution::{ContinuousCDF, Normal};

use super::{Estimate, ShareDistribution};

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
    /// Where inconclusive: the number of further profiles, drawn at random, whose labels would probably decide.
    pub labels_needed: Option<u64>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VerdictInput<'a> {
    /// Lower and upper bound of the share, from what is certain alone.
    pub bounds: (f64, f64),
    /// The distribution of the share, where estimated.
    pub share: Option<&'a ShareDistribution>,
    /// Nominal level of the interval.
    pub level: f64,
    /// Complete profiles so far.
    pub complete: f64,
    /// Profiles whose membership is not known.
    pub unlabelled: f64,
    /// All profiles.
    pub profiles: f64,
}

/// Probability with which the labels needed should decide.
const POWER: f64 = 0.8;
/// Quantiles at which the distribution of the share is evaluated.
const QUANTILES: usize = 99;

/// What is compared with the minimum: the interval of the published share, within the published bounds. So even an
/// audience whose share cannot be estimated fails where too many are known to be outside.
pub fn decisive_interval(share: Option<&Estimate>, (lowest, highest): (f64, f64)) -> (f64, f64) {
    share.map_or((lowest, highest), |share| (share.lower.max(lowest), share.upper.min(highest)))
}

/// Compares an interval with `min_share`.
pub fn outcome(min_share: f64, (lower, upper): (f64, f64)) -> Outcome {
    if lower >= min_share {
        Outcome::Pass
    } else if upper < min_share {
        Outcome::Fail
    } else {
        Outcome::Inconclusive
    }
}

impl Verdict {
    /// `outcome` with the labels needed, which follow from what may be `published`: none where that is nothing.
    pub fn new(min_share: f64, outcome: Outcome, published: Option<&VerdictInput<'_>>) -> Self {
        let published = published.filter(|_| outcome == Outcome::Inconclusive);
        Self { min_share, outcome, labels_needed: published.map(|input| labels_needed(min_share, input)) }
    }
}

/// The smallest number of further labels, drawn at random among the unlabelled, after which the interval excludes
/// `min_share` with a probability of 80 %, averaged over the posterior of the share.
///
/// After labelling m of U unlabelled among N profiles the share's standard error is that of a mean of the labels at
/// hand, times the part still unlabelled: `(U - m) / N x sqrt(p (1 - p) (1 / (n + m) + 1 / (U - m)))`. At a share p the
/// interval then excludes the minimum with probability `Phi(|p - minimum| / error - z)`. Without an
/// estimate the share is uniform between its bounds. Labelling all decides in any case.
fn labels_needed(min_share: f64, input: &VerdictInput<'_>) -> u64 {
    let normal = Normal::standard();
    let z = normal.inverse_cdf(0.5 + input.level / 2.0);
    let (lower, upper) = input.bounds;
    let quantile = |p: f64| input.share.map_or(lower + p * (upper - lower), |share| share.quantile(p));
    let shares: Vec<f64> = (0..QUANTILES).map(|i| quantile((i as f64 + 0.5) / QUANTILES as f64)).collect();
    let enough = |m: f64| {
        let unlabelled = input.unlabelled - m;
        if unlabelled <= 0.0 {
            return true;
        }
        let decides = |p: &f64| {
            let spread = (p * (1.0 - p)).max(1e-4) * (1.0 / (input.complete + m) + 1.0 / unlabelled);
            normal.cdf((p - min_share).abs() / (unlabelled / input.profiles * spread.sqrt()) - z)
        };
        shares.iter().map(decides).sum::<f64>() >= POWER * QUANTILES as f64
    };
    let (mut low, mut high) = (0u64, input.unlabelled.ceil() as u64);
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
    use crate::disclosure::MinCell;
    use crate::prevalence::shift::Shift;
    use crate::prevalence::{Estimator, LabelSampling, LabelledOnly, PatternEvidence};
    use ndarray::Array2;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    fn verdict(min_share: f64, verdict_input: &VerdictInput<'_>) -> Verdict {
        let share = verdict_input.share.map(|share| share.estimate(verdict_input.level, "", 0.0));
        let interval = decisive_interval(share.as_ref(), verdict_input.bounds);
        Verdict::new(min_share, outcome(min_share, interval), Some(verdict_input))
    }

    fn uniform(lower: f64, upper: f64) -> ShareDistribution {
        ShareDistribution::from_quantiles(|p| lower + p * (upper - lower))
    }

    fn verdict_input(share: Option<&ShareDistribution>) -> VerdictInput<'_> {
        VerdictInput { bounds: (0.0, 1.0), share, level: 0.9, complete: 50.0, unlabelled: 2000.0, profiles: 2050.0 }
    }

    #[test]
    fn intervals_decide() {
        let of = |lower, upper| verdict(0.3, &verdict_input(Some(&uniform(lower, upper))));
        assert_eq!(of(0.4, 0.6).outcome, Outcome::Pass);
        assert_eq!(of(0.0, 0.2).outcome, Outcome::Fail);
        let between = of(0.25, 0.45);
        assert_eq!(between.outcome, Outcome::Inconclusive);
        assert!(between.labels_needed.is_some_and(|n| (50..2000).contains(&n)), "{between:?}");
    }

    #[test]
    fn a_share_at_the_limit_needs_more_labels_than_a_far_one() {
        let of = |lower, upper| verdict(0.3, &verdict_input(Some(&uniform(lower, upper)))).labels_needed;
        assert!(of(0.29, 0.31) > of(0.28, 0.5), "{:?} {:?}", of(0.29, 0.31), of(0.28, 0.5));
    }

    #[test]
    fn bounds_decide_without_an_estimate() {
        let of = |lower, upper| verdict(0.3, &VerdictInput { bounds: (lower, upper), ..verdict_input(None) }).outcome;
        assert_eq!(of(0.0, 0.2), Outcome::Fail);
        assert_eq!(of(0.4, 0.9), Outcome::Pass);
        assert_eq!(of(0.1, 0.9), Outcome::Inconclusive);
    }

    /// The posterior of an audience of `rows` after `n` random labels, `t` of them members.
    fn posterior(rows: f64, n: f64, t: f64) -> ShareDistribution {
        let evidence = PatternEvidence {
            unlabelled: (rows - n) as u64,
            training_n: n,
            training_members: t,
            unlabelled_x: Array2::zeros((0, 0)),
            training_x: Array2::zeros((0, 0)),
            training_labels: Vec::new(),
            training_weights: Vec::new(),
            panel: None,
            shift: Shift::Any,
            min_cell: MinCell::OFF,
            labels: LabelSampling::RandomSample,
            label_weights: None,
            panel_age_years: None,
        };
        let unlabelled = LabelledOnly.predict(&evidence).expect("sound").share;
        unlabelled.map(|share| (t + share * (rows - n)) / rows)
    }

    #[test]
    fn labelling_that_many_more_decides_in_four_cases_of_five() {
        let mut rng = Xoshiro256Plus::seed_from_u64(4);
        let (rows, minimum) = (2000.0, 0.3);
        let (mut asked, mut decided) = (0, 0);
        for run in 0..400 {
            let truth = if run % 2 == 0 { 0.2 } else { 0.4 } + 0.05 * (rng.r#gen::<f64>() - 0.5);
            let draw = |n: u64, rng: &mut Xoshiro256Plus| (0..n).filter(|_| rng.r#gen::<f64>() < truth).count() as f64;
            let first = draw(40, &mut rng);
            let share = posterior(rows, 40.0, first);
            let verdict_input =
                VerdictInput { complete: 40.0, unlabelled: 1960.0, profiles: rows, ..verdict_input(Some(&share)) };
            let Some(more) = verdict(minimum, &verdict_input).labels_needed else { continue };
            asked += 1;
            let n = 40.0 + more as f64;
            let share = posterior(rows, n, first + draw(more, &mut rng));
            let verdict_input = VerdictInput { complete: n, unlabelled: rows - n, profiles: rows, ..verdict_input };
            decided += usize::from(
                verdict(minimum, &VerdictInput { share: Some(&share), ..verdict_input }).outcome
                    != Outcome::Inconclusive,
            );
        }
        let rate = decided as f64 / asked as f64;
        println!("labels_needed decided {decided} of {asked}: {rate:.2}");
        assert!(asked > 100 && rate >= 0.8, "{rate}");
    }
}
