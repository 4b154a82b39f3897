//! Cells of spreadsheets as the texts of CSV.

use calamine::{DataRef, ExcelDateTime};
use time::macros::{date, format_description};
use time::{Date, Duration, Time};

const SECONDS_A_DAY: f64 = 86_400.0;
/// Days between the two epochs of Excel, 1900 and 1904.
const EPOCHS: i64 = 1_462;

/// A cell as text: dates by the cell's format, whole numbers without a fraction, errors as nothing.
pub(super) fn written(value: &DataRef<'_>, is_1904: bool) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => serial(time, is_1904),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => iso_duration(text).unwrap_or_else(|| text.clone()),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Days since the epoch of Excel, as a date, a time of the day or a length of time.
fn serial(value: &ExcelDateTime, is_1904: bool) -> String {
    let days = value.as_f64();
    let seconds = (days * SECONDS_A_DAY).round();
    if !seconds.is_finite() || seconds.abs() > 1e15 {
        return days.to_string();
    }
    let seconds = seconds as i64;
    if value.is_duration() || (0.0..1.0).contains(&days) {
        return length(seconds);
    }
    let (whole, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Excel takes 1900 for a leap year: before its 60th day, 29 February, the epoch is a day later.
    let from_1900 = if is_1904 { whole + EPOCHS } else { whole + i64::from(whole < 60) };
    match date!(1899 - 12 - 30).checked_add(Duration::days(from_1900)) {
        Some(day) => moment(day, rest),
        None => days.to_string(),
    }
}

fn moment(day: Date, seconds: i64) -> String {
    if seconds == 0 {
        return day.to_string();
    }
    let time = Time::MIDNIGHT + Duration::seconds(seconds);
    let time = time.format(format_description!("[hour]:[minute]:[second]")).unwrap_or_default();
    format!("{day}T{time}")
}

/// Hours, minutes and seconds, as `[h]:mm:ss` shows them.
fn length(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.abs());
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `PT14H02M10S` as `14:02:10`.
fn iso_duration(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, worth) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += worth * number.parse::<f64>().ok()?;
            rest = after;
        }
    }
    rest.is_empty().then(|| length(seconds.round() as i64))
}

/// Adds a cell to a line of CSV, in quotes where it has anything that some dialect takes for more than text.
pub(super) fn push_quoted(line: &mut String, cell: &str) {
    if !cell.contains([',', ';', '\t', '|', '"', '\n', '\r']) {
        return line.push_str(cell);
    }
    line.push('"');
    for (i, part) in cell.split('"').enumerate() {
        if i > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn of(days: f64, kind: ExcelDateTimeType, is_1904: bool) -> String {
        written(&DataRef::DateTime(ExcelDateTime::new(days, kind, is_1904)), is_1904)
    }

    #[test]
    fn serial_days_become_dates_in_both_epochs() {
        for (days, expected) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (45356.0, "2024-03-05"),
            (45356.5, "2024-03-05T12:00:00"),
            (45_356.999_999_9, "2024-03-06"),
            (0.5, "12:00:00"),
        ] {
            assert_eq!(of(days, ExcelDateTimeType::DateTime, false), expected, "{days}");
        }
        assert_eq!(of(43894.0, ExcelDateTimeType::DateTime, true), "2024-03-05");
        assert_eq!(of(1.25, ExcelDateTimeType::TimeDelta, false), "30:00:00");
    }

    #[test]
    fn numbers_flags_errors_and_times_read_as_they_are_meant() {
        let error = calamine::CellErrorType::NA;
        for (value, expected) in [
            (DataRef::Float(39.0), "39"),
            (DataRef::Float(0.25), "0.25"),
            (DataRef::Bool(true), "true"),
            (DataRef::Error(error), ""),
            (DataRef::DateTimeIso("2024-03-05T00:00:00".to_owned()), "2024-03-05"),
            (DataRef::DurationIso("PT14H02M10S".to_owned()), "14:02:10"),
        ] {
            assert_eq!(written(&value, false), expected);
        }
    }

    #[test]
    fn a_cell_with_any_delimiter_stands_in_quotes() {
        for (cell, expected) in [("a", "a"), ("a;b", "\"a;b\""), ("a\"b\"", "\"a\"\"b\"\"\""), ("a\nb", "\"a\nb\"")] {
            let mut line = String::new();
            push_quoted(&mut line, cell);
            assert_eq!(line, expected);
        }
    }
}
