//! Splitting a source into the JSON values that stand one after another, and arrays of them into their elements. The
//! parts of an X archive assign them to a variable.

use std::io::BufRead;

use super::super::ReadError;
use super::super::boundary::Boundary;
use super::super::counting_reader::CountingReader;
use super::super::json_scanner::plain_bytes;
use super::recognise::archive_part;
use crate::message::{Message, message};

/// Where a piece of the source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourcePosition {
    /// Number of the value in its source, from 1.
    pub(super) value: u64,
    /// Place in the array that the value is.
    pub(super) element: Option<u64>,
}

/// A piece of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The text of a value; none of an empty array.
    Json(&'a [u8]),
    /// The name of the part of an X archive that follows.
    ArchivePart(&'a str),
}

/// Longest beginning of a part of an X archive.
const MAX_ASSIGNMENT: usize = 128;

/// Takes piece after piece, holding one in memory.
pub(super) struct Values<'p, R> {
    reader: CountingReader<'p, R>,
    expected: &'static str,
    values: u64,
    /// Elements taken of the open array.
    elements: Option<u64>,
    text: Vec<u8>,
    /// Whether the last piece is the beginning of a part of an X archive.
    is_assignment: bool,
}

impl<'p, R: BufRead> Values<'p, R> {
    pub(super) fn new(mut reader: CountingReader<'p, R>, expected: &'static str) -> Result<Self, ReadError> {
        reader.skip_bom()?;
        Ok(Self { reader, expected, values: 0, elements: None, text: Vec::new(), is_assignment: false })
    }

    /// Values begun so far.
    pub(super) fn values(&self) -> u64 {
        self.values
    }

