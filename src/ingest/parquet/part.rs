//! Rows of a set of Parquet files, read a part at a time in any order: what the columns stand for is decided once, from the
//! first rows of the first file, and is the same for every part.

use std::io;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use super::super::assemble::Assembler;
use super::super::column_map::ColumnMap;
use super::super::recorded::Nobody;
use super::super::table::CellCounts;
use super::super::{Note, ProfileSink, ReadError, ReadOptions, Reading, Rejection};
use super::columns::{self, ReadColumns};
use super::table::Table;
use super::{format_error, guarded, limits, load, reader_options};
use crate::message::message;
use crate::profile::{Batch, Columns, Profiles};

/// Rows that are decoded at a time.
pub const PART_ROWS: usize = 8_192;
/// Most rows of the head, from which it is decided what columns stand for.
const HEAD_ROWS: usize = 2_000;

/// Rows as they are decoded.
pub type PartBatches = Box<dyn Iterator<Item = Result<RecordBatch, ReadError>>>;

/// A Parquet file of a set, with what is read of it.
#[derive(Debug)]
pub struct PartFile {
    loaded: ArrowReaderMetadata,
    schema: SchemaRef,
    roots: Vec<usize>,
    notes: Vec<Note>,
    /// Rows to decode at a time.
    batch: usize,
}

impl PartFile {
    /// Looks at a file.
    ///
    /// # Errors
    /// [`ReadError`] where it is damaged, claims more than is read, or has no column that is.
    pub fn open(source: &impl ChunkReader) -> Result<Self, ReadError> {
        let loaded = guarded(|| load(source))?;
        let whole = columns::with_views(loaded.schema());
        let layout = ReadColumns::of(&whole)?;
        let roots = layout.roots();
        let schema = Arc::new(whole.project(&roots).map_err(|error| format_error(error.to_string()))?);
        let description = loaded.metadata().file_metadata().schema_descr();
        let is_leaf_read = |leaf: usize| roots.binary_search(&description.get_column_root_idx(leaf)).is_ok();
        let batch = limits::check_pages(source, loaded.metadata(), &is_leaf_read);
        let batch = batch.map_err(|error| super::failed(error.into()))?.min(PART_ROWS);
        Ok(Self { schema, roots, notes: layout.notes(), batch, loaded })
    }

    /// The columns that are read.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What is left out.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Rows, as the file says.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.loaded.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Groups of rows, each of which can be read alone.
    pub fn row_groups(&self) -> usize {
        self.loaded.metadata().num_row_groups()
    }

    /// The rows of a group, or of the whole file.
    ///
    /// # Errors
    /// [`ReadError`] where the file claims more than is read, or is damaged.
    pub fn read(&self, source: impl ChunkReader + 'static, group: Option<usize>) -> Result<PartBatches, ReadError> {
        let metadata = self.loaded.metadata();
        let description = metadata.file_metadata().schema_descr();
        let views = reader_options().with_schema(Arc::new(columns::with_views(self.loaded.schema())));
        let viewed = ArrowReaderMetadata::try_new(Arc::clone(metadata), views)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(source, viewed)
            .with_batch_size(self.batch)
            .with_projection(ProjectionMask::roots(description, self.roots.iter().copied()));
        let builder = match group {
            Some(group) => builder.with_row_groups(vec![group]),
            None => builder,
        };
        let reader: ParquetRecordBatchReader = builder.build()?;
        let mut reader = Some(reader);
        Ok(Box::new(std::iter::from_fn(move || {
            let next = guarded(|| {
                let next = reader.as_mut().and_then(Iterator::next);
                next.transpose().map_err(|error| format_error(error.to_string()))
            });
            // After a fault nothing more can be told.
            if next.is_err() {
                reader = None;
            }
            next.transpose()
        })))
    }
}

/// The first rows of a file.
///
/// # Errors
/// Those of [`PartFile::read`].
pub fn head_of(file: &PartFile, source: impl ChunkReader + 'static) -> Result<RecordBatch, ReadError> {
    match file.read(source, None)?.next() {
        Some(rows) => rows.map(|rows| rows.slice(0, rows.num_rows().min(HEAD_ROWS))),
        None => Ok(RecordBatch::new_empty(Arc::clone(file.schema()))),
    }
}

/// What became of the cells of some rows, to be added up over parts.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct PartCounts {
    /// Rows rejected.
    pub rejected: u64,
    summary_rows: u64,
    columns: Vec<CellCounts>,
    non_answers: std::collections::BTreeMap<String, u64>,
}

impl PartCounts {
    /// Adds those of another part. The order does not matter.
    pub fn add(&mut self, other: Self) {
        self.rejected += other.rejected;
        self.summary_rows += other.summary_rows;
        self.columns.resize(self.columns.len().max(other.columns.len()), CellCounts::default());
        self.columns.iter_mut().zip(other.columns).for_each(|(mine, theirs)| mine.add(theirs));
        for (field, count) in other.non_answers {
            *self.non_answers.entry(field).or_default() += count;
        }
    }
}

