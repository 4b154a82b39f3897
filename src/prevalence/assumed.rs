//! A first figure where nothing identifies the share of an audience: what published figures say of such people.
//!
//! It is an assumption, and never decides a verdict. What is known of single profiles still counts: the labelled are
//! counted, and of those who are known to meet some conditions only the others are assumed.

use serde::{Deserialize, Serialize};

use super::calibration::RestMargin;
use super::estimation::{PatternEstimate, note_totals};
use super::{Fit, FitOptions, MembershipTable, Method, RequiredData, ShareDistribution, Status, UsableCovariates};
use crate::disclosure::MinCell;
use crate::ingest::totals::Totals;

/// Shares that may be assumed of followers whose membership nothing identifies.
pub trait AssumedShares {
    /// The people of published figures whom the followers are taken to be like; none where the catalogue has none.
    fn basis(&self) -> Option<AssumedBasis>;

    /// The share of members among unlabelled profiles that are known to meet the conditions of the mask `met`, and of whom
    /// the platform's totals tell `margins`; none where nothing is published of the other conditions.
    fn share(&self, met: u32, margins: &[RestMargin]) -> Option<AssumedShare>;
}

/// A share that is assumed.
#[derive(Debug, Clone, PartialEq)]
pub struct AssumedShare {
    /// The share.
    pub share: ShareDistribution,
    /// Whether the platform's totals alone tell it, so that nothing is assumed.
    pub is_identified: bool,
    /// Fields whose totals it rests on.
    pub totals: Vec<&'static str>,
}

/// What an assumed share rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
    (assumed, totals): (&dyn AssumedShares, Option<&Totals>),
    options: &FitOptions,
) {
    let whole = if tells_of_few(total, options.min_cell) {
        assumed.share(0, &all_margins(totals))
    } else {
        by_pattern(total, estimates, assumed)
            .map(|whole| AssumedShare { share: whole.share.blurred(options.noise.sd(total, &[], None)), ..whole })
    };
    if let Some(whole) = whole {
        publish(fit, total, whole, assumed.basis(), options);
    }
}

/// Makes a share the figure of `fit`.
fn publish(
    fit: &mut Fit,
    total: &MembershipTable,
    AssumedShare { share: whole, is_identified, totals }: AssumedShare,
    basis: Option<AssumedBasis>,
    options: &FitOptions,
) {
    let basis = basis.filter(|_| !is_identified);
    let method = basis.as_ref().map_or(Method::Totals, AssumedBasis::method);
    let share = whole.estimate(options.level, method.as_str(), whole.effective_n(total.rows as f64));
    fit.status = if is_identified { Status::Estimated } else { Status::Assumed };
    fit.method = Some(method);
    fit.count = Some(share.map(|x| x * total.rows as f64));
    fit.share = Some(share);
    fit.distribution = Some(whole);
    fit.evidence.assumed = basis;
    note_totals(fit, totals.into_iter());
}

/// The fit of an account of which nothing is known but the number of its followers, and perhaps their totals.
pub fn assume_of_followers(
    followers: u64,
    totals: Option<&Totals>,
    assumed: &dyn AssumedShares,
    options: &FitOptions,
) -> Fit {
    let total = MembershipTable::of_unknown(followers);
    let mut fit = Fit::not_identified(&total, &UsableCovariates::default());
    fit.required_data = vec![RequiredData::Labels];
    fit.evidence.is_number_only = true;
    if let Some(whole) = assumed.share(0, &all_margins(totals)) {
        publish(&mut fit, &total, whole, assumed.basis(), options);
    }
    fit
}

/// The totals of all followers.
fn all_margins(totals: Option<&Totals>) -> Vec<RestMargin> {
    totals.iter().flat_map(|totals| &totals.margins).map(RestMargin::from).collect()
}

/// The labelled as they are counted, and the others pattern by pattern.
fn by_pattern(
    total: &MembershipTable,
    estimates: &[PatternEstimate],
    assumed: &dyn AssumedShares,
) -> Option<AssumedShare> {
    let share = |e: &PatternEstimate| match &e.prediction {
        Some(prediction) => {
            Some(AssumedShare { share: prediction.share.clone(), is_identified: true, totals: Vec::new() })
        }
        None => assumed.share(e.pattern.mask, &e.margins),
    };
    let shares: Vec<AssumedShare> = estimates.iter().map(share).collect::<Option<_>>()?;
    let known = ShareDistribution::known(total.members.value() / total.rows as f64);
    let part = |e: &PatternEstimate| e.pattern.max_members / total.rows as f64;
    let parts = estimates.iter().map(part).zip(shares.iter().map(|assumed| &assumed.share));
    let weighted: Vec<(f64, &ShareDistribution)> = std::iter::once((1.0, &known)).chain(parts).collect();
    Some(AssumedShare {
        share: ShareDistribution::sum(&weighted),
        is_identified: shares.iter().all(|assumed| assumed.is_identified),
        totals: shares.iter().flat_map(|assumed| assumed.totals.iter().copied()).collect(),
    })
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
