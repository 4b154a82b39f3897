//! What a panel reached on simulated audiences, in the contract.

use serde::Serialize;

use crate::api::contract::figure::{round, rounded, rounded_if_any};
use crate::report::Language;
use crate::report::messages::Messages;
use crate::report::simulation::regime;
use crate::segments::covariate_name;
use crate::simulation::{RegimeResult, Simulation};

/// What a panel reached on simulated audiences.
#[derive(Debug, Serialize)]
pub struct SimulationBody {
    /// Labelled rows of the panel, half of which were the panel of each audience.
    pub rows: u64,
    /// Share of members among them.
    #[serde(serialize_with = "rounded")]
    pub share: f64,
    /// Fields that panel and audiences had in common.
    pub covariates: Vec<String>,
    /// Audiences of each regime.
    pub audiences: u32,
    /// People of each audience.
    pub size: u32,
    /// Nominal level of intervals.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Error and coverage by regime.
    pub regimes: Vec<RegimeBody>,
}

/// What was reached in one regime. Figures are null where no audience had an estimate.
#[derive(Debug, Serialize)]
pub struct RegimeBody {
    /// Its name.
    pub regime: &'static str,
    /// How its audiences differ from the panel.
    pub summary: String,
    /// Audiences without an estimate.
    pub refused: u32,
    /// Mean absolute error of the share.
    #[serde(serialize_with = "rounded_if_any")]
    pub error: Option<f64>,
    /// Mean error.
    #[serde(serialize_with = "rounded_if_any")]
    pub bias: Option<f64>,
    /// Part of the intervals that hold the true share.
    #[serde(serialize_with = "rounded_if_any")]
    pub coverage: Option<f64>,
    /// Mean width of the intervals.
    #[serde(serialize_with = "rounded_if_any")]
    pub width: Option<f64>,
    /// Mean absolute difference between the audiences' shares and the panel's.
    #[serde(serialize_with = "rounded_if_any")]
    pub moved: Option<f64>,
}

impl RegimeBody {
    fn new(result: &RegimeResult, language: Language) -> Self {
        let f = result.figures.as_ref();
        Self {
            regime: result.regime.as_str(),
            summary: regime(Messages::of(language), result.regime),
            refused: result.refused,
            error: f.map(|f| f.error),
            bias: f.map(|f| f.bias),
            coverage: f.map(|f| f.coverage),
            width: f.map(|f| f.width),
            moved: f.map(|f| f.moved),
        }
    }
}

impl SimulationBody {
    /// The answer with its sentences in a language.
    pub fn new(s: &Simulation, language: Language) -> Self {
        Self {
            rows: s.rows as u64,
            share: s.share,
            covariates: s.covariates.iter().map(covariate_name).collect(),
            audiences: s.options.audiences,
            size: s.options.size,
            level: round(s.options.level),
            seed: s.options.seed,
            regimes: s.results.iter().map(|result| RegimeBody::new(result, language)).collect(),
        }
    }
}
