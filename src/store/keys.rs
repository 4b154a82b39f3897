//! API keys: who may ask as which agency, and for what.

use async_trait::async_trait;

use super::{AgencyId, AgencySecret, KeyHash, StoreError};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a key may do; each of the first three scopes includes those before it.
    pub enum Scope as KeyScope {
        /// Ask, and read what is stored.
        Read = "read",
        /// Store and delete.
        Write = "write",
        /// Read keys and the audit log.
        Admin = "admin",
        /// Have figures of stored audiences and panels without noise, and any number of them.
        Exact = "exact",
    }
}

/// What is known of an API key; never its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id, for example `key_3f0c…`.
    pub id: String,
    /// Whose it is.
    pub agency: AgencyId,
    /// What its agency calls it.
    pub label: String,
    /// What it is good for, the least first; at least one.
    pub scopes: Vec<Scope>,
    /// When it was created, in milliseconds.
    pub created_at: i64,
    /// The moment from which it is good no more.
    pub expires_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

impl ApiKey {
    /// The greatest of its scopes, which includes the others; whoever may have exact figures may read.
    pub fn scope(&self) -> Scope {
        self.scopes.iter().copied().filter(|scope| *scope != Scope::Exact).max().unwrap_or(Scope::Read)
    }

    /// Whether figures of stored people are exact for it.
    pub fn is_exact(&self) -> bool {
        self.scopes.contains(&Scope::Exact)
    }
}

/// An agency and the name it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
}

/// The part of a store that keeps agencies and their keys. An agency may have any number of keys at once: a new one is
/// put in place before the old one is revoked.
#[async_trait]
pub trait Keys {
    /// The agency of this name; it is created where there is none.
    async fn get_or_create_agency(&self, name: &str, now: i64) -> Result<AgencyId, StoreError>;

    /// The secret of an agency, created where it has none.
    async fn agency_secret(&self, agency: &AgencyId) -> Result<AgencySecret, StoreError>;

    /// All agencies by name.
    async fn agencies(&self) -> Result<Vec<Agency>, StoreError>;

    /// Keeps a key with the hash of its text.
    async fn insert_key(&self, key: &ApiKey, hash: KeyHash) -> Result<(), StoreError>;

    /// Keeps a key that is made again and again, of somebody who signs in elsewhere: one that is there already gets the
    /// label, the scopes and the end of this one, and keeps its hash; one that was revoked stays as it is.
    async fn renew_key(&self, key: &ApiKey, hash: KeyHash) -> Result<(), StoreError>;

    /// A key of any agency, with the hash of its text.
    async fn key(&self, id: &str) -> Result<Option<(ApiKey, KeyHash)>, StoreError>;

    /// All keys of an agency, newest first, revoked and expired ones too.
    async fn keys(&self, agency: &AgencyId) -> Result<Vec<ApiKey>, StoreError>;

    /// Revokes a key of any agency for good. `false` where there is none or it was revoked before.
    async fn revoke_key(&self, id: &str, now: i64) -> Result<bool, StoreError>;

    /// Whether there ever was a key, of any agency: a service whose last key was revoked must not fall open.
    async fn has_keys(&self) -> Result<bool, StoreError>;
}
