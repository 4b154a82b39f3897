//! The estimator on planted groups, beside linfa's k-means that is given their number.

use linfa::traits::{Fit, Predict};
use linfa::{DatasetBase, ParamGuard};
use linfa_clustering::KMeans;
use ndarray::{Array2, Axis};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

use super::planted::{Kind, Planted, adjusted_rand_index, planted};
use super::*;
use crate::segments::canonical_order;

/// Fits the sorted rows of a table, as the product does, and gives the segments of the rows as they were.
fn segments_of(kinds: &[FieldKind], table: &Array2<f64>) -> (LatentClasses, Vec<usize>) {
    let sorted = table.select(Axis(0), &canonical_order(table));
    let params = LatentClasses::params(kinds.to_vec()).check().expect("parameters in range");
    let model = params.fit(&DatasetBase::from(sorted)).expect("a table of these fields");
    let segments = model.predict(table).to_vec();
    (model, segments)
}

/// What became of one planted table.
#[derive(Debug, Clone, Copy)]
struct Found {
    ari: f64,
    is_right: bool,
    rival: f64,
}

/// linfa's k-means of the same table with the true number, levels as indicators and gaps at the mean.
fn rival(data: &Planted, k: usize) -> f64 {
    let mut columns = Vec::new();
    for (kind, column) in data.kinds.iter().zip(data.table.columns()) {
        match kind {
            FieldKind::Number => columns.push(column.mapv(|z| if z.is_nan() { 0.0 } else { z })),
            FieldKind::Levels(levels) => {
                columns.extend((0..*levels).map(|level| column.mapv(|x| f64::from(u8::from(x == level as f64)))));
            }
        }
    }
    let views: Vec<_> = columns.iter().map(|column| column.view()).collect();
    let matrix = ndarray::stack(Axis(1), &views).expect("columns of one length");
    let params = KMeans::params_with_rng(k, Xoshiro256Plus::seed_from_u64(1)).n_runs(3);
    let model = params.fit(&DatasetBase::from(matrix.clone())).expect("finite rows");
    adjusted_rand_index(&data.groups, &model.predict(&matrix).to_vec())
}

fn found(kind: Kind, apart: f64, repetition: u64, rows: usize) -> Found {
    let mut rng = Xoshiro256Plus::seed_from_u64(7_919 * repetition + (10.0 * apart) as u64);
    let groups = if apart == 0.0 { 1 } else { 3 + (repetition % 3) as usize };
    let data = planted(kind, groups, apart, rows, &mut rng);
    let (model, segments) = segments_of(&data.kinds, &data.table);
    let ari = adjusted_rand_index(&data.groups, &segments);
    // One cluster is always the same.
    let rival = if groups == 1 { 1.0 } else { rival(&data, groups) };
    Found { ari, is_right: model.k() == groups, rival }
}

/// Mean adjusted Rand index, share of tables with the right number, and the rival's index.
fn means(kind: Kind, apart: f64, repetitions: u64, rows: usize) -> (f64, f64, f64) {
    let all: Vec<Found> = (0..repetitions).into_par_iter().map(|i| found(kind, apart, i, rows)).collect();
    let mean = |of: fn(&Found) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    let means = (mean(|f| f.ari), mean(|f| f64::from(u8::from(f.is_right))), mean(|f| f.rival));
    println!("{kind:?}, {apart} apart: ARI {:.2}, right number {:.2}, k-means {:.2}", means.0, means.1, means.2);
    means
}

#[test]
fn finds_planted_groups_and_their_number_where_k_means_does_not() {
    // Of 18 tables the share of weak groups' right number, .65 of many, has a standard error of .11.
    for (apart, min_ari, min_right) in [(1.5, 0.45, 0.45), (2.5, 0.8, 0.9), (4.0, 0.93, 0.9)] {
        let (ari, right, rival) = means(Kind::Plain, apart, 18, 600);
        assert!(ari >= min_ari && right >= min_right, "{apart} apart: {ari:.2}, {right:.2}");
        assert!(ari > rival + 0.02, "{apart} apart: {ari:.2} against {rival:.2} of k-means with the true number");
    }
}

#[test]
fn finds_groups_behind_skew_gaps_correlation_and_noise_fields() {
    for kind in [Kind::Skewed, Kind::Missing, Kind::Correlated, Kind::Wide] {
        let (ari, right, rival) = means(kind, 2.5, 5, 600);
        assert!(ari >= 0.75 && right >= 0.8 && ari > rival, "{kind:?}: {ari:.2}, {right:.2}, {rival:.2}");
    }
}

#[test]
fn does_not_divide_an_audience_without_structure() {
    let kinds = [Kind::Plain, Kind::Skewed, Kind::Missing, Kind::Correlated, Kind::Wide];
    let one = kinds.map(|kind| means(kind, 0.0, 5, 400).1);
    assert!(one.iter().sum::<f64>() / kinds.len() as f64 >= 0.95, "{one:?}");
    let binary = |seed| {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let table = Array2::from_shape_fn((600, 3), |_| f64::from(u8::from(rng.gen_bool(0.6))));
        segments_of(&[FieldKind::Levels(2); 3], &table).0.k()
    };
    assert!((0..8).all(|seed| binary(seed) == 1), "three independent binaries are no groups");
}

