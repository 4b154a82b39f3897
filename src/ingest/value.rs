//! One value as it was received, and what it is as a number, a text, a flag or a time.

use std::hash::{DefaultHasher, Hasher};

use super::table::is_non_answer;
use super::{RejectCode, excerpt};
use crate::message::Message;

/// Longest text, in characters.
pub(super) const MAX_TEXT: usize = 1000;

/// A value on its way into a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// `null`
    Missing,
    /// A JSON `true` or `false`.
    Flag(bool),
    /// A JSON number, and how it was written; infinite where it is beyond `f64`.
    Number { value: f64, raw: &'a str },
    /// A JSON string.
    Text(&'a str),
    /// A JSON object or array, as it was written.
    Nested(&'a str),
    /// A CSV cell, whose type is for its field to say.
    Cell(&'a str),
}

/// Why a value does not suit its field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ValueError {
    pub(super) code: RejectCode,
    /// What is accepted.
    pub(super) accepted: Message,
}

impl ValueError {
    /// An error whose message of what is accepted has this id and no arguments.
    pub(super) fn new(code: RejectCode, accepted: &'static str) -> Self {
        Self { code, accepted: Message::new(accepted) }
    }
}

/// A text or a number, for a field that may be either.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mixed<'a> {
    Number(f32),
    Text(&'a str),
}

const F32_RANGE: &str = "accepts-finite-number";

impl<'a> Value<'a> {
    /// Whether nothing was said: `null`, an empty text or an empty cell.
    pub(super) fn is_missing(self) -> bool {
        matches!(self, Value::Missing | Value::Text("") | Value::Cell(""))
    }

    /// Whether it is a text that says that there is no answer; a reader of cells looks at them itself.
    pub(super) fn is_non_answer(self) -> bool {
        matches!(self, Value::Text(text) if is_non_answer(text))
    }

    /// The value as the cell of a table.
    pub(super) fn as_cell(self) -> &'a str {
        match self {
            Value::Missing => "",
            Value::Flag(true) => "true",
            Value::Flag(false) => "false",
            Value::Number { raw, .. } | Value::Text(raw) | Value::Nested(raw) | Value::Cell(raw) => raw,
        }
    }

    /// The value as its sender may see it again.
    pub(super) fn received(self) -> String {
        match self {
            Value::Missing => "null".to_owned(),
            Value::Flag(flag) => flag.to_string(),
            Value::Number { raw, .. } | Value::Nested(raw) | Value::Cell(raw) => excerpt(raw),
            Value::Text(text) => format!("\"{}\"", excerpt(text)),
        }
    }

    /// The value as a finite number.
    pub(super) fn number(self, accepted: &'static str) -> Result<f64, ValueError> {
        let value = match self {
            Value::Number { value, .. } => value,
            Value::Cell(cell) => cell.parse::<f64>().map_err(|_| ValueError::new(RejectCode::WrongType, accepted))?,
            Value::Missing | Value::Flag(_) | Value::Text(_) | Value::Nested(_) => {
                return Err(ValueError::new(RejectCode::WrongType, accepted));
            }
        };
        if value.is_finite() { Ok(value) } else { Err(ValueError::new(RejectCode::OutOfRange, accepted)) }
    }

    /// The value as a number of this range that `f32` can hold.
    pub(super) fn number_within(self, min: f64, max: f64, accepted: &'static str) -> Result<f32, ValueError> {
        let value = self.number(accepted)?;
        let narrow = narrow(value);
        if value >= min && value <= max && narrow.is_finite() {
            Ok(narrow)
        } else {
            Err(ValueError::new(RejectCode::OutOfRange, accepted))
        }
    }

    /// The value as a whole number of this range.
    pub(super) fn whole_within(self, min: f64, max: f64, accepted: &'static str) -> Result<f64, ValueError> {
        let value = self.number(accepted)?;
        if value >= min && value <= max && value.fract() == 0.0 {
            Ok(value)
        } else {
            Err(ValueError::new(RejectCode::OutOfRange, accepted))
        }
    }

    /// The value as yes or no.
    pub(super) fn flag(self) -> Result<bool, ValueError> {
        match self {
            Value::Flag(flag) => Ok(flag),
            Value::Cell(cell) => {
                let is = |words: [&str; 3]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
                match (is(["true", "1", "yes"]), is(["false", "0", "no"])) {
                    (true, _) => Ok(true),
                    (_, true) => Ok(false),
                    _ => Err(ValueError::new(RejectCode::WrongType, "accepts-flag-cell")),
                }
            }
            Value::Missing | Value::Number { .. } | Value::Text(_) | Value::Nested(_) => {
                Err(ValueError::new(RejectCode::WrongType, "accepts-flag"))
            }
        }
    }

    /// The value as a text of at most [`MAX_TEXT`] characters.
    pub(super) fn text(self, accepted: &'static str) -> Result<&'a str, ValueError> {
        match self {
            Value::Text(text) | Value::Cell(text) if longer_than(text, MAX_TEXT) => Err(too_long()),
            Value::Text(text) | Value::Cell(text) => Ok(text),
            Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Nested(_) => {
                Err(ValueError::new(RejectCode::WrongType, accepted))
            }
        }
    }

    /// The value of a category: as [`Value::mixed`], but a code of many digits stays a text, for as numbers its
    /// neighbours would fall together.
    pub(super) fn category(self, accepted: &'static str) -> Result<Mixed<'a>, ValueError> {
        let written = match self {
            Value::Cell(raw) | Value::Number { raw, .. } => raw,
            Value::Missing | Value::Flag(_) | Value::Text(_) | Value::Nested(_) => return self.mixed(accepted),
        };
        let exact = |raw: &str| raw.parse::<f64>().is_ok_and(|number| f64::from(narrow(number)) == number);
        if written.bytes().all(|b| b.is_ascii_digit()) && !exact(written) {
            return Value::Cell(written).text(accepted).map(Mixed::Text);
        }
        self.mixed(accepted)
    }

    /// The value as a text or a number; a CSV cell is a number where it is written as one.
    pub(super) fn mixed(self, accepted: &'static str) -> Result<Mixed<'a>, ValueError> {
        let number = match self {
            Value::Number { value, .. } => value,
            Value::Cell(cell) => match plain_number(cell) {
                Some(number) => number,
                None => return self.text(accepted).map(Mixed::Text),
            },
            Value::Missing | Value::Flag(_) | Value::Text(_) | Value::Nested(_) => {
                return self.text(accepted).map(Mixed::Text);
            }
        };
        let narrow = narrow(number);
        if narrow.is_finite() {
            Ok(Mixed::Number(narrow))
        } else {
            Err(ValueError::new(RejectCode::OutOfRange, F32_RANGE))
        }
    }
}

/// Longest id, in characters.
const MAX_ID: usize = 256;

/// The value as the id of a profile: `7` and `"7"` are the same.
pub(super) fn id(value: Value<'_>) -> Result<&str, ValueError> {
    let accepted = "accepts-id";
    let text = match value {
        Value::Text(text) | Value::Cell(text) => text,
        // As written: `f64` cannot distinguish large ids.
        Value::Number { raw, .. } if raw.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) => raw,
        Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Nested(_) => {
            return Err(ValueError::new(RejectCode::WrongType, accepted));
        }
    };
    if longer_than(text, MAX_ID) {
        return Err(ValueError::new(RejectCode::TooLarge, accepted));
    }
    Ok(text)
}

/// What stands for an id in the columns.
pub(crate) fn id_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// Whole numbers up to here are exact.
pub(super) const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

/// The value as a count.
pub(super) fn count(value: Value<'_>) -> Result<f64, ValueError> {
    value.whole_within(0.0, MAX_WHOLE, "accepts-count")
}

/// `value` as it is kept; a negative zero becomes zero.
pub(super) fn narrow(value: f64) -> f32 {
    value as f32 + 0.0
}

/// Whether `text` has more than `limit` characters.
pub(super) fn longer_than(text: &str, limit: usize) -> bool {
    text.len() > limit && text.chars().nth(limit).is_some()
}

fn too_long() -> ValueError {
    ValueError::new(RejectCode::TooLarge, "accepts-short-text")
}

/// The number a CSV cell is written as. Codes (`007`, `+82`) and words that some tools read as numbers (`nan`, `inf`)
/// are none.
fn plain_number(cell: &str) -> Option<f64> {
    let digits = cell.strip_prefix('-').unwrap_or(cell).as_bytes();
    match digits {
        [b'0', b'0'..=b'9', ..] => None,
        [b'0'..=b'9' | b'.', ..] => cell.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_where_they_are_written_as_numbers() {
        for (cell, number) in [("13", 13.0), ("-0.5", -0.5), ("1e3", 1000.0), (".5", 0.5), ("0", 0.0), ("0.25", 0.25)] {
            assert_eq!(Value::Cell(cell).mixed(""), Ok(Mixed::Number(number)), "{cell}");
        }
        assert_eq!(Value::Cell("1168010101").category(""), Ok(Mixed::Text("1168010101")));
        assert_eq!(Value::Cell("16777216").category(""), Ok(Mixed::Number(16_777_216.0)));
        for cell in ["007", "-01", "+82", "nan", "inf", "-inf", "Infinity", "1,000", "1_000", "0x10", "3 kids", "."] {
            assert_eq!(Value::Cell(cell).mixed(""), Ok(Mixed::Text(cell)), "{cell}");
        }
        for cell in ["1e300", "-1e39", "1e999"] {
            assert_eq!(Value::Cell(cell).mixed("").expect_err(cell).code, RejectCode::OutOfRange);
        }
    }

    #[test]
    fn cells_of_a_numeric_field_are_never_nan_or_infinite() {
        for cell in ["nan", "NaN", "inf", "-Infinity", "1e999"] {
            assert_eq!(Value::Cell(cell).number("").expect_err(cell).code, RejectCode::OutOfRange);
        }
        assert_eq!(Value::Cell("thirty").number("").expect_err("a word").code, RejectCode::WrongType);
    }

    #[test]
    fn flags_are_strict_in_json_and_lenient_in_cells() {
        for (cell, flag) in [("TRUE", true), ("1", true), ("Yes", true), ("false", false), ("0", false), ("NO", false)]
        {
            assert_eq!(Value::Cell(cell).flag(), Ok(flag));
        }
        for value in [Value::Cell("2"), Value::Cell("y"), Value::Text("true"), Value::Number { value: 1.0, raw: "1" }] {
            assert_eq!(value.flag().expect_err("no flag").code, RejectCode::WrongType);
        }
    }

    #[test]
    fn texts_are_limited_by_characters() {
        let longest = "가".repeat(MAX_TEXT);
        assert_eq!(Value::Text(&longest).text(""), Ok(longest.as_str()));
        let longer = longest.clone() + "x";
        assert_eq!(Value::Text(&longer).text("").expect_err("too long").code, RejectCode::TooLarge);
    }
}
