//! Analyses.

pub(crate) mod acquisition;
pub(crate) mod answer;
pub(crate) mod fit;
pub(crate) mod request;
mod rows;
mod run;
pub(crate) mod segment;
pub(crate) mod totals;

use std::ops::ControlFlow;

use actix_web::http::header::LOCATION;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use utoipa::OpenApi;

use super::asks::load_asks;
use super::conditional::Representation;
use super::demo::{self, DEMO};
use super::disclosure::{admit, keep_target};
use super::documents::{self, ReportFormat};
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody, PageParameters, PageQuery};
use super::idempotency::{Idempotency, IdempotencyKey, JsonResponse};
use super::jobs::{check_retained, respond_with_job};
use super::language::speak;
use super::negotiate::{Format, figures, prefer, prefers_async};
use super::problem::BodyProblem;
use super::server::State;
use super::today;
use super::workers::{Permit, Place};
use crate::api::contract::{AnalysisBody, AnalysisRequestBody, DocumentList, JobBody, Parsed, ProblemBody};
use crate::error::{Failure, Fault};
use crate::ingest::Role;
use crate::report::Language;
use crate::store::{AgencyId, Dataset, DocumentKind, Scope};
pub(super) use run::{
    AgencyData, AnalysisDeps, AnalysisInput, StoredDataset, json, load_agency_data, load_dataset, run, run_ask,
    run_to_show, run_to_store, start,
};

#[derive(OpenApi)]
#[openapi(
    paths(create_analysis, list_analyses, get_analysis, get_analysis_report, delete_analysis),
    tags((name = "analyses", description = "How many followers match, who they are, where the target is"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/analyses";
const ONE: &str = "/v1/analyses/{id}";
const REPORT: &str = "/v1/analyses/{id}/report";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, PATH, "create_analysis", Scope::Read, AuditLevel::Change, |r| r.to(create_analysis)),
    Endpoint::new(Method::GET, PATH, "list_analyses", Scope::Read, AuditLevel::Read, |r| r.to(list_analyses)),
    Endpoint::new(Method::GET, ONE, "get_analysis", Scope::Read, AuditLevel::Read, |r| r.to(get_analysis)),
    Endpoint::new(Method::GET, REPORT, "get_analysis_report", Scope::Read, AuditLevel::Read, |r| {
        r.to(get_analysis_report)
    }),
    Endpoint::new(Method::DELETE, ONE, "delete_analysis", Scope::Write, AuditLevel::Change, |r| r.to(delete_analysis)),
];

