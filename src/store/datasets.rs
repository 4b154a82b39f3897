//! Stored audiences and panels.

use async_trait::async_trait;

use super::{AgencyId, Page, PageOf, StoreError};
use crate::ingest::Role;

/// How far a data set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetState {
    /// Parts are still coming.
    Uploading,
    /// Whole.
    Ready,
    /// Its files are being removed.
    Deleting,
}

/// A stored audience or panel: its row; the profiles are in part objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its name.
    pub id: String,
    /// Whose it is.
    pub agency: AgencyId,
    /// Followers or labelled people.
    pub role: Role,
    /// How far it is.
    pub state: DatasetState,
    /// Made for one job, from the profiles of its request, and told to nobody.
    pub hidden: bool,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// When the followers were fetched, in milliseconds.
    pub taken_at: Option<i64>,
    /// The day birth years and dates were judged against, as `2026-11-01`.
    pub as_of: String,
    /// When it came, in milliseconds.
    pub created_at: i64,
    /// Until when the upload is under way, in milliseconds.
    pub lease_until: i64,
    /// What came of reading it.
    pub summary: UploadSummary,
}

/// What came of reading an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UploadSummary {
    /// Rows accepted.
    pub profiles: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Part objects.
    pub parts: u64,
    /// Bytes of what was uploaded, before decompression.
    pub bytes: u64,
    /// Hash of what was uploaded, in hexadecimal digits.
    pub content_hash: String,
    /// The rest, as JSON: the first rejections, values dropped, notes.
    pub details: String,
}

/// The part of a store that keeps data sets.
#[async_trait]
pub trait Datasets {
    /// Announces a data set, state `Uploading`: its files may come.
    async fn begin_dataset(&self, dataset: &Dataset) -> Result<(), StoreError>;

    /// Puts off the time at which an upload counts as forsaken. `false` where it does already.
    async fn renew_dataset(&self, agency: &AgencyId, id: &str, lease_until: i64) -> Result<bool, StoreError>;

    /// Makes a data set whose files are in place ready. `false` where it is not uploading any more.
    async fn finish_dataset(&self, agency: &AgencyId, id: &str, summary: &UploadSummary) -> Result<bool, StoreError>;

    /// A ready data set.
    async fn dataset(&self, agency: &AgencyId, role: Role, id: &str) -> Result<Option<Dataset>, StoreError>;

    /// The ready data sets that are not hidden, newest first; of one account where `account` is given.
    async fn datasets(
        &self,
        agency: &AgencyId,
        role: Role,
        account: Option<&str>,
        page: &Page,
    ) -> Result<PageOf<Dataset>, StoreError>;

    /// Marks a data set for removal: it is not to be found any more. `false` where there was none.
    async fn mark_dataset_deleted(&self, agency: &AgencyId, role: Role, id: &str) -> Result<bool, StoreError>;

    /// Marks for removal all data sets that came before `created_before`; tells how many.
    async fn mark_datasets_deleted_before(&self, created_before: i64) -> Result<u64, StoreError>;

    /// Marks for removal the hidden data sets from before that no open job needs; tells how many.
    async fn mark_orphans_deleted(&self, created_before: i64) -> Result<u64, StoreError>;

    /// What is to be removed: doomed data sets, and uploads whose time ran out before `now`.
    async fn removable_datasets(&self, now: i64) -> Result<Vec<Dataset>, StoreError>;

    /// Forgets a data set whose files are gone.
    async fn delete_dataset(&self, agency: &AgencyId, id: &str) -> Result<(), StoreError>;
}
