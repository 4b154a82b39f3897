//! From the cells of a column to values of its field.

use super::super::age_income::MAX_AGE;
use super::super::assemble::Assembler;
use super::super::reading::MAX_EXAMPLES;
use super::super::schema::{FieldPath, FieldSpec, FieldType, FreeFormObject};
use super::super::value::{Value, ValueError};
use super::super::{ProfileSink, RejectCode, excerpt, timestamp};
use super::answers::{flag, is_non_answer, is_nothing};
use super::bands::{Band, Scale, band};
use super::dates::{DateOrder, ShortYears, birth_day_of, birth_year_of, is_year};
use super::numbers::NumberStyle;
use crate::message::Message;

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) enum Target {
    /// Nowhere.
    Dropped,
    /// Into a field of fixed name.
    Field(&'static FieldSpec, Decode),
    /// Into a channel or attribute.
    FreeForm { object: FreeFormObject, slot: u32, name: Box<str>, decode: Decode },
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ingest) enum Decode {
    /// As they are: texts, codes, and numbers that are written plainly.
    Cell,
    /// Ids; a tool that made numbers of them wrote `7.0`.
    Id,
    /// Numbers, and brackets where the field has room for them.
    Number { style: NumberStyle, factor: f64, bands: Option<Bands> },
    /// Yes or no. A single mark such as "x" is a yes where it is the only value.
    Flag { mark_is_yes: bool },
    /// Times and dates.
    Date(DateOrder),
    /// The year of a date; one that programs write where they know none counts as no answer.
    Year { placeholder: Option<i64> },
    /// The year of birth, by two digits.
    ShortYear(ShortYears),
    /// Texts and numbers in their column's style.
    Mixed(Option<NumberStyle>),
}

/// The fields that the two ends of a bracket go to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ingest) struct Bands {
    pub(in crate::ingest) scale: Scale,
    pub(in crate::ingest) min: &'static FieldSpec,
    pub(in crate::ingest) max: &'static FieldSpec,
    /// Whether a plain number is a decade: 연령대 30 is 30 to 39.
    pub(in crate::ingest) decades: bool,
}

/// What became of the cells of a column.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(in crate::ingest) struct CellCounts {
    pub(in crate::ingest) filled: u64,
    pub(in crate::ingest) empty: u64,
    pub(in crate::ingest) non_answers: u64,
    pub(in crate::ingest) unreadable: u64,
    pub(in crate::ingest) examples: Vec<String>,
    /// What the field accepts, where something could not be read.
    #[cfg_attr(feature = "cluster", serde(with = "crate::message::as_json"))]
    pub(in crate::ingest) accepted: Option<Message>,
    pub(in crate::ingest) bands: u64,
    pub(in crate::ingest) zones_assumed: u64,
}

impl CellCounts {
    /// Adds what became of the cells of later rows.
    pub(in crate::ingest) fn add(&mut self, later: Self) {
        let Self { filled, empty, non_answers, unreadable, examples, accepted, bands, zones_assumed } = later;
        self.filled += filled;
        self.empty += empty;
        self.non_answers += non_answers;
        self.unreadable += unreadable;
        self.bands += bands;
        self.zones_assumed += zones_assumed;
        self.accepted = self.accepted.take().or(accepted);
        for shown in examples {
            if self.examples.len() < MAX_EXAMPLES && !self.examples.contains(&shown) {
                self.examples.push(shown);
            }
        }
    }

    /// Counts a cell that could not be read.
    pub(in crate::ingest) fn unreadable(&mut self, cell: &str, fault: &ValueError) {
        self.unreadable += 1;
        if self.accepted.is_none() {
            self.accepted = Some(fault.accepted.clone());
        }
        if self.examples.len() < MAX_EXAMPLES {
            let shown = excerpt(cell);
            if !self.examples.contains(&shown) {
                self.examples.push(shown);
            }
        }
    }
}

impl Target {
    /// Where the values go by name.
    pub(in crate::ingest) fn paths(&self) -> Vec<FieldPath> {
        match self {
            Target::Dropped => Vec::new(),
            Target::Field(spec, Decode::Number { bands: Some(bands), .. }) => {
                [spec.path, bands.min.path, bands.max.path].map(FieldPath::Fixed).to_vec()
            }
            Target::Field(spec, _) => vec![FieldPath::Fixed(spec.path)],
            Target::FreeForm { object, name, .. } => vec![FieldPath::FreeForm(*object, name.clone())],
        }
    }

