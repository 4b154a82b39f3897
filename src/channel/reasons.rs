//! The answer in plain words.

use crate::prevalence::Estimate;
use crate::reference::{Catalog, Margin, Prior};

use super::prior::STALE_YEARS;
use super::rank::RankedChannel;
use super::select::Selected;
use super::target_grid::TargetOnGrid;
use super::{AccountReach, Among, CeilingFigure, CostFigure, ObservedUpdate, Stance};
use crate::words::grouped;

/// Years from the asked year within which a share of a group is told.
const GROUP_FIGURE_YEARS: i32 = 3;

/// `21 %`, or `4.3 %` where a whole number would say little.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.05 {
        "under 0.1 %".to_owned()
    } else if percent < 10.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// `6.9 million`, `128,000`, `1,600`.
pub(super) fn people(number: f64) -> String {
    if number >= 1e6 {
        return format!("{:.1} million", number / 1e6);
    }
    let rounded = if number >= 1e4 { (number / 1e3).round() * 1e3 } else { number.round() };
    grouped(&format!("{rounded:.0}"))
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number of either sign for people to read, to three digits: `1,240`, `-35`, `0.42`.
pub(crate) fn amount(number: f64) -> String {
    let size = number.abs();
    let text = match size {
        s if s >= 1000.0 => {
            let step = 10f64.powf(s.log10().floor() - 2.0);
            grouped(&format!("{:.0}", (s / step).round() * step))
        }
        s if s >= 99.95 => format!("{s:.0}"),
        s if s >= 9.995 => trimmed(&format!("{s:.1}")),
        s if s >= 0.005 => trimmed(&format!("{s:.2}")),
        _ => return "0".to_owned(),
    };
    if number < 0.0 { format!("-{text}") } else { text }
}

fn between(estimate: &Estimate) -> String {
    format!("{} to {}", percent(estimate.lower), percent(estimate.upper))
}

/// What people counted by the measure do, as `used television in the past week`.
fn deed(catalog: &Catalog, selected: &Selected) -> String {
    let name = catalog.channel(selected.channel).map_or(selected.channel, |channel| channel.name.as_str());
    selected.measure.phrase.replace("{channel}", name)
}

/// The other contenders of a channel, by name.
pub(super) struct Rivals<'a> {
    /// The leader, or the runner-up for the leader itself.
    pub(super) foremost: Option<&'a str>,
    /// Those it can't be told from.
    pub(super) tied: &'a [&'a str],
    /// Probability from which two channels are told apart.
    pub(super) level: f64,
}

/// What is said of a channel beside its figures.
pub(super) struct Beside<'a> {
    pub(super) rivals: Rivals<'a>,
    pub(super) stance: Stance,
    pub(super) ceiling: Option<&'a CeilingFigure>,
    pub(super) observed: &'a [ObservedUpdate],
    pub(super) potential: Option<&'a Estimate>,
    pub(super) account: Option<&'a AccountReach>,
    pub(super) cost: Option<&'a CostFigure>,
}

/// Why a channel stands where it stands.
pub(super) fn reasons(
    catalog: &Catalog,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    place: &RankedChannel,
    beside: &Beside,
    year: i32,
) -> Vec<String> {
    let mut reasons = vec![reach_reason(catalog, selected, grid_target, place, year)];
    // The order is that of `ChannelFigure::key_reasons`.
    reasons.extend(beside.ceiling.and_then(|ceiling| ceiling_reason(catalog, selected, ceiling)));
    if let Some(account) = beside.account {
        reasons.extend(account_reasons(account, beside.potential));
    }
    reasons.extend(beside.cost.map(cost_reason));
    reasons.extend(beside.observed.iter().map(observed_reason));
    reasons.push(stance_reason(place, beside.stance, beside.rivals.foremost));
    let tied = beside.rivals.tied;
    if !tied.is_empty() {
        reasons.push(format!("At {} it can't be told from: {}.", percent(beside.rivals.level), tied.join(", ")));
    }
    reasons.push(evidence_reason(catalog, selected));
    reasons.extend(asked_as_reason(selected));
    let has = |wanted: &str| selected.priors.iter().any(|p| p.margin.dimension() == wanted);
    if grid_target.limits_income && !has("income") {
        reasons.push("No figure by income was published: the interval allows for any usual difference.".to_owned());
    }
    if grid_target.limits_age && !has("age") {
        reasons.push("No figure by age was published: the interval allows for any usual difference.".to_owned());
    }
    reasons.extend(told_reasons(catalog, selected, year));
    reasons
}

