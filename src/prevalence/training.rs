//! Labelled rows as training examples, for each set of the target's conditions.

use crate::profile::{Field, Kind, Profiles};
use crate::segments::{RowIndex, sample_rows};
use crate::target::{BoundTarget, Incomparable, Target};

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
}

/// One labelled row.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledRow {
    /// Where it is.
    pub at: RowIndex,
    /// Its design weight.
    pub weight: f64,
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
}

/// Labelled rows kept of a panel; a larger one is sampled, which costs no measurable accuracy.
const MAX_ROWS: usize = 20_000;

impl<'a> LabelledPanel<'a> {
    /// The rows of `profiles` that are labelled for `target`.
    pub fn new(profiles: &'a Profiles, target: &Target, seed: u64) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let mut labelled = 0u64;
        let complete =
            |at: RowIndex| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).complete;
        for position in 0..profiles.len() {
            labelled += u64::from(complete(RowIndex::new(position)));
        }
        let rows = labelled_rows(profiles, target, sample_rows(profiles, MAX_ROWS, seed, complete));
        Self { profiles, rows, labelled, unlabelled: profiles.len() as u64 - labelled }
    }

    /// The examples of people who meet at least the conditions of `mask`.
    pub fn training_examples(&self, mask: u32) -> Vec<TrainingExample> {
        self.rows.iter().filter_map(|row| row.training_example(mask)).collect()
    }
}

/// Those of `at` whose membership is known in full.
pub fn labelled_rows(profiles: &Profiles, target: &Target, at: impl IntoIterator<Item = RowIndex>) -> Vec<LabelledRow> {
    let bound = BoundTarget::new(target, profiles);
    let weight = profiles.find(&Field::Weight, Kind::Number);
    let mut rows = Vec::new();
    for at in at {
        let chunk = &profiles.chunks()[at.chunk()];
        let membership = bound.of(chunk, at.row(), &mut Incomparable::default());
        if !membership.complete {
            continue;
        }
        let weight = weight.and_then(|id| chunk.number(id, at.row())).map_or(1.0, f64::from);
        rows.push(LabelledRow {
            at,
            weight,
            outcome_probabilities: outcome_probabilities(&bound, membership, chunk, at.row()),
        });
    }
    rows
}
