//! Analyses.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{json_body, kept, now, today};
use crate::api::answer::{Made, Turn, ended, found, made, missing, tagged, turn};
use crate::api::caller::caller;
use crate::api::problem::{BodyProblem, problem};
use crate::api::server::State;
use crate::api::told::job_body;
use crate::api::work::{Question, Tools, analysis_of, fetch, hasher_of, queue};
use crate::error::{ErrorCode, Failure};
use crate::store::{Page, StoredAnalysis};
use crate::wire::{
    AnalysisBody, AnalysisEntryBody, AnalysisList, AnalysisRequestBody, JobBody, Parsed, ProblemBody, Query, told_time,
};

/// Tells how many of the profiles match the target, who they are, where the target is and, with `constraints`, what to
/// do in a week.
///
/// Every figure is an interval with its method. Where the evidence cannot carry an estimate, `fit.status` is
/// `not_identified` and `fit.needs` says what to bring; the other parts are still given. Rows in error are listed in
/// `audience.rejections` and the rest go on, unless `on_error` is `reject_all`. Results of campaigns, in `outcomes` and
/// those kept by `POST /v1/outcomes`, move the reach of channels as in `POST /v1/recommendations`.
///
/// No figure tells of fewer than `min_cell` followers: what would is null, a range (method `range`) or estimated
/// without the number that is too small (method `coarse`), and `suppressed` lists it.
///
/// The answer is kept for `GET /v1/analyses/{id}`, the profiles are not; with `retain` false nothing is stored. With
/// `Prefer: respond-async` the answer is 202 and a job, which makes the analysis; then the profiles are kept until it is
/// made.
#[utoipa::path(
    post, path = "/v1/analyses", tag = "analyses", operation_id = "create_analysis",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same answer again"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: answer at once with a job")
    ),
    request_body(content = AnalysisRequestBody, example = json!({
        "profiles": [
            {"id": "f1", "age": 31, "income": {"amount": 1_900_000, "currency": "KRW", "period": "month", "scope": "household"}, "household_size": 2, "region": "KR-11", "account": {"followers": 120, "following": 300}},
            {"id": "f2", "age_band": {"min": 25, "max": 34}, "income": {"median_ratio": 0.6}, "region": "KR-26"},
            {"id": "f3", "birth_year": 1961, "region": "KR-11", "account": {"followers": 15, "following": 900}},
            {"id": "f4", "region": "KR-26", "account": {"followers": 80, "following": 200}},
            {"id": "f5", "region": "KR-11", "account": {"followers": 310, "following": 280}},
            {"id": "f6", "age": 44, "region": "KR-26"},
            {"id": "f7", "region": "KR-11", "tenure": "rent"},
            {"id": "f8", "age": 29, "region": "KR-26", "account": {"followers": 45, "following": 190}},
            {"id": "f9", "region": "KR-11", "account": {"followers": 900, "following": 120}},
            {"id": "f10", "age": 52, "region": "KR-28"},
            {"id": "f11", "region": "KR-28", "account": {"followers": 61, "following": 75}},
            {"id": "f12", "region": "KR-11", "tenure": "own"}
        ],
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"},
        "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility"}
    })),
    responses(
        (status = 200, body = AnalysisBody, description = "The analysis"),
        (status = 202, body = JobBody, description = "The analysis is being made; `Location` names the job"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is under way"),
        BodyProblem
    )
)]
pub(in crate::api) async fn create_analysis(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = create(&request, payload, &state).await;
    made(&request, outcome)
}

