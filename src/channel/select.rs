//! Which published figures answer for a country and year, and which measure each channel is ranked by.
//!
//! 1. Figures count whose year is within [`MAX_GAP`] years of the asked one; a channel counts in a measure where a
//!    figure is at most [`NEAR_GAP`] years older than the asked year or [`NEAR_GAP_AFTER`] years younger: a channel
//!    of today may not have existed longer ago.
//! 2. The group of measures that the most channels have goes first; channels that it doesn't cover go to the group
//!    that covers most of the rest, and so on. So each channel is ranked once, by one measure.
//! 3. Within a group a channel's measure is that of its nearest figure; of equally near ones, the one with more
//!    figures.
//! 4. A channel without a near figure of its own is drawn from its ceiling (the use of the internet, for a website)
//!    where the country has surveys that asked about both: they say how far below the ceiling it lies. Elsewhere a
//!    ceiling is listed and nothing is ranked by it.

use std::collections::HashMap;

use crate::reference::{Catalog, Margin, Measure, Prior};

use crate::stats::logit;

/// Years before the asked year within which a channel must have a figure, if none is after it.
pub(super) const NEAR_GAP: i32 = 8;
/// Years after the asked year within which a channel must have a figure, if none is before it.
pub(super) const NEAR_GAP_AFTER: i32 = 5;
/// Years from the asked year past which a figure tells nothing.
pub(super) const MAX_GAP: i32 = 12;

/// Logit standard deviation of how far a channel lies below its ceiling, beyond what the surveys that asked about both
/// scatter by: theirs is another year.
const GAP_SD: f64 = 0.25;

/// One channel with its measure and figures.
#[derive(Debug, Clone)]
pub(super) struct Selected<'a> {
    pub(super) channel: &'a str,
    pub(super) measure: &'a Measure,
    /// Nearest year first.
    pub(super) priors: Vec<&'a Prior>,
    /// Where the figures are those of an upper bound.
    pub(super) ceiling: Option<Ceiling<'a>>,
}

/// An upper bound that a channel without figures of its own is drawn from.
#[derive(Debug, Clone)]
pub(super) struct Ceiling<'a> {
    /// What the figures measure.
    pub(super) measure: &'a Measure,
    /// How far the channel lies below it, in logits.
    pub(super) gap: f64,
    /// Standard deviation of that.
    pub(super) gap_sd: f64,
    /// The nearest figure of its own in a survey that asked about both.
    pub(super) overlap: &'a Prior,
}

impl Selected<'_> {
    /// Whether a figure is near enough for the channel to be ranked.
    fn is_near(&self, year: i32) -> bool {
        self.priors.iter().any(|p| is_near(p.year, year))
    }

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
    let is_asked = |m: &&Measure| m.is_reach() && measure.is_none_or(|id| m.id == id || m.group == id);
    let measures: Vec<&Measure> = catalog.measures().iter().filter(is_asked).collect();
    let asked: Vec<&str> = catalog
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
    let scope = Scope::new(catalog, country, year);
    let of_group = |id: &&'a str| Group {
        id,
        selected: asked.iter().filter_map(|channel| scope.figures_in_group(channel, &measures, id)).collect(),
    };
    let mut waiting: Vec<Group> = group_ids.iter().map(of_group).collect();
    let mut groups = Vec::new();
    // `max_by_key` keeps the last of equals: reversed, so that the preferred group wins a tie.
    while let Some(largest) = (0..waiting.len()).rev().max_by_key(|i| waiting[*i].selected.len()) {
        let group = waiting.remove(largest);
        if group.selected.is_empty() {
            break;
        }
        let is_left = |s: &Selected| !group.selected.iter().any(|taken| taken.channel == s.channel);
        waiting.iter_mut().for_each(|other| other.selected.retain(is_left));
        groups.push(group);
    }
    groups
}

/// Where and when figures are looked for.
struct Scope<'a> {
    catalog: &'a Catalog,
    year: i32,
    /// All figures of the country by channel.
    of_channel: HashMap<&'a str, Vec<&'a Prior>>,
    /// By channel and measure, nearest year first; groups that are neither ages nor incomes left out.
    near: HashMap<(&'a str, &'a str), Vec<&'a Prior>>,
}

