//! Failures as the outside sees them: one table for HTTP statuses, exit codes, titles and retries.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use crate::ingest::ReadError;
use crate::message::{Message, MessageArgument, message};
use crate::report::Language;
use crate::report::messages::{Messages, args};
use crate::report::problem::{problem_detail, problem_fault, problem_faults};
use crate::target::SpecFault;

/// A kind of failure. The code is part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorCode {
    /// The body is not JSON at all.
    MalformedBody,
    /// The request is readable but invalid; every fault is listed.
    InvalidRequest,
    /// No profile was accepted.
    NoProfiles,
    /// Rows were rejected and the caller asked to refuse all then.
    RowsRejected,
    /// The body did not arrive in time.
    BodyTimeout,
    /// The body is larger than accepted.
    BodyTooLarge,
    /// More rows than accepted.
    TooManyRows,
    /// The body is of a type that is not accepted.
    UnsupportedMediaType,
    /// No valid key was sent.
    Unauthorized,
    /// Insufficient scope.
    Forbidden,
    /// No such page or resource.
    NotFound,
    /// The path exists, not for this method.
    MethodNotAllowed,
    /// Too many requests.
    TooManyRequests,
    /// The key asked about too many different targets today.
    TooManyTargets,
    /// What is asked for does not go together with what is there now.
    Conflict,
    /// What is there is not what the request expects.
    PreconditionFailed,
    /// The `Idempotency-Key` stands for another request.
    IdempotencyMismatch,
    /// The request with this `Idempotency-Key` is under way.
    IdempotencyUnderWay,
    /// The answer cannot be given in a form that is accepted.
    NotAcceptable,
    /// The request is for another host.
    MisdirectedRequest,
    /// The settings of the service are at fault; every mistake is listed.
    InvalidConfiguration,
    /// A file could not be read or written.
    Io,
    /// All workers are busy and the queue is full.
    Busy,
    /// There is no room for what is to be stored.
    StorageFull,
    /// Something stored is missing or not as it was written.
    StoredDataDamaged,
    /// The agency stores as much as it may.
    QuotaExceeded,
    /// The service is not there, or not ready.
    Unavailable,
    /// Internal error.
    Internal,
}

/// What one code means outside.
struct Row {
    code: ErrorCode,
    name: &'static str,
    status: u16,
    exit: u8,
    title: &'static str,
    retry: bool,
}

const fn row(code: ErrorCode, name: &'static str, status: u16, exit: u8, title: &'static str, retry: bool) -> Row {
    Row { code, name, status, exit, title, retry }
}

const TABLE: [Row; 28] = [
    row(ErrorCode::MalformedBody, "malformed_body", 400, 2, "The body is not readable", false),
    row(ErrorCode::InvalidRequest, "invalid_request", 422, 2, "The request is invalid", false),
    row(ErrorCode::NoProfiles, "no_profiles", 422, 2, "No profile was accepted", false),
    row(ErrorCode::RowsRejected, "rows_rejected", 422, 2, "Rows were rejected", false),
    row(ErrorCode::BodyTimeout, "body_timeout", 408, 2, "The body did not arrive in time", true),
    row(ErrorCode::BodyTooLarge, "body_too_large", 413, 2, "The body is too large", false),
    row(ErrorCode::TooManyRows, "too_many_rows", 413, 2, "Too many rows", false),
    row(ErrorCode::UnsupportedMediaType, "unsupported_media_type", 415, 2, "The media type is not accepted", false),
    row(ErrorCode::Unauthorized, "unauthorized", 401, 2, "A valid key is required", false),
    row(ErrorCode::Forbidden, "forbidden", 403, 2, "Insufficient scope", false),
    row(ErrorCode::NotFound, "not_found", 404, 2, "Not found", false),
    row(ErrorCode::MethodNotAllowed, "method_not_allowed", 405, 2, "Method not allowed", false),
    row(ErrorCode::TooManyRequests, "too_many_requests", 429, 4, "Too many requests", true),
    row(ErrorCode::TooManyTargets, "too_many_targets", 429, 4, "Too many different targets today", true),
    row(ErrorCode::Conflict, "conflict", 409, 2, "Conflict with the current state", false),
    row(
        ErrorCode::PreconditionFailed,
        "precondition_failed",
        412,
        2,
        "Precondition failed: the resource changed",
        false,
    ),
    row(
        ErrorCode::IdempotencyMismatch,
        "idempotency_mismatch",
        422,
        2,
        "The Idempotency-Key was used for another request",
        false,
    ),
    row(
        ErrorCode::IdempotencyUnderWay,
        "idempotency_under_way",
        409,
        2,
        "A request with this Idempotency-Key is in progress",
        true,
    ),
    row(ErrorCode::NotAcceptable, "not_acceptable", 406, 2, "Not acceptable", false),
    row(ErrorCode::MisdirectedRequest, "misdirected_request", 421, 2, "The request is for another host", false),
    row(ErrorCode::InvalidConfiguration, "invalid_configuration", 500, 2, "The settings are invalid", false),
    row(ErrorCode::Io, "io", 500, 2, "A file could not be read or written", false),
    row(ErrorCode::Busy, "busy", 503, 4, "All workers are busy", true),
    row(ErrorCode::StorageFull, "storage_full", 507, 4, "The storage of the service is full", false),
    row(ErrorCode::StoredDataDamaged, "stored_data_damaged", 500, 4, "Stored data is damaged or missing", false),
    row(ErrorCode::QuotaExceeded, "quota_exceeded", 409, 2, "The agency stores as much as it may", false),
    row(ErrorCode::Unavailable, "unavailable", 503, 4, "The service is not ready", true),
    row(ErrorCode::Internal, "internal", 500, 4, "Internal error", true),
];

