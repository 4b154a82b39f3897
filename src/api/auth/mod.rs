//! Authentication, rate limits and the audit log, all before any handler runs.

mod audit;
mod authenticator;
mod rate_limit;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, HeaderValue, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError, web};

pub(super) use authenticator::{Authenticator, check_in_force};
pub(super) use rate_limit::{RateLimitKey, RateLimiter};

use super::browsers::check_origin;
use super::demo::DemoRequest;
use super::endpoint::{Access, AuditLevel, Endpoint, Found, find, method_not_allowed, not_found};
use super::extract::Caller;
use super::now;
use super::pages::{self, PageRequest, to_sign_in};
use super::server::State;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::args;
use crate::store::Scope;
use audit::AuditWriter;
pub(super) use audit::begin_change;
use rate_limit::RateLimitStatus;

/// The challenge to send a key (RFC 6750).
const CHALLENGE: &str = "Bearer realm=\"audience-fit\"";

type Response<B> = Result<ServiceResponse<EitherBody<B>>, Error>;

/// Lets a request through to its handler, with its [`Caller`], or answers it instead.
///
/// Public endpoints (health, the document, Swagger UI) are neither counted nor refused: whoever monitors the service
/// must not lose sight of its health because of its limits.
pub(super) async fn authorize<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Response<B> {
    let state = request.app_data::<web::Data<State>>().expect("the application is built with its state").clone();
    // The path as the router will read it.
    let template = request.resource_map().match_pattern(request.match_info().as_str());
    let found = template.map_or(Found::Nothing, |template| find(request.method(), &template));
    let is_page = match &found {
        Found::Endpoint(endpoint) => endpoint.is_page,
        // Who mistypes the address of a page gets a page.
        Found::Nothing => wants_page(&request),
        Found::Page | Found::Methods(_) => false,
    };
    if is_page {
        request.extensions_mut().insert(PageRequest);
    }
    if let Found::Page | Found::Endpoint(Endpoint { access: Access::Public, .. }) = found {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let now = now();
    let identified = if is_page { of_page(&state, &request, now).await } else { of_api(&state, &request, now).await };
    let limit_key = rate_limit_key(&request, identified.as_ref().ok());
    let status = limit_key.and_then(|key| state.rate_limiter.count(&key));
    let response = match (&status, identified) {
        (Some(status), _) if status.exceeded => Ok(answer(request, too_many_requests(status))),
        (_, Err(failure)) if is_page && failure.code == ErrorCode::Unauthorized => {
            let response = to_sign_in(request.request());
            Ok(answer(request, response))
        }
        (_, Err(failure)) => Ok(answer(request, refuse(&failure))),
        (_, Ok(caller)) => run(request, next, &state, found, caller, now).await,
    };
    let mut response = response?;
    if let Some(status) = status {
        status.write_headers(response.headers_mut());
    }
    Ok(response)
}

/// Whether a request is a browser's for something else than the API.
fn wants_page(request: &ServiceRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html") && !request.path().starts_with("/v1/")
}

/// The caller of the API, by its key.
async fn of_api(state: &State, request: &ServiceRequest, now: i64) -> Result<Caller, Failure> {
    let caller = state.authenticator.identify(&*state.store, request.headers(), now).await?;
    if caller.key.is_none() {
        check_origin(request.headers(), &state.settings.hosts)?;
    }
    Ok(caller)
}

/// The caller of a page, by its session, which the page gets to know too.
async fn of_page(state: &State, request: &ServiceRequest, now: i64) -> Result<Caller, Failure> {
    let (caller, session) = pages::identify(state, request.headers(), now).await?;
    request.extensions_mut().insert(session);
    Ok(caller)
}

/// Requests with a valid key count for the key alone, so that nobody is shut out by others behind the same address.
fn rate_limit_key(request: &ServiceRequest, caller: Option<&Caller>) -> Option<RateLimitKey> {
    let key = caller.and_then(|caller| caller.key.clone()).map(RateLimitKey::ApiKey);
    key.or_else(|| request.peer_addr().map(|address| RateLimitKey::of_address(address.ip())))
}

/// Runs a request whose caller is known.
async fn run<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    state: &web::Data<State>,
    found: Found,
    caller: Caller,
    now: i64,
) -> Response<B> {
    let endpoint = match found {
        Found::Endpoint(endpoint) => endpoint,
        Found::Methods(allowed) => {
            let response = method_not_allowed(request.method(), &allowed);
            return Ok(answer(request, response));
        }
        Found::Page | Found::Nothing => return Ok(answer(request, not_found().error_response())),
    };
    // Who deletes makes room, so only what would take more waits for it; a form has no other method than POST.
    let deletes = endpoint.method == Method::DELETE || endpoint.operation_id.starts_with("delete_");
    let takes_room = endpoint.audit == AuditLevel::Change && !deletes;
    if takes_room && !State::has_room(state).await {
        return Ok(answer(request, refuse(&no_room())));
    }
    let audit = match AuditWriter::begin(state, &request, endpoint, &caller, now).await {
        Ok(audit) => audit,
        Err(failure) => return Ok(answer(request, refuse(&failure))),
    };
    let refusal = match endpoint.access {
        Access::Scope(scope) => caller.require(scope).err().map(|failure| insufficient_scope(&failure, scope)),
        // What covers all agencies together is no single agency's to see.
        Access::KeylessOnly => caller.key.as_ref().map(|_| not_found().error_response()),
        Access::Public => None,
    };
    let response = match refusal {
        Some(refusal) => answer(request, refusal),
        None => {
            let mut request = request;
            let mut demo = DemoRequest::of(&request);
            let caller = match &mut demo {
                Some(demo) => match demo.enter(&mut request, state, &caller).await {
                    Ok(caller) => caller,
                    Err(failure) => return Ok(answer(request, refuse(&failure))),
                },
                None => caller,
            };
            request.extensions_mut().insert(caller);
            let mut response = next.call(request).await?.map_into_left_body();
            if let Some(demo) = demo {
                demo.leave(state, &response).await?;
            }
            // A handler forbids only what a request would store.
            if response.status() == StatusCode::FORBIDDEN {
                response.headers_mut().insert(WWW_AUTHENTICATE, scope_challenge(Scope::Write));
            }
            response
        }
    };
    let begun = response.request().extensions_mut().remove::<AuditWriter>();
    let Some(audit) = audit.or(begun) else { return Ok(response) };
    match audit.end(state, &response).await {
        Ok(()) => Ok(response),
        Err(failure) => Ok(response.into_response(refuse(&failure)).map_into_right_body()),
    }
}

