//! What sets a segment apart from the rest.

use serde::{Deserialize, Serialize};

use super::encoding::{Coding, Covariate, CovariateEncoding};
use crate::disclosure::MinCell;
use crate::profile::{Field, Kind, Profiles};

/// Standardised difference from which a trait is worth telling.
const NOTABLE: f64 = 0.3;
/// Traits listed of one segment.
const MAX_TRAITS: usize = 4;

/// One trait of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trait {
    /// The covariate.
    pub covariate: String,
    /// The level, for a category.
    pub level: Option<String>,
    /// Mean or share in the segment.
    pub segment: f64,
    /// Mean or share among all.
    pub everyone: f64,
    /// Difference in standard deviations among all.
    pub difference: f64,
    /// What it compares.
    pub measure: TraitMeasure,
}

/// What a trait compares between a segment and everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TraitMeasure {
    /// The mean of a number.
    Mean,
    /// The mean of a day, in days since 1970.
    Day,
    /// The share of whom a yes-or-no field holds.
    Flag,
    /// The share who state the level.
    Level,
    /// The share who do not state the field.
    NotStated,
}

/// Sums over the rows of one segment: how many, and the sum of each matrix column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMeans {
    /// Number of rows.
    pub rows: u64,
    /// Mean of each column of the encoded matrix.
    pub means: Vec<f64>,
}

impl ColumnMeans {
    /// The means with every share rounded to none where it is of too few rows, and to all where it is of all but too
    /// few; a number that too few state counts as stated by nobody. Whatever follows from these tells nothing of the
    /// few beyond that they are few.
    pub fn coarse(mut self, encoding: &CovariateEncoding, profiles: &Profiles, min_cell: MinCell) -> Self {
        let rows = self.rows;
        let coarse = |share: f64| match share * rows as f64 {
            count if min_cell.is_small_cell(count.max(0.0).round() as u64) => 0.0,
            count if min_cell.is_small_cell((rows as f64 - count).max(0.0).round() as u64) => 1.0,
            _ => share,
        };
        for covariate in encoding.covariates() {
            let columns = &mut self.means[covariate.first..covariate.first + covariate.coding.columns()];
            match &covariate.coding {
                Coding::Numeric { center, scale, imputed, missing_indicator, .. } => {
                    if *missing_indicator {
                        columns[1] = coarse(columns[1]);
                    }
                    if *missing_indicator && columns[1] == 1.0 {
                        columns[0] = (imputed - center) / scale;
                    } else if is_flag(covariate, profiles) {
                        columns[0] = (coarse(center + scale * columns[0]) - center) / scale;
                    }
                }
                Coding::Categorical { indicator_value, .. } => {
                    columns.iter_mut().for_each(|mean| *mean = coarse(*mean / indicator_value) * indicator_value);
                }
            }
        }
        self
    }
}

/// The traits that set `segment` apart from `everyone`, most telling first, at most one a covariate.
///
/// Where the means are [`ColumnMeans::coarse`], a share of none stands for a few, and one of all for all but a few.
pub fn traits(
    encoding: &CovariateEncoding,
    profiles: &Profiles,
    segment: &ColumnMeans,
    everyone: &ColumnMeans,
) -> Vec<Trait> {
    let mut found: Vec<Trait> = Vec::new();
    for covariate in encoding.covariates() {
        let candidates = candidates(covariate, profiles, segment, everyone);
        let best = candidates.into_iter().max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs()));
        found.extend(best.filter(|t| t.difference.abs() >= NOTABLE));
    }
    found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    found.truncate(MAX_TRAITS);
    found
}

fn candidates(covariate: &Covariate, profiles: &Profiles, segment: &ColumnMeans, everyone: &ColumnMeans) -> Vec<Trait> {
    let at = |j: usize| (segment.means[covariate.first + j], everyone.means[covariate.first + j]);
    let name = &covariate.name;
    match &covariate.coding {
        Coding::Numeric { transform, center, scale, missing_indicator, .. } => {
            let raw = |z: f64| transform.invert(center + scale * z);
            let (mine, all) = at(0);
            let (inside, overall) = (raw(mine), raw(all));
            let trait_of = |level: Option<String>, segment, everyone, difference, measure| Trait {
                covariate: name.clone(),
                level,
                segment,
                everyone,
                difference,
                measure,
            };
            let mut found = vec![trait_of(None, inside, overall, mine - all, measure(covariate, profiles))];
            if *missing_indicator {
                let (mine, all) = at(1);
                let difference = share_difference(mine, all);
                found.push(trait_of(Some("missing".to_owned()), mine, all, difference, TraitMeasure::NotStated));
            }
            found
        }
        Coding::Categorical { levels, indicator_value, .. } => levels
            .iter()
            .enumerate()
            .map(|(j, level)| {
                let (mine, all) = at(j);
                let (mine, all) = (mine / indicator_value, all / indicator_value);
                let text = level.as_deref().unwrap_or("not stated");
                Trait {
                    covariate: name.clone(),
                    level: Some(text.to_owned()),
                    segment: mine,
                    everyone: all,
                    difference: share_difference(mine, all),
                    measure: if level.is_some() { TraitMeasure::Level } else { TraitMeasure::NotStated },
                }
            })
            .collect(),
    }
}

fn share_difference(mine: f64, all: f64) -> f64 {
    (mine - all) / (all * (1.0 - all)).sqrt().max(0.05)
}

fn is_flag(covariate: &Covariate, profiles: &Profiles) -> bool {
    profiles.find(&covariate.field, Kind::Flag).is_some() && profiles.find(&covariate.field, Kind::Number).is_none()
}

/// What the mean of a number says.
fn measure(covariate: &Covariate, profiles: &Profiles) -> TraitMeasure {
    if is_flag(covariate, profiles) {
        TraitMeasure::Flag
    } else if matches!(covariate.field, Field::AccountCreatedAt | Field::AccountLastActiveAt) {
        TraitMeasure::Day
    } else {
        TraitMeasure::Mean
    }
}
