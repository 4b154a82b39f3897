//! The readers that turn files into profiles, and the rows they reject.
//!
//! [`read_profiles`] reads a JSON array, NDJSON or CSV as a stream: besides the columns it holds a row or some blocks of rows
//! in memory, and no heap object per profile. Blocks of NDJSON, CSV and Parquet are read on all cores (`blocks`): what is
//! kept and rejected, and in which order, is the same as on one. It is [`stream_profiles`] with a [`ProfileSink`] that keeps everything. Another sink gets
//! chunk after chunk, so that memory does not grow with the rows. [`stream_parquet`] reads Parquet the same way,
//! [`Decompressed`] decompresses. A row of JSON with any fault is rejected as a whole, with every fault it has (at most 64):
//! field, value received, and what is accepted. It leaves no trace in the columns, and reading continues with the next row.
//! In a table a cell that cannot be read costs its field. A source that is not of the format, or has no usable CSV header,
//! is a [`ReadError`].
//!
//! # Decisions
//!
//! ## What files are packed in
//! [`Opened`] stands before every reader: see the head of `src/ingest/container/mod.rs`.
//!
//! ## In every format
//! | input | result |
//! | --- | --- |
//! | byte order mark at the very beginning | skipped |
//! | bytes that are not UTF-8 | the row is rejected (`syntax`); in a CSV header, the file |
//! | `null`, an empty text, an empty cell, an empty object | missing, for every field |
//! | a text of a category or attribute that says that there is no answer | missing, counted |
//! | a row without any value | a profile of which nothing is known: it counts |
//! | number of a row | its position among the rows, from 1; blank lines and the CSV header are not rows |
//! | rows above `max_rows` (accepted or rejected) | the whole is rejected, [`ReadError::TooManyRows`] |
//! | a row longer than `max_row_bytes` | rejected (`too_large`), without being held in memory |
//! | `id` | a text of 1-256 characters or a whole number; `7` and `"7"` are the same id |
//! | an id that occurred before | the first accepted row stays, later ones are rejected (`duplicate`); a rejected row claims no id |
//! | numbers | finite; what `f32` cannot hold (beyond 3.4e38) is rejected, never clamped; negative zero becomes zero |
//! | `age` | 0-120, the fraction dropped |
//! | `birth_year` | from 120 years before `as_of` to its year; both ages of that year are kept as a band |
//! | `age_band`, `income.band` | either end may be missing: ages 0 and 120, incomes 0 and infinity; min above max is a `conflict` |
//! | two of `age`, `birth_year`, `age_band`, or of `amount`, `band`, `median_ratio` | rejected (`conflict`) |
//! | an amount or band without currency, period or scope | rejected (`conflict`), each missing part by name |
//! | currency, period or scope without amount or band | ignored: exports fill such columns throughout |
//! | counts (`account.followers`, `engagement.likes`, ...) | whole numbers of 0 or more |
//! | times | RFC 3339 with an offset, or a date (midnight UTC), never a number; fractions of seconds are cut off |
//! | times before 1990 or later than the day after `as_of` | rejected (`out_of_range`); one day is left for time zones |
//! | `gender`, `region`, `education`, `employment`, `tenure` | a text or a number, each type in a column of its own |
//! | texts above 1000 characters | rejected (`too_large`) |
//! | more than [`MAX_LEVELS`](crate::profile::MAX_LEVELS) texts of one field | later new ones are dropped and counted in [`ReadOutcome::dropped_values`] |
//! | `channels` | ids of 1-64 characters a-z, 0-9, _; at most 256 in all; whether an id exists is for the catalogue |
//! | `attributes` | names of 1-128 characters, at most 512 in all; `true` and `false` become 1 and 0; nothing nested |
//! | attributes and columns named like personal data (`email`, `phone`, `name`) | left out, whatever they hold, unless [`ReadOptions::keep_columns`] names them; [`ReadingNote::PersonalDataLeftOut`] names them |
//! | `weight` | above 0, in panels only |
//! | `label_weight` | above 0, of followers only |
//!
//! ## Tables as JSON
//! Read where [`ReadOptions::takes_json_tables`] says so: see the head of `src/ingest/json_table.rs`.
//!
//! ## JSON array and NDJSON
//! | input | result |
//! | --- | --- |
//! | an unknown field, also a nested one | rejected (`unknown_field`), with similar names |
//! | a name twice in one object | rejected (`conflict`) |
//! | a number in quotes, 0 or 1 for a flag | rejected (`wrong_type`) |
//! | `NaN`, `Infinity` | not JSON: the row is rejected (`syntax`); `1e999` is rejected by its field (`out_of_range`) |
//! | nesting of more than 32 levels | rejected (`too_large`) |
//! | white space around texts | kept |
//! | a malformed element of an array | rejected; the next begins after the comma outside its brackets and texts |
//! | a missing closing quote or bracket in an array | the row extends as far as brackets and texts then seem to, at worst to the end |
//! | a comma without an element, also after the last | one more rejected row |
//! | an array that never closes, or has something after it | the rows stay; the fault is listed as one more rejected row |
//! | anything but `[` first | [`ReadError::Format`] |
//! | NDJSON: CRLF, blank lines, no newline at the end | accepted; an incomplete last line is a rejected row |
//! | NDJSON: an empty source | no rows, no error |
//!
//! ## CSV, and spreadsheets as CSV
//! Everything is decided by column from the first 256 KiB, at most 2,000 rows, and said in the [`Reading`].
//! | input | result |
//! | --- | --- |
//! | delimiter | comma, semicolon, tab or vertical bar: the one that gives even rows and most columns, in this order on a tie |
//! | a first line `sep=;` | declares the delimiter |
//! | lines above the header with few filled cells, further rows of the header wherever they stand, rows of totals | left out, with a note |
//! | among people with numbers a row with a text for its number and half of its cells empty, or with one cell alone | left out, with a note |
//! | lines each in quotes as a whole | taken out of these |
//! | a table of groups instead of people | [`ReadError::Format`] |
//! | header | dotted names of the contract in any case; usual names in English and Korean whose values fit; values that can be nothing else; any other name is an attribute, as is `attributes.name` |
//! | several columns that look like one field | none is used, with a note |
//! | a column without a name, a repeated attribute, personal data | left out, with a note |
//! | a header whose names are all empty or values, name a field twice or are not possible as names | [`ReadError::Format`] |
//! | one column that stands for no field | [`ReadError::Format`] |
//! | a cell that says that there is no answer, or cannot be read as its field | missing, counted |
//! | a table of which no cell can be read | [`ReadError::Format`] |
//! | incomes whose currency, period or scope is not known | the column is left out, with a note |
//! | quotes | RFC 4180; one that never closes rejects its row and every line after it; text after a closing one rejects the row |
//! | white space around cells (ASCII) | trimmed, within quotes too; of `="34"` the text counts |
//! | blank lines | skipped; line ends are LF or CRLF |
//! | another number of cells than the header has | rejected (`syntax`) |
//! | flags and channels | true, false, 1, 0, yes, no, Y, N, O, X, 예, 아니오 in any case |
//! | attributes and fields of text or number | a number where written as one; `007`, `+82`, `nan`, `inf`, `true` stay texts |
//! | brackets in `age` and `income.amount` | both ends of the band |
//! | a [`Mapping`] | its columns are read as it says, others are dropped or become attributes; a column it names that is missing is a [`ReadError::Format`] |
//!
//! ## Parquet
//! See the head of `src/ingest/parquet/mod.rs`.
//!
//! ## Platforms
//! Exports of X, Instagram, Facebook, Mastodon and Bluesky ([`Platform`]): see the head of `src/ingest/platform/mod.rs`, and
//! `src/ingest/mapping.rs` for mappings. [`Import`] writes what it reads as profiles instead of keeping columns.

