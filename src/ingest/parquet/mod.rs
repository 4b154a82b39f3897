//! Parquet reader.
//!
//! | input | reading |
//! | --- | --- |
//! | columns of single values | a table, read as CSV is: columns stand for fields by their names or values, personal data are left out, what a field cannot be read from is counted and missing ([`Reading`](super::Reading)) |
//! | structs `account`, `income`, `age_band`, `engagement`, `channels`, `attributes` | columns with dotted names; an unknown member is left out, with a note |
//! | `channels`, `attributes` as maps from texts to values | as in JSON |
//! | null, NaN, an empty text | missing |
//! | texts | as the cells of CSV |
//! | integers, floats, decimals | numbers; an infinity is unreadable; a float is an id where it is whole and exact |
//! | flags, 1 and 0 | flags; flags as attributes are 1 and 0, as in JSON |
//! | dates, times of any unit | as their text; one without a zone counts as UTC, which is said |
//! | lists, bytes, times of day, intervals, nested attributes, pandas' row numbers | left out, with a note; in a field of the contract a [`ReadError::Format`] |
//! | Snappy, Zstandard, gzip, LZ4, Brotli, uncompressed | read; LZO and encryption are a [`ReadError::Format`] |
//! | what the file claims | looked at before it is decoded: at most 2,048 columns 8 deep, 16 MiB of description, 256 MiB of pages at a time |
//!
//! [`ReadError::Format`]: super::ReadError::Format

mod cells;
mod columns;
mod folder;
mod limits;
mod part;
mod shape;
mod table;
mod thrift;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetStatisticsPolicy;
use parquet::file::reader::ChunkReader;

pub use self::part::{PART_ROWS, PartBatches, PartCounts, PartFile, PartReader, PartRows, head_of};

use self::folder::FolderReader;
pub use self::folder::{LoggedFile, ParquetPart};
pub use self::shape::TableColumns;
use self::table::Table;
use self::thrift::Invalid;
use super::assemble::Assembler;
use super::blocks::{in_blocks, threads};
use super::recorded::{Nobody, SharedListing};
use super::{ProfileSink, ReadError, ReadOptions, StreamOutcome};
use crate::message::{Message, message};

/// The bytes with which every Parquet file begins.
pub const PARQUET_MAGIC: &[u8] = b"PAR1";

/// Reads profiles from a Parquet file, and gives them to `sink` as [`super::stream_profiles`] does.
///
/// A file is read at any place, so it must be at hand as a whole; of what it holds, a few thousand rows are in memory.
/// `progress` gets bytes in proportion to the rows read.
///
/// # Errors
/// [`ReadError`] where the source fails, is damaged, claims more than is read, has columns that suit no field, or holds
/// more than `max_rows` rows, or where the sink fails.
pub fn stream_parquet(
    source: impl ChunkReader + 'static,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let part = ParquetPart { source, name: String::new(), logged: None };
    stream_parquet_parts(std::iter::once(Ok(part)), options, sink, progress)
}

/// Reads profiles from the files of one table, in their order, as [`stream_parquet`] reads those of one. All have the same
/// columns; besides, each row has the values that stand in the names of its file's folders (`region=KR-11/`).
///
/// # Errors
/// As [`stream_parquet`], the first error among `parts`, and where there is none, or columns differ.
pub fn stream_parquet_parts<S: ChunkReader + 'static>(
    parts: impl Iterator<Item = Result<ParquetPart<S>, ReadError>>,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut assembler = Assembler::new(options, sink);
    if options.mapping.is_some() {
        return Err(format_error(message!["file-mapping-for-csv"]));
    }
    let Some(mut reader) = FolderReader::new(parts, options)? else {
        return Err(format_error(message!["file-no-file"]));
    };
    let layout = Arc::clone(reader.layout());
    // Of several parts nobody knows how many rows they have together.
    let count = if reader.is_only() { reader.rows() } else { u64::MAX };
    let mut next = reader.next()?;
    let mut table = Table::of(&layout, next.as_ref(), count, &mut assembler)?;
    let mut header_rows = table.header_rows();
    let known = assembler.column_map().clone();
    let listing = SharedListing::new(assembler.listing());
    let blank = table.apart();
    in_blocks(
        if assembler.is_apart_possible() { threads() } else { 1 },
        || {
            let rows = match next.take() {
                Some(rows) => Some(rows),
                None => reader.next()?,
            };
            progress(reader.position());
            Ok::<_, ReadError>(rows.map(|rows| {
                let of_header = header_rows.min(rows.num_rows());
                header_rows -= of_header;
                rows.slice(of_header, rows.num_rows() - of_header)
            }))
        },
        |rows| {
            let mut table = blank.apart();
            let mut apart = Assembler::recording(options, Nobody, &known, listing.get());
            table.take(rows, &mut apart).map(|()| (apart.into_recorded(), table))
        },
        |rows, apart| {
            let is_taken = match apart.transpose()? {
                Some((recorded, counts)) if assembler.take_recorded(&recorded)? => {
                    table.add(counts);
                    true
                }
                Some(_) | None => false,
            };
            if !is_taken {
                table.take(&rows, &mut assembler)?;
            }
            listing.set(assembler.listing());
            Ok(())
        },
    )?;
    let mut reading = table.finish();
    if let Some(fault) = reading.nothing_readable() {
        return Err(format_error(fault));
    }
    let finished = assembler.finish()?;
    reading.columns.extend(finished.reading.columns);
    Ok(StreamOutcome { notes: layout.notes(), reading, ..finished })
}

