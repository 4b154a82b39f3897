//! Outcomes of campaigns.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{answer_body, respond, today};
use crate::http::problem::{BodyProblem, ProblemBody, problem};
use crate::http::server::State;
use crate::wire::{OutcomeList, OutcomesRequestBody, read_outcomes, read_page};

/// Keeps the results of campaigns, from which later recommendations of this service learn.
///
/// All of a request are kept, or none; they are on disk before the answer.
#[utoipa::path(
    post, path = "/v1/outcomes", tag = "outcomes", operation_id = "create_outcomes",
    request_body(content = OutcomesRequestBody, example = json!({
        "outcomes": [
            {"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
             "delivered_known": {"people": 400, "in_target": 74}, "country": "KR", "task": "application"},
            {"channel": "radio", "at": "2026-01-20", "delivered": 9000, "responded": 12, "country": "KR"}
        ]
    })),
    responses(
        (status = 201, body = OutcomeList, description = "The results as they are kept"),
        BodyProblem,
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "All workers are busy, or the results cannot be written")
    )
)]
pub(in crate::http) async fn create_outcomes(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let journal = state.journal.clone();
    let outcome = answer_body(&request, payload, &state, move |body, catalog| {
        let outcomes = read_outcomes(body, catalog, today())?;
        let first = journal.append(&outcomes)?;
        Ok(OutcomeList::of(&outcomes, first))
    });
    match outcome.await {
        Ok(kept) => HttpResponse::Created().json(kept),
        Err(failure) => problem(&request, failure),
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
pub(in crate::http) async fn list_outcomes(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let page = read_page(request.query_string());
    respond(&request, page.map(|(from, limit)| OutcomeList::page(&state.journal.outcomes(), from, limit)))
}
