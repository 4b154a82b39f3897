//! The grid of ages and household incomes on which margins, populations and targets meet.
//!
//! Ages are single years from [`FIRST_AGE`] to [`LAST_AGE`]; incomes are ratios to the national median in cells between
//! [`RATIO_EDGES`]. A band that cuts an income cell takes the part of it that a lognormal distribution puts inside.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::reference::{AgeBand, IncomeBand, IncomeUnit, Population};
use crate::target::{MedianIncome, Period};

/// Youngest age of the grid, in years.
pub(super) const FIRST_AGE: u8 = 5;
/// Oldest age of the grid; an open band thins out evenly towards it.
pub(super) const LAST_AGE: u8 = 94;
/// Number of ages.
pub(super) const AGES: usize = (LAST_AGE - FIRST_AGE + 1) as usize;

/// Edges of the income cells as ratios to the median.
#[rustfmt::skip]
const RATIO_EDGES: [f64; 37] = [
    0.0, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.625, 0.65, 0.675, 0.7,
    0.725, 0.75, 0.775, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2,
    1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 2.0, 2.25, 2.5, 3.0, 4.0, 6.0,
    f64::INFINITY,
];
/// Number of income cells.
pub(super) const INCOMES: usize = RATIO_EDGES.len() - 1;

/// The age in the middle of a grid cell, in years.
pub(super) fn age_at(index: usize) -> f64 {
    f64::from(FIRST_AGE) + index as f64
}

/// The logarithm of the income ratio that stands for a grid cell.
pub(super) fn log_ratio_at(index: usize) -> f64 {
    let (low, high) = (RATIO_EDGES[index], RATIO_EDGES[index + 1]);
    let low = if low > 0.0 { low } else { high / 1.6 };
    let high = if high.is_finite() { high } else { low * 1.6 };
    (low * high).sqrt().ln()
}

/// The income ratio at which a grid cell ends.
pub(super) fn upper_ratio(index: usize) -> f64 {
    RATIO_EDGES[index + 1]
}

/// Turns amounts of household income into ratios, and ratios into parts of income cells.
#[derive(Debug, Clone)]
pub(super) struct IncomeScale {
    median: Option<MedianIncome>,
    distribution: Normal,
}

impl IncomeScale {
    /// `log_sd`: standard deviation of the logarithm of household incomes.
    pub(super) fn new(median: Option<MedianIncome>, log_sd: f64) -> Option<Self> {
        Some(Self { median, distribution: Normal::new(0.0, log_sd).ok()? })
    }

    /// The median that amounts are divided by; `None` where a country has none, and multiples of it alone can be used.
    pub(super) fn median(&self) -> Option<&MedianIncome> {
        self.median.as_ref()
    }

    /// The ratio that an amount is of the median; `None` in another currency, and without a median.
    pub(super) fn ratio(&self, amount: f64, currency: &str, period: Period) -> Option<f64> {
        let yearly = |amount: f64, period: Period| match period {
            Period::Year => amount,
            Period::Month => amount * 12.0,
        };
        let median = self.median.as_ref().filter(|median| median.currency == currency)?;
        Some(yearly(amount, period) / yearly(median.amount, median.period))
    }

    /// A band's ends as ratios to the median; `None` in another currency.
    pub(super) fn ratios(&self, band: &IncomeBand) -> Option<(f64, f64)> {
        match &band.unit {
            IncomeUnit::MedianRatio => Some((band.min, band.max)),
            IncomeUnit::Amount { currency, period } => {
                Some((self.ratio(band.min, currency, *period)?, self.ratio(band.max, currency, *period)?))
            }
        }
    }

    /// The part of each income cell that lies between two ratios.
    pub(super) fn parts(&self, (low, high): (f64, f64)) -> Vec<f64> {
        let part = |cell: &[f64]| {
            let mass = self.mass(cell[0], cell[1]);
            let inside = self.mass(cell[0].max(low), cell[1].min(high));
            if mass > 0.0 { (inside / mass).clamp(0.0, 1.0) } else { 0.0 }
        };
        RATIO_EDGES.windows(2).map(part).collect()
    }

    /// Share of households between two ratios under the lognormal distribution.
    fn mass(&self, low: f64, high: f64) -> f64 {
        if high <= low {
            return 0.0;
        }
        self.distribution.cdf(high.ln()) - self.distribution.cdf(low.ln())
    }

    /// How a band's people spread over the income cells; adds up to 1.
    fn spread(&self, (low, high): (f64, f64)) -> Vec<f64> {
        let inside = |cell: &[f64]| self.mass(cell[0].max(low), cell[1].min(high));
        let mut spread: Vec<f64> = RATIO_EDGES.windows(2).map(inside).collect();
        let sum: f64 = spread.iter().sum();
        spread.iter_mut().for_each(|x| *x /= sum.max(f64::MIN_POSITIVE));
        spread
    }
}

