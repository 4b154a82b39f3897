//! Keys and the audit log in the contract.

use crate::store::Scope;
use serde::Serialize;
use utoipa::ToSchema;

/// The agency's keys, newest first; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeyList)]
pub struct KeyList {
    /// The keys.
    pub items: Vec<KeyBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What is known of an API key; its secret is not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyBody {
    /// Id, as the audit log names it.
    pub id: String,
    /// What the agency calls it.
    pub label: String,
    /// What it is good for: `read`, `write`, `admin`, each of which includes those before it; and `exact`.
    #[schema(value_type = Vec<Scope>)]
    pub scopes: Vec<String>,
    /// When it was created.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The moment from which it is good no more; null: never.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// When it was revoked; null: it was not.
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
}

/// The agency's audit log, newest first; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditList)]
pub struct AuditList {
    /// The entries.
    pub items: Vec<AuditEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// One request that created, changed, deleted or read people's data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditEntryBody {
    /// Id.
    pub id: String,
    /// When it came.
    #[schema(format = DateTime)]
    pub at: String,
    /// Id of the key it came with; null where no key was asked for.
    pub key_id: Option<String>,
    /// The operation: its `operationId`; or `create_key` or `revoke_key`, by command line.
    pub action: String,
    /// Path of what was asked for, or of what was made.
    pub resource: Option<String>,
    /// The target of the question, as JSON; null where it asked about none.
    pub target: Option<String>,
    /// HTTP status of the answer; null where there was none: the request is under way, its caller hung up, the service
    /// ended, or it was done by command line.
    pub status: Option<u16>,
    /// Names the request in the service's log; `command line` where there was none.
    pub request_id: String,
}
