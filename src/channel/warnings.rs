//! What a reader should know before relying on a recommendation.

use crate::reference::{Confidence, Margin, Measure, Prior};

use super::reach::ReachContext;
use super::reasons::{is_stale, people, percent};
use super::select::{Group, NEAR_GAP, Selected};
use super::target_grid::TargetOnGrid;
use super::{Among, ChannelQuery, Warning};

/// What learning from the results of campaigns takes for granted.
pub(super) const LEARNING_ASSUMPTION: &str = "The people a campaign is delivered to are in the target about as often as the users of \
                                 its channel, give or take a factor of two either way: campaigns choose whom they reach.";

/// What the answer rests on without evidence.
pub(super) fn assumptions(context: &ReachContext, grid_target: &TargetOnGrid) -> Vec<String> {
    let mut assumptions = Vec::new();
    if grid_target.limits_age && grid_target.limits_income {
        let said = "Age and income act on the use of a channel independently of each other (on the logit scale): \
                    published tables give them one at a time. The intervals are widened for it.";
        assumptions.push(said.to_owned());
    }
    if grid_target.limits_income {
        let median = context.income_scale.median();
        assumptions.push(format!(
            "Published figures are by household income not adjusted for the household's size: income limits are \
             measured against the median of {} of {} ({} {}, source {}).",
            median.household_size.map_or("all households".to_owned(), |size| format!("households of {size}")),
            median.year,
            median.amount,
            median.currency,
            median.source,
        ));
        let population = context.catalog.population(&context.country.code, context.year);
        if population.is_some_and(|table| table.cells.iter().any(|cell| cell.income.is_none())) {
            assumptions.push(format!(
                "No table of ages by income: incomes are taken as equally spread at every age (lognormal, log standard \
                 deviation {}, source {}).",
                context.country.income_log_sd, context.country.income_source
            ));
        }
    }
    assumptions.extend(of_observations(context));
    assumptions
}

/// How people whose use was seen are taken.
fn of_observations(context: &ReachContext) -> Vec<String> {
    let seen = &context.observations;
    let mut assumptions = Vec::new();
    if seen.among(Among::Followers) {
        assumptions.push(
            "Followers were gathered online by one channel: what they use of others counts little, and less the more \
             alike the channel is to the account's."
                .to_owned(),
        );
    }
    let uninformative = seen.uninformative(context.catalog);
    if !uninformative.is_empty() {
        assumptions.push(format!(
            "Following an account takes using its channel: the followers' use of {} says nothing of the target's and isn't \
             counted.",
            uninformative.join(", ")
        ));
    }
    if seen.among(Among::Panel) {
        assumptions.push(
            "The panel's matched people are taken for a sample of the target that may be off by some 9 percentage points."
                .to_owned(),
        );
    }
    assumptions
}

/// The caveats of a setting and of the figures selected in it.
pub(super) fn of_setting(
    context: &ReachContext,
    grid_target: &TargetOnGrid,
    groups: &[Group],
    query: &ChannelQuery,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |code: &'static str, detail: String| warnings.push(Warning { code, detail });
    if context.borrowed {
        let detail = format!(
            "no figures of {}: those of {}, its population and its median incomes stand in, with wider intervals",
            query.country, context.country.name
        );
        warn("borrowed", detail);
    }
    if !grid_target.ignored.is_empty() {
        let detail = format!(
            "no published figure speaks of: {}; the figures are of {}",
            grid_target.ignored.join(", "),
            grid_target.in_words
        );
        warn("ignored_condition", detail);
    }
    if !grid_target.limits_age && !grid_target.limits_income {
        warn("no_demographic_limit", "the target limits neither age nor income: reach is that of everyone".to_owned());
    }
    let selected: Vec<&Selected> = groups.iter().flat_map(|group| &group.selected).collect();
    let listed = |keep: &dyn Fn(&Selected) -> bool| -> Option<String> {
        let ids: Vec<&str> = selected.iter().filter(|s| keep(s)).map(|s| s.channel).collect();
        (!ids.is_empty()).then(|| ids.join(", "))
    };
    if let Some(ids) = listed(&|s| is_stale(s.nearest_gap(context.year))) {
        warn("stale_figures", format!("the nearest figures are more than 5 years from {}: {ids}", context.year));
    }
    let has = |s: &Selected, dimension: &str| s.priors.iter().any(|p| p.margin.dimension() == dimension);
    if let Some(ids) = listed(&|s| grid_target.limits_income && !has(s, "income")) {
        warn("no_figures_by_income", format!("only the width of the interval allows for income: {ids}"));
    }
    if let Some(ids) = listed(&|s| grid_target.limits_age && !has(s, "age")) {
        warn("no_figures_by_age", format!("only the width of the interval allows for age: {ids}"));
    }
    if groups.len() > 1 {
        let ids = groups.iter().map(|group| group.id).collect::<Vec<_>>().join(", ");
        warn("several_measures", format!("channels are ranked within each of these groups, never across: {ids}"));
    }
    let median = context.income_scale.median();
    if grid_target.limits_income && is_stale((median.year - context.year).abs()) {
        warn("median_of_other_year", format!("the nearest median income is of {}", median.year));
    }
    let unverified = |id: &str| context.catalog.source(id).is_some_and(|s| s.confidence == Confidence::Unverified);
    if grid_target.limits_income && unverified(&median.source) {
        warn("unverified_median", format!("{} is to be checked against its publication", median.source));
    }
    warnings.extend(missing(context, &selected, query));
    warnings.extend(account_elsewhere(&selected, query));
    warnings.extend(seen_elsewhere(&selected, query));
    warnings.extend(ceilings(context, &selected, groups, query));
    warnings
}

