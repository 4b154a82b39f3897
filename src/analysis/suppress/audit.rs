//! Disclosure control of the follower audit.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::disclosure::{MinCell, Noise, Suppressed, Suppression};
use crate::follower_audit::{Basis, Evidence, EvidenceKind, EvidenceStats, Finding, FollowerAudit, TimelineBucket};
use crate::prevalence::Estimate;

const SECONDS_A_DAY: i64 = 86_400;

/// Puts noise on the counts of `audit`, of `profiles` followers: the same for every question, for the audit depends on none.
pub fn add_audit_noise(audit: &mut FollowerAudit, profiles: u64, noise: &Noise) {
    let noise = noise.of_dataset();
    for (i, bucket) in audit.timeline.iter_mut().enumerate() {
        bucket.followers = noise.count(&format!("bucket {i}"), bucket.followers, profiles);
        bucket.suspected = noise.count(&format!("suspected of bucket {i}"), bucket.suspected, bucket.followers);
    }
    for (i, cohort) in audit.cohorts.iter_mut().enumerate() {
        cohort.followers = noise.count(&format!("cohort {i}"), cohort.followers, profiles);
        let all = cohort.followers as f64;
        cohort.suspected_count = off(&cohort.suspected_count, &noise, &format!("suspected of cohort {i}"), all);
        cohort.suspected = cohort.suspected_count.map(|people| people / all.max(1.0));
        for evidence in &mut cohort.evidence {
            let name = format!("{} of cohort {i}", evidence.kind.as_str());
            match &mut evidence.finding {
                Finding::Present(stats) | Finding::Absent(stats) => add_evidence_noise(stats, &name, &noise),
                Finding::NotExamined(_) | Finding::Suppressed { .. } => {}
            }
        }
    }
    for (i, signal) in audit.uncorroborated.iter_mut().enumerate() {
        add_evidence_noise(&mut signal.stats, &format!("{} of signal {i}", signal.kind.as_str()), &noise);
    }
    if let Some(count) = &mut audit.suspected_count {
        let sum =
            |of: fn(&Estimate) -> f64| audit.cohorts.iter().map(|cohort| of(&cohort.suspected_count)).sum::<f64>();
        let (value, lower, upper) = (sum(|e| e.value), sum(|e| e.lower), sum(|e| e.upper).min(profiles as f64));
        *count = Estimate { value, lower, upper, ..count.clone() };
        audit.suspected = Some(count.map(|people| people / profiles.max(1) as f64));
    }
}

/// A number of people that is off by some, within 0 and `all`, with the standard deviation of noise in its interval.
fn off(count: &Estimate, noise: &Noise, name: &str, all: f64) -> Estimate {
    let people = noise.people(name);
    let within = |x: f64| (x + people).clamp(0.0, all);
    let z = Normal::standard().inverse_cdf(0.5 + count.level / 2.0);
    let end = |end: f64| (end - count.value).hypot(z * noise.sd()).copysign(end - count.value);
    Estimate {
        value: within(count.value),
        lower: within(count.value - end(count.lower).abs()),
        upper: within(count.value + end(count.upper).abs()),
        ..count.clone()
    }
}

/// The p-value is rounded up to a power of ten: to its last digits it would tell the counts it was made from.
fn add_evidence_noise(stats: &mut EvidenceStats, name: &str, noise: &Noise) {
    stats.of = (stats.of + noise.people(&format!("{name}: of"))).max(0.0);
    stats.observed = (stats.observed + noise.people(name)).clamp(0.0, stats.of);
    stats.expected = (stats.expected + noise.people(&format!("{name}: expected"))).clamp(0.0, stats.of);
    stats.p_value = 10f64.powf(stats.p_value.max(1e-12).log10().ceil());
}

