//! Everything an audience contributes to its figures, as sums that merge in any order to the same bits.

#[cfg(test)]
mod attacks;
mod noise;

use std::collections::BTreeMap;

use super::CellAssignment;
use crate::profile::Chunk;
use crate::target::{BoundTarget, Incomparable, Membership};

pub use noise::panel_labels_with_noise;

/// A sum of numbers kept as a whole number of 2^-24, so that the order of adding does not matter.
///
/// Exact to 6e-8 a term; holds 10^10 terms of up to 50.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct ExactSum(i64);

const UNIT: f64 = (1u64 << 24) as f64;

impl ExactSum {
    /// Adds one number.
    pub fn add(&mut self, x: f64) {
        self.0 += (x * UNIT).round() as i64;
    }

    /// The sum.
    pub fn value(self) -> f64 {
        self.0 as f64 / UNIT
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// Membership in one cell of a partition, by which conditions are known.
///
/// Keys are bit masks over the target's conditions.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct MembershipTable {
    /// Profiles.
    pub rows: u64,
    /// Profiles whose membership is known from what they state.
    pub labelled: u64,
    /// Sum of their memberships.
    pub members: ExactSum,
    /// Those of the labelled who are members for certain.
    pub certain_members: u64,
    /// Those of the labelled whom a band leaves between member and not.
    pub fractional: u64,
    /// Sum of p (1 - p) over these.
    pub variance: ExactSum,
    /// Complete profiles by the conditions they meet and whether they are members.
    complete: BTreeMap<(u32, bool), ExactSum>,
    /// Unlabelled profiles by the conditions they are known to meet: how many, and the sum of their probabilities of
    /// meeting those that a band straddles.
    unlabelled: BTreeMap<u32, (u64, ExactSum)>,
}

impl MembershipTable {
    /// Followers of whom nothing is known but their number.
    pub fn of_unknown(rows: u64) -> Self {
        let mut max_members = ExactSum::default();
        max_members.add(rows as f64);
        Self { rows, unlabelled: BTreeMap::from([(0, (rows, max_members))]), ..Self::default() }
    }

    /// Adds one profile.
    pub fn add(&mut self, bound: &BoundTarget<'_>, membership: Membership, chunk: &Chunk, row: usize) {
        self.rows += 1;
        if membership.labelled {
            self.labelled += 1;
            let share = f64::from(membership.share);
            self.members.add(share);
            self.certain_members += u64::from(share == 1.0);
            self.fractional += u64::from(share > 0.0 && share < 1.0);
            self.variance.add(share * (1.0 - share));
        } else {
            let (n, max_members) = self.unlabelled.entry(membership.known).or_default();
            *n += 1;
            max_members.add(f64::from(membership.share));
        }
        if membership.complete {
            for ((mask, member), weight) in outcome_probabilities(bound, membership, chunk, row) {
                self.complete.entry((mask, member)).or_default().add(weight);
            }
        }
    }

    /// Adds the rows of another table.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.labelled += other.labelled;
        self.members.merge(other.members);
        self.certain_members += other.certain_members;
        self.fractional += other.fractional;
        self.variance.merge(other.variance);
        for (key, sum) in &other.complete {
            self.complete.entry(*key).or_default().merge(*sum);
        }
        for (key, (n, max_members)) in &other.unlabelled {
            let mine = self.unlabelled.entry(*key).or_default();
            mine.0 += n;
            mine.1.merge(*max_members);
        }
    }

    /// The patterns of known conditions among the unlabelled: mask, profiles, members at most.
    pub fn patterns(&self) -> impl Iterator<Item = (u32, u64, f64)> {
        self.unlabelled.iter().map(|(mask, (n, max_members))| (*mask, *n, max_members.value()))
    }

    /// Unlabelled profiles that meet exactly the conditions of `mask`, and the members among them at most.
    pub fn unlabelled(&self, mask: u32) -> (u64, f64) {
        self.unlabelled.get(&mask).map_or((0, 0.0), |(n, max_members)| (*n, max_members.value()))
    }

    /// Complete profiles that meet at least the conditions of `mask`, and the members among them: the training examples
    /// for unlabelled profiles of that pattern.
    pub fn training_counts(&self, mask: u32) -> TrainingCounts {
        let mut counts = TrainingCounts::default();
        for ((met, member), weight) in &self.complete {
            if met & mask == mask {
                counts.n += weight.value();
                counts.members += if *member { weight.value() } else { 0.0 };
            }
        }
        counts
    }
}

/// Training examples, fractions added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TrainingCounts {
    /// All of them.
    pub n: f64,
    /// Members among them.
    pub members: f64,
}

