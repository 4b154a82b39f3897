//! Intervals drawn with characters, on a scale from 0 to 1.

use super::super::document::Bar;
use super::width::display_width;

/// `··├──●──┤····`, `width` cells wide.
pub(super) fn drawn(bar: &Bar, width: usize) -> String {
    let lower = cell(bar.lower, width);
    let upper = cell(bar.upper, width).max(lower);
    let value = bar.value.map(|share| cell(share, width).clamp(lower, upper));
    let shape = |i: usize| match i {
        _ if Some(i) == value => '●',
        _ if i < lower || i > upper => '·',
        _ if i == lower && i == upper => '┼',
        _ if i == lower => '├',
        _ if i == upper => '┤',
        _ => '─',
    };
    (0..width).map(shape).collect()
}

/// `0 %             100 %`, `width` cells wide.
pub(super) fn scale(width: usize) -> String {
    let (least, most) = ("0 %", "100 %");
    let between = width.saturating_sub(least.len() + most.len());
    format!("{least}{}{most}", " ".repeat(between))
}

/// The line below a bar that points at its mark: `       ▲ minimum 30 %`.
pub(super) fn pointer(bar: &Bar, width: usize) -> Option<String> {
    let (share, name) = bar.mark.as_ref()?;
    let at = cell(*share, width);
    let after = at + 2 + display_width(name) <= width;
    Some(if after {
        format!("{}▲ {name}", " ".repeat(at))
    } else {
        let before = at.saturating_sub(display_width(name) + 1);
        format!("{}{name} ▲", " ".repeat(before))
    })
}

/// The cell that a share falls in.
fn cell(share: f64, width: usize) -> usize {
    let last = width.saturating_sub(1);
    ((share.clamp(0.0, 1.0) * last as f64).round() as usize).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(lower: f64, value: Option<f64>, upper: f64) -> Bar {
        Bar { lower, value, upper, mark: None, beside: None, words: "".into() }
    }

    #[test]
    fn intervals_stand_where_they_are() {
        assert_eq!(drawn(&bar(0.25, Some(0.5), 0.75), 21), "·····├────●────┤·····");
        assert_eq!(drawn(&bar(0.0, Some(0.0), 0.2), 21), "●───┤················");
        assert_eq!(drawn(&bar(1.0, Some(1.0), 1.0), 21), "····················●");
        assert_eq!(drawn(&bar(0.1, None, 0.9), 21), "··├───────────────┤··");
        assert_eq!(drawn(&bar(0.5, None, 0.5), 21), "··········┼··········");
        assert_eq!(scale(21), "0 %             100 %");
    }

    #[test]
    fn marks_are_named_on_the_side_with_room() {
        let marked = |share| Bar { mark: Some((share, "minimum 30 %".into())), ..bar(0.0, None, 1.0) };
        assert_eq!(pointer(&marked(0.3), 21).as_deref(), Some("      ▲ minimum 30 %"));
        assert_eq!(pointer(&marked(0.9), 21).as_deref(), Some("     minimum 30 % ▲"));
        assert_eq!(pointer(&bar(0.0, None, 1.0), 21), None);
    }

    #[test]
    fn infinite_shares_do_not_panic() {
        for x in [f64::NAN, f64::INFINITY, -5.0, 7.0] {
            assert_eq!(drawn(&bar(x, Some(x), -x), 20).chars().count(), 20);
        }
    }
}