#[test]
#[ignore = "the table of docs/METHODS.md takes minutes"]
fn reaches_the_goals_on_many_tables() {
    let (_, weak, _) = means(Kind::Plain, 1.5, 120, 600);
    assert!(weak >= 0.6, "{weak}");
    for kind in [Kind::Plain, Kind::Skewed, Kind::Missing, Kind::Correlated, Kind::Wide] {
        for apart in [0.0, 1.5, 2.5, 4.0] {
            means(kind, apart, 60, 600);
        }
    }
}

#[test]
fn halves_of_many_rows_have_the_same_number() {
    let agrees = |seed| {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let data = planted(Kind::Plain, 3 + seed as usize % 3, 2.5, 4_000, &mut rng);
        let half = |first: usize| {
            let rows: Vec<usize> = (first..4_000).step_by(2).collect();
            segments_of(&data.kinds, &data.table.select(Axis(0), &rows)).0.k()
        };
        half(0) == half(1)
    };
    assert!((0..2).into_par_iter().all(agrees));
}

#[test]
fn the_order_of_rows_means_nothing() {
    let mut rng = Xoshiro256Plus::seed_from_u64(3);
    let data = planted(Kind::Missing, 3, 3.0, 500, &mut rng);
    let (model, segments) = segments_of(&data.kinds, &data.table);
    let mut order: Vec<usize> = (0..500).collect();
    order.shuffle(&mut rng);
    let (again, shuffled) = segments_of(&data.kinds, &data.table.select(Axis(0), &order));
    assert_eq!(model, again);
    assert!(order.iter().zip(shuffled).all(|(row, segment)| segments[*row] == segment));
}

#[test]
fn separated_groups_are_stable_and_shown_by_the_data() {
    let data = planted(Kind::Plain, 3, 5.0, 600, &mut Xoshiro256Plus::seed_from_u64(1));
    let (model, _) = segments_of(&data.kinds, &data.table);
    assert_eq!((model.k(), model.basis()), (3, NumberBasis::Shown));
    assert!(model.stability().iter().all(|jaccard| *jaccard > 0.85 && *jaccard <= 1.0), "{:?}", model.stability());
}

#[test]
fn small_classes_are_merged() {
    let data = planted(Kind::Plain, 3, 5.0, 300, &mut Xoshiro256Plus::seed_from_u64(1));
    let params = LatentClasses::params(data.kinds).min_class_rows(140).check().expect("in range");
    let model = params.fit(&DatasetBase::from(data.table.clone())).expect("a table of these fields");
    let segments = model.predict(&data.table);
    let counts = (0..model.k()).map(|k| segments.iter().filter(|segment| **segment == k).count());
    let counts: Vec<usize> = counts.collect();
    assert!(model.k() < 3 && counts.iter().all(|rows| *rows >= 140), "{counts:?}");
}

#[test]
fn tables_that_tell_nothing_are_one_segment() {
    let kinds = [FieldKind::Number, FieldKind::Levels(2)];
    for rows in [0, 1, 49, 200] {
        for value in [0.0, f64::NAN] {
            let (model, segments) = segments_of(&kinds, &Array2::from_elem((rows, 2), value));
            let basis = if rows < MIN_ROWS { NumberBasis::TooFewRows } else { NumberBasis::NoGroups };
            assert_eq!((model.k(), model.basis()), (1, basis), "{rows} rows of {value}");
            assert!(segments.iter().all(|segment| *segment == 0) && model.stability().is_empty());
        }
    }
}

#[test]
fn parameters_and_tables_out_of_range_are_refused() {
    let number = vec![FieldKind::Number];
    assert!(matches!(LatentClasses::params(Vec::new()).check(), Err(ClassError::NoFields)));
    assert!(matches!(LatentClasses::params(number.clone()).max_classes(9).check(), Err(ClassError::MaxClasses(9))));
    let one_level = LatentClasses::params(vec![FieldKind::Levels(1)]).check();
    assert!(matches!(one_level, Err(ClassError::TooFewLevels { field: 0, levels: 1 })));
    let fit = |kinds: &[FieldKind], table: Array2<f64>| {
        LatentClasses::params(kinds.to_vec()).check().expect("in range").fit(&DatasetBase::from(table))
    };
    let wide = fit(&number, Array2::zeros((60, 2)));
    assert!(matches!(wide, Err(ClassError::Columns { columns: 2, fields: 1 })));
    for (kind, value) in [(FieldKind::Number, f64::INFINITY), (FieldKind::Levels(2), 2.0), (FieldKind::Levels(2), 0.5)]
    {
        let error = fit(&[kind], Array2::from_elem((60, 1), value));
        assert!(matches!(error, Err(ClassError::Value { row: 0, field: 0, .. })), "{kind:?} {value}");
    }
}
