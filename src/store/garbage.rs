//! Removes deleted data sets, abandoned uploads, and everything older than the retention period.

use super::dataset_files::uploads_of;
use super::{AgencyId, Objects, Store, StoreError};

/// How long the response to an `Idempotency-Key` is replayed, in milliseconds: a day.
const REPLAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Age from which a data set without its job is removed, in milliseconds: an hour.
const ORPHAN_AGE_MS: i64 = 60 * 60 * 1000;

/// Removes the files of deleted data sets and of uploads whose lease ran out, then their rows; returns how many.
///
/// # Errors
/// The first [`StoreError`]; the rest is removed by the next run.
pub async fn collect_garbage(store: &dyn Store, objects: &Objects, now: i64) -> Result<u64, StoreError> {
    store.mark_orphans_deleted(now - ORPHAN_AGE_MS).await?;
    store.delete_requests_before(now - REPLAY_MS).await?;
    let mut removed = 0;
    for dataset in store.removable_datasets(now).await? {
        objects.remove(&dataset, &uploads_of(&dataset)).await?;
        store.delete_dataset(&dataset.agency, &dataset.id).await?;
        removed += 1;
    }
    Ok(removed)
}

/// Removes the folders of data sets that have no row: what an end at the wrong moment, or another version, left behind.
/// Returns how many.
///
/// # Errors
/// The first [`StoreError`].
pub async fn sweep_folders(store: &dyn Store, objects: &Objects) -> Result<u64, StoreError> {
    let mut removed = 0;
    // A row comes before its folder, so a folder without one belongs to no upload in progress.
    for (agency, id) in objects.folders().await? {
        if !store.has_dataset(&AgencyId(agency.clone()), &id).await? {
            objects.remove_folder(&agency, &id).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Marks or deletes everything that came more than `days` days ago; files go with the next [`collect_garbage`].
///
/// # Errors
/// The first [`StoreError`].
pub async fn expire(store: &dyn Store, days: u32, now: i64) -> Result<u64, StoreError> {
    let before = now - i64::from(days) * 24 * 60 * 60 * 1000;
    Ok(store.mark_datasets_deleted_before(before).await?
        + store.delete_documents_before(before).await?
        + store.delete_jobs_before(before).await?)
}
