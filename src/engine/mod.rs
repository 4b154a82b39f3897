//! Engines: what asks every part of an audience for its contribution and merges the answers, on this machine or on many.
//!
//! An engine knows rows and [`Contribution`]s, and no statistics: both engines run the same accumulators, so their figures
//! are the same, bit for bit, however the rows are parted.

#[cfg(feature = "cluster")]
pub mod cluster;
mod dataset;
mod local;

use std::path::PathBuf;

pub use dataset::Dataset;
pub use local::LocalEngine;

use crate::analysis::{Contribution, ContributionError, Question};
use crate::ingest::ReadError;

/// Why an engine gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ReadError,
    },
    /// The files are no set that can be analysed.
    #[error("{0}")]
    Files(String),
    /// The audience cannot be analysed part by part.
    #[error(transparent)]
    Contribution(#[from] ContributionError),
    /// The cluster failed.
    #[error("{0}")]
    Cluster(String),
}

/// Asks all parts of a set of files.
pub trait Engine {
    /// What all rows of `dataset` contribute to the answer of `question`.
    ///
    /// # Errors
    /// [`EngineError`] where files cannot be read, do not suit each other, or parts of the engine fail.
    fn accumulate(&self, dataset: &Dataset, question: &Question) -> Result<Contribution, EngineError>;
}
