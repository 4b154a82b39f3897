//! Files of profiles, with their format, hash and progress.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use time::Date;

use super::args::InputFormat;
use crate::error::{ErrorCode, Failure, Fault};
use crate::profile::{Format, Mapping, MappingFault, Platform, ReadError, ReadOptions, Reading, Role, read_profiles};

/// Smaller files are read before a bar would be seen.
const BAR_FROM: u64 = 8 << 20;
const BUFFER: usize = 1 << 18;
/// Bytes in which the names of a platform's export are looked for.
const RECOGNISED: usize = 8 << 10;

/// Profiles read from a file, with the hash of its bytes.
pub(super) struct Input {
    pub(super) reading: Reading,
    pub(super) hash: blake3::Hash,
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

fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(ErrorCode::Io, format!("{}: {error}; give a file of profiles that can be read", path.display()))
}

/// Reads profiles from `path`.
pub(super) fn read_file(
    path: &Path,
    format: Option<InputFormat>,
    mapping: Option<Mapping>,
    role: Role,
    as_of: Date,
) -> Result<Input, Failure> {
    let (mut source, bar) = open(path)?;
    let first = source.fill_buf().map_err(|error| io_failure(path, &error))?;
    let export = format.is_none().then(|| Platform::recognise(&first[..first.len().min(RECOGNISED)])).flatten();
    let format = match format {
        Some(InputFormat::Json) => Format::Json,
        Some(InputFormat::Ndjson) => Format::Ndjson,
        Some(InputFormat::Csv) => Format::Csv,
        Some(InputFormat::XV2) => Format::Platform(Platform::XV2),
        Some(InputFormat::Mastodon) => Format::Platform(Platform::Mastodon),
        Some(InputFormat::Bluesky) => Format::Platform(Platform::Bluesky),
        None => tell_format(path, first),
    };
    if mapping.is_some() && format != Format::Csv {
        let detail = format!("--mapping is for CSV; {} is not read as CSV", path.display());
        return Err(Failure::new(ErrorCode::InvalidRequest, detail));
    }
    let options = ReadOptions { mapping, ..ReadOptions::new(role, as_of) };
    let outcome = read_profiles(format, &mut source, &options, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let reading = outcome.map_err(|error| read_failure(path, "--input-format", &error))?;
    if let (Some(platform), true, true) = (export, reading.profiles.is_empty(), reading.rejected.rows > 0) {
        let detail = format!("{}: these are no profiles; try --input-format {platform}", path.display());
        return Err(Failure::new(ErrorCode::NoProfiles, detail));
    }
    Ok(Input { reading, hash: source.into_inner().hasher.finalize() })
}

/// Why a file could not be read; `flag` is the argument that says what it is.
pub(super) fn read_failure(path: &Path, flag: &str, error: &ReadError) -> Failure {
    let (code, instead) = match error {
        ReadError::TooManyRows { .. } => (ErrorCode::TooManyRows, String::new()),
        ReadError::Io(_) | ReadError::Sink(_) => (ErrorCode::Io, String::new()),
        ReadError::Format { .. } | ReadError::OtherFormat { platform: None, .. } => {
            (ErrorCode::MalformedBody, String::new())
        }
        ReadError::OtherFormat { platform: Some(platform), .. } => {
            (ErrorCode::MalformedBody, format!("; use {flag} {platform}"))
        }
    };
    Failure::new(code, format!("{}: {error}{instead}", path.display()))
}

/// Reads a mapping file.
pub(super) fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(ErrorCode::Io, format!("--mapping {}: {error}", path.display())))?;
    Mapping::parse(&text).map_err(|faults| {
        let fault = |f: MappingFault| Fault {
            pointer: format!("{}:{}", path.display(), f.line),
            code: "mapping".to_owned(),
            detail: f.detail,
        };
        Failure::invalid(faults.into_iter().map(fault).collect())
    })
}

/// The format by the file's name, or else by its first bytes.
fn tell_format(path: &Path, first: &[u8]) -> Format {
    match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv" | "tsv") => Format::Csv,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        _ => match first.iter().find(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(b)) {
            Some(b'[') => Format::Json,
            Some(b'{') => Format::Ndjson,
            _ => Format::Csv,
        },
    }
}

fn progress_bar(length: u64) -> ProgressBar {
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
