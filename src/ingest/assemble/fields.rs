//! The value of each field of a row, judged and put where it belongs.

use super::super::age_income::Income;
use super::super::schema::{FieldType, slot_of};
use super::super::value::{MAX_WHOLE, Mixed, Value, ValueError, count, id, id_hash, narrow};
use super::super::{ProfileSink, RejectCode, Role};
use super::{Assembler, Pending, end_of};

impl<S: ProfileSink> Assembler<'_, S> {
    pub(super) fn apply(&mut self, rule: FieldType, value: Value<'_>) -> Result<(), ValueError> {
        let (slot, pending) = match rule {
            FieldType::Id => return self.set_id(value),
            FieldType::Category(slot) => {
                if value.is_non_answer() {
                    self.pending.push((u32::from(slot), Pending::NonAnswer));
                    return Ok(());
                }
                let mixed = value.category("accepts-text-or-number")?;
                self.push_mixed(u32::from(slot), mixed);
                return Ok(());
            }
            FieldType::Count(slot) => (slot, Pending::Number(narrow(count(value)?))),
            FieldType::Flag(slot) => (slot, Pending::Flag(value.flag()?)),
            FieldType::Timestamp(slot) => (slot, Pending::Timestamp(self.timestamps.read(value)?)),
            FieldType::HouseholdSize => {
                let size = value.whole_within(1.0, 30.0, "accepts-household-size")?;
                (const { slot_of("household_size") }, Pending::Number(size as f32))
            }
            FieldType::FollowOrder => {
                let order = value.whole_within(1.0, MAX_WHOLE, "accepts-follow-order")?;
                (const { slot_of("follow_order") }, Pending::Timestamp(order as i64))
            }
            FieldType::Weight => (const { slot_of("weight") }, Pending::Number(self.weight(value, Role::Panel)?)),
            FieldType::LabelWeight => {
                (const { slot_of("label_weight") }, Pending::Number(self.weight(value, Role::Audience)?))
            }
            FieldType::Age
            | FieldType::BirthYear
            | FieldType::AgeBandMin
            | FieldType::AgeBandMax
            | FieldType::IncomeAmount
            | FieldType::IncomeBandMin
            | FieldType::IncomeBandMax
            | FieldType::IncomeCurrency
            | FieldType::IncomePeriod
            | FieldType::IncomeScope
            | FieldType::MedianRatio => return self.age_income.set(rule, value, self.options.as_of),
        };
        self.pending.push((u32::from(slot), pending));
        Ok(())
    }

    fn set_id(&mut self, value: Value<'_>) -> Result<(), ValueError> {
        let text = id(value)?;
        self.id = Some(id_hash(text));
        self.id_text.clear();
        self.id_text.push_str(text);
        Ok(())
    }

    /// A weight that only rows of `role` may have.
    fn weight(&self, value: Value<'_>, role: Role) -> Result<f32, ValueError> {
        if self.options.role != role {
            let accepted = match role {
                Role::Panel => "accepts-no-weight",
                Role::Audience => "accepts-no-label-weight",
            };
            return Err(ValueError::new(RejectCode::Conflict, accepted));
        }
        let min = f64::from(f32::MIN_POSITIVE);
        value.number_within(min, f64::from(f32::MAX), "accepts-weight")
    }

    pub(super) fn attribute(&mut self, slot: u32, value: Value<'_>) -> Result<(), ValueError> {
        let mixed = match value {
            Value::Flag(flag) => Mixed::Number(f32::from(u8::from(flag))),
            Value::Missing | Value::Number { .. } | Value::Text(_) | Value::Nested(_) | Value::Cell(_) => {
                value.mixed("accepts-attribute")?
            }
        };
        self.push_mixed(slot, mixed);
        Ok(())
    }

    pub(super) fn push_mixed(&mut self, slot: u32, mixed: Mixed<'_>) {
        let pending = match mixed {
            Mixed::Number(number) => Pending::Number(number),
            Mixed::Text(text) => {
                let from = end_of(&self.texts);
                self.texts.push_str(text);
                Pending::Text { from, to: end_of(&self.texts) }
            }
        };
        self.pending.push((slot, pending));
    }

    pub(super) fn finish_age(&mut self) {
        match self.age_income.age(self.given, self.options.as_of) {
            Ok(None) => {}
            Ok(Some((min, max))) => {
                self.pending.push((u32::from(const { slot_of("age_min") }), Pending::Number(min)));
                self.pending.push((u32::from(const { slot_of("age_max") }), Pending::Number(max)));
            }
            Err(conflict) => self.conflict(conflict),
        }
    }

    pub(super) fn finish_income(&mut self) {
        let mut conflicts = Vec::new();
        let income = self.age_income.income(self.given, &mut conflicts);
        if !conflicts.is_empty() {
            return conflicts.into_iter().for_each(|conflict| self.conflict(conflict));
        }
        match income {
            None => {}
            Some(Income::Ratio(ratio)) => {
                self.pending.push((u32::from(const { slot_of("income.median_ratio") }), Pending::Number(ratio)));
            }
            Some(Income::Band { min, max }) => {
                self.pending.push((u32::from(const { slot_of("income_min") }), Pending::Number(min)));
                self.pending.push((u32::from(const { slot_of("income_max") }), Pending::Number(max)));
                let from = end_of(&self.texts);
                self.age_income.write_unit(&mut self.texts);
                let unit = Pending::Text { from, to: end_of(&self.texts) };
                self.pending.push((u32::from(const { slot_of("income_unit") }), unit));
            }
        }
    }
}
