//! Files of profiles, with their format, hash and progress.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use time::Date;

use super::arg_values::InputFormat;
use super::args::TableArgs;
use super::lake::{lake_at, read_lake};
use crate::error::{ErrorCode, Failure, Fault, why_unread};
use crate::ingest::{
    ContainerLimits, ContentKind, Format, Mapping, MappingFault, Note, Opened, PlatformNote, ReadError, ReadOptions,
    ReadOutcome, Recognised, Role, copy_bytes, read_parquet, read_profiles, recognise,
};
use crate::message::{MessageArgument, message};
use crate::report::messages::args;
use crate::store::LakeError;

/// Smaller files are read before a bar would be seen.
const BAR_FROM: u64 = 8 << 20;
const BUFFER: usize = 1 << 18;

/// Profiles read from a file, with the hash of its bytes.
pub(super) struct Input {
    pub(super) reading: ReadOutcome,
    pub(super) hash: blake3::Hash,
}

impl Default for Input {
    /// No file.
    fn default() -> Self {
        Self { reading: ReadOutcome::default(), hash: blake3::hash(&[]) }
    }
}

/// A file on its way to a reader, hashed.
pub(super) type Source = BufReader<Hashing<Box<dyn Read>>>;

/// Opens `path`, `-` being standard input, with a bar of its progress.
pub(super) fn open(path: &Path) -> Result<(Source, ProgressBar), Failure> {
    let standard_input = path == Path::new("-");
    let (source, length): (Box<dyn Read>, u64) = if standard_input {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let file = File::open(path).map_err(|error| io_failure(path, &error))?;
        let length = file.metadata().map_err(|error| io_failure(path, &error))?.len();
        (Box::new(file), length)
    };
    let hashing = Hashing { source, hasher: blake3::Hasher::new() };
    Ok((BufReader::with_capacity(BUFFER, hashing), progress_bar(length)))
}

pub(super) fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::of(ErrorCode::Io, message!["command-unreadable", place = path.display(), error = error])
}

/// How files are read that `table` says more of.
pub(super) fn read_options(role: Role, as_of: Date, mapping: Option<Mapping>, table: &TableArgs) -> ReadOptions {
    let TableArgs { sheet, income, keep_columns } = table.clone();
    ReadOptions { mapping, sheet, income, keep_columns, takes_json_tables: true, ..ReadOptions::new(role, as_of) }
}

/// Reads profiles from `path`.
pub(super) fn read_file(path: &Path, format: Option<InputFormat>, options: &ReadOptions) -> Result<Input, Failure> {
    if let Some(lake) = lake_at(path)? {
        if format.is_some_and(|format| format != InputFormat::Parquet) {
            let args = args![place = path.display().to_string()];
            return Err(Failure::said(ErrorCode::InvalidRequest, "problem-lake-format", args));
        }
        return read_lake(path, &lake, options);
    }
    if options.table_version.is_some() {
        return Err(LakeError::NoLog(path.display().to_string()).into_failure());
    }
    let (mut reading, notes, hash) = read_with(path, format, options, |format, source, progress| {
        let outcome = match format {
            Format::Parquet => spooled(source).and_then(|file| read_parquet(file, options, progress)),
            Format::Json | Format::Ndjson | Format::Csv | Format::Platform(_) => {
                read_profiles(format, source, options, progress)
            }
        };
        outcome.map_err(|error| read_failure(path, "--input-format", &error))
    })?;
    reading.notes.splice(..0, notes);
    Ok(Input { reading, hash })
}

/// What `read` makes of the file at `path`, out of whatever it is packed in; what was decided before, and the hash of its
/// bytes.
///
/// # Errors
/// Those of `read`, and where the file cannot be opened or is not of the format that is said.
pub(super) fn read_with<T>(
    path: &Path,
    format: Option<InputFormat>,
    options: &ReadOptions,
    read: impl FnOnce(Format, &mut Opened<'_>, &mut dyn FnMut(u64)) -> Result<T, Failure>,
) -> Result<(T, Vec<Note>, blake3::Hash), Failure> {
    let (mut packed, bar) = open(path)?;
    let mut source =
        unpacked(&mut packed, options.sheet()).map_err(|error| read_failure(path, "--input-format", &error))?;
    let is_said = format.is_some();
    let format = format_of(path, format, &mut source)?;
    if options.mapping.is_some() && format != Format::Csv {
        let detail = message!["command-mapping-csv", place = path.display()];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    }
    let outcome = read(format, &mut source, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let outcome = outcome?;
    let mut notes: Vec<Note> = source.notes().into_iter().map(Note::Container).collect();
    if let (Format::Platform(platform), false) = (format, is_said) {
        notes.insert(0, Note::Platform(PlatformNote::Recognised(platform)));
    }
    drop(source);
    // The hash is of all bytes, those after the end of what is packed included.
    io::copy(&mut packed, &mut io::sink()).map_err(|error| io_failure(path, &error))?;
    Ok((outcome, notes, packed.into_inner().hasher.finalize()))
}

/// What `source` holds, out of whatever it is packed in.
pub(super) fn unpacked<'s>(source: &'s mut Source, sheet: Option<&str>) -> Result<Opened<'s>, ReadError> {
    let limits = ContainerLimits { unpacked_bytes: u64::MAX, sheet, scratch: &|| Ok(Box::new(tempfile::tempfile()?)) };
    Opened::open(source, &limits)
}