/// The profiles of some rows.
#[derive(Debug)]
pub struct PartRows {
    /// Those accepted.
    pub profiles: Profiles,
    /// The row of the batch that each was.
    pub rows: Vec<u32>,
}

/// Reads parts.
#[derive(Debug)]
pub struct PartReader {
    options: ReadOptions,
    table: Table,
    known: ColumnMap,
    columns: Columns,
    counts: PartCounts,
}

impl PartReader {
    /// Decides what the columns of `head` stand for, the first of `rows` rows in all.
    ///
    /// # Errors
    /// [`ReadError::Format`] where they are no table of people.
    pub fn new(head: &RecordBatch, rows: u64, options: &ReadOptions) -> Result<Self, ReadError> {
        let layout = Arc::new(ReadColumns::of(head.schema_ref())?);
        let mut assembler = Assembler::new(options, Nobody);
        let table = Table::of(&layout, Some(head), rows, &mut assembler)?;
        if table.header_rows() > 0 {
            return Err(format_error(message!["file-header-in-rows"]));
        }
        let known = assembler.column_map().clone();
        let mut reader =
            Self { options: options.clone(), table, known, columns: Columns::default(), counts: PartCounts::default() };
        // The columns stand in the order in which the head has them.
        let first = reader.read(head)?;
        reader.take_back(first.profiles);
        reader.counts = PartCounts::default();
        Ok(reader)
    }

    /// Reads as one that knows `columns`, whose texts have the same codes then in every part.
    pub(crate) fn with_columns(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// The columns so far.
    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The profiles of some rows. They hold the reader's columns until [`PartReader::take_back`].
    ///
    /// # Errors
    /// [`ReadError`] on an inconsistency of the rows.
    pub fn read(&mut self, rows: &RecordBatch) -> Result<PartRows, ReadError> {
        let mut table = self.table.apart();
        let mut gathered = Gathered::default();
        let mut begun = Vec::with_capacity(rows.num_rows());
        let columns = std::mem::take(&mut self.columns);
        let mut assembler = Assembler::new(&self.options, &mut gathered).with_columns(columns, &self.known);
        table.take_noting(rows, &mut assembler, |row| begun.push(row))?;
        let finished = assembler.finish()?;
        if let Some((field, _)) = finished.dropped_values.first() {
            return Err(too_many_texts(field));
        }
        let mut profiles = Profiles::of_columns(finished.columns);
        gathered.0.into_iter().for_each(|batch| profiles.append(batch));
        let begun_at = |position: usize| begun[profiles.row_number(position) as usize - 1];
        let rows = (0..profiles.len()).map(begun_at).collect();
        let (summary_rows, columns) = table.into_counts();
        let non_answers = finished.non_answers.into_iter().collect();
        self.counts.add(PartCounts { rejected: finished.rejected, summary_rows, columns, non_answers });
        Ok(PartRows { profiles, rows })
    }

    /// Takes the columns back from profiles that are no longer needed.
    pub fn take_back(&mut self, profiles: Profiles) {
        self.columns = profiles.into_columns();
    }

    /// What became of the cells so far; they begin anew.
    pub fn take_counts(&mut self) -> PartCounts {
        std::mem::take(&mut self.counts)
    }

    /// What the columns were taken for, where `counts` are those of all parts; and the fields with texts that say that
    /// there is no answer.
    ///
    /// # Errors
    /// [`ReadError::Format`] where no cell could be read.
    pub fn finish(mut self, counts: PartCounts) -> Result<(Reading, Vec<(String, u64)>), ReadError> {
        self.table.add_counts(counts.summary_rows, counts.columns);
        let reading = self.table.finish();
        match reading.nothing_readable() {
            Some(fault) => Err(format_error(fault)),
            None => Ok((reading, counts.non_answers.into_iter().collect())),
        }
    }
}

fn too_many_texts(field: &str) -> ReadError {
    format_error(message!["file-too-many-texts", name = field, max = crate::profile::MAX_LEVELS])
}

/// Keeps what is read; whether ids repeat is not known of a part.
#[derive(Debug, Default)]
struct Gathered(Vec<Batch>);

impl ProfileSink for Gathered {
    fn claim_id(&mut self, _: u64) -> io::Result<bool> {
        Ok(true)
    }

    fn take(&mut self, _: &Columns, batch: Batch) -> io::Result<()> {
        self.0.push(batch);
        Ok(())
    }

    fn reject(&mut self, _: &[Rejection]) -> io::Result<()> {
        Ok(())
    }

    fn wants_more_rejections(&self) -> bool {
        false
    }
}
