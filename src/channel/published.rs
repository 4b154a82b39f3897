//! What published figures say of an account's followers, before anything is known of the followers themselves.
//!
//! Of the people who use a platform the share `T r(T) / (W r(W))` is in a target, where T of the W people considered are in
//! the target and r is the platform's reach among them, from the same fit as every ranking. Its error on the logit scale
//! follows from the reach's by the delta method. The followers of one account are other people than the users of its
//! platform: their log odds differ by a normal number of standard deviation [`ACCOUNT_SD`], which is most of the interval.

use std::collections::BTreeSet;

use super::fit::{Projection, ReachModel};
use super::grid::GridFractions;
use super::reach::{INTERACTION_SD, ReachContext, observe};
use super::select::{Selected, select, years};
use super::target_grid::project_target;
use crate::reference::Catalog;
use crate::stats::logit;
use crate::target::TargetSpec;

/// Logit standard deviation between the followers of an account and the users of its platform. On audiences of known
/// share, users of a platform or of another year of a survey, it covered .94 of the shares at the level of 90 %.
pub const ACCOUNT_SD: f64 = 0.7;
/// The same between the followers of an account and all adults, where its platform has no figures: users of eight
/// platforms differed from all adults by .65 on average over five targets by age and income (Pew, January 2018), and
/// `.7^2 + .65^2 = .95^2`.
pub const POPULATION_SD: f64 = 0.95;
/// A share of the published people is held this far from 0 and 1: no survey tells less.
const MIN_SHARE: f64 = 1e-4;

/// The people whom published figures describe: the users of a platform, or all adults of a country.
pub struct PublishedPeople<'a> {
    context: ReachContext<'a>,
    /// How the platform's reach differs by age and income; none of the whole population.
    model: Option<ReachModel>,
    /// How far an upper bound that stands in lies above the platform's own reach, in logits.
    gap: f64,
    /// The platform whose figures are used: that of the account, or one that contains it.
    pub channel: Option<&'a str>,
    /// Logit standard deviation between them and an account's followers.
    pub spread: f64,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// People of whom the share in a target is asked, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KnownOf {
    /// Their ages in completed years, both ends included; all adults without.
    pub ages: Option<(f64, f64)>,
    /// Whether they are known to be of the target's ages.
    pub age_met: bool,
    /// Whether their incomes are known to be within the target's limits.
    pub income_met: bool,
}

/// A share of the people that published figures describe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PublishedShare {
    /// It follows from what is known of them: all or none.
    Certain(f64),
    /// Log odds among the followers of an account, with their standard deviation.
    Uncertain {
        /// Mean.
        logit: f64,
        /// Standard deviation, that between accounts included.
        sd: f64,
    },
}

impl<'a> PublishedPeople<'a> {
    /// The users of `channel` in a country; all its adults without figures of the channel. `None` where the catalogue does
    /// not know the country's people.
    pub fn new(catalog: &'a Catalog, country: &str, year: Option<i32>, channel: Option<&str>) -> Option<Self> {
        let country = catalog.country(country)?;
        let year = year
            .or_else(|| years(catalog, &country.code).last().copied())
            .unwrap_or(country_year(catalog, &country.code)?);
        let context = ReachContext::new(catalog, country, year, false)?;
        let asked = channel.and_then(|id| catalog.channel(id));
        let fitted = asked.and_then(|asked| {
            let own = figures(&context, &asked.id).map(|(selected, model)| (selected, model, ACCOUNT_SD));
            let parent = || {
                figures(&context, asked.parent.as_deref()?).map(|(selected, model)| (selected, model, POPULATION_SD))
            };
            own.or_else(parent)
        });
        let mut sources: BTreeSet<String> =
            catalog.population(&country.code, year).map(|table| table.source.clone()).into_iter().collect();
        let (channel, model, gap, spread) = match fitted {
            Some((selected, model, spread)) => {
                sources.extend(selected.priors.iter().map(|prior| prior.source.clone()));
                let gap = selected.ceiling.as_ref().map_or(0.0, |ceiling| ceiling.gap);
                (Some(selected.channel), Some(model), gap, spread)
            }
            None => (None, None, 0.0, POPULATION_SD),
        };
        Some(Self { context, model, gap, channel, spread, sources: sources.into_iter().collect() })
    }

