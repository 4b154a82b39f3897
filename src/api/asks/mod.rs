//! Asks: people of a stored audience who are asked, and their answers.

pub(crate) mod answers;
pub(crate) mod body;
mod labels;
pub(crate) mod request;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::analyses::{AnalysisDeps, load_agency_data, load_input, run_ask};
use super::conditional::{Preconditions, Representation, changed};
use super::datasets::find;
use super::disclosure::check_single_rows;
use super::documents::deleted;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody, PageParameters, PageQuery};
use super::idempotency::{Idempotency, IdempotencyKey, JsonResponse};
use super::now;
use super::problem::{BodyProblem, not_found};
use super::quota::check_quota;
use super::server::State;
use super::workers::Permit;
use crate::analysis::{Ask, resolve_target};
use crate::api::contract::{
    AnswerCountsBody, AnswersRequestBody, AskBody, AskList, AskRequestBody, DrawnAskBody, Parsed, ProblemBody,
    StoredAskBody,
};
use crate::ask::{AskedPerson, CodeKey, read_list, write_list};
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::message::message;
use crate::store::{Dataset, IdKind, Scope, Stored, StoredAsk};
use crate::target::Target;
pub(super) use labels::{AskLabels, load_asks};
pub(super) use request::{AskDesign, StoredAnswers, kept};

#[derive(OpenApi)]
#[openapi(
    paths(create_ask, list_asks, get_ask, delete_ask, create_answers),
    tags((name = "asks", description = "People of an audience who are asked, and their answers"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/asks";
const ONE: &str = "/v1/asks/{id}";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, "/v1/audiences/{id}/asks", "create_ask", Scope::Write, AuditLevel::Change, |r| {
        r.to(create_ask)
    }),
    Endpoint::new(Method::GET, PATH, "list_asks", Scope::Read, AuditLevel::Read, |r| r.to(list_asks)),
    Endpoint::new(Method::GET, ONE, "get_ask", Scope::Read, AuditLevel::Read, |r| r.to(get_ask)),
    Endpoint::new(Method::DELETE, ONE, "delete_ask", Scope::Write, AuditLevel::Change, |r| r.to(delete_ask)),
    Endpoint::new(Method::POST, "/v1/asks/{id}/answers", "create_answers", Scope::Write, AuditLevel::Change, |r| {
        r.to(create_answers)
    }),
];

/// Draw whom to ask
///
/// Draws people of a stored audience whose membership is not known, with known probabilities and never more than the
/// verdict or the width needs, and gives the questionnaire. The list of row numbers and codes is in this response, and
/// on the page of the ask for who may write: keep it, and match it with your upload. The service keeps rows, codes and
/// answers, until the ask or its audience is deleted. Keys need the scope `exact` as well: the list is about single
/// people.
#[utoipa::path(
    post, path = "/v1/audiences/{id}/asks", tag = "asks", operation_id = "create_ask",
    params(
        ("id" = String, Path, description = "Id of the audience"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")
    ),
    request_body(content = AskRequestBody, example = json!({
        "target": {"country": "KR", "age": {"min": 27, "max": 49}}, "people": 60, "min_share": 0.3
    })),
    responses(
        (status = 201, body = DrawnAskBody, description = "Whom to ask, and what"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        BodyProblem
    )
)]
async fn create_ask(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    key: IdempotencyKey,
    JsonBody { permit, bytes }: JsonBody,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    let asked = AskRequestBody::read(&bytes)?;
    let audience = find(&caller, &state, Role::Audience, &id).await?;
    let lease = match key.begin(&request, &caller, &state, &bytes).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) => return Ok(response),
    };
    lease
        .run(&state, async {
            let (stored, ask) = draw_ask(&request, &state, &caller, permit, &asked, &audience, &bytes).await?;
            let location = format!("/v1/asks/{}", stored.id);
            let body = DrawnAskBody { ask: stored_body(&stored)?, plan: AskBody::from(&ask) };
            Ok(JsonResponse::new(StatusCode::CREATED, Some(location), &body))
        })
        .await
}

