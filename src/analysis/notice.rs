//! Misunderstandings that the data give away: a target that asks for what nobody states, a column named like a field.

use std::collections::BTreeMap;

use super::warning::{AnalysisWarning, RowsOf};
use crate::disclosure::{MinCell, Noise};
use crate::ingest::{ReadOutcome, stated_field};
use crate::profile::{Chunk, Field, Profiles, number_key};
use crate::segments::covariate_name;
use crate::target::{AttributeCondition, CategoryMatch, Condition, Target};

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
pub(super) fn notices(
    target: &Target,
    profiles: &Profiles,
    min_cell: MinCell,
    noise: Option<&Noise>,
) -> Vec<AnalysisWarning> {
    let mut out = Vec::new();
    let has = |field: &Field| is_stated(field, profiles, min_cell, noise);
    let labelled = target.takes_labels() && has(&Field::InTarget);
    for condition in target.conditions() {
        let fields = fields_of(condition);
        if !labelled && !fields.iter().any(has) {
            let fields = fields.iter().map(covariate_name).collect();
            out.push(AnalysisWarning::FieldMissing { fields, condition: condition.clone() });
        }
    }
    let lookalikes = lookalikes(target, profiles);
    out.extend(lookalikes.map(|(column, _, expected)| AnalysisWarning::ColumnIsAttribute { column, expected }));
    out.extend(value_notices(target, profiles, RowsOf::Audience, min_cell, noise));
    out
}

/// Whether people state a field: anybody, or, of people whose counts have noise, so many that their number with it is no
/// small cell.
fn is_stated(field: &Field, profiles: &Profiles, min_cell: MinCell, noise: Option<&Noise>) -> bool {
    let columns = profiles.columns().filter(|(_, f, _)| *f == field).map(|(id, ..)| id);
    let Some(noise) = noise else { return columns.count() > 0 };
    let columns: Vec<_> = columns.collect();
    let states = |chunk: &&Chunk| (0..chunk.rows()).filter(|row| columns.iter().any(|id| chunk.has(*id, *row))).count();
    let count: usize = profiles.chunks().iter().map(|chunk| states(&chunk)).sum();
    !noise.least_group(min_cell).is_small_cell(noise.count(&format!("stated {field}"), count as u64, u64::MAX))
}

/// Columns that seem to hold a field that the target asks for and nobody states, with that field and what it wants.
fn lookalikes(target: &Target, profiles: &Profiles) -> impl Iterator<Item = (&'static str, Field, &'static str)> {
    LOOKALIKES.into_iter().filter(|(column, field, _)| {
        let asked = target.conditions().iter().flat_map(fields_of).any(|f| f == *field);
        // Beside the real field a lookalike is an attribute like any other.
        asked && !has_field(profiles, field) && has_column(profiles, column)
    })
}

fn has_field(profiles: &Profiles, field: &Field) -> bool {
    profiles.columns().any(|(_, f, _)| f == field)
}

fn has_column(profiles: &Profiles, column: &str) -> bool {
    profiles.columns().any(|(_, f, _)| matches!(f, Field::Attribute(name) if name.eq_ignore_ascii_case(column)))
}

/// Columns of the audience that seem to hold what the target asks for and were not recognised, with what the target
/// asks for. A column that a panel has beside the field itself is a covariate, and labels of the target do without it.
pub(super) fn unrecognised_columns(
    target: &Target,
    audience: &ReadOutcome,
    panel: Option<&ReadOutcome>,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_labelled = target.takes_labels() && has_field(&audience.profiles, &Field::InTarget);
    lookalikes(target, &audience.profiles)
        .filter(move |(column, field, _)| {
            let is_covariate =
                panel.is_some_and(|panel| has_field(&panel.profiles, field) && has_column(&panel.profiles, column));
            !is_labelled && !is_covariate
        })
        .map(|(column, _, expected)| (column, expected))
}

