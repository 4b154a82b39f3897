//! From the declared alone: rates by stratum, each drawn toward the whole as far as the strata agree.
//!
//! **Assumption.** Within a stratum of the covariates, those who state what the target asks are like those who do not
//! (missing at random). The sensitivity bounds say what follows where they are not.
//!
//! **Model.** In stratum s, t of n complete profiles are members: t ~ Beta-Binomial(n, kappa mu, kappa (1 - mu)). mu
//! is the rate of all strata together; kappa, how alike they are, has a log-uniform prior on a grid from 2 to 8192 and
//! its posterior follows from the strata (empirical Bayes; Griffin and Krutchkoff 1971, Gelman et al., Bayesian Data
//! Analysis, 5.1). The undeclared members of a stratum are a binomial draw at its rate, so the interval holds the
//! noise of a finite audience too, and shrinks to nothing as the undeclared do.

use rand::{Rng, SeedableRng};
use rand_distr::{Beta, Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256Plus;
use statrs::function::beta::ln_beta;

use super::{EstimateError, Estimator, GroupEvidence, Method, Prediction, ShareDistribution, Stratum};

/// Draws of the posterior.
const DRAWS: usize = 3_000;
/// Jeffreys' prior on the common rate.
const PRIOR: f64 = 0.5;

/// Strata rates with empirical-Bayes shrinkage.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredOnly;

impl Estimator for DeclaredOnly {
    fn applies(&self, evidence: &GroupEvidence<'_>) -> bool {
        // That anybody teaches tells that somebody meets the group's conditions, as every member does.
        let (teachers, _) = evidence.teachers();
        teachers >= 1.0 && !evidence.min_cell.hides(teachers.round() as u64)
    }

    fn predict(&self, evidence: &GroupEvidence<'_>) -> Result<Prediction, EstimateError> {
        let strata = &evidence.strata;
        let (n, t) = evidence.teachers();
        let mut rng = Xoshiro256Plus::seed_from_u64(evidence.seed);
        let agreement = Agreement::new(strata, (t + PRIOR) / (n + 2.0 * PRIOR));
        let undeclared: f64 = strata.iter().map(|s| s.undeclared).sum();
        let mut mean_rates = vec![0.0; strata.len()];
        let mut draws = Vec::with_capacity(DRAWS);
        for _ in 0..DRAWS {
            let kappa = agreement.draw(&mut rng);
            let mu = beta(t + PRIOR, n - t + PRIOR, &mut rng);
            let mut members = 0.0;
            for (stratum, mean_rate) in strata.iter().zip(&mut mean_rates) {
                let a = kappa * mu + stratum.members;
                let b = kappa * (1.0 - mu) + stratum.teachers - stratum.members;
                let rate = beta(a, b, &mut rng);
                *mean_rate += rate / DRAWS as f64;
                let noise: f64 = rng.sample(StandardNormal);
                let spread = (stratum.undeclared * rate * (1.0 - rate)).sqrt();
                members += (stratum.undeclared * rate + spread * noise).clamp(0.0, stratum.undeclared);
            }
            draws.push(if undeclared > 0.0 { members / undeclared } else { 0.0 });
        }
        Ok(Prediction {
            share: ShareDistribution::from_draws(draws),
            scores: evidence.undeclared_strata.iter().map(|s| mean_rates[*s]).collect(),
            method: Method::DeclaredOnly,
            hypotheses: Vec::new(),
            n,
        })
    }
}

/// The posterior of kappa, the number of observations that the common rate counts as in each stratum.
struct Agreement {
    grid: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Agreement {
    fn new(strata: &[Stratum], mu: f64) -> Self {
        let grid: Vec<f64> = (1..=13).map(|i| 2f64.powi(i)).collect();
        let evidence = |kappa: &f64| -> f64 {
            let (a, b) = (kappa * mu, kappa * (1.0 - mu));
            strata.iter().map(|s| ln_beta(a + s.members, b + s.teachers - s.members) - ln_beta(a, b)).sum()
        };
        let logs: Vec<f64> = grid.iter().map(evidence).collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        let mut cumulative = Vec::with_capacity(grid.len());
        for log in logs {
            sum += (log - top).exp();
            cumulative.push(sum);
        }
        cumulative.iter_mut().for_each(|c| *c /= sum);
        Self { grid, cumulative }
    }

    fn draw(&self, rng: &mut Xoshiro256Plus) -> f64 {
        let u: f64 = rng.r#gen();
        let i = self.cumulative.partition_point(|c| *c < u);
        self.grid[i.min(self.grid.len() - 1)]
    }
}

fn beta(a: f64, b: f64, rng: &mut Xoshiro256Plus) -> f64 {
    let (a, b) = (a.max(1e-3), b.max(1e-3));
    Beta::new(a, b).expect("both parameters are positive").sample(rng)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::min_cell::MinCell;
    use ndarray::Array2;

    fn group(strata: Vec<Stratum>, seed: u64) -> GroupEvidence<'static> {
        GroupEvidence {
            undeclared: strata.iter().map(|s| s.undeclared as u64).sum(),
            strata,
            undeclared_x: Array2::zeros((0, 0)),
            undeclared_strata: vec![0],
            teachers_x: Array2::zeros((0, 0)),
            teachers_y: Vec::new(),
            teachers_weights: Vec::new(),
            panel: None,
            shift: super::super::tilt::Shift::Any,
            min_cell: MinCell::OFF,
            seed,
        }
    }

    #[test]
    fn strata_that_agree_are_pooled_and_others_are_not() {
        let stratum = |members: f64| Stratum { undeclared: 500.0, teachers: 50.0, members };
        let score =
            |rates: [f64; 2]| DeclaredOnly.predict(&group(rates.map(stratum).to_vec(), 3)).expect("sound").scores[0];
        assert!((score([10.0, 10.0]) - 0.2).abs() < 0.03);
        assert!(score([5.0, 45.0]) < 0.2, "a stratum unlike the others keeps its rate");
        assert!(score([9.0, 12.0]) > 0.185, "a stratum like the others is drawn to them");
    }

    #[test]
    fn intervals_cover_what_they_promise() {
        let mut rng = Xoshiro256Plus::seed_from_u64(11);
        let (mut covered, mut width) = (0, 0.0);
        let runs = 300;
        for run in 0..runs {
            let mut members = 0.0;
            let mut strata = Vec::new();
            for _ in 0..8 {
                let rate = beta(6.0, 14.0, &mut rng);
                let draw =
                    |n: u32, rng: &mut Xoshiro256Plus| (0..n).filter(|_| rng.r#gen::<f64>() < rate).count() as f64;
                let taught = draw(12, &mut rng);
                members += draw(100, &mut rng);
                strata.push(Stratum { undeclared: 100.0, teachers: 12.0, members: taught });
            }
            let e = DeclaredOnly.predict(&group(strata, run)).expect("sound").share.estimate(0.9, "", 0.0);
            covered += usize::from(e.lower <= members / 800.0 && members / 800.0 <= e.upper);
            width += (e.upper - e.lower) / runs as f64;
        }
        let coverage = covered as f64 / runs as f64;
        println!("declared only: coverage {coverage:.3} of 0.9, mean width {width:.3}");
        assert!((0.84..=0.97).contains(&coverage), "{coverage}");
    }
}
