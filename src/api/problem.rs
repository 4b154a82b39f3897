//! Problem documents (RFC 9457) for every failure.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use tracing_actix_web::RequestId;
use utoipa::IntoResponses;

use crate::error::{ErrorCode, Failure};
use crate::wire::{FaultBody, ProblemBody};

/// Seconds after which a caller may try again.
const RETRY_AFTER: &str = "5";

/// What any operation that reads a body may answer instead. `500` is left out: no caller can do anything about it.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it stands for its description in the OpenAPI document")]
pub enum BodyProblem {
    /// The body is not readable
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(ProblemBody),
    /// The body did not come in time
    #[response(
        status = 408, content_type = "application/problem+json",
        headers(("retry-after" = u32, description = "Seconds after which to try again"))
    )]
    Late(ProblemBody),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody),
    /// The media type is not accepted
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(ProblemBody),
    /// The request is at fault; every fault is listed
    #[response(status = 422, content_type = "application/problem+json")]
    AtFault(ProblemBody),
    /// All workers are busy
    #[response(
        status = 503, content_type = "application/problem+json",
        headers(("retry-after" = u32, description = "Seconds after which to try again"))
    )]
    Busy(ProblemBody),
}

/// Names a request in the log.
pub(super) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}

/// The problem document of a job that failed, as JSON.
pub(super) fn problem_of_job(id: &str, failure: &Failure) -> String {
    let body = document(failure.clone(), format!("/v1/jobs/{id}"), id.to_owned());
    serde_json::to_string(&body).expect("the document is plain data")
}

fn document(failure: Failure, instance: String, request_id: String) -> ProblemBody {
    let code = failure.code;
    let faults = failure.faults.into_iter();
    ProblemBody {
        type_uri: format!("about:blank#{}", code.as_str()),
        title: code.title().to_owned(),
        status: code.status(),
        detail: failure.detail,
        instance,
        code: code.as_str().to_owned(),
        request_id,
        errors: faults.map(|f| FaultBody { pointer: f.pointer, code: f.code, detail: f.detail }).collect(),
    }
}

/// The problem document of `failure`.
pub(super) fn problem(request: &HttpRequest, failure: Failure) -> HttpResponse {
    let code = failure.code;
    let request_id = request_id(request);
    // Refusals are told by the line that is logged for every request.
    if code.status() == 500 {
        tracing::error!(code = code.as_str(), detail = %failure.detail, "request failed");
    }
    let body = document(failure, request.path().to_owned(), request_id);
    let status = StatusCode::from_u16(code.status()).expect("the table holds valid statuses");
    let mut response = HttpResponse::build(status);
    if code.retry() && code != ErrorCode::Internal {
        response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
    }
    response.extensions_mut().insert(code);
    response.content_type("application/problem+json").json(body)
}
