//! How well the figures up to a year predict those published in it: error and coverage by how far ahead, beside what no
//! forecast could avoid, and how often the channel forecast as best is best.

use crate::reference::{Catalog, Margin, Prior};

use super::fit::ReachModel;
use super::grid::GridFractions;
use super::prior::{HOUSE_SD, WAVE_SD};
use super::reach::{ASSUMED_N, DESIGN_EFFECT, ReachContext, observe, series_by_detail};
use super::volatility::Volatility;
use crate::stats::logistic;

/// Standard normal quantile of a 90 % interval.
const Z90: f64 = 1.6449;
/// Mean absolute value of a normal variable, in standard deviations.
const MEAN_ABSOLUTE: f64 = 0.797_884_56;

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
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
    // A band is a part of those asked: a fourth of them is near enough here.
    let part = if prior.margin == Margin::Total { 1.0 } else { 0.25 };
    let asked = || catalog.source(&prior.source).and_then(|s| s.n).unwrap_or(ASSUMED_N) * part / DESIGN_EFFECT;
    let share = inner(prior.share);
    1.0 / (prior.n.unwrap_or_else(asked) * share * (1.0 - share))
}

fn inner(share: f64) -> f64 {
    share.clamp(0.01, 0.99)
}

/// A figure forecast from those of the eight years before its own.
struct Forecast<'a> {
    reported: &'a Prior,
    logit: f64,
    /// With the sampling of the figure that came, and its series' distance from the one that answers.
    sd: f64,
    /// Years since the last figures by the same dimension.
    years: i32,
    /// Whether it is of the series that the answer speaks for.
    of_reference: bool,
    sampling: f64,
}

impl Forecast<'_> {
    fn error(&self) -> f64 {
        (logistic(self.logit) - self.reported.share).abs()
    }

    /// Mean absolute error of somebody who knows use itself: of sampling, and with what a wave and another series have of
    /// their own.
    fn floors(&self) -> [f64; 2] {
        let share = inner(self.reported.share);
        let error = |variance: f64| MEAN_ABSOLUTE * share * (1.0 - share) * variance.sqrt();
        [error(self.sampling), error(self.sampling + WAVE_SD.powi(2) + house_variance(self.of_reference))]
    }

    fn ends(&self) -> [f64; 2] {
        [-Z90, Z90].map(|z| logistic(self.logit + z * self.sd))
    }

    fn is_covered(&self) -> bool {
        let ends = self.ends();
        // Published shares are rounded to a whole percentage point at best.
        (ends[0] - 0.005..=ends[1] + 0.005).contains(&self.reported.share)
    }
}

fn house_variance(of_reference: bool) -> f64 {
    if of_reference { 0.0 } else { HOUSE_SD.powi(2) }
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
            let mut context = ReachContext::new(catalog, country, year, false).expect("tables");
            context.volatility = Volatility::learnt(catalog, &country.code, &(year - 8..=year - 1));
            let evidence = observe(&context, &earlier).expect("observations");
            let model = ReachModel::fit(&evidence.waves, &evidence.observations, evidence.trend, false).expect("a fit");
            let series = |prior: &Prior| catalog.source(&prior.source).expect("a source").series();
            let reference = series_by_detail(&context, &earlier)[0];
            forecasts.extend(asked.into_iter().map(|reported| {
                let projection = model.project(&context.population, &asked_of(&context, reported));
                let (sampling, of_reference) = (sampling_variance(catalog, reported), series(reported) == reference);
                let known = model.covariance(&projection, &projection) + house_variance(of_reference);
                let like = |p: &&&Prior| p.margin.dimension() == reported.margin.dimension();
                let last = earlier.iter().filter(like).map(|p| p.year).max().expect("a figure");
                let (years, sd) = (year - last, (known + sampling).sqrt());
                Forecast { reported, logit: projection.logit, sd, years, of_reference, sampling }
            }));
        }
    }
    forecasts
}

