//! Logistic regressions on some thousand rows, which estimators are made of.

pub(super) mod design;
mod kernels;
pub(super) mod linalg;
pub(super) mod logistic;
