//! The language of the pages, where somebody chose another than their browser's.

use actix_web::http::header::{HOST, HeaderMap, HeaderValue, REFERER, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use super::form::{OpenForm, see_other};
use super::session::{cookie, set_cookie};
use super::sign_in::own_path;
use crate::report::Language;

/// Name of the cookie.
const LANGUAGE: &str = "language";
/// It is kept for a year.
const SECONDS: i64 = 365 * 24 * 60 * 60;

/// The language that somebody chose, if any.
pub(in crate::api) fn chosen_language(headers: &HeaderMap) -> Option<Language> {
    let tag = cookie(headers, LANGUAGE)?;
    Language::ALL.into_iter().find(|language| language.tag() == tag)
}

/// Keeps the language that was chosen, and leads back to the page. A form of another site could at most change the
/// language.
pub(super) async fn choose_language(request: HttpRequest, OpenForm(fields): OpenForm) -> HttpResponse {
    let mut response = see_other(&page_before(request.headers()));
    if let Some(language) = Language::ALL.into_iter().find(|language| fields.is(LANGUAGE, language.tag())) {
        let cookie = set_cookie(request.headers(), LANGUAGE, language.tag(), SECONDS);
        let cookie = HeaderValue::try_from(cookie).expect("a cookie is ASCII");
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The page of this service that the form stood on; the home page where the browser does not say.
fn page_before(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let before = text(REFERER).and_then(|address| Url::parse(address).ok());
    let authority = |url: &Url| match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let Some(url) = before.filter(|url| Some(authority(url).as_str()) == text(HOST)) else { return "/".to_owned() };
    // What a form was answered with stands where the form itself stands, but for those that have no page of their own.
    let path = url.path().strip_suffix("/answers").unwrap_or(url.path());
    let path = if ["/demo", "/sign-out", "/language"].contains(&path) { "/" } else { path };
    let path = match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    if path.starts_with("/sign-in") { path } else { own_path(&path).to_owned() }
}
