//! What a form sends.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;

use super::session::{Session, TOKEN};
use super::viewer::language_of;
use crate::api::extract::{Caller, announced_length};
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::Messages;

/// The longest form: a menu for each of thousands of columns, or years of daily counts.
const MAX_FORM_BYTES: usize = 1 << 20;
/// The longest form of somebody who has not signed in: a key, a token and the page that is asked for. No memory is counted
/// for it, so however many connections there are, they must not hold much.
const MAX_OPEN_FORM_BYTES: usize = 1 << 13;
/// What is held for each byte of a form: the text, and the fields made of it.
const MEMORY_PER_BYTE: u64 = 3;

/// The fields of a form, or of the query that a form made.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields of an encoded text.
    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// These fields.
    pub(super) fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// Every field that has a text, as it was sent, but the token of the session.
    pub(super) fn sent(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        all.filter(|(name, value)| *name != TOKEN && !value.is_empty())
    }

    /// The text of a field without the white space around it; an empty one counts as absent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(own, _)| own == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Every text of a field that may be there several times.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.trim())
    }

    /// Whether a field has this text.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.text(name) == Some(value)
    }

    /// The text of a field for a form that is shown again.
    pub(super) fn shown(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }
}

/// A form of the session's own. Its memory is had before it is read, and held until the request is answered.
pub(super) struct Form(pub(super) Fields);

impl FromRequest for Form {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            let state = request.app_data::<web::Data<State>>().expect("the application is built with its state");
            let length = announced_length(&request).unwrap_or(u64::MAX).min(MAX_FORM_BYTES as u64);
            let memory = state.body_memory.take_bytes(&Caller::of(&request), MEMORY_PER_BYTE * length).await?;
            request.extensions_mut().insert(memory);
            let fields = read(&request, payload.await.expect("a payload can always be taken"), MAX_FORM_BYTES).await?;
            let session = request.extensions().get::<Session>().cloned();
            let session = session.expect("auth lets no request through to a page without a session");
            session.check(Messages::of(language_of(&request)), fields.text(TOKEN))?;
            Ok(Self(fields))
        })
    }
}

/// A form of somebody who has not signed in.
pub(super) struct OpenForm(pub(super) Fields);

impl FromRequest for OpenForm {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            let payload = payload.await.expect("a payload can always be taken");
            read(&request, payload, MAX_OPEN_FORM_BYTES).await.map(Self)
        })
    }
}

async fn read(request: &HttpRequest, payload: web::Payload, max_bytes: usize) -> Result<Fields, Failure> {
    const ENCODED: &str = "application/x-www-form-urlencoded";
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.starts_with(ENCODED) {
        let message = message!["failure-form-media-type", accepted = ENCODED];
        return Err(Failure::of(ErrorCode::UnsupportedMediaType, message));
    }
    let state = request.app_data::<web::Data<State>>().expect("the application is built with its state");
    let timeout = state.settings.body_timeout;
    let read: Result<Result<Result<Bytes, _>, _>, _> =
        tokio::time::timeout(timeout, payload.to_bytes_limited(max_bytes)).await;
    match read {
        Ok(Ok(Ok(bytes))) => Ok(Fields::parse(&bytes)),
        Ok(Ok(Err(_))) => Err(Failure::of(ErrorCode::MalformedBody, message!["failure-form-cut"])),
        Ok(Err(_)) => Err(Failure::of(ErrorCode::BodyTooLarge, message!["failure-form-bytes", max = max_bytes])),
        Err(_) => Err(Failure::of(ErrorCode::BodyTimeout, message!["failure-form-late"])),
    }
}

/// Leads to another page, which the browser fetches: who goes back and forth sends nothing twice.
pub(super) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, path)).finish()
}
