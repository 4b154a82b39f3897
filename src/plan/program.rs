//! What a plan maximises, in numbers alone: segments, channels, two resources.

use super::curve::ResponseCurve;

/// Position of the weekly staff hours among the resources.
pub(super) const HOURS: usize = 0;
/// Position of the weekly money among the resources.
pub(super) const MONEY: usize = 1;

/// All resources.
pub(super) const RESOURCES: [usize; 2] = [HOURS, MONEY];

/// Least share of the target that counts as more than none: below it sums of rounding errors count as much.
const MIN_ATTAINABLE: f64 = 1e-6;

/// Hours and money.
pub(super) type Amounts = [f64; 2];

/// People that a channel can reach in one way: those who follow the agency there, or all who use it and are met by bought
/// contacts. A person of a segment is met in one way independently of the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pool {
    /// Expected share of each segment that is in it, below 1.
    pub(super) reach: Vec<f64>,
    /// Part of it that is met as soon as the channel is staffed at all.
    pub(super) organic_reach: f64,
    /// Half-lives of effort that one unit of each resource buys.
    pub(super) rates: Amounts,
    /// What an effort misses.
    pub(super) curve: ResponseCurve,
}

/// One channel on offer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChannelTerm {
    /// Whom it can reach, by the way in which it does; one at least.
    pub(super) pools: Vec<Pool>,
    /// Whether it may be left alone.
    pub(super) optional: bool,
    /// Least of each resource where it is not left alone.
    pub(super) min: Amounts,
    /// Most of each resource, no less than the least.
    pub(super) max: Amounts,
}

impl ChannelTerm {
    /// Whether any of a resource reaches anybody.
    pub(super) fn is_driven_by(&self, k: usize) -> bool {
        self.pools.iter().any(|pool| pool.rates[k] > 0.0)
    }

    /// Share of a segment that is met.
    fn reach(&self, segment: usize, parts: &[f64]) -> f64 {
        1.0 - self.pools.iter().zip(parts).map(|(pool, part)| 1.0 - pool.reach[segment] * part).product::<f64>()
    }

    /// Part of each pool that is met.
    pub(super) fn parts(&self, amounts: Amounts) -> Vec<f64> {
        self.pools.iter().map(|pool| pool.part(amounts)).collect()
    }
}

impl Pool {
    /// Part of it that is met.
    pub(super) fn part(&self, amounts: Amounts) -> f64 {
        1.0 - (1.0 - self.organic_reach) * self.curve.missed(self.effort(amounts))
    }

    /// Effort in half-lives.
    pub(super) fn effort(&self, amounts: Amounts) -> f64 {
        self.rates[HOURS] * amounts[HOURS] + self.rates[MONEY] * amounts[MONEY]
    }
}

/// A planning problem.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    /// Share of the target in each segment; adds up to 1.
    pub(super) weights: Vec<f64>,
    pub(super) terms: Vec<ChannelTerm>,
    /// What there is of each resource.
    pub(super) limits: Amounts,
}

/// What each channel gets; `None` where it is left alone.
pub(super) type Choice = Vec<Option<Amounts>>;

impl Program {
    /// Share of the target that meets at least one channel: `sum_s w_s (1 - prod_c (1 - r_sc f_c))`.
    pub(super) fn reach(&self, choice: &[Option<Amounts>]) -> f64 {
        self.reach_by_segment(choice).zip(&self.weights).map(|(reach, weight)| weight * reach).sum()
    }

    /// The same of each segment.
    pub(super) fn reach_by_segment(&self, choice: &[Option<Amounts>]) -> impl Iterator<Item = f64> {
        let parts: Vec<(&ChannelTerm, Vec<f64>)> = (self.terms.iter().zip(choice))
            .filter_map(|(term, amounts)| Some((term, term.parts((*amounts)?))))
            .collect();
        (0..self.weights.len())
            .map(move |s| 1.0 - parts.iter().map(|(term, parts)| 1.0 - term.reach(s, parts)).product::<f64>())
    }

    /// Share of the target that all channels together meet at most, however much they get; above 0.
    pub(super) fn attainable(&self) -> f64 {
        let of_segment = |s: usize| {
            let pools = self.terms.iter().flat_map(|term| &term.pools);
            1.0 - pools.map(|pool| 1.0 - pool.reach[s]).product::<f64>()
        };
        let sum: f64 = self.weights.iter().enumerate().map(|(s, weight)| weight * of_segment(s)).sum();
        sum.max(MIN_ATTAINABLE)
    }

    /// Share of the target that one channel meets, whatever the others do.
    pub(super) fn reach_alone(&self, term: usize, amounts: Amounts) -> f64 {
        let parts = self.terms[term].parts(amounts);
        self.weights.iter().enumerate().map(|(s, weight)| weight * self.terms[term].reach(s, &parts)).sum()
    }

    /// The same after a part of the effort.
    pub(super) fn after(&self, done: f64) -> Self {
        let mut program = self.clone();
        let pools = program.terms.iter_mut().flat_map(|term| &mut term.pools);
        pools.for_each(|pool| pool.rates = pool.rates.map(|rate| rate * done));
        program
    }

    /// Whether a choice keeps to every bound and resource, to within rounding.
    #[cfg(test)]
    pub(super) fn allows(&self, choice: &[Option<Amounts>]) -> bool {
        let inside = |(term, amounts): (&ChannelTerm, &Option<Amounts>)| match amounts {
            None => term.optional,
            Some(x) => RESOURCES.into_iter().all(|k| x[k] >= term.min[k] && x[k] <= term.max[k]),
        };
        let spent = |k: usize| choice.iter().flatten().map(|x| x[k]).sum::<f64>();
        self.terms.iter().zip(choice).all(inside)
            && RESOURCES.into_iter().all(|k| spent(k) <= self.limits[k] * (1.0 + 1e-12))
    }
}
