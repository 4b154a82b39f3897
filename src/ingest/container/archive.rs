//! Zip archives: spreadsheets and documents, or one file that is packed.

use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::ReadError;
use super::encoding;
use super::ods_size::CellCount;
use super::refusal::{OtherFile, Refusal};
use super::scratch::{ContainerLimits, Scratch, rewound};
use super::shared_texts::{TextCount, is_shared_texts};
use super::short_cells;
use crate::message::message;

/// Most bytes of a spreadsheet once unpacked, and of the parts of it that are held in memory.
const MAX_UNPACKED: u64 = 2 << 30;
const MAX_IN_MEMORY: u64 = 256 << 20;
/// Longest text that says what kind of file an archive is.
const MAX_MIMETYPE: u64 = 256;
/// Files that systems put beside those of people.
const SYSTEM_FILES: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];
/// Names' ends of files that may hold profiles.
const DATA_FILES: [&str; 16] = [
    ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".js", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet",
    ".gz", ".zst", ".zip",
];

pub(super) type Archive = ZipArchive<BufReader<Box<dyn Scratch>>>;

/// What an archive is.
pub(super) enum Archived {
    Xlsx,
    Xlsb,
    Ods,
    /// One file, unpacked.
    File {
        name: String,
        content: Box<dyn Scratch>,
    },
}

/// Opens an archive.
pub(super) fn open(room: Box<dyn Scratch>) -> Result<Archive, ReadError> {
    ZipArchive::new(BufReader::new(room)).map_err(|error| failed(error, ""))
}

/// The file with the followers among the names of a known platform's archive.
pub fn followers_file<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let is_followers = |name: &str| {
        let path = name.to_ascii_lowercase();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let is_text = file.ends_with(".js") || file.ends_with(".json") || file.ends_with(".csv");
        is_text
            && (file == "follower.js"
                || file.starts_with("followers_") && folder.contains("followers_and_following")
                || file.starts_with("people_who_follow")
                || file == "who_follows_you.json"
                || file == "followers.json"
                || file == "followers.csv")
    };
    names.into_iter().filter(|name| is_followers(name)).min_by_key(|name| (name.len(), *name))
}

/// Looks into an archive, and unpacks its file where it has only one.
pub(super) fn look(archive: &mut Archive, limits: &ContainerLimits<'_>) -> Result<Archived, ReadError> {
    if let Some(kind) = spreadsheet(archive)? {
        check_size(archive, limits, &kind)?;
        if matches!(kind, Archived::Xlsb) {
            short_cells::check(archive)?;
        }
        return Ok(kind);
    }
    let files = files(archive)?;
    match files.as_slice() {
        [] => Err(Refusal::NoFile.into()),
        [(index, name)] => unpack(archive, *index, name, limits),
        several => {
            let names = || several.iter().map(|(_, name)| name.as_str());
            if names().all(|name| name.ends_with(".npy")) {
                return Err(Refusal::Other(OtherFile::Numpy).into());
            }
            let is_data = |name: &&str| DATA_FILES.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
            Err(Refusal::SeveralFiles {
                count: several.len(),
                data: names().filter(is_data).map(str::to_owned).collect(),
                followers: followers_file(names()).map(str::to_owned),
            }
            .into())
        }
    }
}

/// The kind of spreadsheet that an archive is, if it is one; other documents are refused.
fn spreadsheet(archive: &mut Archive) -> Result<Option<Archived>, ReadError> {
    let has = |archive: &Archive, name: &str| archive.index_for_name(name).is_some();
    let starts = |archive: &Archive, name: &str| archive.file_names_raw().any(|raw| raw.starts_with(name.as_bytes()));
    let refused = |other| Err(Refusal::Other(other).into());
    if has(archive, "xl/workbook.bin") {
        return Ok(Some(Archived::Xlsb));
    }
    if has(archive, "[Content_Types].xml") {
        if starts(archive, "xl/") {
            return Ok(Some(Archived::Xlsx));
        }
        if starts(archive, "word/") {
            return refused(OtherFile::TextDocument);
        }
        return refused(OtherFile::Presentation);
    }
    if has(archive, "Index/Document.iwa") || has(archive, "Index.zip") || has(archive, "index.apxl") {
        return refused(OtherFile::Numbers);
    }
    let mut kind = String::new();
    if let Ok(file) = archive.by_name("mimetype") {
        let _ = file.take(MAX_MIMETYPE).read_to_string(&mut kind);
    }
    match kind.trim() {
        "" => {}
        kind if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") => return Ok(Some(Archived::Ods)),
        kind if kind.starts_with("application/vnd.oasis.opendocument.text") => return refused(OtherFile::TextDocument),
        kind if kind.starts_with("application/vnd.oasis.opendocument") => return refused(OtherFile::Presentation),
        kind if kind.contains("hwp") => return refused(OtherFile::Hwp),
        _ => return refused(OtherFile::Package),
    }
    let is_package = has(archive, "META-INF/MANIFEST.MF") || has(archive, "AndroidManifest.xml");
    if is_package { refused(OtherFile::Package) } else { Ok(None) }
}

