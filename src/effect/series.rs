//! Counts of engagement by day or week, on a grid of periods.

use time::{Date, Duration, Month};

use super::control::Control;
use crate::message::{Message, message};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A metric of engagement.
    pub enum Metric {
        /// Posts of the account.
        Posts = "posts",
        /// Net change of followers.
        Followers = "followers",
        /// Likes received.
        Likes = "likes",
        /// Replies received.
        Replies = "replies",
        /// Reposts received.
        Reposts = "reposts",
        /// Clicks on links.
        Clicks = "clicks",
    }
}

impl Metric {
    /// Whether it is a level of which the change counts, rather than a count of the period.
    pub fn is_stock(self) -> bool {
        self == Metric::Followers
    }
}

vocabulary! {
    /// Length of a period.
    pub enum Frequency {
        /// One day.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// A month.
        Month = "month",
    }
}

impl Frequency {
    /// Days of a period, of a month about so many.
    pub fn days(self) -> usize {
        match self {
            Frequency::Day => 1,
            Frequency::Week => 7,
            Frequency::Month => 30,
        }
    }

    /// Periods that `days` reach into.
    pub(super) fn periods(self, days: usize) -> usize {
        days.div_ceil(self.days())
    }
}

/// One row of a series: the counts of the period that begins on a date. Absent is not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRow {
    /// First day of the period.
    pub date: Date,
    /// One count for each of [`Metric::ALL`].
    pub counts: [Option<u64>; 6],
}

/// Counts on a grid of periods without holes; what was not observed is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    frequency: Frequency,
    first: Date,
    columns: [Vec<Option<u64>>; 6],
    controls: Vec<Control>,
}

/// A date that is no part of a regular series.
#[derive(Debug, Clone, PartialEq)]
pub struct GridError {
    /// Position of the row, from 0.
    pub row: usize,
    /// What kind of fault.
    pub code: &'static str,
    /// What was received and what is accepted.
    pub detail: Message,
}

/// Most periods of a series.
const MAX_PERIODS: i64 = 20_000;
/// Weeks in a row that show a change from days to weeks.
const RUN_OF_WEEKS: usize = 4;
/// Fewest rows that show that periods are months.
const MIN_MONTHS: usize = 3;

impl Series {
    /// The series of `rows` in any order. Without a `frequency` it is monthly where all dates are the same day of a month, or
    /// the last, weekly where they lie whole weeks apart, else daily.
    ///
    /// # Errors
    /// Every row whose date is there twice, or is off the weeks; a series that passes from days to weeks; no rows; more
    /// than 20,000 periods.
    pub fn new(rows: &[SeriesRow], frequency: Option<Frequency>) -> Result<Self, Vec<GridError>> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&i| (rows[i].date, i));
        let (Some(&first), Some(&last)) = (order.first(), order.last()) else {
            return Err(vec![grid_error(0, "missing", message!["fault-series-empty"])]);
        };
        let gaps: Vec<i64> = order.windows(2).map(|w| (rows[w[1]].date - rows[w[0]].date).whole_days()).collect();
        let mut faults = Vec::new();
        for (pair, gap) in order.windows(2).zip(&gaps) {
            if *gap == 0 {
                let detail = message!["fault-date-twice", date = rows[pair[1]].date, row = pair[0] + 1];
                faults.push(grid_error(pair[1], "duplicate_date", detail));
            }
        }
        let weekly = gaps.iter().any(|gap| *gap > 0) && gaps.iter().all(|gap| gap % 7 == 0);
        let dates: Vec<Date> = rows.iter().map(|row| row.date).collect();
        let monthly = rows.len() >= MIN_MONTHS && gaps.iter().all(|gap| *gap >= 28) && month_start(&dates).is_some();
        let frequency = match frequency {
            Some(frequency) => frequency,
            None if monthly => Frequency::Month,
            None if weekly => Frequency::Week,
            None => {
                faults.extend(mixed(rows, &order, &gaps));
                Frequency::Day
            }
        };
        let month_start = if frequency == Frequency::Month { month_start(&dates) } else { None };
        let start =
            month_start.map_or(rows[first].date, |day| rows[first].date.replace_day(day).unwrap_or(rows[first].date));
        let mut series = Self { frequency, first: start, columns: Default::default(), controls: Vec::new() };
        if frequency == Frequency::Month && month_start.is_none() {
            let other = order.iter().copied().find(|i| rows[*i].date.day() != start.day()).unwrap_or(first);
            let detail = message!["fault-date-of-month", date = rows[other].date, start = start];
            faults.push(grid_error(other, "off_the_month", detail));
        }
        let days = frequency.days() as i64;
        for &i in &order {
            if frequency != Frequency::Month && (rows[i].date - start).whole_days() % days != 0 {
                let detail = message!["fault-date-of-week", date = rows[i].date, start = start];
                faults.push(grid_error(i, "off_the_week", detail));
            }
        }
        let periods = series.period_of(rows[last].date) + 1;
        if periods > MAX_PERIODS {
            let detail = message!["fault-periods", start = start, end = rows[last].date, max = MAX_PERIODS];
            faults.push(grid_error(last, "too_many", detail));
        }
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.row);
            return Err(faults);
        }
        series.columns.iter_mut().for_each(|column| column.resize(periods as usize, None));
        for row in rows {
            let at = series.period_of(row.date) as usize;
            for (column, count) in series.columns.iter_mut().zip(row.counts) {
                column[at] = count;
            }
        }
        Ok(series)
    }

    /// Adds a control series: numbers that move with the counts and that no event moves. Values outside of the series are
    /// passed over.
    pub fn add_control(&mut self, name: String, values: impl IntoIterator<Item = (Date, f64)>) {
        let mut column = vec![None; self.periods()];
        for (date, value) in values {
            let at = usize::try_from(self.period_of(date)).ok();
            if let Some(place) = at.and_then(|at| column.get_mut(at)) {
                *place = Some(value);
            }
        }
        self.controls.push(Control::new(name, &column));
    }

    /// The control series.
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// Length of a period.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.columns[0].len()
    }

    /// First day of a period, which may lie beyond the series.
    pub fn date(&self, period: usize) -> Date {
        if self.frequency == Frequency::Month {
            return months_after(self.first, period);
        }
        self.first.saturating_add(Duration::days((period * self.frequency.days()) as i64))
    }

    /// Last day of a period.
    pub fn last_day(&self, period: usize) -> Date {
        self.date(period + 1).previous_day().unwrap_or(Date::MAX)
    }

    /// The period that holds a day, negative before the first.
    pub(super) fn period_of(&self, day: Date) -> i64 {
        if self.frequency == Frequency::Month {
            let month = |day: Date| i64::from(day.year()) * 12 + i64::from(u8::from(day.month()));
            return month(day) - month(self.first) - i64::from(day.day() < self.first.day());
        }
        (day - self.first).whole_days().div_euclid(self.frequency.days() as i64)
    }

    /// The counts as given.
    pub fn counts(&self, metric: Metric) -> &[Option<u64>] {
        &self.columns[metric as usize]
    }

    /// Metrics with at least one count.
    pub fn metrics(&self) -> Vec<Metric> {
        Metric::ALL.into_iter().filter(|metric| self.counts(*metric).iter().any(Option::is_some)).collect()
    }

    /// What is judged, by period: counts, or the net change of a stock (the mean a period after a gap).
    pub fn values(&self, metric: Metric) -> Vec<Option<f64>> {
        self.observations(metric).into_iter().map(|observation| observation.map(|o| o.value)).collect()
    }

    /// What is judged, with the periods that it is of.
    pub(super) fn observations(&self, metric: Metric) -> Vec<Option<Observation>> {
        let counts = self.counts(metric);
        if metric.is_stock() {
            return net_changes(counts);
        }
        counts.iter().map(|count| count.map(|n| Observation { value: n as f64, span: 1 })).collect()
    }
}

