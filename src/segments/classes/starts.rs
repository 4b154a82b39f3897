//! Where fits start from, none of it random: cells of Ward's tree on the first components of the mixed data, which
//! linfa's k-means brings to all rows.

use linfa::traits::{Fit, Predict};
use linfa::{DatasetBase, Float};
use linfa_clustering::{KMeans, KMeansInit};
use linfa_linalg::Order;
use linfa_linalg::eigh::{EigSort, EighInto};
use linfa_nn::distance::Distance;
use ndarray::{Array2, ArrayView, ArrayView2, Axis, Dimension, Slice, Zip};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::sample::Sample;
use crate::segments::ward::WardTree;

/// Components that starts are made on: the later ones of mixed data are mostly noise.
const MAX_COMPONENTS: usize = 6;
/// Iterations of k-means, which has only to bring all rows to the cells of the few that the tree is of; the classes are
/// fitted from there.
const ITERATIONS: u64 = 3;

/// What starts are made from.
pub(super) struct Starts {
    scores: Array2<f64>,
    tree: WardTree,
}

impl Starts {
    pub(super) fn new(sample: &Sample) -> Self {
        let scores = components(mixed_columns(sample).view());
        Self { tree: WardTree::grow(scores.view()), scores }
    }

    /// The cell of each row, of `k` or fewer, and how many there are.
    pub(super) fn cells(&self, k: usize) -> (Vec<usize>, usize) {
        let one = || (vec![0; self.scores.nrows()], 1);
        let means = self.tree.means(k);
        // linfa's k-means panics without columns.
        if means.nrows() < 2 || self.scores.ncols() == 0 {
            return one();
        }
        let k = means.nrows();
        let rows = DatasetBase::from(self.scores.view());
        // The generator goes unused: the start is given.
        let params = KMeans::params_with(k, Xoshiro256Plus::seed_from_u64(0), Euclidean)
            .n_runs(1)
            .max_n_iterations(ITERATIONS)
            .tolerance(f64::EPSILON)
            .init_method(KMeansInit::Precomputed(means));
        match params.fit(&rows) {
            Ok(model) => (model.predict(&self.scores).to_vec(), k),
            Err(error) => {
                tracing::warn!(%error, k, "k-means failed; there is no start of so many classes");
                one()
            }
        }
    }
}

/// The columns of a factor analysis of mixed data (Pages 2004): numbers as they are, levels as indicators over the root of
/// their share, what is missing at the mean.
fn mixed_columns(sample: &Sample) -> Array2<f64> {
    let layout = &sample.rows.layout;
    let (p, first_level) = (layout.numbers, layout.first_level());
    let shares: Vec<f64> = (p..layout.fields()).flat_map(|field| sample.level_shares(field)).collect();
    let mut columns = Array2::zeros((sample.rows.len, p + shares.len()));
    for (row, mut out) in columns.axis_iter_mut(Axis(0)).enumerate() {
        let (numbers, levels) = sample.rows.row(row);
        let stated = numbers.iter().enumerate().filter(|(_, z)| !z.is_nan());
        stated.for_each(|(j, z)| out[j] = *z);
        for (i, column) in levels.iter().enumerate() {
            let (of_field, column) = (layout.columns_of(p + i), *column as usize);
            if of_field.contains(&column) {
                of_field.for_each(|level| out[p + level - first_level] = -shares[level - first_level].sqrt());
                out[p + column - first_level] += shares[column - first_level].sqrt().recip();
            }
        }
    }
    columns
}

/// The scores of the first components; no columns where they cannot be found.
fn components(columns: ArrayView2<'_, f64>) -> Array2<f64> {
    let none = Array2::zeros((columns.nrows(), 0));
    let Some(means) = columns.mean_axis(Axis(0)).filter(|means| !means.is_empty()) else { return none };
    let centred = &columns - &means;
    let covariance = centred.t().dot(&centred) / columns.nrows() as f64;
    let (variances, vectors) = match covariance.eigh_into() {
        Ok(eigen) => eigen.sort_eig(Order::Largest),
        Err(error) => {
            tracing::warn!(%error, "principal components failed; classes have no start");
            return none;
        }
    };
    let floor = 1e-9 * variances.first().copied().unwrap_or(0.0);
    let kept = variances.iter().take(MAX_COMPONENTS).take_while(|v| **v > floor && **v > 0.0).count();
    let mut axes = vectors.slice_axis(Axis(1), Slice::from(..kept)).to_owned();
    for mut axis in axes.columns_mut() {
        // An eigenvector's sign is arbitrary: its largest entry is made positive.
        let largest = axis.iter().copied().fold(0.0f64, |a, b| if b.abs() > a.abs() { b } else { a });
        axis *= largest.signum();
    }
    centred.dot(&axes)
}

/// The Euclidean distance, like [`linfa_nn::distance::L2Dist`] but on slices, which costs a fraction for rows of a few
/// columns.
#[derive(Debug, Clone)]
struct Euclidean;

impl<F: Float> Distance<F> for Euclidean {
    fn distance<D: Dimension>(&self, a: ArrayView<F, D>, b: ArrayView<F, D>) -> F {
        self.rdistance(a, b).sqrt()
    }

    #[inline]
    fn rdistance<D: Dimension>(&self, a: ArrayView<F, D>, b: ArrayView<F, D>) -> F {
        match (a.as_slice(), b.as_slice()) {
            (Some(a), Some(b)) => a.iter().zip(b).fold(F::zero(), |sum, (a, b)| sum + (*a - *b) * (*a - *b)),
            _ => Zip::from(&a).and(&b).fold(F::zero(), |sum, a, b| sum + (*a - *b) * (*a - *b)),
        }
    }

    fn rdist_to_dist(&self, rdist: F) -> F {
        rdist.sqrt()
    }

    fn dist_to_rdist(&self, dist: F) -> F {
        dist * dist
    }
}
