//! Audiences drawn from a labelled panel, so that people see what error and coverage a panel of theirs will have.
//!
//! Half of the panel, drawn anew for each audience, is the panel; the other half is the population that followers are
//! drawn from, with weights `exp(l)` that depend on the person. A [`Regime`] says how: most are outside the family of
//! tilts that [`prevalence`](crate::prevalence) assumes, so the figures are no proof of the model by itself. The fields
//! that decide membership are taken from the audience and stay in the panel, as in use.
//!
//! Draws are with replacement, so that an audience may be larger than the population. Half a panel knows less than the
//! whole: errors are those of a panel of half the rows, hence upper bounds. The regimes meet the same halves of the panel,
//! and the same seed gives the same figures on any number of threads.

mod audiences;
mod population;
mod regimes;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use crate::disclosure::MinCell;
use crate::ingest::CELL_SIZE;
use crate::prevalence::shift::Shift;
use crate::prevalence::{
    AudienceStats, AudienceView, CellAssignment, Estimate, EstimateError, FitNoise, FitOptions, LabelledPanel, Method,
    estimate_fit, usable_covariates,
};
use crate::profile::{Field, Kind, Profiles};
use crate::segments::{CovariateEncoding, Purpose, RowIndex, mix};
use crate::target::{BoundTarget, MedianIncomes, Target, TargetSpec};

use audiences::Simulated;
use population::Population;
pub use regimes::Regime;

/// Labelled rows that a panel needs: with fewer neither half tells anything.
pub const MIN_ROWS: usize = 100;
/// Members, and others, that it needs: each half has some.
pub const MIN_OF_EACH: usize = 20;
/// Audiences and people that may be asked for: an hour of computing.
pub const MAX_AUDIENCES: u32 = 1_000;
/// People that an audience may have.
pub const SIZES: std::ops::RangeInclusive<u32> = 50..=20_000;

/// What is simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulationOptions {
    /// The regimes; all where there are none.
    pub regimes: Vec<Regime>,
    /// Audiences of each regime.
    pub audiences: u32,
    /// People of an audience.
    pub size: u32,
    /// Fields of the panel that followers do not state.
    pub without: Vec<Field>,
    /// Nominal level of intervals.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Years between panel and audience; `None` where the panel has no date.
    pub panel_age_years: Option<f64>,
}

/// Why nothing can be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// Too few rows tell whether they are members.
    #[error(
        "the panel has {labelled} labelled rows, {members} of them members; a simulation needs {MIN_ROWS}, and \
         {MIN_OF_EACH} members and as many others"
    )]
    TooFewRows {
        /// Rows that tell.
        labelled: usize,
        /// Members among them.
        members: usize,
    },
    /// Followers would state nothing.
    #[error(
        "the panel has no field that differs between people but those that the target asks for; give a panel with \
         fields that followers state too"
    )]
    NoCovariates,
    /// A row stands for many people.
    #[error("the panel is a cross table; a simulation needs one person a row")]
    CrossTable,
    /// An inconsistency inside the estimators.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// What a panel reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// Labelled rows of the panel; half of them were the panel of each audience.
    pub rows: usize,
    /// Share of members among them, by weight.
    pub share: f64,
    /// Fields that panel and audiences have in common.
    pub covariates: Vec<Field>,
    /// What was asked for.
    pub options: SimulationOptions,
    /// By regime.
    pub results: Vec<RegimeResult>,
}

/// What was reached in one regime.
#[derive(Debug, Clone, PartialEq)]
pub struct RegimeResult {
    /// The regime.
    pub regime: Regime,
    /// Audiences.
    pub audiences: u32,
    /// Those without an estimate.
    pub refused: u32,
    /// The figures of the others; none where there are no others.
    pub figures: Option<Figures>,
}

/// Figures over audiences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Mean absolute error of the share.
    pub error: f64,
    /// Mean error.
    pub bias: f64,
    /// Part of the intervals that hold the true share.
    pub coverage: f64,
    /// Mean width of the intervals.
    pub width: f64,
    /// Mean absolute difference between the audiences' shares and the panel's: the error of taking the panel's share.
    pub moved: f64,
}

/// One audience: its share, and the estimate where there is one.
struct Outcome {
    truth: f64,
    share: Option<Estimate>,
}

