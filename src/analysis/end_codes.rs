//! Codes for "no answer" among the values of a field, such as an age of 98 or 99: numbers at which far more people stand
//! than the numbers around them can explain.
//!
//! # The test
//! Under the null hypothesis a code holds at most a quarter of the people who stand at it or near it: within five for
//! ages and household sizes, within a quarter of its size for other numbers, and among all negative numbers for a
//! negative code. Given how many stand there in all, the number at the code is then at most binomial with one quarter,
//! and the code heaps where so many or more have a probability below [`FALSE_ALARM`]. The other codes are left out of
//! the neighbours, because surveys use several.
//!
//! Smooth distributions stay far below a quarter: of eleven ages side by side one holds about a tenth. A distribution
//! whose last value means "and older" may heap honestly where that value looks like a code, so this is never a verdict:
//! the answer says what the figure would be.

use std::collections::BTreeMap;

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles};
use crate::target::Target;

/// Probability of calling one smooth number a code.
const FALSE_ALARM: f64 = 1e-4;
/// The largest share of the people near a number that a smooth distribution has at it.
const MAX_SMOOTH_SHARE: f64 = 0.25;
/// The fewest people at a number, none being near it, that smooth numbers have so seldom.
const MIN_HEAP: u64 = 7;
/// Neighbours of an age or a household size.
const WINDOW: f64 = 5.0;
/// The fewest numbers that a scale reaches up to if -1 is not one of its steps.
const MIN_SCALE: f64 = 5.0;

/// A field with numbers that may be codes for no answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HeapedCodes {
    /// The field; the lower end of a band stands for both.
    pub(super) field: Field,
    /// The numbers, ascending.
    pub(super) codes: Vec<f32>,
    /// How many people have one of them.
    pub(super) values: u64,
    columns: NumberColumns,
}

/// Where a field's numbers are: in one column, or equal in two where the field is kept as the ends of a band.
#[derive(Debug, Clone, Copy, PartialEq)]
struct NumberColumns {
    low: ColumnId,
    high: Option<ColumnId>,
}

impl NumberColumns {
    fn number(self, chunk: &Chunk, row: usize) -> Option<f32> {
        let low = chunk.number(self.low, row)?;
        let is_exact = self.high.is_none_or(|high| chunk.number(high, row) == Some(low));
        is_exact.then_some(low)
    }
}

/// The fields that `target` reads in which codes heap.
pub(super) fn heaped_codes(target: &Target, profiles: &Profiles) -> Vec<HeapedCodes> {
    let mut found = Vec::new();
    for (column, field, kind) in profiles.columns() {
        let is_upper_end = matches!(field, Field::AgeMax | Field::IncomeMax);
        if kind != Kind::Number || is_upper_end || !target.reads(field) {
            continue;
        }
        let ends = [(Field::AgeMin, Field::AgeMax), (Field::IncomeMin, Field::IncomeMax)];
        let high = ends.into_iter().find(|(low, _)| low == field);
        let high = high.and_then(|(_, high)| profiles.find(&high, Kind::Number));
        let columns = NumberColumns { low: column, high };
        let is_counted = matches!(field, Field::AgeMin | Field::HouseholdSize);
        // Most files have no such number, and then the others need not be counted.
        let codes = Numbers::of(profiles, columns, |number| is_code(number, is_counted));
        if codes.0.values().all(|n| *n < MIN_HEAP) {
            continue;
        }
        let numbers = Numbers::of(profiles, columns, |_| true);
        let codes: Vec<f32> = numbers.codes(is_counted).collect();
        if !codes.is_empty() {
            let values = codes.iter().map(|code| numbers.at(f64::from(*code))).sum();
            found.push(HeapedCodes { field: field.clone(), codes, values, columns });
        }
    }
    found
}

/// `profiles` with the codes of `heaped` missing.
pub(super) fn without_codes(profiles: &Profiles, heaped: &[HeapedCodes]) -> Profiles {
    let mut without = profiles.clone();
    for HeapedCodes { codes, columns, .. } in heaped {
        for (i, chunk) in profiles.chunks().iter().enumerate() {
            let is_code = |row: &usize| columns.number(chunk, *row).is_some_and(|number| codes.contains(&number));
            let rows: Vec<usize> = (0..chunk.rows()).filter(is_code).collect();
            for column in std::iter::once(columns.low).chain(columns.high) {
                without.drop_numbers(i, column, &rows);
            }
        }
    }
    without
}

