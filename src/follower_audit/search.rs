//! The search for cohorts: scan for candidate windows, require two kinds of evidence, assign followers, and repeat without
//! them.

use std::ops::Range;
use std::rc::Rc;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::density::FeatureBins;
use super::evidence::agree;
use super::followers::{Basis, Followers};
use super::mixture::{BulkMembership, SearchSpace, fit_membership};
use super::scan::{CandidateWindow, WindowEvidence, WindowScanner};
use super::windows::overlap;

/// The fewest followers that can be audited, and the fewest members of a cohort.
pub const MIN_FOLLOWERS: usize = 50;
const MIN_MEMBERS: usize = 5;
/// The most cohorts, named A to Z.
const MAX_COHORTS: usize = 26;
/// The most rounds of the search; a round follows while the one before found something.
const MAX_ROUNDS: usize = 6;

/// A cohort of which some followers seem to have come in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct SuspectedCohort {
    /// The window in which it was found.
    pub candidate: CandidateWindow,
    /// The evidence in that window.
    pub evidence: WindowEvidence,
    /// The followers that belong to it.
    pub members: BulkMembership,
    /// Whether it was found without the order of following.
    pub by_creation_alone: bool,
}

/// What the search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Cohorts for which two independent kinds of evidence agree, in the order of following.
    pub suspected: Vec<SuspectedCohort>,
    /// Candidate windows for which no second kind of evidence agrees.
    pub uncorroborated: Vec<(CandidateWindow, WindowEvidence)>,
}

/// Searches followers for cohorts that came in bulk; `days` are those of following, or none.
pub fn search(followers: &Followers, days: &[u16], seed: u64) -> Findings {
    if followers.len() < MIN_FOLLOWERS {
        return Findings::default();
    }
    let bins = FeatureBins::new(followers);
    let assigned = vec![false; followers.len()];
    let mut search =
        Search { followers, bins, days, assigned, found: Vec::new(), uncorroborated: Vec::new(), scanner: None };
    let mut rng = Xoshiro256Plus::seed_from_u64(seed ^ 0xAC01);
    for _ in 0..MAX_ROUNDS {
        if !search.round(&mut rng, false) {
            break;
        }
    }
    search.merge();
    search.refine();
    if followers.basis != Basis::CreationDate {
        search.round(&mut rng, true);
    }
    search.found.sort_by_key(|s| (s.members.window.start, s.members.window.end));
    search.found.truncate(MAX_COHORTS);
    let is_apart = |(candidate, _): &(CandidateWindow, WindowEvidence)| {
        search.found.iter().all(|s| !overlap(&s.members.window, &candidate.window))
    };
    search.uncorroborated.retain(is_apart);
    Findings { suspected: search.found, uncorroborated: search.uncorroborated }
}

struct Search<'a> {
    followers: &'a Followers,
    bins: FeatureBins<'a>,
    days: &'a [u16],
    /// Whether each follower is assigned to a cohort.
    assigned: Vec<bool>,
    found: Vec<SuspectedCohort>,
    uncorroborated: Vec<(CandidateWindow, WindowEvidence)>,
    /// The last scanner, valid while nobody else is assigned.
    scanner: Option<Rc<WindowScanner<'a>>>,
}

