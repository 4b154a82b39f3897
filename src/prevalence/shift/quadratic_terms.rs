//! What a tilt quadratic: columns beside the covariates that see what slopes do not.
//!
//! Tilting a hidden field `h` by `exp(a h)` changes the density of the covariates by about `exp(a m + a^2 v / 2)`,
//! where `m` and `v` are the mean and variance of `h` given the covariates. That is straight in the covariates only as
//! far as `m` is, and as `v` is constant: of the young there are few at both ends of a scale, and a share near 0 or 1
//! varies less than one in the middle. Two hypotheses whose slopes are alike are told apart by this alone. So each
//! numeric covariate is joined by its squared rank, and all of them by the square of each hidden field's trace, which
//! is the linear guess `m` of the field.

use std::sync::Arc;

use ndarray::ArrayView2;

use super::TiltError;
use crate::stats::{Cholesky, Design, add_diagonal};

/// Columns of fewer values have no bend that slope and spike leave open.
const FEWEST_VALUES: usize = 4;
/// Ridge on the slopes of a trace, per unit of the field's variance.
const PREDICTOR_RIDGE: f64 = 20.0;
/// QuadraticTerms are held inside plus or minus this many standard deviations.
const LARGEST: f32 = 5.0;
/// Ranks bend only up to this width of the whole design, whose cost grows with its cube.
const MOST_COLUMNS: usize = 200;
/// QuadraticTerms that vary less tell nothing, and scaling would blow up what they do.
const LEAST_VARIANCE: f64 = 1e-4;

/// The quadratic of a panel.
#[derive(Debug, Clone)]
pub(super) struct QuadraticTerms {
    covariates: usize,
    quadratic: Arc<[QuadraticTerm]>,
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
    /// The linear guess of a hidden field by these coefficients, intercept first.
    LinearPredictor { beta: Vec<f64> },
}

impl QuadraticTerms {
    /// The quadratic of the columns of `design`, whose rows have the mean-one `weights`, and of the standardised `hidden`
    /// fields; those of the columns come first.
    pub(super) fn fit<'a>(design: &Design, weights: &[f64], hidden: impl Iterator<Item = &'a [f64]>) -> Self {
        let ranks = (1..design.columns()).filter_map(|column| QuadraticTerm::fit(rank(design, column)?, design));
        let mut quadratic: Vec<QuadraticTerm> = ranks.take(MOST_COLUMNS.saturating_sub(design.columns())).collect();
        let mut hidden = hidden.peekable();
        if hidden.peek().is_some() {
            let mut gram = design.gram(&design.padded(weights.iter().copied()));
            add_diagonal(&mut gram, design.columns(), PREDICTOR_RIDGE);
            gram[0] -= PREDICTOR_RIDGE;
            let factor = Cholesky::repaired(&gram, design.columns());
            quadratic.extend(hidden.filter_map(|values| {
                let weighted = design.padded(values.iter().zip(weights).map(|(v, w)| v * w));
                let beta = factor.solve(&design.transposed_times(&weighted));
                QuadraticTerm::fit(Squared::LinearPredictor { beta }, design)
            }));
        }
        Self { covariates: design.columns() - 1, quadratic: quadratic.into() }
    }

    /// The covariate that each bend is of, numbered from 0; none for those of the traces.
    pub(super) fn of_covariates(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        self.quadratic.iter().map(|bend| match bend.of {
            Squared::Rank { column, .. } => Some(column - 1),
            Squared::LinearPredictor { .. } => None,
        })
    }

    /// The design of encoded rows, which the error calls `what`, with their quadratic.
    pub(super) fn design(&self, x: ArrayView2<'_, f64>, what: &str) -> Result<Design, TiltError> {
        let (found, expected) = (x.ncols(), self.covariates);
        if found != expected {
            return Err(TiltError::Shape { what: what.to_owned(), found, expected });
        }
        Ok(self.extend(&Design::of(x)))
    }

    /// The design of covariates with a column more for each bend.
    pub(super) fn extend(&self, design: &Design) -> Design {
        design.widened(self.quadratic.iter().map(|bend| bend.values(design)).collect())
    }
}

/// The rank of a column of enough values.
fn rank(design: &Design, column: usize) -> Option<Squared> {
    let mut sorted = design.column(column).to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let is_number = sorted.chunk_by(|a, b| a == b).take(FEWEST_VALUES).count() == FEWEST_VALUES;
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
                let mut guesses = design.times(beta);
                guesses.truncate(design.rows());
                guesses
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
        (variance >= LEAST_VARIANCE).then(|| Self { of, mean: mean as f32, deviation: variance.sqrt() as f32 })
    }

    fn values(&self, design: &Design) -> Vec<f32> {
        let standardised = |x: f32| ((x - self.mean) / self.deviation).clamp(-LARGEST, LARGEST);
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
    fn ends_bend_alike_and_few_values_do_not() {
        let people = design([&[1.0, 5.0, 2.0, 4.0, 3.0], &[0.0, 1.0, 2.0, 0.0, 1.0]]);
        let quadratic = QuadraticTerms::fit(&people, &[1.0; 5], std::iter::empty());
        assert_eq!(quadratic.of_covariates().collect::<Vec<_>>(), [Some(0)]);
        let bent = quadratic.extend(&people);
        let column = bent.column(3);
        assert_eq!(bent.columns(), 4);
        let alike = |i: usize, j: usize| (column[i] - column[j]).abs() < 1e-5;
        assert!(alike(0, 1) && alike(2, 3) && column[0] > column[2] && column[2] > column[4]);
        assert!(column.iter().sum::<f32>().abs() < 1e-5);
        assert!((column.iter().map(|x| x * x).sum::<f32>() - 5.0).abs() < 1e-5);
        let beyond = quadratic.extend(&design([&[99.0], &[0.0]]));
        assert!(beyond.column(3)[0] > column[0]);
    }

    #[test]
    fn a_hidden_field_bends_where_the_covariates_guess_it_far_from_its_mean() {
        let flags: Vec<f32> = (0..400).map(|i| (i % 2) as f32).collect();
        let thirds: Vec<f32> = (0..400).map(|i| (i % 3) as f32).collect();
        let people = design([&flags, &thirds]);
        let hidden: Vec<f64> = flags.iter().zip(&thirds).map(|(f, t)| f64::from(f + t - 1.5)).collect();
        let constant = vec![0.0; 400];
        let quadratic = QuadraticTerms::fit(&people, &[1.0; 400], [&hidden[..], &constant[..]].into_iter());
        assert_eq!(quadratic.of_covariates().collect::<Vec<_>>(), [None]);
        let bent = quadratic.extend(&people);
        // Guesses of 1.5 at both ends and of 0.5 between.
        for (value, hidden) in bent.column(3).iter().zip(&hidden) {
            assert_eq!(*value > 0.0, hidden.abs() > 1.0, "{hidden}: {value}");
        }
    }
}
