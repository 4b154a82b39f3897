//! Caveats as sentences, for people who have never seen the file: without field paths or codes.

use super::format::two_digits;
use super::messages::{Messages, args};
use super::target::{condition_words, readable_field};
use super::warning::{released_count, warning, whose};
use crate::analysis::{Analysis, AnalysisWarning, Caveat, CaveatKind, Contradictions, RowsOf};
use crate::ingest::ReadingNote;
use crate::prevalence::FitWarning;

/// The caveats of an analysis, the one that could move the share furthest first.
pub(crate) fn caveats(m: &Messages, analysis: &Analysis) -> Vec<String> {
    analysis.caveats.iter().map(|caveat| sentence(m, analysis, caveat)).collect()
}

/// One caveat.
pub(crate) fn sentence(m: &Messages, analysis: &Analysis, caveat: &Caveat) -> String {
    match &caveat.kind {
        CaveatKind::Warning(warning) => of_warning(m, warning),
        CaveatKind::MissingAtRandom { labelled, bounds } => {
            let (lower, upper) = (m.percent(bounds.lower), m.percent(bounds.upper));
            let gamma = bounds.gamma.to_string();
            match (labelled, analysis.profiles) {
                (Some(n), Some(all)) => m.text(
                    "caveat-missing-at-random",
                    args![n = *n, all = all, gamma = gamma, lower = lower, upper = upper],
                ),
                _ => m.text("caveat-missing-at-random-suppressed", args![gamma = gamma, lower = lower, upper = upper]),
            }
        }
        CaveatKind::PanelMayDiffer { bounds } => {
            let (lower, upper) = (m.percent(bounds.lower), m.percent(bounds.upper));
            m.text("caveat-panel", args![gamma = bounds.gamma.to_string(), lower = lower, upper = upper])
        }
        CaveatKind::BulkFollowers { suspected, share } => {
            m.text("caveat-bulk", args![n = two_digits(*suspected), share = m.percent(*share)])
        }
        CaveatKind::EvenBands => m.label("caveat-bands"),
        CaveatKind::RangeOnly => m.label("caveat-range"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what needs no plainer words reads here as it does in the warnings")]
fn of_warning(m: &Messages, of: &AnalysisWarning) -> String {
    match of {
        AnalysisWarning::LabelsNotUsed { of, labels, contradictions } => {
            let not_used = m.text("caveat-labels-not-used", args![of = whose(*of), count = released_count(m, *labels)]);
            match contradictions {
                Some(found) => format!("{not_used} {}", contradictory(m, *of, found)),
                None => not_used,
            }
        }
        AnalysisWarning::LabelsContradict { of, contradictions } => contradictory(m, *of, contradictions),
        AnalysisWarning::Reading { note: ReadingNote::ColumnsGuessed(columns), .. } => {
            let columns: Vec<String> = columns.iter().map(|(column, _)| column.clone()).collect();
            m.text("caveat-columns-guessed", args![n = columns.len(), columns = m.list(&columns)])
        }
        AnalysisWarning::Reading { note: ReadingNote::ValuesUnreadable { field, .. }, values, .. } => {
            let field = readable_field(m, field);
            m.text("caveat-values-unreadable", args![count = released_count(m, *values), field = field])
        }
        AnalysisWarning::Reading { note: ReadingNote::ColumnsLeftOut(_) | ReadingNote::ColumnsDoubtful(_), .. } => {
            m.label("caveat-columns-not-used")
        }
        AnalysisWarning::RowsRejected { of, rows, accepted } => {
            m.text("caveat-rows-rejected", args![of = whose(*of), n = *rows, all = *rows + *accepted])
        }
        AnalysisWarning::FieldMissing { condition, .. } => {
            m.text("caveat-field-missing", args![condition = condition_words(m, condition)])
        }
        AnalysisWarning::ColumnIsAttribute { column, .. } => {
            m.text("caveat-column-not-recognised", args![column = *column])
        }
        AnalysisWarning::EndCodes { of, field, codes, values, share: Some(share) } => {
            let codes: Vec<String> = codes.iter().map(f32::to_string).collect();
            let (count, share) = (released_count(m, *values), m.percent_estimate(share));
            let (field, codes) = (readable_field(m, field), m.list(&codes));
            m.text(
                "caveat-end-codes",
                args![of = whose(*of), count = count, field = field, codes = codes, share = share],
            )
        }
        AnalysisWarning::Fit(FitWarning::PatternNotIdentified { profiles }) => {
            m.text("caveat-not-resembled", args![count = released_count(m, *profiles)])
        }
        other => format!("{}.", m.capital(&warning(m, other))),
    }
}

fn contradictory(m: &Messages, of: RowsOf, found: &Contradictions) -> String {
    let (count, decided) = (released_count(m, found.contradicted), released_count(m, found.decided));
    m.text("caveat-labels-contradict", args![of = whose(of), count = count, decided = decided])
}
