//! The sums of an audience with noise: whatever is made of them tells of single people no more than they do.

use std::collections::BTreeMap;

use super::{AudienceStats, MembershipTable};
use crate::disclosure::{MinCell, Noise, add_up_to};
use crate::target::{Incomparable, LabelCheck};

/// Counts of profiles that a table is made up of.
pub(super) struct Counts {
    pub(super) rows: u64,
    pub(super) certain_members: u64,
    pub(super) fractional: u64,
    /// Labelled others who do not tell of every condition.
    pub(super) incomplete: u64,
    pub(super) unlabelled: BTreeMap<u32, u64>,
}

impl AudienceStats {
    /// Puts noise on every count. Parts of the audience still add up to it: each has noise of its own, and the largest
    /// take what is left over. Groups whose count with noise is a small cell are counted with the others, members and
    /// others excepted. `unit` is what one profile adds to a column of the encoded matrix.
    pub fn add_noise(&mut self, noise: &Noise, min_cell: MinCell, unit: impl Fn(usize) -> f64) {
        let least = Least::new(noise, min_cell);
        let total = self.total().with_noise(&least);
        let segments = Partition { name: "segment", id: self.id_of_segments() };
        let tables = parts_with_noise(self.segments.iter().map(|s| &s.table), &total, noise, &segments);
        for (i, (segment, table)) in self.segments.iter_mut().zip(tables).enumerate() {
            segment.table = table;
            for (j, column) in segment.columns.iter_mut().enumerate() {
                let name = format!("segment {i} of {} column", segments.id);
                column.add(unit(j) * noise.of_dataset().people_of_part(&name, j));
            }
        }
        let cells = Partition { name: "audit cell", id: id_of(self.audit_cells.iter().map(|cell| cell.rows as f64)) };
        self.audit_cells = parts_with_noise(self.audit_cells.iter(), &total, noise, &cells);
        self.incomparable = incomparable(&self.incomparable, &least);
        self.noisy_total = Some(total);
    }
}

/// Into what parts people are divided. Sizes and columns have noise of the parts, whatever the question is: the same parts are
/// published with many questions. Members have noise of both: other parts of the same question have other members.
struct Partition {
    name: &'static str,
    id: blake3::Hash,
}

impl AudienceStats {
    fn id_of_segments(&self) -> blake3::Hash {
        let sums = |segment: &super::SegmentSums| {
            let columns: Vec<f64> = segment.columns.iter().map(|sum| sum.value()).collect();
            std::iter::once(segment.table.rows as f64).chain(columns)
        };
        id_of(self.segments.iter().flat_map(sums))
    }
}

fn id_of(sums: impl Iterator<Item = f64>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    sums.for_each(|sum| {
        hasher.update(&sum.to_le_bytes());
    });
    hasher.finalize()
}

/// Noise with the fewest people whom a group beside the members may have to be distinguished.
struct Least<'n> {
    noise: &'n Noise,
    least: MinCell,
}

impl<'n> Least<'n> {
    /// That there is a group at all would have no noise otherwise.
    fn new(noise: &'n Noise, min_cell: MinCell) -> Self {
        Self { noise, least: noise.least_group_beside(min_cell) }
    }

    /// A count with noise; 0 where that is a small cell.
    fn group(&self, name: &str, count: u64) -> u64 {
        self.group_taken_from(name, count, 0.0)
    }

    /// The same of a group that noise of `members` is taken from.
    fn group_taken_from(&self, name: &str, count: u64, members: f64) -> u64 {
        let noisy = (count as f64 + self.noise.people_of_group(name, members)).max(0.0) as u64;
        if count == 0 || self.least.is_small_cell(noisy) { 0 } else { noisy }
    }
}

fn incomparable(exact: &Incomparable, least: &Least<'_>) -> Incomparable {
    Incomparable {
        income_unit: least.group("income unit", exact.income_unit),
        household_size: least.group("household size", exact.household_size),
        labels: labels_with_noise(exact.labels, least),
    }
}

