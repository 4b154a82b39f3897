//! Published figures of who uses which channel.

use std::fmt;

use utoipa::ToSchema;

use super::bands::{AgeBand, IncomeBand, IncomeUnit, foreign_currency};
use super::error::Problems;
use super::margins;
use super::records::{Channel, Measure, Source};
use super::table::{Row, Table, source_of};

/// The people a published share is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Margin {
    /// Everyone the source asked.
    Total,
    /// Those of an age band.
    Age(AgeBand),
    /// Those of a band of household income.
    Income(IncomeBand),
    /// Those of a group that is neither ages nor incomes, by its name: listed, never fitted.
    Group(String),
}

impl Margin {
    /// `total`, `age`, `income` or `group`.
    pub fn dimension(&self) -> &'static str {
        match self {
            Margin::Total => "total",
            Margin::Age(_) => "age",
            Margin::Income(_) => "income",
            Margin::Group(_) => "group",
        }
    }
}

impl fmt::Display for Margin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Margin::Total => f.write_str("all"),
            Margin::Age(band) => band.fmt(f),
            Margin::Income(band) => band.fmt(f),
            Margin::Group(name) => f.write_str(name),
        }
    }
}

/// One published share.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Year of the source.
    pub year: i32,
    /// Channel id.
    pub channel: String,
    /// Measure id: what "uses" means in the source.
    pub measure: String,
    /// The people it is a share of.
    pub margin: Margin,
    /// Whether only some bands of the dimension were published.
    pub partial: bool,
    /// Share of those people, 0 to 1.
    pub share: f64,
    /// Effective number of respondents behind it; `None` when unknown.
    pub n: Option<f64>,
    /// Id of the source.
    pub source: String,
    /// What the source asked about, where it differs from the channel's name.
    pub asked_as: Option<String>,
}

pub(super) const REQUIRED: [&str; 7] = ["channel", "measure", "dimension", "band", "share", "n", "source"];
pub(super) const OPTIONAL: [&str; 2] = ["coverage", "asked_as"];

/// A row of `priors/<country>-<year>-<source>.csv`, as its schema has it.
#[derive(ToSchema)]
#[schema(as = PriorsRow)]
#[expect(dead_code, reason = "the schema of a row, which is parsed cell by cell so that each fault is reported")]
pub(super) struct PriorsRow {
    /// Channel id.
    channel: String,
    /// Measure id: what "uses" means in the source.
    measure: String,
    /// What the band is a band of.
    dimension: Dimension,
    /// The people it is a share of: `all`; ages, `27-49`, `65+`; incomes, `<40000 USD/year`, `0.75-1.5 median`,
    /// `6000000+ KRW/month`; a group's name.
    band: String,
    /// `partial` where only some bands were published; empty where the bands cover everyone asked.
    coverage: Option<Coverage>,
    /// Share of those people.
    #[schema(minimum = 0.0, maximum = 1.0)]
    share: f64,
    /// Effective number of people asked; empty when unknown.
    #[schema(minimum = 1.0)]
    n: Option<f64>,
    /// Id of the source.
    source: String,
    /// What the source asked about, where it is not quite the channel.
    asked_as: Option<String>,
}

/// What a band is a band of.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema of a cell")]
enum Dimension {
    Total,
    Age,
    Income,
    Group,
}

/// How much of a dimension was published.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema of a cell")]
enum Coverage {
    Partial,
}

/// What the rows of a file are checked against.
pub(super) struct Known<'a> {
    pub(super) channels: &'a [Channel],
    pub(super) measures: &'a [Measure],
    pub(super) sources: &'a [Source],
    /// Currency of the country's medians.
    pub(super) currency: Option<&'a str>,
    /// Whether those are equivalised, which the incomes that surveys ask about are not.
    pub(super) equivalised: bool,
}

/// Reads `priors/<country>-<year>-<source>.csv`.
pub(super) fn read(
    file: &str,
    text: &str,
    (country, year): (&str, i32),
    known: &Known,
    problems: &mut Problems,
) -> Vec<Prior> {
    let Some(table) = Table::read(file, text, &REQUIRED, &OPTIONAL, problems) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for row in table.rows() {
        match parse_row(&row, country, year, known) {
            Ok(prior) => rows.push((row.line, prior)),
            Err(details) => details.into_iter().for_each(|detail| problems.add(file, row.line, detail)),
        }
    }
    margins::check(file, &rows, known, problems);
    rows.into_iter().map(|(_, prior)| prior).collect()
}

