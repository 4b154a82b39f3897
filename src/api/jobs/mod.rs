//! Jobs: analyses that are made after the response.

pub(crate) mod body;
mod queue;
mod runner;

use actix_web::http::{Method, StatusCode};
use actix_web::web;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::OpenApi;

use super::analyses::{AnalysisInput, load_input};
use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody, PageParameters, PageQuery};
use super::idempotency::{Idempotency, IdempotencyKey, JsonResponse, job_retry_after};
use super::now;
use super::problem::{BodyProblem, not_found};
use super::server::State;
use super::workers::Place;
use crate::api::contract::{AnalysisRequestBody, JobBody, JobList, ProblemBody, timestamp};
use crate::error::{ErrorCode, Failure, Fault};
use crate::message::message;
use crate::report::messages::args;
use crate::store::{Job, JobState, Scope};

pub(super) use queue::enqueue;
pub(super) use runner::{Runner, purge_expired, run_jobs};

#[derive(OpenApi)]
#[openapi(
    paths(create_job, list_jobs, get_job, cancel_job),
    tags((name = "jobs", description = "Analyses that are made after the response"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/jobs/{id}";

pub(super) static ENDPOINTS: [Endpoint; 4] = [
    Endpoint::new(Method::POST, "/v1/jobs", "create_job", Scope::Write, AuditLevel::Change, |r| r.to(create_job)),
    Endpoint::new(Method::GET, "/v1/jobs", "list_jobs", Scope::Read, AuditLevel::Read, |r| r.to(list_jobs)),
    Endpoint::new(Method::GET, PATH, "get_job", Scope::Read, AuditLevel::Read, |r| r.to(get_job)),
    Endpoint::new(Method::DELETE, PATH, "cancel_job", Scope::Write, AuditLevel::Change, |r| r.to(cancel_job)),
];

/// Analyse an audience later
///
/// Takes the request of `POST /v1/analyses` and responds at once with a job, which makes the analysis. The profiles in the
/// request are stored until it is made. Fetch the job until its `state` is `succeeded`, then the analysis by its
/// `analysis_id`.
#[utoipa::path(
    post, path = "/v1/jobs", tag = "jobs", operation_id = "create_job",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")),
    request_body(content = AnalysisRequestBody, example = json!({
        "audience_id": "demo",
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "labels": {"of_target": true, "how": "self_declared"}
    })),
    responses(
        (status = 202, body = JobBody, description = "The job was queued; `Location` is its path"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        BodyProblem
    )
)]
async fn create_job(
    request: HttpRequest,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody { permit, bytes }: JsonBody,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    let parsed = AnalysisRequestBody::parse(&bytes)?;
    check_retained(&parsed.value)?;
    let lease = match key.begin(&request, &caller, &state, &bytes).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) => return Ok(response),
    };
    let work = async {
        let (place, input) = load_input(&request, &state, &caller, permit, parsed, &bytes).await?;
        respond_with_job(&state, &caller, place, input).await
    };
    lease.run(&state, work).await
}

/// A job makes an analysis that is fetched later, so it must be stored.
///
/// # Errors
/// Where the request says `retain: false`.
pub(super) fn check_retained(request: &AnalysisRequestBody) -> Result<(), Failure> {
    if request.names_rows() {
        return Err(Failure::of(ErrorCode::InvalidRequest, message!["failure-job-rows"]));
    }
    if request.retains() {
        return Ok(());
    }
    let detail = message!["failure-job-retain"];
    Err(Failure::invalid(vec![Fault { pointer: "/retain".to_owned(), code: "conflict".to_owned(), detail }]))
}

/// Queues an analysis.
pub(super) async fn respond_with_job(
    state: &State,
    caller: &Caller,
    place: Place,
    input: AnalysisInput,
) -> Result<JsonResponse, Failure> {
    let job = enqueue(state, caller, place, input).await?;
    let location = format!("/v1/jobs/{}", job.id);
    Ok(JsonResponse::new(StatusCode::ACCEPTED, Some(location), &job_body(&job)))
}

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
async fn get_job(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let job = find(&caller, &id, &state).await?;
    let is_open = matches!(job.state, JobState::Queued | JobState::Running);
    let mut response = Representation::json(&job_body(&job)).respond_to(&request);
    if is_open {
        let (name, value) = job_retry_after();
        response.headers_mut().insert(name, value);
    }
    Ok(response)
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
    let job = find(&caller, &id, &state).await?;
    if is_cancelled {
        return Ok(Representation::json(&job_body(&job)));
    }
    Err(Failure::said(ErrorCode::Conflict, "problem-job-ended", args![]))
}

async fn find(caller: &Caller, id: &str, state: &State) -> Result<Job, Failure> {
    state.store.job(&caller.agency, id).await?.ok_or_else(|| not_found("job"))
}

/// A job as it is sent.
fn job_body(job: &Job) -> JobBody {
    JobBody {
        id: job.id.clone(),
        state: job.state,
        progress: job.progress,
        created_at: timestamp(job.created_at),
        started_at: job.started_at.map(timestamp),
        finished_at: job.finished_at.map(timestamp),
        attempts: job.attempts,
        analysis_id: job.analysis.clone(),
        analysis: job.analysis.as_ref().map(|id| format!("/v1/analyses/{id}")),
        problem: job.problem.clone().and_then(|json| serde_json::value::RawValue::from_string(json).ok()),
    }
}
