//! Quadratic terms: columns beside the covariates that capture what slopes do not.
//!
//! Tilting a hidden field `h` by `exp(a h)` changes the density of the covariates by about `exp(a m + a^2 v / 2)`,
//! where `m` and `v` are the mean and variance of `h` given the covariates. That is linear in the covariates only as far
//! as `m` is, and as `v` is constant: few of the young are at either end of a scale, and a share near 0 or 1 varies less
//! than one in the middle. Only this separates two hypotheses whose slopes agree. So each numeric covariate is joined by
//! its squared rank, and all of them by the square of each hidden field's linear predictor, which is its estimate of `m`.

use std::sync::Arc;

use ndarray::ArrayView2;

use super::TiltError;
use crate::stats::{Cholesky, Design, add_diagonal};

/// Columns of fewer values have no quadratic term that slope and spike do not already cover.
const MIN_VALUES: usize = 4;
/// Ridge on the slopes of a linear predictor, per unit of the field's variance.
const PREDICTOR_RIDGE: f64 = 20.0;
/// Quadratic terms are held inside plus or minus this many standard deviations.
const MAX_TERM: f32 = 5.0;
/// Squared ranks are added only up to this width of the whole design, whose cost grows with its cube.
const MAX_COLUMNS: usize = 200;
/// Terms that vary less carry no information, and scaling would amplify their noise.
const MIN_VARIANCE: f64 = 1e-4;

/// The quadratic terms of a panel.
#[derive(Debug, Clone)]
pub(super) struct QuadraticTerms {
    covariates: usize,
    terms: Arc<[QuadraticTerm]>,
}

/// A square, standardised on the panel.
#[derive(Debug, Clone)]
struct QuadraticTerm {
    of: Squared,
    mean: f32,
    deviation: f32,
}

/// What is squared.
#[derive(Debug, Clone)]
enum Squared {
    /// The rank of a column's values among the panel's, which are kept sorted; from -1 to 1.
    Rank { column: usize, sorted: Vec<f32> },
    /// The linear predictor of a hidden field with these coefficients, intercept first.
    LinearPredictor { beta: Vec<f64> },
}

impl QuadraticTerms {
    /// The terms of the columns of `design`, whose rows have the mean-one `weights`, and of the standardised `hidden`
    /// fields; those of the columns come first.
    pub(super) fn fit<'a>(design: &Design, weights: &[f64], hidden: impl Iterator<Item = &'a [f64]>) -> Self {
        let ranks = (1..design.columns()).filter_map(|column| QuadraticTerm::fit(rank(design, column)?, design));
        let mut terms: Vec<QuadraticTerm> = ranks.take(MAX_COLUMNS.saturating_sub(design.columns())).collect();
        let mut hidden = hidden.peekable();
        if hidden.peek().is_some() {
            let mut gram = design.gram(&design.padded(weights.iter().copied()));
            add_diagonal(&mut gram, design.columns(), PREDICTOR_RIDGE);
            gram[0] -= PREDICTOR_RIDGE;
            let factor = Cholesky::repaired(&gram, design.columns());
            terms.extend(hidden.filter_map(|values| {
                let weighted = design.padded(values.iter().zip(weights).map(|(v, w)| v * w));
                let beta = factor.solve(&design.transposed_times(&weighted));
                QuadraticTerm::fit(Squared::LinearPredictor { beta }, design)
            }));
        }
        Self { covariates: design.columns() - 1, terms: terms.into() }
    }

    /// The covariate of each term, numbered from 0; none for those of the linear predictors.
    pub(super) fn of_covariates(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        self.terms.iter().map(|term| match term.of {
            Squared::Rank { column, .. } => Some(column - 1),
            Squared::LinearPredictor { .. } => None,
        })
    }

    /// The design of encoded rows, which the error calls `what`, with their quadratic terms.
    pub(super) fn design(&self, x: ArrayView2<'_, f64>, what: &str) -> Result<Design, TiltError> {
        let (found, expected) = (x.ncols(), self.covariates);
        if found != expected {
            return Err(TiltError::Shape { what: what.to_owned(), found, expected });
        }
        Ok(self.extend(&Design::of(x)))
    }

    /// The design of covariates with a column more for each term.
    pub(super) fn extend(&self, design: &Design) -> Design {
        design.widened(self.terms.iter().map(|term| term.values(design)).collect())
    }
}