/// What one period shows: the mean a period over the `span` periods that end with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Observation {
    pub(super) value: f64,
    pub(super) span: usize,
}

/// Changes of a stock: over a gap the mean change stands at its end.
fn net_changes(stock: &[Option<u64>]) -> Vec<Option<Observation>> {
    let mut changes = vec![None; stock.len()];
    let mut before: Option<(usize, u64)> = None;
    for (t, now) in stock.iter().enumerate().filter_map(|(t, now)| Some((t, (*now)?))) {
        if let Some((since, then)) = before {
            let span = t - since;
            changes[t] = Some(Observation { value: (now as f64 - then as f64) / span as f64, span });
        }
        before = Some((t, now));
    }
    changes
}

/// Days followed by weeks, or weeks by days: what a count is of is not known then.
fn mixed(rows: &[SeriesRow], order: &[usize], gaps: &[i64]) -> Option<GridError> {
    let weeks = gaps.windows(RUN_OF_WEEKS).position(|run| run.iter().all(|gap| *gap == 7))?;
    let row = order[weeks];
    let detail = message!["fault-days-and-weeks", date = rows[row].date];
    Some(grid_error(row, "mixed_frequency", detail))
}

/// The day of the month on which months begin that have these dates: the day that all have, or the first where all are the
/// last of their month.
fn month_start(dates: &[Date]) -> Option<u8> {
    let first = dates.first()?;
    let is_last = |date: &Date| date.next_day().is_none_or(|next| next.day() == 1);
    if dates.iter().all(is_last) {
        return Some(1);
    }
    (first.day() <= 28 && dates.iter().all(|date| date.day() == first.day())).then_some(first.day())
}

fn months_after(first: Date, months: usize) -> Date {
    let month = i64::from(first.year()) * 12 + i64::from(u8::from(first.month())) - 1 + months as i64;
    let year = i32::try_from(month.div_euclid(12)).unwrap_or(i32::MAX);
    let date = Month::try_from(month.rem_euclid(12) as u8 + 1).ok();
    date.and_then(|month| Date::from_calendar_date(year, month, first.day()).ok()).unwrap_or(Date::MAX)
}

fn grid_error(row: usize, code: &'static str, detail: Message) -> GridError {
    GridError { row, code, detail }
}
