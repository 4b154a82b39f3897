//! Recommendations.

pub(crate) mod answer;
pub(crate) mod plan;
pub(crate) mod request;

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::analyses::{AgencyData, load_agency_data};
use super::conditional::{Packed, Representation};
use super::documents::{self, ReportFormat, keep};
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody, PageParameters, PageQuery};
use super::problem::BodyProblem;
use super::server::State;
use super::{now, today};
use crate::analysis::{Forecast, PlanForecast};
use crate::api::contract::{
    DocumentList, ProblemBody, RecommendationBody, RecommendationQuestion, RecommendationRequestBody,
    read_recommendation,
};
use crate::cache::{Cache, CacheCounts, KeyParts};
use crate::channel::fit_and_rank;
use crate::error::Failure;
use crate::plan::plan;
use crate::reference::Catalog;
use crate::report::messages::Messages;
use crate::report::target::group_words;
use crate::report::{self, Language};
use crate::store::{DocumentHead, DocumentKind, Scope, StoredDocument, Texts, forecasts_json};

#[derive(OpenApi)]
#[openapi(
    paths(
        create_recommendation,
        list_recommendations,
        get_recommendation,
        get_recommendation_report,
        delete_recommendation
    ),
    tags((name = "recommendations", description = "Which channels reach a target"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/recommendations";
const ONE: &str = "/v1/recommendations/{id}";
const REPORT: &str = "/v1/recommendations/{id}/report";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, PATH, "create_recommendation", Scope::Read, AuditLevel::Kept, |r| {
        r.to(create_recommendation)
    }),
    Endpoint::new(Method::GET, PATH, "list_recommendations", Scope::Read, AuditLevel::Read, |r| {
        r.to(list_recommendations)
    }),
    Endpoint::new(Method::GET, ONE, "get_recommendation", Scope::Read, AuditLevel::Read, |r| r.to(get_recommendation)),
    Endpoint::new(Method::GET, REPORT, "get_recommendation_report", Scope::Read, AuditLevel::Read, |r| {
        r.to(get_recommendation_report)
    }),
    Endpoint::new(Method::DELETE, ONE, "delete_recommendation", Scope::Write, AuditLevel::Change, |r| {
        r.to(delete_recommendation)
    }),
];

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
///
/// With `retain` true the recommendation is stored for `GET /v1/recommendations/{id}`, which takes a key with the scope
/// `write`, and the people that its plan reaches are registered as a forecast: name the `id` as `plan_id` of the outcomes
/// of the campaign, and `GET /v1/track-record` tells whether it held. The same question on the same day is stored once.
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
    let (catalog, may_store) = (state.catalog.clone(), caller.require(Scope::Write));
    let work = move || {
        let question = read_recommendation(&bytes, data.context(&catalog, today(), 0))?;
        if !question.retain {
            return Ok(Made::Answer(recommendation(&catalog, &question, language)?));
        }
        may_store?;
        Ok(Made::Document(document(&catalog, &question, &data)?))
    };
    let mut response = HttpResponse::Ok();
    response.content_type("application/json");
    match state.workers.run(permit, work).await? {
        Made::Answer(answer) => Ok(answer.respond(&request, response)),
        Made::Document(document) => {
            keep(&state, &request, &caller, DocumentKind::Recommendation, &document).await?;
            response.insert_header((LOCATION, format!("{PATH}/{}", document.head.id)));
            Ok(response.body(document.json.take(language)))
        }
    }
}

/// What a request makes.
enum Made {
    /// An answer that is not stored.
    Answer(Arc<Packed>),
    /// A document to store.
    Document(Box<StoredDocument>),
}

/// List recommendations
///
/// The stored recommendations, newest first.
#[utoipa::path(
    get, path = "/v1/recommendations", tag = "recommendations", operation_id = "list_recommendations",
    params(PageParameters),
    responses(
        (status = 200, body = DocumentList, description = "A page of recommendations"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_recommendations(
    caller: Caller,
    PageQuery(page): PageQuery,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    documents::list(&state, &caller, DocumentKind::Recommendation, &page, language).await
}

/// Get a recommendation
///
/// The JSON as it was sent. `GET /v1/recommendations/{id}/report` has it for people.
#[utoipa::path(
    get, path = "/v1/recommendations/{id}", tag = "recommendations", operation_id = "get_recommendation",
    params(
        ("id" = String, Path, description = "Id of the recommendation"),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of the representation that the caller has")
    ),
    responses(
        (status = 200, body = RecommendationBody, description = "The recommendation"),
        (status = 304, description = "Not modified"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 406, body = ProblemBody, content_type = "application/problem+json", description = "Not acceptable")
    )
)]
async fn get_recommendation(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get(&request, &state, &caller, DocumentKind::Recommendation, &id).await
}

