//! Which published figures answer for a country and year, and which measure each channel is ranked by.
//!
//! 1. Figures count whose year is within [`MAX_GAP`] years of the asked one; a channel counts in a measure where a
//!    figure is at most [`NEAR_GAP`] years older than the asked year or [`NEAR_GAP_AFTER`] years younger: a channel
//!    of today may not have existed longer ago.
//! 2. The group of measures that the most channels have goes first; channels that it doesn't cover go to the group
//!    that covers most of the rest, and so on. So each channel is ranked once, by one measure.
//! 3. Within a group a channel's measure is that of its nearest figure; of equally near ones, the one with more
//!    figures.

use crate::catalog::{Catalog, Measure, Prior};

/// Years before the asked year within which a channel must have a figure, if none is after it.
pub(super) const NEAR_GAP: i32 = 8;
/// Years after the asked year within which a channel must have a figure, if none is before it.
pub(super) const NEAR_GAP_AFTER: i32 = 5;
/// Years from the asked year past which a figure tells nothing.
pub(super) const MAX_GAP: i32 = 12;

/// One channel with its measure and figures.
#[derive(Debug, Clone)]
pub(super) struct Selected<'a> {
    pub(super) channel: &'a str,
    pub(super) measure: &'a Measure,
    /// Nearest year first.
    pub(super) priors: Vec<&'a Prior>,
}

impl Selected<'_> {
    /// Years from the asked year to the nearest figure.
    pub(super) fn nearest_gap(&self, year: i32) -> i32 {
        self.priors.first().map_or(i32::MAX, |prior| (prior.year - year).abs())
    }
}

/// Channels of one group of measures.
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    pub(super) id: &'a str,
    pub(super) selected: Vec<Selected<'a>>,
}

/// Groups the channels that have figures; `wanted` limits them, `measure` names a measure or group.
pub(super) fn select<'a>(
    catalog: &'a Catalog,
    country: &'a str,
    year: i32,
    wanted: Option<&[String]>,
    measure: Option<&str>,
) -> Vec<Group<'a>> {
    let is_asked = |m: &&Measure| m.ceiling_of.is_none() && measure.is_none_or(|id| m.id == id || m.group == id);
    let measures: Vec<&Measure> = catalog.measures().iter().filter(is_asked).collect();
    let mut waiting: Vec<&str> = catalog
        .channels()
        .iter()
        .map(|channel| channel.id.as_str())
        .filter(|id| wanted.is_none_or(|wanted| wanted.iter().any(|w| w == id)))
        .collect();
    let mut group_ids: Vec<&str> = Vec::new();
    for measure in &measures {
        if !group_ids.contains(&measure.group.as_str()) {
            group_ids.push(&measure.group);
        }
    }
    let mut groups = Vec::new();
    while !waiting.is_empty() {
        let candidates = group_ids.iter().map(|id| Group {
            id,
            selected: waiting
                .iter()
                .filter_map(|channel| nearest(catalog, country, year, channel, &measures, id))
                .collect(),
        });
        // `max_by_key` keeps the last of equals: reversed, so that the preferred group wins a tie.
        let Some(group) = candidates.rev().max_by_key(|group| group.selected.len()) else {
            break;
        };
        if group.selected.is_empty() {
            break;
        }
        waiting.retain(|channel| !group.selected.iter().any(|s| s.channel == *channel));
        groups.push(group);
    }
    groups
}

fn nearest<'a>(
    catalog: &'a Catalog,
    country: &'a str,
    year: i32,
    channel: &'a str,
    measures: &[&'a Measure],
    group: &str,
) -> Option<Selected<'a>> {
    let of_group = measures.iter().filter(|measure| measure.group == group);
    let selected = of_group.map(|measure| figures(catalog, country, year, channel, measure));
    selected
        .filter(|selected| selected.priors.iter().any(|p| (-NEAR_GAP..=NEAR_GAP_AFTER).contains(&(p.year - year))))
        .min_by_key(|selected| (selected.nearest_gap(year), std::cmp::Reverse(selected.priors.len())))
}

/// The figures of one channel and measure, nearest year first.
pub(super) fn figures<'a>(
    catalog: &'a Catalog,
    country: &'a str,
    year: i32,
    channel: &'a str,
    measure: &'a Measure,
) -> Selected<'a> {
    let of_both = |p: &&Prior| p.channel == channel && p.measure == measure.id;
    let near = |p: &&Prior| (p.year - year).abs() <= MAX_GAP;
    let mut priors: Vec<&Prior> = catalog.priors(country, None).filter(of_both).filter(near).collect();
    priors.sort_by_key(|p| ((p.year - year).abs(), p.year));
    Selected { channel, measure, priors }
}

/// Years of a country with figures of reach, ascending.
pub(super) fn years(catalog: &Catalog, country: &str) -> Vec<i32> {
    let is_reach = |p: &&Prior| catalog.measure(&p.measure).is_some_and(|m| m.ceiling_of.is_none());
    let mut years: Vec<i32> = catalog.priors(country, None).filter(is_reach).map(|p| p.year).collect();
    years.sort_unstable();
    years.dedup();
    years
}
