//! The use case: one question about an audience, one [`Analysis`].

mod analyze;
mod answer;
mod notice;
mod request;

pub use analyze::{AnalysisError, analyze};
pub use answer::{Analysis, Audited, ProfilePattern, Provenance, Segment};
pub use request::{AnalysisOptions, AnalysisRequest, DEFAULT_GAMMAS, resolve_target};
