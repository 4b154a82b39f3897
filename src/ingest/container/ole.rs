//! The container of Office before 2007 (Compound File Binary), as far as it takes to tell its documents apart and to see
//! how large a spreadsheet is before it is read.

use super::super::ReadError;
use super::ods_size::MAX_CELLS;
use super::refusal::{OtherFile, Refusal, SheetLimit};
use crate::message::message;

const FREE: u32 = 0xFFFF_FFFA;
const ENTRY: usize = 128;
const HEADER: usize = 512;
/// Sector numbers of the table of sectors in the header.
const IN_HEADER: usize = 109;

/// Rejects what is no spreadsheet, or one that is too large.
pub(super) fn check_workbook(bytes: &[u8]) -> Result<(), ReadError> {
    let file = CompoundFile::open(bytes).ok_or_else(damaged)?;
    let has = |name: &str| file.entries.iter().any(|entry| entry.name == name);
    let refused = |other| Err(Refusal::Other(other).into());
    if has("EncryptedPackage") {
        return Err(Refusal::EncryptedSpreadsheet.into());
    }
    if has("WordDocument") {
        return refused(OtherFile::TextDocument);
    }
    if has("PowerPoint Document") || has("VisioDocument") {
        return refused(OtherFile::Presentation);
    }
    if has("__properties_version1.0") || has("__nameid_version1.0") {
        return refused(OtherFile::Message);
    }
    if has("FileHeader") && has("DocInfo") {
        return refused(OtherFile::Hwp);
    }
    let Some(workbook) = file.entries.iter().find(|entry| entry.name == "Workbook" || entry.name == "Book") else {
        return refused(OtherFile::Binary);
    };
    let stream = file.stream(workbook).ok_or_else(damaged)?;
    if !records(&stream).filter(|(id, _)| *id == DIMENSIONS).all(|(_, record)| is_possible(record)) {
        return Err(damaged());
    }
    if cells(&stream) > MAX_CELLS {
        return Err(Refusal::TooLargeSheet { limit: SheetLimit::Cells(MAX_CELLS) }.into());
    }
    Ok(())
}

/// The record with the rectangle that a sheet claims to fill ([MS-XLS] 2.4.90), for which its reader makes room.
const DIMENSIONS: u16 = 0x0200;
/// Rows and columns of a sheet of Excel before 2007.
const MAX_ROWS: u32 = 1 << 16;
const MAX_COLUMNS: u16 = 1 << 8;

/// Whether a sheet can have the rectangle that it claims; both ends are one behind the last.
fn is_possible(record: &[u8]) -> bool {
    let rows = match record.len() {
        10 => u16_at(record, 0).map(u32::from).zip(u16_at(record, 2).map(u32::from)),
        _ => u32_at(record, 0).zip(u32_at(record, 4)),
    };
    let columns = match record.len() {
        10 => u16_at(record, 4).zip(u16_at(record, 6)),
        _ => u16_at(record, 8).zip(u16_at(record, 10)),
    };
    let (Some((top, bottom)), Some((left, right))) = (rows, columns) else { return false };
    (top < bottom || bottom == 0) && bottom <= MAX_ROWS && (left < right || right == 0) && right <= MAX_COLUMNS
}

/// The records of a stream, each with its kind.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (id, length) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
        let end = (4 + usize::from(length)).min(rest.len());
        let record = &rest[4..end];
        rest = &rest[end..];
        Some((id, record))
    })
}

fn damaged() -> ReadError {
    ReadError::Format { expected: "file-format-xls", detail: message!["file-damaged-or-cut"] }
}

struct Entry {
    name: String,
    is_root: bool,
    start: u32,
    size: usize,
}

