//! Removing what is not to be kept: deleted sets, forsaken uploads, and all that is older than it may be.

use super::{Objects, Store, StoreError};

/// Answers for an `Idempotency-Key` are given again for a day.
const REPLAY: i64 = 24 * 60 * 60 * 1000;
/// A set made for a job that never came to be goes after an hour.
const ORPHAN: i64 = 60 * 60 * 1000;

/// Removes the files of doomed sets and of uploads whose time ran out, then their rows; tells how many went.
///
/// # Errors
/// The first [`StoreError`]; the rest goes the next time.
pub async fn collect_garbage(store: &dyn Store, objects: &Objects, now: i64) -> Result<u64, StoreError> {
    store.mark_orphans_deleted(now - ORPHAN).await?;
    store.delete_requests_before(now - REPLAY).await?;
    let mut gone = 0;
    for dataset in store.removable_datasets(now).await? {
        objects.remove(&dataset).await?;
        store.delete_dataset(&dataset.agency, &dataset.id).await?;
        gone += 1;
    }
    Ok(gone)
}

/// Marks or deletes everything that came more than `days` days ago; files go with the next [`sweep`].
///
/// # Errors
/// The first [`StoreError`].
pub async fn expire(store: &dyn Store, days: u32, now: i64) -> Result<u64, StoreError> {
    let before = now - i64::from(days) * 24 * 60 * 60 * 1000;
    Ok(store.mark_datasets_deleted_before(before).await?
        + store.delete_analyses_before(before).await?
        + store.delete_jobs_before(before).await?)
}