/// Suppresses or coarsens the small cells of `audit`, of `profiles` followers. Cohorts with fewer suspected than the
/// minimum cell size are not in it.
pub fn suppress_audit(audit: &mut FollowerAudit, profiles: u64, min_cell: MinCell) -> Vec<Suppressed> {
    if min_cell.is_off() {
        return Vec::new();
    }
    let mut suppressed = Vec::new();
    let mut add = |pointer: String, suppression: Suppression| suppressed.push(Suppressed { pointer, suppression });
    let buckets = audit.timeline.len();
    audit.timeline = merge_buckets(&audit.timeline, min_cell);
    if audit.timeline.len() < buckets {
        add("/acquisition/timeline".to_owned(), Suppression::MergedBuckets);
    }
    let signals = audit.uncorroborated.len();
    audit.uncorroborated.retain(|signal| !is_small(signal.kind, &signal.stats, min_cell));
    if audit.uncorroborated.len() < signals {
        add("/acquisition/single_signs".to_owned(), Suppression::WithheldSignals);
    }
    for (i, cohort) in audit.cohorts.iter_mut().enumerate() {
        for evidence in &mut cohort.evidence {
            if suppress_evidence(evidence, min_cell) {
                let pointer = format!("/acquisition/cohorts/{i}/evidence/{}", evidence.kind.as_str());
                add(pointer, Suppression::WithheldEvidence);
            }
        }
    }
    absorb_small_complement(audit, profiles, min_cell);
    if audit.basis == Basis::FollowTime {
        // The second in which the first or the last began to follow is about one person.
        let cohorts = audit.cohorts.iter_mut().map(|c| &mut c.span);
        let spans = cohorts.chain(audit.uncorroborated.iter_mut().map(|s| &mut s.span));
        spans.flatten().for_each(|span| *span = whole_days(*span));
    }
    suppressed
}

/// The whole days around a span of seconds.
fn whole_days((from, to): (i64, i64)) -> (i64, i64) {
    let day = |seconds: i64| seconds.div_euclid(SECONDS_A_DAY) * SECONDS_A_DAY;
    (day(from), day(to) + SECONDS_A_DAY - 1)
}

/// Merges neighbouring buckets until neither the followers of a bucket, nor its suspected, nor its others are a small
/// cell; empty if even the whole is.
fn merge_buckets(timeline: &[TimelineBucket], min_cell: MinCell) -> Vec<TimelineBucket> {
    let is_small = |b: &TimelineBucket| {
        let others = b.followers - b.suspected;
        min_cell.is_small_cell(b.followers)
            || min_cell.is_small_nonzero(b.suspected)
            || min_cell.is_small_nonzero(others)
    };
    let mut merged: Vec<TimelineBucket> = Vec::new();
    for bucket in timeline {
        match merged.last_mut() {
            Some(last) if is_small(last) => *last = merge(last, bucket),
            Some(_) | None => merged.push(*bucket),
        }
    }
    while merged.last().is_some_and(is_small) {
        let last = merged.pop();
        match (merged.last_mut(), last) {
            (Some(before), Some(last)) => *before = merge(before, &last),
            (None, _) | (_, None) => break,
        }
    }
    merged
}

fn merge(a: &TimelineBucket, b: &TimelineBucket) -> TimelineBucket {
    TimelineBucket {
        from: a.from,
        to: b.to,
        followers: a.followers + b.followers,
        suspected: a.suspected + b.suspected,
    }
}

/// Whether the counts of a finding, or their complements, are a small cell; similarity is a share of pairs.
fn is_small(kind: EvidenceKind, stats: &EvidenceStats, min_cell: MinCell) -> bool {
    let whole = |n: f64| n.round().max(0.0) as u64;
    let observed = min_cell.is_small_cell(whole(stats.observed));
    let others = min_cell.is_small_nonzero(whole(stats.of - stats.observed));
    kind != EvidenceKind::Similarity && (observed || others)
}

/// Suppresses the counts of `evidence` if they are a small cell; returns whether it did.
fn suppress_evidence(evidence: &mut Evidence, min_cell: MinCell) -> bool {
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

/// Adds a small number of followers outside all cohorts to the largest cohort, so that subtraction cannot reveal it.
fn absorb_small_complement(audit: &mut FollowerAudit, profiles: u64, min_cell: MinCell) {
    let within: u64 = audit.cohorts.iter().map(|cohort| cohort.followers).sum();
    let outside = profiles.saturating_sub(within);
    if !min_cell.is_small_nonzero(outside) {
        return;
    }
    if let Some(largest) = audit.cohorts.iter_mut().max_by_key(|cohort| cohort.followers) {
        largest.followers += outside;
        let all = largest.followers as f64;
        let of = |n: f64| (n / all).min(1.0);
        let (share, count) = (&mut largest.suspected, &mut largest.suspected_count);
        (share.value, share.lower, share.upper) = (of(count.value), of(count.lower), of(count.upper));
        (share.n, count.n) = (all, all);
    }
}
