//! `Idempotency-Key`: the same key and request give the same response again.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::extract::Caller;
use super::language::speak;
use super::now;
use super::server::State;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::message::message;
use crate::report::messages::args;
use crate::store::{AgencyId, IdempotencyState, Replay};

/// Time after which a request whose process died may be begun again, in milliseconds. A request in progress renews its
/// lease.
const IDEMPOTENCY_LEASE_MS: i64 = 120_000;
const RENEWAL_INTERVAL: Duration = Duration::from_secs(30);
/// Seconds after which to ask for a job that is not done.
const JOB_RETRY_SECONDS: &str = "2";
const MAX_KEY_CHARS: usize = 255;

/// How soon to ask again for a job that is not done.
pub(super) fn job_retry_after() -> (header::HeaderName, header::HeaderValue) {
    (header::RETRY_AFTER, header::HeaderValue::from_static(JOB_RETRY_SECONDS))
}

/// A JSON response to a request that created something, with its location.
#[derive(Clone)]
pub(super) struct JsonResponse {
    pub(super) status: StatusCode,
    pub(super) location: Option<String>,
    pub(super) json: String,
}

impl JsonResponse {
    /// The response with `body`.
    pub(super) fn new(status: StatusCode, location: Option<String>, body: &impl Serialize) -> Self {
        Self { status, location, json: serde_json::to_string(body).expect("the body is plain data") }
    }

    /// The response in the form in which it is stored.
    pub(super) fn replay(self) -> Replay {
        Replay { status: self.status.as_u16(), location: self.location, body: self.json.into_bytes() }
    }
}

impl From<Replay> for JsonResponse {
    fn from(Replay { status, location, body }: Replay) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        Self { status, location, json: String::from_utf8(body).unwrap_or_default() }
    }
}

impl Responder for JsonResponse {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if self.status == StatusCode::ACCEPTED {
            response.insert_header(job_retry_after());
            if request.headers().contains_key("prefer") {
                response.insert_header(("preference-applied", "respond-async"));
            }
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        response.content_type("application/json").body(self.json)
    }
}

/// The value of `Idempotency-Key`, if any, without quotes around it.
pub(super) struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().unwrap_or_default().trim_matches('"');
        let is_valid = (1..=MAX_KEY_CHARS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if is_valid {
            return ready(Ok(Self(Some(key.to_owned()))));
        }
        let received = excerpt(&String::from_utf8_lossy(value.as_bytes()));
        let message = message!["failure-idempotency-key", received = received, max = MAX_KEY_CHARS];
        ready(Err(Failure::invalid(vec![Fault {
            detail: message,
            ..Fault::in_header("Idempotency-Key", "invalid_parameter", "")
        }])))
    }
}

/// Whether a request is to be run, or was answered before.
pub(super) enum Idempotency {
    /// Run it, and finish the lease with its outcome.
    Proceed(Lease),
    /// Respond the same again.
    Replay(JsonResponse),
}

impl IdempotencyKey {
    /// No key, whatever the header says: for requests that store nothing.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Begins a request; `body` is all that it brings beside its path and query.
    ///
    /// # Errors
    /// Where the key was used for another request, or for one in progress.
    pub(super) async fn begin(
        self,
        request: &HttpRequest,
        caller: &Caller,
        state: &State,
        body: &[u8],
    ) -> Result<Idempotency, Failure> {
        let agency = caller.agency.clone();
        let Some(key) = self.0 else { return Ok(Idempotency::Proceed(Lease { agency, key: None })) };
        let mut fingerprint = blake3::Hasher::new();
        for part in [request.method().as_str(), request.path(), request.query_string()] {
            fingerprint.update(part.as_bytes()).update(b"\n");
        }
        fingerprint.update(speak(request).tag().as_bytes());
        // Exact figures are repeated to those alone who may have them.
        fingerprint.update(&[u8::from(caller.exact)]);
        let fingerprint = fingerprint.update(body).finalize().to_hex();
        let now = now();
        match state.store.begin_request(&agency, &key, &fingerprint, now, now + IDEMPOTENCY_LEASE_MS).await? {
            IdempotencyState::New => Ok(Idempotency::Proceed(Lease { agency, key: Some(key) })),
            IdempotencyState::InProgress => {
                Err(Failure::said(ErrorCode::IdempotencyUnderWay, "problem-idempotency-in-progress", args![]))
            }
            IdempotencyState::Mismatch => {
                Err(Failure::said(ErrorCode::IdempotencyMismatch, "problem-idempotency-mismatch", args![]))
            }
            IdempotencyState::Completed(replay) => Ok(Idempotency::Replay(replay.into())),
        }
    }
}

/// A request in progress under an `Idempotency-Key`, or under none.
pub(super) struct Lease {
    agency: AgencyId,
    key: Option<String>,
}

impl Lease {
    /// The key, where there is one.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Runs the request. A success is stored, to be given again; a failure created nothing, and may be tried again.
    pub(super) async fn run(
        &self,
        state: &State,
        work: impl Future<Output = Result<JsonResponse, Failure>>,
    ) -> Result<JsonResponse, Failure> {
        let Some(key) = self.key() else { return work.await };
        let outcome = tokio::select! {
            outcome = work => outcome,
            never = self.keep_alive(state, key) => match never {},
        };
        match outcome {
            Ok(response) => {
                state.store.complete_request(&self.agency, key, &response.clone().replay()).await?;
                Ok(response)
            }
            Err(failure) => {
                state.store.delete_request(&self.agency, key).await?;
                Err(failure)
            }
        }
    }

    /// Renews the lease for as long as this is awaited.
    async fn keep_alive(&self, state: &State, key: &str) -> Infallible {
        loop {
            tokio::time::sleep(RENEWAL_INTERVAL).await;
            let lease_until = now() + IDEMPOTENCY_LEASE_MS;
            if let Err(error) = state.store.renew_request(&self.agency, key, lease_until).await {
                tracing::warn!(%error, "failed to renew the lease of an idempotent request");
            }
        }
    }
}
