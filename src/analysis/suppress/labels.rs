//! A share estimated from labels alone, if the labelled members, or the labelled others, are a small cell.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::disclosure::MinCell;
use crate::prevalence::{LABEL_PRIOR, MembershipTable, ShareDistribution, TrainingCounts};
use crate::stats::multiply_odds;

/// Quantiles of the share given each possible value of the suppressed count, and the most values evaluated.
const QUANTILES: usize = 99;
const MAX_VALUES: usize = 20;

/// How a share estimated from labels alone may be published.
pub(super) enum LabelDisclosure {
    /// As it is: neither the members nor the others among the labelled are a small cell.
    Exact,
    /// Without the count of the small cell: every value of it is consistent with the number of labelled profiles.
    Coarsened(SuppressedCounts),
    /// Not at all: there are so few labels that any figure would reveal the small cell.
    Withheld,
}

impl LabelDisclosure {
    pub(super) fn of(total: &MembershipTable, min_cell: MinCell) -> Self {
        let TrainingCounts { n: labelled, members } = total.training_counts(0);
        let is_small = |n: f64| min_cell.is_small_cell(n.round().max(0.0) as u64);
        let members_are_small = is_small(members);
        if !members_are_small && !is_small(labelled - members) {
            return Self::Exact;
        }
        // The number of complete labels must not reveal a small number of incomplete ones either.
        let complete = labelled.round() as u64;
        if complete < Self::min_labels(min_cell) || min_cell.is_small_nonzero(total.labelled.abs_diff(complete)) {
            return Self::Withheld;
        }
        Self::Coarsened(SuppressedCounts::new(total, labelled, min_cell, members_are_small))
    }

    /// The fewest labelled profiles with which every value of the suppressed count is possible.
    pub(super) fn min_labels(min_cell: MinCell) -> u64 {
        min_cell.0 + min_cell.max_suppressed()
    }
}

/// The posterior of a share without the count of the small cell.
///
/// Every value of the count is equally likely. Given each there is the posterior of the share among the labelled, as
/// [`LabelledOnly`](crate::prevalence::LabelledOnly) has it without covariates, with the sampling of the unlabelled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SuppressedCounts {
    rows: f64,
    /// Unlabelled profiles that state nothing about the target.
    blank: f64,
    /// Unlabelled profiles that are known to meet a condition. Their share has a uniform prior: the labels that meet the
    /// condition would reveal the suppressed count.
    conditioned: f64,
    points: Vec<Point>,
}

/// One of equally likely points: the members among the labelled, and the shares of the blank and the conditioned.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    members: f64,
    of_blank: f64,
    of_conditioned: f64,
}

impl SuppressedCounts {
    fn new(total: &MembershipTable, labelled: f64, min_cell: MinCell, members_are_small: bool) -> Self {
        let (blank_rows, blank) = total.unlabelled(0);
        let unlabelled: f64 = total.patterns().map(|(.., chances)| chances).sum();
        // Sampling the unlabelled adds variance as if there were fewer labels.
        let fewer = 1.0 / (1.0 + (labelled + 2.0 * LABEL_PRIOR) / blank_rows.max(1) as f64);
        let count = |n: f64| fewer * (n.max(0.0) + LABEL_PRIOR);
        let max = min_cell.max_suppressed() as usize;
        let mut points = Vec::with_capacity(MAX_VALUES * QUANTILES);
        for suppressed in (0..=max).step_by((max + 1).div_ceil(MAX_VALUES)) {
            let members = if members_are_small { suppressed as f64 } else { labelled - suppressed as f64 };
            let posterior = Beta::new(count(members), count(labelled - members)).expect("both counts are positive");
            points.extend((0..QUANTILES).map(|i| {
                let p = (i as f64 + 0.5) / QUANTILES as f64;
                Point { members, of_blank: posterior.inverse_cdf(p), of_conditioned: p }
            }));
        }
        Self { rows: total.rows as f64, blank, conditioned: unlabelled - blank, points }
    }

    /// The share of the audience if the odds of the unlabelled are `gamma` times those of the posterior.
    pub(super) fn share(&self, gamma: f64) -> ShareDistribution {
        let share = |point: &Point| {
            let of_blank = self.blank * multiply_odds(point.of_blank, gamma);
            let of_conditioned = self.conditioned * multiply_odds(point.of_conditioned, gamma);
            (point.members + of_blank + of_conditioned) / self.rows
        };
        ShareDistribution::from_draws(self.points.iter().map(share).collect())
    }
}
