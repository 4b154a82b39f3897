//! Pass, fail or inconclusive against a minimum share, and how many more labels would decide.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

use super::confidence_sequence::ConfidenceSequence;
use super::random_sample::share_of_rest;
use super::{Estimate, LabelSampling, ShareDistribution};
use crate::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// The result of the comparison with a minimum share.
    pub enum Outcome as VerdictOutcome {
        /// The whole interval lies at or above the minimum share.
        Pass = "pass",
        /// The whole interval lies below it.
        Fail = "fail",
        /// The interval contains it, or there is none.
        Inconclusive = "inconclusive",
    }
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Members among the labelled, where their number is published.
    pub members: Option<f64>,
    /// How the labelled came to be labelled.
    pub labels: LabelSampling,
    /// Whether a random sample may be looked at more than once.
    pub sequential: bool,
}

/// Probability with which the labels needed should decide: 80 %, and what it costs where shares lie nearer to the minimum
/// than the posterior has them. With .85 it was .796 for 30 labels of shares of .1 to .5 and a minimum of .15.
const AIM: f64 = 0.88;
/// Without an estimate the share is taken to be at most this far from the minimum: a share of which nothing is known would
/// mostly be far away, and few labels would do; with all shares alike .60 to .70 were decided.
const MAX_DISTANCE: f64 = 0.2;
/// From this variance on the normal approximation of a number of members errs by less than a hundredth.
const MIN_NORMAL_VARIANCE: f64 = 9.0;
/// Quantiles at which the distribution of the share is evaluated.
const QUANTILES: usize = 99;

/// The interval of a share, within its bounds; these alone without a share.
pub(super) fn decisive_interval(share: Option<&Estimate>, (lowest, highest): (f64, f64)) -> (f64, f64) {
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
        let needed = |input: &VerdictInput<'_>| FurtherAnswers::new(Some(min_share), input).needed(AIM);
        Self { min_share, outcome, labels_needed: published.map(needed) }
    }
}

/// What further labels, drawn at random among the unlabelled, would do.
///
/// After m of U unlabelled are labelled, x of them members, the members among the other U - m have the beta-binomial
/// distribution that [`RandomSample`](super::RandomSample) uses: of those x and m, and of the labels at hand where they are
/// of a random sample. So the interval is at or above the minimum from some x on, and below it up to another; x is drawn
/// without replacement at each share of the posterior. Without an estimate the share is uniform between its bounds, but near
/// the minimum. Labelling all decides in any case.
pub struct FurtherAnswers<'a> {
    sample: FurtherSample<'a>,
    /// Rates of members among the unlabelled, all alike likely.
    rates: Vec<f64>,
}

impl<'a> FurtherAnswers<'a> {
    /// Further labels beside `input`, to be compared with `min_share` where there is one.
    pub fn new(min_share: Option<f64>, input: &'a VerdictInput<'a>) -> Self {
        let near = |end: f64| min_share.map_or(end, |at| end.clamp(at - MAX_DISTANCE, at + MAX_DISTANCE));
        let (lower, upper) = (near(input.bounds.0), near(input.bounds.1));
        let quantile = |p: f64| input.share.map_or(lower + p * (upper - lower), |share| share.quantile(p));
        let shares: Vec<f64> = (0..QUANTILES).map(|i| quantile((i as f64 + 0.5) / QUANTILES as f64)).collect();
        let mean = shares.iter().sum::<f64>() / QUANTILES as f64;
        let labelled = input.profiles - input.unlabelled;
        let members = input.members.unwrap_or(mean * labelled).min(labelled);
        let evidence = match input.labels {
            LabelSampling::RandomSample => (input.complete, members.min(input.complete)),
            // What they state of their own accord is known of them, and says nothing of the others.
            LabelSampling::SelfDeclared => (0.0, 0.0),
        };
        let needed = min_share.unwrap_or(0.0) * input.profiles - members;
        let among_unlabelled =
            |share: &f64| ((share * input.profiles - members) / input.unlabelled.max(1.0)).clamp(0.0, 1.0);
        let rates = shares.iter().map(among_unlabelled).collect();
        Self { sample: FurtherSample { input, needed, evidence }, rates }
    }

    /// The probability that the interval excludes the minimum after `labels` more, averaged over the posterior of the
    /// share.
    pub fn chance(&self, labels: u64) -> f64 {
        let decided = self.sample.decided(labels.min(self.sample.input.unlabelled.round() as u64));
        self.rates.iter().map(|rate| decided.probability(*rate)).sum::<f64>() / QUANTILES as f64
    }

    /// The fewest further labels after which the interval excludes the minimum with the probability `chance`.
    pub fn needed(&self, chance: f64) -> u64 {
        self.fewest(|labels| self.chance(labels) >= chance)
    }

