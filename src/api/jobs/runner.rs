//! Runs jobs, one after another, beside the requests. Where several replicas share a database, the replica that holds a
//! job's lease runs it. A job whose runner died is taken over when the lease ends.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::web;
use tokio::sync::Notify;

use super::queue::input_of;
use crate::api::analyses::{AnalysisDeps, run_to_store};
use crate::api::problem::problem_of_job;
use crate::api::server::State;
use crate::api::{now, today};
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::message::message;
use crate::store::{IdKind, Job, Lease, StoreError, StoredDocument, collect_garbage, expire, sweep_folders};

/// How long a lease lasts, in milliseconds, and how often it is renewed.
const LEASE_MS: i64 = 30_000;
const RENEWAL_INTERVAL: Duration = Duration::from_secs(2);
/// How often the store is asked for jobs of other replicas, and for those whose runner died.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// A job that was begun this often and never ended probably crashes its runner; it is not begun again.
const MAX_ATTEMPTS: u64 = 5;

/// The handle of the loop that runs jobs. Cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::api) struct Runner {
    name: Arc<str>,
    wake: Arc<Notify>,
    stopping: Arc<AtomicBool>,
    idle: Arc<Notify>,
}

impl Runner {
    pub(in crate::api) fn new() -> Self {
        let name = IdKind::Job.generate().replace("job_", "runner_").into();
        Self { name, wake: Arc::default(), stopping: Arc::default(), idle: Arc::default() }
    }

