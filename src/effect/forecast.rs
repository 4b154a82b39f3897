//! What would have happened: seeded draws of the periods after a history.
//!
//! Each draw takes one point by its probability, one state from its normal, one walk of level and deviation, and one
//! count for each window that is asked for, so that an interval holds the doubt about parameters, state and counts.

use rand::Rng;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::disturbance::KEEP;
use super::filter::dot;
use super::fit::{GridPoint, Posterior};
use super::noise::Family;
use crate::stats::{Cholesky, quantiles_of_draws};

/// Draws of one forecast.
pub(super) const DRAWS: usize = 2000;
/// Largest ratio of observed to expected that the scatter under the event is believed to grow with.
const MAX_RATIO: f64 = 2.5;
/// What Jeffreys' prior adds to a count.
const HALF_A_COUNT: f64 = 0.5;
/// Draws of which one in this many is counted period by period, for the course.
const POINTS_OF: usize = 4;
/// Means from which a count is drawn as normal.
const NORMAL_ABOVE: f64 = 1e7;

/// Periods to be summed: their places after the history, and what was observed in them together.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Periods after the history, 0 the first, each with a weight of 1.
    pub(super) steps: Vec<usize>,
    pub(super) observed: f64,
}

/// Draws for one window.
#[derive(Debug, Clone, Default)]
pub(super) struct Draws {
    /// Sum without the event, as it would have been counted.
    pub(super) expected: Vec<f64>,
    /// What the event added.
    pub(super) effect: Vec<f64>,
    /// Mean without the event, before counting.
    pub(super) mean: Vec<f64>,
}

/// The expected course, period by period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ForecastPoint {
    pub(super) middle: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// Draws for every window, and the course of the first `horizon` periods at `level`.
pub(super) fn simulate(
    posterior: &Posterior,
    points: &[GridPoint],
    history: usize,
    horizon: usize,
    windows: &[Window],
    level: f64,
    random: &mut Xoshiro256PlusPlus,
) -> (Vec<Draws>, Vec<ForecastPoint>) {
    let mut draws = vec![Draws::default(); windows.len()];
    let mut counts = vec![Vec::with_capacity(DRAWS); horizon];
    let mut means = vec![0.0; horizon];
    let first: f64 = random.r#gen();
    let (mut reached, mut used) = (0.0, 0);
    for point in points {
        // Systematic draws of the points: each gets its share, rounded at random.
        reached += point.weight;
        let until = ((reached * DRAWS as f64 - first).ceil().max(0.0) as usize).min(DRAWS);
        if until <= used {
            continue;
        }
        let walker = Walker::new(posterior, point, history);
        for i in used..until {
            walker.walk(&mut means, random);
            for (period, mean) in counts.iter_mut().zip(&means).filter(|_| i % POINTS_OF == 0) {
                period.push(draw(posterior.family, *mean, posterior.family.variance(*mean, point.scatter), random));
            }
            for (draws, window) in draws.iter_mut().zip(windows) {
                draws.add(posterior.family, point.scatter, window, &means, random);
            }
        }
        used = until;
    }
    let forecast_points = counts.into_iter().map(|mut period| {
        let tail = (1.0 - level) / 2.0;
        let [lower, middle, upper] = quantiles_of_draws(&mut period, [tail, 0.5, 1.0 - tail]);
        ForecastPoint { middle, lower, upper }
    });
    (draws, forecast_points.collect())
}

impl Draws {
    fn add(&mut self, family: Family, scatter: f64, window: &Window, means: &[f64], random: &mut Xoshiro256PlusPlus) {
        let (mut mean, mut squares) = (0.0, 0.0);
        for step in &window.steps {
            let of_step = means[*step];
            mean += of_step;
            squares += of_step * of_step;
        }
        let variance_at = |ratio: f64| family.variance_of_sum(ratio, (mean, squares, window.steps.len()), scatter);
        let without = variance_at(1.0);
        let expected = draw(family, mean, without, random);
        self.expected.push(expected);
        self.mean.push(mean);
        self.effect.push(match family {
            Family::Count => {
                let ratio = if mean > 0.0 { window.observed / mean } else { 1.0 };
                let with = variance_at(ratio.clamp(1.0, MAX_RATIO)).max(window.observed + HALF_A_COUNT);
                let counted = posterior_mean(window.observed, with, random);
                // Where nothing was counted, nothing was added, and all that was expected is lost.
                if window.observed == 0.0 {
                    -expected
                } else {
                    shrunk(counted, window.observed) - shrunk(expected, mean)
                }
            }
            Family::Change { .. } => window.observed - expected,
        });
    }
}

