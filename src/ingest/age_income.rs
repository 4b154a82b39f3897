//! Age and income of one row, which several fields may state together.

use time::Date;

use super::RejectCode;
use super::schema::{
    AGE, AGE_BAND_MAX, AGE_BAND_MIN, AMOUNT, BIRTH_YEAR, CURRENCY, FieldType, INCOME_BAND_MAX, INCOME_BAND_MIN,
    MEDIAN_RATIO, PERIOD, SCOPE,
};
use super::value::{Value, ValueError};
use crate::message::{Message, message};

/// Oldest age accepted, in years.
pub(super) const MAX_AGE: f64 = 120.0;
/// Ids of the messages that say what is accepted.
const AGE_ACCEPTED: &str = "accepts-age";
const AMOUNT_ACCEPTED: &str = "accepts-amount";
const BAND_ACCEPTED: &str = "accepts-amount-or-open";

/// What a row has said so far of age and income. Only what is marked as given counts.
#[derive(Debug, Default)]
pub(super) struct AgeIncome {
    age: f32,
    birth_year: i32,
    age_band: [f32; 2],
    amount: f32,
    income_band: [f32; 2],
    median_ratio: f32,
    currency: [u8; 3],
    period: &'static str,
    scope: &'static str,
}

/// The income of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Income {
    Band { min: f32, max: f32 },
    Ratio(f32),
}

/// Fields that don't go together.
#[derive(Debug, PartialEq)]
pub(super) struct Conflict {
    pub(super) field: &'static str,
    pub(super) received: Message,
    /// The id of the message that says what is accepted.
    pub(super) accepted: &'static str,
}

/// Whether the field with this bit was given.
fn has(given: u64, bit: u8) -> bool {
    given & (1 << bit) != 0
}

impl AgeIncome {
    /// Takes a value of one of the fields of age and income. An end of a band that is rejected counts as open, so that
    /// the other end is not blamed for it.
    pub(super) fn set(&mut self, rule: FieldType, value: Value<'_>, as_of: Date) -> Result<(), ValueError> {
        let age = |value: Value<'_>| value.number_within(0.0, MAX_AGE, AGE_ACCEPTED);
        let income = |value: Value<'_>, accepted| value.number_within(0.0, f64::from(f32::MAX), accepted);
        match rule {
            FieldType::Age => self.age = age(value)?.floor(),
            FieldType::AgeBandMin => {
                self.age_band[0] = 0.0;
                self.age_band[0] = age(value)?;
            }
            FieldType::AgeBandMax => {
                self.age_band[1] = f32::INFINITY;
                self.age_band[1] = age(value)?;
            }
            FieldType::BirthYear => self.birth_year = birth_year(value, as_of)?,
            FieldType::IncomeAmount => self.amount = income(value, AMOUNT_ACCEPTED)?,
            FieldType::MedianRatio => self.median_ratio = income(value, AMOUNT_ACCEPTED)?,
            FieldType::IncomeBandMin => {
                self.income_band[0] = 0.0;
                self.income_band[0] = income(value, BAND_ACCEPTED)?;
            }
            FieldType::IncomeBandMax => {
                self.income_band[1] = f32::INFINITY;
                self.income_band[1] = income(value, BAND_ACCEPTED)?;
            }
            FieldType::IncomeCurrency => self.currency = currency(value)?,
            FieldType::IncomePeriod => self.period = one_of(value, ["year", "month"], "accepts-period")?,
            FieldType::IncomeScope => self.scope = one_of(value, ["household", "personal"], "accepts-scope")?,
            FieldType::Id
            | FieldType::HouseholdSize
            | FieldType::FollowOrder
            | FieldType::Weight
            | FieldType::LabelWeight
            | FieldType::Category(_)
            | FieldType::Count(_)
            | FieldType::Flag(_)
            | FieldType::Timestamp(_) => debug_assert!(false, "{rule:?} states neither age nor income"),
        }
        Ok(())
    }

