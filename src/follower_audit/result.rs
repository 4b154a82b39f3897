//! The answer of the audit: cohorts, what they are suspected of and on what evidence.

use std::ops::Range;

use statrs::distribution::{ContinuousCDF, Normal};

use super::arrivals::{ArrivalBaseline, Burst};
use super::evidence::{Evidence, EvidenceKind, EvidenceStats, Finding};
use super::followers::{Basis, Followers, NO_DAY, seconds_of};
use super::limitations::{AuditStatus, Limitation, limits};
use super::profile_flags::ProfileFlags;
use super::scan::ALPHA_SCAN;
use super::search::{Findings, SuspectedCohort, audit};
use crate::disclosure::MinCell;
use crate::prevalence::Estimate;

/// Scans whose false alarms add up: alike followers, creation dates, profile patterns, bursts of arrivals.
const SCANS: f64 = 4.0;
/// Chance of a burst of arrivals anywhere in an audience without one, and bursts told.
const ALPHA_BURST: f64 = 0.01;
const MAX_SIGNS: usize = 8;
/// Buckets of a timeline.
const BUCKETS: usize = 48;
const SECONDS_A_DAY: i64 = 86_400;
/// Part of the suspected whose creation dates lie before and after the days told.
const OUTLYING: f64 = 0.05;

/// What the audit found.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowerAudit {
    /// Whether everything was examined.
    pub status: AuditStatus,
    /// What arrivals are known by.
    pub basis: Basis,
    /// What could not be examined, and why.
    pub limits: Vec<Limitation>,
    /// Upper bound on the chance that an audience with nothing to be found has a window that is looked at closely; two
    /// kinds of evidence must then agree on it.
    pub false_alarm_rate: f64,
    /// Cohorts some of whom seem to have come in bulk, in the order of following.
    pub cohorts: Vec<Cohort>,
    /// Windows in which one kind of evidence speaks and no other: nothing is suspected of them.
    pub uncorroborated: Vec<UncorroboratedSignal>,
    /// Share of the audience suspected; none where no cohort is.
    pub suspected: Option<Estimate>,
    /// Followers suspected.
    pub suspected_count: Option<Estimate>,
    /// Arrivals by time or order.
    pub timeline: Vec<TimelineBucket>,
    /// Followers who show the pattern of their cohort, by row.
    pub patterns: Vec<PatternMatch>,
    /// Part of each row: see [`FollowerAudit::cell_of`].
    parts: Vec<u8>,
}

/// A cohort some of whom seem to have come in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// A letter, A for the first.
    pub id: char,
    /// First and last follow time (seconds since 1970) or order of the suspected; none where neither is known.
    pub span: Option<(i64, i64)>,
    /// Where only the order is known: the day (seconds since 1970) before which the first did not come, for an account
    /// among those before it was created then.
    pub not_before: Option<i64>,
    /// Days of creation (seconds since 1970) of the middle nine tenths of the suspected; none where not known.
    pub created: Option<(i64, i64)>,
    /// All followers who came in that span.
    pub followers: u64,
    /// Share of them suspected.
    pub suspected: Estimate,
    /// Number of them suspected.
    pub suspected_count: Estimate,
    /// Every kind of evidence, with what was found.
    pub evidence: Vec<Evidence>,
    /// Days of creation (seconds since 1970) that the evidence on creation dates is of.
    pub band: Option<(i64, i64)>,
    /// Whether creation dates and profiles alone tell, without time or order.
    pub by_creation_alone: bool,
}

/// One kind of evidence in a window where no other agrees.
#[derive(Debug, Clone, PartialEq)]
pub struct UncorroboratedSignal {
    /// The kind.
    pub kind: EvidenceKind,
    /// First and last follow time (seconds since 1970) or order.
    pub span: Option<(i64, i64)>,
    /// Days of creation (seconds since 1970), for creation dates.
    pub band: Option<(i64, i64)>,
    /// How strong it is.
    pub stats: EvidenceStats,
}

/// A stretch of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineBucket {
    /// Follow time (seconds since 1970) or order at its start.
    pub from: i64,
    /// And at its end, not included.
    pub to: i64,
    /// Followers who came in it.
    pub followers: u64,
    /// Those of them who show the pattern of a cohort.
    pub suspected: u64,
}

/// A follower who shows the pattern of its cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternMatch {
    /// Position among the profiles, from 0.
    pub position: u32,
    /// Place of the cohort in [`FollowerAudit::cohorts`].
    pub cohort: usize,
    /// ProfileFlags of the profile pattern.
    pub signs: ProfileFlags,
}

