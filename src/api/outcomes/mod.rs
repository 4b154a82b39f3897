//! Outcomes of campaigns.

pub(crate) mod body;
pub(crate) mod event_result;

use std::collections::BTreeMap;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::conditional::{Preconditions, Representation, changed};
use super::documents::deleted;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody};
use super::idempotency::{Idempotency, IdempotencyKey, JsonResponse};
use super::problem::{BodyProblem, not_found};
use super::quota::check_quota;
use super::server::State;
use super::{now, today};
use crate::api::contract::{
    CheckedOutcomesBody, OutcomeBody, OutcomeList, OutcomesRequestBody, ProblemBody, StoredOutcomeBody,
    read_correction, read_outcomes_request, read_page,
};
use crate::channel::CampaignOutcome;
use crate::error::{Failure, Fault};
use crate::store::{DocumentKind, IdempotencyRecord, Scope, Stored};

#[derive(OpenApi)]
#[openapi(
    paths(create_outcomes, list_outcomes, get_outcome, put_outcome, delete_outcome),
    tags((name = "outcomes", description = "Results of campaigns, to learn from"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/outcomes";
const ONE: &str = "/v1/outcomes/{id}";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, PATH, "create_outcomes", Scope::Write, AuditLevel::Change, |r| r.to(create_outcomes)),
    Endpoint::new(Method::GET, PATH, "list_outcomes", Scope::Read, AuditLevel::Read, |r| r.to(list_outcomes)),
    Endpoint::new(Method::GET, ONE, "get_outcome", Scope::Read, AuditLevel::Read, |r| r.to(get_outcome)),
    Endpoint::new(Method::PUT, ONE, "put_outcome", Scope::Write, AuditLevel::Change, |r| r.to(put_outcome)),
    Endpoint::new(Method::DELETE, ONE, "delete_outcome", Scope::Write, AuditLevel::Change, |r| r.to(delete_outcome)),
];

/// Store the results of campaigns
///
/// Later recommendations of this service learn from them. All results of a request are stored, or none; they are on
/// disk before the response. With `retain` false they are checked, and nothing is stored.
#[utoipa::path(
    post, path = "/v1/outcomes", tag = "outcomes", operation_id = "create_outcomes",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")),
    request_body(content = OutcomesRequestBody, example = json!({
        "outcomes": [
            {"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
             "delivered_known": {"people": 400, "in_target": 74}, "country": "KR", "task": "application"},
            {"channel": "radio", "at": "2026-01-20", "delivered": 9000, "responded": 12, "country": "KR"}
        ],
        "retain": false
    })),
    responses(
        (status = 200, body = CheckedOutcomesBody, description = "The results can be stored, and were not"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        (status = 201, body = OutcomeList, description = "The stored results"),
        BodyProblem,
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "All workers are busy, or the results cannot be written")
    )
)]
async fn create_outcomes(
    request: HttpRequest,
    caller: Caller,
    key: IdempotencyKey,
    body: JsonBody,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    let JsonBody { permit, bytes } = body;
    let lease = match key.begin(&request, &caller, &state, &bytes).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) => return Ok(response),
    };
    lease
        .run(&state, async {
            let catalog = state.catalog.clone();
            let read = move || read_outcomes_request(&bytes, &catalog, today());
            let (outcomes, retain) = state.workers.run(permit, read).await?;
            check_plans(&state, &caller, &outcomes, |i| format!("/outcomes/{i}/plan_id")).await?;
            if !retain {
                let checked = CheckedOutcomesBody { accepted: outcomes.len() };
                return Ok(JsonResponse::new(StatusCode::OK, None, &checked));
            }
            check_quota(&state, &caller.agency, Stored::Outcomes, outcomes.len() as u64).await?;
            let response = |first| JsonResponse::new(StatusCode::CREATED, None, &OutcomeList::of(&outcomes, first));
            let replay = |first| response(first).replay();
            // The response is stored with the outcomes: a request that is repeated after a crash counts once.
            let once = lease.key().map(|token| IdempotencyRecord { token, answer: &replay });
            let first = state.store.append_outcomes(&caller.agency, &outcomes, now(), once).await?;
            Ok(response(first))
        })
        .await
}

