//! What an answer rests on: the caveats that could move its figure furthest, which stand beside the figure.
//!
//! Whatever can mislead a reader about the share is one [`CaveatKind`] with the shift that it may cause: a difference that
//! was computed where it can be, otherwise a bound. A warning becomes a caveat by a line in [`shift_of_warning`].

use serde::{Deserialize, Serialize};

use super::answer::Audited;
use super::doubt::InputDoubt;
use super::warning::{AnalysisWarning, RowsOf};
use crate::disclosure::ReleasedCount;
use crate::ingest::ReadingNote;
use crate::prevalence::{Fit, FitWarning, Method, SensitivityBounds, Status};
use crate::warning_code::WarningCode;

/// Caveats that stand beside a figure.
pub const MAX_CAVEATS: usize = 3;
/// What cannot move the share by a tenth of a point is left to the warnings.
const MIN_SHIFT: f64 = 0.001;
/// How often a column that was recognised by a usual name is something else; a judgement, not a measurement.
const WRONG_GUESSES: f64 = 0.02;
/// Odds ratio between those whose membership is known and the rest that is stated beside the figure. Measured odds ratios
/// of those who answer surveys against those who do not have a median of 1.3 to 1.7 and a ninth decile of 2 to 3.
const SOMEWHAT: f64 = 2.0;

/// Something that could move the share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Caveat {
    /// What it is.
    pub kind: CaveatKind,
    /// How far it could move the share, 0 to 1.
    pub shift: f64,
}

/// What could move a share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CaveatKind {
    /// What a warning says.
    Warning(AnalysisWarning),
    /// Those whose membership is not known may differ from similar people whose membership is.
    MissingAtRandom {
        /// People whose membership is known; none where that is suppressed.
        labelled: Option<u64>,
        /// The share where the odds of the others are higher or lower by a ratio.
        bounds: SensitivityBounds,
    },
    /// The audience may differ from the panel in ways that the panel cannot show.
    PanelMayDiffer {
        /// The share where its odds are higher or lower by a ratio than those of like people of the panel.
        bounds: SensitivityBounds,
    },
    /// Followers who seem to have come in bulk.
    BulkFollowers {
        /// How many.
        suspected: f64,
        /// The share without them.
        share: f64,
    },
    /// Ages or incomes in bands across a limit of the target are taken as evenly spread.
    EvenBands,
    /// Only a range of the share is published.
    RangeOnly,
}

impl Caveat {
    /// Its name in the contract: that of the warning, where it is one.
    pub fn code(&self) -> WarningCode {
        match &self.kind {
            CaveatKind::Warning(warning) => warning.code(),
            CaveatKind::MissingAtRandom { .. } => WarningCode::MissingAtRandom,
            CaveatKind::PanelMayDiffer { .. } => WarningCode::PanelMayDiffer,
            CaveatKind::BulkFollowers { .. } => WarningCode::BulkFollowers,
            CaveatKind::EvenBands => WarningCode::EvenBands,
            CaveatKind::RangeOnly => WarningCode::RangeOnly,
        }
    }
}

/// The caveats of a published fit, the one that could move it furthest first. Labels that were not used come before all
/// others, because the reader may have meant them to be the answer.
pub(super) fn caveats(
    fit: &Fit,
    warnings: &[AnalysisWarning],
    acquisition: &Audited,
    doubt: &InputDoubt,
    profiles: u64,
) -> Vec<Caveat> {
    let of_warnings = warnings.iter().filter_map(|warning| {
        let shift = shift_of_warning(warning, fit, doubt, profiles)?;
        Some(Caveat { kind: CaveatKind::Warning(warning.clone()), shift })
    });
    let assumed = [unlike_known(fit), bulk(fit, acquisition), bands(fit), range(fit)];
    let mut all: Vec<Caveat> = of_warnings.chain(assumed.into_iter().flatten()).collect();
    all.retain(|caveat| caveat.shift >= MIN_SHIFT);
    let comes_first =
        |caveat: &Caveat| matches!(&caveat.kind, CaveatKind::Warning(AnalysisWarning::LabelsNotUsed { .. }));
    all.sort_by(|a, b| comes_first(b).cmp(&comes_first(a)).then(b.shift.total_cmp(&a.shift)));
    all.truncate(MAX_CAVEATS);
    all
}

