//! Times as the contract gives them.

use time::OffsetDateTime;
use time::macros::format_description;

/// A time in milliseconds since 1970 in UTC, always with three digits of a second, so that the order of texts is that of
/// times.
pub fn timestamp(milliseconds: i64) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    time.ok().and_then(|time| time.format(&format).ok()).unwrap_or_default()
}

/// The day of a moment in seconds since 1970, in UTC.
pub fn day_of(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| String::new(), |time| time.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_times_in_utc_with_three_digits() {
        assert_eq!(timestamp(1_793_493_000_250), "2026-11-01T00:30:00.250Z");
        assert_eq!(timestamp(1_793_493_000_000), "2026-11-01T00:30:00.000Z");
    }
}
