//! Answers that come back: with an `ETag`, for conditional requests, and the same again for one `Idempotency-Key`.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::caller::caller;
use super::handlers::now;
use super::problem::problem;
use super::server::State;
use crate::error::{ErrorCode, Failure};
use crate::ingest::excerpt;
use crate::store::{IdempotencyState, Replay};

/// Time within which a request with an `Idempotency-Key` must have ended, or else may be begun again, in milliseconds.
const PATIENCE: i64 = 15 * 60 * 1000;
/// The header that makes a request one that may be sent again.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest value of it.
const LONGEST_TOKEN: usize = 255;

/// What a request made: a JSON answer, and where the thing made is.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) status: StatusCode,
    pub(super) location: Option<String>,
    pub(super) json: String,
}

impl Made {
    /// The answer `body`.
    pub(super) fn new(status: StatusCode, location: Option<String>, body: &impl Serialize) -> Self {
        Self { status, location, json: serde_json::to_string(body).expect("the answer is plain data") }
    }

    /// The answer as it is given again.
    pub(super) fn replay(self) -> Replay {
        Replay { status: self.status.as_u16(), location: self.location, body: self.json.into_bytes() }
    }

    fn response(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        response.content_type("application/json").body(self.json)
    }
}

/// The answer, or the problem document.
pub(super) fn made(request: &HttpRequest, outcome: Result<Made, Failure>) -> HttpResponse {
    outcome.map_or_else(|failure| problem(request, failure), Made::response)
}

/// A request under an `Idempotency-Key`.
pub(super) struct Token(String);

impl Token {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a request is: one to be done, or one that was answered.
pub(super) enum Turn {
    /// Do it; with a token, tell how it ended.
    Do(Option<Token>),
    /// Answer so again.
    Answered(Made),
}

/// Whether a request is to be done; `body` is all that it brought beside its path and query.
///
/// # Errors
/// Where the key stands for another request, or for one under way.
pub(super) async fn turn(request: &HttpRequest, state: &State, body: &[u8]) -> Result<Turn, Failure> {
    let Some(token) = token(request.headers())? else { return Ok(Turn::Do(None)) };
    let mut fingerprint = blake3::Hasher::new();
    for part in [request.method().as_str(), request.path(), request.query_string()] {
        fingerprint.update(part.as_bytes()).update(b"\n");
    }
    let fingerprint = fingerprint.update(body).finalize().to_hex();
    let (agency, now) = (caller(request).agency, now());
    match state.store.begin_request(&agency, &token, &fingerprint, now, now + PATIENCE).await? {
        IdempotencyState::New => Ok(Turn::Do(Some(Token(token)))),
        IdempotencyState::InProgress => Err(Failure::new(
            ErrorCode::IdempotencyUnderWay,
            "a request with this Idempotency-Key is under way; ask again in some seconds",
        )),
        IdempotencyState::Mismatch => Err(Failure::new(
            ErrorCode::IdempotencyMismatch,
            "this Idempotency-Key was used for a request with another path, query or body; use a new one",
        )),
        IdempotencyState::Completed(Replay { status, location, body }) => Ok(Turn::Answered(Made {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
            location,
            json: String::from_utf8(body).unwrap_or_default(),
        })),
    }
}

/// Ends the request of `token`: the same answer is given again from now on; one that failed made nothing, and may be
/// sent again.
pub(super) async fn ended(
    request: &HttpRequest,
    state: &State,
    token: Option<Token>,
    outcome: Result<Made, Failure>,
) -> Result<Made, Failure> {
    let Some(Token(token)) = token else { return outcome };
    let agency = caller(request).agency;
    match outcome {
        Ok(made) => {
            state.store.complete_request(&agency, &token, &made.clone().replay()).await?;
            Ok(made)
        }
        Err(failure) => {
            state.store.delete_request(&agency, &token).await?;
            Err(failure)
        }
    }
}

/// The value of `Idempotency-Key`; quotes around it are not of it.
fn token(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim_matches('"');
    if text.is_empty() || text.len() > LONGEST_TOKEN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!(
            "Idempotency-Key: received {}; accepted: 1 to {LONGEST_TOKEN} visible ASCII characters, as a UUID",
            excerpt(&String::from_utf8_lossy(value.as_bytes()))
        );
        return Err(Failure::new(ErrorCode::InvalidRequest, detail));
    }
    Ok(Some(text.to_owned()))
}

/// The strong entity tag of a representation.
pub(super) fn entity_tag(representation: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(representation).to_hex()[..32])
}

/// Whether a list of entity tags, as in `If-None-Match`, has `tag` or stands for any.
pub(super) fn matches(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|other| other == "*" || other.strip_prefix("W/").unwrap_or(other) == tag)
}

/// A representation with its entity tag; where the caller has it already, that alone.
pub(super) fn tagged(request: &HttpRequest, media_type: &'static str, representation: String) -> HttpResponse {
    let tag = entity_tag(representation.as_bytes());
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|list| list.to_str().ok());
    if known.is_some_and(|list| matches(list, &tag)) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    HttpResponse::Ok().insert_header((header::ETAG, tag)).content_type(media_type).body(representation)
}

/// The JSON answer with its entity tag, or the problem document.
pub(super) fn found<T: Serialize>(request: &HttpRequest, outcome: Result<T, Failure>) -> HttpResponse {
    match outcome {
        Ok(body) => {
            let json = serde_json::to_string(&body).expect("the answer is plain data");
            tagged(request, "application/json", json)
        }
        Err(failure) => problem(request, failure),
    }
}

/// Nothing of that name is the agency's; the same answer whether or not it is another's.
pub(super) fn missing(what: &str) -> Failure {
    Failure::new(ErrorCode::NotFound, format!("there is no such {what}, or it was deleted"))
}
