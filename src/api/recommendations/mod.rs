//! Recommendations.

pub(crate) mod answer;
pub(crate) mod plan;
pub(crate) mod request;

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::analyses::load_agency_data;
use super::conditional::Packed;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody};
use super::problem::BodyProblem;
use super::server::State;
use super::today;
use crate::api::contract::{
    RecommendationBody, RecommendationQuestion, RecommendationRequestBody, read_recommendation,
};
use crate::cache::{Cache, CacheCounts, KeyParts};
use crate::channel::fit_and_rank;
use crate::error::Failure;
use crate::plan::plan;
use crate::reference::Catalog;
use crate::report::Language;
use crate::store::Scope;

#[derive(OpenApi)]
#[openapi(
    paths(create_recommendation),
    tags((name = "recommendations", description = "Which channels reach a target"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 1] =
    [Endpoint::new(Method::POST, "/v1/recommendations", "create_recommendation", Scope::Read, AuditLevel::None, |r| {
        r.to(create_recommendation)
    })];

/// Recommend channels
///
/// Ranks the channels that reach a target, from published surveys, and plans the staff and money of a week. No followers
/// are needed.
///
/// Reach is compared only between channels whose figures mean the same (`groups`); a channel and its `parent` are never
/// added up. With `account`, the potential reach (people of the target who use the channel) is separated from the
/// present reach (people of the target who follow). With `costs`, each channel has a cost per reached person of the
/// target. With `constraints`, the response has a `plan`: the hours and money for each channel that reach most of the
/// target within every bound; a channel gets nothing, or at least the hours that posting and answering take.
///
/// With `own_reach` of a channel (followers, subscribers, visits, circulation, recipients or past results) the plan is of
/// the people whom the agency can really reach, with an interval; `weeks`, `places`, `reach_at_least` (the least hours and
/// money that reach so many people) and `curve` (people against hours and money) need it. Without it the plan is an order
/// and a split of hours with its doubt, and no number of people. Channels without published figures, as counters and
/// letters, can be planned by `own_reach` with `of: target` or `target_share`.
///
/// Results of campaigns, in `outcomes` and those stored by `POST /v1/outcomes`, change the reach and show how often people
/// respond (`learned`). `exploration` asks what to try next.
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
            "places": [{"name": "North", "people": 250_000}, {"name": "South", "people": 150_000}],
            "weeks": 4,
            "reach_at_least": 1500,
            "curve": true,
            "channels": [
                {"channel": "x", "hold": {"hours": 4}},
                {"channel": "facebook", "own_reach": {"number": 18000, "unit": "followers", "growth": 300}},
                {"channel": "instagram", "own_reach": {"number": 6000, "unit": "followers"}},
                {"channel": "youtube", "max_hours": 8, "response": {"hours": 10, "money": 6000},
                 "own_reach": {"number": 2500, "unit": "subscribers",
                               "target_share": {"value": 0.2, "lower": 0.14, "upper": 0.27}}}
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
async fn create_recommendation(
    request: HttpRequest,
    caller: Caller,
    JsonBody { permit, bytes }: JsonBody,
    language: Language,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let data = load_agency_data(&state, &caller.agency).await?;
    let catalog = state.catalog.clone();
    let work = move || {
        let question = read_recommendation(&bytes, data.context(&catalog, today(), 0))?;
        recommendation(&catalog, &question, language)
    };
    let answer = state.workers.run(permit, work).await?;
    let mut response = HttpResponse::Ok();
    response.content_type("application/json");
    Ok(answer.respond(&request, response))
}

/// Bytes of recommendations that are kept, of about 50 kB each.
const KEPT_BYTES: usize = 32 << 20;

/// The recommendations that were given, as they were sent.
struct Kept(Cache<Result<Arc<Packed>, Failure>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::new(KEPT_BYTES, |answer| answer.as_ref().map_or(1 << 10, |packed| packed.len())))
    }
}

/// How the kept recommendations of a catalogue are used.
pub(super) fn cache_counts(catalog: &Catalog) -> (&'static str, CacheCounts) {
    ("recommendation", catalog.derived::<Kept>().0.counts())
}

/// The answer to a question, which has the agency's own targets and outcomes in it: the same question has the same answer.
fn recommendation(
    catalog: &Catalog,
    question: &RecommendationQuestion,
    language: Language,
) -> Result<Arc<Packed>, Failure> {
    let RecommendationQuestion { query, constraints } = question;
    let make = || {
        let fitted = fit_and_rank(catalog, query)?;
        let plan = constraints.as_ref().map(|c| plan(catalog, query, &fitted, c)).transpose()?;
        let body = RecommendationBody::new(&fitted.recommendation, plan.as_ref(), language);
        Ok(Arc::new(Packed::of(serde_json::to_vec(&body).expect("the body is plain data"))))
    };
    let key = KeyParts::default().with(query).with(constraints).with(&language).key();
    catalog.derived::<Kept>().0.get_or_make(key, make)
}
