//! Text that was encoded as UTF-8 twice: its UTF-8 was taken for Windows-1252 and saved again, so that 나이 is "ë‚˜ì´".

use std::io::{self, BufRead};

use encoding_rs::WINDOWS_1252;

/// Letters beyond ASCII from which it shows that all of them were encoded twice.
const MIN_LETTERS: usize = 3;
/// Bytes that are read at a time.
const BLOCK: usize = 1 << 16;

/// Whether a text in UTF-8 is one in UTF-8 that was encoded again: what its letters are in Windows-1252 is UTF-8, and text
/// of any language hardly ever is.
pub(super) fn is_doubled(sample: &[u8], is_all: bool) -> bool {
    let whole = match std::str::from_utf8(sample) {
        Ok(text) => text,
        Err(error) if !is_all && error.error_len().is_none() => {
            std::str::from_utf8(&sample[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let whole = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let Some(bytes) = whole.chars().map(byte_of).collect::<Option<Vec<u8>>>() else { return false };
    let end = match std::str::from_utf8(&bytes) {
        Ok(_) => bytes.len(),
        Err(error) if !is_all && error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return false,
    };
    let letters = String::from_utf8_lossy(&bytes[..end]).chars().filter(|letter| !letter.is_ascii()).count();
    letters >= MIN_LETTERS
}

/// Undoes the second encoding.
#[derive(Debug, Default)]
pub(super) struct Undoing {
    /// Bytes of the source that are no whole letter yet.
    begun: Vec<u8>,
    out: Vec<u8>,
    taken: usize,
    /// Whether a byte order mark may come next.
    is_within: bool,
}

impl Undoing {
    /// Bytes that are undone already.
    pub(super) fn at_hand(&self) -> &[u8] {
        &self.out[self.taken..]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.taken += count;
    }

    /// Undoes what comes next, if nothing is at hand; the number of bytes that then are, 0 at the end.
    pub(super) fn fill(&mut self, source: &mut dyn BufRead) -> io::Result<usize> {
        while self.taken == self.out.len() {
            (self.taken, self.out) = (0, Vec::new());
            let bytes = source.fill_buf()?;
            let count = bytes.len().min(BLOCK);
            self.begun.extend_from_slice(&bytes[..count]);
            source.consume(count);
            let valid = match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.len(),
                Err(error) if count > 0 && error.error_len().is_none() => error.valid_up_to(),
                // What is no UTF-8 goes on as it stands, and its row is rejected.
                Err(error) => error.valid_up_to() + error.error_len().unwrap_or(self.begun.len() - error.valid_up_to()),
            };
            if count == 0 && self.begun.is_empty() {
                return Ok(0);
            }
            let mut piece: Vec<u8> = self.begun.drain(..valid).collect();
            if !std::mem::replace(&mut self.is_within, true) && piece.starts_with("\u{feff}".as_bytes()) {
                piece.drain(..3);
            }
            match std::str::from_utf8(&piece) {
                Ok(text) => text.chars().for_each(|letter| push(&mut self.out, letter)),
                Err(_) => self.out = piece,
            }
        }
        Ok(self.out.len())
    }
}

/// The byte of a letter; one that has none was put in later, and stays.
fn push(out: &mut Vec<u8>, letter: char) {
    match byte_of(letter) {
        Some(byte) => out.push(byte),
        None => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// The byte that a letter is in Windows-1252, or in ISO 8859-1, whose control characters some programs make of the bytes
/// from 0x80 to 0x9F.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    match WINDOWS_1252.encode(letter.encode_utf8(&mut [0; 4])) {
        (bytes, _, false) => bytes.first().copied(),
        (.., true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn only_what_was_encoded_twice_is_undone() {
        for text in ["나이,성별\n34,여성\n", "âge;région;été\n34;Île-de-France;à\n", "年齢,性別\n"] {
            let as_latin_1 = text.bytes().map(char::from).collect::<String>();
            assert!(is_doubled(as_latin_1.as_bytes(), true), "{as_latin_1}");
            let doubled = twice(text);
            assert!(is_doubled(doubled.as_bytes(), true), "{doubled}");
            assert!(!is_doubled(text.as_bytes(), true), "{text}");
            for size in 1..6 {
                let mut source = io::BufReader::with_capacity(size, doubled.as_bytes());
                let (mut undoing, mut read) = (Undoing::default(), Vec::new());
                while undoing.fill(&mut source).expect("text") > 0 {
                    read.extend_from_slice(undoing.at_hand());
                    undoing.consume(undoing.at_hand().len());
                }
                assert_eq!(String::from_utf8(read).expect("UTF-8"), text);
            }
        }
        for text in ["name;ort\nJürgen;Köln\nZoë;Genève\n", "plain", "Ã©", "naïve café déjà vu"] {
            assert!(!is_doubled(text.as_bytes(), true), "{text}");
        }
    }
}
