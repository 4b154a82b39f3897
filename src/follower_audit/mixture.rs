//! Who of a window came in bulk: two kinds of people, told apart by creation date and counts.

use std::ops::Range;

use super::followers::{COUNTS, Followers, NO_COUNT, NO_DAY};
use crate::stats::{logistic, logit};

/// Days of one bin of creation dates.
const DAYS_A_BIN: u16 = 7;
/// Fields that pictures show beside the creation date: the counts, and the profile pattern, which tells how counts go
/// together.
const FIELDS: usize = COUNTS + 1;
/// FeatureBins of a count, the last for a count that is not stated.
const BINS: usize = 104;
const NOT_STATED: usize = BINS - 1;
/// The most that one field may say for or against, as odds.
const MAX_ODDS: f64 = 60.0;
/// Ordinary people whom the picture of the bulk is mixed with, so that a bin nobody is in rules nobody out.
const PRIOR: f64 = 2.0;
/// Generations, and how many followers of the others each is mixed with.
const GENERATIONS: usize = 4;
const OTHER_GENERATIONS: f64 = 20.0;
/// Followers on either side of a window that are always looked at, and most of those further away.
const MIN_REACH: usize = 500;
const MAX_REACH: usize = 20_000;
const MAX_FAR: usize = 40_000;
/// Fewest followers outside who can tell how common lookalikes are.
const MIN_OUTSIDE: usize = 20;
/// Of the bulk of a window, as standard deviations: ordinary followers that the picture takes for it, and members of it
/// that are unlike the rest (a vendor's odd lots).
const OF_WINDOW: (f64, f64) = (0.05, 0.12);
/// The same where creation dates alone tell, which miss all that were created on other days.
const OF_BANDS: (f64, f64) = (0.1, 0.25);
/// Scores that shares are weighed by, at most.
const MAX_WEIGHED: usize = 20_000;
const ROUNDS: usize = 4;
const ROUNDS_OF_BALANCE: usize = 20;
/// Odds at which a follower counts as one of the bulk while the window is sought.
const CLEAR_ODDS: f64 = 9.0;

/// The followers of a window that came in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkMembership {
    /// Places in the order: from the first to the last of them.
    pub window: Range<usize>,
    /// Whether each index is among the likeliest, as many as there are.
    pub alike: Vec<bool>,
    /// How many there are.
    pub count: f64,
    /// Standard deviation below and above that number.
    pub sd: (f64, f64),
}

impl BulkMembership {
    /// The indices of those who seem to have come in bulk.
    pub fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.window.clone().zip(&self.alike).filter(|(_, alike)| **alike).map(|(index, _)| index)
    }
}

/// Followers of one kind by the bins of each field: their creation date, and in each generation their counts.
///
/// A generation is a quarter of the followers by creation date: what is usual for a young account is not for an old
/// one.
struct ClassDensity {
    created: Vec<f64>,
    /// By generation, field and bin.
    counts: Vec<f64>,
}

/// The bins of each follower.
pub struct FeatureBins<'a> {
    followers: &'a Followers,
    /// Bin of the creation date and generation.
    created: Vec<(u16, u8)>,
    created_bins: usize,
}

impl<'a> FeatureBins<'a> {
    /// FeatureBins for `followers`.
    pub fn new(followers: &'a Followers) -> Self {
        let mut days = vec![0u32; usize::from(u16::MAX) + 1];
        let mut stated = 0;
        for day in followers.created.iter().filter(|day| **day != NO_DAY) {
            days[usize::from(*day)] += 1;
            stated += 1;
        }
        let first = days.iter().position(|n| *n > 0).unwrap_or(0) as u16;
        let last = days.iter().rposition(|n| *n > 0).unwrap_or(0) as u16;
        let (mut before, mut generations) = (0u32, vec![0u8; days.len()]);
        for (generation, n) in generations.iter_mut().zip(&days) {
            *generation = (before as usize * GENERATIONS / stated.max(1)).min(GENERATIONS - 1) as u8;
            before += n;
        }
        let created_bins = usize::from((last - first) / DAYS_A_BIN) + 2;
        let bin = |day: u16| match day {
            NO_DAY => ((created_bins - 1) as u16, 0),
            day => ((day - first) / DAYS_A_BIN, generations[usize::from(day)]),
        };
        Self { followers, created: followers.created.iter().map(|day| bin(*day)).collect(), created_bins }
    }

    fn blank(&self) -> ClassDensity {
        ClassDensity { created: vec![0.0; self.created_bins], counts: vec![0.0; GENERATIONS * FIELDS * BINS] }
    }

