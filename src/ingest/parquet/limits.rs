//! What a file may claim of itself: looked at before anything is decoded, for a few bytes can claim gigabytes.

use std::collections::VecDeque;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Type};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::ChunkReader;

use super::format_error;
use super::thrift::{Thrift, invalid};
use crate::ingest::ReadError;
use crate::message::message;

/// Longest description of the file, at its end.
const MAX_FOOTER: u64 = 16 << 20;
/// Most columns, with those that hold others.
const MAX_COLUMNS: u64 = 2_048;
/// Deepest nesting of columns: `income.band.min` and the steps within a map are five.
const MAX_DEPTH: usize = 8;
/// Most row groups, and most columns in all of them together.
const MAX_ROW_GROUPS: u64 = 16_384;
const MAX_COLUMN_CHUNKS: usize = 65_536;
/// Most bytes of a row group that are unpacked at a time: of each column its dictionary and the pages of one batch.
const MAX_UNPACKED: u64 = 256 << 20;
/// Most entries of maps in a row group.
const MAX_ENTRIES: u64 = 4 << 20;
/// Rows that are decoded at a time.
const BATCH_ROWS: u64 = 1_024;

/// Rows that any file may have, and rows for each of its bytes that one with more may have. Columns of one value take
/// almost no bytes however many rows they claim, and people differ: in four columns of survey answers a row takes a byte.
const FREE_ROWS: u64 = 1_000_000;
const MAX_ROWS_PER_BYTE: u64 = 16;

const MAGIC: &[u8] = b"PAR1";
/// The length of the description and the last magic bytes.
const TAIL: u64 = 8;
/// Thrift's numbers of what is looked at.
const SCHEMA: i64 = 2;
const ROW_GROUPS: i64 = 4;
const CHILDREN: i64 = 5;
/// Most that a byte of a codec unpacks to.
const MAX_DEFLATE: u64 = 1_032;
const MAX_LZ4: u64 = 255;
/// The bits at the beginning of Brotli that say that its window is of any size, and bytes that are read at a time.
const BROTLI_WINDOW: u8 = 0x7F;
const BROTLI_LARGE_WINDOW: u8 = 0x11;
const BROTLI_BUFFER: usize = 4096;
const PAGE_UNPACKED: i64 = 2;
const PAGE_PACKED: i64 = 3;
const DATA_PAGE: i64 = 5;
const DICTIONARY_PAGE: i64 = 7;
const DATA_PAGE_2: i64 = 8;
const DELTA_BYTE_ARRAY: i64 = 7;

/// Checks the description at the file's end.
pub(super) fn check_footer(source: &impl ChunkReader) -> io::Result<()> {
    let length = source.len();
    if length < MAGIC.len() as u64 + TAIL {
        return Err(invalid(message!["file-parquet-short"]));
    }
    let tail = bytes(source, length - TAIL, TAIL)?;
    let (size, magic) = tail.split_at(4);
    if magic != MAGIC {
        return Err(invalid(message!["file-parquet-magic"]));
    }
    let size = u64::from(u32::from_le_bytes(size.try_into().expect("four bytes")));
    if size > MAX_FOOTER {
        return Err(invalid(message!["file-parquet-footer"]));
    }
    let begin = (length - TAIL).checked_sub(size).ok_or_else(|| invalid(message!["file-parquet-length"]))?;
    let footer = bytes(source, begin, size)?;
    let mut thrift = Thrift::new(footer.as_slice());
    thrift.fields(&mut |thrift, number, kind| match number {
        SCHEMA if kind.is_list() => check_schema(thrift).map(|()| true),
        ROW_GROUPS if kind.is_list() => {
            // Looked into as a list of its own, so that nothing of it is taken away from the reader of fields.
            let (kind, count) = thrift.list()?;
            if count > MAX_ROW_GROUPS || !kind.is_struct() {
                return Err(invalid(message!["file-parquet-row-groups"]));
            }
            (0..count).try_for_each(|_| thrift.fields(&mut |_, _, _| Ok(false))).map(|()| true)
        }
        _ => Ok(false),
    })
}

