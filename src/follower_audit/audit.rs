//! The audit: look, let two kinds of evidence agree, tell the members, and look again without them.

use std::ops::Range;
use std::rc::Rc;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::evidence::agree;
use super::followers::{Basis, Followers};
use super::look::{Lookout, Seed, View};
use super::members::{Bins, Members, Within, members};

/// Fewest followers that can be audited, and fewest members of a cohort.
pub const LEAST_FOLLOWERS: usize = 50;
const LEAST_MEMBERS: usize = 5;
/// Cohorts told, named A to Z.
const MOST_COHORTS: usize = 26;
/// Times the search begins anew after something was found.
const MOST_ROUNDS: usize = 6;

/// A cohort of followers some of whom seem to have come in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspicion {
    /// Where it was found.
    pub seed: Seed,
    /// What was seen there.
    pub view: View,
    /// Who belongs to it.
    pub members: Members,
    /// Whether the order of following took no part.
    pub by_creation_alone: bool,
}

/// What the search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Cohorts that two independent kinds of evidence agree on, in the order of following.
    pub suspicions: Vec<Suspicion>,
    /// Windows that a scan found and no second kind of evidence agreed on.
    pub unconfirmed: Vec<(Seed, View)>,
}

/// Searches followers for cohorts that came in bulk; `days` are those of following, or none.
pub fn audit(followers: &Followers, days: &[u16], seed: u64) -> Findings {
    if followers.len() < LEAST_FOLLOWERS {
        return Findings::default();
    }
    let bins = Bins::new(followers);
    let taken = vec![false; followers.len()];
    let mut search = Search { followers, bins, days, taken, found: Vec::new(), unconfirmed: Vec::new(), lookout: None };
    let mut rng = Xoshiro256Plus::seed_from_u64(seed ^ 0xAC01);
    for _ in 0..MOST_ROUNDS {
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
    search.found.truncate(MOST_COHORTS);
    let apart = |(seed, _): &(Seed, View)| search.found.iter().all(|s| !overlap(&s.members.window, &seed.window));
    search.unconfirmed.retain(apart);
    Findings { suspicions: search.found, unconfirmed: search.unconfirmed }
}

struct Search<'a> {
    followers: &'a Followers,
    bins: Bins<'a>,
    days: &'a [u16],
    taken: Vec<bool>,
    found: Vec<Suspicion>,
    unconfirmed: Vec<(Seed, View)>,
    /// The last look, which serves again while nobody else is taken.
    lookout: Option<Rc<Lookout<'a>>>,
}

impl<'a> Search<'a> {
    /// Those who are not taken, summed up.
    fn lookout(&mut self) -> Rc<Lookout<'a>> {
        if let Some(lookout) = self.lookout.as_ref().filter(|lookout| lookout.taken() == self.taken) {
            return Rc::clone(lookout);
        }
        self.lookout = None;
        let lookout = Rc::new(Lookout::new(self.followers, self.days, self.taken.clone()));
        self.lookout = Some(Rc::clone(&lookout));
        lookout
    }

    /// Looks everywhere once; whether anything was found.
    fn round(&mut self, rng: &mut Xoshiro256Plus, in_all: bool) -> bool {
        let before = self.found.len();
        let by_creation_alone = in_all || self.followers.basis == Basis::CreationDate;
        let lookout = self.lookout();
        let mut seen: Vec<Range<usize>> = Vec::new();
        for seed in if by_creation_alone { lookout.seeds_without_order() } else { lookout.seeds() } {
            // What was found in this round has changed the picture there; the next round looks again.
            if seen.iter().any(|window| overlap(window, &seed.window)) {
                continue;
            }
            let view = lookout.view(&seed, rng);
            if !agree(&view.evidence, view.fresh, view.theirs) {
                if self.unconfirmed.iter().all(|(other, _)| !overlap(&other.window, &seed.window)) {
                    self.unconfirmed.push((seed, view));
                }
                continue;
            }
            let core = |place: usize| self.is_core(&seed, view.band, place);
            let within = if by_creation_alone {
                Within::Bands(seed.band.into_iter().chain(lookout.bands_within(&seed.window)).collect())
            } else {
                Within::Window(seed.window.clone())
            };
            let Some(members) = members(&self.bins, &self.taken, &within, core) else { continue };
            if members.places().count() < LEAST_MEMBERS {
                continue;
            }
            members.places().for_each(|place| self.taken[place] = true);
            seen.push(members.window.start.min(seed.window.start)..members.window.end.max(seed.window.end));
            self.found.push(Suspicion { seed, view, members, by_creation_alone });
        }
        self.found.len() > before
    }

    fn is_core(&self, seed: &Seed, band: Option<(u16, u16)>, place: usize) -> bool {
        let created = self.followers.created[place];
        let banded = seed.band.is_none() || band.is_some_and(|(first, last)| (first..=last).contains(&created));
        banded && (!seed.alike || self.followers.signs[place].pattern())
    }

    /// Joins cohorts whose windows are mostly the same.
    fn merge(&mut self) {
        let mut merged: Vec<Suspicion> = Vec::new();
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
        let lookout = self.lookout();
        for one in found.iter_mut().filter(|one| !one.by_creation_alone) {
            let bands = lookout.bands_within(&one.members.window);
            let mut core = vec![false; self.taken.len()];
            for place in one.members.window.clone().filter(|place| !self.taken[*place]) {
                let created = self.followers.created[place];
                let banded = bands.iter().any(|(first, last)| (*first..=*last).contains(&created));
                core[place] = banded && self.followers.signs[place].resembles();
            }
            one.members.places().for_each(|place| {
                core[place] = true;
                self.taken[place] = false;
            });
            let within = Within::Window(one.members.window.clone());
            if let Some(again) = members(&self.bins, &self.taken, &within, |place| core[place])
                && again.places().count() >= LEAST_MEMBERS
            {
                one.members = again;
            }
            one.members.places().for_each(|place| self.taken[place] = true);
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

fn joined(a: &Members, b: &Members) -> Members {
    let window = a.window.start.min(b.window.start)..a.window.end.max(b.window.end);
    let mut alike = vec![false; window.len()];
    a.places().chain(b.places()).for_each(|place| alike[place - window.start] = true);
    let sd = |of: fn(&Members) -> f64| of(a).hypot(of(b));
    Members { window, alike, count: a.count + b.count, sd: (sd(|m| m.sd.0), sd(|m| m.sd.1)) }
}