    /// Where in [`ClassDensity::counts`] the counts and the pattern of a index stand.
    fn counts(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let start = usize::from(self.created[index].1) * FIELDS * BINS;
        let signs = self.followers.signs[index];
        let observed = usize::from(signs.resembles()) + usize::from(signs.pattern());
        let pattern = start + COUNTS * BINS + if signs.judged() { observed } else { NOT_STATED };
        let counts = (0..COUNTS).map(move |field| {
            let count = self.followers.counts[field][index];
            let bin = if count == NO_COUNT { NOT_STATED } else { usize::from(count).min(NOT_STATED - 1) };
            start + field * BINS + bin
        });
        counts.chain([pattern])
    }

    fn add(&self, picture: &mut ClassDensity, index: usize, weight: f64) {
        picture.created[usize::from(self.created[index].0)] += weight;
        self.counts(index).for_each(|at| picture.counts[at] += weight);
    }

    /// Logarithm of the odds of a index being of the bulk; of its counts alone where not `dated`.
    fn evidence(&self, odds: &ClassDensity, index: usize, dated: bool) -> f64 {
        let counts: f64 = self.counts(index).map(|at| odds.counts[at]).sum();
        counts + if dated { odds.created[usize::from(self.created[index].0)] } else { 0.0 }
    }
}

impl ClassDensity {
    /// Smooths neighbouring bins of dates and counts together; what is not stated stays by itself.
    fn smooth(&mut self, created_reach: usize) {
        smooth(&mut self.created, created_reach);
        for generation in self.counts.chunks_exact_mut(FIELDS * BINS) {
            generation[..COUNTS * BINS].chunks_exact_mut(BINS).for_each(|bins| smooth(bins, 1));
        }
    }

    /// Mixes each generation with `part` followers of all generations; infinitely many make them the same.
    fn blend(&mut self, part: f64) {
        let generation = FIELDS * BINS;
        for field in 0..FIELDS {
            let at = |g: usize| g * generation + field * BINS;
            let sum_of = |bin: usize| (0..GENERATIONS).map(|g| self.counts[at(g) + bin]).sum::<f64>();
            let all: Vec<f64> = (0..BINS).map(sum_of).collect();
            let sum = all.iter().sum::<f64>().max(1e-9);
            let (own, added) = if part.is_finite() { (1.0, part / sum) } else { (0.0, 1.0) };
            for g in 0..GENERATIONS {
                let bins = &mut self.counts[at(g)..at(g) + BINS];
                bins.iter_mut().zip(&all).for_each(|(x, a)| *x = own * *x + added * a);
            }
        }
    }

    /// Logarithms of the odds of each bin against `other`, both mixed with a little of what is usual and of all.
    fn against(&self, other: &ClassDensity) -> ClassDensity {
        let of = |mine: &[f64], theirs: &[f64]| -> Vec<f64> {
            let (all_mine, all_theirs): (f64, f64) = (mine.iter().sum(), theirs.iter().sum());
            let even = 1.0 / mine.len() as f64;
            let ordinary = |t: f64| (t + even) / (all_theirs + 1.0);
            let guess = |t: f64| 0.5 * (ordinary(t) + even);
            let odds = |(m, t): (&f64, &f64)| ((m + PRIOR * guess(*t)) / (all_mine + PRIOR)) / ordinary(*t);
            mine.iter().zip(theirs).map(odds).map(|o| o.clamp(1.0 / MAX_ODDS, MAX_ODDS).ln()).collect()
        };
        let fields = self.counts.chunks_exact(BINS).zip(other.counts.chunks_exact(BINS));
        let counts = fields.flat_map(|(mine, theirs)| of(mine, theirs)).collect();
        ClassDensity { created: of(&self.created, &other.created), counts }
    }
}

/// A triangular kernel of the given reach; the last bin stands for "not stated" and takes no part.
fn smooth(bins: &mut [f64], reach: usize) {
    let n = bins.len() - 1;
    let before: Vec<f64> = bins[..n].to_vec();
    let weight = |away: usize| (reach + 1 - away) as f64 / ((reach + 1) * (reach + 1)) as f64;
    for (i, out) in bins[..n].iter_mut().enumerate() {
        let near = i.saturating_sub(reach)..(i + reach + 1).min(n);
        *out = near.map(|j| before[j] * weight(i.abs_diff(j))).sum();
    }
}

/// Where the bulk is sought.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchSpace {
    /// In a window of the order, which is found anew, starting from this one.
    Window(Range<usize>),
    /// Among accounts created on days from the first to the last of these bands, whatever their index.
    Bands(Vec<(u16, u16)>),
}

