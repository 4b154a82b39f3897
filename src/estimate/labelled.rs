//! The panel's rows that say whether they are in the target, with the conditions they meet.

use crate::encode::RowAt;
use crate::profile::{Field, Kind, Profiles};
use crate::target::{BoundTarget, Incomparable, Target};

use super::stats::outcomes;

/// Labelled people from elsewhere.
#[derive(Debug)]
pub struct LabelledPanel<'a> {
    /// The panel as it was read.
    pub profiles: &'a Profiles,
    /// Its rows whose membership is known in full.
    pub rows: Vec<LabelledRow>,
    /// Rows that do not say whether they are in the target.
    pub unlabelled: u64,
}

/// One labelled row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelledRow {
    /// Where it is.
    pub at: RowAt,
    /// Its membership, 0 to 1.
    pub label: f64,
    /// The target's conditions that it meets, or does not speak of.
    pub met: u32,
    /// Its design weight.
    pub weight: f64,
}

impl<'a> LabelledPanel<'a> {
    /// The rows of `profiles` that are labelled for `target`.
    pub fn new(profiles: &'a Profiles, target: &Target) -> Self {
        let rows = labelled_rows(profiles, target, (0..profiles.len()).map(RowAt::new));
        let unlabelled = (profiles.len() - rows.len()) as u64;
        Self { profiles, rows, unlabelled }
    }

    /// Rows that meet at least the conditions of `mask`.
    pub fn meeting(&self, mask: u32) -> impl Iterator<Item = &LabelledRow> {
        self.rows.iter().filter(move |row| row.met & mask == mask)
    }

    /// Whether both members and others are among the rows that meet `mask`.
    pub fn has_both(&self, mask: u32) -> bool {
        let some = |in_target: bool| self.meeting(mask).any(|r| if in_target { r.label > 0.5 } else { r.label < 0.5 });
        some(true) && some(false)
    }
}

/// Those of `at` whose membership is known in full, each with the label and conditions most likely of it.
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
        // A band may straddle a limit: the row then counts as meeting what it may meet, with its chance as the label.
        let met = outcomes(&bound, membership, chunk, at.row()).iter().fold(0, |met, ((mask, _), _)| met | mask);
        let weight = weight.and_then(|id| chunk.number(id, at.row())).map_or(1.0, f64::from);
        rows.push(LabelledRow { at, label: f64::from(membership.share), met, weight });
    }
    rows
}
