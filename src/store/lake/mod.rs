//! Parquet files of one table where they lie: a folder, or a prefix of a bucket (`s3://bucket/followers/*.parquet`). The files
//! are listed first and again at the end, and each is read as it was listed or not at all.

#[cfg(feature = "delta")]
mod delta;

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, RetryConfig};
use tokio::runtime::Runtime;

use super::source::{BUCKET, base_and_pattern, matches};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{LoggedFile, Note, ParquetPart, ReadError, SourceFile};
use crate::report::messages::args;

/// The most files of one table: each is named in the provenance.
const MAX_FILES: usize = 10_000;
/// Where Delta keeps which files of its table count.
const DELTA_LOG: &str = "_delta_log";
/// How long a bucket that does not answer is asked again: who waits for the answer should learn of a wrong address.
const MAX_RETRIES: usize = 4;
const RETRY_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of a file that are asked for at a time: at two mebibytes a second they come within the client's 30 seconds.
const PIECE: u64 = 32 << 20;

/// Why a table was not read.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// It is a Delta table, whose log says which of its files count, and this build does not read such logs.
    #[error("{0} is a Delta table")]
    Delta(String),
    /// It is part of a Delta table, or holds several.
    #[error("{0} is not the folder of one Delta table")]
    DeltaFolder(String),
    /// The log of a Delta table cannot be read.
    #[error("the log of {place} cannot be read: {detail}")]
    Log {
        /// The place.
        place: String,
        /// What its store or the log's reader says.
        detail: String,
    },
    /// The table asks for what is not read.
    #[error("{place} is not read: {why}")]
    Unsupported {
        /// The place.
        place: String,
        /// The id of the message that says what.
        why: &'static str,
    },
    /// A file that the log of a table names is not there.
    #[error("{file} of {place} is not there")]
    Missing {
        /// The place.
        place: String,
        /// The file.
        file: String,
    },
    /// The table has no such version.
    #[error("{place} has no version {version}")]
    NoVersion {
        /// The place.
        place: String,
        /// The version that was asked for.
        version: u64,
        /// The newest that there is.
        newest: u64,
    },
    /// A version was asked for of files without a log.
    #[error("{0} has no versions")]
    NoLog(String),
    /// There is no file.
    #[error("{0} holds no Parquet file")]
    Empty(String),
    /// There are more files than are read.
    #[error("{place} holds {files} Parquet files")]
    TooManyFiles {
        /// The place.
        place: String,
        /// How many there are.
        files: usize,
        /// How many are accepted.
        max: usize,
    },
    /// A file is not as it was listed.
    #[error("{file} of {place} was changed")]
    Changed {
        /// The place.
        place: String,
        /// Its name below the place.
        file: String,
    },
    /// The place or a file cannot be read.
    #[error("{place} cannot be read: {detail}")]
    Unreachable {
        /// The place, or the file.
        place: String,
        /// What its store says.
        detail: String,
    },
    /// The files hold no profiles.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl LakeError {
    /// What whoever asked for the table learns. What a bucket or a file says is not in it: the shells say that each in their way.
    pub fn into_failure(self) -> Failure {
        let invalid = ErrorCode::InvalidRequest;
        match self {
            Self::Delta(place) => Failure::said(invalid, "problem-lake-delta", args![place = place]),
            Self::DeltaFolder(place) => Failure::said(invalid, "problem-lake-delta-folder", args![place = place]),
            Self::Log { place, .. } => Failure::said(invalid, "problem-source-log", args![place = place]),
            Self::Unsupported { place, why } => Failure::said(invalid, why, args![place = place]),
            Self::Missing { place, file } => {
                Failure::said(invalid, "problem-lake-missing", args![place = place, file = file])
            }
            Self::NoVersion { place, version, newest } => {
                let args = args![place = place, version = version.to_string(), newest = newest.to_string()];
                Failure::said(invalid, "problem-lake-version", args)
            }
            Self::NoLog(place) => Failure::said(invalid, "problem-lake-no-log", args![place = place]),
            Self::Empty(place) => Failure::said(invalid, "problem-lake-empty", args![place = place]),
            Self::TooManyFiles { place, files, max } => {
                Failure::said(invalid, "problem-lake-too-many", args![place = place, n = files, max = max])
            }
            Self::Changed { place, file } => {
                Failure::said(ErrorCode::Conflict, "problem-lake-changed", args![place = place, file = file])
            }
            Self::Unreachable { place, .. } => {
                Failure::said(ErrorCode::Unavailable, "problem-source-unreachable", args![place = place])
            }
            Self::Read(error) => Failure::of(ErrorCode::MalformedBody, error.message()),
        }
    }
}

