//! Codes that name people on a list and in a form, and say nothing of them.

use std::fmt;

/// Digits and letters without I, L, O and U, which are read as others (Crockford's base 32).
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of a code: 30 bits, so that a code that was mistyped is hardly another person's.
const LENGTH: usize = 6;

/// What codes are made from: with another key the same person has another code.
#[derive(Clone, Copy)]
pub struct CodeKey([u8; 32]);

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeKey")
    }
}

impl CodeKey {
    /// A key from whatever only the asker knows, such as the hash of the file and a seed.
    pub fn new(secret: &[u8]) -> Self {
        Self(blake3::derive_key("audience-fit 2026 codes of an ask", secret))
    }

    /// The seed of what must not change between waves and says nothing to who does not have the key.
    pub fn seed(&self) -> u64 {
        let hash = blake3::keyed_hash(&self.0, b"seed");
        u64::from_le_bytes(std::array::from_fn(|i| hash.as_bytes()[i]))
    }

    /// The code of the `index`-th person of a wave.
    pub(super) fn code(&self, wave: u32, index: u64) -> AskCode {
        let message = [wave.to_le_bytes().as_slice(), &index.to_le_bytes()].concat();
        let hash = blake3::keyed_hash(&self.0, &message);
        let symbol = |byte: &u8| char::from(SYMBOLS[usize::from(byte % 32)]);
        AskCode(hash.as_bytes()[..LENGTH].iter().map(symbol).collect())
    }
}

/// A person's code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskCode(String);

impl AskCode {
    /// The code that a person wrote: in any case, with spaces or hyphens, and with letters for the digits they look like.
    /// `None` where it can be none.
    pub fn read(text: &str) -> Option<Self> {
        let symbol = |c: char| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c => u8::try_from(c).ok().filter(|byte| SYMBOLS.contains(byte)).map(char::from),
        };
        let written = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = written.map(symbol).collect::<Option<_>>()?;
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// Its symbols.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        let code = CodeKey::new(b"key").code(1, 7);
        let written = code.as_str().to_lowercase();
        let spaced = format!(" {}-{} ", &written[..3], &written[3..]);
        assert_eq!(AskCode::read(&spaced), Some(code));
        assert_eq!(AskCode::read("iol123"), Some(AskCode("101123".to_owned())));
        assert_eq!(
            [AskCode::read("12345"), AskCode::read("ABCDEU"), AskCode::read("가나다라마바")],
            [None, None, None]
        );
    }

    #[test]
    fn codes_of_other_keys_waves_and_people_differ() {
        let of = |key: &[u8], wave, index| CodeKey::new(key).code(wave, index);
        let one = of(b"a", 1, 0);
        assert_eq!(one, of(b"a", 1, 0));
        assert!(![of(b"b", 1, 0), of(b"a", 2, 0), of(b"a", 1, 1)].contains(&one));
    }
}
