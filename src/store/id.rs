//! Ids of stored resources: random, so that they cannot be guessed.

use std::fmt;

use rand::RngCore;
use rand::rngs::OsRng;

/// What an id stands for, shown by its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// An audience.
    Audience,
    /// A panel.
    Panel,
    /// A job.
    Job,
    /// An API key.
    Key,
    /// An agency.
    Agency,
    /// An entry of the audit log.
    Audit,
    /// An ask.
    Ask,
}

impl IdKind {
    fn prefix(self) -> &'static str {
        match self {
            IdKind::Audience => "aud_",
            IdKind::Panel => "pan_",
            IdKind::Job => "job_",
            IdKind::Key => "key_",
            IdKind::Agency => "agy_",
            IdKind::Audit => "log_",
            IdKind::Ask => "ask_",
        }
    }

    /// A new id with 128 random bits, such as `aud_3f0c…`.
    pub fn generate(self) -> String {
        let mut bits = [0; 16];
        OsRng.fill_bytes(&mut bits);
        format!("{}{}", self.prefix(), hex(&bits))
    }

    /// The id of what a keyed hash stands for: always the same, and as hard to guess as any other.
    pub fn derive(self, hash: blake3::Hash) -> String {
        format!("{}{}", self.prefix(), hex(&hash.as_bytes()[..16]))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes any digits");
        text
    })
}

/// An agency (a tenant), which owns API keys. Everything stored belongs to one, and no other sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgencyId(pub String);

impl AgencyId {
    /// The agency of requests where no key is required.
    pub fn local() -> Self {
        Self("local".to_owned())
    }

    /// The id as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_long_and_never_the_same() {
        let name = IdKind::Audience.generate();
        assert!(name.starts_with("aud_") && name.len() == 36, "{name}");
        assert_ne!(name, IdKind::Audience.generate());
        assert_eq!(hex(&[0, 255, 16]), "00ff10");
    }
}