/// Analyse an audience
///
/// How many of the profiles match the target, who they are, where the target is and, with `constraints`, what to do in a
/// week.
///
/// Every figure is an interval with its method. Where the data do not identify an estimate, `fit.status` is
/// `not_identified` and `fit.required_data` lists what to bring; the other parts are still given. Rows in error are listed in
/// `audience.rejections` and the rest are analysed, unless `on_error` is `reject_all`. Results of campaigns, in
/// `outcomes` and those stored by `POST /v1/outcomes`, change the reach of channels as in `POST /v1/recommendations`.
///
/// No figure is about fewer than `min_cell` followers: such a figure is null, a range (method `range`) or estimated
/// without the number that is too small (method `coarse`), and `suppressed` lists it.
///
/// Figures of a stored audience or panel have a small noise, which is in their intervals, unless the key has the scope
/// `exact`; such a key alone may list `profile_patterns` of a stored audience.
///
/// The analysis is stored for `GET /v1/analyses/{id}`, which takes a key with the scope `write`; the profiles are not
/// stored. With `assign` the response has the segment of each of the request's `profiles`; this and `profile_patterns` are
/// given once and never stored, not even for a repeated request with the same `Idempotency-Key`. With `retain` false
/// nothing is stored, and the scope `read` is enough. With `Prefer: respond-async` the response is 202 and a job, which
/// makes the analysis; the profiles are then stored until it is made. With `Accept: application/vnd.apache.arrow.stream`
/// or `application/vnd.apache.parquet` the response is the table of the figures.
#[utoipa::path(
    post, path = "/v1/analyses", tag = "analyses", operation_id = "create_analysis",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: respond at once with a job")
    ),
    request_body(content = AnalysisRequestBody, example = json!({
        "audience_id": "demo",
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "labels": {"of_target": true, "how": "self_declared"},
        "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility"}
    })),
    responses(
        (status = 200, body = AnalysisBody, description = "The analysis"),
        (status = 202, body = JobBody, description = "The analysis is being made; `Location` is the path of the job"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        BodyProblem
    )
)]
async fn create_analysis(
    request: HttpRequest,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody { permit, bytes }: JsonBody,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let parsed = AnalysisRequestBody::parse(&bytes)?;
    let retain = parsed.value.retains();
    if retain {
        caller.require(Scope::Write)?;
    }
    let is_async = prefers_async(&request);
    if is_async {
        check_retained(&parsed.value)?;
    }
    // Where the analysis is not stored, or not all of it, neither is the response for a repeated request.
    let key = if retain && !parsed.value.names_rows() { key } else { IdempotencyKey::none() };
    let lease = match key.begin(&request, &caller, &state, &bytes).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) => return Ok(response.respond_to(&request)),
    };
    let work = async {
        let (place, input) = load_input(&request, &state, &caller, permit, parsed, &bytes).await?;
        if is_async {
            return respond_with_job(&state, &caller, place, input).await;
        }
        analyze(&state, &caller.agency, place, input).await
    };
    let response = lease.run(&state, work).await?;
    // Whoever takes something else gets JSON, as ever.
    let format = prefer(&request, &[Format::Json, Format::Arrow, Format::Parquet]).unwrap_or(Format::Json);
    match figures(format, &response.json).filter(|_| response.status == StatusCode::OK) {
        Some(figures) => {
            let mut built = HttpResponse::Ok();
            if let Some(location) = response.location {
                built.insert_header((LOCATION, location));
            }
            Ok(built.content_type(format.media_type()).body(figures))
        }
        None => Ok(response.respond_to(&request)),
    }
}

/// Bytes of a request whose analysis is not shared out among threads: some 500 profiles, a few milliseconds of work, of which
/// the parts take no longer than to wake a thread up for them.
const SMALL_BODY: usize = 64 << 10;

/// Everything that a request is answered from, once its question was counted and there is a thread for it.
pub(super) async fn load_input(
    http: &HttpRequest,
    state: &State,
    caller: &Caller,
    permit: Permit,
    request: Parsed<AnalysisRequestBody>,
    body: &[u8],
) -> Result<(Place, AnalysisInput), Failure> {
    let data = load_agency_data(state, &caller.agency).await?;
    let asked = &request.value;
    keep_target(http, asked, state, &data);
    let audience = find_named(state, caller, &asked.audience_id, Role::Audience, "/audience_id").await?;
    let panel = find_named(state, caller, &asked.panel_id, Role::Panel, "/panel_id").await?;
    let asks = load_asks(state, &caller.agency, asked).await?;
    let noise = admit(state, caller, &data, asked, audience.as_ref(), panel.as_ref(), &asks).await?;
    let mut place = start(state, caller, permit, [audience.as_ref(), panel.as_ref()]).await?;
    if body.len() <= SMALL_BODY && audience.is_none() && panel.is_none() {
        place = place.for_small_work();
    }
    let load = async |dataset: Option<Dataset>| match dataset {
        Some(dataset) => load_dataset(state, &dataset).await.map(Some),
        None => Ok(None),
    };
    let input = AnalysisInput {
        request,
        hasher: data.hasher(body),
        audience: load(audience).await?,
        panel: load(panel).await?,
        data,
        noise,
        asks,
        shows_received: caller.scope >= Scope::Write,
        today: today(),
        language: speak(http),
    };
    Ok((place, input))
}

/// The stored audience or panel that a request names.
async fn find_named(
    state: &State,
    caller: &Caller,
    id: &Option<String>,
    role: Role,
    field: &str,
) -> Result<Option<Dataset>, Failure> {
    let Some(id) = id else { return Ok(None) };
    if id == DEMO {
        return demo::people_for(state, &caller.agency, role).await.map(Some);
    }
    let dataset = state.store.dataset(&caller.agency, role, id).await?.filter(|dataset| !dataset.hidden);
    let none = || {
        let detail = "there is none with this id, or it was deleted".to_owned();
        Failure::invalid(vec![Fault { pointer: field.to_owned(), code: "not_found".to_owned(), detail: detail.into() }])
    };
    dataset.map(Some).ok_or_else(none)
}

