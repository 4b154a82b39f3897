//! From a definition to a target that can be asked: every fault of the definition at once.

use serde::{Deserialize, Serialize};

use crate::message::{Message, message};
use crate::profile::Field;
use crate::stored_form::{StaticName, name};

use super::{AttributeCondition, MedianIncomes, Period, Scope, TargetSpec, yearly};

/// Most conditions one target may have.
pub const MAX_CONDITIONS: usize = 16;

/// Most values one condition may list.
pub const MAX_VALUES: usize = 1_000;

/// One thing wrong with a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecFault {
    /// Where in the definition, as a JSON pointer below it: `/age/min`.
    pub pointer: String,
    /// A word for the kind of fault.
    pub code: &'static str,
    /// What was received, what is accepted, what to do.
    pub detail: Message,
}

impl SpecFault {
    /// A fault at a pointer.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: Message) -> Self {
        Self { pointer: pointer.into(), code, detail }
    }

    /// The same fault, of what stands at the pointer `at`.
    pub fn below(self, at: &str) -> Self {
        Self { pointer: format!("{at}{}", self.pointer), ..self }
    }
}

/// A condition that a profile meets, fails or leaves open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// Completed years, both ends included.
    Age {
        /// Youngest.
        min: f32,
        /// Oldest.
        max: f32,
    },
    /// Income over the national median; at least `min`, below `max`.
    MedianRatio {
        /// Least ratio.
        min: f32,
        /// First ratio that is too much.
        max: f32,
    },
    /// Yearly income in `currency` and `scope`; at least `min`, below `max`.
    Amount {
        /// Least yearly amount.
        min: f64,
        /// First yearly amount that is too much.
        max: f64,
        /// ISO 4217 code.
        currency: String,
        /// Whose income.
        scope: Scope,
    },
    /// One of the texts of a field of fixed name (`region`, `gender`, ...).
    OneOf {
        /// Name of the field.
        #[serde(deserialize_with = "name")]
        field: StaticName,
        /// Texts accepted.
        accepted: Vec<String>,
    },
    /// A condition on an attribute.
    Attribute(AttributeCondition),
}

impl Condition {
    /// Whether it accepts some values of a category.
    pub fn is_category(&self) -> bool {
        match self {
            Self::OneOf { .. } => true,
            Self::Attribute(attribute) => attribute.one_of.is_some(),
            Self::Age { .. } | Self::MedianRatio { .. } | Self::Amount { .. } => false,
        }
    }
}

/// A target whose definition has been checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    spec: TargetSpec,
    conditions: Vec<Condition>,
    ruler: MedianIncomes,
    labels_of_target: bool,
    /// Conditions, by bit, that count as met by nobody: see [`Target::with_unmet`].
    unmet: u32,
}

impl Target {
    /// Checks `spec` and joins it with the medians of its country and year.
    ///
    /// The preset, if one was named, must have been merged before.
    ///
    /// # Errors
    /// Every fault of the definition.
    pub fn resolve(spec: TargetSpec, ruler: MedianIncomes) -> Result<Self, Vec<SpecFault>> {
        let mut faults = Vec::new();
        let given = spec.attributes.len();
        if given > MAX_CONDITIONS {
            let detail = message!["fault-attributes", received = given, max = MAX_CONDITIONS];
            return Err(vec![SpecFault::new("/attributes", "too_many", detail)]);
        }
        let conditions = conditions(&spec, &mut faults);
        let has_none = conditions.is_empty() && faults.is_empty();
        if spec.labelled && !conditions.is_empty() {
            faults.push(SpecFault::new("/labelled", "conflict", message!["fault-labelled-conditions"]));
        }
        if !spec.labelled && has_none {
            faults.push(SpecFault::new("", "empty_target", message!["fault-empty-target"]));
        }
        if conditions.len() > MAX_CONDITIONS {
            let detail = message!["fault-conditions", received = conditions.len(), max = MAX_CONDITIONS];
            faults.push(SpecFault::new("", "too_many", detail));
        }
        let labels_of_target = spec.labelled;
        if faults.is_empty() { Ok(Self { spec, conditions, ruler, labels_of_target, unmet: 0 }) } else { Err(faults) }
    }

    /// The same target for people whose `in_target` was set for it.
    pub fn with_labels(self) -> Self {
        Self { labels_of_target: true, ..self }
    }

    /// The same target where nobody counts as having a value that these conditions, by bit, accept: so few have one that
    /// it must not be confused with none. Conditions on yes and no are left as they are, for a no is no misspelt yes.
    pub fn with_unmet(self, conditions: u32) -> Self {
        Self { unmet: conditions, ..self }
    }

    /// Whether condition `i` counts as met by nobody.
    pub(super) fn is_unmet(&self, i: usize) -> bool {
        self.unmet >> i & 1 == 1
    }

    /// Whether `in_target` says who is in this target. Labels that were made for another one say nothing about it.
    pub fn takes_labels(&self) -> bool {
        self.labels_of_target
    }

    /// The definition as resolved.
    pub fn spec(&self) -> &TargetSpec {
        &self.spec
    }

    /// The conditions; none where the target is labelled.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Whether a condition reads `field`.
    pub fn reads(&self, field: &Field) -> bool {
        self.conditions.iter().any(|condition| match condition {
            Condition::Age { .. } => matches!(field, Field::AgeMin | Field::AgeMax),
            Condition::MedianRatio { .. } | Condition::Amount { .. } => {
                matches!(field, Field::IncomeMin | Field::IncomeMax | Field::MedianRatio | Field::HouseholdSize)
            }
            Condition::OneOf { field: name, .. } => field.to_string() == *name,
            Condition::Attribute(a) => matches!(field, Field::Attribute(name) if **name == *a.name),
        })
    }

