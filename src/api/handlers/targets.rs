//! Targets that an agency gave a name, beside the presets of the catalogue.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{json_body, now};
use crate::analysis::resolve_target;
use crate::api::answer::{entity_tag, found, matches, missing};
use crate::api::caller::caller;
use crate::api::problem::{BodyProblem, problem};
use crate::api::server::State;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::store::{AgencyId, StoredTarget};
use crate::target::TargetSpec;
use crate::wire::{PresetBody, ProblemBody, StoredTargetBody, TargetList, read_target};

/// Lists the targets that have a name: the agency's own, then the presets of the catalogue.
#[utoipa::path(
    get, path = "/v1/targets", tag = "catalogue", operation_id = "list_targets",
    responses((status = 200, body = TargetList, description = "A page of targets"))
)]
pub(in crate::api) async fn list_targets(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let list = async {
        let own = own_targets(&state, &caller(&request).agency).await?;
        let own = own.into_iter().map(|(name, definition)| PresetBody {
            description: format!("the agency's own: {name}"),
            name,
            definition,
            custom: true,
        });
        let mut list = TargetList::from(state.catalog.as_ref());
        list.items.splice(0..0, own);
        Ok(list)
    };
    found(&request, list.await)
}

/// The agency's targets by name.
pub(in crate::api) async fn own_targets(
    state: &State,
    agency: &AgencyId,
) -> Result<Vec<(String, TargetSpec)>, Failure> {
    let targets = state.store.targets(agency).await?;
    targets.into_iter().map(|target| Ok((target.name.clone(), definition(&target)?))).collect()
}

fn definition(target: &StoredTarget) -> Result<TargetSpec, Failure> {
    serde_json::from_str(&target.spec).map_err(|error| {
        tracing::error!(%error, "a stored target cannot be read");
        Failure::new(ErrorCode::Internal, "a stored target cannot be read; put it anew")
    })
}

/// Gives a target that the agency gave a name.
#[utoipa::path(
    get, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "get_target",
    params(("name" = String, Path, description = "Name of the target")),
    responses(
        (status = 200, body = StoredTargetBody, description = "The target"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such target")
    )
)]
pub(in crate::api) async fn get_target(
    request: HttpRequest,
    name: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let outcome = async {
        let target = state.store.target(&caller(&request).agency, &name).await?;
        body(&target.ok_or_else(|| missing("target"))?)
    };
    found(&request, outcome.await)
}

fn body(target: &StoredTarget) -> Result<StoredTargetBody, Failure> {
    Ok(StoredTargetBody::new(target.name.clone(), definition(target)?, target.created_at, target.updated_at))
}

/// Keeps a target under a name, for `target.preset` of a request; what was under it is replaced.
///
/// With `If-Match` only where the target kept is that one, with `If-None-Match: *` only where there is none.
#[utoipa::path(
    put, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "put_target",
    params(
        ("name" = String, Path, description = "Name of the target: 1 to 100 of a-z, 0-9, - and _"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the target that is to be replaced"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only where there is none")
    ),
    request_body(content = TargetSpec, example = json!({"age": {"min": 27, "max": 49}, "country": "KR", "region": ["KR-11"]})),
    responses(
        (status = 200, body = StoredTargetBody, description = "It is kept"),
        (status = 201, body = StoredTargetBody, description = "It is kept; there was none before"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "Another is kept than expected"),
        BodyProblem
    )
)]
pub(in crate::api) async fn put_target(
    request: HttpRequest,
    name: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match put(&request, name.into_inner(), payload, &state).await {
        Ok((status, body)) => {
            let json = serde_json::to_string(&body).expect("the answer is plain data");
            let tag = entity_tag(json.as_bytes());
            HttpResponse::build(status).insert_header((header::ETAG, tag)).content_type("application/json").body(json)
        }
        Err(failure) => problem(&request, failure),
    }
}

async fn put(
    request: &HttpRequest,
    name: String,
    payload: web::Payload,
    state: &State,
) -> Result<(StatusCode, StoredTargetBody), Failure> {
    let definition = read_target(&json_body(request, payload, state).await?)?;
    check(&name, &definition, state)?;
    let agency = caller(request).agency;
    let before = state.store.target(&agency, &name).await?;
    let expected = expected(request, before.as_ref())?;
    let now = now();
    let target = StoredTarget {
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        name,
        spec: serde_json::to_string(&definition).expect("a definition is plain data"),
        updated_at: now,
    };
    if !state.store.put_target(&agency, &target, expected).await? {
        return Err(changed());
    }
    let status = if before.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, body(&target)?))
}

/// What must be kept now for the target to be put, by the request's conditions; `None` where it is all the same.
fn expected<'a>(request: &HttpRequest, before: Option<&'a StoredTarget>) -> Result<Option<Option<&'a str>>, Failure> {
    let condition = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let kept = before.map(|target| target.spec.as_str());
    let tag = before.map(body).transpose()?.map(|body| serde_json::to_vec(&body).expect("plain data"));
    let tag = tag.map(|json| entity_tag(&json));
    let is_met = match (condition(header::IF_MATCH), condition(header::IF_NONE_MATCH)) {
        (None, None) => return Ok(None),
        (Some(list), _) => tag.is_some_and(|tag| matches(list, &tag)),
        (None, Some(list)) => tag.is_none_or(|tag| !matches(list, &tag)),
    };
    if is_met { Ok(Some(kept)) } else { Err(changed()) }
}

fn changed() -> Failure {
    let detail = "the target kept is not the one that the request's conditions name; fetch it, and put it again";
    Failure::new(ErrorCode::PreconditionFailed, detail)
}

fn check(name: &str, definition: &TargetSpec, state: &State) -> Result<(), Failure> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    let fault = |pointer: &str, code: &str, detail: String| Fault {
        pointer: pointer.to_owned(),
        code: code.to_owned(),
        detail,
    };
    let mut faults = Vec::new();
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_plain) {
        let detail = format!("received {}; accepted: 1 to 100 of a-z, 0-9, - and _", excerpt(name));
        faults.push(fault("{name}", "invalid_parameter", detail));
    }
    if state.catalog.target(name).is_some() {
        faults.push(fault("{name}", "conflict", "the catalogue has a preset of this name; take another".to_owned()));
    }
    let resolved = resolve_target(definition.clone(), &state.catalog);
    let spec_faults = resolved.err().unwrap_or_default();
    faults.extend(spec_faults.into_iter().map(|f| fault(&f.pointer, f.code, f.detail)));
    if faults.is_empty() { Ok(()) } else { Err(Failure::invalid(faults)) }
}

/// Forgets a target.
#[utoipa::path(
    delete, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "delete_target",
    params(("name" = String, Path, description = "Name of the target")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such target")
    )
)]
pub(in crate::api) async fn delete_target(
    request: HttpRequest,
    name: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    match state.store.delete_target(&caller(&request).agency, &name).await {
        Ok(true) => HttpResponse::NoContent().finish(),
        Ok(false) => problem(&request, missing("target")),
        Err(error) => problem(&request, error.into()),
    }
}
