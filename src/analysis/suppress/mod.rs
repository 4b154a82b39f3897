//! The last step: what an answer may say of few people. The rules stand in [`crate::disclosure`].

mod fit;
mod follower_audit;
mod labels;
mod segments;

pub(super) use fit::{Protected, protect_fit};
pub(super) use follower_audit::protect_acquisition;
pub(super) use segments::join_small;