fn answer<B>(request: ServiceRequest, response: HttpResponse) -> ServiceResponse<EitherBody<B>> {
    request.into_response(response).map_into_right_body()
}

/// The response to `failure`, with the challenge for a client without a valid key.
fn refuse(failure: &Failure) -> HttpResponse {
    let mut response = failure.error_response();
    if failure.code == ErrorCode::Unauthorized {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
    }
    response
}

/// The reserve is given up, and there is no room to take it again.
fn no_room() -> Failure {
    Failure::said(ErrorCode::StorageFull, "problem-storage-full", args![])
}

fn too_many_requests(status: &RateLimitStatus) -> HttpResponse {
    let seconds = status.wait_seconds();
    refuse(&Failure::said(ErrorCode::TooManyRequests, "problem-too-many-requests", args![seconds = seconds]))
}

/// The response to a caller whose key lacks `scope`, with the challenge.
fn insufficient_scope(failure: &Failure, scope: Scope) -> HttpResponse {
    let mut response = refuse(failure);
    response.headers_mut().insert(WWW_AUTHENTICATE, scope_challenge(scope));
    response
}

fn scope_challenge(scope: Scope) -> HeaderValue {
    let challenge = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"{}\"", scope.as_str());
    HeaderValue::try_from(challenge).expect("scopes are ASCII words")
}
