//! Public holidays by country: days on which people post and click otherwise than their weekday says.
//!
//! `holidays.csv` lists them, with the days that stand in for those on weekends, and the eves of Christmas and New Year
//! where offices close. Countries whose provinces differ have the holidays of all of them, GB those of England. The dates
//! are those of the Python package holidays (vacanza, MIT licence), which takes them from the countries' laws; those of
//! lunar calendars ahead of the announcement are computed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use time::{Date, Month};

use super::series::Series;

const TABLE: &str = include_str!("holidays.csv");
/// Years of which holidays are known.
pub const HOLIDAY_YEARS: RangeInclusive<i32> = 2015..=2030;

/// The holidays of one country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holidays {
    by_day: BTreeMap<Date, &'static str>,
}

/// Countries whose holidays are known, ISO 3166-1 alpha-2, in order.
pub fn holiday_countries() -> Vec<&'static str> {
    let mut countries: Vec<&str> = TABLE.lines().filter_map(|line| line.split(',').next()).collect();
    countries.dedup();
    countries
}

impl Holidays {
    /// Those of a country; `None` where they are not known.
    pub(super) fn of(country: &str) -> Option<Self> {
        let mut by_day = BTreeMap::new();
        for line in TABLE.lines() {
            let mut cells = line.split(',');
            if cells.next() != Some(country) {
                continue;
            }
            let (Some(name), Some(days)) = (cells.next(), cells.next()) else { continue };
            by_day.extend(days.split(' ').flat_map(dates).map(|day| (day, name)));
        }
        (!by_day.is_empty()).then_some(Self { by_day })
    }

    /// The names of those from one day to another, each once.
    pub(super) fn between(&self, from: Date, to: Date) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in self.by_day.range(from..=to) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names
    }

    /// The holidays of a period of `series`, each with the share of the period's days that it takes.
    pub(super) fn of_period(&self, series: &Series, period: usize) -> BTreeMap<&'static str, f64> {
        let (first, last) = (series.date(period), series.last_day(period));
        let days = (last - first).whole_days() + 1;
        let mut shares = BTreeMap::new();
        for (_, name) in self.by_day.range(first..=last) {
            *shares.entry(*name).or_insert(0.0) += 1.0 / days as f64;
        }
        shares
    }
}

/// Whether holidays are known for all days of a span.
pub(super) fn are_known(first: Date, last: Date) -> bool {
    HOLIDAY_YEARS.contains(&first.year()) && HOLIDAY_YEARS.contains(&last.year())
}

/// `2026-02-17`, or `12-25` of every year.
fn dates(text: &str) -> Vec<Date> {
    let parts: Vec<i32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let date = |year: i32, month: i32, day: i32| {
        Date::from_calendar_date(year, Month::try_from(u8::try_from(month).ok()?).ok()?, u8::try_from(day).ok()?).ok()
    };
    match parts[..] {
        [year, month, day] => date(year, month, day).into_iter().collect(),
        [month, day] => HOLIDAY_YEARS.filter_map(|year| date(year, month, day)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn every_line_is_read_and_moving_holidays_have_their_days() {
        for line in TABLE.lines() {
            let days = line.split(',').nth(2).expect("three cells");
            assert!(days.split(' ').all(|day| !dates(day).is_empty()), "{line}");
        }
        assert!(holiday_countries().len() >= 30 && holiday_countries().windows(2).all(|pair| pair[0] < pair[1]));
        let on = |country: &str, day: Date| Holidays::of(country).expect("known").by_day.get(&day).copied();
        assert_eq!(on("KR", date!(2026 - 02 - 17)), Some("Korean New Year"));
        assert_eq!(on("KR", date!(2025 - 10 - 08)), Some("Chuseok"), "the day that stands in for a Sunday");
        assert_eq!(on("KR", date!(2024 - 05 - 15)), Some("Buddha's Birthday"));
        assert_eq!(on("JP", date!(2026 - 01 - 02)), Some("New Year's Day"));
        assert_eq!(on("US", date!(2026 - 11 - 26)), Some("Thanksgiving Day"));
        assert_eq!(on("DE", date!(2026 - 04 - 06)), Some("Easter Monday"));
        assert_eq!(on("GB", date!(2026 - 08 - 31)), Some("Late Summer Bank Holiday"));
        assert_eq!(on("KR", date!(2026 - 02 - 10)), None);
        assert_eq!(Holidays::of("XX"), None);
    }
}
