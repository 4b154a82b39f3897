//! Candidate windows in the order of following, and the evidence in them.

use std::ops::Range;

use rand_xoshiro::Xoshiro256Plus;

use super::arrivals::{ArrivalBaseline, Burst};
use super::creation_scan::{CreationCluster, CreationDateScan};
use super::evidence::{Evidence, EvidenceKind, EvidenceStats, Finding, NotExamined};
use super::followers::{Basis, Followers, NO_DAY};
use super::rate_scan::RateScan;
use super::similarity::similarity;
use super::tail_bounds::{ln_count, ln_excess};

/// False-alarm rate of one scan over a whole audience; there are four scans.
pub const ALPHA_SCAN: f64 = 0.003;
/// Significance level of one kind of evidence in one window.
pub const ALPHA_KIND: f64 = 0.01;
/// The most candidates of each scan.
const MAX_CANDIDATES: usize = 8;
/// The lowest share of the excess with the profile pattern, and of a burst that is of the accounts in question.
const MIN_CLUSTER_SHARE: f64 = 0.5;
/// The lowest ratio of a cluster to its expectation.
const MIN_RATIO: f64 = 3.0;
/// The lowest engagement of comparable followers; below it, absence says nothing.
const MIN_ENGAGED: f64 = 0.2;
/// The most comparable followers, and the days that their creation dates may be from those of the members.
const MAX_OTHERS: usize = 4_000;
const AGE_WINDOW_DAYS: u16 = 180;

/// A window that a scan found.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateWindow {
    /// Indices in the order.
    pub window: Range<usize>,
    /// Days of creation since 1990, if these cluster.
    pub creation_range: Option<(u16, u16)>,
    /// Whether it was found among followers with the profile pattern only.
    pub with_pattern: bool,
    /// Logarithm of the p-value over all windows.
    pub ln_p: f64,
}

/// The evidence in one window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowEvidence {
    /// Every kind of evidence.
    pub evidence: Vec<Evidence>,
    /// The range of creation dates examined.
    pub creation_range: Option<(u16, u16)>,
    /// Whether its accounts were created shortly before they followed.
    pub recently_created: bool,
    /// Whether most of a burst of arrivals is of the accounts in question.
    pub burst_is_of_cluster: bool,
}

/// The scans, over the followers that are not assigned to a cohort.
pub struct WindowScanner<'a> {
    followers: &'a Followers,
    days: &'a [u16],
    assigned: Vec<bool>,
    creation_scan: Option<CreationDateScan>,
    baseline: Option<ArrivalBaseline>,
    shares: RateScan,
}

impl<'a> WindowScanner<'a> {
    /// Tables of the followers that are not `assigned`; `days` are those of following, or none.
    pub fn new(followers: &'a Followers, days: &'a [u16], assigned: Vec<bool>) -> Self {
        let timed = followers.basis == Basis::FollowTime;
        let judged = |index: usize| !assigned[index] && followers.flags[index].is_known();
        Self {
            followers,
            days,
            creation_scan: CreationDateScan::new(followers, days, &assigned),
            baseline: timed.then(|| ArrivalBaseline::new(days, &assigned)).flatten(),
            shares: RateScan::new(followers.len(), |index| judged(index).then(|| followers.flags[index].has_pattern())),
            assigned,
        }
    }

    /// The followers left out.
    pub fn assigned(&self) -> &[bool] {
        &self.assigned
    }

    /// Candidate windows, the lowest p-value first.
    pub fn candidates(&self) -> Vec<CandidateWindow> {
        if self.followers.basis == Basis::CreationDate {
            return self.candidates_by_creation();
        }
        let of = |cluster: CreationCluster, with_pattern| CandidateWindow {
            window: cluster.window,
            creation_range: Some(cluster.range),
            with_pattern,
            ln_p: cluster.ln_p,
        };
        let mut candidates: Vec<CandidateWindow> = Vec::new();
        if let Some(creation_scan) = &self.creation_scan {
            candidates.extend(
                creation_scan
                    .scan_with_pattern(ALPHA_SCAN, MAX_CANDIDATES)
                    .into_iter()
                    .map(|cluster| of(cluster, true)),
            );
            candidates
                .extend(creation_scan.scan(ALPHA_SCAN, MAX_CANDIDATES).into_iter().map(|cluster| of(cluster, false)));
        }
        let common = self.shares.scan(ALPHA_SCAN, MAX_CANDIDATES).into_iter();
        candidates.extend(common.map(|e| CandidateWindow {
            window: e.window,
            creation_range: None,
            with_pattern: true,
            ln_p: e.ln_p,
        }));
        candidates.sort_by(|a, b| a.ln_p.total_cmp(&b.ln_p).then_with(|| a.window.start.cmp(&b.window.start)));
        candidates.extend(self.burst_candidates());
        candidates
    }

