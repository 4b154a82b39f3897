//! The number of classes.

use ndarray::Array2;

use super::correlated::{Correlated, NumberTransform, TransformedFit};
use super::fit::ClassFit;
use super::misfit::misfit;
use super::mixed_rows::{LANES, merged_columns};
use super::sample::{OWN_PART, Sample};
use super::starts::Starts;
use crate::vocabulary::vocabulary;

/// The most segments: more are not distinguished by their readers.
pub const MAX_SEGMENTS: usize = LANES;
/// The most passes of a fit.
pub(super) const MAX_PASSES: usize = 60;
/// The association of pairs of fields that classes leave unexplained ([`misfit`]) up to which they explain the data:
/// mostly 0.6 to 1.0 where there are classes, up to 1.3 where weak ones hide behind correlated numbers, and 1.2 to 5 in
/// surveys.
const MAX_MISFIT: f64 = 1.15;
/// Share of the largest gain over one class that the number must reach where the classes explain the data, and where they
/// only resolve it: there every further class gains a little, and the first few are those that halves of the data agree
/// on.
const MIN_GAIN_SHOWN: f64 = 0.985;
const MIN_GAIN_USEFUL: f64 = 0.85;

vocabulary! {
    /// How far the data show the number of segments.
    pub enum NumberBasis as SegmentBasis {
        /// There are too few profiles to look for groups.
        TooFewRows = "too_few_profiles",
        /// The data show no groups.
        NoGroups = "no_groups",
        /// The data show so many groups.
        Shown = "shown",
        /// A useful split into so many; the data do not show how many groups there are.
        Useful = "useful_split",
    }
}

/// Classes of one number.
pub(super) struct Candidate {
    pub(super) fit: ClassFit,
    /// The transform through which numbers are seen, with the sample so seen.
    pub(super) seen: Option<(NumberTransform, Sample)>,
}

impl Candidate {
    fn transformed(found: TransformedFit) -> Self {
        Self { fit: found.fit, seen: Some((found.transform, found.sample)) }
    }
}

/// The best fits of each number of classes.
pub(super) struct Candidates<'a> {
    sample: &'a Sample,
    one: Candidate,
    /// Of two classes and more; none where no start has so many.
    more: Vec<Option<Candidate>>,
}

impl<'a> Candidates<'a> {
    /// Fits of every number up to `max`, from the largest down: from Ward's cells, and from the next larger fit with the
    /// two classes merged that lose least.
    pub(super) fn new(sample: &'a Sample, max: usize) -> Self {
        let one = Candidate { fit: sample.fit(sample.one_class(), 1), seen: None };
        let mut found = Self { sample, one, more: (2..=max).map(|_| None).collect() };
        if max < 2 {
            return found;
        }
        let starts = Starts::new(sample);
        let mut larger: Option<ClassFit> = None;
        for k in (2..=max).rev() {
            let (cells, cell_count) = starts.cells(k);
            let of_cells = (cell_count == k).then(|| sample.softened(&cells, k));
            let merged = larger.take().map(|fit| {
                let (a, b) = sample.cheapest_merge(&fit.sums, None);
                fit.sums.merged(a, b)
            });
            let fits = of_cells.into_iter().chain(merged).map(|start| sample.fit(start, MAX_PASSES));
            larger = fits.max_by(|a, b| a.gain.total_cmp(&b.gain));
            found.more[k - 2] = larger.clone().map(|fit| Candidate { fit, seen: None });
        }
        if sample.rows.layout.numbers > 1 {
            found.see_correlation();
        }
        found
    }

    /// Where a transform pays for one class, numbers are correlated: tries every number of classes with a transform too,
    /// from the classes without, from cells of the numbers as one class sees them, and from merged classes.
    fn see_correlation(&mut self) {
        let sample = self.sample;
        let correlated = Correlated::new(sample);
        let whole = correlated.fit(Array2::ones((sample.rows.len, 1)));
        let Some(whole) = whole.filter(|whole| whole.fit.gain > self.one.fit.gain) else { return };
        // Classes of correlated numbers stand in for their correlation, so that fewer are needed once that is seen.
        let most = self.best().max(2) + 1;
        let starts = Starts::new(&whole.sample);
        self.one = Candidate::transformed(whole);
        let mut merged: Option<Array2<f64>> = None;
        for k in (2..=most.min(self.more.len() + 1)).rev() {
            let (cells, cell_count) = starts.cells(k);
            let of_cells = (cell_count == k).then(|| softened(&cells, k));
            let plain = self.get(k).map(|plain| sample.rows.posteriors(&plain.fit.parameters));
            let all = [plain, of_cells, merged.take()].into_iter().flatten();
            let fits = all.filter_map(|start| correlated.fit(start));
            let Some(found) = fits.max_by(|a, b| a.fit.gain.total_cmp(&b.fit.gain)) else { continue };
            let (a, b) = found.sample.cheapest_merge(&found.fit.sums, None);
            merged = Some(merged_columns(&found.posteriors, a, b));
            if found.fit.gain > self.gain(k) {
                self.more[k - 2] = Some(Candidate::transformed(found));
            }
        }
    }

    fn get(&self, k: usize) -> Option<&Candidate> {
        if k == 1 { Some(&self.one) } else { self.more.get(k - 2)?.as_ref() }
    }

    fn gain(&self, k: usize) -> f64 {
        self.get(k).map_or(f64::NEG_INFINITY, |candidate| candidate.fit.gain)
    }

    /// The number of largest gain.
    fn best(&self) -> usize {
        (2..self.more.len() + 2).fold(1, |best, k| if self.gain(k) > self.gain(best) { k } else { best })
    }

    /// The fit of the number chosen, and what the number says: the fewest classes that reach most of the largest gain.
    pub(super) fn choose(mut self) -> (Candidate, NumberBasis) {
        let best = self.best();
        let Some(candidate) = self.get(best).filter(|_| best > 1) else { return (self.one, NumberBasis::NoGroups) };
        let (basis, share) = match misfit(self.sample, candidate) {
            misfit if misfit <= MAX_MISFIT => (NumberBasis::Shown, MIN_GAIN_SHOWN),
            _ => (NumberBasis::Useful, MIN_GAIN_USEFUL),
        };
        let over_one = |k: usize| self.gain(k) - self.gain(1);
        let chosen = (2..best).find(|k| over_one(*k) >= share * over_one(best)).unwrap_or(best);
        match self.more[chosen - 2].take() {
            Some(candidate) => (candidate, basis),
            None => (self.one, NumberBasis::NoGroups),
        }
    }
}

/// Posteriors in which every row is mostly in the class of its label.
fn softened(labels: &[usize], k: usize) -> Array2<f64> {
    let even = (1.0 - OWN_PART) / k as f64;
    Array2::from_shape_fn((labels.len(), k), |(row, class)| if labels[row] == class { OWN_PART + even } else { even })
}