    /// Takes a value that a mapping put in the place of a cell.
    pub(in crate::ingest) fn take_replaced(
        &self,
        value: Value<'_>,
        cell: &str,
        counts: &mut CellCounts,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) {
        if value.is_missing() {
            counts.empty += 1;
            return;
        }
        counts.filled += 1;
        match self {
            Target::Dropped => {}
            Target::Field(spec, _) => {
                if let Err(fault) = assembler.try_set(spec, value) {
                    counts.unreadable(cell, &fault);
                }
            }
            Target::FreeForm { object, slot, name, .. } => assembler.set_column(*object, *slot, name, value),
        }
    }

    /// Takes what is the same in every row.
    pub(in crate::ingest) fn set_constant(&self, constant: &str, assembler: &mut Assembler<'_, impl ProfileSink>) {
        match self {
            Target::Dropped => {}
            Target::Field(spec, _) => assembler.set(spec, Value::Cell(constant)),
            Target::FreeForm { object, slot, name, .. } => {
                assembler.set_column(*object, *slot, name, Value::Cell(constant));
            }
        }
    }

    /// Takes a value whose type is that of its column: a number, a flag or a time. What does not suit the field by its
    /// type is read from its text.
    pub(in crate::ingest) fn take_typed(
        &self,
        value: Value<'_>,
        counts: &mut CellCounts,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) {
        if value.is_missing() {
            counts.empty += 1;
            return;
        }
        let taken = match (self, value) {
            (Target::Field(spec, Decode::Number { factor, .. }), Value::Number { value: number, .. }) => {
                if *factor == 1.0 {
                    assembler.try_set(spec, value)
                } else {
                    set_number(spec, number * factor, assembler)
                }
            }
            (Target::Field(spec, Decode::Flag { .. }), Value::Flag(_)) => assembler.try_set(spec, value),
            (Target::Field(spec, Decode::Flag { .. }), Value::Number { value: number, .. })
                if number == 0.0 || number == 1.0 =>
            {
                assembler.try_set(spec, Value::Flag(number == 1.0))
            }
            (Target::Field(spec, Decode::Date(_)), Value::Text(_)) => assembler.try_set(spec, value),
            (Target::Field(spec, Decode::Id | Decode::Cell), Value::Number { .. }) => {
                assembler.set(spec, value);
                Ok(())
            }
            (Target::FreeForm { object: FreeFormObject::Attributes, slot, name, .. }, Value::Number { .. }) => {
                match value.mixed("accepts-number") {
                    Ok(_) => {
                        assembler.set_column(FreeFormObject::Attributes, *slot, name, value);
                        Ok(())
                    }
                    Err(fault) => Err(fault),
                }
            }
            (Target::FreeForm { object, slot, name, .. }, Value::Flag(_)) => {
                assembler.set_column(*object, *slot, name, value);
                Ok(())
            }
            _ => return self.take(value.as_cell(), counts, assembler),
        };
        counts.filled += 1;
        if let Err(fault) = taken {
            counts.unreadable(value.as_cell(), &fault);
        }
    }

    /// Takes the cell of one row.
    pub(in crate::ingest) fn take(
        &self,
        cell: &str,
        counts: &mut CellCounts,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) {
        if cell.is_empty() {
            counts.empty += 1;
            return;
        }
        counts.filled += 1;
        match self {
            Target::Dropped => {}
            Target::Field(spec, decode) => take_field(spec, decode, cell, counts, assembler),
            Target::FreeForm { object, slot, name, decode } => {
                let value = match decode {
                    Decode::Flag { mark_is_yes } => match flag_of(cell, *mark_is_yes) {
                        Some(flag) => Value::Flag(flag),
                        None if is_non_answer(cell) => return counts.non_answers += 1,
                        None => match Value::Cell(cell).flag() {
                            Ok(flag) => Value::Flag(flag),
                            Err(fault) => return counts.unreadable(cell, &fault),
                        },
                    },
                    _ if is_non_answer(cell) => return counts.non_answers += 1,
                    Decode::Mixed(Some(style)) => {
                        if let Some(number) = style.parse(cell) {
                            let raw = number.value.to_string();
                            let value = Value::Number { value: number.value, raw: &raw };
                            return assembler.set_column(*object, *slot, name, value);
                        }
                        Value::Cell(cell)
                    }
                    Decode::Cell
                    | Decode::Id
                    | Decode::Year { .. }
                    | Decode::ShortYear(_)
                    | Decode::Number { .. }
                    | Decode::Date(_)
                    | Decode::Mixed(None) => Value::Cell(cell),
                };
                assembler.set_column(*object, *slot, name, value);
            }
        }
    }
}

