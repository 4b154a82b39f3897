//! Segments: cells of the covariate space found by linfa's k-means, as many as are stable, each told by its traits.

mod choice;
mod partition;
mod projection;
mod traits;
mod tree;

pub use choice::{Choice, MAX_SEGMENTS, PredictionStrength, SMALLEST_SEGMENT, STRENGTH_WANTED, choose_k};
pub use partition::Partition;
pub use projection::Projection;
pub use traits::{ColumnMeans, Trait, traits};
pub use tree::Tree;
