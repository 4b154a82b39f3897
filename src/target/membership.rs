//! Whether a profile is in the target: certainly, in part, or not to be known from what it states.

use super::category::CategoryMatch;
use super::resolve::parse_unit;
use super::{Condition, IncomeReference, Period, Scope, Target, yearly};
use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles};

/// What one profile states about its own membership.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membership {
    /// Chance of meeting every condition that is known, 0 to 1; fractional where a band straddles a limit.
    pub share: f32,
    /// Bit i is set where condition i is known.
    pub known: u32,
    /// Whether membership is settled: every condition known, one certainly failed, or labelled for this target.
    pub labelled: bool,
    /// Whether the row tells of every condition, so that it may teach about others. A row that merely fails one
    /// condition and hides the rest is declared, but not complete.
    pub complete: bool,
}

/// Values that could not be compared with the target, and labels that contradict it, counted over the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct Incomparable {
    /// Incomes in a currency or scope that the target's limits or the medians are not in.
    pub income_unit: u64,
    /// Incomes near a limit that depends on a household size which is not stated.
    pub household_size: u64,
    /// Labels beside fields that decide the same.
    pub labels: LabelCheck,
}

impl Incomparable {
    /// Adds the counts of other rows.
    pub fn merge(&mut self, other: Self) {
        self.income_unit += other.income_unit;
        self.household_size += other.household_size;
        self.labels.decided += other.labels.decided;
        self.labels.members_ruled_out += other.labels.members_ruled_out;
        self.labels.others_who_match += other.labels.others_who_match;
    }
}

/// Labels held against what the same profiles state, whether or not they were made for the target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct LabelCheck {
    /// Labelled profiles whose fields decide whether they meet the target's conditions.
    pub decided: u64,
    /// Those labelled as members whose fields rule it out.
    pub members_ruled_out: u64,
    /// Those labelled as others whose fields meet every condition.
    pub others_who_match: u64,
}

impl LabelCheck {
    /// Labels that contradict what the profile states.
    pub fn contradicted(self) -> u64 {
        self.members_ruled_out + self.others_who_match
    }

    /// Counts one label beside what the fields say.
    fn add(&mut self, label: bool, stated: bool) {
        self.decided += 1;
        self.members_ruled_out += u64::from(label && !stated);
        self.others_who_match += u64::from(!label && stated);
    }
}

enum Bound {
    Age { min: Option<ColumnId>, max: Option<ColumnId>, from: f32, to: f32 },
    Income { from: f64, to: f64, ratio: bool, currency: String, scope: Scope },
    Category(CategoryMatch),
    Range { number: Option<ColumnId>, level: Option<ColumnId>, from: f32, to: f32, levels: Vec<Option<f32>> },
}

struct IncomeColumns {
    min: Option<ColumnId>,
    max: Option<ColumnId>,
    unit: Option<ColumnId>,
    units: Vec<Option<(String, Period, Scope)>>,
    ratio: Option<ColumnId>,
    size: Option<ColumnId>,
}

/// A target bound to the columns of one set of profiles.
pub struct BoundTarget<'a> {
    target: &'a Target,
    bounds: Vec<Bound>,
    in_target: Option<ColumnId>,
    income: IncomeColumns,
}

/// A value that settles a condition in part or whole, or does not.
type Met = Option<f32>;

impl<'a> BoundTarget<'a> {
    /// Looks up the columns that `target` asks for.
    pub fn new(target: &'a Target, profiles: &Profiles) -> Self {
        let unit = profiles.find(&Field::IncomeUnit, Kind::Level);
        let units = unit.map_or_else(Vec::new, |id| {
            let levels = profiles.dictionary(id).levels();
            levels.iter().map(|u| parse_unit(u).map(|(c, p, s)| (c.to_owned(), p, s))).collect()
        });
        let income = IncomeColumns {
            min: profiles.find(&Field::IncomeMin, Kind::Number),
            max: profiles.find(&Field::IncomeMax, Kind::Number),
            unit,
            units,
            ratio: profiles.find(&Field::MedianRatio, Kind::Number),
            size: profiles.find(&Field::HouseholdSize, Kind::Number),
        };
        let bind_one = |(i, condition)| {
            let mut bound = bind(condition, profiles);
            if let Bound::Category(category) = &mut bound
                && target.is_unmet(i)
            {
                category.leave_unmet();
            }
            bound
        };
        let bounds = target.conditions().iter().enumerate().map(bind_one).collect();
        Self { target, bounds, in_target: profiles.find(&Field::InTarget, Kind::Flag), income }
    }

