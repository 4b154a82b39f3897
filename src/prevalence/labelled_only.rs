//! Estimation from labelled profiles alone: a regression on their covariates predicts the unlabelled.
//!
//! **Assumption.** Given the covariates, labels are missing at random: those who state what the target asks are like
//! those who do not. The sensitivity bounds show what follows where they are not.
//!
//! **Model.** Of n complete profiles t are members. Their rate is `r = (t + 1) / (n + 2)`: before anything is known
//! each number of members is equally likely (Bayes 1763). Ridge logistic regressions on the covariates, with the
//! intercept moved so that the mean over the complete is r, give each unlabelled profile a score, and their mean is the
//! rate of the unlabelled: a regression estimator (Cochran, Sampling Techniques, 1977, chapter 7), which moves r by no
//! more than the covariates of the two differ. The ridge is a normal prior of the slopes under which the covariates
//! explain a variance s² of the log odds; s² runs over the powers of two from 2 down to 1/256, and each regression
//! is weighted by its evidence by Laplace's method (MacKay 1992, Neural Computation 4), so that a small number of labels
//! hardly moves the slopes from 0 and a large number does.
//!
//! **Variance.** That of r given the covariates, `mean p (1 - p) / (n + 3)`; that of the slopes, `g' H^-1 g`, with
//! g the difference that they make between the unlabelled and the complete; that of the samples the regression is
//! taken of, where the audience is larger; and the spread of the regressions. The unlabelled are a draw at their rate,
//! which adds `mean p (1 - p)` over their number, so the interval includes the noise of a finite audience. The share
//! has the beta distribution of these moments: without covariates it is the exact posterior but for that last term.

use rand::SeedableRng;
use rand_distr::{Beta, Distribution};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{EstimateError, Estimator, Method, PatternEvidence, Prediction, ShareDistribution};
use crate::stats::{Design, RidgeLogistic, offset_to_mean, probabilities};

/// Prior counts of members and of others: the uniform prior of a rate.
pub const LABEL_PRIOR: f64 = 1.0;
/// Variances of the log odds that the covariates may explain.
const EXPLAINED: [f64; 10] = [1.0 / 256.0, 1.0 / 128.0, 1.0 / 64.0, 1.0 / 32.0, 1.0 / 16.0, 0.125, 0.25, 0.5, 1.0, 2.0];
/// Bounds of the sum of a beta distribution's parameters: below the first its mass is at both ends, above the second in
/// one point.
const CONCENTRATIONS: (f64, f64) = (0.5, 1e9);
/// Neither parameter is smaller than this.
const MIN_PARAMETER: f64 = 1e-3;
/// Draws of a share; its quantiles err by a sixtieth of its standard deviation.
const DRAWS: usize = 20_000;

/// A regression on the labelled profiles.
#[derive(Debug, Clone, Copy)]
pub struct LabelledOnly;

impl Estimator for LabelledOnly {
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool {
        // That there is an example discloses that somebody meets the pattern's conditions, as every member does.
        evidence.training_n >= 1.0 && !evidence.min_cell.is_small_cell(evidence.training_n.round() as u64)
    }

    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError> {
        let posterior = posterior(evidence);
        Ok(Prediction {
            share: posterior.share(evidence.unlabelled),
            scores: posterior.scores,
            method: Method::LabelledOnly,
            hypotheses: Vec::new(),
            n: evidence.training_n,
            visible_tilt: 0.0,
            far_tilt: 0.0,
        })
    }
}

fn posterior(evidence: &PatternEvidence<'_>) -> RatePosterior {
    let regressions = Regressions::new(evidence);
    regressions.map_or_else(|| RatePosterior::of_rate(evidence), |regressions| regressions.average())
}

/// The probability of membership of each row of the sample of the unlabelled, as the labelled profiles predict it.
pub(super) fn labelled_scores(evidence: &PatternEvidence<'_>) -> Vec<f64> {
    posterior(evidence).scores
}

/// The rate of members among the complete.
fn rate(evidence: &PatternEvidence<'_>) -> f64 {
    (evidence.training_members + LABEL_PRIOR) / (evidence.training_n + 2.0 * LABEL_PRIOR)
}

