//! Entity tags, and requests on condition of them (RFC 9110, section 13).

use std::future::{Ready, ready};
use std::io::Write;
use std::sync::OnceLock;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, ETAG, Encoding, Header, HeaderMap, IF_MATCH, IF_NONE_MATCH, VARY,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use crate::error::{ErrorCode, Failure};
use crate::report::messages::args;

/// The strong entity tag of a representation.
pub(super) fn entity_tag(representation: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(representation).to_hex()[..32])
}

/// Which of a list of entity tags, for example of `If-None-Match`, is `tag`, alone or of a compressed response, or stands
/// for any.
fn matching<'l>(list: &'l str, tag: &str) -> Option<&'l str> {
    let plain = tag.trim_end_matches('"');
    let is_same = |other: &&str| {
        let other = other.strip_prefix("W/").unwrap_or(other);
        other == "*" || other == tag || other.strip_prefix(plain).is_some_and(|rest| ENCODED.contains(&rest))
    };
    list.split(',').map(str::trim).find(is_same)
}

/// What the entity tag of a compressed response ends with: see `headers`.
const ENCODED: [&str; 4] = ["-gzip\"", "-br\"", "-zstd\"", "-deflate\""];

fn has_tag(list: &str, tag: &str) -> bool {
    matching(list, tag).is_some()
}

/// A representation, answered with its entity tag; `304` without a body where the caller has it already.
pub(super) struct Representation {
    pub(super) status: StatusCode,
    pub(super) media_type: &'static str,
    pub(super) text: String,
}

impl Representation {
    /// `200` with a JSON document.
    pub(super) fn json(body: &impl Serialize) -> Self {
        Self::of("application/json", serde_json::to_string(body).expect("the body is plain data"))
    }

    /// `200` with `text`.
    pub(super) fn of(media_type: &'static str, text: String) -> Self {
        Self { status: StatusCode::OK, media_type, text }
    }
}

impl Responder for Representation {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        respond_with(request, self.status, self.media_type, self.text)
    }
}

/// The answer of `body` with its entity tag; `304` without a body where the caller has it already.
pub(super) fn respond_with(
    request: &HttpRequest,
    status: StatusCode,
    media_type: &str,
    body: impl Into<Bytes>,
) -> HttpResponse {
    let body = body.into();
    let tag = entity_tag(&body);
    if let Some(response) = not_modified(request, &tag) {
        return response;
    }
    HttpResponse::build(status).insert_header((ETAG, tag)).content_type(media_type).body(body)
}

/// `304` where the caller has what this tag names.
fn not_modified(request: &HttpRequest, tag: &str) -> Option<HttpResponse> {
    let condition = header(request.headers(), &IF_NONE_MATCH).filter(|_| request.method().is_safe());
    let same = matching(condition?, tag)?;
    let tag = if same == "*" { tag } else { same };
    Some(HttpResponse::NotModified().insert_header((ETAG, tag)).finish())
}

/// A text that is sent again and again; its compressed form is made once, when somebody first takes it.
#[derive(Debug)]
pub(super) struct Packed {
    text: Bytes,
    gzip: OnceLock<Bytes>,
}

impl Packed {
    pub(super) fn of(text: impl Into<Bytes>) -> Self {
        Self { text: text.into(), gzip: OnceLock::new() }
    }

    /// Bytes of the text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// `response` with the text, compressed where the caller takes that.
    pub(super) fn respond(&self, request: &HttpRequest, mut response: HttpResponseBuilder) -> HttpResponse {
        if !takes_gzip(request) {
            return response.body(self.text.clone());
        }
        response.insert_header((CONTENT_ENCODING, "gzip")).insert_header((VARY, "accept-encoding"));
        response.body(self.gzip.get_or_init(|| gzip(&self.text)).clone())
    }
}

fn gzip(text: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(text).and_then(|()| encoder.finish());
    packed.expect("memory can be written").into()
}

/// A representation that stays the same while the service runs.
#[derive(Debug)]
pub(super) struct FixedRepresentation {
    media_type: &'static str,
    packed: Packed,
    tag: String,
}

impl FixedRepresentation {
    /// A JSON document.
    pub(super) fn json(body: &impl Serialize) -> Self {
        Self::of("application/json", serde_json::to_string(body).expect("the body is plain data"))
    }

    /// `text`.
    pub(super) fn of(media_type: &'static str, text: String) -> Self {
        Self { media_type, tag: entity_tag(text.as_bytes()), packed: Packed::of(text) }
    }

    /// The response to a request; `304` where its caller has it already.
    pub(super) fn response(&self, request: &HttpRequest) -> HttpResponse {
        if let Some(response) = not_modified(request, &self.tag) {
            return response;
        }
        let mut response = HttpResponse::Ok();
        response.insert_header((ETAG, self.tag.as_str())).content_type(self.media_type);
        self.packed.respond(request, response)
    }
}

/// Whether gzip is what a caller likes best of it and no compression.
fn takes_gzip(request: &HttpRequest) -> bool {
    let both = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request).is_ok_and(|accepted| accepted.negotiate(both.iter()) == Some(Encoding::gzip()))
}

fn header<'a>(headers: &'a HeaderMap, name: &actix_web::http::header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The conditions under which a resource may be changed.
#[derive(Debug, Default)]
pub(super) struct Preconditions {
    if_match: Option<String>,
    if_none_match: Option<String>,
}

impl FromRequest for Preconditions {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

impl Preconditions {
    /// Those of a request.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let text = |name| header(request.headers(), name).map(str::to_owned);
        Self { if_match: text(&IF_MATCH), if_none_match: text(&IF_NONE_MATCH) }
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        self.if_match.is_some() || self.if_none_match.is_some()
    }

    /// Checks them against the current representation, if there is one.
    ///
    /// # Errors
    /// `precondition_failed` where they do not hold.
    pub(super) fn check(&self, current: Option<&[u8]>) -> Result<(), Failure> {
        self.check_tag(current.map(entity_tag).as_deref())
    }

    /// Checks them against what a request of this caller for the resource is answered with.
    ///
    /// # Errors
    /// `precondition_failed` where they do not hold.
    pub(super) fn check_response(&self, current: &HttpResponse) -> Result<(), Failure> {
        self.check_tag(header(current.headers(), &ETAG))
    }

    fn check_tag(&self, tag: Option<&str>) -> Result<(), Failure> {
        let holds = match (&self.if_match, &self.if_none_match) {
            (None, None) => true,
            (Some(list), _) => tag.is_some_and(|tag| has_tag(list, tag)),
            (None, Some(list)) => tag.is_none_or(|tag| !has_tag(list, tag)),
        };
        if holds { Ok(()) } else { Err(changed()) }
    }
}

/// The resource is not the one that the request's conditions name.
pub(super) fn changed() -> Failure {
    Failure::said(ErrorCode::PreconditionFailed, "problem-precondition", args![])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_whatever_the_response_was_compressed_with() {
        let tag = entity_tag(b"text");
        let inner = tag.trim_matches('"');
        for known in
            [tag.clone(), format!("W/{tag}"), format!("\"{inner}-gzip\""), format!("\"other\", \"{inner}-br\"")]
        {
            assert!(has_tag(&known, &tag), "{known}");
        }
        assert!(has_tag("*", &tag));
        for other in ["", "\"other\"", &format!("\"{inner}-\""), &format!("\"{inner}-other\""), &format!("\"{inner}")] {
            assert!(!has_tag(other, &tag), "{other}");
        }
    }
}
