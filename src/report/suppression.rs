//! What disclosure control did to a figure, as a sentence.

use super::messages::{Messages, args};
use crate::disclosure::{MinCell, Suppression};

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
