//! Where to look in the order of following, and what is to be seen there.

use std::ops::Range;

use rand_xoshiro::Xoshiro256Plus;

use super::crowding::{Crowd, Crowding};
use super::evidence::{Evidence, Finding, Kind, Strength};
use super::followers::{Basis, Followers, NO_DAY};
use super::rhythm::{Burst, Rhythm};
use super::sameness::sameness;
use super::share::Shares;
use super::tail::{ln_count, ln_excess};

/// Chance that a scan finds a window in an audience that has nothing to be found; there are four scans.
pub const ALPHA_SCAN: f64 = 0.003;
/// Chance at which one kind of evidence counts in one given window.
pub const ALPHA_KIND: f64 = 0.01;
/// Windows kept of each scan.
const MOST_SEEDS: usize = 8;
/// Part of those beyond the expected who must show the profile pattern, and part of a burst that must be theirs.
const MOST_OF_THEM: f64 = 0.5;
/// Times the expected crowd.
const LEAST_RATIO: f64 = 3.0;
/// Engagement of the surroundings below which its absence says nothing.
const LEAST_ENGAGED: f64 = 0.2;
/// Followers of the surroundings looked at for sameness, and days between their creation dates and the band's.
const MOST_OTHERS: usize = 4_000;
const ABOUT_AS_OLD: u16 = 180;

/// A window worth a closer look.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// Places in the order.
    pub window: Range<usize>,
    /// Days of creation, since 1990, where these crowd.
    pub band: Option<(u16, u16)>,
    /// Whether it was found among followers with the profile pattern only.
    pub alike: bool,
    /// Logarithm of the chance of such a window anywhere.
    pub ln_chance: f64,
}

/// What is to be seen in one window.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
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
pub struct Lookout<'a> {
    followers: &'a Followers,
    days: &'a [u16],
    taken: Vec<bool>,
    crowding: Option<Crowding>,
    rhythm: Option<Rhythm>,
    shares: Shares,
}

impl<'a> Lookout<'a> {
    /// Sums up the followers who are not `taken`; `days` are those of following, or none.
    pub fn new(followers: &'a Followers, days: &'a [u16], taken: Vec<bool>) -> Self {
        let timed = followers.basis == Basis::FollowTime;
        let judged = |place: usize| !taken[place] && followers.signs[place].judged();
        Self {
            followers,
            days,
            crowding: Crowding::new(followers, days, &taken),
            rhythm: timed.then(|| Rhythm::new(days, &taken)).flatten(),
            shares: Shares::new(followers.len(), |place| judged(place).then(|| followers.signs[place].pattern())),
            taken,
        }
    }

    /// Those who were not looked at.
    pub fn taken(&self) -> &[bool] {
        &self.taken
    }