/// A file without a name that holds what is left of `source`: Parquet is read at any place.
fn spooled(source: &mut impl BufRead) -> Result<File, ReadError> {
    let file = tempfile::tempfile().map_err(ReadError::Sink)?;
    copy_bytes(source, &file)?;
    Ok(file)
}

/// Why a file could not be read; `flag` is the argument that says what it is.
pub(super) fn read_failure(path: &Path, flag: &str, error: &ReadError) -> Failure {
    let (code, instead) = match error {
        ReadError::TooManyRows { .. } => (ErrorCode::TooManyRows, None),
        ReadError::TooManyBytes { .. } => (ErrorCode::BodyTooLarge, None),
        ReadError::Io(_) | ReadError::Sink(_) => (ErrorCode::Io, None),
        ReadError::Format { .. } | ReadError::OtherFormat { platform: None, .. } | ReadError::Refused(_) => {
            (ErrorCode::MalformedBody, None)
        }
        ReadError::OtherFormat { platform: Some(platform), .. } => {
            (ErrorCode::MalformedBody, Some(format!("{flag} {platform}")))
        }
    };
    let why = MessageArgument::List(vec![why_unread(error, instead)]);
    Failure::of(code, message!["refusal-of-file", path = path.display()].and("why", why))
}

/// Reads a mapping file.
pub(super) fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::of(
            ErrorCode::Io,
            message!["command-file", place = format!("--mapping {}", path.display()), error = error],
        )
    })?;
    Mapping::parse(&text).map_err(|faults| {
        let fault = |f: MappingFault| Fault {
            pointer: format!("{}:{}", path.display(), f.line),
            code: "mapping".to_owned(),
            detail: f.detail,
        };
        Failure::invalid(faults.into_iter().map(fault).collect())
    })
}

/// The given format, or the detected one.
///
/// # Errors
/// Where the given one is another than that of the file, or the source fails.
pub(super) fn format_of(path: &Path, said: Option<InputFormat>, source: &mut Opened<'_>) -> Result<Format, Failure> {
    let said = said.map(|said| match said {
        InputFormat::Json => Format::Json,
        InputFormat::Ndjson => Format::Ndjson,
        InputFormat::Csv => Format::Csv,
        InputFormat::Parquet => Format::Parquet,
        InputFormat::Platform(platform) => Format::Platform(platform),
    });
    let (own, what) = match source.kind() {
        ContentKind::Table => (Format::Csv, "table"),
        ContentKind::Parquet => (Format::Parquet, "parquet"),
        ContentKind::Text => {
            let name = source.name().map_or_else(|| path.to_owned(), |name| Path::new(name).to_owned());
            let first = source.fill_buf().map_err(|error| read_failure(path, "", &error.into()))?;
            return Ok(said.unwrap_or_else(|| match recognise(first) {
                Some(Recognised::Followers(platform)) => Format::Platform(platform),
                Some(Recognised::Other(_)) | None => detect_format(&name, first),
            }));
        }
    };
    if said.is_some_and(|said| said != own) {
        let detail = message!["command-other-format", place = path.display(), what = what];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    }
    Ok(own)
}

/// The format of text by the file's name, or else by its first bytes; of JSON these say whether it is one array.
fn detect_format(path: &Path, first: &[u8]) -> Format {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    match Format::by_name(name) {
        Some(format) if format != Format::Json => format,
        Some(_) | None => Format::by_beginning(first),
    }
}

pub(super) fn progress_bar(length: u64) -> ProgressBar {
    if length < BAR_FROM || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Hashes what is read through it.
pub(super) struct Hashing<R> {
    source: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}
