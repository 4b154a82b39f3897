//! Effects of events.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{answer_body, respond};
use crate::api::problem::BodyProblem;
use crate::api::server::State;
use crate::effect::assess;
use crate::wire::{EffectReportBody, EffectRequestBody, read_effect};

/// Tells what a quiz, a campaign or steady posting did to an account's engagement, against what would have happened
/// without it.
///
/// Each metric is forecast from what came before the event, with its weekday pattern and trend; the effect is what was
/// counted less that forecast, while the event ran and after it, as an interval that holds the doubt about parameters,
/// level and counts. Days that are left out are unknown, not zero. It takes 21 observed days of history, or 8 weeks, and
/// as many as the event is long, up to twice these. With `channel` and hours or money the answer has an `outcome`, which
/// `POST /v1/outcomes` takes.
#[utoipa::path(
    post, path = "/v1/effects", tag = "effects", operation_id = "create_effect",
    request_body(content = EffectRequestBody, example = json!(example())),
    responses(
        (status = 200, body = EffectReportBody, description = "What the events did"),
        BodyProblem
    )
)]
pub(in crate::api) async fn create_effect(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = answer_body(&request, payload, &state, |body, catalog, _| {
        let question = read_effect(body, catalog)?;
        Ok(EffectReportBody::from(&assess(&question.series, &question.events, &question.metrics, &question.options)))
    });
    respond(&request, outcome.await)
}

/// Twelve weeks of replies with a quiz in the eleventh, then one more week.
fn example() -> serde_json::Value {
    use time::{Date, Duration, Month};
    const WEEK: [u64; 7] = [9, 12, 11, 8, 10, 5, 4];
    let first = Date::from_calendar_date(2026, Month::January, 5).unwrap_or(Date::MIN);
    let row = |day: usize| {
        let wobble = (day as u64 * 7919) % 5;
        let quiz = if (70..77).contains(&day) { 14 } else { 0 };
        serde_json::json!({"date": (first + Duration::days(day as i64)).to_string(), "replies": WEEK[day % 7] + wobble + quiz})
    };
    serde_json::json!({
        "series": (0..91).map(row).collect::<Vec<_>>(),
        "events": [{"name": "spring quiz", "kind": "quiz", "from": "2026-03-16", "to": "2026-03-22", "hours": 12,
                    "money": {"amount": 300, "currency": "USD"}, "channel": "facebook"}]
    })
}
