//! The reach of one channel among a target and among everyone, with its uncertainty.

use std::sync::Arc;

use crate::reference::{Catalog, Country, Margin, Prior};

use super::fit::{Observation, ReachModel, Wave};
use super::grid::{GridFractions, IncomeScale, PopulationGrid};
use super::kept::{Kept, PublishedReach, Tables, key_of_reach, key_of_tables};
use super::observed::{Observations, Update};
use super::prior::{BAND_VARIANCE, SurveyWave, Trend};
use super::select::{MAX_GAP, Selected};
use super::target_grid::TargetOnGrid;
use super::volatility::{Volatility, moves};

/// People asked, where a source doesn't say.
pub(super) const ASSUMED_N: f64 = 1000.0;
/// Factor by which weighting and clustering raise the variance, where no effective number is published.
pub(super) const DESIGN_EFFECT: f64 = 1.5;
/// Logit standard deviation of what an additive model misses in a target limited by age and by income: the least, in
/// steps of .05, with which intervals hold 85 % or more of the joint cells of Pew 2018 and GSS 2016, noise of these few
/// people included.
pub(super) const INTERACTION_SD: f64 = 0.2;
/// Logit standard deviation between two measures of one group.
const OTHER_MEASURE_SD: f64 = 0.3;

/// Where and when the answer is for: population, median and spread of incomes.
#[derive(Debug, Clone)]
pub(super) struct ReachContext<'a> {
    pub(super) catalog: &'a Catalog,
    /// Country whose figures are used.
    pub(super) country: &'a Country,
    pub(super) year: i32,
    pub(super) borrowed: bool,
    pub(super) income_scale: Arc<IncomeScale>,
    pub(super) population: Arc<PopulationGrid>,
    pub(super) everyone: GridFractions,
    /// How far channels move there.
    pub(super) volatility: Volatility,
    /// Use that was seen among followers and panel.
    pub(super) observations: Observations,
}

impl<'a> ReachContext<'a> {
    /// `None` where the catalogue lacks a population, or has it in another currency than the median.
    pub(super) fn new(catalog: &'a Catalog, country: &'a Country, year: i32, borrowed: bool) -> Option<Self> {
        let (income_scale, population) = tables(catalog, country, year)?;
        let everyone = GridFractions::ages(f64::from(country.adult_age), f64::INFINITY);
        let observations = Observations::default();
        let volatility = Volatility::learnt(catalog, &country.code, &(year - MAX_GAP..=year + MAX_GAP));
        Some(Self { catalog, country, year, borrowed, income_scale, population, everyone, volatility, observations })
    }
}

/// The income scale and population nearest to a year. Each table is measured with the median of its own year.
fn tables(catalog: &Catalog, country: &Country, year: i32) -> Option<Tables> {
    let made = || make_tables(catalog, country, year);
    catalog.derived::<Kept>().tables.get_or_make(key_of_tables(&country.code, year), made)
}

fn make_tables(catalog: &Catalog, country: &Country, year: i32) -> Option<Tables> {
    let income_scale = |year| IncomeScale::new(catalog.reference_median(&country.code, year), country.income_log_sd);
    let population = catalog.population(&country.code, year)?;
    let population = PopulationGrid::new(population, &income_scale(population.year)?)?;
    Some((Arc::new(income_scale(year)?), Arc::new(population)))
}

/// Reach on the logit scale: a bivariate normal of target and everyone.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub(super) target: f64,
    pub(super) everyone: f64,
    pub(super) target_sd: f64,
    pub(super) everyone_sd: f64,
    /// Correlation of the two.
    pub(super) correlation: f64,
    /// Effective number of people asked, over all figures used.
    pub(super) n: f64,
    /// What use that was seen did to it.
    pub(super) updates: Vec<Update>,
}

/// The reach of one channel, and what the published figures say of it, whose model tells how its use differs between ages
/// and incomes. `other_measure`: whether the channel's measure is not its group's first.
pub(super) fn reach_of(
    context: &ReachContext,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    other_measure: bool,
) -> Option<(Reach, PublishedReach)> {
    let published = published(context, selected, grid_target, other_measure)?;
    let mut reach = published.0.clone();
    if let Some(ceiling) = &selected.ceiling {
        reach.lower(ceiling.gap, ceiling.gap_sd);
    }
    let group = &selected.measure.group;
    reach.updates = context.observations.apply(context.catalog, selected.channel, group, &mut reach);
    Some((reach, published))
}

