//! Parquet files read where they lie: a folder, or a prefix of a bucket (`s3://bucket/followers/*.parquet`). The files are
//! listed first and again at the end, and each is read as it was listed or not at all.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetOptions, ObjectMeta, ObjectStore};
use tokio::runtime::Runtime;

use super::input::{Input, progress_bar, read_failure};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ParquetPart, ReadError, ReadOptions, SourceFile, read_parquet_parts};
use crate::report::messages::args;

/// The most files of one table: each is named in the provenance.
const MAX_FILES: usize = 10_000;
/// What a bucket's address begins with, and where Delta keeps which files of its table count.
const BUCKET: &str = "s3://";
const DELTA_LOG: &str = "_delta_log";

/// Where the files of a table are.
pub(super) struct Lake {
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
    /// The place that `path` names, if it is a folder, a pattern or an address of a bucket and no file.
    ///
    /// # Errors
    /// Where an address is none, or the environment lacks what its store needs.
    pub(super) fn at(path: &Path) -> Result<Option<Self>, Failure> {
        let Some(text) = path.to_str() else { return Ok(None) };
        let is_bucket = text.starts_with(BUCKET);
        if !is_bucket && !path.is_dir() && (path.exists() || !text.contains('*')) {
            return Ok(None);
        }
        let failed = |error: object_store::Error| unreachable_place(text, &error.to_string());
        let (base, pattern) = base_and_pattern(text.strip_prefix(BUCKET).unwrap_or(text));
        let (store, folder, prefix): (Arc<dyn ObjectStore>, _, _) = if is_bucket {
            let (bucket, prefix) = base.split_once('/').unwrap_or((&base, ""));
            let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build().map_err(failed)?;
            let prefix = Key::parse(prefix).map_err(|error| unreachable_place(text, &error.to_string()))?;
            (Arc::new(store), None, prefix)
        } else {
            let base = if base.is_empty() { "." } else { &base };
            let folder = LocalFileSystem::new_with_prefix(base).map_err(failed)?;
            (Arc::new(folder.clone()), Some(folder), Key::default())
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(ErrorCode::Internal, format!("no runtime: {error}")))?;
        Ok(Some(Self { name: text.to_owned(), store, folder, prefix, pattern, runtime }))
    }

