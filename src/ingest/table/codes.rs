//! Numbers that stand for something else: answers 1 and 2 for yes and no, groups of ages by number, decades.

use super::answers::is_non_answer;
use super::dialect::TableStart;
use super::names::{self, AGE};
use super::numbers::NumberStyle;

/// Cells from which numbers are taken for codes.
const MIN_CODES: usize = 8;
/// Numbers that surveys write for "no answer", which say nothing of the others.
const END_CODES: [f64; 10] = [-9.0, -8.0, -1.0, 0.0, 88.0, 98.0, 99.0, 888.0, 998.0, 999.0];
/// Nobody of this age or less is a follower: such ages are numbers of groups.
const MAX_CODE: f64 = 12.0;

/// Whether a column that seems to be this field holds codes whose meaning its file does not say.
pub(super) fn are_unlabelled(table: &TableStart, column: usize, path: &str) -> bool {
    match path {
        "in_target" => numbers(table, column).is_some_and(|numbers| are_answers_by_number(&numbers)),
        AGE => are_groups(table, column),
        "region" => is_progress(table, column),
        "id" => are_rounded(table, column),
        _ => false,
    }
}

/// Whether yes and no are written as other numbers than 1 and 0: 1 and 2.
fn are_answers_by_number(numbers: &[f64]) -> bool {
    let is_code = |number: &f64| *number != 1.0 && *number != 9.0 && !END_CODES.contains(number);
    !numbers.contains(&0.0) && numbers.iter().any(is_code)
}

/// Whether a spreadsheet has rounded long ids: 1.23E+17 is that of many people.
fn are_rounded(table: &TableStart, column: usize) -> bool {
    let is_rounded = |cell: &str| {
        let parts = cell.split_once(['E', 'e']);
        parts.is_some_and(|(digits, power)| {
            digits.contains(['.', ',']) && power.starts_with('+') && cell.parse::<f64>().is_ok()
        })
    };
    table.cells(column).any(is_rounded)
}

/// Whether the ages of a column are decades.
pub(super) fn are_decades(table: &TableStart, column: usize) -> bool {
    let is_decade = |number: &f64| *number % 10.0 == 0.0 && (10.0..=90.0).contains(number);
    [&table.names[column], &table.labels[column]].into_iter().any(|name| names::is_of_decades(name))
        && numbers(table, column).is_some_and(|numbers| !numbers.is_empty() && numbers.iter().all(is_decade))
}

/// Whether the ages of a column are numbers of groups: 1 to 7, or under the name of a group the lower ends 20, 30, 40.
fn are_groups(table: &TableStart, column: usize) -> bool {
    let Some(numbers) = numbers(table, column) else { return false };
    let mut ages: Vec<f64> = numbers.into_iter().filter(|number| !END_CODES.contains(number)).collect();
    if ages.len() < MIN_CODES {
        return false;
    }
    // Such fractions are ages that something has scaled.
    let are_small = ages.iter().all(|age| *age <= MAX_CODE);
    if ages.iter().any(|age| age.fract() != 0.0) {
        return are_small;
    }
    let is_of_groups = [&table.names[column], &table.labels[column]].into_iter().any(|name| names::is_of_groups(name));
    let are_ends = is_of_groups && ages.iter().all(|age| age % 5.0 == 0.0) && !are_decades(table, column);
    ages.sort_unstable_by(f64::total_cmp);
    ages.dedup();
    // Few different ones: a handful of children's ages is no code.
    are_small || are_ends && ages.len() >= 2
}

/// Whether the values of a column called State say how far something is, not where somebody lives.
fn is_progress(table: &TableStart, column: usize) -> bool {
    const WORDS: [&str; 18] = [
        "active",
        "inactive",
        "pending",
        "open",
        "closed",
        "complete",
        "completed",
        "partial",
        "enabled",
        "disabled",
        "new",
        "confirmed",
        "unconfirmed",
        "subscribed",
        "unsubscribed",
        "done",
        "success",
        "failed",
    ];
    let mut cells = table.cells(column).filter(|cell| !is_non_answer(cell)).peekable();
    cells.peek().is_some() && cells.all(|cell| WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word)))
}

/// The plain numbers of a column that holds nothing else.
fn numbers(table: &TableStart, column: usize) -> Option<Vec<f64>> {
    let cells = table.cells(column).filter(|cell| !is_non_answer(cell));
    cells.map(|cell| NumberStyle::default().parse(cell).filter(|n| !n.has_unit).map(|n| n.value)).collect()
}
