//! One handler an operation, named as its `operationId`.

mod access;
mod analyses;
mod catalog;
mod effects;
mod health;
mod jobs;
mod metrics;
mod outcomes;
mod people;
mod recommendations;
mod targets;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use time::{Date, OffsetDateTime};

pub(super) use access::*;
pub(super) use analyses::*;
pub(super) use catalog::*;
pub(super) use effects::*;
pub(super) use health::*;
pub(super) use jobs::*;
pub(super) use metrics::*;
pub(super) use outcomes::*;
pub(super) use people::*;
pub(super) use recommendations::*;
pub(super) use targets::*;

use super::caller::caller;
use super::problem::problem;
use super::server::State;
use super::work::{Kept, kept};
use crate::error::{ErrorCode, Failure};
use crate::reference::Catalog;

/// The answer, or the problem document.
fn respond<T: Serialize>(request: &HttpRequest, outcome: Result<T, Failure>) -> HttpResponse {
    match outcome {
        Ok(body) => HttpResponse::Ok().json(body),
        Err(failure) => problem(request, failure),
    }
}

/// What `work` makes of the whole JSON body and of what is kept, on the pool; the place in the queue is taken before the
/// body is read.
async fn answer_body<T: Send + 'static>(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    work: impl FnOnce(&[u8], &Catalog, &Kept) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let place = state.workers.place()?;
    let body = json_body(request, payload, state).await?;
    let kept = kept(state, &caller(request).agency).await?;
    let catalog = state.catalog.clone();
    state.workers.run(place, move || work(&body, &catalog, &kept)).await
}

/// The whole JSON body, within the limit.
async fn json_body(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Bytes, Failure> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase);
    let media_type = header(header::CONTENT_TYPE).unwrap_or_else(|| "application/json".to_owned());
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_owned();
    if media_type != "application/json" && !(media_type.starts_with("application/") && media_type.ends_with("+json")) {
        let detail = format!("received {}; accepted: application/json", crate::ingest::excerpt(&media_type));
        return Err(Failure::new(ErrorCode::UnsupportedMediaType, detail));
    }
    if header(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Failure::new(ErrorCode::UnsupportedMediaType, "send the body without Content-Encoding"));
    }
    let limit = state.settings.max_body_bytes;
    let Ok(read) = tokio::time::timeout(state.settings.body_timeout, payload.to_bytes_limited(limit)).await else {
        let seconds = state.settings.body_timeout.as_secs();
        return Err(Failure::new(
            ErrorCode::BodyTimeout,
            format!("the body did not come whole within {seconds} s; send it again"),
        ));
    };
    match read {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => {
            let detail = "the body ended before its Content-Length, or could not be read; send it whole";
            Err(Failure::new(ErrorCode::MalformedBody, detail))
        }
        Err(_) => {
            let detail =
                format!("the body is larger than {limit} bytes; split it, or raise --max-body-mib of the service");
            Err(Failure::new(ErrorCode::BodyTooLarge, detail))
        }
    }
}

/// Today, which birth years and dates are judged against.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// Now, in milliseconds since 1970.
pub(super) fn now() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
