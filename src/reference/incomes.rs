//! Median incomes: `incomes/*.csv`.

use utoipa::ToSchema;

use crate::target::{IncomeConcept, MedianIncome, Period, Scope};

use super::error::Problems;
use super::records::Source;
use super::table::{Row, Table, country_of, source_of, year_of};

pub(super) const COLUMNS: [&str; 8] =
    ["country", "year", "household_size", "amount", "currency", "period", "scope", "source"];
pub(super) const OPTIONAL: [&str; 1] = ["concept"];

/// Household size whose median stands for all households where no median of all is published.
const REFERENCE_SIZE: u8 = 3;
/// Household size that an equivalised median is taken for: the average household of Europe has 2.2 to 2.4 people.
const EQUIVALISED_SIZE: u8 = 2;

/// A row of `incomes/<country>.csv`, as its schema has it: [`MedianIncome`] with the cells of a table.
#[derive(ToSchema)]
#[schema(as = IncomesRow)]
#[expect(dead_code, reason = "the schema of a row, which is parsed cell by cell so that each fault is reported")]
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
    /// What it counts; gross income where left out.
    concept: Option<Concept>,
}

/// What an income counts: `gross` before tax; `standard`, a state's own median by household size;
/// `equivalised_disposable` after tax and by an equivalence scale, for the household size of its row.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema of a cell")]
enum Concept {
    Gross,
    Standard,
    EquivalisedDisposable,
}

/// Reads `incomes/<country>.csv`.
pub(super) fn read(file: &str, text: &str, sources: &[Source], problems: &mut Problems) -> Vec<MedianIncome> {
    let Some(table) = Table::read(file, text, &COLUMNS, &OPTIONAL, problems) else {
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
        url: sources.iter().find(|source| source.id == row.text("source")).and_then(|source| source.url.clone()),
        source: source_of(row, sources)?,
        concept: concept_of(row, household_size)?,
    })
}

fn concept_of(row: &Row, household_size: Option<u8>) -> Result<IncomeConcept, String> {
    match row.text("concept") {
        "" | "gross" => Ok(IncomeConcept::Gross),
        "standard" => Ok(IncomeConcept::Standard),
        "equivalised_disposable" if household_size.is_none() => {
            Err("an equivalised median says in household_size what size it is stated for".to_owned())
        }
        "equivalised_disposable" => Ok(IncomeConcept::EquivalisedDisposable),
        other => Err(format!("concept `{other}` is none of gross, standard, equivalised_disposable")),
    }
}

/// The whole table of the nearest year, the earlier of two equally near; without a year, the newest.
pub(super) fn nearest(all: &[MedianIncome], country: &str, year: Option<i32>) -> Vec<MedianIncome> {
    let asked = year.unwrap_or(i32::MAX);
    let own = || all.iter().filter(|row| row.country == country);
    let nearest = own().map(|row| row.year).min_by_key(|year| (year.abs_diff(asked), *year));
    let mut table: Vec<MedianIncome> = own().filter(|row| Some(row.year) == nearest).cloned().collect();
    table.sort_by_key(|row| row.household_size);
    table
}

/// The median of all households, or of a household of [`REFERENCE_SIZE`], of the nearest year; an equivalised one for a
/// household of [`EQUIVALISED_SIZE`].
pub(super) fn reference(all: &[MedianIncome], country: &str, year: i32) -> Option<MedianIncome> {
    let rows = nearest(all, country, Some(year));
    let of = |size| rows.iter().find(|row| row.scope == Scope::Household && row.household_size == size);
    let equivalised = rows.iter().find(|row| row.concept == IncomeConcept::EquivalisedDisposable);
    if let Some(median) = equivalised {
        let amount = median.for_size(f64::from(EQUIVALISED_SIZE)).round();
        return Some(MedianIncome { amount, household_size: Some(EQUIVALISED_SIZE), ..median.clone() });
    }
    of(None).or_else(|| of(Some(REFERENCE_SIZE))).cloned()
}
