//! The audit, told so that no small count can be had from it.

use crate::disclosure::MinCell;
use crate::disclosure::Suppressed;
use crate::follower_audit::{Basis, Evidence, EvidenceKind, EvidenceStats, Finding, FollowerAudit, TimelineBucket};

const SECONDS_A_DAY: i64 = 86_400;

/// Makes `found`, the audit of `profiles` followers, coarse where it tells of too few. Cohorts of too few suspected are
/// not in it.
pub fn protect_acquisition(found: &mut FollowerAudit, profiles: u64, min_cell: MinCell) -> Vec<Suppressed> {
    if min_cell.is_off() {
        return Vec::new();
    }
    let mut suppressed = Vec::new();
    let mut note = |pointer: String, detail: String| suppressed.push(Suppressed { pointer, detail });
    let stretches = found.timeline.len();
    found.timeline = joined(&found.timeline, min_cell);
    if found.timeline.len() < stretches {
        let detail = format!("stretches in which {} came, or were suspected, are joined", min_cell.few());
        note("/acquisition/timeline".to_owned(), detail);
    }
    let signs = found.uncorroborated.len();
    found.uncorroborated.retain(|sign| !is_small(sign.kind, &sign.stats, min_cell));
    if found.uncorroborated.len() < signs {
        note("/acquisition/single_signs".to_owned(), format!("signs of {} followers are withheld", min_cell.few()));
    }
    for (i, cohort) in found.cohorts.iter_mut().enumerate() {
        for evidence in &mut cohort.evidence {
            if withheld(evidence, min_cell) {
                let pointer = format!("/acquisition/cohorts/{i}/evidence/{}", evidence.kind.as_str());
                note(
                    pointer,
                    format!("withheld, for it is of {} followers or of {}", min_cell.few(), min_cell.nearly_all()),
                );
            }
        }
    }
    fill_up(found, profiles, min_cell);
    if found.basis == Basis::FollowTime {
        // The second in which the first or the last began to follow is known of one person.
        let spans =
            found.cohorts.iter_mut().map(|c| &mut c.span).chain(found.uncorroborated.iter_mut().map(|s| &mut s.span));
        spans.flatten().for_each(|span| *span = days(*span));
    }
    suppressed
}

/// Whole days around a span of seconds.
fn days((from, to): (i64, i64)) -> (i64, i64) {
    let day = |seconds: i64| seconds.div_euclid(SECONDS_A_DAY) * SECONDS_A_DAY;
    (day(from), day(to) + SECONDS_A_DAY - 1)
}

/// Joins neighbours until in each stretch neither those who came are too few, nor those of them who are suspected, nor
/// the others; nothing where even the whole has too few.
fn joined(timeline: &[TimelineBucket], min_cell: MinCell) -> Vec<TimelineBucket> {
    let is_small = |b: &TimelineBucket| {
        let others = b.followers - b.suspected;
        min_cell.hides(b.followers) || min_cell.hides_some(b.suspected) || min_cell.hides_some(others)
    };
    let mut out: Vec<TimelineBucket> = Vec::new();
    for bucket in timeline {
        match out.last_mut() {
            Some(last) if is_small(last) => *last = both(last, bucket),
            Some(_) | None => out.push(*bucket),
        }
    }
    while out.last().is_some_and(is_small) {
        let last = out.pop();
        match (out.last_mut(), last) {
            (Some(before), Some(last)) => *before = both(before, &last),
            (None, _) | (_, None) => break,
        }
    }
    out
}

fn both(a: &TimelineBucket, b: &TimelineBucket) -> TimelineBucket {
    TimelineBucket {
        from: a.from,
        to: b.to,
        followers: a.followers + b.followers,
        suspected: a.suspected + b.suspected,
    }
}

/// Whether the numbers of a finding are of too few, or of all but too few; sameness is a share of pairs.
fn is_small(kind: EvidenceKind, stats: &EvidenceStats, min_cell: MinCell) -> bool {
    let whole = |n: f64| n.round().max(0.0) as u64;
    let small = min_cell.hides(whole(stats.observed)) || min_cell.hides_some(whole(stats.of - stats.observed));
    kind != EvidenceKind::Similarity && small
}

/// Withholds the numbers of `evidence` where they are of too few; whether it did.
fn withheld(evidence: &mut Evidence, min_cell: MinCell) -> bool {
    let (stats, present) = match &evidence.finding {
        Finding::Present(stats) => (stats, true),
        Finding::Absent(stats) => (stats, false),
        Finding::NotExamined(_) | Finding::Suppressed { .. } => return false,
    };
    let small = is_small(evidence.kind, stats, min_cell);
    if small {
        evidence.finding = Finding::Suppressed { present };
    }
    small
}

/// Counts the few outside all cohorts to the largest of them, so that they cannot be had by subtraction.
fn fill_up(found: &mut FollowerAudit, profiles: u64, min_cell: MinCell) {
    let within: u64 = found.cohorts.iter().map(|cohort| cohort.followers).sum();
    let outside = profiles.saturating_sub(within);
    if !min_cell.hides_some(outside) {
        return;
    }
    if let Some(largest) = found.cohorts.iter_mut().max_by_key(|cohort| cohort.followers) {
        largest.followers += outside;
        let all = largest.followers as f64;
        let of = |n: f64| (n / all).min(1.0);
        let (share, count) = (&mut largest.suspected, &mut largest.suspected_count);
        (share.value, share.lower, share.upper) = (of(count.value), of(count.lower), of(count.upper));
        (share.n, count.n) = (all, all);
    }
}
