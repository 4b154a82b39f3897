//! How much an agency may store.

use super::server::State;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::args;
use crate::store::{AgencyId, Stored};

/// Checks that an agency may store so many more. Requests at the same time may exceed the quota by as many as they are.
///
/// # Errors
/// `quota_exceeded` where it may not.
pub(super) async fn check_quota(state: &State, agency: &AgencyId, what: Stored, more: u64) -> Result<(), Failure> {
    let settings = &state.settings;
    let (max, things, setting) = match what {
        Stored::Datasets => (settings.max_datasets, "datasets", "max_datasets"),
        Stored::Outcomes => (settings.max_outcomes, "outcomes", "max_outcomes"),
        Stored::Targets => (settings.max_targets, "targets", "max_targets"),
        // Each is of one audience.
        Stored::Asks => (settings.max_datasets, "asks", "max_datasets"),
        Stored::Recommendations => (settings.max_documents, "recommendations", "max_documents"),
        Stored::Effects => (settings.max_documents, "effects", "max_documents"),
    };
    let stored = state.store.count(agency, what).await?;
    if stored.saturating_add(more) <= max {
        return Ok(());
    }
    let (stored, max) = (stored.to_string(), max.to_string());
    let args = args![stored = stored, things = things, max = max, setting = setting];
    Err(Failure::said(ErrorCode::QuotaExceeded, "problem-quota", args))
}