/// How many people stand at each number.
struct Numbers(BTreeMap<i64, u64>);

/// Numbers are kept to a thousandth, so that they have an order.
const SCALE: f64 = 1000.0;

impl Numbers {
    /// Counts the numbers that `is_counted` names.
    fn of(profiles: &Profiles, columns: NumberColumns, is_counted: impl Fn(f64) -> bool) -> Self {
        let mut counts = BTreeMap::new();
        for chunk in profiles.chunks() {
            let numbers = (0..chunk.rows()).filter_map(|row| columns.number(chunk, row)).map(f64::from);
            numbers
                .filter(|number| is_counted(*number))
                .for_each(|number| *counts.entry(key(number)).or_default() += 1);
        }
        Self(counts)
    }

    fn at(&self, number: f64) -> u64 {
        self.0.get(&key(number)).copied().unwrap_or(0)
    }

    /// The codes that heap. Ages and household sizes are counted numbers; other numbers have a scale of their own.
    fn codes(&self, is_counted: bool) -> impl Iterator<Item = f32> {
        let numbers = self.0.keys().map(|key| *key as f64 / SCALE);
        let candidates = numbers.filter(move |number| is_code(*number, is_counted));
        candidates.filter(move |code| self.is_heaped(*code, is_counted)).map(|code| code as f32)
    }

    fn is_heaped(&self, code: f64, is_counted: bool) -> bool {
        if code == -1.0 && self.0.last_key_value().is_none_or(|(last, _)| *last < key(MIN_SCALE)) {
            return false;
        }
        let (from, to) = match code {
            code if code < 0.0 => (f64::MIN, 0.0),
            code if is_counted => (code - WINDOW, code + WINDOW),
            code => (0.75 * code, 1.25 * code),
        };
        let near = self.0.range(key(from)..=key(to));
        let other: u64 = near
            .filter(|(number, _)| {
                let number = **number as f64 / SCALE;
                number != 0.0 && !is_code(number, is_counted)
            })
            .map(|(_, n)| n)
            .sum();
        let at_code = self.at(code);
        let smooth = Binomial::new(MAX_SMOOTH_SHARE, at_code + other).expect("a quarter is a probability");
        smooth.sf(at_code - 1) < FALSE_ALARM
    }
}

fn key(number: f64) -> i64 {
    (number * SCALE).round() as i64
}

/// Whether a number is one that surveys use for no answer: two or more sevens, eights or nines, nines that end in a seven
/// or an eight, the same below zero, -1, -7, -8 and -9. Zero is a code of ages and household sizes.
fn is_code(number: f64, is_counted: bool) -> bool {
    if number.fract() != 0.0 || number.abs() > 1e12 {
        return false;
    }
    let digits = number.abs() as u64;
    if digits < 10 {
        return (digits == 0 && is_counted) || (number < 0.0 && matches!(digits, 1 | 7..=9));
    }
    let (first, last) = (digits / 10, digits % 10);
    matches!(last, 7..=9) && (consists_of(first, last) || (last < 9 && consists_of(first, 9)))
}

