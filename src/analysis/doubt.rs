//! What the input leaves in doubt: rows that were rejected, labels that contradict what their profiles state, a column
//! that nobody recognised. One rule for every gate, and one way in which a figure is widened by it.

use serde::{Deserialize, Serialize};

use super::notice::{asks_for, unrecognised_columns, unused_columns};
use super::request::AnalysisRequest;
use super::warning::RowsOf;
use crate::disclosure::{MinCell, ReleasedCount};
use crate::ingest::ReadOutcome;
use crate::prevalence::{Estimate, Fit, MembershipTable, Method, Outcome, outcome};
use crate::target::{LabelCheck, Target};
use crate::vocabulary::vocabulary;

/// The largest share of rejected rows, of the audience or of the panel, that a verdict allows unless asked otherwise.
pub const MAX_REJECTED_SHARE: f64 = 0.05;
/// The largest share of contradicted labels, of those whose profiles decide, that a verdict allows.
pub const MAX_CONTRADICTED_SHARE: f64 = 0.02;

vocabulary! {
    /// Why the input has to be corrected before there is a verdict.
    pub enum VerdictReason {
        /// More rows were rejected than `max_rejected` allows, or the verdict depends on them.
        RejectedRows = "rejected_rows",
        /// More values of a field of the target could not be read than `max_rejected` allows.
        UnreadableValues = "unreadable_values",
        /// More than 2 % of the labels contradict what the profiles state.
        LabelsContradict = "labels_contradict",
        /// The answers decide, but the share with those who do not answer, as two random halves tell it, does not.
        Nonresponse = "nonresponse",
        /// A column seems to hold a field that the target asks for, and was not recognised.
        FieldNotRecognised = "field_not_recognised",
    }
}

/// Why there is no verdict, whatever the figures say: the input has to be corrected first, or more people have to answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum NoVerdict {
    /// More rows were rejected than a verdict allows.
    TooManyRejected {
        /// Where they were.
        of: RowsOf,
        /// How many.
        rejected: u64,
        /// Of how many.
        rows: u64,
        /// The largest share that a verdict allows.
        max: f64,
    },
    /// More values of a field that the target asks for could not be read than a verdict allows.
    TooManyUnreadable {
        /// Where they were.
        of: RowsOf,
        /// How many.
        unreadable: u64,
        /// Of how many rows.
        rows: u64,
        /// The largest share that a verdict allows.
        max: f64,
    },
    /// The verdict depends on who the rejected rows are.
    RejectedDecide {
        /// Rejected rows of the audience and of the panel.
        rejected: u64,
    },
    /// Labels contradict what the profiles state.
    LabelsContradict {
        /// Whose labels.
        of: RowsOf,
        /// How many.
        contradicted: ReleasedCount,
        /// Of how many whose profiles decide.
        decided: ReleasedCount,
    },
    /// The answers decide, and the share that two arms tell with those who do not answer may not.
    NonresponseDecides {
        /// That share.
        corrected: Estimate,
    },
    /// A field that the target asks for was not recognised, and a column seems to hold it.
    FieldNotRecognised {
        /// The column.
        column: String,
        /// What the target asks for.
        expected: String,
    },
}

impl NoVerdict {
    /// Its name in the contract.
    pub fn code(&self) -> VerdictReason {
        match self {
            Self::TooManyRejected { .. } | Self::RejectedDecide { .. } => VerdictReason::RejectedRows,
            Self::TooManyUnreadable { .. } => VerdictReason::UnreadableValues,
            Self::LabelsContradict { .. } => VerdictReason::LabelsContradict,
            Self::NonresponseDecides { .. } => VerdictReason::Nonresponse,
            Self::FieldNotRecognised { .. } => VerdictReason::FieldNotRecognised,
        }
    }
}

/// Rows of one file, how many were rejected, and its labels beside what the rows state.
#[derive(Debug, Clone, Copy)]
struct FileDoubt {
    of: RowsOf,
    accepted: u64,
    rejected: u64,
    /// Values of a field that the target asks for that could not be read.
    unreadable: u64,
    labels: LabelCheck,
}

impl FileDoubt {
    fn rows(self) -> u64 {
        self.accepted + self.rejected
    }

    fn rejected_share(self) -> f64 {
        self.rejected as f64 / self.rows().max(1) as f64
    }

