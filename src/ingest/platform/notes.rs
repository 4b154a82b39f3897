//! What there is to say of an import, without naming anybody.

use super::account_fields::{Changes, named};

/// Counts of what was decided while reading.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    pub(super) empty_pages: u64,
    pub(super) merged: u64,
    pub(super) changes: Changes,
    pub(super) unavailable: u64,
    pub(super) suspended: u64,
    pub(super) hidden_counts: u64,
    pub(super) partial_errors: u64,
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

impl Notes {
    /// Everything worth saying, in sentences; `without_order` users stand in no list of followers.
    pub(super) fn sentences(&self, without_order: u64) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |n: u64, sentence: String| {
            if n > 0 {
                said.push(sentence);
            }
        };
        say(self.empty_pages, format!("{} had no users", counted(self.empty_pages, "page", "pages")));
        let again = counted(self.merged, "user came again and was merged", "users came again and were merged");
        say(self.merged, again);
        for (field, n) in named(&self.changes) {
            let times = counted(n, "user", "users");
            say(n, format!("{field} of {times} differs between pages; the page that came later counts"));
        }
        let gone = counted(self.unavailable, "user", "users");
        say(self.unavailable, format!("{gone} the platform could not give (deleted or suspended); left out"));
        say(self.suspended, format!("{} suspended; left out", counted(self.suspended, "user is", "users are")));
        let hidden = counted(self.hidden_counts, "count is", "counts are");
        say(self.hidden_counts, format!("{hidden} negative, which is how servers hide them; taken as missing"));
        let partial = counted(self.partial_errors, "page has", "pages have");
        say(self.partial_errors, format!("{partial} users and an error; users may be missing"));
        let unordered = counted(without_order, "user stands", "users stand");
        say(
            without_order,
            format!(
                "{unordered} in no page of followers and without follow_order: the order of a lookup is not that of following"
            ),
        );
        said
    }
}