    /// Wakes the loop: a job was queued.
    pub(in crate::api) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Stops the loop; the job in progress is released for another runner.
    pub(in crate::api) async fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.wake.notify_one();
        self.idle.notified().await;
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// Runs jobs until the runner is stopped.
pub(in crate::api) async fn run_jobs(state: web::Data<State>) {
    let runner = state.runner.clone();
    while !runner.is_stopping() {
        match next(&state, &runner).await {
            Ok(true) => {}
            Ok(false) => {
                // Another replica's job may have been queued, or lost its runner.
                let _ = tokio::time::timeout(POLL_INTERVAL, runner.wake.notified()).await;
            }
            Err(error) => {
                tracing::error!(%error, "failed to look for jobs");
                let _ = tokio::time::timeout(POLL_INTERVAL, runner.wake.notified()).await;
            }
        }
    }
    runner.idle.notify_one();
}

/// Runs the next job; false where none waits.
async fn next(state: &web::Data<State>, runner: &Runner) -> Result<bool, StoreError> {
    let lease = || Lease { owner: &runner.name, until: now() + LEASE_MS };
    // Jobs share the queue of the requests.
    let Ok(permit) = state.workers.permit_for_job() else { return Ok(false) };
    let Some(job) = state.store.claim_job(lease(), now()).await? else { return Ok(false) };
    tracing::info!(job = job.id, attempt = job.attempts, "job started");
    let watch = Arc::new(JobWatch::default());
    let work = async {
        if job.cancel {
            return Err(Failure::of(ErrorCode::Conflict, message!["failure-job-cancelled"]));
        }
        if job.attempts > MAX_ATTEMPTS {
            let message = message!["failure-job-attempts", attempts = MAX_ATTEMPTS];
            return Err(Failure::of(ErrorCode::Internal, message));
        }
        let (place, input) = input_of(state, permit, &job, today()).await?;
        let (deps, watch) = (AnalysisDeps::of(state), watch.clone());
        let work = move || {
            let (_, stored) = run_to_store(input, &deps, true, &|share| watch.set_progress(share))?;
            Ok(stored.expect("what is to be stored is given in that form"))
        };
        place.run(work).await
    };
    let outcome = tokio::select! {
        outcome = work => Some(outcome),
        () = keep_lease(state, runner, &job, &watch) => None,
    };
    end(state, runner, &job, &watch, outcome).await?;
    Ok(true)
}

/// Renews the lease of a job until another runner has it.
async fn keep_lease(state: &State, runner: &Runner, job: &Job, watch: &JobWatch) {
    loop {
        tokio::time::sleep(RENEWAL_INTERVAL).await;
        let lease = Lease { owner: &runner.name, until: now() + LEASE_MS };
        match state.store.renew_job(&job.id, lease, watch.progress()).await {
            Ok(Some(cancel)) if cancel || runner.is_stopping() => watch.cancel(),
            Ok(Some(_)) => {}
            Ok(None) => return watch.cancel(),
            Err(error) => tracing::warn!(%error, job = job.id, "failed to renew the lease of a job"),
        }
    }
}

/// Records how a job ended, and deletes the profiles stored for it alone.
async fn end(
    state: &State,
    runner: &Runner,
    job: &Job,
    watch: &JobWatch,
    outcome: Option<Result<Box<StoredDocument>, Failure>>,
) -> Result<(), StoreError> {
    let Some(outcome) = outcome else {
        tracing::warn!(job = job.id, "the job was taken over by another runner");
        return Ok(());
    };
    let store = &state.store;
    let is_cancelled = store.job(&job.agency, &job.id).await?.is_none_or(|job| job.cancel);
    let result = match outcome {
        Ok(mut analysis) => {
            let audience = store.dataset(&job.agency, Role::Audience, &job.audience).await?;
            analysis.head.audience = audience.filter(|set| !set.hidden).map(|set| set.id);
            store.finish_job(&job.id, &runner.name, &analysis, now()).await?;
            "succeeded"
        }
        Err(_) if is_cancelled => {
            store.fail_job(&job.id, &runner.name, None, now()).await?;
            "cancelled"
        }
        Err(_) if watch.is_cancelled() => {
            store.release_job(&job.id, &runner.name).await?;
            tracing::info!(job = job.id, "job released: the service is stopping");
            return Ok(());
        }
        Err(failure) => {
            let problem = problem_of_job(&job.id, &failure);
            store.fail_job(&job.id, &runner.name, Some(&problem), now()).await?;
            "failed"
        }
    };
    tracing::info!(job = job.id, result, "job ended");
    for (role, id) in [(Role::Audience, Some(&job.audience)), (Role::Panel, job.panel.as_ref())] {
        let Some(id) = id else { continue };
        if store.dataset(&job.agency, role, id).await?.is_some_and(|set| set.hidden) {
            store.mark_dataset_deleted(&job.agency, role, id).await?;
        }
    }
    collect_garbage(store.as_ref(), &state.objects, now()).await.map(|_| ())
}

/// How often expired data is deleted.
const PURGE_INTERVAL: Duration = Duration::from_secs(10 * 60);

/// Deletes expired data and the files of deleted datasets, at the start and regularly.
pub(in crate::api) async fn purge_expired(state: web::Data<State>) {
    match sweep_folders(state.store.as_ref(), &state.objects).await {
        Ok(removed) => tracing::info!(removed, "folders without a data set were removed"),
        Err(error) => tracing::error!(%error, "failed to remove folders without a data set"),
    }
    let mut times = tokio::time::interval(PURGE_INTERVAL);
    loop {
        times.tick().await;
        if let Err(error) = purge(&state).await {
            tracing::error!(%error, "failed to delete expired data; it will be tried again");
        }
    }
}

async fn purge(state: &State) -> Result<(), StoreError> {
    if let Some(days) = state.settings.retention_days {
        let expired = expire(state.store.as_ref(), days, now()).await?;
        tracing::info!(expired, days, "expired data was marked as deleted");
    }
    let removed = collect_garbage(state.store.as_ref(), &state.objects, now()).await?;
    tracing::info!(removed, "files of deleted datasets were removed");
    state.store.forget_deleted().await
}

/// The progress of a job and whether it is cancelled, shared by the thread that runs it and the task that watches it.
#[derive(Debug, Default)]
struct JobWatch {
    thousandths: AtomicU64,
    cancelled: AtomicBool,
}

impl JobWatch {
    fn set_progress(&self, share: f64) -> ControlFlow<()> {
        self.thousandths.store((share * 1000.0) as u64, Ordering::Relaxed);
        if self.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn progress(&self) -> f64 {
        self.thousandths.load(Ordering::Relaxed) as f64 / 1000.0
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}
