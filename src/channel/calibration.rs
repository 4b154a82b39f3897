//! How well margins alone predict the joint cells of age and income that a survey also gives, and how well the figures up
//! to a year predict those published in it: error, coverage, and how often the channel forecast as best is best.

use crate::reference::{AgeBand, Catalog, IncomeBand, Margin, Prior};

use super::fit::ReachModel;
use super::grid::Subpopulation;
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
            let mut subpopulation = Subpopulation::age_band(cell.age, 18);
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

/// A figure forecast from those of the eight years before its own.
struct Forecast<'a> {
    reported: &'a Prior,
    logit: f64,
    /// With the sampling of the figure that came.
    sd: f64,
}

impl Forecast<'_> {
    fn error(&self) -> f64 {
        (logistic(self.logit) - self.reported.share).abs()
    }

    fn is_covered(&self) -> bool {
        let ends = [-Z90, Z90].map(|z| logistic(self.logit + z * self.sd));
        // Published shares are rounded to a whole percentage point at best.
        (ends[0] - 0.005..=ends[1] + 0.005).contains(&self.reported.share)
    }
}

fn forecasts(catalog: &Catalog) -> Vec<Forecast<'_>> {
    let is_ranked = |history: &&Vec<&Prior>| catalog.measure(&history[0].measure).is_some_and(|m| !m.shown_only);
    let mut forecasts = Vec::new();
    for history in histories(catalog).iter().filter(is_ranked) {
        let mut years: Vec<i32> = history.iter().map(|reported| reported.year).collect();
        years.sort_unstable();
        years.dedup();
        for year in years {
            let earlier: Vec<&Prior> = history.iter().copied().filter(|p| (year - 8..year).contains(&p.year)).collect();
            // What the asked band is like must have been published before.
            let is_asked = |reported: &&&Prior| {
                reported.year == year && earlier.iter().any(|p| p.margin.dimension() == reported.margin.dimension())
            };
            let asked: Vec<&Prior> = history.iter().filter(is_asked).copied().collect();
            let Some(first) = asked.first() else {
                continue;
            };
            let country = catalog.country(&first.country).expect("an entry");
            let context = ReachContext::new(catalog, country, year, false).expect("tables");
            let evidence = observe(&context, &earlier).expect("observations");
            let model = ReachModel::fit(&evidence.waves, &evidence.observations, evidence.trend, false).expect("a fit");
            forecasts.extend(asked.into_iter().map(|reported| {
                let projection = model.project(&context.population, &asked_of(&context, reported));
                let sd = (model.covariance(&projection, &projection) + sampling_variance(catalog, reported)).sqrt();
                Forecast { reported, logit: projection.logit, sd }
            }));
        }
    }
    forecasts
}

/// The people a figure is of.
fn asked_of(context: &ReachContext, reported: &Prior) -> Subpopulation {
    let source = context.catalog.source(&reported.source).expect("a source");
    let from = source.age_min.expect("an age");
    let mut subpopulation = Subpopulation::ages(f64::from(from), source.age_max.map_or(f64::INFINITY, f64::from));
    match &reported.margin {
        Margin::Age(band) => subpopulation = Subpopulation::age_band(*band, from).within(&subpopulation),
        Margin::Income(band) => {
            subpopulation.incomes =
                context.income_scale.parts(context.income_scale.ratios(band).expect("one currency"));
        }
        Margin::Total | Margin::Group(_) => {}
    }
    subpopulation
}

