//! Headers that every response has: what browsers and caches may do with it.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;

/// Paths under which nothing is about people or an agency: they may be cached.
const OPEN: [&str; 2] = ["/v1/channels", "/v1/sources"];
/// Data, which runs nothing.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// Pages of our own: text with a style in the page.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";
/// Swagger UI: scripts and styles of this service alone, which ask this service alone.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                           font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
                           frame-ancestors 'none'";

/// Adds the headers that keep responses out of caches and frames, and their types what they say they are.
pub(super) async fn protect<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let path = request.path().to_owned();
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let policy = match is_page {
        true if path.starts_with("/docs/") && !path.starts_with("/docs/problems") => DOCS_POLICY,
        true => PAGE_POLICY,
        false => DATA_POLICY,
    };
    if path.starts_with("/v1/") && !OPEN.contains(&path.as_str()) {
        set(headers, CACHE_CONTROL, "no-store");
    }
    // A page says itself what it may load, and whom its forms may tell of it.
    for (name, value) in [(CONTENT_SECURITY_POLICY, policy), (REFERRER_POLICY, "no-referrer")] {
        if !headers.contains_key(&name) {
            set(headers, name, value);
        }
    }
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    name_encoding(headers);
    Ok(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// The entity tag of a compressed response is not that of the plain one: their bytes differ (RFC 9110, section 8.8.3.3).
fn name_encoding(headers: &mut HeaderMap) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(encoding), Some(tag)) = (text(CONTENT_ENCODING), text(ETAG)) else { return };
    let Some(plain) = tag.strip_suffix('"') else { return };
    if let Ok(tag) = HeaderValue::try_from(format!("{plain}-{encoding}\"")) {
        headers.insert(ETAG, tag);
    }
}
