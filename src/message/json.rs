//! What is wrong with JSON, as sentences of the catalogue: `serde_json` says it in English, in words of Rust.

use super::{Message, message};

/// Characters shown of what was received.
const MAX_SHOWN: usize = 60;

/// What is wrong with a document, with line and column.
pub(crate) fn json_message(error: &serde_json::Error) -> Message {
    placed(error.line(), error.column(), &error.to_string())
}

/// The same of a document that was read with the path to each value.
pub(crate) fn json_message_at(error: &serde_path_to_error::Error<serde_json::Error>) -> Message {
    let (path, what) = (error.path().to_string(), json_message(error.inner()));
    if path == "." { what } else { message!["json-at-path", path = path].saying("what", what) }
}

fn placed(line: usize, column: usize, text: &str) -> Message {
    let what = json_fault(without_position(text));
    if line == 0 { what } else { message!["json-at", line = line, column = column].saying("what", what) }
}

/// A message of serde without its position.
pub(crate) fn without_position(text: &str) -> &str {
    text.rsplit_once(" at line ").map_or(text, |(text, _)| text)
}

/// What stands between `start`, which ends with a backquote, and the next backquote.
pub(crate) fn quoted<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    text.strip_prefix(start)?.split('`').next()
}

/// The sentence for a message of serde.
fn json_fault(text: &str) -> Message {
    let quoted = |start: &str| quoted(text, start);
    if let Some(field) = quoted("unknown field `") {
        return message!["json-unknown-field", field = shown(field), accepted = accepted_names(text)];
    }
    if let Some(field) = quoted("missing field `") {
        return message!["json-missing-field", field = field];
    }
    if let Some(field) = quoted("duplicate field `") {
        return message!["json-duplicate-field", field = field];
    }
    syntax_fault(text).unwrap_or_else(|| wrong_value(text))
}

/// The sentence where the text is no JSON; none where it is.
fn syntax_fault(text: &str) -> Option<Message> {
    Some(match text {
        _ if text.starts_with("EOF while parsing") || text.starts_with("unexpected end") => message!["json-end"],
        "expected `:`" => message!["json-colon"],
        "expected `,` or `]`" | "expected `,` or `}`" => message!["json-comma"],
        "trailing comma" => message!["json-trailing-comma"],
        "trailing characters" => message!["json-trailing"],
        "key must be a string" | "expected `\"`" => message!["json-key"],
        "expected value" | "expected ident" => message!["json-value"],
        "invalid number" | "number out of range" => message!["json-number"],
        "recursion limit exceeded" => message!["json-depth"],
        _ if text.contains("escape") || text.contains("surrogate") || text.contains("unicode") => {
            message!["json-escape"]
        }
        _ if text.starts_with("control character") => message!["json-control"],
        _ => return None,
    })
}

/// The sentence where a value is of another kind than is accepted; what serde says where it is of no known form.
pub(crate) fn wrong_value(text: &str) -> Message {
    if let Some(value) = quoted(text, "unknown variant `") {
        let received = format!("\"{}\"", shown(value));
        return message!["json-wrong", received = received].saying("accepted", accepted_names(text).into());
    }
    let rest =
        ["invalid type: ", "invalid value: ", "invalid length "].iter().find_map(|begin| text.strip_prefix(begin));
    // What was received may say "expected" too; what is expected never has a comma before the word.
    match rest.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((received, wanted)) => {
            message!["json-wrong"].saying("received", received_words(received)).saying("accepted", wanted_words(wanted))
        }
        None if text.starts_with("number out of range") => message!["json-number"],
        None => shown(text).into(),
    }
}

/// The names after "expected", without what serde writes around them.
pub(crate) fn accepted_names(text: &str) -> String {
    let names = text.rsplit_once("expected ").map_or("", |(_, names)| names);
    names.trim_start_matches("one of ").replace("` or `", ", ").replace('`', "")
}

fn received_words(received: &str) -> Message {
    match received {
        "map" => message!["json-object"],
        "sequence" => message!["json-array"],
        "unit" | "null" => "null".into(),
        other => {
            // A text stands in double quotes, a number or a word in backquotes.
            let literal = other.strip_prefix("string ").unwrap_or(other);
            let literal = literal.split_once('`').map_or(literal, |(_, rest)| rest.trim_end_matches('`'));
            match literal.strip_suffix('"').filter(|_| literal.chars().count() > MAX_SHOWN) {
                Some(open) => format!("{}\"", shown(open)).into(),
                None => shown(literal).into(),
            }
        }
    }
}

fn wanted_words(wanted: &str) -> Message {
    match wanted {
        "u64" | "u32" | "u16" | "u8" | "usize" => message!["json-count"],
        "i64" | "i32" | "i16" | "i8" | "isize" => message!["json-whole"],
        "f64" | "f32" => message!["json-any-number"],
        "a string" | "string" | "a borrowed string" | "str" | "variant identifier" => message!["json-text"],
        "a boolean" => message!["json-boolean"],
        "a sequence" => message!["json-array"],
        "struct TargetSpec" => message!["json-target"],
        "a map" | "map" | "an object" => message!["json-object"],
        _ if wanted.starts_with("struct ") => message!["json-object"],
        other => shown(other).into(),
    }
}

/// A text, shortened, with its control characters escaped.
fn shown(text: &str) -> String {
    let escaped: String = text.chars().flat_map(char::escape_debug).collect::<String>().replace("\\\"", "\"");
    match escaped.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &escaped[..end]),
        None => escaped,
    }
}
