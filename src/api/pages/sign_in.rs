//! Signing in with a key, and out; `super::provider` signs in with an account elsewhere.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::form::{Fields, Form, OpenForm, see_other};
use super::frame::open_page;
use super::provider::beginning;
use super::session::{self, TOKEN};
use super::viewer::language_of;
use crate::api::auth::RateLimitKey;
use crate::api::now;
use crate::api::problem::request_id;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::{Messages, args};
use crate::store::{AgencyId, AuditEntry, IdKind};

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-sign-in-title") }}</h1>
{%- if let Some(problem) = problem %}
<div class="errors" role="alert"><h2>{{ m.label("pages-errors") }}</h2><ul><li><a href="#{{ problem.field }}">{{ problem.detail }}</a></li></ul></div>
{%- else if has_ended %}
<div class="box" role="status"><p>{{ m.label("pages-sign-in-ended") }}</p></div>
{%- endif %}
{%- if let Some(provider) = provider %}
<p><a class="button" id="provider" href="{{ provider }}">{{ m.label("pages-provider-sign-in") }}</a></p>
<h2>{{ m.label("pages-provider-or-key") }}</h2>
{%- endif %}
<form method="post" action="/sign-in">
<input type="hidden" name="csrf" value="{{ token }}">
<input type="hidden" name="next" value="{{ next }}">
<div class="field">
<label for="key">{{ m.label("pages-sign-in-key") }}</label>
<p class="hint" id="key-hint">{{ m.label("pages-sign-in-key-hint") }}</p>
<input type="password" id="key" name="key" required autocomplete="current-password" spellcheck="false" aria-describedby="key-hint"{% if key_is_wrong %} aria-invalid="true"{% endif %}>
</div>
<button{% if provider.is_some() %} class="second"{% endif %}>{{ m.label("pages-sign-in") }}</button>
</form>"##
)]
struct SignIn<'a> {
    m: &'a Messages,
    token: &'a str,
    next: &'a str,
    has_ended: bool,
    problem: Option<Refused>,
    key_is_wrong: bool,
    /// Where somebody signs in at a provider, where there is one.
    provider: Option<String>,
}

/// Why somebody is not signed in.
pub(super) struct Refused {
    code: ErrorCode,
    /// The part of the page that it is about.
    field: &'static str,
    detail: String,
}

impl Refused {
    fn key(code: ErrorCode, detail: String) -> Self {
        Self { code, field: "key", detail }
    }

    /// Because of an account elsewhere.
    pub(super) fn at_provider(code: ErrorCode, detail: String) -> Self {
        Self { code, field: "provider", detail }
    }
}

/// The form to sign in, at the page that was asked for afterwards.
pub(super) async fn show_sign_in(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    if !state.authenticator.requires_key(&*state.store, now()).await? {
        return Ok(see_other("/"));
    }
    let query = Fields::parse(request.query_string().as_bytes());
    answer(&request, &state, own_path(query.shown("next")), None).await
}

/// The form to sign in, with what was wrong.
pub(super) async fn answer(
    request: &HttpRequest,
    state: &State,
    next: &str,
    problem: Option<Refused>,
) -> Result<HttpResponse, Failure> {
    let language = language_of(request);
    let m = Messages::of(language);
    let secret = state.store.agency_secret(&AgencyId::local()).await?;
    let (cookie, form) = session::sign_in_form(&secret, request.headers());
    let status = problem.as_ref().and_then(|problem| StatusCode::from_u16(problem.code.status()).ok());
    let body = SignIn {
        m,
        token: &form.token,
        next,
        has_ended: session::has_cookie(request.headers()),
        key_is_wrong: problem.as_ref().is_some_and(|problem| problem.field == "key"),
        problem,
        provider: state.provider.as_ref().map(|_| beginning(next)),
    };
    let title = m.label("pages-sign-in-title");
    let mut response = open_page(m, &title, status.unwrap_or(StatusCode::OK), &body);
    set(&mut response, &cookie);
    Ok(response)
}

/// Adds a cookie.
pub(super) fn set(response: &mut HttpResponse, cookie: &str) {
    let cookie = HeaderValue::try_from(cookie).expect("a cookie is ASCII");
    response.headers_mut().append(SET_COOKIE, cookie);
}

