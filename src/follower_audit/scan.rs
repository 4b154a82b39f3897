//! Where to look in the order of following, and what is to be seen there.

use std::ops::Range;

use rand_xoshiro::Xoshiro256Plus;

use super::arrivals::{ArrivalBaseline, Burst};
use super::creation_scan::{CreationCluster, CreationDateScan};
use super::evidence::{Evidence, EvidenceKind, EvidenceStats, Finding};
use super::followers::{Basis, Followers, NO_DAY};
use super::rate_scan::RateScan;
use super::similarity::similarity;
use super::tail_bounds::{ln_count, ln_excess};

/// Chance that a scan finds a window in an audience that has nothing to be found; there are four scans.
pub const ALPHA_SCAN: f64 = 0.003;
/// Chance at which one kind of evidence counts in one given window.
pub const ALPHA_KIND: f64 = 0.01;
/// Windows kept of each scan.
const MAX_CANDIDATES: usize = 8;
/// Part of those beyond the expected who must show the profile pattern, and part of a burst that must be theirs.
const MIN_CLUSTER_SHARE: f64 = 0.5;
/// Times the expected cluster.
const MIN_RATIO: f64 = 3.0;
/// Engagement of the surroundings below which its absence says nothing.
const MIN_ENGAGED: f64 = 0.2;
/// Followers of the surroundings looked at for similarity, and days between their creation dates and the band's.
const MAX_OTHERS: usize = 4_000;
const AGE_WINDOW_DAYS: u16 = 180;

/// A window worth a closer look.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateWindow {
    /// Places in the order.
    pub window: Range<usize>,
    /// Days of creation, since 1990, where these cluster.
    pub band: Option<(u16, u16)>,
    /// Whether it was found among followers with the profile pattern only.
    pub alike: bool,
    /// Logarithm of the chance of such a window anywhere.
    pub ln_p: f64,
}

/// What is to be seen in one window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowEvidence {
    /// Every kind of evidence.
    pub evidence: Vec<Evidence>,
    /// The band of creation dates that was looked at.
    pub band: Option<(u16, u16)>,
    /// Whether its accounts were created shortly before they followed.
    pub fresh: bool,
    /// Whether most of the burst, where there is one, is of the accounts in question.
    pub theirs: bool,
}

/// The followers who are not accounted for yet, ready to be searched.
pub struct WindowScanner<'a> {
    followers: &'a Followers,
    days: &'a [u16],
    assigned: Vec<bool>,
    creation_scan: Option<CreationDateScan>,
    baseline: Option<ArrivalBaseline>,
    shares: RateScan,
}

impl<'a> WindowScanner<'a> {
    /// Sums up the followers who are not `assigned`; `days` are those of following, or none.
    pub fn new(followers: &'a Followers, days: &'a [u16], assigned: Vec<bool>) -> Self {
        let timed = followers.basis == Basis::FollowTime;
        let judged = |index: usize| !assigned[index] && followers.signs[index].judged();
        Self {
            followers,
            days,
            creation_scan: CreationDateScan::new(followers, days, &assigned),
            baseline: timed.then(|| ArrivalBaseline::new(days, &assigned)).flatten(),
            shares: RateScan::new(followers.len(), |index| judged(index).then(|| followers.signs[index].pattern())),
            assigned,
        }
    }

    /// Those who were not looked at.
    pub fn assigned(&self) -> &[bool] {
        &self.assigned
    }

