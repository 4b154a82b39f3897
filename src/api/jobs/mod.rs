//! Jobs: analyses that are made after the response.

mod queue;
mod runner;

use actix_web::http::Method;
use actix_web::web;
use utoipa::OpenApi;

use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, PageParameters, PageQuery};
use super::now;
use super::problem::not_found;
use super::server::State;
use crate::error::{ErrorCode, Failure};
use crate::store::{Job, JobState, Scope};
use crate::wire::{JobBody, JobList, JobStateName, ProblemBody, told_time};

pub(super) use queue::enqueue;
pub(super) use runner::{Runner, purge_expired, run_jobs};

#[derive(OpenApi)]
#[openapi(
    paths(list_jobs, get_job, cancel_job),
    tags((name = "jobs", description = "Analyses that are made after the response"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/jobs/{id}";

pub(super) static ENDPOINTS: [Endpoint; 3] = [
    Endpoint::new(Method::GET, "/v1/jobs", "list_jobs", Scope::Read, AuditLevel::Read, |r| r.to(list_jobs)),
    Endpoint::new(Method::GET, PATH, "get_job", Scope::Read, AuditLevel::Read, |r| r.to(get_job)),
    Endpoint::new(Method::DELETE, PATH, "cancel_job", Scope::Write, AuditLevel::Change, |r| r.to(cancel_job)),
];

/// List jobs
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/jobs", tag = "jobs", operation_id = "list_jobs",
    params(PageParameters),
    responses(
        (status = 200, body = JobList, description = "A page of jobs"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_jobs(
    caller: Caller,
    PageQuery(page): PageQuery,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let listed = state.store.jobs(&caller.agency, &page).await?;
    let items = listed.items.iter().map(job_body).collect();
    Ok(Representation::json(&JobList { items, next_cursor: listed.next_cursor }))
}

/// Get job status
///
/// The progress of a job and, once it has succeeded, the analysis it made.
#[utoipa::path(
    get, path = "/v1/jobs/{id}", tag = "jobs", operation_id = "get_job",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, body = JobBody, description = "The job"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_job(caller: Caller, id: web::Path<String>, state: web::Data<State>) -> Result<Representation, Failure> {
    job(&caller, &id, &state).await
}

/// Cancel a job
///
/// A queued job is cancelled at once, a running one within some seconds.
#[utoipa::path(
    delete, path = "/v1/jobs/{id}", tag = "jobs", operation_id = "cancel_job",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, body = JobBody, description = "The job is cancelled, or will be"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The job has ended")
    )
)]
async fn cancel_job(caller: Caller, id: web::Path<String>, state: web::Data<State>) -> Result<Representation, Failure> {
    let is_cancelled = state.store.cancel_job(&caller.agency, &id, now()).await?;
    let job = job(&caller, &id, &state).await?;
    if is_cancelled {
        return Ok(job);
    }
    Err(Failure::new(ErrorCode::Conflict, "The job has ended. Fetch it to see its result."))
}

async fn job(caller: &Caller, id: &str, state: &State) -> Result<Representation, Failure> {
    let job = state.store.job(&caller.agency, id).await?.ok_or_else(|| not_found("job"))?;
    Ok(Representation::json(&job_body(&job)))
}

/// A job as it is sent.
pub(super) fn job_body(job: &Job) -> JobBody {
    JobBody {
        id: job.id.clone(),
        state: state_name(job.state),
        progress: job.progress,
        created_at: told_time(job.created_at),
        started_at: job.started_at.map(told_time),
        finished_at: job.finished_at.map(told_time),
        attempts: job.attempts,
        analysis: job.analysis.as_ref().map(|id| format!("/v1/analyses/{id}")),
        problem: job.problem.clone().and_then(|json| serde_json::value::RawValue::from_string(json).ok()),
    }
}

fn state_name(state: JobState) -> JobStateName {
    match state {
        JobState::Queued => JobStateName::Queued,
        JobState::Running => JobStateName::Running,
        JobState::Succeeded => JobStateName::Succeeded,
        JobState::Failed => JobStateName::Failed,
        JobState::Cancelled => JobStateName::Cancelled,
    }
}
