//! Turning what platforms and spreadsheets export into profiles: file after file in, one list of profiles out.

use std::io::{self, BufRead, Write};

use super::assemble::Assembler;
use super::csv;
use super::platform::UserMerger;
use super::read::refuse_exports;
use super::sink::Collector;
use super::writer::{RowWriter, WriteFormat};
use super::{Format, Note, Platform, ReadError, ReadOptions, Reading, Rejections};

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// Followers as a platform exports them.
    Platform(Platform),
    /// Followers as the platform exports them that is recognised in each file; all files are of one network.
    AnyPlatform,
    /// CSV, by [`ReadOptions::mapping`] or by its header.
    Csv,
}

#[derive(Debug)]
enum Source<'o> {
    Platform { merger: UserMerger<'o>, writer: RowWriter<'o> },
    Csv { assembler: Assembler<'o, Collector>, rows_before: Vec<u64>, readings: Vec<Reading> },
}

/// An import in the making.
#[derive(Debug)]
pub struct Import<'o> {
    options: &'o ReadOptions,
    source: Source<'o>,
    /// Rejections listed at the end of every file.
    file_ends: Vec<usize>,
}

/// What came of an import.
#[derive(Debug)]
pub struct ImportOutcome {
    /// Profiles written.
    pub profiles: u64,
    /// Rows rejected; a row's number counts from the beginning of its file.
    pub rejected: Rejections,
    /// Rejections listed at the end of every file.
    pub file_ends: Vec<usize>,
    /// What was decided.
    pub notes: Vec<Note>,
    /// What each table was taken for.
    pub readings: Vec<Reading>,
}

impl<'o> Import<'o> {
    /// An import that writes profiles to `out`.
    pub fn new(from: ImportFormat, options: &'o ReadOptions, format: WriteFormat, out: &'o mut dyn Write) -> Self {
        let writer = RowWriter::new(format, out);
        let source = match from {
            ImportFormat::Platform(platform) => {
                Source::Platform { merger: UserMerger::new(Some(platform), options), writer }
            }
            ImportFormat::AnyPlatform => Source::Platform { merger: UserMerger::new(None, options), writer },
            ImportFormat::Csv => Source::Csv {
                assembler: Assembler::writing(options, Collector::default(), writer),
                rows_before: Vec::new(),
                readings: Vec::new(),
            },
        };
        Self { options, source, file_ends: Vec::new() }
    }

    /// Takes one more file; the followers of a platform's file come after those of the files before.
    ///
    /// # Errors
    /// [`ReadError`] as [`super::read_profiles`] has it.
    pub fn add(&mut self, file: impl BufRead, progress: &mut dyn FnMut(u64)) -> Result<(), ReadError> {
        match &mut self.source {
            Source::Platform { merger, .. } => {
                merger.add(file, progress)?;
                self.file_ends.push(merger.listed_rejections());
            }
            Source::Csv { assembler, rows_before, readings } => {
                rows_before.push(assembler.rows());
                readings.push(csv::read_into(refuse_exports(Format::Csv, file, self.options)?, assembler, progress)?);
                self.file_ends.push(assembler.sink().listed.len());
            }
        }
        Ok(())
    }

    /// Writes what is left to write.
    ///
    /// # Errors
    /// Where the profiles can't be written.
    pub fn finish(self) -> io::Result<ImportOutcome> {
        let file_ends = self.file_ends;
        match self.source {
            Source::Platform { mut merger, writer } => {
                merger.complete();
                let mut assembler = Assembler::writing(self.options, Collector::default(), writer);
                merger.emit(&mut assembler).map_err(io::Error::other)?;
                let (profiles, ..) = assembler.finish_writing()?;
                let (rejected, notes) = merger.finish();
                Ok(ImportOutcome { profiles, rejected, file_ends, notes, readings: Vec::new() })
            }
            Source::Csv { assembler, rows_before, readings } => {
                let (profiles, rows, Collector { mut listed, .. }) = assembler.finish_writing()?;
                let mut from = 0;
                for (end, before) in file_ends.iter().zip(rows_before) {
                    listed[from..*end].iter_mut().for_each(|rejection| rejection.row -= before);
                    from = *end;
                }
                let rejected = Rejections { rows, listed };
                Ok(ImportOutcome { profiles, rejected, file_ends, notes: Vec::new(), readings })
            }
        }
    }
}
