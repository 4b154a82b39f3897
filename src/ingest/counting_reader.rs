//! The bytes on their way to a reader, counted.

use std::io::{self, BufRead, ErrorKind, Read};

/// Bytes between two reports of progress.
const REPORT_BYTES: u64 = 1 << 20;

/// The byte order mark that some tools put before UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Where `byte` is first found. By blocks, which the compiler turns into vector instructions.
pub(super) fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    let mut from = 0;
    for block in bytes.chunks_exact(BLOCK) {
        if block.iter().fold(false, |found, other| found | (*other == byte)) {
            break;
        }
        from += BLOCK;
    }
    bytes[from..].iter().position(|other| *other == byte).map(|at| from + at)
}

/// A source of bytes that counts how far it was read.
pub(super) struct CountingReader<'p, R> {
    source: R,
    consumed: u64,
    reported: u64,
    progress: &'p mut dyn FnMut(u64),
}

impl<'p, R: BufRead> CountingReader<'p, R> {
    pub(super) fn new(source: R, progress: &'p mut dyn FnMut(u64)) -> Self {
        Self { source, consumed: 0, reported: 0, progress }
    }

    /// The bytes at hand; none at the end of the source.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while let Err(error) = self.source.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        self.source.fill_buf()
    }

    /// Goes past `count` of the bytes at hand.
    pub(super) fn consume(&mut self, count: usize) {
        self.source.consume(count);
        self.consumed += count as u64;
        if self.consumed - self.reported >= REPORT_BYTES {
            self.report();
        }
    }

    /// Goes past a byte order mark.
    pub(super) fn skip_bom(&mut self) -> io::Result<()> {
        for byte in BOM {
            if self.peek()?.first() != Some(byte) {
                break;
            }
            self.consume(1);
        }
        Ok(())
    }

    /// Goes past white space and returns the byte after it.
    pub(super) fn skip_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.peek()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let space = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let next = bytes.get(space).copied();
            self.consume(space);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Goes past the next bytes and gives them, at most some hundreds, to be shown.
    pub(super) fn beginning(&mut self) -> io::Result<Vec<u8>> {
        const MAX_EXCERPT_BYTES: usize = 256;
        let mut beginning = Vec::new();
        while beginning.len() < MAX_EXCERPT_BYTES {
            let bytes = self.peek()?;
            let count = bytes.len().min(MAX_EXCERPT_BYTES - beginning.len());
            if count == 0 {
                break;
            }
            beginning.extend_from_slice(&bytes[..count]);
            self.consume(count);
        }
        Ok(beginning)
    }

    /// Reports the last bytes.
    pub(super) fn report(&mut self) {
        self.reported = self.consumed;
        (self.progress)(self.consumed);
    }
}

impl<R: BufRead> Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.peek()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for CountingReader<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek()
    }

    fn consume(&mut self, count: usize) {
        CountingReader::consume(self, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_is_found_at_any_place() {
        for at in 0..100 {
            let mut bytes = vec![b'a'; 100];
            assert_eq!(find(b'x', &bytes[..at]), None);
            bytes[at] = b'x';
            bytes[99] = b'x';
            assert_eq!(find(b'x', &bytes), Some(at));
        }
    }
}
