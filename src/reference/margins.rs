//! Checks on published margins: bands that lie side by side, one total, a total inside its bands.

use std::collections::BTreeMap;

use super::bands::tiling_fault;
use super::error::Problems;
use super::priors::{Known, Margin, Prior};
use super::records::Source;

/// Years by which the first band may begin later than the youngest age that a source asked.
const FIRST_BAND_SLACK: f64 = 4.0;

/// How far published shares may be from what they should add up to, for rounding.
const ROUNDING: f64 = 0.02;

/// Channel, measure and dimension.
type Key<'a> = (&'a str, &'a str, &'a str);

/// Checks the rows of one file, grouped by channel, measure and dimension.
pub(super) fn check(file: &str, rows: &[(u64, Prior)], known: &Known, problems: &mut Problems) {
    let mut groups: BTreeMap<Key, Vec<&(u64, Prior)>> = BTreeMap::new();
    for row in rows {
        let key = (row.1.channel.as_str(), row.1.measure.as_str(), row.1.margin.dimension());
        groups.entry(key).or_default().push(row);
    }
    for ((channel, measure, dimension), group) in &groups {
        if *dimension == "total" {
            if let Some((line, _)) = group.get(1) {
                problems.add(file, *line, format!("a second total of {channel}, {measure}"));
            }
            continue;
        }
        if *dimension == "group" {
            continue;
        }
        check_bands(file, group, known.sources, problems);
        let total = groups.get(&(*channel, *measure, "total")).and_then(|totals| totals.first());
        if let Some((line, total)) = total {
            check_total(file, *line, total, group, problems);
        }
    }
    check_exclusive(file, rows, known, problems);
}

/// Where each person counts under one channel, the channels' shares of one band add up to 1 at most; more means that
/// a measure of use was filed under a measure of choice. A channel inside another counts with it.
fn check_exclusive(file: &str, rows: &[(u64, Prior)], known: &Known, problems: &mut Problems) {
    let mut sums: BTreeMap<(&str, String), f64> = BTreeMap::new();
    for (line, row) in rows {
        let is_exclusive = known.measures.iter().any(|m| m.id == row.measure && m.exclusive);
        let parent = known.channels.iter().find(|c| c.id == row.channel).and_then(|c| c.parent.as_ref());
        let counts_with = |(_, other): &(u64, Prior)| {
            Some(&other.channel) == parent && (&other.measure, &other.margin) == (&row.measure, &row.margin)
        };
        if !is_exclusive || rows.iter().any(counts_with) {
            continue;
        }
        let sum = sums.entry((&row.measure, row.margin.to_string())).or_default();
        *sum += row.share;
        if *sum > 1.0 + ROUNDING {
            let (measure, band) = (&row.measure, &row.margin);
            let detail = format!("the channels' shares of {band} in {measure} add up to {sum:.2}: each person has one");
            problems.add(file, *line, detail);
        }
    }
}

fn check_bands(file: &str, group: &[&(u64, Prior)], sources: &[Source], problems: &mut Problems) {
    let (line, first) = (group[0].0, &group[0].1);
    if group.iter().any(|(_, row)| row.partial != first.partial) {
        problems.add(file, line, format!("some {} rows are marked `partial`, some not", first.margin.dimension()));
        return;
    }
    let mut bands = Vec::with_capacity(group.len());
    let (mut start, mut end) = (0.0, f64::INFINITY);
    for (index, (line, row)) in group.iter().enumerate() {
        match (&row.margin, &first.margin) {
            (Margin::Age(band), _) => {
                let (from, to) = band.interval();
                bands.push((from, to, index));
                let source = sources.iter().find(|s| s.id == row.source);
                let (asked_from, asked_to) = (source.and_then(|s| s.age_min), source.and_then(|s| s.age_max));
                start = asked_from.map_or(f64::INFINITY, |age| f64::from(age) + FIRST_BAND_SLACK);
                end = asked_to.map_or(f64::INFINITY, |age| f64::from(age) + 1.0);
            }
            (Margin::Income(band), Margin::Income(other)) if band.unit == other.unit => {
                bands.push((band.min, band.max, index));
            }
            (Margin::Income(_) | Margin::Total | Margin::Group(_), _) => {
                problems.add(file, *line, "the income bands differ in unit")
            }
        }
    }
    let whole = (!first.partial).then_some((start, end));
    if let Some((index, fault)) = tiling_fault(&mut bands, whole) {
        let (line, row) = group[index];
        problems.add(file, *line, format!("{} of {}, {}: {fault}", row.margin, row.channel, row.measure));
    }
}

fn check_total(file: &str, line: u64, total: &Prior, group: &[&(u64, Prior)], problems: &mut Problems) {
    if group.iter().any(|(_, row)| row.partial) {
        return;
    }
    let lowest = group.iter().map(|(_, row)| row.share).fold(f64::INFINITY, f64::min);
    let highest = group.iter().map(|(_, row)| row.share).fold(f64::NEG_INFINITY, f64::max);
    if !(lowest - ROUNDING..=highest + ROUNDING).contains(&total.share) {
        let detail = format!("the total {} lies outside its bands, {lowest} to {highest}", total.share);
        problems.add(file, line, detail);
    }
}