impl ErrorCode {
    /// Every code.
    pub fn all() -> impl Iterator<Item = ErrorCode> {
        TABLE.iter().map(|row| row.code)
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.code == self).expect("every code has a row, as a test makes sure")
    }

    /// The code as it stands in the contract.
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// HTTP status.
    pub fn status(self) -> u16 {
        self.row().status
    }

    /// Exit code of the command line.
    pub fn exit_code(self) -> u8 {
        self.row().exit
    }

    /// Title of the problem document.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// Whether the same request may succeed later.
    pub fn retry(self) -> bool {
        self.row().retry
    }
}

/// One fault inside a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where it is: a JSON pointer into the body, or a place as [`Fault::in_parameter`] and the like write it.
    pub pointer: String,
    /// What kind of fault.
    pub code: String,
    /// What was received, what is accepted, what to do.
    pub detail: Message,
}

impl From<SpecFault> for Fault {
    fn from(SpecFault { pointer, code, detail }: SpecFault) -> Self {
        Self { pointer, code: code.to_owned(), detail }
    }
}

/// Where a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultPlace<'a> {
    /// In the body, at a JSON pointer.
    Body(&'a str),
    /// In a parameter of the path or the query.
    Parameter(&'a str),
    /// In a header.
    Header(&'a str),
    /// In a row of an upload, in a field; an empty one where the whole row is at fault.
    Row(u64, &'a str),
}

impl Fault {
    /// A fault of a parameter of the path or the query.
    pub fn in_parameter(name: &str, code: &str, detail: impl Into<Message>) -> Self {
        Self { pointer: format!("?{name}"), code: code.to_owned(), detail: detail.into() }
    }

    /// A fault of a header.
    pub fn in_header(name: &str, code: &str, detail: impl Into<Message>) -> Self {
        Self { pointer: format!("{name}:"), code: code.to_owned(), detail: detail.into() }
    }

    /// A fault of a field of a row, from 1.
    pub fn in_row(row: u64, field: &str, code: &str, detail: &str) -> Self {
        Self { pointer: format!("row {row}, {field}"), code: code.to_owned(), detail: detail.into() }
    }

    /// What is wrong and what to do, in a language.
    pub(crate) fn say(&self, m: &Messages) -> String {
        match &self.detail {
            Message::Catalogued { .. } => m.say(&self.detail),
            Message::Verbatim(text) => problem_fault(m, &self.code, text),
        }
    }

    /// Where it is.
    pub fn place(&self) -> FaultPlace<'_> {
        let text = self.pointer.as_str();
        let of_path = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = text.strip_prefix('?').or(of_path) {
            return FaultPlace::Parameter(name);
        }
        if let Some(name) = text.strip_suffix(':').filter(|name| !name.starts_with('/')) {
            return FaultPlace::Header(name);
        }
        let row = text.strip_prefix("row ").and_then(|rest| rest.split_once(", "));
        match row.and_then(|(row, field)| Some((row.parse().ok()?, field))) {
            Some((row, field)) => FaultPlace::Row(row, field),
            None => FaultPlace::Body(text),
        }
    }
}

/// A failure on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What kind.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub detail: String,
    /// Every fault found.
    pub faults: Vec<Fault>,
    /// The message that the detail is of, where the catalogue has it.
    message: Option<Message>,
}

impl Failure {
    /// A failure without single faults.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), faults: Vec::new(), message: None }
    }

    /// A failure that the catalogue has a message of, with its arguments.
    pub(crate) fn said(code: ErrorCode, id: &'static str, args: FluentArgs<'_>) -> Self {
        let owned = |value: &FluentValue<'_>| match value {
            FluentValue::String(text) => MessageArgument::Text(text.to_string()),
            FluentValue::Number(number) => MessageArgument::Number(number.value),
            FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => MessageArgument::Text(String::new()),
        };
        let args = args.iter().map(|(name, value)| (name.to_owned(), owned(value))).collect();
        Self::of(code, Message::Catalogued { id: id.into(), args })
    }

    /// A failure of which a message says all.
    pub(crate) fn of(code: ErrorCode, message: Message) -> Self {
        let detail = Messages::of(Language::English).say(&message);
        Self { code, detail, faults: Vec::new(), message: Some(message) }
    }

    /// The same with its faults.
    pub fn with_faults(self, faults: Vec<Fault>) -> Self {
        Self { faults, ..self }
    }

    /// An invalid request with its faults.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Self { code: ErrorCode::InvalidRequest, detail: number_of_faults(faults.len()), faults, message: None }
    }
}

