//! Segments: profiles as a covariate matrix, and the clusters that linfa's k-means finds in it.
//!
//! A sample of rows is encoded ([`CovariateEncoding`]), projected on its first principal components
//! ([`PrincipalComponents`]) and clustered ([`Clusters`], started from Ward's hierarchy, [`WardTree`]). The number of
//! clusters is the largest that is reproducible ([`choose_k`]). [`traits`] are the covariates in which a segment differs
//! most from the audience.

mod cluster_count;
mod covariate_source;
mod encoding;
mod encoding_fit;
mod kmeans;
mod principal_components;
mod rows;
mod traits;
mod ward;

pub use cluster_count::{ClusterCount, MAX_SEGMENTS, MIN_SEGMENT_SHARE, MIN_STRENGTH, PredictionStrength, choose_k};
pub use covariate_source::{CovariateSource, Transform, covariate_fields, covariate_name, most_frequent_unit};
pub use encoding::{CLIP, Coding, Covariate, CovariateEncoding, Encoder};
pub use encoding_fit::{MAX_WIDTH, Purpose};
pub use kmeans::Clusters;
pub use principal_components::PrincipalComponents;
pub(crate) use rows::mix;
pub use rows::{RowIndex, canonical_order, sample_rows};
pub use traits::{ColumnMeans, Trait, traits};
pub use ward::WardTree;