fn reach_reason(
    catalog: &Catalog,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    place: &RankedChannel,
    year: i32,
) -> String {
    let nearest = selected.priors.first().and_then(|p| catalog.source(&p.source));
    let cited = nearest.map(|source| format!(" ({})", source.cited())).unwrap_or_default();
    let gap = selected.nearest_gap(year);
    let cited = if selected.ceiling.is_some() { String::new() } else { cited };
    let brought = if gap > 0 && selected.ceiling.is_none() { format!(", brought to {year}") } else { String::new() };
    let lift = format!("{:.2} times as often as adults in general", place.lift.value);
    format!(
        "Of {}, an estimated {} ({}) {}{cited}{brought}: {lift}, of whom an estimated {} do.",
        grid_target.in_words,
        percent(place.reach.value),
        between(&place.reach),
        deed(catalog, selected),
        percent(place.everyone.value),
    )
}

/// Where a figure was drawn from an upper bound: the bound, and what it was lowered by.
fn ceiling_reason(catalog: &Catalog, selected: &Selected, figure: &CeilingFigure) -> Option<String> {
    let ceiling = selected.ceiling.as_ref()?;
    let cited = |id: &str| catalog.source(id).map(|source| source.cited()).unwrap_or_default();
    let nearest = selected.priors.first()?;
    Some(format!(
        "It has no near figure of its own: it can't reach more than its ceiling, the {} ({}) of the target who {} ({}). \
         Where both were asked ({}) it lay as far below the ceiling as is assumed here.",
        percent(figure.reach.value),
        between(&figure.reach),
        ceiling.measure.phrase,
        cited(&nearest.source),
        cited(&ceiling.overlap.source),
    ))
}

fn observed_reason(update: &ObservedUpdate) -> String {
    let (whose, why) = match update.among {
        Among::Followers => ("followers", "Followers are no sample of the target, so they"),
        Among::Panel => ("people of the panel", "A panel is near to a sample of the target and not one, so they"),
    };
    format!(
        "Seen: {} of {} matched {whose} whose use is known use it. {why} count like {} asked at random: the estimate moved \
         from {} to {}.",
        percent(update.share),
        people(update.people),
        people(update.effective_n),
        percent(update.before),
        percent(update.after),
    )
}

/// What the channel could bring and what the account brings, told on the account's channel.
fn account_reasons(account: &AccountReach, potential: Option<&Estimate>) -> Vec<String> {
    let could = match potential {
        Some(all) => format!(
            "Potential reach: about {} people of the target ({} to {}) use it.",
            people(all.value),
            people(all.lower),
            people(all.upper)
        ),
        None => "Potential reach: the share above; how many people that is can't be told.".to_owned(),
    };
    let of_target = match &account.of_target {
        Some(share) => format!("{} of the target", percent(share.value)),
        None => "what share of the target that is can't be told".to_owned(),
    };
    let brings = format!(
        "Present reach: the account reaches about {} of the target ({} to {}): {} of its {} followers match, {of_target}.",
        people(account.people.value),
        people(account.people.lower),
        people(account.people.upper),
        percent(account.fit.value),
        people(account.followers),
    );
    let compared = account.expected_fit.as_ref().map(|expected| {
        let verdict = if account.misses() { ": the channel reaches the target, this account does not" } else { "" };
        format!(
            "Of the channel's adult users an estimated {} ({}) are in the target, of the followers {}{verdict}.",
            percent(expected.value),
            between(expected),
            percent(account.fit.value),
        )
    });
    [Some(could), Some(brings), compared].into_iter().flatten().collect()
}

fn cost_reason(cost: &CostFigure) -> String {
    format!(
        "At {:.2} {} for a thousand people reached, one of the target costs about {:.3} {} ({:.3} to {:.3}).",
        cost.per_thousand,
        cost.currency,
        cost.per_person.value,
        cost.currency,
        cost.per_person.lower,
        cost.per_person.upper,
    )
}

