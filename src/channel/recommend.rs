//! One query to one recommendation.

use std::sync::Arc;

use crate::cache::Derived;
use crate::message::{Message, message};
use crate::reference::{Catalog, Country, Source};

use super::account::TargetPopulation;
use super::compare::Comparison;
use super::kept::{Kept, key_of_recommendation};
use super::learn::{CampaignPosteriors, past_events};
use super::observed::Observations;
use super::reach::ReachContext;
use super::segment_reach::FittedRecommendation;
use super::select::{Group, Selected, is_near, select, years};
use super::target_grid::project_target;
use super::{Assumption, ChannelError, ChannelQuery, OtherLimit, Recommendation, warnings};

/// Ranks the channels by their reach of a target.
///
/// The answer depends on nothing but the catalogue and the query: the same seed gives the same figures.
///
/// # Errors
/// Unknown countries, years, channels and measures, channels that can't be compared by the asked measure, costs in two
/// currencies, income limits in a foreign currency, and targets that nobody is in, each with what is accepted.
pub fn recommend(catalog: &Catalog, query: &ChannelQuery) -> Result<Recommendation, ChannelError> {
    fit_and_rank(catalog, query).map(|fitted| Arc::unwrap_or_clone(fitted.recommendation))
}

/// The same, with the models behind it, from which a plan is made.
///
/// # Errors
/// Those of [`recommend`].
pub fn fit_and_rank(catalog: &Catalog, query: &ChannelQuery) -> Result<FittedRecommendation, ChannelError> {
    let made = || fit_and_rank_anew(catalog, query);
    catalog.derived::<Kept>().recommendations.get_or_make_too(key_of_recommendation(query), made)
}

fn fit_and_rank_anew(catalog: &Catalog, query: &ChannelQuery) -> Result<FittedRecommendation, ChannelError> {
    if !(query.level > 0.5 && query.level < 1.0) {
        return Err(ChannelError::Level(query.level));
    }
    check_names(catalog, query)?;
    let (country, borrowed) = country_of_figures(catalog, query)?;
    let year = year_of(catalog, query, country)?;
    let mut context = ReachContext::new(catalog, country, year, borrowed)
        .ok_or_else(|| ChannelError::Catalog { country: country.code.clone() })?;
    let grid_target = project_target(&query.target, &country.code, &context.income_scale)?;
    if context.population.share(&grid_target.subpopulation) <= 0.0 {
        return Err(empty_target(catalog, country, year));
    }
    if let Some(hint) = &query.audience {
        context.observations =
            Observations::new(&hint.observed, hint.account_channel.as_deref(), !grid_target.ignored.is_empty());
    }
    let groups = select(catalog, &country.code, year, query.channels.as_deref(), query.measure.as_deref());
    if groups.is_empty() {
        let channels = query.channels.as_ref().map_or_else(|| "any".to_owned(), |ids| ids.join(", "));
        return Err(ChannelError::NoFigures { country: country.code.clone(), year, channels });
    }
    check_comparable(catalog, query, country, year, &groups)?;
    let target_population = TargetPopulation::new(&context, &grid_target);
    let by_income = |s: &Selected| s.priors.iter().any(|p| p.margin.dimension() == "income");
    let income_entered = !grid_target.limits_income || groups.iter().flat_map(|g| &g.selected).any(by_income);
    let mut answer = Recommendation {
        country: query.country.clone(),
        year_used: year,
        target_group: if income_entered { grid_target.group.clone() } else { grid_target.group.of_any_income() },
        groups: Vec::new(),
        channels: Vec::new(),
        income_entered,
        other_limit: other_limit(&context, query),
        target_share_of_adults: target_population.share_of_adults,
        target_people: target_population.people,
        ignored_conditions: grid_target.ignored.clone(),
        assumptions: warnings::assumptions(&context, &grid_target),
        warnings: warnings::of_context(&context, &grid_target, &groups, query),
        next_experiment: None,
        events: past_events(query),
        level: query.level,
        seed: query.seed,
        cited: Vec::new(),
        catalog_version: catalog.version().to_owned(),
        derived: Derived::default(),
    };
    let learning = query.learning.as_ref().filter(|learning| !learning.is_idle());
    let posteriors = learning.map(|learning| {
        CampaignPosteriors::new(query, learning, target_population.share_of_adults, grid_target.ignored.is_empty())
    });
    let comparison = Comparison { context: &context, grid_target: &grid_target, target_population, query, posteriors };
    let mut models = Vec::new();
    for group in &groups {
        comparison.add(group, &mut answer, &mut models);
    }
    if answer.channels.iter().any(|channel| channel.learned.is_some()) {
        answer.assumptions.push(Assumption::CampaignSelection);
    }
    answer.cited = cited(&context, &answer);
    Ok(FittedRecommendation { recommendation: Arc::new(answer), models: Arc::new(models) })
}

