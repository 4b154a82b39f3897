//! Dates and times as people and tools write them; the order of day and month is decided by column.

use time::{Date, Month};

use super::super::timestamp;

/// What a column of dates needs to know before a cell of it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// Years come first, or months have names: nothing is open.
    Certain,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Both readings fit every cell.
    Ambiguous,
}

/// What a cell says of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Seconds since 1970.
    pub(super) seconds: i64,
    /// Whether it is a clock time without a zone, which is read as UTC.
    pub(super) zone_assumed: bool,
}

const SECONDS_A_DAY: i64 = 86_400;
/// Serial numbers of spreadsheets from 1982 to 2064; day 25,569 is 1970-01-01.
const SERIALS: std::ops::RangeInclusive<f64> = 30_000.0..=60_000.0;
/// Those of dates of birth, from 1910: a year of four digits is none of them.
const BIRTH_SERIALS: std::ops::RangeInclusive<u32> = 3_653..=60_000;
const SERIAL_OF_1970: f64 = 25_569.0;
/// Seconds and milliseconds since 1970 that lie from 1990 to 2100.
const EPOCH_SECONDS: std::ops::RangeInclusive<f64> = 631_152_000.0..=4_102_444_800.0;

/// 1970-01-01 and 1900-01-01, in days since 1970, and dates of birth on one of them from which they are a heap.
const PLACEHOLDERS: [i64; 2] = [0, -25_567];
const MIN_HEAP: usize = 5;
const JULIAN_DAY_OF_1970: i64 = 2_440_588;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl DateOrder {
    /// The order of a column of these cells.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut day_first, mut month_first, mut open) = (false, false, false);
        for cell in cells {
            let Some(parts) = Parts::of(cell) else { continue };
            if let Some((first, second)) = parts.open_order() {
                open = true;
                day_first |= first > 12;
                month_first |= second > 12;
            }
        }
        match (open, day_first, month_first) {
            (false, ..) => DateOrder::Certain,
            (true, true, false) => DateOrder::DayFirst,
            (true, false, true) => DateOrder::MonthFirst,
            (true, true, true) | (true, false, false) => DateOrder::Ambiguous,
        }
    }

    /// The time that `cell` says.
    pub(super) fn parse(self, cell: &str) -> Option<Moment> {
        if let Some(seconds) = timestamp::parse(cell) {
            return Some(Moment { seconds, zone_assumed: false });
        }
        if let Ok(number) = cell.parse::<f64>() {
            return of_number(cell, number);
        }
        let parts = Parts::of(cell)?;
        let date = parts.date(self)?;
        let midnight = timestamp::start_of_day(date);
        let Some(clock) = parts.clock else { return Some(Moment { seconds: midnight, zone_assumed: false }) };
        Some(Moment { seconds: midnight + clock - parts.offset.unwrap_or(0), zone_assumed: parts.offset.is_none() })
    }
}

/// The year of a date of birth, for which the order of day and month does not matter. Serial numbers of spreadsheets go
/// back to 1910.
pub(super) fn birth_year_of(cell: &str) -> Option<i32> {
    if let Some(year) = year_without_day(cell) {
        return Some(year);
    }
    time::OffsetDateTime::from_unix_timestamp(birth_time_of(cell)?).ok().map(time::OffsetDateTime::year)
}

