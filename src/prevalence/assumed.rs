//! A first figure where nothing identifies the share of an audience: what published figures say of such people.
//!
//! It is an assumption, and never decides a verdict. What is known of single profiles still counts: the labelled are
//! counted, and of those who are known to meet some conditions only the others are assumed.

use super::estimation::PatternEstimate;
use super::{Fit, FitOptions, MembershipTable, Method, ShareDistribution, Status};
use crate::disclosure::MinCell;

/// Shares that may be assumed of followers whose membership nothing identifies.
pub trait AssumedShares {
    /// What they are assumed from.
    fn basis(&self) -> AssumedBasis;

    /// The share of members among unlabelled profiles that are known to meet the conditions of the mask `met`; none where
    /// nothing is published of the other conditions.
    fn share(&self, met: u32) -> Option<ShareDistribution>;
}

/// What an assumed share rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AssumedBasis {
    /// Id and name of the platform whose users the followers are taken to be like; all adults without.
    pub platform: Option<(String, String)>,
    /// Name of the country whose people they are taken to be.
    pub country: String,
    /// The year of the figures.
    pub year: i32,
    /// Standard deviation of the log odds between an account's followers and these people.
    pub spread: f64,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

impl AssumedBasis {
    /// The method of a share that rests on it.
    pub fn method(&self) -> Method {
        if self.platform.is_some() { Method::PlatformUsers } else { Method::PopulationShare }
    }
}

/// Assumes the share of an audience, where one can be assumed of every pattern that is not identified.
pub(super) fn assume(
    fit: &mut Fit,
    total: &MembershipTable,
    estimates: &[PatternEstimate],
    assumed: &dyn AssumedShares,
    options: &FitOptions,
) {
    let basis = assumed.basis();
    let whole = if tells_of_few(total, options.min_cell) {
        assumed.share(0)
    } else {
        by_pattern(total, estimates, assumed).map(|whole| whole.blurred(options.noise.sd(total, &[], None)))
    };
    let Some(whole) = whole else { return };
    let method = basis.method();
    let share = whole.estimate(options.level, method.as_str(), whole.effective_n(total.rows as f64));
    fit.status = Status::Assumed;
    fit.method = Some(method);
    fit.count = Some(share.map(|x| x * total.rows as f64));
    fit.share = Some(share);
    fit.distribution = Some(whole);
    fit.evidence.assumed = Some(basis);
}

/// The labelled as they are counted, and the others pattern by pattern.
fn by_pattern(
    total: &MembershipTable,
    estimates: &[PatternEstimate],
    assumed: &dyn AssumedShares,
) -> Option<ShareDistribution> {
    let share = |e: &PatternEstimate| match &e.prediction {
        Some(prediction) => Some(prediction.share.clone()),
        None => assumed.share(e.pattern.mask),
    };
    let shares: Vec<ShareDistribution> = estimates.iter().map(share).collect::<Option<_>>()?;
    let known = ShareDistribution::known(total.members.value() / total.rows as f64);
    let part = |e: &PatternEstimate| e.pattern.max_members / total.rows as f64;
    let parts = estimates.iter().map(part).zip(&shares);
    let weighted: Vec<(f64, &ShareDistribution)> = std::iter::once((1.0, &known)).chain(parts).collect();
    Some(ShareDistribution::sum(&weighted))
}

/// Whether the counts behind the share would tell of few people: the assumed part is published, so the share gives the
/// other away.
fn tells_of_few(total: &MembershipTable, min_cell: MinCell) -> bool {
    let members = total.certain_members;
    let others = total.labelled - members - total.fractional;
    // That nobody who states everything is a member, or that everybody is, tells of them all; where nobody does, the
    // labelled are those who fail a condition.
    let states_all = total.training_counts(0).n > 0.0;
    let is_few = |n: u64| min_cell.is_small_nonzero(n) || states_all && min_cell.is_small_cell(n);
    let are_labelled = total.labelled > 0 && (is_few(members) || is_few(others));
    let mut known = total.patterns().map(|(_, n, _)| n);
    are_labelled || min_cell.is_small_nonzero(total.fractional) || known.any(|n| min_cell.is_small_nonzero(n))
}
