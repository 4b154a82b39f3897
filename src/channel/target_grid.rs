//! The target on the grid of ages and incomes.

use crate::target::{IncomeLimits, Period, Scope, TargetSpec};

use super::ChannelError;
use super::grid::{GridFractions, IncomeScale};
use super::whom::TargetGroup;

/// A target as far as published margins speak of it.
#[derive(Debug, Clone)]
pub(super) struct TargetOnGrid {
    pub(super) subpopulation: GridFractions,
    pub(super) group: TargetGroup,
    pub(super) limits_age: bool,
    pub(super) limits_income: bool,
    pub(super) ignored: Vec<String>,
}

/// Lays a target on the grid.
pub(super) fn project_target(
    target: &TargetSpec,
    country: &str,
    income_scale: &IncomeScale,
) -> Result<TargetOnGrid, ChannelError> {
    let age = target.age.unwrap_or_default();
    let (from, to) = (age.min.map_or(0.0, f64::from), age.max.map_or(f64::INFINITY, f64::from));
    let mut subpopulation = GridFractions::ages(from, to);
    let mut ignored = ignored_conditions(target);
    let income = target.income.as_ref();
    let personal = income.is_some_and(|limits| limits.scope == Some(Scope::Personal));
    let limits = income.filter(|_| !personal);
    if personal {
        ignored.push("income".to_owned());
    }
    let (low, high) = match limits {
        Some(limits) => ratio_limits(limits, country, income_scale)?,
        None => (0.0, f64::INFINITY),
    };
    subpopulation.incomes = income_scale.parts((low, high));
    let limits_age = from > 0.0 || to.is_finite();
    let limits_income = low > 0.0 || high.is_finite();
    let group = TargetGroup::new(target, limits.filter(|_| limits_income));
    Ok(TargetOnGrid { subpopulation, group, limits_age, limits_income, ignored })
}

/// The strictest lower and upper limit as ratios to the median.
fn ratio_limits(limits: &IncomeLimits, country: &str, income_scale: &IncomeScale) -> Result<(f64, f64), ChannelError> {
    let median = income_scale.median();
    let known = median.map_or("", |median| &median.currency);
    let currency = limits.currency.as_deref().unwrap_or(known);
    let period = limits.period.or(median.map(|median| median.period)).unwrap_or(Period::Year);
    let amount = |amount: Option<f32>| -> Result<Option<f64>, ChannelError> {
        let Some(amount) = amount else {
            return Ok(None);
        };
        let country = country.to_owned();
        let foreign = || match median {
            Some(_) => ChannelError::Currency { given: currency.to_owned(), country, accepted: known.to_owned() },
            None => ChannelError::NoMedian { country },
        };
        income_scale.ratio(f64::from(amount), currency, period).map(Some).ok_or_else(foreign)
    };
    let low = limits.min_median_ratio.map_or(0.0, f64::from).max(amount(limits.min_amount)?.unwrap_or(0.0));
    let ratio = limits.max_median_ratio.map_or(f64::INFINITY, f64::from);
    let high = ratio.min(amount(limits.max_amount)?.unwrap_or(f64::INFINITY));
    Ok((low, high))
}

fn ignored_conditions(target: &TargetSpec) -> Vec<String> {
    let given = [
        ("region", target.region.is_some()),
        ("gender", target.gender.is_some()),
        ("education", target.education.is_some()),
        ("employment", target.employment.is_some()),
        ("tenure", target.tenure.is_some()),
        ("labelled", target.labelled),
    ];
    let fixed = given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned());
    fixed.chain(target.attributes.iter().map(|condition| format!("attributes.{}", condition.name))).collect()
}
