//! The panel's rows that say whether they are in the target, with the conditions they meet.

use crate::profile::{Field, Kind, Profiles};
use crate::segments::{RowAt, sample_rows};
use crate::target::{BoundTarget, Incomparable, Target};

use super::audience_stats::outcome_probabilities;

/// Labelled people from elsewhere. What is fitted to them is kept, so that one panel serves many audiences.
#[derive(Debug)]
pub struct LabelledPanel<'a> {
    /// The panel as it was read.
    pub profiles: &'a Profiles,
    /// Its rows whose membership is known in full, at most 20,000 of them.
    pub rows: Vec<LabelledRow>,
    /// How many rows say whether they are in the target.
    pub labelled: u64,
    /// Rows that do not say whether they are in the target.
    pub unlabelled: u64,
}

/// One labelled row.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledRow {
    /// Where it is.
    pub at: RowAt,
    /// Its design weight.
    pub weight: f64,
    /// The probability of each set of the target's conditions that it may meet, as a member or not.
    outcome_probabilities: Vec<((u32, bool), f64)>,
}

impl LabelledRow {
    /// What the row teaches about people who meet the conditions of `mask`: its chance of membership given that it
    /// meets them, and the weight with which it counts among them. None where it does not meet them, or does not say.
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

/// What one row teaches about one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainingExample {
    /// Where the row is.
    pub at: RowAt,
    /// Its chance of membership, 0 to 1.
    pub label: f64,
    /// Its weight.
    pub weight: f64,
}

/// Labelled rows kept of a panel; a larger one is sampled, which costs no accuracy that could be seen.
const MOST_ROWS: usize = 20_000;

impl<'a> LabelledPanel<'a> {
    /// The rows of `profiles` that are labelled for `target`.
    pub fn new(profiles: &'a Profiles, target: &Target, seed: u64) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let mut labelled = 0u64;
        let complete =
            |at: RowAt| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).complete;
        for position in 0..profiles.len() {
            labelled += u64::from(complete(RowAt::new(position)));
        }
        let rows = labelled_rows(profiles, target, sample_rows(profiles, MOST_ROWS, seed, complete));
        Self { profiles, rows, labelled, unlabelled: profiles.len() as u64 - labelled }
    }

    /// What the rows teach about people who meet at least the conditions of `mask`.
    pub fn training_examples(&self, mask: u32) -> Vec<TrainingExample> {
        self.rows.iter().filter_map(|row| row.training_example(mask)).collect()
    }
}

/// Those of `at` whose membership is known in full.
pub fn labelled_rows(profiles: &Profiles, target: &Target, at: impl IntoIterator<Item = RowAt>) -> Vec<LabelledRow> {
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
