//! Figures in the contract.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::prevalence::Estimate;

/// Six decimals: far below any interval's width, and the same on every machine.
pub(crate) fn rounded<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*x))
}

/// The same for a figure that may be missing.
pub(crate) fn rounded_if_any<S: Serializer>(x: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    x.map(round).serialize(serializer)
}

pub(crate) fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// An estimated figure with its interval.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Estimate)]
pub struct EstimateBody {
    /// Point estimate.
    #[serde(serialize_with = "rounded")]
    pub value: f64,
    /// Lower end of the interval.
    #[serde(serialize_with = "rounded")]
    pub lower: f64,
    /// Upper end of the interval.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
    /// Nominal level of the interval.
    pub level: f64,
    /// How the figure was reached.
    pub method: String,
    /// Effective number of observations behind it.
    #[serde(serialize_with = "rounded")]
    pub n: f64,
}

impl From<&Estimate> for EstimateBody {
    fn from(e: &Estimate) -> Self {
        Self {
            value: e.value,
            lower: e.lower,
            upper: e.upper,
            level: e.level,
            method: e.method.to_owned(),
            n: e.n.round(),
        }
    }
}