impl<'a> Scope<'a> {
    fn new(catalog: &'a Catalog, country: &'a str, year: i32) -> Self {
        let is_fitted = |p: &&Prior| !matches!(p.margin, Margin::Group(_));
        let is_near = |p: &&Prior| (p.year - year).abs() <= MAX_GAP;
        let mut of_channel: HashMap<_, Vec<&Prior>> = HashMap::new();
        for prior in catalog.priors(country, None) {
            of_channel.entry(&prior.channel[..]).or_default().push(prior);
        }
        let mut near: HashMap<_, Vec<&Prior>> = HashMap::new();
        for prior in catalog.priors(country, None).filter(is_fitted).filter(is_near) {
            near.entry((&prior.channel[..], &prior.measure[..])).or_default().push(prior);
        }
        near.values_mut().for_each(|priors| priors.sort_by_key(|p| ((p.year - year).abs(), p.year)));
        Self { catalog, year, of_channel, near }
    }

    /// The nearest figures of a channel in a group of measures, or those of its ceiling.
    fn figures_in_group(&self, channel: &'a str, measures: &[&'a Measure], group: &str) -> Option<Selected<'a>> {
        let of_group = || measures.iter().copied().filter(|measure| measure.group == group);
        let nearest = |all: &mut dyn Iterator<Item = Selected<'a>>| {
            all.filter(|selected| selected.is_near(self.year))
                .min_by_key(|selected| (selected.nearest_gap(self.year), std::cmp::Reverse(selected.priors.len())))
        };
        let own = nearest(&mut of_group().map(|measure| self.figures(channel, measure)));
        own.or_else(|| {
            let ceilings = self.catalog.measures().iter().filter(|m| m.ceiling_of.is_some());
            let of_measure = |ceiling: &'a Measure| {
                let bounded = of_group().find(|m| ceiling.ceiling_of.as_deref() == Some(m.id.as_str()))?;
                let figures = self.figures(channel, ceiling);
                Some(Selected { measure: bounded, ceiling: Some(self.ceiling(channel, ceiling, group)?), ..figures })
            };
            nearest(&mut ceilings.filter_map(of_measure))
        })
    }

    /// The figures of one channel and measure.
    fn figures(&self, channel: &'a str, measure: &'a Measure) -> Selected<'a> {
        let priors = self.near.get(&(channel, &measure.id[..])).cloned().unwrap_or_default();
        Selected { channel, measure, priors, ceiling: None }
    }

    /// How far a channel lies below its ceiling, by the surveys of any year that asked the same people about both.
    fn ceiling(&self, channel: &'a str, measure: &'a Measure, group: &str) -> Option<Ceiling<'a>> {
        let group_of = |id: &str| self.catalog.measure(id).map(|m| m.group.as_str());
        let bounds_group = |p: &Prior| {
            let bounded = self.catalog.measure(&p.measure).and_then(|m| m.ceiling_of.as_deref());
            bounded.and_then(group_of) == Some(group)
        };
        let all = || self.of_channel.get(channel).into_iter().flatten().copied();
        let mut pairs: Vec<(&Prior, f64)> = Vec::new();
        for above in all().filter(|p| bounds_group(p)) {
            let same = |p: &&Prior| (&p.source, &p.margin) == (&above.source, &above.margin);
            let own = all().filter(same).filter(|p| group_of(&p.measure) == Some(group));
            pairs.extend(own.map(|own| (own, inner_logit(above.share) - inner_logit(own.share))));
        }
        let overlap = pairs.iter().map(|(own, _)| *own).min_by_key(|own| (own.year - self.year).abs())?;
        let n = pairs.len() as f64;
        let gap = pairs.iter().map(|(_, gap)| gap).sum::<f64>() / n;
        let scatter = pairs.iter().map(|(_, other)| (other - gap).powi(2)).sum::<f64>() / n;
        Some(Ceiling { measure, gap, gap_sd: (scatter + GAP_SD.powi(2)).sqrt(), overlap })
    }
}

/// The logit of a share as published, in whole percentage points at best: 0 and 100 % are half a point away.
fn inner_logit(share: f64) -> f64 {
    logit(share.clamp(0.005, 0.995))
}

/// Whether a figure of one year is near enough to answer for another.
pub(super) fn is_near(figure: i32, asked: i32) -> bool {
    (-NEAR_GAP..=NEAR_GAP_AFTER).contains(&(figure - asked))
}

/// Years of a country with figures of reach, ascending.
pub(super) fn years(catalog: &Catalog, country: &str) -> Vec<i32> {
    let is_reach = |p: &&Prior| catalog.measure(&p.measure).is_some_and(Measure::is_reach);
    let mut years: Vec<i32> = catalog.priors(country, None).filter(is_reach).map(|p| p.year).collect();
    years.sort_unstable();
    years.dedup();
    years
}