/// The year of a date of birth without its day, or without both: 1997-03, 1997.3, 1997-00-00.
fn year_without_day(cell: &str) -> Option<i32> {
    let mut parts = cell.trim_end_matches('.').split(['-', '.', '/']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse::<u16>().ok()?;
    let mut part = |most: u8| match parts.next().map(str::trim) {
        None => Some(0),
        Some(part) if (1..=2).contains(&part.len()) => part.parse::<u8>().ok().filter(|part| *part <= most),
        Some(_) => None,
    };
    let (month, day) = (part(12)?, part(31)?);
    ((1900..=2100).contains(&year) && day == 0 && parts.next().is_none() && (month > 0 || cell.len() > 4))
        .then_some(i32::from(year))
}

/// Seconds since 1970 of a date of birth.
fn birth_time_of(cell: &str) -> Option<i64> {
    let orders = [DateOrder::Certain, DateOrder::DayFirst, DateOrder::MonthFirst];
    let serial = || {
        let days = cell.parse::<u32>().ok().filter(|days| BIRTH_SERIALS.contains(days))?;
        of_serial(f64::from(days))
    };
    orders.iter().find_map(|order| order.parse(cell)).or_else(serial).map(|moment| moment.seconds)
}

/// The day since 1970 of a date of birth.
pub(super) fn birth_day_of(cell: &str) -> Option<i64> {
    birth_time_of(cell).map(|seconds| seconds.div_euclid(SECONDS_A_DAY))
}

/// The day that programs write where they know no date of birth, 1970-01-01 or 1900-01-01, if these dates of birth heap
/// there and not on the first days of other years: whoever knows the year alone writes 1 January, too.
pub(super) fn placeholder_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<i64> {
    let (mut all, mut on_placeholders, mut on_first_days) = (0, [0; PLACEHOLDERS.len()], 0);
    for day in cells.filter_map(birth_day_of) {
        all += 1;
        if let Some(at) = PLACEHOLDERS.iter().position(|placeholder| *placeholder == day) {
            on_placeholders[at] += 1;
        } else if Date::from_julian_day((day + JULIAN_DAY_OF_1970) as i32).is_ok_and(|date| date.ordinal() == 1) {
            on_first_days += 1;
        }
    }
    let (at, most) = on_placeholders.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
    (most >= MIN_HEAP && most * 50 >= all && most > on_first_days).then_some(PLACEHOLDERS[at])
}

/// Whether a cell says the year of a birth, as 1997년생, 97년생 and 1997년 do: never an age.
pub(super) fn is_year(cell: &str) -> bool {
    let year = cell.strip_suffix("년생").or_else(|| cell.strip_suffix('년'));
    year.is_some_and(|year| !year.is_empty() && year.trim_end().bytes().all(|byte| byte.is_ascii_digit()))
}

/// How a column writes dates of birth whose years have two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortYears {
    /// By digits alone: 97, 970304, 970304-1, 97년생.
    Digits,
    /// Before month and day: 97.03.04.
    First,
    /// Behind them: 3/4/97.
    Last,
}

impl ShortYears {
    /// How all of these cells are written; `None` where they are written otherwise, or the year may stand in two places.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str> + Clone, latest: i32) -> Option<Self> {
        // Fewer than six digits alone are serial numbers of a spreadsheet, or years; two are no day where some are above 31.
        let is_year = |cell: &str| cell.len() == 2 && cell.parse::<u8>().is_ok_and(|year| year > 31);
        let is_certain = |cell: &str| cell.len() >= 6 || is_year(cell);
        let all = |years: Self| cells.clone().all(|cell| years.year(cell, latest).is_some());
        cells.clone().next()?;
        if all(Self::Digits) {
            return cells.clone().any(is_certain).then_some(Self::Digits);
        }
        match (all(Self::First), all(Self::Last)) {
            (true, false) => Some(Self::First),
            (false, true) => Some(Self::Last),
            (true, true) | (false, false) => None,
        }
    }

    /// The year of birth that a cell states: the latest of its two digits that is not after `this_year`.
    pub(super) fn year(self, cell: &str, this_year: i32) -> Option<i32> {
        let (digits, century) = match self {
            Self::Digits => short_birth_year(cell)?,
            Self::First | Self::Last => (short_date(cell, self == Self::First)?, None),
        };
        let year = i32::from(digits);
        Some(match century {
            Some(century) => century + year,
            None if 2000 + year > this_year => 1900 + year,
            None => 2000 + year,
        })
    }
}

/// The two digits of a year of birth: 97, 900312, 90년생, 30612 where a spreadsheet took 030612 for a number, and 970304-1
/// with the century that the digit behind it says.
fn short_birth_year(cell: &str) -> Option<(u8, Option<i32>)> {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let (text, century) = match cell.split_once('-') {
        None => (cell, None),
        Some((date, code)) => {
            let century = match code.trim_end_matches('*') {
                "1" | "2" | "5" | "6" => 1900,
                "3" | "4" | "7" | "8" => 2000,
                _ => return None,
            };
            (digits(date, 6).then_some(date)?, Some(century))
        }
    };
    if let Some(years) = text.strip_suffix("년생").map(str::trim_end).or(Some(text)).filter(|years| digits(years, 2))
    {
        return Some((years.parse().ok()?, None));
    }
    let padded = if (3..6).contains(&text.len()) { format!("{text:0>6}") } else { text.to_owned() };
    let date = digits(&padded, 6).then(|| format!("20{padded}"))?;
    // A leap year of one century may be none of the other: 1900 and 2000.
    of_number(&date, 0.0).or_else(|| of_number(&format!("19{padded}"), 0.0))?;
    Some((padded[..2].parse().ok()?, century))
}

