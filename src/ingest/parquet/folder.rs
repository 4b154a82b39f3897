//! A table in many files: the parts of a folder, read one after another as if they were one file. Values that all rows of a
//! file share may stand in the names of its folders (`region=KR-11/`), as Hive writes them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringViewArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::file::reader::ChunkReader;

use super::super::{ReadError, ReadOptions, excerpt};
use super::columns::{Layout, with_views};
use super::limits;
use super::{Opened, format_error, guarded, load, open};
use crate::message::message;

/// What a folder is named where the value is missing.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// One file of a table.
#[derive(Debug)]
pub struct ParquetPart<S> {
    /// Its bytes.
    pub source: S,
    /// Its name, with the folders below the place of the table.
    pub name: String,
}

/// The values that stand in the names of folders: `year=2026/region=KR-11/part-0.parquet`.
pub(super) fn partition_values(name: &str) -> Vec<(String, String)> {
    let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
    let pairs = folders.split('/').filter_map(|folder| folder.split_once('='));
    pairs
        .map(|(key, value)| (unescaped(key), if value == NO_VALUE { String::new() } else { unescaped(value) }))
        .collect()
}

/// A text without the escapes of a path: `%20`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The rows of all parts.
pub(super) struct FolderReader<'o, I> {
    parts: I,
    options: &'o ReadOptions,
    layout: Arc<Layout>,
    /// The columns of the first part's file, and of its name.
    schema: Schema,
    own: usize,
    first: String,
    current: Opened,
    values: Vec<String>,
    /// Bytes of the parts before the current one, and of it.
    before: u64,
    length: u64,
    /// Rows of the current part that were given.
    given: u64,
}

impl<'o, S: ChunkReader + 'static, I: Iterator<Item = Result<ParquetPart<S>, ReadError>>> FolderReader<'o, I> {
    /// Opens the first part; none where there is no part.
    pub(super) fn new(mut parts: I, options: &'o ReadOptions) -> Result<Option<Self>, ReadError> {
        let Some(part) = parts.next().transpose()? else { return Ok(None) };
        let loaded = load_checked(&part, options)?;
        let views = with_views(loaded.schema());
        let values = partition_values(&part.name);
        let mut fields: Vec<Arc<Field>> = views.fields().iter().cloned().collect();
        let own = fields.len();
        for (key, _) in &values {
            if views.field_with_name(key).is_ok() {
                return Err(format_error(message!["file-column-and-folder", file = part.name, name = excerpt(key)]));
            }
            fields.push(Arc::new(Field::new(key, DataType::Utf8View, true)));
        }
        let schema = Schema::new(fields);
        let layout = Arc::new(Layout::of(&schema)?);
        let length = part.source.len();
        let current = guarded(|| open(part.source, &loaded, &layout, own))?;
        let values = values.into_iter().map(|(_, value)| value).collect();
        let first = part.name;
        Ok(Some(Self { parts, options, layout, schema, own, first, current, values, before: 0, length, given: 0 }))
    }

    pub(super) fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// Whether there is no further part.
    pub(super) fn is_only(&self) -> bool {
        self.parts.size_hint().1 == Some(0)
    }

    /// Rows of the current part, as its file says.
    pub(super) fn rows(&self) -> u64 {
        self.current.rows
    }

    /// Bytes read so far, in proportion to the rows.
    pub(super) fn position(&self) -> u64 {
        let rows = u128::from(self.current.rows.max(self.given).max(1));
        self.before + (u128::from(self.length) * u128::from(self.given) / rows) as u64
    }

    /// The next rows, of whichever part.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, ReadError> {
        loop {
            if let Some(rows) = guarded(|| self.current.next())? {
                self.given += rows.num_rows() as u64;
                return self.with_values(rows).map(Some);
            }
            let Some(part) = self.parts.next().transpose()? else { return Ok(None) };
            self.open(part)?;
        }
    }

    fn open(&mut self, part: ParquetPart<S>) -> Result<(), ReadError> {
        let loaded = load_checked(&part, self.options)?;
        let values = partition_values(&part.name);
        let names = |fields: &[Arc<Field>]| -> Vec<(String, DataType)> {
            fields.iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
        };
        let views = with_views(loaded.schema());
        let (own, keys) = self.schema.fields().split_at(self.own);
        let is_like_the_first = names(views.fields()) == names(own)
            && keys.iter().map(|field| field.name()).eq(values.iter().map(|(key, _)| key));
        if !is_like_the_first {
            return Err(format_error(message!["file-columns-differ", file = part.name, first = self.first]));
        }
        self.before += self.length;
        (self.length, self.given) = (part.source.len(), 0);
        self.current = guarded(|| open(part.source, &loaded, &self.layout, self.own))?;
        self.values = values.into_iter().map(|(_, value)| value).collect();
        Ok(())
    }

    /// Rows with the columns of the part's name after their own.
    fn with_values(&self, rows: RecordBatch) -> Result<RecordBatch, ReadError> {
        if self.values.is_empty() {
            return Ok(rows);
        }
        let read: Vec<usize> = self.layout.roots().into_iter().filter_map(|root| root.checked_sub(self.own)).collect();
        let mut fields: Vec<Arc<Field>> = rows.schema().fields().iter().cloned().collect();
        let mut columns: Vec<ArrayRef> = rows.columns().to_vec();
        for place in read {
            fields.push(self.schema.fields()[self.own + place].clone());
            let value = Some(self.values[place].as_str()).filter(|value| !value.is_empty());
            columns.push(Arc::new(std::iter::repeat_n(value, rows.num_rows()).collect::<StringViewArray>()));
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| format_error(error.to_string()))
    }
}

/// The description of a part, with no more rows than are accepted.
fn load_checked<S: ChunkReader>(
    part: &ParquetPart<S>,
    options: &ReadOptions,
) -> Result<parquet::arrow::arrow_reader::ArrowReaderMetadata, ReadError> {
    let named = |error: ReadError| match error {
        ReadError::Format { expected, detail } if !part.name.is_empty() => {
            ReadError::Format { expected, detail: message!["file-in", file = part.name].saying("why", detail) }
        }
        ReadError::Format { .. }
        | ReadError::Io(_)
        | ReadError::OtherFormat { .. }
        | ReadError::Refused(_)
        | ReadError::Sink(_)
        | ReadError::TooManyBytes { .. }
        | ReadError::TooManyRows { .. } => error,
    };
    let loaded = guarded(|| load(&part.source)).map_err(named)?;
    limits::check_rows(loaded.metadata(), part.source.len(), options.max_rows).map_err(named)?;
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_the_names_of_folders() {
        let of = |name: &str| {
            let values = partition_values(name);
            values.into_iter().map(|(key, value)| format!("{key}:{value}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("year=2026/region=KR-11/part-0.parquet"), "year:2026 region:KR-11");
        assert_eq!(of("tenure=own%20home%25/x=a+b/p.parquet"), "tenure:own home% x:a+b");
        assert_eq!(of(&format!("region={NO_VALUE}/p.parquet")), "region:");
        assert_eq!(of("plain/p=1.parquet"), "", "the name of the file has none");
    }
}
