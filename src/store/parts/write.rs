//! Writing chunks of profiles into parts.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float32Array, Int64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::schema::{FIRST_KEY, ID_HASH, OVERFLOWED_KEY, ROW_NUMBER, VERSION, VERSION_KEY, overflowed, schema_of};
use crate::profile::{Batch, CHUNK_ROWS, Chunk, ColumnId, Columns, Kind};

/// Most chunks of a part: about a million profiles.
const MAX_CHUNKS: usize = 64;
/// Most columns of all chunks of a part together; the file describes each at its end, which is held until then.
const MAX_COLUMN_CHUNKS: usize = 8_192;

/// What is to be known of a part that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of profiles.
    pub profiles: u64,
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, without which it is not read again.
    pub digest: blake3::Hash,
}

/// Where parts are put.
pub trait PartStore {
    /// What the bytes of one part are written to.
    type Out: Write + Send;

    /// Makes room for part `number`, counted from 1.
    ///
    /// # Errors
    /// Where there is none.
    fn open(&mut self, number: u32) -> io::Result<Self::Out>;

    /// Takes a part that is complete.
    ///
    /// # Errors
    /// Where it can't be kept.
    fn close(&mut self, number: u32, out: Self::Out, part: Part) -> io::Result<()>;
}

/// Writes the chunks of a set into as many parts as it takes.
pub struct PartsWriter<S: PartStore> {
    store: S,
    begun: Option<PartWriter<S::Out>>,
    number: u32,
}

impl<S: PartStore + fmt::Debug> fmt::Debug for PartsWriter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartsWriter").field("store", &self.store).field("number", &self.number).finish_non_exhaustive()
    }
}

impl<S: PartStore> PartsWriter<S> {
    /// A writer without a part yet.
    pub fn new(store: S) -> Self {
        Self { store, begun: None, number: 0 }
    }

    /// Writes the chunk after the one before, as [`crate::ingest::ProfileSink::take`] is given them.
    ///
    /// # Errors
    /// Where a part can't be written.
    pub fn write(&mut self, columns: &Columns, batch: &Batch) -> io::Result<()> {
        if self.begun.as_ref().is_some_and(|part| !part.has_room(columns)) {
            self.close()?;
        }
        let part = match &mut self.begun {
            Some(part) => part,
            None => {
                self.number += 1;
                let out = self.store.open(self.number)?;
                self.begun.insert(PartWriter::new(out, columns, batch.first())?)
            }
        };
        part.write(columns, batch)
    }

    /// Closes the last part.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn finish(mut self) -> io::Result<S> {
        self.close()?;
        Ok(self.store)
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(begun) = self.begun.take() else { return Ok(()) };
        let (out, part) = begun.finish()?;
        self.store.close(self.number, out, part)
    }
}

/// One part in the making.
struct PartWriter<W: Write + Send> {
    writer: ArrowWriter<Hashing<W>>,
    schema: SchemaRef,
    columns: usize,
    chunks: usize,
    profiles: u64,
    overflowed: Vec<usize>,
}

impl<W: Write + Send> PartWriter<W> {
    fn new(out: W, columns: &Columns, first: usize) -> io::Result<Self> {
        let schema = schema_of(columns);
        let writer = ArrowWriter::try_new(Hashing::new(out), Arc::clone(&schema), Some(properties()));
        let mut writer = writer.map_err(failed)?;
        for (key, value) in [(VERSION_KEY, VERSION.to_owned()), (FIRST_KEY, first.to_string())] {
            writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        Ok(Self { writer, schema, columns: columns.count(), chunks: 0, profiles: 0, overflowed: Vec::new() })
    }

    /// Whether a chunk with these columns can be written here too.
    fn has_room(&self, columns: &Columns) -> bool {
        self.columns == columns.count()
            && self.chunks < MAX_CHUNKS
            && (self.chunks + 1) * self.columns <= MAX_COLUMN_CHUNKS
    }

    fn write(&mut self, columns: &Columns, batch: &Batch) -> io::Result<()> {
        let numbers = UInt64Array::from_iter_values((0..batch.len()).map(|row| batch.row_number(row)));
        let hashes: UInt64Array = batch.id_hashes().collect();
        let own: [ArrayRef; 2] = [Arc::new(numbers), Arc::new(hashes)];
        let fields = columns.iter().map(|(id, _, kind)| values(columns, batch.chunk(), id, kind));
        let arrays = own.into_iter().chain(fields).collect();
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(io::Error::other)?;
        self.writer.write(&rows).and_then(|()| self.writer.flush()).map_err(failed)?;
        self.chunks += 1;
        self.profiles += batch.len() as u64;
        self.overflowed = overflowed(columns);
        Ok(())
    }

    fn finish(mut self) -> io::Result<(W, Part)> {
        let overflowed = self.overflowed.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        self.writer.append_key_value_metadata(KeyValue::new(OVERFLOWED_KEY.to_owned(), overflowed));
        let Hashing { mut out, hasher, bytes } = self.writer.into_inner().map_err(failed)?;
        out.flush()?;
        Ok((out, Part { profiles: self.profiles, bytes, digest: hasher.finalize() }))
    }
}

/// Zstandard at its fastest; hashes of ids have no order, and row numbers grow by little.
fn properties() -> WriterProperties {
    let path = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(CHUNK_ROWS))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_column_dictionary_enabled(path(ID_HASH), false)
        .set_column_compression(path(ID_HASH), Compression::UNCOMPRESSED)
        .set_column_dictionary_enabled(path(ROW_NUMBER), false)
        .set_column_encoding(path(ROW_NUMBER), Encoding::DELTA_BINARY_PACKED)
        .build()
}

/// The values of one column of a chunk.
fn values(columns: &Columns, chunk: &Chunk, column: ColumnId, kind: Kind) -> ArrayRef {
    let rows = 0..chunk.rows();
    match kind {
        Kind::Number => Arc::new(rows.map(|row| chunk.number(column, row)).collect::<Float32Array>()),
        Kind::Flag => Arc::new(rows.map(|row| chunk.flag(column, row)).collect::<BooleanArray>()),
        Kind::Moment => Arc::new(rows.map(|row| chunk.moment(column, row)).collect::<Int64Array>()),
        Kind::Level => {
            let levels = columns.dictionary(column).levels();
            let text = |row| chunk.level(column, row).map(|code| levels[code as usize].as_ref());
            Arc::new(rows.map(text).collect::<StringArray>())
        }
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Hashes and counts what is written through it.
struct Hashing<W> {
    out: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W> Hashing<W> {
    fn new(out: W) -> Self {
        Self { out, hasher: blake3::Hasher::new(), bytes: 0 }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
