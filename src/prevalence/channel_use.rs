//! Which channels the people known to match use, as sums that merge in any order to the same bits.

use super::{Duplicates, ExactSum};
use crate::profile::{CHUNK_ROWS, Chunk, ColumnId, Field, Kind, Profiles};
use crate::segments::RowIndex;
use crate::target::{BoundTarget, Incomparable, Membership, Target};

/// The columns of observed channel use of one set of profiles.
#[derive(Debug, Clone, Default)]
pub struct ChannelColumns {
    columns: Vec<(String, ColumnId)>,
}

impl ChannelColumns {
    /// The channels that any of the profiles states, in the order they were met.
    pub fn new(profiles: &Profiles) -> Self {
        let columns = profiles.columns().filter_map(|(column, field, kind)| {
            let Field::Channel(id) = field else { return None };
            (kind == Kind::Flag).then(|| (id.to_string(), column))
        });
        let mut columns: Vec<(String, ColumnId)> = columns.collect();
        // Which profile came first must not matter.
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        Self { columns }
    }
}

/// Use of one channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct UseSums {
    /// Sum of the weights of members who use it.
    pub users: ExactSum,
    /// Sum of the weights of members who don't.
    pub others: ExactSum,
    squares: ExactSum,
    /// Profiles, members or not, that are said to use it.
    pub said_users: u64,
    /// Profiles, members or not, that are said not to.
    pub said_others: u64,
}

impl UseSums {
    /// Effective sample size: the number of members of equal weight with as much information (Kish 1965).
    pub fn effective_members(&self) -> f64 {
        let sum = self.users.value() + self.others.value();
        if sum > 0.0 { sum.powi(2) / self.squares.value() } else { 0.0 }
    }
}

/// Use of every channel among members.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct ChannelUse {
    sums: Vec<UseSums>,
}

impl ChannelUse {
    /// Nothing yet.
    pub fn new(columns: &ChannelColumns) -> Self {
        Self { sums: vec![UseSums::default(); columns.columns.len()] }
    }

    /// Adds one profile. A member counts with `weight`, one whom a band leaves between member and not with that
    /// probability of it, an unlabelled profile not at all.
    pub fn add(&mut self, columns: &ChannelColumns, membership: Membership, weight: f64, chunk: &Chunk, row: usize) {
        let weight = if membership.labelled { weight * f64::from(membership.share) } else { 0.0 };
        for (sums, (_, column)) in self.sums.iter_mut().zip(&columns.columns) {
            let Some(uses) = chunk.flag(*column, row) else {
                continue;
            };
            let (said, sum) =
                if uses { (&mut sums.said_users, &mut sums.users) } else { (&mut sums.said_others, &mut sums.others) };
            *said += 1;
            sum.add(weight);
            sums.squares.add(weight.powi(2));
        }
    }

    /// Adds the profiles of another part.
    pub fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.users.merge(theirs.users);
            mine.others.merge(theirs.others);
            mine.squares.merge(theirs.squares);
            mine.said_users += theirs.said_users;
            mine.said_others += theirs.said_others;
        }
        self
    }

    /// Each channel's use, by id.
    pub fn by_channel<'a>(&'a self, columns: &'a ChannelColumns) -> impl Iterator<Item = (&'a str, &'a UseSums)> {
        columns.columns.iter().map(|(id, _)| id.as_str()).zip(&self.sums)
    }

    /// The use seen in a panel, by its design weights. Copies of rows are left out.
    pub fn of_panel(profiles: &Profiles, target: &Target, columns: &ChannelColumns) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let copies = Duplicates::find(profiles);
        let is_kept = |at: usize| copies.as_ref().is_none_or(|copies| copies.keeps(RowIndex::new(at)));
        let weights = DesignWeights::new(profiles);
        let mut uses = Self::new(columns);
        for (i, chunk) in profiles.chunks().iter().enumerate() {
            for row in (0..chunk.rows()).filter(|row| is_kept(i * CHUNK_ROWS + row)) {
                let membership = bound.of(chunk, row, &mut Incomparable::default());
                uses.add(columns, membership, weights.of(chunk, row), chunk, row);
            }
        }
        uses
    }
}