/// Variance of a rate given the labels, where the variance of one label is `spread`.
fn label_variance(spread: f64, labels: f64) -> f64 {
    spread / (labels + 2.0 * LABEL_PRIOR + 1.0)
}

/// The posterior of the rate at which the unlabelled are members.
struct RatePosterior {
    mean: f64,
    variance: f64,
    /// Mean over the unlabelled of `p (1 - p)`.
    spread: f64,
    /// By sampled unlabelled profile.
    scores: Vec<f64>,
}

impl RatePosterior {
    /// Without covariates.
    fn of_rate(evidence: &PatternEvidence<'_>) -> Self {
        let rate = rate(evidence);
        let spread = rate * (1.0 - rate);
        let scores = vec![rate; evidence.unlabelled_x.nrows()];
        Self { mean: rate, variance: label_variance(spread, evidence.training_n), spread, scores }
    }

    /// The share of members among `unlabelled` profiles.
    fn share(&self, unlabelled: u64) -> ShareDistribution {
        let draw = (self.spread - self.variance).max(0.0) / unlabelled.max(1) as f64;
        let all = self.mean * (1.0 - self.mean);
        // Where both vanish, all unlabelled are members or none is.
        let variance = (self.variance + draw).max(all / CONCENTRATIONS.1);
        let concentration = if all > 0.0 { (all / variance - 1.0).max(CONCENTRATIONS.0) } else { CONCENTRATIONS.1 };
        let parameter = |mean: f64| (mean * concentration).max(MIN_PARAMETER);
        let beta = Beta::new(parameter(self.mean), parameter(1.0 - self.mean)).expect("both parameters are positive");
        // Quantiles by inversion converge too slowly where there are many labels.
        let rng = Xoshiro256PlusPlus::seed_from_u64(0);
        ShareDistribution::from_draws(beta.sample_iter(rng).take(DRAWS).collect())
    }
}

/// The regressions of one group.
struct Regressions<'a> {
    evidence: &'a PatternEvidence<'a>,
    complete: Design,
    unlabelled: Design,
    /// Memberships and weights of the complete, with padding.
    outcome: Vec<f32>,
    weights: Vec<f32>,
    /// Variance of all columns together, over both samples.
    variance: f64,
}

/// One regression.
struct Fitted {
    coefficients: Vec<f64>,
    log_evidence: f64,
    posterior: RatePosterior,
}

impl<'a> Regressions<'a> {
    /// None where no covariate differs between profiles, or all of the complete have the same label.
    fn new(evidence: &'a PatternEvidence<'a>) -> Option<Self> {
        let all: f64 = evidence.training_weights.iter().sum();
        let members: f64 = evidence.training_labels.iter().zip(&evidence.training_weights).map(|(y, w)| y * w).sum();
        if members <= 0.0 || members >= all || evidence.unlabelled_x.nrows() == 0 {
            return None;
        }
        let complete = Design::of(evidence.training_x.view());
        let unlabelled = Design::of(evidence.unlabelled_x.view());
        let everyone = unlabelled.stacked(&complete);
        let variance = (1..everyone.columns()).map(|j| moments(everyone.column(j), |_| 1.0).variance).sum();
        let outcome = complete.padded(evidence.training_labels.iter().copied());
        let weights = complete.padded(evidence.training_weights.iter().copied());
        (variance > 0.0).then_some(Self { evidence, complete, unlabelled, outcome, weights, variance })
    }

    /// The average of all regressions, weighted by their evidence.
    fn average(&self) -> RatePosterior {
        let mut start = vec![0.0; self.complete.columns()];
        let mut fitted: Vec<Fitted> = Vec::with_capacity(EXPLAINED.len());
        for explained in EXPLAINED {
            let next = self.fit(self.variance / explained, start);
            start = next.coefficients.clone();
            fitted.push(next);
        }
        let top = fitted.iter().map(|f| f.log_evidence).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = fitted.iter().map(|f| (f.log_evidence - top).exp()).collect();
        let total: f64 = weights.iter().sum();
        let mean_of = |value: &dyn Fn(&RatePosterior) -> f64| {
            fitted.iter().zip(&weights).map(|(f, w)| w / total * value(&f.posterior)).sum::<f64>()
        };
        let mean = mean_of(&|b| b.mean);
        RatePosterior {
            mean,
            variance: mean_of(&|b| b.variance + (b.mean - mean).powi(2)),
            spread: mean_of(&|b| b.spread),
            scores: (0..self.unlabelled.rows()).map(|row| mean_of(&|b| b.scores[row])).collect(),
        }
    }

