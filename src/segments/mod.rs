//! Segments: profiles as a matrix, and the cells of it found by linfa's k-means: as many as are stable, each with the
//! traits that set it apart.

mod choice;
mod encoding;
mod partition;
mod projection;
mod traits;
mod tree;

pub use choice::{Choice, MAX_SEGMENTS, PredictionStrength, SMALLEST_SEGMENT, STRENGTH_WANTED, choose_k};
pub use encoding::*;
pub use partition::Partition;
pub use projection::Projection;
pub use traits::{ColumnMeans, Trait, traits};
pub use tree::Tree;
