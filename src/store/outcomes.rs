//! Results of campaigns, in the order they came.

use async_trait::async_trait;

use super::{AgencyId, StoreError};
use crate::channel::Outcome;

/// The part of a store that keeps outcomes.
#[async_trait]
pub trait Outcomes {
    /// Keeps outcomes, all or none. Gives the position of the first, from 0 within the agency.
    async fn append_outcomes(&self, agency: &AgencyId, outcomes: &[Outcome], now: i64) -> Result<u64, StoreError>;

    /// The outcomes from position `from` on, at most `limit`.
    async fn outcomes(&self, agency: &AgencyId, from: u64, limit: u32) -> Result<Vec<Outcome>, StoreError>;
}