/// Where the files of a table are. It asks from a runtime of its own, so it is for threads that may block.
#[derive(Debug)]
pub struct Lake {
    name: String,
    store: Arc<dyn ObjectStore>,
    /// The folder on this computer; none of a bucket.
    folder: Option<LocalFileSystem>,
    prefix: Key,
    /// The pattern of names below the prefix, segment by segment; all names where it is empty.
    pattern: Vec<String>,
    runtime: Runtime,
}

impl Lake {
    /// The place that `path` names, if it is a folder, a pattern or an address of a bucket and no file. Who asks a bucket and
    /// where it is come from the environment's `AWS_` variables.
    ///
    /// # Errors
    /// Where an address is none, or the environment lacks what its store needs.
    pub fn at(path: &str) -> Result<Option<Self>, LakeError> {
        let failed = |detail: String| LakeError::Unreachable { place: path.to_owned(), detail };
        let bucket = path.strip_prefix(BUCKET);
        let place = Path::new(path);
        if bucket.is_none() && !place.is_dir() && (place.exists() || !path.contains('*')) {
            return Ok(None);
        }
        let (base, pattern) = base_and_pattern(bucket.unwrap_or(path));
        let (store, folder, prefix): (Arc<dyn ObjectStore>, _, _) = if bucket.is_some() {
            let (bucket, prefix) = base.split_once('/').unwrap_or((&base, ""));
            let retry =
                RetryConfig { max_retries: MAX_RETRIES, retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
            let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build();
            let prefix = Key::parse(prefix).map_err(|error| failed(error.to_string()))?;
            (Arc::new(store.map_err(|error| failed(cause(&error)))?), None, prefix)
        } else {
            let base = if base.is_empty() { "." } else { &base };
            let folder = LocalFileSystem::new_with_prefix(base).map_err(|error| failed(cause(&error)))?;
            (Arc::new(folder.clone()), Some(folder), Key::default())
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        Ok(Some(Self { name: path.to_owned(), store, folder, prefix, pattern, runtime }))
    }

    /// The files as they are now, or as they were at a version of a table that keeps a log.
    ///
    /// # Errors
    /// [`LakeError`] where there are none, too many, or the log does not have the version.
    pub fn snapshot(&self, version: Option<u64>) -> Result<Snapshot<'_>, LakeError> {
        let place = || self.name.clone();
        let listed = self.list()?;
        if listed.iter().any(|file| file.location.parts().any(|part| part.as_ref() == DELTA_LOG)) {
            return self.delta_snapshot(&listed, version);
        }
        if version.is_some() {
            return Err(LakeError::NoLog(place()));
        }
        let meant = listed.into_iter().filter(|file| self.is_meant(file));
        let mut files: Vec<LakeFile> = meant.map(|meta| LakeFile { meta, logged: None }).collect();
        files.sort_by(|a, b| a.meta.location.cmp(&b.meta.location));
        match files.len() {
            0 => Err(LakeError::Empty(place())),
            files if files > MAX_FILES => Err(LakeError::TooManyFiles { place: place(), files, max: MAX_FILES }),
            _ => Ok(Snapshot { lake: self, files, log: None, version: None }),
        }
    }

    /// All that lies below the place.
    fn list(&self) -> Result<Vec<ObjectMeta>, LakeError> {
        let listed = self.runtime.block_on(self.store.list(Some(&self.prefix)).try_collect::<Vec<_>>());
        listed.map_err(|error| LakeError::Unreachable { place: self.name.clone(), detail: cause(&error) })
    }

    #[cfg(not(feature = "delta"))]
    fn delta_snapshot(&self, _: &[ObjectMeta], _: Option<u64>) -> Result<Snapshot<'_>, LakeError> {
        Err(LakeError::Delta(self.name.clone()))
    }

