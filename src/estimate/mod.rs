//! Estimation.
mod figure;
pub mod tilt;
pub use figure::Estimate;
