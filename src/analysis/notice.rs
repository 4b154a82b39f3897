//! Misunderstandings that the data give away: a target that asks for what nobody states, a column named like a field.

use crate::channel::Warning;
use crate::profile::{Field, Kind, Profiles};
use crate::target::{Condition, Target};

/// Columns that look like a field and are not, with what the field wants.
const LOOKALIKES: [(&str, &str); 9] = [
    ("income", "income.amount with income.currency, income.period and income.scope, or income.median_ratio"),
    ("birthyear", "birth_year"),
    ("year_of_birth", "birth_year"),
    ("age_group", "age_band.min and age_band.max"),
    ("age_band", "age_band.min and age_band.max"),
    ("sex", "gender"),
    ("followers", "account.followers"),
    ("following", "account.following"),
    ("created_at", "account.created_at"),
];
/// Names told in one warning.
const MOST_TOLD: usize = 5;

/// What the target and the columns of `profiles` seem to misunderstand of each other.
pub(super) fn notices(target: &Target, profiles: &Profiles) -> Vec<Warning> {
    let mut out = Vec::new();
    let has = |field: &Field| profiles.columns().any(|(_, f, _)| f == field);
    let labelled = has(&Field::InTarget);
    for condition in target.conditions() {
        let fields = fields_of(condition);
        let words = condition.words();
        if !labelled && !fields.iter().any(has) {
            let names: Vec<String> = fields.iter().map(name).collect();
            let detail = format!("nobody states {}, which the target asks for ({words})", names.join(" or "));
            out.push(Warning { code: "field_not_seen", detail });
        }
        out.extend(values_not_seen(condition, &fields, profiles));
    }
    for (column, wanted) in LOOKALIKES {
        let attribute = profiles.columns().any(|(_, field, _)| match field {
            Field::Attribute(name) => name.eq_ignore_ascii_case(column),
            _ => false,
        });
        // Beside the real field a lookalike is an attribute like any other.
        let asked = target.conditions().iter().flat_map(fields_of).any(|f| wanted.contains(&name(&f)) && !has(&f));
        if attribute && asked {
            let detail = format!("the column {column} is read as an attribute; the target asks for {wanted}");
            out.push(Warning { code: "column_is_attribute", detail });
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

fn name(field: &Field) -> String {
    match field {
        Field::AgeMin => "age".to_owned(),
        Field::IncomeMin => "income".to_owned(),
        other => other.to_string(),
    }
}

/// Values that the target accepts and nobody has, where the field is a category: a typo reads like a counted zero.
fn values_not_seen(condition: &Condition, fields: &[Field], profiles: &Profiles) -> Option<Warning> {
    let accepted = match condition {
        Condition::OneOf { accepted, .. } => accepted,
        Condition::Attribute(a) => a.one_of.as_ref()?,
        Condition::Age { .. } | Condition::MedianRatio { .. } | Condition::Amount { .. } => return None,
    };
    let field = fields.first()?;
    let column = profiles.find(field, Kind::Level)?;
    let dictionary = profiles.dictionary(column);
    let unseen: Vec<&str> = accepted.iter().map(String::as_str).filter(|t| dictionary.code_of(t).is_none()).collect();
    let numbers = profiles.find(field, Kind::Number).is_some();
    if unseen.is_empty() || numbers {
        return None;
    }
    let told: Vec<String> = unseen.iter().take(MOST_TOLD).map(|t| crate::profile::shown(t)).collect();
    let known: Vec<String> = dictionary.levels().iter().take(MOST_TOLD).map(|t| crate::profile::shown(t)).collect();
    let detail = format!(
        "nobody has {} {}, which the target accepts; values seen are {}{}",
        name(field),
        told.join(", "),
        known.join(", "),
        if dictionary.levels().len() > MOST_TOLD { ", ..." } else { "" }
    );
    Some(Warning { code: "value_not_seen", detail })
}