/// Channels that were asked for by name and have no figure.
fn missing(context: &ReachContext, selected: &[&Selected], query: &ChannelQuery) -> Option<Warning> {
    let asked = query.channels.iter().flatten();
    let ids: Vec<&str> = asked.map(String::as_str).filter(|id| !selected.iter().any(|s| s.channel == *id)).collect();
    let detail = || {
        format!("not ranked, which is not the same as unused: no figure near {} of {}", context.year, ids.join(", "))
    };
    (!ids.is_empty()).then(|| Warning { code: "no_figures", detail: detail() })
}

/// An account on a channel that isn't among the answers, so that nothing is told of it there.
fn account_elsewhere(selected: &[&Selected], query: &ChannelQuery) -> Option<Warning> {
    let hint = query.audience.as_ref()?;
    let is_asked = |id: &str| query.channels.as_ref().is_none_or(|ids| ids.iter().any(|asked| asked == id));
    let is_told = |id: &str| selected.iter().any(|s| s.channel == id);
    let account = hint.account_channel.as_deref().filter(|id| is_asked(id) && !is_told(id))?;
    let fit = hint.fit.as_ref()?;
    let detail = format!(
        "the account's channel, {account}, has no figure here: its potential reach is unknown; the account reaches about {} \
         of the target today",
        people(fit.value * hint.followers)
    );
    Some(Warning { code: "account_channel_without_figures", detail })
}

/// Use that was seen of channels without a published figure, which there is nothing to move.
fn seen_elsewhere(selected: &[&Selected], query: &ChannelQuery) -> Option<Warning> {
    let is_told = |id: &str| selected.iter().any(|s| s.channel == id);
    let seen = query.audience.iter().flat_map(|hint| &hint.observed).map(|seen| seen.channel.as_str());
    let mut ids: Vec<&str> = seen.filter(|id| !is_told(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let detail = || format!("use of {} was seen, but no published figure is near for it to correct", ids.join(", "));
    (query.channels.is_none() && !ids.is_empty()).then(|| Warning { code: "no_reference_data", detail: detail() })
}

/// Upper bounds of channels without a figure of their own.
fn ceilings(context: &ReachContext, selected: &[&Selected], groups: &[Group], query: &ChannelQuery) -> Vec<Warning> {
    let is_asked = |id: &str| query.channels.as_ref().is_none_or(|ids| ids.iter().any(|asked| asked == id));
    let has_figure = |id: &str| selected.iter().any(|s| s.channel == id);
    let group_of = |id: &str| context.catalog.measure(id).map(|m| m.group.as_str());
    let bounds_a_group = |m: &Measure| {
        m.ceiling_of.as_deref().and_then(group_of).is_some_and(|id| groups.iter().any(|group| group.id == id))
    };
    let bound = |p: &&Prior| {
        p.margin == Margin::Total
            && (p.year - context.year).abs() <= NEAR_GAP
            && context.catalog.measure(&p.measure).is_some_and(bounds_a_group)
    };
    let channels = context.catalog.channels().iter().map(|channel| channel.id.as_str());
    let nearest = |id: &str| {
        let priors = context.catalog.priors(&context.country.code, None).filter(bound).filter(|p| p.channel == id);
        priors.min_by_key(|p| ((p.year - context.year).abs(), p.year))
    };
    let drawn = selected.iter().filter_map(|s| {
        let (ceiling, nearest) = (s.ceiling.as_ref()?, s.priors.first()?);
        let cited = context.catalog.source(&nearest.source).map(|source| source.cited()).unwrap_or_default();
        let detail = format!(
            "{}: no near figure of its own; it is drawn from its ceiling, those who {} ({cited})",
            s.channel, ceiling.measure.phrase
        );
        Some(Warning { code: "ceiling_only", detail })
    });
    let drawn: Vec<Warning> = drawn.collect();
    let said = |id: &str, p: &Prior| {
        let phrase = context.catalog.measure(&p.measure).map_or("", |m| m.phrase.as_str());
        let cited = context.catalog.source(&p.source).map(|s| s.cited()).unwrap_or_default();
        let detail = format!(
            "{id}: no figure of its own; it can't reach more than the {} who {phrase} ({cited})",
            percent(p.share)
        );
        Warning { code: "ceiling_only", detail }
    };
    let bare = channels.filter(|id| is_asked(id) && !has_figure(id));
    drawn.into_iter().chain(bare.filter_map(|id| nearest(id).map(|prior| said(id, prior)))).collect()
}