/// Columns of a table that look like a field that the target asks for and were not used as it, while no column gives it:
/// column and field.
pub(super) fn unused_columns(target: &Target, reading: &ReadOutcome) -> Option<(String, String)> {
    let gives = |path: &str| {
        let field = stated_field(path);
        reading
            .reading
            .columns
            .iter()
            .any(|column| column.field.as_deref().is_some_and(|own| stated_field(own) == field))
    };
    let is_labelled = target.takes_labels() && has_field(&reading.profiles, &Field::InTarget);
    let unused = reading.reading.columns.iter().filter_map(|column| Some((column, column.basis.guess()?)));
    let mut asked = unused.filter(|(_, guess)| !is_labelled && asks_for(target, guess) && !gives(guess));
    asked.next().map(|(column, guess)| (column.name.clone(), guess.to_owned()))
}

/// The values of categories that the target asks for, compared with those of `profiles`: a typing error must not look
/// like a count of zero.
pub(super) fn value_notices(
    target: &Target,
    profiles: &Profiles,
    of: RowsOf,
    min_cell: MinCell,
    noise: Option<&Noise>,
) -> Vec<AnalysisWarning> {
    target.conditions().iter().flat_map(|condition| values_of(condition, profiles, of, min_cell, noise)).collect()
}

/// The fields whose values a condition of the target lists.
pub(super) fn category_fields(target: &Target) -> impl Iterator<Item = Field> {
    target.conditions().iter().filter(|condition| condition.is_category()).flat_map(fields_of)
}

/// Whether the target asks for the field at this path of a profile, for example `birth_year`.
pub(super) fn asks_for(target: &Target, path: &str) -> bool {
    let Some(field) = field_at(path) else { return false };
    field == Field::InTarget && target.spec().labelled
        || conditions_with_fields(target).any(|(_, fields)| fields.contains(&field))
}

/// The field that a path of a profile gives, as a target asks for it.
pub(super) fn field_at(path: &str) -> Option<Field> {
    match path {
        "age" | "birth_year" | "age_band" | "age_band.min" | "age_band.max" => Some(Field::AgeMin),
        "income.median_ratio" => Some(Field::MedianRatio),
        "income" | "income.amount" | "income.band.min" | "income.band.max" => Some(Field::IncomeMin),
        other => match other.strip_prefix("attributes.") {
            Some(name) => Some(Field::Attribute(name.into())),
            None => Field::FIXED.iter().find(|(name, _)| *name == other).map(|(_, field)| field.clone()),
        },
    }
}

