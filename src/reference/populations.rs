//! Age x income weights of a population: `populations/<country>-<year>.csv`.

use utoipa::ToSchema;

use super::bands::{AgeBand, IncomeBand, foreign_currency, tiling_fault};
use super::error::Problems;
use super::records::Source;
use super::table::{Row, Table, source_of};

/// Share of a population in one age band and income band.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationCell {
    /// The ages.
    pub age: AgeBand,
    /// The household incomes; `None` for all incomes together.
    pub income: Option<IncomeBand>,
    /// Share of the population, 0 to 1.
    pub share: f64,
}

/// Who lives in a country, by age and income.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Year it holds for.
    pub year: i32,
    /// Cells that cover every age from the youngest and every income, without overlap.
    pub cells: Vec<PopulationCell>,
    /// Id of the source.
    pub source: String,
}

pub(super) const COLUMNS: [&str; 4] = ["age", "income", "share", "source"];

/// A row of `populations/<country>-<year>.csv`, as its schema has it.
#[derive(ToSchema)]
#[schema(as = PopulationsRow)]
#[expect(dead_code, reason = "the schema of a row, which is parsed cell by cell so that each fault is reported")]
pub(super) struct PopulationsRow {
    /// Ages in completed years, `27-49` or `65+`.
    #[schema(pattern = "^[0-9]+(-[0-9]+|\\+)$")]
    age: String,
    /// Household incomes, `<40000 USD/year`, `0.75-1.5 median`, `6000000+ KRW/month`; `all` for all together.
    income: String,
    /// Share of the population.
    #[schema(minimum = 0.0, maximum = 1.0)]
    share: f64,
    /// Id of the source, the same in every row.
    source: String,
}

/// What the rows are checked against.
pub(super) struct Known<'a> {
    pub(super) sources: &'a [Source],
    /// Currency of the country's medians.
    pub(super) currency: Option<&'a str>,
}

/// How far the shares may be from adding up to 1, for rounding.
const SUM_SLACK: f64 = 0.01;

/// Reads `populations/<country>-<year>.csv`.
pub(super) fn read(
    file: &str,
    text: &str,
    (country, year): (&str, i32),
    known: &Known,
    problems: &mut Problems,
) -> Option<Population> {
    let table = Table::read(file, text, &COLUMNS, &[], problems)?;
    let mut cells = Vec::new();
    let mut source = None;
    for row in table.rows() {
        match parse_row(&row, known.currency) {
            Ok(cell) => cells.push((row.line, cell)),
            Err(detail) => problems.add(file, row.line, detail),
        }
        let id = row.text("source");
        if let Err(detail) = source_of(&row, known.sources) {
            problems.add(file, row.line, detail);
        }
        let first = source.get_or_insert_with(|| id.to_owned());
        if first != id {
            problems.add(file, row.line, format!("one table has one source: `{first}`, then `{id}`"));
        }
    }
    check(file, &cells, problems);
    let cells = cells.into_iter().map(|(_, cell)| cell).collect();
    Some(Population { country: country.to_owned(), year, cells, source: source? })
}

fn parse_row(row: &Row, currency: Option<&str>) -> Result<PopulationCell, String> {
    let income = match row.text("income") {
        "all" => None,
        band => Some(IncomeBand::parse(band)?),
    };
    if let Some(detail) = income.as_ref().and_then(|band| foreign_currency(band, currency)) {
        return Err(detail);
    }
    Ok(PopulationCell { age: AgeBand::parse(row.text("age"))?, income, share: row.number("share", 0.0, 1.0)? })
}

fn check(file: &str, cells: &[(u64, PopulationCell)], problems: &mut Problems) {
    let sum: f64 = cells.iter().map(|(_, cell)| cell.share).sum();
    if (sum - 1.0).abs() > SUM_SLACK {
        let last = cells.last().map_or(1, |(line, _)| *line);
        problems.add(file, last, format!("the shares up to this row add up to {sum:.4}, not to 1"));
    }
    let mut ages: Vec<AgeBand> = cells.iter().map(|(_, cell)| cell.age).collect();
    ages.sort();
    ages.dedup();
    let mut bands: Vec<_> = ages.iter().enumerate().map(|(i, age)| (age.interval().0, age.interval().1, i)).collect();
    if let Some((index, fault)) = tiling_fault(&mut bands, Some((f64::INFINITY, f64::INFINITY))) {
        problems.add(file, line_of(cells, ages[index]), format!("age {}: {fault}", ages[index]));
    }
    for age in ages {
        let of_age: Vec<_> = cells.iter().filter(|(_, cell)| cell.age == age).collect();
        let ends = |cell: &PopulationCell| cell.income.as_ref().map_or((0.0, f64::INFINITY), |b| (b.min, b.max));
        let mut bands: Vec<_> =
            of_age.iter().enumerate().map(|(i, (_, cell))| (ends(cell).0, ends(cell).1, i)).collect();
        if let Some((index, fault)) = tiling_fault(&mut bands, Some((0.0, f64::INFINITY))) {
            problems.add(file, of_age[index].0, format!("incomes at age {age}: {fault}"));
        }
        let unit = |cell: &PopulationCell| cell.income.as_ref().map(|band| band.unit.clone());
        if let Some((line, _)) = of_age.iter().find(|(_, cell)| unit(cell) != unit(&of_age[0].1)) {
            problems.add(file, *line, "the income bands differ in unit");
        }
    }
}

fn line_of(cells: &[(u64, PopulationCell)], age: AgeBand) -> u64 {
    cells.iter().find(|(_, cell)| cell.age == age).map_or(1, |(line, _)| *line)
}
