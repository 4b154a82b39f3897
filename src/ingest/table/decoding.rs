//! How the cells of a column are read, and whether they suit a field.

use super::super::age_income::MAX_AGE;
use super::super::reading::ColumnForm;
use super::super::schema::{FieldPath, FieldType, FreeFormObject, field_by_path};
use super::super::value::id_hash;
use super::answers::{flag, is_non_answer};
use super::bands::{Scale, are_ends_by_comma, band};
use super::codes;
use super::dates::{DateOrder, ShortYears, birth_year_of, is_year, placeholder_of};
use super::decode::{Bands, Decode};
use super::dialect::TableStart;
use super::names::{self, AGE};
use super::numbers::{Number, NumberStyle};

/// A year after that of any file: which cells are years of two digits does not hang on the day.
const LATEST_YEAR: i32 = 2100;
/// The share of a column's cells that must be readable as a field that the values alone suggest, in percent.
pub(super) const MIN_READABLE_ALONE: usize = 95;
/// Cells from which values alone can suggest a field.
const MIN_CELLS_ALONE: usize = 8;

pub(super) fn forms(decode: Decode) -> Vec<ColumnForm> {
    match decode {
        Decode::Number { style, factor, .. } => {
            let comma = style.decimal_comma.then_some(ColumnForm::DecimalComma);
            let factor = (factor != 1.0).then_some(ColumnForm::Multiplied { factor });
            comma.into_iter().chain(factor).collect()
        }
        Decode::Mixed(Some(style)) if style.decimal_comma => vec![ColumnForm::DecimalComma],
        Decode::ShortYear(_) => vec![ColumnForm::ShortYears],
        Decode::Date(DateOrder::DayFirst) => vec![ColumnForm::DayFirst],
        Decode::Date(DateOrder::MonthFirst) => vec![ColumnForm::MonthFirst],
        Decode::Cell | Decode::Id | Decode::Year { .. } | Decode::Flag { .. } | Decode::Mixed(_) | Decode::Date(_) => {
            Vec::new()
        }
    }
}

/// How the cells of a column are read for this field.
pub(super) fn decode(table: &TableStart, column: usize, path: &FieldPath) -> Decode {
    let cells = || table.cells(column).filter(|cell| !is_non_answer(cell));
    match path {
        FieldPath::FreeForm(FreeFormObject::Channels, _) => flag_decode(cells()),
        FieldPath::FreeForm(FreeFormObject::Attributes, _) => Decode::Mixed(mixed_style(cells())),
        FieldPath::Fixed(path) => field_decode(table, column, path, cells()),
    }
}