/// The two limits below the middle class that are in use: the OECD's, and that of Korea's statistics until 2019.
const MIDDLE_CLASS_LIMITS: [f32; 2] = [0.75, 0.5];

/// The target with the other of the two limits, where one of them is its only income limit.
fn other_limit(context: &ReachContext, query: &ChannelQuery) -> Option<OtherLimit> {
    let limits = query.target.income.as_ref()?;
    let alone = limits.min_median_ratio.is_none() && limits.min_amount.is_none() && limits.max_amount.is_none();
    let given = limits.max_median_ratio.filter(|_| alone)?;
    let at = MIDDLE_CLASS_LIMITS.iter().position(|limit| *limit == given)?;
    let mut other = query.target.clone();
    let ratio = MIDDLE_CLASS_LIMITS[1 - at];
    other.income.as_mut()?.max_median_ratio = Some(ratio);
    let grid_target = project_target(&other, &context.country.code, &context.income_scale).ok()?;
    let TargetPopulation { share_of_adults, people } = TargetPopulation::new(context, &grid_target);
    Some(OtherLimit { max_median_ratio: f64::from(ratio), share_of_adults, people })
}

/// The sources of an answer's figures, population and incomes, by id.
fn cited(context: &ReachContext, answer: &Recommendation) -> Vec<Source> {
    let (catalog, code) = (context.catalog, &context.country.code);
    let mut ids: Vec<&str> = answer.channels.iter().flat_map(|channel| &channel.sources).map(String::as_str).collect();
    for assumption in &answer.assumptions {
        match assumption {
            Assumption::HouseholdIncome(median) => ids.push(&median.source),
            Assumption::EqualIncomeSpread { source, .. } => ids.push(source),
            Assumption::AdditiveEffects
            | Assumption::SelectedFollowers
            | Assumption::UninformativeUse(_)
            | Assumption::PanelBias
            | Assumption::CampaignSelection => {}
        }
    }
    ids.extend(catalog.population(code, context.year).map(|table| table.source.as_str()));
    ids.extend(catalog.size(code, context.year).map(|size| size.source.as_str()));
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter_map(|id| catalog.source(id)).cloned().collect()
}

fn check_names(catalog: &Catalog, query: &ChannelQuery) -> Result<(), ChannelError> {
    let unknown: Vec<&str> =
        query.channels.iter().flatten().map(String::as_str).filter(|id| catalog.channel(id).is_none()).collect();
    if !unknown.is_empty() {
        let accepted = catalog.channels().iter().map(|channel| channel.id.as_str());
        return Err(ChannelError::UnknownChannels { given: unknown.join(", "), accepted: list(accepted) });
    }
    check_costs(catalog, query)?;
    let Some(measure) = &query.measure else {
        return Ok(());
    };
    let ranked = || catalog.measures().iter().filter(|m| m.is_reach());
    if ranked().any(|m| m.id == *measure || m.group == *measure) {
        return Ok(());
    }
    let mut accepted: Vec<&str> = Vec::new();
    for id in ranked().flat_map(|m| [m.group.as_str(), m.id.as_str()]) {
        if !accepted.contains(&id) {
            accepted.push(id);
        }
    }
    Err(ChannelError::UnknownMeasure { given: measure.clone(), accepted: list(accepted.into_iter()) })
}

