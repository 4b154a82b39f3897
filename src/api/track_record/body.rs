//! How often forecasts held, in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::{ForecastKind, KindRecord, ScoredForecast, TrackRecord};
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::report::messages::Messages;
use crate::report::{Language, track_record_summary};

/// Most forecasts that are listed one by one.
const MAX_LISTED: usize = 200;

/// How often the service's forecasts for an agency held.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrackRecord)]
pub struct TrackRecordBody {
    /// One entry for each kind of forecast.
    pub kinds: Vec<KindRecordBody>,
    /// The forecasts that were scored, newest first; at most 200.
    pub forecasts: Vec<ScoredForecastBody>,
}

/// How often forecasts of one kind held.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KindRecord)]
pub struct KindRecordBody {
    /// What was forecast.
    pub kind: ForecastKind,
    /// Forecasts that were scored.
    pub scored: usize,
    /// Those that held.
    pub held: usize,
    /// Forecasts that are registered and could not be scored yet; 0 of responses, which nobody registers.
    pub open: usize,
    /// Share that held, with its interval; null without a forecast.
    pub share: Option<EstimateBody>,
    /// The same in words.
    pub summary: String,
}

/// A forecast, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScoredForecast)]
pub struct ScoredForecastBody {
    /// What was forecast.
    pub kind: ForecastKind,
    /// The account, the channel, or the id of the plan.
    pub subject: String,
    /// The day that the forecast is of.
    #[schema(format = Date)]
    pub made: String,
    /// The day that the truth is of.
    #[schema(format = Date)]
    pub scored: String,
    /// The forecast: a share, people or counts by its kind. Where the truth is an estimate it allows for the doubt of that.
    pub forecast: EstimateBody,
    /// What came of it: the later share, the people met, the counts, or the share that responded.
    #[serde(serialize_with = "rounded")]
    pub truth: f64,
    /// The most that it can be, where several results may be of the same people; otherwise the same as `truth`.
    #[serde(serialize_with = "rounded")]
    pub truth_at_most: f64,
    /// Whether it lies within the forecast's interval.
    pub held: bool,
}

impl TrackRecordBody {
    /// The record with its sentences in a language.
    pub fn new(record: &TrackRecord, language: Language) -> Self {
        Self {
            kinds: record.kinds.iter().map(|kind| KindRecordBody::new(kind, language)).collect(),
            forecasts: record.forecasts.iter().take(MAX_LISTED).map(ScoredForecastBody::from).collect(),
        }
    }
}

impl KindRecordBody {
    fn new(k: &KindRecord, language: Language) -> Self {
        Self {
            kind: k.kind,
            scored: k.scored,
            held: k.held,
            open: k.open,
            share: k.share.as_ref().map(EstimateBody::from),
            summary: track_record_summary(Messages::of(language), k),
        }
    }
}

impl From<&ScoredForecast> for ScoredForecastBody {
    fn from(f: &ScoredForecast) -> Self {
        Self {
            kind: f.kind,
            subject: f.subject.clone(),
            made: f.made.to_string(),
            scored: f.scored.to_string(),
            forecast: EstimateBody::from(&f.forecast),
            truth: f.truth,
            truth_at_most: f.truth_at_most,
            held: f.held,
        }
    }
}
