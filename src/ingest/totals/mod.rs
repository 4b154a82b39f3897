//! Totals: shares of an account's followers by age, gender and place, as the platform's own statistics state them.
//!
//! A share has an error: half a step of what it was rounded to; the people whose age or gender the platform does not know,
//! who may be other people than the rest; and what platforms get wrong, whose ages are stated at sign-up or guessed
//! (`PLATFORM_SD`). Statistics of viewers describe other people than followers, which counts more (`VIEWERS_SD`).

mod blocks;
mod file;
mod graph;

pub use file::{ReadTotals, TotalsSource, read_totals};

use crate::profile::{Field, is_recognised, level_key};

use super::table::age_band;
use crate::message::{Message, message};
use crate::vocabulary::vocabulary;

/// Standard deviation of the log odds of a share of followers in which platforms err, beside rounding. A judgement: of 100
/// accounts, one or two say another decade than their owner's.
const PLATFORM_SD: f64 = 0.1;
/// The same where viewers stand for followers. A judgement: half of what separates an account from its platform.
const VIEWERS_SD: f64 = 0.35;
/// Standard deviation of the log odds of a share between the people whose field the platform does not know and the others.
const UNKNOWN_SD: f64 = 1.0;
/// Shares given at most.
pub const MAX_TOTALS: usize = 1000;
/// Oldest age of an open band, in completed years.
const OLDEST: f64 = 120.0;
/// How far shares may be from adding up to one beyond what rounding explains.
const SUM_SLACK: f64 = 0.005;

vocabulary! {
    /// What a share is of.
    pub enum TotalsField {
        /// Ages.
        Age = "age",
        /// Genders.
        Gender = "gender",
        /// Ages of each gender.
        AgeGender = "age_gender",
        /// Places.
        Region = "region",
    }
}

vocabulary! {
    /// Whom the shares are of.
    pub enum TotalsOf default Followers {
        /// Followers, or subscribers.
        Followers = "followers",
        /// Viewers, who stand for them.
        Viewers = "viewers",
    }
}

/// One share as it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalRow {
    /// What it is of.
    pub field: TotalsField,
    /// Ages, such as `25-34` or `65+`; `unknown`.
    pub band: Option<String>,
    /// A gender or place; `unknown`.
    pub value: Option<String>,
    /// The share, 0 to 1.
    pub share: f64,
    /// Half a step of what it was rounded to; none where that shows only in its digits.
    pub half_step: Option<f64>,
}

/// What is wrong with one share, or with all of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalsFault {
    /// Position of the row.
    pub row: usize,
    /// The member of it: `band`, `value` or `share`.
    pub member: &'static str,
    /// A word for the kind of fault.
    pub code: &'static str,
    /// What was received, what is accepted, what to do.
    pub detail: Message,
}

/// One cell of a margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginCell {
    /// Ages in completed years, both ends included.
    pub ages: Option<(f64, f64)>,
    /// The key of a gender or place, as [`level_key`] makes it; none for the places that are not listed.
    pub value: Option<Box<str>>,
    /// Its share of those whose field is known.
    pub share: f64,
    /// Standard deviation of the share.
    pub sd: f64,
}

/// The shares of one field, which add up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalsMargin {
    /// What they are of.
    pub field: TotalsField,
    /// The cells, ages in ascending order.
    pub cells: Vec<MarginCell>,
}

/// The totals of an account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// One margin a field, in the order of [`TotalsField`].
    pub margins: Vec<TotalsMargin>,
    /// Whom they are of.
    pub of: TotalsOf,
}

impl Totals {
    /// Checks shares as they were given.
    ///
    /// # Errors
    /// Every fault: a cause once, at the first row that has it.
    pub fn new(rows: &[TotalRow], of: TotalsOf) -> Result<Self, Vec<TotalsFault>> {
        if rows.len() > MAX_TOTALS {
            let detail = message!["totals-too-many", n = rows.len(), max = MAX_TOTALS];
            return Err(vec![TotalsFault { row: MAX_TOTALS, member: "share", code: "too_many", detail }]);
        }
        let mut faults = Vec::new();
        let mut margins = Vec::new();
        for field in [TotalsField::Age, TotalsField::Gender, TotalsField::AgeGender, TotalsField::Region] {
            let of_field: Vec<(usize, &TotalRow)> = rows.iter().enumerate().filter(|(_, r)| r.field == field).collect();
            if of_field.is_empty() {
                continue;
            }
            match margin(field, &of_field, of) {
                Ok(margin) => margins.push(margin),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Self { margins, of }) } else { Err(faults) }
    }

