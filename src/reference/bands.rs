//! Bands of age and income, as published tables write them.

use std::fmt;

use crate::target::Period;

/// Ages in completed years, both ends included; open upwards without `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgeBand {
    /// Youngest age.
    pub from: u8,
    /// Oldest age; `None` for an open band.
    pub to: Option<u8>,
}

impl AgeBand {
    /// Reads `27-49` or `65+`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || format!("age band `{text}` is not like `27-49` or `65+`");
        if let Some(from) = text.strip_suffix('+') {
            return Ok(Self { from: from.parse().map_err(|_| refused())?, to: None });
        }
        let (from, to) = text.split_once('-').ok_or_else(refused)?;
        let (from, to) = (from.parse().map_err(|_| refused())?, to.parse().map_err(|_| refused())?);
        if from > to {
            return Err(format!("age band `{text}` ends before it begins"));
        }
        Ok(Self { from, to: Some(to) })
    }

    /// The ends as a half-open interval in years; infinite for an open band.
    pub(super) fn interval(&self) -> (f64, f64) {
        (f64::from(self.from), self.to.map_or(f64::INFINITY, |to| f64::from(to) + 1.0))
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}-{to}", self.from),
            None => write!(f, "{}+", self.from),
        }
    }
}

/// What the ends of an income band are counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncomeUnit {
    /// Multiples of the national median.
    MedianRatio,
    /// Household income in a currency.
    Amount {
        /// ISO 4217 code.
        currency: String,
        /// Span it is counted over.
        period: Period,
    },
}

/// Household incomes from `min` to below `max`.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomeBand {
    /// Lower end, included.
    pub min: f64,
    /// Upper end, not included; infinite for an open band.
    pub max: f64,
    /// What the ends are counted in.
    pub unit: IncomeUnit,
}

impl IncomeBand {
    /// Reads `<40000 USD/year`, `0.75-1.5 median`, `75000+ USD/year`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || format!("income band `{text}` is not like `<40000 USD/year` or `0.75-1.5 median`");
        let (ends, unit) = text.split_once(' ').ok_or_else(refused)?;
        let number = |t: &str| t.parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0).ok_or_else(refused);
        let (min, max) = if let Some(max) = ends.strip_prefix('<') {
            (0.0, number(max)?)
        } else if let Some(min) = ends.strip_suffix('+') {
            (number(min)?, f64::INFINITY)
        } else {
            let (min, max) = ends.split_once('-').ok_or_else(refused)?;
            (number(min)?, number(max)?)
        };
        if min >= max {
            return Err(format!("income band `{text}` ends before it begins"));
        }
        Ok(Self { min, max, unit: parse_unit(unit).ok_or_else(refused)? })
    }
}

fn parse_unit(text: &str) -> Option<IncomeUnit> {
    if text == "median" {
        return Some(IncomeUnit::MedianRatio);
    }
    let (currency, period) = text.split_once('/')?;
    let is_code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
    let period = match period {
        "year" => Period::Year,
        "month" => Period::Month,
        _ => return None,
    };
    is_code.then(|| IncomeUnit::Amount { currency: currency.to_owned(), period })
}

impl fmt::Display for IncomeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (0.0, max) => write!(f, "<{max} ")?,
            (min, f64::INFINITY) => write!(f, "{min}+ ")?,
            (min, max) => write!(f, "{min}-{max} ")?,
        }
        match &self.unit {
            IncomeUnit::MedianRatio => write!(f, "median"),
            IncomeUnit::Amount { currency, period: Period::Year } => write!(f, "{currency}/year"),
            IncomeUnit::Amount { currency, period: Period::Month } => write!(f, "{currency}/month"),
        }
    }
}

/// The fault of a band in another currency than the country's medians, which it would have to be measured with.
pub(super) fn foreign_currency(band: &IncomeBand, medians: Option<&str>) -> Option<String> {
    match (&band.unit, medians) {
        (IncomeUnit::Amount { currency, .. }, Some(medians)) if currency != medians => {
            Some(format!("income band `{band}` is in {currency}, the country's medians are in {medians}"))
        }
        (IncomeUnit::Amount { .. } | IncomeUnit::MedianRatio, _) => None,
    }
}

/// The first fault of bands that should lie side by side: an overlap, or, where the whole range should be covered,
/// a hole. `bands` are half-open intervals with an index of the caller's; `whole` is the range that must be covered.
pub(super) fn tiling_fault(bands: &mut [(f64, f64, usize)], whole: Option<(f64, f64)>) -> Option<(usize, String)> {
    bands.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for pair in bands.windows(2) {
        let [(_, end, _), (start, _, index)] = [pair[0], pair[1]];
        if start < end {
            return Some((index, format!("overlaps the band before it, which reaches {end}")));
        }
        if whole.is_some() && start > end {
            return Some((
                index,
                format!("leaves a hole from {end} to {start}: mark the rows `partial` if it is meant"),
            ));
        }
    }
    let (first, last, (start, end)) = (bands.first()?, bands.last()?, whole?);
    if first.0 > start {
        return Some((first.2, format!("the bands begin at {}, not at {start}: mark the rows `partial`", first.0)));
    }
    if last.1 < end {
        return Some((last.2, format!("the bands end at {}: mark the rows `partial` if it is meant", last.1)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_read_as_they_print() {
        for text in ["27-49", "65+", "0-9"] {
            assert_eq!(AgeBand::parse(text).expect(text).to_string(), text);
        }
        for text in ["<40000 USD/year", "0.75-1.5 median", "6000000+ KRW/month"] {
            assert_eq!(IncomeBand::parse(text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn nonsense_bands_are_refused() {
        for text in ["49-27", "old", "-5", "300+", "1-2-3", ""] {
            assert!(AgeBand::parse(text).is_err(), "{text}");
        }
        for text in ["40000", "<40000", "<40000 USD", "<x USD/year", "2-1 median", "<1 dollars/year", "<NaN median"] {
            assert!(IncomeBand::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn overlaps_and_holes_are_found() {
        assert_eq!(tiling_fault(&mut [(0.0, 5.0, 0), (5.0, f64::INFINITY, 1)], Some((0.0, f64::INFINITY))), None);
        assert!(tiling_fault(&mut [(0.0, 5.0, 0), (4.0, 9.0, 1)], None).is_some_and(|(i, _)| i == 1));
        assert!(tiling_fault(&mut [(0.0, 5.0, 0), (6.0, f64::INFINITY, 1)], Some((0.0, f64::INFINITY))).is_some());
        assert_eq!(tiling_fault(&mut [(0.0, 5.0, 0), (6.0, 9.0, 1)], None), None);
        assert_eq!(tiling_fault(&mut [(0.0, 5.0, 0), (5.0, 9.0, 1)], Some((0.0, 9.0))), None);
        assert!(tiling_fault(&mut [(0.0, 5.0, 0), (5.0, 9.0, 1)], Some((0.0, 10.0))).is_some());
    }
}
