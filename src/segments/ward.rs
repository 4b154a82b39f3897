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
        // Clusters as chains of rows, of which joining two costs the same whatever their length: the first and last row of
        // each, and the row that follows each.
        let mut ends: Vec<Option<(usize, usize)>> = (0..rows).map(|row| Some((row, row))).collect();
        let mut next: Vec<Option<usize>> = vec![None; rows];
        for &[a, b] in self.merges.iter().take(rows.saturating_sub(k)) {
            let joined = match (ends[a].take(), ends[b].take()) {
                (Some((first, middle)), Some((after, last))) => {
                    next[middle] = Some(after);
                    Some((first, last))
                }
                (one, other) => one.or(other),
            };
            ends.push(joined);
        }
        let clusters: Vec<usize> = ends.into_iter().flatten().map(|(first, _)| first).collect();
        let mut means = Array2::zeros((clusters.len(), self.sample.ncols()));
        for (first, mut mean) in clusters.into_iter().zip(means.outer_iter_mut()) {
            let mut size = 0;
            for row in std::iter::successors(Some(first), |row| next[*row]) {
                mean.iter_mut().zip(self.sample.row(row)).for_each(|(mean, x)| *mean += x);
                size += 1;
            }
            mean.iter_mut().for_each(|mean| *mean /= f64::from(size));
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
