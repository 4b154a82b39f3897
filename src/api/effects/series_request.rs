//! The series of counts of a request for effects.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::request::{MAX_COST, MAX_NAME, SeriesRowBody, check_day};
use crate::api::contract::body::Faults;
use crate::effect::{Frequency, Metric, Series, SeriesRow};
use crate::ingest::excerpt;
use crate::message::message;

/// Most rows of a series.
const MAX_ROWS: usize = 5_000;
/// Largest count.
const MAX_COUNT: u64 = 1_000_000_000_000;
/// Most controls: a regression with more than a few in use tells little.
const MAX_CONTROLS: usize = 20;

/// The metrics asked for, or all that have counts.
pub(super) fn check_metrics(asked: Option<Vec<String>>, series: Option<&Series>, faults: &mut Faults) -> Vec<Metric> {
    let there = series.map(Series::metrics).unwrap_or_default();
    let Some(asked) = asked else {
        if series.is_some() && there.is_empty() {
            let detail = message!["fault-no-counts", accepted = names(&Metric::ALL)];
            faults.add("/series", "missing", detail);
        }
        return there;
    };
    let mut found = BTreeSet::new();
    for (i, name) in asked.iter().enumerate() {
        match Metric::named(name) {
            Some(metric) if series.is_none() || there.contains(&metric) => {
                found.insert(metric);
            }
            Some(_) => {
                let detail = message!["fault-metric-missing", metric = name, there = names(&there)];
                faults.add(&format!("/metrics/{i}"), "missing", detail);
            }
            None => {
                let detail = message!["fault-unknown", received = excerpt(name), accepted = names(&Metric::ALL)];
                faults.add(&format!("/metrics/{i}"), "unknown_metric", detail);
            }
        }
    }
    if asked.is_empty() {
        faults.add("/metrics", "missing", message!["fault-metrics-empty"]);
    }
    found.into_iter().collect()
}

pub(super) fn names(metrics: &[Metric]) -> String {
    metrics.iter().map(|metric| metric.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) fn check_series(
    rows: Vec<SeriesRowBody>,
    frequency: Option<Frequency>,
    faults: &mut Faults,
) -> Option<Series> {
    if rows.is_empty() {
        faults.add("/series", "missing", message!["fault-series-missing"]);
        return None;
    }
    if rows.len() > MAX_ROWS {
        let detail = message!["fault-series-rows", received = rows.len(), max = MAX_ROWS];
        faults.add("/series", "too_many", detail);
        return None;
    }
    let given = rows.len();
    let controls = read_controls(&rows, faults);
    let checked = rows.into_iter().enumerate();
    let read: Vec<SeriesRow> = checked.filter_map(|(i, row)| row.check(&format!("/series/{i}"), faults)).collect();
    if read.len() < given {
        return None;
    }
    let misplaced = match Series::new(&read, frequency) {
        Ok(mut series) => {
            controls.into_iter().for_each(|(name, values)| series.add_control(name, values));
            return Some(series);
        }
        Err(misplaced) => misplaced,
    };
    for m in misplaced {
        faults.add(&format!("/series/{}/date", m.row), m.code, m.detail);
    }
    None
}

/// The control series of the rows, by name.
pub(super) fn read_controls(rows: &[SeriesRowBody], faults: &mut Faults) -> BTreeMap<String, Vec<(Date, f64)>> {
    let mut controls: BTreeMap<String, Vec<(Date, f64)>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        for (name, value) in row.controls.iter().flatten() {
            let place = format!("/series/{i}/controls");
            if !(0.0..=MAX_COST).contains(value) {
                let max = format!("{MAX_COST:e}");
                let detail = message!["fault-control-value", received = value, name = excerpt(name), max = max];
                faults.add(&place, "out_of_range", detail);
            } else if !(1..=MAX_NAME).contains(&name.chars().count()) {
                faults.add(&place, "out_of_range", message!["fault-control-name", max = MAX_NAME]);
            } else if let Some(date) = row.date {
                controls.entry(name.clone()).or_default().push((date, *value));
            }
        }
    }
    if controls.len() > MAX_CONTROLS {
        let detail = message!["fault-controls", received = controls.len(), max = MAX_CONTROLS];
        faults.add("/series", "too_many", detail);
    }
    controls
}

impl SeriesRowBody {
    /// The row, whose faults are noted below `place`.
    fn check(self, place: &str, faults: &mut Faults) -> Option<SeriesRow> {
        let date = check_day(self.date, place, "date", faults);
        if self.date.is_none() {
            faults.add(&format!("{place}/date"), "missing", message!["fault-day-missing"]);
        }
        let counts = Metric::ALL.map(|metric| match metric {
            Metric::Posts => self.posts,
            Metric::Followers => self.followers,
            Metric::Likes => self.likes,
            Metric::Replies => self.replies,
            Metric::Reposts => self.reposts,
            Metric::Clicks => self.clicks,
        });
        for (metric, count) in Metric::ALL.iter().zip(counts) {
            if let Some(count) = count.filter(|count| *count > MAX_COUNT) {
                let detail = message!["fault-up-to", received = count, max = MAX_COUNT];
                faults.add(&format!("{place}/{}", metric.as_str()), "out_of_range", detail);
            }
        }
        Some(SeriesRow { date: date?, counts })
    }
}

/// A country code; holidays of countries that are not known are named in the answer.
pub(super) fn check_country(country: Option<String>, faults: &mut Faults) -> Option<String> {
    let country = country?;
    if country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(country);
    }
    let detail = message!["fault-country-code", received = excerpt(&country)];
    faults.add("/country", "unknown_country", detail);
    None
}