    /// The margin of a field.
    pub fn margin(&self, field: TotalsField) -> Option<&TotalsMargin> {
        self.margins.iter().find(|margin| margin.field == field)
    }
}

/// A cell before shares are made of it: its ages, the key of its value, and whether the platform does not know them.
struct Named {
    ages: Option<(f64, f64)>,
    value: Option<Box<str>>,
    unknown: bool,
}

/// The first cause that makes a field's shares unusable, or its margin.
fn margin(field: TotalsField, rows: &[(usize, &TotalRow)], of: TotalsOf) -> Result<TotalsMargin, TotalsFault> {
    let fault = |row: usize, member: &'static str, code: &'static str, detail: Message| TotalsFault {
        row,
        member,
        code,
        detail,
    };
    let name = field.as_str();
    let mut named: Vec<Named> = Vec::new();
    for (i, row) in rows {
        named.push(name_of(field, row).map_err(|(member, code, detail)| fault(*i, member, code, detail))?);
    }
    let sum: f64 = rows.iter().map(|(_, row)| row.share).sum();
    if (50.0..=150.0).contains(&sum) {
        let detail = message!["totals-percent", field = name, sum = format!("{sum:.1}")];
        return Err(fault(rows[0].0, "share", "out_of_range", detail));
    }
    if let Some((i, row)) = rows.iter().find(|(_, row)| !(0.0..=1.0).contains(&row.share)) {
        let detail = message!["totals-range", received = row.share];
        return Err(fault(*i, "share", "out_of_range", detail));
    }
    overlapping(rows, &named).map_or(Ok(()), Err)?;
    let half =
        rows.iter().map(|(_, row)| row.half_step.unwrap_or_else(|| half_step(row.share))).fold(f64::MAX, f64::min);
    let slack = SUM_SLACK + half * rows.len() as f64;
    let is_short = sum < 1.0 - slack && field != TotalsField::Region;
    if is_short || sum > 1.0 + slack {
        let sum = format!("{sum:.3}");
        let detail = match is_short {
            true => message!["totals-short", field = name, sum = sum],
            false => message!["totals-over", field = name, sum = sum],
        };
        return Err(fault(rows[0].0, "share", "out_of_range", detail));
    }
    let unknown: f64 = rows.iter().zip(&named).filter(|(_, n)| n.unknown).map(|((_, row), _)| row.share).sum();
    let shares = rows.iter().zip(named).filter(|(_, n)| !n.unknown).map(|((_, row), n)| (n, row.share));
    let mut cells = merged(shares);
    let known: f64 = cells.iter().map(|cell| cell.share).sum();
    if known <= 0.0 {
        let detail = message!["totals-unknown", field = name];
        return Err(fault(rows[0].0, "share", "out_of_range", detail));
    }
    let all = if field == TotalsField::Region { (1.0 - unknown).max(known) } else { known };
    if all > known + 1e-9 {
        cells.push(MarginCell { ages: None, value: None, share: all - known, sd: 0.0 });
    }
    let sd_of_log_odds = if of == TotalsOf::Viewers { VIEWERS_SD } else { PLATFORM_SD };
    for cell in &mut cells {
        cell.share /= all;
        let spread = cell.share * (1.0 - cell.share);
        // A share rounded to a step is uniform within it.
        let rounding = half / 3f64.sqrt() / all;
        cell.sd = rounding.hypot(spread * sd_of_log_odds).hypot(unknown * spread * UNKNOWN_SD);
    }
    cells.sort_by(|a, b| {
        a.ages.map_or(0.0, |x| x.0).total_cmp(&b.ages.map_or(0.0, |x| x.0)).then_with(|| a.value.cmp(&b.value))
    });
    Ok(TotalsMargin { field, cells })
}

type NameFault = (&'static str, &'static str, Message);

