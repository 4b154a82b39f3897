//! A share that labels alone carry, where too few of the labelled are members, or too few are not.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::estimate::{MembershipTable, ShareDistribution, shift_odds};
use crate::min_cell::MinCell;

/// Jeffreys' prior of a share.
const PRIOR: f64 = 0.5;
/// Quantiles of the share under each number that the hidden count may be, and the numbers that are looked at at most.
const POINTS: usize = 99;
const MOST_NUMBERS: usize = 20;

/// What labels tell of a share.
pub(super) enum Labels<'a> {
    /// Neither the members nor the others among the labelled are few.
    Many,
    /// The one or the other are few, and any number of them is consistent with how many are labelled.
    Hidden(HiddenLabels<'a>),
    /// There are so few labels that to tell anything would tell more of them than it may.
    Few,
}

/// The labelled of an audience, without how many of them are the few.
pub(super) struct HiddenLabels<'a> {
    total: &'a MembershipTable,
    labelled: f64,
    least: MinCell,
    few_are_members: bool,
}

impl<'a> Labels<'a> {
    pub(super) fn of(total: &'a MembershipTable, least: MinCell) -> Self {
        let (labelled, members) = total.teachers(0);
        let hides = |n: f64| least.hides(n.round().max(0.0) as u64);
        let (few_are_members, few_are_others) = (hides(members), hides(labelled - members));
        if !few_are_members && !few_are_others {
            return Self::Many;
        }
        // Neither may the number of the labelled tell how many of the declared state but a part.
        let complete = labelled.round() as u64;
        if complete < Self::least(least) || least.hides_some(total.declared.abs_diff(complete)) {
            return Self::Few;
        }
        Self::Hidden(HiddenLabels { total, labelled, least, few_are_members })
    }

    /// The fewest labelled that leave every hidden number open: that many hidden at most, and enough others.
    pub(super) fn least(min_cell: MinCell) -> u64 {
        min_cell.0 + min_cell.most_hidden()
    }
}

impl HiddenLabels<'_> {
    /// What is believed of the share of the whole audience where every number of the hidden is equally likely: for
    /// each, Jeffreys' posterior of the share among the labelled and the draw of the open ones. Of the open who are known
    /// to meet a condition anything is believed, for how many of the labelled meet it would tell of the hidden. `gamma`
    /// multiplies the odds of the open.
    pub(super) fn share(&self, gamma: f64) -> ShareDistribution {
        let rows = self.total.rows as f64;
        let most = self.least.most_hidden() as usize;
        let (unlike, known): (Vec<_>, Vec<_>) = self.total.patterns().partition(|(mask, ..)| *mask == 0);
        let open: f64 = unlike.iter().map(|(_, n, _)| *n as f64).sum();
        let chances = |groups: &[(u32, u64, f64)]| groups.iter().map(|(.., chances)| chances).sum::<f64>();
        let (unlike, known) = (chances(&unlike), chances(&known));
        let mut shares = Vec::with_capacity(MOST_NUMBERS * POINTS);
        for hidden in (0..=most).step_by((most + 1).div_ceil(MOST_NUMBERS)) {
            let hidden = hidden as f64;
            let members = if self.few_are_members { hidden } else { self.labelled - hidden };
            // The draw of the open adds to the variance as if there were fewer labels.
            let fewer = 1.0 / (1.0 + (self.labelled + 1.0) / open.max(1.0));
            let count = |n: f64| fewer * (n.max(0.0) + PRIOR);
            let belief = Beta::new(count(members), count(self.labelled - members)).expect("both counts are positive");
            shares.extend((0..POINTS).map(|i| {
                let p = (i as f64 + 0.5) / POINTS as f64;
                let of_open = unlike * shift_odds(belief.inverse_cdf(p), gamma) + known * shift_odds(p, gamma);
                (members + of_open) / rows
            }));
        }
        ShareDistribution::from_draws(shares)
    }
}