/// The year of a date of three numbers of two digits at most, first or last, the others being a month and a day.
fn short_date(cell: &str, is_first: bool) -> Option<u8> {
    let mut numbers = [0_u8; 3];
    let mut parts = cell.trim_end().trim_end_matches('.').split(['-', '.', '/']);
    for number in &mut numbers {
        let part = parts.next()?.trim();
        *number = part.parse().ok().filter(|_| part.len() <= 2)?;
    }
    let is_date = |month: u8, day: u8| (1..=12).contains(&month) && (1..=31).contains(&day);
    let [first, second, third] = numbers;
    let (year, fits) = if is_first {
        (first, is_date(second, third))
    } else {
        (third, is_date(first, second) || is_date(second, first))
    };
    (fits && parts.next().is_none()).then_some(year)
}

/// The time of a bare number: of a spreadsheet, since 1970, or of digits without separators.
fn of_number(cell: &str, number: f64) -> Option<Moment> {
    let digits = cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits {
        let part = |from, to| cell[from..to].parse::<u16>().ok();
        let month = Month::try_from(u8::try_from(part(4, 6)?).ok()?).ok()?;
        let date = Date::from_calendar_date(i32::from(part(0, 4)?), month, u8::try_from(part(6, 8)?).ok()?).ok()?;
        timestamp::start_of_day(date)
    } else if SERIALS.contains(&number) {
        return of_serial(number);
    } else if EPOCH_SECONDS.contains(&number) {
        number as i64
    } else if EPOCH_SECONDS.contains(&(number / 1e3)) {
        (number / 1e3) as i64
    } else {
        return None;
    };
    Some(Moment { seconds, zone_assumed: false })
}

fn of_serial(days: f64) -> Option<Moment> {
    let seconds = ((days - SERIAL_OF_1970) * SECONDS_A_DAY as f64).round() as i64;
    Some(Moment { seconds, zone_assumed: false })
}

/// The numbers and words of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Parts {
    /// Numbers of the date in the order they stand in, with their digits.
    numbers: [(i32, usize); 3],
    count: usize,
    month: Option<u8>,
    /// Whether the name of the month stood before the first number.
    month_before: bool,
    /// Seconds since midnight.
    clock: Option<i64>,
    /// Seconds east of UTC.
    offset: Option<i64>,
}

