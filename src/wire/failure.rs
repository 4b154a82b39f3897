//! Failures of use cases on their way out, and the problem document (RFC 9457) that tells of one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::AnalysisError;
use crate::channel::ChannelError;
use crate::error::{ErrorCode, Failure, Fault};
use crate::plan::PlanError;

/// What went wrong, and what to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `about:blank#` and the code.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// Title of the kind of failure.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened here and what to do.
    pub detail: String,
    /// Path of the request.
    pub instance: String,
    /// Kind of failure, for programs.
    pub code: String,
    /// Names the request in the log.
    pub request_id: String,
    /// Every fault found.
    pub errors: Vec<FaultBody>,
}

/// One fault in a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct FaultBody {
    /// JSON pointer (RFC 6901) into the request body.
    pub pointer: String,
    /// Kind of fault, for programs.
    pub code: String,
    /// What was received, what is accepted, what to do.
    pub detail: String,
}

impl From<AnalysisError> for Failure {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::Invalid(faults) => {
                let faults = faults.into_iter();
                let fault = |f: crate::target::SpecFault| Fault {
                    pointer: f.pointer,
                    code: f.code.to_owned(),
                    detail: f.detail,
                };
                Failure::invalid(faults.map(fault).collect())
            }
            AnalysisError::NoProfiles => {
                Failure::new(ErrorCode::NoProfiles, "there is nobody to analyse; send at least one profile")
            }
            AnalysisError::Channel(error) => error.into(),
            AnalysisError::Plan(error) => error.into(),
            AnalysisError::CalledOff => Failure::new(ErrorCode::Conflict, "the analysis was called off"),
            AnalysisError::Estimate(error) => {
                tracing::error!(%error, "estimation failed");
                Failure::new(ErrorCode::Internal, "The estimate failed; the log names the cause under request_id.")
            }
        }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Invalid(faults) => {
                let fault = |f: crate::target::SpecFault| Fault {
                    pointer: format!("/constraints{}", f.pointer),
                    code: f.code.to_owned(),
                    detail: f.detail,
                };
                Failure::invalid(faults.into_iter().map(fault).collect())
            }
            PlanError::Channel(error) => error.into(),
        }
    }
}

impl From<ChannelError> for Failure {
    fn from(error: ChannelError) -> Self {
        let (pointer, code) = match &error {
            ChannelError::UnknownCountry { .. } => ("/target/country", "unknown_country"),
            ChannelError::UnknownYear { .. } => ("/target/year", "unknown_year"),
            ChannelError::UnknownChannels { .. } => ("/channels", "unknown_channel"),
            ChannelError::UnknownMeasure { .. } => ("/measure", "unknown_measure"),
            ChannelError::NoFigures { .. } => ("/channels", "no_figures"),
            ChannelError::Currency { .. } => ("/target/income/currency", "not_comparable"),
            ChannelError::NotComparable { .. } => ("/measure", "not_comparable"),
            ChannelError::Cost { index, .. } => (&*format!("/costs/{index}"), "cost"),
            ChannelError::EmptyTarget { .. } => ("/target", "empty_target"),
            ChannelError::Level(_) => ("/level", "out_of_range"),
            ChannelError::Catalog { .. } => ("", "catalog"),
        };
        Failure::invalid(vec![Fault { pointer: pointer.to_owned(), code: code.to_owned(), detail: error.to_string() }])
    }
}