fn parse_row(row: &Row, country: &str, year: i32, known: &Known) -> Result<Prior, Vec<String>> {
    let mut faults = Vec::new();
    let mut keep = |result: Result<(), String>| faults.extend(result.err());

    let channel = row.text("channel");
    keep(listed("channel", channel, known.channels.iter().map(|c| c.id.as_str())));
    let measure = row.text("measure");
    keep(listed("measure", measure, known.measures.iter().map(|m| m.id.as_str())));
    keep(check_source(row, year, known.sources));

    let margin = parse_margin(row.text("dimension"), row.text("band"), known);
    keep(margin.as_ref().map(|_| ()).map_err(Clone::clone));
    let share = row.number("share", 0.0, 1.0);
    keep(share.as_ref().map(|_| ()).map_err(Clone::clone));
    let n = if row.text("n").is_empty() { Ok(None) } else { row.number("n", 1.0, 1e9).map(Some) };
    keep(n.as_ref().map(|_| ()).map_err(Clone::clone));
    let partial = match row.text("coverage") {
        "" => Ok(false),
        "partial" => Ok(true),
        other => Err(format!("coverage `{other}` is neither empty nor `partial`")),
    };
    keep(partial.as_ref().map(|_| ()).map_err(Clone::clone));

    let (Ok(margin), Ok(share), Ok(n), Ok(partial), true) = (margin, share, n, partial, faults.is_empty()) else {
        return Err(faults);
    };
    let asked_as = Some(row.text("asked_as")).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Prior {
        country: country.to_owned(),
        year,
        channel: channel.to_owned(),
        measure: measure.to_owned(),
        margin,
        partial,
        share,
        n,
        source: row.text("source").to_owned(),
        asked_as,
    })
}

fn parse_margin(dimension: &str, band: &str, known: &Known) -> Result<Margin, String> {
    match dimension {
        "total" if band == "all" => Ok(Margin::Total),
        "total" => Err(format!("the band of a total is `all`, not `{band}`")),
        "age" => AgeBand::parse(band).map(Margin::Age),
        "income" => {
            let band = IncomeBand::parse(band)?;
            if known.equivalised && band.unit != IncomeUnit::MedianRatio {
                return Err(format!(
                    "income band `{band}` can't be compared with equivalised medians: give it as \
                    multiples of the survey's own median"
                ));
            }
            if known.currency.is_none() && band.unit != IncomeUnit::MedianRatio {
                return Err(format!(
                    "income band `{band}` needs a median income to be compared with: add incomes/<code>.csv"
                ));
            }
            foreign_currency(&band, known.currency).map_or(Ok(Margin::Income(band)), Err)
        }
        "group" if band.is_empty() => Err("the band of a group is its name".to_owned()),
        "group" => Ok(Margin::Group(band.to_owned())),
        other => Err(format!("dimension `{other}` is none of total, age, income, group")),
    }
}

fn listed<'a>(what: &str, id: &str, mut accepted: impl Iterator<Item = &'a str> + Clone) -> Result<(), String> {
    if accepted.clone().any(|known| known == id) {
        return Ok(());
    }
    let first = accepted.next().unwrap_or("none");
    let rest: String = accepted.map(|known| format!(", {known}")).collect();
    Err(format!("unknown {what} `{id}`: accepted are {first}{rest}"))
}

fn check_source(row: &Row, year: i32, sources: &[Source]) -> Result<(), String> {
    let id = source_of(row, sources)?;
    let Some(source) = sources.iter().find(|source| source.id == id) else {
        return Ok(());
    };
    if source.age_min.is_none() || source.population.is_none() {
        return Err(format!("source `{id}` lacks `population` or `age_min` in sources.toml"));
    }
    if source.year != year {
        return Err(format!("source `{id}` is of {}, the file is of {year}", source.year));
    }
    Ok(())
}
