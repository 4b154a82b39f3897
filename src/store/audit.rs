//! Who did what.

use async_trait::async_trait;

use super::{AgencyId, Page, PageOf, StoreError};

/// One request, as the audit log records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its name.
    pub id: String,
    /// When the request came, in milliseconds.
    pub at: i64,
    /// Who asked.
    pub agency: AgencyId,
    /// With which key; none where no key is asked for.
    pub key: Option<String>,
    /// The operation's id.
    pub action: String,
    /// The path of what was asked for, or of what was made.
    pub resource: Option<String>,
    /// The target that it asked about, as JSON; none where it asked about none, or had no answer.
    pub target: Option<String>,
    /// HTTP status of the answer; none as long as there was no answer.
    pub status: Option<u16>,
    /// Names the request in the log.
    pub request_id: String,
}

/// The part of a store that keeps the audit log. Entries are never changed but for the answer that one was waiting for.
#[async_trait]
pub trait AuditLog {
    /// Adds an entry.
    async fn append_entry(&self, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Records the answer of an entry that has none yet, what was made if anything was, and the target that it was about.
    /// `false` where it isn't there or has one.
    async fn complete_entry(
        &self,
        id: &str,
        status: u16,
        made: Option<&str>,
        target: Option<&str>,
    ) -> Result<bool, StoreError>;

    /// The entries of an agency, newest first.
    async fn entries(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<AuditEntry>, StoreError>;
}