/// Whether every digit of `number` is `digit`.
fn consists_of(mut number: u64, digit: u64) -> bool {
    while number > 0 && number % 10 == digit {
        number /= 10;
    }
    number == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Cell;
    use crate::target::{AgeRange, AttributeCondition, MedianIncomes, TargetSpec};
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    /// Ages and points, which the target both reads.
    fn people(rows: impl IntoIterator<Item = (f32, f32)>) -> (Target, Profiles) {
        let mut profiles = Profiles::new();
        let columns = [Field::AgeMin, Field::AgeMax, Field::Attribute("points".into())]
            .map(|field| profiles.column(&field, Kind::Number));
        for (age, points) in rows {
            let cells: Vec<_> = columns.into_iter().zip([age, age, points].map(Cell::Number)).collect();
            profiles.push(&cells, None);
        }
        let spec = TargetSpec {
            age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
            attributes: vec![AttributeCondition { name: "points".into(), min: Some(1.0), ..Default::default() }],
            ..TargetSpec::default()
        };
        (Target::resolve(spec, MedianIncomes::default()).expect("a sound definition"), profiles)
    }

    fn codes_of(rows: impl IntoIterator<Item = (f32, f32)>) -> Vec<(Field, Vec<f32>, u64)> {
        let (target, profiles) = people(rows);
        heaped_codes(&target, &profiles).into_iter().map(|found| (found.field, found.codes, found.values)).collect()
    }

    #[test]
    fn codes_of_surveys_are_known_by_their_form() {
        let codes = |numbers: &[f64], is_counted| numbers.iter().all(|number| is_code(*number, is_counted));
        assert!(codes(&[77.0, 88.0, 97.0, 98.0, 99.0, 998.0, 9999.0, 9_999_999.0, 88_888.0, -1.0, -9.0, -99.0], false));
        let honest = [0.0, 7.0, 9.0, 30.0, 90.0, 78.0, 987.0, 99.5, 100.0, -2.0, -10.0, 1e15];
        assert!(honest.iter().all(|number| !is_code(*number, false)));
        assert!(is_code(0.0, true));
    }

    #[test]
    fn heaps_beside_smooth_values_are_found_in_every_field() {
        let base: Vec<(f32, f32)> = (0..300).map(|i| (18.0 + (i % 60) as f32, (i % 40) as f32 * 250.0)).collect();
        assert_eq!(codes_of(base.clone()), []);
        for age in [0.0, 88.0, 98.0, 99.0] {
            let heaped = base.iter().copied().chain((0..30).map(|_| (age, 500.0)));
            assert_eq!(codes_of(heaped), [(Field::AgeMin, vec![age], 30)], "{age}");
        }
        for points in [-1.0, -9.0, 99_999.0, 9_999_999.0] {
            let heaped = base.iter().copied().chain((0..30).map(|_| (40.0, points)));
            assert_eq!(codes_of(heaped), [(Field::Attribute("points".into()), vec![points], 30)], "{points}");
        }
    }

    #[test]
    fn several_codes_do_not_hide_one_another() {
        let ages = (0..240).map(|i| 18 + i % 60).chain((0..60).map(|i| 97 + i % 3));
        let found = codes_of(ages.map(|age| (age as f32, 5.0)));
        assert_eq!(found, [(Field::AgeMin, vec![97.0, 98.0, 99.0], 60)]);
    }

    #[test]
    fn a_top_coded_age_and_a_short_scale_are_not_codes() {
        // "90 and older" as one number.
        let ages = (0..500).map(|i| (18 + i % 72) as f32).chain((0..40).map(|_| 90.0));
        assert_eq!(codes_of(ages.map(|age| (age, 5.0))), []);
        assert_eq!(codes_of((0..300).map(|i| (30.0, (i % 3) as f32 - 1.0))), []);
    }

    #[test]
    fn smooth_distributions_raise_hardly_any_alarm() {
        let mut rng = Xoshiro256Plus::seed_from_u64(5);
        let mut alarms = 0;
        for run in 0..600 {
            let mean = 25.0 + (run % 50) as f64;
            // The sum of four uniform numbers is nearly normal.
            let mut age = || {
                let noise: f64 = (0..4).map(|_| rng.gen_range(-1.0..1.0)).sum();
                (mean + 18.0 * noise).clamp(0.5, 119.0).floor() as f32
            };
            let ages: Vec<(f32, f32)> = (0..400).map(|_| (age().max(1.0), 5.0)).collect();
            alarms += codes_of(ages).len();
        }
        assert!(alarms <= 2, "{alarms} of 600 smooth audiences");
    }

    #[test]
    fn codes_are_missing_afterwards_and_nothing_else_is() {
        let rows: Vec<(f32, f32)> =
            (0..100).map(|i| (if i % 4 == 0 { 99.0 } else { 20.0 + i as f32 / 3.0 }, 1.0)).collect();
        let (target, profiles) = people(rows.clone());
        let without = without_codes(&profiles, &heaped_codes(&target, &profiles));
        let [low, points] = [Field::AgeMin, Field::Attribute("points".into())]
            .map(|field| without.find(&field, Kind::Number).expect("the column is there"));
        for (row, (age, _)) in rows.iter().enumerate() {
            let chunk = &without.chunks()[0];
            assert_eq!(chunk.number(low, row), (*age != 99.0).then_some(*age), "row {row}");
            assert_eq!(chunk.number(points, row), Some(1.0));
        }
    }
}
