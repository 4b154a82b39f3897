//! What the service keeps, on the wire: stored audiences and panels, named targets, analyses and jobs.

use serde::Serialize;
use time::OffsetDateTime;
use time::macros::format_description;
use utoipa::ToSchema;

use super::analysis::{RejectionBody, WarningBody};
use super::failure::ProblemBody;
use super::reading::ColumnUseBody;
use crate::target::TargetSpec;

/// A stored audience or panel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredPeople)]
pub struct DatasetBody {
    /// Id, for `audience_id` or `panel_id` of a request.
    pub id: String,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// When the followers were fetched.
    #[schema(format = DateTime)]
    pub taken_at: Option<String>,
    /// The day birth years and dates were judged against.
    #[schema(format = Date)]
    pub as_of: String,
    /// The day on which a panel was asked; null where its upload did not say it, and of an audience.
    #[schema(format = Date)]
    pub panel_as_of: Option<String>,
    /// When it came.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Profiles accepted.
    pub profiles: u64,
    /// Rows refused; `GET …/rejections` lists them all.
    pub rejected: u64,
    /// Why the first rows were refused, at most 20 reasons; in the answer to the upload and by id.
    pub rejections: Vec<RejectionBody>,
    /// Bytes of the upload as it was sent.
    pub bytes: u64,
    /// Hash of the upload (BLAKE3, hexadecimal); null without the scope `write`: a hash lets guesses of rows be tested.
    pub content_hash: Option<String>,
    /// What each column of a table was taken for; empty where fields have the names of the contract.
    pub columns: Vec<ColumnUseBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredPeopleList)]
pub struct DatasetList {
    /// The audiences or panels, newest first.
    pub items: Vec<DatasetBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A named target: the agency's own, or a preset of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredTarget)]
pub struct StoredTargetBody {
    /// Name, for `target.preset` of a request.
    pub name: String,
    /// Its definition.
    pub definition: TargetSpec,
    /// When it was created; null for a preset of the catalogue.
    #[schema(format = DateTime)]
    pub created_at: Option<String>,
    /// When it was last changed; null for a preset of the catalogue.
    #[schema(format = DateTime)]
    pub updated_at: Option<String>,
}

/// What a list tells of an analysis.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalysisEntry)]
pub struct AnalysisEntryBody {
    /// Id.
    pub id: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The stored audience it is of.
    pub audience_id: Option<String>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnalysisList {
    /// The analyses, newest first.
    pub items: Vec<AnalysisEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobState)]
pub enum JobStateName {
    /// It waits for its turn.
    Queued,
    /// It is being done.
    Running,
    /// It is done; the analysis is kept.
    Succeeded,
    /// It could not be done; `problem` says why.
    Failed,
    /// It was called off.
    Cancelled,
}

/// Long work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobBody {
    /// Id.
    pub id: String,
    /// How far it is.
    pub state: JobStateName,
    /// Share of the work done, 0 to 1.
    pub progress: f64,
    /// When it came.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was first begun.
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// How often it was begun; more than once after a restart.
    pub attempts: u64,
    /// Id of the analysis; null until the job has succeeded.
    pub analysis_id: Option<String>,
    /// Path of the analysis; null until the job has succeeded.
    pub analysis: Option<String>,
    /// The problem document; null unless it has failed.
    #[schema(value_type = Option<ProblemBody>)]
    pub problem: Option<Box<serde_json::value::RawValue>>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobList {
    /// The jobs, newest first.
    pub items: Vec<JobBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A time in milliseconds since 1970 in UTC, always with three digits of a second, so that the order of texts is that of
/// times.
pub fn told_time(milliseconds: i64) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    time.ok().and_then(|time| time.format(&format).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_times_in_utc_with_three_digits() {
        assert_eq!(told_time(1_793_493_000_250), "2026-11-01T00:30:00.250Z");
        assert_eq!(told_time(1_793_493_000_000), "2026-11-01T00:30:00.000Z");
    }
}
