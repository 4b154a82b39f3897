//! What a file would be taken for, beside what a target needs and what a panel shares with it.

use super::notice::{conditions_with_fields, field_at};
use crate::ingest::{ColumnReading, FieldCount, FileInspection};
use crate::profile::{Field, Kind, level_key};
use crate::segments::covariate_name;
use crate::target::Condition;
use crate::target::Target;

/// Values that are named of each side of a shared field.
const MAX_NAMED: usize = 20;

/// An audience as it would be read, alone or beside a target and a panel.
#[derive(Debug)]
pub struct Inspection {
    /// The audience.
    pub audience: FileInspection,
    /// The panel.
    pub panel: Option<FileInspection>,
    /// What the target needs, condition by condition.
    pub needs: Vec<TargetNeed>,
    /// The fields that audience and panel both have.
    pub shared: Vec<SharedField>,
}

/// What one condition of a target needs.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetNeed {
    /// The condition; `None` where it is the label.
    pub condition: Option<Condition>,
    /// The fields that would do.
    pub fields: Vec<String>,
    /// Profiles that state one of them.
    pub profiles: u64,
    /// The columns that give them.
    pub columns: Vec<String>,
    /// Columns that look like them and are not used.
    pub unused: Vec<String>,
}

/// A field that audience and panel both have.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedField {
    /// The field.
    pub field: String,
    /// Values that both have, as the audience writes them.
    pub both: Vec<String>,
    /// Values of the audience alone, and of the panel alone.
    pub audience_only: Vec<String>,
    /// Values of the panel alone.
    pub panel_only: Vec<String>,
    /// The smallest and the largest number of the audience and of the panel.
    pub ranges: Option<[[f32; 2]; 2]>,
}

impl Inspection {
    /// The inspection of an audience, beside a panel and a target where there are any.
    pub fn new(audience: FileInspection, panel: Option<FileInspection>, target: Option<&Target>) -> Self {
        let needs = target.map(|target| needs(target, &audience)).unwrap_or_default();
        let shared = panel.as_ref().map(|panel| shared(&audience.fields, &panel.fields)).unwrap_or_default();
        Self { audience, panel, needs, shared }
    }
}

fn needs(target: &Target, audience: &FileInspection) -> Vec<TargetNeed> {
    let need = |condition: Option<Condition>, fields: Vec<Field>| {
        let stated = audience.fields.iter().filter(|count| fields.contains(&count.field));
        let asked = |path: Option<&str>| path.and_then(field_at).is_some_and(|field| fields.contains(&field));
        let columns = audience.reading.columns.iter();
        let names = |found: Vec<&ColumnReading>| found.into_iter().map(|column| column.name.clone()).collect();
        TargetNeed {
            condition,
            profiles: stated.map(|count| count.profiles).max().unwrap_or(0),
            columns: names(columns.clone().filter(|column| asked(column.field.as_deref())).collect()),
            unused: names(columns.filter(|column| asked(column.basis.guess())).collect()),
            fields: fields.iter().map(covariate_name).collect(),
        }
    };
    conditions_with_fields(target).map(|(condition, fields)| need(condition, fields)).collect()
}

fn shared(audience: &[FieldCount], panel: &[FieldCount]) -> Vec<SharedField> {
    let is_compared = |field: &Field| {
        !matches!(field, Field::InTarget | Field::AgeMax | Field::IncomeMax | Field::Weight | Field::LabelWeight)
    };
    let mut shared = Vec::new();
    for own in audience.iter().filter(|own| is_compared(&own.field)) {
        let Some(other) = panel.iter().find(|other| other.field == own.field && other.kind == own.kind) else {
            continue;
        };
        let keys = |count: &FieldCount| -> Vec<Box<str>> {
            count.levels.iter().map(|level| level_key(&own.field, level)).collect()
        };
        let (own_keys, other_keys) = (keys(own), keys(other));
        let named = |count: &FieldCount, keys: &[Box<str>], others: &[Box<str>], in_both: bool| -> Vec<String> {
            let levels = count.levels.iter().zip(keys).filter(|(_, key)| others.contains(*key) == in_both);
            levels.map(|(level, _)| crate::ingest::excerpt(level)).take(MAX_NAMED).collect()
        };
        shared.push(SharedField {
            field: covariate_name(&own.field),
            both: named(own, &own_keys, &other_keys, true),
            audience_only: named(own, &own_keys, &other_keys, false),
            panel_only: named(other, &other_keys, &own_keys, false),
            ranges: (own.kind == Kind::Number).then(|| own.range.zip(other.range)).flatten().map(|(a, b)| [a, b]),
        });
    }
    shared
}
