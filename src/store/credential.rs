//! The text of an API key: what its holder sends, and what is kept of it.

use std::fmt;

use rand::RngCore;
use rand::rngs::OsRng;

use super::{IdKind, hex};

/// What every key begins with, so that scanners for leaked secrets know one when they see it.
const MARK: &str = "afk_";
/// What the ids of keys begin with, and their text leaves out.
const ID_MARK: &str = "key_";
/// Digits of an id and of a secret.
const DIGITS: (usize, usize) = (32, 64);

/// An API key as its holder has it: `afk_<id>_<secret>`, both hexadecimal, the secret of 256 random bits.
///
/// Only a hash of it is kept, a fast one: the slow hashes of passwords make up for passwords being guessable, and no
/// one tries 2^256 secrets, however fast. A slow one would only make every request dear.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    id: String,
    secret: String,
}

impl Credential {
    /// A new key, of a new id.
    pub fn generate() -> Self {
        let mut bits = [0; 32];
        OsRng.fill_bytes(&mut bits);
        Self { id: IdKind::Key.generate(), secret: hex(&bits) }
    }

    /// The key that `text` is; `None` where it isn't written as one.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(MARK)?.split_once('_')?;
        let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_key = (id.len(), secret.len()) == DIGITS && is_hex(id) && is_hex(secret);
        is_key.then(|| Self { id: format!("{ID_MARK}{id}"), secret: secret.to_owned() })
    }

    /// The key's id, for example `key_3f0c…`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key's text for its holder. Show it once, to the holder alone.
    pub fn reveal(&self) -> String {
        format!("{MARK}{}_{}", self.id.trim_start_matches(ID_MARK), self.secret)
    }

    /// What is kept of it.
    pub fn hash(&self) -> KeyHash {
        KeyHash(blake3::hash(self.reveal().as_bytes()))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({})", self.id)
    }
}

/// The hash of a whole key. Two are compared in constant time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(blake3::Hash);

impl KeyHash {
    /// The hash of no key.
    pub const NONE: Self = Self(blake3::Hash::from_bytes([0; 32]));

    /// Its 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        self.0.to_hex().to_string()
    }

    /// The hash with these digits.
    pub fn from_hex(digits: &str) -> Option<Self> {
        blake3::Hash::from_hex(digits).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_key_back_and_distinguishes_it_by_its_hash() {
        let key = Credential::generate();
        let text = key.reveal();
        assert_eq!(text.len(), 4 + 32 + 1 + 64, "{text}");
        assert_eq!(Credential::parse(&text).as_ref(), Some(&key));
        assert_eq!(KeyHash::from_hex(&key.hash().to_hex()), Some(key.hash()));
        let other = Credential { secret: Credential::generate().secret, ..key.clone() };
        assert_ne!(other.hash(), key.hash());
        assert!(!format!("{key:?}").contains(&key.secret), "{key:?}");
        assert!(!key.hash().to_hex().contains(&key.secret[..16]));
    }

    #[test]
    fn what_is_not_written_as_a_key_is_none() {
        let text = Credential::generate().reveal();
        let cut = &text[..text.len() - 1];
        let upper = text.to_uppercase();
        for wrong in ["", "afk_", "afk__", cut, &upper, &format!("{text}0"), &text[4..], &format!(" {text}")] {
            assert_eq!(Credential::parse(wrong), None, "{wrong}");
        }
    }
}
