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

mod analyses;
mod audit;
mod credential;
mod dataset_files;
mod datasets;
mod garbage;
mod id;
mod id_set;
mod idempotency;
mod jobs;
mod keys;
mod objects;
mod outcome_record;
mod outcomes;
mod page;
mod parts;
mod questions;
mod secret;
mod sql;
mod targets;
mod upload;

use std::path::Path;

use std::fmt;

use async_trait::async_trait;

pub use analyses::{Analyses, StoredAnalysis, StoredAnalysisHead};
pub use audit::{AuditEntry, AuditLog};
pub use credential::{Credential, KeyHash};
pub use dataset_files::{StoredProfiles, UploadDetails, details, read_dataset, rejections};
pub use datasets::{Dataset, DatasetState, Datasets, UploadSummary};
pub use garbage::{collect_garbage, expire};
pub use id::{AgencyId, IdKind, hex};
pub use id_set::IdSet;
pub use idempotency::{Idempotency, IdempotencyState, Replay};
pub use jobs::{Job, JobState, Jobs, Lease};
pub use keys::{Agency, ApiKey, Keys, Scope};
pub use objects::Objects;
pub use outcome_record::outcome_json;
pub use outcomes::{IdempotencyRecord, Outcomes};
pub use page::{Page, PageOf};
pub use parts::{Part, PartError, PartStore, PartsReader, PartsWriter};
pub use questions::{AskedQuestion, Questions};
pub use secret::AgencySecret;
pub use sql::SqlStore;
pub use targets::{StoredTarget, Targets};
pub use upload::{FileReading, Upload, UploadError, UploadLimits, ingest, inspect_file};

use crate::error::{ErrorCode, Failure};

/// Everything that is kept in rows.
#[async_trait]
pub trait Store:
    Datasets + Targets + Analyses + Outcomes + Jobs + Idempotency + Keys + Questions + AuditLog + fmt::Debug + Send + Sync
{
    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`] where it doesn't.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// Why something could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be had as asked for.
    #[error("the database at {url} cannot be used: {source}")]
    Connect {
        /// Its address, without a password.
        url: String,
        /// Why.
        source: sqlx::Error,
    },
    /// The database's tables cannot be brought up to date.
    #[error("the tables of the database cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A question to the database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The object store failed.
    #[error("the object store failed: {0}")]
    Objects(#[from] object_store::Error),
    /// The object store cannot be had as asked for.
    #[error("the object store {url} cannot be used: {detail}")]
    ConnectObjects {
        /// What was asked for.
        url: String,
        /// Why.
        detail: String,
    },
    /// A file failed.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Something kept cannot be read.
    #[error("what is kept cannot be read: {0}")]
    Corrupt(String),
}

impl From<StoreError> for Failure {
    /// The caller learns that it may try again; the log has the reason.
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "storage failed");
        let detail = "what the service keeps cannot be reached or written; nothing of this request was kept, try again";
        Failure::new(ErrorCode::Unavailable, detail)
    }
}

/// Creates the data folder, if there is none, for its owner alone: it holds people's data.
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
