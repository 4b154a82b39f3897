//! audience-fit
pub mod catalog;
pub mod channel;
pub mod estimate;
pub mod profile;
pub mod target;
