//! What a source is, by its first bytes.

use super::super::platform::is_download_page;
use super::refusal::{OtherFile, Refusal};

/// Bytes that are looked at.
pub(super) const HEAD: usize = 8 << 10;

/// What the first bytes begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Text in an encoding that agrees with ASCII.
    Text,
    Utf16Le,
    Utf16Be,
    Compressed,
    Zip,
    /// The container of Office before 2007.
    Ole,
    Parquet,
    Refused(Refusal),
}

/// Bytes that only one kind of file begins with.
const MAGIC: [(&[u8], OtherFile); 42] = [
    (b"$FL2", OtherFile::Spss),
    (b"$FL3", OtherFile::Spss),
    (b"<stata_dta>", OtherFile::Stata),
    (b"HEADER RECORD*******LI", OtherFile::Sas),
    (b"RDX2\n", OtherFile::R),
    (b"RDX3\n", OtherFile::R),
    (b"RDA2\n", OtherFile::R),
    (b"RDA3\n", OtherFile::R),
    (b"X\n\0\0\0", OtherFile::R),
    (b"MATLAB 5.0 MAT-file", OtherFile::Matlab),
    (b"%PDF-", OtherFile::Pdf),
    (b"\x89PNG\r\n", OtherFile::Image),
    (b"\xFF\xD8\xFF", OtherFile::Image),
    (b"GIF87a", OtherFile::Image),
    (b"GIF89a", OtherFile::Image),
    (b"II*\0", OtherFile::Image),
    (b"MM\0*", OtherFile::Image),
    (b"\0\0\x01\0\x01\0", OtherFile::Image),
    (b"8BPS\0", OtherFile::Image),
    (b"ID3\x03", OtherFile::Media),
    (b"ID3\x04", OtherFile::Media),
    (b"OggS\0", OtherFile::Media),
    (b"\x1A\x45\xDF\xA3", OtherFile::Media),
    (b"SQLite format 3\0", OtherFile::Sqlite),
    (b"\0\x01\0\0Standard ", OtherFile::Access),
    (b"{\\rtf", OtherFile::TextDocument),
    (b"HWP Document File", OtherFile::Hwp),
    (b"\x09\0\x04\0", OtherFile::OldExcel),
    (b"\x09\x02\x06\0", OtherFile::OldExcel),
    (b"\x09\x04\x06\0", OtherFile::OldExcel),
    (b"\x09\x08\x10\0\0\x06", OtherFile::OldExcel),
    (b"\x93NUMPY", OtherFile::Numpy),
    (b"\x89HDF\r\n\x1A\n", OtherFile::Hdf5),
    (b"Obj\x01", OtherFile::Avro),
    (b"7z\xBC\xAF\x27\x1C", OtherFile::Archive),
    (b"Rar!\x1A\x07", OtherFile::Archive),
    (b"\xFD7zXZ\0", OtherFile::Archive),
    (b"\x04\x22\x4D\x18", OtherFile::Archive),
    (b"\x1F\x9D", OtherFile::Archive),
    (b"bplist00", OtherFile::PropertyList),
    (b"\xFF\xFE\0\0", OtherFile::Utf32),
    (b"\0\0\xFE\xFF", OtherFile::Utf32),
];

/// Bytes at a place further in, or that a header of CSV might have: only where no text stands around them.
const MAGIC_WITHIN: [(usize, &[u8], OtherFile); 11] = [
    (0, b"FEA1", OtherFile::Arrow),
    (0, b"ARROW1", OtherFile::Arrow),
    (0, b"ORC", OtherFile::Orc),
    (0, b"PARE", OtherFile::EncryptedParquet),
    (12, b"\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92", OtherFile::Sas),
    (257, b"ustar", OtherFile::Archive),
    (4, b"ftyphei", OtherFile::Image),
    (4, b"ftyp", OtherFile::Media),
    (8, b"WEBP", OtherFile::Image),
    (8, b"WAVE", OtherFile::Media),
    (8, b"AVI ", OtherFile::Media),
];