/// The reach that the selected figures speak of, a ceiling's as it stands.
pub(super) fn published(
    context: &ReachContext,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    other_measure: bool,
) -> Option<PublishedReach> {
    let key = key_of_reach(context, selected, grid_target, other_measure);
    let fitted = || fit(context, selected, grid_target, other_measure).map(Arc::new);
    context.catalog.derived::<Kept>().reaches.get_or_make(key, fitted)
}

fn fit(
    context: &ReachContext,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    other_measure: bool,
) -> Option<(Reach, ReachModel)> {
    let evidence = observe(context, &selected.priors)?;
    let model = ReachModel::fit(&evidence.waves, &evidence.observations, evidence.trend, context.borrowed)?;
    let target = model.project(&context.population, &grid_target.subpopulation);
    let everyone = model.project(&context.population, &context.everyone);
    let shared = if other_measure { OTHER_MEASURE_SD.powi(2) } else { 0.0 };
    let interaction = if grid_target.limits_age && grid_target.limits_income { INTERACTION_SD.powi(2) } else { 0.0 };
    let target_sd = (model.covariance(&target, &target) + shared + interaction).sqrt();
    let everyone_sd = (model.covariance(&everyone, &everyone) + shared).sqrt();
    let correlation = (model.covariance(&target, &everyone) + shared) / (target_sd * everyone_sd);
    let reach = Reach {
        target: target.logit,
        everyone: everyone.logit,
        target_sd,
        everyone_sd,
        correlation: correlation.clamp(-1.0, 1.0),
        n: evidence.people_asked(),
        updates: Vec::new(),
    };
    Some((reach, model))
}

impl Reach {
    /// Learns that the target's logit was seen at `logit` with a variance; everyone follows as far as it is correlated.
    pub(super) fn see(&mut self, logit: f64, variance: f64) {
        let (own, both) = (self.target_sd.powi(2), self.correlation * self.target_sd * self.everyone_sd);
        let step = (logit - self.target) / (own + variance);
        let kept = variance / (own + variance);
        let everyone = (self.everyone_sd.powi(2) - both.powi(2) / (own + variance)).max(f64::MIN_POSITIVE);
        self.target += own * step;
        self.everyone += both * step;
        self.target_sd = (own * kept).sqrt();
        self.everyone_sd = everyone.sqrt();
        self.correlation = (both * kept / (self.target_sd * self.everyone_sd)).clamp(-1.0, 1.0);
    }

    /// Makes the target less certain, apart from everyone.
    pub(super) fn loosen(&mut self, sd: f64) {
        let loose = self.target_sd.hypot(sd);
        self.correlation *= self.target_sd / loose;
        self.target_sd = loose;
    }

    /// Lowers target and everyone alike by an uncertain amount.
    fn lower(&mut self, gap: f64, gap_sd: f64) {
        let both = self.correlation * self.target_sd * self.everyone_sd + gap_sd.powi(2);
        self.target -= gap;
        self.everyone -= gap;
        self.target_sd = self.target_sd.hypot(gap_sd);
        self.everyone_sd = self.everyone_sd.hypot(gap_sd);
        self.correlation = (both / (self.target_sd * self.everyone_sd)).clamp(-1.0, 1.0);
    }
}

/// Figures on the grid.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) waves: Vec<Wave>,
    pub(super) observations: Vec<Observation>,
    /// How the channel moves.
    pub(super) trend: Trend,
    /// For each wave the people that its total, ages and incomes speak for.
    asked: Vec<[f64; 3]>,
}

impl Evidence {
    /// For each wave the largest number of people that one dimension of its figures speaks for, added up.
    fn people_asked(&self) -> f64 {
        self.asked.iter().map(|sums| sums.iter().copied().fold(0.0, f64::max)).sum()
    }
}

