//! Kinds of evidence, and which of them may agree on a suspicion.

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// More arrivals than the account's own rhythm has.
    ArrivalBurst,
    /// Creation dates that crowd together.
    CreationBurst,
    /// Few followers, follows hundreds, few posts, no likes, on no list.
    ProfilePattern,
    /// Counts that are like each other.
    Sameness,
    /// Nobody ever engages.
    NoEngagement,
}

impl Kind {
    /// All, in the order in which they are told.
    pub const ALL: [Kind; 5] =
        [Kind::ArrivalBurst, Kind::CreationBurst, Kind::ProfilePattern, Kind::Sameness, Kind::NoEngagement];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::ArrivalBurst => "arrival_burst",
            Kind::CreationBurst => "creation_burst",
            Kind::ProfilePattern => "profile_pattern",
            Kind::Sameness => "sameness",
            Kind::NoEngagement => "no_engagement",
        }
    }
}

/// What one kind of evidence says of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The kind.
    pub kind: Kind,
    /// What was found.
    pub finding: Finding,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// It points at bulk acquisition.
    Seen(Strength),
    /// It was looked for and is not there.
    NotSeen(Strength),
    /// It was looked for, and seen or not, in numbers too small to be told.
    Withheld {
        /// Whether it points at bulk acquisition.
        seen: bool,
    },
    /// It could not be looked for, and why.
    NotExamined(&'static str),
}

/// How strong a finding is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Followers of whom it holds.
    pub seen: f64,
    /// Followers whom it was looked for among; all arrivals for a burst.
    pub of: f64,
    /// Followers of whom the surroundings lead to expect it.
    pub expected: f64,
    /// Upper bound on the chance of as much in this window if the followers were like their surroundings.
    pub chance: f64,
    /// Whether it was looked for among followers with the profile pattern only.
    pub among_alike: bool,
}

impl Strength {
    /// A finding among all followers.
    pub fn new(seen: f64, of: f64, expected: f64, chance: f64) -> Self {
        Self { seen, of, expected, chance, among_alike: false }
    }
}

impl Evidence {
    /// Whether it was found.
    pub fn seen(&self) -> bool {
        matches!(self.finding, Finding::Seen(_) | Finding::Withheld { seen: true })
    }
}

/// Whether two independent kinds agree, where the accounts are `fresh` (created shortly before they followed) or not,
/// and a burst of arrivals is mostly `theirs` or not.
///
/// | kinds | agree | why |
/// | --- | --- | --- |
/// | creation dates and profile pattern | yes | neither follows from the other |
/// | arrivals and creation dates | where the accounts are not fresh | who opens an account in order to follow does both |
/// | creation dates and sameness, creation dates and no engagement | where not fresh | new accounts are alike and silent |
/// | arrivals and profile pattern | yes | a post that spreads brings people of every kind |
/// | arrivals and sameness, arrivals and no engagement | no | a post may reach people of one kind, who look once |
/// | profile pattern, sameness, no engagement among each other | no | all follow from inactivity |
pub fn agree(evidence: &[Evidence], fresh: bool, theirs: bool) -> bool {
    let seen = |kind: Kind| evidence.iter().any(|e| e.kind == kind && e.seen());
    let (arrivals, created) = (theirs && seen(Kind::ArrivalBurst), seen(Kind::CreationBurst));
    let pattern = seen(Kind::ProfilePattern);
    let others = seen(Kind::Sameness) || seen(Kind::NoEngagement);
    let with_pattern = pattern && (created || arrivals);
    with_pattern || (created && !fresh && (arrivals || others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kinds: &[Kind], fresh: bool) -> bool {
        let strength = Strength::new(50.0, 60.0, 2.0, 1e-9);
        let evidence = kinds.iter().map(|kind| Evidence { kind: *kind, finding: Finding::Seen(strength) });
        agree(&evidence.collect::<Vec<_>>(), fresh, true)
    }

    #[test]
    fn one_kind_never_suffices_nor_do_those_that_follow_from_inactivity() {
        for kind in Kind::ALL {
            assert!(!found(&[kind], false), "{kind:?}");
        }
        assert!(!found(&[Kind::ProfilePattern, Kind::Sameness, Kind::NoEngagement], false));
        assert!(!found(&[Kind::ArrivalBurst, Kind::Sameness, Kind::NoEngagement], false));
    }

    #[test]
    fn creation_dates_agree_with_the_others_unless_the_accounts_were_opened_to_follow() {
        for other in [Kind::ArrivalBurst, Kind::Sameness, Kind::NoEngagement] {
            assert!(found(&[Kind::CreationBurst, other], false));
            assert!(!found(&[Kind::CreationBurst, other], true));
        }
        assert!(found(&[Kind::CreationBurst, Kind::ProfilePattern], true));
        assert!(found(&[Kind::ArrivalBurst, Kind::ProfilePattern], false));
    }
}
