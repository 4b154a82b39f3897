//! The contract: every type of a request or an answer, with its schema. Those of one resource live beside its handlers;
//! here are those that several share. `--format json` of the command line prints the same types.

pub(crate) mod body;
pub(crate) mod day;
pub(crate) mod failure;
pub(crate) mod figure;
pub(crate) mod figures;
pub(crate) mod profile;
pub(crate) mod query;
pub(crate) mod reading;
pub(crate) mod simulation;
pub(crate) mod timestamp;
pub(crate) mod upload;

pub use super::access::body::{AuditEntryBody, AuditList, KeyBody, KeyList};
pub use super::analyses::acquisition::{
    AcquisitionBody, BucketBody, CohortBody, EvidenceOfCohortBody, LimitBody, ProfilePatternBody, SingleSignBody,
};
pub use super::analyses::answer::*;
pub use super::analyses::fit::*;
pub use super::analyses::request::{
    AnalysisQuestion, AnalysisRequestBody, Context, OnError, ProfilesFormat, StoredPeople, canonical_question,
    canonical_target,
};
pub use super::analyses::segment::*;
pub use super::analyses::totals::TotalBody;
pub use super::asks::answers::*;
pub use super::asks::body::*;
pub use super::asks::request::{AnswerBody, AnswersRequestBody, AskRequestBody};
pub use super::audiences::fit_answer::{
    ComparisonBody, FitAnswerBody, FitQuestion, FollowersChangeBody, read_fit_question, read_target_parameter,
};
pub use super::catalog::body::{ChannelEntryBody, ChannelList, PresetBody, SourceBody, SourceList, TargetList};
pub use super::datasets::stored::*;
pub use super::documents::body::{DocumentEntryBody, DocumentList};
pub use super::effects::answer::*;
pub use super::effects::request::{
    EffectPlanRequest, EffectQuestion, EffectRequestBody, EventBody, SeriesRowBody, TablePlace, event_of, read_effect,
    read_effect_table, series_of,
};
pub use super::inspections::body::InspectionBody;
pub use super::jobs::body::*;
pub use super::outcomes::body::{
    CheckedOutcomesBody, KnownBody, LearnedBody, NextExperimentBody, OutcomeBody, OutcomeList, OutcomesRequestBody,
    StoredOutcomeBody, ThompsonShareBody, read_correction, read_outcome, read_outcome_line, read_outcomes,
    read_outcomes_request, read_page,
};
pub use super::outcomes::event_result::{EventResultBody, MetricEffectBody, MoneyBody, PastEventBody};
pub use super::recommendations::answer::{
    AccountReachBody, CeilingBody, ChannelBody, CostBody, MeasureGroupBody, ObservedBody, PairwiseBody,
    RecommendationBody,
};
pub use super::recommendations::plan::*;
pub use super::recommendations::request::{
    AccountHintBody, ChannelCostBody, FitHintBody, RecommendationQuestion, RecommendationRequestBody,
    read_recommendation,
};
pub use super::targets::body::*;
pub use super::targets::definition::{read_target, with_own};
pub use super::track_record::body::{KindRecordBody, ScoredForecastBody, TrackRecordBody};
pub use body::{Parsed, parse};
pub use day::parse_day;
pub use failure::{FaultBody, ProblemBody};
pub use figure::EstimateBody;
pub use figures::Figures;
pub use profile::{AccountBody, BandBody, EngagementBody, IncomeBody, ProfileBody, Scalar, TextOrNumber};
pub use query::Query;
pub use reading::{ColumnUseBody, InspectedColumnBody, column_uses};
pub use simulation::{RegimeBody, SimulationBody};
pub use timestamp::{day_of, timestamp};
pub use upload::{UploadFile, UploadFormat};
