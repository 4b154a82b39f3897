//! A share that labels alone carry, where too few of the labelled are members, or too few are not.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::estimate::{MembershipTable, ShareDistribution, shift_odds};
use crate::min_cell::MinCell;

/// Jeffreys' prior of a share.
const PRIOR: f64 = 0.5;
/// Quantiles of the share under each number that the hidden count may be.
const POINTS: usize = 99;

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
        if labelled < Self::least(least) as f64 {
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
    /// each, Jeffreys' posterior of the share among the labelled and the draw of the open ones. Of the open whose known
    /// conditions too few labelled ones meet, anything is believed. `gamma` multiplies the odds of the open.
    pub(super) fn share(&self, gamma: f64) -> ShareDistribution {
        let rows = self.total.rows as f64;
        let most = self.least.most_hidden();
        let mut shares = Vec::with_capacity((most as usize + 1) * POINTS);
        for hidden in 0..=most {
            let hidden = hidden as f64;
            let members = if self.few_are_members { hidden } else { self.labelled - hidden };
            let groups: Vec<(f64, Option<Beta>)> =
                self.total.patterns().map(|(mask, n, chances)| (chances, self.open_share(mask, members, n))).collect();
            shares.extend((0..POINTS).map(|i| {
                let p = (i as f64 + 0.5) / POINTS as f64;
                let share = |belief: &Option<Beta>| shift_odds(belief.as_ref().map_or(p, |b| b.inverse_cdf(p)), gamma);
                (members + groups.iter().map(|(chances, belief)| chances * share(belief)).sum::<f64>()) / rows
            }));
        }
        ShareDistribution::from_draws(shares)
    }

    /// The share among `open` profiles that meet the conditions of `mask`, were `members` of the labelled members. All
    /// members meet them. The others who do are not counted where they are few: all of them are taken to.
    fn open_share(&self, mask: u32, members: f64, open: u64) -> Option<Beta> {
        let labelled = if self.few_are_members { self.total.teachers(mask).0 } else { self.labelled };
        if labelled < Labels::least(self.least) as f64 {
            return None;
        }
        // The draw of the open adds to the variance as if there were fewer labels.
        let fewer = 1.0 / (1.0 + (labelled + 1.0) / open.max(1) as f64);
        let count = |n: f64| fewer * (n.max(0.0) + PRIOR);
        Beta::new(count(members), count(labelled - members)).ok()
    }
}
