//! Problem documents (RFC 9457) for every failure.

use actix_multipart::MultipartError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use tracing_actix_web::RequestId;
use utoipa::IntoResponses;

use super::disclosure::seconds_left_of_day;
use super::language::speak;
use super::now;
use super::pages::{PageRequest, problem_page};
use crate::api::contract::{FaultBody, ProblemBody};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::Language;
use crate::report::messages::Messages;
use crate::report::messages::args;
use crate::report::problem::problem_title;

/// Seconds to wait before retrying.
const RETRY_AFTER: &str = "5";
const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// Problems of every operation that reads a body. `500` is left out: callers can do nothing about it.
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

/// The failure of a form (`multipart/form-data`) that cannot be read, wherever one is sent.
pub(super) fn unreadable_form(error: &MultipartError) -> Failure {
    Failure::of(ErrorCode::MalformedBody, message!["failure-form", error = error])
}

/// Names a request in the log.
pub(super) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}

/// The problem document of a job that failed, as JSON.
pub(super) fn problem_of_job(id: &str, failure: &Failure) -> String {
    let body = document(failure.clone(), format!("/v1/jobs/{id}"), id.to_owned(), Language::default());
    serde_json::to_string(&body).expect("the document is plain data")
}

fn document(failure: Failure, instance: String, request_id: String, language: Language) -> ProblemBody {
    let code = failure.code;
    let failure = failure.in_language(language);
    let faults = failure.faults.into_iter();
    ProblemBody {
        type_uri: format!("/docs/problems/{}", code.as_str()),
        title: problem_title(Messages::of(language), code.as_str(), code.title()),
        status: code.status(),
        detail: failure.detail,
        instance,
        code: code.as_str().to_owned(),
        request_id,
        errors: faults.map(FaultBody::from).collect(),
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).expect("the table holds valid statuses")
    }

    /// The answer without its document, which `complete_problems` writes: only there the request is known.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if self.code == ErrorCode::TooManyTargets {
            response.insert_header((header::RETRY_AFTER, seconds_left_of_day(now()).to_string()));
        } else if self.code.retry() && self.code != ErrorCode::Internal {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
        }
        response.extensions_mut().insert(self.clone());
        response.finish()
    }
}

/// Writes the problem document of a failed request: what failed, with the path and the id of the request.
pub(super) async fn complete_problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let failure = response.response().extensions().get::<Failure>().cloned();
    let Some(failure) = failure else { return Ok(response) };
    // The line that is logged for every request says the rest.
    if failure.code.status() == 500 {
        tracing::error!(code = failure.code.as_str(), detail = %failure.detail, "request failed");
    }
    let request = response.request();
    if request.extensions().contains::<PageRequest>() {
        let page = problem_page(request, &failure, &request_id(request));
        return Ok(with_page(response, page));
    }
    let body = document(failure, request.path().to_owned(), request_id(request), speak(request));
    let json = serde_json::to_string(&body).expect("the document is plain data");
    Ok(response.map_body(|head, _| {
        head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_MEDIA_TYPE));
        BoxBody::new(json)
    }))
}

/// A failure as a page, with the headers of the failure.
fn with_page(response: ServiceResponse<BoxBody>, mut page: HttpResponse) -> ServiceResponse<BoxBody> {
    for (name, value) in response.headers() {
        page.headers_mut().append(name.clone(), value.clone());
    }
    if let Some(failure) = response.response().extensions().get::<Failure>() {
        page.extensions_mut().insert(failure.clone());
    }
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, page)
}

/// The agency has no such thing; the response is the same whether or not another agency has it.
pub(super) fn not_found(what: &str) -> Failure {
    Failure::said(ErrorCode::NotFound, "problem-no-such", args![of = what.replace(' ', "-"), what = what])
}
