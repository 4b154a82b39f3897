//! Reading profiles from bytes in any format.

use std::io::{BufRead, Write};

use bytes::Bytes;
use parquet::file::reader::ChunkReader;

use super::sink::Collector;
use super::{Format, ProfileSink, ReadError, ReadOptions, ReadOutcome, StreamOutcome};

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
