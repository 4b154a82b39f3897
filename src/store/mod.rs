//! What the service keeps: the results of campaigns, in an append-only journal.

mod journal;

pub use journal::{Journal, StoreError};