/// Tells the bulk from the ordinary, starting from those whom `core` names. None where nobody is left.
///
/// The ordinary are pictured by the followers outside, the bulk by those that seem to belong to it, each field by
/// itself (as naive Bayes does); the two steps alternate. A follower is judged by a picture that it had no part in
/// (cross-fitting), and the share of the bulk is what exceeds the share of lookalikes outside, so that neither feeds on
/// itself. SearchSpace bands the creation date tells nobody apart any more and is left out.
pub fn members(
    bins: &FeatureBins<'_>,
    assigned: &[bool],
    within: &SearchSpace,
    core: impl Fn(usize) -> bool,
) -> Option<BulkMembership> {
    let followers = bins.followers;
    let everyone = 0..followers.len();
    let mut window = match within {
        SearchSpace::Window(window) => window.clone(),
        SearchSpace::Bands(_) => everyone.clone(),
    };
    let fixed = matches!(within, SearchSpace::Bands(_));
    let created_in = |index: usize| match within {
        SearchSpace::Window(_) => true,
        SearchSpace::Bands(bands) => bands.iter().any(|(a, b)| (*a..=*b).contains(&followers.created[index])),
    };
    let mut posteriors = vec![0.0f64; followers.len()];
    for index in window.clone().filter(|index| core(*index) && !assigned[*index]) {
        posteriors[index] = 1.0;
    }
    let mut balance = PrevalenceCorrection::default();
    for round in 0..ROUNDS {
        let scope = if fixed {
            ReferencePopulation { assigned, near: everyone.clone(), far: Vec::new() }
        } else {
            ReferencePopulation::new(assigned, &window)
        };
        let pictures = learn(bins, &scope, &posteriors, round > 0);
        let score = |index: usize| bins.evidence(&pictures[index % 2], index, !fixed);
        let near: Vec<f64> = scope.near.clone().map(score).collect();
        let far: Vec<f64> = scope.far.iter().map(|index| score(*index)).collect();
        posteriors[window.clone()].fill(0.0);
        if !fixed {
            window = extent(&scope, &window, &near, &far)?;
        }
        let start = scope.near.start;
        let inside = |index: usize| window.contains(&index) && created_in(index);
        let open = || scope.near.clone().filter(|index| !assigned[*index]);
        let bulk: Vec<f64> = open().filter(|index| inside(*index)).map(|index| near[index - start]).collect();
        let others = open().filter(|index| !inside(*index)).map(|index| near[index - start]);
        balance = PrevalenceCorrection::new(&subsampled(&bulk), &subsampled(&others.chain(far).collect::<Vec<f64>>()));
        balance.open = bulk.len() as f64;
        let prior = logit(balance.share);
        for index in window.clone().filter(|index| !assigned[*index] && created_in(*index)) {
            let posterior = logistic(near[index - start] + prior);
            // Those who are more likely ordinary teach nothing about the bulk.
            posteriors[index] = if posterior > 0.5 || round + 1 == ROUNDS { posterior } else { 0.0 };
        }
    }
    Some(conclude(window.clone(), &posteriors[window], &balance, fixed))
}

fn conclude(window: Range<usize>, posteriors: &[f64], balance: &PrevalenceCorrection, banded: bool) -> BulkMembership {
    let count = balance.share * balance.open;
    let mut ranked: Vec<usize> = (0..posteriors.len()).filter(|i| posteriors[*i] > 0.5).collect();
    ranked.sort_by(|a, b| posteriors[*b].total_cmp(&posteriors[*a]).then(a.cmp(b)));
    ranked.truncate(count.round() as usize);
    let mut alike = vec![false; posteriors.len()];
    ranked.iter().for_each(|i| alike[*i] = true);
    let doubt: f64 = posteriors.iter().map(|p| p * (1.0 - p)).sum();
    let posterior = doubt + balance.lookalikes * (balance.open - count).max(0.0) + 1.0;
    let sd = |unlike: f64| (posterior + (unlike * count).powi(2)).sqrt() / balance.recognised;
    let (too_many, too_few) = if banded { OF_BANDS } else { OF_WINDOW };
    BulkMembership { window, alike, count, sd: (sd(too_many), sd(too_few)) }
}

/// Whom a window is looked at among: all around it, and a sample of those further away.
struct ReferencePopulation<'t> {
    assigned: &'t [bool],
    near: Range<usize>,
    far: Vec<usize>,
}

impl<'t> ReferencePopulation<'t> {
    fn new(assigned: &'t [bool], window: &Range<usize>) -> Self {
        let reach = (2 * window.len()).clamp(MIN_REACH, MAX_REACH);
        let near = window.start.saturating_sub(reach)..(window.end + reach).min(assigned.len());
        let step = (assigned.len() / MAX_FAR).max(1);
        let far = (0..assigned.len()).step_by(step).filter(|index| !near.contains(index) && !assigned[*index]);
        Self { assigned, far: far.collect(), near }
    }
}

/// At most [`MAX_WEIGHED`] of `scores`, evenly spaced.
fn subsampled(scores: &[f64]) -> Vec<f64> {
    scores.iter().copied().step_by(scores.len().div_ceil(MAX_WEIGHED).max(1)).collect()
}