    /// The membership of one row; `incomparable` counts what could not be compared.
    pub fn of(&self, chunk: &Chunk, row: usize, incomparable: &mut Incomparable) -> Membership {
        let mut share = 1.0f32;
        let mut known = 0u32;
        for (i, bound) in self.bounds.iter().enumerate() {
            if let Some(met) = self.met(bound, chunk, row, incomparable) {
                known |= 1 << i;
                share *= met;
            }
        }
        let all = self.all_conditions();
        let label = self.in_target.and_then(|id| chunk.flag(id, row));
        match (label, share) {
            (Some(label), 0.0) => incomparable.labels.add(label, false),
            (Some(label), 1.0) if known == all && all > 0 => incomparable.labels.add(label, true),
            _ => {}
        }
        if let Some(flag) = label.filter(|_| self.target.takes_labels()) {
            let share = if flag { 1.0 } else { 0.0 };
            return Membership { share, known, labelled: true, complete: true };
        }
        if self.target.spec().labelled {
            return Membership { share: 1.0, known: 0, labelled: false, complete: false };
        }
        let complete = known == all;
        Membership { share, known, labelled: complete || share == 0.0, complete }
    }

    /// The mask of all conditions.
    pub fn all_conditions(&self) -> u32 {
        (1u32 << self.bounds.len()) - 1
    }

    /// What `in_target` of the row says, where it is of this target.
    pub fn label(&self, chunk: &Chunk, row: usize) -> Option<bool> {
        self.in_target.filter(|_| self.target.takes_labels()).and_then(|id| chunk.flag(id, row))
    }

    /// Whether the row states a category of `field` that a condition cannot place, though it places others.
    pub fn is_doubtful(&self, field: &Field, chunk: &Chunk, row: usize) -> bool {
        self.bounds.iter().any(|bound| match bound {
            Bound::Category(category) => category.is_doubtful(field, chunk, row),
            Bound::Age { .. } | Bound::Income { .. } | Bound::Range { .. } => false,
        })
    }

    /// Whether condition `i` is met by the row, where it is known; for splitting complete rows by condition.
    pub fn condition(&self, i: usize, chunk: &Chunk, row: usize) -> Option<f32> {
        self.met(&self.bounds[i], chunk, row, &mut Incomparable::default())
    }

    fn met(&self, bound: &Bound, chunk: &Chunk, row: usize, incomparable: &mut Incomparable) -> Met {
        match bound {
            Bound::Age { min, max, from, to } => {
                let low = chunk.number((*min)?, row)?;
                let high = chunk.number((*max)?, row)?;
                Some(overlap_of_ages(low, high, *from, *to))
            }
            Bound::Income { from, to, ratio, currency, scope } => {
                if *ratio {
                    self.ratio_met(*from, *to, chunk, row, incomparable)
                } else {
                    let (low, high, unit) = self.stated_income(chunk, row)?;
                    if unit != (currency.as_str(), *scope) {
                        incomparable.income_unit += 1;
                        return None;
                    }
                    overlap_of_incomes(low, high, *from, *to)
                }
            }
            Bound::Category(category) => category.met(chunk, row).map(|met| f32::from(u8::from(met))),
            Bound::Range { number, level, from, to, levels } => {
                let value = number
                    .and_then(|id| chunk.number(id, row))
                    .or_else(|| levels[level.and_then(|id| chunk.level(id, row))? as usize])?;
                Some(f32::from(u8::from(*from <= value && value <= *to)))
            }
        }
    }

