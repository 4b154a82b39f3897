//! Whether the values of a field that panel and audience share can be compared: their common support.
//!
//! A tilt re-weights panel rows, so it needs panel rows like those of the audience. A field spelt in other words, in
//! another unit or of another range has none; compared all the same, it makes any share look certain. Such a field is
//! left out of the covariates, and becomes one that only the panel has.
//!
//! - *Categories*, compared by [`level_key`](crate::profile::level_key): left out where more than [`MAX_UNMATCHED`] of
//!   the audience's values are of no panel row, or less than [`MIN_COVERED`] of the panel's weight has a value of the
//!   audience. A region that a national panel has few people of is matched; a label that only one side uses is not.
//! - *Numbers*: left out where the audience's quantiles are the panel's times a power of ten, by more than the panel
//!   spreads (`x10`, `x1000`), or where less than [`MIN_INSIDE`] of them lies in the central 98 % of the panel's. A tilt
//!   by 1.6 standard deviations, the largest considered, leaves more than three quarters inside.

use std::collections::BTreeMap;

use crate::disclosure::MinCell;
use crate::ingest::excerpt;
use crate::profile::{Field, Kind, Profiles, number_key};
use crate::segments::{CovariateSource, RowIndex, covariate_name};
use crate::stats::quantile;
use serde::{Deserialize, Serialize};

/// Share of an audience's values of a category that may be unknown to the panel.
const MAX_UNMATCHED: f64 = 0.1;
/// From this share on, which is that of a level of its own, unmatched values of a category that is compared are reported,
/// and the field says nothing of those who have them. Fewer count as rare levels do.
const NOTABLE_UNMATCHED: f64 = 0.03;
/// Share of the panel's weight that must have a value of the audience.
const MIN_COVERED: f64 = 0.05;
/// Share of an audience's numbers that must lie within the panel's.
const MIN_INSIDE: f64 = 0.5;
/// Of so few different numbers, the same numbers on both sides are inside, however rare.
const FEW_NUMBERS: usize = 20;
/// Numbers needed on each side for a comparison of scales.
const MIN_NUMBERS: usize = 20;
/// By how much the logarithm to base 10 of the quantiles' ratios may miss a whole number, and vary.
const SCALE_ERRORS: (f64, f64) = (0.15, 0.3);
/// A scale is another only beyond so many standard deviations of the panel.
const MIN_SCALE_DISTANCE: f64 = 2.0;
/// Values named.
const MAX_NAMED: usize = 5;

/// Why a field's values cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupportFault {
    /// The categories have other names.
    Names,
    /// The numbers lie elsewhere.
    Range,
    /// The audience's numbers are the panel's times ten to this power.
    Scale(i32),
    /// The incomes are in other currencies, periods or scopes.
    Unit,
}

/// Values as they may be published: the commonest texts, or the range of most numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueSummary {
    /// The commonest texts, without those of too few people, and whether there are more.
    Texts(Vec<String>, bool),
    /// The central 90 % of the numbers, in three digits.
    Numbers(String, String),
}

/// A field that is left out, with its values on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutCovariate {
    /// Its name.
    pub name: String,
    /// Why.
    pub fault: SupportFault,
    /// Values of the panel.
    pub panel: ValueSummary,
    /// Values of the audience.
    pub audience: ValueSummary,
}

/// Values of a compared category that the panel does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedLevels {
    /// The field.
    pub name: String,
    /// Its commonest values.
    pub values: Vec<String>,
    /// Per mille of the audience that has one; at least that of the minimum cell size.
    pub per_mille: u64,
    /// The minimum cell size, where fewer have one.
    pub fewer_than: Option<u64>,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommonSupport {
    /// The field can be compared.
    Common,
    /// It can, but for some values.
    Partial(UnmatchedLevels),
    /// It cannot.
    None(LeftOutCovariate),
}

