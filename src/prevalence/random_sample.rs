//! Estimation from labels of a random sample alone: exact, and without a model.
//!
//! **Assumption.** The labelled were drawn at random from the audience, with equal probabilities or with those that their
//! label weights state.
//!
//! **Equal probabilities.** Of n labelled k are members, and m are unlabelled. Under Jeffreys' prior, Beta(1/2, 1/2), the
//! members among the m have the beta-binomial distribution of m draws with the parameters k + 1/2 and n - k + 1/2: the
//! finite audience is part of it, so the interval shrinks to nothing as labels become complete. Its equal-tailed intervals
//! cover what they say on average over shares from the first label on (Brown, Cai and DasGupta 2001, Statistical Science
//! 16).
//!
//! **The platform's totals.** Where they tell how many followers are of the strata that answers or profiles show, the share
//! is that of the strata's rates at those sizes: see `sample_strata.rs` and `poststratified.rs`.
//!
//! **Beside certainties.** People who say it themselves and were not drawn have the weight 1; where all others have one
//! weight, these are the sample of the rest, as above.
//!
//! **Looking often.** Where the sample may be looked at more than once, the interval is that of a confidence sequence:
//! see `confidence_sequence.rs`.
//!
//! **Unequal probabilities.** With weights w = 1 / probability the share is `sum w y / sum w` (Hajek 1971). Labels of one
//! weight are a stratum: n_h labels stand for N_h = n_h w people. The variance is that of a stratified sample,
//! `sum (N_h / N)^2 s (1 - s) / n_h (1 - n_h / N_h)` with `s = (k_h + 1/2) / (n_h + 1)`: a weight of 1, of people who were
//! labelled for certain, adds none. The share has the beta distribution of as many labels as would leave that variance.
//! Weights of too many values to be strata are cut into [`STRATA`] by size.

use super::confidence_sequence::ConfidenceSequence;
use super::labelled_only::labelled_scores;
use super::poststratified::share_of_strata;
use super::{EstimateError, Estimator, LabelSampling, Method, PatternEvidence, Prediction, ShareDistribution};
use crate::stats::logistic;

/// Jeffreys' prior of a rate: half a member and half another.
const PRIOR: f64 = 0.5;
/// Unlabelled profiles up to which the distribution of their members is summed up exactly: under a millisecond.
const MAX_EXACT: u64 = 100_000;
/// Points at which a beta distribution is summed up, and standard deviations to either side: beyond is less than 1e-9.
const GRID: usize = 4_000;
const DEVIATIONS: f64 = 10.0;
/// Strata into which weights are cut where hardly two labels have the same: fifths, as surveys do.
const STRATA: usize = 5;
/// Strata kept as they are; with more each has too few labels for a variance of its own.
const MAX_STRATA: usize = 20;
/// Quantiles between which intervals with totals and without are compared.
const LEVEL: (f64, f64) = (0.05, 0.95);
/// Totals are left out where the interval with them is wider by more than this factor: they then add more error than they
/// take. Up to it they correct who answers.
const MAX_WIDENING: f64 = 1.05;
/// Bounds of the number of labels that a share may be worth.
const WORTH: (f64, f64) = (0.5, 1e9);

/// Labels of a random sample.
#[derive(Debug, Clone, Copy)]
pub struct RandomSample;

impl Estimator for RandomSample {
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool {
        // That there is an example discloses that somebody meets the pattern's conditions, as every member does.
        evidence.labels == LabelSampling::RandomSample
            && evidence.training_n >= 1.0
            && !evidence.min_cell.is_small_cell(evidence.training_n.round() as u64)
            && (!evidence.sequential || EqualSample::new(evidence).is_some())
    }

    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError> {
        let PatternEvidence { training_n: n, training_members: k, unlabelled, sequential, .. } = *evidence;
        let mut by_totals_won = None;
        let (share, n) = match (&evidence.label_weights, EqualSample::new(evidence)) {
            (_, Some(EqualSample { n, k })) if sequential => {
                let sequence = ConfidenceSequence { people: n + unlabelled as f64, drawn: n, members: k };
                (sequence.share_of_rest(), n)
            }
            (_, Some(EqualSample { n, k })) => {
                let plain = share_of_rest(n, k, unlabelled);
                let width = |share: &ShareDistribution| share.quantile(LEVEL.1) - share.quantile(LEVEL.0);
                let by_totals = evidence.raked.as_ref().map(|raked| share_of_strata(evidence, raked, n));
                by_totals_won = by_totals.filter(|share| width(share) <= MAX_WIDENING * width(&plain));
                (by_totals_won.clone().unwrap_or(plain), n)
            }
            (weights, None) => {
                let weights = weights.as_deref().unwrap_or_default();
                let sample = WeightedSample::new(weights, evidence);
                let whole = sample.share();
                let (all, rest) = (n + unlabelled as f64, (unlabelled as f64).max(1.0));
                (whole.map(|share| (share * all - k) / rest), sample.worth())
            }
        };
        let method = match (sequential, by_totals_won) {
            (true, _) => Method::ConfidenceSequence,
            (false, Some(_)) => Method::RandomSampleAndTotals,
            (false, None) => Method::RandomSample,
        };
        // The fields that segments are told apart by are of no use for the whole, but for its parts.
        Ok(Prediction {
            share,
            scores: labelled_scores(evidence),
            method,
            hypotheses: Vec::new(),
            n,
            visible_tilt: 0.0,
            far_tilt: 0.0,
        })
    }
}

