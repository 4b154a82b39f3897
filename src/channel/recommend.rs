//! One query to one recommendation.

use crate::catalog::{Catalog, Country};

use super::rank::{Entry, Place, rank};
use super::reach::{Setting, reach_of};
use super::reasons::Rivals;
use super::select::{Group, select, years};
use super::who::{Who, locate};
use super::{ChannelError, ChannelFigure, ChannelQuery, MeasureGroup, Recommendation, Warning, reasons, warnings};

/// Ranks the channels by their reach of a target.
///
/// The answer depends on nothing but the catalogue and the query: the same seed gives the same figures.
///
/// # Errors
/// Unknown countries, years, channels and measures, income limits in a foreign currency, and targets that nobody is
/// in, each with what is accepted.
pub fn recommend(catalog: &Catalog, query: &ChannelQuery) -> Result<Recommendation, ChannelError> {
    if !(query.level > 0.5 && query.level < 1.0) {
        return Err(ChannelError::Level(query.level));
    }
    check_names(catalog, query)?;
    let (country, borrowed) = country_of_figures(catalog, query)?;
    let year = year_of(catalog, query, country)?;
    let setting = Setting::new(catalog, country, year, borrowed).ok_or_else(|| ChannelError::Catalog {
        country: country.code.clone(),
        detail: "its medians and population table are missing or in different currencies".to_owned(),
    })?;
    let who = locate(&query.target, &country.code, &setting.ruler)?;
    if setting.weights.share(&who.slice) <= 0.0 {
        return Err(empty_target(catalog, country, year, &who));
    }
    let groups = select(catalog, &country.code, year, query.channels.as_deref(), query.measure.as_deref());
    if groups.is_empty() {
        let channels = query.channels.as_ref().map_or("any channel".to_owned(), |ids| ids.join(", "));
        return Err(ChannelError::NoFigures { country: country.code.clone(), year, channels });
    }
    let mut answer = Recommendation {
        country: query.country.clone(),
        year_used: year,
        target_in_words: who.in_words.clone(),
        groups: Vec::new(),
        channels: Vec::new(),
        ignored_conditions: who.ignored.clone(),
        assumptions: warnings::assumptions(&setting, &who),
        warnings: warnings::of_setting(&setting, &who, &groups, query),
        level: query.level,
        seed: query.seed,
        catalog_version: catalog.version().to_owned(),
    };
    for group in &groups {
        add_group(&mut answer, &setting, &who, group, query);
    }
    Ok(answer)
}

fn check_names(catalog: &Catalog, query: &ChannelQuery) -> Result<(), ChannelError> {
    let unknown: Vec<&str> =
        query.channels.iter().flatten().map(String::as_str).filter(|id| catalog.channel(id).is_none()).collect();
    if !unknown.is_empty() {
        let accepted = catalog.channels().iter().map(|channel| channel.id.as_str());
        return Err(ChannelError::UnknownChannels { given: unknown.join(", "), accepted: list(accepted) });
    }
    let Some(measure) = &query.measure else {
        return Ok(());
    };
    let ranked = || catalog.measures().iter().filter(|m| m.ceiling_of.is_none());
    if ranked().any(|m| m.id == *measure || m.group == *measure) {
        return Ok(());
    }
    let mut accepted: Vec<&str> = ranked().flat_map(|m| [m.group.as_str(), m.id.as_str()]).collect();
    accepted.dedup();
    Err(ChannelError::UnknownMeasure { given: measure.clone(), accepted: list(accepted.into_iter()) })
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
    let lender = query.borrow_from.as_deref();
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
    if years.iter().any(|known| known.abs_diff(year) <= super::select::NEAR_GAP.unsigned_abs()) {
        return Ok(year);
    }
    let accepted = years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
    Err(ChannelError::UnknownYear { given: year, country: country.code.clone(), accepted })
}

fn empty_target(catalog: &Catalog, country: &Country, year: i32, who: &Who) -> ChannelError {
    let cells = catalog.population(&country.code, year).map(|table| table.cells.as_slice()).unwrap_or_default();
    ChannelError::EmptyTarget {
        country: country.code.clone(),
        target: who.in_words.clone(),
        youngest: cells.iter().map(|cell| cell.age.from).min().unwrap_or(0),
    }
}

