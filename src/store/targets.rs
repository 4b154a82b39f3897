//! Targets that an agency gave a name.

use async_trait::async_trait;

use super::{AgencyId, StoreError};

/// A named target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTarget {
    /// Its name, one within the agency.
    pub name: String,
    /// Its definition, as JSON.
    pub spec: String,
    /// When it was first kept, in milliseconds.
    pub created_at: i64,
    /// When it was last changed, in milliseconds.
    pub updated_at: i64,
}

/// The part of a store that keeps targets.
#[async_trait]
pub trait Targets {
    /// Keeps a target under its name. With `expected`, only where what is kept under it now is that definition
    /// (`Some(None)`: nothing); `false` where it isn't.
    async fn put_target(
        &self,
        agency: &AgencyId,
        target: &StoredTarget,
        expected: Option<Option<&str>>,
    ) -> Result<bool, StoreError>;

    /// A target.
    async fn target(&self, agency: &AgencyId, name: &str) -> Result<Option<StoredTarget>, StoreError>;

    /// All targets by name.
    async fn targets(&self, agency: &AgencyId) -> Result<Vec<StoredTarget>, StoreError>;

    /// Deletes a target. `false` where there was none.
    async fn delete_target(&self, agency: &AgencyId, name: &str) -> Result<bool, StoreError>;
}
