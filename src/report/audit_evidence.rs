//! The evidence and the limits of the follower audit, as sentences without a full stop.

use super::format::quantity;
use super::messages::{Messages, args};
use super::suppression::released_count;
use crate::follower_audit::{
    Basis, Cohort, Evidence, EvidenceKind, EvidenceStats, Finding, Limitation, MIN_FOLLOWERS, NotExamined, ProfileFlag,
    UncorroboratedSignal,
};

/// The days of creation that evidence is about, in seconds since 1970.
type CreationRange = Option<(i64, i64)>;

/// What one kind of evidence says about a cohort.
pub(crate) fn evidence(messages: &Messages, cohort: &Cohort, evidence: &Evidence) -> String {
    let kind = || kind_name(messages, evidence.kind);
    let sentence = |stats: &EvidenceStats| sentence(messages, evidence.kind, cohort.creation_range, stats);
    match &evidence.finding {
        Finding::Present(stats) => messages.text(
            "follower-audit-evidence-present",
            args![sentence = sentence(stats), chance = chance(messages, stats.p_value)],
        ),
        Finding::Absent(_) if evidence.kind == EvidenceKind::CreationBurst && cohort.creation_range.is_none() => {
            messages.text("follower-audit-evidence-absent", args![kind = kind()])
        }
        Finding::Absent(stats) => messages
            .text("follower-audit-evidence-absent-with-counts", args![kind = kind(), sentence = sentence(stats)]),
        Finding::Suppressed { present: true } => {
            messages.text("follower-audit-evidence-present-suppressed", args![kind = kind()])
        }
        Finding::Suppressed { present: false } => messages.text("follower-audit-evidence-absent", args![kind = kind()]),
        Finding::NotExamined(why) => messages
            .text("follower-audit-evidence-not-examined", args![kind = kind(), why = not_examined(messages, *why)]),
    }
}

/// What a signal shows, and why nothing is suspected from it.
pub(crate) fn signal(messages: &Messages, signal: &UncorroboratedSignal) -> String {
    let why = match signal.kind {
        EvidenceKind::ArrivalBurst => messages.label("follower-audit-evidence-viral"),
        EvidenceKind::CreationBurst
        | EvidenceKind::ProfilePattern
        | EvidenceKind::Similarity
        | EvidenceKind::NoEngagement => messages.label("follower-audit-evidence-alone"),
    };
    let sentence = sentence(messages, signal.kind, signal.creation_range, &signal.stats);
    let chance = chance(messages, signal.stats.p_value);
    messages.text("follower-audit-evidence-signal", args![sentence = sentence, chance = chance, why = why])
}

/// What could not be examined, and what would help.
pub(crate) fn limitation(messages: &Messages, limitation: Limitation) -> String {
    let followers = |count| released_count(messages, count);
    match limitation {
        Limitation::TooFewFollowers(n) => {
            messages.text("follower-audit-evidence-too-few", args![followers = followers(n), min = MIN_FOLLOWERS])
        }
        Limitation::NotPlaced { followers: n, basis } => {
            let field = if basis == Basis::FollowTime { "followed_at" } else { "follow_order" };
            messages.text("follower-audit-evidence-not-placed", args![followers = followers(n), field = field])
        }
        Limitation::NoCreationDate => messages.label("follower-audit-evidence-no-creation-date"),
        Limitation::NoCounts => messages.label("follower-audit-evidence-no-counts"),
        Limitation::NoEngagement => messages.label("follower-audit-evidence-no-engagement"),
        Limitation::FollowedBeforeCreated(n) => {
            messages.text("follower-audit-evidence-followed-before-created", args![followers = followers(n)])
        }
        Limitation::ShortHistory => messages.label("follower-audit-evidence-short-history"),
        Limitation::NoFollowTime => messages.label("follower-audit-evidence-no-follow-time"),
        Limitation::NoFollowOrder => messages.label("follower-audit-evidence-no-follow-order"),
        Limitation::SingleEvidenceKind => messages.label("follower-audit-evidence-single-kind"),
    }
}

