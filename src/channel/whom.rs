//! Whom figures are of and what they count, as data that reports put into words.

use serde::{Deserialize, Serialize};

use crate::target::{IncomeLimits, TargetSpec};

/// The people that figures are of: the target as far as published margins speak of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TargetGroup {
    /// Youngest age, in completed years.
    pub min_age: Option<f32>,
    /// Oldest age.
    pub max_age: Option<f32>,
    /// Limits of household income.
    pub income: Option<IncomeLimits>,
}

impl TargetGroup {
    /// The ages of a target, with the income limits that published figures speak of.
    pub(super) fn new(target: &TargetSpec, income: Option<&IncomeLimits>) -> Self {
        let age = target.age.unwrap_or_default();
        Self { min_age: age.min, max_age: age.max, income: income.cloned() }
    }

    /// The same people whatever their income.
    pub(super) fn of_any_income(&self) -> Self {
        Self { income: None, ..self.clone() }
    }
}

/// What people counted by a measure do, as the catalogue has it: `use {channel}` and the channel's name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsePhrase {
    /// The measure's phrase, with `{channel}` in the place of the name.
    pub pattern: String,
    /// The channel's name.
    pub channel: String,
}

/// A part of a target by age and income.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentBounds {
    /// Youngest age.
    pub min_age: u32,
    /// Oldest age; `None` where there is no end.
    pub max_age: Option<u32>,
    /// Household incomes, over the national median.
    pub income: IncomeBand,
}

/// Household incomes over the national median.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum IncomeBand {
    /// All.
    All,
    /// Below a ratio.
    Under(f64),
    /// At least a ratio.
    From(f64),
}
