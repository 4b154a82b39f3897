//! The reach model of one channel: an additive logit in age and income, fitted to published margins.
//!
//! `logit p(uses | age, income, wave) = level + offset(wave) + tilt(wave) x decades of age + f(age) + g(income)`. A margin is the mean of `p` over
//! the population's age x income weights; the logit of each published share is matched, weighted by its sampling
//! variance, under the Gaussian prior of [`super::prior`]. Newton steps with the Gauss-Newton Hessian; the posterior
//! is Gaussian around the mode.

use std::array::from_fn;
use std::sync::Arc;

use super::grid::{AGES, GridFractions, INCOMES, PopulationGrid, age_at, log_ratio_at};
use super::prior::{self, FIRST_WAVE, LEVEL, SurveyWave, Trend};
use crate::stats::{Cholesky, logit};

/// One published share on the grid.
#[derive(Debug, Clone)]
pub(super) struct Observation {
    pub(super) wave: usize,
    pub(super) subpopulation: GridFractions,
    pub(super) share: f64,
    pub(super) n: f64,
    /// Logit variance by which its band has moved on its own since.
    pub(super) aged: f64,
}

/// One source's survey.
#[derive(Debug, Clone)]
pub(super) struct Wave {
    /// When and by whom it was asked.
    pub(super) asked: SurveyWave,
    /// The population of that time.
    pub(super) population: Arc<PopulationGrid>,
}

/// A fitted channel: mode and Gaussian posterior.
#[derive(Debug, Clone)]
pub(super) struct ReachModel {
    mode: Vec<f64>,
    covariance: Vec<f64>,
}

/// A mean of `p` over a subpopulation, on the logit scale, with its gradient.
#[derive(Debug, Clone)]
pub(super) struct Projection {
    /// Logit of the mean at the mode.
    pub(super) logit: f64,
    gradient: Vec<f64>,
}

const MAX_STEPS: usize = 60;
const TOLERANCE: f64 = 1e-7;
/// How much more the mode trusts a figure than its sampling variance says, so that what was published for a band is
/// also what is answered for it. The covariance is taken at the sampling variance itself.
const PRECISION_FACTOR: f64 = 10.0;

impl ReachModel {
    /// Fits the model; `None` without observations.
    pub(super) fn fit(waves: &[Wave], observations: &[Observation], trend: Trend, borrowed: bool) -> Option<Self> {
        let asked: Vec<SurveyWave> = waves.iter().map(|wave| wave.asked).collect();
        let prior_mean = prior::mean(&asked, trend);
        let prior = |moving| prior::precision(&asked, moving, borrowed);
        let precision = prior(trend.in_all_countries());
        let size = prior_mean.len();
        let total_n: f64 = observations.iter().map(|o| o.n).sum();
        let mean = observations.iter().map(|o| o.share * o.n).sum::<f64>() / total_n;
        if !mean.is_finite() {
            return None;
        }
        let mut mode = prior_mean.clone();
        mode[LEVEL] = logit(smoothed(mean, total_n));
        let objective =
            Objective { waves, observations, prior_mean: &prior_mean, precision: &precision, volatility: 1.0 };
        let mut here = objective.evaluate(mode, PRECISION_FACTOR);
        for _ in 0..MAX_STEPS {
            let step = Cholesky::new(&here.hessian, size)?.solve(&here.descent);
            let Some(next) = objective.line_search(&here, &step) else {
                break;
            };
            let gain = here.loss - next.loss;
            here = next;
            if gain < TOLERANCE {
                break;
            }
        }
        // How far the answer may be off is a matter of the country.
        let moving = trend.in_its_country();
        let (precision, volatility) = (prior(moving), moving.volatility);
        let sampled = Objective { precision: &precision, volatility, ..objective }.evaluate(here.at, 1.0);
        Some(Self { mode: sampled.at, covariance: Cholesky::new(&sampled.hessian, size)?.inverse() })
    }

    /// The mean over a subpopulation in the asked year.
    pub(super) fn project(&self, population: &PopulationGrid, subpopulation: &GridFractions) -> Projection {
        project(&self.mode, population, subpopulation, None)
    }

    /// Posterior covariance of two means, on the logit scale.
    pub(super) fn covariance(&self, a: &Projection, b: &Projection) -> f64 {
        let size = self.mode.len();
        let row = |i: usize| -> f64 {
            let row = &self.covariance[i * size..(i + 1) * size];
            row.iter().zip(&b.gradient).map(|(c, g)| c * g).sum()
        };
        a.gradient.iter().enumerate().map(|(i, g)| g * row(i)).sum()
    }
}

/// What the mode minimises: misfit to the figures plus distance from the prior.
struct Objective<'a> {
    waves: &'a [Wave],
    observations: &'a [Observation],
    prior_mean: &'a [f64],
    precision: &'a [f64],
    /// What the variance of bands a year is multiplied by.
    volatility: f64,
}

/// The objective at one point: loss, Gauss-Newton Hessian and half the descent gradient.
struct Evaluation {
    at: Vec<f64>,
    loss: f64,
    hessian: Vec<f64>,
    descent: Vec<f64>,
}

