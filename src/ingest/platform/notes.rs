//! What there is to say of an import, without naming anybody.

use std::collections::BTreeMap;

use super::account_fields::{Changes, named};
use super::recognise::OtherExport;
use super::schema::{AccountState, Ask};
use crate::ingest::Platform;

/// Something worth saying of the followers of a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        field: &'static str,
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
        field: &'static str,
        /// Users.
        users: u64,
    },
    /// Fields that no user has.
    NobodyHas {
        /// The fields of the profile.
        fields: Vec<&'static str>,
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
        list.extend(named(&self.changes).map(|(field, users)| PlatformNote::Changed { field, users }));
        list.extend(counted(self.unavailable, PlatformNote::Unavailable));
        let states = AccountState::ALL.into_iter().zip(self.states).filter(|(_, accounts)| *accounts > 0);
        list.extend(states.map(|(state, accounts)| PlatformNote::InState { state, accounts }));
        list.extend(counted(self.hidden_counts, PlatformNote::HiddenCounts));
        let unusable = self.unusable.iter();
        list.extend(unusable.map(|(field, users)| PlatformNote::Unusable { field, users: *users }));
        list.extend(counted(self.partial_errors, PlatformNote::PartialErrors));
        list.extend(counted(self.dates_from_ids, PlatformNote::DatesFromIds));
        list
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

impl PlatformNote {
    /// The note as a sentence.
    pub(in super::super) fn sentence(&self) -> String {
        let of_users = |n: u64| counted(n, "user", "users");
        match self {
            Self::Recognised(platform) => format!("read as {platform}, as the file was recognised"),
            Self::EmptyPages(n) => format!("{} had no users", counted(*n, "page", "pages")),
            Self::Merged(n) => counted(*n, "user came again and was merged", "users came again and were merged"),
            Self::Changed { field, users } => {
                format!("{field} of {} differs between pages; the page that came later counts", of_users(*users))
            }
            Self::Unavailable(n) => {
                format!("{} the platform could not give (deleted or suspended); left out", of_users(*n))
            }
            Self::InState { state, accounts } => of_state(*state, *accounts),
            Self::HiddenCounts(n) => format!(
                "{} negative, which is how servers hide them; taken as missing",
                counted(*n, "count is", "counts are")
            ),
            Self::Unusable { field, users } => format!(
                "{field} of {} cannot be used: wrong form, impossible, or a time without its offset; taken as missing",
                of_users(*users)
            ),
            Self::NobodyHas { fields, ask } => format!("no user has {}; {}", fields.join(", "), to_ask(*ask)),
            Self::PartialErrors(n) => {
                format!("{} users and an error; users may be missing", counted(*n, "page has", "pages have"))
            }
            Self::OlderMissing => {
                "followers are missing: the last page says that there are more. These are the newest \
                followers only; fetch the pages after it"
                    .to_owned()
            }
            Self::NewerMissing => {
                "followers are missing: the first page says that there are newer ones; fetch the pages before it"
                    .to_owned()
            }
            Self::OutOfOrder => "the page that ends the list is not the last one given, so follow_order may be wrong; \
                give pages in the order they were fetched"
                .to_owned(),
            Self::FullPage { users } => format!(
                "followers may be missing: the last page is full ({users} users). If there are more, these are the \
                 newest only; fetch the next page"
            ),
            Self::CountMismatch { stated, found } => format!(
                "followers are missing or were added by hand: the pages state {stated} users (result_count) and hold \
                 {found}"
            ),
            Self::WithoutOrder(n) => format!(
                "{} in no page of followers and without follow_order: the order of a lookup is not that of following",
                counted(*n, "user stands", "users stand")
            ),
            Self::NotUsers { records, what } => {
                let kind = what.map_or(String::new(), |what| format!(" (this looks like {})", what.words()));
                format!("{} no user{kind}; rejected", counted(*records, "record is", "records are"))
            }
            Self::DatesFromIds(n) => format!(
                "account.created_at of {} comes from the id, which holds the time since 2016; older accounts have none",
                of_users(*n)
            ),
            Self::WithoutFollowTime(n) => {
                format!("{} without a follow time", counted(*n, "follower is", "followers are"))
            }
        }
    }
}

fn of_state(state: AccountState, n: u64) -> String {
    let accounts = |one: &str, many: &str| counted(n, one, many);
    match state {
        AccountState::Suspended => format!("{} suspended; left out", accounts("user is", "users are")),
        AccountState::Deactivated => format!("{} deactivated; left out", accounts("user is", "users are")),
        AccountState::Moved => format!(
            "{} moved to another account, which may follow too; they stay in",
            accounts("user has", "users have")
        ),
        AccountState::Memorial => {
            format!("{} a memorial of somebody who died; they stay in", accounts("account is", "accounts are"))
        }
        AccountState::Limited => {
            format!("{} limited or hidden by the platform; they stay in", accounts("user is", "users are"))
        }
    }
}

fn to_ask(ask: Ask) -> &'static str {
    match ask {
        Ask::UserFields => {
            "ask X for user.fields=created_at,description,profile_image_url,protected,public_metrics,verified"
        }
        Ask::WholeUsers => "followers/list gives whole users",
        Ask::LookUp => {
            "an archive or a page of ids holds ids alone; look the users up (GET /2/users with user.fields) and give both"
        }
        Ask::WholeAccounts => "fetch GET /api/v1/accounts/:id/followers, which gives whole accounts",
        Ask::AddressesAlone => "the file holds addresses alone; GET /api/v1/accounts/:id/followers gives the accounts",
        Ask::Profiles => "app.bsky.actor.getProfiles gives the counts; give its pages too",
        Ask::Nothing => "the export does not hold them",
    }
}
