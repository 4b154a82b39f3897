//! Parquet reader.
//!
//! | input | reading |
//! | --- | --- |
//! | columns with dotted names | as the header of CSV |
//! | structs `account`, `income`, `age_band`, `engagement` | their members, as in JSON; an unknown one is a [`ReadError::Format`] |
//! | `channels`, `attributes` | structs, or maps from texts to values |
//! | null, an empty text | missing |
//! | texts, numbers, flags | as in JSON: a number in a text is none |
//! | integers, floats, decimals | numbers; NaN and infinities are rejected (`out_of_range`); a float is no id |
//! | dates, times of any unit | as their text; one without a zone counts as UTC |
//! | lists, binary, times of day, intervals, nested attributes | [`ReadError::Format`] with the column and its type |
//! | Snappy, Zstandard, uncompressed | read; other codecs and encryption are a [`ReadError::Format`] |
//! | what the file claims | looked at before it is decoded: at most 2,048 columns 8 deep, 16 MiB of description, 256 MiB of pages at a time |
//!
//! [`ReadError::Format`]: super::ReadError::Format

mod cells;
mod columns;
mod limits;
mod thrift;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ArrowError;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetStatisticsPolicy;
use parquet::file::reader::ChunkReader;

use super::assemble::Assembler;
use super::{ProfileSink, ReadError, ReadOptions, StreamOutcome};

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
    let length = source.len();
    let mut reader = guarded(|| open(source))?;
    let mut assembler = Assembler::new(options, sink);
    let targets = columns::targets(&reader.reader.schema(), &mut assembler)?;
    let mut text = String::new();
    let mut read = 0;
    while let Some(rows) = guarded(|| reader.next())? {
        for row in 0..rows.num_rows() {
            assembler.begin_row()?;
            for (target, values) in targets.iter().zip(rows.columns()) {
                cells::take(target, values, row, &mut assembler, &mut text);
            }
            assembler.finish_row();
        }
        read += rows.num_rows() as u64;
        progress((u128::from(length) * u128::from(read) / u128::from(reader.rows.max(read))) as u64);
    }
    progress(length);
    assembler.finish()
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

fn open(source: impl ChunkReader + 'static) -> Result<Opened, ReadError> {
    limits::check_footer(&source).map_err(|error| failed(error.into()))?;
    // What writers say of Arrow and of the values' ranges is not needed.
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
    let loaded = ArrowReaderMetadata::load(&source, options.clone())?;
    let metadata = loaded.metadata();
    if loaded.schema().fields().is_empty() {
        return Err(format_error("it has no columns"));
    }
    let batch = limits::check_pages(&source, metadata).map_err(|error| failed(error.into()))?;
    let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
    let views = options.with_schema(Arc::new(columns::with_views(loaded.schema())));
    let viewed = ArrowReaderMetadata::try_new(Arc::clone(metadata), views)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(source, viewed);
    Ok(Opened { reader: builder.with_batch_size(batch).build()?, rows })
}

/// Decodes, and takes a decoder that gives up on damaged bytes for what it is.
fn guarded<T>(decode: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(format_error("it is damaged")))
}

fn format_error(detail: impl Into<String>) -> ReadError {
    ReadError::Format { expected: "Parquet", detail: detail.into() }
}

impl From<ParquetError> for ReadError {
    fn from(error: ParquetError) -> Self {
        if let ParquetError::External(error) = error { failed(error) } else { format_error(error.to_string()) }
    }
}

/// A source that failed, or else bytes that are not as they should be.
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> ReadError {
    match error.downcast::<io::Error>() {
        Ok(error) if error.kind() == io::ErrorKind::InvalidData => format_error(error.to_string()),
        Ok(error) if error.kind() == io::ErrorKind::UnexpectedEof => format_error("it is damaged or cut off"),
        Ok(error) => (*error).into(),
        Err(error) => format_error(error.to_string()),
    }
}
