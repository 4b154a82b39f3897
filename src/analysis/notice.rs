//! Misunderstandings that the data give away: a target that asks for what nobody states, a column named like a field.

use super::warning::AnalysisWarning;
use crate::disclosure::MinCell;
use crate::profile::{Field, Kind, Profiles};
use crate::segments::covariate_name;
use crate::target::{Condition, Target};

/// Columns that look like a field and are not: the field, and what it wants.
const LOOKALIKES: [(&str, Field, &str); 6] = [
    (
        "income",
        Field::IncomeMin,
        "income.amount with income.currency, income.period and income.scope, or income.median_ratio",
    ),
    ("birthyear", Field::AgeMin, "birth_year"),
    ("year_of_birth", Field::AgeMin, "birth_year"),
    ("age_group", Field::AgeMin, "age_band.min and age_band.max"),
    ("age_band", Field::AgeMin, "age_band.min and age_band.max"),
    ("sex", Field::Gender, "gender"),
];
/// Values named in one warning.
const MAX_NAMED: usize = 5;

/// What the target and the columns of `profiles` seem to misunderstand of each other.
pub(super) fn notices(target: &Target, profiles: &Profiles, min_cell: MinCell) -> Vec<AnalysisWarning> {
    let mut out = Vec::new();
    let has = |field: &Field| profiles.columns().any(|(_, f, _)| f == field);
    let labelled = has(&Field::InTarget);
    for condition in target.conditions() {
        let fields = fields_of(condition);
        if !labelled && !fields.iter().any(has) {
            let fields = fields.iter().map(covariate_name).collect();
            out.push(AnalysisWarning::FieldMissing { fields, condition: condition.words() });
        }
        out.extend(missing_value(condition, &fields, profiles, min_cell));
    }
    for (column, field, expected) in LOOKALIKES {
        let is_column = |f: &Field| matches!(f, Field::Attribute(name) if name.eq_ignore_ascii_case(column));
        let asked = target.conditions().iter().flat_map(fields_of).any(|f| f == field);
        // Beside the real field a lookalike is an attribute like any other.
        if asked && !has(&field) && profiles.columns().any(|(_, f, _)| is_column(f)) {
            out.push(AnalysisWarning::ColumnIsAttribute { column, expected });
        }
    }
    out
}

fn fields_of(condition: &Condition) -> Vec<Field> {
    match condition {
        Condition::Age { .. } => vec![Field::AgeMin],
        Condition::MedianRatio { .. } => vec![Field::IncomeMin, Field::MedianRatio],
        Condition::Amount { .. } => vec![Field::IncomeMin],
        Condition::OneOf { field, .. } => {
            Field::FIXED.iter().filter(|(name, _)| name == field).map(|(_, field)| field.clone()).collect()
        }
        Condition::Attribute(a) => vec![Field::Attribute(a.name.as_str().into())],
    }
}

/// Values that the target accepts and nobody has, where the field is a category: otherwise a typing error would look like
/// a count of zero. Values of too few people are not named.
fn missing_value(
    condition: &Condition,
    fields: &[Field],
    profiles: &Profiles,
    min_cell: MinCell,
) -> Option<AnalysisWarning> {
    let accepted = match condition {
        Condition::OneOf { accepted, .. } => accepted,
        Condition::Attribute(a) => a.one_of.as_ref()?,
        Condition::Age { .. } | Condition::MedianRatio { .. } | Condition::Amount { .. } => return None,
    };
    let field = fields.first()?;
    let column = profiles.find(field, Kind::Level)?;
    let dictionary = profiles.dictionary(column);
    let unmet: Vec<&str> = accepted.iter().map(String::as_str).filter(|t| dictionary.code_of(t).is_none()).collect();
    let numbers = profiles.find(field, Kind::Number).is_some();
    if unmet.is_empty() || numbers {
        return None;
    }
    let missing: Vec<String> = unmet.iter().take(MAX_NAMED).map(|t| crate::ingest::excerpt(t)).collect();
    let mut counts = vec![0u64; dictionary.levels().len()];
    let codes = profiles.chunks().iter().flat_map(|c| (0..c.rows()).filter_map(move |row| c.level(column, row)));
    codes.for_each(|code| counts[code as usize] += 1);
    let common = dictionary.levels().iter().zip(counts).filter(|(_, n)| !min_cell.is_small_cell(*n));
    let stated: Vec<String> = common.take(MAX_NAMED).map(|(t, _)| crate::ingest::excerpt(t)).collect();
    let more = !stated.is_empty() && dictionary.levels().len() > stated.len();
    Some(AnalysisWarning::ValueMissing { field: covariate_name(field), missing, stated, more })
}