    /// The share of the rows of which nothing is known: those rejected, and those whose value of a field that the target asks
    /// for could not be read, where these are more than a verdict allows. They are seldom like the others: what is read of
    /// "27-49" and "50 or more" may be one of them alone.
    fn unknown_share(self, max: f64) -> f64 {
        let unknown = self.rejected + self.unreadable;
        if unknown as f64 > max * self.rows() as f64 {
            unknown as f64 / self.rows().max(1) as f64
        } else {
            self.rejected_share()
        }
    }

    fn are_labels_contradicted(self) -> bool {
        self.labels.contradicted() as f64 > MAX_CONTRADICTED_SHARE * self.labels.decided as f64
    }

    fn no_verdict(self, max: f64, min_cell: MinCell) -> Option<NoVerdict> {
        let Self { of, rejected, unreadable, labels, .. } = self;
        if self.rejected_share() > max {
            return Some(NoVerdict::TooManyRejected { of, rejected, rows: self.rows(), max });
        }
        if (rejected + unreadable) as f64 > max * self.rows() as f64 {
            return Some(NoVerdict::TooManyUnreadable { of, unreadable, rows: self.rows(), max });
        }
        self.are_labels_contradicted().then(|| NoVerdict::LabelsContradict {
            of,
            contradicted: min_cell.release(labels.contradicted(), labels.decided),
            decided: min_cell.release(labels.decided, self.accepted),
        })
    }

    /// The parts of the people whom contradicted labels may count wrongly as members, and as others. A part that would
    /// be about too few people is that of the most whom it may be.
    fn wrong_labels(self, min_cell: MinCell) -> (f64, f64) {
        if !self.are_labels_contradicted() {
            return (0.0, 0.0);
        }
        let part = |n: u64| {
            let n = if min_cell.is_small_cell(n) { min_cell.max_suppressed() } else { n };
            (n as f64 / self.labels.decided as f64).min(1.0)
        };
        (part(self.labels.members_ruled_out), part(self.labels.others_who_match))
    }
}

/// The most values of one field that the target asks for that could not be read.
fn unreadable_values(target: &Target, reading: &ReadOutcome) -> u64 {
    let columns = reading.reading.columns.iter();
    let asked = columns.filter(|column| column.field.as_deref().is_some_and(|field| asks_for(target, field)));
    asked.map(|column| column.unreadable).max().unwrap_or(0)
}

/// What the input of one analysis leaves in doubt.
#[derive(Debug)]
pub(super) struct InputDoubt {
    audience: FileDoubt,
    panel: Option<FileDoubt>,
    /// Share of the audience that is estimated from the panel.
    panel_part: f64,
    unrecognised: Option<NoVerdict>,
    max_rejected: f64,
    min_cell: MinCell,
}

impl InputDoubt {
    /// What is in doubt of the input of `request`, whose labels were checked while it was summed up.
    pub(super) fn new(
        request: &AnalysisRequest<'_>,
        fit: &Fit,
        total: &MembershipTable,
        labels: LabelCheck,
        panel_labels: LabelCheck,
    ) -> Self {
        let file = |of, reading: &crate::ingest::ReadOutcome, labels| FileDoubt {
            of,
            accepted: reading.profiles.followers(),
            rejected: reading.rejected.rows,
            unreadable: unreadable_values(&request.target, reading),
            labels,
        };
        let taken = |labels| if request.target.takes_labels() { labels } else { LabelCheck::default() };
        // Only a fit from a panel compares it with the audience.
        let uses_panel = !fit.hypotheses.is_empty();
        let panel = request.panel.filter(|_| uses_panel);
        let not_recognised = unrecognised_columns(&request.target, request.audience, request.panel).next();
        Self {
            audience: file(RowsOf::Audience, request.audience, taken(labels)),
            panel: panel.map(|panel| file(RowsOf::Panel, panel, taken(panel_labels))),
            panel_part: if uses_panel { (total.rows - total.labelled) as f64 / total.rows.max(1) as f64 } else { 0.0 },
            unrecognised: not_recognised
                .map(|(column, expected)| (crate::ingest::excerpt(column), expected.to_owned()))
                .or_else(|| unused_columns(&request.target, request.audience))
                .map(|(column, expected)| NoVerdict::FieldNotRecognised { column, expected }),
            max_rejected: request.options.max_rejected,
            min_cell: request.options.min_cell,
        }
    }

