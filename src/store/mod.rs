//! What the service keeps: rows in a database ([`SqlStore`]: SQLite by default, or PostgreSQL), profiles as Parquet in
//! an object store ([`Objects`]: a folder by default, or S3).
//!
//! [`Store`] is a part for each kind of thing kept; one contract suite runs on both databases. Everything belongs to an
//! agency ([`AgencyId`]), which every question names: what another has is not found. Times are milliseconds since 1970
//! and come from the caller.
//!
//! What was acknowledged is on disk: SQLite runs with a write-ahead log synced at every commit, files are synced before
//! the row that names them is written, and a row that names files goes only after them. So whatever moment the process
//! dies at, a data set is whole or not to be seen; [`Datasets::removable_datasets`] names what such an end left behind.

mod asks;
mod audit;
mod credential;
mod dataset_files;
mod datasets;
mod documents;
mod draft;
mod error;
mod forecast_record;
mod garbage;
mod id;
mod id_set;
mod id_sketch;
mod idempotency;
mod jobs;
mod keys;
mod lake;
mod objects;
mod outcome_record;
mod outcomes;
mod page;
mod parts;
mod questions;
mod reserve;
mod secret;
mod source;
mod sql;
mod targets;
mod upload;

use std::fmt;
use std::path::Path;

use async_trait::async_trait;

pub use asks::{Asks, StoredAsk};
pub use audit::{AuditEntry, AuditLog};
pub use credential::{Credential, KeyHash};
pub use dataset_files::{SourceTable, StoredProfiles, UploadDetails, details, read_dataset, rejections};
pub use datasets::{AccountKey, Dataset, DatasetState, Datasets, UploadSummary};
pub use documents::{DocumentHead, DocumentKind, Documents, RegisteredForecasts, StoredDocument, Texts};
pub use draft::{Draft, NewDraft, draft, keep_draft};
pub use error::{StorageFault, StoreError, is_full};
pub use forecast_record::{forecasts_json, read_forecasts};
pub use garbage::{collect_garbage, expire, sweep_folders};
pub use id::{AgencyId, IdKind, hex};
pub use id_set::IdSet;
pub use id_sketch::IdSketch;
pub use idempotency::{Idempotency, IdempotencyState, Replay};
pub use jobs::{Job, JobState, Jobs, Lease};
pub use keys::{Agency, ApiKey, Keys, Scope};
pub use lake::{Lake, LakeError, Snapshot};
pub use objects::Objects;
pub use outcome_record::outcome_json;
pub use outcomes::{IdempotencyRecord, Outcomes};
pub use page::{Page, PageOf};
pub use parts::{Part, PartError, PartStore, PartsReader, PartsWriter};
pub use questions::{AskedQuestion, QuestionCount, QuestionLimits, Questions, WINDOW_DAYS};
pub use reserve::Reserve;
pub use secret::AgencySecret;
pub use source::{SourceAddress, SourceGrant, TableLocation};
pub use sql::SqlStore;
pub use targets::{StoredTarget, Targets};
pub use upload::{FileReading, Upload, UploadError, UploadLimits, ingest, ingest_source, inspect_file};

/// Everything that is kept in rows.
#[async_trait]
pub trait Store:
    Datasets
    + Targets
    + Documents
    + Asks
    + Outcomes
    + Jobs
    + Idempotency
    + Keys
    + Questions
    + AuditLog
    + fmt::Debug
    + Send
    + Sync
{
    /// Whether the database answers and takes what is written to it.
    ///
    /// # Errors
    /// [`StoreError`] where it doesn't.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Removes what was deleted from the database's own log, which keeps it otherwise until as much is written again.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    async fn forget_deleted(&self) -> Result<(), StoreError>;

    /// How many of one kind of thing an agency stores.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    async fn count(&self, agency: &AgencyId, what: Stored) -> Result<u64, StoreError>;
}

/// Things of which an agency may store only so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Audiences and panels, those of jobs among them.
    Datasets,
    /// Bytes of their files, and of files that were brought on the pages and are not kept yet.
    Bytes,
    /// Results of campaigns.
    Outcomes,
    /// Targets.
    Targets,
    /// Asks.
    Asks,
    /// Recommendations.
    Recommendations,
    /// Effects of events.
    Effects,
}

/// Creates a folder for people's data, if there is none, for its owner alone.
///
/// # Errors
/// Where it cannot be created.
pub fn create_private_dir(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file of people's data to be written, made where there is none, for its owner alone.
///
/// # Errors
/// Where it cannot be opened.
fn open_private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    make_private(path)?;
    Ok(file)
}

/// Takes a file or folder from all but its owner.
///
/// # Errors
/// Where it is not ours.
fn make_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = std::fs::metadata(path)?.permissions();
        let private = if permissions.mode() & 0o111 != 0 && path.is_dir() { 0o700 } else { 0o600 };
        if permissions.mode() & 0o777 != private {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(private))?;
        }
    }
    Ok(())
}
