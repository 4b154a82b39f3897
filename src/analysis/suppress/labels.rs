//! A share that labels alone carry, where too few of the labelled are members, or too few are not.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::disclosure::MinCell;
use crate::prevalence::{LABEL_PRIOR, MembershipTable, ShareDistribution, TrainingCounts};
use crate::stats::multiply_odds;

/// Quantiles of the share under each number that the hidden count may be, and the numbers that are looked at at most.
const POINTS: usize = 99;
const MOST_NUMBERS: usize = 20;

/// What labels tell of a share.
pub(super) enum Labels {
    /// Neither the members nor the others among the labelled are few.
    Many,
    /// The one or the other are few, and any number of them is consistent with how many are labelled.
    Hidden(HiddenLabels),
    /// There are so few labels that to tell anything would tell more of them than it may.
    Few,
}

impl Labels {
    pub(super) fn of(total: &MembershipTable, least: MinCell) -> Self {
        let TrainingCounts { n: labelled, members } = total.training_counts(0);
        let hides = |n: f64| least.hides(n.round().max(0.0) as u64);
        let (few_are_members, few_are_others) = (hides(members), hides(labelled - members));
        if !few_are_members && !few_are_others {
            return Self::Many;
        }
        // Neither may the number of the labelled tell how many of the labelled state but a part.
        let complete = labelled.round() as u64;
        if complete < Self::least(least) || least.hides_some(total.labelled.abs_diff(complete)) {
            return Self::Few;
        }
        Self::Hidden(HiddenLabels::new(total, labelled, least, few_are_members))
    }

    /// The fewest labelled that leave every hidden number open: that many hidden at most, and enough others.
    pub(super) fn least(min_cell: MinCell) -> u64 {
        min_cell.0 + min_cell.most_hidden()
    }
}

/// What is believed without how many of the labelled are the few: every number of them is equally likely, and for each
/// there is the posterior of the share among the labelled, as [`LabelledOnly`](crate::prevalence::LabelledOnly) has it
/// without covariates, with the draw of the open ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HiddenLabels {
    rows: f64,
    /// Open profiles that are known to meet no condition, and those that are known to meet one, of whom anything is
    /// believed: how many of the labelled meet it would tell of the hidden number.
    blank: f64,
    conditioned: f64,
    points: Vec<Point>,
}

/// Members among the labelled, and the shares among the blank and the conditioned: all points are equally likely.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    members: f64,
    of_blank: f64,
    of_conditioned: f64,
}

impl HiddenLabels {
    fn new(total: &MembershipTable, labelled: f64, least: MinCell, few_are_members: bool) -> Self {
        let (blank_rows, blank) = total.unlabelled(0);
        let open: f64 = total.patterns().map(|(.., chances)| chances).sum();
        // The draw of the open adds to the variance as if there were fewer labels.
        let fewer = 1.0 / (1.0 + (labelled + 2.0 * LABEL_PRIOR) / blank_rows.max(1) as f64);
        let count = |n: f64| fewer * (n.max(0.0) + LABEL_PRIOR);
        let most = least.most_hidden() as usize;
        let mut points = Vec::with_capacity(MOST_NUMBERS * POINTS);
        for hidden in (0..=most).step_by((most + 1).div_ceil(MOST_NUMBERS)) {
            let members = if few_are_members { hidden as f64 } else { labelled - hidden as f64 };
            let belief = Beta::new(count(members), count(labelled - members)).expect("both counts are positive");
            points.extend((0..POINTS).map(|i| {
                let p = (i as f64 + 0.5) / POINTS as f64;
                Point { members, of_blank: belief.inverse_cdf(p), of_conditioned: p }
            }));
        }
        Self { rows: total.rows as f64, blank, conditioned: open - blank, points }
    }

    /// The share of the whole audience where the odds of the open are `gamma` times what is believed.
    pub(super) fn share(&self, gamma: f64) -> ShareDistribution {
        let share = |point: &Point| {
            let of_blank = self.blank * multiply_odds(point.of_blank, gamma);
            let of_conditioned = self.conditioned * multiply_odds(point.of_conditioned, gamma);
            (point.members + of_blank + of_conditioned) / self.rows
        };
        ShareDistribution::from_draws(self.points.iter().map(share).collect())
    }
}