/// The conditions of a target, each with the fields that would do; labels are one of them, and none of its conditions.
pub(super) fn conditions_with_fields(target: &Target) -> impl Iterator<Item = (Option<Condition>, Vec<Field>)> {
    let labels = target.spec().labelled.then(|| (None, vec![Field::InTarget]));
    let conditions = target.conditions().iter().map(|condition| (Some(condition.clone()), fields_of(condition)));
    labels.into_iter().chain(conditions)
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

/// Values that the target accepts and nobody has, and values that people have and the target does not seem to know.
/// Those of too few people are not named.
fn values_of(
    condition: &Condition,
    profiles: &Profiles,
    of: RowsOf,
    min_cell: MinCell,
    noise: Option<&Noise>,
) -> Vec<AnalysisWarning> {
    let accepted = match condition {
        Condition::OneOf { accepted, .. } => accepted,
        Condition::Attribute(AttributeCondition { one_of: Some(accepted), .. }) => accepted,
        Condition::Attribute(_) | Condition::Age { .. } | Condition::MedianRatio { .. } | Condition::Amount { .. } => {
            return Vec::new();
        }
    };
    let Some(field) = fields_of(condition).into_iter().next() else { return Vec::new() };
    let mut found = CategoryMatch::new(&field, accepted, profiles);
    if let Some(noise) = noise {
        hide_few_values(&mut found, &field, accepted, profiles, min_cell, noise);
    }
    let doubtful = found.doubtful_numbers || found.doubtful.contains(&true);
    if found.missing.is_empty() && !doubtful {
        return Vec::new();
    }
    let stated = StatedValues::count(&found, profiles).with_noise(&field, min_cell, noise);
    let field = covariate_name(&field);
    let mut out = Vec::new();
    if !found.missing.is_empty() && (found.is_unmet || !stated.has_numbers) {
        let missing: Vec<String> = found.missing.iter().take(MAX_NAMED).map(|t| crate::ingest::excerpt(t)).collect();
        let common = stated.values.iter().filter(|value| !min_cell.is_small_cell(value.rows));
        let named: Vec<String> = common.take(MAX_NAMED).map(|value| crate::ingest::excerpt(&value.text)).collect();
        let more = !named.is_empty() && stated.values.len() > named.len();
        let is_unmet = found.is_unmet;
        out.push(AnalysisWarning::ValueMissing { of, field: field.clone(), missing, stated: named, more, is_unmet });
    }
    let doubtful: Vec<&StatedValue> = stated.values.iter().filter(|value| value.is_doubtful).collect();
    if !doubtful.is_empty() && !found.is_unmet {
        let rows = doubtful.iter().map(|value| value.rows).sum();
        let common = doubtful.iter().filter(|value| !min_cell.is_small_cell(value.rows)).take(MAX_NAMED);
        let values = common.map(|value| (crate::ingest::excerpt(&value.text), value.rows)).collect();
        let rows = min_cell.release(rows, profiles.followers());
        out.push(AnalysisWarning::ValueUnmatched { of, field, values, rows, is_unknown: found.closed });
    }
    out
}

/// Takes values accepted that so few people have that their number, with noise, is a small cell for values that nobody has.
fn hide_few_values(
    found: &mut CategoryMatch,
    field: &Field,
    accepted: &[String],
    profiles: &Profiles,
    min_cell: MinCell,
    noise: &Noise,
) {
    let is_few = |text: &&String| {
        let one = CategoryMatch::new(field, std::slice::from_ref(*text), profiles);
        let rows = |chunk: &Chunk| (0..chunk.rows()).filter(|row| one.met(chunk, *row) == Some(true)).count();
        let count: usize = profiles.chunks().iter().map(rows).sum();
        noise.least_group(min_cell).is_small_cell(noise.count(&format!("value {field} {text}"), count as u64, u64::MAX))
    };
    found.missing = accepted.iter().filter(is_few).cloned().collect();
    found.is_unmet = !found.are_flags() && found.missing.len() == accepted.len();
}

/// The values that people state of one field, the most frequent first.
struct StatedValues {
    values: Vec<StatedValue>,
    has_numbers: bool,
}

struct StatedValue {
    text: String,
    rows: u64,
    is_doubtful: bool,
}

impl StatedValues {
    /// The values with noise on their numbers; those whose number with it is a small cell are left out.
    fn with_noise(mut self, field: &Field, min_cell: MinCell, noise: Option<&Noise>) -> Self {
        if let Some(noise) = noise {
            for value in &mut self.values {
                value.rows = noise.count(&format!("stated {field} {}", value.text), value.rows, u64::MAX);
            }
            self.values.retain(|value| !noise.least_group(min_cell).is_small_cell(value.rows));
            self.values.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        }
        self
    }

    fn count(found: &CategoryMatch, profiles: &Profiles) -> Self {
        let levels = found.level.map_or(&[][..], |id| profiles.dictionary(id).levels());
        let mut counts = vec![0u64; levels.len()];
        let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
        if let Some(whole) = profiles.whole() {
            counts = found.level.and_then(|id| whole.levels.get(&id)).cloned().unwrap_or(counts);
            let stated = found.number.and_then(|id| whole.numbers.get(&id)).into_iter().flatten();
            numbers.extend(stated.map(|(bits, rows)| (number_key(f64::from(f32::from_bits(*bits))), *rows)));
        }
        for chunk in profiles.chunks().iter().filter(|_| profiles.whole().is_none()) {
            for row in 0..chunk.rows() {
                if let Some(code) = found.level.and_then(|id| chunk.level(id, row)) {
                    counts[code as usize] += 1;
                } else if let Some(x) = found.number.and_then(|id| chunk.number(id, row)) {
                    *numbers.entry(number_key(f64::from(x))).or_default() += 1;
                }
            }
        }
        let has_numbers = !numbers.is_empty();
        let doubtful_number = found.doubtful_numbers;
        let numbers = numbers.into_iter().map(|(text, rows)| (text, rows, doubtful_number));
        let texts = levels.iter().zip(counts).zip(&found.doubtful);
        let texts = texts.map(|((text, rows), doubtful)| (text.to_string(), rows, *doubtful));
        let values = texts.chain(numbers).filter(|(_, rows, _)| *rows > 0);
        let mut values: Vec<StatedValue> =
            values.map(|(text, rows, is_doubtful)| StatedValue { text, rows, is_doubtful }).collect();
        values.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        Self { values, has_numbers }
    }
}