fn take_field(
    spec: &'static FieldSpec,
    decode: &Decode,
    cell: &str,
    counts: &mut CellCounts,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) {
    let plain = Value::Cell(cell);
    let fault = match *decode {
        Decode::Id => {
            let whole = cell.strip_suffix(".0").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
            return assembler.set(spec, Value::Cell(whole.unwrap_or(cell)));
        }
        Decode::Cell | Decode::Mixed(_) if is_non_answer(cell) => return counts.non_answers += 1,
        Decode::Cell | Decode::Mixed(_) => return assembler.set(spec, plain),
        Decode::Number { bands: Some(Bands { decades: true, .. }), .. } => None,
        // What is written plainly needs no second look.
        Decode::Number { style: NumberStyle { decimal_comma: false }, factor: 1.0, .. } | Decode::Date(_) => {
            match assembler.try_set(spec, plain) {
                Ok(()) => return,
                Err(fault) => Some(fault),
            }
        }
        Decode::Number { .. } | Decode::Flag { .. } | Decode::Year { .. } | Decode::ShortYear(_) => None,
    };
    if is_non_answer(cell) || !matches!(decode, Decode::Flag { .. }) && is_nothing(cell) {
        counts.non_answers += 1;
        return;
    }
    if spec.field_type == FieldType::Age && is_year(cell)
        || matches!(decode, Decode::Year { placeholder: Some(day) } if birth_day_of(cell) == Some(*day))
    {
        if let Decode::Year { .. } = decode {
            counts.non_answers += 1;
        } else {
            counts.unreadable(cell, &ValueError::new(RejectCode::WrongType, "accepts-age"));
        }
        return;
    }
    let taken = match *decode {
        Decode::Flag { mark_is_yes } => match flag_of(cell, mark_is_yes) {
            Some(flag) => assembler.try_set(spec, Value::Flag(flag)),
            None => assembler.try_set(spec, plain),
        },
        Decode::Date(order) => match order.parse(cell) {
            Some(moment) => {
                counts.zones_assumed += u64::from(moment.zone_assumed);
                assembler.try_set(spec, Value::Text(&timestamp::written(moment.seconds)))
            }
            None => fault.map_or(Ok(()), Err),
        },
        Decode::Number { style, factor, bands } => {
            // No age is as great as "65,100" is as a number.
            let fits = |value: f64| bands.is_none_or(|bands| bands.scale == Scale::Amount || value <= MAX_AGE);
            let number = style.parse(cell).filter(|number| fits(number.value));
            // The bracket that the cell names; under the name of decades a plain number names one.
            let bracket = bands.and_then(|bands| match number {
                Some(number) => bands.decades.then(|| (bands, Band::decade(number.value))),
                None => Some((bands, band(cell, bands.scale, style)?)),
            });
            match (bracket, number) {
                (Some((bands, bracket)), _) => {
                    counts.bands += 1;
                    set_band(bands, bracket, factor, assembler)
                }
                (None, Some(number)) => set_number(spec, number.value * scaled(factor, number.multiplier), assembler),
                (None, None) => assembler.try_set(spec, plain),
            }
        }
        Decode::Year { .. } => match birth_year_of(cell) {
            Some(year) => set_number(spec, f64::from(year), assembler),
            None => assembler.try_set(spec, plain),
        },
        Decode::ShortYear(years) => match years.year(cell, assembler.today().year()) {
            Some(year) => set_number(spec, f64::from(year), assembler),
            None => assembler.try_set(spec, plain),
        },
        Decode::Cell | Decode::Id | Decode::Mixed(_) => Ok(()),
    };
    if let Err(fault) = taken {
        counts.unreadable(cell, &fault);
    }
}

/// The factor of a column, unless the cell names a unit of its own.
fn scaled(factor: f64, multiplier: f64) -> f64 {
    if multiplier > 1.0 { 1.0 } else { factor }
}

fn set_number(
    spec: &'static FieldSpec,
    value: f64,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<(), ValueError> {
    assembler.try_set(spec, Value::Number { value, raw: &value.to_string() })
}

fn set_band(
    bands: Bands,
    band: Band,
    factor: f64,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<(), ValueError> {
    let factor = scaled(factor, band.multiplier);
    // The upper end first: where it suits the field, so does the lower one, and no half of a bracket is kept.
    let ends = [(bands.max, band.max), (bands.min, band.min)];
    let mut given = ends.into_iter().filter_map(|(spec, end)| end.map(|end| (spec, end * factor)));
    given.try_for_each(|(spec, end)| set_number(spec, end, assembler))
}

fn flag_of(cell: &str, mark_is_yes: bool) -> Option<bool> {
    if mark_is_yes && matches!(cell, "x" | "X" | "v" | "V" | "✓" | "✔") { Some(true) } else { flag(cell) }
}
