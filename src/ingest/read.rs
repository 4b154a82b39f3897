//! Reading profiles from bytes in any format.

use std::io::{BufRead, Read, Write};

use bytes::Bytes;
use parquet::file::reader::ChunkReader;

use super::platform::{
    Looked, OtherExport, Recognised, all_names, found_names, look_at, recognise, unseen, whole_records,
};
use super::schema::PROFILE;
use super::sink::Collector;
use super::{
    ContainerNote, Format, JsonOrientation, Note, Platform, ProfileSink, ReadError, ReadOptions, ReadOutcome,
    StreamOutcome, excerpt, json_table,
};
use crate::message::message;

/// Reads profiles in `format` from `source`, and gives them to `sink` chunk by chunk.
///
/// Memory does not grow with the rows, except for the pages of platforms, whose users are merged first. `progress`
/// gets the bytes consumed so far, about once a mebibyte.
///
/// # Errors
/// [`ReadError`] where the source fails, is not of the format at all, or holds more than `max_rows` rows, or where the
/// sink fails. What the sink took until then is no set of profiles.
pub fn stream_profiles(
    format: Format,
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let (orientation, source) = orientation_of(format, source, options)?;
    if let Some(orientation) = orientation {
        let csv = json_table::as_csv(source, orientation)?;
        let mut streamed = super::csv::read_csv(csv.as_slice(), options, sink, progress)?;
        streamed.reading.delimiter = None;
        streamed.notes.push(Note::Container(ContainerNote::JsonTable { orientation }));
        return Ok(streamed);
    }
    let mut source = refuse_exports(format, source, options)?;
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

/// How a table is laid out that `source` holds as JSON, if it holds one and tables are looked for.
fn orientation_of<R: BufRead>(
    format: Format,
    source: R,
    options: &ReadOptions,
) -> Result<(Option<JsonOrientation>, Looked<R>), ReadError> {
    if !options.takes_json_tables || !matches!(format, Format::Json | Format::Ndjson) {
        return Ok((None, unseen(source)));
    }
    let (beginning, source) = look_at(source)?;
    Ok((orientation_at(&beginning), source))
}

fn orientation_at(beginning: &[u8]) -> Option<JsonOrientation> {
    let is_other = !matches!(recognise(beginning), None | Some(Recognised::Other(OtherExport::Profiles)));
    if is_other { None } else { JsonOrientation::of(beginning) }
}

/// The table that `bytes` hold as JSON, as CSV; `None` where they are profiles of the contract, or something else.
///
/// # Errors
/// [`ReadError`] where the table breaks off or is none after all.
pub fn csv_of_json_table(bytes: &[u8]) -> Result<Option<(JsonOrientation, Vec<u8>)>, ReadError> {
    let (beginning, _) = look_at(bytes)?;
    let Some(orientation) = orientation_at(&beginning) else { return Ok(None) };
    Ok(Some((orientation, json_table::as_csv(bytes, orientation)?)))
}

/// The source, unless it is said to hold profiles and holds something else that is known.
pub(super) fn refuse_exports<R: BufRead>(
    format: Format,
    source: R,
    options: &ReadOptions,
) -> Result<Looked<R>, ReadError> {
    let expected = "file-format-profiles";
    match format {
        Format::Json | Format::Ndjson => {}
        Format::Csv if options.mapping.is_none() => {}
        Format::Csv | Format::Parquet | Format::Platform(_) => return Ok(unseen(source)),
    }
    let (beginning, source) = look_at(source)?;
    match recognise(&beginning) {
        Some(Recognised::Followers(platform)) => {
            Err(ReadError::OtherFormat { expected, found: platform.words_id(), records: 0, platform: Some(platform) })
        }
        None if format != Format::Csv && list_member(&beginning).is_none() && holds_no_profiles(&beginning) => {
            let names = found_names(&beginning).join(", ");
            let platforms = Platform::list();
            let detail = message!["file-no-profiles", names = names, platforms = platforms];
            Err(ReadError::Format { expected, detail })
        }
        Some(Recognised::Other(OtherExport::Profiles)) | None => match list_member(&beginning) {
            Some(name) if format != Format::Csv => {
                Err(ReadError::Format { expected, detail: message!["file-list-member", name = excerpt(&name)] })
            }
            Some(_) | None => Ok(source),
        },
        Some(Recognised::Other(other)) => {
            let records = whole_records(&beginning);
            Err(ReadError::OtherFormat { expected, found: other.words_id(), records, platform: None })
        }
    }
}

/// Whether a JSON source has several names, and none of them is a field of a profile beside the id.
fn holds_no_profiles(beginning: &[u8]) -> bool {
    // What does not begin as JSON is judged row by row: its quotes may hide where a name begins.
    if !matches!(beginning.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return false;
    }
    let names = found_names(beginning);
    let is_own = |name: &String| name != "id" && (name == "profiles" || PROFILE.entry(name).is_some());
    names.iter().filter(|name| *name != "id").count() > 1 && !all_names(beginning).iter().any(is_own)
}

/// The first member of the object that a JSON source begins with, where its value is a list of objects: of a profile no
/// field is. None where the object ends, or the beginning does, before there is one.
fn list_member(beginning: &[u8]) -> Option<String> {
    let mut rest = beginning.trim_ascii_start();
    if rest.first() != Some(&b'{') {
        return None;
    }
    let (mut depth, mut name) = (0_usize, &b""[..]);
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'"' => {
                let is_end = |at: &usize| {
                    rest[*at] == b'"' && rest[..*at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0
                };
                let end = (0..rest.len()).find(is_end)?;
                if depth == 1 {
                    name = &rest[..end];
                }
                rest = &rest[end + 1..];
            }
            b':' if depth == 1 => {
                let list = rest.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
                if list.is_some_and(|list| list.starts_with(b"{")) {
                    return Some(String::from_utf8_lossy(name).into_owned());
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1).filter(|depth| *depth > 0)?;
            }
            _ => {}
        }
    }
    None
}

/// Reads profiles in `format` from `source` into memory.
///
/// Rows in error are listed in [`ReadOutcome::rejected`] and the rest go on. `progress` is given the bytes consumed so far
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

/// Reads profiles from the Parquet files of one table into memory, as [`read_profiles`] does.
///
/// # Errors
/// As [`super::stream_parquet_parts`].
pub fn read_parquet_parts<S: ChunkReader + 'static>(
    parts: impl Iterator<Item = Result<super::ParquetPart<S>, ReadError>>,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, ReadError> {
    let mut collector = Collector::default();
    let streamed = super::stream_parquet_parts(parts, options, &mut collector, progress)?;
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
