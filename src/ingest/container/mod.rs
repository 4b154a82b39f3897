//! What stands before every reader: what a source is, taken out of what it is packed in, as text in UTF-8.
//!
//! | source | what is read |
//! | --- | --- |
//! | xlsx, xlsm, xlsb, xls, ods | the sheet that is named, or the first with two rows of several filled cells, as CSV; the note names the others; refused where several have the same columns |
//! | a zip archive of one file | that file, looked at again; folders and what systems put beside files do not count |
//! | gzip, Zstandard | what is packed, looked at again |
//! | UTF-8 with or without a byte order mark | handed on where it stands |
//! | UTF-8 that was encoded as UTF-8 again | undone, with a note |
//! | UTF-16 with or without a byte order mark | decoded, with a note |
//! | EUC-KR (CP949), Shift_JIS, GB18030, Big5, Windows-1252 and the like | recognised from the first byte that is not ASCII on, decoded, with a note; Korean is preferred where the text is frequent Korean syllables |
//! | Parquet | as it stands, for its own reader |
//! | SPSS, Stata, SAS, R, PDF, images, HTML, XML, SQLite, Word, HWP, Numbers, pickle, tar and others | refused by name ([`Refusal`]), with what to do |
//! | protected by a password, of several files, empty | refused likewise |
//!
//! What is merged over several rows below the header counts for each of them, with a note. Cells of spreadsheets become text: dates by the cell's format (1900 and 1904), whole days without a time, whole numbers
//! without a fraction, errors such as `#N/A` nothing. Text is streamed. Archives and spreadsheets are written to a file
//! without a name first; of a spreadsheet the shared texts (xlsx, at most 256 MiB) or all cells (xls, ods, at most
//! 4,194,304) are in memory.

mod archive;
mod cells;
mod doubled;
mod encoding;
mod magic;
mod merged;
mod note;
mod ods_size;
mod ole;
mod refusal;
mod scratch;
mod shared_texts;
mod short_cells;
mod text;
mod workbook;

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::{Compression, Decompressed, ReadError};
use archive::Archived;
pub use archive::followers_file;
use magic::{Beginning, HEAD, identify};
pub use note::ContainerNote;
pub use refusal::{OtherFile, Refusal, SheetLimit};
pub use scratch::{ContainerLimits, Scratch};
use text::Text;
use workbook::BookKind;

/// Archives within each other that are unpacked.
const MAX_LAYERS: usize = 3;
const BUFFER: usize = 1 << 18;
/// Largest .xls, which is held in memory.
const MAX_XLS: u64 = 128 << 20;

/// What an opened source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// Text, of a format that it does not say.
    Text,
    /// A table, as CSV.
    Table,
    /// Parquet.
    Parquet,
}

/// A source that is taken out of what it was packed in. It is read as [`BufRead`].
pub struct Opened<'s> {
    kind: ContentKind,
    name: Option<String>,
    notes: Vec<ContainerNote>,
    text: Text<'s>,
}

impl fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("kind", &self.kind).field("notes", &self.notes()).finish_non_exhaustive()
    }
}

