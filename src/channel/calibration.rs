//! How well margins alone predict the joint cells of age and income that a survey also gives; how far levels drift from
//! wave to wave; and how well the figures up to a year predict those published in it.

use crate::reference::{AgeBand, Catalog, IncomeBand, Margin, Prior};

use super::fit::ReachModel;
use super::grid::Subpopulation;
use super::prior::{DRIFT_VARIANCE, WAVE_SD};
use super::reach::{ReachContext, observe};
use crate::stats::{logistic, logit};

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

/// Mean absolute error over all cells, that of the error a sample of the cells' size has on average, and the errors
/// of the target's cell.
fn measured(source: &str, year: i32, text: &str) -> (f64, f64, f64) {
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
    let (mut errors, mut noise, mut target) = (Vec::new(), Vec::new(), Vec::new());
    for (channel, measure) in kinds {
        let of_both = |p: &&&Prior| p.channel == channel && p.measure == measure;
        let priors: Vec<&Prior> = rows.iter().filter(of_both).copied().collect();
        let evidence = observe(&context, &priors).expect("observations");
        let model = ReachModel::fit(&evidence.waves, &evidence.observations, false).expect("a fit");
        let mut of_channel = Vec::new();
        for (i, cell) in cells(text, channel, measure).into_iter().enumerate() {
            let mut subpopulation = Subpopulation::age_band(cell.age, 18);
            subpopulation.incomes =
                context.income_scale.parts(context.income_scale.ratios(&cell.income).expect("dollars"));
            let fitted = logistic(model.project_wave(0, &context.population, &subpopulation).logit);
            of_channel.push((fitted - cell.share).abs());
            noise.push((cell.share * (1.0 - cell.share) / cell.n * 2.0 / std::f64::consts::PI).sqrt());
            if i == target_index(text) {
                target.push((fitted - cell.share).abs());
            }
        }
        println!("{source} {channel} {measure}: {:.4}", mean(&of_channel));
        errors.extend(of_channel);
    }
    (mean(&errors), mean(&noise), mean(&target))
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
    let (error, noise, target) = measured("pew-core-trends-2018", 2018, text);
    println!("Pew 2018: mean absolute error {error:.4}; sampling noise alone {noise:.4}; target cell {target:.4}");
    assert!(error <= 0.030, "{error}");
}

#[test]
fn margins_predict_the_joint_cells_of_gss_2016() {
    let text = include_str!("../../tests/fixtures/channel/us-2016-gss-cells.csv");
    let (error, noise, target) = measured("gss-2016", 2016, text);
    println!("GSS 2016: mean absolute error {error:.4}; sampling noise alone {noise:.4}; target cell {target:.4}");
    assert!(error <= 0.022, "{error}");
}

/// Every figure that a model is fitted to, by country, channel and measure.
fn histories(catalog: &Catalog) -> Vec<Vec<&Prior>> {
    let mut histories: Vec<Vec<&Prior>> = Vec::new();
    let priors = catalog.countries().iter().flat_map(|country| catalog.priors(&country.code, None));
    for prior in priors.filter(|p| !matches!(p.margin, Margin::Group(_))) {
        let key = |p: &Prior| (p.country.clone(), p.channel.clone(), p.measure.clone());
        match histories.iter_mut().find(|h| key(h[0]) == key(prior)) {
            Some(history) => history.push(prior),
            None => histories.push(vec![prior]),
        }
    }
    histories
}

fn sampling_variance(catalog: &Catalog, prior: &Prior) -> f64 {
    let asked = prior.n.or_else(|| catalog.source(&prior.source).and_then(|s| s.n)).unwrap_or(1000.0);
    // A band is a part of those asked: a fourth of them is near enough here.
    let part = if prior.n.is_none() && prior.margin != Margin::Total { 0.25 } else { 1.0 };
    let share = prior.share.clamp(0.01, 0.99);
    1.5 / (asked * part * share * (1.0 - share))
}