/// The people a figure is of.
fn asked_of(context: &ReachContext, reported: &Prior) -> GridFractions {
    let source = context.catalog.source(&reported.source).expect("a source");
    let from = source.age_min.expect("an age");
    let mut subpopulation = GridFractions::ages(f64::from(from), source.age_max.map_or(f64::INFINITY, f64::from));
    match &reported.margin {
        Margin::Age(band) => subpopulation = GridFractions::age_band(*band, from).within(&subpopulation),
        Margin::Income(band) => {
            subpopulation.incomes =
                context.income_scale.parts(context.income_scale.ratios(band).expect("one currency"));
        }
        Margin::Total | Margin::Group(_) => {}
    }
    subpopulation
}

/// Prints a row of the table in METHODS, and gives the number of figures, the mean absolute error and the coverage.
fn row(name: &str, all: &[Forecast], keep: &dyn Fn(&Forecast) -> bool) -> (usize, f64, f64) {
    let kept: Vec<&Forecast> = all.iter().filter(|f| keep(f)).collect();
    let over = |value: &dyn Fn(&Forecast) -> f64| mean(&kept.iter().map(|f| value(f)).collect::<Vec<f64>>());
    let (error, coverage) = (over(&|f| f.error()), over(&|f| f64::from(u8::from(f.is_covered()))));
    let [sampling, wave] = [over(&|f| f.floors()[0]), over(&|f| f.floors()[1])];
    let width = over(&|f| f.ends()[1] - f.ends()[0]);
    let points = [error, sampling, wave, width].map(|x| 100.0 * x);
    println!(
        "| {name} | {} | {:.1} | {:.1} | {:.1} | {coverage:.2} | {:.0} |",
        kept.len(),
        points[0],
        points[1],
        points[2],
        points[3]
    );
    (kept.len(), error, coverage)
}

#[test]
fn the_figures_up_to_a_year_predict_those_published_in_it() {
    let catalog = Catalog::embedded();
    let all = forecasts(&catalog);
    let online = |f: &Forecast| catalog.channel(&f.reported.channel).is_some_and(|channel| channel.online);
    let of = |country: &'static str| move |f: &Forecast| f.reported.country == country;
    println!("| figures | number | error | of sampling | of sampling, wave and series | coverage | width |");
    let (n, error, coverage) = row("all", &all, &|_| true);
    for (years, to) in [(1, 1), (2, 2), (3, 8)] {
        let ahead = move |f: &Forecast| (years..=to).contains(&f.years);
        row(&format!("{years} to {to} years ahead, of the series that answers"), &all, &|f| ahead(f) && f.of_reference);
        row(&format!("{years} to {to} years ahead, of another series"), &all, &|f| ahead(f) && !f.of_reference);
    }
    let (_, of_us, us_coverage) = row("United States", &all, &of("US"));
    let (_, _, kr_coverage) = row("South Korea", &all, &of("KR"));
    row("elsewhere", &all, &|f| !of("US")(f) && !of("KR")(f));
    row("online", &all, &online);
    row("offline", &all, &|f| !online(f));
    for dimension in ["total", "age", "income"] {
        row(dimension, &all, &|f| f.reported.margin.dimension() == dimension);
    }
    assert!(n >= 500, "{n}");
    assert!(error <= 0.039 && of_us <= 0.032, "{error} {of_us}");
    assert!((0.88..=0.97).contains(&coverage) && (0.88..=0.98).contains(&us_coverage), "{coverage} {us_coverage}");
    assert!(kr_coverage >= 0.80, "{kr_coverage}");
}

/// Total, ages and incomes of the platforms of Pew's surveys of 2021 and 2025, from what was published before each.
#[test]
fn margins_of_a_later_wave_of_american_platforms_are_met() {
    let catalog = Catalog::embedded();
    let is_later = |f: &Forecast| {
        f.reported.country == "US" && f.reported.measure == "uses" && [2021, 2025].contains(&f.reported.year)
    };
    let (n, error, coverage) = row("platforms of 2021 and 2025", &forecasts(&catalog), &is_later);
    assert!(n >= 160 && error <= 0.03 && (0.88..=0.985).contains(&coverage), "{n} {error} {coverage}");
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
