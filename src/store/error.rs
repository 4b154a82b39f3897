//! Why something could not be kept or found, and what that says of the storage.

use std::error::Error;
use std::io;

use crate::error::{ErrorCode, Failure};
use crate::message::message;

/// Why something could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be had as asked for.
    #[error("the database at {url} cannot be used: {source}{}", advice(source))]
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
        source: io::Error,
    },
    /// A file that was kept is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// Something kept cannot be read.
    #[error("what is kept cannot be read: {0}")]
    Corrupt(String),
    /// Something was ended before it was done.
    #[error("{0}")]
    Interrupted(&'static str),
}

/// What an error says of the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageFault {
    /// There is no room.
    Full,
    /// Another process holds the database.
    Locked,
    /// What was kept is missing or not as it was written.
    Damaged,
    /// It cannot be reached, or failed in some other way.
    Unreachable,
}

impl StoreError {
    /// What the error says of the storage.
    pub fn fault(&self) -> StorageFault {
        match self {
            Self::Missing(_) | Self::Corrupt(_) => StorageFault::Damaged,
            Self::Connect { source, .. } | Self::Database(source) => database_fault(source),
            Self::Migrate(source) => match source.source().and_then(|cause| cause.downcast_ref::<sqlx::Error>()) {
                Some(cause) => database_fault(cause),
                None => StorageFault::Unreachable,
            },
            Self::Objects(object_store::Error::NotFound { .. }) => StorageFault::Damaged,
            Self::Objects(error) if is_full(error) => StorageFault::Full,
            Self::File { source, .. } if is_full(source) => StorageFault::Full,
            Self::Objects(_) | Self::ConnectObjects { .. } | Self::File { .. } | Self::Interrupted(_) => {
                StorageFault::Unreachable
            }
        }
    }
}

/// SQLite's result codes.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOT_A_DATABASE: u32 = 26;
/// A failure to enlarge the memory that connections share, for lack of room.
const SQLITE_SHARED_MEMORY_SIZE: u32 = 10 | 19 << 8;
/// PostgreSQL's.
const POSTGRES_DISK_FULL: &str = "53100";
const POSTGRES_DATA_CORRUPTED: &str = "XX001";
const POSTGRES_INDEX_CORRUPTED: &str = "XX002";

fn database_fault(error: &sqlx::Error) -> StorageFault {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        Some(POSTGRES_DISK_FULL) => StorageFault::Full,
        Some(POSTGRES_DATA_CORRUPTED | POSTGRES_INDEX_CORRUPTED) => StorageFault::Damaged,
        // PostgreSQL's codes have five characters, SQLite's fewer; the last eight bits are the kind of error.
        Some(code) if code.len() < 5 => match code.parse::<u32>().map(|code| (code, code & 0xFF)) {
            Ok((SQLITE_SHARED_MEMORY_SIZE, _) | (_, SQLITE_FULL)) => StorageFault::Full,
            Ok((_, SQLITE_BUSY | SQLITE_LOCKED)) => StorageFault::Locked,
            Ok((_, SQLITE_CORRUPT | SQLITE_NOT_A_DATABASE)) => StorageFault::Damaged,
            Ok(_) | Err(_) => StorageFault::Unreachable,
        },
        Some(_) | None => StorageFault::Unreachable,
    }
}

/// Whether there was no room on the disk, or no quota left.
pub fn is_full(error: &(dyn Error + 'static)) -> bool {
    let Some(io) = error.downcast_ref::<io::Error>() else { return error.source().is_some_and(is_full) };
    // The source of an `io::Error` is not the error in it, but that one's source.
    matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        || io.get_ref().is_some_and(|inner| is_full(inner))
}

/// What to do where a database cannot be opened.
fn advice(error: &sqlx::Error) -> &'static str {
    match database_fault(error) {
        StorageFault::Full => "; the disk is full, make room",
        StorageFault::Locked => "; another process has locked it, end that",
        StorageFault::Damaged => "; it is damaged, restore a backup",
        StorageFault::Unreachable => "",
    }
}

impl From<StoreError> for Failure {
    /// The caller learns what it can do; the log has the reason.
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "storage failed");
        match error.fault() {
            StorageFault::Full => Failure::of(ErrorCode::StorageFull, message!["failure-storage-full"]),
            StorageFault::Damaged => Failure::of(ErrorCode::StoredDataDamaged, message!["failure-storage-damaged"]),
            StorageFault::Locked => Failure::of(ErrorCode::Unavailable, message!["failure-storage-locked"]),
            StorageFault::Unreachable => Failure::of(ErrorCode::Unavailable, message!["failure-storage-unreachable"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_found_behind_other_errors() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = io::Error::other(object_store::Error::Generic { store: "disk", source: Box::new(full()) });
        for error in [
            StoreError::File { path: "a".to_owned(), source: full() },
            StoreError::Objects(object_store::Error::Generic { store: "disk", source: Box::new(full()) }),
            StoreError::File { path: "a".to_owned(), source: wrapped },
            StoreError::File { path: "a".to_owned(), source: io::Error::other(full()) },
        ] {
            assert_eq!(error.fault(), StorageFault::Full, "{error}");
            assert_eq!(Failure::from(error).code, ErrorCode::StorageFull);
        }
        let other = StoreError::File { path: "a".to_owned(), source: io::ErrorKind::PermissionDenied.into() };
        assert_eq!(other.fault(), StorageFault::Unreachable);
        assert_eq!(Failure::from(StoreError::Missing("a".to_owned())).code, ErrorCode::StoredDataDamaged);
    }
}