impl FollowerAudit {
    /// Audits followers with draws of `seed`; intervals are of `level`. Of cohorts with fewer suspected than `min_cell`
    /// nothing is told.
    pub fn of(followers: &Followers, level: f64, seed: u64, min_cell: MinCell) -> Self {
        let days = followers.days();
        let Findings { mut suspicions, unconfirmed } = audit(followers, &days, seed);
        suspicions.retain(|suspicion| !min_cell.is_small_cell(suspicion.members.indices().count() as u64));
        let (limits, status) = limits(followers, &days, min_cell);
        let cohorts: Vec<Cohort> =
            ('A'..='Z').zip(&suspicions).map(|(id, s)| cohort(followers, &days, id, s, level)).collect();
        let mut uncorroborated = bursts(followers, &days, &suspicions);
        uncorroborated.extend(unconfirmed.iter().filter_map(|(seed, view)| {
            let shown = view.evidence.iter().filter(|e| e.kind != EvidenceKind::ArrivalBurst);
            let strongest = shown.filter_map(|e| match e.finding {
                Finding::Present(stats) => Some((e.kind, stats)),
                Finding::Absent(_) | Finding::NotExamined(_) | Finding::Suppressed { .. } => None,
            });
            let (kind, stats) = strongest.min_by(|a, b| a.1.p_value.total_cmp(&b.1.p_value))?;
            let band = view.band.filter(|_| kind == EvidenceKind::CreationBurst).map(seconds);
            Some(UncorroboratedSignal { kind, span: span(followers, &seed.window), band, stats })
        }));
        uncorroborated.truncate(MAX_SIGNS);
        let total = |of: fn(&Estimate) -> f64| cohorts.iter().map(|c| of(&c.suspected_count)).sum::<f64>();
        let all = followers.len() as f64 + followers.without_order as f64;
        let suspected_count = (!cohorts.is_empty()).then(|| Estimate {
            value: total(|e| e.value),
            lower: total(|e| e.lower),
            upper: total(|e| e.upper).min(all),
            level,
            method: METHOD,
            n: all,
        });
        let mut out = Self {
            status,
            basis: followers.basis,
            limits,
            false_alarm_rate: SCANS * ALPHA_SCAN,
            suspected: suspected_count.as_ref().map(|count| scaled(count, all)),
            suspected_count,
            uncorroborated,
            timeline: Vec::new(),
            patterns: Vec::new(),
            parts: vec![0; followers.len() + followers.without_order as usize],
            cohorts,
        };
        out.index(followers, &suspicions);
        out
    }

    /// Parts of the audience: 0 is everyone outside, 1 + 2 k the others of cohort k, 2 + 2 k its suspected.
    pub fn cell_of(&self, position: usize) -> usize {
        self.parts.get(position).map_or(0, |part| usize::from(*part))
    }

    /// Number of parts.
    pub fn cell_count(&self) -> usize {
        1 + 2 * self.cohorts.len()
    }

    /// The cohort of every part, 0 for outside and k + 1 for cohort k.
    pub fn cells_by_cohort(&self) -> Vec<usize> {
        (0..self.cell_count()).map(|part| part.div_ceil(2)).collect()
    }

    /// Whether every part is suspected, 1, or not, 0.
    pub fn cells_by_suspicion(&self) -> Vec<usize> {
        (0..self.cell_count()).map(|part| usize::from(part > 0 && part % 2 == 0)).collect()
    }

    /// Writes the part of every row, the patterns and the timeline.
    fn index(&mut self, followers: &Followers, suspicions: &[SuspectedCohort]) {
        let mut suspected = vec![false; followers.len()];
        for (k, suspicion) in suspicions.iter().enumerate() {
            let part = (1 + 2 * k) as u8;
            // Without an order a cohort is those suspected: everyone else is outside.
            let window = if suspicion.by_creation_alone { 0..0 } else { suspicion.members.window.clone() };
            for index in window {
                let row = &mut self.parts[followers.rows[index] as usize];
                *row = if *row == 0 { part } else { *row };
            }
            for index in suspicion.members.indices() {
                self.parts[followers.rows[index] as usize] = part + 1;
                suspected[index] = true;
                let signs = followers.signs[index];
                self.patterns.push(PatternMatch { position: followers.rows[index], cohort: k, signs });
            }
        }
        self.patterns.sort_unstable_by_key(|observed| (observed.position, observed.cohort));
        self.timeline = timeline(followers, &suspected);
    }
}

const METHOD: &str = "bulk_mixture";

fn scaled(count: &Estimate, whole: f64) -> Estimate {
    count.map(|x| x / whole.max(1.0))
}

