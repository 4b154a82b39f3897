//! The answer in plain words.

use crate::catalog::{Catalog, Margin, Prior};
use crate::estimate::Estimate;

use super::prior::STALE_YEARS;
use super::rank::Place;
use super::select::Selected;
use super::who::Who;
use super::{AudienceHint, Stance};

/// `21 %`, or `4.3 %` where a whole number would say little.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
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

/// Why a channel stands where it stands.
pub(super) fn reasons(
    catalog: &Catalog,
    selected: &Selected,
    who: &Who,
    place: &Place,
    rivals: &Rivals,
    year: i32,
) -> Vec<String> {
    let mut reasons = vec![reach_reason(catalog, selected, who, place, year)];
    reasons.push(stance_reason(place, rivals.foremost));
    if !rivals.tied.is_empty() {
        let tied = rivals.tied.join(", ");
        reasons.push(format!("At {} it can't be told from: {tied}.", percent(rivals.level)));
    }
    reasons.push(evidence_reason(catalog, selected));
    reasons.extend(asked_as_reason(selected));
    let has = |wanted: &str| selected.priors.iter().any(|p| p.margin.dimension() == wanted);
    if who.limits_income && !has("income") {
        reasons.push("No figure by income was published: the interval allows for any usual difference.".to_owned());
    }
    if who.limits_age && !has("age") {
        reasons.push("No figure by age was published: the interval allows for any usual difference.".to_owned());
    }
    reasons
}

fn reach_reason(catalog: &Catalog, selected: &Selected, who: &Who, place: &Place, year: i32) -> String {
    let nearest = selected.priors.first().and_then(|p| catalog.source(&p.source));
    let cited = nearest.map(|source| format!(" ({})", source.cited())).unwrap_or_default();
    let gap = selected.nearest_gap(year);
    let brought = if gap > 0 { format!(", brought to {year}") } else { String::new() };
    let lift = format!("{:.2} times as often as adults in general", place.lift.value);
    format!(
        "Of {}, an estimated {} ({}) {}{cited}{brought}: {lift}, of whom an estimated {} do.",
        who.in_words,
        percent(place.reach.value),
        between(&place.reach),
        deed(catalog, selected),
        percent(place.everyone.value),
    )
}

fn stance_reason(place: &Place, best: Option<&str>) -> String {
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
    }
}

fn asked_as_reason(selected: &Selected) -> Option<String> {
    let asked = selected.priors.iter().find_map(|p| p.asked_as.as_ref().map(|asked| (asked, &p.year)))?;
    Some(format!("The source of {} asked about: {}.", asked.1, asked.0))
}

/// What the agency's own account reaches today, told on the account's channel.
pub(super) fn account_reason(hint: &AudienceHint) -> Option<String> {
    let fit = hint.fit.as_ref()?;
    let count = |share: f64| format!("{:.0}", share * hint.followers);
    Some(format!(
        "The account reaches about {} ({} to {}) of the target today: {} of its {} followers are in it. The share above \
         is what the channel could reach.",
        count(fit.value),
        count(fit.lower),
        count(fit.upper),
        percent(fit.value),
        hint.followers,
    ))
}

/// Whether a nearest figure is old enough to be warned of.
pub(super) fn is_stale(gap: i32) -> bool {
    f64::from(gap) > STALE_YEARS
}
