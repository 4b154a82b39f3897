//! Outcomes of campaigns.

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use utoipa::OpenApi;

use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody};
use super::idempotency::{Idempotency, IdempotencyKey, JsonResponse};
use super::problem::BodyProblem;
use super::server::State;
use super::{now, today};
use crate::error::Failure;
use crate::store::{IdempotencyRecord, Scope};
use crate::wire::{OutcomeList, OutcomesRequestBody, ProblemBody, read_outcomes, read_page};

#[derive(OpenApi)]
#[openapi(
    paths(create_outcomes, list_outcomes),
    tags((name = "outcomes", description = "Results of campaigns, to learn from"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/outcomes";

pub(super) static ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::POST, PATH, "create_outcomes", Scope::Write, AuditLevel::Change, |r| r.to(create_outcomes)),
    Endpoint::new(Method::GET, PATH, "list_outcomes", Scope::Read, AuditLevel::Read, |r| r.to(list_outcomes)),
];

/// Store the results of campaigns
///
/// Later recommendations of this service learn from them. All results of a request are stored, or none; they are on
/// disk before the response.
#[utoipa::path(
    post, path = "/v1/outcomes", tag = "outcomes", operation_id = "create_outcomes",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")),
    request_body(content = OutcomesRequestBody, example = json!({
        "outcomes": [
            {"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
             "delivered_known": {"people": 400, "in_target": 74}, "country": "KR", "task": "application"},
            {"channel": "radio", "at": "2026-01-20", "delivered": 9000, "responded": 12, "country": "KR"}
        ]
    })),
    responses(
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
            let outcomes = state.workers.run(permit, move || read_outcomes(&bytes, &catalog, today())).await?;
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
    // One more than requested tells whether another page follows.
    let outcomes = state.store.outcomes(&caller.agency, from, limit + 1).await?;
    Ok(Representation::json(&OutcomeList::page(&outcomes, from, limit)))
}
