//! Files of profiles, with their format, hash and progress.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use time::Date;

use super::args::InputFormat;
use crate::error::{ErrorCode, Failure};
use crate::profile::{Format, ReadError, ReadOptions, Reading, Role, read_profiles};

/// Smaller files are read before a bar would be seen.
const BAR_FROM: u64 = 8 << 20;
const BUFFER: usize = 1 << 18;

/// Profiles read from a file, with the hash of its bytes.
pub(super) struct Input {
    pub(super) reading: Reading,
    pub(super) hash: blake3::Hash,
}

/// Reads profiles from `path`, `-` being standard input.
pub(super) fn read_file(path: &Path, format: Option<InputFormat>, role: Role, as_of: Date) -> Result<Input, Failure> {
    let io_failure = |error: io::Error| {
        Failure::new(ErrorCode::Io, format!("{}: {error}; give a file of profiles that can be read", path.display()))
    };
    let standard_input = path == Path::new("-");
    let (source, length): (Box<dyn Read>, u64) = if standard_input {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let file = File::open(path).map_err(io_failure)?;
        let length = file.metadata().map_err(io_failure)?.len();
        (Box::new(file), length)
    };
    let mut source = BufReader::with_capacity(BUFFER, Hashing { source, hasher: blake3::Hasher::new() });
    let format = match format {
        Some(InputFormat::Json) => Format::Json,
        Some(InputFormat::Ndjson) => Format::Ndjson,
        Some(InputFormat::Csv) => Format::Csv,
        None => tell_format(path, source.fill_buf().map_err(io_failure)?),
    };
    let bar = progress_bar(length);
    let options = ReadOptions::new(role, as_of);
    let outcome = read_profiles(format, &mut source, &options, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let reading = outcome.map_err(|error| {
        let code = match &error {
            ReadError::TooManyRows { .. } => ErrorCode::TooManyRows,
            ReadError::Io(_) => ErrorCode::Io,
            ReadError::Format { .. } => ErrorCode::MalformedBody,
        };
        Failure::new(code, format!("{}: {error}", path.display()))
    })?;
    Ok(Input { reading, hash: source.into_inner().hasher.finalize() })
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
struct Hashing<R> {
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
