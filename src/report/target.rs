//! Targets, the people that figures are of, and fields in words.

use super::format::{decimal, readable};
use super::messages::{Messages, args};
use crate::analysis::TargetNeed;
use crate::channel::{IncomeBand, SegmentBounds, TargetGroup, UsePhrase};
use crate::target::{AttributeCondition, Condition, IncomeLimits, Period, Target};

/// A target in plain words.
pub(crate) fn target_words(m: &Messages, target: &Target) -> String {
    if target.spec().labelled {
        return target.spec().name.clone().unwrap_or_else(|| m.label("target-labelled"));
    }
    let conditions: Vec<String> = target.conditions().iter().map(|condition| condition_words(m, condition)).collect();
    conditions.join(", ")
}

/// One condition of a target.
pub(crate) fn condition_words(m: &Messages, condition: &Condition) -> String {
    match condition {
        Condition::Age { min, max } if max.is_infinite() => m.text("target-age-from", args![min = min.to_string()]),
        Condition::Age { min, max } if *min <= 0.0 => m.text("target-age-to", args![max = max.to_string()]),
        Condition::Age { min, max } => m.text("target-age", args![min = min.to_string(), max = max.to_string()]),
        Condition::MedianRatio { min, max } if *min <= 0.0 => {
            m.text("target-ratio-below", args![max = max.to_string()])
        }
        Condition::MedianRatio { min, max } if max.is_infinite() => {
            m.text("target-ratio-from", args![min = min.to_string()])
        }
        Condition::MedianRatio { min, max } => {
            m.text("target-ratio", args![min = min.to_string(), max = max.to_string()])
        }
        Condition::Amount { min, max, currency, .. } if *min <= 0.0 => {
            m.text("target-amount-below", args![max = max.to_string(), currency = currency.as_str()])
        }
        Condition::Amount { min, max, currency, .. } if max.is_infinite() => {
            m.text("target-amount-from", args![min = min.to_string(), currency = currency.as_str()])
        }
        Condition::Amount { min, max, currency, .. } => {
            let (min, max) = (min.to_string(), max.to_string());
            m.text("target-amount", args![min = min, max = max, currency = currency.as_str()])
        }
        Condition::OneOf { field, accepted } => {
            let values = accepted.join(&m.label("target-or"));
            m.text("target-values", args![field = field_name(m, field, field), values = values])
        }
        Condition::Attribute(attribute) => attribute_words(m, attribute),
    }
}

/// What a target needs of its people.
pub(crate) fn need_words(m: &Messages, need: &TargetNeed) -> String {
    need.condition.as_ref().map_or_else(|| "in_target".to_owned(), |condition| condition_words(m, condition))
}

fn attribute_words(m: &Messages, condition: &AttributeCondition) -> String {
    let field = condition.name.as_str();
    if let Some(texts) = &condition.one_of {
        let values = texts.join(&m.label("target-or"));
        return m.text("target-values", args![field = field, values = values]);
    }
    match (condition.min, condition.max) {
        (Some(min), Some(max)) => {
            m.text("target-range", args![field = field, min = min.to_string(), max = max.to_string()])
        }
        (Some(min), None) => m.text("target-range-from", args![field = field, min = min.to_string()]),
        (None, Some(max)) => m.text("target-range-to", args![field = field, max = max.to_string()]),
        (None, None) => field.to_owned(),
    }
}

/// The people that figures are of: `people aged 27-49 with a household income under 0.75 of the median`.
pub(crate) fn group_words(m: &Messages, group: &TargetGroup) -> String {
    let age = match (group.min_age, group.max_age) {
        (Some(min), Some(max)) => Some(m.text("target-ages", args![min = min.to_string(), max = max.to_string()])),
        (Some(min), None) => Some(m.text("target-ages-from", args![min = min.to_string()])),
        (None, Some(max)) => Some(m.text("target-ages-to", args![max = max.to_string()])),
        (None, None) => None,
    };
    let people = age.map_or_else(|| m.label("target-people"), |age| m.text("target-people-of-age", args![age = age]));
    let limits = group.income.as_ref().and_then(|limits| limit_words(m, limits));
    match limits {
        Some(limits) => m.text("target-people-with-income", args![people = people, limits = limits]),
        None => people,
    }
}

fn limit_words(m: &Messages, limits: &IncomeLimits) -> Option<String> {
    let currency = limits.currency.as_deref().unwrap_or("none");
    let period = match limits.period {
        Some(Period::Month) => "month",
        Some(Period::Year) => "year",
        None => "none",
    };
    let ratio = |id: &str, ratio: f32| match id {
        "min" => m.text("target-limit-min-ratio", args![ratio = ratio.to_string()]),
        _ => m.text("target-limit-max-ratio", args![ratio = ratio.to_string()]),
    };
    let amount = |id: &str, amount: f32| {
        let amount = decimal(f64::from(amount));
        match id {
            "min" => m.text("target-limit-min-amount", args![amount = amount, currency = currency, period = period]),
            _ => m.text("target-limit-max-amount", args![amount = amount, currency = currency, period = period]),
        }
    };
    let parts = [
        limits.min_median_ratio.map(|x| ratio("min", x)),
        limits.max_median_ratio.map(|x| ratio("max", x)),
        limits.min_amount.map(|x| amount("min", x)),
        limits.max_amount.map(|x| amount("max", x)),
    ];
    let both = |first: String, second: String| m.text("target-limits", args![first = first, second = second]);
    parts.into_iter().flatten().reduce(both)
}

/// A part of a target by age and income: `27-38, under 0.5 of median`.
pub(crate) fn part_words(m: &Messages, bounds: &SegmentBounds) -> String {
    let min = bounds.min_age.to_string();
    let ages = match bounds.max_age {
        Some(max) => m.text("target-part-ages", args![min = min, max = max.to_string()]),
        None => m.text("target-part-ages-from", args![min = min]),
    };
    let income = match bounds.income {
        IncomeBand::All => m.label("target-part-all-incomes"),
        IncomeBand::Under(ratio) => m.text("target-part-under", args![ratio = ratio.to_string()]),
        IncomeBand::From(ratio) => m.text("target-part-from", args![ratio = ratio.to_string()]),
    };
    m.text("target-part", args![ages = ages, income = income])
}

/// What people counted by a measure do: `used television in the past week`.
pub(super) fn phrase_words(m: &Messages, phrase: &UsePhrase) -> String {
    m.name(&phrase.pattern).replace("{channel}", m.name(&phrase.channel))
}

/// A field of a profile by its name in the contract, for people; `name` where the language has no word of its own.
pub(super) fn field_name(m: &Messages, field: &str, name: &str) -> String {
    m.text("target-field", args![field = field.replace('.', "-"), name = name])
}

/// A field of a profile for people: `household size`.
pub(super) fn readable_field(m: &Messages, field: &str) -> String {
    field_name(m, field, &readable(field))
}

/// Conditions of a target that no published data covers, as a list.
pub(super) fn ignored_conditions(m: &Messages, conditions: &[String]) -> String {
    let one =
        |condition: &String| m.text("target-ignored", args![condition = condition.as_str(), name = condition.as_str()]);
    m.list(&conditions.iter().map(one).collect::<Vec<_>>())
}
