//! Names of what is kept: random, so that nobody guesses another's.

use std::fmt;

use rand::RngCore;
use rand::rngs::OsRng;

/// What a name stands for, told by its beginning.
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
        }
    }

    /// A new name with 128 random bits, as `aud_3f0c…`.
    pub fn generate(self) -> String {
        let mut bits = [0; 16];
        OsRng.fill_bytes(&mut bits);
        format!("{}{}", self.prefix(), hex(&bits))
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

/// An agency: whoever's keys these are. All that is kept belongs to one, and is told to no other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgencyId(pub String);

impl AgencyId {
    /// Who asks where no key is asked for.
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
