//! The wire format: what the service answers and what `--format json` prints, with the schemas of both.

mod analysis;
mod catalog;
mod failure;
mod fields;
mod figure;
mod plan;
mod profile;
mod recommendation;
mod request;

pub use analysis::*;
pub use catalog::{ChannelEntryBody, ChannelList, PresetBody, TargetList};
pub use figure::EstimateBody;
pub use plan::*;
pub use profile::{AccountBody, BandBody, EngagementBody, IncomeBody, ProfileBody};
pub use recommendation::{ChannelBody, MeasureGroupBody, RecommendationBody};
pub use request::{
    AnalysisQuestion, AnalysisRequestBody, OnError, RecommendationQuestion, RecommendationRequestBody, ShiftName,
    parse_day, read_analysis, read_recommendation,
};
