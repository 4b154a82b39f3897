//! A table in many files: the parts of a folder, read one after another as if they were one file. Values that all rows of a
//! file share may stand in the names of its folders (`region=KR-11/`), as Hive writes them.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::file::reader::ChunkReader;

use super::super::{ReadError, ReadOptions, excerpt};
use super::columns::{ReadColumns, with_views};
use super::limits;
use super::shape::{Found, TableColumns};
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
    /// What the log of its table says of it; none where there is no log.
    pub logged: Option<LoggedFile>,
}

/// What the log of a table says of one of its files.
#[derive(Debug, Clone)]
pub struct LoggedFile {
    /// The columns of the table.
    pub columns: Arc<TableColumns>,
    /// Values that all rows of the file share, by the names that their columns have in the files; empty where missing.
    pub values: Vec<(String, String)>,
    /// The positions of rows that are no longer of the table, in ascending order.
    pub deleted: Vec<u64>,
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
    layout: Arc<ReadColumns>,
    /// The positions of the columns that are read.
    roots: Vec<usize>,
    columns: Arc<TableColumns>,
    /// Of a table without a log: the columns of the first part's file, and its name.
    first: Option<(Schema, String)>,
    current: Opened,
    /// Where the columns that are read are in the current part.
    found: Vec<Found>,
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
        let (columns, first) = match &part.logged {
            Some(logged) => (Arc::clone(&logged.columns), None),
            None => {
                let file = with_views(loaded.schema());
                let columns = with_values(&file, &part.name)?;
                (Arc::new(TableColumns::alike(columns)), Some((file, part.name.clone())))
            }
        };
        let layout = Arc::new(ReadColumns::of(columns.named())?);
        let (roots, length) = (layout.roots(), part.source.len());
        let (current, found) = open_part(part, &loaded, &columns, &roots)?;
        Ok(Some(Self { parts, options, layout, roots, columns, first, current, found, before: 0, length, given: 0 }))
    }

    pub(super) fn layout(&self) -> &Arc<ReadColumns> {
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
                return self.columns.rows(&self.roots, &self.found, &rows).map(Some);
            }
            let Some(part) = self.parts.next().transpose()? else { return Ok(None) };
            self.open(part)?;
        }
    }

    fn open(&mut self, part: ParquetPart<S>) -> Result<(), ReadError> {
        let loaded = load_checked(&part, self.options)?;
        if let Some((first, name)) = &self.first {
            let names = |schema: &Schema| -> Vec<(String, DataType)> {
                schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
            };
            let file = with_views(loaded.schema());
            let is_like_the_first = names(&file) == names(first)
                && with_values(&file, &part.name)?.fields().iter().map(|field| field.name()).eq(self
                    .columns
                    .named()
                    .fields()
                    .iter()
                    .map(|field| field.name()));
            if !is_like_the_first {
                return Err(format_error(message!["file-columns-differ", file = part.name, first = name]));
            }
        }
        self.before += self.length;
        (self.length, self.given) = (part.source.len(), 0);
        (self.current, self.found) = open_part(part, &loaded, &self.columns, &self.roots)?;
        Ok(())
    }
}

/// The columns of a file, and those that stand in the names of its folders.
fn with_values(file: &Schema, name: &str) -> Result<Schema, ReadError> {
    let mut fields: Vec<Arc<Field>> = file.fields().iter().cloned().collect();
    for (key, _) in partition_values(name) {
        if file.field_with_name(&key).is_ok() {
            return Err(format_error(message!["file-column-and-folder", file = name, name = excerpt(&key)]));
        }
        fields.push(Arc::new(Field::new(key, DataType::Utf8View, true)));
    }
    Ok(Schema::new(fields))
}

/// Opens the columns of a part that are read, and says where they are.
fn open_part<S: ChunkReader + 'static>(
    part: ParquetPart<S>,
    loaded: &ArrowReaderMetadata,
    columns: &TableColumns,
    roots: &[usize],
) -> Result<(Opened, Vec<Found>), ReadError> {
    let (values, deleted) =
        part.logged.map_or_else(|| (partition_values(&part.name), Vec::new()), |part| (part.values, part.deleted));
    let file = with_views(loaded.schema());
    let found = columns.found(roots, &file, &values);
    let mut places: Vec<usize> = found.iter().filter_map(Found::place).collect();
    places.sort_unstable();
    let typed = columns.typed(roots, &found, &file);
    let opened =
        guarded(|| open(part.source, loaded, typed, &places, &deleted)).map_err(|error| named(&part.name, error))?;
    Ok((opened, found))
}

