//! The audit: look, let two kinds of evidence agree, tell the members, and look again without them.

use std::ops::Range;
use std::rc::Rc;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::evidence::agree;
use super::followers::{Basis, Followers};
use super::mixture::{BulkMembership, FeatureBins, SearchSpace, members};
use super::scan::{CandidateWindow, WindowEvidence, WindowScanner};

/// Fewest followers that can be audited, and fewest members of a cohort.
pub const MIN_FOLLOWERS: usize = 50;
const MIN_MEMBERS: usize = 5;
/// Cohorts told, named A to Z.
const MAX_COHORTS: usize = 26;
/// Times the search begins anew after something was found.
const MAX_ROUNDS: usize = 6;

/// A cohort of followers some of whom seem to have come in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct SuspectedCohort {
    /// Where it was found.
    pub seed: CandidateWindow,
    /// What was seen there.
    pub view: WindowEvidence,
    /// Who belongs to it.
    pub members: BulkMembership,
    /// Whether the order of following took no part.
    pub by_creation_alone: bool,
}

/// What the search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Cohorts that two independent kinds of evidence agree on, in the order of following.
    pub suspicions: Vec<SuspectedCohort>,
    /// Windows that a scan found and no second kind of evidence agreed on.
    pub unconfirmed: Vec<(CandidateWindow, WindowEvidence)>,
}

/// Searches followers for cohorts that came in bulk; `days` are those of following, or none.
pub fn audit(followers: &Followers, days: &[u16], seed: u64) -> Findings {
    if followers.len() < MIN_FOLLOWERS {
        return Findings::default();
    }
    let bins = FeatureBins::new(followers);
    let assigned = vec![false; followers.len()];
    let mut search =
        Search { followers, bins, days, assigned, found: Vec::new(), unconfirmed: Vec::new(), scanner: None };
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
    let apart = |(seed, _): &(CandidateWindow, WindowEvidence)| {
        search.found.iter().all(|s| !overlap(&s.members.window, &seed.window))
    };
    search.unconfirmed.retain(apart);
    Findings { suspicions: search.found, unconfirmed: search.unconfirmed }
}

struct Search<'a> {
    followers: &'a Followers,
    bins: FeatureBins<'a>,
    days: &'a [u16],
    assigned: Vec<bool>,
    found: Vec<SuspectedCohort>,
    unconfirmed: Vec<(CandidateWindow, WindowEvidence)>,
    /// The last look, which serves again while nobody else is assigned.
    scanner: Option<Rc<WindowScanner<'a>>>,
}

impl<'a> Search<'a> {
    /// Those who are not assigned, summed up.
    fn scanner(&mut self) -> Rc<WindowScanner<'a>> {
        if let Some(scanner) = self.scanner.as_ref().filter(|scanner| scanner.assigned() == self.assigned) {
            return Rc::clone(scanner);
        }
        self.scanner = None;
        let scanner = Rc::new(WindowScanner::new(self.followers, self.days, self.assigned.clone()));
        self.scanner = Some(Rc::clone(&scanner));
        scanner
    }

    /// Looks everywhere once; whether anything was found.
    fn round(&mut self, rng: &mut Xoshiro256Plus, in_all: bool) -> bool {
        let before = self.found.len();
        let by_creation_alone = in_all || self.followers.basis == Basis::CreationDate;
        let scanner = self.scanner();
        let mut observed: Vec<Range<usize>> = Vec::new();
        for seed in if by_creation_alone { scanner.candidates_by_creation() } else { scanner.candidates() } {
            // What was found in this round has changed the picture there; the next round looks again.
            if observed.iter().any(|window| overlap(window, &seed.window)) {
                continue;
            }
            let view = scanner.view(&seed, rng);
            if !agree(&view.evidence, view.fresh, view.theirs) {
                if self.unconfirmed.iter().all(|(other, _)| !overlap(&other.window, &seed.window)) {
                    self.unconfirmed.push((seed, view));
                }
                continue;
            }
            let core = |index: usize| self.is_core(&seed, view.band, index);
            let within = if by_creation_alone {
                SearchSpace::Bands(seed.band.into_iter().chain(scanner.ranges_within(&seed.window)).collect())
            } else {
                SearchSpace::Window(seed.window.clone())
            };
            let Some(members) = members(&self.bins, &self.assigned, &within, core) else { continue };
            if members.indices().count() < MIN_MEMBERS {
                continue;
            }
            members.indices().for_each(|index| self.assigned[index] = true);
            observed.push(members.window.start.min(seed.window.start)..members.window.end.max(seed.window.end));
            self.found.push(SuspectedCohort { seed, view, members, by_creation_alone });
        }
        self.found.len() > before
    }

    fn is_core(&self, seed: &CandidateWindow, band: Option<(u16, u16)>, index: usize) -> bool {
        let created = self.followers.created[index];
        let banded = seed.band.is_none() || band.is_some_and(|(first, last)| (first..=last).contains(&created));
        banded && (!seed.alike || self.followers.signs[index].pattern())
    }

    /// Joins cohorts whose windows are mostly the same.
    fn merge(&mut self) {
        let mut merged: Vec<SuspectedCohort> = Vec::new();
        for one in std::mem::take(&mut self.found) {
            match merged.iter_mut().find(|other| mostly(&other.members.window, &one.members.window)) {
                Some(other) => other.members = joined(&other.members, &one.members),
                None => merged.push(one),
            }
        }
        self.found = merged;
    }

    /// Tells the members of each cohort once more, now that those of the others are known.
    fn refine(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        if found.iter().all(|one| one.by_creation_alone) {
            self.found = found;
            return;
        }
        let scanner = self.scanner();
        for one in found.iter_mut().filter(|one| !one.by_creation_alone) {
            let bands = scanner.ranges_within(&one.members.window);
            let mut core = vec![false; self.assigned.len()];
            for index in one.members.window.clone().filter(|index| !self.assigned[*index]) {
                let created = self.followers.created[index];
                let banded = bands.iter().any(|(first, last)| (*first..=*last).contains(&created));
                core[index] = banded && self.followers.signs[index].resembles();
            }
            one.members.indices().for_each(|index| {
                core[index] = true;
                self.assigned[index] = false;
            });
            let within = SearchSpace::Window(one.members.window.clone());
            if let Some(again) = members(&self.bins, &self.assigned, &within, |index| core[index])
                && again.indices().count() >= MIN_MEMBERS
            {
                one.members = again;
            }
            one.members.indices().for_each(|index| self.assigned[index] = true);
        }
        self.found = found;
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether at least half of the shorter window lies in the other.
fn mostly(a: &Range<usize>, b: &Range<usize>) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2 * shared >= a.len().min(b.len())
}

fn joined(a: &BulkMembership, b: &BulkMembership) -> BulkMembership {
    let window = a.window.start.min(b.window.start)..a.window.end.max(b.window.end);
    let mut alike = vec![false; window.len()];
    a.indices().chain(b.indices()).for_each(|index| alike[index - window.start] = true);
    let sd = |of: fn(&BulkMembership) -> f64| of(a).hypot(of(b));
    BulkMembership { window, alike, count: a.count + b.count, sd: (sd(|m| m.sd.0), sd(|m| m.sd.1)) }
}
