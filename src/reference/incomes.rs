//! Median incomes: `incomes/*.csv`.

use utoipa::ToSchema;

use crate::target::{MedianIncome, Period, Scope};

use super::error::Problems;
use super::records::Source;
use super::table::{Row, Table, country_of, source_of, year_of};

pub(super) const COLUMNS: [&str; 8] =
    ["country", "year", "household_size", "amount", "currency", "period", "scope", "source"];

/// Household size whose median stands for all households where no median of all is published.
const REFERENCE_SIZE: u8 = 3;

/// A row of `incomes/<country>.csv`, as its schema has it: [`MedianIncome`] with the cells of a table.
#[derive(ToSchema)]
#[schema(as = IncomesRow)]
#[expect(dead_code, reason = "the schema of a row, which is parsed cell by cell so that each fault is told")]
pub(super) struct IncomesRow {
    /// ISO 3166-1 alpha-2 country, or EU.
    #[schema(pattern = "^[A-Z]{2}$")]
    country: String,
    /// Year it holds for.
    year: i32,
    /// Household size it holds for; empty for households of all sizes together.
    household_size: Option<u8>,
    /// The median.
    #[schema(exclusive_minimum = 0.0)]
    amount: f64,
    /// ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: String,
    /// Span it is counted over.
    period: Period,
    /// Whose income it is.
    scope: Scope,
    /// Id of its source.
    source: String,
}

/// Reads `incomes/<country>.csv`.
pub(super) fn read(file: &str, text: &str, sources: &[Source], problems: &mut Problems) -> Vec<MedianIncome> {
    let Some(table) = Table::read(file, text, &COLUMNS, &[], problems) else {
        return Vec::new();
    };
    let mut medians: Vec<MedianIncome> = Vec::new();
    for row in table.rows() {
        match parse_row(&row, sources) {
            Ok(median) => {
                let same = |m: &&MedianIncome| (&m.country, m.year, m.household_size, m.scope) == key(&median);
                if medians.iter().find(same).is_some() {
                    problems.add(file, row.line, "a second median of the same country, year and household size");
                }
                if let Some(other) =
                    medians.iter().find(|m| m.country == median.country && m.currency != median.currency)
                {
                    let detail =
                        format!("one country has one currency: `{}`, then `{}`", other.currency, median.currency);
                    problems.add(file, row.line, detail);
                }
                medians.push(median);
            }
            Err(detail) => problems.add(file, row.line, detail),
        }
    }
    medians
}

fn key(median: &MedianIncome) -> (&String, i32, Option<u8>, Scope) {
    (&median.country, median.year, median.household_size, median.scope)
}

fn parse_row(row: &Row, sources: &[Source]) -> Result<MedianIncome, String> {
    let size = row.text("household_size");
    let household_size = match size {
        "" => None,
        text => Some(text.parse().ok().filter(|n| *n >= 1).ok_or(format!("household_size `{text}` is not 1 to 255"))?),
    };
    let period = match row.text("period") {
        "year" => Period::Year,
        "month" => Period::Month,
        other => return Err(format!("period `{other}` is neither year nor month")),
    };
    let scope = match row.text("scope") {
        "household" => Scope::Household,
        "personal" => Scope::Personal,
        other => return Err(format!("scope `{other}` is neither household nor personal")),
    };
    let currency = row.text("currency");
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(format!("currency `{currency}` is not an ISO 4217 code like KRW"));
    }
    Ok(MedianIncome {
        country: country_of(row)?,
        year: year_of(row)?,
        household_size,
        amount: row.number("amount", f64::MIN_POSITIVE, 1e15)?,
        currency: currency.to_owned(),
        period,
        scope,
        source: source_of(row, sources)?,
    })
}

/// For each household size and scope the row of the nearest year, the earlier of two equally near; without a year,
/// the newest rows.
pub(super) fn nearest(all: &[MedianIncome], country: &str, year: Option<i32>) -> Vec<MedianIncome> {
    let year = year.unwrap_or(i32::MAX);
    let mut chosen: Vec<MedianIncome> = Vec::new();
    for row in all.iter().filter(|row| row.country == country) {
        let same = |m: &&mut MedianIncome| (m.household_size, m.scope) == (row.household_size, row.scope);
        match chosen.iter_mut().find(same) {
            Some(best) if distance(row, year) < distance(best, year) => *best = row.clone(),
            Some(_) => {}
            None => chosen.push(row.clone()),
        }
    }
    chosen.sort_by_key(|row| row.household_size);
    chosen
}

fn distance(row: &MedianIncome, year: i32) -> (u32, i32) {
    (row.year.abs_diff(year), row.year)
}

/// The median of all households, or of a household of [`REFERENCE_SIZE`], of the nearest year.
pub(super) fn reference(all: &[MedianIncome], country: &str, year: i32) -> Option<MedianIncome> {
    let rows = nearest(all, country, Some(year));
    let of = |size| rows.iter().find(|row| row.scope == Scope::Household && row.household_size == size);
    of(None).or_else(|| of(Some(REFERENCE_SIZE))).cloned()
}
