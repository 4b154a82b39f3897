//! Reading parts back into a set of profiles.

use std::io::{self, Read};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::metadata::FileMetaData;
use parquet::file::reader::ChunkReader;

use super::schema::{FIRST_KEY, OVERFLOWED_KEY, OWN, VERSION, VERSION_KEY, column_of};
use crate::profile::{Batch, CHUNK_ROWS, ColumnId, Columns, Kind, Profiles};
use crate::profile::{Cell, Chunk};

/// Why a part could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// Its bytes could not be read.
    #[error("reading {part}: {source}")]
    Io {
        /// The part's name.
        part: String,
        /// What went wrong.
        source: io::Error,
    },
    /// Its bytes are not those that were written, or not in their place.
    #[error("{part} is damaged: {detail}")]
    Corrupt {
        /// The part's name.
        part: String,
        /// What is wrong with it.
        detail: String,
    },
}

/// Reads the parts of a set one after another, in the order in which they were written.
#[derive(Debug, Default)]
pub struct PartsReader {
    profiles: Profiles,
}

impl PartsReader {
    /// A reader without any part.
    pub fn new() -> Self {
        Self::default()
    }

    /// A reader without any part, with room for so many profiles.
    pub fn for_profiles(profiles: u64) -> Self {
        let mut reader = Self::default();
        reader.profiles.reserve(usize::try_from(profiles).unwrap_or_default());
        reader
    }

    /// Appends the profiles of the next part; errors call it `name`. `digest` is that of its [`super::Part`].
    ///
    /// # Errors
    /// [`PartError`] if the bytes cannot be read, are not those that were written, or belong elsewhere in the set. The
    /// set read so far is unusable then.
    pub fn add(
        &mut self,
        name: &str,
        part: impl ChunkReader + 'static,
        digest: &blake3::Hash,
    ) -> Result<(), PartError> {
        let found = digest_of(&part).map_err(|source| PartError::Io { part: name.to_owned(), source })?;
        if found != *digest {
            let detail = format!("its digest is {found} and not {digest}, as it was written");
            return Err(PartError::Corrupt { part: name.to_owned(), detail });
        }
        self.decode(part).map_err(|UnexpectedContent(detail)| PartError::Corrupt { part: name.to_owned(), detail })
    }

    /// The profiles of all parts, exactly as they were before they were written.
    pub fn finish(self) -> Profiles {
        self.profiles
    }

    fn decode(&mut self, part: impl ChunkReader + 'static) -> Result<(), UnexpectedContent> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(part)?;
        let file = builder.metadata().file_metadata();
        let version = metadata(file, VERSION_KEY)?;
        if version != VERSION {
            return Err(UnexpectedContent(format!("it is of version {version}, this program reads {VERSION}")));
        }
        let first = metadata(file, FIRST_KEY)?;
        if first != self.profiles.len().to_string() {
            return Err(UnexpectedContent(format!(
                "{first} profiles come before it, but {} were read",
                self.profiles.len()
            )));
        }
        let full = metadata(file, OVERFLOWED_KEY)?;
        let full = full.split(',').filter(|place| !place.is_empty()).map(str::parse);
        let full: Vec<usize> = full.collect::<Result<_, _>>().map_err(|_| UnexpectedContent::of("full columns"))?;
        let columns = self.columns(builder.schema())?;
        for place in full {
            let column = columns.get(place).ok_or_else(|| UnexpectedContent::of("full columns"))?;
            self.profiles.columns_mut().set_overflowed(*column);
        }
        for rows in builder.with_batch_size(CHUNK_ROWS).build()? {
            self.append(&rows?, &columns)?;
        }
        Ok(())
    }

    /// The columns of a part, among those of the set.
    fn columns(&mut self, schema: &arrow_schema::Schema) -> Result<Vec<ColumnId>, UnexpectedContent> {
        let own: Vec<&DataType> = schema.fields().iter().take(OWN).map(|field| field.data_type()).collect();
        if own != [&DataType::UInt64; OWN] {
            return Err(UnexpectedContent::of("row numbers and hashes of ids"));
        }
        let all = self.profiles.columns_mut();
        let column = |stored| column_of(stored).map(|(field, kind)| all.column(&field, kind));
        let fields = schema.fields().iter().skip(OWN);
        fields
            .map(|stored| stored.as_ref())
            .map(column)
            .collect::<Option<_>>()
            .ok_or_else(|| UnexpectedContent::of("columns"))
    }

    fn append(&mut self, rows: &RecordBatch, columns: &[ColumnId]) -> Result<(), UnexpectedContent> {
        if !self.profiles.chunks().last().is_none_or(Chunk::is_full) {
            return Err(UnexpectedContent("a chunk before it is not full".to_owned()));
        }
        let mut chunk = Chunk::of_rows(rows.num_rows());
        for (column, values) in columns.iter().zip(&rows.columns()[OWN..]) {
            let cells = cells(self.profiles.columns_mut(), *column, values)?;
            chunk.fill(self.profiles.heads(), *column, &cells);
        }
        let numbers = rows.column(0).as_primitive::<UInt64Type>();
        let hashes = rows.column(1).as_primitive::<UInt64Type>();
        self.profiles.append(Batch::new(self.profiles.len(), chunk, hashes.iter(), numbers.values()));
        Ok(())
    }
}

/// The values of one column that are there, with their rows.
fn cells(columns: &mut Columns, column: ColumnId, values: &ArrayRef) -> Result<Vec<(usize, Cell)>, UnexpectedContent> {
    let there = |row: &usize| values.is_valid(*row);
    let rows = (0..values.len()).filter(there);
    Ok(match columns.kind(column) {
        Kind::Number => {
            let values = values.as_primitive::<Float32Type>();
            rows.map(|row| (row, Cell::Number(values.value(row)))).collect()
        }
        Kind::Moment => {
            let values = values.as_primitive::<Int64Type>();
            rows.map(|row| (row, Cell::Moment(values.value(row)))).collect()
        }
        Kind::Flag => {
            let values = values.as_boolean();
            rows.map(|row| (row, Cell::Flag(values.value(row)))).collect()
        }
        Kind::Level => {
            let values = values.as_string::<i32>();
            let cell = |row| columns.level(column, values.value(row)).map(|code| (row, Cell::Level(code)));
            rows.map(cell).collect::<Option<_>>().ok_or_else(|| UnexpectedContent::of("texts"))?
        }
    })
}

fn metadata<'f>(file: &'f FileMetaData, key: &str) -> Result<&'f str, UnexpectedContent> {
    let pairs = file.key_value_metadata().map(Vec::as_slice).unwrap_or_default();
    let value = pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.as_deref());
    value.ok_or_else(|| UnexpectedContent(format!("it has no {key}")))
}

fn digest_of(part: &impl ChunkReader) -> io::Result<blake3::Hash> {
    let mut bytes = part.get_read(0).map_err(io::Error::other)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(count) => hasher.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
    }
}

/// Something in a part that this program does not write.
struct UnexpectedContent(String);

impl UnexpectedContent {
    fn of(what: &str) -> Self {
        Self(format!("its {what} are not as this program writes them"))
    }
}

impl From<ParquetError> for UnexpectedContent {
    fn from(error: ParquetError) -> Self {
        Self(error.to_string())
    }
}

impl From<ArrowError> for UnexpectedContent {
    fn from(error: ArrowError) -> Self {
        Self(error.to_string())
    }
}
