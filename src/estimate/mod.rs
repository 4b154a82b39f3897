//! Estimation.
mod figure;
pub use figure::Estimate;
