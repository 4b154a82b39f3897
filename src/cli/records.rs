//! A file of profiles as the JSON array that a service takes.

use std::io::BufRead;
use std::path::Path;

use serde_json::Value;
use serde_json::value::RawValue;

use super::arg_values::InputFormat;
use super::input::{io_failure, read_failure, read_with};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{
    ContainerNote, Format, Import, ImportFormat, Note, ReadOptions, Reading, Rejections, WriteFormat, csv_of_json_table,
};
use crate::message::json::json_message;
use crate::message::message;
use crate::report::messages::args;

/// Bytes shown of a line that is no JSON.
const SHOWN: usize = 200;

/// Profiles of a file.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// A JSON array of profiles.
    pub(super) array: Vec<u8>,
    /// Profiles in it, where rows were rejected here.
    pub(super) accepted: u64,
    /// Rows that were rejected here; each is a null after the profiles.
    pub(super) rejected: Rejections,
    /// What was decided while reading.
    pub(super) notes: Vec<Note>,
    /// What its tables were taken for.
    pub(super) readings: Vec<Reading>,
}

/// Reads the profiles of `path`, without judging those that are JSON already: the service does.
///
/// # Errors
/// Where the file cannot be read, or not as what it is said to be.
pub(super) fn read_records(
    path: &Path,
    format: Option<InputFormat>,
    options: &ReadOptions,
) -> Result<Records, Failure> {
    let (mut records, notes, _) = read_with(path, format, options, |format, source, _| match format {
        Format::Json | Format::Ndjson => json(path, source, format, options),
        Format::Parquet => {
            Err(Failure::of(ErrorCode::InvalidRequest, message!["command-parquet-sent", place = path.display()]))
        }
        Format::Csv | Format::Platform(_) => import(path, source, format, options),
    })?;
    records.notes.splice(..0, notes);
    Ok(records)
}

/// The profiles of JSON as they stand there, or those of a table, as [`import`] writes them.
fn json(path: &Path, mut source: impl BufRead, format: Format, options: &ReadOptions) -> Result<Records, Failure> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|error| io_failure(path, &error))?;
    let table = csv_of_json_table(&bytes).map_err(|error| read_failure(path, "--input-format", &error))?;
    if let Some((orientation, csv)) = table {
        let mut records = import(path, csv.as_slice(), Format::Csv, options)?;
        records.notes.push(Note::Container(ContainerNote::JsonTable { orientation }));
        return Ok(records);
    }
    if format == Format::Json { array(path, bytes.as_slice()) } else { lines(path, bytes.as_slice()) }
}

/// The array as it stands in the file.
fn array(path: &Path, mut source: impl BufRead) -> Result<Records, Failure> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|error| io_failure(path, &error))?;
    let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if let Err(error) = serde_json::from_slice::<Vec<&RawValue>>(json) {
        let detail = message!["command-json-array", place = path.display()].saying("why", json_message(&error));
        return Err(Failure::of(ErrorCode::MalformedBody, detail));
    }
    Ok(Records { array: json.to_vec(), ..Records::default() })
}

/// An element a line. One that is no JSON is sent as a text, which the service refuses by its number.
fn lines(path: &Path, source: impl BufRead) -> Result<Records, Failure> {
    let mut array = Array::default();
    for (i, line) in source.split(b'\n').enumerate() {
        let line = line.map_err(|error| io_failure(path, &error))?;
        let line = if i == 0 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if serde_json::from_slice::<&RawValue>(line).is_ok() {
            array.push(line);
        } else {
            let shown = String::from_utf8_lossy(&line[..line.len().min(SHOWN)]).into_owned();
            array.push(Value::from(shown).to_string().as_bytes());
        }
    }
    Ok(Records { array: array.close(), ..Records::default() })
}

/// The profiles of CSV or a platform's export, for example `import` writes them.
fn import(path: &Path, source: impl BufRead, format: Format, options: &ReadOptions) -> Result<Records, Failure> {
    let from = match format {
        Format::Platform(platform) => ImportFormat::Platform(platform),
        Format::Csv | Format::Json | Format::Ndjson | Format::Parquet => ImportFormat::Csv,
    };
    let mut written = Vec::new();
    let mut import = Import::new(from, options, WriteFormat::Ndjson, &mut written);
    import.add(source, &mut |_| {}).map_err(|error| read_failure(path, "--input-format", &error))?;
    let imported = import.finish().map_err(|error| io_failure(path, &error))?;
    if imported.profiles == 0 && imported.rejected.rows > 0 {
        let rejected = args![n = imported.rejected.rows];
        return Err(Failure::said(ErrorCode::NoProfiles, "command-all-rejected", rejected));
    }
    let mut array = Array::default();
    written.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).for_each(|line| array.push(line));
    // The service counts what was rejected here as it counts what it rejects itself: an element that is no profile.
    (0..imported.rejected.rows).for_each(|_| array.push(b"null"));
    Ok(Records {
        array: array.close(),
        accepted: imported.profiles,
        rejected: imported.rejected,
        notes: imported.notes,
        readings: imported.readings,
    })
}

/// A JSON array in the making.
#[derive(Default)]
struct Array(Vec<u8>);

impl Array {
    fn push(&mut self, element: &[u8]) {
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        self.0.extend_from_slice(element);
    }

    fn close(mut self) -> Vec<u8> {
        if self.0.is_empty() {
            self.0.push(b'[');
        }
        self.0.push(b']');
        self.0
    }
}
