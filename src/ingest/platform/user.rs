//! Reading one user of a platform.

use super::super::json_scanner::{JsonScanner, SyntaxError};
use super::super::timestamp::TimestampParser;
use super::super::value::{Value, ValueError, count, id};
use super::super::{ReadOptions, RejectCode};
use super::account_fields::AccountFields;
use super::schema::{FieldMapping, FieldSet, PlatformSchema, Source};

/// Buffers for texts with escapes: of a name and of its value.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    name: String,
    value: String,
}

/// The members of an object, one after another.
#[derive(Debug)]
pub(super) struct Members<'a> {
    scanner: JsonScanner<'a>,
    first: bool,
}

impl<'a> Members<'a> {
    /// The members of the object that `text` holds, or `None` where it holds something else.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut scanner = JsonScanner::new(text);
        scanner.take(b'{').then_some(Self { scanner, first: true })
    }

    /// The next name with its value; `None` after the last, when nothing follows the object.
    pub(super) fn next<'s>(&mut self, scratch: &'s mut Scratch) -> Result<Option<(&'s str, Value<'s>)>, SyntaxError>
    where
        'a: 's,
    {
        let more =
            if std::mem::take(&mut self.first) { !self.scanner.take(b'}') } else { self.scanner.comma_or(b'}')? };
        if !more {
            return self.scanner.end().map(|()| None);
        }
        let name = self.scanner.string(&mut scratch.name)?;
        self.scanner.colon()?;
        let value = self.scanner.value(&mut scratch.value)?;
        Ok(Some((name, value)))
    }
}

/// A fault of a user, by the platform's own name of the field.
#[derive(Debug)]
pub(super) struct UserFault {
    pub(super) field: String,
    pub(super) error: ValueError,
    pub(super) received: String,
}

/// Reads user after user; what was read of the last one stands in its fields.
#[derive(Debug)]
pub(super) struct UserReader {
    schema: &'static PlatformSchema,
    timestamps: TimestampParser,
    pub(super) id: String,
    pub(super) fields: AccountFields,
    /// Whether the platform has removed the user.
    pub(super) removed: bool,
    pub(super) field_names: FieldSet,
    pub(super) faults: Vec<UserFault>,
    /// Counts that were hidden.
    pub(super) hidden: u64,
}

impl UserReader {
    pub(super) fn new(schema: &'static PlatformSchema, options: &ReadOptions) -> Self {
        Self {
            schema,
            timestamps: TimestampParser::until(options.as_of),
            id: String::new(),
            fields: AccountFields::default(),
            removed: false,
            field_names: FieldSet::default(),
            faults: Vec::new(),
            hidden: 0,
        }
    }

    /// Reads the user in `text`, which begins with a brace.
    pub(super) fn read(&mut self, text: &str) -> Result<(), SyntaxError> {
        self.id.clear();
        self.fields = AccountFields::default();
        self.removed = false;
        self.field_names = FieldSet::default();
        self.faults.clear();
        self.hidden = 0;
        let (mut scratch, mut inner_scratch) = (Scratch::default(), Scratch::default());
        let Some(mut members) = Members::of(text) else { return Ok(()) };
        while let Some((name, value)) = members.next(&mut scratch)? {
            self.field_names.see(name);
            let Value::Nested(inner) = value else {
                self.take("", name, value);
                continue;
            };
            match Members::of(inner) {
                Some(mut inner) if self.schema.has_group(name) => {
                    while let Some((own, value)) = inner.next(&mut inner_scratch)? {
                        self.take(name, own, value);
                    }
                }
                _ => self.take("", name, value),
            }
        }
        if self.id.is_empty() && !self.faults.iter().any(|fault| fault.field == self.schema.id) {
            self.fault(self.schema.id, ValueError::new(RejectCode::WrongType, "the user's id"), Value::Cell("nothing"));
        }
        Ok(())
    }

    fn fault(&mut self, field: &str, error: ValueError, value: Value<'_>) {
        self.faults.push(UserFault { field: field.to_owned(), error, received: value.received() });
    }

    fn take(&mut self, group: &str, name: &str, value: Value<'_>) {
        if value == Value::Missing {
            return;
        }
        if group.is_empty() && name == self.schema.id {
            return self.set_id(value);
        }
        if group.is_empty() && self.schema.removed == Some(name) {
            self.removed = value == Value::Flag(true);
            return;
        }
        if group.is_empty() && self.schema.has_group(name) {
            return self.fault(name, ValueError::new(RejectCode::WrongType, "an object"), value);
        }
        let Some(source) = self.schema.source(group, name) else { return };
        match self.judge(source, value) {
            Ok(None) => {}
            Ok(Some(value)) => self.fields.set(source.field, value),
            Err(error) if group.is_empty() => self.fault(name, error, value),
            Err(error) => self.fault(&format!("{group}.{name}"), error, value),
        }
    }

    fn set_id(&mut self, value: Value<'_>) {
        match id(value) {
            Ok(id) => {
                self.id.clear();
                self.id.push_str(id);
            }
            Err(error) => self.fault(self.schema.id, error, value),
        }
    }

    /// The value as it is stored, or `None` where it says nothing.
    fn judge(&mut self, source: &Source, value: Value<'_>) -> Result<Option<i64>, ValueError> {
        let text = |judge: &dyn Fn(&str) -> bool| match value {
            Value::Text(text) => Ok(Some(i64::from(judge(text)))),
            Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Nested(_) | Value::Cell(_) => {
                Err(ValueError::new(RejectCode::WrongType, "a text"))
            }
        };
        match source.how {
            FieldMapping::Timestamp if value.is_missing() => Ok(None),
            FieldMapping::Timestamp => self.timestamps.read(value).map(Some),
            FieldMapping::HiddenCount if matches!(value, Value::Number { value, .. } if value < 0.0) => {
                self.hidden += 1;
                Ok(None)
            }
            FieldMapping::Count | FieldMapping::HiddenCount => count(value).map(|count| Some(count as i64)),
            FieldMapping::Flag => value.flag().map(|flag| Some(i64::from(flag))),
            FieldMapping::Filled => text(&|text| !text.trim().is_empty()),
            FieldMapping::Html => text(&has_text),
            FieldMapping::Picture { .. } if value.is_missing() => Ok(None),
            FieldMapping::Picture { default } => text(&|address| !address.contains(default)),
            FieldMapping::Word(word) => text(&|text| text == word),
        }
    }
}

/// Whether anything but tags and white space stands in `html`.
fn has_text(html: &str) -> bool {
    let mut in_tag = false;
    html.replace("&nbsp;", " ").chars().any(|character| {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => return !in_tag && !character.is_whitespace(),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_biography_of_tags_alone_is_none() {
        for html in ["", "<p></p>", "<p> <br/>\n</p>", "<p>&nbsp;</p>"] {
            assert!(!has_text(html), "{html}");
        }
        for html in ["x", "<p>안녕</p>", "<p><a href=\"#\">#rust</a></p>"] {
            assert!(has_text(html), "{html}");
        }
    }
}
