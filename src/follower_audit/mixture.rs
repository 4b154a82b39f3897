//! Which followers of a window came in bulk: a mixture of two components, `bulk` and `organic`, fitted by an EM-like
//! iteration with cross-fitting.

use std::ops::Range;

use super::density::{ClassDensity, FeatureBins, LogLikelihoodRatio, log_likelihood_ratios};
use crate::stats::{logistic, logit};

/// Followers on either side of a window that are always in the reference population, at least and at most, and the most
/// of those further away.
const MIN_REACH: usize = 500;
const MAX_REACH: usize = 20_000;
const MAX_FAR: usize = 40_000;
/// The fewest followers outside from which a false-positive rate is estimated.
const MIN_OUTSIDE: usize = 20;
/// Standard deviations as parts of the bulk of a window: organic followers mistaken for it, and bulk followers unlike
/// the rest.
const SD_OF_WINDOW: (f64, f64) = (0.05, 0.12);
/// The same for creation dates alone, which miss all accounts created on other days.
const SD_OF_CREATION_RANGES: (f64, f64) = (0.1, 0.25);
/// The most scores from which a prevalence is estimated.
const MAX_SCORES: usize = 20_000;
const EM_ITERATIONS: usize = 4;
const PREVALENCE_ITERATIONS: usize = 20;
/// Odds above which a follower counts as bulk while the window is located.
const CLEAR_ODDS: f64 = 9.0;

/// The followers of a window that came in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkMembership {
    /// Indices in the order of following, from the first to the last of them.
    pub window: Range<usize>,
    /// Whether each index of the window is among the most probable, as many as `count`.
    pub is_bulk: Vec<bool>,
    /// How many there are.
    pub count: f64,
    /// Standard deviation below and above that number.
    pub sd: (f64, f64),
}

impl BulkMembership {
    /// The indices of those who seem to have come in bulk.
    pub fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.window.clone().zip(&self.is_bulk).filter(|(_, is_bulk)| **is_bulk).map(|(index, _)| index)
    }
}

/// Where the bulk is searched for.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchSpace {
    /// In a window of the order, which is located anew, starting from this one.
    Window(Range<usize>),
    /// Among accounts created in one of these ranges of days, whatever their index.
    CreationRanges(Vec<(u16, u16)>),
}

impl SearchSpace {
    fn includes_day(&self, created: u16) -> bool {
        match self {
            Self::Window(_) => true,
            Self::CreationRanges(ranges) => ranges.iter().any(|(a, b)| (*a..=*b).contains(&created)),
        }
    }
}

/// Separates the bulk from the organic followers, starting from those that `is_core` accepts; none if nobody is left.
///
/// The organic density is estimated from the followers outside, the bulk density from those with a high posterior
/// probability; the two steps alternate. A follower is scored by a density that it did not contribute to (cross-fitting),
/// and the prevalence of the bulk is corrected for the false-positive rate outside, so that neither confirms itself.
/// Within creation ranges the creation date is the same for all and is not scored.
pub fn fit_membership(
    bins: &FeatureBins<'_>,
    assigned: &[bool],
    space: &SearchSpace,
    is_core: impl Fn(usize) -> bool,
) -> Option<BulkMembership> {
    let followers = bins.followers;
    let everyone = 0..followers.len();
    let by_creation_alone = matches!(space, SearchSpace::CreationRanges(_));
    let mut window = match space {
        SearchSpace::Window(window) => window.clone(),
        SearchSpace::CreationRanges(_) => everyone.clone(),
    };
    let mut posteriors = vec![0.0f64; followers.len()];
    for index in window.clone().filter(|index| is_core(*index) && !assigned[*index]) {
        posteriors[index] = 1.0;
    }
    let mut correction = PrevalenceCorrection::default();
    for iteration in 0..EM_ITERATIONS {
        let population = if by_creation_alone {
            ReferencePopulation { assigned, near: everyone.clone(), far: Vec::new() }
        } else {
            ReferencePopulation::new(assigned, &window)
        };
        let ratios = fit_densities(bins, &population, &posteriors, iteration > 0);
        let score = |index: usize| bins.log_likelihood_ratio(&ratios[index % 2], index, !by_creation_alone);
        let near: Vec<f64> = population.near.clone().map(score).collect();
        let far: Vec<f64> = population.far.iter().map(|index| score(*index)).collect();
        posteriors[window.clone()].fill(0.0);
        if !by_creation_alone {
            window = locate_window(&population, &window, &near, &far)?;
        }
        let start = population.near.start;
        let inside = |index: usize| window.contains(&index) && space.includes_day(followers.created[index]);
        let unassigned = || population.near.clone().filter(|index| !assigned[*index]);
        let scores: Vec<f64> = unassigned().filter(|index| inside(*index)).map(|index| near[index - start]).collect();
        let others = unassigned().filter(|index| !inside(*index)).map(|index| near[index - start]);
        let others: Vec<f64> = others.chain(far).collect();
        correction = PrevalenceCorrection::new(&subsampled(&scores), &subsampled(&others));
        correction.n = scores.len() as f64;
        let prior = logit(correction.prevalence);
        for index in window.clone().filter(|index| !assigned[*index] && inside(*index)) {
            let posterior = logistic(near[index - start] + prior);
            // Followers that are probably organic do not contribute to the bulk density.
            posteriors[index] = if posterior > 0.5 || iteration + 1 == EM_ITERATIONS { posterior } else { 0.0 };
        }
    }
    Some(membership(window.clone(), &posteriors[window], &correction, by_creation_alone))
}