/// A published sign of the profile pattern.
pub(crate) fn profile_flag(messages: &Messages, flag: ProfileFlag) -> String {
    match flag {
        ProfileFlag::FollowsMany { min, ratio } => {
            messages.text("follower-audit-evidence-follows-many", args![min = min, ratio = ratio])
        }
        ProfileFlag::FewFollowers { below } => messages.text("follower-audit-evidence-few-followers", args![n = below]),
        ProfileFlag::FewPosts { below } => messages.text("follower-audit-evidence-few-posts", args![n = below]),
        ProfileFlag::NoLikes => messages.label("follower-audit-evidence-no-likes"),
        ProfileFlag::Unlisted => messages.label("follower-audit-evidence-unlisted"),
    }
}

fn kind_name(messages: &Messages, kind: EvidenceKind) -> String {
    let id = match kind {
        EvidenceKind::ArrivalBurst => "follower-audit-evidence-arrival-burst",
        EvidenceKind::CreationBurst => "follower-audit-evidence-creation-burst",
        EvidenceKind::ProfilePattern => "follower-audit-evidence-profile-pattern",
        EvidenceKind::Similarity => "follower-audit-evidence-similarity",
        EvidenceKind::NoEngagement => "follower-audit-evidence-silence",
    };
    messages.label(id)
}

fn sentence(messages: &Messages, kind: EvidenceKind, created: CreationRange, stats: &EvidenceStats) -> String {
    let (observed, of, expected) = (number(stats.observed), number(stats.of), number(stats.expected));
    match kind {
        EvidenceKind::ArrivalBurst => {
            messages.text("follower-audit-evidence-arrived", args![observed = observed, expected = expected])
        }
        EvidenceKind::CreationBurst => {
            let days = days(messages, created);
            let id = if stats.among_pattern {
                "follower-audit-evidence-created-with-pattern"
            } else {
                "follower-audit-evidence-created"
            };
            messages.text(id, args![observed = observed, of = of, days = days, expected = expected])
        }
        EvidenceKind::ProfilePattern => {
            messages.text("follower-audit-evidence-pattern", args![observed = observed, of = of, expected = expected])
        }
        EvidenceKind::Similarity => messages.text(
            "follower-audit-evidence-similar",
            args![observed = messages.percent(stats.observed), expected = messages.percent(stats.expected)],
        ),
        EvidenceKind::NoEngagement => {
            messages.text("follower-audit-evidence-silent", args![observed = observed, of = of, expected = expected])
        }
    }
}

fn not_examined(messages: &Messages, why: NotExamined) -> String {
    let id = match why {
        NotExamined::ShortHistory => "follower-audit-evidence-why-short-history",
        NotExamined::OrderOnly => "follower-audit-evidence-why-order-only",
        NotExamined::NoOrder => "follower-audit-evidence-why-no-order",
        NotExamined::NoCreationDates => "follower-audit-evidence-why-no-creation-dates",
        NotExamined::FewPatternCounts => "follower-audit-evidence-why-few-pattern-counts",
        NotExamined::FewCounts => "follower-audit-evidence-why-few-counts",
        NotExamined::FewEngagements => "follower-audit-evidence-why-few-engagements",
    };
    messages.label(id)
}

/// An upper bound on a probability, never given as zero.
fn chance(messages: &Messages, p: f64) -> String {
    const MIN: f64 = 1e-6;
    if p <= MIN {
        return messages.text("follower-audit-evidence-chance-below", args![n = 1.0 / MIN]);
    }
    if p > 0.5 {
        return messages.label("follower-audit-evidence-chance-likely");
    }
    // One significant figure, rounded towards the more probable.
    let one_in = (1.0 / p + 1e-9).floor();
    let unit = 10f64.powf(one_in.log10().floor());
    messages.text("follower-audit-evidence-chance", args![n = (one_in / unit).floor() * unit])
}

fn days(messages: &Messages, created: CreationRange) -> String {
    match created.map(|(first, last)| (messages.day(first), messages.day(last))) {
        None => messages.label("follower-audit-evidence-same-days"),
        Some((first, last)) if first == last => messages.text("follower-audit-evidence-on-day", args![day = first]),
        Some((first, last)) => messages.text("follower-audit-evidence-days", args![first = first, last = last]),
    }
}

/// A count; below ten with one decimal, because an expected count need not be whole.
fn number(x: f64) -> String {
    if x < 10.0 { format!("{x:.1}").trim_end_matches(".0").to_owned() } else { quantity(x.round()) }
}
