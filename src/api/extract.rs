//! What handlers extract from a request: who asks, which page, and a JSON body with its permit of the queue.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use utoipa::IntoParams;

use super::server::State;
use super::workers::Permit;
use crate::api::contract::Query;
use crate::error::{ErrorCode, Failure};
use crate::ingest::excerpt;
use crate::message::message;
use crate::report::messages::args;
use crate::store::{AgencyId, ApiKey, Page, Scope};

/// Who asks: all that is read and stored for a request is this agency's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The agency.
    pub(super) agency: AgencyId,
    /// Id of its key; none where the service requires none.
    pub(super) key: Option<String>,
    /// What it may do: this scope and those below it.
    pub(super) scope: Scope,
    /// Whether figures of stored people are exact for it.
    pub(super) exact: bool,
}

impl Caller {
    /// The caller of a service that requires no keys: the machine's own user, who may do anything.
    pub(super) fn local() -> Self {
        Self { agency: AgencyId::local(), key: None, scope: Scope::Admin, exact: true }
    }
}

impl Caller {
    /// The caller of a request.
    ///
    /// # Panics
    /// Where the endpoint is public: it has no caller, and must not answer for one.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let caller = request.extensions().get::<Caller>().cloned();
        caller.expect("auth lets no request through to a handler without a caller")
    }

    /// Checks that the caller's key has `scope`, or one above it.
    ///
    /// # Errors
    /// `forbidden` where it has not.
    pub(super) fn require(&self, scope: Scope) -> Result<(), Failure> {
        if self.scope >= scope {
            return Ok(());
        }
        let (needed, granted) = (scope.as_str(), self.scope.as_str());
        Err(Failure::said(ErrorCode::Forbidden, "problem-scope", args![needed = needed, granted = granted]))
    }
}

impl From<&ApiKey> for Caller {
    fn from(key: &ApiKey) -> Self {
        Self { agency: key.agency.clone(), key: Some(key.id.clone()), scope: key.scope(), exact: key.is_exact() }
    }
}

impl FromRequest for Caller {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// The page of a list that has no other parameters.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters that `PageQuery` reads")]
pub(super) struct PageParameters {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Entries of a page; 100 by default.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// The page that a query string without other parameters asks for.
pub(super) struct PageQuery(pub(super) Page);

impl FromRequest for PageQuery {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut query = Query::new(request.query_string());
        let page = read_page(&mut query);
        ready(query.finish().map(|()| Self(page)))
    }
}

/// The page that `query` asks for; faults are noted there.
pub(super) fn read_page(query: &mut Query<'_>) -> Page {
    let limit = query.limit();
    let page = query.cursor(|cursor| Page::new(Some(cursor), limit));
    page.unwrap_or(Page { after: None, limit })
}

/// What is held for each byte of a body: the body, the profiles in it as text, and the columns made of them.
const MEMORY_PER_BYTE: u64 = 3;

/// A whole JSON body, within the limits.
pub(super) struct JsonBody {
    pub(super) permit: Permit,
    pub(super) bytes: Bytes,
}

/// A whole body of any type, within the limits. Its memory is had before it is read, its place in the queue only once it is
/// there: who sends slowly keeps nobody from the queue.
pub(super) struct WholeBody {
    pub(super) permit: Permit,
    pub(super) bytes: Bytes,
    /// Its media type in lower case, without parameters.
    pub(super) media_type: String,
}

impl FromRequest for JsonBody {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = is_json(request).map(|()| WholeBody::from_request(request, payload));
        Box::pin(async move {
            let WholeBody { permit, bytes, .. } = body?.await?;
            Ok(Self { permit, bytes })
        })
    }
}

impl FromRequest for WholeBody {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            let payload = payload.await.expect("a payload can always be taken");
            let state = request.app_data::<web::Data<State>>().expect("the application is built with its state");
            let caller = Caller::of(&request);
            let media_type = media_type(&request)?;
            check_length(&request, state)?;
            let memory = state.body_memory.take_bytes(&caller, MEMORY_PER_BYTE * length_of(&request, state)).await?;
            let bytes = read_body(payload, state).await?;
            let mut permit = state.workers.permit(&caller)?;
            permit.hold(memory);
            Ok(Self { permit, bytes, media_type })
        })
    }
}

/// The length that a body is announced with; the longest there may be where it is not.
fn length_of(request: &HttpRequest, state: &State) -> u64 {
    announced_length(request).unwrap_or(state.settings.max_body_bytes as u64)
}

/// The length that a body is announced with, if any.
pub(super) fn announced_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

fn check_length(request: &HttpRequest, state: &State) -> Result<(), Failure> {
    let max = state.settings.max_body_bytes;
    if length_of(request, state) > max as u64 { Err(too_large(max)) } else { Ok(()) }
}

fn too_large(max: usize) -> Failure {
    Failure::said(ErrorCode::BodyTooLarge, "problem-body-too-large", args![max = max.to_string()])
}

/// The media type of a body that is not encoded.
fn media_type(request: &HttpRequest) -> Result<String, Failure> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase);
    let Some(media_type) = header(header::CONTENT_TYPE) else {
        return Err(Failure::said(ErrorCode::UnsupportedMediaType, "problem-no-media-type", args![]));
    };
    if header(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Failure::said(ErrorCode::UnsupportedMediaType, "problem-encoded", args![]));
    }
    Ok(media_type.split(';').next().unwrap_or_default().trim().to_owned())
}

/// Whether a media type is one of JSON.
pub(super) fn names_json(media_type: &str) -> bool {
    media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

fn is_json(request: &HttpRequest) -> Result<(), Failure> {
    let media_type = media_type(request)?;
    if names_json(&media_type) {
        return Ok(());
    }
    let received = excerpt(&media_type);
    Err(Failure::said(ErrorCode::UnsupportedMediaType, "problem-not-json", args![received = received]))
}

async fn read_body(payload: web::Payload, state: &State) -> Result<Bytes, Failure> {
    let limit = state.settings.max_body_bytes;
    let Ok(read) = tokio::time::timeout(state.settings.body_timeout, payload.to_bytes_limited(limit)).await else {
        let seconds = state.settings.body_timeout.as_secs();
        return Err(Failure::said(ErrorCode::BodyTimeout, "problem-body-late", args![seconds = seconds]));
    };
    match read {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(cut_body()),
        Err(_) => Err(too_large(limit)),
    }
}

/// What to say of a body that ended too early.
pub(super) fn cut_body() -> Failure {
    Failure::of(ErrorCode::MalformedBody, message!["failure-body-cut"])
}
