//! Warnings as sentences.

use super::channel_sentences::channel_warning;
use super::import_note::import_note;
use super::messages::{Messages, args};
use super::reading::reading_note;
use super::target::condition_words;
use crate::analysis::{Analysis, AnalysisWarning, Contradictions, RowsOf};
use crate::disclosure::ReleasedCount;
use crate::prevalence::{FitWarning, LeftOutCovariate, SupportFault, UnmatchedLevels, ValueSummary};
use crate::warning_code::WarningCode;

/// A count as it may be published.
pub(crate) fn released_count(messages: &Messages, count: ReleasedCount) -> String {
    match count {
        ReleasedCount::Exact(n) => super::format::count(n),
        ReleasedCount::FewerThan(n) => messages.text("format-fewer-than", args![n = n]),
        ReleasedCount::AllButFewerThan(n) => messages.text("format-all-but-fewer-than", args![n = n]),
    }
}

/// The warnings of an analysis and of its channels, each with its code.
pub(crate) fn warnings(m: &Messages, analysis: &Analysis) -> Vec<(WarningCode, String)> {
    let own = analysis.warnings.iter().map(|w| (w.code(), warning(m, w)));
    let of_channels = analysis.channels.iter().flat_map(|recommendation| &recommendation.warnings);
    own.chain(of_channels.map(|w| (w.code(), channel_warning(m, w)))).collect()
}

/// A warning of an analysis, without a full stop.
pub(crate) fn warning(messages: &Messages, warning: &AnalysisWarning) -> String {
    let list = |items: &[String]| items.join(", ");
    match warning {
        AnalysisWarning::AudienceSuppressed { min_cell } => {
            messages.text("warning-audience-suppressed", args![min = min_cell.0])
        }
        AnalysisWarning::SmallAudience { profiles, enough } => {
            messages.text("warning-small-audience", args![n = *profiles, enough = *enough])
        }
        AnalysisWarning::RowsRejected { of: RowsOf::Audience, rows, .. } => {
            messages.text("warning-profiles-rejected", args![n = *rows])
        }
        AnalysisWarning::RowsRejected { of: RowsOf::Panel, rows, .. } => {
            messages.text("warning-panel-rows-rejected", args![n = *rows])
        }
        AnalysisWarning::LabelsNotUsed { of, labels, contradictions } => {
            let labels = released_count(messages, *labels);
            let not_used = messages.text("warning-labels-not-used", args![of = whose(*of), count = labels]);
            match contradictions {
                Some(found) => format!("{not_used}. {}", messages.capital(&contradictory(messages, *of, found))),
                None => not_used,
            }
        }
        AnalysisWarning::LabelsContradict { of, contradictions } => contradictory(messages, *of, contradictions),
        AnalysisWarning::EndCodes { of, field, codes, values, share } => {
            let codes: Vec<String> = codes.iter().map(f32::to_string).collect();
            let effect = if share.is_some() { "known" } else { "unknown" };
            let share = share.as_ref().map_or_else(String::new, |share| messages.percent_estimate(share));
            let count = released_count(messages, *values);
            let codes = messages.list(&codes);
            messages.text(
                "warning-end-codes",
                args![
                    of = whose(*of),
                    count = count,
                    field = field.as_str(),
                    codes = codes,
                    effect = effect,
                    share = share
                ],
            )
        }
        AnalysisWarning::TooManyLevels { field, values } => {
            let count = released_count(messages, *values);
            messages.text("warning-too-many-levels", args![field = field.as_str(), count = count])
        }
        AnalysisWarning::Reading { of, note, values, .. } => {
            let note = reading_note(messages, note, &released_count(messages, *values));
            match of {
                RowsOf::Audience => note,
                RowsOf::Panel => messages.text("reading-of-panel", args![note = note]),
            }
        }
        AnalysisWarning::Import(note) => import_note(messages, note),
        AnalysisWarning::NoChannels(note) => note.clone(),
        AnalysisWarning::IncomeNotComparable { incomes } => {
            messages.text("warning-income-not-comparable", args![count = released_count(messages, *incomes)])
        }
        AnalysisWarning::HouseholdSizeMissing { incomes } => {
            messages.text("warning-household-size-missing", args![count = released_count(messages, *incomes)])
        }
        AnalysisWarning::AuditOfSample { audited, followers } => messages.text(
            "warning-audit-of-sample",
            args![audited = super::format::count(*audited), followers = super::format::count(*followers)],
        ),
        AnalysisWarning::FieldMissing { fields, condition } => {
            let fields = fields.join(&messages.text("warning-or", args![]));
            messages
                .text("warning-field-missing", args![fields = fields, condition = condition_words(messages, condition)])
        }
        AnalysisWarning::ValueMissing { .. } => value_missing(messages, warning),
        AnalysisWarning::ValueUnmatched { of, field, values, rows, is_unknown } => {
            let values: Vec<String> =
                values.iter().map(|(text, n)| format!("{text} ({})", super::format::count(*n))).collect();
            let of = rows_of(messages, *of);
            let effect = if *is_unknown { "warning-counts-as-unknown" } else { "warning-counts-as-outside" };
            let effect = messages.label(effect);
            let count = released_count(messages, *rows);
            let field = field.as_str();
            if values.is_empty() {
                return messages.text(
                    "warning-value-unmatched-suppressed",
                    args![field = field, count = count, of = of, effect = effect],
                );
            }
            messages.text(
                "warning-value-unmatched",
                args![field = field, count = count, of = of, effect = effect, values = list(&values)],
            )
        }
        AnalysisWarning::ColumnIsAttribute { column, expected } => {
            messages.text("warning-column-is-attribute", args![column = *column, expected = *expected])
        }
        AnalysisWarning::TooManyFields { left_out } => {
            messages.text("warning-too-many-fields", args![fields = list(left_out)])
        }
        AnalysisWarning::Fit(warning) => fit_warning(messages, warning),
        AnalysisWarning::OneSidedChannelUse { by, channels } => {
            messages.text("warning-one-sided-channel-use", args![by = people(messages, *by), channels = list(channels)])
        }
        AnalysisWarning::ChannelUseSuppressed { by, channels, min_cell } => {
            let (by, channels) = (people(messages, *by), list(channels));
            messages.text("warning-channel-use-suppressed", args![by = by, channels = channels, min = min_cell.0])
        }
        AnalysisWarning::UnknownChannelUse { by, channels } => {
            messages.text("warning-unknown-channel-use", args![by = people(messages, *by), channels = list(channels)])
        }
        AnalysisWarning::Noise { sd, most, min_cell } => {
            messages.text("warning-noise", args![sd = *sd, most = *most, least = min_cell.0])
        }
        AnalysisWarning::NoCountry => messages.text("warning-no-country", args![]),
        AnalysisWarning::NoPlan => messages.text("warning-no-plan", args![]),
    }
}

