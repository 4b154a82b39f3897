//! The agency's keys and audit log.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{page, respond};
use crate::api::caller::caller;
use crate::api::server::State;
use crate::error::Failure;
use crate::store::{ApiKey, AuditEntry};
use crate::wire::{AuditEntryBody, AuditList, KeyBody, KeyList, ProblemBody, told_time};

/// Lists the agency's keys, newest first, revoked and expired ones too.
///
/// Keys are created and revoked on the command line (`audience-fit keys`). No secret is told: it is not kept.
#[utoipa::path(
    get, path = "/v1/keys", tag = "access", operation_id = "list_keys",
    responses((status = 200, body = KeyList, description = "The keys"))
)]
pub(in crate::api) async fn list_keys(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let keys = state.store.keys(&caller(&request).agency).await;
    let list = keys.map(|keys| KeyList { items: keys.into_iter().map(key_body).collect(), next_cursor: None });
    respond(&request, list.map_err(Failure::from))
}

fn key_body(key: ApiKey) -> KeyBody {
    KeyBody {
        id: key.id,
        label: key.label,
        scopes: key.scopes.into_iter().map(|scope| scope.as_str().to_owned()).collect(),
        created_at: told_time(key.created_at),
        expires_at: key.expires_at.map(told_time),
        revoked_at: key.revoked_at.map(told_time),
    }
}

/// Lists who did what: every request of the agency that created, changed, deleted or read people's data, newest first.
#[utoipa::path(
    get, path = "/v1/audit", tag = "access", operation_id = "list_audit_entries",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Entries of a page; 100 by default")
    ),
    responses(
        (status = 200, body = AuditList, description = "A page of what was done"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is at fault")
    )
)]
pub(in crate::api) async fn list_audit_entries(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    respond(&request, entries(&request, &state).await)
}

async fn entries(request: &HttpRequest, state: &State) -> Result<AuditList, Failure> {
    let page = page(request.query_string())?;
    let listed = state.store.entries(&caller(request).agency, &page).await?;
    Ok(AuditList { items: listed.items.into_iter().map(entry_body).collect(), next_cursor: listed.next_cursor })
}

fn entry_body(entry: AuditEntry) -> AuditEntryBody {
    AuditEntryBody {
        id: entry.id,
        at: told_time(entry.at),
        key_id: entry.key,
        action: entry.action,
        resource: entry.resource,
        status: entry.status,
        request_id: entry.request_id,
    }
}
