//! `import`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use time::OffsetDateTime;

use super::arg_values::{ImportOutput, ImportSource};
use super::args::ImportArgs;
use super::input::{open, read_failure, read_mapping, read_options, unpacked};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ContentKind, Import, ImportFormat, ImportOutcome, ReadOptions, Role, WriteFormat};
use crate::message::message;
use crate::report::Language;
use crate::report::import_note::import_note;
use crate::report::messages::{Messages, args};
use crate::report::reading::reading_sentences;
use crate::report::sentences::rejection_sentence;

/// Rejected rows that are listed one by one.
const MAX_LISTED: usize = 20;

/// Writes the profiles of exported files, and reports on stderr what was rejected and decided.
pub(super) fn import(args: &ImportArgs, language: Language) -> Result<ExitCode, Failure> {
    let from = match args.from {
        ImportSource::Auto => ImportFormat::AnyPlatform,
        ImportSource::Platform(platform) => ImportFormat::Platform(platform),
        ImportSource::Csv => ImportFormat::Csv,
    };
    if args.mapping.is_some() && from != ImportFormat::Csv {
        return Err(Failure::of(ErrorCode::InvalidRequest, message!["command-mapping-platform"]));
    }
    let as_of = args.as_of.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let options = read_options(Role::Audience, as_of, mapping, &args.table);
    let imported = match &args.output {
        None => {
            let mut out = BufWriter::new(Pipe(io::stdout().lock()));
            convert(args, from, &options, &mut out, language)?
        }
        Some(path) => to_file(path, |out| convert(args, from, &options, out, language))?,
    };
    print_summary(&imported, &args.files, language);
    if imported.profiles == 0 && imported.rejected.rows > 0 {
        let rejected = args![n = imported.rejected.rows];
        return Err(Failure::said(ErrorCode::NoProfiles, "command-all-rejected", rejected));
    }
    Ok(ExitCode::SUCCESS)
}

fn convert(
    args: &ImportArgs,
    from: ImportFormat,
    options: &ReadOptions,
    out: &mut dyn Write,
    language: Language,
) -> Result<ImportOutcome, Failure> {
    let format = match args.format {
        ImportOutput::Ndjson => WriteFormat::Ndjson,
        ImportOutput::Csv => WriteFormat::Csv,
    };
    let mut import = Import::new(from, options, format, out);
    for path in &args.files {
        let (mut packed, bar) = open(path)?;
        let unread = |error| read_failure(path, "--from", &error);
        let mut source = unpacked(&mut packed, options.sheet()).map_err(unread)?;
        if from != ImportFormat::Csv && source.kind() == ContentKind::Table {
            let detail = message!["command-import-spreadsheet", place = path.display()];
            return Err(Failure::of(ErrorCode::InvalidRequest, detail));
        }
        let added = import.add(&mut source, &mut |bytes| bar.set_position(bytes));
        bar.finish_and_clear();
        added.map_err(unread)?;
        for note in source.notes() {
            eprintln!("audience-fit: {}: {}", path.display(), note.message().in_language(language));
        }
    }
    import.finish().map_err(|error| Failure::of(ErrorCode::Io, message!["command-import-unwritten", error = error]))
}

/// Writes beside `path` and puts the file there once it is whole.
fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>) -> Result<T, Failure> {
    let failed = |error: io::Error| {
        Failure::of(
            ErrorCode::Io,
            message!["command-file", place = format!("--output {}", path.display()), error = error],
        )
    };
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let mut out = BufWriter::new(File::create(&unfinished).map_err(failed)?);
    let written = write(&mut out).and_then(|value| {
        out.flush().and_then(|()| fs::rename(&unfinished, path)).map_err(failed)?;
        Ok(value)
    });
    if written.is_err() {
        // The first failure is the one that matters.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Reports the rejected rows, file by file.
fn print_summary(imported: &ImportOutcome, files: &[PathBuf], language: Language) {
    let m = Messages::of(language);
    let mut from = 0;
    let mut listed = 0;
    for (path, end) in files.iter().zip(&imported.file_ends) {
        for rejection in imported.rejected.listed[from..*end].iter().take(MAX_LISTED - listed) {
            let sentence = rejection_sentence(m, rejection);
            let place = path.display().to_string();
            eprintln!("audience-fit: {}", m.text("command-import-rejected", args![place = place, why = sentence]));
            listed += 1;
        }
        from = *end;
    }
    if imported.rejected.listed.len() > listed {
        eprintln!("audience-fit: {}", m.text("command-import-more", args![n = imported.rejected.rows]));
    }
    let notes = imported.notes.iter().map(|note| import_note(m, note));
    for note in notes.chain(reading_sentences(m, &imported.readings)) {
        eprintln!("audience-fit: {note}");
    }
    let counts = args![profiles = imported.profiles, rejected = imported.rejected.rows];
    eprintln!("audience-fit: {}", m.text("command-import-done", counts));
}

/// Standard output; a reader that has gone is no failure.
struct Pipe<W>(W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}
