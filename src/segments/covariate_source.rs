//! Raw values of covariates before scaling: a number, a text, or missing.

use super::rows::RowIndex;
use crate::ingest::CELL_SIZE;
use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles};

/// The transform of a raw number before it is standardised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub enum Transform {
    /// The identity.
    Linear,
    /// `ln(1 + x)`, for counts that span orders of magnitude.
    Log1p,
}

impl Transform {
    /// Transforms `x`.
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Transform::Linear => x,
            Transform::Log1p => x.max(0.0).ln_1p(),
        }
    }

    /// The inverse of [`Transform::apply`].
    pub fn invert(self, x: f64) -> f64 {
        match self {
            Transform::Linear => x,
            Transform::Log1p => x.exp_m1(),
        }
    }
}

/// Income bands without an upper limit count as this multiple of their lower limit.
const OPEN_BAND_FACTOR: f64 = 1.5;

/// The label, the weights, the order of following, and the upper limits of bands.
const NOT_COVARIATES: [Field; 8] = [
    Field::InTarget,
    Field::Weight,
    Field::LabelWeight,
    Field::FollowOrder,
    Field::FollowedAt,
    Field::AgeMax,
    Field::IncomeMax,
    Field::IncomeUnit,
];

/// Amounts and counts that span orders of magnitude.
const LOG_SCALED: [Field; 11] = [
    Field::IncomeMin,
    Field::MedianRatio,
    Field::AccountFollowers,
    Field::AccountFollowing,
    Field::AccountPosts,
    Field::AccountLikes,
    Field::AccountListed,
    Field::EngagementLikes,
    Field::EngagementReplies,
    Field::EngagementReposts,
    Field::EngagementClicks,
];

/// The fields of `profiles` that may serve as covariates.
///
/// Excluded are the label (`in_target`), design weights, how many people a row stands for, the order of following, and the
/// upper limits of age and income bands, which are read together with the lower ones.
pub fn covariate_fields(profiles: &Profiles) -> Vec<Field> {
    let is_size = |field: &Field| matches!(field, Field::Attribute(name) if **name == *CELL_SIZE);
    let is_covariate = |field: &Field| !NOT_COVARIATES.contains(field) && !is_size(field);
    let mut fields: Vec<Field> = profiles.columns().map(|(_, field, _)| field.clone()).filter(is_covariate).collect();
    fields.sort();
    fields.dedup();
    fields
}

/// The name of the covariate read from `field`, in the words of an analyst.
pub fn covariate_name(field: &Field) -> String {
    if let Field::Attribute(name) = field {
        return name.to_string();
    }
    let names = [(Field::AgeMin, "age"), (Field::IncomeMin, "income"), (Field::MedianRatio, "income over median")];
    match names.iter().find(|(f, _)| f == field) {
        Some((_, name)) => (*name).to_owned(),
        None => field.to_string(),
    }
}

/// The transform of numbers of `field`.
pub(super) fn transform_of(field: &Field) -> Transform {
    if LOG_SCALED.contains(field) { Transform::Log1p } else { Transform::Linear }
}

/// One covariate's columns in one set of profiles.
#[derive(Debug, Clone)]
pub struct CovariateSource {
    number: Option<ColumnId>,
    upper: Option<ColumnId>,
    flag: Option<ColumnId>,
    moment: Option<ColumnId>,
    level: Option<ColumnId>,
    unit: Option<(ColumnId, u32)>,
}

impl CovariateSource {
    /// Looks up the columns of `field`.
    ///
    /// Only incomes in `unit` are read: amounts in different currencies, periods or scopes are not comparable.
    pub fn new(profiles: &Profiles, field: &Field, unit: Option<&str>) -> Self {
        let (is_age, is_income) = (*field == Field::AgeMin, *field == Field::IncomeMin);
        let upper = if is_age {
            profiles.find(&Field::AgeMax, Kind::Number)
        } else if is_income {
            profiles.find(&Field::IncomeMax, Kind::Number)
        } else {
            None
        };
        let units = profiles.find(&Field::IncomeUnit, Kind::Level).filter(|_| is_income);
        let unit = units
            .zip(unit)
            .map(|(column, unit)| (column, profiles.dictionary(column).code_of(unit).unwrap_or(u32::MAX)));
        Self {
            number: profiles.find(field, Kind::Number),
            upper,
            flag: profiles.find(field, Kind::Flag),
            moment: profiles.find(field, Kind::Moment),
            level: profiles.find(field, Kind::Level).filter(|id| !profiles.dictionary(*id).overflowed()),
            unit,
        }
    }

    /// The number at `row`: the midpoint of a band, a flag as 0 or 1, a time in days since 1970.
    pub fn number(&self, chunk: &Chunk, row: usize) -> Option<f64> {
        if let Some(low) = self.number.and_then(|id| chunk.number(id, row)) {
            if self.unit.is_some_and(|(column, code)| chunk.level(column, row) != Some(code)) {
                return None;
            }
            let high = self.upper.and_then(|id| chunk.number(id, row)).unwrap_or(low);
            let (low, high) = (f64::from(low), f64::from(high));
            return Some(if high.is_infinite() { low * OPEN_BAND_FACTOR } else { 0.5 * (low + high) });
        }
        if let Some(flag) = self.flag.and_then(|id| chunk.flag(id, row)) {
            return Some(f64::from(u8::from(flag)));
        }
        self.moment.and_then(|id| chunk.moment(id, row)).map(|seconds| seconds as f64 / 86_400.0)
    }

    /// The dictionary code of the text at `row`.
    pub fn level(&self, chunk: &Chunk, row: usize) -> Option<u32> {
        self.level.and_then(|id| chunk.level(id, row))
    }

    /// Whether the row states this covariate.
    pub fn has(&self, chunk: &Chunk, row: usize) -> bool {
        self.level(chunk, row).is_some() || self.number(chunk, row).is_some()
    }

    /// What levels are compared by, by dictionary code.
    pub fn keys<'p>(&self, profiles: &'p Profiles) -> Vec<&'p str> {
        self.level.map_or_else(Vec::new, |id| profiles.dictionary(id).keys())
    }

    /// The texts by dictionary code.
    pub fn levels<'p>(&self, profiles: &'p Profiles) -> &'p [Box<str>] {
        self.level.map_or(&[], |id| profiles.dictionary(id).levels())
    }
}

/// The unit of most incomes at `rows`; ties go to the first in alphabetical order.
pub fn most_frequent_unit(profiles: &Profiles, rows: &[RowIndex]) -> Option<String> {
    let column = profiles.find(&Field::IncomeUnit, Kind::Level)?;
    let levels = profiles.dictionary(column).levels();
    let mut counts = vec![0u64; levels.len()];
    for at in rows {
        if let Some(code) = profiles.chunks()[at.chunk()].level(column, at.row()) {
            counts[code as usize] += 1;
        }
    }
    let best = (0..levels.len())
        .filter(|i| counts[*i] > 0)
        .min_by(|a, b| counts[*b].cmp(&counts[*a]).then_with(|| levels[*a].cmp(&levels[*b])))?;
    Some(levels[best].to_string())
}
