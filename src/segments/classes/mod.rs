//! Latent classes of mixed data: an estimator in linfa's idiom.
//!
//! Within a class, numbers are normal and independent, levels are multinomial, and what is missing is skipped
//! (missing at random). A table of rows by fields ([`FieldKind`]) goes into [`LatentClasses::params`]; `fit` chooses the
//! number of classes, merges small ones and says how far to trust the result ([`NumberBasis`],
//! [`LatentClasses::stability`]); `predict` gives the segment of each row. Nothing in it is random.

mod correlated;
mod estimator;
mod fit;
mod misfit;
mod mixed_rows;
mod number;
mod params;
#[cfg(test)]
mod planted;
mod sample;
mod stability;
mod starts;
#[cfg(test)]
mod tests;

pub use estimator::LatentClasses;
pub use mixed_rows::FieldKind;
pub use number::{MAX_SEGMENTS, NumberBasis};
pub use params::{ClassError, LatentClassesParams, LatentClassesValidParams, MIN_ROWS, MIN_SHARE};