/// The moves of one series from each wave to its next: logits, years, sampling variance.
fn moves(catalog: &Catalog) -> Vec<(f64, f64, f64)> {
    let mut moves = Vec::new();
    let series = |p: &Prior| catalog.source(&p.source).map(|s| s.series().to_owned());
    for history in histories(catalog) {
        for from in &history {
            let later = history.iter().filter(|to| to.year > from.year && to.margin == from.margin);
            let same = later.filter(|to| series(to) == series(from) && to.asked_as == from.asked_as);
            if let Some(to) = same.min_by_key(|to| to.year) {
                let noise = sampling_variance(catalog, from) + sampling_variance(catalog, to);
                moves.push((logit(to.share) - logit(from.share), f64::from(to.year - from.year), noise));
            }
        }
    }
    moves
}

#[test]
fn levels_drift_as_far_as_the_model_allows() {
    let catalog = Catalog::embedded();
    // Shares near 0 or 1 move far in logits for a rounded digit.
    let moves = moves(&catalog);
    let inner: Vec<&(f64, f64, f64)> = moves.iter().filter(|(step, ..)| step.abs() < 3.0).collect();
    let allowed = |years: f64, noise: f64| noise + 2.0 * WAVE_SD.powi(2) + DRIFT_VARIANCE * years;
    let within = inner.iter().filter(|(step, years, noise)| step.abs() <= Z90 * allowed(*years, *noise).sqrt()).count();
    let square = |(step, years, noise): &&(f64, f64, f64)| (step.powi(2) - noise - 2.0 * WAVE_SD.powi(2)) / years;
    let seen = inner.iter().map(square).sum::<f64>() / inner.len() as f64;
    println!(
        "{} moves between waves of one series: drift variance {seen:.3} a year seen, {DRIFT_VARIANCE} assumed; {:.2} \
         within 90 %",
        inner.len(),
        within as f64 / inner.len() as f64,
    );
    assert!(inner.len() >= 80 && within as f64 >= 0.85 * inner.len() as f64);
    assert!((0.5..2.0).contains(&(seen / DRIFT_VARIANCE)), "{seen}");
}

#[test]
fn the_figures_up_to_a_year_predict_those_published_in_it() {
    let catalog = Catalog::embedded();
    let (mut errors, mut covered, mut widths) = (Vec::new(), 0, Vec::new());
    for history in histories(&catalog) {
        for told in &history {
            let earlier: Vec<&Prior> =
                history.iter().copied().filter(|p| (told.year - 8..told.year).contains(&p.year)).collect();
            // What the asked band is like must have been published before.
            if !earlier.iter().any(|p| p.margin.dimension() == told.margin.dimension()) {
                continue;
            }
            let country = catalog.country(&told.country).expect("an entry");
            let context = ReachContext::new(&catalog, country, told.year, false).expect("tables");
            let evidence = observe(&context, &earlier).expect("observations");
            let model = ReachModel::fit(&evidence.waves, &evidence.observations, false).expect("a fit");
            let source = catalog.source(&told.source).expect("a source");
            let from = source.age_min.expect("an age");
            let mut subpopulation =
                Subpopulation::ages(f64::from(from), source.age_max.map_or(f64::INFINITY, f64::from));
            match &told.margin {
                Margin::Age(band) => subpopulation = Subpopulation::age_band(*band, from).within(&subpopulation),
                Margin::Income(band) => {
                    subpopulation.incomes =
                        context.income_scale.parts(context.income_scale.ratios(band).expect("one currency"));
                }
                Margin::Total | Margin::Group(_) => {}
            }
            let foretold = model.project(&context.population, &subpopulation);
            let sd = (model.covariance(&foretold, &foretold) + sampling_variance(&catalog, told)).sqrt();
            let ends = [-Z90, Z90].map(|z| logistic(foretold.logit + z * sd));
            errors.push((logistic(foretold.logit) - told.share).abs());
            widths.push(ends[1] - ends[0]);
            // Published shares are rounded to a whole percentage point at best.
            covered += usize::from((ends[0] - 0.005..=ends[1] + 0.005).contains(&told.share));
        }
    }
    let coverage = covered as f64 / errors.len() as f64;
    println!(
        "{} figures foretold from earlier years: mean absolute error {:.3}; 90 % intervals cover {coverage:.2}, width \
         {:.2}",
        errors.len(),
        mean(&errors),
        mean(&widths),
    );
    assert!(errors.len() >= 80 && coverage >= 0.85, "{coverage}");
    assert!(mean(&errors) <= 0.06, "{}", mean(&errors));
}
