//! Densities of the two mixture components: independent histograms of each field (naive Bayes), smoothed by a kernel.

use super::followers::{Followers, NO_COUNT, NO_DAY};
use super::profile_flags::COUNTS;

/// Days of one bin of creation dates.
const BIN_DAYS: u16 = 7;
/// Fields beside the creation date: the counts, and the profile pattern, which carries their correlation.
const FIELDS: usize = COUNTS + 1;
/// Bins of a count; the last is for a missing count.
const BINS: usize = 104;
const MISSING: usize = BINS - 1;
/// The highest likelihood ratio of one field, and the lowest is its inverse.
const MAX_LIKELIHOOD_RATIO: f64 = 60.0;
/// Pseudo-count of the bulk density, so that an empty bin excludes nobody.
const PSEUDO_COUNT: f64 = 2.0;
/// Strata of the account's age: what is usual for a young account is not for an old one.
const AGE_STRATA: usize = 4;
/// Reach in bins of the kernel that smooths creation dates of the organic and of the bulk component.
const ORGANIC_REACH: usize = 4;
const BULK_REACH: usize = 1;
/// Followers of all strata that each stratum of the organic component is shrunk towards.
const SHRINKAGE: f64 = 20.0;

/// The weight of one component in the bins of each field: the creation date, and in each age stratum the counts.
pub(super) struct ClassDensity {
    created: Vec<f64>,
    /// By stratum, field and bin.
    counts: Vec<f64>,
}

/// The log likelihood ratio of bulk against organic by bin.
pub(super) struct LogLikelihoodRatio {
    created: Vec<f64>,
    counts: Vec<f64>,
}

/// The bins of each follower.
pub struct FeatureBins<'a> {
    pub(super) followers: &'a Followers,
    /// Bin of the creation date and age stratum.
    created: Vec<(u16, u8)>,
    created_bins: usize,
}

impl<'a> FeatureBins<'a> {
    /// Bins for `followers`; the strata are quarters of them by creation date.
    pub fn new(followers: &'a Followers) -> Self {
        let stated_days = || followers.created.iter().copied().filter(|day| *day != NO_DAY);
        let (first, last) = (stated_days().min().unwrap_or(0), stated_days().max().unwrap_or(0));
        let mut days = vec![0u32; usize::from(last - first) + 1];
        let mut stated = 0;
        for day in stated_days() {
            days[usize::from(day - first)] += 1;
            stated += 1;
        }
        let (mut before, mut strata) = (0u32, vec![0u8; days.len()]);
        for (stratum, n) in strata.iter_mut().zip(&days) {
            *stratum = (before as usize * AGE_STRATA / stated.max(1)).min(AGE_STRATA - 1) as u8;
            before += n;
        }
        let created_bins = usize::from((last - first) / BIN_DAYS) + 2;
        let bin = |day: u16| match day {
            NO_DAY => ((created_bins - 1) as u16, 0),
            day => ((day - first) / BIN_DAYS, strata[usize::from(day - first)]),
        };
        Self { followers, created: followers.created.iter().map(|day| bin(*day)).collect(), created_bins }
    }

    /// An empty density.
    pub(super) fn empty(&self) -> ClassDensity {
        ClassDensity { created: vec![0.0; self.created_bins], counts: vec![0.0; AGE_STRATA * FIELDS * BINS] }
    }

    /// Adds a follower with a weight to `density`.
    pub(super) fn add(&self, density: &mut ClassDensity, index: usize, weight: f64) {
        density.created[usize::from(self.created[index].0)] += weight;
        self.counts(index).for_each(|at| density.counts[at] += weight);
    }

    /// The log likelihood ratio of a follower; without its creation date unless `with_date`.
    pub(super) fn log_likelihood_ratio(&self, ratio: &LogLikelihoodRatio, index: usize, with_date: bool) -> f64 {
        let counts: f64 = self.counts(index).map(|at| ratio.counts[at]).sum();
        counts + if with_date { ratio.created[usize::from(self.created[index].0)] } else { 0.0 }
    }