fn labels_with_noise(exact: LabelCheck, least: &Least<'_>) -> LabelCheck {
    let members_ruled_out = least.group("members ruled out", exact.members_ruled_out);
    let others_who_match = least.group("others who match", exact.others_who_match);
    let decided = least.group("decided labels", exact.decided).max(members_ruled_out + others_who_match);
    LabelCheck { decided, members_ruled_out, others_who_match }
}

/// The labels of a panel beside what its rows state, with noise.
pub fn panel_labels_with_noise(exact: LabelCheck, noise: &Noise, min_cell: MinCell) -> LabelCheck {
    labels_with_noise(exact, &Least::new(noise, min_cell))
}

impl MembershipTable {
    /// Labelled others who do not tell of every condition.
    fn incomplete(&self) -> u64 {
        let complete: f64 = self.complete.values().map(|sum| sum.value()).sum();
        self.labelled.saturating_sub(complete.round().max(0.0) as u64)
    }

    /// The table of the whole with noise; the number of profiles stays.
    fn with_noise(&self, least: &Least<'_>) -> Self {
        let mut unlabelled: BTreeMap<u32, u64> = self.unlabelled.iter().map(|(mask, (n, _))| (*mask, *n)).collect();
        let is_any = !unlabelled.is_empty();
        let exact = unlabelled.clone();
        let members = least.noise.people("members") / unlabelled.len().max(1) as f64;
        let noisy = |mask: &u32, n: u64| least.group_taken_from(&format!("unlabelled {mask}"), n, members);
        unlabelled.iter_mut().for_each(|(mask, n)| *n = noisy(mask, *n));
        let largest = self.unlabelled.iter().max_by_key(|(_, (n, _))| *n).map(|(mask, _)| *mask);
        let all: u64 = unlabelled.values().sum();
        // Nobody is labelled, or nobody is unlabelled, where they are too few to be distinguished.
        if is_any && self.rows.saturating_sub(all) < least.least.0 {
            let mut counts: Vec<u64> = unlabelled.values().copied().collect();
            let caps = vec![self.rows; counts.len()];
            add_up_to(&mut counts, self.rows, &caps);
            unlabelled.values_mut().zip(counts).for_each(|(n, count)| *n = count);
            if unlabelled.values().all(|n| *n == 0) {
                unlabelled.extend(largest.map(|mask| (mask, self.rows)));
            }
        }
        unlabelled.retain(|_, n| *n > 0);
        let labelled = self.rows - unlabelled.values().sum::<u64>();
        // Those who are not distinguished from the labelled count as these do on average.
        let left_out: u64 = exact.iter().filter(|(mask, _)| !unlabelled.contains_key(mask)).map(|(_, n)| n).sum();
        let scale = 1.0 + left_out as f64 / self.labelled.max(1) as f64;
        let scaled = |count: u64| (scale * count as f64).round() as u64;
        let certain_members = least.noise.count("members", scaled(self.certain_members), labelled);
        let fractional = least.group("fractional", scaled(self.fractional)).min(labelled - certain_members);
        let others = labelled - certain_members - fractional;
        let incomplete = least.group("incomplete", self.incomplete()).min(others);
        self.rebuilt(&Counts { rows: self.rows, certain_members, fractional, incomplete, unlabelled })
    }