    /// The last piece.
    pub(super) fn piece(&self) -> Piece<'_> {
        match archive_part(&self.text) {
            Some(name) if self.is_assignment => Piece::ArchivePart(name),
            _ => Piece::Json(&self.text),
        }
    }

    pub(super) fn report(&mut self) {
        self.reader.report();
    }

    pub(super) fn error<T>(&self, detail: Message) -> Result<T, ReadError> {
        Err(ReadError::Format { expected: self.expected, detail })
    }

    /// Goes to the next object, or element of an array. An empty array is a piece without text.
    pub(super) fn next(&mut self) -> Result<Option<SourcePosition>, ReadError> {
        self.text.clear();
        self.is_assignment = false;
        match (self.reader.skip_space()?, self.elements) {
            (None, None) => Ok(None),
            (None, Some(_)) => self.cut_off(),
            (Some(_), Some(element)) => {
                self.take_element()?;
                Ok(Some(SourcePosition { value: self.values, element: Some(element) }))
            }
            (Some(b'['), None) => {
                self.reader.consume(1);
                self.values += 1;
                if self.reader.skip_space()? == Some(b']') {
                    self.reader.consume(1);
                    return Ok(Some(SourcePosition { value: self.values, element: None }));
                }
                self.elements = Some(0);
                self.next()
            }
            (Some(b'{'), None) => {
                self.values += 1;
                self.take_object()?;
                Ok(Some(SourcePosition { value: self.values, element: None }))
            }
            (Some(b';'), None) => {
                self.reader.consume(1);
                self.next()
            }
            (Some(b'w'), None) => self.take_assignment(),
            (Some(b'0'..=b'9'), None) => {
                self.values += 1;
                self.take_number()?;
                Ok(Some(SourcePosition { value: self.values, element: None }))
            }
            (Some(0xFE | 0xFF), None) => self.error(message!["file-utf16"]),
            (Some(0x1F), None) => self.error(message!["file-compressed"]),
            (Some(_), None) if self.values == 0 => self.no_json(),
            (Some(_), None) => self.error(message!["file-after-page", page = self.values]),
        }
    }

    fn no_json<T>(&self) -> Result<T, ReadError> {
        self.error(message!["file-no-json"])
    }

    /// Takes `window.YTD.follower.part0 =`.
    fn take_assignment(&mut self) -> Result<Option<SourcePosition>, ReadError> {
        while self.text.last() != Some(&b'=') && self.text.len() < MAX_ASSIGNMENT {
            let Some(byte) = self.reader.peek()?.first().copied() else { break };
            self.text.push(byte);
            self.reader.consume(1);
        }
        if self.text.last() != Some(&b'=') || archive_part(&self.text).is_none() {
            return self.no_json();
        }
        self.is_assignment = true;
        Ok(Some(SourcePosition { value: self.values + 1, element: None }))
    }

    /// Takes a number, which is an id.
    fn take_number(&mut self) -> Result<(), ReadError> {
        loop {
            let bytes = self.reader.peek()?;
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let ends = digits < bytes.len() || bytes.is_empty();
            self.text.extend_from_slice(&bytes[..digits]);
            self.reader.consume(digits);
            if ends {
                break;
            }
        }
        match self.reader.peek()?.first() {
            None => Ok(()),
            Some(byte) if byte.is_ascii_whitespace() => Ok(()),
            Some(_) => self.no_json(),
        }
    }

    fn cut_off<T>(&self) -> Result<T, ReadError> {
        self.error(message!["file-page-cut", page = self.values])
    }

    fn take_element(&mut self) -> Result<(), ReadError> {
        let mut boundary = Boundary::default();
        loop {
            let bytes = self.reader.peek()?;
            if bytes.is_empty() {
                return self.cut_off();
            }
            let end = boundary.advance(bytes);
            let closes = end.is_some_and(|end| bytes[end] == b']');
            let part = end.unwrap_or(bytes.len());
            self.text.extend_from_slice(&bytes[..part]);
            self.reader.consume(part + usize::from(end.is_some()));
            if end.is_some() {
                self.elements = if closes { None } else { self.elements.map(|elements| elements + 1) };
                return Ok(());
            }
        }
    }

    fn take_object(&mut self) -> Result<(), ReadError> {
        let mut balance = Balance::default();
        loop {
            let bytes = self.reader.peek()?;
            if bytes.is_empty() {
                return self.cut_off();
            }
            let end = balance.end(bytes);
            let part = end.unwrap_or(bytes.len());
            self.text.extend_from_slice(&bytes[..part]);
            self.reader.consume(part);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

/// Brackets open in an object whose bytes come part by part.
#[derive(Debug, Default)]
struct Balance {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Balance {
    /// Where the object ends, if among `bytes`.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_text => self.escaped = true,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {
                    at += plain_bytes(&bytes[at..]).max(1);
                    continue;
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn pieces(text: &str, capacity: usize) -> Result<Vec<(u64, Option<u64>, String)>, ReadError> {
        let mut progress = |_| ();
        let reader = CountingReader::new(BufReader::with_capacity(capacity, text.as_bytes()), &mut progress);
        let mut values = Values::new(reader, "pages")?;
        let mut found = Vec::new();
        while let Some(at) = values.next()? {
            let text = match values.piece() {
                Piece::Json(text) => String::from_utf8(text.to_vec()).expect("UTF-8"),
                Piece::ArchivePart(name) => format!("part of {name}"),
            };
            found.push((at.value, at.element, text));
        }
        Ok(found)
    }

    #[test]
    fn values_are_split_whatever_the_buffer() {
        let text = "\u{feff}{\"a\": [\"}\\\"]\"]}\n{\n \"b\": {}\n}[1, {\"c\": \",\"}] [ ]\r\n[[2],3]";
        for capacity in [1, 2, 3, 7, 100] {
            let found = pieces(text, capacity).expect("all is whole");
            let found: Vec<_> = found.iter().map(|(value, element, text)| (*value, *element, text.trim())).collect();
            let expected = [
                (1, None, "{\"a\": [\"}\\\"]\"]}"),
                (2, None, "{\n \"b\": {}\n}"),
                (3, Some(0), "1"),
                (3, Some(1), "{\"c\": \",\"}"),
                (4, None, ""),
                (5, Some(0), "[2]"),
                (5, Some(1), "3"),
            ];
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn parts_of_an_archive_and_numbers_are_values_too() {
        let text = "window.YTD.follower.part0 = [ 1 ];\nwindow.YTD.follower.part1 = []\n12\n34";
        for capacity in [1, 3, 100] {
            let found = pieces(text, capacity).expect("all is whole");
            let found: Vec<_> = found.iter().map(|(value, element, text)| (*value, *element, text.trim())).collect();
            let part = "part of follower";
            let expected =
                [(1, None, part), (1, Some(0), "1"), (2, None, part), (2, None, ""), (3, None, "12"), (4, None, "34")];
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn rejects_truncated_sources_and_what_is_not_json() {
        for (text, said) in [
            ("{\"a\": [", "file-page-cut (page: 1)"),
            ("{}{\"a\": \"}", "file-page-cut (page: 2)"),
            ("[{}", "file-page-cut (page: 1)"),
            ("[{},", "file-page-cut (page: 1)"),
            ("id,name", "file-no-json"),
            ("window.YTD = [", "file-no-json"),
            ("12x", "file-no-json"),
            ("{} x", "file-after-page (page: 1)"),
            ("\u{1f}\u{8b}", "file-compressed"),
        ] {
            let error = pieces(text, 4).expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