/// Published shares of groups that are neither ages nor incomes: told, for they can't enter.
fn told_reasons(catalog: &Catalog, selected: &Selected, year: i32) -> Vec<String> {
    let Some(country) = selected.priors.first().map(|prior| prior.country.as_str()) else {
        return Vec::new();
    };
    let is_told = |p: &&Prior| p.channel == selected.channel && (p.year - year).abs() <= GROUP_FIGURE_YEARS;
    let told = catalog.priors(country, None).filter(is_told).filter_map(|p| match &p.margin {
        Margin::Group(name) => Some((p, name)),
        Margin::Total | Margin::Age(_) | Margin::Income(_) => None,
    });
    let mut by_source: Vec<(&Prior, Vec<String>)> = Vec::new();
    for (prior, name) in told {
        let share = format!("{} of {name}", percent(prior.share));
        match by_source.iter_mut().find(|(first, _)| first.source == prior.source) {
            Some((_, shares)) => shares.push(share),
            None => by_source.push((prior, vec![share])),
        }
    }
    let sentence = |(prior, shares): (&Prior, Vec<String>)| {
        let cited = catalog.source(&prior.source).map(|source| source.cited()).unwrap_or_default();
        let name = catalog.channel(selected.channel).map_or(selected.channel, |channel| channel.name.as_str());
        let phrase = catalog.measure(&prior.measure).map_or(String::new(), |m| m.phrase.replace("{channel}", name));
        let asked = prior.asked_as.as_ref().map(|asked| format!(" ({asked})")).unwrap_or_default();
        format!("Told beside, for such groups can't enter: {} {phrase}{asked} ({cited}).", shares.join(", "))
    };
    by_source.into_iter().map(sentence).collect()
}

fn stance_reason(place: &RankedChannel, stance: Stance, best: Option<&str>) -> String {
    if stance != place.stance {
        return "Keep: the channel itself would be favoured, but the account's followers match less often than the \
                channel's users do."
            .to_owned();
    }
    let likely =
        if place.stance_probability > 0.995 { "over 99 %".to_owned() } else { percent(place.stance_probability) };
    let outside = if place.rank.is_none() {
        " It stands outside the ranking because it and a ranked channel contain one another."
    } else {
        ""
    };
    let stance = match (place.stance, best) {
        (Stance::Favour, Some(best)) if place.rank == Some(1) => {
            format!("Favour: it has the highest reach here; the next is {best}.")
        }
        (Stance::Favour, _) => {
            format!("Favour: with {likely} probability it has three quarters or more of the best reach.")
        }
        (Stance::Reduce, _) => format!("Reduce: with {likely} probability it has less than a third of the best reach."),
        (Stance::Keep, None) => "Keep: there is no comparable channel.".to_owned(),
        (Stance::Keep, Some(best)) => {
            format!("Keep: neither close to the best reach ({best}) nor clearly far below it.")
        }
    };
    format!("{stance}{outside}")
}

/// `Figures: Pew Research Center, January 2018 (all, by age, by income); ...`
fn evidence_reason(catalog: &Catalog, selected: &Selected) -> String {
    let mut listed: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for prior in &selected.priors {
        let words = margin_words(prior);
        match listed.iter_mut().find(|(id, _)| *id == prior.source) {
            Some((_, margins)) if margins.contains(&words) => {}
            Some((_, margins)) => margins.push(words),
            None => listed.push((&prior.source, vec![words])),
        }
    }
    let cite = |(id, margins): &(&str, Vec<&'static str>)| {
        let cited = catalog.source(id).map_or_else(|| (*id).to_owned(), |source| source.cited());
        format!("{cited} ({})", margins.join(", "))
    };
    format!("Figures: {}.", listed.iter().map(cite).collect::<Vec<_>>().join("; "))
}

fn margin_words(prior: &Prior) -> &'static str {
    match (&prior.margin, prior.partial) {
        (Margin::Total, _) => "all",
        (Margin::Age(_), false) => "by age",
        (Margin::Age(_), true) => "some ages",
        (Margin::Income(_), false) => "by income",
        (Margin::Income(_), true) => "some incomes",
        (Margin::Group(_), _) => "by group",
    }
}

fn asked_as_reason(selected: &Selected) -> Option<String> {
    let asked = selected.priors.iter().find_map(|p| p.asked_as.as_ref().map(|asked| (asked, &p.year)))?;
    Some(format!("The source of {} asked about: {}.", asked.1, asked.0))
}

/// Whether a nearest figure is old enough to be warned of.
pub(super) fn is_stale(gap: i32) -> bool {
    f64::from(gap) > STALE_YEARS
}