/// The files that people put into an archive, with their places.
fn files(archive: &Archive) -> Result<Vec<(usize, String)>, ReadError> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| failed(error, ""))?;
        let name = encoding::file_name(entry.name_raw());
        let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_system = name.starts_with("__MACOSX/") || own.starts_with("._") || SYSTEM_FILES.contains(&own);
        if !entry.is_dir() && !own.is_empty() && !is_system {
            files.push((index, name));
        }
    }
    Ok(files)
}

fn unpack(
    archive: &mut Archive,
    index: usize,
    name: &str,
    limits: &ContainerLimits<'_>,
) -> Result<Archived, ReadError> {
    let file = archive.by_index(index).map_err(|error| failed(error, name))?;
    let mut room = limits.room()?;
    copy(file, &mut room, limits.unpacked_bytes, name)?;
    Ok(Archived::File { name: name.to_owned(), content: rewound(room)? })
}

/// Copies what is packed; the bytes it came to.
fn copy(mut file: impl Read, into: &mut dyn io::Write, max: u64, name: &str) -> Result<u64, ReadError> {
    let mut buffer = vec![0; 1 << 16];
    let mut count = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|error| damaged(format!("{name}: {error}")))?;
        if read == 0 {
            return Ok(count);
        }
        count += read as u64;
        if count > max {
            return Err(ReadError::TooManyBytes { max });
        }
        into.write_all(&buffer[..read]).map_err(ReadError::Sink)?;
    }
}

/// Unpacks every part of a spreadsheet once, for what its parts claim of their size says nothing.
fn check_size(archive: &mut Archive, limits: &ContainerLimits<'_>, kind: &Archived) -> Result<(), ReadError> {
    let mut left = limits.unpacked_bytes.min(MAX_UNPACKED);
    let mut in_memory = MAX_IN_MEMORY.min(left);
    for index in 0..archive.len() {
        let is_encrypted = archive.by_index_data(index).is_ok_and(|entry| entry.encrypted());
        if is_encrypted {
            return Err(Refusal::EncryptedSpreadsheet.into());
        }
        let file = archive.by_index(index).map_err(|error| failed(error, ""))?;
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let is_streamed = name.to_ascii_lowercase().starts_with("xl/worksheets/");
        let max = if is_streamed { left } else { in_memory };
        let count = if matches!(kind, Archived::Ods) && name == "content.xml" {
            let mut cells = CellCount::default();
            let copied = copy(file, &mut cells, max, &name);
            cells.check()?;
            copied?
        } else if is_shared_texts(&name) {
            let mut texts = TextCount::default();
            let copied = copy(file, &mut texts, max, &name);
            texts.check()?;
            copied?
        } else {
            copy(file, &mut io::sink(), max, &name)?
        };
        left = left.saturating_sub(count);
        if !is_streamed {
            in_memory = in_memory.saturating_sub(count).min(left);
        }
    }
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other errors are damage")]
fn failed(error: ZipError, file: &str) -> ReadError {
    match error {
        ZipError::Io(error) => damaged(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Refusal::EncryptedZip.into()
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Refusal::UnusualZip { file: file.to_owned() }.into()
        }
        other => damaged(other),
    }
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Format { expected: "file-format-zip", detail: message!["file-zip-damaged", error = error] }
}
