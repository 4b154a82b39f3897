//! Steady work is judged by what changed with it: the level at once, and the trend from then on.

use rand::Rng;
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::estimate::estimate;
use super::fit::Posterior;
use super::forecast::DRAWS;
use super::noise::Family;
use crate::prevalence::Estimate;
use crate::stats::Cholesky;

/// Change of level and trend with a practice (an interrupted time series whose level may walk besides).
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Change of level when it began: a share of the level before for counts, a net change a period for a stock.
    pub level: Estimate,
    /// Growth a week before it, as a share for counts, as a change of the net change for a stock.
    pub trend_before: Estimate,
    /// What it added to that growth.
    pub trend: Estimate,
    /// Probability that the level rose.
    pub level_above_zero: f64,
    /// Probability that growth rose.
    pub trend_above_zero: f64,
}

impl Change {
    /// Whether the interval of the level's change lies on one side of zero.
    pub fn is_shown(&self) -> bool {
        self.level.lower > 0.0 || self.level.upper < 0.0
    }
}

/// The change that the last two regressors of `posterior` stand for, from `n` observations.
pub(super) fn change(posterior: &Posterior, level: f64, n: usize, random: &mut Xoshiro256PlusPlus) -> Change {
    let width = posterior.design.width;
    let (trend_at, step_at, ramp_at) = (1, width - 1, width);
    let mut drawn: [Vec<f64>; 3] = Default::default();
    let (mut reached, mut used) = (0.0, 0);
    for point in &posterior.points {
        reached += point.weight;
        let until = ((reached * DRAWS as f64).round() as usize).min(DRAWS);
        let d = point.state.mean.len();
        let factor = Cholesky::semidefinite(&point.state.covariance, d);
        for _ in used..until {
            let normals: Vec<f64> = (0..d).map(|_| random.sample(StandardNormal)).collect();
            for (draws, at) in drawn.iter_mut().zip([step_at, trend_at, ramp_at]) {
                draws.push(point.state.mean[at] + factor.row_times(at, &normals));
            }
        }
        used = until.max(used);
    }
    let above = |draws: &[f64]| draws.iter().filter(|x| **x > 0.0).count() as f64 / draws.len().max(1) as f64;
    let (level_above_zero, trend_above_zero) = (above(&drawn[0]), above(&drawn[2]));
    let reported = |draws: &[f64]| {
        let unit = |x: &f64| match posterior.family {
            Family::Count => x.exp_m1(),
            Family::Change { scale } => x * scale,
        };
        estimate(draws.iter().map(unit).collect(), level, n)
    };
    Change {
        level: reported(&drawn[0]),
        trend_before: reported(&drawn[1]),
        trend: reported(&drawn[2]),
        level_above_zero,
        trend_above_zero,
    }
}
