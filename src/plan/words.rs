//! Amounts of a plan.

use crate::words::grouped;

/// `6.5`, `1,200,000`: at most two decimals, none that say nothing.
pub(super) fn amount(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    format!("{sign}{}{}", grouped(digits), part.map(|part| format!(".{part}")).unwrap_or_default())
}

/// `6.5 hours a week`, `1 hour a week`.
pub(super) fn hours(x: f64) -> String {
    let hours = amount(x);
    let unit = if hours == "1" { "hour" } else { "hours" };
    format!("{hours} {unit}")
}

/// A difference of shares in points: `1.2 points`, `0.03 points`.
pub(super) fn points(share: f64) -> String {
    let points = 100.0 * share.abs();
    let text = match points {
        p if p >= 10.0 => format!("{p:.0}"),
        p if p >= 0.095 => format!("{p:.1}"),
        p if p >= 0.0005 => format!("{p:.3}"),
        _ => return "less than 0.001 points".to_owned(),
    };
    format!("{text} {}", if text == "1.0" { "point" } else { "points" })
}

/// About so many people, to two digits.
pub(super) fn people(n: f64) -> String {
    let number = rounded(n);
    let unit = if number == "1" { "person" } else { "people" };
    format!("{number} {unit}")
}

/// A count to two digits.
pub(super) fn rounded(n: f64) -> String {
    let digits = 10f64.powf((n.max(1.0).log10().floor() - 1.0).max(0.0));
    amount((n / digits).round() * digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        assert_eq!(
            [amount(6.5), amount(0.0), amount(1_200_000.0), amount(1234.567)],
            ["6.5", "0", "1,200,000", "1,234.57"]
        );
        assert_eq!([hours(1.0), hours(0.1), hours(12.0)], ["1 hour", "0.1 hours", "12 hours"]);
        assert_eq!(
            [points(0.123), points(0.012), points(0.0001), points(0.01)],
            ["12 points", "1.2 points", "0.010 points", "1.0 point"]
        );
        assert_eq!([people(1.2), people(8_764.0), people(0.2)], ["1 person", "8,800 people", "0 people"]);
    }
}