/// What a row is of, as far as its field asks for it.
fn name_of(field: TotalsField, row: &TotalRow) -> Result<Named, NameFault> {
    let takes_band = matches!(field, TotalsField::Age | TotalsField::AgeGender);
    let takes_value = field != TotalsField::Age;
    let mut named = Named { ages: None, value: None, unknown: false };
    match (&row.band, takes_band) {
        (Some(text), true) if is_unknown(text) => named.unknown = true,
        (Some(text), true) => {
            let Some((from, to)) = age_band(text) else {
                let shown = super::excerpt(text);
                return Err(("band", "wrong_type", message!["totals-band", received = shown]));
            };
            named.ages = Some((from, to.unwrap_or(OLDEST)));
        }
        (None, true) => {
            return Err(("band", "missing", message!["totals-band-missing", field = field]));
        }
        (Some(_), false) => {
            return Err(("band", "conflict", message!["totals-band-conflict", field = field]));
        }
        (None, false) => {}
    }
    match (&row.value, takes_value) {
        (Some(text), true) if is_unknown(text) => named.unknown = true,
        (Some(text), true) if field == TotalsField::Region => named.value = region_key(text),
        (Some(text), true) => named.value = Some(level_key(&Field::Gender, text)),
        (None, true) => {
            let example = if field == TotalsField::Region { "KR-11" } else { "female" };
            return Err(("value", "missing", message!["totals-value-missing", field = field, example = example]));
        }
        (Some(_), false) => {
            return Err(("value", "conflict", message!["totals-value-conflict"]));
        }
        (None, false) => {}
    }
    Ok(named)
}

/// The key of a place, which may be named with what it is in: `Suwon, Gyeonggi-do, South Korea`. None for "others".
fn region_key(text: &str) -> Option<Box<str>> {
    if matches!(text.trim().to_lowercase().as_str(), "other" | "others" | "elsewhere" | "기타") {
        return None;
    }
    let part = |part: &str| {
        Some(level_key(&Field::Region, part)).filter(|key| is_recognised(&Field::Region, key) == Some(true))
    };
    Some(part(text).or_else(|| text.split(',').find_map(part)).unwrap_or_else(|| level_key(&Field::Region, text)))
}

/// Whether a label stands for people whose field the platform does not know.
pub(super) fn is_unknown(text: &str) -> bool {
    let label = text.trim().to_lowercase().replace(['_', '-'], " ");
    let words = [
        "unknown",
        "u",
        "unspecified",
        "user specified",
        "user specified gender",
        "not specified",
        "undisclosed",
        "n/a",
        "알 수 없음",
        "미상",
    ];
    words.contains(&label.trim_start_matches("gender "))
}

