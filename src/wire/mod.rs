//! The wire format: what the service answers and what `--format json` prints, with the schemas of both.

mod access;
mod acquisition;
mod analysis;
mod body;
mod catalog;
mod day;
mod effect;
mod effect_request;
mod event_result;
mod failure;
mod figure;
mod fit_answer;
mod inspection;
mod outcome;
mod plan;
mod profile;
mod query;
mod reading;
mod recommendation;
mod request;
mod resources;
mod simulation;
mod track_record;
mod upload;
mod vocabulary;

pub use access::{AuditEntryBody, AuditList, KeyBody, KeyList};
pub use acquisition::{
    AcquisitionBody, BucketBody, CohortBody, EvidenceOfCohortBody, LimitBody, ProfilePatternBody, SingleSignBody,
};
pub use analysis::*;
pub use body::Parsed;
pub use catalog::{ChannelEntryBody, ChannelList, PresetBody, SourceBody, SourceList, TargetList};
pub use day::parse_day;
pub use effect::*;
pub use effect_request::{
    EffectPlanRequest, EffectQuestion, EffectRequestBody, EventBody, EventKindName, FrequencyName, SeriesRowBody,
    read_effect,
};
pub use event_result::{EventResultBody, MetricEffectBody, MoneyBody, PastEventBody};
pub use failure::{FaultBody, ProblemBody};
pub use figure::EstimateBody;
pub use fit_answer::{
    ComparisonBody, FitAnswerBody, FitQuestion, FollowersChangeBody, read_fit_question, read_target_parameter,
};
pub use inspection::InspectionBody;
pub use outcome::{
    KnownBody, LearnedBody, NextExperimentBody, OutcomeBody, OutcomeList, OutcomesRequestBody, StoredOutcomeBody,
    ThompsonShareBody, read_correction, read_outcome, read_outcome_line, read_outcomes, read_page,
};
pub use plan::*;
pub use profile::{AccountBody, BandBody, EngagementBody, IncomeBody, ProfileBody, Scalar, TextOrNumber};
pub use query::Query;
pub use reading::{ColumnUseBody, InspectedColumnBody, column_uses};
pub use recommendation::{
    AccountReachBody, CeilingBody, ChannelBody, CostBody, MeasureGroupBody, ObservedBody, PairwiseBody,
    RecommendationBody,
};
pub use request::{
    AccountHintBody, AnalysisQuestion, AnalysisRequestBody, ChannelCostBody, Context, FitHintBody, LabelsHow, OnError,
    ProfilesFormat, RecommendationQuestion, RecommendationRequestBody, ShiftName, canonical_question, canonical_target,
    read_recommendation, read_target, with_own,
};
pub use resources::*;
pub use simulation::{RegimeBody, SimulationBody};
pub use track_record::{KindRecordBody, ScoredForecastBody, TrackRecordBody, read_published_fit};
pub use upload::{UploadFile, UploadFormat};
pub use vocabulary::*;
