//! Whether the pages given are all of a list, as far as they say.

use super::notes::PlatformNote;
use super::page::Page;
use super::schema::PlatformSchema;

/// What the pages of a list say of the pages around them.
#[derive(Debug, Default)]
pub(super) struct Paging {
    /// Pages of lists.
    pages: u64,
    /// Pages that end or begin a list.
    ends: u64,
    beginnings: u64,
    last_ends: bool,
    stated: u64,
    found: u64,
    mismatch: bool,
    /// The array of users being read, and users in it.
    array: Option<u64>,
    /// Users on the last page that says nothing of another one.
    last_users: u64,
}

impl Paging {
    pub(super) fn begin_source(&mut self) {
        self.array = None;
    }

    /// Counts a page with its users.
    pub(super) fn count_page(&mut self, page: &Page, users: u64) {
        if !page.is_ordered() {
            return;
        }
        self.array = None;
        self.last_users = 0;
        self.pages += 1;
        // The last page of Bluesky may have a cursor that leads to nothing.
        let is_cursor_only = page.result_count.is_none() && users == 0;
        self.last_ends = is_cursor_only || !page.has_next.unwrap_or(false);
        self.ends += u64::from(self.last_ends);
        self.beginnings += u64::from(!page.has_previous.unwrap_or(false));
        if let Some(stated) = page.result_count {
            self.stated += stated;
            self.found += users;
            self.mismatch |= stated != users;
        }
    }

    /// Counts an array that is a page.
    pub(super) fn count_array(&mut self, users: u64) {
        self.array = None;
        self.last_users = users;
    }

    /// Counts a user who is an element of the array with this number.
    pub(super) fn count_element(&mut self, array: u64) {
        if self.array != Some(array) {
            self.array = Some(array);
            self.last_users = 0;
        }
        self.last_users += 1;
    }

    /// What there is to say.
    pub(super) fn notes(&self, schema: &PlatformSchema) -> Vec<PlatformNote> {
        let mut notes = Vec::new();
        if self.mismatch {
            notes.push(PlatformNote::CountMismatch { stated: self.stated, found: self.found });
        }
        if self.pages > 0 {
            match (self.ends, self.last_ends) {
                (0, _) => notes.push(PlatformNote::OlderMissing),
                (_, false) => notes.push(PlatformNote::OutOfOrder),
                (_, true) => {}
            }
            if self.beginnings == 0 {
                notes.push(PlatformNote::NewerMissing);
            }
        }
        let largest = schema.full_pages.last().copied().unwrap_or(u64::MAX);
        let is_full = schema.full_pages.contains(&self.last_users) || self.last_users.is_multiple_of(largest);
        if self.last_users > 0 && is_full {
            notes.push(PlatformNote::FullPage { users: self.last_users });
        }
        notes
    }
}
