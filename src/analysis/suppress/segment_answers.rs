//! Segments as they are published: largest first, with the traits that set them apart.

use std::cmp::Reverse;

use crate::analysis::answer::{Assignment, Segment};
use crate::analysis::segment::SegmentedAudience;
use crate::disclosure::MinCell;
use crate::prevalence::{AudienceStats, Estimate, SegmentSums};
use crate::segments::{ColumnMeans, traits};

/// The segments that have anybody in them, largest first.
pub(super) fn largest_first(segments: &[SegmentSums]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..segments.len()).filter(|i| segments[*i].table.rows > 0).collect();
    order.sort_by_key(|i| (Reverse(segments[*i].table.rows), *i));
    order
}

/// The letter of a segment by its place, A for the first.
fn letter(rank: usize) -> char {
    char::from(b'A' + u8::try_from(rank.min(25)).unwrap_or(25))
}

/// The segment of each profile, by the letters of `order`.
pub(super) fn assignments(segmented: &SegmentedAudience<'_>, order: &[usize]) -> Vec<Assignment> {
    let profiles = segmented.profiles;
    let assigner = segmented.assigner();
    let mut buffer = assigner.buffer();
    let mut assignments = Vec::with_capacity(profiles.len());
    for chunk in profiles.chunks() {
        for row in 0..chunk.rows() {
            let segment = assigner.segment(chunk, row, &mut buffer);
            let rank = order.iter().position(|other| *other == segment).expect("a segment with a row is published");
            let row = profiles.row_number(assignments.len());
            assignments.push(Assignment { row, segment: letter(rank) });
        }
    }
    assignments
}

/// The segments of `order` with their `fits`.
pub(super) fn segment_answers(
    segmented: &SegmentedAudience<'_>,
    stats: &AudienceStats,
    order: &[usize],
    fits: &[Option<Estimate>],
    min_cell: MinCell,
) -> Vec<Segment> {
    let SegmentedAudience { profiles, encoding, .. } = segmented;
    let rows = profiles.followers() as f64;
    let means = |segment: &SegmentSums| {
        ColumnMeans { rows: segment.table.rows, means: segment.means() }.coarse(encoding, profiles, min_cell)
    };
    let all: Vec<ColumnMeans> = stats.segments.iter().map(means).collect();
    let everyone = everyone(&all, encoding.width(), rows);
    let answer = |(rank, (i, fit)): (usize, (&usize, &Option<Estimate>))| {
        let traits = traits(encoding, profiles, &all[*i], &everyone);
        let count = stats.segments[*i].table.rows;
        let id = letter(rank).to_string();
        let (share, stability) = (count as f64 / rows, segmented.stability(*i));
        Segment { id, count, share, fit: fit.clone(), stability, traits }
    };
    order.iter().zip(fits).enumerate().map(answer).collect()
}

/// The means of all segments together.
fn everyone(segments: &[ColumnMeans], width: usize, rows: f64) -> ColumnMeans {
    let mut means = vec![0.0; width];
    for segment in segments {
        let part = segment.rows as f64 / rows;
        means.iter_mut().zip(&segment.means).for_each(|(m, x)| *m += part * x);
    }
    ColumnMeans { rows: rows as u64, means }
}