/// The rank of a column of enough values.
fn rank(design: &Design, column: usize) -> Option<Squared> {
    let mut sorted = design.column(column).to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let is_number = sorted.chunk_by(|a, b| a == b).take(MIN_VALUES).count() == MIN_VALUES;
    is_number.then_some(Squared::Rank { column, sorted })
}

impl Squared {
    fn values(&self, design: &Design) -> Vec<f32> {
        let roots = match self {
            Self::Rank { column, sorted } => {
                let rank = |x: &f32| {
                    let (below, upto) = (sorted.partition_point(|s| s < x), sorted.partition_point(|s| s <= x));
                    (below + upto) as f32 / sorted.len() as f32 - 1.0
                };
                design.column(*column).iter().map(rank).collect()
            }
            Self::LinearPredictor { beta } => {
                let mut predicted = design.times(beta);
                predicted.truncate(design.rows());
                predicted
            }
        };
        roots.into_iter().map(|root: f32| root * root).collect()
    }
}

impl QuadraticTerm {
    fn fit(of: Squared, design: &Design) -> Option<Self> {
        let values = of.values(design);
        let n = values.len() as f64;
        let mean = values.iter().map(|x| f64::from(*x)).sum::<f64>() / n;
        let variance = values.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / n;
        (variance >= MIN_VARIANCE).then(|| Self { of, mean: mean as f32, deviation: variance.sqrt() as f32 })
    }

    fn values(&self, design: &Design) -> Vec<f32> {
        let standardised = |x: f32| ((x - self.mean) / self.deviation).clamp(-MAX_TERM, MAX_TERM);
        self.of.values(design).into_iter().map(standardised).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(columns: [&[f32]; 2]) -> Design {
        let mut design = Design::new(columns[0].len(), 2);
        for (j, values) in columns.iter().enumerate() {
            design.column_mut(j + 1).copy_from_slice(values);
        }
        design
    }

    #[test]
    fn both_ends_of_a_number_have_the_same_term_and_categories_have_none() {
        let people = design([&[1.0, 5.0, 2.0, 4.0, 3.0], &[0.0, 1.0, 2.0, 0.0, 1.0]]);
        let quadratic = QuadraticTerms::fit(&people, &[1.0; 5], std::iter::empty());
        assert_eq!(quadratic.of_covariates().collect::<Vec<_>>(), [Some(0)]);
        let extended = quadratic.extend(&people);
        let column = extended.column(3);
        assert_eq!(extended.columns(), 4);
        let alike = |i: usize, j: usize| (column[i] - column[j]).abs() < 1e-5;
        assert!(alike(0, 1) && alike(2, 3) && column[0] > column[2] && column[2] > column[4]);
        assert!(column.iter().sum::<f32>().abs() < 1e-5);
        assert!((column.iter().map(|x| x * x).sum::<f32>() - 5.0).abs() < 1e-5);
        let beyond = quadratic.extend(&design([&[99.0], &[0.0]]));
        assert!(beyond.column(3)[0] > column[0]);
    }

    #[test]
    fn a_hidden_field_has_a_large_term_where_its_prediction_is_far_from_its_mean() {
        let flags: Vec<f32> = (0..400).map(|i| (i % 2) as f32).collect();
        let thirds: Vec<f32> = (0..400).map(|i| (i % 3) as f32).collect();
        let people = design([&flags, &thirds]);
        let hidden: Vec<f64> = flags.iter().zip(&thirds).map(|(f, t)| f64::from(f + t - 1.5)).collect();
        let constant = vec![0.0; 400];
        let quadratic = QuadraticTerms::fit(&people, &[1.0; 400], [&hidden[..], &constant[..]].into_iter());
        assert_eq!(quadratic.of_covariates().collect::<Vec<_>>(), [None]);
        let extended = quadratic.extend(&people);
        // Predictions of 1.5 at both ends and of 0.5 between.
        for (value, hidden) in extended.column(3).iter().zip(&hidden) {
            assert_eq!(*value > 0.0, hidden.abs() > 1.0, "{hidden}: {value}");
        }
    }
}