    /// Windows worth a closer look, the least probable of their kind first.
    pub fn candidates(&self) -> Vec<CandidateWindow> {
        if self.followers.basis == Basis::CreationDate {
            return self.candidates_by_creation();
        }
        let of = |cluster: CreationCluster, alike| CandidateWindow {
            window: cluster.window,
            band: Some(cluster.band),
            alike,
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
        candidates.extend(common.map(|e| CandidateWindow { window: e.window, band: None, alike: true, ln_p: e.ln_p }));
        candidates.sort_by(|a, b| a.ln_p.total_cmp(&b.ln_p).then_with(|| a.window.start.cmp(&b.window.start)));
        candidates.extend(self.burst_candidates());
        candidates
    }

    /// Bursts of arrivals, last of all: where creation dates and patterns point at a window, they bound it better.
    fn burst_candidates(&self) -> Vec<CandidateWindow> {
        let Some(baseline) = &self.baseline else { return Vec::new() };
        let place_of = |day: u16| self.days.partition_point(|other| *other < day);
        let of = |burst: Burst| {
            let (first, last) = baseline.dates(&burst);
            let window = place_of(first)..place_of(last.saturating_add(1));
            CandidateWindow { window, band: None, alike: true, ln_p: burst.ln_p }
        };
        baseline.scan(ALPHA_SCAN, MAX_CANDIDATES).into_iter().map(of).collect()
    }

    /// Crowds of creation dates alone, among all followers.
    pub fn candidates_by_creation(&self) -> Vec<CandidateWindow> {
        let clusters = self
            .creation_scan
            .as_ref()
            .map(|c| c.clusters_without_order(ALPHA_SCAN, MAX_CANDIDATES))
            .unwrap_or_default();
        let of =
            |c: CreationCluster| CandidateWindow { window: c.window, band: Some(c.band), alike: true, ln_p: c.ln_p };
        clusters.into_iter().map(of).collect()
    }

    /// Bands of creation dates that cluster within a window.
    pub fn ranges_within(&self, window: &Range<usize>) -> Vec<(u16, u16)> {
        self.creation_scan.as_ref().map(|c| c.ranges_within(window, ALPHA_KIND)).unwrap_or_default()
    }

    /// Whether a index is open, no repetition, and lies in a band.
    fn in_band(&self, index: usize, band: (u16, u16)) -> bool {
        let day = self.followers.created[index];
        !self.assigned[index] && !self.followers.repeated[index] && day != NO_DAY && (band.0..=band.1).contains(&day)
    }

    /// Every kind of evidence in the window of `seed`, each by itself.
    pub fn view(&self, seed: &CandidateWindow, rng: &mut Xoshiro256Plus) -> WindowEvidence {
        let band = seed.band.or_else(|| self.ranges_within(&seed.window).first().copied());
        let open = |index: &usize| !self.assigned[*index];
        let members: Vec<usize> = match band {
            Some(band) => seed.window.clone().filter(|index| self.in_band(*index, band)).collect(),
            None => seed.window.clone().filter(|p| open(p) && self.followers.signs[*p].pattern()).collect(),
        };
        let (created, fresh, beyond) = self.created(seed, band);
        let (pattern, beyond_pattern) = self.pattern(seed, band, &members);
        let beyond = beyond.max(beyond_pattern);
        let (arrivals, theirs) = self.arrivals(&seed.window, beyond);
        let others = self.others(&seed.window, band);
        let same = match similarity(self.followers, &members, &others, rng) {
            Some((stats, enough)) => judged(stats, enough),
            None => Finding::NotExamined("too few followers state their counts"),
        };
        let findings = [arrivals, created, pattern, same, self.engagement(&members, &others)];
        let evidence = EvidenceKind::ALL.into_iter().zip(findings).map(|(kind, finding)| Evidence { kind, finding });
        WindowEvidence { evidence: evidence.collect(), band, fresh, theirs }
    }

    /// Arrivals of the days of a window, and whether most of a burst are the `beyond` accounts in question.
    fn arrivals(&self, window: &Range<usize>, beyond: f64) -> (Finding, bool) {
        let reason = match self.followers.basis {
            Basis::FollowTime => "the history is too short to know its baseline",
            Basis::FollowOrder => "an order of following tells no rate of arrivals",
            Basis::CreationDate => "neither the time nor the order of following is known",
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
        (judged(stats, burst.is_burst()), beyond >= MIN_CLUSTER_SHARE * (observed - expected))
    }

    /// Creation dates: whether they cluster, whether the accounts are fresh, how many are beyond the expected.
    fn created(&self, seed: &CandidateWindow, band: Option<(u16, u16)>) -> (Finding, bool, f64) {
        let Some(creation_scan) = &self.creation_scan else {
            return (Finding::NotExamined("nobody's creation date is known"), false, 0.0);
        };
        let Some(band) = band else {
            let stats = EvidenceStats::new(0.0, seed.window.len() as f64, 0.0, 1.0);
            return (Finding::Absent(stats), false, 0.0);
        };
        let close = creation_scan.close(&seed.window, band);
        let cluster = EvidenceStats::new(
            close.observed,
            close.size,
            close.expected,
            ln_count(close.observed, close.expected, 1.0).exp(),
        );
        let expected = close.alike * close.expected / close.size.max(1.0);
        let p_value = ln_count(close.pattern_observed, expected, 1.0).exp();
        let among_pattern = EvidenceStats {
            among_pattern: true,
            ..EvidenceStats::new(close.pattern_observed, close.alike, expected, p_value)
        };
        // The better one of two ways to look, in the best of all bands: the chance of any of these.
        let best = if among_pattern.p_value < cluster.p_value { among_pattern } else { cluster };
        let best = EvidenceStats { p_value: (2.0 * close.bands * best.p_value).min(1.0), ..best };
        (judged(best, best.observed >= MIN_RATIO * best.expected), close.fresh, close.observed - close.expected)
    }

    /// The profile pattern among `members`, and how many of the window show it beyond the expected.
    fn pattern(&self, seed: &CandidateWindow, band: Option<(u16, u16)>, members: &[usize]) -> (Finding, f64) {
        let reason = Finding::NotExamined("too few followers state the counts that the pattern is read from");
        let judged_members = members.iter().filter(|index| self.followers.signs[**index].judged()).count() as f64;
        if judged_members == 0.0 {
            return (reason, 0.0);
        }
        let (Some(creation_scan), Some(band), true) = (&self.creation_scan, band, seed.band.is_some()) else {
            let Some(excess) = self.shares.close(&seed.window) else { return (reason, 0.0) };
            let p_value = excess.ln_p.exp();
            let stats = EvidenceStats::new(excess.observed, excess.judged, excess.expected, p_value);
            return (judged(stats, excess.is_common()), excess.observed - excess.expected);
        };
        let close = creation_scan.close(&seed.window, band);
        let observed = members.iter().filter(|index| self.followers.signs[**index].pattern()).count() as f64;
        let expected = judged_members * close.pattern_share;
        let p_value = ln_count(observed, expected, 1.0).exp();
        let beyond = (judged_members - close.expected).max(1.0);
        let share = (observed - close.expected * close.pattern_share) / beyond;
        let stats = EvidenceStats::new(observed, judged_members, expected, p_value);
        (judged(stats, share >= MIN_CLUSTER_SHARE), observed - close.expected * close.pattern_share)
    }

    /// Followers outside a window whose accounts are about as old, evenly subsampled.
    fn others(&self, window: &Range<usize>, band: Option<(u16, u16)>) -> Vec<usize> {
        let as_old = |index: usize| {
            band.is_none_or(|(first, last)| {
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

    /// Absence of engagement among `members` against the others.
    fn engagement(&self, members: &[usize], others: &[usize]) -> Finding {
        let count = |indices: &[usize]| {
            let known = indices.iter().map(|index| self.followers.engaged[*index]).filter(|engaged| *engaged < 2);
            known.fold((0.0, 0.0), |(silent, all), engaged| (silent + f64::from(1 - engaged), all + 1.0))
        };
        let ((observed, of), (silent, all)) = (count(members), count(others));
        if of < 8.0 || all < 20.0 {
            return Finding::NotExamined("too few followers' engagement with the agency is known");
        }
        let expected = of * silent / all;
        let p_value = ln_excess(observed, of, silent, all).exp();
        judged(EvidenceStats::new(observed, of, expected, p_value), expected <= (1.0 - MIN_ENGAGED) * of)
    }
}

fn judged(stats: EvidenceStats, enough: bool) -> Finding {
    if enough && stats.p_value <= ALPHA_KIND { Finding::Present(stats) } else { Finding::Absent(stats) }
}
