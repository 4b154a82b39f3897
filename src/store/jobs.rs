//! Long work that is done after the answer.

use async_trait::async_trait;

use super::{AgencyId, Page, PageOf, StoreError};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How far a job is.
    pub enum JobState {
        /// Waits for a runner.
        Queued = "queued",
        /// Is run.
        Running = "running",
        /// Done; the analysis is kept.
        Succeeded = "succeeded",
        /// Could not be done.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// An analysis that is made after the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its name.
    pub id: String,
    /// Whose it is.
    pub agency: AgencyId,
    /// How far it is.
    pub state: JobState,
    /// The request without profiles, as JSON.
    pub request: String,
    /// The data set of its followers.
    pub audience: String,
    /// The data set of its panel.
    pub panel: Option<String>,
    /// Whether whoever queued it may have exact figures of stored people.
    pub exact: bool,
    /// Share of the work done, 0 to 1.
    pub progress: f64,
    /// When it came, in milliseconds.
    pub created_at: i64,
    /// When it was first begun.
    pub started_at: Option<i64>,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// How often it was begun.
    pub attempts: u64,
    /// Whether it is to be called off.
    pub cancel: bool,
    /// The analysis it made.
    pub analysis: Option<String>,
    /// Why it failed, as the problem's JSON.
    pub problem: Option<String>,
}

/// The right to run a job, for some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease<'a> {
    /// Who has it.
    pub owner: &'a str,
    /// Until when, in milliseconds.
    pub until: i64,
}

/// The part of a store that keeps jobs.
#[async_trait]
pub trait Jobs {
    /// Keeps a job, state `Queued`.
    async fn queue_job(&self, job: &Job) -> Result<(), StoreError>;

    /// A job.
    async fn job(&self, agency: &AgencyId, id: &str) -> Result<Option<Job>, StoreError>;

    /// The jobs, newest first.
    async fn jobs(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<Job>, StoreError>;

    /// Takes the oldest job that waits, or whose runner's lease ran out before `now`. One runner gets it.
    async fn claim_job(&self, lease: Lease<'_>, now: i64) -> Result<Option<Job>, StoreError>;

    /// Tells how far a job is and keeps the lease. `None` where it is no longer this runner's, else whether the job is
    /// to be called off.
    async fn renew_job(&self, id: &str, lease: Lease<'_>, progress: f64) -> Result<Option<bool>, StoreError>;

    /// Puts a job back, for another runner. `false` where it was no longer this runner's.
    async fn release_job(&self, id: &str, owner: &str) -> Result<bool, StoreError>;

    /// Ends a job with its analysis, which is kept with it or not at all. `false` where it was no longer this runner's.
    async fn finish_job(
        &self,
        id: &str,
        owner: &str,
        analysis: &super::StoredDocument,
        now: i64,
    ) -> Result<bool, StoreError>;

    /// Ends a job with a problem, or as called off where there is none. `false` where it was no longer this runner's.
    async fn fail_job(&self, id: &str, owner: &str, problem: Option<&str>, now: i64) -> Result<bool, StoreError>;

    /// Calls a job off: one that waits at once, one that runs as soon as its runner hears of it. `false` where there
    /// was none or it had ended.
    async fn cancel_job(&self, agency: &AgencyId, id: &str, now: i64) -> Result<bool, StoreError>;

    /// How many jobs wait and run.
    async fn open_jobs(&self) -> Result<u64, StoreError>;

    /// Deletes all ended jobs that came before; returns how many.
    async fn delete_jobs_before(&self, created_before: i64) -> Result<u64, StoreError>;
}
