//! Failures as the outside sees them: one table for HTTP statuses, exit codes, titles and retries.

use std::fmt;

/// A kind of failure. The code is part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorCode {
    /// The body is not JSON at all.
    MalformedBody,
    /// The request is readable but at fault; every fault is listed.
    InvalidRequest,
    /// No profile was accepted.
    NoProfiles,
    /// Rows were refused and the caller asked to refuse all then.
    RowsRejected,
    /// The body did not come in time.
    BodyTimeout,
    /// The body is larger than accepted.
    BodyTooLarge,
    /// More rows than accepted.
    TooManyRows,
    /// The body is of a type that is not accepted.
    UnsupportedMediaType,
    /// No valid key was sent.
    Unauthorized,
    /// The key is not good for this.
    Forbidden,
    /// No such page or resource.
    NotFound,
    /// The path exists, not for this method.
    MethodNotAllowed,
    /// There were too many requests.
    TooManyRequests,
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
    /// The settings of the service are at fault; every mistake is listed.
    InvalidConfiguration,
    /// A file could not be read or written.
    Io,
    /// All workers are busy and the queue is full.
    Busy,
    /// The service is not there, or not ready.
    Unavailable,
    /// Something is wrong on our side.
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

const TABLE: [Row; 23] = [
    row(ErrorCode::MalformedBody, "malformed_body", 400, 2, "The body is not readable", false),
    row(ErrorCode::InvalidRequest, "invalid_request", 422, 2, "The request is at fault", false),
    row(ErrorCode::NoProfiles, "no_profiles", 422, 2, "No profile was accepted", false),
    row(ErrorCode::RowsRejected, "rows_rejected", 422, 2, "Rows were refused", false),
    row(ErrorCode::BodyTimeout, "body_timeout", 408, 2, "The body did not come in time", true),
    row(ErrorCode::BodyTooLarge, "body_too_large", 413, 2, "The body is too large", false),
    row(ErrorCode::TooManyRows, "too_many_rows", 413, 2, "Too many rows", false),
    row(ErrorCode::UnsupportedMediaType, "unsupported_media_type", 415, 2, "The media type is not accepted", false),
    row(ErrorCode::Unauthorized, "unauthorized", 401, 2, "A valid key is needed", false),
    row(ErrorCode::Forbidden, "forbidden", 403, 2, "The key is not good for this", false),
    row(ErrorCode::NotFound, "not_found", 404, 2, "There is nothing here", false),
    row(ErrorCode::MethodNotAllowed, "method_not_allowed", 405, 2, "The method is not allowed here", false),
    row(ErrorCode::TooManyRequests, "too_many_requests", 429, 4, "There were too many requests", true),
    row(ErrorCode::Conflict, "conflict", 409, 2, "That does not go together with what is there", false),
    row(ErrorCode::PreconditionFailed, "precondition_failed", 412, 2, "It was changed in between", false),
    row(ErrorCode::IdempotencyMismatch, "idempotency_mismatch", 422, 2, "The key stands for another request", false),
    row(ErrorCode::IdempotencyUnderWay, "idempotency_under_way", 409, 2, "The same request is under way", true),
    row(ErrorCode::NotAcceptable, "not_acceptable", 406, 2, "The answer has no such form", false),
    row(ErrorCode::InvalidConfiguration, "invalid_configuration", 500, 2, "The settings are at fault", false),
    row(ErrorCode::Io, "io", 500, 2, "A file could not be read or written", false),
    row(ErrorCode::Busy, "busy", 503, 4, "All workers are busy", true),
    row(ErrorCode::Unavailable, "unavailable", 503, 4, "The service is not ready", true),
    row(ErrorCode::Internal, "internal", 500, 4, "Something is wrong on our side", true),
];

impl ErrorCode {
    /// Every code.
    pub fn all() -> impl Iterator<Item = ErrorCode> {
        TABLE.iter().map(|row| row.code)
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.code == self).expect("every code has a row, as a test makes sure")
    }

    /// The code as it stands on the wire.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to what is at fault.
    pub pointer: String,
    /// What kind of fault.
    pub code: String,
    /// What was received, what is accepted, what to do.
    pub detail: String,
}

/// A failure on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub detail: String,
    /// Every fault found.
    pub faults: Vec<Fault>,
}

impl Failure {
    /// A failure without single faults.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), faults: Vec::new() }
    }

    /// An invalid request with its faults.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let detail = match faults.len() {
            1 => "The request has 1 fault.".to_owned(),
            n => format!("The request has {n} faults."),
        };
        Self { code: ErrorCode::InvalidRequest, detail, faults }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.title(), self.detail)?;
        for fault in &self.faults {
            write!(f, "\n  {}: {}", if fault.pointer.is_empty() { "/" } else { &fault.pointer }, fault.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

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