/// Values that the target accepts and no row has.
fn value_missing(messages: &Messages, warning: &AnalysisWarning) -> String {
    let AnalysisWarning::ValueMissing { of, field, missing, stated, more, is_unmet } = warning else {
        return String::new();
    };
    let list = |items: &[String]| items.join(", ");
    let of = match of {
        RowsOf::Audience => messages.label("warning-profile"),
        RowsOf::Panel => messages.label("warning-panel-row"),
    };
    let (field, missing) = (field.as_str(), list(missing));
    let sentence = if stated.is_empty() {
        messages.text("warning-value-missing-suppressed", args![of = of, field = field, missing = missing])
    } else {
        let stated = if *more { format!("{}, ...", list(stated)) } else { list(stated) };
        messages.text("warning-value-missing", args![of = of, field = field, missing = missing, stated = stated])
    };
    if *is_unmet { messages.text("warning-value-unmet", args![sentence = sentence, field = field]) } else { sentence }
}

fn rows_of(messages: &Messages, of: RowsOf) -> String {
    match of {
        RowsOf::Audience => messages.label("warning-profiles"),
        RowsOf::Panel => messages.label("warning-panel-rows"),
    }
}

fn fit_warning(messages: &Messages, warning: &FitWarning) -> String {
    match warning {
        FitWarning::PanelRowsUnlabelled { rows } => {
            messages.text("warning-panel-rows-unlabelled", args![count = released_count(messages, *rows)])
        }
        FitWarning::NoOverlap { panel, audience } => {
            let none = || messages.text("warning-no-fields", args![]);
            let list = |fields: &[String]| if fields.is_empty() { none() } else { fields.join(", ") };
            messages.text("warning-no-overlap", args![panel = list(panel), audience = list(audience)])
        }
        FitWarning::CovariateLeftOut(left_out) => covariate_left_out(messages, left_out),
        FitWarning::PanelNotComparable { left_out } => {
            messages.text("warning-panel-not-comparable", args![fields = left_out.join(", ")])
        }
        FitWarning::UnmatchedLevels(UnmatchedLevels { name, values, per_mille, fewer_than }) => {
            let values = values_or_rare(messages, values, false);
            let share = fewer_than.map_or_else(
                || messages.percent(*per_mille as f64 / 1_000.0),
                |n| released_count(messages, ReleasedCount::FewerThan(n)),
            );
            messages.text("warning-levels-unmatched", args![field = name.as_str(), values = values, share = share])
        }
        FitWarning::PanelDuplicated { rows, copies, left } => {
            messages.text("warning-panel-duplicated", args![rows = *rows, copies = *copies, left = *left])
        }
        FitWarning::AudienceDuplicated { rows, copies, left } => {
            messages.text("warning-audience-duplicated", args![rows = *rows, copies = *copies, left = *left])
        }
        FitWarning::WeakOverlap { covariate, hundredths, rows, effective_rows } => messages.text(
            "warning-weak-overlap",
            args![
                covariate = covariate,
                difference = format!("{:+.2}", *hundredths as f64 / 100.0),
                rows = *rows,
                effective = *effective_rows
            ],
        ),
        FitWarning::DominantWeight { percent, effective_rows } => {
            messages.text("warning-dominant-weight", args![percent = *percent, effective = *effective_rows])
        }
        FitWarning::FewEffectiveRows { rows, effective_rows, needed } => messages
            .text("warning-few-effective-rows", args![rows = *rows, effective = *effective_rows, needed = *needed]),
        FitWarning::PanelOneClass => messages.text("warning-panel-one-class", args![]),
        FitWarning::PanelMayNotCarry { tilt_hundredths } => {
            let tilt = format!("{:.2}", *tilt_hundredths as f64 / 100.0);
            messages.text("warning-panel-may-not-carry", args![tilt = tilt])
        }
        FitWarning::ShareOutOfReach { percent } => {
            messages.text("warning-share-out-of-reach", args![percent = *percent])
        }
        FitWarning::PanelAgainstLabels => messages.label("warning-panel-against-labels"),
        FitWarning::TotalsNotUsed { fields } => {
            messages.text("warning-totals-not-used", args![fields = messages.names(fields)])
        }
        FitWarning::PatternNotIdentified { profiles } => {
            messages.text("warning-pattern-not-identified", args![count = released_count(messages, *profiles)])
        }
    }
}