/// Simulates audiences of the people of `panel`.
///
/// # Errors
/// [`SimulationError`] where the panel tells too little of membership, or has nothing that followers would state.
pub fn simulate(panel: &Profiles, target: &Target, options: &SimulationOptions) -> Result<Simulation, SimulationError> {
    if panel.find(&Field::Attribute(CELL_SIZE.into()), Kind::Number).is_some() {
        return Err(SimulationError::CrossTable);
    }
    let population = Population::new(panel, target, &options.without)?;
    let regimes = if options.regimes.is_empty() { Regime::ALL.to_vec() } else { options.regimes.clone() };
    let jobs: Vec<(Regime, u32)> =
        regimes.iter().flat_map(|regime| (0..options.audiences).map(|i| (*regime, i))).collect();
    let outcomes: Vec<Outcome> = jobs
        .par_iter()
        .map(|(regime, i)| outcome(&population, *regime, *i, options))
        .collect::<Result<_, SimulationError>>()?;
    let each = options.audiences.max(1) as usize;
    let results = regimes.iter().zip(outcomes.chunks(each));
    Ok(Simulation {
        rows: population.people.len(),
        share: population.share(),
        covariates: population.covariates.clone(),
        options: options.clone(),
        results: results.map(|(regime, outcomes)| result(*regime, outcomes, population.share())).collect(),
    })
}

fn outcome(
    population: &Population<'_>,
    regime: Regime,
    number: u32,
    options: &SimulationOptions,
) -> Result<Outcome, SimulationError> {
    let rng = Xoshiro256PlusPlus::seed_from_u64(mix(options.seed ^ mix(u64::from(number))));
    let drawn = Simulated::draw(population, regime, number, options.size, rng);
    Ok(Outcome { truth: drawn.truth, share: estimate(&drawn, options)? })
}

/// The estimate that an analysis of the audience would have.
fn estimate(drawn: &Simulated, options: &SimulationOptions) -> Result<Option<Estimate>, EstimateError> {
    let target = labelled_target();
    let profiles = &drawn.audience;
    let rows: Vec<RowIndex> = (0..profiles.len()).map(RowIndex::new).collect();
    let usable = usable_covariates(profiles, &target, &rows);
    let encoding = CovariateEncoding::fit(profiles, &rows, &usable.fields, Purpose::Segments);
    let everybody = CellAssignment { segment: 0, audit_cell: 0 };
    let mut stats = AudienceStats::new(1, encoding.width());
    let (bound, encoder, mut encoded) =
        (BoundTarget::new(&target, profiles), encoding.bind(profiles), vec![0.0; encoding.width()]);
    for at in &rows {
        let chunk = &profiles.chunks()[at.chunk()];
        encoder.write(chunk, at.row(), &mut encoded);
        stats.add(everybody, &encoded, &bound, chunk, at.row());
    }
    let assign = |_: RowIndex| everybody;
    let view = AudienceView {
        profiles,
        stats: &stats,
        usable: &usable,
        encoding: &encoding,
        assign: &assign,
        assumed: &|| None,
        totals: None,
        answered: None,
    };
    let panel = drawn.panel.as_ref().map(|panel| LabelledPanel::new(panel, &target, options.seed));
    let fit_options = FitOptions {
        level: options.level,
        seed: options.seed,
        shift: Shift::Any,
        gammas: Vec::new(),
        audit_partitions: None,
        min_cell: MinCell::OFF,
        labels: drawn.labels,
        sequential: false,
        panel_age_years: options.panel_age_years,
        noise: FitNoise::default(),
    };
    let fit = estimate_fit(&view, &target, panel.as_ref(), &fit_options)?;
    // Counting the labelled alone is no estimate of the others.
    Ok(fit.share.filter(|_| fit.method != Some(Method::Bounds)))
}

/// Membership is what `in_target` says: in panel and audience it was set to what the target says of the person.
fn labelled_target() -> Target {
    let spec = TargetSpec { labelled: true, ..TargetSpec::default() };
    Target::resolve(spec, MedianIncomes::default()).expect("a labelled target has no fault")
}

fn result(regime: Regime, outcomes: &[Outcome], panel_share: f64) -> RegimeResult {
    let reported: Vec<(f64, &Estimate)> =
        outcomes.iter().filter_map(|outcome| Some((outcome.truth, outcome.share.as_ref()?))).collect();
    let mean = |of: &dyn Fn(f64, &Estimate) -> f64| {
        reported.iter().map(|(truth, share)| of(*truth, share)).sum::<f64>() / reported.len() as f64
    };
    let holds = |truth: f64, share: &Estimate| share.lower <= truth + 1e-9 && truth <= share.upper + 1e-9;
    let figures = (!reported.is_empty()).then(|| Figures {
        error: mean(&|truth, share| (share.value - truth).abs()),
        bias: mean(&|truth, share| share.value - truth),
        coverage: mean(&|truth, share| f64::from(u8::from(holds(truth, share)))),
        width: mean(&|_, share| share.upper - share.lower),
        moved: mean(&|truth, _| (truth - panel_share).abs()),
    });
    let audiences = outcomes.len() as u32;
    RegimeResult { regime, audiences, refused: audiences - reported.len() as u32, figures }
}

#[cfg(test)]
mod tests;
