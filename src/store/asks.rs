//! Asks: people of a stored audience who are asked, and their answers.

use async_trait::async_trait;

use super::{AgencyId, Page, PageOf, StoreError};

/// A stored ask. Who was asked is named by the number of their row in the upload; no id and no name is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAsk {
    /// Its id.
    pub id: String,
    /// The audience of which people were drawn.
    pub audience: String,
    /// When they were drawn, in milliseconds.
    pub created_at: i64,
    /// What was asked and how, as JSON.
    pub design: String,
    /// The list of those who were asked, as CSV.
    pub people: String,
    /// The answers so far, as JSON.
    pub answers: String,
}

/// The part of a store that keeps asks. An ask of an audience that is deleted is not found, and goes with it.
#[async_trait]
pub trait Asks {
    /// Keeps an ask.
    async fn insert_ask(&self, agency: &AgencyId, ask: &StoredAsk) -> Result<(), StoreError>;

    /// An ask.
    async fn ask(&self, agency: &AgencyId, id: &str) -> Result<Option<StoredAsk>, StoreError>;

    /// Asks, the newest first.
    async fn asks(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<StoredAsk>, StoreError>;

    /// Replaces the answers to an ask where they still are `before`; false where they are others, or there is no ask.
    async fn put_answers(&self, agency: &AgencyId, id: &str, before: &str, after: &str) -> Result<bool, StoreError>;

    /// Deletes an ask with its answers. `false` where there was none.
    async fn delete_ask(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError>;
}