fn add_group(answer: &mut Recommendation, setting: &Setting, who: &Who, group: &Group, query: &ChannelQuery) {
    let measures = measures_of(group);
    let mut fitted = Vec::with_capacity(group.selected.len());
    let mut entries = Vec::with_capacity(group.selected.len());
    for selected in &group.selected {
        let other_measure = measures.first() != Some(&selected.measure.id.as_str());
        let Some(reach) = reach_of(setting, selected, who, other_measure) else {
            let detail = format!("the figures of {} can't be fitted", selected.channel);
            answer.warnings.push(Warning { code: "not_fitted", detail });
            continue;
        };
        entries.push(Entry {
            channel: selected.channel,
            reach,
            competes: competes(setting.catalog, group, selected.channel),
        });
        fitted.push(selected);
    }
    let places = rank(&entries, query.level, query.seed);
    let ranked: Vec<&str> = places.iter().filter(|p| p.rank.is_some()).map(|p| entries[p.entry].channel).collect();
    for place in &places {
        let selected = fitted[place.entry];
        // The leader is measured against the runner-up, everyone else against the leader.
        let rival = if place.rank == Some(1) { ranked.get(1) } else { ranked.first() };
        let rival = rival.filter(|_| ranked.len() > 1 || place.rank.is_none());
        let rival = rival.and_then(|id| setting.catalog.channel(id)).map(|channel| channel.name.as_str());
        let name = |i: &usize| setting.catalog.channel(entries[*i].channel).map(|channel| channel.name.as_str());
        let tied: Vec<&str> = place.tied_with.iter().filter_map(name).collect();
        let rivals = Rivals { foremost: rival, tied: &tied, level: query.level };
        let mut said = reasons::reasons(setting.catalog, selected, who, place, &rivals, setting.year);
        let hint = query.audience.as_ref().filter(|h| h.account_channel.as_deref() == Some(selected.channel));
        said.extend(hint.and_then(reasons::account_reason));
        if measures.first() != Some(&selected.measure.id.as_str()) {
            said.push(format!(
                "Its measure (\"{}\") is not the one of most channels here: compare with care.",
                selected.measure.title
            ));
        }
        let tied_with = place.tied_with.iter().map(|i| entries[*i].channel.to_owned()).collect();
        answer.channels.push(figure(setting, group, place, selected, said, tied_with));
    }
    answer.groups.push(MeasureGroup {
        id: group.id.to_owned(),
        measures: measures.into_iter().map(str::to_owned).collect(),
        channels: ranked.into_iter().map(str::to_owned).collect(),
    });
}

/// Whether a channel enters a ranking. Of a channel and those inside it only one side does: the channels inside where
/// the group has two or more of them, otherwise the channel that contains them.
fn competes(catalog: &Catalog, group: &Group, channel: &str) -> bool {
    let inside = |outer: &str| group.selected.iter().filter(|s| catalog.contains(outer, s.channel)).count();
    let is_only_part = group.selected.iter().any(|s| catalog.contains(s.channel, channel) && inside(s.channel) == 1);
    inside(channel) < 2 && !is_only_part
}

/// The measures of a group, the one of most channels first.
fn measures_of<'a>(group: &Group<'a>) -> Vec<&'a str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for selected in &group.selected {
        match counts.iter_mut().find(|(id, _)| *id == selected.measure.id) {
            Some((_, count)) => *count += 1,
            None => counts.push((&selected.measure.id, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(id, _)| id).collect()
}

fn figure(
    setting: &Setting,
    group: &Group,
    place: &Place,
    selected: &super::select::Selected,
    reasons: Vec<String>,
    tied_with: Vec<String>,
) -> ChannelFigure {
    let channel = setting.catalog.channel(selected.channel);
    let mut sources: Vec<String> = Vec::new();
    for prior in &selected.priors {
        if !sources.contains(&prior.source) {
            sources.push(prior.source.clone());
        }
    }
    ChannelFigure {
        channel: selected.channel.to_owned(),
        name: channel.map_or_else(|| selected.channel.to_owned(), |channel| channel.name.clone()),
        parent: channel.and_then(|channel| channel.parent.clone()),
        measure: selected.measure.id.clone(),
        group: group.id.to_owned(),
        reach: place.reach.clone(),
        reach_everyone: place.everyone.clone(),
        lift: place.lift.clone(),
        p_best: place.p_best,
        rank: place.rank,
        tied_with,
        stance: place.stance,
        reasons,
        sources,
        borrowed: setting.borrowed,
    }
}
