//! What the survey found, which the second reading is told.

use std::collections::BTreeSet;

use super::ContributionError;
use super::survey::Tally;
use crate::analysis::segment::Segmentation;
use crate::follower_audit::FollowerAudit;
use crate::profile::{ColumnId, Columns, Field, Kind, Profiles, WholeSet};
use crate::segments::rank;

/// What the second reading is told of the whole.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Model {
    /// The columns in order, with their texts by code.
    columns: Vec<(Field, Kind, Vec<String>)>,
    pub(super) whole: WholeSet,
    pub(super) segmentation: Segmentation,
    pub(super) audit: AuditCells,
}

impl Model {
    pub(super) fn new(columns: &Columns, whole: WholeSet, segmentation: Segmentation, audit: AuditCells) -> Self {
        let texts = |column, kind| match kind {
            Kind::Level => columns.dictionary(column).levels().iter().map(ToString::to_string).collect(),
            Kind::Number | Kind::Flag | Kind::Moment => Vec::new(),
        };
        let columns = columns.iter().map(|(column, field, kind)| (field.clone(), kind, texts(column, kind))).collect();
        Self { columns, whole, segmentation, audit }
    }

    /// No profiles of the columns of the whole.
    pub(super) fn frame(&self) -> Profiles {
        let mut columns = Columns::default();
        for (field, kind, texts) in &self.columns {
            let column = columns.column(field, *kind);
            for text in texts {
                columns.level(column, text);
            }
        }
        Profiles::of_columns(columns)
    }
}

/// The columns of the whole: those of the head first, in its order, the others in that of their names. Texts of one
/// category are called by the first in the head, or in order.
pub(super) fn columns_of(head: &Columns, tally: &Tally) -> Result<Columns, ContributionError> {
    let mut columns = head.clone();
    let met: BTreeSet<&(Field, Kind)> = tally.columns.iter().collect();
    for (field, kind) in met {
        let column = columns.column(field, *kind);
        if *kind != Kind::Level {
            continue;
        }
        for text in tally.texts.get(field).into_iter().flat_map(|texts| texts.keys()) {
            if columns.level(column, text).is_none() {
                let max = crate::profile::MAX_LEVELS;
                return Err(ContributionError::TooManyValues { field: field.to_string(), max });
            }
        }
    }
    Ok(columns)
}

/// What the survey counted, by the columns of the whole.
pub(super) fn whole_set(columns: &mut Columns, tally: &Tally, categories: &[Field]) -> WholeSet {
    let mut whole = WholeSet { rows: tally.rows, labels: tally.labels, ..WholeSet::default() };
    for field in categories {
        if let (Some(column), Some(texts)) = (columns.find(field, Kind::Level), tally.texts.get(field)) {
            let mut counts = vec![0; columns.dictionary(column).levels().len()];
            for (text, count) in texts {
                let code = columns.level(column, text).expect("every text has its code");
                counts[code as usize] += count;
            }
            whole.levels.insert(column, counts);
        }
        if let (Some(column), Some(numbers)) = (columns.find(field, Kind::Number), tally.numbers.get(field)) {
            whole.numbers.insert(column, numbers.clone());
        }
    }
    whole
}

/// Which cell of the follower audit a profile is counted in.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct AuditCells {
    seed: u64,
    /// The highest rank that the audit looked at.
    bound: u64,
    /// Number of cells; none where the audit found nothing.
    pub(super) cells: usize,
    /// Those outside of the first cell by their keys, in order.
    known: Vec<(u64, u8)>,
}

impl AuditCells {
    /// The cells that `audit` gave the profiles of these keys, in order, which are all but those of higher ranks.
    pub(super) fn new(audit: &FollowerAudit, keys: &[u64], seed: u64, is_sample: bool) -> Self {
        let bound = keys.iter().map(|key| rank(seed, *key)).max().filter(|_| is_sample).unwrap_or(u64::MAX);
        let cell = |(position, key): (usize, &u64)| {
            let cell = u8::try_from(audit.cell_of(position)).expect("there are few cells");
            (cell > 0).then_some((*key, cell))
        };
        let cells = if audit.cohorts.is_empty() { 0 } else { audit.cell_count() };
        Self { seed, bound, cells, known: keys.iter().enumerate().filter_map(cell).collect() }
    }

    /// The cell of a profile; one that there is not where the audit did not look at it.
    pub(super) fn cell_of(&self, key: u64) -> usize {
        match self.known.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => usize::from(self.known[at].1),
            Err(_) if rank(self.seed, key) <= self.bound => 0,
            Err(_) => usize::MAX,
        }
    }
}

/// How many keys occur more than once in an ascending list, and how many there are.
pub(super) fn repeated(keys: &[u64]) -> (u64, u64) {
    let groups = || keys.chunk_by(|a, b| a == b);
    (groups().filter(|group| group.len() > 1).count() as u64, groups().count() as u64)
}

/// The column of a field that has label weights.
pub(super) fn label_weight(columns: &Columns) -> Option<ColumnId> {
    columns.find(&Field::LabelWeight, Kind::Number)
}