mod age_income;
#[cfg(test)]
mod apart_tests;
mod assemble;
mod blocks;
mod boundary;
mod column_map;
mod container;
mod counting_reader;
mod csv;
mod csv_records;
mod decompress;
mod import;
mod inspect;
mod json;
mod json_scanner;
mod json_table;
mod mapping;
mod mapping_file;
mod note;
mod options;
mod outcome;
mod parquet;
mod platform;
mod read;
mod reading;
mod reading_note;
mod recorded;
mod reject;
mod schema;
mod sink;
mod table;
mod timestamp;
pub mod totals;
mod value;
mod values;
mod writer;

pub use container::{
    ContainerLimits, ContainerNote, ContentKind, Opened, OtherFile, Refusal, Scratch, SheetLimit, followers_file,
};
pub use decompress::{Compression, Decompressed};
pub use import::{Import, ImportFormat, ImportOutcome};
pub use inspect::{FieldCount, FileInspection, inspect_profiles};
pub use json_table::JsonOrientation;
pub use mapping::{Mapping, MappingFault};
pub use note::Note;
pub use options::{CELL_SIZE, Format, IncomeUnit, Platform, ReadOptions, Role};
pub use outcome::{ReadError, ReadOutcome, SourceFile, StreamOutcome};
pub use parquet::{
    LoggedFile, PARQUET_MAGIC, PART_ROWS, ParquetPart, PartBatches, PartCounts, PartFile, PartReader, PartRows,
    TableColumns, head_of, stream_parquet, stream_parquet_parts,
};
pub use platform::{AccountState, Ask, OtherExport, PlatformNote, Recognised, recognise};
pub use read::{copy_bytes, csv_of_json_table, read_parquet, read_parquet_parts, read_profiles, stream_profiles};
pub use reading::{ColumnBasis, ColumnBasisCode, ColumnForm, ColumnFormCode, ColumnReading, ColumnValues, Reading};
pub use reading_note::{LeftOut, ReadingNote};
pub use reject::{MAX_LISTED, RejectCode, Rejection, RejectionGroup, Rejections, excerpt};
pub(crate) use schema::stated_field;
pub use sink::ProfileSink;
pub use table::{CountFault, CountRow, CountTable, PersonalData};
pub(crate) use table::{flag as yes_or_no, is_non_answer};
pub(crate) use value::id_hash;
pub use writer::WriteFormat;