fn check_costs(catalog: &Catalog, query: &ChannelQuery) -> Result<(), ChannelError> {
    for (index, cost) in query.costs.iter().enumerate() {
        let fault = |detail: Message| Err(ChannelError::Cost { index, detail });
        if catalog.channel(&cost.channel).is_none() {
            let accepted = list(catalog.channels().iter().map(|channel| channel.id.as_str()));
            return fault(message!["fault-unknown", received = cost.channel, accepted = accepted]);
        }
        if !(cost.per_thousand > 0.0 && cost.per_thousand.is_finite()) {
            let given = cost.per_thousand;
            return fault(message!["fault-cost", received = given]);
        }
        if query.costs[..index].iter().any(|other| other.channel == cost.channel) {
            return fault(message!["fault-cost-twice", channel = cost.channel]);
        }
        if let Some(other) = query.costs[..index].iter().find(|other| other.currency != cost.currency) {
            let (a, b) = (&other.currency, &cost.currency);
            return fault(message!["fault-costs-in-two-currencies", a = a, b = b]);
        }
    }
    Ok(())
}

/// A channel that was asked for by name must have a figure by a measure that was asked for by name.
fn check_comparable(
    catalog: &Catalog,
    query: &ChannelQuery,
    country: &Country,
    year: i32,
    groups: &[Group],
) -> Result<(), ChannelError> {
    let (Some(channels), Some(measure)) = (&query.channels, &query.measure) else {
        return Ok(());
    };
    let others = select(catalog, &country.code, year, Some(channels), None);
    let has = |groups: &[Group], id: &str| groups.iter().any(|g| g.selected.iter().any(|s| s.channel == id));
    let given: Vec<&str> =
        channels.iter().map(String::as_str).filter(|id| !has(groups, id) && has(&others, id)).collect();
    if given.is_empty() {
        return Ok(());
    }
    let of_channel = |id: &str| {
        let selected = others.iter().flat_map(|group| &group.selected).find(|s| s.channel == id);
        message!["fault-measured-by", channel = id, measure = selected.map_or("", |s| s.measure.id.as_str())]
    };
    Err(ChannelError::NotComparable {
        given: given.join(", "),
        measure: measure.clone(),
        country: country.code.clone(),
        year,
        known: given.iter().map(|id| of_channel(id)).collect(),
    })
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

pub(super) fn country_of_figures<'a>(
    catalog: &'a Catalog,
    query: &ChannelQuery,
) -> Result<(&'a Country, bool), ChannelError> {
    let with_figures = |code: &str| catalog.country(code).filter(|_| !years(catalog, code).is_empty());
    if let Some(country) = with_figures(&query.country) {
        return Ok((country, false));
    }
    let lender = query.donor_country.as_deref();
    lender.and_then(with_figures).map(|country| (country, true)).ok_or_else(|| {
        let known = catalog.countries().iter().map(|country| country.code.as_str());
        let accepted = known.filter(|code| !years(catalog, code).is_empty());
        ChannelError::UnknownCountry { given: lender.unwrap_or(&query.country).to_owned(), accepted: list(accepted) }
    })
}

fn year_of(catalog: &Catalog, query: &ChannelQuery, country: &Country) -> Result<i32, ChannelError> {
    let years = years(catalog, &country.code);
    let newest = years.last().copied().unwrap_or_default();
    let Some(year) = query.year else {
        return Ok(newest);
    };
    if years.iter().any(|known| is_near(*known, year)) {
        return Ok(year);
    }
    let accepted = years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
    Err(ChannelError::UnknownYear { given: year, country: country.code.clone(), accepted })
}

fn empty_target(catalog: &Catalog, country: &Country, year: i32) -> ChannelError {
    let cells = catalog.population(&country.code, year).map(|table| table.cells.as_slice()).unwrap_or_default();
    ChannelError::EmptyTarget {
        country: country.code.clone(),
        youngest: cells.iter().map(|cell| cell.age.from).min().unwrap_or(0),
    }
}
