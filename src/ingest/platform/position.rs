//! Where a record stands in its source, and why it was rejected.

use super::super::RejectCode;
use super::json_values::SourcePosition;
use super::recognise::Recognised;
use crate::message::Message;

/// Where a user stands in its source.
#[derive(Debug, Clone, Copy)]
pub(super) struct UserPosition {
    pub(super) at: SourcePosition,
    /// The list of the page and the place in it.
    pub(super) list: Option<(&'static str, u64)>,
}

impl UserPosition {
    /// The path of a field from the source's only value, for example `data[3].id`, or behind the number of its value.
    pub(super) fn path(&self, field: &str, only: bool) -> String {
        let element = self.at.element.map_or_else(String::new, |element| format!("[{element}]"));
        let list = self.list.map_or_else(String::new, |(name, index)| format!("{}[{index}]", dotted(&element, name)));
        let path = element.clone() + &list;
        let path = format!("{path}{}", dotted(&path, field));
        match (only, path.is_empty()) {
            (true, _) => path,
            (false, true) => format!("page {}", self.at.value),
            (false, false) => format!("page {}: {path}", self.at.value),
        }
    }
}

/// `name` behind a dot, unless one of both is empty.
fn dotted(before: &str, name: &str) -> String {
    if before.is_empty() || name.is_empty() { name.to_owned() } else { format!(".{name}") }
}

/// A reason why a record of the source being read was rejected.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) row: u64,
    pub(super) position: UserPosition,
    pub(super) field: &'static str,
    pub(super) code: RejectCode,
    pub(super) received: Message,
    pub(super) accepted: Message,
}

/// What was seen of the source being read.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Records.
    pub(super) records: u64,
    /// Records that are no users, and what the first of them looks like.
    pub(super) not_users: u64,
    pub(super) looks_like: Option<Recognised>,
    /// Names in the first record that is none.
    pub(super) names: Vec<String>,
    pub(super) reasons: Vec<Reason>,
    /// Records rejected beyond those that are listed.
    pub(super) unlisted: u64,
}