    /// Reads the profiles of all files.
    pub(super) fn read(&self, options: &ReadOptions) -> Result<Input, Failure> {
        let files = self.files()?;
        let bar = progress_bar(files.iter().map(|file| file.size).sum());
        let mut failure = None;
        let parts = files.iter().map(|file| {
            self.open(file).map(|source| ParquetPart { source, name: self.name_of(file) }).map_err(|error| {
                let io = std::io::Error::other("a file cannot be read");
                failure = Some(error);
                ReadError::Io(io)
            })
        });
        let read = read_parquet_parts(parts, options, &mut |bytes| bar.set_position(bytes));
        bar.finish_and_clear();
        let mut reading = match (read, failure) {
            (_, Some(failure)) => return Err(failure),
            (read, None) => read.map_err(|error| read_failure(Path::new(&self.name), "--input-format", &error))?,
        };
        let after = self.files()?;
        let changed = files.iter().find(|file| !after.contains(file)).or(after.iter().find(|f| !files.contains(f)));
        if let Some(file) = changed {
            return Err(self.changed(file));
        }
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            let SourceFile { name, bytes, etag } = self.source_file(file);
            hasher.update(format!("{name}\n{bytes}\n{etag}\n").as_bytes());
            reading.files.push(SourceFile { name, bytes, etag });
        }
        Ok(Input { reading, hash: hasher.finalize() })
    }

    /// The Parquet files that the pattern names, by name. Names that begin with `_` or `.` are notes of whoever wrote the
    /// table.
    fn files(&self) -> Result<Vec<ObjectMeta>, Failure> {
        let listed = self.runtime.block_on(self.store.list(Some(&self.prefix)).try_collect::<Vec<_>>());
        let listed = listed.map_err(|error| unreachable_place(&self.name, &error.to_string()))?;
        if listed.iter().any(|file| file.location.parts().any(|part| part.as_ref() == DELTA_LOG)) {
            return Err(Failure::said(ErrorCode::InvalidRequest, "problem-lake-delta", args![place = &self.name]));
        }
        let mut files: Vec<ObjectMeta> = listed.into_iter().filter(|file| self.is_meant(file)).collect();
        files.sort_by(|a, b| a.location.cmp(&b.location));
        match files.len() {
            0 => Err(Failure::said(ErrorCode::Io, "problem-lake-empty", args![place = &self.name])),
            n if n > MAX_FILES => {
                let args = args![place = &self.name, n = n, max = MAX_FILES];
                Err(Failure::said(ErrorCode::InvalidRequest, "problem-lake-too-many", args))
            }
            _ => Ok(files),
        }
    }

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

    fn source_file(&self, file: &ObjectMeta) -> SourceFile {
        let etag = file.e_tag.as_deref().unwrap_or_default().trim_matches('"').to_owned();
        SourceFile { name: self.name_of(file), bytes: file.size, etag }
    }

    /// A file as it was listed: where it lies on this computer, or copied from its bucket into a file without a name.
    fn open(&self, file: &ObjectMeta) -> Result<File, Failure> {
        let failed = |error: &dyn std::error::Error| unreachable_place(&self.name_of(file), &error.to_string());
        if let Some(folder) = &self.folder {
            let path = folder.path_to_filesystem(&file.location).map_err(|error| failed(&error))?;
            return File::open(path).map_err(|error| failed(&error));
        }
        let options = GetOptions { if_match: file.e_tag.clone(), ..GetOptions::default() };
        let copied = self.runtime.block_on(async {
            let mut pieces = self.store.get_opts(&file.location, options).await?.into_stream();
            let mut copy = tempfile::tempfile().map_err(|error| generic(error))?;
            while let Some(piece) = pieces.try_next().await? {
                copy.write_all(&piece).map_err(|error| generic(error))?;
            }
            copy.seek(SeekFrom::Start(0)).map_err(|error| generic(error))?;
            Ok(copy)
        });
        copied.map_err(|error: object_store::Error| match error {
            object_store::Error::Precondition { .. } | object_store::Error::NotFound { .. } => self.changed(file),
            error => failed(&error),
        })
    }

    fn changed(&self, file: &ObjectMeta) -> Failure {
        let args = args![place = &self.name, file = self.name_of(file)];
        Failure::said(ErrorCode::Io, "problem-lake-changed", args)
    }
}

fn generic(error: std::io::Error) -> object_store::Error {
    object_store::Error::Generic { store: "scratch", source: Box::new(error) }
}

fn unreachable_place(place: &str, error: &str) -> Failure {
    Failure::said(ErrorCode::Io, "problem-lake-unreachable", args![place = place, error = error])
}

/// The folders before the first segment with an asterisk, and the segments from there on.
fn base_and_pattern(text: &str) -> (String, Vec<String>) {
    let segments: Vec<&str> = text.trim_end_matches('/').split('/').collect();
    let fixed = segments.iter().position(|segment| segment.contains('*')).unwrap_or(segments.len());
    let base = segments[..fixed].join("/");
    let base = if fixed == 1 && segments[0].is_empty() { "/".to_owned() } else { base };
    (base, segments[fixed..].iter().map(|segment| (*segment).to_owned()).collect())
}

/// Whether a name is of a pattern, in which an asterisk stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_any_characters_of_a_name() {
        for (pattern, name, expected) in [
            ("*.parquet", "a.parquet", true),
            ("*.parquet", "a.parquet.tmp", false),
            ("part-*-x*.parquet", "part-0-xyz.parquet", true),
            ("part-*-x*.parquet", "part-0.parquet", false),
            ("a.parquet", "a.parquet", true),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_begins_with_the_first_asterisk() {
        let of = |text: &str| {
            let (base, pattern) = base_and_pattern(text);
            format!("{base} | {}", pattern.join(" "))
        };
        assert_eq!(of("bucket/followers/*.parquet"), "bucket/followers | *.parquet");
        assert_eq!(of("bucket/followers/"), "bucket/followers | ");
        assert_eq!(of("a/year=*/*.parquet"), "a | year=* *.parquet");
        assert_eq!(of("*.parquet"), " | *.parquet");
        assert_eq!(of("/*"), "/ | *");
    }
}
