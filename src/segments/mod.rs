//! Segments: groups of similar profiles.
//!
//! Profiles are coded as a table of numbers and levels ([`FieldCoding`]), to which latent classes are fitted
//! ([`LatentClasses`]); their number is the fewest that explain the data, or that make a useful split ([`NumberBasis`]).
//! A [`CovariateEncoding`] describes profiles as a matrix, for [`traits`], the covariates in which a segment differs most
//! from the audience, and for regression.

mod classes;
mod covariate_source;
mod duplicate_fields;
mod encoding;
mod encoding_fit;
mod field_coding;
mod number_coding;
mod rows;
mod traits;
mod ward;

pub use classes::{
    ClassError, FieldKind, LatentClasses, LatentClassesParams, LatentClassesValidParams, MAX_SEGMENTS, MIN_ROWS,
    MIN_SHARE, NumberBasis,
};
pub use covariate_source::{CovariateSource, Transform, covariate_fields, covariate_name, most_frequent_unit};
pub use encoding::{CLIP, Coding, Covariate, CovariateEncoding, Encoder};
pub use encoding_fit::{MAX_WIDTH, Purpose};
pub use field_coding::{FieldCoder, FieldCoding};
pub use rows::{RowIndex, canonical_order, sample_rows};
pub(crate) use rows::{mix, rank};
pub use traits::{ColumnMeans, Trait, TraitMeasure, traits};
