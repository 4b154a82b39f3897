//! The start of k-means: Ward's hierarchical clustering of a sample of the rows, cut into any number of clusters.

use kodama::{Method, linkage};
use ndarray::{Array2, ArrayView2, Axis};

/// The most rows of the sample: time grows with their square.
const MAX_ROWS: usize = 500;

/// The hierarchy of clusters in which each merge adds least to the sum of squares within (Ward 1963), the cost that
/// k-means minimises. Started from its clusters, k-means comes as near its optimum as the best of ten random starts at a
/// tenth of their cost, and the result is deterministic.
#[derive(Debug, Clone)]
pub struct WardTree {
    sample: Array2<f64>,
    /// The clusters merged, in order; the first are the rows of the sample, and each merge makes the next.
    merges: Vec<[usize; 2]>,
}

impl WardTree {
    /// The hierarchy of rows spread evenly over `matrix` (rows x d); empty if a value is not finite.
    pub fn grow(matrix: ArrayView2<'_, f64>) -> Self {
        let step = matrix.nrows().div_ceil(MAX_ROWS).max(1);
        let is_finite = matrix.iter().all(|x| x.is_finite());
        let rows: Vec<usize> = (0..matrix.nrows()).step_by(step).filter(|_| is_finite).collect();
        let sample = matrix.select(Axis(0), &rows);
        let mut distances = Vec::with_capacity(rows.len() * rows.len().saturating_sub(1) / 2);
        let columns: Vec<f32> = sample.t().iter().map(|x| *x as f32).collect();
        let mut squares = vec![0.0f32; rows.len()];
        for a in 0..rows.len() {
            let squares = &mut squares[a + 1..];
            squares.fill(0.0);
            for column in columns.chunks_exact(rows.len()) {
                let x = column[a];
                squares.iter_mut().zip(&column[a + 1..]).for_each(|(sum, y)| *sum += (x - y) * (x - y));
            }
            distances.extend(squares.iter().map(|square| square.sqrt()));
        }
        // kodama rejects a single row and rows without columns.
        let merges = if distances.is_empty() {
            Vec::new()
        } else {
            let tree = linkage(&mut distances, rows.len(), Method::Ward);
            tree.steps().iter().map(|step| [step.cluster1, step.cluster2]).collect()
        };
        Self { sample, merges }
    }

    /// Means of `k` clusters, k x d; fewer if there are fewer rows.
    pub(super) fn means(&self, k: usize) -> Array2<f64> {
        let rows = self.sample.nrows();
        let mut clusters: Vec<Option<Vec<usize>>> = (0..rows).map(|row| Some(vec![row])).collect();
        for merged in self.merges.iter().take(rows.saturating_sub(k)) {
            let rows = merged.iter().filter_map(|cluster| clusters[*cluster].take()).flatten().collect();
            clusters.push(Some(rows));
        }
        let clusters: Vec<Vec<usize>> = clusters.into_iter().flatten().collect();
        let mut means = Array2::zeros((clusters.len(), self.sample.ncols()));
        for (rows, mut mean) in clusters.iter().zip(means.outer_iter_mut()) {
            rows.iter().for_each(|row| mean += &self.sample.row(*row));
            mean /= rows.len() as f64;
        }
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_the_tree_into_separated_groups() {
        let rows = Array2::from_shape_fn((60, 2), |(i, j)| 100.0 * (i % 3) as f64 + (i * (j + 2) % 7) as f64);
        let mut means: Vec<f64> = WardTree::grow(rows.view()).means(3).column(0).to_vec();
        means.sort_by(f64::total_cmp);
        assert!(means.iter().enumerate().all(|(i, mean)| (mean - 100.0 * i as f64 - 3.0).abs() < 2.0), "{means:?}");
    }

    #[test]
    fn has_at_most_as_many_clusters_as_rows() {
        let tree = WardTree::grow(Array2::from_shape_fn((3, 1), |(i, _)| i as f64).view());
        assert_eq!([1, 2, 3, 9].map(|k| tree.means(k).nrows()), [1, 2, 3, 3]);
        for (rows, columns) in [(0, 2), (1, 2), (9, 0)] {
            assert!(WardTree::grow(Array2::zeros((rows, columns)).view()).means(2).nrows() <= rows);
        }
    }

    #[test]
    fn samples_large_matrices() {
        let tree = WardTree::grow(Array2::from_shape_fn((1_234, 1), |(i, _)| i as f64).view());
        assert!(tree.sample.nrows() <= MAX_ROWS && (tree.means(1)[[0, 0]] - 616.5).abs() < 3.0);
    }
}
