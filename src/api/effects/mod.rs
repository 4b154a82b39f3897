//! Effects of events on engagement.

pub(crate) mod answer;
mod event_request;
pub(crate) mod request;
mod series_request;

mod upload;

use actix_web::http::Method;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::conditional::Representation;
use super::documents::{self, ReportFormat, keep};
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, PageParameters, PageQuery, WholeBody, names_json};
use super::problem::BodyProblem;
use super::server::State;
use super::{now, today};
use crate::analysis::{CountForecast, Forecast};
use crate::api::contract::{
    DocumentList, EffectQuestion, EffectReportBody, EffectRequestBody, ProblemBody, read_effect,
};
use crate::effect::{EffectAnalysis, assess};
use crate::error::Failure;
use crate::message::Message;
use crate::report::messages::Messages;
use crate::report::{self, Language};
use crate::store::{DocumentHead, DocumentKind, Scope, StoredDocument, Texts, forecasts_json};
use upload::{CountsFile, CountsForm};

#[derive(OpenApi)]
#[openapi(
    paths(create_effect, list_effects, get_effect, get_effect_report, delete_effect),
    tags((name = "effects", description = "What an event did to engagement"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/effects";
const ONE: &str = "/v1/effects/{id}";
const REPORT: &str = "/v1/effects/{id}/report";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, PATH, "create_effect", Scope::Read, AuditLevel::Kept, |r| r.to(create_effect)),
    Endpoint::new(Method::GET, PATH, "list_effects", Scope::Read, AuditLevel::Read, |r| r.to(list_effects)),
    Endpoint::new(Method::GET, ONE, "get_effect", Scope::Read, AuditLevel::Read, |r| r.to(get_effect)),
    Endpoint::new(Method::GET, REPORT, "get_effect_report", Scope::Read, AuditLevel::Read, |r| r.to(get_effect_report)),
    Endpoint::new(Method::DELETE, ONE, "delete_effect", Scope::Write, AuditLevel::Change, |r| r.to(delete_effect)),
];

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
///
/// The counts may come as a file instead, CSV or a spreadsheet (xlsx, xls, ods) with a column `date` and one for each
/// metric, as the command `effect` takes it: in a form (`multipart/form-data`) whose fields are the rest of the request, or
/// as the body, with these fields as parameters of the query. `notes` tells what had to be decided to read it.
///
/// With `retain` true the answer is stored for `GET /v1/effects/{id}`, which takes a key with the scope `write`; the counts
/// are stored with it where `account` and `plan` are given, to score what was forecast. The same request on the same day is
/// stored once.
#[utoipa::path(
    post, path = "/v1/effects", tag = "effects", operation_id = "create_effect",
    request_body(content(
        (EffectRequestBody = "application/json", example = json!(example())),
        (CountsForm = "multipart/form-data")
    )),
    responses(
        (status = 200, body = EffectReportBody, description = "The effects"),
        BodyProblem
    )
)]
async fn create_effect(
    request: HttpRequest,
    caller: Caller,
    WholeBody { permit, bytes, media_type }: WholeBody,
    language: Language,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let file = match names_json(&media_type) {
        true => {
            CountsFile::without(&request)?;
            None
        }
        false => Some(CountsFile::open(&request, &media_type, bytes.clone()).await?),
    };
    let secret = state.store.agency_secret(&caller.agency).await?;
    let (catalog, may_store) = (state.catalog.clone(), caller.require(Scope::Write));
    let named = [today().to_string().as_bytes(), request.query_string().as_bytes(), &bytes].concat();
    let work = move || {
        let (question, notes) = match file {
            Some(file) => file.question(&catalog)?,
            None => (read_effect(&bytes, &catalog)?, Vec::<Message>::new()),
        };
        if question.retain {
            may_store?;
        }
        let answer = assess(&question.series, &question.events, &question.metrics, &question.options);
        let id = question.retain.then(|| documents::id("eff", &secret, &named));
        let json = |language: Language| {
            let notes = notes.iter().map(|note| note.in_language(language)).collect();
            let body = EffectReportBody { notes, ..EffectReportBody::new(&answer, id.clone(), language) };
            serde_json::to_string(&body).expect("the body is plain data")
        };
        let document = id.clone().map(|id| document(id, &question, &answer, &json));
        Ok((json(language), document))
    };
    let (json, document) = state.workers.run(permit, work).await?;
    let mut response = HttpResponse::Ok();
    if let Some(document) = document {
        keep(&state, &request, &caller, DocumentKind::Effect, &document).await?;
        response.insert_header((LOCATION, format!("{PATH}/{}", document.head.id)));
    }
    Ok(response.content_type("application/json").body(json))
}

/// The answer in the form in which it is stored.
pub(super) fn document(
    id: String,
    question: &EffectQuestion,
    answer: &EffectAnalysis,
    json: &dyn Fn(Language) -> String,
) -> StoredDocument {
    let title = |language: Language| {
        let messages = Messages::of(language);
        let names = question.events.iter().map(|event| event.name.clone());
        let names: Vec<String> = question.account.iter().cloned().chain(names).collect();
        if names.is_empty() { messages.label("effect-plan-title") } else { messages.list(&names) }
    };
    let forecast = question.account.as_ref().map(|account| Forecast::Counts(CountForecast::of(answer, account)));
    StoredDocument {
        head: DocumentHead { id, created_at: now(), audience: None, title: Texts::new(title) },
        json: Texts::new(json),
        html: Texts::new(|language| report::effect_html(answer, language)),
        markdown: Texts::new(|language| report::effect_markdown(answer, language)),
        forecasts: forecasts_json(&forecast.into_iter().collect::<Vec<_>>()),
        analysis: None,
    }
}

/// List effects
///
/// The stored answers, newest first.
#[utoipa::path(
    get, path = "/v1/effects", tag = "effects", operation_id = "list_effects",
    params(PageParameters),
    responses(
        (status = 200, body = DocumentList, description = "A page of effects"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_effects(
    caller: Caller,
    PageQuery(page): PageQuery,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    documents::list(&state, &caller, DocumentKind::Effect, &page, language).await
}

/// Get an effect
///
/// The JSON as it was sent. `GET /v1/effects/{id}/report` has it for people.
#[utoipa::path(
    get, path = "/v1/effects/{id}", tag = "effects", operation_id = "get_effect",
    params(
        ("id" = String, Path, description = "Id of the effect"),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of the representation that the caller has")
    ),
    responses(
        (status = 200, body = EffectReportBody, description = "The answer"),
        (status = 304, description = "Not modified"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 406, body = ProblemBody, content_type = "application/problem+json", description = "Not acceptable")
    )
)]
async fn get_effect(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get(&request, &state, &caller, DocumentKind::Effect, &id).await
}

/// Get the report of an effect
///
/// The answer for people to read: a page (HTML), Markdown, or all its tables as a spreadsheet (XLSX), by `format` or else by
/// `Accept`.
#[utoipa::path(
    get, path = "/v1/effects/{id}/report", tag = "effects", operation_id = "get_effect_report",
    params(
        ("id" = String, Path, description = "Id of the effect"),
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
async fn get_effect_report(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get_report(&request, &state, &caller, DocumentKind::Effect, &id).await
}

/// Delete an effect
///
/// With its reports, and what it forecast.
#[utoipa::path(
    delete, path = "/v1/effects/{id}", tag = "effects", operation_id = "delete_effect",
    params(
        ("id" = String, Path, description = "Id of the effect"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the effect to delete")
    ),
    responses(
        (status = 204, description = "The answer was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_effect(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::delete(&request, &state, &caller, DocumentKind::Effect, &id).await
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