/// The description of a part, with no more rows than are accepted.
fn load_checked<S: ChunkReader>(
    part: &ParquetPart<S>,
    options: &ReadOptions,
) -> Result<ArrowReaderMetadata, ReadError> {
    let loaded = guarded(|| load(&part.source)).map_err(|error| named(&part.name, error))?;
    limits::check_rows(loaded.metadata(), part.source.len(), options.max_rows)
        .map_err(|error| named(&part.name, error))?;
    Ok(loaded)
}

/// An error with the name of the file, where the file is at fault.
fn named(name: &str, error: ReadError) -> ReadError {
    match error {
        ReadError::Format { expected, detail } if !name.is_empty() => {
            ReadError::Format { expected, detail: message!["file-in", file = name].saying("why", detail) }
        }
        ReadError::Format { .. }
        | ReadError::Io(_)
        | ReadError::OtherFormat { .. }
        | ReadError::Refused(_)
        | ReadError::Sink(_)
        | ReadError::TooManyBytes { .. }
        | ReadError::TooManyRows { .. } => error,
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::{ArrayRef, Int32Array, StringArray, StructArray};
    use bytes::Bytes;
    use parquet::arrow::ArrowWriter;

    use super::super::super::{Role, read_parquet_parts};
    use super::*;

    fn parquet(columns: Vec<(&str, ArrayRef)>) -> Bytes {
        let rows = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), None).expect("a writer");
        writer.write(&rows).expect("rows");
        writer.into_inner().expect("a file").into()
    }

    fn texts(values: &[&str]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    fn numbers(values: &[i32]) -> ArrayRef {
        Arc::new(Int32Array::from(values.to_vec()))
    }

    fn account(members: Vec<(&str, ArrayRef)>) -> ArrayRef {
        let member =
            |(name, values): (&str, ArrayRef)| (Arc::new(Field::new(name, values.data_type().clone(), true)), values);
        Arc::new(StructArray::from(members.into_iter().map(member).collect::<Vec<_>>()))
    }

    /// The second file was written before the table had counts of followers; its first and last rows are deleted, and its region
    /// stands in the log.
    #[test]
    fn files_become_rows_of_the_table_that_their_log_describes() {
        let table = |names: [&str; 6]| {
            let member = |name: &str| Field::new(name, DataType::Int32, true);
            let members = vec![member(names[4]), member(names[5])];
            Schema::new(vec![
                Field::new(names[0], DataType::Utf8, true),
                Field::new(names[1], DataType::Int32, true),
                Field::new(names[2], DataType::Utf8, true),
                Field::new(names[3], DataType::Struct(members.into()), true),
            ])
        };
        let named = table(["id", "age", "region", "account", "posts", "followers"]);
        let columns = Arc::new(TableColumns::new(&named, &table(["a", "b", "c", "d", "p", "f"])));
        let part = |source: Bytes, region: &str, deleted: &[u64]| {
            let values = vec![("c".to_owned(), region.to_owned())];
            let logged = LoggedFile { columns: Arc::clone(&columns), values, deleted: deleted.to_vec() };
            Ok(ParquetPart { source, name: format!("{region}.parquet"), logged: Some(logged) })
        };
        let first = parquet(vec![
            ("d", account(vec![("f", numbers(&[7, 8])), ("p", numbers(&[1, 2]))])),
            ("a", texts(&["f1", "f2"])),
            ("b", numbers(&[30, 40])),
        ]);
        let second = parquet(vec![
            ("b", numbers(&[90, 50, 60, 90])),
            ("d", account(vec![("p", numbers(&[0, 3, 4, 0]))])),
            ("a", texts(&["f3", "f4", "f5", "f6"])),
        ]);
        let options = ReadOptions::new(Role::Audience, time::macros::date!(2026 - 11 - 01));
        let parts = [part(first, "KR-11", &[]), part(second.clone(), "", &[0, 3])];
        let read = read_parquet_parts(parts.into_iter(), &options, &mut |_| ()).expect("profiles");
        let values = |name: &str| -> Vec<Option<f32>> {
            let mut columns = read.profiles.columns();
            let (column, ..) = columns.find(|(_, field, _)| field.to_string() == name).expect("a column");
            (0..read.profiles.len()).map(|row| read.profiles.chunks()[0].number(column, row)).collect()
        };
        assert_eq!(values("age_min"), [30.0, 40.0, 50.0, 60.0].map(Some));
        assert_eq!(values("account.posts"), [1.0, 2.0, 3.0, 4.0].map(Some));
        assert_eq!(values("account.followers"), [Some(7.0), Some(8.0), None, None]);
        let beyond = read_parquet_parts(std::iter::once(part(second, "", &[4])), &options, &mut |_| ());
        assert!(format!("{beyond:?}").contains("file-deleted-rows"), "{beyond:?}");
    }

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