/// Labels drawn with one probability, beside which there may be those of people who were not drawn.
struct EqualSample {
    n: f64,
    k: f64,
}

impl EqualSample {
    /// The labels of the only weight other than 1, which people have who were not drawn; none where there are several.
    fn new(evidence: &PatternEvidence<'_>) -> Option<Self> {
        let PatternEvidence { training_n, training_members, .. } = *evidence;
        let Some(weights) = &evidence.label_weights else {
            return Some(Self { n: training_n, k: training_members });
        };
        let mut drawn = weights.iter().filter(|weight| **weight != 1.0);
        let first = drawn.next()?;
        if drawn.any(|other| other != first) {
            return None;
        }
        let rows = evidence.training_labels.iter().zip(&evidence.training_weights).zip(weights);
        let (mut all, mut n, mut k) = (0.0, 0.0, 0.0);
        for ((label, met), weight) in rows {
            all += met;
            if *weight != 1.0 {
                n += met;
                k += met * label;
            }
        }
        // The rows are a sample where there are very many.
        let each = training_n / all;
        Some(Self { n: each * n, k: each * k })
    }
}

/// The share of members among `rest` unlabelled profiles, after `k` of `n` random labels.
pub(super) fn share_of_rest(n: f64, k: f64, rest: u64) -> ShareDistribution {
    let (a, b) = (k.max(0.0) + PRIOR, (n - k).max(0.0) + PRIOR);
    if rest > MAX_EXACT {
        return beta_share(a, b, rest as f64);
    }
    let cumulated = beta_binomial(rest as usize, a, b);
    let all = *cumulated.last().expect("there is at least the count of nobody");
    let members = |p: f64| cumulated.partition_point(|below| *below < p * all).min(rest as usize);
    ShareDistribution::from_quantiles(|p| members(p) as f64 / rest.max(1) as f64)
}

/// The distribution function of the beta-binomial of `rest` draws, up to a factor: from its mode to both sides, so that
/// nothing overflows.
fn beta_binomial(rest: usize, a: f64, b: f64) -> Vec<f64> {
    let size = rest as f64;
    let ratio = |x: usize| {
        let x = x as f64;
        (size - x) * (x + a) / ((x + 1.0) * (size - x - 1.0 + b))
    };
    let mode = if a < 1.0 {
        0
    } else if b < 1.0 {
        rest
    } else {
        ((size + 1.0) * (a - 1.0) / (a + b - 2.0).max(1e-9)).clamp(0.0, size) as usize
    };
    let mut mass = vec![0.0; rest + 1];
    mass[mode] = 1.0;
    for x in mode..rest {
        mass[x + 1] = mass[x] * ratio(x);
    }
    for x in (0..mode).rev() {
        mass[x] = mass[x + 1] / ratio(x);
    }
    let mut below = 0.0;
    mass.iter_mut().for_each(|mass| {
        below += *mass;
        *mass = below;
    });
    mass
}

/// The share of members among `rest` draws at a rate of the beta distribution of `a` and `b`: the beta distribution of the
/// same mean and variance.
fn beta_share(a: f64, b: f64, rest: f64) -> ShareDistribution {
    let n = a + b;
    let worth = ((n + 1.0) * rest / (n + rest) - 1.0).clamp(WORTH.0, WORTH.1);
    beta(a / n * worth, b / n * worth)
}

