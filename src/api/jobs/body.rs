//! What the service answers of a job.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::contract::ProblemBody;
use crate::store::JobState;

/// Long work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobBody {
    /// Id.
    pub id: String,
    /// How far it is.
    pub state: JobState,
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