/// Design weights in units of their mean, so that sums of them count people.
struct DesignWeights {
    column: Option<ColumnId>,
    mean: f64,
}

impl DesignWeights {
    fn new(profiles: &Profiles) -> Self {
        let raw = Self { column: profiles.find(&Field::Weight, Kind::Number), mean: 1.0 };
        let all = || profiles.chunks().iter().flat_map(|c| (0..c.rows()).map(|row| raw.of(c, row)));
        let most = all().fold(0.0, f64::max);
        // As parts of the greatest weight they add up exactly, whatever the order of the rows.
        let mut sum = ExactSum::default();
        all().for_each(|weight| sum.add(weight / most));
        let mean = most * sum.value() / profiles.len().max(1) as f64;
        Self { mean, ..raw }
    }

    fn of(&self, chunk: &Chunk, row: usize) -> f64 {
        self.column.and_then(|id| chunk.number(id, row)).map_or(1.0, f64::from) / self.mean
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::ingest::{Format, ReadOptions, Role, read_profiles};
    use crate::target::{AgeRange, MedianIncomes, TargetSpec};

    fn panel(csv: &str) -> Profiles {
        let options = ReadOptions::new(Role::Panel, date!(2026 - 01 - 01));
        let reading = read_profiles(Format::Csv, csv.as_bytes(), &options, &mut |_| {}).expect("a CSV");
        assert_eq!(reading.rejected.rows, 0);
        reading.profiles
    }

    fn target() -> Target {
        let age = AgeRange { min: Some(27.0), max: Some(49.0) };
        let spec = TargetSpec { age: Some(age), ..TargetSpec::default() };
        Target::resolve(spec, MedianIncomes::default()).expect("a target")
    }

    fn use_of(profiles: &Profiles, channel: &str) -> UseSums {
        let columns = ChannelColumns::new(profiles);
        let uses = ChannelUse::of_panel(profiles, &target(), &columns);
        let found = uses.by_channel(&columns).find(|(id, _)| *id == channel);
        *found.expect("the channel").1
    }

    #[test]
    fn counts_members_by_weight_and_probability() {
        // Weights average 2; the band of 25-30 is in the target by 4 of its 6 years.
        let csv = "age,age_band.min,age_band.max,weight,channels.tv\n30,,,1,true\n40,,,3,false\n60,,,2,true\n,25,30,2,yes\n,,,2,true\n";
        let tv = use_of(&panel(csv), "tv");
        let probability = 4.0 / 6.0;
        assert!((tv.users.value() - (0.5 + probability)).abs() < 1e-6, "{}", tv.users.value());
        assert!((tv.others.value() - 1.5).abs() < 1e-6);
        let squares = 0.25 + probability * probability + 2.25;
        assert!((tv.effective_members() - (2.0 + probability).powi(2) / squares).abs() < 1e-5);
        assert_eq!((tv.said_users, tv.said_others), (4, 1));
    }

    #[test]
    fn merges_to_the_same_sums_in_any_order() {
        let csv =
            "age,weight,channels.tv,channels.x\n30,0.3,true,\n31,1.7,false,true\n45,9.1,,false\n29,0.2,true,true\n";
        let mut lines: Vec<&str> = csv.lines().collect();
        let whole = panel(csv);
        lines[1..].reverse();
        let turned = panel(&(lines.join("\n") + "\n"));
        assert_eq!(use_of(&whole, "tv"), use_of(&turned, "tv"));

        let columns = ChannelColumns::new(&whole);
        let bound_target = target();
        let bound = BoundTarget::new(&bound_target, &whole);
        let chunk = &whole.chunks()[0];
        let part = |rows: &[usize]| {
            let mut uses = ChannelUse::new(&columns);
            for row in rows {
                uses.add(&columns, bound.of(chunk, *row, &mut Incomparable::default()), 1.0, chunk, *row);
            }
            uses
        };
        let all = part(&[0, 1, 2, 3]);
        assert_eq!(part(&[2]).merge(part(&[0, 3])).merge(part(&[1])), all);
        assert_ne!(part(&[0]), all);
    }
}