fn covariate_left_out(messages: &Messages, left_out: &LeftOutCovariate) -> String {
    let LeftOutCovariate { name, fault, panel, audience } = left_out;
    let reason = match fault {
        SupportFault::Names => messages.label("warning-other-names"),
        SupportFault::Range => messages.label("warning-other-range"),
        SupportFault::Scale(power) => {
            let factor = if *power > 0 {
                format!("1{}", "0".repeat(power.unsigned_abs() as usize))
            } else {
                format!("0.{}1", "0".repeat(power.unsigned_abs() as usize - 1))
            };
            messages.text("warning-other-scale", args![factor = factor])
        }
        SupportFault::Unit => messages.label("warning-other-unit"),
    };
    let values = |summary: &ValueSummary| match summary {
        ValueSummary::Texts(texts, more) => values_or_rare(messages, texts, *more),
        ValueSummary::Numbers(low, high) => {
            messages.text("warning-number-range", args![low = low.as_str(), high = high.as_str()])
        }
    };
    let (panel, audience) = (values(panel), values(audience));
    let field = name.as_str();
    messages
        .text("warning-covariate-left-out", args![field = field, reason = reason, panel = panel, audience = audience])
}

fn values_or_rare(messages: &Messages, values: &[String], more: bool) -> String {
    match (values.is_empty(), more) {
        (true, _) => messages.label("warning-rare-values"),
        (false, false) => values.join(", "),
        (false, true) => format!("{}, ...", values.join(", ")),
    }
}

fn contradictory(messages: &Messages, of: RowsOf, found: &Contradictions) -> String {
    let count = released_count(messages, found.contradicted);
    let decided = released_count(messages, found.decided);
    messages.text("warning-labels-contradict", args![of = whose(of), count = count, decided = decided])
}

/// Whose rows, as messages select by it.
pub(crate) fn whose(of: RowsOf) -> &'static str {
    match of {
        RowsOf::Audience => "audience",
        RowsOf::Panel => "panel",
    }
}

fn people(messages: &Messages, by: RowsOf) -> String {
    match by {
        RowsOf::Audience => messages.text("warning-followers", args![]),
        RowsOf::Panel => messages.text("warning-panel-members", args![]),
    }
}