    /// The table with other counts; whatever is a mean over profiles stays.
    pub(super) fn rebuilt(&self, counts: &Counts) -> Self {
        let Counts { rows, certain_members, fractional, incomplete, unlabelled } = counts;
        let mean = |sum: f64, n: u64| if n > 0 { sum / n as f64 } else { 0.0 };
        let fraction = mean(self.members.value() - self.certain_members as f64, self.fractional);
        let labelled = rows - unlabelled.values().sum::<u64>();
        let mut table = Self {
            rows: *rows,
            labelled,
            certain_members: *certain_members,
            fractional: *fractional,
            ..Self::default()
        };
        let members = *certain_members as f64 + fraction * *fractional as f64;
        table.members.add(members);
        table.variance.add(mean(self.variance.value(), self.fractional) * *fractional as f64);
        let others = (labelled - incomplete) as f64 - members;
        for (is_member, all) in [(true, members), (false, others)] {
            let of_class = || self.complete.iter().filter(|((_, member), _)| *member == is_member);
            let exact: f64 = of_class().map(|(_, sum)| sum.value()).sum();
            if exact > 0.0 {
                of_class()
                    .for_each(|(key, sum)| table.complete.entry(*key).or_default().add(all * sum.value() / exact));
            } else if all > 0.0 {
                // Members meet every condition, others perhaps none.
                let mask = if is_member { u32::MAX } else { 0 };
                table.complete.entry((mask, is_member)).or_default().add(all);
            }
        }
        for (mask, n) in unlabelled {
            let (exact, max_members) = self.unlabelled(*mask);
            let entry = table.unlabelled.entry(*mask).or_default();
            entry.0 = *n;
            entry.1.add(if exact > 0 { mean(max_members, exact) * *n as f64 } else { *n as f64 });
        }
        table
    }
}

/// The tables of parts with noise: their sizes add up to the profiles of `total`, and their members to its members. The
/// other groups of a part are scaled to the rest of it.
fn parts_with_noise<'t>(
    parts: impl Iterator<Item = &'t MembershipTable>,
    total: &MembershipTable,
    noise: &Noise,
    partition: &Partition,
) -> Vec<MembershipTable> {
    let (Partition { name, id }, of_parts) = (partition, noise.of_dataset());
    let parts: Vec<&MembershipTable> = parts.collect();
    let size = |(i, part): (usize, &&MembershipTable)| match part.rows {
        0 => 0,
        rows => of_parts.count(&format!("{name} {i} size of {id}"), rows, total.rows),
    };
    let mut sizes: Vec<u64> = parts.iter().enumerate().map(size).collect();
    let caps: Vec<u64> = parts.iter().map(|part| if part.rows == 0 { 0 } else { total.rows }).collect();
    add_up_to(&mut sizes, total.rows, &caps);
    let noisy_members = |(i, part): (usize, &&MembershipTable)| {
        let members = part.certain_members as f64 + noise.people_of_part(&format!("{name} members of {id}"), i);
        (members.max(0.0) as u64).min(sizes[i])
    };
    let mut members: Vec<u64> = parts.iter().enumerate().map(noisy_members).collect();
    add_up_to(&mut members, total.certain_members, &sizes);
    let tables = parts.iter().zip(sizes).zip(members);
    tables.map(|((part, rows), certain_members)| part_with_noise(part, total, rows, certain_members)).collect()
}

fn part_with_noise(
    part: &MembershipTable,
    total: &MembershipTable,
    rows: u64,
    certain_members: u64,
) -> MembershipTable {
    let rest = rows - certain_members;
    let of_rest = |count: u64| {
        let exact = part.rows - part.certain_members;
        if exact == 0 { 0 } else { ((count as f64 / exact as f64) * rest as f64).floor() as u64 }
    };
    // Groups that the whole does not tell apart, no part does.
    let kept = |mask: &u32| total.unlabelled.contains_key(mask);
    let mut unlabelled: BTreeMap<u32, u64> =
        part.unlabelled.iter().filter(|(mask, _)| kept(mask)).map(|(mask, (n, _))| (*mask, of_rest(*n))).collect();
    if total.labelled == 0 {
        let others = rows - unlabelled.values().sum::<u64>();
        let largest = total.unlabelled.iter().max_by_key(|(_, (n, _))| *n).map(|(mask, _)| *mask);
        largest.into_iter().for_each(|mask| *unlabelled.entry(mask).or_default() += others);
    }
    unlabelled.retain(|_, n| *n > 0);
    let of_group = |count: u64, in_total: bool| if in_total { of_rest(count) } else { 0 };
    let fractional = of_group(part.fractional, total.fractional > 0);
    let incomplete = of_group(part.incomplete(), total.incomplete() > 0);
    part.rebuilt(&Counts { rows, certain_members, fractional, incomplete, unlabelled })
}
