//! What sets a segment apart from the rest, in plain words.

use time::{Duration, OffsetDateTime};

use super::encoding::{Coding, Covariate, CovariateEncoding};
use crate::disclosure::MinCell;
use crate::profile::{Field, Kind, Profiles};

/// Standardised difference from which a trait is worth telling.
const NOTABLE: f64 = 0.3;
/// Traits listed of one segment.
const MAX_TRAITS: usize = 4;

/// One trait of a segment.
#[derive(Debug, Clone, PartialEq)]
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
    /// The trait in plain words.
    pub words: String,
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
/// A share of none or of all, where the means are [`ColumnMeans::coarse`], is given in the words of `min_cell`.
pub fn traits(
    encoding: &CovariateEncoding,
    profiles: &Profiles,
    segment: &ColumnMeans,
    everyone: &ColumnMeans,
    min_cell: MinCell,
) -> Vec<Trait> {
    let mut found: Vec<Trait> = Vec::new();
    for covariate in encoding.covariates() {
        let candidates = candidates(covariate, profiles, segment, everyone, min_cell);
        let best = candidates.into_iter().max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs()));
        found.extend(best.filter(|t| t.difference.abs() >= NOTABLE));
    }
    found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    found.truncate(MAX_TRAITS);
    found
}

fn candidates(
    covariate: &Covariate,
    profiles: &Profiles,
    segment: &ColumnMeans,
    everyone: &ColumnMeans,
    min_cell: MinCell,
) -> Vec<Trait> {
    let reported = |share: f64| worded_share(share, min_cell);
    let at = |j: usize| (segment.means[covariate.first + j], everyone.means[covariate.first + j]);
    let name = &covariate.name;
    match &covariate.coding {
        Coding::Numeric { transform, center, scale, missing_indicator, .. } => {
            let raw = |z: f64| transform.invert(center + scale * z);
            let (mine, all) = at(0);
            let (inside, overall) = (raw(mine), raw(all));
            let words = if is_flag(covariate, profiles) {
                format!("{name}: {} (all: {})", reported(inside), percent(overall))
            } else {
                format!("{name} {} on average (all: {})", number(covariate, inside), number(covariate, overall))
            };
            let trait_of = |level: Option<String>, segment, everyone, difference, words| Trait {
                covariate: name.clone(),
                level,
                segment,
                everyone,
                difference,
                words,
            };
            let mut found = vec![trait_of(None, inside, overall, mine - all, words)];
            if *missing_indicator {
                let (mine, all) = at(1);
                let words = format!("{name} not stated: {} (all: {})", reported(mine), percent(all));
                found.push(trait_of(Some("missing".to_owned()), mine, all, share_difference(mine, all), words));
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
                    words: format!("{name} {text}: {} (all: {})", reported(mine), percent(all)),
                }
            })
            .collect(),
    }
}

/// A share of a segment; none and all stand for a few and nearly all.
fn worded_share(share: f64, min_cell: MinCell) -> String {
    const NEARLY: f64 = 1e-6;
    match share {
        _ if min_cell.is_off() => percent(share),
        share if share < NEARLY => min_cell.few(),
        share if share > 1.0 - NEARLY => min_cell.nearly_all(),
        share => percent(share),
    }
}

fn share_difference(mine: f64, all: f64) -> f64 {
    (mine - all) / (all * (1.0 - all)).sqrt().max(0.05)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share.clamp(0.0, 1.0))
}

fn is_flag(covariate: &Covariate, profiles: &Profiles) -> bool {
    profiles.find(&covariate.field, Kind::Flag).is_some() && profiles.find(&covariate.field, Kind::Number).is_none()
}

fn number(covariate: &Covariate, value: f64) -> String {
    if matches!(covariate.field, Field::AccountCreatedAt | Field::AccountLastActiveAt) {
        let day = Duration::days(value as i64);
        return match OffsetDateTime::UNIX_EPOCH.checked_add(day) {
            Some(date) => format!("{}-{:02}", date.year(), u8::from(date.month())),
            None => format!("{value:.0} days"),
        };
    }
    if value.abs() < 0.005 {
        "0".to_owned()
    } else if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
