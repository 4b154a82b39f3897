//! What profiles contribute to any answer, kept with them: a stored audience that stays in memory is divided into segments,
//! audited and summed up once for each question.
//!
//! It is exact, so it never leaves the analysis: noise and suppression are applied to each answer anew.

use std::sync::Arc;

use super::request::AnalysisRequest;
use super::scan::Sums;
use super::segment::Segmentation;
use crate::cache::{Cache, Key, KeyParts};
use crate::follower_audit::FollowerAudit;

/// Segmentations of one audience, one a target.
const SEGMENTATIONS: usize = 16;
/// Audits of one audience, one for each level, seed and minimum cell, of a byte a profile.
const AUDITS: usize = 4;
/// Sums of one audience.
const SUMS: usize = 32;

/// What is kept with profiles.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) segmentations: Cache<Arc<Segmentation>>,
    pub(super) audits: Cache<Arc<FollowerAudit>>,
    pub(super) sums: Cache<Arc<Sums>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            segmentations: Cache::new(SEGMENTATIONS, |_| 1),
            audits: Cache::new(AUDITS, |_| 1),
            sums: Cache::new(SUMS, |_| 1),
        }
    }
}

/// What the segments of an audience depend on beside its profiles.
pub(super) fn key_of_segmentation(request: &AnalysisRequest<'_>) -> Key {
    let rows = request.audience.profiles.len();
    KeyParts::default().with(&rows).with(&request.target).with(&request.options.min_cell).key()
}

/// What the audit of its followers depends on.
pub(super) fn key_of_audit(request: &AnalysisRequest<'_>) -> Key {
    let (rows, options) = (request.audience.profiles.len(), &request.options);
    KeyParts::default()
        .with(&rows)
        .with(&(options.level, options.seed, options.min_cell))
        .with(&request.catalog.signs())
        .key()
}

/// What its sums depend on, which are those of segments and cells of the audit.
pub(super) fn key_of_sums(request: &AnalysisRequest<'_>) -> Key {
    KeyParts::default().with(&key_of_segmentation(request)).with(&key_of_audit(request)).key()
}