impl<'a> Search<'a> {
    /// A scanner of the unassigned followers.
    fn scanner(&mut self) -> Rc<WindowScanner<'a>> {
        if let Some(scanner) = self.scanner.as_ref().filter(|scanner| scanner.assigned() == self.assigned) {
            return Rc::clone(scanner);
        }
        self.scanner = None;
        let scanner = Rc::new(WindowScanner::new(self.followers, self.days, self.assigned.clone()));
        self.scanner = Some(Rc::clone(&scanner));
        scanner
    }

    /// Examines all candidate windows once; returns whether a cohort was found.
    fn round(&mut self, rng: &mut Xoshiro256Plus, without_order: bool) -> bool {
        let before = self.found.len();
        let by_creation_alone = without_order || self.followers.basis == Basis::CreationDate;
        let scanner = self.scanner();
        let mut changed: Vec<Range<usize>> = Vec::new();
        for candidate in if by_creation_alone { scanner.candidates_by_creation() } else { scanner.candidates() } {
            // A cohort found in this round changed the counts there; the next round scans again.
            if changed.iter().any(|window| overlap(window, &candidate.window)) {
                continue;
            }
            let evidence = scanner.examine(&candidate, rng);
            if !agree(&evidence.evidence, evidence.recently_created, evidence.burst_is_of_cluster) {
                if self.uncorroborated.iter().all(|(other, _)| !overlap(&other.window, &candidate.window)) {
                    self.uncorroborated.push((candidate, evidence));
                }
                continue;
            }
            let is_core = |index: usize| self.is_core(&candidate, evidence.creation_range, index);
            let space = if by_creation_alone {
                let ranges = candidate.creation_range.into_iter().chain(scanner.ranges_within(&candidate.window));
                SearchSpace::CreationRanges(ranges.collect())
            } else {
                SearchSpace::Window(candidate.window.clone())
            };
            let Some(members) = fit_membership(&self.bins, &self.assigned, &space, is_core) else { continue };
            if members.indices().count() < MIN_MEMBERS {
                continue;
            }
            members.indices().for_each(|index| self.assigned[index] = true);
            let (start, end) = (members.window.start, members.window.end);
            changed.push(start.min(candidate.window.start)..end.max(candidate.window.end));
            self.found.push(SuspectedCohort { candidate, evidence, members, by_creation_alone });
        }
        self.found.len() > before
    }

    /// Whether a follower is in the core of a candidate, from which its members are searched.
    fn is_core(&self, candidate: &CandidateWindow, creation_range: Option<(u16, u16)>, index: usize) -> bool {
        let created = self.followers.created[index];
        let in_range = candidate.creation_range.is_none()
            || creation_range.is_some_and(|(first, last)| (first..=last).contains(&created));
        in_range && (!candidate.with_pattern || self.followers.flags[index].has_pattern())
    }

    /// Merges cohorts whose windows are mostly the same.
    fn merge(&mut self) {
        let mut merged: Vec<SuspectedCohort> = Vec::new();
        for cohort in std::mem::take(&mut self.found) {
            match merged.iter_mut().find(|other| overlap_by_half(&other.members.window, &cohort.members.window)) {
                Some(other) => other.members = union(&other.members, &cohort.members),
                None => merged.push(cohort),
            }
        }
        self.found = merged;
    }

    /// Fits the members of each cohort again, now that those of the others are known.
    fn refine(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        if found.iter().all(|cohort| cohort.by_creation_alone) {
            self.found = found;
            return;
        }
        let scanner = self.scanner();
        for cohort in found.iter_mut().filter(|cohort| !cohort.by_creation_alone) {
            let ranges = scanner.ranges_within(&cohort.members.window);
            let mut core = vec![false; self.assigned.len()];
            for index in cohort.members.window.clone().filter(|index| !self.assigned[*index]) {
                let created = self.followers.created[index];
                let in_range = ranges.iter().any(|(first, last)| (*first..=*last).contains(&created));
                core[index] = in_range && self.followers.flags[index].resembles_pattern();
            }
            cohort.members.indices().for_each(|index| {
                core[index] = true;
                self.assigned[index] = false;
            });
            let space = SearchSpace::Window(cohort.members.window.clone());
            if let Some(refined) = fit_membership(&self.bins, &self.assigned, &space, |index| core[index])
                && refined.indices().count() >= MIN_MEMBERS
            {
                cohort.members = refined;
            }
            cohort.members.indices().for_each(|index| self.assigned[index] = true);
        }
        self.found = found;
    }
}

/// Whether at least half of the shorter window lies in the other.
fn overlap_by_half(a: &Range<usize>, b: &Range<usize>) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2 * shared >= a.len().min(b.len())
}

fn union(a: &BulkMembership, b: &BulkMembership) -> BulkMembership {
    let window = a.window.start.min(b.window.start)..a.window.end.max(b.window.end);
    let mut is_bulk = vec![false; window.len()];
    a.indices().chain(b.indices()).for_each(|index| is_bulk[index - window.start] = true);
    let sd = |of: fn(&BulkMembership) -> f64| of(a).hypot(of(b));
    BulkMembership { window, is_bulk, count: a.count + b.count, sd: (sd(|m| m.sd.0), sd(|m| m.sd.1)) }
}
