//! Made-up tables with planted groups, for tests.

use ndarray::Array2;
use rand::Rng;
use rand_distr::{Dirichlet, Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256Plus;

use super::FieldKind;
use crate::segments::number_coding::NumberCoding;

/// What makes the groups hard to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: normal numbers, levels, and a third of the fields without a group.
    Plain,
    /// Numbers are exponentials of normal ones.
    Skewed,
    /// 5 to 12 % of each field is missing.
    Missing,
    /// Numbers are correlated inside the groups, by about .4.
    Correlated,
    /// 18 more fields without a group.
    Wide,
}

/// A table with the group of each row.
pub(super) struct Planted {
    pub(super) kinds: Vec<FieldKind>,
    pub(super) table: Array2<f64>,
    pub(super) groups: Vec<usize>,
}

/// Four numbers and four fields of levels tell `groups` apart, by normal means `apart` from their centre and by shares of
/// levels from a Dirichlet distribution; three numbers and one field tell nothing.
pub(super) fn planted(kind: Kind, groups: usize, apart: f64, rows: usize, rng: &mut Xoshiro256Plus) -> Planted {
    let of_rows: Vec<usize> = (0..rows).map(|_| rng.gen_range(0..groups)).collect();
    let mut numbers = numbers(&of_rows, groups, apart, rng);
    let mut levels: Vec<(usize, Vec<f64>)> = Vec::new();
    for _ in 0..4 {
        let even = Dirichlet::new(&[3.0 / apart.max(1.0); 4]).expect("four levels");
        let shares: Vec<Vec<f64>> = (0..groups).map(|_| even.sample(rng)).collect();
        levels.push((4, of_rows.iter().map(|group| level(&shares[*group], rng)).collect()));
    }
    let noise = |levels: usize, rng: &mut Xoshiro256Plus| (0..rows).map(|_| rng.gen_range(0..levels) as f64).collect();
    levels.push((3, noise(3, rng)));
    match kind {
        Kind::Plain => {}
        Kind::Skewed => numbers.iter_mut().flatten().for_each(|x| *x = (1.2 * *x + 3.0).exp().round()),
        Kind::Correlated => {
            for row in 0..rows {
                let shared: f64 = rng.sample(StandardNormal);
                numbers.iter_mut().for_each(|x| x[row] += 0.8 * shared);
            }
        }
        Kind::Wide => {
            numbers.extend((0..9).map(|_| (0..rows).map(|_| rng.sample(StandardNormal)).collect()));
            levels.extend((0..9).map(|i| (2 + i % 3, noise(2 + i % 3, rng))));
        }
        Kind::Missing => {
            for (i, x) in numbers.iter_mut().chain(levels.iter_mut().map(|(_, x)| x)).enumerate() {
                let share = 0.05 + 0.035 * (i % 3) as f64;
                x.iter_mut().filter(|_| rng.gen_bool(share)).for_each(|x| *x = f64::NAN);
            }
        }
    }
    let mut kinds = Vec::new();
    let mut columns = Vec::new();
    for x in numbers {
        let coding = NumberCoding::fit(x.iter().copied().filter(|x| !x.is_nan()).collect()).expect("it varies");
        kinds.push(coding.kind());
        columns.push(x.iter().map(|x| if x.is_nan() { f64::NAN } else { coding.code(*x) }).collect());
    }
    for (count, x) in levels {
        kinds.push(FieldKind::Levels(count));
        columns.push(x);
    }
    let table = Array2::from_shape_fn((rows, columns.len()), |(row, field): (usize, usize)| {
        let column: &Vec<f64> = &columns[field];
        column[row]
    });
    Planted { kinds, table, groups: of_rows }
}

fn numbers(of_rows: &[usize], groups: usize, apart: f64, rng: &mut Xoshiro256Plus) -> Vec<Vec<f64>> {
    let mut means = Array2::from_shape_fn((groups, 4), |_| rng.sample::<f64, _>(StandardNormal));
    let centre = means.sum_axis(ndarray::Axis(0)) / groups as f64;
    means -= &centre;
    let length = means.rows().into_iter().map(|row| row.dot(&row).sqrt()).sum::<f64>() / groups as f64;
    means *= apart / length.max(f64::EPSILON);
    let mut number = |j: usize| -> Vec<f64> {
        let mean = |group: &usize| if j < 4 { means[[*group, j]] } else { 0.0 };
        of_rows.iter().map(|group| mean(group) + rng.sample::<f64, _>(StandardNormal)).collect()
    };
    (0..7).map(&mut number).collect()
}

fn level(shares: &[f64], rng: &mut Xoshiro256Plus) -> f64 {
    let mut left: f64 = rng.r#gen();
    let of_share = shares.iter().position(|share| {
        left -= share;
        left < 0.0
    });
    of_share.unwrap_or(shares.len() - 1) as f64
}

/// The adjusted Rand index of two partitions: 1 where they are the same, 0 where they agree by chance (Hubert and Arabie
/// 1985).
pub(super) fn adjusted_rand_index(a: &[usize], b: &[usize]) -> f64 {
    let count = |labels: &[usize]| labels.iter().max().map_or(0, |max| max + 1);
    let mut table = Array2::<f64>::zeros((count(a), count(b)));
    a.iter().zip(b).for_each(|(a, b)| table[[*a, *b]] += 1.0);
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let of_margin = |axis: usize| table.sum_axis(ndarray::Axis(axis)).mapv(pairs).sum();
    let (of_a, of_b) = (of_margin(1), of_margin(0));
    let expected = of_a * of_b / pairs(a.len() as f64);
    let most = 0.5 * (of_a + of_b);
    if most == expected { 1.0 } else { (table.mapv(pairs).sum() - expected) / (most - expected) }
}
