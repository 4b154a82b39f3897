//! What a plan maximises, in numbers alone: segments, channels, two resources.

use super::curve::ResponseCurve;

/// Position of the weekly staff hours among the resources.
pub(super) const HOURS: usize = 0;
/// Position of the weekly money among the resources.
pub(super) const MONEY: usize = 1;

/// All resources.
pub(super) const RESOURCES: [usize; 2] = [HOURS, MONEY];

/// Hours and money.
pub(super) type Amounts = [f64; 2];

/// One channel on offer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChannelTerm {
    /// Expected share of each segment that the channel could reach, below 1.
    pub(super) reach: Vec<f64>,
    /// Part of the attainable that is met as soon as the channel is staffed at all: the account's own followers.
    pub(super) organic_reach: f64,
    /// HalfSaturation-lives of effort that one unit of each resource buys.
    pub(super) rates: Amounts,
    /// What an effort misses.
    pub(super) curve: ResponseCurve,
    /// Whether it may be left alone.
    pub(super) optional: bool,
    /// Least of each resource where it is not left alone.
    pub(super) min: Amounts,
    /// Most of each resource, no less than the least.
    pub(super) max: Amounts,
}

impl ChannelTerm {
    /// Part of the attainable that is reached.
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
        let parts: Vec<(usize, f64)> =
            (choice.iter().enumerate()).filter_map(|(i, amounts)| Some((i, self.terms[i].part((*amounts)?)))).collect();
        (0..self.weights.len())
            .map(move |s| 1.0 - parts.iter().map(|(i, part)| 1.0 - self.terms[*i].reach[s] * part).product::<f64>())
    }

    /// Share of the target that one channel meets, whatever the others do.
    pub(super) fn reach_alone(&self, term: usize, amounts: Amounts) -> f64 {
        let attainable: f64 = self.terms[term].reach.iter().zip(&self.weights).map(|(r, w)| r * w).sum();
        attainable * self.terms[term].part(amounts)
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