/// The rows of one side, with their weights.
pub struct Side<'a> {
    /// Its profiles.
    pub profiles: &'a Profiles,
    /// Its rows.
    pub rows: &'a [(RowIndex, f64)],
}

/// Compares the values of `field` between panel and audience. Incomes in `unit` only are read, the panel's.
pub fn support(
    field: &Field,
    panel: &Side<'_>,
    audience: &Side<'_>,
    unit: Option<&str>,
    min_cell: MinCell,
) -> CommonSupport {
    let (ours, theirs) = (Values::read(field, panel, unit), Values::read(field, audience, unit));
    let none = |fault, panel, audience| {
        CommonSupport::None(LeftOutCovariate { name: covariate_name(field), fault, panel, audience })
    };
    if *field == Field::IncomeMin && unit.is_some() {
        let stated = Values::read(field, audience, None);
        if theirs.rows() < (1.0 - MAX_UNMATCHED) * stated.rows() {
            let [ours, theirs] = [panel, audience].map(|side| Values::read_units(side).summary(min_cell));
            return none(SupportFault::Unit, ours, theirs);
        }
    }
    let fault = if ours.numbers.len() as f64 >= ours.texts.values().map(|t| t.rows).sum::<f64>() {
        number_fault(&ours, &theirs)
    } else {
        match unmatched(&ours, &theirs) {
            Ok(unmatched) => return partial(field, unmatched, &theirs, min_cell),
            Err(fault) => Some(fault),
        }
    };
    match fault {
        Some(fault) => none(fault, ours.summary(min_cell), theirs.summary(min_cell)),
        None => CommonSupport::Common,
    }
}

/// One text of a category.
#[derive(Default)]
struct Text {
    text: String,
    rows: f64,
    weight: f64,
}

/// The values of one side.
struct Values {
    /// Numbers, sorted.
    numbers: Vec<f64>,
    /// Texts by their keys.
    texts: BTreeMap<String, Text>,
}

impl Values {
    fn read(field: &Field, side: &Side<'_>, unit: Option<&str>) -> Self {
        let source = CovariateSource::new(side.profiles, field, unit);
        let (keys, levels) = (source.keys(side.profiles), source.levels(side.profiles));
        let mut texts: BTreeMap<String, Text> = BTreeMap::new();
        let mut numbers = Vec::new();
        for (at, weight) in side.rows {
            let chunk = &side.profiles.chunks()[at.chunk()];
            if let Some(code) = source.level(chunk, at.row()) {
                let code = code as usize;
                let text = texts.entry(keys[code].to_owned()).or_default();
                text.text = levels[code].to_string();
                text.rows += 1.0;
                text.weight += weight;
            } else if let Some(x) = source.number(chunk, at.row()) {
                numbers.push(x);
            }
        }
        numbers.sort_unstable_by(f64::total_cmp);
        Self { numbers, texts }
    }

    /// The units of the incomes.
    fn read_units(side: &Side<'_>) -> Self {
        let mut texts: BTreeMap<String, Text> = BTreeMap::new();
        let column = side.profiles.find(&Field::IncomeUnit, Kind::Level);
        for (at, _) in side.rows {
            let Some(id) = column else { continue };
            if let Some(code) = side.profiles.chunks()[at.chunk()].level(id, at.row()) {
                let unit = &side.profiles.dictionary(id).levels()[code as usize];
                let text = texts.entry(unit.to_string()).or_default();
                text.text = unit.to_string();
                text.rows += 1.0;
            }
        }
        Self { numbers: Vec::new(), texts }
    }

    fn rows(&self) -> f64 {
        self.numbers.len() as f64 + self.texts.values().map(|text| text.rows).sum::<f64>()
    }

    /// All values as texts: numbers under their keys.
    fn as_texts(&self) -> BTreeMap<String, (f64, f64)> {
        let mut all: BTreeMap<String, (f64, f64)> =
            self.texts.iter().map(|(key, text)| (key.clone(), (text.rows, text.weight))).collect();
        for x in &self.numbers {
            let count = all.entry(number_key(*x)).or_default();
            count.0 += 1.0;
            count.1 += 1.0;
        }
        all
    }

