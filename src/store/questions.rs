//! Which questions about stored people were asked, so that nobody asks too many different ones.

use async_trait::async_trait;

use super::{AgencyId, StoreError};

/// Days for which questions about the same people count, a year: what all of them tell of one person grows with each of these
/// times, and people change slowly.
pub const WINDOW_DAYS: i64 = 365;

/// A question about one dataset, asked with a key on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedQuestion<'a> {
    /// Whose key it is.
    pub agency: &'a AgencyId,
    /// Id of the key.
    pub key: &'a str,
    /// Id of the dataset.
    pub dataset: &'a str,
    /// Who its people are, whenever they were stored.
    pub people: &'a str,
    /// The day, in days since 1970 (UTC).
    pub day: i64,
    /// Hash of the question.
    pub question: &'a str,
}

/// How many different questions may be asked about one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionLimits {
    /// With one key on one day.
    pub per_day: u64,
    /// With all keys of the agency together: about the dataset for as long as it is stored, and about the same people, in
    /// whatever snapshot, within [`WINDOW_DAYS`].
    pub in_all: u64,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionCount {
    /// It is recorded, or was asked before.
    Recorded {
        /// How many other questions about the same people were asked in the time before it.
        place: u64,
    },
    /// The key has asked as many others about the dataset today as it may.
    DayIsFull,
    /// The agency has asked as many others about the dataset as it ever may.
    DatasetIsFull,
    /// The agency has asked as many others about the same people as it may for now.
    PeopleAreFull {
        /// The first day on which it may ask another, in days since 1970 (UTC).
        until_day: i64,
    },
}

/// The part of a store that counts different questions.
#[async_trait]
pub trait Questions {
    /// Records a question unless as many others were asked as `limits` admit. A question that was asked before is asked
    /// again for nothing.
    async fn record_question(
        &self,
        asked: AskedQuestion<'_>,
        limits: QuestionLimits,
    ) -> Result<QuestionCount, StoreError>;
}
