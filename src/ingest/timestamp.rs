//! Times and dates as texts.

use time::{Date, Month, OffsetDateTime};

use super::RejectCode;
use super::value::{Value, ValueError};
use crate::message::message;

const SECONDS_A_DAY: i64 = 86_400;
const JULIAN_DAY_OF_1970: i64 = 2_440_588;
/// No network that people follow is older.
const FIRST_DAY: Date = time::macros::date!(1990 - 01 - 01);

/// The times that a profile may speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimestampParser {
    as_of: Date,
    first: i64,
    end: i64,
}

impl TimestampParser {
    /// From 1990 to the day after `as_of`, which leaves a day for time zones.
    pub(super) fn until(as_of: Date) -> Self {
        Self { as_of, first: start_of_day(FIRST_DAY), end: start_of_day(as_of) + 2 * SECONDS_A_DAY }
    }

    /// The value as seconds since 1970.
    pub(super) fn read(&self, value: Value<'_>) -> Result<i64, ValueError> {
        let text = value.text("accepts-time").map_err(|error| self.error(error.code))?;
        let Some(moment) = parse(text) else {
            return Err(self.error(RejectCode::WrongType));
        };
        if moment < self.first || moment >= self.end {
            return Err(self.error(RejectCode::OutOfRange));
        }
        Ok(moment)
    }

    fn error(&self, code: RejectCode) -> ValueError {
        let last = self.as_of.next_day().unwrap_or(self.as_of);
        ValueError { code, accepted: message!["accepts-time", first = FIRST_DAY, last = last] }
    }
}

/// The time as RFC 3339 in UTC.
pub(super) fn written(seconds: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = at.to_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", at.date())
}

/// Seconds since 1970 at the start of `day` in UTC.
pub(super) fn start_of_day(day: Date) -> i64 {
    (i64::from(day.to_julian_day()) - JULIAN_DAY_OF_1970) * SECONDS_A_DAY
}

/// Seconds since 1970 of an RFC 3339 time, or of midnight UTC of a date.
///
/// Fractions of a second are cut off and a leap second counts as the second before it. A time without an offset is
/// rejected: it could be any of 27 hours.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (day, rest) = split(text.as_bytes(), 10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day else { return None };
    let year = i32::from(two(y1, y2)?) * 100 + i32::from(two(y3, y4)?);
    let month = Month::try_from(two(m1, m2)?).ok()?;
    let midnight = start_of_day(Date::from_calendar_date(year, month, two(d1, d2)?).ok()?);
    if rest.is_empty() {
        return Some(midnight);
    }
    let (clock, rest) = split(rest, 9)?;
    let &[b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return None };
    let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second.min(59));
    Some(midnight + clock - offset(after_fraction(rest)?)?)
}

fn split(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    (bytes.len() >= at).then(|| bytes.split_at(at))
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

fn after_fraction(rest: &[u8]) -> Option<&[u8]> {
    let [b'.', digits @ ..] = rest else { return Some(rest) };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then(|| &digits[count..])
}

fn offset(rest: &[u8]) -> Option<i64> {
    match *rest {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_become_seconds() {
        let cases = [
            ("1970-01-01", 0),
            ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29", 1_709_164_800),
            ("2024-02-29T12:30:45Z", 1_709_209_845),
            ("2024-02-29t21:30:45.999+09:00", 1_709_209_845),
            ("2024-02-29 07:30:45-05:00", 1_709_209_845),
            ("2016-12-31T23:59:60Z", 1_483_228_799),
            ("1969-12-31T23:59:59Z", -1),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        let cases = [
            "",
            "2024",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "24-02-03",
            "2024/02/03",
            "2024-02-03T",
            "2024-02-03T10:00:00",
            "2024-02-03T10:00Z",
            "2024-02-03T24:00:00Z",
            "2024-02-03T10:00:61Z",
            "2024-02-03T10:00:00.Z",
            "2024-02-03T10:00:00+0900",
            "2024-02-03T10:00:00+24:00",
            "2024-02-03T10:00:00Zulu",
            "２０２４-02-03",
            "1709164800",
        ];
        for text in cases {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
