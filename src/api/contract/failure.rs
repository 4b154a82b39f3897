//! Failures of use cases on their way out, and the problem document (RFC 9457) that tells of one.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::analysis::AnalysisError;
use crate::channel::ChannelError;
use crate::error::{ErrorCode, Failure, Fault, FaultPlace};
use crate::message::message;
use crate::plan::PlanError;
use crate::report::Language;
use crate::report::messages::Messages;
use crate::vocabulary::schema;

/// What went wrong, and what to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Path of the page on this kind of failure: `/docs/problems/` and the code.
    #[schema(format = "uri-reference")]
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
    #[schema(value_type = ProblemCode)]
    pub code: String,
    /// Names the request in the log.
    pub request_id: String,
    /// Every fault found.
    pub errors: Vec<FaultBody>,
}

/// One fault in a request: in the body, in a parameter, in a header or in a row of an upload.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct FaultBody {
    /// Where in the body: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, format = JsonPointer)]
    pub pointer: Option<String>,
    /// Name of the parameter of path or query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub parameter: Option<String>,
    /// Name of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub header: Option<String>,
    /// Number of the row, from 1; of a file of counts the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, required = false, minimum = 1)]
    pub row: Option<u64>,
    /// Field of the row; absent where the whole row is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub field: Option<String>,
    /// Kind of fault, for programs; expect more kinds than are listed here today.
    pub code: String,
    /// What was received, what is accepted, what to do.
    pub detail: String,
}

impl From<Fault> for FaultBody {
    fn from(fault: Fault) -> Self {
        let place = fault.place();
        let text = |text: &str| Some(text.to_owned());
        let (pointer, parameter, header, row, field) = match place {
            FaultPlace::Body(pointer) => (text(pointer), None, None, None, None),
            FaultPlace::Parameter(name) => (None, text(name), None, None, None),
            FaultPlace::Header(name) => (None, None, text(name), None, None),
            FaultPlace::Row(row, "") => (None, None, None, Some(row), None),
            FaultPlace::Row(row, field) => (None, None, None, Some(row), text(field)),
        };
        Self {
            pointer,
            parameter,
            header,
            row,
            field,
            code: fault.code.clone(),
            detail: Messages::of(Language::English).say(&fault.detail),
        }
    }
}

/// The codes of problems, with their titles, as the document has them.
#[derive(Debug)]
pub struct ProblemCode;

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        let titles: Vec<_> = ErrorCode::all().map(|code| (code.as_str(), [code.title()])).collect();
        let values: Vec<_> = titles.iter().map(|(name, title)| (*name, title.as_slice())).collect();
        schema(&["Kind of failure, each with a page at `/docs/problems/` and the code."], &values)
    }
}

impl ToSchema for ProblemCode {
    fn name() -> Cow<'static, str> {
        "ProblemCode".into()
    }
}

impl From<AnalysisError> for Failure {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::Invalid(faults) => Failure::invalid(faults.into_iter().map(Fault::from).collect()),
            AnalysisError::NoProfiles => Failure::of(ErrorCode::NoProfiles, message!["failure-no-profiles"]),
            AnalysisError::Ask(error) => Failure::of(ErrorCode::InvalidRequest, error.message()),
            AnalysisError::Channel(error) => error.into(),
            AnalysisError::Plan(error) => error.into(),
            AnalysisError::Cancelled => Failure::of(ErrorCode::Conflict, message!["failure-analysis-cancelled"]),
            AnalysisError::Estimate(error) => {
                tracing::error!(%error, "estimation failed");
                Failure::of(ErrorCode::Internal, message!["failure-estimate"])
            }
        }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Invalid(faults) => {
                let faults = faults.into_iter().map(|fault| fault.below("/constraints").into());
                Failure::invalid(faults.collect())
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
            ChannelError::NoMedian { .. } => ("/target/income", "not_comparable"),
            ChannelError::NotComparable { .. } => ("/measure", "not_comparable"),
            ChannelError::Cost { index, .. } => (&*format!("/costs/{index}"), "cost"),
            ChannelError::EmptyTarget { .. } => ("/target", "empty_target"),
            ChannelError::Level(_) => ("/level", "out_of_range"),
            ChannelError::Catalog { .. } => ("", "catalog"),
        };
        Failure::invalid(vec![Fault { pointer: pointer.to_owned(), code: code.to_owned(), detail: error.message() }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::AskError;

    #[test]
    fn why_nobody_can_be_asked_is_in_the_catalogue() {
        let errors = [
            AskError::NothingToAsk,
            AskError::NoModel,
            AskError::UnevenChances { what: "arms" },
            AskError::UnevenChances { what: "sequential" },
            AskError::NoSize,
            AskError::TooFewProfiles { least: 10 },
            AskError::NoMedian,
            AskError::NobodyLeft { known: 3, asked: 4 },
            AskError::OtherStrata { wave: 2 },
        ];
        for error in errors {
            let failure = Failure::from(AnalysisError::Ask(error));
            assert!(failure.message().is_catalogued(&[]), "{failure}");
        }
    }
}
