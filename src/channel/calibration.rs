//! How well margins alone predict the joint cells of age and income that a survey also gives: error and coverage.

use crate::reference::{AgeBand, Catalog, IncomeBand, Prior};

use super::fit::ReachModel;
use super::grid::GridFractions;
use super::reach::{INTERACTION_SD, ReachContext, observe};
use crate::stats::logistic;

/// Standard normal quantile of a 90 % interval.
const Z90: f64 = 1.6449;

struct Cell {
    age: AgeBand,
    income: IncomeBand,
    share: f64,
    n: f64,
}

fn cells(text: &str, channel: &str, measure: &str) -> Vec<Cell> {
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[0] == channel && row[1] == measure)
        .map(|row| Cell {
            age: AgeBand::parse(row[2]).expect("an age band"),
            income: IncomeBand::parse(row[3]).expect("an income band"),
            share: row[4].parse().expect("a share"),
            n: row[5].parse().expect("a number of people"),
        })
        .collect()
}

/// Mean absolute error over all cells, that of the error a sample of the cells' size has on average, the errors of the
/// target's cell, and the share of cells inside their 90 % intervals.
fn measured(source: &str, year: i32, text: &str) -> [f64; 4] {
    let catalog = Catalog::embedded();
    let country = catalog.country("US").expect("the US");
    let context = ReachContext::new(&catalog, country, year, false).expect("tables of the US");
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    let rows: Vec<&Prior> = catalog.priors("US", Some(year)).filter(|p| p.source == source).collect();
    for row in &rows {
        if !kinds.contains(&(&row.channel, &row.measure)) {
            kinds.push((&row.channel, &row.measure));
        }
    }
    let (mut errors, mut noise, mut target, mut covered) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (channel, measure) in kinds {
        let of_both = |p: &&&Prior| p.channel == channel && p.measure == measure;
        let priors: Vec<&Prior> = rows.iter().filter(of_both).copied().collect();
        let evidence = observe(&context, &priors).expect("observations");
        let model = ReachModel::fit(&evidence.waves, &evidence.observations, evidence.trend, false).expect("a fit");
        let mut of_channel = Vec::new();
        for (i, cell) in cells(text, channel, measure).into_iter().enumerate() {
            let mut subpopulation = GridFractions::age_band(cell.age, 18);
            subpopulation.incomes =
                context.income_scale.parts(context.income_scale.ratios(&cell.income).expect("dollars"));
            let projection = model.project(&context.population, &subpopulation);
            let fitted = logistic(projection.logit);
            // The answer's own interval: nothing is added for the few people of a cell.
            let sd = (model.covariance(&projection, &projection) + INTERACTION_SD.powi(2)).sqrt();
            let ends = [-Z90, Z90].map(|z| logistic(projection.logit + z * sd));
            covered.push(f64::from(u8::from((ends[0]..=ends[1]).contains(&cell.share))));
            of_channel.push((fitted - cell.share).abs());
            noise.push((cell.share * (1.0 - cell.share) / cell.n * 2.0 / std::f64::consts::PI).sqrt());
            if i == target_index(text) {
                target.push((fitted - cell.share).abs());
            }
        }
        println!("{source} {channel} {measure}: {:.4}", mean(&of_channel));
        errors.extend(of_channel);
    }
    [mean(&errors), mean(&noise), mean(&target), mean(&covered)]
}

/// Position of ages 27 to 49 with the lowest incomes among a channel's cells.
fn target_index(text: &str) -> usize {
    let first = text.lines().nth(1).expect("a row");
    let channel = first.split(',').take(2).collect::<Vec<_>>().join(",");
    let mut rows = text.lines().skip(1).filter(|line| line.starts_with(&channel));
    rows.position(|line| line.contains(",27-49,<")).expect("the target's cell")
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn margins_predict_the_joint_cells_of_pew_2018() {
    let text = include_str!("../../tests/fixtures/channel/us-2018-pew-core-trends-cells.csv");
    let [error, noise, target, covered] = measured("pew-core-trends-2018", 2018, text);
    println!(
        "Pew 2018: mean absolute error {error:.4}; sampling noise alone {noise:.4}; target cell {target:.4}; {covered:.2} covered"
    );
    assert!((0.84..=1.0).contains(&covered), "{covered}");
    assert!(error <= 0.030, "{error}");
}

#[test]
fn margins_predict_the_joint_cells_of_gss_2016() {
    let text = include_str!("../../tests/fixtures/channel/us-2016-gss-cells.csv");
    let [error, noise, target, covered] = measured("gss-2016", 2016, text);
    println!(
        "GSS 2016: mean absolute error {error:.4}; sampling noise alone {noise:.4}; target cell {target:.4}; {covered:.2} covered"
    );
    assert!((0.84..=1.0).contains(&covered), "{covered}");
    assert!(error <= 0.022, "{error}");
}
