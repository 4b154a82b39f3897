//! The secret of an agency.

use std::fmt;

use rand::RngCore;
use rand::rngs::OsRng;

use super::hex;

/// 256 random bits that only the service knows. What is made with them, such as the noise of published counts, cannot be
/// made or checked by anybody else. Each use has a key of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct AgencySecret(blake3::Hash);

impl AgencySecret {
    /// A new one.
    pub fn generate() -> Self {
        let mut bits = [0; 32];
        OsRng.fill_bytes(&mut bits);
        Self(blake3::Hash::from_bytes(bits))
    }

    /// The secret with these digits.
    pub fn from_hex(digits: &str) -> Option<Self> {
        blake3::Hash::from_hex(digits).ok().map(Self)
    }

    /// Its 64 hexadecimal digits, for the database alone.
    pub fn to_hex(&self) -> String {
        hex(self.0.as_bytes())
    }

    /// The key of one use.
    pub fn key(&self, of_use: &str) -> [u8; 32] {
        *blake3::keyed_hash(self.0.as_bytes(), of_use.as_bytes()).as_bytes()
    }
}

impl fmt::Debug for AgencySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgencySecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_back_and_never_printed() {
        let secret = AgencySecret::generate();
        assert_eq!(AgencySecret::from_hex(&secret.to_hex()), Some(secret.clone()));
        assert_ne!(AgencySecret::generate(), secret);
        assert_ne!(secret.key("noise"), secret.key("ids"));
        assert!(!format!("{secret:?}").contains(&secret.to_hex()[..8]));
    }
}