/// Two rows of the same people.
fn overlapping(rows: &[(usize, &TotalRow)], named: &[Named]) -> Option<TotalsFault> {
    let shown = |row: &TotalRow| {
        [row.band.as_deref(), row.value.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    for (b, (i, row)) in rows.iter().enumerate() {
        for a in 0..b {
            let (one, other) = (&named[a], &named[b]);
            let share_ages = match (one.ages, other.ages) {
                (Some(x), Some(y)) => x.0 <= y.1 && y.0 <= x.1,
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            // Two cities of one region are two rows of it.
            let is_place = row.field == TotalsField::Region && row.value != rows[a].1.value;
            if share_ages && one.value == other.value && one.unknown == other.unknown && !is_place {
                let (first, second) = (shown(rows[a].1), shown(row));
                let detail = if first == second {
                    message!["totals-twice", name = second]
                } else {
                    message!["totals-overlap", first = first, second = second]
                };
                let member = if row.band.is_some() { "band" } else { "value" };
                return Some(TotalsFault { row: *i, member, code: "conflict", detail });
            }
        }
    }
    None
}

/// Rows of the same cell together.
fn merged(shares: impl Iterator<Item = (Named, f64)>) -> Vec<MarginCell> {
    let mut cells: Vec<MarginCell> = Vec::new();
    for (Named { ages, value, .. }, share) in shares {
        match cells.iter_mut().find(|cell| cell.ages == ages && cell.value == value) {
            Some(cell) => cell.share += share,
            None => cells.push(MarginCell { ages, value, share, sd: 0.0 }),
        }
    }
    cells
}

/// Half a step of what a share was rounded to, as its digits show; at most half a percent, for 0.1 may be 0.10.
fn half_step(share: f64) -> f64 {
    let text = share.to_string();
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len()).clamp(2, 12);
    0.5 * 0.1f64.powi(digits as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(field: TotalsField, band: &str, value: &str, share: f64) -> TotalRow {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        TotalRow { field, band: some(band), value: some(value), share, half_step: None }
    }

    fn ages(shares: &[(&str, f64)]) -> Vec<TotalRow> {
        shares.iter().map(|(band, share)| row(TotalsField::Age, band, "", *share)).collect()
    }

    fn fault(rows: &[TotalRow]) -> String {
        let faults = Totals::new(rows, TotalsOf::Followers).expect_err("at fault");
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults[0].detail.outline()
    }

    #[test]
    fn shares_add_up_and_unknown_and_rounding_are_kept_as_error() {
        let rows = ages(&[("18-24", 0.2), ("25-34", 0.35), ("35+", 0.35), ("unknown", 0.1)]);
        let totals = Totals::new(&rows, TotalsOf::Followers).expect("sound");
        let margin = totals.margin(TotalsField::Age).expect("ages");
        assert_eq!(margin.cells.len(), 3);
        assert!((margin.cells.iter().map(|c| c.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(margin.cells[2].ages, Some((35.0, 120.0)));
        let exact = ages(&[("18-24", 0.2222), ("25-34", 0.3889), ("35+", 0.3889)]);
        let exact = Totals::new(&exact, TotalsOf::Followers).expect("sound");
        assert!(margin.cells[1].sd > 1.1 * exact.margins[0].cells[1].sd);
        let viewers = Totals::new(&rows, TotalsOf::Viewers).expect("sound");
        assert!(viewers.margins[0].cells[1].sd > 2.0 * margin.cells[1].sd);
    }

    #[test]
    fn each_cause_is_one_fault() {
        assert!(fault(&ages(&[("18-24", 20.0), ("25+", 80.0)])).contains("totals-percent (field: age, sum: 100.0)"));
        assert!(fault(&ages(&[("18-24", 0.2), ("25+", 0.5)])).contains("totals-short (field: age, sum: 0.700)"));
        assert!(fault(&ages(&[("18-24", 0.6), ("25+", 0.6)])).contains("totals-over (field: age, sum: 1.200)"));
        assert!(
            fault(&ages(&[("18-29", 0.5), ("25-34", 0.5)])).contains("totals-overlap (first: 18-29, second: 25-34)")
        );
        assert!(fault(&ages(&[("18+", 0.5), ("18+", 0.5)])).contains("totals-twice (name: 18+)"));
        assert!(fault(&ages(&[("adults", 1.0)])).contains("totals-band (received"));
        assert!(fault(&[row(TotalsField::Gender, "18-24", "female", 1.0)]).contains("totals-band-conflict"));
        assert!(fault(&[row(TotalsField::AgeGender, "18-24", "", 1.0)]).contains("totals-value-missing"));
        assert!(fault(&ages(&[("unknown", 1.0)])).contains("totals-unknown (field: age)"));
        assert!(fault(&ages(&[("18-24", -0.2), ("25+", 1.2)])).contains("totals-range (received: -0.2)"));
    }

    #[test]
    fn places_may_be_listed_in_part_and_cities_add_up_to_their_region() {
        let place = |value: &str, share| row(TotalsField::Region, "", value, share);
        let rows = [place("Seoul", 0.4), place("Suwon, Gyeonggi-do, South Korea", 0.1), place("경기도", 0.1)];
        let totals = Totals::new(&rows, TotalsOf::Followers).expect("sound");
        let cells = &totals.margins[0].cells;
        let share = |key: Option<&str>| cells.iter().find(|c| c.value.as_deref() == key).map(|c| c.share);
        assert_eq!(cells.len(), 3);
        assert!((share(Some("kr41")).unwrap_or_default() - 0.2).abs() < 1e-12, "{cells:?}");
        assert!((share(None).unwrap_or_default() - 0.4).abs() < 1e-12 && share(Some("kr11")) == Some(0.4));
    }
}