    /// Yearly ends of the stated income, with its currency and scope.
    fn stated_income(&self, chunk: &Chunk, row: usize) -> Option<(f64, f64, (&str, Scope))> {
        let low = chunk.number(self.income.min?, row)?;
        let high = chunk.number(self.income.max?, row)?;
        let code = chunk.level(self.income.unit?, row)?;
        let (currency, period, scope) = self.income.units[code as usize].as_ref()?;
        Some((yearly(f64::from(low), *period), yearly(f64::from(high), *period), (currency, *scope)))
    }

    fn ratio_met(&self, from: f64, to: f64, chunk: &Chunk, row: usize, incomparable: &mut Incomparable) -> Met {
        if let Some(ratio) = self.income.ratio.and_then(|id| chunk.number(id, row)) {
            return Some(f32::from(u8::from(from <= f64::from(ratio) && f64::from(ratio) < to)));
        }
        let (low, high, (currency, scope)) = self.stated_income(chunk, row)?;
        let size = self.income.size.and_then(|id| chunk.number(id, row));
        let against = |median: f64| overlap_of_incomes(low, high, from * median, to * median);
        match self.target.ruler().yardstick(size, currency, scope) {
            IncomeReference::One(median) => against(median),
            IncomeReference::AnyOf(medians) => {
                let met = against(medians[0]);
                if medians.iter().all(|median| against(*median) == met) {
                    return met;
                }
                incomparable.household_size += 1;
                None
            }
            IncomeReference::None => {
                incomparable.income_unit += 1;
                None
            }
        }
    }
}

fn bind(condition: &Condition, profiles: &Profiles) -> Bound {
    match condition {
        Condition::Age { min, max } => Bound::Age {
            min: profiles.find(&Field::AgeMin, Kind::Number),
            max: profiles.find(&Field::AgeMax, Kind::Number),
            from: *min,
            to: *max,
        },
        Condition::MedianRatio { min, max } => Bound::Income {
            from: f64::from(*min),
            to: f64::from(*max),
            ratio: true,
            currency: String::new(),
            scope: Scope::Household,
        },
        Condition::Amount { min, max, currency, scope } => {
            Bound::Income { from: *min, to: *max, ratio: false, currency: currency.clone(), scope: *scope }
        }
        Condition::OneOf { field, accepted } => {
            let field = match *field {
                "region" => Field::Region,
                "gender" => Field::Gender,
                "education" => Field::Education,
                "employment" => Field::Employment,
                _ => Field::Tenure,
            };
            Bound::Category(CategoryMatch::new(&field, accepted, profiles))
        }
        Condition::Attribute(a) => {
            let field = Field::Attribute(a.name.as_str().into());
            match &a.one_of {
                Some(accepted) => Bound::Category(CategoryMatch::new(&field, accepted, profiles)),
                None => bind_range(&field, a.min, a.max, profiles),
            }
        }
    }
}

fn bind_range(field: &Field, min: Option<f32>, max: Option<f32>, profiles: &Profiles) -> Bound {
    let level = profiles.find(field, Kind::Level).filter(|id| !profiles.dictionary(*id).overflowed());
    let levels = level.map_or(&[][..], |id| profiles.dictionary(id).levels());
    Bound::Range {
        number: profiles.find(field, Kind::Number),
        level,
        from: min.unwrap_or(f32::NEG_INFINITY),
        to: max.unwrap_or(f32::INFINITY),
        levels: levels.iter().map(|l| l.parse::<f32>().ok().filter(|x| x.is_finite())).collect(),
    }
}

/// Share of the completed years `low..=high` that lie in `from..=to`.
fn overlap_of_ages(low: f32, high: f32, from: f32, to: f32) -> f32 {
    let inside = high.min(to.floor()) - low.max(from.ceil()) + 1.0;
    inside.max(0.0) / (high - low + 1.0)
}