/// How far what `warning` says could move the share; none where it is not about the share.
fn shift_of_warning(warning: &AnalysisWarning, fit: &Fit, doubt: &InputDoubt, profiles: u64) -> Option<f64> {
    match warning {
        AnalysisWarning::RowsRejected { of, .. } => Some(doubt.rejected_part(*of) * furthest(fit)),
        AnalysisWarning::LabelsNotUsed { .. } => Some(furthest(fit)),
        AnalysisWarning::LabelsContradict { .. } => {
            let (members, others) = doubt.wrong_labels();
            Some(members.max(others))
        }
        AnalysisWarning::EndCodes { share, .. } => Some(match (share, &fit.share) {
            (Some(without), Some(share)) => (without.value - share.value).abs(),
            (None, _) | (_, None) => 0.0,
        }),
        AnalysisWarning::ColumnIsAttribute { .. } => Some(uncertain(fit)),
        AnalysisWarning::FieldMissing { .. } => is_open(fit).then(|| uncertain(fit)),
        AnalysisWarning::ValueMissing { is_unmet, .. } => is_unmet.then(|| furthest(fit)),
        AnalysisWarning::ValueUnmatched { of: RowsOf::Audience, rows, .. } => {
            Some(part(*rows, profiles) * furthest(fit))
        }
        AnalysisWarning::Fit(warning) => shift_of_fit_warning(warning, fit, doubt, profiles),
        AnalysisWarning::Reading { of: RowsOf::Audience, note, values, is_of_target: true } => {
            shift_of_reading(note, part(*values, profiles), fit)
        }
        AnalysisWarning::AudienceSuppressed { .. }
        | AnalysisWarning::SmallAudience { .. }
        | AnalysisWarning::TooManyLevels { .. }
        | AnalysisWarning::Import(_)
        | AnalysisWarning::Reading { .. }
        | AnalysisWarning::IncomeNotComparable { .. }
        | AnalysisWarning::HouseholdSizeMissing { .. }
        | AnalysisWarning::AuditOfSample { .. }
        | AnalysisWarning::ValueUnmatched { of: RowsOf::Panel, .. }
        | AnalysisWarning::TooManyFields { .. }
        | AnalysisWarning::OneSidedChannelUse { .. }
        | AnalysisWarning::ChannelUseSuppressed { .. }
        | AnalysisWarning::UnknownChannelUse { .. }
        | AnalysisWarning::Noise { .. }
        | AnalysisWarning::NoCountry
        | AnalysisWarning::NoChannels(_)
        | AnalysisWarning::NoPlan => None,
    }
}

/// The same of a note on how the audience's table was read; `part` of the people are behind it.
fn shift_of_reading(note: &ReadingNote, part: f64, fit: &Fit) -> Option<f64> {
    match note {
        ReadingNote::ColumnsGuessed(_) => Some(WRONG_GUESSES * furthest(fit)),
        ReadingNote::ValuesUnreadable { .. } => Some(part * furthest(fit)),
        ReadingNote::ColumnsLeftOut(_) | ReadingNote::ColumnsDoubtful(_) => is_open(fit).then(|| uncertain(fit)),
        ReadingNote::PersonalDataLeftOut(_) | ReadingNote::NonAnswers { .. } | ReadingNote::RowsLeftOut { .. } => None,
    }
}

