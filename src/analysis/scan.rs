//! Step 3: one pass over all profiles sums up what the figures are made from.

use std::sync::Arc;

use rayon::prelude::*;

use super::audit::AuditedAudience;
use super::kept::{Kept, key_of_sums};
use super::request::AnalysisRequest;
use super::segment::Segmentation;
use super::suppress::merge_small_segments;
use crate::prevalence::{AudienceStats, CellAssignment, ChannelColumns, ChannelUse};
use crate::profile::CHUNK_ROWS;
use crate::target::BoundTarget;

/// An audited audience with its sums.
pub(super) struct ScannedAudience<'a> {
    pub(super) audited: AuditedAudience<'a>,
    pub(super) stats: AudienceStats,
    pub(super) channels: ChannelColumns,
    pub(super) channel_use: ChannelUse,
}

/// The sums of some chunks.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Sums {
    pub(super) stats: AudienceStats,
    pub(super) channel_use: ChannelUse,
}

impl Sums {
    /// Those of no profiles yet, with so many cells of the audit.
    pub(super) fn none(segmentation: &Segmentation, audit_cells: usize, channels: &ChannelColumns) -> Self {
        let stats = segmentation.no_stats().with_audit_cells(audit_cells);
        Self { stats, channel_use: ChannelUse::new(channels) }
    }

    pub(super) fn merge(self, other: Self) -> Self {
        Self { stats: self.stats.merge(other.stats), channel_use: self.channel_use.merge(other.channel_use) }
    }
}

impl<'a> AuditedAudience<'a> {
    /// Sums up all profiles, and merges the segments that are too small to be published.
    pub(super) fn scan(mut self, request: &AnalysisRequest<'a>) -> ScannedAudience<'a> {
        let channels = ChannelColumns::new(self.segmented.profiles);
        let made = || Arc::new(self.sums(request, &channels));
        let kept = self.segmented.profiles.derived::<Kept>().sums.get_or_make_too(key_of_sums(request), made);
        let Sums { mut stats, channel_use } = (*kept).clone();
        if let Some(noise) = &request.options.noise {
            stats.add_noise(noise, request.options.min_cell, |column| self.segmented.encoding.unit(column));
        }
        let merged = merge_small_segments(&stats.segments, request.options.min_cell);
        stats.merge_segments(&merged);
        self.segmented.merge(merged);
        ScannedAudience { audited: self, stats, channels, channel_use }
    }

    fn sums(&self, request: &AnalysisRequest<'_>, channels: &ChannelColumns) -> Sums {
        let (segmented, audit) = (&self.segmented, &self.audit);
        let bound = BoundTarget::new(&request.target, segmented.profiles);
        let assigner = segmented.assigner();
        let none = || Sums {
            stats: segmented.no_stats().with_audit_cells(self.audit_cells()),
            channel_use: ChannelUse::new(channels),
        };
        let chunks = segmented.profiles.chunks().par_iter().enumerate();
        chunks
            .fold(
                || (none(), assigner.buffer()),
                |(mut sums, mut buffer), (i, chunk)| {
                    for row in 0..chunk.rows() {
                        let segment = assigner.segment(chunk, row, &mut buffer);
                        let cells = CellAssignment { segment, audit_cell: audit.cell_of(i * CHUNK_ROWS + row) };
                        let membership = sums.stats.add(cells, &buffer.encoded, &bound, chunk, row);
                        sums.channel_use.add(channels, membership, 1.0, chunk, row);
                    }
                    (sums, buffer)
                },
            )
            .map(|(sums, _)| sums)
            .reduce(none, Sums::merge)
    }
}
