//! As much of Thrift's compact protocol as it takes to look at a file's numbers before anything is made of them.

use std::io::{self, Read};

use crate::message::{Message, message};

/// Deepest nesting that is gone through.
const MAX_DEPTH: usize = 32;

/// The type of a field or of a list's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Type(u8);

impl Type {
    /// `i16`, `i32` or `i64`.
    pub(super) fn is_whole(self) -> bool {
        (4..=6).contains(&self.0)
    }

    pub(super) fn is_list(self) -> bool {
        self.0 == 9
    }

    pub(super) fn is_struct(self) -> bool {
        self.0 == 12
    }
}

/// Takes values off some bytes, and counts them.
#[derive(Debug)]
pub(super) struct Thrift<R> {
    source: R,
    taken: u64,
}

impl<R: Read> Thrift<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, taken: 0 }
    }

    /// Bytes taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.source.read_exact(&mut byte)?;
        self.taken += 1;
        Ok(byte[0])
    }

    fn unsigned(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(invalid(message!["file-parquet-number"]))
    }

    /// A whole number.
    pub(super) fn whole(&mut self) -> io::Result<i64> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Type and number of a list's elements.
    pub(super) fn list(&mut self) -> io::Result<(Type, u64)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.unsigned()? } else { u64::from(head >> 4) };
        Ok((Type(head & 0x0F), count))
    }

    /// Goes over the fields of a struct; `take` takes a field's value, or says that it is to be skipped.
    pub(super) fn fields(&mut self, take: &mut dyn FnMut(&mut Self, i64, Type) -> io::Result<bool>) -> io::Result<()> {
        self.fields_within(0, take)
    }

    fn fields_within(
        &mut self,
        depth: usize,
        take: &mut dyn FnMut(&mut Self, i64, Type) -> io::Result<bool>,
    ) -> io::Result<()> {
        let mut number = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            number = if head >> 4 == 0 { self.whole()? } else { number + i64::from(head >> 4) };
            let kind = Type(head & 0x0F);
            if !take(self, number, kind)? {
                self.skip(kind, depth + 1, false)?;
            }
        }
    }

    /// Goes past a value; a flag takes a byte of its own in a list only.
    fn skip(&mut self, kind: Type, depth: usize, in_list: bool) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(invalid(message!["file-parquet-nested"]));
        }
        match kind.0 {
            1 | 2 if !in_list => Ok(()),
            1..=3 => self.skip_bytes(1),
            4..=6 => self.unsigned().map(drop),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.unsigned()?;
                self.skip_bytes(length)
            }
            9 | 10 => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.skip(kind, depth + 1, true))
            }
            11 => {
                let count = self.unsigned()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.skip(Type(kinds >> 4), depth + 1, true)?;
                    self.skip(Type(kinds & 0x0F), depth + 1, true)
                })
            }
            12 => self.fields_within(depth, &mut |_, _, _| Ok(false)),
            _ => Err(invalid(message!["file-parquet-type"])),
        }
    }

    fn skip_bytes(&mut self, count: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.source.by_ref().take(count), &mut io::sink())?;
        self.taken += passed;
        if passed == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// What is wrong with what a file says of itself; within an [`io::Error`], of which [`ReadError`](crate::ingest::ReadError)
/// makes what it is.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.outline())]
pub(super) struct Invalid(pub(super) Message);

pub(super) fn invalid(detail: Message) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Invalid(detail))
}
