//! Any text as UTF-8.
//!
//! Text in UTF-8 is handed on where it stands: until the first byte that is not ASCII only that is looked for, and after
//! it nothing at all. What is in another encoding is decoded on the way.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::doubled::{Undoing, is_doubled};
use super::encoding::{self, Decision};
use super::note::ContainerNote;

/// Bytes by which an encoding is recognised, from the first that is not ASCII.
const SAMPLE: u64 = 1 << 18;
/// Bytes of ASCII whose lines are counted, so that a place can be named in what follows.
const NUMBERED: u64 = 1 << 20;
/// Bytes decoded at a time.
const DECODED: usize = 1 << 16;
/// Stands for bytes that are no character.
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// A source of text in UTF-8.
pub(super) struct Text<'s> {
    source: Box<dyn BufRead + 's>,
    state: State,
    /// Bytes at hand, of the source or decoded.
    ready: usize,
}

enum State {
    /// Nothing but ASCII so far, of so many bytes and lines.
    Ascii { bytes: u64, lines: u64 },
    /// As it stands.
    AsItStands,
    /// In another encoding.
    Decoding(Box<Decoding>),
    /// In UTF-8 that was encoded again.
    Doubled(Undoing),
}

impl<'s> Text<'s> {
    /// Text in an encoding that agrees with ASCII, which is recognised.
    pub(super) fn recognised(source: Box<dyn BufRead + 's>) -> Self {
        Self { source, state: State::Ascii { bytes: 0, lines: 0 }, ready: 0 }
    }

    /// Bytes as they stand.
    pub(super) fn as_it_stands(source: Box<dyn BufRead + 's>) -> Self {
        Self { source, state: State::AsItStands, ready: 0 }
    }

    /// Text in `encoding`.
    pub(super) fn decoded(source: Box<dyn BufRead + 's>, encoding: &'static Encoding) -> Self {
        Self { source, state: State::Decoding(Box::new(Decoding::new(encoding, Some(0)))), ready: 0 }
    }

    /// What was decided until now.
    pub(super) fn note(&self) -> Option<ContainerNote> {
        match &self.state {
            State::Ascii { .. } | State::AsItStands => None,
            State::Decoding(decoding) => Some(decoding.note()),
            State::Doubled(_) => Some(ContainerNote::EncodedTwice),
        }
    }

    fn prepare(&mut self) -> io::Result<()> {
        while let State::Ascii { bytes: before, lines } = &mut self.state {
            let bytes = self.source.fill_buf()?;
            let ascii = if bytes.is_ascii() { bytes.len() } else { Encoding::ascii_valid_up_to(bytes) };
            if ascii > 0 || bytes.is_empty() {
                if *before < NUMBERED {
                    *lines += line_ends(&bytes[..ascii]);
                }
                *before += ascii as u64;
                self.ready = ascii;
                return Ok(());
            }
            let lines = (*before < NUMBERED).then_some(*lines);
            self.decide(lines)?;
        }
        self.ready = match &mut self.state {
            State::Ascii { .. } | State::AsItStands => self.source.fill_buf()?.len(),
            State::Decoding(decoding) => decoding.fill(&mut self.source)?,
            State::Doubled(undoing) => undoing.fill(&mut *self.source)?,
        };
        Ok(())
    }

    /// Looks ahead, and decides how to go on after so many lines.
    fn decide(&mut self, lines: Option<u64>) -> io::Result<()> {
        let mut sample = Vec::new();
        self.source.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
        let is_all = (sample.len() as u64) < SAMPLE;
        self.state = match encoding::decide(&sample, is_all) {
            Decision::Utf8 if is_doubled(&sample, is_all) => State::Doubled(Undoing::default()),
            Decision::Utf8 => State::AsItStands,
            Decision::Other(encoding) => State::Decoding(Box::new(Decoding::new(encoding, lines))),
        };
        let rest = std::mem::replace(&mut self.source, Box::new(io::empty()));
        self.source = Box::new(Cursor::new(sample).chain(rest));
        Ok(())
    }
}

impl Read for Text<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(into.len());
        into[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Text<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ready == 0 {
            self.prepare()?;
        }
        match &self.state {
            State::Ascii { .. } | State::AsItStands => Ok(&self.source.fill_buf()?[..self.ready]),
            State::Decoding(decoding) => Ok(decoding.at_hand()),
            State::Doubled(undoing) => Ok(undoing.at_hand()),
        }
    }

    fn consume(&mut self, count: usize) {
        self.ready -= count;
        match &mut self.state {
            State::Ascii { .. } | State::AsItStands => self.source.consume(count),
            State::Decoding(decoding) => decoding.from += count,
            State::Doubled(undoing) => undoing.consume(count),
        }
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

struct Decoding {
    decoder: Decoder,
    encoding: &'static Encoding,
    out: Vec<u8>,
    from: usize,
    until: usize,
    /// Lines before what is decoded next, where they are counted.
    lines: Option<u64>,
    undecodable: u64,
    first_line: Option<u64>,
    is_done: bool,
}

impl Decoding {
    fn new(encoding: &'static Encoding, lines: Option<u64>) -> Self {
        Self {
            decoder: encoding.new_decoder_with_bom_removal(),
            encoding,
            out: vec![0; DECODED],
            from: 0,
            until: 0,
            lines,
            undecodable: 0,
            first_line: None,
            is_done: false,
        }
    }

    fn at_hand(&self) -> &[u8] {
        &self.out[self.from..self.until]
    }

    /// Decodes the next bytes; how many are at hand then.
    fn fill(&mut self, source: &mut dyn BufRead) -> io::Result<usize> {
        (self.from, self.until) = (0, 0);
        while self.until == 0 && !self.is_done {
            let bytes = source.fill_buf()?;
            let is_last = bytes.is_empty();
            let room = DECODED - REPLACEMENT.len();
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.out[..room], is_last);
            source.consume(read);
            self.until = written;
            self.lines = self.lines.map(|lines| lines + line_ends(&self.out[..written]));
            match result {
                DecoderResult::Malformed(..) => {
                    self.undecodable += 1;
                    self.first_line = self.first_line.or(self.lines.map(|lines| lines + 1));
                    self.out[written..written + REPLACEMENT.len()].copy_from_slice(REPLACEMENT);
                    self.until += REPLACEMENT.len();
                }
                DecoderResult::InputEmpty => self.is_done = is_last,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(self.until)
    }

    fn note(&self) -> ContainerNote {
        ContainerNote::Decoded {
            encoding: encoding::name(self.encoding).into(),
            undecodable: self.undecodable,
            first_line: self.first_line,
        }
    }
}