    /// Half of the width that the interval of the whole has after `labels` more, where the share is what it most probably
    /// is; at a half, where intervals are widest, where nothing is known of it.
    pub fn half_width(&self, labels: u64) -> f64 {
        let FurtherSample { input, evidence: (n, k), .. } = &self.sample;
        let rate = if input.share.is_some() { self.rates[QUANTILES / 2] } else { 0.5 };
        let labels = (labels as f64).min(input.unlabelled);
        let (drawn, members) = (n + labels, k + rate * labels);
        let rest = input.unlabelled - labels;
        let share = if input.sequential {
            ConfidenceSequence { people: drawn + rest, drawn, members: members.round() }.share_of_rest()
        } else {
            share_of_rest(drawn, members, rest.round() as u64)
        };
        let tail = (1.0 - input.level) / 2.0;
        (share.quantile(1.0 - tail) - share.quantile(tail)) / 2.0 * rest / input.profiles.max(1.0)
    }

    /// The fewest further labels after which half of the width is at most `half`.
    pub fn for_half_width(&self, half: f64) -> u64 {
        self.fewest(|labels| self.half_width(labels) <= half)
    }

    /// The fewest labels that are enough, of which all are.
    fn fewest(&self, enough: impl Fn(u64) -> bool) -> u64 {
        let (mut low, mut high) = (0u64, self.sample.input.unlabelled.ceil() as u64);
        while high - low > 1 {
            let middle = low.midpoint(high);
            *(if enough(middle) { &mut high } else { &mut low }) = middle;
        }
        high
    }
}

/// Further labels of a random sample.
struct FurtherSample<'a> {
    input: &'a VerdictInput<'a>,
    /// Members among the unlabelled with which the minimum is reached.
    needed: f64,
    /// Labels at hand that stand for the unlabelled, and the members among them.
    evidence: (f64, f64),
}

/// The numbers of members among `m` further labels that decide: at least `pass`, or fewer than `fail`.
struct Decided {
    m: u64,
    unlabelled: f64,
    pass: u64,
    fail: u64,
}

impl FurtherSample<'_> {
    fn decided(&self, m: u64) -> Decided {
        let tail = (1.0 - self.input.level) / 2.0;
        let all = m + 1;
        Decided {
            m,
            unlabelled: self.input.unlabelled,
            pass: first(all, |x| self.passes(m, x, tail)),
            fail: first(all, |x| !self.fails(m, x, tail)),
        }
    }

    fn passes(&self, m: u64, x: u64, tail: f64) -> bool {
        match self.sequence(m, x) {
            Some((sequence, needed)) => sequence.reaches(needed, 2.0 * tail),
            None => self.below(m, x) <= tail,
        }
    }

    fn fails(&self, m: u64, x: u64, tail: f64) -> bool {
        match self.sequence(m, x) {
            Some((sequence, needed)) => sequence.misses(needed, 2.0 * tail),
            None => 1.0 - self.below(m, x) <= tail,
        }
    }

    /// The sample that one may look at more than once, and the members that are needed among the people it is drawn from.
    fn sequence(&self, m: u64, x: u64) -> Option<(ConfidenceSequence, f64)> {
        let (n, k) = self.evidence;
        let (drawn, members) = (n + m as f64, k + x as f64);
        let sequence = ConfidenceSequence { people: n + self.input.unlabelled, drawn, members };
        self.input.sequential.then_some((sequence, self.needed + k))
    }

    /// The probability that the minimum is not reached, where `x` of `m` further labels are of members: by the beta
    /// distribution of the mean and variance of the beta-binomial.
    fn below(&self, m: u64, x: u64) -> f64 {
        let (n, k) = (self.evidence.0 + m as f64, self.evidence.1 + x as f64);
        let rest = self.input.unlabelled - m as f64;
        let needed = (self.needed - x as f64 - 0.5) / rest.max(1.0);
        if needed <= 0.0 || needed >= 1.0 || rest < 1.0 {
            return if needed <= 0.0 { 0.0 } else { 1.0 };
        }
        let (a, b) = (k + 0.5, n - k + 0.5);
        let worth = ((a + b + 1.0) * rest / (a + b + rest) - 1.0).max(0.1);
        beta_reg(a / (a + b) * worth, b / (a + b) * worth, needed)
    }
}

impl Decided {
    /// The probability to be decided where the unlabelled are members at `rate`.
    fn probability(&self, rate: f64) -> f64 {
        self.fewer_than(self.fail, rate) + 1.0 - self.fewer_than(self.pass.max(self.fail), rate)
    }

    /// The probability of fewer than `x` members among the further labels.
    fn fewer_than(&self, x: u64, rate: f64) -> f64 {
        let m = self.m as f64;
        if x == 0 || x > self.m {
            return if x == 0 { 0.0 } else { 1.0 };
        }
        let part = (self.unlabelled - m).max(0.0) / (self.unlabelled - 1.0).max(1.0);
        let variance = m * rate * (1.0 - rate) * part;
        if variance < MIN_NORMAL_VARIANCE {
            // Few labels, or few members: drawn as from an audience without end.
            return if rate <= 0.0 {
                1.0
            } else if rate >= 1.0 {
                0.0
            } else {
                beta_reg(m - x as f64 + 1.0, x as f64, 1.0 - rate)
            };
        }
        Normal::standard().cdf((x as f64 - 0.5 - m * rate) / variance.sqrt())
    }
}