    /// Whether a file is one of the table: names that begin with `_` or `.` are notes of whoever wrote it.
    fn is_meant(&self, file: &ObjectMeta) -> bool {
        let name = self.name_of(file);
        let segments: Vec<&str> = name.split('/').collect();
        let is_note = segments.iter().any(|segment| segment.starts_with(['_', '.']));
        let is_named = self.pattern.is_empty() && name.ends_with(".parquet")
            || self.pattern.len() == segments.len()
                && self.pattern.iter().zip(&segments).all(|(pattern, segment)| matches(pattern, segment));
        !is_note && is_named && file.size > 0
    }

    /// The name of a file below the place.
    fn name_of(&self, file: &ObjectMeta) -> String {
        let below = file
            .location
            .prefix_match(&self.prefix)
            .map(|parts| parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"));
        below.unwrap_or_else(|| file.location.to_string())
    }

    /// A file as it was listed: where it lies on this computer, or copied from its bucket into `copy`.
    fn open(&self, file: &ObjectMeta, scratch: &dyn Fn() -> io::Result<File>) -> Result<File, LakeError> {
        let failed = |detail: String| LakeError::Unreachable { place: self.name_of(file), detail };
        if let Some(folder) = &self.folder {
            let path = folder.path_to_filesystem(&file.location).map_err(|error| failed(cause(&error)))?;
            return File::open(path).map_err(|error| failed(error.to_string()));
        }
        let mut copy = scratch().map_err(ReadError::Sink)?;
        let unread = |error: object_store::Error| {
            use object_store::Error::{NotFound, Precondition};
            let is_changed = matches!(error, Precondition { .. } | NotFound { .. });
            if is_changed { self.changed(file) } else { failed(cause(&error)) }
        };
        for from in (0..file.size).step_by(PIECE as usize) {
            let range = GetRange::Bounded(from..file.size.min(from + PIECE));
            let options = GetOptions { if_match: file.e_tag.clone(), range: Some(range), ..GetOptions::default() };
            let piece = async { self.store.get_opts(&file.location, options).await?.bytes().await };
            let piece = self.runtime.block_on(piece).map_err(unread)?;
            copy.write_all(&piece).map_err(ReadError::Sink)?;
        }
        copy.seek(SeekFrom::Start(0)).map_err(ReadError::Sink)?;
        Ok(copy)
    }

    fn changed(&self, file: &ObjectMeta) -> LakeError {
        LakeError::Changed { place: self.name.clone(), file: self.name_of(file) }
    }
}

/// A file of a table as it was listed.
#[derive(Debug)]
struct LakeFile {
    meta: ObjectMeta,
    /// What the log of the table says of it.
    logged: Option<LoggedFile>,
}

/// The files of a table as they were listed.
#[derive(Debug)]
pub struct Snapshot<'l> {
    lake: &'l Lake,
    files: Vec<LakeFile>,
    /// The entry of the table's log for its version; none where the entry was cleared away, or there is no log.
    log: Option<ObjectMeta>,
    version: Option<u64>,
}

