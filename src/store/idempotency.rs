//! What a request with an `Idempotency-Key` was answered, to answer it again so.

use async_trait::async_trait;

use super::{AgencyId, StoreError};

/// An answer that is given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// HTTP status.
    pub status: u16,
    /// `Location` of what was made.
    pub location: Option<String>,
    /// The JSON body.
    pub body: Vec<u8>,
}

/// What came of beginning a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdempotencyState {
    /// It is the first with this token.
    New,
    /// One with this token is under way.
    InProgress,
    /// One with this token was another request.
    Mismatch,
    /// It was answered.
    Completed(Replay),
}

/// The part of a store that keeps answers.
#[async_trait]
pub trait Idempotency {
    /// Begins the request that `token` names. `fingerprint` is a hash of all of it. A request that was begun and not
    /// ended by `lease_until` may be begun again.
    async fn begin_request(
        &self,
        agency: &AgencyId,
        token: &str,
        fingerprint: &str,
        now: i64,
        lease_until: i64,
    ) -> Result<IdempotencyState, StoreError>;

    /// Extends the lease of a request in progress.
    async fn renew_request(&self, agency: &AgencyId, token: &str, lease_until: i64) -> Result<(), StoreError>;

    /// Keeps the answer.
    async fn complete_request(&self, agency: &AgencyId, token: &str, replay: &Replay) -> Result<(), StoreError>;

    /// Deletes a request that made nothing.
    async fn delete_request(&self, agency: &AgencyId, token: &str) -> Result<(), StoreError>;

    /// Deletes all answers given before; returns how many.
    async fn delete_requests_before(&self, created_before: i64) -> Result<u64, StoreError>;
}