/// List the results of campaigns
///
/// In the order in which they were stored.
#[utoipa::path(
    get, path = "/v1/outcomes", tag = "outcomes", operation_id = "list_outcomes",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "Results of a page, 1 to 1000; 100 by default")
    ),
    responses(
        (status = 200, body = OutcomeList, description = "A page of results"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_outcomes(
    request: HttpRequest,
    caller: Caller,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let (from, limit) = read_page(request.query_string())?;
    // One more than requested shows whether another page follows.
    let outcomes = state.store.outcomes(&caller.agency, from, limit + 1).await?;
    Ok(Representation::json(&OutcomeList::page(&outcomes, limit)))
}

/// Get the result of a campaign
///
/// By the id that storing or listing it returned.
#[utoipa::path(
    get, path = "/v1/outcomes/{id}", tag = "outcomes", operation_id = "get_outcome",
    params(("id" = String, Path, description = "Id of the result")),
    responses(
        (status = 200, body = StoredOutcomeBody, description = "The result"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_outcome(
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let (position, outcome) = stored(&state, &caller, &id).await?;
    Ok(represent(position, &outcome))
}

/// Correct the result of a campaign
///
/// Replaces the stored result, which keeps its id; later recommendations learn from the new one. The body is the result, or
/// the whole as `GET` returns it, whose `id` is not read. With `If-Match` only if the stored result is the one named.
#[utoipa::path(
    put, path = "/v1/outcomes/{id}", tag = "outcomes", operation_id = "put_outcome",
    params(
        ("id" = String, Path, description = "Id of the result"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the result to replace")
    ),
    request_body(content = OutcomeBody, example = json!({
        "channel": "facebook", "at": "2026-01-15", "delivered": 240, "responded": 31, "country": "KR"
    })),
    responses(
        (status = 200, body = StoredOutcomeBody, description = "The corrected result"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "The result is not the one that If-Match names, or changed meanwhile"),
        BodyProblem
    )
)]
async fn put_outcome(
    caller: Caller,
    id: web::Path<String>,
    conditions: Preconditions,
    body: JsonBody,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let (position, before) = stored(&state, &caller, &id).await?;
    let JsonBody { permit, bytes } = body;
    let catalog = state.catalog.clone();
    let after = state.workers.run(permit, move || read_correction(&bytes, &catalog, today())).await?;
    check_plans(&state, &caller, std::slice::from_ref(&after), |_| "/plan_id".to_owned()).await?;
    conditions.check(Some(represent(position, &before).text.as_bytes()))?;
    if !state.store.replace_outcome(&caller.agency, position, &before, &after).await? {
        return Err(changed());
    }
    Ok(represent(position, &after))
}

/// Checks that the plans that results name are stored.
///
/// # Errors
/// A fault for each that is not, where `pointer` says.
pub(super) async fn check_plans(
    state: &State,
    caller: &Caller,
    outcomes: &[CampaignOutcome],
    pointer: impl Fn(usize) -> String,
) -> Result<(), Failure> {
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let mut faults = Vec::new();
    for (i, outcome) in outcomes.iter().enumerate() {
        let Some(id) = outcome.plan.as_deref() else { continue };
        if !known.contains_key(id) {
            let kind = if id.starts_with("an_") { DocumentKind::Analysis } else { DocumentKind::Recommendation };
            known.insert(id, state.store.document(&caller.agency, kind, id).await?.is_some());
        }
        if known.get(id) != Some(&true) {
            let detail = "no stored recommendation or analysis has this id; leave it out, or store one with retain";
            faults.push(Fault { pointer: pointer(i), code: "not_found".to_owned(), detail: detail.into() });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::invalid(faults)) }
}

/// The stored result of an id, and its position.
pub(super) async fn stored(state: &State, caller: &Caller, id: &str) -> Result<(u64, CampaignOutcome), Failure> {
    let position = StoredOutcomeBody::position(id).ok_or_else(|| not_found("outcome"))?;
    let found = state.store.outcomes(&caller.agency, position, 1).await?;
    found.into_iter().find(|(at, _)| *at == position).ok_or_else(|| not_found("outcome"))
}

fn represent(position: u64, outcome: &CampaignOutcome) -> Representation {
    Representation::json(&StoredOutcomeBody::new(position, outcome))
}

/// Delete the result of a campaign
///
/// Later recommendations no longer learn from it.
#[utoipa::path(
    delete, path = "/v1/outcomes/{id}", tag = "outcomes", operation_id = "delete_outcome",
    params(
        ("id" = String, Path, description = "Id of the result"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the result to delete")
    ),
    responses(
        (status = 204, description = "The result was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_outcome(
    caller: Caller,
    id: web::Path<String>,
    conditions: Preconditions,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let (position, before) = stored(&state, &caller, &id).await?;
    conditions.check(Some(represent(position, &before).text.as_bytes()))?;
    let delete = async || state.store.delete_outcome(&caller.agency, position).await;
    deleted(state.write_with_reserve(delete).await?, "outcome")
}