impl Parts {
    /// The parts of `cell`, or `None` where something in it belongs to no date.
    fn of(cell: &str) -> Option<Self> {
        if cell.len() > 48 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut parts = Parts::default();
        let mut rest = cell.trim();
        let mut afternoon = None;
        while !rest.is_empty() {
            let first = rest.chars().next()?;
            if first.is_ascii_digit() {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count();
                if rest[length..].starts_with(':') || parts.clock_follows(&rest[length..]) {
                    rest = parts.take_clock(rest)?;
                    continue;
                }
                if parts.count == 3 || length > 4 {
                    return None;
                }
                parts.numbers[parts.count] = (rest[..length].parse().ok()?, length);
                parts.count += 1;
                rest = &rest[length..];
                for ending in ["st", "nd", "rd", "th"] {
                    rest = rest.strip_prefix(ending).unwrap_or(rest);
                }
            } else if first.is_alphabetic() {
                let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                let word = rest[..length].to_lowercase();
                rest = &rest[length..];
                match word.as_str() {
                    "t" | "년" | "월" | "일" | "of" | "at" | "시" | "분" | "초" => {}
                    "am" | "a" | "오전" => afternoon = Some(false),
                    "pm" | "p" | "오후" => afternoon = Some(true),
                    "z" | "utc" | "gmt" | "kst" if parts.clock.is_some() || word != "z" => {
                        rest = parts.take_offset(&word, rest)?;
                    }
                    _ => match MONTHS.iter().position(|month| word.starts_with(month)) {
                        Some(month) if parts.month.is_none() && word.len() >= 3 => {
                            parts.month = Some(month as u8 + 1);
                            parts.month_before = parts.count == 0;
                        }
                        _ if is_weekday(&word) => {}
                        _ => return None,
                    },
                }
            } else if matches!(first, '+' | '-') && parts.clock.is_some() && parts.offset.is_none() {
                rest = parts.take_offset("", rest)?;
            } else if matches!(first, '-' | '/' | '.' | ',' | ' ' | '(' | ')' | '\u{202f}' | '\u{a0}') {
                rest = &rest[first.len_utf8()..];
            } else {
                return None;
            }
        }
        if let (Some(clock), Some(afternoon)) = (&mut parts.clock, afternoon) {
            let hour = *clock / 3600;
            if !(1..=12).contains(&hour) {
                return None;
            }
            *clock += match (hour, afternoon) {
                (12, false) => -12 * 3600,
                (12, true) | (_, false) => 0,
                (_, true) => 12 * 3600,
            };
        }
        let expected = if parts.month.is_some() { 2 } else { 3 };
        (parts.count == expected).then_some(parts)
    }

    /// Whether the three numbers of the date are there and an hour in words follows: "오후 2시".
    fn clock_follows(&self, rest: &str) -> bool {
        self.count == 3 && self.clock.is_none() && rest.starts_with('시')
    }

    /// Takes `14:22`, `14:22:10.5` or `2시`.
    fn take_clock<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        if self.clock.is_some() {
            return None;
        }
        let mut seconds = 0;
        let mut rest = text;
        for (unit, limit) in [(3600, 24), (60, 60), (1, 61)] {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=2).contains(&length) {
                return None;
            }
            let value: i64 = rest[..length].parse().ok().filter(|value| *value < limit)?;
            seconds += value * unit;
            rest = &rest[length..];
            match rest.strip_prefix(':') {
                Some(after) if unit > 1 => rest = after,
                _ => break,
            }
        }
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        self.clock = Some(seconds);
        Some(rest)
    }

    /// Takes what follows a zone's name: "GMT+9", "UTC", "+0900", "-05:30".
    fn take_offset<'t>(&mut self, name: &str, text: &'t str) -> Option<&'t str> {
        if self.offset.is_some() {
            return None;
        }
        let base = if name == "kst" { 9 * 3600 } else { 0 };
        let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '+' | '-')) else {
            self.offset = Some(base);
            return Some(text);
        };
        let digits = &text[1..];
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let (hours, minutes, used) = match (length, digits[length..].strip_prefix(':')) {
            (1 | 2, Some(after)) if after.len() >= 2 && after.is_char_boundary(2) => {
                (digits[..length].parse::<i64>().ok()?, after[..2].parse::<i64>().ok()?, length + 3)
            }
            (1 | 2, _) => (digits[..length].parse().ok()?, 0, length),
            (4, _) => (digits[..2].parse().ok()?, digits[2..4].parse().ok()?, 4),
            _ => return None,
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        let seconds = hours * 3600 + minutes * 60;
        self.offset = Some(if sign == '-' { -seconds } else { seconds });
        Some(&digits[used..])
    }

    /// The two numbers whose order is open, where it is.
    fn open_order(&self) -> Option<(i32, i32)> {
        let [(first, digits), (second, _), (_, last)] = self.numbers;
        (self.month.is_none() && digits <= 2 && last == 4).then_some((first, second))
    }

    fn date(&self, order: DateOrder) -> Option<Date> {
        let [(first, digits), (second, second_digits), (third, last_digits)] = self.numbers;
        let (year, month, day) = if let Some(month) = self.month {
            // "5 Mar 2024", "Mar 5, 2024", "2024 Mar 5".
            match (digits, second_digits) {
                (4, 1..=2) => (first, i32::from(month), second),
                (1..=2, 4) => (second, i32::from(month), first),
                _ => return None,
            }
        } else if digits == 4 && last_digits <= 2 {
            (first, second, third)
        } else if digits <= 2 && last_digits == 4 {
            match order {
                DateOrder::DayFirst => (third, second, first),
                DateOrder::MonthFirst => (third, first, second),
                DateOrder::Certain | DateOrder::Ambiguous => return None,
            }
        } else {
            return None;
        };
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
    }
}