    /// Bursts of arrivals. They come last: creation dates and patterns bound a window better.
    fn burst_candidates(&self) -> Vec<CandidateWindow> {
        let Some(baseline) = &self.baseline else { return Vec::new() };
        let place_of = |day: u16| self.days.partition_point(|other| *other < day);
        let of = |burst: Burst| {
            let (first, last) = baseline.dates(&burst);
            let window = place_of(first)..place_of(last.saturating_add(1));
            CandidateWindow { window, creation_range: None, with_pattern: true, ln_p: burst.ln_p }
        };
        baseline.scan(ALPHA_SCAN, MAX_CANDIDATES).into_iter().map(of).collect()
    }

    /// Clusters of creation dates among all followers, without their order.
    pub fn candidates_by_creation(&self) -> Vec<CandidateWindow> {
        let clusters = self
            .creation_scan
            .as_ref()
            .map(|c| c.clusters_without_order(ALPHA_SCAN, MAX_CANDIDATES))
            .unwrap_or_default();
        let of = |c: CreationCluster| CandidateWindow {
            window: c.window,
            creation_range: Some(c.range),
            with_pattern: true,
            ln_p: c.ln_p,
        };
        clusters.into_iter().map(of).collect()
    }

    /// Ranges of creation dates that cluster within a window.
    pub fn ranges_within(&self, window: &Range<usize>) -> Vec<(u16, u16)> {
        self.creation_scan.as_ref().map(|c| c.ranges_within(window, ALPHA_KIND)).unwrap_or_default()
    }

    /// Whether a follower is unassigned, no duplicate, and created in a range.
    fn in_range(&self, index: usize, creation_range: (u16, u16)) -> bool {
        let day = self.followers.created[index];
        !self.assigned[index]
            && !self.followers.duplicate[index]
            && day != NO_DAY
            && (creation_range.0..=creation_range.1).contains(&day)
    }

    /// Examines every kind of evidence in the window of `candidate`.
    pub fn examine(&self, candidate: &CandidateWindow, rng: &mut Xoshiro256Plus) -> WindowEvidence {
        let creation_range =
            candidate.creation_range.or_else(|| self.ranges_within(&candidate.window).first().copied());
        let open = |index: &usize| !self.assigned[*index];
        let members: Vec<usize> = match creation_range {
            Some(creation_range) => {
                candidate.window.clone().filter(|index| self.in_range(*index, creation_range)).collect()
            }
            None => candidate.window.clone().filter(|p| open(p) && self.followers.flags[*p].has_pattern()).collect(),
        };
        let (created, recently_created, excess) = self.created(candidate, creation_range);
        let (pattern, excess_pattern) = self.pattern(candidate, creation_range, &members);
        let excess = excess.max(excess_pattern);
        let (arrivals, burst_is_of_cluster) = self.arrivals(&candidate.window, excess);
        let others = self.others(&candidate.window, creation_range);
        let same = match similarity(self.followers, &members, &others, rng) {
            Some((stats, enough)) => judged(stats, enough),
            None => Finding::NotExamined(NotExamined::FewCounts),
        };
        let findings = [arrivals, created, pattern, same, self.engagement(&members, &others)];
        let evidence = EvidenceKind::ALL.into_iter().zip(findings).map(|(kind, finding)| Evidence { kind, finding });
        WindowEvidence { evidence: evidence.collect(), creation_range, recently_created, burst_is_of_cluster }
    }

    /// Arrivals in the days of a window, and whether the `excess` accounts in question are most of a burst.
    fn arrivals(&self, window: &Range<usize>, excess: f64) -> (Finding, bool) {
        let reason = match self.followers.basis {
            Basis::FollowTime => NotExamined::ShortHistory,
            Basis::FollowOrder => NotExamined::OrderOnly,
            Basis::CreationDate => NotExamined::NoOrder,
        };
        let days = (self.days.get(window.start), self.days.get(window.end - 1));
        let (Some(baseline), (Some(first), Some(last))) = (&self.baseline, days) else {
            return (Finding::NotExamined(reason), false);
        };
        let Some(burst) = baseline.test(baseline.index(*first)..=baseline.index(*last)) else {
            return (Finding::NotExamined(reason), false);
        };
        let Burst { observed, expected, ln_p, .. } = burst;
        let stats = EvidenceStats::new(observed, observed, expected, ln_p.exp());
        (judged(stats, burst.is_burst()), excess >= MIN_CLUSTER_SHARE * (observed - expected))
    }

