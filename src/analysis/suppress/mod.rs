//! Step 5: disclosure control. The rules stand in [`crate::disclosure`].

mod audit;
mod fit;
mod labels;
mod publish;
mod segment_answers;
mod segments;
mod too_small;

pub use publish::DisclosureControlled;
pub(super) use publish::PublishedAudience;
pub(super) use segments::merge_small_segments;
