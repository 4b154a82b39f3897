//! A plan that was asked for before is not made again.

use std::sync::Arc;

use super::{Constraints, Plan, PlanError};
use crate::cache::{Cache, CacheCounts, Key, KeyParts};
use crate::channel::{AudienceHint, ChannelQuery};
use crate::reference::Catalog;

/// Plans, of about 30 kB each.
const PLANS: usize = 512;

/// The plans that are kept beside a catalogue.
#[derive(Debug)]
pub(super) struct KeptPlans(pub(super) Cache<Arc<Result<Plan, PlanError>>>);

impl Default for KeptPlans {
    fn default() -> Self {
        Self(Cache::new(PLANS, |_| 1))
    }
}

/// How the kept plans of a catalogue are used.
pub fn cache_counts(catalog: &Catalog) -> (&'static str, CacheCounts) {
    ("plan", catalog.derived::<KeptPlans>().0.counts())
}

/// All that a plan depends on beside the catalogue; the reach of channels follows from the query.
pub(super) fn key(query: &ChannelQuery, constraints: &Constraints) -> Key {
    let ChannelQuery {
        target,
        country,
        year,
        channels,
        measure,
        donor_country,
        level,
        seed,
        audience,
        costs,
        learning,
    } = query;
    let audience = audience.as_ref().map(|AudienceHint { account_channel, fit, followers, observed }| {
        // A plan asks for the followers of the account on a channel; use that was seen moves reach whoever they follow.
        let account = account_channel.as_ref().map(|channel| (channel, fit, followers));
        (account, observed)
    });
    KeyParts::default()
        .with(&(target, country, year))
        .with(&(channels, measure, donor_country))
        .with(&(level, seed))
        .with(&audience)
        .with(&(costs, learning))
        .with(constraints)
        .key()
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;
    use crate::channel::{Among, ObservedUse, fit_and_rank};
    use crate::prevalence::Estimate;

    fn hint(account_channel: Option<&str>, followers: f64, seen: f64) -> AudienceHint {
        let fit = Estimate { value: 0.2, lower: 0.1, upper: 0.3, level: 0.9, method: "panel", n: 100.0 };
        let seen = ObservedUse {
            among: Among::Panel,
            channel: "facebook".to_owned(),
            users: seen,
            others: 100.0 - seen,
            effective_people: 100.0,
        };
        AudienceHint {
            account_channel: account_channel.map(str::to_owned),
            fit: Some(fit),
            followers,
            observed: vec![seen],
        }
    }

    #[test]
    fn the_kept_plan_is_the_one_that_would_be_made() {
        let target = Catalog::embedded().target("under-middle-class-late-20s-to-40s").expect("a preset").clone();
        let query =
            |hint| ChannelQuery { year: Some(2024), audience: Some(hint), ..ChannelQuery::new(target.clone(), "US") };
        let constraints = |hours| Constraints { hours_per_week: Some(hours), ..Constraints::default() };
        let shared = Catalog::embedded();
        let asked = [
            (query(hint(None, 1000.0, 50.0)), constraints(16.0)),
            (query(hint(None, 2000.0, 50.0)), constraints(16.0)),
            (query(hint(None, 1000.0, 50.0)), constraints(17.0)),
            (query(hint(None, 1000.0, 90.0)), constraints(16.0)),
            (query(hint(Some("x"), 1000.0, 50.0)), constraints(16.0)),
            (query(hint(Some("x"), 900_000.0, 50.0)), constraints(16.0)),
        ];
        for (query, constraints) in &asked {
            let made = |catalog: &Catalog| {
                let fitted = fit_and_rank(catalog, query).expect("figures");
                plan(catalog, query, &fitted, constraints).expect("a plan")
            };
            assert_eq!(made(&shared), made(&Catalog::embedded()), "{query:?}");
            assert_eq!(made(&shared), made(&shared));
        }
        let (_, counts) = cache_counts(&shared);
        assert_eq!(counts.misses, 5, "followers of no channel change no plan, and everything else does: {counts:?}");
    }
}