fn membership(
    window: Range<usize>,
    posteriors: &[f64],
    correction: &PrevalenceCorrection,
    by_creation_alone: bool,
) -> BulkMembership {
    let count = correction.prevalence * correction.n;
    let mut ranked: Vec<usize> = (0..posteriors.len()).filter(|i| posteriors[*i] > 0.5).collect();
    ranked.sort_by(|a, b| posteriors[*b].total_cmp(&posteriors[*a]).then(a.cmp(b)));
    ranked.truncate(count.round() as usize);
    let mut is_bulk = vec![false; posteriors.len()];
    ranked.iter().for_each(|i| is_bulk[*i] = true);
    let bernoulli: f64 = posteriors.iter().map(|p| p * (1.0 - p)).sum();
    let variance = bernoulli + correction.false_positive_rate * (correction.n - count).max(0.0) + 1.0;
    let sd = |part: f64| (variance + (part * count).powi(2)).sqrt() / correction.sensitivity;
    let (below, above) = if by_creation_alone { SD_OF_CREATION_RANGES } else { SD_OF_WINDOW };
    BulkMembership { window, is_bulk, count, sd: (sd(below), sd(above)) }
}

/// The followers that a window is compared with: all around it, and a sample of those further away.
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

/// At most [`MAX_SCORES`] of `scores`, evenly spaced.
fn subsampled(scores: &[f64]) -> Vec<f64> {
    scores.iter().copied().step_by(scores.len().div_ceil(MAX_SCORES).max(1)).collect()
}

/// The prevalence of the bulk in a window, corrected for misclassification.
#[derive(Debug, Clone, Copy, Default)]
struct PrevalenceCorrection {
    prevalence: f64,
    /// Mean posterior probability of organic followers.
    false_positive_rate: f64,
    /// Mean posterior probability of bulk followers.
    sensitivity: f64,
    /// Followers that the prevalence is a share of.
    n: f64,
}

impl PrevalenceCorrection {
    /// The fixed point of scaled probability average (Bella et al. 2010): the mean posterior within, less the
    /// false-positive rate outside, over sensitivity less the false-positive rate.
    fn new(within: &[f64], outside: &[f64]) -> Self {
        let mut correction = Self { prevalence: 0.5, false_positive_rate: 0.0, sensitivity: 1.0, n: 0.0 };
        for _ in 0..PREVALENCE_ITERATIONS {
            let prior = logit(correction.prevalence);
            let posterior = |score: &f64| logistic(score + prior);
            let (sum, squares) = within.iter().map(posterior).fold((1e-9, 1e-9), |a, p| (a.0 + p, a.1 + p * p));
            let false_positive_rate = if outside.len() < MIN_OUTSIDE {
                0.0
            } else {
                (outside.iter().map(posterior).sum::<f64>() + 0.1) / (outside.len() as f64 + 0.2)
            };
            let sensitivity = (squares / sum).max(false_positive_rate + 0.3).min(1.0);
            let mean = sum / within.len().max(1) as f64;
            let prevalence = (mean - false_positive_rate) / (sensitivity - false_positive_rate);
            correction = Self { prevalence: prevalence.clamp(0.005, 0.995), false_positive_rate, sensitivity, n: 0.0 };
        }
        correction
    }
}

/// Two likelihood ratios, for even and for odd indices; each is fitted on the other half if `cross_fit`.
fn fit_densities(
    bins: &FeatureBins<'_>,
    population: &ReferencePopulation<'_>,
    posteriors: &[f64],
    cross_fit: bool,
) -> [LogLikelihoodRatio; 2] {
    let mut organic: ClassDensity = bins.empty();
    let mut bulk = [bins.empty(), bins.empty()];
    let near = population.near.clone().filter(|index| !population.assigned[*index]);
    for index in near.chain(population.far.iter().copied()) {
        let posterior = posteriors[index];
        if posterior < 1.0 {
            bins.add(&mut organic, index, 1.0 - posterior);
        }
        if posterior > 0.0 {
            bins.add(&mut bulk[1 - index % 2], index, posterior);
            if !cross_fit {
                bins.add(&mut bulk[index % 2], index, posterior);
            }
        }
    }
    log_likelihood_ratios(bulk, organic)
}

/// The window around `initial` in which bulk followers are dense: the most probable one if they come at one rate inside
/// and at another outside (a maximum-scoring segment), from the first of them to the last.
fn locate_window(
    population: &ReferencePopulation<'_>,
    initial: &Range<usize>,
    near: &[f64],
    far: &[f64],
) -> Option<Range<usize>> {
    let clear = CLEAR_ODDS.ln();
    let indices = population.near.clone();
    let (mut hits_inside, mut inside, mut hits_outside, mut outside) = (0.0, 0.0, 0.0, 0.0);
    for (index, score) in indices.clone().zip(near).filter(|(index, _)| !population.assigned[*index]) {
        let hit = f64::from(u8::from(*score > clear));
        let is_inside = initial.contains(&index);
        let (hits, all) = if is_inside { (&mut hits_inside, &mut inside) } else { (&mut hits_outside, &mut outside) };
        *hits += hit;
        *all += 1.0;
    }
    hits_outside += far.iter().filter(|score| **score > clear).count() as f64;
    outside += far.len() as f64;
    let rate = (hits_inside + 0.5) / (inside + 1.0);
    let rate_outside = ((hits_outside + 0.5) / (outside + 1.0)).max(1e-4).min(0.5 * rate);
    let (hit, miss) = ((rate / rate_outside).ln(), ((1.0 - rate).max(1e-3) / (1.0 - rate_outside)).ln());
    let score = |index: usize| {
        if population.assigned[index] {
            0.0
        } else if near[index - indices.start] > clear {
            hit
        } else {
            miss
        }
    };
    let middle = initial.start + initial.len() / 2;
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