    /// Name of the country.
    pub fn country(&self) -> &'a str {
        &self.context.country.name
    }

    /// The year that the figures answer for.
    pub fn year(&self) -> i32 {
        self.context.year
    }

    /// The share of `target`'s ages and incomes among people of whom so much is `known`. `None` where its income limits are
    /// in another currency or of persons, of which nothing is published, and where there are no such people.
    pub fn share(&self, target: &TargetSpec, known: KnownOf) -> Option<PublishedShare> {
        let of_target = TargetSpec { age: target.age, income: target.income.clone(), ..TargetSpec::default() };
        let on_grid = project_target(&of_target, &self.context.country.code, &self.context.income_scale).ok()?;
        if !on_grid.ignored.is_empty() {
            return None;
        }
        let everyone = &self.context.everyone;
        let mut whole = known.ages.map_or_else(|| everyone.clone(), |(from, to)| GridFractions::ages(from, to));
        if known.age_met {
            let of_ages = GridFractions { ages: on_grid.subpopulation.ages.clone(), ..everyone.clone() };
            whole = if known.ages.is_some() { whole.within(&of_ages) } else { of_ages };
        }
        if known.income_met {
            whole.incomes = on_grid.subpopulation.incomes.clone();
        }
        let mut part = whole.clone().within(&on_grid.subpopulation);
        part.incomes = on_grid.subpopulation.incomes.clone();
        let (people, members) = (self.context.population.share(&whole), self.context.population.share(&part));
        if people <= 0.0 {
            return None;
        }
        let limits_income = on_grid.limits_income && !known.income_met;
        if members <= 0.0 || members >= people * (1.0 - 1e-9) {
            return Some(PublishedShare::Certain(f64::from(u8::from(members > 0.0))));
        }
        Some(self.uncertain((&part, members), (&whole, people), limits_income))
    }

    fn uncertain(
        &self,
        part: (&GridFractions, f64),
        whole: (&GridFractions, f64),
        limits_income: bool,
    ) -> PublishedShare {
        let ((part, members), (whole, people)) = (part, whole);
        let Some(model) = &self.model else {
            return PublishedShare::Uncertain { logit: logit(held(members / people)), sd: self.spread };
        };
        let [among, overall] = [part, whole].map(|of| model.project(&self.context.population, of));
        let reach = |of: &Projection| crate::stats::logistic(of.logit - self.gap);
        let share = held(members / people * reach(&among) / reach(&overall));
        // d ln r / d logit r = 1 - r.
        let (a, b) = (1.0 - reach(&among), 1.0 - reach(&overall));
        let interaction = if limits_income { a * INTERACTION_SD } else { 0.0 };
        let of_model = a * a * model.covariance(&among, &among) + b * b * model.covariance(&overall, &overall)
            - 2.0 * a * b * model.covariance(&among, &overall);
        let variance = (of_model.max(0.0) + interaction.powi(2)) / (1.0 - share).powi(2);
        PublishedShare::Uncertain { logit: logit(share), sd: variance.sqrt().hypot(self.spread) }
    }
}

fn held(share: f64) -> f64 {
    share.clamp(MIN_SHARE, 1.0 - MIN_SHARE)
}

/// The year of a country's newest population table.
fn country_year(catalog: &Catalog, country: &str) -> Option<i32> {
    catalog.population(country, i32::from(i16::MAX)).map(|table| table.year)
}

/// The figures of a channel near the year, fitted.
fn figures<'a>(context: &ReachContext<'a>, channel: &str) -> Option<(Selected<'a>, ReachModel)> {
    let wanted = [channel.to_owned()];
    let groups = select(context.catalog, &context.country.code, context.year, Some(&wanted), None);
    let selected = groups.into_iter().flat_map(|group| group.selected).next()?;
    let evidence = observe(context, &selected.priors)?;
    let model = ReachModel::fit(&evidence.waves, &evidence.observations, evidence.trend, context.borrowed)?;
    Some((selected, model))
}