fn number_of_faults(n: usize) -> String {
    if n == 1 { "The request has 1 fault.".to_owned() } else { format!("The request has {n} faults.") }
}

impl Failure {
    /// Whether all that is said of it are its faults.
    pub fn only_counts_faults(&self) -> bool {
        !self.faults.is_empty() && self.detail == number_of_faults(self.faults.len())
    }

    /// The same with its sentences in a language. Codes and places stay.
    pub fn in_language(self, language: Language) -> Self {
        let m = Messages::of(language);
        let detail = match &self.message {
            Some(message) => m.say(message),
            None if self.only_counts_faults() => problem_faults(m, self.faults.len()),
            None => problem_detail(m, self.code.as_str(), &self.detail),
        };
        let said = |fault: Fault| Fault { detail: fault.say(m).into(), ..fault };
        Self { code: self.code, detail, faults: self.faults.into_iter().map(said).collect(), message: self.message }
    }
}

/// Why a source is not read, with the format to give `instead`.
pub(crate) fn why_unread(error: &ReadError, instead: Option<String>) -> Message {
    match instead {
        Some(format) => {
            let why = MessageArgument::List(vec![error.message()]);
            message!["refusal-use-format", format = format].and("why", why)
        }
        None => error.message(),
    }
}

impl Failure {
    /// What is wrong, for somebody at a terminal.
    pub(crate) fn in_lines(&self, language: Language) -> String {
        let m = Messages::of(language);
        let line = |fault: &Fault| format!("{}: {}", place_words(m, &fault.pointer), fault.say(m));
        // On a command line there is no request; a single fault says all there is to say.
        let head = match (self.only_counts_faults(), self.faults.as_slice()) {
            (true, [fault]) => return line(fault),
            (true, faults) => m.text("command-faults", args![n = faults.len()]),
            (false, _) => m.say(&self.message()),
        };
        self.faults.iter().fold(head, |text, fault| format!("{text}\n  {}", line(fault)))
    }

    /// The sentence of the detail.
    pub(crate) fn message(&self) -> Message {
        self.message.clone().unwrap_or_else(|| self.detail.clone().into())
    }
}

/// The place of a fault in words. What commands write for it is made of names and, after a comma, `row 3`, `line 3` or
/// `share 3`, the first of them perhaps of the `panel`.
fn place_words(m: &Messages, pointer: &str) -> String {
    let numbered = |part: &str| {
        let (what, number) = part.split_once(' ')?;
        let number = number.parse::<u64>().ok()?.to_string();
        ["row", "line", "share"].contains(&what).then(|| m.text("command-place", args![what = what, number = number]))
    };
    let part = |part: &str| match part.strip_prefix("panel ").and_then(numbered) {
        Some(place) => m.text("command-place-panel", args![place = place]),
        None => numbered(part).unwrap_or_else(|| part.to_owned()),
    };
    if pointer.is_empty() { "/".to_owned() } else { pointer.split(", ").map(part).collect::<Vec<_>>().join(", ") }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_lines(Language::English))
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_place() {
        let place = |fault: Fault| format!("{:?}", fault.place());
        assert_eq!(place(Fault::in_parameter("limit", "", "")), "Parameter(\"limit\")");
        assert_eq!(place(Fault::in_header("If-Match", "", "")), "Header(\"If-Match\")");
        assert_eq!(place(Fault::in_row(2, "age", "", "")), "Row(2, \"age\")");
        let body = |pointer: &str| Fault { pointer: pointer.to_owned(), code: String::new(), detail: "".into() };
        assert_eq!(place(body("/a:")), "Body(\"/a:\")");
        assert_eq!(place(body("")), "Body(\"\")");
    }

    #[test]
    fn every_code_has_one_row() {
        let codes: Vec<ErrorCode> = ErrorCode::all().collect();
        let mut sorted = codes.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), codes.len());
        assert_eq!(codes.len(), ErrorCode::Internal as usize + 1, "a code without a row");
    }
}
