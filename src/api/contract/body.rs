//! A JSON body as the type that documents it, with every fault of its shape.
//!
//! `serde` ends at the first fault. Here a value at fault is noted, blanked in a copy of the body, and the rest is read
//! again, so that a request needs no reader beside its derived one. A body without a fault is read once, and not copied.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::message::json::{accepted_names, json_message, quoted, without_position, wrong_value};
use crate::message::{Message, message};
use crate::target::SpecFault;

/// Faults of shape after which reading ends: each one costs another reading.
const MAX_SHAPE_FAULTS: usize = 50;

/// Faults of a request, by JSON pointer.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    all: Vec<Fault>,
    /// How many of them, the first ones, are of the body's shape.
    of_shape: usize,
}

impl Faults {
    /// Notes a fault, unless it follows from one of shape at, below or above the same place: what could not be read is
    /// not blamed again for being absent.
    pub(crate) fn add(&mut self, pointer: &str, code: &str, detail: impl Into<Message>) {
        let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let follows = |f: &Fault| f.pointer == pointer || within(pointer, &f.pointer) || within(&f.pointer, pointer);
        if !self.all[..self.of_shape].iter().any(follows) {
            self.all.push(fault(pointer, code, detail));
        }
    }

    /// Notes faults whose pointers are below `at`.
    pub(crate) fn extend(&mut self, at: &str, faults: Vec<SpecFault>) {
        for f in faults {
            self.add(&format!("{at}{}", f.pointer), f.code, f.detail);
        }
    }

    /// Whether nothing was noted.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether something of a code was noted.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.all.iter().any(|fault| fault.code == code)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Every fault noted.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if self.is_empty() { Ok(()) } else { Err(Failure::invalid(self.all)) }
    }

    /// What was read, which is there unless a fault says why not.
    ///
    /// # Errors
    /// Every fault noted.
    pub(crate) fn finish_with<T>(self, read: Option<T>) -> Result<T, Failure> {
        self.finish()?;
        read.ok_or_else(|| Failure::new(ErrorCode::Internal, "a fault went unnoted"))
    }

    fn note_shape(&mut self, fault: Fault) {
        if !self.all.iter().any(|other| other.pointer == fault.pointer) {
            self.all.push(fault);
            self.of_shape = self.all.len();
        }
    }
}

/// A body that was read: what of it has the right shape, and the faults of the rest, for the check of it to go on with.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// The body.
    pub value: T,
    /// What is wrong with its shape.
    pub(crate) faults: Faults,
}

/// Reads a body.
///
/// # Errors
/// Where the body is not a JSON object, or has more faults than are worth reading on for.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<Parsed<T>, Failure> {
    // A derived reader takes an array of the fields for an object, too.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(malformed(message!["json-no-object"]));
    }
    let mut faults = Faults::default();
    let mut mended: Option<String> = None;
    let mut last: Option<(Vec<Step>, Blank)> = None;
    while faults.all.len() < MAX_SHAPE_FAULTS {
        let json = mended.as_deref().map_or(body, str::as_bytes);
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let error = match serde_path_to_error::deserialize(&mut deserializer) {
            Ok(value) => {
                deserializer.end().map_err(|error| malformed(json_message(&error)))?;
                return Ok(Parsed { value, faults });
            }
            Err(error) => error,
        };
        let steps = steps(error.path());
        let inner = error.into_inner();
        let message = inner.to_string();
        let is_shape = inner.is_data() || message.starts_with("number out of range");
        if !is_shape || steps.is_empty() && message.starts_with("invalid type") {
            return Err(malformed(json_message(&inner)));
        }
        let (fault, steps, blank) = describe(&message, steps);
        faults.note_shape(fault);
        let (steps, blank) = harsher(last.take(), steps, blank);
        let text = std::str::from_utf8(json).map_err(|_| malformed(message!["json-utf8"]))?;
        mended = Some(without(text, &steps, blank).map_err(|error| malformed(json_message(&error)))?);
        last = Some((steps, blank));
    }
    Err(Failure::invalid(faults.all))
}

fn malformed(why: Message) -> Failure {
    Failure::of(ErrorCode::MalformedBody, message!["failure-json-object"].saying("error", why))
}

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Item(usize),
}

/// What is put where a value at fault was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// `null`, which counts as absent.
    Null,
    /// An object without fields, where null is none of the values that are accepted.
    Object,
    /// Nothing: the field goes.
    Nothing,
    /// Nothing, for all but the first field of the name.
    Repeats,
}

/// What to blank where blanking the same place before did not help.
fn harsher(last: Option<(Vec<Step>, Blank)>, mut steps: Vec<Step>, blank: Blank) -> (Vec<Step>, Blank) {
    let Some((before, how)) = last else { return (steps, blank) };
    if before != steps || blank != Blank::Null {
        return (steps, blank);
    }
    if how == Blank::Null {
        return (steps, Blank::Object);
    }
    steps.pop();
    (steps, Blank::Null)
}

