//! The top level of a request body, field by field, so that all its faults are found at once.

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::target::SpecFault;

/// The fields of a JSON object as they stand in the body, none of them parsed yet.
pub(crate) struct Fields<'a> {
    fields: Vec<(String, &'a RawValue)>,
    accepted: Vec<&'static str>,
    /// Faults found so far.
    pub(crate) faults: Vec<Fault>,
}

impl<'a> Fields<'a> {
    /// Reads the object in `body`.
    ///
    /// # Errors
    /// Where the body is not a JSON object, with line and column.
    pub(crate) fn new(body: &'a [u8]) -> Result<Self, Failure> {
        let RawFields(fields) = serde_json::from_slice(body).map_err(|e| {
            Failure::new(
                ErrorCode::MalformedBody,
                format!("expected one JSON object: {e}; send application/json in UTF-8"),
            )
        })?;
        let mut faults = Vec::new();
        if fields.len() > MAX_FIELDS {
            let detail = format!("the object has {} fields; at most {MAX_FIELDS} are accepted", fields.len());
            return Err(Failure::invalid(vec![fault("", "too_many", &detail)]));
        }
        for (i, (name, _)) in fields.iter().enumerate() {
            if fields[..i].iter().any(|(other, _)| other == name) {
                faults.push(fault(&pointer_to(name), "conflict", "the field is given twice; give it once"));
            }
        }
        Ok(Self { fields, accepted: Vec::new(), faults })
    }

    /// The raw value of `name`; null counts as absent.
    pub(crate) fn raw(&mut self, name: &'static str) -> Option<&'a RawValue> {
        self.accepted.push(name);
        let value = self.fields.iter().find(|(n, _)| n == name)?.1;
        (value.get() != "null").then_some(value)
    }

    /// The value of `name`; a value of another type is noted as a fault.
    pub(crate) fn take<T: Deserialize<'a>>(&mut self, name: &'static str) -> Option<T> {
        let raw = self.raw(name)?;
        typed(raw, &format!("/{name}")).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Notes faults of one field, whose pointers are below it.
    pub(crate) fn note(&mut self, name: &str, faults: Vec<SpecFault>) {
        for f in faults {
            self.faults.push(fault(&format!("{name}{}", f.pointer), f.code, &f.detail));
        }
    }

    /// Ends the reading: unknown fields are faults.
    ///
    /// # Errors
    /// Every fault found.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        let accepted = self.accepted.join(", ");
        for (name, _) in &self.fields {
            if !self.accepted.contains(&name.as_str()) {
                let detail = format!("no such field; accepted: {accepted}");
                self.faults.push(fault(&pointer_to(name), "unknown_field", &detail));
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Failure::invalid(std::mem::take(&mut self.faults))) }
    }
}

/// The value of a body that is one value of a type.
///
/// # Errors
/// Where the body is not JSON, or of another type.
pub(crate) fn whole<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Failure> {
    let raw: &RawValue = serde_json::from_slice(body).map_err(|e| {
        let detail = format!("expected one JSON object: {e}; send application/json in UTF-8");
        Failure::new(ErrorCode::MalformedBody, detail)
    })?;
    typed(raw, "").map_err(|fault| Failure::invalid(vec![fault]))
}

/// The value of `raw`, which stands at `pointer`.
fn typed<'a, T: Deserialize<'a>>(raw: &'a RawValue, pointer: &str) -> Result<T, Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = json_pointer(error.path());
        let detail = error.inner().to_string();
        // The position counts inside the value, which the pointer already names.
        let detail = detail.rsplit_once(" at line ").map_or(detail.as_str(), |(message, _)| message);
        fault(&format!("{pointer}{path}"), "wrong_type", &plain(detail))
    })
}

/// Most fields of one request.
const MAX_FIELDS: usize = 64;
/// Characters shown of a message.
const MESSAGE: usize = 160;

/// What serde says, shortened, in words of JSON rather than of Rust.
fn plain(message: &str) -> String {
    let words = [
        ("expected struct TargetSpec", "expected an object, as {\"preset\": \"NAME\"} or with conditions"),
        ("expected struct ", "expected an object: "),
        ("expected u64", "expected a whole number of 0 or more"),
        ("expected f64", "expected a number"),
        ("expected f32", "expected a number"),
        ("expected i32", "expected a whole number"),
        ("unknown variant", "unknown value"),
        ("expected a sequence", "expected an array"),
        ("expected a boolean", "expected true or false"),
    ];
    let mut text: String = message.chars().flat_map(char::escape_debug).collect::<String>().replace("\\\"", "\"");
    for (rust, json) in words {
        text = text.replace(rust, json);
    }
    if text.chars().count() > MESSAGE {
        let tail = text.rfind(", expected").map_or("", |at| &text[at..]);
        text =
            format!("{}…{}", text.chars().take(60).collect::<String>(), tail.chars().take(MESSAGE).collect::<String>());
    }
    text
}

pub(crate) fn fault(pointer: &str, code: &str, detail: &str) -> Fault {
    Fault { pointer: pointer.to_owned(), code: code.to_owned(), detail: detail.to_owned() }
}

/// A pointer to a field the caller named.
fn pointer_to(name: &str) -> String {
    format!("/{}", escape(&excerpt(name)))
}

/// A token of a JSON pointer (RFC 6901).
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn json_pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{}", escape(&excerpt(key)))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    out
}

/// The fields of an object in order, their values as they stand.
struct RawFields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawFields<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Fields).map(RawFields)
    }
}
