//! The agency's API keys and audit log.

pub(crate) mod body;

use actix_web::http::Method;
use actix_web::web;
use utoipa::OpenApi;

use super::conditional::Representation;
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::{Caller, PageParameters, PageQuery};
use super::server::State;
use crate::api::contract::{AuditEntryBody, AuditList, KeyBody, KeyList, ProblemBody, timestamp};
use crate::error::Failure;
use crate::store::{ApiKey, AuditEntry, Scope};

#[derive(OpenApi)]
#[openapi(
    paths(list_keys, list_audit_entries),
    tags((name = "access", description = "API keys and the audit log"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 2] = [
    Endpoint::new(Method::GET, "/v1/keys", "list_keys", Scope::Admin, AuditLevel::None, |r| r.to(list_keys)),
    Endpoint::new(Method::GET, "/v1/audit", "list_audit_entries", Scope::Admin, AuditLevel::None, |r| {
        r.to(list_audit_entries)
    }),
];

/// List API keys
///
/// The agency's keys, newest first, including revoked and expired ones. Keys are created and revoked on the command line
/// (`audience-fit keys`). Secrets are not listed: the service does not store them.
#[utoipa::path(
    get, path = "/v1/keys", tag = "access", operation_id = "list_keys",
    responses((status = 200, body = KeyList, description = "The keys"))
)]
async fn list_keys(caller: Caller, state: web::Data<State>) -> Result<Representation, Failure> {
    let keys = state.store.keys(&caller.agency).await?;
    let list = KeyList { items: keys.into_iter().map(key_body).collect(), next_cursor: None };
    Ok(Representation::json(&list))
}

fn key_body(key: ApiKey) -> KeyBody {
    KeyBody {
        id: key.id,
        label: key.label,
        scopes: key.scopes.into_iter().map(|scope| scope.as_str().to_owned()).collect(),
        created_at: timestamp(key.created_at),
        expires_at: key.expires_at.map(timestamp),
        revoked_at: key.revoked_at.map(timestamp),
    }
}

/// List audit entries
///
/// Every request of the agency that created, changed, deleted or read people's data, newest first.
#[utoipa::path(
    get, path = "/v1/audit", tag = "access", operation_id = "list_audit_entries",
    params(PageParameters),
    responses(
        (status = 200, body = AuditList, description = "A page of entries"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_audit_entries(
    caller: Caller,
    PageQuery(page): PageQuery,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    let listed = state.store.entries(&caller.agency, &page).await?;
    let items = listed.items.into_iter().map(entry_body).collect();
    Ok(Representation::json(&AuditList { items, next_cursor: listed.next_cursor }))
}

fn entry_body(entry: AuditEntry) -> AuditEntryBody {
    AuditEntryBody {
        id: entry.id,
        at: timestamp(entry.at),
        key_id: entry.key,
        action: entry.action,
        resource: entry.resource,
        target: entry.target,
        status: entry.status,
        request_id: entry.request_id,
    }
}
