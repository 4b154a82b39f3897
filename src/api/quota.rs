//! How much an agency may store.

use super::now;
use super::server::State;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::args;
use crate::store::{AgencyId, Dataset, Stored, collect_garbage};

/// Checks that an agency may store so many more. Requests at the same time may exceed the quota by as many as they are.
///
/// # Errors
/// `quota_exceeded` where it may not.
pub(super) async fn check_quota(state: &State, agency: &AgencyId, what: Stored, more: u64) -> Result<(), Failure> {
    let settings = &state.settings;
    let (max, things, setting) = match what {
        Stored::Datasets => (settings.max_datasets, "datasets", "max_datasets"),
        Stored::Bytes => (settings.max_stored_bytes, "bytes", "max_stored_mib"),
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
    let (stored, max) = match what {
        Stored::Bytes => (stored.div_ceil(1 << 20), max >> 20),
        Stored::Datasets
        | Stored::Outcomes
        | Stored::Targets
        | Stored::Asks
        | Stored::Recommendations
        | Stored::Effects => (stored, max),
    };
    let args = args![stored = stored.to_string(), things = things, max = max.to_string(), setting = setting];
    Err(Failure::said(ErrorCode::QuotaExceeded, "problem-quota", args))
}

/// Checks that an agency may store one more data set, and has room for its files.
///
/// # Errors
/// `quota_exceeded` where it may not.
pub(super) async fn check_room(state: &State, agency: &AgencyId) -> Result<(), Failure> {
    check_quota(state, agency, Stored::Datasets, 1).await?;
    check_quota(state, agency, Stored::Bytes, 1).await
}

/// Deletes a data set that is just stored where its files take more than its agency may store: how much that is shows only
/// once they are written. `freed` bytes are about to be deleted.
///
/// # Errors
/// `quota_exceeded` where it was deleted.
pub(super) async fn keep_within_quota(state: &State, dataset: Dataset, freed: u64) -> Result<Dataset, Failure> {
    let stored = state.store.count(&dataset.agency, Stored::Bytes).await?;
    if stored.saturating_sub(freed) <= state.settings.max_stored_bytes {
        return Ok(dataset);
    }
    let failure = check_quota(state, &dataset.agency, Stored::Bytes, 0).await;
    state.store.mark_dataset_deleted(&dataset.agency, dataset.role, &dataset.id).await?;
    collect_garbage(state.store.as_ref(), &state.objects, now()).await?;
    failure.map(|()| dataset)
}
