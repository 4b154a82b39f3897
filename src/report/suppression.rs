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

/// The figure at a JSON pointer of an analysis, in words: `segment 2: share of the target`.
pub(crate) fn figure_words(m: &Messages, pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let number =
        |index: &str| index.parse::<usize>().map_or_else(|_| "all".to_owned(), |index| (index + 1).to_string());
    match steps[..] {
        ["segments", index, "fit"] => m.text("report-figure-segment", args![n = number(index)]),
        ["acquisition", "cohorts", index, "fit"] => m.text("report-figure-cohort", args![n = number(index)]),
        ["acquisition", "cohorts", index, "evidence", _] => m.text("report-figure-evidence", args![n = number(index)]),
        _ => m.text("report-figure", args![figure = steps.join("-"), pointer = pointer]),
    }
}

/// `1,234`, `fewer than 10` or `all but fewer than 10`.
pub(crate) fn released_count(messages: &Messages, count: ReleasedCount) -> String {
    match count {
        ReleasedCount::Exact(n) => quantity(n as f64),
        ReleasedCount::FewerThan(n) => messages.text("format-fewer-than", args![n = n]),
        ReleasedCount::AllButFewerThan(n) => messages.text("format-all-but-fewer-than", args![n = n]),
    }
}