    /// Youngest and oldest age that agree with what was given.
    pub(super) fn age(&self, given: u64, as_of: Date) -> Result<Option<(f32, f32)>, Conflict> {
        let [has_age, has_year] = [AGE, BIRTH_YEAR].map(|bit| has(given, bit));
        let [has_min, has_max] = [AGE_BAND_MIN, AGE_BAND_MAX].map(|bit| has(given, bit));
        match (has_age, has_year, has_min || has_max) {
            (false, false, false) => Ok(None),
            (true, false, false) => Ok(Some((self.age, self.age))),
            (false, true, false) => {
                let oldest = (as_of.year() - self.birth_year) as f32;
                Ok(Some(((oldest - 1.0).max(0.0), oldest)))
            }
            (false, false, true) => {
                let min = if has_min { self.age_band[0] } else { 0.0 };
                let max = if has_max { self.age_band[1] } else { MAX_AGE as f32 };
                check_band("age_band", min, max)?;
                Ok(Some((min.floor(), max.floor())))
            }
            (age, year, band) => Err(Conflict {
                field: "age",
                received: listed(&[("age", age), ("birth_year", year), ("age_band", band)]).into(),
                accepted: "accepts-one-age",
            }),
        }
    }

    /// The income that was given.
    pub(super) fn income(&self, given: u64, conflicts: &mut Vec<Conflict>) -> Option<Income> {
        let [amount, min, max, ratio] =
            [AMOUNT, INCOME_BAND_MIN, INCOME_BAND_MAX, MEDIAN_RATIO].map(|bit| has(given, bit));
        let band = min || max;
        if u8::from(amount) + u8::from(band) + u8::from(ratio) > 1 {
            conflicts.push(Conflict {
                field: "income",
                received: listed(&[("amount", amount), ("band", band), ("median_ratio", ratio)]).into(),
                accepted: "accepts-one-income",
            });
            return None;
        }
        if ratio {
            return Some(Income::Ratio(self.median_ratio));
        }
        if !amount && !band {
            return None;
        }
        let needed = [
            (CURRENCY, "income.currency", "accepts-income-currency"),
            (PERIOD, "income.period", "accepts-income-period"),
            (SCOPE, "income.scope", "accepts-income-scope"),
        ];
        let missing = needed.into_iter().filter(|(bit, ..)| !has(given, *bit));
        conflicts.extend(missing.map(|(_, field, accepted)| Conflict {
            field,
            received: message!["received-nothing"],
            accepted,
        }));
        if amount {
            return Some(Income::Band { min: self.amount, max: self.amount });
        }
        let min = if min { self.income_band[0] } else { 0.0 };
        let max = if max { self.income_band[1] } else { f32::INFINITY };
        conflicts.extend(check_band("income.band", min, max).err());
        Some(Income::Band { min, max })
    }

    /// Appends the unit of the income to `text`, for example `KRW/month/household`.
    pub(super) fn write_unit(&self, text: &mut String) {
        text.extend(self.currency.map(char::from));
        for part in [self.period, self.scope] {
            text.push('/');
            text.push_str(part);
        }
    }
}

fn check_band(field: &'static str, min: f32, max: f32) -> Result<(), Conflict> {
    if min <= max {
        return Ok(());
    }
    Err(Conflict { field, received: format!("min {min}, max {max}").into(), accepted: "accepts-band-order" })
}

fn listed(names: &[(&str, bool)]) -> String {
    let given: Vec<&str> = names.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    given.join(" and ")
}

fn birth_year(value: Value<'_>, as_of: Date) -> Result<i32, ValueError> {
    let this_year = f64::from(as_of.year());
    let first = this_year - MAX_AGE;
    match value.whole_within(first, this_year, "accepts-number") {
        Ok(year) => Ok(year as i32),
        Err(ValueError { code, .. }) => {
            Err(ValueError { code, accepted: message!["accepts-birth-year", first = first, last = this_year] })
        }
    }
}

fn currency(value: Value<'_>) -> Result<[u8; 3], ValueError> {
    let accepted = "accepts-currency";
    match *value.text(accepted)?.as_bytes() {
        [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => Ok([a, b, c]),
        _ => Err(ValueError::new(RejectCode::OutOfRange, accepted)),
    }
}

fn one_of(value: Value<'_>, words: [&'static str; 2], accepted: &'static str) -> Result<&'static str, ValueError> {
    let text = value.text(accepted)?;
    words.into_iter().find(|word| *word == text).ok_or_else(|| ValueError::new(RejectCode::OutOfRange, accepted))
}
