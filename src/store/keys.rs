//! API keys: who may ask as which agency, and for what.

use async_trait::async_trait;

use super::{AgencyId, AgencySecret, KeyHash, StoreError};

/// What a key is good for. Each scope includes those before it, but for [`Scope::Exact`], which stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// To ask, and to see what the agency keeps.
    Read,
    /// To keep, change and delete.
    Write,
    /// To see the agency's keys and its audit log.
    Admin,
    /// To have exact figures of stored people, for whoever owns their rows.
    Exact,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Admin, Self::Exact];

    /// The scope as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
            Self::Exact => "exact",
        }
    }

    /// The scope that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// What is known of an API key; never its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id, as `key_3f0c…`.
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

    /// A key of any agency, with the hash of its text.
    async fn key(&self, id: &str) -> Result<Option<(ApiKey, KeyHash)>, StoreError>;

    /// All keys of an agency, newest first, revoked and expired ones too.
    async fn keys(&self, agency: &AgencyId) -> Result<Vec<ApiKey>, StoreError>;

    /// Revokes a key of any agency for good. `false` where there is none or it was revoked before.
    async fn revoke_key(&self, id: &str, now: i64) -> Result<bool, StoreError>;

    /// Whether there ever was a key, of any agency: a service whose last key was revoked must not fall open.
    async fn has_keys(&self) -> Result<bool, StoreError>;
}