async fn create(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Made, Failure> {
    let place = state.workers.place()?;
    let body = json_body(request, payload, state).await?;
    let parsed = AnalysisRequestBody::parse(&body)?;
    let retain = parsed.value.retains();
    let is_async = prefers_async(request);
    if is_async && !retain {
        let detail =
            "an answer that is not retained cannot be fetched later: leave out retain, or Prefer: respond-async";
        return Err(Failure::new(ErrorCode::InvalidRequest, detail));
    }
    // Nothing is stored of an answer that is not retained, the answer for its repetition neither.
    let token = match retain {
        true => match turn(request, state, &body).await? {
            Turn::Do(token) => token,
            Turn::Answered(made) => return Ok(made),
        },
        false => None,
    };
    let outcome = make(request, state, place, (parsed, hasher_of(&body)), is_async).await;
    ended(request, state, token, outcome).await
}

async fn make(
    request: &HttpRequest,
    state: &State,
    place: crate::api::workers::Place,
    (parsed, hasher): (Parsed<AnalysisRequestBody>, blake3::Hasher),
    is_async: bool,
) -> Result<Made, Failure> {
    let agency = caller(request).agency;
    let kept = kept(state, &agency).await?;
    let people = fetch(state, &agency, &parsed.value).await?;
    let (retain, stored_audience) = (parsed.value.retains(), parsed.value.audience_id.clone());
    let question =
        Question { request: parsed, hasher, kept, audience: people.audience, panel: people.panel, today: today() };
    if is_async {
        let job = queue(state, &agency, place, question).await?;
        let location = format!("/v1/jobs/{}", job.id);
        return Ok(Made::new(StatusCode::ACCEPTED, Some(location), &job_body(&job)));
    }
    let tools = Tools::of(state);
    let work = move || analysis_of(question, &tools, retain, &|_| std::ops::ControlFlow::Continue(()));
    let mut analysis = state.workers.run(place, work).await?;
    analysis.head.audience = stored_audience;
    analysis.head.created_at = now();
    if !retain {
        return Ok(Made { status: StatusCode::OK, location: None, json: analysis.json });
    }
    state.store.insert_analysis(&agency, &analysis).await?;
    let location = Some(format!("/v1/analyses/{}", analysis.head.id));
    Ok(Made { status: StatusCode::OK, location, json: analysis.json })
}

/// Whether the caller would rather not wait (RFC 7240).
fn prefers_async(request: &HttpRequest) -> bool {
    let preferences = request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let mut preferences = preferences.flat_map(|value| value.split(','));
    preferences
        .any(|preference| preference.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("respond-async"))
}

/// Lists the analyses that are kept, newest first.
#[utoipa::path(
    get, path = "/v1/analyses", tag = "analyses", operation_id = "list_analyses",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Entries of a page; 100 by default")
    ),
    responses(
        (status = 200, body = AnalysisList, description = "A page of analyses"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault")
    )
)]
pub(in crate::api) async fn list_analyses(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let list = async {
        let listed = state.store.analyses(&caller(&request).agency, &page(request.query_string())?).await?;
        let items = listed.items.into_iter().map(|head| AnalysisEntryBody {
            id: head.id,
            created_at: told_time(head.created_at),
            audience_id: head.audience,
        });
        Ok(AnalysisList { items: items.collect(), next_cursor: listed.next_cursor })
    };
    found(&request, list.await)
}

/// The page that a query string without other parameters asks for.
pub(super) fn page(query: &str) -> Result<Page, Failure> {
    let mut query = Query::new(query);
    let limit = query.limit();
    let page = query.cursor(|cursor| Page::new(Some(cursor), limit));
    query.finish()?;
    Ok(page.unwrap_or(Page { after: None, limit }))
}