/// Checks the number of rows that a file claims, before any is decoded.
///
/// # Errors
/// Where there are more than the reader's settings or the file's bytes allow.
pub(super) fn check_rows(metadata: &ParquetMetaData, length: u64, max_rows: usize) -> Result<(), ReadError> {
    let groups = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(u64::MAX));
    let rows = groups.fold(0, u64::saturating_add);
    if rows > max_rows as u64 {
        return Err(ReadError::TooManyRows { max: max_rows });
    }
    let max = FREE_ROWS.max(length.saturating_mul(MAX_ROWS_PER_BYTE));
    if rows <= max {
        return Ok(());
    }
    let (free, per_byte) = (FREE_ROWS, MAX_ROWS_PER_BYTE);
    Err(format_error(message!["file-row-proportion", rows = rows, bytes = length, free = free, per_byte = per_byte]))
}

fn bytes(source: &impl ChunkReader, from: u64, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.get_read(from).map_err(io::Error::other)?.take(count).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == count { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Goes over the columns, which stand in the order of their tree, each before its children.
fn check_schema<R: Read>(thrift: &mut Thrift<R>) -> io::Result<()> {
    let (kind, count) = thrift.list()?;
    if count > MAX_COLUMNS || !kind.is_struct() {
        return Err(invalid(message!["file-parquet-columns"]));
    }
    // Children that are still to come, of each column around.
    let mut open: Vec<i64> = Vec::new();
    for _ in 0..count {
        let mut children = 0;
        thrift.fields(&mut |thrift, number, kind| {
            let is_count = number == CHILDREN && kind.is_whole();
            if is_count {
                children = thrift.whole()?;
            }
            Ok(is_count)
        })?;
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if children > 0 {
            open.push(children);
        }
        if open.len() > MAX_DEPTH {
            return Err(invalid(message!["file-parquet-depth"]));
        }
        while open.last().is_some_and(|left| *left <= 0) {
            open.pop();
        }
    }
    Ok(())
}

/// Checks what every page says of itself, of the columns that are read; the number of rows to decode at a time.
pub(super) fn check_pages(
    source: &impl ChunkReader,
    metadata: &ParquetMetaData,
    is_read: &dyn Fn(usize) -> bool,
) -> io::Result<usize> {
    let chunks: usize = metadata.row_groups().iter().map(RowGroupMetaData::num_columns).sum();
    if chunks > MAX_COLUMN_CHUNKS {
        return Err(invalid(message!["file-parquet-chunks"]));
    }
    let compressed = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    let compressed = compressed.fold(0u64, |sum, column| sum.saturating_add(column.compressed_size() as u64));
    if compressed > source.len() {
        return Err(invalid(message!["file-parquet-column-sizes"]));
    }
    let mut max_expansion = 0;
    for group in metadata.row_groups() {
        let mut all = Pages::default();
        for (_, column) in group.columns().iter().enumerate().filter(|(leaf, _)| is_read(*leaf)) {
            check_codec(column.compression())?;
            let pages = pages_of(source, column)?;
            if column.column_descr().max_rep_level() > 0 && pages.entries > MAX_ENTRIES {
                return Err(invalid(message!["file-parquet-entries"]));
            }
            all.unpacked = all.unpacked.saturating_add(pages.unpacked);
            all.expanding = all.expanding.saturating_add(pages.expanding);
            if all.unpacked > MAX_UNPACKED {
                return Err(invalid(message!["file-parquet-pages"]));
            }
        }
        max_expansion = max_expansion.max(all.expanding);
    }
    // A text may share most of itself with the one before, so that each is as long as its page.
    let rows = (MAX_UNPACKED / max_expansion.max(1)).clamp(1, BATCH_ROWS);
    Ok(usize::try_from(rows).expect("rows of a batch are few"))
}

/// Rejects a codec that is not read.
fn check_codec(codec: Compression) -> io::Result<()> {
    if codec == Compression::LZO {
        return Err(invalid(message!["file-parquet-lzo"]));
    }
    Ok(())
}

/// Rejects a page that unpacks to more than it says.
fn check_unpacked(unpacked: impl Read, page: &Page) -> io::Result<()> {
    // What is damaged is for the decoder to say.
    let count = io::copy(&mut unpacked.take(page.unpacked.saturating_add(1)), &mut io::sink()).unwrap_or(0);
    if count > page.unpacked { Err(invalid(message!["file-parquet-unpacked"])) } else { Ok(()) }
}

/// Bytes of a page whose codec unpacks further than the page says, if it does so.
///
/// Snappy, Zstandard and LZ4 without frames stop where the page is to end; the others do not.
fn unpacked(source: &impl ChunkReader, codec: Compression, at: u64, page: &Page) -> io::Result<u64> {
    let packed = page.packed.saturating_sub(page.levels);
    let read = || source.get_read(at.saturating_add(page.levels)).map_err(io::Error::other);
    match codec {
        Compression::GZIP(_) if packed.saturating_mul(MAX_DEFLATE) > page.unpacked => {
            check_unpacked(MultiGzDecoder::new(read()?.take(packed)), page)?;
            Ok(page.unpacked)
        }
        Compression::BROTLI(_) => {
            let mut first = [0];
            let is_empty = packed == 0 || read()?.read(&mut first)? == 0;
            if !is_empty && first[0] & BROTLI_WINDOW == BROTLI_LARGE_WINDOW {
                return Err(invalid(message!["file-parquet-brotli"]));
            }
            check_unpacked(brotli::Decompressor::new(read()?.take(packed), BROTLI_BUFFER), page)?;
            Ok(page.unpacked)
        }
        Compression::LZ4 => {
            let mut first = Vec::new();
            read()?.take(4).read_to_end(&mut first)?;
            // Hadoop's blocks begin with their size; anything else is a frame.
            let size = first.try_into().map_or(u64::MAX, |bytes| u64::from(u32::from_be_bytes(bytes)));
            Ok(if size > page.unpacked { page.unpacked.max(packed.saturating_mul(MAX_LZ4)) } else { page.unpacked })
        }
        Compression::GZIP(_)
        | Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::LZO
        | Compression::ZSTD(_)
        | Compression::LZ4_RAW => Ok(page.unpacked),
    }
}

/// What the pages of a column come to.
#[derive(Debug, Default)]
struct Pages {
    /// Bytes that are unpacked at a time.
    unpacked: u64,
    /// Those of the largest page whose texts are stored as differences.
    expanding: u64,
    /// Values, missing ones too.
    entries: u64,
}

fn pages_of(source: &impl ChunkReader, column: &ColumnChunkMetaData) -> io::Result<Pages> {
    let begin = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let range = u64::try_from(begin).ok().zip(u64::try_from(column.compressed_size()).ok());
    let range = range.and_then(|(begin, size)| Some((begin, begin.checked_add(size)?)));
    let Some((mut at, end)) = range.filter(|(_, end)| *end <= source.len()) else {
        return Err(invalid(message!["file-parquet-column-outside"]));
    };
    let mut pages = Pages::default();
    let mut dictionary = 0u64;
    let mut window = Window::of(column);
    while at < end {
        let mut thrift = Thrift::new(source.get_read(at).map_err(io::Error::other)?.take(end - at));
        let page = Page::read(&mut thrift)?;
        at = at.saturating_add(thrift.taken());
        let bytes = page.packed.max(unpacked(source, column.compression(), at, &page)?);
        at = at.saturating_add(page.packed);
        if page.is_dictionary {
            dictionary = dictionary.saturating_add(bytes);
        } else {
            window.add(page.entries, bytes);
        }
        if page.encoding == DELTA_BYTE_ARRAY {
            pages.expanding = pages.expanding.max(bytes);
        }
        pages.entries = pages.entries.saturating_add(page.entries);
    }
    pages.unpacked = dictionary.saturating_add(window.most);
    if at > end {
        return Err(invalid(message!["file-parquet-page-past"]));
    }
    Ok(pages)
}

/// The pages that the rows of one batch reach over, as it moves along.
struct Window {
    /// Entries between the first page and the last that make a batch end there, where pages are held to its end.
    rows: Option<u64>,
    pages: VecDeque<(u64, u64)>,
    entries: u64,
    bytes: u64,
    most: u64,
}

impl Window {
    fn of(column: &ColumnChunkMetaData) -> Self {
        let rows = match (column.column_type(), column.column_descr().max_rep_level()) {
            // The entries of a row may be any number.
            (_, 1..) => Some(u64::MAX),
            // Texts stay where they are as long as a batch refers to them.
            (Type::BYTE_ARRAY, _) => Some(BATCH_ROWS),
            _ => None,
        };
        Self { rows, pages: VecDeque::new(), entries: 0, bytes: 0, most: 0 }
    }

    fn add(&mut self, entries: u64, bytes: u64) {
        self.pages.push_back((entries, bytes));
        self.entries = self.entries.saturating_add(entries);
        self.bytes = self.bytes.saturating_add(bytes);
        while let Some(first) = self.pages.front().copied()
            && self.pages.len() > 1
            && self.rows.is_none_or(|rows| self.entries.saturating_sub(first.0.saturating_add(entries)) >= rows)
        {
            self.pages.pop_front();
            self.entries = self.entries.saturating_sub(first.0);
            self.bytes = self.bytes.saturating_sub(first.1);
        }
        self.most = self.most.max(self.bytes);
    }
}

/// What a page says of itself.
#[derive(Debug, Default)]
struct Page {
    packed: u64,
    unpacked: u64,
    /// Bytes before those that are packed.
    levels: u64,
    entries: u64,
    encoding: i64,
    is_dictionary: bool,
}

impl Page {
    fn read<R: Read>(thrift: &mut Thrift<R>) -> io::Result<Self> {
        let mut page = Page::default();
        let size = |value: i64| u64::try_from(value).map_err(|_| invalid(message!["file-parquet-page-size"]));
        thrift.fields(&mut |thrift, number, kind| {
            match number {
                PAGE_UNPACKED if kind.is_whole() => page.unpacked = size(thrift.whole()?)?,
                PAGE_PACKED if kind.is_whole() => page.packed = size(thrift.whole()?)?,
                DATA_PAGE | DICTIONARY_PAGE | DATA_PAGE_2 if kind.is_struct() => {
                    page.is_dictionary = number == DICTIONARY_PAGE;
                    let encoding = if number == DATA_PAGE_2 { 4 } else { 2 };
                    thrift.fields(&mut |thrift, number, kind| {
                        match number {
                            1 if kind.is_whole() => page.entries = size(thrift.whole()?)?,
                            _ if number == encoding && kind.is_whole() => page.encoding = thrift.whole()?,
                            5 | 6 if encoding == 4 && kind.is_whole() => {
                                page.levels = page.levels.saturating_add(size(thrift.whole()?)?);
                            }
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::super::failed;
    use super::*;
    use bytes::Bytes;

    /// A file of this description alone.
    fn file(footer: &[u8]) -> Bytes {
        let length = (footer.len() as u32).to_le_bytes();
        [MAGIC, footer, &length, MAGIC].concat().into()
    }

    #[test]
    fn what_a_file_may_not_claim_is_in_the_catalogue() {
        let nested_columns = [&[0x29, 0x9C][..], &[0x55, 2, 0].repeat(9)].concat();
        let footers: [&[u8]; 6] = [
            &[0x29, 0xFC, 0x81, 0x10],
            &[0x49, 0xFC, 0x81, 0x80, 0x01],
            &nested_columns,
            &[0x1D],
            &[0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &[0x1C; 40],
        ];
        let mut errors: Vec<io::Error> = footers.map(|footer| check_footer(&file(footer)).expect_err("a claim")).into();
        let files: [&[u8]; 4] = [b"", b"PAR1 0000 PAR2", b"PAR1\xFF\xFF\xFF\xFFPAR1", b"PAR1\x40\0\0\0PAR1"];
        errors.extend(files.map(|file| check_footer(&Bytes::from_static(file)).expect_err("no file")));
        let page = Page { unpacked: 1, packed: 4, ..Page::default() };
        errors.push(check_codec(Compression::LZO).expect_err("a codec"));
        errors.push(check_unpacked(&[0; 5][..], &page).expect_err("a page"));
        errors.push(Page::read(&mut Thrift::new(&[0x25, 1, 0][..])).expect_err("a size"));
        let window = Bytes::from_static(&[BROTLI_LARGE_WINDOW, 0, 0, 0]);
        errors.push(unpacked(&window, Compression::BROTLI(Default::default()), 0, &page).expect_err("a window"));
        for error in errors {
            let said = failed(error.into()).message();
            assert!(said.is_catalogued(&[]), "{}", said.outline());
        }
    }
}
