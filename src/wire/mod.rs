//! The wire format: what the service answers and what `--format json` prints, with the schemas of both.

mod acquisition;
mod analysis;
mod catalog;
mod failure;
mod fields;
mod figure;
mod profile;
mod recommendation;
mod request;

pub use acquisition::{
    AcquisitionBody, BucketBody, CohortBody, EvidenceOfCohortBody, LimitBody, ProfilePatternBody, SingleSignBody,
};
pub use analysis::*;
pub use catalog::{ChannelEntryBody, ChannelList, PresetBody, TargetList};
pub use figure::EstimateBody;
pub use profile::{AccountBody, BandBody, EngagementBody, IncomeBody, ProfileBody};
pub use recommendation::{ChannelBody, MeasureGroupBody, RecommendationBody};
pub use request::{
    AnalysisQuestion, AnalysisRequestBody, OnError, RecommendationRequestBody, ShiftName, parse_day, read_analysis,
    read_recommendation,
};