/// The beta distribution of `a` and `b`, both above 0: summed up over the logit, in which its density is smooth.
pub(super) fn beta(a: f64, b: f64) -> ShareDistribution {
    let sd = |x: f64| (1.0 / x + 0.5 / (x * x)).sqrt();
    let reach = DEVIATIONS * sd(a).hypot(sd(b));
    let step = 2.0 * reach / GRID as f64;
    let logit = |i: usize| (a / b).ln() - reach + (i as f64 + 0.5) * step;
    // At its mode, a / (a + b), the logarithm of the density is 0.
    let log_share = |l: f64| -(-l).exp().ln_1p();
    let log_density = |l: f64| a * log_share(l) + b * log_share(-l);
    let top = log_density((a / b).ln());
    let mut cumulated = Vec::with_capacity(GRID);
    let mut below = 0.0;
    for i in 0..GRID {
        below += (log_density(logit(i)) - top).exp();
        cumulated.push(below);
    }
    ShareDistribution::from_quantiles(|p| {
        let i = cumulated.partition_point(|mass| *mass < p * below).min(GRID - 1);
        let before = if i == 0 { 0.0 } else { cumulated[i - 1] };
        let part = (p * below - before) / (cumulated[i] - before).max(f64::MIN_POSITIVE);
        logistic(logit(i) + (part - 0.5) * step)
    })
}

/// Labels that were drawn with unequal probabilities.
struct WeightedSample {
    share: f64,
    variance: f64,
    labels: f64,
}

/// Sums over the labels of one stratum.
#[derive(Debug, Clone, Copy, Default)]
struct Stratum {
    labels: f64,
    members: f64,
    people: f64,
    squares: f64,
    weighted_members: f64,
}

impl WeightedSample {
    fn new(weights: &[f64], evidence: &PatternEvidence<'_>) -> Self {
        let rows = evidence.training_labels.iter().zip(&evidence.training_weights).zip(weights);
        // Weights of another sum than the audience's size, as where some who were drawn did not answer, are scaled to it.
        let total: f64 = rows.clone().map(|((_, met), w)| met * w).sum();
        let scale = (evidence.training_n + evidence.unlabelled as f64) / total;
        let mut rows: Vec<(f64, f64, f64)> = rows.map(|((y, met), w)| (scale * w, *met, *y)).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.total_cmp(&b.2)).then(a.1.total_cmp(&b.1)));
        let strata = strata(&rows);
        let people: f64 = strata.iter().map(|s| s.people).sum();
        let labels = strata.iter().map(|s| s.labels).sum();
        let share = strata.iter().map(|s| s.weighted_members).sum::<f64>() / people;
        let variance = strata.iter().map(|s| (s.people / people).powi(2) * s.variance()).sum();
        Self { share, variance, labels }
    }

    /// Labels drawn with equal probabilities, from an audience without end, that would leave the same variance.
    fn worth(&self) -> f64 {
        let share = (self.share * self.labels + PRIOR) / (self.labels + 2.0 * PRIOR);
        (share * (1.0 - share) / self.variance.max(f64::MIN_POSITIVE)).clamp(WORTH.0, WORTH.1)
    }

    fn share(&self) -> ShareDistribution {
        let worth = self.worth();
        let (a, b) = (self.share * worth + PRIOR, (1.0 - self.share) * worth + PRIOR);
        beta(a, b)
    }
}

impl Stratum {
    fn add(&mut self, (weight, met, member): (f64, f64, f64)) {
        self.labels += met;
        self.members += met * member;
        self.people += met * weight;
        self.squares += met * weight * weight;
        self.weighted_members += met * weight * member;
    }

    /// The variance of its share.
    fn variance(&self) -> f64 {
        let share = (self.members + PRIOR) / (self.labels + 2.0 * PRIOR);
        // Kish's effective number of labels: all, where the weights are equal.
        let worth = self.people * self.people / self.squares;
        share * (1.0 - share) / worth * (1.0 - self.labels / self.people).max(0.0)
    }
}