/// Share of the amounts between `low` and `high` that are at least `from` and below `to`, incomes taken as evenly
/// spread within their band; `None` where an open band holds a limit, for it has no such share.
fn overlap_of_incomes(low: f64, high: f64, from: f64, to: f64) -> Met {
    if low >= to || high < from {
        return Some(0.0);
    }
    if low >= from && (high < to || to.is_infinite()) {
        return Some(1.0);
    }
    if high.is_infinite() {
        return None;
    }
    if high == low {
        return Some(1.0);
    }
    Some((((high.min(to) - low.max(from)) / (high - low)) as f32).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::{AgeRange, IncomeConcept, IncomeLimits, MedianIncome, MedianIncomes, TargetSpec};
    use super::*;
    use crate::profile::Cell;

    fn target() -> Target {
        let spec = TargetSpec {
            age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
            income: Some(IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() }),
            ..TargetSpec::default()
        };
        let median = |household_size, amount| MedianIncome {
            country: "KR".into(),
            year: 2025,
            household_size,
            amount,
            currency: "KRW".into(),
            period: Period::Month,
            scope: Scope::Household,
            source: "test".into(),
            url: None,
            concept: IncomeConcept::Standard,
        };
        let ruler = MedianIncomes::new(vec![median(Some(1), 2_400_000.0), median(Some(4), 6_000_000.0)]);
        Target::resolve(spec, ruler).expect("a sound definition")
    }

    /// (age band, income band in KRW a month, household size) -> membership
    fn member(age: Option<(f32, f32)>, income: Option<(f32, f32)>, size: Option<f32>) -> Membership {
        let mut profiles = Profiles::new();
        let mut cells = Vec::new();
        let unit = profiles.column(&Field::IncomeUnit, Kind::Level);
        let krw = profiles.level(unit, "KRW/month/household").expect("room");
        let mut number = |field, value| {
            let column = profiles.column(&field, Kind::Number);
            cells.push((column, Cell::Number(value)));
        };
        if let Some((low, high)) = age {
            number(Field::AgeMin, low);
            number(Field::AgeMax, high);
        }
        if let Some((low, high)) = income {
            number(Field::IncomeMin, low);
            number(Field::IncomeMax, high);
        }
        if let Some(size) = size {
            number(Field::HouseholdSize, size);
        }
        if income.is_some() {
            cells.push((unit, Cell::Level(krw)));
        }
        profiles.push(&cells, None);
        let target = target();
        BoundTarget::new(&target, &profiles).of(&profiles.chunks()[0], 0, &mut Incomparable::default())
    }

    #[test]
    fn certain_fractional_and_unknown() {
        let poor = Some((1_000_000.0, 1_000_000.0));
        let sure = member(Some((30.0, 30.0)), poor, Some(4.0));
        assert_eq!((sure.share, sure.labelled, sure.complete), (1.0, true, true));
        let band = member(Some((25.0, 29.0)), poor, Some(4.0));
        assert!((band.share - 0.6).abs() < 1e-6 && band.labelled, "{band:?}");
        let old = member(Some((60.0, 60.0)), None, None);
        assert_eq!((old.share, old.labelled, old.complete), (0.0, true, false));
        let hidden_income = member(Some((30.0, 30.0)), None, None);
        assert_eq!((hidden_income.share, hidden_income.known, hidden_income.labelled), (1.0, 1, false));
        assert!(!member(None, None, None).labelled);
    }

    #[test]
    fn household_size_decides_only_where_it_matters() {
        let age = Some((30.0, 30.0));
        // 0.75 x 2.4M = 1.8M for one person, 4.5M for four
        assert!(member(age, Some((1.0e6, 1.0e6)), None).labelled, "below both limits");
        assert!(!member(age, Some((2.0e6, 2.0e6)), None).labelled, "between the limits");
        assert_eq!(member(age, Some((2.0e6, 2.0e6)), Some(1.0)).share, 0.0);
        assert_eq!(member(age, Some((2.0e6, 2.0e6)), Some(4.0)).share, 1.0);
    }

    #[test]
    fn bands_of_income_are_shared_and_open_ones_left_open() {
        let age = Some((30.0, 30.0));
        assert!((member(age, Some((4.0e6, 5.0e6)), Some(4.0)).share - 0.5).abs() < 1e-6);
        assert!(!member(age, Some((4.0e6, f32::INFINITY)), Some(4.0)).labelled);
        assert_eq!(member(age, Some((5.0e6, f32::INFINITY)), Some(4.0)).share, 0.0);
    }
}
