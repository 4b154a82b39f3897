//! What may be assumed of followers whose membership nothing identifies: published figures of the people they are like.

use super::request::AnalysisRequest;
use crate::channel::{KnownOf, PublishedPeople, PublishedShare};
use crate::prevalence::{AssumedBasis, AssumedShares, Fit, RequiredData, ShareDistribution, Status};
use crate::stats::logistic;
use crate::target::{Condition, Target};
use statrs::distribution::{ContinuousCDF, Normal};

/// Published figures of the people whom the followers of a request are like.
pub(super) struct Published<'a> {
    people: PublishedPeople<'a>,
    target: &'a Target,
    basis: AssumedBasis,
}

impl<'a> Published<'a> {
    /// None without a country whose people the catalogue knows.
    pub(super) fn new(request: &'a AnalysisRequest<'_>) -> Option<Self> {
        let (target, catalog) = (&request.target, request.catalog);
        let spec = target.spec();
        let channel = request.options.account_channel.as_deref();
        let people = PublishedPeople::new(catalog, spec.country.as_deref()?, spec.year, channel)?;
        let platform = people.channel.and_then(|id| catalog.channel(id));
        let basis = AssumedBasis {
            platform: platform.map(|channel| (channel.id.clone(), channel.name.clone())),
            country: people.country().to_owned(),
            year: people.year(),
            spread: people.spread,
            sources: people.sources.clone(),
        };
        Some(Self { people, target, basis })
    }
}

impl AssumedShares for Published<'_> {
    fn basis(&self) -> AssumedBasis {
        self.basis.clone()
    }

    fn share(&self, met: u32) -> Option<ShareDistribution> {
        if self.target.spec().labelled {
            return None;
        }
        let conditions = || self.target.conditions().iter().enumerate();
        let open = || conditions().filter(|(i, _)| met >> i & 1 == 0).map(|(_, condition)| condition);
        // Nothing is published of the others.
        if open().any(|condition| !is_published(condition)) {
            return None;
        }
        let is_age = |condition: &Condition| matches!(condition, Condition::Age { .. });
        let is_met = |of: &dyn Fn(&Condition) -> bool| conditions().any(|(_, c)| of(c)) && !open().any(of);
        let income_met = is_met(&|condition| is_published(condition) && !is_age(condition));
        let known = KnownOf { ages: None, age_met: is_met(&is_age), income_met };
        let normal = Normal::standard();
        Some(match self.people.share(self.target.spec(), known)? {
            PublishedShare::Certain(share) => ShareDistribution::known(share),
            PublishedShare::Uncertain { logit, sd } => {
                ShareDistribution::from_quantiles(|p| logistic(logit + sd * normal.inverse_cdf(p)))
            }
        })
    }
}

/// Whether published figures tell how many people meet a condition.
fn is_published(condition: &Condition) -> bool {
    match condition {
        Condition::Age { .. } | Condition::MedianRatio { .. } | Condition::Amount { .. } => true,
        Condition::OneOf { .. } | Condition::Attribute(_) => false,
    }
}

/// Says what of the account's platform, country and year a first figure, or a narrower one, needs.
pub(super) fn ask_for_published(fit: &mut Fit, request: &AnalysisRequest<'_>) {
    let spec = request.target.spec();
    let conditions = request.target.conditions();
    // Conditions of which nothing is published would leave nothing to assume.
    if !matches!(fit.status, Status::NotIdentified | Status::Assumed) || !conditions.iter().all(is_published) {
        return;
    }
    let missing = [
        (request.options.account_channel.is_none(), "account_channel"),
        (spec.country.is_none(), "country"),
        (spec.year.is_none(), "year"),
    ];
    let missing: Vec<&'static str> = missing.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
    let would_help = fit.status == Status::Assumed || missing.contains(&"country");
    if would_help && !missing.is_empty() {
        fit.required_data.push(RequiredData::Published(missing));
    }
}
