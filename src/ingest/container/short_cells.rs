//! Cells of xlsb files whose column is that after the cell before (`BrtShort...`, [MS-XLSB] 2.1.7.61), as SheetJS writes
//! them and Excel does not: calamine goes past them without a word.

use std::io::{self, BufRead, Read};

use zip::ZipArchive;

use super::super::ReadError;
use super::archive::Archive;
use super::refusal::Refusal;

/// The kinds of these records, from `BrtShortBlank` to `BrtShortIsst`.
const SHORT: std::ops::RangeInclusive<u16> = 12..=18;
const SHEETS: &str = "xl/worksheets/";

/// Refuses a spreadsheet of which not all cells would be read.
pub(super) fn check(archive: &mut Archive) -> Result<(), ReadError> {
    for index in 0..archive.len() {
        if !is_sheet(archive, index) {
            continue;
        }
        let damaged = |detail: String| ReadError::Format { expected: "file-format-xlsb", detail: detail.into() };
        let sheet = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        if has_short_cells(io::BufReader::new(sheet)).map_err(|error| damaged(error.to_string()))? {
            return Err(Refusal::ShortCells.into());
        }
    }
    Ok(())
}

fn is_sheet<R: Read + io::Seek>(archive: &ZipArchive<R>, index: usize) -> bool {
    let is_named = |name: &str| name.starts_with(SHEETS) && name.ends_with(".bin");
    archive.name_for_index(index).and_then(Result::ok).is_some_and(|name| is_named(&name))
}

/// Whether any record is a short cell; what is cut off ends the search.
fn has_short_cells(mut records: impl BufRead) -> io::Result<bool> {
    while let Some(first) = byte(&mut records)? {
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            let Some(second) = byte(&mut records)? else { return Ok(false) };
            kind = u16::from(first & 0x7F) | u16::from(second & 0x7F) << 7;
        }
        if SHORT.contains(&kind) {
            return Ok(true);
        }
        let mut length = 0_u64;
        for part in 0..4 {
            let Some(next) = byte(&mut records)? else { return Ok(false) };
            length |= u64::from(next & 0x7F) << (7 * part);
            if next & 0x80 == 0 {
                break;
            }
        }
        io::copy(&mut records.by_ref().take(length), &mut io::sink())?;
    }
    Ok(false)
}

fn byte(records: &mut impl BufRead) -> io::Result<Option<u8>> {
    let next = records.fill_buf()?.first().copied();
    records.consume(usize::from(next.is_some()));
    Ok(next)
}
