//! How many cells an OpenDocument spreadsheet comes to: a few bytes of it can repeat one a billion times.

use std::io::{self, Write};

use super::super::ReadError;
use super::refusal::{Refusal, SheetLimit};

/// Most cells of all sheets, those between filled ones included. They are held in memory.
pub(super) const MAX_CELLS: u64 = 4 << 20;
/// Longest tag that is looked at; what repeats a cell stands among its first attributes.
const MAX_TAG: usize = 4096;
/// What a sheet has at most, so that more repetitions make no more cells.
const MAX_COLUMNS: u64 = 16_384;

/// Counts the cells of content that is written to it.
#[derive(Debug, Default)]
pub(super) struct CellCount {
    tag: Vec<u8>,
    in_tag: bool,
    cells: u64,
    row_repeats: u64,
    /// Columns of the open row up to its last filled cell, and all of them.
    filled: u64,
    columns: u64,
    /// Rows of the sheet up to its last filled one, all of them, and its widest row.
    filled_rows: u64,
    rows: u64,
    width: u64,
}

impl CellCount {
    /// Whether there are no more than are held in memory.
    pub(super) fn check(&mut self) -> Result<(), ReadError> {
        self.end_sheet();
        if self.cells > MAX_CELLS {
            return Err(Refusal::TooLargeSheet { limit: SheetLimit::Cells(MAX_CELLS) }.into());
        }
        Ok(())
    }

    fn end_sheet(&mut self) {
        self.cells = self.cells.saturating_add(self.filled_rows.saturating_mul(self.width));
        (self.filled_rows, self.rows, self.width) = (0, 0, 0);
    }

    fn take_tag(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        let is = |name: &[u8]| {
            tag.strip_prefix(name)
                .is_some_and(|rest| rest.first().is_none_or(|b| b.is_ascii_whitespace() || *b == b'/'))
        };
        if is(b"table:table") {
            self.end_sheet();
        } else if is(b"table:table-row") {
            self.row_repeats = repeats(&tag, b"table:number-rows-repeated");
            (self.filled, self.columns) = (0, 0);
        } else if is(b"table:table-cell") || is(b"table:covered-table-cell") {
            let count = repeats(&tag, b"table:number-columns-repeated");
            self.columns = self.columns.saturating_add(count).min(MAX_COLUMNS);
            let is_empty = tag.last() == Some(&b'/') && !contains(&tag, b"office:value-type");
            if !is_empty || contains(&tag, b"table:formula") {
                self.filled = self.columns;
                // The cells of a row are made before it is known how many rows there are.
                self.cells = self.cells.saturating_add(count.min(MAX_COLUMNS));
            }
        } else if is(b"/table:table-row") {
            self.rows = self.rows.saturating_add(self.row_repeats);
            if self.filled > 0 {
                self.filled_rows = self.rows;
                self.width = self.width.max(self.filled);
            }
        }
        self.tag = tag;
        self.tag.clear();
    }
}

impl Write for CellCount {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            match byte {
                b'<' => {
                    self.in_tag = true;
                    self.tag.clear();
                }
                b'>' if self.in_tag => {
                    self.in_tag = false;
                    self.take_tag();
                }
                byte if self.in_tag && self.tag.len() < MAX_TAG => self.tag.push(*byte),
                _ => {}
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    position(bytes, part).is_some()
}

/// The number in the attribute `name`, 1 without it.
fn repeats(tag: &[u8], name: &[u8]) -> u64 {
    let Some(at) = position(tag, name) else { return 1 };
    let value = tag[at + name.len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=").unwrap_or(value).trim_ascii_start();
    let digits = value.iter().skip(1).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
