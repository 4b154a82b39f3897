//! Kinds of evidence, and which of them may agree on a suspicion.

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// More arrivals than the account's own baseline has.
    ArrivalBurst,
    /// Creation dates that cluster together.
    CreationBurst,
    /// Few followers, follows hundreds, few posts, no likes, on no list.
    ProfilePattern,
    /// Counts that are like each other.
    Similarity,
    /// Nobody ever engages.
    NoEngagement,
}

impl EvidenceKind {
    /// All, in the order in which they are told.
    pub const ALL: [EvidenceKind; 5] = [
        EvidenceKind::ArrivalBurst,
        EvidenceKind::CreationBurst,
        EvidenceKind::ProfilePattern,
        EvidenceKind::Similarity,
        EvidenceKind::NoEngagement,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            EvidenceKind::ArrivalBurst => "arrival_burst",
            EvidenceKind::CreationBurst => "creation_burst",
            EvidenceKind::ProfilePattern => "profile_pattern",
            EvidenceKind::Similarity => "sameness",
            EvidenceKind::NoEngagement => "no_engagement",
        }
    }
}

/// What one kind of evidence says of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The kind.
    pub kind: EvidenceKind,
    /// What was found.
    pub finding: Finding,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// It points at bulk acquisition.
    Present(EvidenceStats),
    /// It was looked for and is not there.
    Absent(EvidenceStats),
    /// It was looked for, and seen or not, in numbers too small to be told.
    Suppressed {
        /// Whether it points at bulk acquisition.
        present: bool,
    },
    /// It could not be looked for, and why.
    NotExamined(NotExamined),
}

/// Why a kind of evidence could not be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// How strong a finding is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvidenceStats {
    /// Followers of whom it holds.
    pub observed: f64,
    /// Followers whom it was looked for among; all arrivals for a burst.
    pub of: f64,
    /// Followers of whom the surroundings lead to expect it.
    pub expected: f64,
    /// Upper bound on the chance of as much in this window if the followers were like their surroundings.
    pub p_value: f64,
    /// Whether it was looked for among followers with the profile pattern only.
    pub among_pattern: bool,
}

impl EvidenceStats {
    /// A finding among all followers.
    pub fn new(observed: f64, of: f64, expected: f64, p_value: f64) -> Self {
        Self { observed, of, expected, p_value, among_pattern: false }
    }
}

impl Evidence {
    /// Whether it was found.
    pub fn is_present(&self) -> bool {
        matches!(self.finding, Finding::Present(_) | Finding::Suppressed { present: true })
    }
}

/// Whether two independent kinds agree, where the accounts are `recently_created` (created shortly before they followed) or not,
/// and a burst of arrivals is mostly `burst_is_of_cluster` or not.
///
/// | kinds | agree | why |
/// | --- | --- | --- |
/// | creation dates and profile pattern | yes | neither follows from the other |
/// | arrivals and creation dates | where the accounts are not recently_created | who opens an account in order to follow does both |
/// | creation dates and similarity, creation dates and no engagement | where not recently_created | new accounts are alike and silent |
/// | arrivals and profile pattern | yes | a post that spreads brings people of every kind |
/// | arrivals and similarity, arrivals and no engagement | no | a post may reach people of one kind, who look once |
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
    fn one_kind_never_suffices_nor_do_those_that_follow_from_inactivity() {
        for kind in EvidenceKind::ALL {
            assert!(!found(&[kind], false), "{kind:?}");
        }
        assert!(!found(&[EvidenceKind::ProfilePattern, EvidenceKind::Similarity, EvidenceKind::NoEngagement], false));
        assert!(!found(&[EvidenceKind::ArrivalBurst, EvidenceKind::Similarity, EvidenceKind::NoEngagement], false));
    }

    #[test]
    fn creation_dates_agree_with_the_others_unless_the_accounts_were_opened_to_follow() {
        for other in [EvidenceKind::ArrivalBurst, EvidenceKind::Similarity, EvidenceKind::NoEngagement] {
            assert!(found(&[EvidenceKind::CreationBurst, other], false));
            assert!(!found(&[EvidenceKind::CreationBurst, other], true));
        }
        assert!(found(&[EvidenceKind::CreationBurst, EvidenceKind::ProfilePattern], true));
        assert!(found(&[EvidenceKind::ArrivalBurst, EvidenceKind::ProfilePattern], false));
    }
}