    /// Creation dates: whether they cluster, whether the accounts are recently created, and the excess.
    fn created(&self, candidate: &CandidateWindow, creation_range: Option<(u16, u16)>) -> (Finding, bool, f64) {
        let Some(creation_scan) = &self.creation_scan else {
            return (Finding::NotExamined(NotExamined::NoCreationDates), false, 0.0);
        };
        let Some(creation_range) = creation_range else {
            let stats = EvidenceStats::new(0.0, candidate.window.len() as f64, 0.0, 1.0);
            return (Finding::Absent(stats), false, 0.0);
        };
        let context = creation_scan.context(&candidate.window, creation_range);
        let cluster = EvidenceStats::new(
            context.observed,
            context.size,
            context.expected,
            ln_count(context.observed, context.expected, 1.0).exp(),
        );
        let expected = context.with_pattern * context.expected / context.size.max(1.0);
        let p_value = ln_count(context.pattern_observed, expected, 1.0).exp();
        let among_pattern = EvidenceStats {
            among_pattern: true,
            ..EvidenceStats::new(context.pattern_observed, context.with_pattern, expected, p_value)
        };
        // The better of two tests, in the best of all ranges: Bonferroni-corrected.
        let best = if among_pattern.p_value < cluster.p_value { among_pattern } else { cluster };
        let best = EvidenceStats { p_value: (2.0 * context.ranges * best.p_value).min(1.0), ..best };
        (
            judged(best, best.observed >= MIN_RATIO * best.expected),
            context.recently_created,
            context.observed - context.expected,
        )
    }

    /// The profile pattern among `members`, and the excess of the window.
    fn pattern(
        &self,
        candidate: &CandidateWindow,
        creation_range: Option<(u16, u16)>,
        members: &[usize],
    ) -> (Finding, f64) {
        let reason = Finding::NotExamined(NotExamined::FewPatternCounts);
        let judged_members = members.iter().filter(|index| self.followers.flags[**index].is_known()).count() as f64;
        if judged_members == 0.0 {
            return (reason, 0.0);
        }
        let (Some(creation_scan), Some(creation_range), true) =
            (&self.creation_scan, creation_range, candidate.creation_range.is_some())
        else {
            let Some(excess) = self.shares.at(&candidate.window) else { return (reason, 0.0) };
            let p_value = excess.ln_p.exp();
            let stats = EvidenceStats::new(excess.observed, excess.judged, excess.expected, p_value);
            return (judged(stats, excess.is_common()), excess.observed - excess.expected);
        };
        let context = creation_scan.context(&candidate.window, creation_range);
        let observed = members.iter().filter(|index| self.followers.flags[**index].has_pattern()).count() as f64;
        let expected = judged_members * context.pattern_share;
        let p_value = ln_count(observed, expected, 1.0).exp();
        let excess = (judged_members - context.expected).max(1.0);
        let share = (observed - context.expected * context.pattern_share) / excess;
        let stats = EvidenceStats::new(observed, judged_members, expected, p_value);
        (judged(stats, share >= MIN_CLUSTER_SHARE), observed - context.expected * context.pattern_share)
    }

    /// Comparable followers: outside the window, with accounts of about the same age, evenly subsampled.
    fn others(&self, window: &Range<usize>, creation_range: Option<(u16, u16)>) -> Vec<usize> {
        let as_old = |index: usize| {
            creation_range.is_none_or(|(first, last)| {
                let day = self.followers.created[index];
                let around = first.saturating_sub(AGE_WINDOW_DAYS)..=last.saturating_add(AGE_WINDOW_DAYS);
                day != NO_DAY && around.contains(&day) && !(first..=last).contains(&day)
            })
        };
        let whole = window.len() == self.followers.len();
        let indices = (0..self.followers.len()).filter(|p| !self.assigned[*p] && (whole || !window.contains(p)));
        let all: Vec<usize> = indices.filter(|index| as_old(*index)).collect();
        let step = all.len().div_ceil(MAX_OTHERS).max(1);
        all.into_iter().step_by(step).collect()
    }

    /// Absence of engagement among `members`, compared with `others`.
    fn engagement(&self, members: &[usize], others: &[usize]) -> Finding {
        let count = |indices: &[usize]| {
            let known = indices.iter().map(|index| self.followers.engaged[*index]).filter(|engaged| *engaged < 2);
            known.fold((0.0, 0.0), |(silent, all), engaged| (silent + f64::from(1 - engaged), all + 1.0))
        };
        let ((observed, of), (silent, all)) = (count(members), count(others));
        if of < 8.0 || all < 20.0 {
            return Finding::NotExamined(NotExamined::FewEngagements);
        }
        let expected = of * silent / all;
        let p_value = ln_excess(observed, of, silent, all).exp();
        judged(EvidenceStats::new(observed, of, expected, p_value), expected <= (1.0 - MIN_ENGAGED) * of)
    }
}

fn judged(stats: EvidenceStats, enough: bool) -> Finding {
    if enough && stats.p_value <= ALPHA_KIND { Finding::Present(stats) } else { Finding::Absent(stats) }
}