/// Gives an analysis that was kept: the JSON as it was answered, or its report as a page or as Markdown.
#[utoipa::path(
    get, path = "/v1/analyses/{id}", tag = "analyses", operation_id = "get_analysis",
    params(
        ("id" = String, Path, description = "Id of the analysis"),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of the representation at hand")
    ),
    responses(
        (status = 200, description = "The analysis", content(
            (AnalysisBody = "application/json"), (String = "text/html"), (String = "text/markdown")
        )),
        (status = 304, description = "It is as the caller has it"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such analysis"),
        (status = 406, body = ProblemBody, content_type = "application/problem+json", description = "The answer has no such form")
    )
)]
pub(in crate::api) async fn get_analysis(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = async {
        let form = form(&request)?;
        let analysis = state.store.analysis(&caller(&request).agency, &id).await?;
        Ok((form, analysis.ok_or_else(|| missing("analysis"))?))
    };
    match outcome.await {
        Ok((form, analysis)) => {
            let StoredAnalysis { json, html, markdown, .. } = analysis;
            let mut response = match form {
                Form::Json => tagged(&request, "application/json", json),
                Form::Html => tagged(&request, "text/html; charset=utf-8", html),
                Form::Markdown => tagged(&request, "text/markdown; charset=utf-8", markdown),
            };
            response.headers_mut().append(header::VARY, header::HeaderValue::from_static("accept"));
            response
        }
        Err(failure) => problem(&request, failure),
    }
}

/// Forms that an analysis is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
    Markdown,
}

/// The form that the caller would have, by `Accept` with its weights; JSON where all are the same to it.
fn form(request: &HttpRequest) -> Result<Form, Failure> {
    let forms = [("application/json", Form::Json), ("text/html", Form::Html), ("text/markdown", Form::Markdown)];
    let accepted: Vec<&str> = request.headers().get_all(header::ACCEPT).filter_map(|v| v.to_str().ok()).collect();
    if accepted.is_empty() {
        return Ok(Form::Json);
    }
    let ranges: Vec<(String, f64)> = accepted.iter().flat_map(|value| value.split(',')).map(range).collect();
    // The most specific range that has a form says its weight.
    let weight = |media_type: &str| {
        let of = |range: &str| ranges.iter().find(|(other, _)| other == range).map(|(_, weight)| *weight);
        let any = format!("{}/*", media_type.split('/').next().unwrap_or_default());
        of(media_type).or_else(|| of(&any)).or_else(|| of("*/*")).unwrap_or(0.0)
    };
    let best = forms.iter().map(|(media_type, form)| (weight(media_type), *form)).rev();
    match best.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((weight, form)) if weight > 0.0 => Ok(form),
        Some(_) | None => {
            let detail = "accepted: application/json, text/html, text/markdown".to_owned();
            Err(Failure::new(ErrorCode::NotAcceptable, detail))
        }
    }
}

/// A media range and its weight.
fn range(text: &str) -> (String, f64) {
    let mut parts = text.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
    (media_type, weight.unwrap_or(1.0))
}

/// Forgets an analysis.
#[utoipa::path(
    delete, path = "/v1/analyses/{id}", tag = "analyses", operation_id = "delete_analysis",
    params(("id" = String, Path, description = "Id of the analysis")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such analysis")
    )
)]
pub(in crate::api) async fn delete_analysis(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    match state.store.delete_analysis(&caller(&request).agency, &id).await {
        Ok(true) => HttpResponse::NoContent().finish(),
        Ok(false) => problem(&request, missing("analysis")),
        Err(error) => problem(&request, error.into()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_form_is_what_the_caller_would_rather_have() {
        let form_of = |accept: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT, accept)).to_http_request();
            form(&request).ok()
        };
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, expected) in [
            ("*/*", Some(Form::Json)),
            (browser, Some(Form::Html)),
            ("text/*", Some(Form::Html)),
            ("text/markdown, text/html;q=0.5", Some(Form::Markdown)),
            ("application/json;q=0, */*", Some(Form::Html)),
            ("image/png", None),
        ] {
            assert_eq!(form_of(accept), expected, "{accept}");
        }
    }

    #[test]
    fn preferences_may_stand_among_others() {
        let prefers =
            |value: &str| prefers_async(&TestRequest::default().insert_header(("prefer", value)).to_http_request());
        assert!(prefers("respond-async") && prefers("return=minimal, Respond-Async; wait=10"));
        assert!(!prefers("wait=10") && !prefers("respond-asynchronously"));
    }
}