fn field_decode<'a>(
    table: &TableStart,
    column: usize,
    path: &'static str,
    cells: impl Iterator<Item = &'a str> + Clone,
) -> Decode {
    let spec = field_by_path(path).expect("the path came from there");
    let number = |range: [f64; 2], bands| {
        let scales =
            matches!(spec.field_type, FieldType::IncomeAmount | FieldType::IncomeBandMin | FieldType::IncomeBandMax);
        let factor =
            if scales { names::multiplier(&format!("{} {}", table.names[column], table.labels[column])) } else { None };
        let style = if factor.is_none() && (scales || matches!(spec.field_type, FieldType::Count(_))) {
            NumberStyle::of_whole(cells.clone())
        } else if spec.field_type == FieldType::Age && are_ends_by_comma(cells.clone()) {
            NumberStyle::default()
        } else {
            NumberStyle::of(cells.clone(), |value| (range[0]..=range[1]).contains(&value))
        };
        Decode::Number { style, factor: factor.unwrap_or(1.0), bands }
    };
    let decades = spec.field_type == FieldType::Age && codes::are_decades(table, column);
    let bands = |scale, min, max, style: NumberStyle| {
        let end = |path| field_by_path(path).expect("a field");
        let ends = Bands { scale, min: end(min), max: end(max), decades };
        let is_band = |cell: &str| style.parse(cell).is_none() && band(cell, scale, style).is_some();
        (decades || cells.clone().any(is_band)).then_some(ends)
    };
    let anything = [0.0, f64::MAX];
    match spec.field_type {
        FieldType::Age => {
            number([0.0, MAX_AGE], bands(Scale::WholeYears, "age_band.min", "age_band.max", NumberStyle::default()))
        }
        FieldType::IncomeAmount => {
            number(anything, bands(Scale::Amount, "income.band.min", "income.band.max", NumberStyle::default()))
        }
        FieldType::AgeBandMin | FieldType::AgeBandMax => number([0.0, MAX_AGE], None),
        FieldType::HouseholdSize => number([1.0, 30.0], None),
        FieldType::BirthYear => {
            let is_there = cells.clone().next().is_some();
            let all = |reads: fn(&str) -> bool| is_there && cells.clone().all(reads);
            if let Some(years) = ShortYears::of(cells.clone(), LATEST_YEAR) {
                Decode::ShortYear(years)
            } else if all(|cell| birth_year_of(cell).is_some()) {
                Decode::Year { placeholder: placeholder_of(cells.clone()) }
            } else {
                number([1900.0, 2100.0], None)
            }
        }
        FieldType::IncomeBandMin
        | FieldType::IncomeBandMax
        | FieldType::MedianRatio
        | FieldType::FollowOrder
        | FieldType::Weight
        | FieldType::LabelWeight
        | FieldType::Count(_) => number(anything, None),
        FieldType::Flag(_) => flag_decode(cells),
        FieldType::Timestamp(_) => Decode::Date(DateOrder::of(cells)),
        FieldType::Id => Decode::Id,
        FieldType::Category(_) | FieldType::IncomeCurrency | FieldType::IncomePeriod | FieldType::IncomeScope => {
            Decode::Cell
        }
    }
}

fn flag_decode<'a>(mut cells: impl Iterator<Item = &'a str>) -> Decode {
    Decode::Flag { mark_is_yes: cells.all(|cell| matches!(cell, "x" | "X" | "v" | "V" | "✓" | "✔")) }
}

/// The style of a column of other numbers than plain ones; `None` where it holds texts, codes or plain numbers.
fn mixed_style<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Option<NumberStyle> {
    if !cells.clone().any(|cell| cell.contains(',')) {
        return None;
    }
    let style = NumberStyle::of(cells.clone(), |value| value.is_finite());
    let is_number = |cell: &str| style.parse(cell).is_some_and(|number| !number.has_unit) && !is_code(cell);
    (cells.clone().next().is_some() && {
        let mut cells = cells;
        cells.all(is_number)
    })
    .then_some(style)
}

/// Whether zeros lead, as in codes.
fn is_code(cell: &str) -> bool {
    let digits = cell.trim_start_matches('-').as_bytes();
    matches!(digits, [b'0', b'0'..=b'9', ..])
}

