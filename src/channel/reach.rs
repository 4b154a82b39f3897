//! The reach of one channel among a target and among everyone, with its uncertainty.

use crate::catalog::{Catalog, Country, Margin, Prior};

use super::fit::{Observation, ReachModel, Wave};
use super::grid::{Ruler, Slice, Weights};
use super::select::Selected;
use super::who::Who;

/// People asked, where a source doesn't say.
const ASSUMED_N: f64 = 1000.0;
/// Factor by which weighting and clustering raise the variance, where no effective number is published.
const DESIGN_EFFECT: f64 = 1.5;
/// Logit standard deviation of what an additive model misses in a target limited by age and by income.
const INTERACTION_SD: f64 = 0.15;
/// Logit standard deviation between two measures of one group.
const OTHER_MEASURE_SD: f64 = 0.3;

/// Where and when the answer is for: population, median and spread of incomes.
#[derive(Debug, Clone)]
pub(super) struct Setting<'a> {
    pub(super) catalog: &'a Catalog,
    /// Country whose figures are used.
    pub(super) country: &'a Country,
    pub(super) year: i32,
    pub(super) borrowed: bool,
    pub(super) ruler: Ruler,
    pub(super) weights: Weights,
    pub(super) everyone: Slice,
}

impl<'a> Setting<'a> {
    /// `None` where the catalogue lacks a median or population in one currency.
    pub(super) fn new(catalog: &'a Catalog, country: &'a Country, year: i32, borrowed: bool) -> Option<Self> {
        let (ruler, weights) = tables(catalog, country, year)?;
        let everyone = Slice::ages(f64::from(country.adult_age), f64::INFINITY);
        Some(Self { catalog, country, year, borrowed, ruler, weights, everyone })
    }
}

/// The ruler and population nearest to a year. Each table is measured with the median of its own year.
fn tables(catalog: &Catalog, country: &Country, year: i32) -> Option<(Ruler, Weights)> {
    let ruler = |year| Ruler::new(catalog.reference_median(&country.code, year)?, country.income_log_sd);
    let population = catalog.population(&country.code, year)?;
    let weights = Weights::new(population, &ruler(population.year)?)?;
    Some((ruler(year)?, weights))
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
}

/// Fits one channel and reads its reach. `other_measure`: whether the channel's measure is not its group's first.
pub(super) fn reach_of(setting: &Setting, selected: &Selected, who: &Who, other_measure: bool) -> Option<Reach> {
    let evidence = observe(setting, &selected.priors)?;
    let model = ReachModel::fit(&evidence.waves, &evidence.observations, setting.borrowed)?;
    let target = model.project(&setting.weights, &who.slice);
    let everyone = model.project(&setting.weights, &setting.everyone);
    let shared = if other_measure { OTHER_MEASURE_SD.powi(2) } else { 0.0 };
    let interaction = if who.limits_age && who.limits_income { INTERACTION_SD.powi(2) } else { 0.0 };
    let target_sd = (model.covariance(&target, &target) + shared + interaction).sqrt();
    let everyone_sd = (model.covariance(&everyone, &everyone) + shared).sqrt();
    let correlation = (model.covariance(&target, &everyone) + shared) / (target_sd * everyone_sd);
    Some(Reach {
        target: target.logit,
        everyone: everyone.logit,
        target_sd,
        everyone_sd,
        correlation: correlation.clamp(-1.0, 1.0),
        n: evidence.people_asked(),
    })
}

/// Figures on the grid.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    pub(super) waves: Vec<Wave>,
    pub(super) observations: Vec<Observation>,
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
pub(super) fn observe(setting: &Setting, priors: &[&Prior]) -> Option<Evidence> {
    let mut evidence = Evidence::default();
    let mut sources: Vec<(&str, Ruler)> = Vec::new();
    for prior in priors {
        let wave = match sources.iter().position(|(id, _)| *id == prior.source) {
            Some(wave) => wave,
            None => {
                let (ruler, weights) = tables(setting.catalog, setting.country, prior.year)?;
                sources.push((&prior.source, ruler));
                evidence.waves.push(Wave { gap: f64::from(prior.year - setting.year), weights });
                evidence.asked.push([0.0; 3]);
                sources.len() - 1
            }
        };
        if is_redundant(prior, priors) {
            continue;
        }
        let weights = &evidence.waves[wave].weights;
        if let Some(observation) = observation(setting, prior, wave, weights, &sources[wave].1) {
            let dimension = match prior.margin {
                Margin::Total => 0,
                Margin::Age(_) => 1,
                Margin::Income(_) => 2,
            };
            evidence.asked[wave][dimension] += observation.n;
            evidence.observations.push(observation);
        }
    }
    Some(evidence)
}

/// A total whose own survey gives all of its age bands says nothing more.
fn is_redundant(prior: &Prior, all: &[&Prior]) -> bool {
    let whole_ages = |p: &&Prior| p.source == prior.source && !p.partial && matches!(p.margin, Margin::Age(_));
    prior.margin == Margin::Total && all.iter().copied().any(|p| whole_ages(&p))
}

fn observation(setting: &Setting, prior: &Prior, wave: usize, weights: &Weights, ruler: &Ruler) -> Option<Observation> {
    let source = setting.catalog.source(&prior.source)?;
    let asked_from = source.age_min.unwrap_or(setting.country.adult_age);
    let asked = Slice::ages(f64::from(asked_from), f64::INFINITY);
    let slice = match &prior.margin {
        Margin::Total => asked.clone(),
        Margin::Age(band) => Slice::age_band(*band, asked_from),
        Margin::Income(band) => Slice { incomes: ruler.parts(ruler.ratios(band)?), ..asked.clone() },
    };
    let part = weights.share(&slice) / weights.share(&asked);
    let n = prior.n.unwrap_or_else(|| source.n.unwrap_or(ASSUMED_N) * part / DESIGN_EFFECT);
    (part > 0.0).then_some(Observation { wave, slice, share: prior.share, n: n.max(1.0) })
}
