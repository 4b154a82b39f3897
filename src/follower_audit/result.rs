//! The result of the audit: cohorts with their estimates and evidence.

use std::ops::Range;

use statrs::distribution::{ContinuousCDF, Normal};

use super::arrivals::{ArrivalBaseline, Burst};
use super::evidence::{Evidence, EvidenceKind, EvidenceStats, Finding};
use super::followers::{Basis, Followers, NO_DAY, seconds_of};
use super::limitations::{AuditStatus, Limitation, limitations};
use super::profile_flags::ProfileFlags;
use super::scan::ALPHA_SCAN;
use super::search::{Findings, SuspectedCohort, search};
use super::timeline::{TimelineBucket, timeline};
use crate::disclosure::MinCell;
use crate::prevalence::Estimate;
use serde::{Deserialize, Serialize};

/// Scans whose false-alarm rates add up: creation dates with and without the pattern, profile patterns, arrivals.
const SCANS: f64 = 4.0;
/// False-alarm rate of bursts of arrivals in an audience without one, and the most signals reported.
const ALPHA_BURST: f64 = 0.01;
const MAX_SIGNALS: usize = 8;
const SECONDS_A_DAY: i64 = 86_400;
/// The share of the suspected whose creation dates lie before, and after, the reported range.
const TAIL: f64 = 0.05;

/// What the audit found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowerAudit {
    /// Whether everything was examined.
    pub status: AuditStatus,
    /// What the order of arrivals rests on.
    pub basis: Basis,
    /// What could not be examined, and why.
    pub limitations: Vec<Limitation>,
    /// Upper bound on the probability that an audience without bulk followers has a candidate window; two kinds of
    /// evidence must then agree on it.
    pub false_alarm_rate: f64,
    /// Cohorts of which some followers seem to have come in bulk, in the order of following.
    pub cohorts: Vec<Cohort>,
    /// Windows in which only one kind of evidence is present: nothing is suspected of them.
    pub uncorroborated: Vec<UncorroboratedSignal>,
    /// Share of the audience suspected; none without a cohort.
    pub suspected: Option<Estimate>,
    /// Followers suspected.
    pub suspected_count: Option<Estimate>,
    /// Arrivals by time or order.
    pub timeline: Vec<TimelineBucket>,
    /// Followers who show the pattern of their cohort, by row.
    pub patterns: Vec<PatternMatch>,
    /// Cell of each row: see [`FollowerAudit::cell_of`].
    cells: Vec<u8>,
}

/// A cohort of which some followers seem to have come in bulk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    /// A letter, A for the first.
    pub id: char,
    /// First and last follow time (seconds since 1970) or order of the suspected; none if neither is known.
    pub span: Option<(i64, i64)>,
    /// If only the order is known: the earliest day (seconds since 1970) on which the first can have followed, because an
    /// account before it in the order was created then.
    pub not_before: Option<i64>,
    /// Days of creation (seconds since 1970) of the central 90 % of the suspected; none if not known.
    pub created: Option<(i64, i64)>,
    /// All followers in that span.
    pub followers: u64,
    /// Share of them suspected.
    pub suspected: Estimate,
    /// Number of them suspected.
    pub suspected_count: Estimate,
    /// Every kind of evidence, with what was found.
    pub evidence: Vec<Evidence>,
    /// Days of creation (seconds since 1970) of the evidence on creation dates.
    pub creation_range: Option<(i64, i64)>,
    /// Whether it was found by creation dates and profiles alone, without time or order.
    pub by_creation_alone: bool,
}

/// One kind of evidence in a window in which no other agrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncorroboratedSignal {
    /// The kind.
    pub kind: EvidenceKind,
    /// First and last follow time (seconds since 1970) or order.
    pub span: Option<(i64, i64)>,
    /// Days of creation (seconds since 1970), for creation dates.
    pub creation_range: Option<(i64, i64)>,
    /// Its counts and p-value.
    pub stats: EvidenceStats,
}

