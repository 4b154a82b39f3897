//! Tables of Parquet files read where they lie: a folder, a pattern, or a prefix of a bucket.

use std::path::Path;

use super::input::{Input, progress_bar, read_failure};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ReadOptions, read_parquet_parts};
use crate::report::messages::args;
use crate::store::{Lake, LakeError};

/// The table that `path` names, if it is a folder, a pattern or an address of a bucket and no file.
pub(super) fn lake_at(path: &Path) -> Result<Option<Lake>, Failure> {
    path.to_str().map_or(Ok(None), |path| Lake::at(path).map_err(|error| failure(path.as_ref(), error)))
}

/// Reads the profiles of all files of a table.
pub(super) fn read_lake(path: &Path, lake: &Lake, options: &ReadOptions) -> Result<Input, Failure> {
    let failed = |error| failure(path, error);
    let snapshot = lake.snapshot(options.table_version).map_err(failed)?;
    let bar = progress_bar(snapshot.bytes());
    let read = snapshot
        .read(&tempfile::tempfile, |parts| read_parquet_parts(parts, options, &mut |bytes| bar.set_position(bytes)));
    bar.finish_and_clear();
    let mut reading = read.map_err(failed)?;
    reading.files = snapshot.files();
    reading.notes.extend(snapshot.note());
    Ok(Input { reading, hash: snapshot.hash() })
}

fn failure(path: &Path, error: LakeError) -> Failure {
    match error {
        LakeError::Read(error) => read_failure(path, "--input-format", &error),
        LakeError::Unreachable { place, detail } => {
            Failure::said(ErrorCode::Io, "problem-lake-unreachable", args![place = place, error = detail])
        }
        LakeError::Log { place, detail } => {
            Failure::said(ErrorCode::InvalidRequest, "problem-lake-log", args![place = place, error = detail])
        }
        LakeError::Changed { .. }
        | LakeError::Delta(_)
        | LakeError::DeltaFolder(_)
        | LakeError::Empty(_)
        | LakeError::Missing { .. }
        | LakeError::NoLog(_)
        | LakeError::NoVersion { .. }
        | LakeError::TooManyFiles { .. }
        | LakeError::Unsupported { .. } => error.into_failure(),
    }
}