    /// Indices into [`ClassDensity::counts`] of the counts and the pattern of a follower.
    fn counts(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let start = usize::from(self.created[index].1) * FIELDS * BINS;
        let flags = self.followers.flags[index];
        let level = usize::from(flags.resembles_pattern()) + usize::from(flags.has_pattern());
        let pattern = start + COUNTS * BINS + if flags.is_known() { level } else { MISSING };
        let counts = (0..COUNTS).map(move |field| {
            let count = self.followers.counts[field][index];
            let bin = if count == NO_COUNT { MISSING } else { usize::from(count).min(MISSING - 1) };
            start + field * BINS + bin
        });
        counts.chain([pattern])
    }
}

/// The ratio of each of the `bulk` densities against `organic`, after smoothing and shrinkage.
pub(super) fn log_likelihood_ratios(bulk: [ClassDensity; 2], mut organic: ClassDensity) -> [LogLikelihoodRatio; 2] {
    organic.smooth(ORGANIC_REACH);
    organic.shrink_to_pooled(SHRINKAGE);
    bulk.map(|mut bulk| {
        bulk.smooth(BULK_REACH);
        // A bulk is too small for strata of its own.
        bulk.shrink_to_pooled(f64::INFINITY);
        bulk.log_likelihood_ratio(&organic)
    })
}

impl ClassDensity {
    /// Smooths neighbouring bins of dates and counts.
    fn smooth(&mut self, created_reach: usize) {
        smooth(&mut self.created, created_reach);
        for stratum in self.counts.chunks_exact_mut(FIELDS * BINS) {
            stratum[..COUNTS * BINS].chunks_exact_mut(BINS).for_each(|bins| smooth(bins, 1));
        }
    }

    /// Shrinks each stratum towards all strata with the weight of `n` followers; at infinity they are the same.
    fn shrink_to_pooled(&mut self, n: f64) {
        let stratum = FIELDS * BINS;
        for field in 0..FIELDS {
            let at = |s: usize| s * stratum + field * BINS;
            let sum_of = |bin: usize| (0..AGE_STRATA).map(|s| self.counts[at(s) + bin]).sum::<f64>();
            let pooled: Vec<f64> = (0..BINS).map(sum_of).collect();
            let sum = pooled.iter().sum::<f64>().max(1e-9);
            let (own, added) = if n.is_finite() { (1.0, n / sum) } else { (0.0, 1.0) };
            for s in 0..AGE_STRATA {
                let bins = &mut self.counts[at(s)..at(s) + BINS];
                bins.iter_mut().zip(&pooled).for_each(|(x, a)| *x = own * *x + added * a);
            }
        }
    }

    /// Log likelihood ratio against `organic` in each bin, with pseudo-counts from the organic and the uniform density.
    fn log_likelihood_ratio(&self, organic: &ClassDensity) -> LogLikelihoodRatio {
        let of = |bulk: &[f64], organic: &[f64]| -> Vec<f64> {
            let (bulk_sum, organic_sum): (f64, f64) = (bulk.iter().sum(), organic.iter().sum());
            let uniform = 1.0 / bulk.len() as f64;
            let organic_density = |o: f64| (o + uniform) / (organic_sum + 1.0);
            let prior = |o: f64| 0.5 * (organic_density(o) + uniform);
            let ratio = |(b, o): (&f64, &f64)| {
                ((b + PSEUDO_COUNT * prior(*o)) / (bulk_sum + PSEUDO_COUNT)) / organic_density(*o)
            };
            let ratios = bulk.iter().zip(organic).map(ratio);
            ratios.map(|r| r.clamp(1.0 / MAX_LIKELIHOOD_RATIO, MAX_LIKELIHOOD_RATIO).ln()).collect()
        };
        let fields = self.counts.chunks_exact(BINS).zip(organic.counts.chunks_exact(BINS));
        let counts = fields.flat_map(|(bulk, organic)| of(bulk, organic)).collect();
        LogLikelihoodRatio { created: of(&self.created, &organic.created), counts }
    }
}

/// Smooths by a triangular kernel; the last bin is for missing values and takes no part.
fn smooth(bins: &mut [f64], reach: usize) {
    let n = bins.len() - 1;
    let before: Vec<f64> = bins[..n].to_vec();
    let weight = |distance: usize| (reach + 1 - distance) as f64 / ((reach + 1) * (reach + 1)) as f64;
    for (i, out) in bins[..n].iter_mut().enumerate() {
        let near = i.saturating_sub(reach)..(i + reach + 1).min(n);
        *out = near.map(|j| before[j] * weight(i.abs_diff(j))).sum();
    }
}