/// The same of a warning of the estimation. What a field that was left out would have changed is not known; it is taken to
/// be within the interval.
fn shift_of_fit_warning(warning: &FitWarning, fit: &Fit, doubt: &InputDoubt, profiles: u64) -> Option<f64> {
    let panel_part = doubt.panel_part() * furthest(fit);
    match warning {
        FitWarning::PatternNotIdentified { profiles: unidentified } => {
            Some(part(*unidentified, profiles) * furthest(fit))
        }
        FitWarning::CovariateLeftOut(_) => fit.share.as_ref().map(|share| 0.5 * (share.upper - share.lower)),
        FitWarning::UnmatchedLevels(levels) => Some(levels.per_mille as f64 / 1000.0 * panel_part),
        FitWarning::AudienceDuplicated { rows, left, .. } => {
            Some((1.0 - *left as f64 / (*rows).max(1) as f64) * furthest(fit))
        }
        FitWarning::DominantWeight { percent, .. } => Some(*percent as f64 / 100.0 * panel_part),
        FitWarning::NoOverlap { .. }
        | FitWarning::PanelNotComparable { .. }
        | FitWarning::FewEffectiveRows { .. }
        | FitWarning::ShareOutOfReach { .. } => is_open(fit).then(|| uncertain(fit)),
        FitWarning::PanelRowsUnlabelled { .. }
        | FitWarning::PanelDuplicated { .. }
        | FitWarning::PanelOneClass
        | FitWarning::WeakOverlap { .. }
        | FitWarning::TotalsNotUsed { .. }
        | FitWarning::PanelAgainstLabels
        | FitWarning::PanelMayNotCarry { .. } => None,
    }
}

/// A released count as a part of all, the largest that it may be.
fn part(count: ReleasedCount, all: u64) -> f64 {
    let at_most = match count {
        ReleasedCount::Exact(n) | ReleasedCount::FewerThan(n) => n,
        ReleasedCount::AllButFewerThan(_) => all,
    };
    at_most as f64 / all.max(1) as f64
}

/// Whether no evidence on these followers carries the figure.
fn is_open(fit: &Fit) -> bool {
    matches!(fit.status, Status::NotIdentified | Status::Assumed)
}

/// How much of the share is not certain.
fn uncertain(fit: &Fit) -> f64 {
    fit.evidence.bounds.1 - fit.evidence.bounds.0
}

/// How far a part of the people could move the share, if all of them were members or none.
fn furthest(fit: &Fit) -> f64 {
    fit.share.as_ref().map_or(1.0, |share| share.value.max(1.0 - share.value))
}

/// Those whose membership is not known may differ from like people whose membership is: the labelled, or the panel. Who was
/// drawn at random does not.
fn unlike_known(fit: &Fit) -> Option<Caveat> {
    let is_random_sample =
        matches!(fit.method, Some(Method::RandomSample | Method::RandomSampleAndTotals | Method::ConfidenceSequence));
    let share = fit.share.as_ref().filter(|_| !is_random_sample)?;
    let is_somewhat = |bounds: &&SensitivityBounds| bounds.gamma >= SOMEWHAT;
    let bounds = *fit.sensitivity.iter().find(is_somewhat).or(fit.sensitivity.last())?;
    let shift = (share.lower - bounds.lower).max(bounds.upper - share.upper);
    let kind = match fit.method {
        Some(Method::Panel) => CaveatKind::PanelMayDiffer { bounds },
        Some(_) | None => CaveatKind::MissingAtRandom { labelled: fit.evidence.labelled, bounds },
    };
    Some(Caveat { kind, shift })
}

fn bulk(fit: &Fit, acquisition: &Audited) -> Option<Caveat> {
    let share = fit.share.as_ref()?.value;
    let without = acquisition.fit_without_suspected.as_ref()?.value;
    let suspected = acquisition.found.suspected_count.as_ref()?.value;
    let kind = CaveatKind::BulkFollowers { suspected, share: without };
    Some(Caveat { kind, shift: (without - share).abs() })
}

fn bands(fit: &Fit) -> Option<Caveat> {
    let share = fit.share.as_ref().filter(|_| fit.method == Some(Method::LabelledBands))?;
    let (lower, upper) = fit.evidence.bounds;
    Some(Caveat { kind: CaveatKind::EvenBands, shift: (share.value - lower).max(upper - share.value) })
}

fn range(fit: &Fit) -> Option<Caveat> {
    let share = fit.share.as_ref().filter(|share| share.is_range())?;
    Some(Caveat { kind: CaveatKind::RangeOnly, shift: 0.5 * (share.upper - share.lower) })
}