/// Counts an attempt to sign in.
pub(super) fn check_rate(request: &HttpRequest, state: &State, m: &Messages) -> Result<(), Refused> {
    let address = request.peer_addr().map(|address| RateLimitKey::of_address(address.ip()));
    match address.and_then(|key| state.rate_limiter.count(&key)).filter(|status| status.exceeded) {
        None => Ok(()),
        Some(status) => {
            let detail = m.text("pages-sign-in-wait", args![n = status.wait_seconds()]);
            Err(Refused::key(ErrorCode::TooManyRequests, detail))
        }
    }
}

/// Leads to the form to sign in, and from there back to the page.
pub(in crate::api) fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let next = match (request.method().is_safe(), request.query_string()) {
        (true, "") => request.path().to_owned(),
        (true, query) => format!("{}?{query}", request.path()),
        // What was sent is lost; the form stands at the same address, but for those that only do something.
        (false, _) if ["/sign-out", "/demo"].contains(&request.path()) => "/".to_owned(),
        (false, _) => request.path().to_owned(),
    };
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    see_other(&format!("/sign-in?next={next}"))
}

/// The path, where it is one of this service; the home page otherwise.
pub(super) fn own_path(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !next.starts_with("/sign-in");
    if is_own { next } else { "/" }
}

/// Begins a session.
pub(super) async fn sign_in(
    request: HttpRequest,
    OpenForm(fields): OpenForm,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = Messages::of(language_of(&request));
    let next = own_path(fields.shown("next"));
    if let Err(refused) = check_rate(&request, &state, m) {
        return answer(&request, &state, next, Some(refused)).await;
    }
    let secret = state.store.agency_secret(&AgencyId::local()).await?;
    let Some(form) = session::sign_in_session(&secret, request.headers()) else {
        let refused = Refused::key(ErrorCode::Forbidden, m.label("pages-sign-in-cookies"));
        return answer(&request, &state, next, Some(refused)).await;
    };
    form.check(m, fields.text(TOKEN))?;
    match cookie_of(&request, &state, fields.shown("key")).await {
        Ok(cookie) => {
            let mut response = see_other(next);
            set(&mut response, &cookie);
            Ok(response)
        }
        Err(failure) if failure.code == ErrorCode::Unauthorized => {
            let refused = Refused::key(failure.code, m.label("pages-sign-in-wrong"));
            answer(&request, &state, next, Some(refused)).await
        }
        Err(failure) => Err(failure),
    }
}

/// The cookie of a session of the key with this text, once the audit log has it.
async fn cookie_of(request: &HttpRequest, state: &State, text: &str) -> Result<String, Failure> {
    let malformed = || Failure::of(ErrorCode::Unauthorized, message!["failure-key-form"]);
    let bearer = HeaderValue::try_from(format!("Bearer {text}")).map_err(|_| malformed())?;
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, bearer);
    let now = now();
    let caller = state.authenticator.identify(&*state.store, &headers, now).await?;
    let key = caller.key.ok_or_else(malformed)?;
    let (stored, hash) = state.store.key(&key).await?.ok_or_else(malformed)?;
    let secret = state.store.agency_secret(&caller.agency).await?;
    record(request, state, caller.agency, &key, now).await?;
    let longest = now + i64::try_from(state.settings.session.as_millis()).unwrap_or(i64::MAX / 2);
    let until = stored.expires_at.map_or(longest, |moment| moment.min(longest));
    Ok(session::begin(&secret, &key, hash, until, request.headers(), now))
}

/// Writes into the audit log that a key begins a session; where that fails, it must not.
pub(super) async fn record(
    request: &HttpRequest,
    state: &State,
    agency: AgencyId,
    key: &str,
    now: i64,
) -> Result<(), Failure> {
    let entry = AuditEntry {
        id: IdKind::Audit.generate(),
        at: now,
        agency,
        key: Some(key.to_owned()),
        action: "sign_in".to_owned(),
        target: None,
        resource: Some(request.path().to_owned()),
        status: Some(StatusCode::SEE_OTHER.as_u16()),
        request_id: request_id(request),
    };
    Ok(state.write_with_reserve(async || state.store.append_entry(&entry).await).await?)
}

/// Ends the session.
pub(super) async fn sign_out(request: HttpRequest, Form(_): Form) -> HttpResponse {
    let mut response = see_other("/sign-in");
    set(&mut response, &session::end(request.headers()));
    response
}
