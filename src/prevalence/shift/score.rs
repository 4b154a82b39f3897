//! Ridge logistic regression as a linfa estimator: what scores the panel.
//!
//! The loss is `sum w (ln(1 + exp(eta)) - y eta) + ridge |slopes|^2 / 2` with `eta = intercept + x'slopes`, solved by
//! Newton's method; the intercept is free. `linfa-logistic` 0.8 minimises the same loss, but looks neither at the
//! dataset's weights nor at labels between 0 and 1, gives no Hessian, which the score's covariance needs, and searches
//! by L-BFGS from zero, where the tilts are solved from their neighbour's solution. It is the oracle of the test below,
//! and the bench measures both.

use linfa::traits::{Fit, Predict};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2, ArrayView2};

use super::TiltError;
use super::panel::check_weights;
use crate::prevalence::regression::design::Design;
use crate::prevalence::regression::logistic::{Problem, Solution, sigmoid};

/// Parameters of the regression, unchecked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RidgeLogistic(ValidRidgeLogistic);

/// Parameters of the regression, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValidRidgeLogistic {
    ridge: f64,
}

impl RidgeLogistic {
    /// A regression with this ridge on the slopes: the inverse of their prior variance.
    pub fn new(ridge: f64) -> Self {
        Self(ValidRidgeLogistic { ridge })
    }
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedRidgeLogistic {
    /// The intercept.
    pub intercept: f64,
    /// One slope for each column.
    pub slopes: Array1<f64>,
}

/// Why a regression cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// Ridges are finite and not negative.
    #[error("the ridge must be finite and not negative")]
    Ridge,
    /// The data cannot be used.
    #[error(transparent)]
    Data(#[from] TiltError),
    /// linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl ParamGuard for RidgeLogistic {
    type Checked = ValidRidgeLogistic;
    type Error = ScoreError;

    fn check_ref(&self) -> Result<&Self::Checked, ScoreError> {
        let sound = self.0.ridge.is_finite() && self.0.ridge >= 0.0;
        if sound { Ok(&self.0) } else { Err(ScoreError::Ridge) }
    }

    fn check(self) -> Result<Self::Checked, ScoreError> {
        self.check_ref().copied()
    }
}

/// Targets are labels in `[0, 1]`; the dataset's weights count, one each where there are none.
impl Fit<Array2<f64>, Array1<f64>, ScoreError> for ValidRidgeLogistic {
    type Object = FittedRidgeLogistic;

    fn fit(&self, dataset: &DatasetBase<Array2<f64>, Array1<f64>>) -> Result<Self::Object, ScoreError> {
        let labels = dataset.targets.to_vec();
        let n = dataset.records.nrows();
        let weights = dataset.weights().map_or_else(|| vec![1.0; n], |w| w.iter().map(|w| f64::from(*w)).collect());
        for (what, found) in [("targets", labels.len()), ("weights", weights.len())] {
            if found != n {
                return Err(TiltError::Shape { what: what.to_owned(), found, expected: n }.into());
            }
        }
        if !labels.iter().all(|y| (0.0..=1.0).contains(y)) {
            return Err(TiltError::Label.into());
        }
        check_weights(&weights)?;
        let design = Design::of(dataset.records.view());
        let beta = self.solve(&design, &labels, &weights, None).beta;
        Ok(FittedRidgeLogistic { intercept: beta[0], slopes: beta[1..].iter().copied().collect() })
    }
}

impl ValidRidgeLogistic {
    /// The ridge of the panel's score: slopes are held to a standard deviation of .55.
    pub(super) const SCORE: Self = Self { ridge: 1.0 / 0.3 };

    /// Solves from nothing, or from the solution of a like problem.
    pub(super) fn solve(self, design: &Design, labels: &[f64], weights: &[f64], like: Option<&Solution>) -> Solution {
        let padded = |values: &[f64]| design.padded(values.iter().copied());
        let (outcome, weights) = (padded(labels), padded(weights));
        let start = like.map_or_else(|| vec![0.0; design.columns()], |like| like.beta.clone());
        let problem = Problem { design, outcome: &outcome, weights: &weights, ridge: self.ridge };
        problem.solve(start, like.map(|like| &like.hessian))
    }
}

/// Probabilities of the label.
impl Predict<ArrayView2<'_, f64>, Array1<f64>> for FittedRidgeLogistic {
    fn predict(&self, x: ArrayView2<'_, f64>) -> Array1<f64> {
        (x.dot(&self.slopes) + self.intercept).mapv(sigmoid)
    }
}

#[cfg(test)]
mod tests {
    use linfa_logistic::LogisticRegression;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::super::tests::People;
    use super::*;

    fn people(n: usize) -> People {
        People::draw(&mut Xoshiro256PlusPlus::seed_from_u64(5), n)
    }

    #[test]
    fn linfa_finds_the_same_slopes_where_it_can() {
        let people = people(600);
        let labels: Array1<bool> = people.y.iter().map(|y| *y > 0.5).collect();
        let theirs = LogisticRegression::default()
            .alpha(2.0)
            .max_iterations(1_000)
            .gradient_tolerance(1e-8)
            .fit(&DatasetBase::new(people.x.clone(), labels))
            .unwrap();
        let ours =
            RidgeLogistic::new(2.0).fit(&DatasetBase::new(people.x.clone(), Array1::from(people.y.clone()))).unwrap();
        let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
        println!("intercept {:.6} beside {:.6}", ours.intercept, sign * theirs.intercept());
        assert!((ours.intercept - sign * theirs.intercept()).abs() < 1e-4);
        for (a, b) in ours.slopes.iter().zip(theirs.params()) {
            assert!((a - sign * b).abs() < 1e-4, "{a} beside {b}");
        }
    }

    /// A row of weight three is three rows, and a label of one third is one in the target and two outside: what
    /// linfa's regression passes over.
    #[test]
    fn weights_and_fractions_count() {
        let people = people(200);
        let fit = |x: Array2<f64>, y: Vec<f64>, w: Vec<f32>| {
            let data = DatasetBase::new(x, Array1::from(y)).with_weights(Array1::from(w));
            RidgeLogistic::new(1.0).fit(&data).unwrap()
        };
        let third = fit(people.x.clone(), vec![1.0 / 3.0; 200], vec![3.0; 200]);
        let rows: Vec<usize> = (0..600).map(|i| i / 3).collect();
        let spelt =
            fit(people.select(&rows).x, (0..600).map(|i| f64::from(u8::from(i % 3 == 0))).collect(), vec![1.0; 600]);
        assert!((third.intercept - spelt.intercept).abs() < 1e-5);
        assert!(third.slopes.iter().zip(&spelt.slopes).all(|(a, b)| (a - b).abs() < 1e-5));
        let p = third.predict(people.x.view());
        assert!((p.mean().unwrap() - 1.0 / 3.0).abs() < 1e-5);
    }

    #[test]
    fn unsound_parameters_and_data_are_refused() {
        let people = people(50);
        let fit = |ridge: f64, y: Vec<f64>| {
            RidgeLogistic::new(ridge).fit(&DatasetBase::new(people.x.clone(), Array1::from(y))).map(|_| ())
        };
        assert!(matches!(fit(-1.0, people.y.clone()), Err(ScoreError::Ridge)));
        assert!(matches!(fit(f64::NAN, people.y.clone()), Err(ScoreError::Ridge)));
        assert!(matches!(fit(1.0, vec![2.0; 50]), Err(ScoreError::Data(TiltError::Label))));
        assert!(matches!(fit(1.0, vec![0.0; 49]), Err(ScoreError::Data(TiltError::Shape { .. }))));
    }
}
