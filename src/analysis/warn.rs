//! What a reader of an analysis should know of its input.

use super::contribution::AUDITED;
use super::notice::{asks_for, notices, value_notices};
use super::request::AnalysisRequest;
use super::scan::ScannedAudience;
use super::warning::{AnalysisWarning, Contradictions, RowsOf};
use crate::disclosure::MinCell;
use crate::ingest::ReadOutcome;
use crate::prevalence::Fit;
use crate::profile::{Chunk, Field, Kind};
use crate::target::LabelCheck;
use crate::target::Target;

/// Audiences smaller than this are flagged.
const SMALL_AUDIENCE: u64 = 100;

/// What was rejected, could not be compared or seems to be misunderstood.
pub(super) fn warnings(
    request: &AnalysisRequest<'_>,
    scanned: &ScannedAudience<'_>,
    fit: &Fit,
    panel_labels: LabelCheck,
) -> Vec<AnalysisWarning> {
    let mut out = Vec::new();
    let profiles = request.audience.profiles.followers();
    let min_cell = request.options.min_cell;
    if profiles < SMALL_AUDIENCE {
        out.push(AnalysisWarning::SmallAudience { profiles, enough: SMALL_AUDIENCE });
    }
    out.extend(reading_warnings(request.audience, RowsOf::Audience, &request.target, min_cell));
    out.extend(
        request.panel.iter().flat_map(|panel| reading_warnings(panel, RowsOf::Panel, &request.target, min_cell)),
    );
    let incomparable = scanned.stats.incomparable;
    out.extend(label_warning(request.audience, RowsOf::Audience, incomparable.labels, request));
    out.extend(request.panel.and_then(|panel| label_warning(panel, RowsOf::Panel, panel_labels, request)));
    if incomparable.income_unit > 0 {
        let incomes = min_cell.release(incomparable.income_unit, profiles);
        out.push(AnalysisWarning::IncomeNotComparable { incomes });
    }
    if incomparable.household_size > 0 {
        let incomes = min_cell.release(incomparable.household_size, profiles);
        out.push(AnalysisWarning::HouseholdSizeMissing { incomes });
    }
    if request.audience.profiles.whole().is_some() && profiles > AUDITED as u64 {
        out.push(AnalysisWarning::AuditOfSample { audited: AUDITED as u64, followers: profiles });
    }
    let (noise, panel_noise) = (request.options.noise.as_ref(), request.options.panel_noise.as_ref());
    // The larger one, where both have some.
    let noises = [noise, panel_noise].into_iter().flatten();
    if let Some(noise) = noises.max_by(|a, b| a.sd().total_cmp(&b.sd())) {
        let (sd, most) = (noise.sd().round() as u64, noise.max());
        out.push(AnalysisWarning::Noise { sd, most, min_cell: noise.least_group(min_cell) });
    }
    out.extend(notices(&request.target, &request.audience.profiles, min_cell, noise));
    out.extend(
        request
            .panel
            .iter()
            .flat_map(|panel| value_notices(&request.target, &panel.profiles, RowsOf::Panel, min_cell, panel_noise)),
    );
    out.extend(fit.warnings.iter().cloned().map(AnalysisWarning::Fit));
    let excluded = scanned.audited.segmented.encoding.excluded();
    if !excluded.is_empty() {
        out.push(AnalysisWarning::TooManyFields { left_out: excluded.to_vec() });
    }
    out
}

/// Labels that do not count because nobody said that they are of the target, or that contradict what the profiles state.
fn label_warning(
    reading: &ReadOutcome,
    of: RowsOf,
    labels: LabelCheck,
    request: &AnalysisRequest<'_>,
) -> Option<AnalysisWarning> {
    let (profiles, min_cell) = (&reading.profiles, request.options.min_cell);
    let rows = profiles.followers();
    let contradicted = (labels.contradicted() > 0).then(|| Contradictions {
        contradicted: min_cell.release(labels.contradicted(), labels.decided),
        decided: min_cell.release(labels.decided, rows),
    });
    if request.target.takes_labels() {
        return contradicted.map(|contradictions| AnalysisWarning::LabelsContradict { of, contradictions });
    }
    let column = profiles.find(&Field::InTarget, Kind::Flag)?;
    let labelled = |chunk: &Chunk| (0..chunk.rows()).filter(|row| chunk.has(column, *row)).count() as u64;
    let labels = profiles.whole().map_or_else(|| profiles.chunks().iter().map(labelled).sum(), |whole| whole.labels);
    let noise = match of {
        RowsOf::Audience => request.options.noise.as_ref(),
        RowsOf::Panel => request.options.panel_noise.as_ref(),
    };
    let labels = match noise {
        Some(noise) => {
            Some(noise.count("labels", labels, rows)).filter(|n| !noise.least_group(min_cell).is_small_cell(*n))
        }
        None => Some(labels),
    };
    let labels = labels.unwrap_or_default();
    let labels = (labels > 0).then(|| min_cell.release(labels, rows))?;
    Some(AnalysisWarning::LabelsNotUsed { of, labels, contradictions: contradicted })
}

/// What was rejected or left out of one file.
fn reading_warnings(reading: &ReadOutcome, of: RowsOf, target: &Target, min_cell: MinCell) -> Vec<AnalysisWarning> {
    let mut out = Vec::new();
    if reading.rejected.rows > 0 {
        out.push(AnalysisWarning::RowsRejected {
            of,
            rows: reading.rejected.rows,
            accepted: reading.profiles.followers(),
        });
    }
    for (field, n) in &reading.dropped_values {
        let values = min_cell.release(*n, reading.profiles.followers());
        out.push(AnalysisWarning::TooManyLevels { field: field.to_string(), values });
    }
    out.extend(reading.notes.iter().cloned().map(AnalysisWarning::Import));
    out.extend(reading.reading.notes(&reading.non_answers).into_iter().map(|note| {
        let values = min_cell.release(note.values(), reading.profiles.followers());
        let is_of_target = note.fields().any(|field| asks_for(target, field));
        AnalysisWarning::Reading { of, note, values, is_of_target }
    }));
    out
}