    /// The verdict on a share that is published as `interval`. It holds for every membership that the rejected rows may have; where
    /// it would not, or the input has to be corrected first, it is inconclusive for that reason.
    pub(super) fn verdict(&self, min_share: f64, interval: (f64, f64)) -> (Outcome, Option<NoVerdict>) {
        let files = [Some(self.audience), self.panel];
        let reason = files.into_iter().flatten().find_map(|file| file.no_verdict(self.max_rejected, self.min_cell));
        if let Some(reason) = reason.or_else(|| self.unrecognised.clone()) {
            return (Outcome::Inconclusive, Some(reason));
        }
        let of_accepted = outcome(min_share, interval);
        if outcome(min_share, self.with_rejected(interval)) == of_accepted {
            return (of_accepted, None);
        }
        let rejected = self.audience.rejected + self.panel.map_or(0, |panel| panel.rejected);
        (Outcome::Inconclusive, Some(NoVerdict::RejectedDecide { rejected }))
    }

    /// The same where two arms tell the share of all, those who do not answer included: a verdict stands if it is that of
    /// both figures.
    pub(super) fn verdict_with_arms(
        &self,
        min_share: f64,
        interval: (f64, f64),
        corrected: Option<&Estimate>,
    ) -> (Outcome, Option<NoVerdict>) {
        let (of_answers, reason) = self.verdict(min_share, interval);
        let Some(corrected) = corrected.filter(|_| of_answers != Outcome::Inconclusive) else {
            return (of_answers, reason);
        };
        match self.verdict(min_share, (corrected.lower, corrected.upper)).0 == of_answers {
            true => (of_answers, reason),
            false => (Outcome::Inconclusive, Some(NoVerdict::NonresponseDecides { corrected: corrected.clone() })),
        }
    }

    /// The part of the people of whom the figure rests on rejected rows or on values that could not be read: their share may
    /// be anything.
    pub(super) fn rejected_part(&self, of: RowsOf) -> f64 {
        match of {
            RowsOf::Audience => self.audience.unknown_share(self.max_rejected),
            RowsOf::Panel => self.panel_part * self.panel.map_or(0.0, |panel| panel.unknown_share(self.max_rejected)),
        }
    }

    /// Share of the audience that is estimated from the panel.
    pub(super) fn panel_part(&self) -> f64 {
        self.panel_part
    }

    /// An interval of the accepted as that of all, the rejected counted as anything.
    fn with_rejected(&self, (lower, upper): (f64, f64)) -> (f64, f64) {
        let [audience, panel] = [RowsOf::Audience, RowsOf::Panel].map(|of| self.rejected_part(of));
        let known = (1.0 - audience) * (1.0 - panel);
        (known * lower, known * upper + (1.0 - known))
    }

    /// Bounds as those of all. Accepted people of whom nothing is known count in them already.
    fn bounds_with_rejected(&self, bounds: (f64, f64)) -> (f64, f64) {
        let whole = |file: FileDoubt| FileDoubt { unreadable: 0, ..file };
        let rejected_alone =
            Self { audience: whole(self.audience), panel: self.panel.map(whole), unrecognised: None, ..*self };
        rejected_alone.widened(bounds)
    }

    /// The same, with contradicted labels counted as anything.
    fn widened(&self, interval: (f64, f64)) -> (f64, f64) {
        let (members, others) = self.wrong_labels();
        let (lower, upper) = self.with_rejected(interval);
        ((lower - members).max(0.0), (upper + others).min(1.0))
    }

    /// The parts of all whom contradicted labels may count wrongly as members, and as others; nothing where so few are
    /// contradicted that a verdict stands.
    pub(super) fn wrong_labels(&self) -> (f64, f64) {
        let (members, others) = self.audience.wrong_labels(self.min_cell);
        let (of_panel, others_of_panel) = self.panel.map_or((0.0, 0.0), |panel| panel.wrong_labels(self.min_cell));
        (members + self.panel_part * of_panel, others + self.panel_part * others_of_panel)
    }

    /// Where the number of the unlabelled is suppressed, the figures must not give it away: the panel may then stand for
    /// everybody.
    pub(super) fn hide_panel_part(&mut self, published: &Fit) {
        if self.panel_part > 0.0 {
            let all = self.audience.accepted.max(1) as f64;
            self.panel_part = published.evidence.unlabelled.map_or(1.0, |unlabelled| unlabelled as f64 / all);
        }
    }

