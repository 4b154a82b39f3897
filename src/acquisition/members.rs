//! Who of a window came in bulk: two kinds of people, told apart by creation date and counts.

use std::ops::Range;

use super::followers::{COUNTS, Followers, NO_COUNT, NO_DAY};

/// Days of one bin of creation dates.
const DAYS_A_BIN: u16 = 7;
/// Bins of a count, the last for a count that is not stated.
const BINS: usize = 104;
const NOT_STATED: usize = BINS - 1;
/// The most that one field may say for or against, as odds.
const MOST_ODDS: f64 = 60.0;
/// Ordinary people whom the picture of the bulk is mixed with, so that a bin nobody is in rules nobody out.
const PRIOR: f64 = 2.0;
const ROUNDS: usize = 4;
const ROUNDS_OF_BALANCE: usize = 20;
/// Odds at which a follower counts as one of the bulk while the window is sought.
const CLEAR_ODDS: f64 = 9.0;

/// The followers of a window that came in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Places in the order: from the first to the last of them.
    pub window: Range<usize>,
    /// Whether each place is among the likeliest, as many as there are.
    pub alike: Vec<bool>,
    /// Chance of each place of the window to be one of them; 0 for those already told elsewhere.
    pub chances: Vec<f32>,
    /// How many there are: the sum of the chances.
    pub count: f64,
    /// Standard deviation of that number.
    pub sd: f64,
    /// Share of the ordinary followers who look like them.
    pub lookalikes: f64,
}

/// Distribution of each field in one kind of people.
struct Picture {
    created: Vec<f64>,
    counts: [Vec<f64>; COUNTS],
}

/// Reads the bins of a place.
struct Bins<'a> {
    followers: &'a Followers,
    first: u16,
    created: usize,
}

impl<'a> Bins<'a> {
    fn new(followers: &'a Followers) -> Self {
        let stated = || followers.created.iter().copied().filter(|day| *day != NO_DAY);
        let first = stated().min().unwrap_or(0);
        let last = stated().max().unwrap_or(0);
        Self { followers, first, created: usize::from((last - first) / DAYS_A_BIN) + 2 }
    }

    fn created(&self, place: usize) -> usize {
        let day = self.followers.created[place];
        if day == NO_DAY { self.created - 1 } else { usize::from((day - self.first) / DAYS_A_BIN) }
    }

    fn count(&self, field: usize, place: usize) -> usize {
        let count = self.followers.counts[field][place];
        if count == NO_COUNT { NOT_STATED } else { usize::from(count).min(NOT_STATED - 1) }
    }

    fn blank(&self) -> Picture {
        Picture { created: vec![0.0; self.created], counts: std::array::from_fn(|_| vec![0.0; BINS]) }
    }

    fn add(&self, picture: &mut Picture, place: usize, weight: f64) {
        picture.created[self.created(place)] += weight;
        for field in 0..COUNTS {
            picture.counts[field][self.count(field, place)] += weight;
        }
    }
}

impl Picture {
    /// Smooths neighbouring bins together; what is not stated stays by itself.
    fn smooth(&mut self, created_reach: usize) {
        smooth(&mut self.created, created_reach);
        self.counts.iter_mut().for_each(|bins| smooth(bins, 1));
    }

    /// Logarithms of the odds of each bin against `other`, both mixed with a little of `other`.
    fn against(&self, other: &Picture) -> Picture {
        let of = |mine: &[f64], theirs: &[f64]| -> Vec<f64> {
            let (all_mine, all_theirs): (f64, f64) = (mine.iter().sum(), theirs.iter().sum());
            let even = 1.0 / mine.len() as f64;
            let ordinary = |t: f64| (t + even) / (all_theirs + 1.0);
            let odds = |(m, t): (&f64, &f64)| ((m + PRIOR * ordinary(*t)) / (all_mine + PRIOR)) / ordinary(*t);
            mine.iter().zip(theirs).map(odds).map(|o| o.clamp(1.0 / MOST_ODDS, MOST_ODDS).ln()).collect()
        };
        Picture {
            created: of(&self.created, &other.created),
            counts: std::array::from_fn(|i| of(&self.counts[i], &other.counts[i])),
        }
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

/// Tells the bulk of `seed` from the ordinary, starting from those whom `core` names, and finds how far its window
/// reaches.
///
/// The ordinary are pictured by all followers outside, the bulk by those that seem to belong to it, each field by
/// itself (as naive Bayes does); the two steps alternate. A follower is judged by a picture that it had no part in
/// (cross-fitting), and the share of the bulk is what exceeds the share of lookalikes outside, so that neither feeds on
/// itself.
pub fn members(
    followers: &Followers,
    taken: &[bool],
    seed: &Range<usize>,
    core: impl Fn(usize) -> bool,
) -> Option<Members> {
    let bins = Bins::new(followers);
    let n = followers.len();
    let mut window = seed.clone();
    let mut chances: Vec<f64> = window.clone().map(|p| f64::from(u8::from(core(p) && !taken[p]))).collect();
    let mut scores: Vec<f64> = Vec::new();
    let mut balance = Balance::default();
    for round in 0..ROUNDS {
        let pictures = learn(&bins, taken, &window, &chances, round > 0);
        scores = (0..n).map(|place| evidence(&bins, &pictures[place % 2], place)).collect();
        window = extent(taken, &window, &scores)?;
        balance = Balance::new(taken, &window, &scores);
        let prior = ln_odds(balance.share);
        let hard = |p: f64| if p > 0.5 { p } else { 0.0 };
        let of = |place: usize| if taken[place] { 0.0 } else { hard(sigmoid(scores[place] + prior)) };
        chances = window.clone().map(of).collect();
    }
    let prior = ln_odds(balance.share);
    let of = |place: usize| if taken[place] { 0.0 } else { sigmoid(scores[place] + prior) };
    let chances: Vec<f32> = window.clone().map(|place| of(place) as f32).collect();
    let doubt: f64 = chances.iter().map(|p| f64::from(p * (1.0 - p))).sum();
    let open = window.clone().filter(|place| !taken[*place]).count() as f64;
    let count = balance.share * open;
    let mut ranked: Vec<usize> = (0..chances.len()).filter(|i| chances[*i] > 0.5).collect();
    ranked.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]).then(a.cmp(b)));
    ranked.truncate(count.round() as usize);
    let mut alike = vec![false; chances.len()];
    ranked.iter().for_each(|i| alike[*i] = true);
    // Ordinary followers taken for bulk, bulk taken for ordinary, and a picture that is not quite right.
    let sd = (doubt + balance.lookalikes * (open - count) + (0.02 * count).powi(2) + 1.0).sqrt() / balance.recognised;
    Some(Members { window, alike, chances, count, sd, lookalikes: balance.lookalikes })
}