impl Snapshot<'_> {
    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.meta.size).sum()
    }

    /// The version of a table that keeps a log.
    pub fn version(&self) -> Option<u64> {
        self.version
    }

    /// Which version is read, of a table that keeps a log.
    pub fn note(&self) -> Option<Note> {
        let deleted = self.files.iter().filter_map(|file| file.logged.as_ref()).map(|part| part.deleted.len() as u64);
        self.version.map(|version| Note::TableVersion { version, deleted: deleted.sum() })
    }

    /// The files, by name, the entry of the log before them.
    pub fn files(&self) -> Vec<SourceFile> {
        let file = |meta: &ObjectMeta| SourceFile {
            name: self.lake.name_of(meta),
            bytes: meta.size,
            etag: meta.e_tag.as_deref().unwrap_or_default().trim_matches('"').to_owned(),
        };
        self.listed().map(file).collect()
    }

    fn listed(&self) -> impl Iterator<Item = &ObjectMeta> {
        self.log.iter().chain(self.files.iter().map(|file| &file.meta))
    }

    /// A hash of names, lengths and ETags.
    pub fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        if let Some(version) = self.version {
            hasher.update(format!("version {version}\n").as_bytes());
        }
        for SourceFile { name, bytes, etag } in self.files() {
            hasher.update(format!("{name}\n{bytes}\n{etag}\n").as_bytes());
        }
        hasher.finalize()
    }

    /// What `read` makes of the files, if they are then still as they were listed. Those of a bucket are copied to what
    /// `scratch` gives, one at a time.
    ///
    /// # Errors
    /// Those of `read`, and [`LakeError`] where a file cannot be read or was changed, added or removed.
    pub fn read<T>(
        &self,
        scratch: &dyn Fn() -> io::Result<File>,
        read: impl FnOnce(&mut dyn Iterator<Item = Result<ParquetPart<File>, ReadError>>) -> Result<T, ReadError>,
    ) -> Result<T, LakeError> {
        let mut failure = None;
        let mut parts = self.files.iter().map(|file| match self.lake.open(&file.meta, scratch) {
            Ok(source) => Ok(ParquetPart { source, name: self.lake.name_of(&file.meta), logged: file.logged.clone() }),
            Err(error) => {
                failure = Some(error);
                Err(ReadError::Io(io::Error::other("a file cannot be read")))
            }
        });
        let read = read(&mut parts);
        if let Some(failure) = failure {
            return Err(failure);
        }
        let read = read?;
        match self.changed()? {
            Some(file) => Err(self.lake.changed(&file)),
            None => Ok(read),
        }
    }

    /// A file that is not as it was listed, or new. What is added to a table with a log is of a later version.
    fn changed(&self) -> Result<Option<ObjectMeta>, LakeError> {
        let after = self.lake.list()?;
        let gone = self.listed().find(|file| !after.contains(file)).cloned();
        let is_new = |file: &&ObjectMeta| {
            self.version.is_none() && self.lake.is_meant(file) && !self.files.iter().any(|listed| listed.meta == **file)
        };
        Ok(gone.or_else(|| after.iter().find(is_new).cloned()))
    }
}

/// The innermost cause of an error: what wraps it repeats addresses and what was tried.
fn cause(error: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_changes_while_it_is_read_is_not_taken() {
        type Change = fn(&Path);
        let changes: [(Change, &str); 4] = [
            (|_| (), ""),
            (|folder| std::fs::write(folder.join("a.parquet"), b"other bytes").expect("a file"), "a.parquet"),
            (|folder| std::fs::write(folder.join("c.parquet"), b"more").expect("a file"), "c.parquet"),
            (|folder| std::fs::remove_file(folder.join("b.parquet")).expect("it is there"), "b.parquet"),
        ];
        for (change, changed) in changes {
            let folder = tempfile::tempdir().expect("a folder");
            for name in ["a.parquet", "b.parquet"] {
                std::fs::write(folder.path().join(name), b"some").expect("a file");
            }
            let lake = Lake::at(&folder.path().display().to_string()).expect("a folder").expect("no file");
            let snapshot = lake.snapshot(None).expect("two files");
            let read = snapshot.read(&tempfile::tempfile, |parts| {
                let names = parts.map(|part| part.map(|part| part.name)).collect::<Result<Vec<_>, _>>();
                change(folder.path());
                names
            });
            match read {
                Ok(names) => assert_eq!((names.join(" "), changed), ("a.parquet b.parquet".to_owned(), "")),
                Err(LakeError::Changed { file, .. }) => assert_eq!(file, changed),
                Err(other) => panic!("{changed}: {other}"),
            }
        }
    }
}