struct CompoundFile<'b> {
    bytes: &'b [u8],
    sector: usize,
    small_sector: usize,
    /// Streams below this size stand in small sectors.
    cutoff: usize,
    next: Vec<u32>,
    next_small: Vec<u32>,
    entries: Vec<Entry>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'b> CompoundFile<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = |at| u16_at(bytes, at).filter(|shift| (6..=12).contains(shift)).map(|shift| 1usize << shift);
        let (sector, small_sector) = (shift(30)?, shift(32)?);
        let mut file = Self {
            bytes,
            sector,
            small_sector,
            cutoff: u32_at(bytes, 56)? as usize,
            next: Vec::new(),
            next_small: Vec::new(),
            entries: Vec::new(),
        };
        let mut tables: Vec<u32> = words(bytes.get(76..HEADER)?).take(IN_HEADER).filter(|own| *own < FREE).collect();
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..u32_at(bytes, 72)?.min((bytes.len() / sector) as u32) {
            let own: Vec<u32> = words(file.sector_at(more)?).collect();
            let (last, tables_of_it) = own.split_last()?;
            tables.extend(tables_of_it.iter().filter(|own| **own < FREE));
            more = *last;
        }
        for table in tables {
            let own: Vec<u32> = words(file.sector_at(table)?).collect();
            file.next.extend(own);
        }
        file.next_small = words(&file.chain(u32_at(bytes, 60)?)?).collect();
        let directory = file.chain(u32_at(bytes, 48)?)?;
        file.entries = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        Some(file)
    }

    fn sector_at(&self, number: u32) -> Option<&'b [u8]> {
        let from = HEADER.max(self.sector).checked_add((number as usize).checked_mul(self.sector)?)?;
        // The last sector may be cut.
        self.bytes.get(from..from.saturating_add(self.sector).min(self.bytes.len()))
    }

    /// The bytes of the sectors from `start` on.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut number = start;
        while number < FREE {
            bytes.extend_from_slice(self.sector_at(number)?);
            if bytes.len() > self.bytes.len() {
                return None;
            }
            number = *self.next.get(number as usize)?;
        }
        Some(bytes)
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.size >= self.cutoff {
            return self.chain(entry.start);
        }
        let root = self.entries.iter().find(|entry| entry.is_root)?;
        let small = self.chain(root.start)?;
        let mut bytes = Vec::new();
        let mut number = entry.start;
        while number < FREE && bytes.len() < self.cutoff {
            let from = number as usize * self.small_sector;
            bytes.extend_from_slice(small.get(from..(from + self.small_sector).min(small.len()))?);
            number = *self.next_small.get(number as usize)?;
        }
        Some(bytes)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64).checked_sub(2)?;
    let units: Vec<u16> = bytes[..length].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        is_root: bytes[66] == 5,
        start: u32_at(bytes, 116)?,
        size: u32_at(bytes, 120)? as usize,
    })
}

/// The rectangles around the filled cells of all sheets, together.
fn cells(stream: &[u8]) -> u64 {
    const BEGINNING: u16 = 0x0809;
    let mut total = 0u64;
    let mut bounds: Option<[u64; 4]> = None;
    let mut add = |bounds: Option<[u64; 4]>| {
        if let Some([top, bottom, left, right]) = bounds {
            total = total.saturating_add((bottom - top + 1).saturating_mul(right - left + 1));
        }
    };
    for (id, record) in records(stream) {
        if id == BEGINNING {
            add(bounds.take());
            continue;
        }
        // Formula, number, label, flag or error, RK number, shared label, rich label; several RK numbers.
        let is_cell = matches!(id, 0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00FD | 0x00D6 | 0x00BD);
        let (Some(row), Some(column)) = (u16_at(record, 0), u16_at(record, 2)) else { continue };
        if is_cell {
            let last =
                if id == 0x00BD { u16_at(record, record.len().saturating_sub(2)).unwrap_or(column) } else { column };
            let (row, first, last) = (u64::from(row), u64::from(column), u64::from(last.max(column)));
            let [top, bottom, left, right] = bounds.unwrap_or([row, row, first, last]);
            bounds = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
        }
    }
    add(bounds);
    total
}
