//! Labelled rows as training examples, for each set of the target's conditions.

use super::duplicates::Duplicates;
use crate::profile::{CHUNK_ROWS, Field, Kind, Profiles};
use crate::segments::{RowIndex, sample_rows};
use crate::target::{BoundTarget, Incomparable, LabelCheck, Target};

use super::audience_stats::outcome_probabilities;

/// Labelled people from elsewhere.
#[derive(Debug)]
pub struct LabelledPanel<'a> {
    /// The panel as it was read.
    pub profiles: &'a Profiles,
    /// Its rows whose membership is known in full, at most 20,000 of them.
    pub rows: Vec<LabelledRow>,
    /// Rows that state whether they are in the target.
    pub labelled: u64,
    /// Rows that do not.
    pub unlabelled: u64,
    /// Copies of rows, which are left out.
    pub duplicates: Option<Duplicates>,
    /// What the design weights leave of the rows.
    pub weighting: Weighting,
    /// Their labels beside what the rows state.
    pub labels: LabelCheck,
}

/// Rows without a weight, where others have one: a blank is no weight of one among weights of thousands.
pub fn rows_without_weight(profiles: &Profiles) -> Option<u64> {
    let weight = profiles.find(&Field::Weight, Kind::Number)?;
    let chunks = profiles.chunks().iter();
    let blank: usize = chunks.map(|chunk| (0..chunk.rows()).filter(|row| !chunk.has(weight, *row)).count()).sum();
    (blank > 0 && blank < profiles.len()).then_some(blank as u64)
}

/// Labelled profiles without a label weight where others have one, beside all labelled profiles; `None` where no profile
/// has one.
pub fn labelled_without_weight(profiles: &Profiles, target: &Target) -> Option<(u64, u64)> {
    let weight = profiles.find(&Field::LabelWeight, Kind::Number)?;
    let bound = BoundTarget::new(target, profiles);
    let (mut blank, mut labelled) = (0, 0);
    for at in (0..profiles.len()).map(RowIndex::new) {
        let chunk = &profiles.chunks()[at.chunk()];
        if bound.of(chunk, at.row(), &mut Incomparable::default()).labelled {
            labelled += 1;
            blank += u64::from(!chunk.has(weight, at.row()));
        }
    }
    Some((blank, labelled))
}

/// Whether labelled profiles have several weights, beside 1: that of people who were not drawn.
pub fn label_weights_differ(profiles: &Profiles, target: &Target) -> bool {
    let Some(weight) = profiles.find(&Field::LabelWeight, Kind::Number) else { return false };
    let bound = BoundTarget::new(target, profiles);
    let labelled = (0..profiles.len())
        .map(RowIndex::new)
        .filter(|at| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).labelled);
    let mut weights = labelled.filter_map(|at| profiles.chunks()[at.chunk()].number(weight, at.row()));
    let first = weights.find(|weight| *weight != 1.0);
    first.is_some_and(|first| weights.any(|weight| weight != 1.0 && weight != first))
}

/// The design weights of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighting {
    /// Kish's effective sample size, `(sum w)^2 / sum w^2` (1965): rows of equal weight with as much information.
    pub effective_rows: f64,
    /// The greatest weight as a share of all.
    pub largest_share: f64,
    /// Whether weights differ.
    pub is_weighted: bool,
}

impl Weighting {
    fn new(rows: &[LabelledRow]) -> Self {
        let mut weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
        // Summed in order of size, so that the order of the rows does not matter.
        weights.sort_unstable_by(f64::total_cmp);
        let largest = weights.last().copied().unwrap_or(1.0);
        let total: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        Self {
            effective_rows: ratio(total * total, squares),
            largest_share: ratio(largest, total),
            is_weighted: weights.first().is_some_and(|least| *least < largest),
        }
    }
}

/// One labelled row.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledRow {
    /// Where it is.
    pub at: RowIndex,
    /// Its design weight.
    pub weight: f64,
    /// One over the probability with which it was drawn, 1 where that is not stated.
    label_weight: f64,
    /// The probability of each set of the target's conditions that it may meet, as a member or not.
    outcome_probabilities: Vec<((u32, bool), f64)>,
}

impl LabelledRow {
    /// The row as an example of people who meet the conditions of `mask`: its probability of membership given that it
    /// meets them, and its weight among them. None where it does not meet them, or does not state them.
    pub fn training_example(&self, mask: u32) -> Option<TrainingExample> {
        let (mut meeting, mut members) = (0.0, 0.0);
        for ((met, member), probability) in &self.outcome_probabilities {
            if met & mask == mask {
                meeting += probability;
                members += if *member { *probability } else { 0.0 };
            }
        }
        (meeting > 0.0).then(|| TrainingExample {
            at: self.at,
            label: members / meeting,
            weight: self.weight * meeting,
            label_weight: self.label_weight,
        })
    }
}

/// One row as an example of the people of one pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainingExample {
    /// Where the row is.
    pub at: RowIndex,
    /// Its probability of membership.
    pub label: f64,
    /// Its weight.
    pub weight: f64,
    /// One over the probability with which it was drawn.
    pub label_weight: f64,
}

/// Labelled rows kept of a panel; a larger one is sampled, which costs no measurable accuracy.
const MAX_ROWS: usize = 20_000;

