//! Step 2: the followers are searched for cohorts that seem to have come in bulk.

use std::sync::Arc;

use super::kept::{Kept, key_of_audit};
use super::request::AnalysisRequest;
use super::segment::SegmentedAudience;
use crate::follower_audit::{self, FollowerAudit};
use crate::prevalence::AuditPartitions;

/// A segmented audience with the findings of the follower audit.
pub(super) struct AuditedAudience<'a> {
    pub(super) segmented: SegmentedAudience<'a>,
    pub(super) audit: FollowerAudit,
}

impl<'a> SegmentedAudience<'a> {
    /// Audits the followers.
    pub(super) fn audit(self, request: &AnalysisRequest<'a>) -> AuditedAudience<'a> {
        let options = &request.options;
        let made = || {
            let followers = follower_audit::followers(self.profiles, request.catalog.signs());
            Arc::new(FollowerAudit::of(&followers, options.level, options.seed, options.min_cell))
        };
        let audit = self.profiles.derived::<Kept>().audits.get_or_make_too(key_of_audit(request), made);
        AuditedAudience { segmented: self, audit: (*audit).clone() }
    }
}

impl AuditedAudience<'_> {
    /// The number of cells that the audit tells followers apart by: none where it found nothing.
    pub(super) fn audit_cells(&self) -> usize {
        if self.audit.cohorts.is_empty() { 0 } else { self.audit.cell_count() }
    }

    /// The partitions whose fits are wanted: the cohorts, and the suspected with all others.
    pub(super) fn partitions(&self) -> Option<AuditPartitions> {
        let audit = &self.audit;
        let partitions = AuditPartitions { cohort: audit.cells_by_cohort(), suspected: audit.cells_by_suspicion() };
        (!audit.cohorts.is_empty()).then_some(partitions)
    }
}
