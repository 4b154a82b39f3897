//! Rows that could not be read: each with its number, field, the value received and what is accepted.

use std::fmt;

/// Rejections listed in full; beyond them only the count goes on.
pub const MAX_LISTED: usize = 10_000;

/// Why a row's field was rejected. The code is part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RejectCode {
    /// The row is not readable at all: broken JSON, a wrong number of CSV cells, not UTF-8.
    Syntax,
    /// The value is of another type than the field.
    WrongType,
    /// The value lies outside what the field accepts.
    OutOfRange,
    /// No such field.
    UnknownField,
    /// Two fields that exclude each other, or one that needs another.
    Conflict,
    /// The id was seen before.
    Duplicate,
    /// The row or a value is longer than allowed.
    TooLarge,
}

impl RejectCode {
    const ALL: [Self; 7] = [
        Self::Syntax,
        Self::WrongType,
        Self::OutOfRange,
        Self::UnknownField,
        Self::Conflict,
        Self::Duplicate,
        Self::TooLarge,
    ];

    /// The code that stands so on the wire.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }

    /// The code as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            RejectCode::Syntax => "syntax",
            RejectCode::WrongType => "wrong_type",
            RejectCode::OutOfRange => "out_of_range",
            RejectCode::UnknownField => "unknown_field",
            RejectCode::Conflict => "conflict",
            RejectCode::Duplicate => "duplicate",
            RejectCode::TooLarge => "too_large",
        }
    }
}

/// One reason why one row was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Number of the row among the profiles, from 1.
    pub row: u64,
    /// The field, as in `account.created_at`; empty where the whole row is at fault.
    pub field: String,
    /// What kind of fault.
    pub code: RejectCode,
    /// The value received, shortened and with control characters escaped.
    pub received: String,
    /// What is accepted.
    pub accepted: String,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if !self.field.is_empty() {
            write!(f, ", field {}", self.field)?;
        }
        write!(f, ": received {}; accepted: {}", self.received, self.accepted)
    }
}

/// Everything that was rejected while reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejections {
    /// Rows rejected, listed or not.
    pub rows: u64,
    /// The reasons of the first rows rejected, at most [`MAX_LISTED`]; a row may have several.
    pub listed: Vec<Rejection>,
}

impl Rejections {
    /// Counts one row as rejected, for all of `reasons`.
    pub fn reject(&mut self, reasons: impl IntoIterator<Item = Rejection>) {
        self.rows += 1;
        let room = MAX_LISTED.saturating_sub(self.listed.len());
        self.listed.extend(reasons.into_iter().take(room));
    }

    /// Whether nothing was rejected.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

/// Characters of a received value that are shown back to its sender.
const SHOWN: usize = 40;

/// A received value as it may be shown to its own sender: at most 40 characters, those that don't print escaped.
pub fn excerpt(value: &str) -> String {
    let mut out = String::new();
    for character in value.chars().take(SHOWN) {
        match character {
            '"' | '\'' => out.push(character),
            other => out.extend(other.escape_debug()),
        }
    }
    if value.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// The beginning of received bytes as they may be shown; what is not UTF-8 becomes a replacement character.
pub(super) fn excerpt_bytes(bytes: &[u8]) -> String {
    // More than the shown characters can take, so that the cut is never seen.
    excerpt(&String::from_utf8_lossy(&bytes[..bytes.len().min(4 * SHOWN + 4)]))
}
