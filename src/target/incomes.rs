//! National median incomes, the ruler that a median ratio is measured with.

use serde::{Deserialize, Serialize};

use super::{Period, Scope};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What an income counts.
    pub enum IncomeConcept default Gross {
        /// All money income of a household before tax, as surveys ask about it.
        Gross = "gross",
        /// What a state takes for the median of households of one size, for its benefits.
        Standard = "standard",
        /// Income of a household after tax, divided by an equivalence scale: stated for a household of one size, and
        /// that of other sizes follows by the square root of the size.
        EquivalisedDisposable = "equivalised_disposable",
    }
}

/// One published median.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MedianIncome {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Year it holds for.
    pub year: i32,
    /// Household size it holds for; `None` for households of all sizes together.
    pub household_size: Option<u8>,
    /// The median.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
    /// Span it is counted over.
    pub period: Period,
    /// Whose income it is.
    pub scope: Scope,
    /// Id of its source.
    pub source: String,
    /// Address of its source.
    pub url: Option<String>,
    /// What it counts.
    pub concept: IncomeConcept,
}

impl MedianIncome {
    /// What an equivalised median is for a household of `size`.
    pub fn for_size(&self, size: f64) -> f64 {
        self.amount * (size / f64::from(self.household_size.unwrap_or(1))).sqrt()
    }
}

/// Largest household that one of unknown size is taken for: in Europe one in fifty is larger (Eurostat, ilc_lvph03).
const LARGEST_USUAL_SIZE: u8 = 5;

/// The medians of one country and year, for turning an income into a ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MedianIncomes {
    medians: Vec<MedianIncome>,
}

/// What a household of a given size is measured against.
#[derive(Debug, Clone, PartialEq)]
pub enum IncomeReference {
    /// One median a year.
    One(f64),
    /// The size is not known and nothing is published for all sizes: the median is one of these.
    AnyOf(Vec<f64>),
    /// Nothing published in this currency and scope.
    None,
}

impl MedianIncomes {
    /// A ruler of the medians of one country and year.
    pub fn new(medians: Vec<MedianIncome>) -> Self {
        Self { medians }
    }

    /// Whether there is nothing to measure with.
    pub fn is_empty(&self) -> bool {
        self.medians.is_empty()
    }

    /// The medians.
    pub fn medians(&self) -> &[MedianIncome] {
        &self.medians
    }

    /// The yearly median for a household of `size` in `currency` and `scope`.
    ///
    /// An equivalised median is scaled by the square root of the size, and may be that of any size up to 5 where the size
    /// is not known. Of others, a size above the largest published is scaled by the square root of the size (the OECD's
    /// equivalence scale). A size that is not known is measured with the median of all households where that is published,
    /// and otherwise stands for any of the published sizes.
    pub fn yardstick(&self, size: Option<f32>, currency: &str, scope: Scope) -> IncomeReference {
        let fitting: Vec<&MedianIncome> =
            self.medians.iter().filter(|m| m.currency == currency && m.scope == scope).collect();
        if let Some(median) = fitting.iter().find(|m| m.concept == IncomeConcept::EquivalisedDisposable) {
            let of = |size: f64| yearly(median.for_size(size), median.period);
            return match size {
                Some(size) => IncomeReference::One(of(f64::from(size))),
                None => IncomeReference::AnyOf((1..=LARGEST_USUAL_SIZE).map(|size| of(f64::from(size))).collect()),
            };
        }
        let sized = || fitting.iter().filter_map(|m| m.household_size.map(|s| (s, yearly(m.amount, m.period))));
        let overall = fitting.iter().find(|m| m.household_size.is_none()).map(|m| yearly(m.amount, m.period));
        let Some(size) = size else {
            return match overall {
                Some(median) => IncomeReference::One(median),
                None if fitting.is_empty() => IncomeReference::None,
                None => IncomeReference::AnyOf(sized().map(|(_, amount)| amount).collect()),
            };
        };
        if let Some((_, amount)) = sized().find(|(s, _)| f32::from(*s) == size) {
            return IncomeReference::One(amount);
        }
        match (sized().max_by_key(|(s, _)| *s), overall) {
            (Some((largest, amount)), _) if size > f32::from(largest) => {
                IncomeReference::One(amount * f64::from(size / f32::from(largest)).sqrt())
            }
            (_, Some(median)) => IncomeReference::One(median),
            (Some(_), None) => IncomeReference::AnyOf(sized().map(|(_, amount)| amount).collect()),
            (None, None) => IncomeReference::None,
        }
    }
}

/// An amount a `period` as an amount a year.
pub fn yearly(amount: f64, period: Period) -> f64 {
    match period {
        Period::Year => amount,
        Period::Month => amount * 12.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(size: Option<u8>, amount: f64) -> MedianIncome {
        MedianIncome {
            country: "KR".into(),
            year: 2025,
            household_size: size,
            amount,
            currency: "KRW".into(),
            period: Period::Month,
            scope: Scope::Household,
            source: "test".into(),
            url: None,
            concept: IncomeConcept::Standard,
        }
    }

    #[test]
    fn sizes_are_looked_up_scaled_or_left_open() {
        let ruler = MedianIncomes::new(vec![median(Some(1), 2_392_013.0), median(Some(4), 6_097_773.0)]);
        let of = |size| ruler.yardstick(size, "KRW", Scope::Household);
        assert_eq!(of(Some(4.0)), IncomeReference::One(6_097_773.0 * 12.0));
        let IncomeReference::One(nine) = of(Some(9.0)) else { panic!("a large household has a median") };
        assert!((nine - 6_097_773.0 * 12.0 * 1.5).abs() < 1.0, "{nine}");
        assert_eq!(of(None), IncomeReference::AnyOf(vec![2_392_013.0 * 12.0, 6_097_773.0 * 12.0]));
        assert_eq!(ruler.yardstick(Some(4.0), "USD", Scope::Household), IncomeReference::None);
        assert_eq!(ruler.yardstick(Some(4.0), "KRW", Scope::Personal), IncomeReference::None);
    }

    #[test]
    fn an_equivalised_median_grows_with_the_root_of_the_size_and_is_open_without_one() {
        let concept = IncomeConcept::EquivalisedDisposable;
        let ruler = MedianIncomes::new(vec![MedianIncome { concept, ..median(Some(1), 1_000.0) }]);
        let of = |size| ruler.yardstick(size, "KRW", Scope::Household);
        assert_eq!(of(Some(4.0)), IncomeReference::One(24_000.0));
        let IncomeReference::AnyOf(all) = of(None) else { panic!("a household of any size") };
        assert_eq!((all.len(), all[0], all[3]), (5, 12_000.0, 24_000.0));
    }
}