    /// All values as numbers, where they are; texts are parsed. Sorted.
    fn as_numbers(&self) -> Vec<f64> {
        let parsed = self.texts.values().filter_map(|text| {
            let number = text.text.parse::<f64>().ok().filter(|x| x.is_finite())?;
            Some(std::iter::repeat_n(number, text.rows as usize))
        });
        let mut all: Vec<f64> = parsed.flatten().chain(self.numbers.iter().copied()).collect();
        all.sort_unstable_by(f64::total_cmp);
        all
    }

    fn summary(&self, min_cell: MinCell) -> ValueSummary {
        if self.numbers.len() as f64 > self.texts.values().map(|text| text.rows).sum::<f64>() {
            // Neither end is of fewer people than may be reported of.
            let tail = (min_cell.0 as f64 / self.numbers.len() as f64).clamp(0.05, 0.5);
            let [low, high] = [tail, 1.0 - tail].map(|p| three_digits(quantile(&self.numbers, p)));
            return ValueSummary::Numbers(low, high);
        }
        let mut texts: Vec<&Text> = self.texts.values().collect();
        texts.sort_by(|a, b| b.rows.total_cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        let common = texts.iter().filter(|text| !min_cell.is_small_cell(text.rows as u64)).take(MAX_NAMED);
        let named: Vec<String> = common.map(|text| excerpt(&text.text)).collect();
        let more = texts.len() > named.len();
        ValueSummary::Texts(named, more)
    }
}

fn three_digits(x: f64) -> String {
    let step = if x == 0.0 { 1.0 } else { 10f64.powf(x.abs().log10().floor() - 2.0) };
    number_key((x / step).round() * step)
}

/// The audience's values that the panel does not have, as keys, with their share; or why nothing can be compared.
fn unmatched(ours: &Values, theirs: &Values) -> Result<(Vec<String>, f64), SupportFault> {
    let (ours, theirs) = (ours.as_texts(), theirs.as_texts());
    let all: f64 = theirs.values().map(|(rows, _)| rows).sum();
    if all == 0.0 {
        return Ok((Vec::new(), 0.0));
    }
    let unknown: Vec<(&String, f64)> =
        theirs.iter().filter(|(key, _)| !ours.contains_key(*key)).map(|(key, (rows, _))| (key, *rows)).collect();
    let share = unknown.iter().map(|(_, rows)| rows).sum::<f64>() / all;
    let weight: f64 = ours.values().map(|(_, weight)| weight).sum();
    let covered = ours.iter().filter(|(key, _)| theirs.contains_key(*key)).map(|(_, (_, weight))| weight).sum::<f64>();
    if share > MAX_UNMATCHED || covered < MIN_COVERED * weight {
        return Err(SupportFault::Names);
    }
    Ok((unknown.into_iter().map(|(key, _)| key.clone()).collect(), share))
}

fn partial(field: &Field, unmatched: (Vec<String>, f64), theirs: &Values, min_cell: MinCell) -> CommonSupport {
    let (keys, share) = unmatched;
    if share < NOTABLE_UNMATCHED {
        return CommonSupport::Common;
    }
    let mut texts: Vec<&Text> = keys.iter().filter_map(|key| theirs.texts.get(key)).collect();
    texts.sort_by(|a, b| b.rows.total_cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
    let common = texts.into_iter().filter(|text| !min_cell.is_small_cell(text.rows as u64)).take(MAX_NAMED);
    let values = common.map(|text| excerpt(&text.text)).collect();
    let (all, rows) = (theirs.rows(), share * theirs.rows());
    let small = min_cell.is_small_cell(rows.round() as u64).then_some(min_cell.0);
    let rows = small.map_or(rows, |least| least as f64);
    let per_mille = (1_000.0 * rows / all).round() as u64;
    CommonSupport::Partial(UnmatchedLevels { name: covariate_name(field), values, per_mille, fewer_than: small })
}

fn number_fault(ours: &Values, theirs: &Values) -> Option<SupportFault> {
    let (all, ours, theirs) = (theirs.rows(), ours.as_numbers(), theirs.as_numbers());
    if (theirs.len() as f64) < (1.0 - MAX_UNMATCHED) * all {
        return Some(SupportFault::Names);
    }
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    if let Some(power) = other_scale(&ours, &theirs) {
        return Some(SupportFault::Scale(power));
    }
    let (low, high) = (quantile(&ours, 0.01), quantile(&ours, 0.99));
    let mut distinct = ours;
    distinct.dedup();
    let known = |x: &f64| distinct.len() <= FEW_NUMBERS && distinct.contains(x);
    let inside = theirs.iter().filter(|x| (low..=high).contains(*x) || known(x)).count();
    ((inside as f64) < MIN_INSIDE * theirs.len() as f64).then_some(SupportFault::Range)
}

/// The power of ten by which the audience's numbers exceed the panel's, where they are alike otherwise and the distance
/// is beyond what the panel spreads. Both are sorted.
fn other_scale(ours: &[f64], theirs: &[f64]) -> Option<i32> {
    let logarithms = |values: &[f64]| -> Option<[f64; 5]> {
        let positive = &values[values.partition_point(|x| *x <= 0.0)..];
        let enough = positive.len() >= MIN_NUMBERS && positive.len() as f64 >= 0.9 * values.len() as f64;
        enough.then(|| [0.1, 0.25, 0.5, 0.75, 0.9].map(|p| quantile(positive, p).log10()))
    };
    let (ours, theirs) = (logarithms(ours)?, logarithms(theirs)?);
    let ratios: Vec<f64> = theirs.iter().zip(&ours).map(|(a, b)| a - b).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let spread =
        ratios.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b)) - ratios.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let power = mean.round();
    let sd = (ours[3] - ours[1]) / 1.349;
    let is_scale = power != 0.0
        && (mean - power).abs() <= SCALE_ERRORS.0
        && spread <= SCALE_ERRORS.1
        && power.abs() > MIN_SCALE_DISTANCE * sd;
    is_scale.then_some(power as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Cell;

    fn texts(values: &[(&str, usize)]) -> Profiles {
        let mut profiles = Profiles::new();
        let column = profiles.column(&Field::Education, Kind::Level);
        for (text, n) in values {
            let code = profiles.level(column, text).expect("room");
            (0..*n).for_each(|_| profiles.push(&[(column, Cell::Level(code))], None));
        }
        profiles
    }

    fn numbers(values: impl Iterator<Item = f64>) -> Profiles {
        let mut profiles = Profiles::new();
        let column = profiles.column(&Field::Education, Kind::Number);
        values.for_each(|x| profiles.push(&[(column, Cell::Number(x as f32))], None));
        profiles
    }

    fn compare(panel: &Profiles, audience: &Profiles) -> CommonSupport {
        let rows = |profiles: &Profiles| -> Vec<(RowIndex, f64)> {
            (0..profiles.len()).map(|at| (RowIndex::new(at), 1.0)).collect()
        };
        let (ours, theirs) = (rows(panel), rows(audience));
        let side = |profiles, rows| Side { profiles, rows };
        support(&Field::Education, &side(panel, &ours), &side(audience, &theirs), None, MinCell(10))
    }

    fn fault(panel: &Profiles, audience: &Profiles) -> Option<SupportFault> {
        match compare(panel, audience) {
            CommonSupport::None(left_out) => Some(left_out.fault),
            CommonSupport::Common | CommonSupport::Partial(_) => None,
        }
    }

    #[test]
    fn categories_meet_by_name_and_not_by_number() {
        let panel = texts(&[("Secondary or lower", 60), ("Degree or higher", 40)]);
        let CommonSupport::None(found) = compare(&panel, &texts(&[("school", 30), ("degree", 70)])) else {
            panic!("nothing is shared")
        };
        let names = |names: [&str; 2]| ValueSummary::Texts(names.map(str::to_owned).to_vec(), false);
        assert_eq!(found.fault, SupportFault::Names);
        assert_eq!(found.panel, names(["Secondary or lower", "Degree or higher"]));
        assert_eq!(found.audience, names(["degree", "school"]));
        assert_eq!(fault(&panel, &texts(&[("secondary_or_lower", 30), ("DEGREE OR HIGHER", 70)])), None);
    }

    #[test]
    fn one_renamed_level_of_several_leaves_the_field_out_and_a_rare_one_is_reported() {
        let panel = texts(&[("low", 40), ("mid", 30), ("high", 30)]);
        assert_eq!(fault(&panel, &texts(&[("low", 50), ("medium", 30), ("high", 20)])), Some(SupportFault::Names));
        let CommonSupport::Partial(found) = compare(&panel, &texts(&[("low", 500), ("doctorate", 50), ("high", 450)]))
        else {
            panic!("most is shared")
        };
        assert_eq!((found.values, found.per_mille), (vec!["doctorate".to_owned()], 50));
    }

    #[test]
    fn an_audience_of_one_region_meets_a_national_panel() {
        let panel = texts(&[("a", 70), ("b", 20), ("c", 10)]);
        assert_eq!(compare(&panel, &texts(&[("c", 100)])), CommonSupport::Common);
        assert_eq!(compare(&panel, &texts(&[])), CommonSupport::Common, "nobody is left to compare");
        assert_eq!(fault(&texts(&[("a", 990), ("b", 10)]), &texts(&[("b", 100)])), Some(SupportFault::Names));
    }

    #[test]
    fn numbers_and_texts_do_not_meet() {
        let years = numbers((0..200).map(|i| f64::from(8 + i % 9)));
        assert_eq!(fault(&years, &texts(&[("college", 100)])), Some(SupportFault::Names));
        assert_eq!(
            fault(&texts(&[("M", 50), ("F", 50)]), &numbers((0..100).map(|i| f64::from(1 + i % 2)))),
            Some(SupportFault::Names)
        );
        assert_eq!(fault(&texts(&[("1", 50), ("2", 50)]), &numbers((0..100).map(|i| f64::from(1 + i % 2)))), None);
    }

    #[test]
    fn other_scales_and_ranges_are_seen() {
        // Incomes of a lognormal shape, in won and in 10,000 won.
        let incomes =
            |factor: f64| numbers((1..200).map(move |i| factor * (0.6 * (f64::from(i) / 100.0 - 1.0) * 2.0).exp()));
        let panel = incomes(300.0);
        for power in [-3, -1, 1, 2, 3, 4] {
            assert_eq!(fault(&panel, &incomes(300.0 * 10f64.powi(power))), Some(SupportFault::Scale(power)));
        }
        assert_eq!(fault(&panel, &incomes(450.0)), None, "richer");
        assert_eq!(fault(&panel, &incomes(300.0 * 60.0)), Some(SupportFault::Range));
        let ages = |from: u32, to: u32| numbers((0..300).map(move |i| f64::from(from + i % (to - from))));
        assert_eq!(fault(&ages(20, 40), &ages(60, 80)), Some(SupportFault::Range));
        assert_eq!(fault(&ages(20, 70), &ages(20, 35)), None);
        let flag = |ones: usize| numbers((0..1_000).map(move |i| f64::from(u8::from(i < ones))));
        assert_eq!(fault(&flag(3), &flag(700)), None, "a rare yes is a yes");
    }

    #[test]
    fn counts_that_spread_over_orders_of_magnitude_may_differ_tenfold() {
        let counts =
            |factor: f64| numbers((1..400).map(move |i| factor * (2.0 * (f64::from(i) / 200.0 - 1.0) * 2.5).exp()));
        assert_eq!(fault(&counts(200.0), &counts(2_000.0)), None);
    }
}
