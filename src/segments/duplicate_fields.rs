//! Fields that say nearly the same as others.

use std::cmp::Reverse;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::classes::FieldKind;

/// Squared association from which two fields count as one: what they share would be a class of its own.
const DUPLICATE: f64 = 0.8;
/// Rows that the association is computed on.
const MAX_ROWS: usize = 2_000;
/// With fewer rows that state both, two fields count as different.
const MIN_ROWS: usize = 50;

/// The fields of `table`, of these `kinds`, without those that say nearly the same as one that is stated more often.
pub(super) fn distinct_fields(kinds: &[FieldKind], table: ArrayView2<'_, f64>) -> Vec<usize> {
    let step = table.nrows().div_ceil(MAX_ROWS).max(1);
    let rows: Vec<usize> = (0..table.nrows()).step_by(step).collect();
    let sample = table.select(Axis(0), &rows);
    let stated = |field: &usize| table.column(*field).iter().filter(|x| !x.is_nan()).count();
    let mut by_use: Vec<usize> = (0..kinds.len()).collect();
    by_use.sort_by_key(|field| (Reverse(stated(field)), *field));
    let mut kept: Vec<usize> = Vec::new();
    for field in by_use {
        let pair = |other: usize| [field, other].map(|i| (kinds[i], sample.column(i)));
        if kept.iter().all(|other| association(pair(*other)) < DUPLICATE) {
            kept.push(field);
        }
    }
    kept.sort_unstable();
    kept
}

/// Squared association, 0 to 1: of two numbers r squared, of a number and levels eta squared, of levels phi squared over
/// one less than the fewer levels.
fn association([a, b]: [(FieldKind, ArrayView1<'_, f64>); 2]) -> f64 {
    let rows: Vec<usize> = (0..a.1.len()).filter(|row| !a.1[*row].is_nan() && !b.1[*row].is_nan()).collect();
    if rows.len() < MIN_ROWS {
        return 0.0;
    }
    let [(x, x_spread), (y, y_spread)] = [a, b].map(|(kind, values)| columns(kind, values, &rows));
    let cross = x.t().dot(&y) / rows.len() as f64;
    let explained: f64 =
        cross.indexed_iter().map(|((i, j), product)| product * product / (x_spread[i] * y_spread[j])).sum();
    let degrees = |kind: FieldKind| match kind {
        FieldKind::Number => 1,
        FieldKind::Levels(levels) => levels - 1,
    };
    explained / degrees(a.0).min(degrees(b.0)) as f64
}

/// A field as centred columns, with what the square of each is divided by: a variance of a number, a share of a level.
fn columns(kind: FieldKind, values: ArrayView1<'_, f64>, rows: &[usize]) -> (Array2<f64>, Vec<f64>) {
    let value = |row: usize| values[rows[row]];
    let columns = match kind {
        FieldKind::Number => Array2::from_shape_fn((rows.len(), 1), |(row, _)| value(row)),
        FieldKind::Levels(levels) => {
            Array2::from_shape_fn((rows.len(), levels), |(row, level)| f64::from(u8::from(value(row) == level as f64)))
        }
    };
    let means = columns.sum_axis(Axis(0)) / rows.len() as f64;
    let centred = &columns - &means;
    let spread = match kind {
        FieldKind::Number => (&centred * &centred).sum_axis(Axis(0)) / rows.len() as f64,
        FieldKind::Levels(_) => means,
    };
    (centred, spread.iter().map(|x| x.max(f64::EPSILON)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_copies_in_other_units_words_and_kinds() {
        let mix = |i: usize| (i * 37 % 101) as f64;
        let parity = |i: usize| ((i * 7 / 3) % 2) as f64;
        let table = Array2::from_shape_fn((300, 6), |(i, j)| match j {
            0 => mix(i),
            1 => -2.0 * mix(i) + 5.0,
            2 => f64::from(u8::from(mix(i) > 50.0)),
            3 => f64::from(u8::from(mix(i) <= 50.0)),
            4 if i < 100 => f64::NAN,
            4 => parity(i),
            _ => parity(i),
        });
        let (number, levels) = (FieldKind::Number, FieldKind::Levels(2));
        let kept = distinct_fields(&[number, number, levels, levels, levels, levels], table.view());
        assert_eq!(kept, [0, 2, 5], "the halves of a number say less than it, and 5 is stated more often than 4");
    }
}
