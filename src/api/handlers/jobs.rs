//! Jobs.

use actix_web::{HttpRequest, HttpResponse, web};

use super::analyses::page;
use super::now;
use crate::api::answer::{found, missing};
use crate::api::caller::caller;
use crate::api::server::State;
use crate::api::told::job_body;
use crate::error::{ErrorCode, Failure};
use crate::wire::{JobBody, JobList, ProblemBody};

/// Lists the jobs, newest first.
#[utoipa::path(
    get, path = "/v1/jobs", tag = "jobs", operation_id = "list_jobs",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Entries of a page; 100 by default")
    ),
    responses(
        (status = 200, body = JobList, description = "A page of jobs"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault")
    )
)]
pub(in crate::api) async fn list_jobs(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let list = async {
        let listed = state.store.jobs(&caller(&request).agency, &page(request.query_string())?).await?;
        Ok(JobList { items: listed.items.iter().map(job_body).collect(), next_cursor: listed.next_cursor })
    };
    found(&request, list.await)
}

/// Tells how far a job is, and where its analysis is once it has succeeded.
#[utoipa::path(
    get, path = "/v1/jobs/{id}", tag = "jobs", operation_id = "get_job",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, body = JobBody, description = "The job"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such job")
    )
)]
pub(in crate::api) async fn get_job(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    found(&request, job(&request, &id, &state).await)
}

/// Calls a job off: one that waits at once, one that runs within some seconds.
#[utoipa::path(
    delete, path = "/v1/jobs/{id}", tag = "jobs", operation_id = "cancel_job",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, body = JobBody, description = "It is called off, or will be"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such job"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It has ended")
    )
)]
pub(in crate::api) async fn cancel_job(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = async {
        let cancelled = state.store.cancel_job(&caller(&request).agency, &id, now()).await?;
        let job = job(&request, &id, &state).await?;
        if cancelled {
            return Ok(job);
        }
        Err(Failure::new(ErrorCode::Conflict, "the job has ended; fetch it to see how"))
    };
    found(&request, outcome.await)
}

async fn job(request: &HttpRequest, id: &str, state: &State) -> Result<JobBody, Failure> {
    let job = state.store.job(&caller(request).agency, id).await?;
    job.as_ref().map(job_body).ok_or_else(|| missing("job"))
}
