//! What there is to say of an import, without naming anybody.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::account_fields::{Changes, named};
use super::recognise::OtherExport;
use super::schema::{AccountState, Ask};
use crate::ingest::Platform;

/// Something worth saying of the followers of a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformNote {
    /// The format was not given, and was recognised.
    Recognised(Platform),
    /// Pages without users.
    EmptyPages(u64),
    /// Users who came again.
    Merged(u64),
    /// Values of a field that differ between pages.
    Changed {
        /// The field of the profile.
        field: Cow<'static, str>,
        /// Users.
        users: u64,
    },
    /// Users whom the platform could not give.
    Unavailable(u64),
    /// Accounts in a state that people should know of.
    InState {
        /// The state.
        state: AccountState,
        /// Accounts.
        accounts: u64,
    },
    /// Counts that servers hide.
    HiddenCounts(u64),
    /// Values that cannot be used, and count as missing.
    Unusable {
        /// The platform's own field.
        field: Cow<'static, str>,
        /// Users.
        users: u64,
    },
    /// Fields that no user has.
    NobodyHas {
        /// The fields of the profile.
        fields: Vec<Cow<'static, str>>,
        /// What to ask the platform for.
        ask: Ask,
    },
    /// Pages that hold users and an error.
    PartialErrors(u64),
    /// No page ends the list: older followers are missing.
    OlderMissing,
    /// No page begins the list: newer followers are missing.
    NewerMissing,
    /// The page that ends the list is not the last one.
    OutOfOrder,
    /// The last page is full, and there may be another one.
    FullPage {
        /// Users on it.
        users: u64,
    },
    /// Pages that state another number of users than they hold.
    CountMismatch {
        /// As stated.
        stated: u64,
        /// As found.
        found: u64,
    },
    /// Users who stand in no list of followers.
    WithoutOrder(u64),
    /// Records that are no users.
    NotUsers {
        /// Records.
        records: u64,
        /// What they are, if that is known.
        what: Option<OtherExport>,
    },
    /// Creation dates that come from the ids.
    DatesFromIds(u64),
    /// Followers without a time of following, though the export has such times.
    WithoutFollowTime(u64),
}

/// Counts of what was decided while reading.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    pub(super) recognised: Option<Platform>,
    pub(super) empty_pages: u64,
    pub(super) merged: u64,
    pub(super) changes: Changes,
    pub(super) unavailable: u64,
    pub(super) states: [u64; AccountState::ALL.len()],
    pub(super) hidden_counts: u64,
    pub(super) partial_errors: u64,
    pub(super) dates_from_ids: u64,
    pub(super) not_users: BTreeMap<Option<OtherExport>, u64>,
    unusable: Vec<(&'static str, u64)>,
}

impl Notes {
    pub(super) fn count_unusable(&mut self, field: &'static str) {
        match self.unusable.iter_mut().find(|(own, _)| *own == field) {
            Some((_, users)) => *users += 1,
            None => self.unusable.push((field, 1)),
        }
    }

    /// Everything worth saying of what was counted.
    pub(super) fn list(&self) -> Vec<PlatformNote> {
        let counted = |n: u64, note: fn(u64) -> PlatformNote| (n > 0).then(|| note(n));
        let mut list: Vec<PlatformNote> = self.recognised.map(PlatformNote::Recognised).into_iter().collect();
        for (what, records) in &self.not_users {
            list.push(PlatformNote::NotUsers { records: *records, what: *what });
        }
        list.extend(counted(self.empty_pages, PlatformNote::EmptyPages));
        list.extend(counted(self.merged, PlatformNote::Merged));
        list.extend(named(&self.changes).map(|(field, users)| PlatformNote::Changed { field: field.into(), users }));
        list.extend(counted(self.unavailable, PlatformNote::Unavailable));
        let states = AccountState::ALL.into_iter().zip(self.states).filter(|(_, accounts)| *accounts > 0);
        list.extend(states.map(|(state, accounts)| PlatformNote::InState { state, accounts }));
        list.extend(counted(self.hidden_counts, PlatformNote::HiddenCounts));
        let unusable = self.unusable.iter();
        list.extend(unusable.map(|(field, users)| PlatformNote::Unusable { field: (*field).into(), users: *users }));
        list.extend(counted(self.partial_errors, PlatformNote::PartialErrors));
        list.extend(counted(self.dates_from_ids, PlatformNote::DatesFromIds));
        list
    }
}