fn cohort(followers: &Followers, days: &[u16], id: char, suspicion: &SuspectedCohort, level: f64) -> Cohort {
    let members = &suspicion.members;
    let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
    let all = if suspicion.by_creation_alone { members.indices().count() } else { members.window.len() } as f64;
    let all = all.max(members.count);
    let suspected_count = Estimate {
        value: members.count,
        lower: (members.count - z * members.sd.0).max(0.0),
        upper: (members.count + z * members.sd.1).min(if suspicion.by_creation_alone { f64::MAX } else { all }),
        level,
        method: METHOD,
        n: all,
    };
    let mut created: Vec<u16> = members.indices().map(|p| followers.created[p]).filter(|day| *day != NO_DAY).collect();
    created.sort_unstable();
    let outlying = (created.len() as f64 * OUTLYING) as usize;
    let ends = created.get(outlying).zip(created.get(created.len().saturating_sub(1 + outlying)));
    Cohort {
        id,
        span: (!suspicion.by_creation_alone).then(|| span(followers, &members.window)).flatten(),
        not_before: (followers.basis == Basis::FollowOrder && !suspicion.by_creation_alone)
            .then(|| days.get(members.window.start).map(|day| seconds_of(*day)))
            .flatten(),
        created: ends.map(|(first, last)| seconds((*first, *last))),
        followers: all.round() as u64,
        suspected: Estimate { upper: (suspected_count.upper / all).min(1.0), ..scaled(&suspected_count, all) },
        suspected_count,
        evidence: suspicion.view.evidence.clone(),
        band: suspicion.view.band.map(seconds),
        by_creation_alone: suspicion.by_creation_alone,
    }
}

/// Follow times or orders of the first and last index.
fn span(followers: &Followers, window: &Range<usize>) -> Option<(i64, i64)> {
    Some((*followers.order_keys.get(window.start)?, *followers.order_keys.get(window.end.checked_sub(1)?)?))
}

fn seconds(days: (u16, u16)) -> (i64, i64) {
    (seconds_of(days.0), seconds_of(days.1))
}

/// Bursts of arrivals that no cohort accounts for.
fn bursts(followers: &Followers, days: &[u16], suspicions: &[SuspectedCohort]) -> Vec<UncorroboratedSignal> {
    if followers.basis != Basis::FollowTime {
        return Vec::new();
    }
    let mut assigned = vec![false; followers.len()];
    suspicions.iter().flat_map(|s| s.members.indices()).for_each(|index| assigned[index] = true);
    let Some(baseline) = ArrivalBaseline::new(days, &assigned) else { return Vec::new() };
    let sign = |burst: Burst| {
        let (from, to) = seconds(baseline.dates(&burst));
        let stats = EvidenceStats::new(burst.observed, burst.observed, burst.expected, burst.ln_p.exp());
        UncorroboratedSignal {
            kind: EvidenceKind::ArrivalBurst,
            span: Some((from, to + SECONDS_A_DAY - 1)),
            band: None,
            stats,
        }
    };
    baseline.scan(ALPHA_BURST, MAX_SIGNS).into_iter().map(sign).collect()
}

/// Arrivals in buckets of whole days, or of like numbers of followers where only their order is known.
fn timeline(followers: &Followers, suspected: &[bool]) -> Vec<TimelineBucket> {
    let (Some(first), Some(last)) = (followers.order_keys.first(), followers.order_keys.last()) else {
        return Vec::new();
    };
    let mut buckets: Vec<TimelineBucket> = Vec::new();
    let counted = |bucket: &mut TimelineBucket, index: usize| {
        bucket.followers += 1;
        bucket.suspected += u64::from(suspected[index]);
    };
    if followers.basis == Basis::FollowTime {
        let start = first.div_euclid(SECONDS_A_DAY) * SECONDS_A_DAY;
        let days = (last - start) / SECONDS_A_DAY + 1;
        let width = (days as u64).div_ceil(BUCKETS as u64) as i64 * SECONDS_A_DAY;
        let ends = (0..(last - start) / width + 1).map(|i| start + i * width);
        buckets.extend(ends.map(|from| TimelineBucket { from, to: from + width, followers: 0, suspected: 0 }));
        for (index, key) in followers.order_keys.iter().enumerate() {
            counted(&mut buckets[((key - start) / width) as usize], index);
        }
    } else {
        let width = followers.len().div_ceil(BUCKETS).max(1);
        for start in (0..followers.len()).step_by(width) {
            let end = (start + width).min(followers.len());
            let key = |index: usize| followers.order_keys[index];
            let mut bucket = TimelineBucket { from: key(start), to: key(end - 1) + 1, followers: 0, suspected: 0 };
            (start..end).for_each(|index| counted(&mut bucket, index));
            buckets.push(bucket);
        }
    }
    buckets
}
