//! What the service keeps: rows in a database ([`SqlStore`]: SQLite by default, or PostgreSQL), profiles as Parquet in
//! an object store ([`Objects`]: a folder by default, or S3).
//!
//! [`Store`] is a part for each kind of thing kept; one contract suite runs on both databases. Everything belongs to an
//! agency ([`AgencyId`]), which every question names: what another has is not found. Times are milliseconds since 1970
//! and come from the caller.
//!
//! What was acknowledged is on disk: SQLite runs with a write-ahead log synced at every commit, files are synced before
//! the row that names them is written, and a row that names files goes only after them. So whatever moment the process
//! dies at, a data set is whole or not to be seen; [`Datasets::forsaken`] names what such an end left behind.

mod analyses;
mod audit;
mod datasets;
mod id;
mod idempotency;
mod ingest;
mod jobs;
mod keys;
mod objects;
mod outcomes;
mod page;
mod secret;
mod seen;
mod sql;
mod sweep;
mod targets;

use std::fmt;

use async_trait::async_trait;

pub use analyses::{Analyses, StoredAnalysis, StoredAnalysisHead};
pub use audit::{AuditEntry, AuditLog};
pub use datasets::{Dataset, DatasetState, Datasets, Gathered};
pub use id::{AgencyId, Named, hex};
pub use idempotency::{Begun, Idempotency, Replay};
pub use ingest::{IngestError, Upload, UploadLimits, details, ingest, read_people, rejections};
pub use jobs::{Job, JobState, Jobs, Lease};
pub use keys::{Agency, ApiKey, Keys, Scope};
pub use objects::Objects;
pub use outcomes::{Once, Outcomes};
pub use page::{Listed, Page};
pub use secret::{Credential, KeyHash};
pub use seen::SeenIds;
pub use sql::SqlStore;
pub use sweep::{expire, sweep};
pub use targets::{StoredTarget, Targets};

use crate::error::{ErrorCode, Failure};

/// Everything that is kept in rows.
#[async_trait]
pub trait Store:
    Datasets + Targets + Analyses + Outcomes + Jobs + Idempotency + Keys + AuditLog + fmt::Debug + Send + Sync
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
    NoObjects {
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
    Damaged(String),
}

impl From<StoreError> for Failure {
    /// The caller is told that it may try again; the log is told why.
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "storage failed");
        let detail = "what the service keeps cannot be reached or written; nothing of this request was kept, try again";
        Failure::new(ErrorCode::Unavailable, detail)
    }
}