#[test]
fn the_figures_up_to_a_year_predict_those_published_in_it() {
    let catalog = Catalog::embedded();
    let all = forecasts(&catalog);
    let reported = |name: &str, keep: &dyn Fn(&Forecast) -> bool| {
        let kept: Vec<&Forecast> = all.iter().filter(|f| keep(f)).collect();
        let error = mean(&kept.iter().map(|f| f.error()).collect::<Vec<f64>>());
        let coverage = kept.iter().filter(|f| f.is_covered()).count() as f64 / kept.len() as f64;
        println!("{name}: {} figures forecast, mean absolute error {error:.4}, 90 % cover {coverage:.3}", kept.len());
        (kept.len(), error, coverage)
    };
    let online = |f: &Forecast| catalog.channel(&f.reported.channel).is_some_and(|channel| channel.online);
    let of = |country: &'static str| move |f: &Forecast| f.reported.country == country;
    let (n, error, coverage) = reported("all", &|_| true);
    let (_, of_us, us_coverage) = reported("US", &of("US"));
    reported("KR", &of("KR"));
    reported("online", &online);
    reported("offline", &|f| !online(f));
    for dimension in ["total", "age", "income"] {
        reported(dimension, &|f| f.reported.margin.dimension() == dimension);
    }
    assert!(n >= 500, "{n}");
    assert!(error <= 0.041 && of_us <= 0.033, "{error} {of_us}");
    assert!((0.88..=0.97).contains(&coverage) && (0.88..=0.97).contains(&us_coverage), "{coverage} {us_coverage}");
}

/// The probability that each of some normal variables is the largest, independently, by the trapezoid rule.
fn largest(means: &[f64], sds: &[f64]) -> Vec<f64> {
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};
    let normals: Vec<Normal> = means.iter().zip(sds).map(|(m, s)| Normal::new(*m, *s).expect("a spread")).collect();
    let (low, high) = (
        means.iter().copied().fold(f64::INFINITY, f64::min) - 4.0,
        means.iter().copied().fold(f64::MIN, f64::max) + 4.0,
    );
    let step = (high - low) / 2_000.0;
    (0..normals.len())
        .map(|i| {
            let density = |x: f64| {
                let others = normals.iter().enumerate().filter(|(j, _)| *j != i);
                normals[i].pdf(x) * others.map(|(_, other)| other.cdf(x)).product::<f64>()
            };
            (0..=2_000).map(|k| density(low + step * f64::from(k))).sum::<f64>() * step
        })
        .collect()
}

/// Of the channels of one source and band, how often is the likeliest one best, and how often was that said?
#[test]
fn the_channel_forecast_as_best_is_best_as_often_as_said() {
    let catalog = Catalog::embedded();
    let all = forecasts(&catalog);
    let mut races: Vec<Vec<&Forecast>> = Vec::new();
    for forecast in &all {
        let key = |f: &Forecast| (f.reported.source.clone(), f.reported.measure.clone(), f.reported.margin.clone());
        match races.iter_mut().find(|race| key(race[0]) == key(forecast)) {
            Some(race) => race.push(forecast),
            None => races.push(vec![forecast]),
        }
    }
    let (mut said, mut best, mut pairs, mut pairs_won) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for race in races.iter().filter(|race| race.len() > 1) {
        let means: Vec<f64> = race.iter().map(|f| f.logit).collect();
        let sds: Vec<f64> = race.iter().map(|f| f.sd).collect();
        let chances = largest(&means, &sds);
        let leader = (0..race.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b])).expect("some");
        let top = race.iter().map(|f| f.reported.share).fold(0.0, f64::max);
        said.push(chances[leader]);
        best.push(f64::from(u8::from(race[leader].reported.share >= top)));
        // Neighbours in the ranking, which are hard to tell apart.
        let mut order: Vec<usize> = (0..race.len()).collect();
        order.sort_by(|a, b| means[*b].total_cmp(&means[*a]));
        for two in order.windows(2) {
            pairs.push(largest(&[means[two[0]], means[two[1]]], &[sds[two[0]], sds[two[1]]])[0]);
            pairs_won.push(f64::from(u8::from(race[two[0]].reported.share >= race[two[1]].reported.share)));
        }
    }
    let (said, best, pairs_said, pairs_won) = (mean(&said), mean(&best), mean(&pairs), mean(&pairs_won));
    println!(
        "the leader is best: said {said:.3}, seen {best:.3}; neighbours: said {pairs_said:.3}, seen {pairs_won:.3}"
    );
    assert!(
        (said - best).abs() <= 0.1 && (pairs_said - pairs_won).abs() <= 0.08,
        "{said} {best} {pairs_said} {pairs_won}"
    );
}
