//! Writes the audit log.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, LOCATION};

use super::rules::{Rule, Trace};
use crate::api::caller::Caller;
use crate::api::problem::request_id;
use crate::error::Failure;
use crate::store::{AuditEntry, IdKind, Store};

/// Most characters of a path that are kept.
const PATH: usize = 200;

/// What the audit log will say of a request under way.
#[derive(Debug)]
pub(super) struct Trail {
    entry: AuditEntry,
    is_begun: bool,
}

impl Trail {
    /// Begins the trail of a request, `None` where the log doesn't tell of its operation. A change is written down
    /// before anything is done: one whose caller hangs up, or during which the process dies, leaves an entry without a
    /// status.
    ///
    /// # Errors
    /// `unavailable` where a change cannot be written down; it must not be made then.
    pub(super) async fn begin(
        store: &dyn Store,
        request: &ServiceRequest,
        rule: &Rule,
        caller: &Caller,
        now: i64,
    ) -> Result<Option<Self>, Failure> {
        let is_begun = match rule.trace {
            Trace::None => return Ok(None),
            Trace::Answer => false,
            Trace::Change => true,
        };
        let entry = AuditEntry {
            id: IdKind::Audit.generate(),
            at: now,
            agency: caller.agency.clone(),
            key: caller.key.clone(),
            action: rule.operation.to_owned(),
            resource: Some(request.path().chars().take(PATH).collect()),
            status: None,
            request_id: request_id(request.request()),
        };
        if is_begun {
            store.append_entry(&entry).await?;
        }
        Ok(Some(Self { entry, is_begun }))
    }

    /// Ends it with the answer, before that is sent.
    ///
    /// # Errors
    /// `unavailable` where nothing tells of the request; what was read must not be sent then. That a change was begun is
    /// written down already.
    pub(super) async fn end(mut self, store: &dyn Store, status: u16, headers: &HeaderMap) -> Result<(), Failure> {
        let made = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        if !self.is_begun {
            self.entry.status = Some(status);
            return Ok(store.append_entry(&self.entry).await?);
        }
        if let Err(error) = store.complete_entry(&self.entry.id, status, made).await {
            tracing::error!(%error, entry = self.entry.id, "the audit log cannot be told how a change was answered");
        }
        Ok(())
    }
}