/// A follower who shows the pattern of its cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternMatch {
    /// Position among the profiles, from 0.
    pub position: u32,
    /// Index of the cohort in [`FollowerAudit::cohorts`].
    pub cohort: usize,
    /// ProfileFlags of the profile pattern.
    pub flags: ProfileFlags,
}

impl FollowerAudit {
    /// Audits followers; `seed` is for Monte Carlo tests and `level` for intervals. Cohorts whose suspected are a small
    /// cell are left out.
    pub fn of(followers: &Followers, level: f64, seed: u64, min_cell: MinCell) -> Self {
        let days = followers.days();
        let Findings { mut suspected, uncorroborated: candidates } = search(followers, &days, seed);
        suspected.retain(|cohort| !min_cell.is_small_cell(cohort.members.indices().count() as u64));
        let (limitations, status) = limitations(followers, &days, min_cell);
        let cohorts: Vec<Cohort> =
            ('A'..='Z').zip(&suspected).map(|(id, s)| cohort(followers, &days, id, s, level)).collect();
        let mut uncorroborated = bursts(followers, &days, &suspected);
        uncorroborated.extend(candidates.iter().filter_map(|(candidate, evidence)| {
            let shown = evidence.evidence.iter().filter(|e| e.kind != EvidenceKind::ArrivalBurst);
            let strongest = shown.filter_map(|e| match e.finding {
                Finding::Present(stats) => Some((e.kind, stats)),
                Finding::Absent(_) | Finding::NotExamined(_) | Finding::Suppressed { .. } => None,
            });
            let (kind, stats) = strongest.min_by(|a, b| a.1.p_value.total_cmp(&b.1.p_value))?;
            let creation_range = evidence.creation_range.filter(|_| kind == EvidenceKind::CreationBurst).map(seconds);
            Some(UncorroboratedSignal { kind, span: span(followers, &candidate.window), creation_range, stats })
        }));
        uncorroborated.truncate(MAX_SIGNALS);
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
            limitations,
            false_alarm_rate: SCANS * ALPHA_SCAN,
            suspected: suspected_count.as_ref().map(|count| scaled(count, all)),
            suspected_count,
            uncorroborated,
            timeline: Vec::new(),
            patterns: Vec::new(),
            cells: vec![0; followers.len() + followers.without_order as usize],
            cohorts,
        };
        out.assign_cells(followers, &suspected);
        out
    }

    /// The cell of a row in the cross-table of cohort and suspicion: 0 is outside all cohorts, 1 + 2 k are the organic
    /// followers of cohort k, 2 + 2 k its suspected.
    pub fn cell_of(&self, position: usize) -> usize {
        self.cells.get(position).map_or(0, |cell| usize::from(*cell))
    }

    /// The audit of the same followers where follower `i` stands at `positions[i]` among `all`; of those who are not
    /// among them the cell is that outside of all cohorts.
    pub fn placed(mut self, positions: &[u32], all: usize) -> Self {
        let mut cells = vec![0; all];
        for (position, cell) in positions.iter().zip(&self.cells) {
            cells[*position as usize] = *cell;
        }
        self.cells = cells;
        self.patterns.iter_mut().for_each(|seen| seen.position = positions[seen.position as usize]);
        self
    }

    /// Number of cells.
    pub fn cell_count(&self) -> usize {
        1 + 2 * self.cohorts.len()
    }

    /// The cohort of every part, 0 for outside and k + 1 for cohort k.
    pub fn cells_by_cohort(&self) -> Vec<usize> {
        (0..self.cell_count()).map(|part| part.div_ceil(2)).collect()
    }

    /// For each cell whether it is suspected (1) or not (0).
    pub fn cells_by_suspicion(&self) -> Vec<usize> {
        (0..self.cell_count()).map(|part| usize::from(part > 0 && part % 2 == 0)).collect()
    }

    /// Sets the cell of every row, the pattern matches and the timeline.
    fn assign_cells(&mut self, followers: &Followers, cohorts: &[SuspectedCohort]) {
        let mut suspected = vec![false; followers.len()];
        for (k, cohort) in cohorts.iter().enumerate() {
            let organic = (1 + 2 * k) as u8;
            // Without an order a cohort is its suspected; everyone else is outside.
            let window = if cohort.by_creation_alone { 0..0 } else { cohort.members.window.clone() };
            for index in window {
                let row = &mut self.cells[followers.rows[index] as usize];
                *row = if *row == 0 { organic } else { *row };
            }
            for index in cohort.members.indices() {
                self.cells[followers.rows[index] as usize] = organic + 1;
                suspected[index] = true;
                let flags = followers.flags[index];
                self.patterns.push(PatternMatch { position: followers.rows[index], cohort: k, flags });
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

fn cohort(followers: &Followers, days: &[u16], id: char, suspected: &SuspectedCohort, level: f64) -> Cohort {
    let members = &suspected.members;
    let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
    let all = if suspected.by_creation_alone { members.indices().count() } else { members.window.len() } as f64;
    let all = all.max(members.count);
    let suspected_count = Estimate {
        value: members.count,
        lower: (members.count - z * members.sd.0).max(0.0),
        upper: (members.count + z * members.sd.1).min(if suspected.by_creation_alone { f64::MAX } else { all }),
        level,
        method: METHOD,
        n: all,
    };
    let mut created: Vec<u16> = members.indices().map(|p| followers.created[p]).filter(|day| *day != NO_DAY).collect();
    created.sort_unstable();
    let outlying = (created.len() as f64 * TAIL) as usize;
    let ends = created.get(outlying).zip(created.get(created.len().saturating_sub(1 + outlying)));
    Cohort {
        id,
        span: (!suspected.by_creation_alone).then(|| span(followers, &members.window)).flatten(),
        not_before: (followers.basis == Basis::FollowOrder && !suspected.by_creation_alone)
            .then(|| days.get(members.window.start).map(|day| seconds_of(*day)))
            .flatten(),
        created: ends.map(|(first, last)| seconds((*first, *last))),
        followers: all.round() as u64,
        suspected: Estimate { upper: (suspected_count.upper / all).min(1.0), ..scaled(&suspected_count, all) },
        suspected_count,
        evidence: suspected.evidence.evidence.clone(),
        creation_range: suspected.evidence.creation_range.map(seconds),
        by_creation_alone: suspected.by_creation_alone,
    }
}

/// Follow times or orders of the first and last follower of a window.
fn span(followers: &Followers, window: &Range<usize>) -> Option<(i64, i64)> {
    Some((*followers.order_keys.get(window.start)?, *followers.order_keys.get(window.end.checked_sub(1)?)?))
}

fn seconds(days: (u16, u16)) -> (i64, i64) {
    (seconds_of(days.0), seconds_of(days.1))
}

/// Bursts of arrivals among the followers outside all cohorts.
fn bursts(followers: &Followers, days: &[u16], suspected: &[SuspectedCohort]) -> Vec<UncorroboratedSignal> {
    if followers.basis != Basis::FollowTime {
        return Vec::new();
    }
    let mut assigned = vec![false; followers.len()];
    suspected.iter().flat_map(|s| s.members.indices()).for_each(|index| assigned[index] = true);
    let Some(baseline) = ArrivalBaseline::new(days, &assigned) else { return Vec::new() };
    let sign = |burst: Burst| {
        let (from, to) = seconds(baseline.dates(&burst));
        let stats = EvidenceStats::new(burst.observed, burst.observed, burst.expected, burst.ln_p.exp());
        UncorroboratedSignal {
            kind: EvidenceKind::ArrivalBurst,
            span: Some((from, to + SECONDS_A_DAY - 1)),
            creation_range: None,
            stats,
        }
    };
    baseline.scan(ALPHA_BURST, MAX_SIGNALS).into_iter().map(sign).collect()
}