/// The first of `0..all` for which `holds`, which then holds for all after it; `all` where there is none.
fn first(all: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut from, mut to) = (0, all);
    while from < to {
        let middle = from.midpoint(to);
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::MinCell;
    use crate::prevalence::shift::Shift;
    use crate::prevalence::{Estimator, LabelledOnly, PatternEvidence, RandomSample};
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
        VerdictInput {
            bounds: (0.0, 1.0),
            share,
            level: 0.9,
            complete: 50.0,
            unlabelled: 2000.0,
            profiles: 2050.0,
            members: None,
            labels: LabelSampling::RandomSample,
            sequential: false,
        }
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

    fn evidence(rows: f64, n: f64, t: f64, labels: LabelSampling) -> PatternEvidence<'static> {
        PatternEvidence {
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
            labels,
            sequential: false,
            label_weights: None,
            panel_age_years: None,
            raked: None,
        }
    }

    /// The posterior of an audience of `rows` after `n` labels, `t` of them members.
    fn posterior(rows: f64, n: f64, t: f64, labels: LabelSampling) -> ShareDistribution {
        let evidence = evidence(rows, n, t, labels);
        let estimator: &dyn Estimator =
            if labels == LabelSampling::RandomSample { &RandomSample } else { &LabelledOnly };
        let unlabelled = estimator.predict(&evidence).expect("sound").share;
        unlabelled.map(|share| (t + share * (rows - n)) / rows)
    }

    /// What is known of an audience of which too little is known yet for a verdict.
    enum Known {
        /// So many labels of a random sample.
        Random(u64),
        /// So many self-declared labels, of people who are members 1.3 times as often.
        SelfDeclared(u64),
        /// Nothing but the interval of a panel, of this standard deviation.
        Panel(f64),
        Nothing,
    }

    /// The part of audiences, of those without a verdict, that the labels needed decide, with the number of audiences.
    fn decided(known: &Known, rows: f64, minimum: f64, rng: &mut Xoshiro256Plus) -> (f64, u32) {
        let (mut asked, mut decided) = (0, 0);
        for _ in 0..1500 {
            let truth: f64 = 0.1 + 0.4 * rng.r#gen::<f64>();
            let draw =
                |n: u64, p: f64, rng: &mut Xoshiro256Plus| (0..n).filter(|_| rng.r#gen::<f64>() < p).count() as f64;
            let (n, rate, labels) = match known {
                Known::Random(n) => (*n, truth, LabelSampling::RandomSample),
                Known::SelfDeclared(n) => (*n, 1.3 * truth, LabelSampling::SelfDeclared),
                Known::Panel(_) | Known::Nothing => (0, truth, LabelSampling::SelfDeclared),
            };
            let first = draw(n, rate, rng);
            let share = match known {
                Known::Panel(sd) => {
                    let normal = Normal::new(0.0, *sd).expect("a deviation");
                    let centre = truth + normal.inverse_cdf(rng.gen_range(0.001..0.999));
                    Some(ShareDistribution::from_quantiles(|p| centre + normal.inverse_cdf(p)))
                }
                Known::Nothing => None,
                Known::Random(_) | Known::SelfDeclared(_) => Some(posterior(rows, n as f64, first, labels)),
            };
            let n = n as f64;
            let input = VerdictInput {
                complete: n,
                unlabelled: rows - n,
                profiles: rows,
                members: Some(first),
                labels,
                bounds: (first / rows, 1.0 - (n - first) / rows),
                ..verdict_input(share.as_ref())
            };
            let Some(more) = verdict(minimum, &input).labels_needed else { continue };
            asked += 1;
            let rest = draw(more, truth, rng);
            // Self-declared labels are known of those who gave them, and the random ones stand for the others.
            let known = if labels == LabelSampling::RandomSample { (n, first) } else { (0.0, 0.0) };
            let (m, k) = (known.0 + more as f64, known.1 + rest);
            let left = rows - n - more as f64;
            let others = share_of_rest(m, k, left as u64).map(|share| (first + rest + share * left) / rows);
            let after = VerdictInput { bounds: (0.0, 1.0), share: Some(&others), ..input };
            decided += u32::from(verdict(minimum, &after).outcome != Outcome::Inconclusive);
        }
        (f64::from(decided) / f64::from(asked), asked)
    }

    #[test]
    fn labelling_that_many_more_decides_in_four_cases_of_five_whatever_is_known_before() {
        let mut rng = Xoshiro256Plus::seed_from_u64(4);
        let modes = [
            ("30 random labels", Known::Random(30)),
            ("100 random labels", Known::Random(100)),
            ("100 self-declared labels", Known::SelfDeclared(100)),
            ("a panel", Known::Panel(0.05)),
            ("nothing", Known::Nothing),
        ];
        for (name, known) in &modes {
            for minimum in [0.15, 0.3] {
                let (rate, asked) = decided(known, 2000.0, minimum, &mut rng);
                println!("{name}, minimum {minimum}: the labels needed decided {rate:.2} of {asked}");
                assert!(asked > 200 && rate >= 0.8, "{name}, minimum {minimum}: {rate} of {asked}");
            }
        }
    }
}
