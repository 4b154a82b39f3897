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
use super::problem::problem_of_job;
use super::server::State;
use super::work::{Tools, analysis_of, question_of};
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::store::{IdKind, Job, Lease, StoreError, StoredAnalysis, collect_garbage, expire};

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
        let name = IdKind::Job.generate().replace("job_", "runner_").into();
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
        let (tools, watch) = (Tools::of(state), watch.clone());
        let work = move || analysis_of(question, &tools, true, &|share| watch.reached(share));
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

/// Writes down how a job ended, and gives up the people stored for it alone.
async fn end(
    state: &State,
    runner: &Runner,
    job: &Job,
    watch: &JobWatch,
    outcome: Option<Result<StoredAnalysis, Failure>>,
) -> Result<(), StoreError> {
    let Some(outcome) = outcome else {
        tracing::warn!(job = job.id, "job lost to another runner");
        return Ok(());
    };
    let store = &state.store;
    let called_off = store.job(&job.agency, &job.id).await?.is_none_or(|job| job.cancel);
    let how = match outcome {
        Ok(mut analysis) => {
            analysis.head.created_at = now();
            let audience = store.dataset(&job.agency, Role::Audience, &job.audience).await?;
            analysis.head.audience = audience.filter(|set| !set.hidden).map(|set| set.id);
            store.finish_job(&job.id, &runner.name, &analysis, now()).await?;
            "succeeded"
        }
        Err(_) if called_off => {
            store.fail_job(&job.id, &runner.name, None, now()).await?;
            "called off"
        }
        Err(_) if watch.is_off() => {
            store.release_job(&job.id, &runner.name).await?;
            tracing::info!(job = job.id, "job put back, for the service stops");
            return Ok(());
        }
        Err(failure) => {
            let problem = problem_of_job(&job.id, &failure);
            store.fail_job(&job.id, &runner.name, Some(&problem), now()).await?;
            "failed"
        }
    };
    tracing::info!(job = job.id, how, "job ended");
    for (role, id) in [(Role::Audience, Some(&job.audience)), (Role::Panel, job.panel.as_ref())] {
        let Some(id) = id else { continue };
        if store.dataset(&job.agency, role, id).await?.is_some_and(|set| set.hidden) {
            store.mark_dataset_deleted(&job.agency, role, id).await?;
        }
    }
    collect_garbage(store.as_ref(), &state.objects, now()).await.map(|_| ())
}

/// How often what is not to be kept is removed.
const TIDYING: Duration = Duration::from_secs(10 * 60);

/// Removes what is not to be kept, at start and from time to time.
pub(super) async fn tidy(state: web::Data<State>) {
    let mut times = tokio::time::interval(TIDYING);
    loop {
        times.tick().await;
        if let Err(error) = tidied(&state).await {
            tracing::error!(%error, "what is not to be kept could not be removed; it is tried again");
        }
    }
}

async fn tidied(state: &State) -> Result<(), StoreError> {
    if let Some(days) = state.settings.retention_days {
        let expired = expire(state.store.as_ref(), days, now()).await?;
        tracing::info!(expired, days, "what is older than it may be was given up");
    }
    let removed = collect_garbage(state.store.as_ref(), &state.objects, now()).await?;
    tracing::info!(removed, "stored sets that were given up are removed");
    Ok(())
}

/// How far a job is, and whether it is to stop, between the thread that makes it and the task that watches it.
#[derive(Debug, Default)]
struct JobWatch {
    thousandths: AtomicU64,
    off: AtomicBool,
}

impl JobWatch {
    fn reached(&self, share: f64) -> ControlFlow<()> {
        self.thousandths.store((share * 1000.0) as u64, Ordering::Relaxed);
        if self.is_off() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn progress(&self) -> f64 {
        self.thousandths.load(Ordering::Relaxed) as f64 / 1000.0
    }

    fn call_off(&self) {
        self.off.store(true, Ordering::Relaxed);
    }

    fn is_off(&self) -> bool {
        self.off.load(Ordering::Relaxed)
    }
}