/// The share of the bulk in a window, and of lookalikes elsewhere.
#[derive(Debug, Clone, Copy, Default)]
struct Balance {
    share: f64,
    lookalikes: f64,
    recognised: f64,
}

impl Balance {
    /// The share that agrees with itself: what seems bulk within, less what would seem so of ordinary people.
    fn new(taken: &[bool], window: &Range<usize>, scores: &[f64]) -> Self {
        let of = |places: &mut dyn Iterator<Item = usize>| -> Vec<f64> {
            places.filter(|place| !taken[*place]).map(|place| scores[place]).collect()
        };
        let within = of(&mut window.clone());
        let outside = of(&mut (0..window.start).chain(window.end..scores.len()));
        let mean = |scores: &[f64], prior: f64| {
            (scores.iter().map(|s| sigmoid(s + prior)).sum::<f64>() + 0.1) / (scores.len() as f64 + 0.2)
        };
        let mut balance = Self { share: 0.5, lookalikes: 0.0, recognised: 1.0 };
        for _ in 0..ROUNDS_OF_BALANCE {
            let prior = ln_odds(balance.share);
            let lookalikes = mean(&outside, prior);
            let (sum, squares) = within.iter().map(|s| sigmoid(s + prior)).fold((1e-9, 1e-9), |a, p| (a.0 + p, a.1 + p * p));
            let recognised = (squares / sum).max(lookalikes + 0.3).min(1.0);
            let share = (mean(&within, prior) - lookalikes) / (recognised - lookalikes);
            balance = Self { share: share.clamp(0.005, 0.995), lookalikes, recognised };
        }
        balance
    }
}

fn ln_odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn evidence(bins: &Bins<'_>, odds: &Picture, place: usize) -> f64 {
    let counts: f64 = (0..COUNTS).map(|field| odds.counts[field][bins.count(field, place)]).sum();
    odds.created[bins.created(place)] + counts
}

/// Two pictures of the bulk: one for even places, one for odd ones, each learned from the other half where `crossed`.
fn learn(bins: &Bins<'_>, taken: &[bool], window: &Range<usize>, chances: &[f64], crossed: bool) -> [Picture; 2] {
    let n = bins.followers.len();
    let mut ordinary = bins.blank();
    let mut bulks = [bins.blank(), bins.blank()];
    for place in (0..n).filter(|place| !taken[*place]) {
        let chance = if window.contains(&place) { chances[place - window.start] } else { 0.0 };
        if chance < 1.0 {
            bins.add(&mut ordinary, place, 1.0 - chance);
        }
        if chance > 0.0 {
            bins.add(&mut bulks[1 - place % 2], place, chance);
            if !crossed {
                bins.add(&mut bulks[place % 2], place, chance);
            }
        }
    }
    ordinary.smooth(4);
    bulks.map(|mut bulk| {
        bulk.smooth(1);
        bulk.against(&ordinary)
    })
}

/// The stretch around `seed` in which followers of the bulk are dense: the most probable one if they come at one rate
/// within and at another elsewhere.
fn extent(taken: &[bool], seed: &Range<usize>, scores: &[f64]) -> Option<Range<usize>> {
    let n = scores.len();
    let clear = CLEAR_ODDS.ln();
    let (mut inside, mut within, mut outside, mut without) = (0.0, 0.0, 0.0, 0.0);
    let mut seen = vec![0u8; n];
    for place in (0..n).filter(|place| !taken[*place]) {
        let is = scores[place] > clear;
        seen[place] = 1 + u8::from(is);
        let (hits, all) = if seed.contains(&place) { (&mut inside, &mut within) } else { (&mut outside, &mut without) };
        *hits += f64::from(u8::from(is));
        *all += 1.0;
    }
    let rate = (inside + 0.5) / (within + 1.0);
    let elsewhere = ((outside + 0.5) / (without + 1.0)).max(1e-4).min(0.5 * rate);
    let (hit, miss) = ((rate / elsewhere).ln(), ((1.0 - rate).max(1e-3) / (1.0 - elsewhere)).ln());
    let score = |place: usize| match seen[place] {
        0 => 0.0,
        1 => miss,
        _ => hit,
    };
    let middle = seed.start + seed.len() / 2;
    let (mut best, mut sum, mut end) = (0.0, 0.0, middle);
    for place in middle..n {
        sum += score(place);
        if sum > best {
            (best, end) = (sum, place + 1);
        }
    }
    let (mut best, mut sum, mut start) = (0.0, 0.0, middle);
    for place in (0..middle).rev() {
        sum += score(place);
        if sum > best {
            (best, start) = (sum, place);
        }
    }
    (end > start).then_some(start..end)
}