struct Opened {
    reader: ParquetRecordBatchReader,
    /// Rows, as the file says.
    rows: u64,
}

impl Opened {
    fn next(&mut self) -> Result<Option<RecordBatch>, ReadError> {
        self.reader.next().transpose().map_err(|error| {
            if let ArrowError::ExternalError(error) = error { failed(error) } else { format_error(error.to_string()) }
        })
    }
}

/// What writers say of Arrow and of the values' ranges is not needed.
fn reader_options() -> ArrowReaderOptions {
    ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll)
}

/// The description of a file.
fn load(source: &impl ChunkReader) -> Result<ArrowReaderMetadata, ReadError> {
    limits::check_footer(source).map_err(|error| failed(error.into()))?;
    let loaded = ArrowReaderMetadata::load(source, reader_options())?;
    if loaded.schema().fields().is_empty() {
        return Err(format_error(message!["file-no-columns"]));
    }
    Ok(loaded)
}

/// Opens the columns at `roots` with the types of `schema`, in rows that are not `deleted`.
fn open(
    source: impl ChunkReader + 'static,
    loaded: &ArrowReaderMetadata,
    schema: Schema,
    roots: &[usize],
    deleted: &[u64],
) -> Result<Opened, ReadError> {
    let metadata = loaded.metadata();
    let columns = metadata.file_metadata().schema_descr();
    let is_leaf_read = |leaf: usize| roots.binary_search(&columns.get_column_root_idx(leaf)).is_ok();
    let batch = limits::check_pages(&source, metadata, &is_leaf_read).map_err(|error| failed(error.into()))?;
    let projection = ProjectionMask::roots(columns, roots.iter().copied());
    let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
    let views = reader_options().with_schema(Arc::new(schema));
    let viewed = ArrowReaderMetadata::try_new(Arc::clone(metadata), views)?;
    let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(source, viewed);
    if !deleted.is_empty() {
        builder = builder.with_row_selection(all_but(deleted, rows)?);
    }
    let rows = rows - deleted.len() as u64;
    Ok(Opened { reader: builder.with_batch_size(batch).with_projection(projection).build()?, rows })
}

/// All of `rows` but those that are `deleted`.
fn all_but(deleted: &[u64], rows: u64) -> Result<RowSelection, ReadError> {
    let is_of_file = deleted.is_sorted_by(|a, b| a < b) && deleted.last().is_none_or(|last| *last < rows);
    if !is_of_file {
        return Err(format_error(message!["file-deleted-rows"]));
    }
    let starts = std::iter::once(0).chain(deleted.iter().map(|row| *row as usize + 1));
    let ends = deleted.iter().map(|row| *row as usize).chain(std::iter::once(rows as usize));
    let kept = starts.zip(ends).map(|(start, end)| start..end).filter(|kept| !kept.is_empty());
    Ok(RowSelection::from_consecutive_ranges(kept, rows as usize))
}

/// Decodes, and takes a decoder that gives up on damaged bytes for what it is.
fn guarded<T>(decode: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(format_error(message!["file-damaged"])))
}

fn format_error(detail: impl Into<Message>) -> ReadError {
    ReadError::Format { expected: "file-format-parquet", detail: detail.into() }
}

impl From<ParquetError> for ReadError {
    fn from(error: ParquetError) -> Self {
        if let ParquetError::External(error) = error { failed(error) } else { format_error(error.to_string()) }
    }
}

/// A source that failed, or else bytes that are not as they should be.
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> ReadError {
    match error.downcast::<io::Error>() {
        Ok(error) if error.kind() == io::ErrorKind::InvalidData => match error.downcast::<Invalid>() {
            Ok(Invalid(detail)) => format_error(detail),
            Err(error) => format_error(error.to_string()),
        },
        Ok(error) if error.kind() == io::ErrorKind::UnexpectedEof => format_error(message!["file-damaged-or-cut"]),
        Ok(error) => (*error).into(),
        Err(error) => format_error(error.to_string()),
    }
}