/// Draws whom to ask of a stored audience, and keeps the ask.
pub(super) async fn draw_ask(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    permit: Permit,
    asked: &AskRequestBody,
    audience: &Dataset,
    bytes: &[u8],
) -> Result<(StoredAsk, Ask), Failure> {
    check_single_rows(caller)?;
    check_quota(state, &caller.agency, Stored::Asks, 1).await?;
    let ask_id = IdKind::Ask.generate();
    let data = load_agency_data(state, &caller.agency).await?;
    let (key, audience_key) = (data.code_key(&ask_id), data.code_key(&audience.id));
    let question = Parsed { value: asked.question(audience.id.clone()), faults: Default::default() };
    let (place, input) = load_input(request, state, caller, permit, question, bytes).await?;
    let group_seed = CodeKey::new(&audience_key).seed();
    let (deps, options) = (AnalysisDeps::of(state), asked.options(CodeKey::new(&key), group_seed));
    let ask = place.run(move || run_ask(input, &deps, options)).await?;
    let design = AskDesign { after: asked.after.clone().unwrap_or_default(), ..design(&ask) };
    let stored = StoredAsk {
        id: ask_id,
        audience: audience.id.clone(),
        created_at: now(),
        design: serde_json::to_string(&design).expect("a design is plain data"),
        people: write_list(&ask.people),
        answers: serde_json::to_string(&StoredAnswers::default()).expect("answers are plain data"),
    };
    state.store.insert_ask(&caller.agency, &stored).await?;
    Ok((stored, ask))
}

fn design(ask: &Ask) -> AskDesign {
    AskDesign {
        target: ask.target.spec().clone(),
        by: ask.options.by.as_str().to_owned(),
        frame: ask.frame,
        asked: ask.people.len() as u64,
        arms: ask.options.arms,
        sequential: ask.options.sequential,
        min_share: ask.min_share,
        needed: ask.needed,
        is_enough: ask
            .needed
            .is_none_or(|needed| (ask.people.len() as f64 * ask.options.response_rate).round() >= needed as f64),
        outlook: ask.outlook.iter().map(|of| (of.answers, of.half_width, of.chance)).collect(),
        after: Vec::new(),
    }
}

/// A stored ask as the contract has it.
pub(super) fn stored_body(ask: &StoredAsk) -> Result<StoredAskBody, Failure> {
    let answers: StoredAnswers = kept(&ask.answers)?;
    let counts = AnswerCountsBody::from(&answers.tally(&people(ask)?, false));
    Ok(StoredAskBody::new(ask, kept(&ask.design)?, counts))
}

/// The list of those who were asked.
fn people(ask: &StoredAsk) -> Result<Vec<AskedPerson>, Failure> {
    read_list(ask.people.as_bytes()).map_err(|error| {
        tracing::error!(%error, "failed to read the list of a stored ask");
        Failure::of(ErrorCode::StoredDataDamaged, message!["failure-stored-ask"])
    })
}

