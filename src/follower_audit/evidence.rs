//! Kinds of evidence, and which of them are independent.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A kind of evidence of followers gained in bulk.
    pub enum EvidenceKind {
        /// More followers arrived than around it.
        ArrivalBurst = "arrival_burst",
        /// More accounts were created within some days than around them.
        CreationBurst = "creation_burst",
        /// Counts of the profiles show published signs of bulk accounts.
        ProfilePattern = "profile_pattern",
        /// Profiles resemble one another more than around it.
        Similarity = "sameness",
        /// Fewer followers engaged with posts than around it.
        NoEngagement = "no_engagement",
    }
}

/// What one kind of evidence says about a cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The kind.
    pub kind: EvidenceKind,
    /// The finding.
    pub finding: Finding,
}

/// The finding for one kind of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// It indicates bulk followers.
    Present(EvidenceStats),
    /// It was examined and does not indicate bulk followers.
    Absent(EvidenceStats),
    /// It was examined, and the counts are suppressed.
    Suppressed {
        /// Whether it indicates bulk followers.
        present: bool,
    },
    /// It could not be examined, and why.
    NotExamined(NotExamined),
}

/// Why a kind of evidence could not be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotExamined {
    /// The history is too short for a baseline of arrivals.
    ShortHistory,
    /// The order of following is known, but not the time.
    OrderOnly,
    /// Neither the time nor the order of following is known.
    NoOrder,
    /// No creation dates are known.
    NoCreationDates,
    /// Too few followers state the counts that the profile pattern needs.
    FewPatternCounts,
    /// Too few followers state their counts.
    FewCounts,
    /// Too little is known about engagement with the agency.
    FewEngagements,
}

/// The counts and the p-value of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EvidenceStats {
    /// Followers with the characteristic.
    pub observed: f64,
    /// Followers examined; all arrivals for a burst.
    pub of: f64,
    /// Followers expected to have it, from comparable followers.
    pub expected: f64,
    /// Upper bound on the p-value in this window under the hypothesis that its followers are like comparable ones.
    pub p_value: f64,
    /// Whether only followers with the profile pattern were examined.
    pub among_pattern: bool,
}

impl EvidenceStats {
    /// A finding among all followers.
    pub fn new(observed: f64, of: f64, expected: f64, p_value: f64) -> Self {
        Self { observed, of, expected, p_value, among_pattern: false }
    }
}

impl Evidence {
    /// Whether it indicates bulk followers.
    pub fn is_present(&self) -> bool {
        matches!(self.finding, Finding::Present(_) | Finding::Suppressed { present: true })
    }
}

/// Whether two independent kinds of evidence are present.
///
/// `recently_created` accounts were created shortly before they followed; `burst_is_of_cluster` means that the accounts in
/// question are most of a burst of arrivals.
///
/// | kinds | agree | why |
/// | --- | --- | --- |
/// | creation dates and profile pattern | yes | neither follows from the other |
/// | arrivals and creation dates | unless recently created | people who open an account in order to follow do both |
/// | creation dates and similarity, creation dates and no engagement | unless recently created | new accounts are similar and silent |
/// | arrivals and profile pattern | yes | a viral post brings people of every kind |
/// | arrivals and similarity, arrivals and no engagement | no | a post may reach people of one kind, who visit once |
/// | profile pattern, similarity, no engagement among each other | no | all follow from inactivity |
pub fn agree(evidence: &[Evidence], recently_created: bool, burst_is_of_cluster: bool) -> bool {
    let observed = |kind: EvidenceKind| evidence.iter().any(|e| e.kind == kind && e.is_present());
    let (arrivals, created) =
        (burst_is_of_cluster && observed(EvidenceKind::ArrivalBurst), observed(EvidenceKind::CreationBurst));
    let pattern = observed(EvidenceKind::ProfilePattern);
    let others = observed(EvidenceKind::Similarity) || observed(EvidenceKind::NoEngagement);
    let with_pattern = pattern && (created || arrivals);
    with_pattern || (created && !recently_created && (arrivals || others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kinds: &[EvidenceKind], recently_created: bool) -> bool {
        let stats = EvidenceStats::new(50.0, 60.0, 2.0, 1e-9);
        let evidence = kinds.iter().map(|kind| Evidence { kind: *kind, finding: Finding::Present(stats) });
        agree(&evidence.collect::<Vec<_>>(), recently_created, true)
    }

    #[test]
    fn one_kind_or_several_signs_of_inactivity_do_not_agree() {
        for kind in EvidenceKind::ALL {
            assert!(!found(&[kind], false), "{kind:?}");
        }
        assert!(!found(&[EvidenceKind::ProfilePattern, EvidenceKind::Similarity, EvidenceKind::NoEngagement], false));
        assert!(!found(&[EvidenceKind::ArrivalBurst, EvidenceKind::Similarity, EvidenceKind::NoEngagement], false));
    }

    #[test]
    fn creation_dates_agree_with_other_kinds_unless_recently_created() {
        for other in [EvidenceKind::ArrivalBurst, EvidenceKind::Similarity, EvidenceKind::NoEngagement] {
            assert!(found(&[EvidenceKind::CreationBurst, other], false));
            assert!(!found(&[EvidenceKind::CreationBurst, other], true));
        }
        assert!(found(&[EvidenceKind::CreationBurst, EvidenceKind::ProfilePattern], true));
        assert!(found(&[EvidenceKind::ArrivalBurst, EvidenceKind::ProfilePattern], false));
    }
}
