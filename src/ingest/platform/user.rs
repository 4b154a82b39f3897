//! Reading one user of a platform.

use super::super::moment::Moments;
use super::super::scan::{Broken, Scanner};
use super::super::value::{Value, ValueError, count, id};
use super::super::{ReadOptions, RejectCode};
use super::facts::Facts;
use super::shape::{How, Marks, Shape, Source};

/// Buffers for texts with escapes: of a name and of its value.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    name: String,
    value: String,
}

/// The members of an object, one after another.
#[derive(Debug)]
pub(super) struct Members<'a> {
    scanner: Scanner<'a>,
    first: bool,
}

impl<'a> Members<'a> {
    /// The members of the object that `text` holds, or `None` where it holds something else.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        scanner.take(b'{').then_some(Self { scanner, first: true })
    }

    /// The next name with its value; `None` after the last, when nothing follows the object.
    pub(super) fn next<'s>(&mut self, scratch: &'s mut Scratch) -> Result<Option<(&'s str, Value<'s>)>, Broken>
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
    shape: &'static Shape,
    moments: Moments,
    pub(super) id: String,
    pub(super) facts: Facts,
    /// Whether the platform has removed the user.
    pub(super) removed: bool,
    pub(super) marks: Marks,
    pub(super) faults: Vec<UserFault>,
    /// Counts that were hidden.
    pub(super) hidden: u64,
}

impl UserReader {
    pub(super) fn new(shape: &'static Shape, options: &ReadOptions) -> Self {
        Self {
            shape,
            moments: Moments::until(options.as_of),
            id: String::new(),
            facts: Facts::default(),
            removed: false,
            marks: Marks::default(),
            faults: Vec::new(),
            hidden: 0,
        }
    }

    /// Reads the user in `text`, which begins with a brace.
    pub(super) fn read(&mut self, text: &str) -> Result<(), Broken> {
        self.id.clear();
        self.facts = Facts::default();
        self.removed = false;
        self.marks = Marks::default();
        self.faults.clear();
        self.hidden = 0;
        let (mut scratch, mut inner_scratch) = (Scratch::default(), Scratch::default());
        let Some(mut members) = Members::of(text) else { return Ok(()) };
        while let Some((name, value)) = members.next(&mut scratch)? {
            self.marks.see(name);
            let Value::Nested(inner) = value else {
                self.take("", name, value);
                continue;
            };
            match Members::of(inner) {
                Some(mut inner) if self.shape.has_group(name) => {
                    while let Some((own, value)) = inner.next(&mut inner_scratch)? {
                        self.take(name, own, value);
                    }
                }
                _ => self.take("", name, value),
            }
        }
        if self.id.is_empty() && !self.faults.iter().any(|fault| fault.field == self.shape.id) {
            self.fault(self.shape.id, ValueError::new(RejectCode::WrongType, "the user's id"), Value::Cell("nothing"));
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
        if group.is_empty() && name == self.shape.id {
            return self.set_id(value);
        }
        if group.is_empty() && self.shape.removed == Some(name) {
            self.removed = value == Value::Flag(true);
            return;
        }
        if group.is_empty() && self.shape.has_group(name) {
            return self.fault(name, ValueError::new(RejectCode::WrongType, "an object"), value);
        }
        let Some(source) = self.shape.source(group, name) else { return };
        match self.judge(source, value) {
            Ok(None) => {}
            Ok(Some(fact)) => self.facts.tell(source.slot, fact),
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
            Err(error) => self.fault(self.shape.id, error, value),
        }
    }

    /// The fact that a value tells, or `None` where it tells nothing.
    fn judge(&mut self, source: &Source, value: Value<'_>) -> Result<Option<i64>, ValueError> {
        let text = |judge: &dyn Fn(&str) -> bool| match value {
            Value::Text(text) => Ok(Some(i64::from(judge(text)))),
            Value::Missing | Value::Flag(_) | Value::Number { .. } | Value::Nested(_) | Value::Cell(_) => {
                Err(ValueError::new(RejectCode::WrongType, "a text"))
            }
        };
        match source.how {
            How::Moment if value.is_missing() => Ok(None),
            How::Moment => self.moments.read(value).map(Some),
            How::HiddenCount if matches!(value, Value::Number { value, .. } if value < 0.0) => {
                self.hidden += 1;
                Ok(None)
            }
            How::Count | How::HiddenCount => count(value).map(|count| Some(count as i64)),
            How::Flag => value.flag().map(|flag| Some(i64::from(flag))),
            How::Filled => text(&|text| !text.trim().is_empty()),
            How::Html => text(&has_text),
            How::Picture { .. } if value.is_missing() => Ok(None),
            How::Picture { default } => text(&|address| !address.contains(default)),
            How::Word(word) => text(&|text| text == word),
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