/// Get the report of a recommendation
///
/// The recommendation for people to read: a page (HTML), Markdown, or all its tables as a spreadsheet (XLSX), by `format` or else by
/// `Accept`.
#[utoipa::path(
    get, path = "/v1/recommendations/{id}/report", tag = "recommendations", operation_id = "get_recommendation_report",
    params(
        ("id" = String, Path, description = "Id of the recommendation"),
        ("format" = inline(Option<ReportFormat>), Query, description = "The format of the report; by `Accept` otherwise, `html` by default"),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of the representation that the caller has")
    ),
    responses(
        (status = 200, description = "The report", content((String = "text/html"), (String = "text/markdown"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 304, description = "Not modified"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 406, body = ProblemBody, content_type = "application/problem+json", description = "Not acceptable"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn get_recommendation_report(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get_report(&request, &state, &caller, DocumentKind::Recommendation, &id).await
}

/// Delete a recommendation
///
/// With its reports, and what it forecast.
#[utoipa::path(
    delete, path = "/v1/recommendations/{id}", tag = "recommendations", operation_id = "delete_recommendation",
    params(
        ("id" = String, Path, description = "Id of the recommendation"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the recommendation to delete")
    ),
    responses(
        (status = 204, description = "The recommendation was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_recommendation(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::delete(&request, &state, &caller, DocumentKind::Recommendation, &id).await
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
    let RecommendationQuestion { query, constraints, .. } = question;
    let make = || {
        let fitted = fit_and_rank(catalog, query)?;
        let plan = constraints.as_ref().map(|c| plan(catalog, query, &fitted, c)).transpose()?;
        let body = RecommendationBody::new(&fitted.recommendation, plan.as_ref(), None, language);
        Ok(Arc::new(Packed::of(serde_json::to_vec(&body).expect("the body is plain data"))))
    };
    let key = KeyParts::default().with(query).with(constraints).with(&language).key();
    catalog.derived::<Kept>().0.get_or_make(key, make)
}

/// The answer to a question in the form in which it is stored. Its id is that of the question on its day: who sends a
/// request again stores nothing twice.
pub(super) fn document(
    catalog: &Catalog,
    question: &RecommendationQuestion,
    data: &AgencyData,
) -> Result<Box<StoredDocument>, Failure> {
    let RecommendationQuestion { query, constraints, .. } = question;
    let fitted = fit_and_rank(catalog, query)?;
    let plan = constraints.as_ref().map(|c| plan(catalog, query, &fitted, c)).transpose()?;
    let (recommendation, plan) = (&fitted.recommendation, plan.as_ref());
    let named = format!("{} {} {query:?} {constraints:?}", today(), recommendation.catalog_version);
    let id = documents::id("rec", data.secret(), named.as_bytes());
    let forecast = plan.and_then(|plan| PlanForecast::of(plan, today()));
    let title = |language: Language| {
        let messages = Messages::of(language);
        messages.list(&[group_words(messages, &recommendation.target_group), recommendation.country.clone()])
    };
    let json = |language: Language| {
        let body = RecommendationBody::new(recommendation, plan, Some(id.clone()), language);
        serde_json::to_string(&body).expect("the body is plain data")
    };
    Ok(Box::new(StoredDocument {
        json: Texts::new(json),
        html: Texts::new(|language| report::recommendation_html(recommendation, plan, language)),
        markdown: Texts::new(|language| report::recommendation_markdown(recommendation, plan, language)),
        forecasts: forecasts_json(&forecast.map(Forecast::Plan).into_iter().collect::<Vec<_>>()),
        analysis: None,
        head: DocumentHead { created_at: now(), audience: None, title: Texts::new(title), id },
    }))
}