/// List asks
///
/// Newest first, without the people who were asked.
#[utoipa::path(
    get, path = "/v1/asks", tag = "asks", operation_id = "list_asks",
    params(PageParameters),
    responses(
        (status = 200, body = AskList, description = "A page of asks"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_asks(
    caller: Caller,
    PageQuery(page): PageQuery,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let listed = state.store.asks(&caller.agency, &page).await?;
    let items = listed.items.iter().map(stored_body).collect::<Result<_, _>>()?;
    Ok(Representation::json(&AskList { items, next_cursor: listed.next_cursor }))
}

/// Get an ask
///
/// What was asked, and how many answered; nothing about single people.
#[utoipa::path(
    get, path = "/v1/asks/{id}", tag = "asks", operation_id = "get_ask",
    params(("id" = String, Path, description = "Id of the ask")),
    responses(
        (status = 200, body = StoredAskBody, description = "The ask"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_ask(caller: Caller, id: web::Path<String>, state: web::Data<State>) -> Result<Representation, Failure> {
    let ask = state.store.ask(&caller.agency, &id).await?.ok_or_else(|| not_found("ask"))?;
    Ok(Representation::json(&stored_body(&ask)?))
}

/// Delete an ask
///
/// With its list and its answers.
#[utoipa::path(
    delete, path = "/v1/asks/{id}", tag = "asks", operation_id = "delete_ask",
    params(
        ("id" = String, Path, description = "Id of the ask"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the ask to delete")
    ),
    responses(
        (status = 204, description = "The ask was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_ask(
    caller: Caller,
    id: web::Path<String>,
    conditions: Preconditions,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let ask = state.store.ask(&caller.agency, &id).await?.ok_or_else(|| not_found("ask"))?;
    conditions.check(Some(Representation::json(&stored_body(&ask)?).text.as_bytes()))?;
    deleted(state.write_with_reserve(async || state.store.delete_ask(&caller.agency, &id).await).await?, "ask")
}

/// Store answers
///
/// Adds answers to those that are stored, by code or row. Answers of nobody on the list are counted and not stored. Use
/// them with `ask_ids` of `POST /v1/analyses`. Keys need the scope `exact` as well: the counts tell of single answers.
#[utoipa::path(
    post, path = "/v1/asks/{id}/answers", tag = "asks", operation_id = "create_answers",
    params(
        ("id" = String, Path, description = "Id of the ask"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")
    ),
    request_body(content = AnswersRequestBody, example = json!({
        "answers": [{"code": "7K3MZ0", "choices": {"age": "b"}}, {"row": 17, "in_target": false}]
    })),
    responses(
        (status = 200, body = AnswerCountsBody, description = "How many answered so far"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "Other answers were stored meanwhile; send these again"),
        BodyProblem
    )
)]
async fn create_answers(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    key: IdempotencyKey,
    JsonBody { bytes, .. }: JsonBody,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    let ask = state.store.ask(&caller.agency, &id).await?.ok_or_else(|| not_found("ask"))?;
    let lease = match key.begin(&request, &caller, &state, &bytes).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) => return Ok(response),
    };
    lease
        .run(&state, async {
            let counts =
                store_answers(&state, &caller, &ask, |answers, target, asked| answers.add(&bytes, target, asked));
            Ok(JsonResponse::new(StatusCode::OK, None, &counts.await?))
        })
        .await
}

/// Adds the answers that `add` finds to those that are stored; how many answered then.
pub(super) async fn store_answers(
    state: &State,
    caller: &Caller,
    ask: &StoredAsk,
    add: impl FnOnce(&mut StoredAnswers, &Target, &[AskedPerson]) -> Result<(), Failure>,
) -> Result<AnswerCountsBody, Failure> {
    check_single_rows(caller)?;
    let target = target_of(state, ask)?;
    let asked = people(ask)?;
    let mut answers: StoredAnswers = kept(&ask.answers)?;
    add(&mut answers, &target, &asked)?;
    let after = serde_json::to_string(&answers).expect("answers are plain data");
    if !state.store.put_answers(&caller.agency, &ask.id, &ask.answers, &after).await? {
        return Err(changed());
    }
    Ok(AnswerCountsBody::from(&answers.tally(&asked, false)))
}

/// The target that an ask asked about.
pub(super) fn target_of(state: &State, ask: &StoredAsk) -> Result<Target, Failure> {
    let design: AskDesign = kept(&ask.design)?;
    resolve_target(design.target, &state.catalog).map_err(|_| damaged())
}

fn damaged() -> Failure {
    Failure::of(ErrorCode::StoredDataDamaged, message!["failure-stored-ask"])
}
