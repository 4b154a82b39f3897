//! An estimated figure: never a bare number.

/// A share, count or other figure with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Nominal level of the interval, as 0.9.
    pub level: f64,
    /// How it was reached.
    pub method: &'static str,
    /// Effective number of observations behind it.
    pub n: f64,
}