    fn fit(&self, ridge: f64, start: Vec<f64>) -> Fitted {
        let evidence = self.evidence;
        let problem = RidgeLogistic { design: &self.complete, outcome: &self.outcome, weights: &self.weights, ridge };
        let solution = problem.solve(start, None);
        let of_complete = self.complete.times(&solution.beta);
        let weights = &evidence.training_weights;
        let offset = offset_to_mean(&of_complete, weights, rate(evidence));
        let complete = probabilities(&of_complete, offset);
        let unlabelled = probabilities(&self.unlabelled.times(&solution.beta), offset);
        let scores: Vec<f64> = unlabelled[..self.unlabelled.rows()].iter().map(|p| f64::from(*p)).collect();
        let training = moments(&complete[..weights.len()], |row| weights[row]);
        let target = moments(&unlabelled[..scores.len()], |_| 1.0);
        let curvature = |p: f32, weight: f64| f64::from(p * (1.0 - p)) * weight;
        let training_curvature = complete.iter().zip(weights).map(|(p, w)| curvature(*p, w / training.n));
        let target_curvature = unlabelled[..scores.len()].iter().map(|p| curvature(*p, 1.0 / target.n));
        let mut difference = self.unlabelled.transposed_times(&self.unlabelled.padded(target_curvature));
        let training_gradient = self.complete.transposed_times(&self.complete.padded(training_curvature));
        difference.iter_mut().zip(training_gradient).for_each(|(a, b)| *a -= b);
        let variance = label_variance(training.spread, evidence.training_n)
            + solution.hessian.inverse_form(&difference)
            + training.sampling_variance(evidence.training_n)
            + target.sampling_variance(evidence.unlabelled as f64);
        let log_evidence = self.log_likelihood(&of_complete) + log_prior(&solution.beta[1..], ridge)
            - 0.5 * solution.hessian.log_determinant();
        let posterior = RatePosterior { mean: target.mean, variance, spread: target.spread, scores };
        Fitted { coefficients: solution.beta, log_evidence, posterior }
    }

    fn log_likelihood(&self, log_odds: &[f32]) -> f64 {
        let rows = log_odds.iter().zip(&self.evidence.training_labels).zip(&self.evidence.training_weights);
        rows.map(|((l, y), w)| {
            let l = f64::from(*l);
            w * (y * l - l.max(0.0) - (-l.abs()).exp().ln_1p())
        })
        .sum()
    }
}

/// The log density of slopes at their normal prior, up to what all ridges share.
fn log_prior(slopes: &[f64], ridge: f64) -> f64 {
    0.5 * (slopes.len() as f64 * ridge.ln() - ridge * slopes.iter().map(|b| b * b).sum::<f64>())
}

/// Sums over a sample.
struct Moments {
    n: f64,
    mean: f64,
    variance: f64,
    /// Mean of `p (1 - p)`.
    spread: f64,
}

impl Moments {
    /// The variance of the mean as an estimate of that of `all` from whom the sample was drawn.
    fn sampling_variance(&self, all: f64) -> f64 {
        self.variance * (1.0 / self.n - 1.0 / all).max(0.0)
    }
}

