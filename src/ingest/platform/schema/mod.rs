//! The fields of each platform's users and pages. Names are compared without case and underscores.

mod fediverse;
mod meta;
mod x;

use serde::{Deserialize, Serialize};

use super::Platform;
use super::account_fields::AccountField;
use super::names::key;

/// How a platform's field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldMapping {
    /// A text of a time, or seconds or milliseconds since 1970.
    Timestamp,
    Count,
    /// A count, where it is a number: other users have a flag of this name.
    CountOrFlag,
    /// A count that is negative where it is hidden.
    HiddenCount,
    Flag,
    /// A flag of the contrary.
    NotFlag,
    /// Whether a text is there.
    Filled,
    /// Whether HTML has any text in it.
    Html,
    /// Whether an address is not that of the picture everybody has at first.
    Picture {
        default: &'static str,
    },
    /// Whether a text is this word.
    Word(&'static str),
}

/// What has become of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Removed by the platform.
    Suspended,
    /// Closed by its owner.
    Deactivated,
    /// Given up for another account.
    Moved,
    /// Kept in memory of its owner.
    Memorial,
    /// Hidden from others by the platform.
    Limited,
}

impl AccountState {
    pub(super) const ALL: [Self; 5] = [Self::Suspended, Self::Deactivated, Self::Moved, Self::Memorial, Self::Limited];

    /// Whether nobody is left who could be reached.
    pub(super) fn is_gone(self) -> bool {
        matches!(self, Self::Suspended | Self::Deactivated)
    }
}

/// When a member says that an account is in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StateMapping {
    /// It is true.
    True,
    /// It is false.
    False,
    /// It is an object.
    Object,
    /// It is one of these words.
    Words(&'static [&'static str]),
    /// A list of objects of which one holds one of these words.
    Labels(&'static [&'static str]),
}

/// What a member of a user stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    /// The id; where several members give one, that of the highest rank counts.
    Id(u8),
    /// The address of a profile, whose last part is an id of this rank.
    IdOfUrl(u8),
    /// A name by which people know the user.
    Mark,
    /// A field of the account.
    Account(AccountField, FieldMapping),
    /// An object with members of its own.
    Group(&'static [Member]),
    State(AccountState, StateMapping),
    /// A member that this platform's users do not have.
    Foreign,
}

/// A member that means something.
#[derive(Debug)]
pub(super) struct Member {
    key: u64,
    /// The name as the platform's documentation spells it.
    pub(super) name: &'static str,
    pub(super) meaning: Meaning,
}

const fn member(name: &'static str, meaning: Meaning) -> Member {
    Member { key: key(name), name, meaning }
}

const fn of(name: &'static str, field: AccountField, how: FieldMapping) -> Member {
    member(name, Meaning::Account(field, how))
}

const fn state(name: &'static str, state: AccountState, how: StateMapping) -> Member {
    member(name, Meaning::State(state, how))
}

const fn foreign(name: &'static str) -> Member {
    member(name, Meaning::Foreign)
}

/// The member of this name.
pub(super) fn find(members: &'static [Member], name: &str) -> Option<&'static Member> {
    let key = key(name);
    members.iter().find(|member| member.key == key)
}

/// What ids of users are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdForm {
    /// The platform's own id, which is kept.
    Id,
    /// A handle, of which only a hash is kept.
    Handle,
    /// A name that several people may have; a hash of it and of the time of following is kept.
    Name,
}

/// What a platform's exports look like.
#[derive(Debug)]
pub(super) struct PlatformSchema {
    /// The format, in words.
    pub(super) expected: &'static str,
    /// What each user has, in words.
    pub(super) mark: &'static str,
    pub(super) id: &'static str,
    pub(super) id_form: IdForm,
    pub(super) members: &'static [Member],
    /// The member that holds the user or users of a record, if they are not the record itself.
    pub(super) wrapper: Option<&'static str>,
    /// Lists of users by the path in their page, and whether their order is that of following.
    pub(super) lists: &'static [(&'static str, ListOrder)],
    /// Users of a full page, where a page does not say whether there is another one.
    pub(super) full_pages: &'static [u64],
    /// The form with the accounts' fields, where this one holds ids alone.
    pub(super) ids_of: Option<Platform>,
    /// What to ask the platform for, to learn what no user has.
    pub(super) ask: Ask,
    /// Whether records in no list stand in the order of following.
    pub(super) ordered: bool,
}

/// Whether the order of a list is that of following.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListOrder {
    NewestFirst,
    /// If the page says that it is one of a list.
    NewestFirstWithMeta,
    Unknown,
}

/// What gives the fields that no user has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The parameter `user.fields` of X API v2.
    UserFields,
    /// X API v1.1 gives them with every user.
    WholeUsers,
    /// The archive holds ids alone.
    LookUp,
    /// Mastodon gives them with every account.
    WholeAccounts,
    /// The file holds addresses alone.
    AddressesAlone,
    /// Bluesky gives the counts by profile.
    Profiles,
    /// There are none to ask for.
    Nothing,
}

impl PlatformSchema {
    pub(super) fn of(platform: Platform) -> &'static PlatformSchema {
        match platform {
            Platform::XV2 => &x::V2,
            Platform::XV1 => &x::V1,
            Platform::XArchive => &x::ARCHIVE,
            Platform::Mastodon => &fediverse::MASTODON,
            Platform::MastodonCsv => &fediverse::MASTODON_CSV,
            Platform::Bluesky => &fediverse::BLUESKY,
            Platform::Instagram => &meta::INSTAGRAM,
            Platform::Facebook => &meta::FACEBOOK,
        }
    }

    /// Whether pages have errors beside or in place of users.
    pub(super) fn has_error_lists(&self) -> bool {
        self.lists.iter().any(|(path, _)| matches!(*path, "data" | "ids"))
    }

    /// The fields that users of this platform may have.
    pub(super) fn account_fields(&self) -> impl Iterator<Item = AccountField> {
        let inner = |member: &'static Member| match member.meaning {
            Meaning::Group(members) => members,
            Meaning::Id(_)
            | Meaning::IdOfUrl(_)
            | Meaning::Mark
            | Meaning::Account(..)
            | Meaning::State(..)
            | Meaning::Foreign => std::slice::from_ref(member),
        };
        let field = |member: &Member| if let Meaning::Account(field, _) = member.meaning { Some(field) } else { None };
        self.members.iter().flat_map(inner).filter_map(field)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_of_a_schema_are_different() {
        for platform in Platform::ALL {
            let schema = PlatformSchema::of(platform);
            let group =
                |member: &Member| if let Meaning::Group(members) = member.meaning { Some(members) } else { None };
            let groups = schema.members.iter().filter_map(group);
            for members in groups.chain([schema.members]) {
                let keys: HashSet<u64> = members.iter().map(|member| member.key).collect();
                assert_eq!(keys.len(), members.len(), "{platform}");
            }
            assert!(find(schema.members, schema.id).is_some(), "{platform}");
        }
    }
}