/// The probability of each outcome of a complete profile: the conditions it meets and whether it is a member. There is
/// one outcome, unless a band straddles a limit.
pub fn outcome_probabilities(
    bound: &BoundTarget<'_>,
    membership: Membership,
    chunk: &Chunk,
    row: usize,
) -> Vec<((u32, bool), f64)> {
    let all = bound.all_conditions();
    let label = bound.label(chunk, row);
    let mut outcomes = vec![(0u32, 1.0f64)];
    for i in 0..all.count_ones() {
        // A profile labelled directly may lack a condition: it is then no example for anybody known to meet it, whether
        // it is a member or not.
        let met = f64::from(bound.condition(i as usize, chunk, row).unwrap_or(0.0));
        let mut next = Vec::with_capacity(outcomes.len() * 2);
        for (mask, probability) in outcomes {
            if met > 0.0 {
                next.push((mask | 1 << i, probability * met));
            }
            if met < 1.0 {
                next.push((mask, probability * (1.0 - met)));
            }
        }
        outcomes = next;
    }
    debug_assert!(membership.complete, "only complete profiles are training examples");
    outcomes.into_iter().map(|(mask, probability)| ((mask, label.unwrap_or(mask == all)), probability)).collect()
}

/// Sums over the rows of one segment.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct SegmentSums {
    /// Membership of its rows.
    pub table: MembershipTable,
    columns: Vec<ExactSum>,
}

impl SegmentSums {
    /// Nothing yet, of `width` columns.
    pub fn new(width: usize) -> Self {
        Self { table: MembershipTable::default(), columns: vec![ExactSum::default(); width] }
    }

    /// Adds the rows of another segment.
    pub fn merge(&mut self, other: &Self) {
        self.table.merge(&other.table);
        self.columns.iter_mut().zip(&other.columns).for_each(|(a, b)| a.merge(*b));
    }

    /// Mean of each column of the encoded matrix.
    pub fn means(&self) -> Vec<f64> {
        let n = self.table.rows.max(1) as f64;
        self.columns.iter().map(|sum| sum.value() / n).collect()
    }
}

/// What an audience contributes: accumulated chunk by chunk, merged in any order.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct AudienceStats {
    /// By segment: the sums that people read.
    pub segments: Vec<SegmentSums>,
    /// By cell of the follower audit; empty where it found nothing.
    pub audit_cells: Vec<MembershipTable>,
    /// What could not be compared with the target.
    pub incomparable: Incomparable,
    /// The whole with noise, where the parts have noise of their own.
    noisy_total: Option<MembershipTable>,
}

impl AudienceStats {
    /// Nothing yet.
    pub fn new(segments: usize, width: usize) -> Self {
        Self {
            segments: vec![SegmentSums::new(width); segments],
            audit_cells: Vec::new(),
            incomparable: Incomparable::default(),
            noisy_total: None,
        }
    }

    /// Nothing yet, to be counted by `cells` cells of the follower audit as well.
    pub fn with_audit_cells(self, cells: usize) -> Self {
        Self { audit_cells: vec![MembershipTable::default(); cells], ..self }
    }

    /// Adds one profile, whose encoded columns are `encoded`; its membership.
    pub fn add(
        &mut self,
        cells: CellAssignment,
        encoded: &[f32],
        bound: &BoundTarget<'_>,
        chunk: &Chunk,
        row: usize,
    ) -> Membership {
        let membership = bound.of(chunk, row, &mut self.incomparable);
        let segment = &mut self.segments[cells.segment];
        segment.table.add(bound, membership, chunk, row);
        segment.columns.iter_mut().zip(encoded).for_each(|(sum, x)| sum.add(f64::from(*x)));
        if let Some(cell) = self.audit_cells.get_mut(cells.audit_cell) {
            cell.add(bound, membership, chunk, row);
        }
        membership
    }

    /// Adds the profiles of another part of the audience.
    pub fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.segments.iter_mut().zip(&other.segments) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.audit_cells.iter_mut().zip(&other.audit_cells) {
            mine.merge(theirs);
        }
        self.incomparable.merge(other.incomparable);
        self
    }

    /// Merges each segment into the one that `merged` names for it; those that were merged away are empty.
    pub fn merge_segments(&mut self, merged: &[usize]) {
        for (from, to) in merged.iter().enumerate().filter(|(from, to)| from != *to) {
            let empty = SegmentSums::new(self.segments[from].columns.len());
            let small = std::mem::replace(&mut self.segments[from], empty);
            self.segments[*to].merge(&small);
        }
    }

    /// The membership of all profiles together.
    pub fn total(&self) -> MembershipTable {
        if let Some(total) = &self.noisy_total {
            return total.clone();
        }
        let mut total = MembershipTable::default();
        self.segments.iter().for_each(|segment| total.merge(&segment.table));
        total
    }
}
