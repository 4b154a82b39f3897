//! Recommendations.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{answer_body, respond, today};
use crate::api::problem::BodyProblem;
use crate::api::server::State;
use crate::channel::fit_and_rank;
use crate::plan::plan;
use crate::wire::{RecommendationBody, RecommendationRequestBody, read_recommendation};

/// Tells which channels reach a target, from published surveys, and what to do with the staff and money of a week; no
/// followers are needed.
///
/// Reach is compared only between channels whose figures mean the same (`groups`); a channel and its `parent` are
/// never added up. With `account` the potential reach (people of the target who use the channel) is told from the
/// present reach (people of the target who follow); with `costs` a cost per reached person of the target is given. With
/// `constraints` the answer has a `plan`: the hours and money of each channel that reach most of the target, within every
/// bound; a channel gets nothing or at least the hours that posting and answering take.
///
/// Results of campaigns, in `outcomes` and those kept by `POST /v1/outcomes`, move the reach and say how often people
/// respond (`learned`); `exploration` asks what to try next (`try_next`).
#[utoipa::path(
    post, path = "/v1/recommendations", tag = "recommendations", operation_id = "create_recommendation",
    request_body(content = RecommendationRequestBody, example = json!({
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2024},
        "costs": [{"channel": "facebook", "per_thousand": 9.5, "currency": "USD"}],
        "account": {"channel": "x", "followers": 12000, "fit": {"value": 0.05, "lower": 0.03, "upper": 0.08}},
        "constraints": {
            "hours_per_week": 16,
            "budget": {"amount": 2500, "currency": "USD"},
            "task": "eligibility",
            "people": 400_000,
            "channels": [
                {"channel": "x", "hold": {"hours": 4}},
                {"channel": "youtube", "max_hours": 8, "response": {"hours": 10, "money": 6000}}
            ]
        },
        "outcomes": [{"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
                      "delivered_known": {"people": 400, "in_target": 74}}],
        "exploration": 0.1
    })),
    responses(
        (status = 200, body = RecommendationBody, description = "The channels, ranked"),
        BodyProblem
    )
)]
pub(in crate::api) async fn create_recommendation(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = answer_body(&request, payload, &state, move |body, catalog, kept| {
        let question = read_recommendation(body, kept.context(catalog, today(), 0))?;
        let fitted = fit_and_rank(catalog, &question.query)?;
        let constraints = question.constraints.as_ref();
        let plan = constraints.map(|c| plan(catalog, &question.query, &fitted, c)).transpose()?;
        Ok(RecommendationBody::new(&fitted.recommendation, plan.as_ref()))
    });
    respond(&request, outcome.await)
}
