//! The members of JSON objects and the elements of arrays, one after another.

use super::super::json_scanner::{JsonScanner, SyntaxError};
use super::super::value::Value;
use crate::message::Message;

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

/// Calls `take` with every member of an object, as far as it is readable.
pub(super) fn for_each_member(object: &str, mut take: impl FnMut(&str, Value<'_>)) {
    let mut scratch = Scratch::default();
    let Some(mut members) = Members::of(object) else { return };
    while let Ok(Some((name, value))) = members.next(&mut scratch) {
        take(name, value);
    }
}

/// The elements of an array that is known to be readable.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    scanner: JsonScanner<'a>,
    more: bool,
}

impl<'a> Elements<'a> {
    pub(super) fn of(array: &'a str) -> Self {
        let mut scanner = JsonScanner::new(array);
        let more = scanner.take(b'[') && !scanner.take(b']');
        Self { scanner, more }
    }

    pub(super) fn next<'s>(&mut self, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'a: 's,
    {
        if !self.more {
            return None;
        }
        let value = self.scanner.value(scratch).ok()?;
        self.more = self.scanner.comma_or(b']').unwrap_or(false);
        Some(value)
    }
}

/// Calls `take` with every element of an array that is known to be readable.
pub(super) fn for_each_element(array: &str, mut take: impl FnMut(Value<'_>)) {
    let mut elements = Elements::of(array);
    let mut scratch = String::new();
    while let Some(element) = elements.next(&mut scratch) {
        take(element);
    }
}

/// What a value is, in words that do not repeat it.
pub(super) fn kind_of(value: Value<'_>) -> Message {
    Message::new(match value {
        Value::Missing => "received-null",
        Value::Flag(_) => "received-flag",
        Value::Number { .. } => "received-number",
        Value::Text(_) | Value::Cell(_) => "received-text",
        Value::Nested(text) if text.starts_with('{') => "received-object",
        Value::Nested(_) => "received-list",
    })
}
