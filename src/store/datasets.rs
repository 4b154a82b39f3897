//! Stored audiences and panels.

use async_trait::async_trait;

use super::{AgencyId, IdSketch, Page, PageOf, StoreError};
use crate::ingest::Role;

/// The state of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetState {
    /// Its files are being uploaded.
    Uploading,
    /// Complete.
    Ready,
    /// Its files are being removed.
    Deleting,
}

/// A stored audience or panel: its row; the profiles are in part objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its id.
    pub id: String,
    /// The agency that owns it.
    pub agency: AgencyId,
    /// Followers or labelled people.
    pub role: Role,
    /// Its state.
    pub state: DatasetState,
    /// Made for one job, from the profiles of its request, and never listed.
    pub hidden: bool,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// The account that these people count for where they were stored before under another name.
    pub people_of: Option<AccountKey>,
    /// When the followers were fetched, in milliseconds.
    pub taken_at: Option<i64>,
    /// The day birth years and dates were judged against, such as `2026-11-01`.
    pub as_of: String,
    /// Creation time, in milliseconds.
    pub created_at: i64,
    /// When the lease of the upload runs out, in milliseconds.
    pub lease_until: i64,
    /// Result of the upload.
    pub summary: UploadSummary,
}

impl Dataset {
    /// Who its people are, whenever they were stored: those of an account, or of the account that the same ids were stored
    /// with before. Sets without account and ids count as one. So nobody gets new noise for the same people by another name.
    pub fn people(&self) -> String {
        let AccountKey(account) = self.people_of.clone().unwrap_or_else(|| AccountKey::of(self.account.as_deref()));
        match self.role {
            Role::Audience => format!("followers of {account}"),
            Role::Panel => format!("panel of {account}"),
        }
    }
}

/// The name of an account, however it was written; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountKey(pub(super) String);

impl AccountKey {
    /// That of an account as it was given.
    pub fn of(account: Option<&str>) -> Self {
        Self(account.unwrap_or_default().trim().to_lowercase())
    }

    /// Whether no account was given.
    pub fn is_unnamed(&self) -> bool {
        self.0.is_empty()
    }
}

/// Result of reading an upload.
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
    /// Bytes of the files that are stored.
    pub stored_bytes: u64,
    /// Hash of what was uploaded, in hexadecimal digits.
    pub content_hash: String,
    /// The rest, as JSON: the first rejections, values dropped, notes.
    pub details: String,
}

/// The part of a store that keeps data sets.
#[async_trait]
pub trait Datasets {
    /// Inserts a data set in state `Uploading`; its files follow.
    async fn begin_dataset(&self, dataset: &Dataset) -> Result<(), StoreError>;

    /// Notes, as details, what was begun for a data set whose upload is not complete.
    async fn note_uploads(&self, agency: &AgencyId, id: &str, details: &str) -> Result<(), StoreError>;

    /// Whether there is a row of a data set, in whatever state.
    async fn has_dataset(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError>;

    /// Extends the lease of an upload. `false` if it has run out.
    async fn renew_dataset(&self, agency: &AgencyId, id: &str, lease_until: i64) -> Result<bool, StoreError>;

    /// Keeps the sketch of the ids of a data set on its way, and which account its people count for; that account.
    async fn keep_sketch(&self, dataset: &Dataset, sketch: &IdSketch) -> Result<AccountKey, StoreError>;

    /// Sets a data set whose files are in place to `Ready`. `false` if it is no longer `Uploading`.
    async fn finish_dataset(&self, agency: &AgencyId, id: &str, summary: &UploadSummary) -> Result<bool, StoreError>;

    /// A ready data set.
    async fn dataset(&self, agency: &AgencyId, role: Role, id: &str) -> Result<Option<Dataset>, StoreError>;

    /// Bytes of the files of each agency that stores any.
    async fn stored_bytes(&self) -> Result<Vec<(AgencyId, u64)>, StoreError>;

    /// The ready data sets that are not hidden, newest first; of one account where `account` is given.
    async fn datasets(
        &self,
        agency: &AgencyId,
        role: Role,
        account: Option<&str>,
        page: &Page,
    ) -> Result<PageOf<Dataset>, StoreError>;

    /// Marks a data set as deleted: it is no longer found. `false` if there was none.
    async fn mark_dataset_deleted(&self, agency: &AgencyId, role: Role, id: &str) -> Result<bool, StoreError>;

    /// Marks as deleted all data sets created before `created_before`; returns how many.
    async fn mark_datasets_deleted_before(&self, created_before: i64) -> Result<u64, StoreError>;

    /// Marks as deleted the hidden data sets created before that no open job needs; returns how many.
    async fn mark_orphans_deleted(&self, created_before: i64) -> Result<u64, StoreError>;

    /// Deleted data sets, and uploads whose lease ran out before `now`: their files are to be removed.
    async fn removable_datasets(&self, now: i64) -> Result<Vec<Dataset>, StoreError>;

    /// Deletes the row of a data set whose files are removed.
    async fn delete_dataset(&self, agency: &AgencyId, id: &str) -> Result<(), StoreError>;
}