/// The figures as observations on the grid, one wave a source.
pub(super) fn observe(context: &ReachContext, priors: &[&Prior]) -> Option<Evidence> {
    let first = priors.first().and_then(|prior| context.catalog.channel(&prior.channel));
    let online = first.is_some_and(|channel| channel.online);
    let trend = Trend::learnt(online, &moves(context.catalog, priors), context.volatility.of(online));
    let mut evidence = Evidence { waves: Vec::new(), observations: Vec::new(), trend, asked: Vec::new() };
    let mut sources: Vec<(&str, Arc<IncomeScale>)> = Vec::new();
    let series = series_by_detail(context, priors);
    for prior in priors {
        let wave = match sources.iter().position(|(id, _)| *id == prior.source) {
            Some(wave) => wave,
            None => {
                let (income_scale, population) = tables(context.catalog, context.country, prior.year)?;
                sources.push((&prior.source, income_scale));
                let of_wave = context.catalog.source(&prior.source)?.series();
                let asked = SurveyWave {
                    gap: f64::from(prior.year - context.year),
                    series: series.iter().position(|id| *id == of_wave)?,
                };
                evidence.waves.push(Wave { asked, population });
                evidence.asked.push([0.0; 3]);
                sources.len() - 1
            }
        };
        if is_redundant(prior, priors) {
            continue;
        }
        let population = &evidence.waves[wave].population;
        if let Some((dimension, observation)) = observation(context, prior, wave, population, &sources[wave].1) {
            evidence.asked[wave][dimension] += observation.n;
            evidence.observations.push(observation);
        }
    }
    Some(evidence)
}

/// The series of the figures, the reference first: the one with a wave that has figures by age and by income, then the
/// one with the nearest such wave, then the one with most figures. It does not depend on the target, so that two targets are read on one scale.
pub(super) fn series_by_detail<'a>(context: &ReachContext<'a>, priors: &[&Prior]) -> Vec<&'a str> {
    let series_of = |prior: &Prior| context.catalog.source(&prior.source).map(|source| source.series());
    let mut series: Vec<&str> = Vec::new();
    for id in priors.iter().filter_map(|prior| series_of(prior)) {
        if !series.contains(&id) {
            series.push(id);
        }
    }
    let detail = |id: &str| {
        let own: Vec<&&Prior> = priors.iter().filter(|prior| series_of(prior) == Some(id)).collect();
        let of_wave = |prior: &Prior| {
            let has = |d: &str| own.iter().any(|p| p.source == prior.source && p.margin.dimension() == d);
            let lacks = ["age", "income"].iter().filter(|d| !has(d)).count();
            (lacks, (prior.year - context.year).abs())
        };
        (own.iter().map(|prior| of_wave(prior)).min(), std::cmp::Reverse(own.len()))
    };
    series.sort_by_key(|id| detail(id));
    series
}

/// A total whose own survey gives all of its age bands says nothing more.
fn is_redundant(prior: &Prior, all: &[&Prior]) -> bool {
    let whole_ages = |p: &&Prior| p.source == prior.source && !p.partial && matches!(p.margin, Margin::Age(_));
    prior.margin == Margin::Total && all.iter().copied().any(|p| whole_ages(&p))
}

/// A figure on the grid, with the position of its dimension; `None` where nobody in the population is meant, and for
/// groups that are neither ages nor incomes.
fn observation(
    context: &ReachContext,
    prior: &Prior,
    wave: usize,
    population: &PopulationGrid,
    income_scale: &IncomeScale,
) -> Option<(usize, Observation)> {
    let source = context.catalog.source(&prior.source)?;
    let from = source.age_min.unwrap_or(context.country.adult_age);
    let asked = GridFractions::ages(f64::from(from), source.age_max.map_or(f64::INFINITY, f64::from));
    let (dimension, subpopulation) = match &prior.margin {
        Margin::Total => (0, asked.clone()),
        Margin::Age(band) => (1, GridFractions::age_band(*band, from).within(&asked)),
        Margin::Income(band) => {
            (2, GridFractions { incomes: income_scale.parts(income_scale.ratios(band)?), ..asked.clone() })
        }
        Margin::Group(_) => return None,
    };
    let part = population.share(&subpopulation) / population.share(&asked);
    let n = prior.n.unwrap_or_else(|| source.n.unwrap_or(ASSUMED_N) * part / DESIGN_EFFECT);
    let years = f64::from((prior.year - context.year).abs());
    let aged = if prior.margin == Margin::Total { 0.0 } else { BAND_VARIANCE * years };
    (part > 0.0).then_some((dimension, Observation { wave, subpopulation, share: prior.share, n: n.max(1.0), aged }))
}