/// Whether an effect is that on what was counted or on its mean is left open: half of the variance of either count, with
/// the event and without, goes into their difference. For the effect on the counts that of the one with the event would
/// be nothing, for the effect on the mean that of the one without.
fn shrunk(drawn: f64, centre: f64) -> f64 {
    centre + std::f64::consts::FRAC_1_SQRT_2 * (drawn - centre)
}

/// What the mean behind a count may be: a gamma of half a count more, so that a count of zero leaves it open.
fn posterior_mean(count: f64, variance: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let mean = count + HALF_A_COUNT;
    let scale = variance / mean;
    Gamma::new(mean / scale, scale).map_or(mean, |gamma| gamma.sample(random))
}

/// One number of that mean and variance: a negative binomial for counts, a normal for changes.
fn draw(family: Family, mean: f64, variance: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let normal = |random: &mut Xoshiro256PlusPlus| -> f64 { random.sample(StandardNormal) };
    if family != Family::Count {
        return mean + variance.max(0.0).sqrt() * normal(random);
    }
    if mean <= 1e-12 {
        return 0.0;
    }
    let beyond = variance - mean;
    let rate = if beyond > 1e-9 * mean {
        let scale = beyond / mean;
        Gamma::new(mean / scale, scale).map_or(mean, |gamma| gamma.sample(random))
    } else {
        mean
    };
    if rate > NORMAL_ABOVE {
        return (rate + rate.sqrt() * normal(random)).max(0.0).round();
    }
    Poisson::new(rate).map_or(0.0, |poisson| poisson.sample(random))
}

/// Walks on from the state of a point.
struct Walker<'a> {
    posterior: &'a Posterior,
    point: &'a GridPoint,
    factor: Cholesky,
    history: usize,
}

impl<'a> Walker<'a> {
    fn new(posterior: &'a Posterior, point: &'a GridPoint, history: usize) -> Self {
        let d = point.state.mean.len();
        Self { posterior, point, factor: Cholesky::semidefinite(&point.state.covariance, d), history }
    }

    /// The means of the periods after the history along one walk.
    fn walk(&self, means: &mut [f64], random: &mut Xoshiro256PlusPlus) {
        let GridPoint { dynamics, state, .. } = self.point;
        let d = state.mean.len();
        let normals: Vec<f64> = (0..d).map(|_| random.sample(StandardNormal)).collect();
        let drawn: Vec<f64> = self.factor.times(&normals).iter().zip(&state.mean).map(|(x, mean)| mean + x).collect();
        let width = self.posterior.design.width;
        let (mut level, mut deviation) = (drawn[0], if d > 1 + width { drawn[d - 1] } else { 0.0 });
        let step = dynamics.step_variance().sqrt();
        let disturbances = &self.point.disturbances;
        let uniform = |random: &mut Xoshiro256PlusPlus| random.r#gen::<f64>();
        // How far the period is from the signal, while a disturbance goes on; what was there before fades.
        let mut away = (uniform(random) < disturbances.at_end.0).then_some((disturbances.at_end.1, KEEP));
        let rate = disturbances.draw_rate(random);
        let mut burst = self.point.burst.and_then(|burst| burst.draw(random));
        for (i, mean) in means.iter_mut().enumerate() {
            away = match away {
                None if rate == 0.0 => None,
                Some((away, keep)) if uniform(random) < disturbances.stay => Some((keep * away, keep)),
                _ if uniform(random) < rate => Some((disturbances.distance(uniform(random)), 1.0)),
                _ => None,
            };
            if i > 0 && dynamics.level_sd > 0.0 {
                level += dynamics.level_sd * random.sample::<f64, _>(StandardNormal);
            }
            if i > 0 && step > 0.0 {
                deviation = dynamics.deviation.0 * deviation + step * random.sample::<f64, _>(StandardNormal);
            }
            let passed = burst.as_mut().map_or(0.0, |burst| burst.passed(random));
            let fixed = dot(self.posterior.design.row(self.history + i), &drawn[1..=width]);
            *mean = level - passed + fixed + deviation + away.map_or(0.0, |(away, _)| away);
        }
        self.posterior.family.to_means(means);
    }
}