impl<'s> Opened<'s> {
    /// Opens `source` and what is packed in it.
    ///
    /// # Errors
    /// [`ReadError::Refused`] for what no reader takes, [`ReadError::TooManyBytes`] beyond `limits`, [`ReadError::Format`]
    /// for what is damaged, and where the source or its room fails.
    pub fn open(source: impl BufRead + 's, limits: &ContainerLimits<'_>) -> Result<Self, ReadError> {
        let mut source: Box<dyn BufRead + 's> = Box::new(source);
        let mut opened = Vec::new();
        let mut name = None;
        for _ in 0..=MAX_LAYERS {
            let mut head = Vec::new();
            source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
            let beginning = identify(&head);
            let compression = Compression::of(&head);
            let rest = source;
            source = Box::new(Cursor::new(head).chain(rest));
            let (kind, text) = match beginning {
                Beginning::Refused(refusal) => return Err(refusal.into()),
                Beginning::Compressed => {
                    let unpacked = Decompressed::new(compression, source, limits.unpacked_bytes)?;
                    source = Box::new(BufReader::with_capacity(BUFFER, unpacked));
                    continue;
                }
                Beginning::Zip => match zip(&mut source, limits)? {
                    Unpacked::File { name: file, content } => {
                        opened.push(ContainerNote::Unzipped { file: file.clone() });
                        name = Some(file);
                        source = Box::new(BufReader::with_capacity(BUFFER, content));
                        continue;
                    }
                    Unpacked::Table { csv, notes } => {
                        opened.extend(notes);
                        (ContentKind::Table, Text::as_it_stands(Box::new(BufReader::with_capacity(BUFFER, csv))))
                    }
                },
                Beginning::Ole => {
                    let (csv, notes) = xls(&mut source, limits)?;
                    opened.extend(notes);
                    (ContentKind::Table, Text::as_it_stands(Box::new(BufReader::with_capacity(BUFFER, csv))))
                }
                Beginning::Parquet => (ContentKind::Parquet, Text::as_it_stands(source)),
                Beginning::Text => (ContentKind::Text, Text::recognised(source)),
                Beginning::Utf16Le => (ContentKind::Text, no_page(Text::decoded(source, UTF_16LE))?),
                Beginning::Utf16Be => (ContentKind::Text, no_page(Text::decoded(source, UTF_16BE))?),
            };
            if let (Some(sheet), false) = (limits.sheet, kind == ContentKind::Table) {
                return Err(Refusal::NoSpreadsheet { sheet: sheet.to_owned() }.into());
            }
            return Ok(Self { kind, name, notes: opened, text });
        }
        Err(Refusal::TooManyLayers.into())
    }

    /// What it holds.
    pub fn kind(&self) -> ContentKind {
        self.kind
    }

    /// The name of the file within an archive.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What was decided; once it is read, also what could not be decoded.
    pub fn notes(&self) -> Vec<ContainerNote> {
        self.notes.iter().cloned().chain(self.text.note()).collect()
    }
}

impl Read for Opened<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.text.read(into)
    }
}

impl BufRead for Opened<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.text.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.text.consume(count);
    }
}

enum Unpacked {
    File { name: String, content: Box<dyn Scratch> },
    Table { csv: Box<dyn Scratch>, notes: Vec<ContainerNote> },
}

fn zip(source: &mut dyn BufRead, limits: &ContainerLimits<'_>) -> Result<Unpacked, ReadError> {
    let mut archive = archive::open(limits.spool(source)?)?;
    let kind = match archive::look(&mut archive, limits)? {
        Archived::File { name, content } => return Ok(Unpacked::File { name, content }),
        Archived::Xlsx => BookKind::Xlsx,
        Archived::Xlsb => BookKind::Xlsb,
        Archived::Ods => BookKind::Ods,
    };
    let room = scratch::rewound(archive.into_inner().into_inner())?;
    let (csv, notes) = workbook::as_csv(room, kind, limits)?;
    Ok(Unpacked::Table { csv, notes })
}

fn xls(
    source: &mut dyn BufRead,
    limits: &ContainerLimits<'_>,
) -> Result<(Box<dyn Scratch>, Vec<ContainerNote>), ReadError> {
    let max = limits.unpacked_bytes.min(MAX_XLS);
    let mut room = ContainerLimits { unpacked_bytes: max, ..*limits }.spool(source)?;
    let mut bytes = Vec::new();
    room.read_to_end(&mut bytes).map_err(ReadError::Sink)?;
    ole::check_workbook(&bytes)?;
    drop(bytes);
    workbook::as_csv(scratch::rewound(room)?, BookKind::Xls, limits)
}

/// The same text, unless it is a web page or XML.
fn no_page(mut text: Text<'_>) -> Result<Text<'_>, ReadError> {
    match magic::text(text.fill_buf()?) {
        Some(other) => Err(Refusal::Other(other).into()),
        None => Ok(text),
    }
}