impl Objective<'_> {
    /// Halves a step until it lowers the loss; `None` if none does.
    fn line_search(&self, here: &Evaluation, step: &[f64]) -> Option<Evaluation> {
        let lengths = std::iter::successors(Some(1.0), |length| Some(length / 2.0)).take(20);
        let point = |length: f64| here.at.iter().zip(step).map(|(x, s)| x + length * s).collect();
        lengths.map(|length| self.evaluate(point(length), PRECISION_FACTOR)).find(|next| next.loss < here.loss)
    }

    /// `precision_factor` divides the sampling variance of the figures.
    fn evaluate(&self, at: Vec<f64>, precision_factor: f64) -> Evaluation {
        let size = at.len();
        let away: Vec<f64> = at.iter().zip(self.prior_mean).map(|(x, mean)| x - mean).collect();
        let pull = times(self.precision, &away);
        let mut loss: f64 = away.iter().zip(&pull).map(|(x, qx)| x * qx).sum();
        let mut descent: Vec<f64> = pull.into_iter().map(|x| -x).collect();
        let mut hessian = self.precision.to_vec();
        for o in self.observations {
            let fitted = project(&at, &self.waves[o.wave].population, &o.subpopulation, Some(o.wave));
            let (observed, variance) = target_of(o);
            let (misfit, trust) =
                (observed - fitted.logit, 1.0 / (variance / precision_factor + o.aged * self.volatility));
            loss += trust * misfit.powi(2);
            for (i, gi) in fitted.gradient.iter().enumerate().filter(|(_, g)| **g != 0.0) {
                descent[i] += trust * gi * misfit;
                let row = &mut hessian[i * size..(i + 1) * size];
                row.iter_mut().zip(&fitted.gradient).for_each(|(h, gj)| *h += trust * gi * gj);
            }
        }
        Evaluation { at, loss, hessian, descent }
    }
}

/// The logit to be matched and its sampling variance.
fn target_of(observation: &Observation) -> (f64, f64) {
    let share = smoothed(observation.share, observation.n);
    (logit(share), 1.0 / (observation.n * share * (1.0 - share)))
}

/// A share at least half a person away from 0 and 1.
fn smoothed(share: f64, n: f64) -> f64 {
    let half = 0.5 / n.max(1.0 + f64::EPSILON);
    share.clamp(half, 1.0 - half)
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    matrix.chunks(vector.len()).map(|row| row.iter().zip(vector).map(|(m, v)| m * v).sum()).collect()
}

fn project(
    mode: &[f64],
    population: &PopulationGrid,
    subpopulation: &GridFractions,
    wave: Option<usize>,
) -> Projection {
    let first_tilt = prior::first_tilt((mode.len() - FIRST_WAVE) / 2);
    let (offset, tilt) = wave.map_or((0.0, 0.0), |w| (mode[FIRST_WAVE + w], mode[first_tilt + w]));
    let mut tilt_slope = 0.0;
    let effect = |knots: [(usize, f64); 2]| -> f64 { knots.iter().map(|(k, part)| mode[*k] * part).sum() };
    let incomes: [_; INCOMES] = from_fn(|i| income_with_odds(i, effect));
    let factors = incomes.map(|(_, factor)| factor);
    let mut gradient = vec![0.0; mode.len()];
    // By income, so that the loop over a row takes several at once.
    let (mut sums, mut used, mut slopes) = ([0.0; INCOMES], [0.0; INCOMES], [0.0; INCOMES]);
    for age in (0..AGES).filter(|age| subpopulation.ages[*age] > 0.0) {
        let age_knots = prior::age_knots(age_at(age));
        let decades = prior::tilt_at(age_at(age));
        let odds = (mode[LEVEL] + offset + tilt * decades + effect(age_knots)).exp();
        let (of_age, of_slice) = (&population.of_age(age)[..INCOMES], &subpopulation.incomes[..INCOMES]);
        let mut slopes_of_age = [0.0; INCOMES];
        for i in 0..INCOMES {
            let weight = of_age[i] * of_slice[i] * subpopulation.ages[age];
            let unused = 1.0 / (1.0 + odds * factors[i]);
            sums[i] += weight;
            used[i] += weight * (1.0 - unused);
            slopes_of_age[i] = weight * unused * (1.0 - unused);
            slopes[i] += slopes_of_age[i];
        }
        let slope: f64 = slopes_of_age.iter().sum();
        age_knots.iter().for_each(|(k, part)| gradient[*k] += slope * part);
        gradient[LEVEL] += slope;
        tilt_slope += slope * decades;
    }
    for ((knots, _), slope) in incomes.iter().zip(slopes) {
        knots.iter().for_each(|(k, part)| gradient[*k] += slope * part);
    }
    let (sum, used) = (sums.iter().sum::<f64>(), used.iter().sum::<f64>());
    if let Some(wave) = wave {
        gradient[FIRST_WAVE + wave] = gradient[LEVEL];
        gradient[first_tilt + wave] = tilt_slope;
    }
    let mean = (used / sum).clamp(1e-9, 1.0 - 1e-9);
    let scale = sum * mean * (1.0 - mean);
    gradient.iter_mut().for_each(|g| *g /= scale);
    Projection { logit: logit(mean), gradient }
}

fn income_with_odds(index: usize, effect: impl Fn([(usize, f64); 2]) -> f64) -> ([(usize, f64); 2], f64) {
    let knots = prior::income_knots(log_ratio_at(index));
    (knots, effect(knots).exp())
}
