//! How well segments are found again (Hennig 2007).

use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::seq::index::sample as draw;
use rand_xoshiro::Xoshiro256Plus;

use super::mixed_rows::largest;
use super::sample::Sample;
use super::starts::Starts;

/// Half-samples, whose mean has a standard error of about .03.
const HALVES: usize = 10;
/// Passes of the fit of a half, which starts near its end.
const PASSES: usize = 20;
/// Which halves are drawn; they are always the same.
const SEED: u64 = 1;

/// For each of `k` segments the mean, over half-samples fitted anew, of the largest Jaccard similarity (members of both
/// over members of either) of the segment with a class of the half.
pub(super) fn stability(sample: &Sample, labels: &[usize], k: usize) -> Vec<f64> {
    let mut rng = Xoshiro256Plus::seed_from_u64(SEED);
    let mut sums = vec![0.0; k];
    for _ in 0..HALVES {
        let mut rows = draw(&mut rng, labels.len(), labels.len() / 2).into_vec();
        rows.sort_unstable();
        let own: Vec<usize> = rows.iter().map(|row| labels[*row]).collect();
        let again = fitted_again(&sample.select(&rows), &own, k);
        sums.iter_mut().zip(jaccard(&own, &again, k)).for_each(|(sum, similarity)| *sum += similarity);
    }
    sums.into_iter().map(|sum| sum / HALVES as f64).collect()
}

/// The classes of a half: the better fit of those from its own cells and from the labels it had.
fn fitted_again(half: &Sample, own: &[usize], k: usize) -> Vec<usize> {
    let (cells, found) = Starts::new(half).cells(k);
    let from_cells = half.fit(half.softened(&cells, found), PASSES);
    let from_labels = half.fit(half.softened(own, k), PASSES);
    let fit = if from_cells.gain > from_labels.gain { from_cells } else { from_labels };
    half.rows.posteriors(&fit.parameters).rows().into_iter().map(largest).collect()
}

/// For each of `k` segments its largest Jaccard similarity with one of the classes found again.
fn jaccard(own: &[usize], again: &[usize], k: usize) -> Vec<f64> {
    let mut both = Array2::<f64>::zeros((k, again.iter().max().map_or(1, |max| max + 1)));
    own.iter().zip(again).for_each(|(mine, theirs)| both[[*mine, *theirs]] += 1.0);
    let (mine, theirs) = (both.sum_axis(Axis(1)), both.sum_axis(Axis(0)));
    let similarity = |segment: usize| {
        let with =
            |other: usize| both[[segment, other]] / (mine[segment] + theirs[other] - both[[segment, other]]).max(1.0);
        (0..theirs.len()).map(with).fold(0.0, f64::max)
    };
    (0..k).map(similarity).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_is_of_members_whatever_the_classes_are_called() {
        assert_eq!(jaccard(&[0, 0, 0, 1, 1, 1], &[1, 1, 1, 0, 0, 0], 2), [1.0, 1.0]);
        assert_eq!(jaccard(&[0, 0, 0, 1], &[0, 0, 1, 1], 2), [2.0 / 3.0, 0.5]);
    }
}
