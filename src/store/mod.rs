//! What the service keeps: the results of campaigns, in an append-only journal.

mod journal;
mod seen;

pub use journal::{Journal, StoreError};
pub use seen::SeenIds;