fn steps(path: &Path) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Field(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

fn pointer(steps: &[Step]) -> String {
    let token = |step: &Step| match step {
        Step::Item(index) => format!("/{index}"),
        Step::Field(name) => format!("/{}", escape(&excerpt(name))),
    };
    steps.iter().map(token).collect()
}

/// The fault that `message` of serde stands for, the place to blank, and how.
fn describe(message: &str, mut steps: Vec<Step>) -> (Fault, Vec<Step>, Blank) {
    let quoted = |start: &str| quoted(message, start);
    if message.starts_with("unknown field `") {
        let detail = message!["json-no-such-field", accepted = accepted_names(without_position(message))];
        return (fault(&pointer(&steps), "unknown_field", detail), steps, Blank::Nothing);
    }
    if let Some(name) = quoted("duplicate field `") {
        steps.push(Step::Field(name.to_owned()));
        let fault = fault(&pointer(&steps), "conflict", message!["json-twice"]);
        return (fault, steps, Blank::Repeats);
    }
    if let Some(name) = quoted("missing field `") {
        let at = format!("{}/{}", pointer(&steps), escape(name));
        return (fault(&at, "missing", message!["json-required"]), steps, Blank::Null);
    }
    (fault(&pointer(&steps), "wrong_type", wrong_value(without_position(message))), steps, Blank::Null)
}

/// The JSON text with the value at `steps` blanked.
fn without(json: &str, steps: &[Step], blank: Blank) -> serde_json::Result<String> {
    match steps {
        [] if blank == Blank::Object => Ok("{}".to_owned()),
        [] => Ok("null".to_owned()),
        [Step::Item(index), inner @ ..] => {
            let mut items: Vec<String> = Vec::new();
            for (i, item) in serde_json::from_str::<Vec<&RawValue>>(json)?.into_iter().enumerate() {
                items.push(if i == *index { without(item.get(), inner, blank)? } else { item.get().to_owned() });
            }
            Ok(format!("[{}]", items.join(",")))
        }
        [Step::Field(name), inner @ ..] => {
            let (mut fields, mut is_first) = (Vec::new(), true);
            for (other, value) in serde_json::from_str::<RawFields<'_>>(json)?.0 {
                let is_it = other == *name;
                let goes = inner.is_empty() && (blank == Blank::Nothing || blank == Blank::Repeats && !is_first);
                if is_it && goes {
                    continue;
                }
                is_first &= !is_it;
                let keeps = !is_it || inner.is_empty() && blank == Blank::Repeats;
                let value = if keeps { value.get().to_owned() } else { without(value.get(), inner, blank)? };
                fields.push(format!("{}:{value}", serde_json::to_string(&other)?));
            }
            Ok(format!("{{{}}}", fields.join(",")))
        }
    }
}

/// The fields of an object in order, their values as they stand.
struct RawFields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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

/// A fault at a JSON pointer.
pub(crate) fn fault(pointer: &str, code: &str, detail: impl Into<Message>) -> Fault {
    Fault { pointer: pointer.to_owned(), code: code.to_owned(), detail: detail.into() }
}

/// A token of a JSON pointer (RFC 6901).
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shop {
        name: Option<String>,
        shelves: Option<Vec<Shelf>>,
        price: Option<Price>,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shelf {
        height: Option<f64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Price {
        amount: f64,
    }

    fn faults_of(json: &str) -> Vec<(String, String)> {
        let Parsed { faults, .. } = parse::<Shop>(json.as_bytes()).expect("an object");
        faults.all.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn reports_every_fault_of_shape_with_its_pointer() {
        let json = r#"{"name": 1, "nmae": "x", "shelves": [{"height": "a"}, 5, {"height": 2, "depth": 3}],
                       "price": {}, "name": "twice"}"#;
        let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        let mut found = faults_of(json);
        found.sort();
        let expected = [
            pair("/name", "wrong_type"),
            pair("/nmae", "unknown_field"),
            pair("/price/amount", "missing"),
            pair("/shelves/0/height", "wrong_type"),
            pair("/shelves/1", "wrong_type"),
            pair("/shelves/2/depth", "unknown_field"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn keeps_what_has_the_right_shape() {
        let json = br#"{"name": "a", "shelves": [{"height": 1}, {"height": []}]}"#;
        let Parsed { value: shop, faults } = parse::<Shop>(json).expect("one");
        assert_eq!((shop.name.as_deref(), faults.all.len()), (Some("a"), 1));
        assert_eq!(shop.shelves.expect("two")[0].height, Some(1.0));
    }

    #[test]
    fn does_not_blame_twice_what_could_not_be_read() {
        let Parsed { mut faults, .. } =
            parse::<Shop>(br#"{"name": 1, "shelves": [{"height": "a"}]}"#).expect("an object");
        for pointer in ["/name", "/shelves", "/shelves/0/height/x"] {
            faults.add(pointer, "missing", "give it");
        }
        faults.add("/price", "missing", "give it");
        assert_eq!(faults.all.len(), 3);
    }

    #[test]
    fn rejects_what_is_no_json_object() {
        for json in ["", "[]", "[1, 2]", "1", "{\"name\": \"a\"", "{} {}", "{\"name\": 1, oops}"] {
            let failure = parse::<Shop>(json.as_bytes()).expect_err(json);
            assert_eq!(failure.code, ErrorCode::MalformedBody, "{json}");
        }
    }

    #[test]
    fn finds_names_given_twice() {
        assert_eq!(faults_of(r#"{"name": "a", "name": "b"}"#), [("/name".to_owned(), "conflict".to_owned())]);
    }
}
