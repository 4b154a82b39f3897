//! Rows that could not be read: each with its number, field, the value received and what is accepted.

use serde::{Deserialize, Serialize};

use crate::message::{Message, message};
use crate::vocabulary::vocabulary;

/// Rejections listed in full; beyond them only the count goes on.
pub const MAX_LISTED: usize = 10_000;

vocabulary! {
    /// Why a row was rejected.
    pub enum RejectCode as RejectionCode {
        /// It cannot be read.
        Syntax = "syntax",
        /// A value is of another type.
        WrongType = "wrong_type",
        /// A value is outside the range that is accepted.
        OutOfRange = "out_of_range",
        /// A field is not known.
        UnknownField = "unknown_field",
        /// Fields contradict one another.
        Conflict = "conflict",
        /// An earlier row has the same id.
        Duplicate = "duplicate",
        /// The row is too large.
        TooLarge = "too_large",
    }
}

/// One reason why one row was rejected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// Number of the row among the profiles, from 1.
    pub row: u64,
    /// The field, as in `account.created_at`; empty where the whole row is at fault.
    pub field: String,
    /// What kind of fault.
    pub code: RejectCode,
    /// The value received, shortened and with control characters escaped; empty where it is not shown.
    pub received: Message,
    /// What is accepted.
    pub accepted: Message,
}

impl Rejection {
    /// What was received and what is accepted.
    pub(crate) fn detail(&self) -> Message {
        message!["fault-unknown"].saying("received", self.received.clone()).saying("accepted", self.accepted.clone())
    }
}

/// Everything that was rejected while reading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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

    /// Removes the values received: they may be anything that a shifted column holds, and are for whoever sent them.
    pub fn hide_received(&mut self) {
        self.listed.iter_mut().for_each(|rejection| rejection.received = String::new().into());
    }

    /// Whether nothing was rejected.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

/// Rows that were rejected for one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectionGroup {
    /// The field; empty where the whole row is at fault.
    pub field: String,
    /// What kind of fault.
    pub code: RejectCode,
    /// What is accepted.
    pub accepted: Message,
    /// Rows rejected for it; a row with several faults counts for each.
    pub rows: u64,
    /// The first row.
    pub first_row: u64,
    /// Some of the values received, each once, shortened.
    pub examples: Vec<Message>,
}

/// Values that are shown of a group, and groups that are kept apart.
const MAX_GROUP_EXAMPLES: usize = 3;
const MAX_GROUPS: usize = 100;

/// Groups rejections by their cause as they come.
#[derive(Debug, Default)]
pub(super) struct RejectionGroups(Vec<RejectionGroup>);

impl RejectionGroups {
    /// Adds the faults of one row.
    pub(super) fn add(&mut self, reasons: &[Rejection]) {
        for reason in reasons {
            let same = |group: &&mut RejectionGroup| {
                group.code == reason.code && group.field == reason.field && group.accepted == reason.accepted
            };
            if let Some(group) = self.0.iter_mut().find(same) {
                group.rows += 1;
                if group.examples.len() < MAX_GROUP_EXAMPLES && !group.examples.contains(&reason.received) {
                    group.examples.push(reason.received.clone());
                }
            } else if self.0.len() < MAX_GROUPS {
                self.0.push(RejectionGroup {
                    field: reason.field.clone(),
                    code: reason.code,
                    accepted: reason.accepted.clone(),
                    rows: 1,
                    first_row: reason.row,
                    examples: vec![reason.received.clone()],
                });
            }
        }
    }

    /// The groups, the largest first.
    pub(super) fn finish(mut self) -> Vec<RejectionGroup> {
        self.0.sort_by_key(|group| (std::cmp::Reverse(group.rows), group.first_row));
        self.0
    }
}

impl Rejections {
    /// The listed rejections by their cause, the largest group first.
    pub fn groups(&self) -> Vec<RejectionGroup> {
        let mut groups = RejectionGroups::default();
        groups.add(&self.listed);
        groups.finish()
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