    /// The medians that incomes are measured with.
    pub fn ruler(&self) -> &MedianIncomes {
        &self.ruler
    }
}

fn conditions(spec: &TargetSpec, faults: &mut Vec<SpecFault>) -> Vec<Condition> {
    let mut out = Vec::new();
    if let Some(age) = spec.age {
        let (min, max) = (age.min.unwrap_or(0.0), age.max.unwrap_or(f32::INFINITY));
        for (end, pointer) in [(age.min, "/age/min"), (age.max, "/age/max")] {
            if let Some(end) = end.filter(|a| !(0.0..=120.0).contains(a)) {
                faults.push(SpecFault::new(pointer, "out_of_range", message!["fault-age", received = end]));
            }
        }
        check_order("/age", f64::from(min), f64::from(max), faults);
        if age.min.is_none() && age.max.is_none() {
            faults.push(SpecFault::new("/age", "missing", message!["fault-age-missing"]));
        }
        out.push(Condition::Age { min, max });
    }
    income_conditions(spec, faults, &mut out);
    let lists: [(&'static str, &Option<Vec<String>>); 5] = [
        ("region", &spec.region),
        ("gender", &spec.gender),
        ("education", &spec.education),
        ("employment", &spec.employment),
        ("tenure", &spec.tenure),
    ];
    for (field, accepted) in lists {
        let Some(accepted) = accepted else { continue };
        check_list(&format!("/{field}"), accepted, faults);
        out.push(Condition::OneOf { field, accepted: accepted.clone() });
    }
    for (i, condition) in spec.attributes.iter().enumerate() {
        check_attribute(i, condition, faults);
        out.push(Condition::Attribute(condition.clone()));
    }
    out
}

fn check_list(pointer: &str, accepted: &[String], faults: &mut Vec<SpecFault>) {
    if accepted.is_empty() {
        faults.push(SpecFault::new(pointer, "missing", message!["fault-empty-list"]));
    } else if accepted.len() > MAX_VALUES {
        let detail = message!["fault-values", received = accepted.len(), max = MAX_VALUES];
        faults.push(SpecFault::new(pointer, "too_many", detail));
    }
}

fn check_order(pointer: &str, min: f64, max: f64, faults: &mut Vec<SpecFault>) {
    if min > max {
        faults.push(SpecFault::new(pointer, "out_of_range", message!["fault-order", min = min, max = max]));
    }
}

fn check_attribute(i: usize, condition: &AttributeCondition, faults: &mut Vec<SpecFault>) {
    let pointer = format!("/attributes/{i}");
    if condition.name.is_empty() {
        faults.push(SpecFault::new(format!("{pointer}/name"), "missing", message!["fault-attribute-name"]));
    }
    let range = condition.min.is_some() || condition.max.is_some();
    match &condition.one_of {
        Some(_) if range => faults.push(SpecFault::new(pointer.as_str(), "conflict", message!["fault-attribute-both"])),
        Some(texts) => check_list(&format!("{pointer}/in"), texts, faults),
        None if !range => faults.push(SpecFault::new(pointer.as_str(), "missing", message!["fault-attribute-neither"])),
        _ => {}
    }
    if let (Some(min), Some(max)) = (condition.min, condition.max) {
        check_order(&pointer, f64::from(min), f64::from(max), faults);
    }
}

fn income_conditions(spec: &TargetSpec, faults: &mut Vec<SpecFault>, out: &mut Vec<Condition>) {
    let Some(income) = &spec.income else { return };
    let ends = [
        ("/income/min_median_ratio", income.min_median_ratio),
        ("/income/max_median_ratio", income.max_median_ratio),
        ("/income/min_amount", income.min_amount),
        ("/income/max_amount", income.max_amount),
    ];
    for (pointer, end) in ends {
        if let Some(end) = end.filter(|x| !x.is_finite() || *x < 0.0) {
            faults.push(SpecFault::new(pointer, "out_of_range", message!["fault-not-negative", received = end]));
        }
    }
    if ends.iter().all(|(_, end)| end.is_none()) {
        faults.push(SpecFault::new("/income", "missing", message!["fault-income-limits"]));
    }
    if income.min_median_ratio.is_some() || income.max_median_ratio.is_some() {
        let (min, max) = (income.min_median_ratio.unwrap_or(0.0), income.max_median_ratio.unwrap_or(f32::INFINITY));
        check_order("/income", f64::from(min), f64::from(max), faults);
        out.push(Condition::MedianRatio { min, max });
    }
    if income.min_amount.is_none() && income.max_amount.is_none() {
        return;
    }
    let (Some(currency), Some(period), Some(scope)) = (&income.currency, income.period, income.scope) else {
        faults.push(SpecFault::new("/income", "missing", message!["fault-income-unit"]));
        return;
    };
    let bound = |end: Option<f32>, open: f64| end.map_or(open, |x| yearly(f64::from(x), period));
    let (min, max) = (bound(income.min_amount, 0.0), bound(income.max_amount, f64::INFINITY));
    check_order("/income", min, max, faults);
    out.push(Condition::Amount { min, max, currency: currency.clone(), scope });
}

/// `period` and `scope` of an income unit as readers write it: `KRW/month/household`.
pub(super) fn parse_unit(unit: &str) -> Option<(&str, Period, Scope)> {
    let mut parts = unit.split('/');
    let currency = parts.next()?;
    let period = match parts.next()? {
        "year" => Period::Year,
        "month" => Period::Month,
        _ => return None,
    };
    let scope = match parts.next()? {
        "household" => Scope::Household,
        "personal" => Scope::Personal,
        _ => return None,
    };
    Some((currency, period, scope))
}
