//! Numerical methods that several estimators share: one of each.

mod cholesky;
mod design;
mod elementary;
mod functions;
mod kernels;
mod matrix;
mod platt;
mod ridge_logistic;

pub(crate) use cholesky::Cholesky;
pub(crate) use design::Design;
pub(crate) use elementary::{NormalTable, correlated, exp, exp_all, largest, ln, ln_all, log_add_all, widest};
pub(crate) use functions::{
    interpolate_draws, logistic, logit, median, multiply_odds, quantile, quantile_of_draws, quantiles_of_draws,
};
#[cfg(test)]
pub(crate) use kernels::ROW_PAD;
pub(crate) use matrix::{add_diagonal, dot, product, quadratic_form};
pub(crate) use platt::Platt;
pub(crate) use ridge_logistic::{LogisticFit, RidgeLogistic, offset_to_mean, probabilities};
