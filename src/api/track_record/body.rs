//! How often forecasts held, in the contract.

use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use crate::analysis::{FitSnapshot, KindRecord, ScoredForecast, TrackRecord};
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::api::contract::vocabulary::ForecastKindName;
use crate::prevalence::Estimate;
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
    pub kind: ForecastKindName,
    /// Forecasts that were scored.
    pub scored: usize,
    /// Those that held.
    pub held: usize,
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
    pub kind: ForecastKindName,
    /// The account, or the channel.
    pub subject: String,
    /// The day that the forecast is of.
    #[schema(format = Date)]
    pub made: String,
    /// The day that the truth is of.
    #[schema(format = Date)]
    pub scored: String,
    /// The forecast; that of a fit allows for the doubt of the later estimate.
    pub forecast: EstimateBody,
    /// What came of it: the later share, or the share that responded.
    #[serde(serialize_with = "rounded")]
    pub truth: f64,
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
            kind: k.kind.as_str().into(),
            scored: k.scored,
            held: k.held,
            share: k.share.as_ref().map(EstimateBody::from),
            summary: track_record_summary(Messages::of(language), k),
        }
    }
}

impl From<&ScoredForecast> for ScoredForecastBody {
    fn from(f: &ScoredForecast) -> Self {
        Self {
            kind: f.kind.as_str().into(),
            subject: f.subject.clone(),
            made: f.made.to_string(),
            scored: f.scored.to_string(),
            forecast: EstimateBody::from(&f.forecast),
            truth: f.truth,
            held: f.held,
        }
    }
}

/// The share that a stored analysis published of an account's audience; `None` where it published none with a doubt, which
/// is no forecast: all were labelled, or the figure is given as a range.
pub fn read_published_fit(json: &str, account: &str, audience: &str, day: Date) -> Option<FitSnapshot> {
    #[derive(Deserialize)]
    struct Published {
        target: Target,
        fit: Fit,
    }
    #[derive(Deserialize)]
    struct Target {
        summary: String,
    }
    #[derive(Deserialize)]
    struct Fit {
        status: String,
        share: Option<Share>,
    }
    #[derive(Deserialize)]
    struct Share {
        value: f64,
        lower: f64,
        upper: f64,
        level: f64,
        method: String,
        n: f64,
    }
    let Published { target, fit } = serde_json::from_str(json).ok()?;
    let share = fit
        .share
        .filter(|share| fit.status == "estimated" && share.method != Estimate::RANGE && share.lower < share.upper)?;
    let Share { value, lower, upper, level, n, .. } = share;
    let share = Estimate { value, lower, upper, level, method: PUBLISHED, n };
    let (account, audience) = (account.to_owned(), audience.to_owned());
    Some(FitSnapshot { account, target: target.summary, audience, day, share })
}

/// How a figure is called that was read from a stored answer.
const PUBLISHED: &str = "published";
