//! What disclosure control did to a figure, as a sentence.

use super::format::quantity;
use super::messages::{Messages, args};
use crate::disclosure::{MinCell, ReleasedCount, Suppression};

/// What was done to a figure, and why, without a full stop.
pub(crate) fn suppression(messages: &Messages, suppression: Suppression, min_cell: MinCell) -> String {
    let id = match suppression {
        Suppression::Withheld => "report-suppressed-withheld",
        Suppression::Range => "report-suppressed-range",
        Suppression::Coarsened => "report-suppressed-coarsened",
        Suppression::SmallAudience => "report-suppressed-audience",
        Suppression::MergedBuckets => "report-suppressed-buckets",
        Suppression::WithheldSignals => "report-suppressed-signals",
        Suppression::WithheldEvidence => "report-suppressed-evidence",
    };
    messages.text(id, args![min = min_cell.0])
}

/// `1,234`, `fewer than 10` or `all but fewer than 10`.
pub(crate) fn released_count(messages: &Messages, count: ReleasedCount) -> String {
    match count {
        ReleasedCount::Exact(n) => quantity(n as f64),
        ReleasedCount::FewerThan(n) => messages.text("format-fewer-than", args![n = n]),
        ReleasedCount::AllButFewerThan(n) => messages.text("format-all-but-fewer-than", args![n = n]),
    }
}
