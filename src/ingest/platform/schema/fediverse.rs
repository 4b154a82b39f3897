//! Mastodon and what speaks its API, and Bluesky.

use super::super::Platform;
use super::super::account_fields::AccountField as Field;
use super::FieldMapping::{Count, Filled, Flag, HiddenCount, Html, Picture, Timestamp, Word};
use super::{
    AccountState, Ask, IdForm, ListOrder, Meaning, Member, PlatformSchema, StateMapping, foreign, member, of, state,
};

static ACCOUNT: [Member; 19] = [
    member("id", Meaning::Id(1)),
    member("acct", Meaning::Mark),
    of("created_at", Field::CreatedAt, Timestamp),
    of("last_status_at", Field::LastActiveAt, Timestamp),
    of("followers_count", Field::Followers, HiddenCount),
    of("following_count", Field::Following, HiddenCount),
    of("statuses_count", Field::Posts, HiddenCount),
    of("locked", Field::Protected, Flag),
    of("avatar", Field::HasAvatar, Picture { default: "/missing.png" }),
    of("note", Field::HasBio, Html),
    of("bot", Field::Bot, Flag),
    state("suspended", AccountState::Suspended, StateMapping::True),
    state("disabled", AccountState::Deactivated, StateMapping::True),
    state("moved", AccountState::Moved, StateMapping::Object),
    state("memorial", AccountState::Memorial, StateMapping::True),
    state("limited", AccountState::Limited, StateMapping::True),
    foreign("content"),
    foreign("reblog"),
    foreign("did"),
];

pub(super) static MASTODON: PlatformSchema = PlatformSchema {
    expected: "file-format-mastodon",
    mark: "acct",
    id: "id",
    id_form: IdForm::Id,
    members: &ACCOUNT,
    wrapper: None,
    lists: &[],
    full_pages: &[40, 80],
    ids_of: None,
    ask: Ask::WholeAccounts,
    ordered: true,
};

static ADDRESS: [Member; 1] = [member("Account address", Meaning::Id(1))];

pub(super) static MASTODON_CSV: PlatformSchema = PlatformSchema {
    expected: "file-format-mastodon-csv",
    mark: "Account address",
    id: "Account address",
    id_form: IdForm::Handle,
    members: &ADDRESS,
    wrapper: None,
    lists: &[],
    full_pages: &[],
    ids_of: Some(Platform::Mastodon),
    ask: Ask::AddressesAlone,
    ordered: false,
};

static VERIFICATION: [Member; 1] = [of("verifiedStatus", Field::Verified, Word("valid"))];

static VIEW: [Member; 16] = [
    member("did", Meaning::Id(1)),
    member("handle", Meaning::Mark),
    of("createdAt", Field::CreatedAt, Timestamp),
    of("followersCount", Field::Followers, Count),
    of("followsCount", Field::Following, Count),
    of("postsCount", Field::Posts, Count),
    member("verification", Meaning::Group(&VERIFICATION)),
    of("avatar", Field::HasAvatar, Filled),
    of("description", Field::HasBio, Filled),
    state("labels", AccountState::Limited, StateMapping::Labels(&["!hide", "!takedown", "!suspend"])),
    state("active", AccountState::Deactivated, StateMapping::False),
    state(
        "status",
        AccountState::Deactivated,
        StateMapping::Words(&["deactivated", "deleted", "takendown", "suspended"]),
    ),
    foreign("record"),
    foreign("commit"),
    foreign("text"),
    foreign("acct"),
];

pub(super) static BLUESKY: PlatformSchema = PlatformSchema {
    expected: "file-format-bluesky",
    mark: "handle",
    id: "did",
    id_form: IdForm::Id,
    members: &VIEW,
    wrapper: None,
    lists: &[
        ("followers", ListOrder::NewestFirst),
        ("profiles", ListOrder::Unknown),
        ("data.followers", ListOrder::NewestFirst),
        ("data.profiles", ListOrder::Unknown),
    ],
    full_pages: &[],
    ids_of: None,
    ask: Ask::Profiles,
    ordered: true,
};
