//! Signing in at an OpenID Connect provider.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::form::Fields;
use super::frame::open_page;
use super::session;
use super::sign_in::{Refused, answer, check_rate, own_path, record, set};
use super::viewer::language_of;
use crate::api::auth::check_in_force;
use crate::api::endpoint::not_found;
use crate::api::now;
use crate::api::oidc::{Grant, GrantProblem, Person, Provider, ProviderProblem, SignInAttempt, grant};
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::{Messages, args};
use crate::store::{AgencyId, ApiKey, Credential, IdKind, KeyHash};

/// Names the page that a browser goes to next by itself. A browser that comes from the provider holds back the cookie of
/// the session, which no other site may make it send; from a page of this service it does not.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-provider-done") }}</h1>
<p><a href="{{ next }}">{{ m.label("pages-provider-on") }}</a></p>"##
)]
struct SignedIn<'a> {
    m: &'a Messages,
    next: &'a str,
}

/// Leads to the provider.
pub(super) async fn begin_at_provider(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    let provider = state.provider.as_ref().ok_or_else(not_found)?;
    let query = Fields::parse(request.query_string().as_bytes());
    let next = own_path(query.shown("next"));
    let m = Messages::of(language_of(&request));
    if let Err(refused) = check_rate(&request, &state, m) {
        return answer(&request, &state, next, Some(refused)).await;
    }
    let secret = state.store.agency_secret(&AgencyId::local()).await?;
    let attempt = SignInAttempt::new(&secret, next, now());
    match provider.address(&attempt).await {
        Ok(address) => {
            let mut response = HttpResponse::SeeOther().insert_header((LOCATION, address)).finish();
            set(&mut response, &session::begin_at_provider(request.headers(), &attempt.to_cookie()));
            Ok(response)
        }
        Err(problem) => answer(&request, &state, next, Some(refused(m, provider, &problem))).await,
    }
}

/// Begins a session for whoever the provider sends back.
pub(super) async fn return_from_provider(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let provider = state.provider.as_ref().ok_or_else(not_found)?;
    let query = Fields::parse(request.query_string().as_bytes());
    let m = Messages::of(language_of(&request));
    let secret = state.store.agency_secret(&AgencyId::local()).await?;
    let attempt = session::at_provider(request.headers())
        .and_then(|cookie| SignInAttempt::from_cookie(&secret, cookie, now()))
        .filter(|attempt| query.text("state").is_some_and(|state| attempt.is_of(state)));
    let next = attempt.as_ref().map_or("/", |attempt| own_path(&attempt.next));
    let session = match (check_rate(&request, &state, m), &attempt) {
        (Err(refused), _) => Err(refused),
        (Ok(()), None) => Err(Refused::at_provider(ErrorCode::Forbidden, m.label("pages-provider-attempt"))),
        (Ok(()), Some(attempt)) => match person(provider, &query, attempt, m).await {
            Ok((person, grant)) => begin_session(&request, &state, provider, &person, grant).await?,
            Err(refused) => Err(refused),
        },
    };
    let mut response = match session {
        Ok(cookie) => {
            let title = m.label("pages-provider-done");
            let mut response = open_page(m, &title, StatusCode::OK, &SignedIn { m, next });
            let refresh = HeaderValue::try_from(format!("0; url={next}")).expect("a path of ours is ASCII");
            response.headers_mut().insert(REFRESH, refresh);
            set(&mut response, &cookie);
            response
        }
        Err(refused) => answer(&request, &state, next, Some(refused)).await?,
    };
    // A code and an attempt are good once.
    set(&mut response, &session::end_at_provider(request.headers()));
    Ok(response)
}

/// Who came back, and what they may do.
async fn person(
    provider: &Provider,
    query: &Fields,
    attempt: &SignInAttempt,
    m: &Messages,
) -> Result<(Person, Grant), Refused> {
    let said = |problem: ProviderProblem| refused(m, provider, &problem);
    provider.check_issuer(query.text("iss")).await.map_err(said)?;
    let Some(code) = query.text("code") else {
        tracing::info!(error = query.text("error"), "somebody did not sign in at the provider");
        return Err(Refused::at_provider(ErrorCode::Unauthorized, m.label("pages-provider-cancelled")));
    };
    let person = provider.person(code, attempt).await.map_err(said)?;
    let granted = grant(&person.groups, &provider.settings.groups).map_err(|problem| {
        tracing::warn!(?problem, groups = person.groups.len(), "somebody who signed in at the provider may do nothing");
        let (name, agencies) = match problem {
            GrantProblem::NoGroup => (&person.name, None),
            GrantProblem::SeveralAgencies(agencies) => (&person.name, Some(agencies.join(", "))),
        };
        Refused::at_provider(
            ErrorCode::Forbidden,
            match agencies {
                None => m.text("pages-provider-no-group", args![name = name.as_str()]),
                Some(agencies) => m.text("pages-provider-agencies", args![name = name.as_str(), agencies = agencies]),
            },
        )
    })?;
    Ok((person, granted))
}

fn refused(m: &Messages, provider: &Provider, problem: &ProviderProblem) -> Refused {
    tracing::warn!(%problem, issuer = provider.settings.issuer, "a sign-in at the provider failed");
    match problem {
        ProviderProblem::NoAnswer(_) => Refused::at_provider(ErrorCode::Unavailable, m.label("pages-provider-away")),
        ProviderProblem::Code(_) => Refused::at_provider(ErrorCode::Unauthorized, m.label("pages-provider-code")),
        ProviderProblem::Token(reason) => {
            let detail = m.text("pages-provider-token", args![reason = reason.as_str()]);
            Refused::at_provider(ErrorCode::Unauthorized, detail)
        }
    }
}

/// The cookie of a session of the person's own key, once the audit log has it. The key is made at their first visit, and may
/// from each visit on what their groups allow then.
async fn begin_session(
    request: &HttpRequest,
    state: &State,
    provider: &Provider,
    person: &Person,
    grant: Grant,
) -> Result<Result<String, Refused>, Failure> {
    let now = now();
    let agency = state.store.get_or_create_agency(&grant.agency, now).await?;
    let secret = state.store.agency_secret(&agency).await?;
    let until = now.saturating_add(i64::try_from(state.settings.session.as_millis()).unwrap_or(i64::MAX / 2));
    let subject = format!("{}\n{}", provider.settings.issuer, person.subject);
    let key = ApiKey {
        id: IdKind::Key.derive(blake3::keyed_hash(&secret.key("people"), subject.as_bytes())),
        agency: agency.clone(),
        label: person.name.clone(),
        scopes: grant.scopes,
        created_at: now,
        expires_at: Some(until),
        revoked_at: None,
    };
    // Its text is known to nobody, so it is good for sessions alone.
    state.store.renew_key(&key, Credential::generate().hash()).await?;
    let (stored, hash): (ApiKey, KeyHash) =
        state.store.key(&key.id).await?.ok_or_else(|| Failure::new(ErrorCode::Internal, "a key vanished"))?;
    if check_in_force(&stored, now).is_err() {
        let m = Messages::of(language_of(request));
        return Ok(Err(Refused::at_provider(ErrorCode::Forbidden, m.label("pages-provider-revoked"))));
    }
    record(request, state, agency, &key.id, now).await?;
    Ok(Ok(session::begin(&secret, &key.id, hash, until, request.headers(), now)))
}

/// Where somebody begins to sign in at the provider.
pub(super) fn beginning(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/sign-in/provider?next={next}")
}