    /// Widens what is published of the fit. Rejected people are people whose membership is not known, so that what is left
    /// of a file is no census of it.
    pub(super) fn widen(&self, fit: &mut Fit) {
        let wrong = self.wrong_labels();
        let is_certain = self.rejected_part(RowsOf::Audience) + self.rejected_part(RowsOf::Panel) == 0.0;
        if is_certain && wrong == (0.0, 0.0) {
            return;
        }
        let all = self.audience.rows() as f64;
        fit.evidence.bounds = self.bounds_with_rejected(fit.evidence.bounds);
        for bounds in &mut fit.sensitivity {
            (bounds.lower, bounds.upper) = self.widened((bounds.lower, bounds.upper));
        }
        let was_counted = matches!(fit.method, Some(Method::AllLabelled | Method::LabelledBands));
        if was_counted {
            let is_contradicted = wrong != (0.0, 0.0);
            fit.method = Some(if is_contradicted { Method::ContradictedLabels } else { Method::CountedInPart });
            fit.evidence.effective_n = None;
        }
        let Some(share) = &mut fit.share else { return };
        (share.lower, share.upper) = self.widened((share.lower, share.upper));
        if share.is_range() {
            share.value = 0.5 * (share.lower + share.upper);
        } else if let Some(method) = fit.method.filter(|_| !share.is_coarse()) {
            share.method = method.as_str();
        }
        let tail = (1.0 - share.level) / 2.0;
        if let Some(distribution) = &mut fit.distribution {
            *distribution = distribution.widened(tail, |interval| self.widened(interval));
        }
        let count = share.map(|x| x * all);
        fit.count = Some(if share.is_range() { rounded_outwards(&count) } else { count });
    }
}

/// A range of counts is of whole people.
fn rounded_outwards(count: &Estimate) -> Estimate {
    let (lower, upper) = ((count.lower + 1e-6).floor(), (count.upper - 1e-6).ceil());
    Estimate { value: 0.5 * (lower + upper), lower, upper, ..count.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(accepted: u64, rejected: u64, labels: LabelCheck) -> InputDoubt {
        InputDoubt {
            audience: FileDoubt { of: RowsOf::Audience, accepted, rejected, unreadable: 0, labels },
            panel: None,
            panel_part: 0.0,
            unrecognised: None,
            max_rejected: 1.0,
            min_cell: MinCell::OFF,
        }
    }

    #[test]
    fn a_verdict_holds_for_every_number_of_members_among_the_rejected() {
        for (accepted, rejected) in [(10u64, 0u64), (10, 1), (37, 2), (200, 9)] {
            for members in 0..=accepted {
                let share = members as f64 / accepted as f64;
                for min_share in [0.0501, 0.3133, 0.5007, 0.9499] {
                    let possible = (0..=rejected).map(|more| (members + more) as f64 / (accepted + rejected) as f64);
                    let passes = possible.filter(|share| *share >= min_share).count() as u64;
                    let expected = match passes {
                        0 => Outcome::Fail,
                        n if n == rejected + 1 => Outcome::Pass,
                        _ => Outcome::Inconclusive,
                    };
                    let (outcome, reason) =
                        doubt(accepted, rejected, LabelCheck::default()).verdict(min_share, (share, share));
                    assert_eq!(outcome, expected, "{members} of {accepted}, {rejected} rejected, {min_share}");
                    assert_eq!(reason.is_some(), outcome == Outcome::Inconclusive);
                }
            }
        }
    }

    #[test]
    fn many_values_that_cannot_be_read_count_as_anything() {
        let widened = |unreadable| {
            let mut doubt = doubt(100, 0, LabelCheck::default());
            (doubt.audience.unreadable, doubt.max_rejected) = (unreadable, MAX_REJECTED_SHARE);
            doubt.widened((0.8, 0.9))
        };
        assert_eq!(widened(5), (0.8, 0.9));
        let (lower, upper) = widened(40);
        assert!((lower - 0.48).abs() < 1e-12 && (upper - 0.94).abs() < 1e-12, "{lower} to {upper}");
    }

    #[test]
    fn two_in_a_hundred_labels_may_be_contradicted_and_no_more() {
        let reason = |contradicted| {
            let labels = LabelCheck { decided: 100, members_ruled_out: contradicted, others_who_match: 0 };
            doubt(500, 0, labels).verdict(0.3, (0.6, 0.6)).1.map(|reason| reason.code())
        };
        assert_eq!([0, 2, 3].map(reason), [None, None, Some(VerdictReason::LabelsContradict)]);
    }

    #[test]
    fn contradicted_labels_count_as_anything() {
        let labels = LabelCheck { decided: 100, members_ruled_out: 20, others_who_match: 10 };
        let (lower, upper) = doubt(100, 0, labels).widened((0.5, 0.5));
        assert!((lower - 0.3).abs() < 1e-12 && (upper - 0.6).abs() < 1e-12, "{lower} to {upper}");
    }
}
