//! Who may: keys, scopes, limits and the audit log, all before any handler runs.

mod gate;
mod limits;
mod rules;
mod trail;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

pub(super) use gate::Gate;
pub(super) use limits::Limits;
#[cfg(test)]
pub(super) use rules::RULES;
pub(super) use rules::{Found, Need, Rule, find};

use super::caller::Caller;
use super::handlers::now;
use super::problem::problem;
use super::server::{State, method_not_allowed, not_found};
use crate::error::{ErrorCode, Failure};
use crate::store::Scope;
use limits::{Payer, Standing};
use trail::Trail;

/// How a client is told to send a key (RFC 6750).
const CHALLENGE: &str = "Bearer realm=\"audience-fit\"";

type Answer<B> = Result<ServiceResponse<EitherBody<B>>, Error>;

/// Lets a request through to its handler, with its [`Caller`], or answers in its place.
///
/// What asks for nothing (health, the document, Swagger UI) is neither counted nor refused: whoever watches over the
/// service must not be locked out of its health by its limits.
pub(super) async fn admit<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Answer<B> {
    let state = request.app_data::<web::Data<State>>().expect("the application is built with its state").clone();
    // The path as the router will read it.
    let template = request.resource_map().match_pattern(request.match_info().as_str());
    let found = template.map_or(Found::Nothing, |template| find(request.method(), &template));
    if let Found::Operation(Rule { need: Need::Nothing, .. }) = found {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let now = now();
    let identified = state.gate.identify(&*state.store, request.headers(), now).await;
    let standing = payer(&request, identified.as_ref().ok()).and_then(|payer| state.limits.count(&payer));
    let answer = match (&standing, identified) {
        (Some(standing), _) if standing.exceeded => Ok(too_many(request, standing)),
        (_, Err(failure)) => Ok(refuse(request, failure)),
        (_, Ok(caller)) => enter(request, next, &state, found, caller, now).await,
    };
    let mut answer = answer?;
    if let Some(standing) = standing {
        standing.tell(answer.headers_mut());
    }
    Ok(answer)
}

/// Who the request is counted for. Requests with a valid key are counted for the key alone, so that nobody is shut out
/// by others behind the same address.
fn payer(request: &ServiceRequest, caller: Option<&Caller>) -> Option<Payer> {
    let key = caller.and_then(|caller| caller.key.clone()).map(Payer::Key);
    key.or_else(|| request.peer_addr().map(|address| Payer::at(address.ip())))
}

/// A request whose caller is known.
async fn enter<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    state: &State,
    found: Found,
    caller: Caller,
    now: i64,
) -> Answer<B> {
    let rule = match found {
        Found::Operation(rule) => rule,
        Found::Methods(allowed) => {
            let response = method_not_allowed(request.request(), &allowed);
            return Ok(request.into_response(response).map_into_right_body());
        }
        Found::Nothing => {
            let response = not_found(request.request());
            return Ok(request.into_response(response).map_into_right_body());
        }
    };
    let trail = match Trail::begin(&*state.store, &request, rule, &caller, now).await {
        Ok(trail) => trail,
        Err(failure) => return Ok(refuse(request, failure)),
    };
    let answer = match rule.need {
        Need::Scope(scope) if caller.scope < scope => lacks_scope(request, &caller, scope),
        Need::NoKeys if caller.key.is_some() => not_with_keys(request),
        Need::Scope(_) | Need::NoKeys | Need::Nothing => {
            request.extensions_mut().insert(caller);
            next.call(request).await?.map_into_left_body()
        }
    };
    let Some(trail) = trail else { return Ok(answer) };
    match trail.end(&*state.store, answer.status().as_u16(), answer.headers()).await {
        Ok(()) => Ok(answer),
        Err(failure) => {
            let response = problem(answer.request(), failure);
            Ok(answer.into_response(response).map_into_right_body())
        }
    }
}

/// The problem document of `failure`; a client without a valid key is told how to come back.
fn refuse<B>(request: ServiceRequest, failure: Failure) -> ServiceResponse<EitherBody<B>> {
    let challenge = (failure.code == ErrorCode::Unauthorized).then(|| HeaderValue::from_static(CHALLENGE));
    let mut response = problem(request.request(), failure);
    if let Some(challenge) = challenge {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    request.into_response(response).map_into_right_body()
}

fn too_many<B>(request: ServiceRequest, standing: &Standing) -> ServiceResponse<EitherBody<B>> {
    let detail = format!("there were too many requests; send the next in {} s", standing.wait());
    refuse(request, Failure::new(ErrorCode::TooManyRequests, detail))
}

fn lacks_scope<B>(request: ServiceRequest, caller: &Caller, scope: Scope) -> ServiceResponse<EitherBody<B>> {
    let (needed, has) = (scope.as_str(), caller.scope.as_str());
    let detail = format!("this needs a key with the scope {needed}; the key has {has}");
    let challenge = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"{needed}\"");
    let mut answer = refuse(request, Failure::new(ErrorCode::Forbidden, detail));
    let challenge = HeaderValue::try_from(challenge).expect("scopes are ASCII words");
    answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    answer
}

/// What tells of all agencies together is no one agency's to see.
fn not_with_keys<B>(request: ServiceRequest) -> ServiceResponse<EitherBody<B>> {
    let response = not_found(request.request());
    request.into_response(response).map_into_right_body()
}
