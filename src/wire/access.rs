//! Keys and the audit log on the wire, and the query string of a list.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

use crate::error::{Failure, Fault};
use crate::profile::shown;

/// Entries of a page unless asked otherwise, and at most.
const PAGE: (u32, u32) = (100, 1000);

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
    /// What it is good for: `read`, `write`, `admin`; each includes those before it.
    pub scopes: Vec<String>,
    /// When it was created.
    pub created_at: String,
    /// The moment from which it is good no more; null: never.
    pub expires_at: Option<String>,
    /// When it was revoked; null: it was not.
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
    pub at: String,
    /// Id of the key it came with; null where no key was asked for.
    pub key_id: Option<String>,
    /// The operation: its `operationId`.
    pub action: String,
    /// Path of what was asked for, or of what was made.
    pub resource: Option<String>,
    /// HTTP status of the answer; null where there was none: the request is under way, or its caller hung up, or the
    /// service ended.
    pub status: Option<u16>,
    /// Names the request in the service's log.
    pub request_id: String,
}

/// A time in milliseconds since 1970, as RFC 3339 in UTC.
pub fn moment(milliseconds: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok();
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}

/// Which page of a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Most entries of the page.
    pub limit: u32,
}

/// Reads `cursor` and `limit` of a list's query string.
///
/// # Errors
/// Every fault, by the parameter's name.
pub fn read_list_query(query: &str) -> Result<ListQuery, Failure> {
    let (mut read, mut faults) = (ListQuery { cursor: None, limit: PAGE.0 }, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let detail = match (name, value.parse()) {
            ("cursor", _) => {
                read.cursor = Some(value.to_owned());
                continue;
            }
            ("limit", Ok(limit)) if (1..=PAGE.1).contains(&limit) => {
                read.limit = limit;
                continue;
            }
            ("limit", _) => format!("received {}; accepted: 1 to {}", shown(value), PAGE.1),
            _ => "no such parameter; accepted: cursor, limit".to_owned(),
        };
        faults.push(Fault { pointer: format!("?{}", shown(name)), code: "invalid_parameter".to_owned(), detail });
    }
    if faults.is_empty() { Ok(read) } else { Err(Failure::invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_and_every_fault_told() {
        let read = read_list_query("limit=7&cursor=5.log_1").expect("a page");
        assert_eq!(read, ListQuery { cursor: Some("5.log_1".to_owned()), limit: 7 });
        assert_eq!(read_list_query("").expect("the first").limit, 100);
        let failure = read_list_query("limit=0&page=2").expect_err("two faults");
        let pointers: Vec<&str> = failure.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["?limit", "?page"]);
    }

    #[test]
    fn times_are_in_utc() {
        assert_eq!(moment(1_767_225_600_250), "2026-01-01T00:00:00.25Z");
    }
}
