//! What an audit could not examine, and why.

use super::arrivals::ArrivalBaseline;
use super::followers::{Basis, Followers, NO_DAY};
use super::search::MIN_FOLLOWERS;
use crate::disclosure::MinCell;

/// A field serves where at least this part of the followers state it.
const STATED: f64 = 0.3;
/// Part of the followers who may have followed before their account was created, by the data.
const IMPOSSIBLE: f64 = 0.01;

/// How much could be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditStatus {
    /// Arrivals, creation dates and profile patterns.
    Examined,
    /// Some of these; `limits` says which not, and why.
    PartlyExamined,
    /// Too little to suspect anything, whatever there may be.
    NotExamined,
}

impl AuditStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            AuditStatus::Examined => "examined",
            AuditStatus::PartlyExamined => "partly_examined",
            AuditStatus::NotExamined => "not_examined",
        }
    }
}

/// Something that could not be examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limitation {
    /// What it is.
    pub code: &'static str,
    /// What it means here, and what would help.
    pub detail: String,
}

/// What cannot be examined of `followers`, and what that makes of the audit.
pub fn limits(followers: &Followers, days: &[u16], min_cell: MinCell) -> (Vec<Limitation>, AuditStatus) {
    let mut limits = Vec::new();
    let mut limit = |code: &'static str, detail: String| limits.push(Limitation { code, detail });
    let all = followers.len().max(1) as f64;
    let everyone = followers.len() as u64 + followers.without_order;
    if followers.len() < MIN_FOLLOWERS {
        let n = min_cell.told(followers.len() as u64, everyone);
        limit("too_few_followers", format!("{n} followers are too few to audit; at least {MIN_FOLLOWERS} are needed"));
        return (limits, AuditStatus::NotExamined);
    }
    let arrivals = arrivals(followers, days, &mut limit);
    if followers.without_order > 0 {
        let n = min_cell.told(followers.without_order, everyone);
        let what = if followers.basis == Basis::FollowTime { "followed_at" } else { "follow_order" };
        limit("not_placed", format!("{n} followers state no {what}; they are in no cohort"));
    }
    let dated = followers.created.iter().filter(|day| **day != NO_DAY).count() as f64 >= STATED * all;
    if !dated {
        let detail = "creation dates (account.created_at) are known of too few: bursts of them cannot be told";
        limit("no_creation_date", detail.to_owned());
    }
    let counted = followers.signs.iter().filter(|signs| signs.judged()).count() as f64 >= STATED * all;
    if !counted {
        let detail = "counts (account.followers, account.following and one of posts, likes, listed) are known of too few: \
                      profile patterns cannot be told";
        limit("no_counts", detail.to_owned());
    }
    if followers.engaged.iter().filter(|engaged| **engaged < 2).count() < MIN_FOLLOWERS {
        let detail = "engagement with the agency (engagement.*) is known of too few: its absence cannot be told";
        limit("no_engagement", detail.to_owned());
    }
    let before = days.iter().zip(&followers.created).filter(|(day, made)| **made != NO_DAY && *day < *made).count();
    if followers.basis == Basis::FollowTime && before as f64 > IMPOSSIBLE * all {
        let before = min_cell.told(before as u64, everyone);
        let detail = format!("{before} followers are said to have followed before their accounts were created");
        limit("followed_before_created", detail);
    }
    let kinds = [arrivals, dated, counted].into_iter().filter(|examined| *examined).count();
    if kinds == 1 {
        let detail = "only one kind of evidence can be examined, and nothing is suspected on one alone";
        limit("single_value", detail.to_owned());
    }
    let status = match kinds {
        3 => AuditStatus::Examined,
        2 => AuditStatus::PartlyExamined,
        _ => AuditStatus::NotExamined,
    };
    (limits, status)
}

/// Whether bursts of arrivals can be told.
fn arrivals(followers: &Followers, days: &[u16], limit: &mut impl FnMut(&'static str, String)) -> bool {
    match followers.basis {
        Basis::FollowTime if ArrivalBaseline::is_known(days) => return true,
        Basis::FollowTime => {
            limit("short_history", "all followers came within three weeks: too short to know a baseline".to_owned());
        }
        Basis::FollowOrder => {
            let detail =
                "the time of following (followed_at) is not known of most: their order tells no bursts of arrivals";
            limit("no_follow_time", detail.to_owned());
        }
        Basis::CreationDate => {
            let detail = "neither the time nor the order of following (followed_at, follow_order) is known of most: creation \
                          dates and profiles alone are weaker evidence, and say nothing of when followers came";
            limit("no_follow_order", detail.to_owned());
        }
    }
    false
}
