//! Values as platforms and their libraries write them. What cannot be used is missing: it costs the field alone.

use time::Date;

use super::super::timestamp::{parse, start_of_day};
use super::super::value::{MAX_WHOLE, Value};
use super::schema::FieldMapping;

/// A value that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unusable;

const SECONDS_A_DAY: i64 = 86_400;
/// No network that people follow is older.
const FIRST_DAY: Date = time::macros::date!(1990 - 01 - 01);

/// The times that an account may speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    first: i64,
    end: i64,
}

impl Times {
    /// From 1990 to the day after `as_of`, which leaves a day for time zones.
    pub(super) fn until(as_of: Date) -> Self {
        Self { first: start_of_day(FIRST_DAY), end: start_of_day(as_of) + 2 * SECONDS_A_DAY }
    }

    pub(super) fn contains(&self, moment: i64) -> bool {
        (self.first..self.end).contains(&moment)
    }

    fn read(&self, value: Value<'_>) -> Result<i64, Unusable> {
        let moment = match value {
            Value::Text(text) | Value::Cell(text) => moment(text.trim_ascii()),
            Value::Number { raw, .. } => epoch(raw),
            Value::Missing | Value::Flag(_) | Value::Nested(_) => None,
        };
        moment.filter(|moment| self.contains(*moment)).ok_or(Unusable)
    }

    /// The value as it is kept, or `None` where it says nothing.
    pub(super) fn judge(&self, how: FieldMapping, value: Value<'_>) -> Result<Option<i64>, Unusable> {
        let text = |judge: &dyn Fn(&str) -> bool| match value {
            Value::Text(text) => Ok(Some(i64::from(judge(text)))),
            Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Nested(_) | Value::Cell(_) => Err(Unusable),
        };
        match how {
            FieldMapping::Filled => text(&|text| !text.trim().is_empty()),
            FieldMapping::Html => text(&has_text),
            _ if value.is_missing() => Ok(None),
            FieldMapping::Timestamp => self.read(value).map(Some),
            FieldMapping::CountOrFlag if matches!(value, Value::Flag(_) | Value::Nested(_)) => Ok(None),
            FieldMapping::Count | FieldMapping::HiddenCount | FieldMapping::CountOrFlag => count(value).map(Some),
            FieldMapping::Flag => flag(value).map(|flag| Some(i64::from(flag))),
            FieldMapping::NotFlag => flag(value).map(|flag| Some(i64::from(!flag))),
            FieldMapping::Picture { default } => text(&|address| !address.contains(default)),
            FieldMapping::Word(word) => text(&|text| text == word),
        }
    }
}

fn count(value: Value<'_>) -> Result<i64, Unusable> {
    let number = match value {
        Value::Number { value, .. } => value,
        Value::Text(text) => {
            let digits = text.trim_ascii();
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten().ok_or(Unusable)?
        }
        Value::Missing | Value::Flag(_) | Value::Nested(_) | Value::Cell(_) => return Err(Unusable),
    };
    let whole = number.fract() == 0.0 && (0.0..=MAX_WHOLE).contains(&number);
    if whole { Ok(number as i64) } else { Err(Unusable) }
}

fn flag(value: Value<'_>) -> Result<bool, Unusable> {
    match value {
        Value::Flag(flag) => Ok(flag),
        Value::Text(text) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(true),
        Value::Text(text) if text.eq_ignore_ascii_case("false") || text == "0" => Ok(false),
        Value::Number { value: 1.0, .. } => Ok(true),
        Value::Number { value: 0.0, .. } => Ok(false),
        Value::Missing | Value::Text(_) | Value::Number { .. } | Value::Nested(_) | Value::Cell(_) => Err(Unusable),
    }
}

/// Seconds since 1970 of a time as a text: RFC 3339, as Python prints it, as API v1.1 of X has it, or since 1970.
fn moment(text: &str) -> Option<i64> {
    parse(text).or_else(|| epoch(text)).or_else(|| parse(&with_offset(text)?)).or_else(|| parse(&of_v1(text)?))
}

