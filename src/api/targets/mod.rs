//! Named targets: the agency's own, beside the presets of the catalogue.

pub(crate) mod body;
pub(crate) mod definition;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::OpenApi;

use super::conditional::{Preconditions, Representation, changed};
use super::documents::deleted;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, JsonBody};
use super::now;
use super::problem::{BodyProblem, not_found};
use super::quota::check_quota;
use super::server::State;
use crate::analysis::resolve_target;
use crate::api::contract::{PresetBody, ProblemBody, StoredTargetBody, TargetList, read_target, timestamp};
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::store::{AgencyId, Scope, Stored, StoredTarget};
use crate::target::TargetSpec;

#[derive(OpenApi)]
#[openapi(
    paths(list_targets, get_target, put_target, delete_target),
    tags((name = "catalogue", description = "Presets, channels and sources"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/targets/{name}";

pub(super) static ENDPOINTS: [Endpoint; 4] = [
    Endpoint::new(Method::GET, "/v1/targets", "list_targets", Scope::Read, AuditLevel::Read, |r| r.to(list_targets)),
    Endpoint::new(Method::GET, PATH, "get_target", Scope::Read, AuditLevel::Read, |r| r.to(get_target)),
    Endpoint::new(Method::PUT, PATH, "put_target", Scope::Write, AuditLevel::Change, |r| r.to(put_target)),
    Endpoint::new(Method::DELETE, PATH, "delete_target", Scope::Write, AuditLevel::Change, |r| r.to(delete_target)),
];

/// List named targets
///
/// The agency's own targets, then the presets of the catalogue.
#[utoipa::path(
    get, path = "/v1/targets", tag = "catalogue", operation_id = "list_targets",
    responses((status = 200, body = TargetList, description = "A page of targets"))
)]
async fn list_targets(caller: Caller, state: web::Data<State>) -> Result<Representation, Failure> {
    let own = own_targets(&state, &caller.agency).await?;
    let own = own.into_iter().map(|(name, definition)| PresetBody {
        description: format!("the agency's own: {name}"),
        name,
        definition,
        custom: true,
    });
    let mut list = TargetList::from(state.catalog.as_ref());
    list.items.splice(0..0, own);
    Ok(Representation::json(&list))
}

/// The agency's targets by name.
pub(super) async fn own_targets(state: &State, agency: &AgencyId) -> Result<Vec<(String, TargetSpec)>, Failure> {
    let targets = state.store.targets(agency).await?;
    targets.into_iter().map(|target| Ok((target.name.clone(), definition(&target)?))).collect()
}

fn definition(target: &StoredTarget) -> Result<TargetSpec, Failure> {
    serde_json::from_str(&target.spec).map_err(|error| {
        tracing::error!(%error, "failed to read a stored target");
        Failure::of(ErrorCode::Internal, message!["failure-stored-target"])
    })
}