    /// Windows worth a closer look, the least probable of their kind first.
    pub fn seeds(&self) -> Vec<Seed> {
        if self.followers.basis == Basis::CreationDate {
            return self.seeds_without_order();
        }
        let of = |crowd: Crowd, alike| Seed {
            window: crowd.window,
            band: Some(crowd.band),
            alike,
            ln_chance: crowd.ln_chance,
        };
        let mut seeds: Vec<Seed> = Vec::new();
        if let Some(crowding) = &self.crowding {
            seeds.extend(crowding.scan_alike(ALPHA_SCAN, MOST_SEEDS).into_iter().map(|crowd| of(crowd, true)));
            seeds.extend(crowding.scan(ALPHA_SCAN, MOST_SEEDS).into_iter().map(|crowd| of(crowd, false)));
        }
        let common = self.shares.scan(ALPHA_SCAN, MOST_SEEDS).into_iter();
        seeds.extend(common.map(|e| Seed { window: e.window, band: None, alike: true, ln_chance: e.ln_chance }));
        seeds.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance).then_with(|| a.window.start.cmp(&b.window.start)));
        seeds.extend(self.burst_seeds());
        seeds
    }

    /// Bursts of arrivals, last of all: where creation dates and patterns point at a window, they bound it better.
    fn burst_seeds(&self) -> Vec<Seed> {
        let Some(rhythm) = &self.rhythm else { return Vec::new() };
        let place_of = |day: u16| self.days.partition_point(|other| *other < day);
        let of = |burst: Burst| {
            let (first, last) = rhythm.dates(&burst);
            let window = place_of(first)..place_of(last.saturating_add(1));
            Seed { window, band: None, alike: true, ln_chance: burst.ln_chance }
        };
        rhythm.scan(ALPHA_SCAN, MOST_SEEDS).into_iter().map(of).collect()
    }

    /// Crowds of creation dates alone, among all followers.
    pub fn seeds_without_order(&self) -> Vec<Seed> {
        let crowds = self.crowding.as_ref().map(|c| c.crowds_in_all(ALPHA_SCAN, MOST_SEEDS)).unwrap_or_default();
        let of = |c: Crowd| Seed { window: c.window, band: Some(c.band), alike: true, ln_chance: c.ln_chance };
        crowds.into_iter().map(of).collect()
    }

    /// Bands of creation dates that crowd within a window.
    pub fn bands_within(&self, window: &Range<usize>) -> Vec<(u16, u16)> {
        self.crowding.as_ref().map(|c| c.bands_within(window, ALPHA_KIND)).unwrap_or_default()
    }

    /// Whether a place is open, no repetition, and lies in a band.
    fn in_band(&self, place: usize, band: (u16, u16)) -> bool {
        let day = self.followers.created[place];
        !self.taken[place] && !self.followers.repeated[place] && day != NO_DAY && (band.0..=band.1).contains(&day)
    }

    /// Every kind of evidence in the window of `seed`, each by itself.
    pub fn view(&self, seed: &Seed, rng: &mut Xoshiro256Plus) -> View {
        let band = seed.band.or_else(|| self.bands_within(&seed.window).first().copied());
        let open = |place: &usize| !self.taken[*place];
        let members: Vec<usize> = match band {
            Some(band) => seed.window.clone().filter(|place| self.in_band(*place, band)).collect(),
            None => seed.window.clone().filter(|p| open(p) && self.followers.signs[*p].pattern()).collect(),
        };
        let (created, fresh, beyond) = self.created(seed, band);
        let (pattern, beyond_pattern) = self.pattern(seed, band, &members);
        let beyond = beyond.max(beyond_pattern);
        let (arrivals, theirs) = self.arrivals(&seed.window, beyond);
        let others = self.others(&seed.window, band);
        let same = match sameness(self.followers, &members, &others, rng) {
            Some((strength, enough)) => judged(strength, enough),
            None => Finding::NotExamined("too few followers state their counts"),
        };
        let findings = [arrivals, created, pattern, same, self.engagement(&members, &others)];
        let evidence = Kind::ALL.into_iter().zip(findings).map(|(kind, finding)| Evidence { kind, finding });
        View { evidence: evidence.collect(), band, fresh, theirs }
    }

    /// Arrivals of the days of a window, and whether most of a burst are the `beyond` accounts in question.
    fn arrivals(&self, window: &Range<usize>, beyond: f64) -> (Finding, bool) {
        let reason = match self.followers.basis {
            Basis::FollowTime => "the history is too short to know its rhythm",
            Basis::FollowOrder => "an order of following tells no rate of arrivals",
            Basis::CreationDate => "neither the time nor the order of following is known",
        };
        let days = (self.days.get(window.start), self.days.get(window.end - 1));
        let (Some(rhythm), (Some(first), Some(last))) = (&self.rhythm, days) else {
            return (Finding::NotExamined(reason), false);
        };
        let Some(burst) = rhythm.test(rhythm.place(*first)..=rhythm.place(*last)) else {
            return (Finding::NotExamined(reason), false);
        };
        let Burst { seen, expected, ln_chance, .. } = burst;
        let strength = Strength::new(seen, seen, expected, ln_chance.exp());
        (judged(strength, burst.is_burst()), beyond >= MOST_OF_THEM * (seen - expected))
    }

    /// Creation dates: whether they crowd, whether the accounts are fresh, how many are beyond the expected.
    fn created(&self, seed: &Seed, band: Option<(u16, u16)>) -> (Finding, bool, f64) {
        let Some(crowding) = &self.crowding else {
            return (Finding::NotExamined("nobody's creation date is known"), false, 0.0);
        };
        let Some(band) = band else {
            let strength = Strength::new(0.0, seed.window.len() as f64, 0.0, 1.0);
            return (Finding::NotSeen(strength), false, 0.0);
        };
        let close = crowding.close(&seed.window, band);
        let crowd =
            Strength::new(close.seen, close.size, close.expected, ln_count(close.seen, close.expected, 1.0).exp());
        let expected = close.alike * close.expected / close.size.max(1.0);
        let chance = ln_count(close.alike_seen, expected, 1.0).exp();
        let among_alike =
            Strength { among_alike: true, ..Strength::new(close.alike_seen, close.alike, expected, chance) };
        // The better one of two ways to look, in the best of all bands: the chance of any of these.
        let best = if among_alike.chance < crowd.chance { among_alike } else { crowd };
        let best = Strength { chance: (2.0 * close.bands * best.chance).min(1.0), ..best };
        (judged(best, best.seen >= LEAST_RATIO * best.expected), close.fresh, close.seen - close.expected)
    }

    /// The profile pattern among `members`, and how many of the window show it beyond the expected.
    fn pattern(&self, seed: &Seed, band: Option<(u16, u16)>, members: &[usize]) -> (Finding, f64) {
        let reason = Finding::NotExamined("too few followers state the counts that the pattern is read from");
        let judged_members = members.iter().filter(|place| self.followers.signs[**place].judged()).count() as f64;
        if judged_members == 0.0 {
            return (reason, 0.0);
        }
        let (Some(crowding), Some(band), true) = (&self.crowding, band, seed.band.is_some()) else {
            let Some(excess) = self.shares.close(&seed.window) else { return (reason, 0.0) };
            let chance = excess.ln_chance.exp();
            let strength = Strength::new(excess.seen, excess.judged, excess.expected, chance);
            return (judged(strength, excess.is_common()), excess.seen - excess.expected);
        };
        let close = crowding.close(&seed.window, band);
        let seen = members.iter().filter(|place| self.followers.signs[**place].pattern()).count() as f64;
        let expected = judged_members * close.pattern_share;
        let chance = ln_count(seen, expected, 1.0).exp();
        let beyond = (judged_members - close.expected).max(1.0);
        let share = (seen - close.expected * close.pattern_share) / beyond;
        let strength = Strength::new(seen, judged_members, expected, chance);
        (judged(strength, share >= MOST_OF_THEM), seen - close.expected * close.pattern_share)
    }

    /// Followers outside a window whose accounts are about as old, evenly thinned.
    fn others(&self, window: &Range<usize>, band: Option<(u16, u16)>) -> Vec<usize> {
        let as_old = |place: usize| {
            band.is_none_or(|(first, last)| {
                let day = self.followers.created[place];
                let around = first.saturating_sub(ABOUT_AS_OLD)..=last.saturating_add(ABOUT_AS_OLD);
                day != NO_DAY && around.contains(&day) && !(first..=last).contains(&day)
            })
        };
        let whole = window.len() == self.followers.len();
        let places = (0..self.followers.len()).filter(|p| !self.taken[*p] && (whole || !window.contains(p)));
        let all: Vec<usize> = places.filter(|place| as_old(*place)).collect();
        let step = all.len().div_ceil(MOST_OTHERS).max(1);
        all.into_iter().step_by(step).collect()
    }

    /// Absence of engagement among `members` against the others.
    fn engagement(&self, members: &[usize], others: &[usize]) -> Finding {
        let count = |places: &[usize]| {
            let known = places.iter().map(|place| self.followers.engaged[*place]).filter(|engaged| *engaged < 2);
            known.fold((0.0, 0.0), |(silent, all), engaged| (silent + f64::from(1 - engaged), all + 1.0))
        };
        let ((seen, of), (silent, all)) = (count(members), count(others));
        if of < 8.0 || all < 20.0 {
            return Finding::NotExamined("too few followers' engagement with the agency is known");
        }
        let expected = of * silent / all;
        let chance = ln_excess(seen, of, silent, all).exp();
        judged(Strength::new(seen, of, expected, chance), expected <= (1.0 - LEAST_ENGAGED) * of)
    }
}

fn judged(strength: Strength, enough: bool) -> Finding {
    if enough && strength.chance <= ALPHA_KIND { Finding::Seen(strength) } else { Finding::NotSeen(strength) }
}
