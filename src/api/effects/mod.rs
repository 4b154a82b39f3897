//! Effects of events on engagement.

pub(crate) mod answer;
pub(crate) mod request;

use actix_web::http::Method;
use actix_web::web;
use utoipa::OpenApi;

use super::endpoint::{AuditLevel, Endpoint};
use super::extract::JsonBody;
use super::problem::BodyProblem;
use super::server::State;
use crate::api::contract::{EffectReportBody, EffectRequestBody, read_effect};
use crate::effect::assess;
use crate::error::Failure;
use crate::report::Language;
use crate::store::Scope;

#[derive(OpenApi)]
#[openapi(
    paths(create_effect),
    tags((name = "effects", description = "What an event did to engagement"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 1] =
    [Endpoint::new(Method::POST, "/v1/effects", "create_effect", Scope::Read, AuditLevel::None, |r| {
        r.to(create_effect)
    })];

/// Estimate the effect of events
///
/// What a quiz, a campaign or regular posting did to an account's engagement, compared with what would have happened
/// without it.
///
/// Each metric is forecast from the time before the event, with its weekday pattern and trend. The effect is the observed
/// count minus that forecast, during the event and after it, as an interval that covers the uncertainty about
/// parameters, level and counts. Outages, bursts, purges and shifts of the level before the event are set apart; with
/// `country` its public holidays are allowed for; `controls` that help to forecast are used. Days that are left out are
/// unknown, not zero. It takes 21 observed days of history, 8 weeks or 12 months, and as many as the event is long, up to
/// twice these. With `channel` and hours or money the response has an `outcome`, which `POST /v1/outcomes` takes. With
/// `plan` it tells what the series would show of a next event.
#[utoipa::path(
    post, path = "/v1/effects", tag = "effects", operation_id = "create_effect",
    request_body(content = EffectRequestBody, example = json!(example())),
    responses(
        (status = 200, body = EffectReportBody, description = "The effects"),
        BodyProblem
    )
)]
async fn create_effect(
    JsonBody { permit, bytes }: JsonBody,
    language: Language,
    state: web::Data<State>,
) -> Result<web::Json<EffectReportBody>, Failure> {
    let catalog = state.catalog.clone();
    let work = move || {
        let question = read_effect(&bytes, &catalog)?;
        let answer = assess(&question.series, &question.events, &question.metrics, &question.options);
        Ok(EffectReportBody::new(&answer, language))
    };
    state.workers.run(permit, work).await.map(web::Json)
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
