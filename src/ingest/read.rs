//! Reading profiles from bytes: the options, the outcome and the choice of format.

use std::io::{self, BufRead, Write};

use bytes::Bytes;
use parquet::file::reader::ChunkReader;
use time::Date;

use super::decompress::DecompressError;
use super::sink::Collector;
use super::{Mapping, Platform, ProfileSink, Rejections};
use crate::profile::{Columns, Profiles};

/// The formats profiles come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
    /// Apache Parquet. Its bytes are needed all at once: [`stream_profiles`] reads a source to its end first, so a file
    /// goes to [`super::stream_parquet`].
    Parquet,
    /// Response pages of a platform.
    Platform(Platform),
}

/// Whether the rows are followers or labelled people from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Followers of an account; `weight` is rejected.
    Audience,
    /// Labelled people; `weight` is their design weight.
    Panel,
}

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Whose rows they are.
    pub role: Role,
    /// The day against which birth years and dates are judged.
    pub as_of: Date,
    /// Most rows accepted; a file with more is rejected as a whole.
    pub max_rows: usize,
    /// Longest row in bytes; a longer one is rejected and skipped.
    pub max_row_bytes: usize,
    /// What the columns of CSV stand for, where their header doesn't say it.
    pub mapping: Option<Mapping>,
}

impl ReadOptions {
    /// The defaults: 50,000,000 rows of at most 1 MiB.
    pub fn new(role: Role, as_of: Date) -> Self {
        Self { role, as_of, max_rows: 50_000_000, max_row_bytes: 1 << 20, mapping: None }
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct ReadOutcome {
    /// The rows accepted.
    pub profiles: Profiles,
    /// The rows rejected.
    pub rejected: Rejections,
    /// Fields whose values were dropped in part, with the reason (more texts than a category may have).
    pub dropped_values: Vec<(String, u64)>,
    /// What was decided while reading, in sentences that identify nobody.
    pub notes: Vec<String>,
}

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The source itself failed.
    #[error("reading failed: {0}")]
    Io(#[source] io::Error),
    /// The bytes are not of the format.
    #[error("not {expected}: {detail}")]
    Format {
        /// The format expected, in words.
        expected: &'static str,
        /// What stands there instead, and what to do.
        detail: String,
    },
    /// The bytes are of another format that is known.
    #[error("not {expected}: this looks like {found}")]
    OtherFormat {
        /// The format expected, in words.
        expected: &'static str,
        /// What it looks like, in words.
        found: &'static str,
        /// The platform to read it as, if any.
        platform: Option<Platform>,
    },
    /// What takes the profiles failed.
    #[error("keeping the profiles failed: {0}")]
    Sink(#[source] io::Error),
    /// More bytes than allowed.
    #[error("unpacked it is larger than {max} bytes; split the file or raise the limit")]
    TooManyBytes {
        /// The limit.
        max: u64,
    },
    /// More rows than allowed.
    #[error("more than {max} rows; split the file or raise the limit")]
    TooManyRows {
        /// The limit.
        max: usize,
    },
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.downcast() {
            Ok(DecompressError::TooLarge { max }) => ReadError::TooManyBytes { max },
            Ok(DecompressError::Damaged { expected, detail }) => ReadError::Format { expected, detail },
            Err(error) => ReadError::Io(error),
        }
    }
}

/// What was read while it went to a [`ProfileSink`].
#[derive(Debug, Clone, Default)]
pub struct StreamOutcome {
    /// Number of profiles the sink took.
    pub profiles: u64,
    /// Number of rows rejected.
    pub rejected: u64,
    /// The columns of all the profiles, with their texts.
    pub columns: Columns,
    /// Fields whose values were dropped in part, with how many (more texts than a category may have).
    pub dropped_values: Vec<(String, u64)>,
    /// What was decided while reading, in sentences that identify nobody.
    pub notes: Vec<String>,
}

/// Reads profiles in `format` from `source`, and gives them to `sink` chunk by chunk.
///
/// Memory doesn't grow with the rows, except for the pages of platforms, whose users are merged first. `progress` is
/// gets the bytes consumed so far, about once a mebibyte.
///
/// # Errors
/// [`ReadError`] where the source fails, is not of the format at all, or holds more than `max_rows` rows, or where the
/// sink fails. What the sink took until then is no set of profiles.
pub fn stream_profiles(
    format: Format,
    mut source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    match format {
        Format::Json => super::json::read_array(source, options, sink, progress),
        Format::Ndjson => super::json::read_lines(source, options, sink, progress),
        Format::Csv => super::csv::read_csv(source, options, sink, progress),
        Format::Parquet => {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes)?;
            super::stream_parquet(Bytes::from(bytes), options, sink, progress)
        }
        Format::Platform(platform) => super::platform::read_pages(platform, source, options, sink, progress),
    }
}

/// Reads profiles in `format` from `source` into memory.
///
/// Rows in error are listed in [`ReadOutcome::rejected`] and the rest go on. `progress` is told the bytes consumed so far
/// about once a mebibyte.
///
/// # Errors
/// [`ReadError`] where the source fails, is not of the format at all, or holds more than `max_rows` rows.
pub fn read_profiles(
    format: Format,
    source: impl BufRead,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, ReadError> {
    let mut collector = Collector::default();
    let streamed = stream_profiles(format, source, options, &mut collector, progress)?;
    Ok(collector.into_outcome(streamed))
}

/// Reads profiles from a Parquet file into memory, as [`read_profiles`] does.
///
/// # Errors
/// As [`super::stream_parquet`].
pub fn read_parquet(
    source: impl ChunkReader + 'static,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, ReadError> {
    let mut collector = Collector::default();
    let streamed = super::stream_parquet(source, options, &mut collector, progress)?;
    Ok(collector.into_outcome(streamed))
}

/// Copies `source` to `out`, for a format that is read at any place.
///
/// # Errors
/// [`ReadError`] where the source fails, or [`ReadError::Sink`] where `out` does.
pub fn copy_bytes(mut source: impl BufRead, mut out: impl Write) -> Result<(), ReadError> {
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return out.flush().map_err(ReadError::Sink);
        }
        out.write_all(bytes).map_err(ReadError::Sink)?;
        let count = bytes.len();
        source.consume(count);
    }
}
