//! Runs jobs, one after another, beside the requests. Where several replicas share a database, each job is run by one:
//! whoever holds its lease. A job whose runner died is taken over when the lease ends.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::web;
use time::OffsetDateTime;
use tokio::sync::Notify;

use super::handlers::now;
use super::server::State;
use super::work::{analysis_of, question_of};
use crate::error::{ErrorCode, Failure};
use crate::profile::Role;
use crate::store::{Job, Lease, Named, StoreError, sweep};

/// How long a lease lasts, in milliseconds, and how often it is renewed.
const LEASE: i64 = 30_000;
const RENEWAL: Duration = Duration::from_secs(2);
/// How often other replicas' jobs are looked for, and those whose runner died.
const LOOK: Duration = Duration::from_secs(2);
/// A job that was begun so often and never ended takes its runner down; it is not begun again.
const MOST_ATTEMPTS: u64 = 5;

/// The place where jobs are run, as the rest of the service sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Runner {
    name: Arc<str>,
    news: Arc<Notify>,
    stopping: Arc<AtomicBool>,
    idle: Arc<Notify>,
}

impl Runner {
    pub(super) fn new() -> Self {
        let name = Named::Job.fresh().replace("job_", "runner_").into();
        Self { name, news: Arc::default(), stopping: Arc::default(), idle: Arc::default() }
    }

    /// Tells that a job waits.
    pub(super) fn wake(&self) {
        self.news.notify_one();
    }

    /// Ends the running: the job under way is put back for another runner.
    pub(super) async fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.news.notify_one();
        self.idle.notified().await;
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// Runs jobs until the runner is stopped.
pub(super) async fn run(state: web::Data<State>) {
    let runner = state.runner.clone();
    while !runner.is_stopping() {
        match next(&state, &runner).await {
            Ok(true) => {}
            Ok(false) => {
                // Another's job may have come, or lost its runner.
                let _ = tokio::time::timeout(LOOK, runner.news.notified()).await;
            }
            Err(error) => {
                tracing::error!(%error, "jobs cannot be looked for");
                let _ = tokio::time::timeout(LOOK, runner.news.notified()).await;
            }
        }
    }
    runner.idle.notify_one();
}

/// Runs the next job; false where none waits.
async fn next(state: &web::Data<State>, runner: &Runner) -> Result<bool, StoreError> {
    let lease = || Lease { owner: &runner.name, until: now() + LEASE };
    // Jobs stand in the same queue as requests, behind no more of them than that holds.
    let Ok(place) = state.workers.place() else { return Ok(false) };
    let Some(job) = state.store.claim_job(lease(), now()).await? else { return Ok(false) };
    tracing::info!(job = job.id, attempt = job.attempts, "job begun");
    let watch = Arc::new(JobWatch::default());
    let work = async {
        if job.cancel {
            return Err(Failure::new(ErrorCode::Conflict, "called off"));
        }
        if job.attempts > MOST_ATTEMPTS {
            let detail = format!("the job was begun {MOST_ATTEMPTS} times and never ended; nothing more is tried");
            return Err(Failure::new(ErrorCode::Internal, detail));
        }
        let question = question_of(state, &job, OffsetDateTime::now_utc().date()).await?;
        let (catalog, max_rows, watch) = (state.catalog.clone(), state.settings.max_rows, watch.clone());
        let work = move || analysis_of(question, &catalog, max_rows, true, &|share| watch.reached(share));
        state.workers.run(place, work).await
    };
    let outcome = tokio::select! {
        outcome = work => Some(outcome),
        () = keep(state, runner, &job, &watch) => None,
    };
    end(state, runner, &job, &watch, outcome).await?;
    Ok(true)
}

/// Renews the lease of a job until it is another's.
async fn keep(state: &State, runner: &Runner, job: &Job, watch: &JobWatch) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let lease = Lease { owner: &runner.name, until: now() + LEASE };
        match state.store.renew_job(&job.id, lease, watch.progress()).await {
            Ok(Some(cancel)) if cancel || runner.is_stopping() => watch.call_off(),
            Ok(Some(_)) => {}
            Ok(None) => return watch.call_off(),
            Err(error) => tracing::warn!(%error, job = job.id, "the lease of a job could not be renewed"),
        }
    }
}

/// Writes down how a job ended.
async fn end(
    state: &State,
    runner: &Runner,
    job: &Job,
    watch: &JobWatch,
    outcome: Option<Result<crate::store::StoredAnalysis, Failure>>,
) -> Result<(), StoreError> {
    let Some(outcome) = outcome else {
        tracing::warn!(job = job.id, "job lost to another runner");
        return Ok(());
    };
    let was_cancelled = match state.store.job(&job.agency, &job.id).await? {
        Some(now) => now.cancel,
        None => true,
    };
    match outcome {
        Ok(mut analysis) => {
            analysis.head.created_at = now();
            analysis.head.audience = Some(job.audience.clone()).filter(|_| !is_hidden(state, job).await.unwrap_or(true));
            state.store.finish_job(&job.id, &runner.name, &analysis, now()).await?;
            tracing::info!(job = job.id, "job succeeded");
        }
        Err(_) if watch.is_off() && !was_cancelled => {
            state.store.park_job(&job.id, &runner.name).await?;
            tracing::info!(job = job.id, "job put back, for the service stops");
            return Ok(());
        }
        Err(_) if was_cancelled => {
            state.store.fail_job(&job.id, &runner.name, None, now()).await?;
            tracing::info!(job = job.id, "job called off");
        }
        Err(failure) => {
            let problem = super::problem::problem_of_job(&job.id, &failure);
            state.store.fail_job(&job.id, &runner.name, Some(&problem), now()).await?;
            tracing::info!(job = job.id, code = failure.code.as_str(), "job failed");
        }
    }
    forget_hidden(state, job).await
}