fn is_weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.starts_with(day) && (word.len() == 3 || word.ends_with("day") || word.len() == 4))
        || matches!(
            word,
            "월요일"
                | "화요일"
                | "수요일"
                | "목요일"
                | "금요일"
                | "토요일"
                | "일요일"
                | "화"
                | "수"
                | "목"
                | "금"
                | "토"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(order: DateOrder, cell: &str) -> Option<String> {
        order.parse(cell).map(|moment| timestamp::written(moment.seconds))
    }

    #[test]
    fn years_of_birth_in_two_digits_are_the_latest_that_have_come() {
        for (cell, expected) in [
            ("900312", Some(1990)),
            ("030612", Some(2003)),
            ("30612", Some(2003)),
            ("261130", Some(2026)),
            ("270101", Some(1927)),
            ("000229", Some(2000)),
            ("90년생", Some(1990)),
            ("05 년생", Some(2005)),
            ("901312", None),
            ("101", Some(2000)),
            ("900230", None),
            ("90", Some(1990)),
            ("970304-1", Some(1997)),
            ("050304-3******", Some(2005)),
            ("050304-1", Some(1905)),
            ("970304-9", None),
            ("1990", None), // the 90th day of a 19th month
            ("1990년생", None),
            ("19900312", None),
            ("9003121", None),
        ] {
            assert_eq!(ShortYears::Digits.year(cell, 2026), expected, "{cell}");
        }
    }

    #[test]
    fn short_years_are_read_where_one_place_alone_can_hold_them() {
        for (cells, expected) in [
            (&["97.03.04", "05.12.31"][..], Some((ShortYears::First, [1997, 2005]))),
            (&["97. 3. 4.", "05. 1. 2."], Some((ShortYears::First, [1997, 2005]))),
            (&["3/14/97", "12/1/61"], Some((ShortYears::Last, [1997, 1961]))),
            (&["04.03.97", "31.12.61"], Some((ShortYears::Last, [1997, 1961]))),
            (&["97", "05"], Some((ShortYears::Digits, [1997, 2005]))),
            (&["03.04.05", "01.02.03"], None),
            (&["05", "12"], None),
            (&["97.03.04", "34"], None),
        ] {
            let found = ShortYears::of(cells.iter().copied(), 2026);
            assert_eq!(found, expected.map(|(years, _)| years), "{cells:?}");
            if let Some((years, expected)) = expected {
                assert_eq!([0, 1].map(|at| years.year(cells[at], 2026)), expected.map(Some), "{cells:?}");
            }
        }
    }

    #[test]
    fn a_year_of_birth_may_stand_without_its_day() {
        for (cell, expected) in [
            ("1997-03", Some(1997)),
            ("1997.3", Some(1997)),
            ("1997-00-00", Some(1997)),
            ("1997.0", Some(1997)),
            ("1997-2006", None),
            ("1997-13", None),
        ] {
            assert_eq!(birth_year_of(cell), expected, "{cell}");
        }
    }

    #[test]
    fn dates_that_programs_write_for_none_are_found_where_they_heap() {
        let day = |at: usize| format!("19{:02}-{:02}-{:02}", 40 + at % 60, 1 + at % 12, 1 + at % 28);
        let heaped = |heap: &str, n: usize| (0..100).map(day).chain(vec![heap.to_owned(); n]).collect::<Vec<_>>();
        let found = |cells: &[String]| placeholder_of(cells.iter().map(String::as_str));
        assert_eq!(found(&heaped("1970-01-01", 20)), Some(0));
        assert_eq!(found(&heaped("1900-01-01", 5)), Some(-25_567));
        assert_eq!(found(&heaped("1970-01-01", 3)), None);
        // Whoever knows the year alone writes its first day.
        let first_days: Vec<String> = (0..120).map(|at| format!("{}-01-01", 1960 + at % 24)).collect();
        assert_eq!(found(&first_days), None);
    }

    #[test]
    fn usual_forms_are_read() {
        for (cell, expected) in [
            ("2024-03-05", "2024-03-05T00:00:00Z"),
            ("2024.03.05", "2024-03-05T00:00:00Z"),
            ("2024/03/05", "2024-03-05T00:00:00Z"),
            ("2024-3-5", "2024-03-05T00:00:00Z"),
            ("2024. 3. 5.", "2024-03-05T00:00:00Z"),
            ("2024년 3월 5일", "2024-03-05T00:00:00Z"),
            ("20240305", "2024-03-05T00:00:00Z"),
            ("45356", "2024-03-05T00:00:00Z"),
            ("45356.5", "2024-03-05T12:00:00Z"),
            ("1709596800", "2024-03-05T00:00:00Z"),
            ("1709596800000", "2024-03-05T00:00:00Z"),
            ("2024-03-05 14:22:10", "2024-03-05T14:22:10Z"),
            ("2024-03-05T14:22", "2024-03-05T14:22:00Z"),
            ("2024-03-05 14:22:10+00:00", "2024-03-05T14:22:10Z"),
            ("2024-03-05T14:22:10.123+0900", "2024-03-05T05:22:10Z"),
            ("2024/03/01 10:00:00 AM GMT+9", "2024-03-01T01:00:00Z"),
            ("2024. 3. 5. 오후 2:22", "2024-03-05T14:22:00Z"),
            ("Mar 5, 2024", "2024-03-05T00:00:00Z"),
            ("5 March 2024", "2024-03-05T00:00:00Z"),
            ("Tue, 05 Mar 2024 14:22:10 GMT", "2024-03-05T14:22:10Z"),
            ("March 5th, 2024 2:22 PM", "2024-03-05T14:22:00Z"),
        ] {
            assert_eq!(written(DateOrder::Certain, cell).as_deref(), Some(expected), "{cell}");
        }
        for cell in [
            "",
            "34",
            "25-34",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "14-Oct",
            "13/13/2024",
            "abc",
            "1.5",
            "12:30",
            "32/01/2024",
        ] {
            for order in [DateOrder::Certain, DateOrder::DayFirst, DateOrder::MonthFirst] {
                assert_eq!(written(order, cell), None, "{cell}");
            }
        }
    }

    #[test]
    fn a_column_decides_whether_the_day_or_the_month_comes_first() {
        assert_eq!(DateOrder::of(["05/03/2024", "25/03/2024"].into_iter()), DateOrder::DayFirst);
        assert_eq!(DateOrder::of(["05/03/2024", "03/25/2024"].into_iter()), DateOrder::MonthFirst);
        assert_eq!(DateOrder::of(["05/03/2024", "04/03/2024"].into_iter()), DateOrder::Ambiguous);
        assert_eq!(DateOrder::of(["25/03/2024", "03/25/2024"].into_iter()), DateOrder::Ambiguous);
        assert_eq!(DateOrder::of(["2024-03-05"].into_iter()), DateOrder::Certain);
        assert_eq!(written(DateOrder::DayFirst, "05/03/2024").as_deref(), Some("2024-03-05T00:00:00Z"));
        assert_eq!(written(DateOrder::MonthFirst, "05/03/2024").as_deref(), Some("2024-05-03T00:00:00Z"));
        assert_eq!(written(DateOrder::Ambiguous, "05/03/2024"), None);
    }

    #[test]
    fn the_year_of_a_date_is_known_in_any_order() {
        for cell in ["1985-03-04", "1985. 3. 4.", "19850304", "03/04/1985", "25/03/1985", "03/25/1985", "4 Mar 1985"] {
            assert_eq!(birth_year_of(cell), Some(1985), "{cell}");
        }
        for cell in ["1985", "34", "", "850304", "03/04/85"] {
            assert_eq!(birth_year_of(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_clock_without_a_zone_is_marked() {
        assert!(DateOrder::Certain.parse("2024-03-05 14:22:10").expect("a time").zone_assumed);
        assert!(!DateOrder::Certain.parse("2024-03-05 14:22:10Z").expect("a time").zone_assumed);
        assert!(!DateOrder::Certain.parse("2024-03-05").expect("a date").zone_assumed);
    }
}