impl<'a> LabelledPanel<'a> {
    /// The people behind a table of weighted cells: `size` people were asked, and each cell stands for its part of them by
    /// its weight. So the panel errs as so many people do, whatever the number of cells.
    pub fn of_cells(profiles: &'a Profiles, target: &Target, seed: u64, size: u64) -> Self {
        let mut panel = Self::of_rows(profiles, target, seed, None);
        let all: f64 = panel.rows.iter().map(|row| row.weight).sum();
        let share_of_labelled = panel.labelled as f64 / (panel.labelled + panel.unlabelled).max(1) as f64;
        let people = (size as f64 * share_of_labelled).min(MAX_ROWS as f64);
        let mut rows = Vec::new();
        // Each cell has the next people up to its part of all, so that rounding never adds up.
        let (mut until, mut given) = (0.0, 0.0f64);
        for row in std::mem::take(&mut panel.rows) {
            until += people * row.weight / all;
            let n = (until.round() - given).max(1.0);
            given += n;
            rows.extend(std::iter::repeat_n(LabelledRow { weight: row.weight / n, ..row }, n as usize));
        }
        let weighting = Weighting::new(&rows);
        let labelled = (size as f64 * share_of_labelled).round() as u64;
        Self { rows, weighting, labelled, unlabelled: size - labelled.min(size), ..panel }
    }

    /// The people behind a table of cells that says of each how many were asked (`sizes`, by the place of the row). The weights
    /// of its rows are the cells' shares; without any, a cell counts as much as its people.
    pub fn of_sized_cells(profiles: &'a Profiles, target: &Target, seed: u64, sizes: &[f64]) -> Self {
        let mut panel = Self::of_rows(profiles, target, seed, None);
        let has_weights = profiles.find(&Field::Weight, Kind::Number).is_some();
        let size = |row: &LabelledRow| sizes[row.at.chunk() * CHUNK_ROWS + row.at.row()];
        let labelled: f64 = panel.rows.iter().map(size).sum();
        let kept = (MAX_ROWS as f64 / labelled.max(1.0)).min(1.0);
        let mut rows = Vec::new();
        let (mut until, mut given) = (0.0, 0.0f64);
        for row in std::mem::take(&mut panel.rows).into_iter().filter(|row| size(row) > 0.0) {
            until += kept * size(&row);
            let n = (until.round() - given).max(1.0);
            given += n;
            let weight = if has_weights { row.weight } else { size(&row) } / n;
            rows.extend(std::iter::repeat_n(LabelledRow { weight, ..row }, n as usize));
        }
        let weighting = Weighting::new(&rows);
        let all: f64 = sizes.iter().sum();
        Self { rows, weighting, labelled: labelled as u64, unlabelled: (all - labelled).max(0.0) as u64, ..panel }
    }

    /// The rows of `profiles` that are labelled for `target`. Copies are left out: they tell nothing more.
    pub fn new(profiles: &'a Profiles, target: &Target, seed: u64) -> Self {
        Self::of_rows(profiles, target, seed, Duplicates::find(profiles))
    }

    fn of_rows(profiles: &'a Profiles, target: &Target, seed: u64, duplicates: Option<Duplicates>) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let is_kept = |at: RowIndex| duplicates.as_ref().is_none_or(|copies| copies.keeps(at));
        let mut counts = Incomparable::default();
        let of = |at: RowIndex, counts: &mut Incomparable| bound.of(&profiles.chunks()[at.chunk()], at.row(), counts);
        let is_labelled = |at: RowIndex| of(at, &mut Incomparable::default()).complete;
        let kept = (0..profiles.len()).map(RowIndex::new).filter(|at| is_kept(*at));
        let (mut labelled, mut unlabelled) = (0, 0);
        kept.for_each(|at| *(if of(at, &mut counts).complete { &mut labelled } else { &mut unlabelled }) += 1);
        let sample = sample_rows(profiles, MAX_ROWS, seed, |at| is_kept(at) && is_labelled(at));
        let mut rows = labelled_rows(profiles, target, sample);
        let weighting = Weighting::new(&rows);
        if !weighting.is_weighted {
            // Equal weights, of whatever size, are the same as none.
            rows.iter_mut().for_each(|row| row.weight = 1.0);
        }
        Self { profiles, rows, labelled, unlabelled, duplicates, weighting, labels: counts.labels }
    }

    /// The examples of people who meet at least the conditions of `mask`.
    pub fn training_examples(&self, mask: u32) -> Vec<TrainingExample> {
        self.rows.iter().filter_map(|row| row.training_example(mask)).collect()
    }
}

/// Those of `at` whose membership is known in full.
pub fn labelled_rows(profiles: &Profiles, target: &Target, at: impl IntoIterator<Item = RowIndex>) -> Vec<LabelledRow> {
    let bound = BoundTarget::new(target, profiles);
    let [weight, label_weight] = [Field::Weight, Field::LabelWeight].map(|field| profiles.find(&field, Kind::Number));
    let mut rows = Vec::new();
    for at in at {
        let chunk = &profiles.chunks()[at.chunk()];
        let membership = bound.of(chunk, at.row(), &mut Incomparable::default());
        if !membership.complete {
            continue;
        }
        let [weight, label_weight] =
            [weight, label_weight].map(|id| id.and_then(|id| chunk.number(id, at.row())).map_or(1.0, f64::from));
        rows.push(LabelledRow {
            at,
            weight,
            label_weight,
            outcome_probabilities: outcome_probabilities(&bound, membership, chunk, at.row()),
        });
    }
    rows
}