fn moments(values: &[f32], weight: impl Fn(usize) -> f64) -> Moments {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (row, value) in values.iter().enumerate() {
        let (w, x) = (weight(row), f64::from(*value));
        n += w;
        sum += w * x;
        squares += w * x * x;
    }
    let (mean, square) = (sum / n, squares / n);
    Moments { n, mean, variance: (square - mean * mean).max(0.0), spread: mean - square }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use rand::Rng;
    use rand_xoshiro::Xoshiro256Plus;
    use statrs::distribution::{Beta, ContinuousCDF};

    use super::{Estimator, LabelledOnly, PatternEvidence, Prediction, SeedableRng, rate};
    use crate::disclosure::MinCell;
    use crate::prevalence::LabelSampling;

    /// One person: what is seen of them, and whether they are a member.
    type Person = ([f64; 2], bool);

    fn evidence(complete: &[Person], unlabelled: &[[f64; 2]], columns: usize) -> PatternEvidence<'static> {
        let matrix = |rows: &[[f64; 2]]| Array2::from_shape_fn((rows.len(), columns), |(i, j)| rows[i][j]);
        let seen: Vec<[f64; 2]> = complete.iter().map(|(x, _)| *x).collect();
        PatternEvidence {
            unlabelled: unlabelled.len() as u64,
            training_n: complete.len() as f64,
            training_members: complete.iter().filter(|(_, y)| *y).count() as f64,
            unlabelled_x: matrix(unlabelled),
            training_x: matrix(&seen),
            training_labels: complete.iter().map(|(_, y)| f64::from(u8::from(*y))).collect(),
            training_weights: vec![1.0; complete.len()],
            panel: None,
            shift: super::super::shift::Shift::Any,
            min_cell: MinCell::OFF,
            labels: LabelSampling::SelfDeclared,
            sequential: false,
            label_weights: None,
            panel_age_years: None,
            raked: None,
        }
    }

    fn predict(evidence: &PatternEvidence<'_>) -> Prediction {
        LabelledOnly.predict(evidence).expect("sound")
    }

    /// A person whose log odds of membership are `slope` times the first covariate, less a half.
    fn draw(slope: f64, rng: &mut Xoshiro256Plus) -> Person {
        let mut normal = || (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0;
        let x = [normal(), normal()];
        let p = 1.0 / (1.0 + (0.5 - slope * x[0]).exp());
        (x, rng.r#gen::<f64>() < p)
    }

    #[test]
    fn without_covariates_it_is_the_posterior_of_a_rate() {
        let people: Vec<Person> = (0..40).map(|i| ([0.0; 2], i < 10)).collect();
        let unlabelled = vec![[0.0; 2]; 1_000_000];
        let found = predict(&evidence(&people, &unlabelled, 0)).share;
        let exact = Beta::new(11.0, 31.0).unwrap();
        for p in [0.01, 0.05, 0.5, 0.95, 0.99] {
            assert!((found.quantile(p) - exact.inverse_cdf(p)).abs() < 5e-3, "{p}");
        }
        // A constant column changes nothing.
        assert_eq!(
            predict(&evidence(&people, &unlabelled[..500], 2)).share,
            predict(&evidence(&people, &unlabelled[..500], 0)).share
        );
    }

    #[test]
    fn is_uncertain_where_all_labels_agree() {
        let mut rng = Xoshiro256Plus::seed_from_u64(2);
        let seen: Vec<[f64; 2]> = (0..500).map(|_| draw(1.0, &mut rng).0).collect();
        for member in [false, true] {
            let people: Vec<Person> = seen[..30].iter().map(|x| (*x, member)).collect();
            let share = predict(&evidence(&people, &seen, 2)).share;
            let far = if member { 1.0 - share.quantile(0.05) } else { share.quantile(0.95) };
            assert!((0.05..0.12).contains(&far), "{far}");
        }
        let single = predict(&evidence(&[([1.0; 2], true)], &seen[..1], 2)).share.estimate(0.9, "", 0.0);
        assert!(single.lower < 0.1 && single.upper > 0.9, "{single:?}");
    }

    /// The labelled differ from the rest in a covariate that membership depends on: the plain rate is far off.
    #[test]
    fn corrects_for_covariates_where_the_labelled_differ() {
        let mut rng = Xoshiro256Plus::seed_from_u64(3);
        let (mut error, mut plain_error, mut covered) = (0.0, 0.0, 0);
        let runs = 200;
        for _ in 0..runs {
            let (mut complete, mut unlabelled, mut members) = (Vec::new(), Vec::new(), 0);
            for _ in 0..800 {
                let person = draw(1.5, &mut rng);
                let labelled = 0.3 / (1.0 + (1.0 - 1.2 * person.0[0]).exp());
                if rng.r#gen::<f64>() < labelled {
                    complete.push(person);
                } else {
                    members += usize::from(person.1);
                    unlabelled.push(person.0);
                }
            }
            let truth = members as f64 / unlabelled.len() as f64;
            let evidence = evidence(&complete, &unlabelled, 2);
            let found = predict(&evidence).share.estimate(0.9, "", 0.0);
            error += (found.value - truth).abs() / f64::from(runs);
            plain_error += (evidence.training_members / evidence.training_n - truth).abs() / f64::from(runs);
            covered += i32::from(found.lower <= truth && truth <= found.upper);
        }
        let coverage = f64::from(covered) / f64::from(runs);
        println!(
            "labelled who differ: error {error:.3} beside {plain_error:.3} of the plain rate, coverage {coverage:.3}"
        );
        assert!(error < 0.5 * plain_error && error < 0.06, "{error}");
        assert!((0.82..=0.97).contains(&coverage), "{coverage}");
    }

    #[test]
    fn a_small_number_of_labels_is_not_misled_by_irrelevant_covariates() {
        let mut rng = Xoshiro256Plus::seed_from_u64(5);
        let (mut moved, mut covered, mut width) = (0.0, 0, 0.0);
        let runs = 300;
        for _ in 0..runs {
            let people: Vec<Person> = (0..500).map(|_| draw(0.0, &mut rng)).collect();
            let (complete, rest) = people.split_at(40);
            let unlabelled: Vec<[f64; 2]> = rest.iter().map(|(x, _)| *x).collect();
            let truth = rest.iter().filter(|(_, y)| *y).count() as f64 / unlabelled.len() as f64;
            let evidence = evidence(complete, &unlabelled, 2);
            let found = predict(&evidence).share.estimate(0.9, "", 0.0);
            moved += (predict(&evidence).share.mean() - rate(&evidence)).abs() / f64::from(runs);
            covered += i32::from(found.lower <= truth && truth <= found.upper);
            width += (found.upper - found.lower) / f64::from(runs);
        }
        let coverage = f64::from(covered) / f64::from(runs);
        println!(
            "covariates without meaning: moved by {moved:.4}, coverage {coverage:.3} of 0.9, mean width {width:.3}"
        );
        assert!(moved < 0.015, "{moved}");
        assert!((0.84..=0.97).contains(&coverage), "{coverage}");
    }

    #[test]
    fn a_nearly_certain_posterior_is_still_a_distribution() {
        let complete: Vec<Person> = (0..400).map(|i| ([if i < 200 { 8.0 } else { -8.0 }; 2], i < 200)).collect();
        for side in [8.0, -8.0] {
            let mut evidence = evidence(&complete, &[[side; 2]; 50], 2);
            (evidence.training_n, evidence.training_members, evidence.unlabelled) = (4e7, 2e7, 1_000_000_000);
            let share = predict(&evidence).share.estimate(0.9, "", 0.0);
            assert!(0.0 <= share.lower && share.lower <= share.upper && share.upper <= 1.0, "{share:?}");
            assert!((share.value > 0.9) == (side > 0.0), "{share:?}");
        }
        let mut many = evidence(&complete, &[[0.0; 2]; 50], 0);
        (many.training_n, many.training_members, many.unlabelled) = (4e7, 4e3, 1_000_000_000);
        let share = predict(&many).share.estimate(0.9, "", 0.0);
        let sd = (1e-4f64 / 4e7).sqrt();
        assert!((share.value - 1e-4).abs() < 0.1 * sd, "{share:?}");
        assert!(((share.upper - share.lower) / (2.0 * 1.645 * sd) - 1.0).abs() < 0.05, "{share:?}");
    }

    /// A sample of a larger audience holds less information than the whole.
    #[test]
    fn samples_widen_the_interval() {
        let mut rng = Xoshiro256Plus::seed_from_u64(7);
        let people: Vec<Person> = (0..600).map(|_| draw(1.5, &mut rng)).collect();
        let unlabelled: Vec<[f64; 2]> = people[300..].iter().map(|(x, _)| *x).collect();
        let whole = evidence(&people[..300], &unlabelled, 2);
        let mut sampled = evidence(&people[..300], &unlabelled, 2);
        (sampled.training_n, sampled.training_members) = (100.0 * sampled.training_n, 100.0 * sampled.training_members);
        sampled.unlabelled *= 100;
        let (whole, sampled) = (predict(&whole).share.sd(), predict(&sampled).share.sd());
        println!("sd {whole:.4} of 300 labels, {sampled:.4} of 30,000 of which 300 are sampled");
        assert!(sampled < 0.9 * whole && sampled > 0.3 * whole, "{sampled} {whole}");
    }
}
