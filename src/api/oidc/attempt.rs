//! One attempt to sign in, from the way to the provider to the way back.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::RngCore;
use rand::rngs::OsRng;
use ring::digest::{SHA256, digest};

use crate::store::{AgencySecret, hex};

/// Milliseconds that somebody has for signing in at the provider.
pub(in crate::api) const MAX_ATTEMPT_MS: i64 = 600_000;

/// One sign-in at the provider that is under way. All that has to come back or be shown later is derived from its id with a secret of the service, so the
/// browser keeps the id alone, and nobody else can make an attempt up.
#[derive(Debug, Clone)]
pub(in crate::api) struct SignInAttempt {
    key: [u8; 32],
    id: String,
    until: i64,
    /// The page that was asked for.
    pub(in crate::api) next: String,
}

impl SignInAttempt {
    /// A new attempt to get to `next`.
    pub(in crate::api) fn new(secret: &AgencySecret, next: &str, now: i64) -> Self {
        let mut bits = [0; 32];
        OsRng.fill_bytes(&mut bits);
        let (id, until) = (hex(&bits), now + MAX_ATTEMPT_MS);
        Self { key: secret.key("provider"), id, until, next: next.to_owned() }
    }

    /// The attempt that a cookie holds; none where the service did not write it or it is over.
    pub(in crate::api) fn from_cookie(secret: &AgencySecret, cookie: &str, now: i64) -> Option<Self> {
        let (said, seal) = cookie.rsplit_once('.')?;
        let mut parts = said.splitn(3, '.');
        let (id, until, next) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?, parts.next()?);
        let next = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        let attempt = Self { key: secret.key("provider"), id, until, next };
        // Hashes are compared in constant time.
        let is_own = blake3::Hash::from_hex(seal).ok() == Some(attempt.seal());
        (is_own && now < until).then_some(attempt)
    }

    /// What the cookie of the attempt holds.
    pub(in crate::api) fn to_cookie(&self) -> String {
        format!("{}.{}", self.said(), self.seal().to_hex())
    }

    fn said(&self) -> String {
        format!("{}.{}.{}", self.id, self.until, BASE64_URL_SAFE_NO_PAD.encode(&self.next))
    }

    fn seal(&self) -> blake3::Hash {
        blake3::keyed_hash(&self.key, format!("cookie {}", self.said()).as_bytes())
    }

    fn derived(&self, of_use: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.key, format!("{of_use} {}", self.id).as_bytes())
    }

    /// What the provider has to send back with the code.
    pub(super) fn state(&self) -> String {
        self.derived("state").to_hex().to_string()
    }

    /// Whether a `state` that came back is that of this attempt.
    pub(in crate::api) fn is_of(&self, state: &str) -> bool {
        blake3::Hash::from_hex(state).ok() == Some(self.derived("state"))
    }

    /// What the ID token has to hold.
    pub(super) fn nonce(&self) -> String {
        self.derived("nonce").to_hex().to_string()
    }

    /// What proves to the provider that the code is used by whoever asked for it.
    pub(super) fn verifier(&self) -> String {
        self.derived("verifier").to_hex().to_string()
    }

    /// The challenge of the verifier, by the method S256.
    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier().as_bytes()))
    }
}
