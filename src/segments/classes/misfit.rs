//! Whether classes explain which values go together.

use ndarray::Array2;

use super::number::Candidate;
use super::sample::Sample;

/// Equal parts that a number is cut into, so that its pairs with other fields can be counted.
const PARTS: usize = 3;

/// A field as levels.
struct Coded {
    /// The level of each row; none where missing.
    codes: Vec<Option<usize>>,
    levels: usize,
    /// Rows by class and level, k x levels.
    by_class: Array2<f64>,
}

/// Pearson's X squared over its degrees of freedom, over all pairs of fields: the counts of pairs of levels against those
/// expected if fields were independent within the classes. It is about one where the classes are right. Pairs of numbers
/// do not count where a transform takes care of them.
pub(super) fn misfit(raw: &Sample, candidate: &Candidate) -> f64 {
    let sample = candidate.seen.as_ref().map_or(raw, |(_, sample)| sample);
    let posteriors = sample.rows.posteriors(&candidate.fit.parameters);
    let weights: Vec<f64> = posteriors.columns().into_iter().map(|class| class.sum().max(f64::EPSILON)).collect();
    let fields = coded(raw, &posteriors);
    let first_partner = |a: usize| {
        // The numbers come first.
        if candidate.seen.is_some() && a < raw.rows.layout.numbers { raw.rows.layout.numbers } else { a + 1 }
    };
    let (mut statistic, mut freedom) = (0.0, 0.0);
    for (a, field) in fields.iter().enumerate() {
        for other in fields.iter().skip(first_partner(a)) {
            statistic += x_squared(field, other, &weights);
            freedom += ((field.levels - 1) * (other.levels - 1)) as f64;
        }
    }
    statistic / f64::max(freedom, 1.0)
}

fn x_squared(a: &Coded, b: &Coded, weights: &[f64]) -> f64 {
    let mut counts = Array2::<f64>::zeros((a.levels, b.levels));
    for (i, j) in a.codes.iter().zip(&b.codes).filter_map(|(i, j)| i.zip(*j)) {
        counts[[i, j]] += 1.0;
    }
    let expected = |i: usize, j: usize| -> f64 {
        weights.iter().enumerate().map(|(c, weight)| a.by_class[[c, i]] * b.by_class[[c, j]] / weight).sum()
    };
    let of_cell = |((i, j), count): ((usize, usize), &f64)| {
        let expected = expected(i, j);
        // Less than one expected row would weigh more than any.
        (count - expected).powi(2) / expected.max(1.0)
    };
    counts.indexed_iter().map(of_cell).sum()
}

/// The fields of `sample`, numbers in equal parts.
fn coded(sample: &Sample, posteriors: &Array2<f64>) -> Vec<Coded> {
    let layout = &sample.rows.layout;
    let of_number = |column: ndarray::ArrayView1<'_, f64>| {
        let mut sorted: Vec<f64> = column.iter().copied().filter(|z| !z.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let cuts: Vec<f64> = (1..PARTS).filter_map(|part| sorted.get(part * sorted.len() / PARTS)).copied().collect();
        let part = |z: &f64| (!z.is_nan()).then(|| cuts.partition_point(|cut| cut <= z));
        (column.iter().map(part).collect(), PARTS)
    };
    let of_levels = |field: usize| {
        let columns = layout.columns_of(field);
        let code = |row: usize| {
            let column = sample.rows.row(row).1[field - layout.numbers] as usize;
            columns.contains(&column).then(|| column - columns.start)
        };
        ((0..sample.rows.len).map(code).collect(), columns.len())
    };
    let numbers = sample.rows.number_matrix();
    let numbers = numbers.columns().into_iter().map(of_number);
    let all = numbers.chain((layout.numbers..layout.fields()).map(of_levels));
    all.map(|(codes, levels): (Vec<Option<usize>>, usize)| {
        let mut by_class = Array2::zeros((posteriors.ncols(), levels));
        for (code, row) in codes.iter().zip(posteriors.rows()) {
            if let Some(code) = code {
                by_class.column_mut(*code).scaled_add(1.0, &row);
            }
        }
        Coded { codes, levels, by_class }
    })
    .collect()
}
