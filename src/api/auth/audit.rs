//! Writes the audit log.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::{HttpMessage, HttpRequest, web};

use super::no_room;
use crate::api::disclosure::AuditTarget;
use crate::api::endpoint::{AuditLevel, Endpoint};
use crate::api::extract::Caller;
use crate::api::now;
use crate::api::problem::request_id;
use crate::api::server::State;
use crate::error::Failure;
use crate::store::{AuditEntry, IdKind};

/// Characters of a path that are stored.
const MAX_PATH_CHARS: usize = 200;

/// The audit entry of a request in progress.
#[derive(Debug)]
pub(super) struct AuditWriter {
    entry: AuditEntry,
    is_written: bool,
}

impl AuditWriter {
    /// Begins the entry of a request, `None` where the log does not cover its endpoint. A change is written before
    /// anything is done: one whose client disconnects, or during which the process dies, leaves an entry without a
    /// status.
    ///
    /// # Errors
    /// `unavailable` where a change cannot be written; it must not be made then.
    pub(super) async fn begin(
        state: &State,
        request: &ServiceRequest,
        endpoint: &Endpoint,
        caller: &Caller,
        now: i64,
    ) -> Result<Option<Self>, Failure> {
        let is_written = match endpoint.audit {
            AuditLevel::None | AuditLevel::Kept => return Ok(None),
            AuditLevel::Read => false,
            AuditLevel::Change => true,
        };
        let entry = entry(request.request(), endpoint.operation_id, caller, now);
        if is_written {
            state.write_with_reserve(async || state.store.append_entry(&entry).await).await?;
        }
        Ok(Some(Self { entry, is_written }))
    }

    /// Completes the entry with the response, before that is sent.
    ///
    /// # Errors
    /// `unavailable` where a read cannot be written; its response must not be sent then. That a change began is written
    /// already.
    pub(super) async fn end<B>(mut self, state: &State, response: &ServiceResponse<B>) -> Result<(), Failure> {
        let (status, headers) = (response.status().as_u16(), response.headers());
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let target = response.request().extensions().get::<AuditTarget>().map(|AuditTarget(target)| target.clone());
        if !self.is_written {
            (self.entry.status, self.entry.target) = (Some(status), target);
            let entry = &self.entry;
            return Ok(state.write_with_reserve(async || state.store.append_entry(entry).await).await?);
        }
        let complete = async || state.store.complete_entry(&self.entry.id, status, location, target.as_deref()).await;
        if let Err(error) = state.write_with_reserve(complete).await {
            tracing::error!(%error, entry = self.entry.id, "failed to write the result of a change to the audit log");
        }
        Ok(())
    }
}

/// Writes the entry of a request that stores something where its body asks for that ([`AuditLevel::Kept`]), before anything
/// is stored; the response completes it.
///
/// # Errors
/// `storage_full` where there is no room, `unavailable` where it cannot be written; nothing must be stored then.
pub(in crate::api) async fn begin_change(
    state: &web::Data<State>,
    request: &HttpRequest,
    operation_id: &str,
    caller: &Caller,
) -> Result<(), Failure> {
    if !State::has_room(state).await {
        return Err(no_room());
    }
    let entry = entry(request, operation_id, caller, now());
    state.write_with_reserve(async || state.store.append_entry(&entry).await).await?;
    request.extensions_mut().insert(AuditWriter { entry, is_written: true });
    Ok(())
}

fn entry(request: &HttpRequest, operation_id: &str, caller: &Caller, now: i64) -> AuditEntry {
    AuditEntry {
        id: IdKind::Audit.generate(),
        at: now,
        agency: caller.agency.clone(),
        key: caller.key.clone(),
        action: operation_id.to_owned(),
        target: None,
        resource: Some(request.path().chars().take(MAX_PATH_CHARS).collect()),
        status: None,
        request_id: request_id(request),
    }
}