/// Which people of the grid are meant: of each age and of each income cell the fraction, 0 to 1.
#[derive(Debug, Clone)]
pub(super) struct GridFractions {
    pub(super) ages: Vec<f64>,
    pub(super) incomes: Vec<f64>,
}

impl GridFractions {
    /// All incomes of the ages from `from` to `to`, both included.
    pub(super) fn ages(from: f64, to: f64) -> Self {
        let ages = (0..AGES).map(|i| f64::from(u8::from((from..=to).contains(&age_at(i))))).collect();
        Self { ages, incomes: vec![1.0; INCOMES] }
    }

    /// The part that is also of the ages of another subpopulation.
    pub(super) fn within(mut self, other: &GridFractions) -> Self {
        self.ages.iter_mut().zip(&other.ages).for_each(|(own, part)| *own *= part);
        self
    }

    /// All incomes of an age band, from the youngest age that was asked.
    pub(super) fn age_band(band: AgeBand, asked_from: u8) -> Self {
        Self::ages(f64::from(band.from.max(asked_from)), band.to.map_or(f64::INFINITY, f64::from))
    }
}

/// Share of a population in each cell of the grid.
#[derive(Debug, Clone)]
pub(super) struct PopulationGrid(Vec<f64>);

impl PopulationGrid {
    /// Spreads a population table over the grid: evenly over the ages of a band, thinning out evenly over an open
    /// one, and over its incomes as the income scale's lognormal distribution has it. `None` where a band's currency differs.
    pub(super) fn new(population: &Population, income_scale: &IncomeScale) -> Option<Self> {
        let mut weights = vec![0.0; AGES * INCOMES];
        for cell in &population.cells {
            let ratios = match &cell.income {
                Some(band) => income_scale.ratios(band)?,
                None => (0.0, f64::INFINITY),
            };
            let incomes = income_scale.spread(ratios);
            for (age, of_age) in spread_ages(cell.age).into_iter().enumerate().filter(|(_, w)| *w > 0.0) {
                for (income, of_income) in incomes.iter().enumerate() {
                    weights[age * INCOMES + income] += cell.share * of_age * of_income;
                }
            }
        }
        Some(Self(weights))
    }

    /// The incomes of one age.
    pub(super) fn of_age(&self, age: usize) -> &[f64] {
        &self.0[age * INCOMES..(age + 1) * INCOMES]
    }

    /// Share of the population in a subpopulation.
    pub(super) fn share(&self, subpopulation: &GridFractions) -> f64 {
        let of_age = |age: usize| -> f64 {
            self.of_age(age).iter().zip(&subpopulation.incomes).map(|(weight, part)| weight * part).sum()
        };
        subpopulation.ages.iter().enumerate().map(|(age, part)| part * of_age(age)).sum()
    }
}

fn spread_ages(band: AgeBand) -> Vec<f64> {
    let density = |age: f64| match band.to {
        Some(to) if age >= f64::from(band.from) && age <= f64::from(to) => 1.0,
        None if age >= f64::from(band.from) => f64::from(LAST_AGE) + 1.0 - age,
        _ => 0.0,
    };
    let mut spread: Vec<f64> = (0..AGES).map(|i| density(age_at(i))).collect();
    let sum: f64 = spread.iter().sum();
    spread.iter_mut().for_each(|x| *x /= sum.max(f64::MIN_POSITIVE));
    spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;

    fn income_scale(country: &str, year: i32) -> IncomeScale {
        let catalog = Catalog::embedded();
        let median = catalog.reference_median(country, year).expect("a median");
        IncomeScale::new(Some(median), 0.7).expect("a spread")
    }

    #[test]
    fn the_grid_gives_a_population_table_back() {
        let catalog = Catalog::embedded();
        let income_scale = income_scale("US", 2018);
        let table = catalog.population("US", 2018).expect("a table");
        let weights = PopulationGrid::new(table, &income_scale).expect("dollars");
        for cell in &table.cells {
            let mut subpopulation = GridFractions::age_band(cell.age, 0);
            let band = cell.income.as_ref().expect("incomes");
            subpopulation.incomes = income_scale.parts(income_scale.ratios(band).expect("dollars"));
            assert!((weights.share(&subpopulation) - cell.share).abs() < 0.004, "{} {band}", cell.age);
        }
    }

    #[test]
    fn months_and_years_meet_on_one_ruler() {
        let income_scale = income_scale("KR", 2025);
        let a = income_scale.ratio(5_025_353.0, "KRW", Period::Month).expect("won");
        let b = income_scale.ratio(5_025_353.0 * 12.0, "KRW", Period::Year).expect("won");
        assert!((a - 1.0).abs() < 1e-9 && (b - 1.0).abs() < 1e-9);
        assert_eq!(income_scale.ratio(1.0, "USD", Period::Year), None);
    }
}