/// Whether enough of a column's cells can be read as a field.
pub(super) fn suits(table: &TableStart, column: usize, path: &'static str, percent: usize) -> bool {
    let cells: Vec<&str> = table.cells(column).filter(|cell| !is_non_answer(cell)).collect();
    if cells.is_empty() {
        return true;
    }
    let spec = field_by_path(path).expect("the path came from there");
    let decode = field_decode(table, column, path, cells.iter().copied());
    let reads = |cell: &str| match (spec.field_type, decode) {
        (FieldType::Age, Decode::Number { style, .. }) => {
            let is_age = |number: Number| (0.0..=MAX_AGE).contains(&number.value);
            !is_year(cell) && (style.parse(cell).is_some_and(is_age) || band(cell, Scale::WholeYears, style).is_some())
        }
        (FieldType::IncomeAmount, Decode::Number { style, .. }) => {
            style.parse(cell).is_some_and(|number| number.value >= 0.0) || band(cell, Scale::Amount, style).is_some()
        }
        (FieldType::BirthYear, Decode::Number { style, .. }) => {
            style.parse(cell).is_some_and(|number| (1900.0..=2100.0).contains(&number.value))
        }
        (FieldType::HouseholdSize, Decode::Number { style, .. }) => {
            style.parse(cell).is_some_and(|number| (1.0..=30.0).contains(&number.value) && number.value.fract() == 0.0)
        }
        (FieldType::Count(_), Decode::Number { style, .. }) => {
            style.parse(cell).is_some_and(|number| number.value >= 0.0 && number.value.fract() == 0.0)
        }
        (_, Decode::Number { style, .. }) => style.parse(cell).is_some_and(|number| number.value > 0.0),
        (_, Decode::Date(order)) => order.parse(cell).is_some() || order == DateOrder::Ambiguous,
        (_, Decode::Year { .. } | Decode::ShortYear(_)) => true,
        (_, Decode::Flag { .. }) => flag(cell).is_some(),
        (FieldType::Category(_), _) => {
            NumberStyle::default().parse(cell).is_none() || cells.len() < 2 || is_category_code(&cells)
        }
        _ => true,
    };
    let readable = cells.iter().filter(|cell| reads(cell)).count();
    let enough = readable * 100 >= cells.len() * percent;
    if spec.field_type == FieldType::Id {
        // An id is one person's.
        let mut hashes: Vec<u64> = cells.iter().map(|cell| id_hash(cell)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        return hashes.len() == cells.len();
    }
    enough
}

/// Whether numbers are codes of a category: few different ones.
fn is_category_code(cells: &[&str]) -> bool {
    let mut different: Vec<&str> = cells.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() <= 40
}

/// The field that a column's values can be nothing else than.
pub(super) fn by_values(table: &TableStart, column: usize) -> Option<&'static str> {
    let cells: Vec<&str> = table.cells(column).filter(|cell| !is_non_answer(cell)).collect();
    let others = |name: &str| names::is_about_others(&names::key(name));
    if cells.len() < MIN_CELLS_ALONE || others(&table.names[column]) || others(&table.labels[column]) {
        return None;
    }
    let share = |reads: fn(&str) -> bool| {
        cells.iter().filter(|cell| reads(cell)).count() * 100 >= cells.len() * MIN_READABLE_ALONE
    };
    if share(is_gender_word) {
        return Some("gender");
    }
    (share(is_age_bracket) && cells.iter().any(|cell| cell.len() > 2)).then_some(AGE)
}

/// Words, not letters, that name a gender.
fn is_gender_word(cell: &str) -> bool {
    matches!(
        cell.to_lowercase().as_str(),
        "male"
            | "female"
            | "man"
            | "woman"
            | "men"
            | "women"
            | "남"
            | "여"
            | "남성"
            | "여성"
            | "남자"
            | "여자"
            | "männlich"
            | "weiblich"
            | "homme"
            | "femme"
            | "男性"
            | "女性"
            | "non-binary"
            | "nonbinary"
    )
}

/// Brackets of ages: with the words of ages, or with ends that surveys use.
fn is_age_bracket(cell: &str) -> bool {
    // "Eighties" may be music.
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let Some(found) = band(cell, Scale::WholeYears, NumberStyle::default()) else { return false };
    let words = ["세", "대", "歳", "代", "jahre", "ans", "years", "yrs", "under", "older", "over"];
    let low = found.min.unwrap_or(0.0);
    let width = found.max.unwrap_or(MAX_AGE) - low;
    let is_usual = match (found.min, found.max) {
        (Some(min), Some(max)) => {
            (10.0..=85.0).contains(&min) && max <= 99.0 && matches!(width as u32, 4 | 5 | 6 | 7 | 9 | 14 | 19)
        }
        (Some(min), None) => (40.0..=90.0).contains(&min),
        (None, Some(max)) => (12.0..=39.0).contains(&max),
        (None, None) => false,
    };
    is_usual
        && (words.iter().any(|word| cell.to_lowercase().contains(word))
            || found.max.is_none()
            || found.max.is_some_and(|max| max % 5.0 == 4.0))
}
