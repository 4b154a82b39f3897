//! How many texts the cells of an xlsx file share: its reader makes room for as many as the file claims, and for each that is
//! there, whatever its length.

use std::io::{self, Write};

use super::super::ReadError;
use super::refusal::{Refusal, SheetLimit};

/// Most texts; each takes 24 bytes beside what it says.
const MAX_TEXTS: u64 = 8 << 20;
/// The attribute with the number that is claimed.
const CLAIM: &[u8] = b"uniqueCount";
/// The tag of a text, behind what begins it or its namespace.
const TEXT: &[u8] = b"si";

/// The end of the name of the part that holds them.
const PART: &str = "sharedstrings.xml";

/// Whether a part of a spreadsheet holds shared texts.
pub(super) fn is_shared_texts(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(PART)
}

/// Counts the texts of a part that is written to it.
#[derive(Debug, Default)]
pub(super) struct TextCount {
    /// The largest number that is claimed, and that which is being read after its name.
    claimed: u64,
    claim: Option<Option<u64>>,
    /// Letters of the name, and of the tag, that the last bytes are.
    in_claim: usize,
    in_tag: Option<usize>,
    texts: u64,
}

impl TextCount {
    /// Whether there are no more than are held in memory.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        if self.claimed.max(self.texts) > MAX_TEXTS {
            return Err(Refusal::TooLargeSheet { limit: SheetLimit::Texts(MAX_TEXTS) }.into());
        }
        Ok(())
    }

    fn take(&mut self, byte: u8) {
        self.claim = match (self.claim, byte) {
            (Some(number), b'0'..=b'9') => {
                let digit = u64::from(byte - b'0');
                Some(Some(number.unwrap_or_default().saturating_mul(10).saturating_add(digit)))
            }
            (Some(None), b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n') => Some(None),
            _ => None,
        };
        if let Some(Some(number)) = self.claim {
            self.claimed = self.claimed.max(number);
        }
        self.in_claim = if byte == CLAIM[self.in_claim] { self.in_claim + 1 } else { usize::from(byte == CLAIM[0]) };
        if self.in_claim == CLAIM.len() {
            (self.in_claim, self.claim) = (0, Some(None));
        }
        self.in_tag = match self.in_tag {
            _ if matches!(byte, b'<' | b':') => Some(0),
            Some(letters) if letters < TEXT.len() && byte == TEXT[letters] => Some(letters + 1),
            Some(letters) if letters == TEXT.len() && (byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')) => {
                self.texts += 1;
                None
            }
            _ => None,
        };
    }
}

impl Write for TextCount {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // In UTF-16 every other byte of these names is zero.
        bytes.iter().filter(|byte| **byte != 0).for_each(|byte| self.take(*byte));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(xml: &[u8]) -> (u64, u64) {
        let mut count = TextCount::default();
        // Byte by byte, as the end of a buffer may fall anywhere.
        xml.iter().for_each(|byte| count.write_all(&[*byte]).expect("it takes all"));
        (count.claimed, count.texts)
    }

    #[test]
    fn texts_are_counted_as_they_are_claimed_and_as_they_are() {
        let plain = "<sst count=\"9\" uniqueCount=\"3\"><si><t>a</t></si><si/><si ><t>size</t></si></sst>";
        assert_eq!(counted(plain.as_bytes()), (3, 3));
        assert_eq!(counted(b"<x:sst a='>' uniqueCount\n=\n'0044'><x:si/><x:sit/><simple/>"), (44, 1));
        assert_eq!(counted(b"<sst uniqueCount=\"99999999999999999999999\">"), (u64::MAX, 0));
        assert_eq!(counted(b"<sst uniqueCountless=\"7\" u=\"8\"/>"), (0, 0));
        let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(counted(&wide), (3, 3));
    }

    #[test]
    fn too_many_texts_are_refused_whether_they_are_there_or_not() {
        let check = |claimed, texts| TextCount { claimed, texts, ..TextCount::default() }.check().is_ok();
        assert!(check(MAX_TEXTS, MAX_TEXTS) && !check(MAX_TEXTS + 1, 1) && !check(0, MAX_TEXTS + 1));
    }
}
