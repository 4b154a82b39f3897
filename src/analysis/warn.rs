//! What a reader of an analysis should know of its input.

use super::notice::notices;
use super::request::AnalysisRequest;
use super::scan::ScannedAudience;
use crate::channel::Warning;
use crate::ingest::ReadOutcome;
use crate::prevalence::Fit;

/// Audiences smaller than this are flagged.
const SMALL_AUDIENCE: u64 = 100;

/// What was refused, could not be compared or seems to be misunderstood.
pub(super) fn warnings(request: &AnalysisRequest<'_>, scanned: &ScannedAudience<'_>, fit: &Fit) -> Vec<Warning> {
    let stats = &scanned.stats;
    let mut out = Vec::new();
    let mut warn = |code: &'static str, detail: String| out.push(Warning { code, detail });
    let profiles = request.audience.profiles.len() as u64;
    let min_cell = request.options.min_cell;
    if profiles < SMALL_AUDIENCE {
        warn(
            "small_audience",
            format!("an audience of {profiles} is small; figures of fewer than {SMALL_AUDIENCE} profiles swing widely"),
        );
    }
    let mut refused = |reading: &ReadOutcome, what: &str| {
        if reading.rejected.rows > 0 {
            warn(
                "rows_rejected",
                format!("{} {what} were refused and do not count; each is listed", reading.rejected.rows),
            );
        }
        for (field, n) in &reading.dropped_values {
            let detail = format!(
                "{field} has too many different texts to be a category; {} values were left out",
                min_cell.told(*n, reading.profiles.len() as u64)
            );
            warn("too_many_levels", detail);
        }
        for note in &reading.notes {
            warn("import", note.clone());
        }
    };
    refused(request.audience, "profiles");
    if let Some(panel) = request.panel {
        refused(panel, "panel rows");
    }
    if stats.incomparable.income_unit > 0 {
        warn(
            "income_not_comparable",
            format!(
                "{} incomes are in a currency or scope that the target's limits are not given for; give the target a \
                 country with medians, or incomes as median_ratio",
                min_cell.told(stats.incomparable.income_unit, profiles)
            ),
        );
    }
    if stats.incomparable.household_size > 0 {
        let n = min_cell.told(stats.incomparable.household_size, profiles);
        warn(
            "household_size_missing",
            format!("{n} incomes lie where the household's size decides, which is not stated"),
        );
    }
    for notice in notices(&request.target, &request.audience.profiles, min_cell) {
        warn(notice.code, notice.detail);
    }
    for (code, detail) in &fit.notes {
        warn(code, detail.clone());
    }
    let excluded = scanned.audited.segmented.encoding.excluded();
    if !excluded.is_empty() {
        let names = excluded.join(", ");
        warn(
            "too_many_fields",
            format!("segments do not look at the fields stated least, for there are too many: {names}"),
        );
    }
    out
}
