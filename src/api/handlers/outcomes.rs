//! Outcomes of campaigns.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{json_body, now, respond, today};
use crate::api::answer::{Made, Turn, ended, made, turn};
use crate::api::caller::caller;
use crate::api::problem::BodyProblem;
use crate::api::server::State;
use crate::error::Failure;
use crate::store::IdempotencyRecord;
use crate::wire::{OutcomeList, OutcomesRequestBody, ProblemBody, read_outcomes, read_page};

/// Keeps the results of campaigns, from which later recommendations of this service learn.
///
/// All of a request are kept, or none; they are on disk before the answer.
#[utoipa::path(
    post, path = "/v1/outcomes", tag = "outcomes", operation_id = "create_outcomes",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same answer again")),
    request_body(content = OutcomesRequestBody, example = json!({
        "outcomes": [
            {"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
             "delivered_known": {"people": 400, "in_target": 74}, "country": "KR", "task": "application"},
            {"channel": "radio", "at": "2026-01-20", "delivered": 9000, "responded": 12, "country": "KR"}
        ]
    })),
    responses(
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is under way"),
        (status = 201, body = OutcomeList, description = "The results as they are kept"),
        BodyProblem,
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "All workers are busy, or the results cannot be written")
    )
)]
pub(in crate::api) async fn create_outcomes(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = keep(&request, payload, &state).await;
    made(&request, outcome)
}

async fn keep(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Made, Failure> {
    let place = state.workers.place()?;
    let body = json_body(request, payload, state).await?;
    let token = match turn(request, state, &body).await? {
        Turn::Do(token) => token,
        Turn::Answered(made) => return Ok(made),
    };
    let catalog = state.catalog.clone();
    let read = state.workers.run(place, move || read_outcomes(&body, &catalog, today())).await;
    let outcomes = match read {
        Ok(outcomes) => outcomes,
        Err(failure) => return ended(request, state, token, Err(failure)).await,
    };
    let answer = |first| Made::new(StatusCode::CREATED, None, &OutcomeList::of(&outcomes, first));
    let replay = |first| answer(first).replay();
    let once = token.as_ref().map(|token| IdempotencyRecord { token: token.as_str(), answer: &replay });
    let first = state.store.append_outcomes(&caller(request).agency, &outcomes, now(), once).await;
    match first {
        Ok(first) => Ok(answer(first)),
        Err(error) => ended(request, state, token, Err(error.into())).await,
    }
}

/// Lists the results of campaigns that the service keeps, in the order they came.
#[utoipa::path(
    get, path = "/v1/outcomes", tag = "outcomes", operation_id = "list_outcomes",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "Results of a page, 1 to 1000; 100 by default")
    ),
    responses(
        (status = 200, body = OutcomeList, description = "A page of results"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault")
    )
)]
pub(in crate::api) async fn list_outcomes(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    respond(&request, list(&request, &state).await)
}

async fn list(request: &HttpRequest, state: &State) -> Result<OutcomeList, Failure> {
    let (from, limit) = read_page(request.query_string())?;
    // One more than asked for tells whether another page follows.
    let outcomes = state.store.outcomes(&caller(request).agency, from, limit + 1).await?;
    Ok(OutcomeList::page(&outcomes, from, limit))
}