/// The strata of labels in ascending order of their weights.
fn strata(rows: &[(f64, f64, f64)]) -> Vec<Stratum> {
    let by_weight: Vec<&[(f64, f64, f64)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
    let chunks = if by_weight.len() <= MAX_STRATA && by_weight.len() * 2 <= rows.len() {
        by_weight
    } else {
        rows.chunks(rows.len().div_ceil(STRATA).max(1)).collect()
    };
    let stratum = |rows: &[(f64, f64, f64)]| {
        let mut stratum = Stratum::default();
        rows.iter().for_each(|row| stratum.add(*row));
        stratum
    };
    chunks.into_iter().map(stratum).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use rand::seq::SliceRandom;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use statrs::distribution::{Beta, ContinuousCDF};

    use super::*;
    use crate::disclosure::MinCell;
    use crate::prevalence::Estimate;
    use crate::prevalence::shift::Shift;

    /// Two-sided standard normal quantile of 90 % intervals.
    const Z: f64 = 1.645;

    fn evidence(labels: &[bool], weights: Option<Vec<f64>>, rows: u64) -> PatternEvidence<'static> {
        PatternEvidence {
            unlabelled: rows - labels.len() as u64,
            training_n: labels.len() as f64,
            training_members: labels.iter().filter(|member| **member).count() as f64,
            unlabelled_x: Array2::zeros((0, 0)),
            training_x: Array2::zeros((labels.len(), 0)),
            training_labels: labels.iter().map(|member| f64::from(u8::from(*member))).collect(),
            training_weights: vec![1.0; labels.len()],
            panel: None,
            shift: Shift::Any,
            min_cell: MinCell::OFF,
            labels: LabelSampling::RandomSample,
            sequential: false,
            label_weights: weights,
            panel_age_years: None,
            raked: None,
        }
    }

    /// The interval of the whole.
    fn whole(evidence: &PatternEvidence<'_>) -> Estimate {
        let share = RandomSample.predict(evidence).expect("sound").share;
        let (k, rest) = (evidence.training_members, evidence.unlabelled as f64);
        share.map(|q| (k + q * rest) / (evidence.training_n + rest)).estimate(0.9, "", 0.0)
    }

    fn wilson_width(k: f64, n: f64) -> f64 {
        let p = k / n;
        2.0 * Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n)
    }

    #[derive(Default)]
    struct Tally {
        runs: f64,
        error: f64,
        covered: f64,
        width: f64,
    }

    impl Tally {
        fn add(&mut self, estimate: &Estimate, truth: f64) {
            self.runs += 1.0;
            self.error += (estimate.value - truth).abs();
            let holds = estimate.lower <= truth + 1e-9 && truth <= estimate.upper + 1e-9;
            self.covered += f64::from(u8::from(holds));
            self.width += estimate.upper - estimate.lower;
        }

        fn means(&self) -> [f64; 3] {
            [self.error, self.covered, self.width].map(|sum| sum / self.runs)
        }
    }

    /// Audiences of 1,000 whose share is anything from .05 to .6.
    #[test]
    fn from_ten_labels_on_intervals_cover_and_are_as_narrow_as_wilsons() {
        for n in [10, 20, 30, 50, 100, 200] {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(n);
            let (mut ours, mut wilson) = (Tally::default(), 0.0);
            for _ in 0..1500 {
                let members = rng.gen_range(50..600);
                let mut people: Vec<bool> = (0..1000).map(|i| i < members).collect();
                people.shuffle(&mut rng);
                let labels = &people[..n as usize];
                ours.add(&whole(&evidence(labels, None, 1000)), members as f64 / 1000.0);
                wilson += wilson_width(labels.iter().filter(|y| **y).count() as f64, n as f64);
            }
            let [error, coverage, width] = ours.means();
            let ratio = width / (wilson / ours.runs);
            println!(
                "{n} random labels: error {error:.3}, coverage {coverage:.3}, width {width:.3}, {ratio:.3} of Wilson's"
            );
            assert!(coverage >= 0.88 && ratio <= 1.05, "{n}: {coverage} {ratio}");
        }
    }

    /// People in fifths by a score that tells a little of membership, drawn by Neyman's allocation, and the estimate that
    /// knows the fifths.
    #[test]
    fn unequal_probabilities_cost_nothing_beside_the_stratified_estimate() {
        for n in [100.0, 200.0] {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
            let (mut ours, mut stratified) = (Tally::default(), Tally::default());
            for _ in 0..1000 {
                let base = rng.gen_range(0.05..0.4);
                let rates: Vec<f64> = (0..5).map(|h| (base * (0.4 + 0.3 * f64::from(h))).min(0.95)).collect();
                let strata: Vec<Vec<bool>> =
                    rates.iter().map(|p| (0..200).map(|_| rng.r#gen::<f64>() < *p).collect()).collect();
                let truth = strata.iter().flatten().filter(|y| **y).count() as f64 / 1000.0;
                let spread: Vec<f64> = rates.iter().map(|p| (p * (1.0 - p)).max(0.02).sqrt()).collect();
                let all: f64 = spread.iter().sum();
                let (mut labels, mut weights, mut share, mut variance) = (Vec::new(), Vec::new(), 0.0, 0.0);
                for (people, spread) in strata.iter().zip(&spread) {
                    let take = (n * spread / all).round().max(2.0);
                    let drawn: Vec<bool> = people.choose_multiple(&mut rng, take as usize).copied().collect();
                    let k = drawn.iter().filter(|y| **y).count() as f64;
                    let smooth = (k + 0.5) / (take + 1.0);
                    share += 0.2 * k / take;
                    variance += 0.04 * smooth * (1.0 - smooth) * (1.0 / take - 1.0 / 200.0);
                    weights.extend(vec![200.0 / take; take as usize]);
                    labels.extend(drawn);
                }
                let half = Z * variance.sqrt();
                let rival =
                    Estimate { value: share, lower: share - half, upper: share + half, level: 0.9, method: "", n };
                stratified.add(&rival, truth);
                ours.add(&whole(&evidence(&labels, Some(weights), 1000)), truth);
            }
            let ([error, coverage, width], [rival, its_coverage, its_width]) = (ours.means(), stratified.means());
            println!(
                "{n} labels of unequal probabilities: error {error:.4}, coverage {coverage:.3}, width {width:.3}; \
                 stratified {rival:.4}, {its_coverage:.3}, {its_width:.3}"
            );
            assert!(error <= 1.002 * rival && coverage >= 0.88 && width <= 1.05 * its_width, "{n}");
        }
    }

    /// Of 1,000 people 100 say it themselves, twice as often members as the rest; 100 of the rest are drawn.
    #[test]
    fn people_labelled_for_certain_have_the_weight_one() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let (mut weighted, mut without) = (Tally::default(), Tally::default());
        for _ in 0..1000 {
            let declared: Vec<bool> = (0..100).map(|_| rng.gen_bool(0.4)).collect();
            let rest: Vec<bool> = (0..900).map(|_| rng.gen_bool(0.2)).collect();
            let truth = declared.iter().chain(&rest).filter(|y| **y).count() as f64 / 1000.0;
            let labels: Vec<bool> = declared.iter().chain(&rest[..100]).copied().collect();
            let weights = [vec![1.0; 100], vec![9.0; 100]].concat();
            weighted.add(&whole(&evidence(&labels, Some(weights), 1000)), truth);
            without.add(&whole(&evidence(&labels, None, 1000)), truth);
        }
        let ([error, coverage, width], [plain, ..]) = (weighted.means(), without.means());
        println!(
            "self-declared beside random labels: error {error:.3}, coverage {coverage:.3}, width {width:.3}; unweighted {plain:.3}"
        );
        assert!(coverage >= 0.88 && error < 0.6 * plain, "{coverage} {error} {plain}");
    }

    #[test]
    fn weights_count_by_their_ratios() {
        let labels: Vec<bool> = (0..60).map(|i| i % 3 == 0).collect();
        let weights: Vec<f64> = (0..60).map(|i| if i < 30 { 10.0 } else { 30.0 }).collect();
        let normed = weights.iter().map(|w| w / 20.0).collect();
        let of = |weights: Vec<f64>| whole(&evidence(&labels, Some(weights), 1200));
        let (plain, normed) = (of(weights), of(normed));
        assert!((plain.lower - normed.lower).abs() < 1e-9 && (plain.upper - normed.upper).abs() < 1e-9);
        let single = of((0..60).map(|i| 15.0 + f64::from(i) / 6.0).collect());
        assert!(single.upper - single.lower < 1.3 * (plain.upper - plain.lower), "{single:?} {plain:?}");
    }

    #[test]
    fn beta_distributions_are_those_of_the_books() {
        for (a, b) in [(0.5, 10.5), (10.5, 0.5), (3.5, 7.5), (0.5, 0.5), (400.5, 1600.5)] {
            let (ours, exact) = (beta(a, b), Beta::new(a, b).unwrap());
            for p in [0.05, 0.5, 0.95] {
                assert!((exact.cdf(ours.quantile(p)) - p).abs() < 2e-3, "{a} {b} {p}: {}", ours.quantile(p));
            }
        }
    }

    #[test]
    fn few_or_many_labels_of_one_kind_give_no_certainty_and_all_labels_do() {
        let none = whole(&evidence(&[false; 30], None, 1000));
        assert!(none.lower == 0.0 && none.value < 0.02 && (0.04..0.08).contains(&none.upper), "{none:?}");
        let one = whole(&evidence(&[true], None, 1000));
        assert!(one.lower < 0.25 && one.upper > 0.99, "{one:?}");
        let all = whole(&evidence(&[true, false, false, false], None, 4));
        assert_eq!((all.lower, all.upper), (0.25, 0.25));
        let large = whole(&evidence(&[true; 50].map(|_| true), None, 50_000_000));
        let middle = whole(&evidence(&[true; 50], None, 100_000));
        assert!((large.lower - middle.lower).abs() < 1e-3, "{large:?} {middle:?}");
    }
}