/// Get a target
///
/// The agency's own target of this name, or a preset of the catalogue. `PUT` takes it as it is.
#[utoipa::path(
    get, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "get_target",
    params(("name" = String, Path, description = "Name of the target")),
    responses(
        (status = 200, body = StoredTargetBody, description = "The target"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_target(
    caller: Caller,
    name: web::Path<String>,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    if let Some(target) = state.store.target(&caller.agency, &name).await? {
        return representation(&target);
    }
    let preset = state.catalog.targets().iter().find(|preset| preset.name == *name);
    let preset = preset.ok_or_else(|| not_found("target"))?;
    Ok(Representation::json(&StoredTargetBody {
        name: preset.name.clone(),
        definition: preset.spec.clone(),
        created_at: None,
        updated_at: None,
    }))
}

fn representation(target: &StoredTarget) -> Result<Representation, Failure> {
    Ok(Representation::json(&StoredTargetBody {
        name: target.name.clone(),
        definition: definition(target)?,
        created_at: Some(timestamp(target.created_at)),
        updated_at: Some(timestamp(target.updated_at)),
    }))
}

/// Store a target
///
/// Under a name, for `target.preset` of a request. The body is the definition, or the whole target as `GET` returns it, of
/// which only `definition` is read. It replaces the target of this name, if there is one: with `If-Match`
/// only if that is the one named, with `If-None-Match: *` only if there is none.
#[utoipa::path(
    put, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "put_target",
    params(
        ("name" = String, Path, description = "Name of the target: 1 to 100 of a-z, 0-9, - and _"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the target to replace"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only if there is none")
    ),
    request_body(content = TargetSpec, example = json!({"age": {"min": 27, "max": 49}, "country": "KR", "region": ["KR-11"]})),
    responses(
        (status = 200, body = StoredTargetBody, description = "The target was replaced"),
        (status = 201, body = StoredTargetBody, description = "The target was created"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "The target is not the one that If-Match names"),
        BodyProblem
    )
)]
async fn put_target(
    caller: Caller,
    name: web::Path<String>,
    conditions: Preconditions,
    body: JsonBody,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let (agency, name) = (caller.agency, name.into_inner());
    let definition = read_definition(&body.bytes)?;
    check(&name, &definition, &state)?;
    let before = current(&state, &agency, &name, &conditions).await?;
    if before.is_none() {
        check_quota(&state, &agency, Stored::Targets, 1).await?;
    }
    let now = now();
    let target = StoredTarget {
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        name,
        spec: serde_json::to_string(&definition).expect("a definition is plain data"),
        updated_at: now,
    };
    let expected = conditions.any().then(|| before.as_ref().map(|before| before.spec.as_str()));
    if !state.store.put_target(&agency, &target, expected).await? {
        return Err(changed());
    }
    let status = if before.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    Ok(Representation { status, ..representation(&target)? })
}

/// The definition in a body: the body itself, or its member `definition`.
fn read_definition(body: &[u8]) -> Result<TargetSpec, Failure> {
    #[derive(Deserialize)]
    struct Whole<'a> {
        #[serde(borrow)]
        definition: &'a RawValue,
    }
    let Ok(Whole { definition }) = serde_json::from_slice(body) else { return read_target(body) };
    read_target(definition.get().as_bytes()).map_err(|mut failure| {
        failure.faults.iter_mut().for_each(|fault| fault.pointer.insert_str(0, "/definition"));
        failure
    })
}

/// The stored target, where the request's conditions hold for it.
async fn current(
    state: &State,
    agency: &AgencyId,
    name: &str,
    conditions: &Preconditions,
) -> Result<Option<StoredTarget>, Failure> {
    let target = state.store.target(agency, name).await?;
    let representation = target.as_ref().map(representation).transpose()?;
    conditions.check(representation.as_ref().map(|current| current.text.as_bytes()))?;
    Ok(target)
}

fn check(name: &str, definition: &TargetSpec, state: &State) -> Result<(), Failure> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    let fault = |code: &str, detail: Message| Fault { pointer: "{name}".to_owned(), code: code.to_owned(), detail };
    let mut faults = Vec::new();
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_plain) {
        faults.push(fault("invalid_parameter", message!["fault-target-name", received = excerpt(name)]));
    }
    if state.catalog.target(name).is_some() {
        faults.push(fault("conflict", message!["fault-target-name-of-preset"]));
    }
    let resolved = resolve_target(definition.clone(), &state.catalog);
    faults.extend(resolved.err().unwrap_or_default().into_iter().map(Fault::from));
    if faults.is_empty() { Ok(()) } else { Err(Failure::invalid(faults)) }
}

/// Delete a target
///
/// With `If-Match` only if the stored target is the one named.
#[utoipa::path(
    delete, path = "/v1/targets/{name}", tag = "catalogue", operation_id = "delete_target",
    params(
        ("name" = String, Path, description = "Name of the target"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the target to delete")
    ),
    responses(
        (status = 204, description = "The target was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "The target is not the one that If-Match names")
    )
)]
async fn delete_target(
    caller: Caller,
    name: web::Path<String>,
    conditions: Preconditions,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    current(&state, &caller.agency, &name, &conditions).await?;
    deleted(state.write_with_reserve(async || state.store.delete_target(&caller.agency, &name).await).await?, "target")
}