/// What `head`, the first bytes of a source, begins.
pub(super) fn identify(head: &[u8]) -> Beginning {
    if head.is_empty() {
        return Beginning::Refused(Refusal::Empty);
    }
    if let Some((_, other)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Beginning::Refused(Refusal::Other(*other));
    }
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(magic));
    let is_text = !head.iter().any(|byte| *byte < b'\t');
    if !is_text && let Some((.., other)) = MAGIC_WITHIN.iter().find(|(from, magic, _)| at(*from, magic)) {
        return Beginning::Refused(Refusal::Other(*other));
    }
    match head {
        [0x1F, 0x8B, ..] | [0x28, 0xB5, 0x2F, 0xFD, ..] => return Beginning::Compressed,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', b'0', b'0', b'P', b'K', ..] => {
            return Beginning::Zip;
        }
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => return Beginning::Ole,
        [b'P', b'A', b'R', b'1', next, ..] if !b",;|\t\r\n".contains(next) => return Beginning::Parquet,
        [0xFF, 0xFE, ..] => return Beginning::Utf16Le,
        [0xFE, 0xFF, ..] => return Beginning::Utf16Be,
        _ => {}
    }
    if let Some(other) = other_binary(head) {
        return Beginning::Refused(Refusal::Other(other));
    }
    match utf16_without_mark(head) {
        Some(beginning) => beginning,
        None if is_binary(head) => Beginning::Refused(Refusal::Other(OtherFile::Binary)),
        None => text(head).map_or(Beginning::Text, |other| Beginning::Refused(Refusal::Other(other))),
    }
}

/// Kinds that it takes more than fixed bytes to tell.
fn other_binary(head: &[u8]) -> Option<OtherFile> {
    match head {
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => Some(OtherFile::Archive),
        [104 | 105 | 108 | 110 | 111 | 113..=115, 1 | 2, 1, 0, ..] => Some(OtherFile::Stata),
        [0x80, 2..=5, b'c' | b'}' | b']' | b'(' | 0x8C | 0x95, ..] => Some(OtherFile::Pickle),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(OtherFile::Image),
        _ => {
            // The portable format of SPSS begins with its name in several codes, five lines of them at most.
            let first = &head[..head.len().min(200)];
            first.windows(15).any(|part| part == b"SPSS PORT FILE ").then_some(OtherFile::Spss)
        }
    }
}

/// UTF-16 whose text has letters of ASCII, by the zeros that stand at most other places.
fn utf16_without_mark(head: &[u8]) -> Option<Beginning> {
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let (mut first, mut second) = (0, 0);
    for pair in pairs {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let (beginning, wide) = match (first, second) {
        (m, n) if n * 10 >= count && n > 4 * m && n > 1 => {
            (Beginning::Utf16Le, u16::from_le_bytes as fn([u8; 2]) -> u16)
        }
        (n, m) if n * 10 >= count && n > 4 * m && n > 1 => {
            (Beginning::Utf16Be, u16::from_be_bytes as fn([u8; 2]) -> u16)
        }
        _ => return None,
    };
    let units = head.chunks_exact(2).map(|pair| wide([pair[0], pair[1]]));
    // The last unit may be the first half of a character.
    let broken = char::decode_utf16(units).take(count.saturating_sub(1)).any(|unit| match unit {
        Ok(character) => character.is_control() && !matches!(character, '\t' | '\n' | '\r'),
        Err(_) => true,
    });
    (!broken).then_some(beginning)
}

/// Whether more than one byte in twenty is no part of a text.
fn is_binary(head: &[u8]) -> bool {
    let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F)).count();
    odd * 20 > head.len()
}

/// Text that is no table: web pages and XML.
pub(super) fn text(head: &[u8]) -> Option<OtherFile> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    if text.starts_with("mime-version:") || text.starts_with("from: <saved by") {
        return Some(OtherFile::Html);
    }
    let tag = text.strip_prefix('<')?;
    let html = || {
        if is_download_page(&text) {
            OtherFile::DownloadPage
        } else if text.contains("<table") {
            OtherFile::HtmlTable
        } else {
            OtherFile::Html
        }
    };
    if tag.starts_with("?xml") || tag.starts_with("ss:workbook") {
        return Some(if text.contains("schemas-microsoft-com:office:spreadsheet") {
            OtherFile::SpreadsheetXml
        } else if text.contains("<html") {
            html()
        } else {
            OtherFile::Xml
        });
    }
    const TAGS: [&str; 21] = [
        "!doctype html",
        "html",
        "head",
        "body",
        "meta",
        "title",
        "link",
        "style",
        "script",
        "table",
        "thead",
        "tbody",
        "tr",
        "div",
        "span",
        "form",
        "p",
        "h1",
        "center",
        "font",
        "!--",
    ];
    let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
    if TAGS.contains(&name) || TAGS[..1].iter().any(|whole| tag.starts_with(whole)) || tag.starts_with("!--") {
        return Some(html());
    }
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    (is_tag && (text.contains("</") || text.contains("/>"))).then_some(OtherFile::Xml)
}