/// Seconds since 1970 of a whole number of seconds, milliseconds or microseconds.
fn epoch(digits: &str) -> Option<i64> {
    const SECONDS: i64 = 100_000_000_000;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.parse::<i64>().ok()? {
        seconds if seconds < SECONDS => Some(seconds),
        milliseconds if milliseconds < SECONDS * 1_000 => Some(milliseconds / 1_000),
        microseconds if microseconds < SECONDS * 1_000_000 => Some(microseconds / 1_000_000),
        _ => None,
    }
}

/// `2018-05-13 12:00:00 UTC` and `2018-05-13T12:00:00+0000` as RFC 3339.
fn with_offset(text: &str) -> Option<String> {
    if let Some(local) = text.strip_suffix(" UTC") {
        return Some(format!("{local}Z"));
    }
    let (local, minutes) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let sign = local.as_bytes().get(local.len().checked_sub(3)?)?;
    matches!(sign, b'+' | b'-').then(|| format!("{local}:{minutes}"))
}

/// `Wed Oct 10 20:19:24 +0000 2018` as RFC 3339.
fn of_v1(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace().skip(1);
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (day, clock, offset, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    with_offset(&format!("{year}-{month:02}-{day:0>2}T{clock}{offset}"))
}

/// Whether anything but tags and white space stands in `html`.
fn has_text(html: &str) -> bool {
    let mut in_tag = false;
    html.replace("&nbsp;", " ").chars().any(|character| {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => return !in_tag && !character.is_whitespace(),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(raw: &str) -> Value<'_> {
        Value::Number { value: raw.parse().expect("a number"), raw }
    }

    #[test]
    fn times_are_read_as_platforms_and_libraries_write_them() {
        let times = Times::until(time::macros::date!(2026 - 11 - 23));
        let read = |value| times.judge(FieldMapping::Timestamp, value);
        let at = Ok(Some(1_539_202_764));
        for text in [
            "2018-10-10T20:19:24.000Z",
            "2018-10-10 20:19:24+00:00",
            "2018-10-10T20:19:24+0000",
            "2018-10-10 20:19:24 UTC",
            "Wed Oct 10 20:19:24 +0000 2018",
            "1539202764",
            "1539202764123",
        ] {
            assert_eq!(read(Value::Text(text)), at, "{text}");
        }
        assert_eq!(read(number("1539202764")), at);
        assert_eq!(read(number("1539202764000")), at);
        assert_eq!(read(Value::Text("")), Ok(None));
        for text in [
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00.000Z",
            "2024-01-01T10:00:00",
            "2019-02-30",
            "2099-01-01",
            "soon",
            "0",
            "가나",
            "99999999999999999999",
        ] {
            assert_eq!(read(Value::Text(text)), Err(Unusable), "{text}");
        }
        assert_eq!(read(Value::Flag(true)), Err(Unusable));
    }

    #[test]
    fn counts_and_flags_may_stand_in_quotes() {
        let times = Times::until(time::macros::date!(2026 - 11 - 23));
        for (value, expected) in [
            (number("12"), Ok(Some(12))),
            (Value::Text("12"), Ok(Some(12))),
            (number("12.0"), Ok(Some(12))),
            (number("-1"), Err(Unusable)),
            (number("1.5"), Err(Unusable)),
            (number("1e99"), Err(Unusable)),
            (Value::Text("many"), Err(Unusable)),
            (Value::Text("-3"), Err(Unusable)),
        ] {
            assert_eq!(times.judge(FieldMapping::Count, value), expected, "{value:?}");
        }
        for (value, expected) in [
            (Value::Text("False"), Ok(Some(0))),
            (number("1"), Ok(Some(1))),
            (Value::Flag(true), Ok(Some(1))),
            (number("2"), Err(Unusable)),
            (Value::Text("blue"), Err(Unusable)),
        ] {
            assert_eq!(times.judge(FieldMapping::Flag, value), expected, "{value:?}");
        }
        assert_eq!(times.judge(FieldMapping::CountOrFlag, Value::Flag(true)), Ok(None));
    }

    #[test]
    fn a_biography_of_tags_alone_is_none() {
        for html in ["", "<p></p>", "<p> <br/>\n</p>", "<p>&nbsp;</p>"] {
            assert!(!has_text(html), "{html}");
        }
        for html in ["x", "<p>안녕</p>", "<p><a href=\"#\">#rust</a></p>"] {
            assert!(has_text(html), "{html}");
        }
    }
}
