//! How many people there are: `sizes/<country>.csv`.

use utoipa::ToSchema;

use super::error::Problems;
use super::records::Source;
use super::table::{Row, Table, country_of, source_of, year_of};

/// The number of people of a country from some age on.
#[derive(Debug, Clone, PartialEq, ToSchema)]
#[schema(as = SizesRow)]
pub struct PopulationSize {
    /// ISO 3166-1 alpha-2 country.
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: String,
    /// Year it holds for.
    pub year: i32,
    /// Youngest age counted; 0 for everyone.
    pub age_min: u8,
    /// Number of people.
    #[schema(minimum = 1.0)]
    pub people: f64,
    /// Id of the source.
    pub source: String,
}

pub(super) const COLUMNS: [&str; 5] = ["country", "year", "age_min", "people", "source"];

/// Reads `sizes/<country>.csv`.
pub(super) fn read(file: &str, text: &str, sources: &[Source], problems: &mut Problems) -> Vec<PopulationSize> {
    let Some(table) = Table::read(file, text, &COLUMNS, &[], problems) else {
        return Vec::new();
    };
    let mut sizes: Vec<PopulationSize> = Vec::new();
    for row in table.rows() {
        match parse_row(&row, sources) {
            Ok(size) => {
                if sizes.iter().any(|s| (&s.country, s.year) == (&size.country, size.year)) {
                    problems.add(file, row.line, "a second number of people of the same country and year");
                }
                sizes.push(size);
            }
            Err(detail) => problems.add(file, row.line, detail),
        }
    }
    sizes
}

fn parse_row(row: &Row, sources: &[Source]) -> Result<PopulationSize, String> {
    let age = row.text("age_min");
    Ok(PopulationSize {
        country: country_of(row)?,
        year: year_of(row)?,
        age_min: age.parse().map_err(|_| format!("age_min `{age}` is not an age from 0 to 255"))?,
        people: row.number("people", 1.0, 1e10)?,
        source: source_of(row, sources)?,
    })
}
