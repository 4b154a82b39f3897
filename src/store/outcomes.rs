//! Results of campaigns, in the order they came.

use async_trait::async_trait;

use super::{AgencyId, Replay, StoreError};
use crate::channel::CampaignOutcome;

/// The answer to be given again for a token, kept together with what the request made.
#[derive(Clone, Copy)]
pub struct IdempotencyRecord<'a> {
    /// The token of the request, which was begun.
    pub token: &'a str,
    /// Its answer, by the position of the first outcome.
    pub answer: &'a (dyn Fn(u64) -> Replay + Send + Sync),
}

/// The part of a store that keeps outcomes.
#[async_trait]
pub trait Outcomes {
    /// Keeps outcomes and the answer of their request, all or none: sent again after whatever end, they don't count
    /// twice. Gives the position of the first, from 0 within the agency.
    async fn append_outcomes(
        &self,
        agency: &AgencyId,
        outcomes: &[CampaignOutcome],
        now: i64,
        once: Option<IdempotencyRecord<'_>>,
    ) -> Result<u64, StoreError>;

    /// The outcomes from position `from` on, at most `limit`, with their positions.
    async fn outcomes(
        &self,
        agency: &AgencyId,
        from: u64,
        limit: u32,
    ) -> Result<Vec<(u64, CampaignOutcome)>, StoreError>;

    /// The newest outcomes, at most `limit`, in the order in which they came.
    async fn newest_outcomes(&self, agency: &AgencyId, limit: u32) -> Result<Vec<CampaignOutcome>, StoreError>;

    /// Replaces the outcome at a position where it still is `before`; false where it is another, or none.
    async fn replace_outcome(
        &self,
        agency: &AgencyId,
        position: u64,
        before: &CampaignOutcome,
        after: &CampaignOutcome,
    ) -> Result<bool, StoreError>;

    /// Deletes the outcome at a position, which no other outcome will have; false where there is none.
    async fn delete_outcome(&self, agency: &AgencyId, position: u64) -> Result<bool, StoreError>;
}