/// The share of the bulk in a window, of lookalikes elsewhere, and of the bulk that is recognised.
#[derive(Debug, Clone, Copy, Default)]
struct PrevalenceCorrection {
    share: f64,
    lookalikes: f64,
    recognised: f64,
    /// Followers that the share is of.
    open: f64,
}

impl PrevalenceCorrection {
    /// The share that agrees with itself: what seems bulk within, less what would seem so of ordinary people, over what
    /// is recognised of the bulk (Bella et al. 2010, quantification by scaled probabilities).
    fn new(within: &[f64], outside: &[f64]) -> Self {
        let mut balance = Self { share: 0.5, lookalikes: 0.0, recognised: 1.0, open: 0.0 };
        for _ in 0..ROUNDS_OF_BALANCE {
            let prior = logit(balance.share);
            let posterior = |score: &f64| logistic(score + prior);
            let (sum, squares) = within.iter().map(posterior).fold((1e-9, 1e-9), |a, p| (a.0 + p, a.1 + p * p));
            let lookalikes = if outside.len() < MIN_OUTSIDE {
                0.0
            } else {
                (outside.iter().map(posterior).sum::<f64>() + 0.1) / (outside.len() as f64 + 0.2)
            };
            let recognised = (squares / sum).max(lookalikes + 0.3).min(1.0);
            let seeming = sum / within.len().max(1) as f64;
            let share = (seeming - lookalikes) / (recognised - lookalikes);
            balance = Self { share: share.clamp(0.005, 0.995), lookalikes, recognised, open: 0.0 };
        }
        balance
    }
}

/// Two pictures of the bulk: one for even indices, one for odd ones, each learned from the other half where `crossed`.
fn learn(
    bins: &FeatureBins<'_>,
    scope: &ReferencePopulation<'_>,
    posteriors: &[f64],
    crossed: bool,
) -> [ClassDensity; 2] {
    let mut ordinary = bins.blank();
    let mut bulks = [bins.blank(), bins.blank()];
    for index in scope.near.clone().filter(|index| !scope.assigned[*index]).chain(scope.far.iter().copied()) {
        let posterior = posteriors[index];
        if posterior < 1.0 {
            bins.add(&mut ordinary, index, 1.0 - posterior);
        }
        if posterior > 0.0 {
            bins.add(&mut bulks[1 - index % 2], index, posterior);
            if !crossed {
                bins.add(&mut bulks[index % 2], index, posterior);
            }
        }
    }
    ordinary.smooth(4);
    ordinary.blend(OTHER_GENERATIONS);
    bulks.map(|mut bulk| {
        bulk.smooth(1);
        bulk.blend(f64::INFINITY);
        bulk.against(&ordinary)
    })
}

/// The stretch around `seed` in which followers of the bulk are dense: the most probable one if they come at one rate
/// within and at another elsewhere, from the first of them to the last.
fn extent(scope: &ReferencePopulation<'_>, seed: &Range<usize>, near: &[f64], far: &[f64]) -> Option<Range<usize>> {
    let clear = CLEAR_ODDS.ln();
    let indices = scope.near.clone();
    let (mut inside, mut within, mut outside, mut without) = (0.0, 0.0, 0.0, 0.0);
    for (index, score) in indices.clone().zip(near).filter(|(index, _)| !scope.assigned[*index]) {
        let hit = f64::from(u8::from(*score > clear));
        let (hits, all) = if seed.contains(&index) { (&mut inside, &mut within) } else { (&mut outside, &mut without) };
        *hits += hit;
        *all += 1.0;
    }
    outside += far.iter().filter(|score| **score > clear).count() as f64;
    without += far.len() as f64;
    let rate = (inside + 0.5) / (within + 1.0);
    let elsewhere = ((outside + 0.5) / (without + 1.0)).max(1e-4).min(0.5 * rate);
    let (hit, miss) = ((rate / elsewhere).ln(), ((1.0 - rate).max(1e-3) / (1.0 - elsewhere)).ln());
    let score = |index: usize| {
        if scope.assigned[index] {
            0.0
        } else if near[index - indices.start] > clear {
            hit
        } else {
            miss
        }
    };
    let middle = seed.start + seed.len() / 2;
    let (mut best, mut sum, mut end) = (0.0, 0.0, middle);
    for index in middle..indices.end {
        sum += score(index);
        if sum > best {
            (best, end) = (sum, index + 1);
        }
    }
    let (mut best, mut sum, mut start) = (0.0, 0.0, middle);
    for index in (indices.start..middle).rev() {
        sum += score(index);
        if sum > best {
            (best, start) = (sum, index);
        }
    }
    (end > start).then_some(start..end)
}
