//! Which questions about stored people were asked, so that nobody asks too many different ones.

use async_trait::async_trait;

use super::{AgencyId, StoreError};

/// A question about one dataset, asked with a key on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedQuestion<'a> {
    /// Whose key it is.
    pub agency: &'a AgencyId,
    /// Id of the key.
    pub key: &'a str,
    /// Id of the dataset.
    pub dataset: &'a str,
    /// The day, in days since 1970 (UTC).
    pub day: i64,
    /// Hash of the question.
    pub question: &'a str,
}

/// The part of a store that counts different questions.
#[async_trait]
pub trait Questions {
    /// Records a question unless the key has asked `most` others about the dataset on the day. False where it has; a
    /// question that was asked before is asked again for nothing.
    async fn record_question(&self, asked: AskedQuestion<'_>, most: u64) -> Result<bool, StoreError>;
}
