//! What an audit could not examine, and why.

use serde::{Deserialize, Serialize};

use super::arrivals::ArrivalBaseline;
use super::followers::{Basis, Followers, NO_DAY};
use super::search::MIN_FOLLOWERS;
use crate::disclosure::{MinCell, ReleasedCount};
use crate::vocabulary::vocabulary;

/// A field is usable if at least this share of the followers state it.
const MIN_STATED: f64 = 0.3;
/// The highest share of followers whose follow date may precede the creation of their account.
const MAX_IMPOSSIBLE: f64 = 0.01;

vocabulary! {
    /// Whether the audience was examined for bulk followers.
    pub enum AuditStatus {
        /// Everything was examined.
        Examined = "examined",
        /// Some kinds of evidence were not; `limits` says which.
        PartlyExamined = "partly_examined",
        /// Nothing could be; `limits` says why.
        NotExamined = "not_examined",
    }
}

vocabulary! {
    /// What could not be examined.
    pub enum AuditLimitCode {
        /// Too few followers.
        TooFewFollowers = "too_few_followers",
        /// No times of following.
        NoFollowTime = "no_follow_time",
        /// No order of following.
        NoFollowOrder = "no_follow_order",
        /// No creation dates.
        NoCreationDate = "no_creation_date",
        /// No counts of followers, posts or likes.
        NoCounts = "no_counts",
        /// No engagement with posts.
        NoEngagement = "no_engagement",
        /// Only one kind of evidence could be examined, and two must agree.
        SingleValue = "single_value",
        /// The series of arrivals is short.
        ShortHistory = "short_history",
        /// Some followers have no place in the order.
        NotPlaced = "not_placed",
        /// Some followers followed before their account was created.
        FollowedBeforeCreated = "followed_before_created",
    }
}

/// Something that could not be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limitation {
    /// There are fewer followers than [`MIN_FOLLOWERS`].
    TooFewFollowers(ReleasedCount),
    /// Some followers do not state what the order rests on; they are in no cohort.
    NotPlaced {
        /// How many.
        followers: ReleasedCount,
        /// What the order rests on.
        basis: Basis,
    },
    /// Too few creation dates are known.
    NoCreationDate,
    /// Too few counts are known for the profile pattern.
    NoCounts,
    /// Too little is known about engagement with the agency.
    NoEngagement,
    /// Some followers followed before their accounts were created, by the data.
    FollowedBeforeCreated(ReleasedCount),
    /// The history is too short for a baseline of arrivals.
    ShortHistory,
    /// The order of following is known, but not the time.
    NoFollowTime,
    /// Neither the time nor the order of following is known.
    NoFollowOrder,
    /// Only one kind of evidence can be examined, which never suffices.
    SingleEvidenceKind,
}

impl Limitation {
    /// The code in JSON.
    pub fn code(self) -> AuditLimitCode {
        match self {
            Self::TooFewFollowers(_) => AuditLimitCode::TooFewFollowers,
            Self::NotPlaced { .. } => AuditLimitCode::NotPlaced,
            Self::NoCreationDate => AuditLimitCode::NoCreationDate,
            Self::NoCounts => AuditLimitCode::NoCounts,
            Self::NoEngagement => AuditLimitCode::NoEngagement,
            Self::FollowedBeforeCreated(_) => AuditLimitCode::FollowedBeforeCreated,
            Self::ShortHistory => AuditLimitCode::ShortHistory,
            Self::NoFollowTime => AuditLimitCode::NoFollowTime,
            Self::NoFollowOrder => AuditLimitCode::NoFollowOrder,
            Self::SingleEvidenceKind => AuditLimitCode::SingleValue,
        }
    }
}

/// What cannot be examined of `followers`, and the status of the audit that follows.
pub(super) fn limitations(followers: &Followers, days: &[u16], min_cell: MinCell) -> (Vec<Limitation>, AuditStatus) {
    let all = followers.len().max(1) as f64;
    let release = |n: usize| min_cell.release(n as u64, followers.len() as u64 + followers.without_order);
    if followers.len() < MIN_FOLLOWERS {
        return (vec![Limitation::TooFewFollowers(release(followers.len()))], AuditStatus::NotExamined);
    }
    let of_arrivals = limitation_of_arrivals(followers, days);
    let mut found: Vec<Limitation> = of_arrivals.into_iter().collect();
    if followers.without_order > 0 {
        found.push(Limitation::NotPlaced {
            followers: release(followers.without_order as usize),
            basis: followers.basis,
        });
    }
    let dated = followers.created.iter().filter(|day| **day != NO_DAY).count() as f64 >= MIN_STATED * all;
    if !dated {
        found.push(Limitation::NoCreationDate);
    }
    let counted = followers.flags.iter().filter(|flags| flags.is_known()).count() as f64 >= MIN_STATED * all;
    if !counted {
        found.push(Limitation::NoCounts);
    }
    if followers.engaged.iter().filter(|engaged| **engaged < 2).count() < MIN_FOLLOWERS {
        found.push(Limitation::NoEngagement);
    }
    let impossible = |(day, created): &(&u16, &u16)| **created != NO_DAY && day < created;
    let impossible = days.iter().zip(&followers.created).filter(impossible).count();
    if followers.basis == Basis::FollowTime && impossible as f64 > MAX_IMPOSSIBLE * all {
        found.push(Limitation::FollowedBeforeCreated(release(impossible)));
    }
    let kinds = [of_arrivals.is_none(), dated, counted].into_iter().filter(|examined| *examined).count();
    if kinds == 1 {
        found.push(Limitation::SingleEvidenceKind);
    }
    let status = match kinds {
        3 => AuditStatus::Examined,
        2 => AuditStatus::PartlyExamined,
        _ => AuditStatus::NotExamined,
    };
    (found, status)
}

/// Why bursts of arrivals cannot be examined, if so.
fn limitation_of_arrivals(followers: &Followers, days: &[u16]) -> Option<Limitation> {
    match followers.basis {
        Basis::FollowTime => (!ArrivalBaseline::is_known(days)).then_some(Limitation::ShortHistory),
        Basis::FollowOrder => Some(Limitation::NoFollowTime),
        Basis::CreationDate => Some(Limitation::NoFollowOrder),
    }
}