async fn analyze(
    state: &State,
    agency: &AgencyId,
    place: Place,
    input: AnalysisInput,
) -> Result<JsonResponse, Failure> {
    let (deps, request) = (AnalysisDeps::of(state), &input.request.value);
    let (retain, audience) = (request.retains(), request.audience_id.clone());
    let work = move || run_to_store(input, &deps, retain, &|_| ControlFlow::Continue(()));
    let (json, analysis) = place.run(work).await?;
    let Some(mut analysis) = analysis else {
        return Ok(JsonResponse { status: StatusCode::OK, location: None, json });
    };
    analysis.head.audience = audience;
    state.store.insert_document(agency, DocumentKind::Analysis, &analysis).await?;
    let location = Some(format!("/v1/analyses/{}", analysis.head.id));
    Ok(JsonResponse { status: StatusCode::OK, location, json })
}

/// Makes and stores the analysis that a page asks for; its id.
pub(super) async fn create_from_page(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    body: Vec<u8>,
) -> Result<String, Failure> {
    let parsed = AnalysisRequestBody::parse(&body)?;
    let permit = state.workers.permit(caller)?;
    let (place, input) = load_input(request, state, caller, permit, parsed, &body).await?;
    let made = analyze(state, &caller.agency, place, input).await?;
    let id = made.location.as_deref().and_then(|location| location.rsplit('/').next());
    Ok(id.expect("an analysis that is stored has a location").to_owned())
}

/// The report of the analysis that a page asks for, of which nothing is kept.
pub(super) async fn report_for_page(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    body: Vec<u8>,
) -> Result<String, Failure> {
    let parsed = AnalysisRequestBody::parse(&body)?;
    let permit = state.workers.permit(caller)?;
    let (place, input) = load_input(request, state, caller, permit, parsed, &body).await?;
    let deps = AnalysisDeps::of(state);
    place.run(move || run_to_show(input, &deps)).await
}

/// List analyses
///
/// The stored analyses, newest first.
#[utoipa::path(
    get, path = "/v1/analyses", tag = "analyses", operation_id = "list_analyses",
    params(PageParameters),
    responses(
        (status = 200, body = DocumentList, description = "A page of analyses"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_analyses(
    caller: Caller,
    PageQuery(page): PageQuery,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    documents::list(&state, &caller, DocumentKind::Analysis, &page, language).await
}

/// Get an analysis
///
/// The JSON as it was sent, without the values of rejected rows. `GET /v1/analyses/{id}/report` has it for people. With
/// `Accept: application/vnd.apache.arrow.stream` or `application/vnd.apache.parquet` the response is the table of its
/// figures.
#[utoipa::path(
    get, path = "/v1/analyses/{id}", tag = "analyses", operation_id = "get_analysis",
    params(
        ("id" = String, Path, description = "Id of the analysis"),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of the representation that the caller has")
    ),
    responses(
        (status = 200, body = AnalysisBody, description = "The analysis"),
        (status = 304, description = "Not modified"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 406, body = ProblemBody, content_type = "application/problem+json", description = "Not acceptable")
    )
)]
async fn get_analysis(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get(&request, &state, &caller, DocumentKind::Analysis, &id).await
}

/// Get the report of an analysis
///
/// The analysis for people to read: a page (HTML), Markdown, or all its tables as a spreadsheet (XLSX), by `format` or
/// else by `Accept`.
#[utoipa::path(
    get, path = "/v1/analyses/{id}/report", tag = "analyses", operation_id = "get_analysis_report",
    params(
        ("id" = String, Path, description = "Id of the analysis"),
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
async fn get_analysis_report(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::get_report(&request, &state, &caller, DocumentKind::Analysis, &id).await
}

/// Delete an analysis
///
/// With its reports.
#[utoipa::path(
    delete, path = "/v1/analyses/{id}", tag = "analyses", operation_id = "delete_analysis",
    params(
        ("id" = String, Path, description = "Id of the analysis"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the analysis to delete")
    ),
    responses(
        (status = 204, description = "The analysis was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_analysis(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    documents::delete(&request, &state, &caller, DocumentKind::Analysis, &id).await
}
