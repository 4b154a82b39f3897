//! X: API v2 with the libraries that write its users, API v1.1, and the archive of an account.

use super::super::Platform;
use super::super::account_fields::AccountField as Field;
use super::FieldMapping::{Count, CountOrFlag, Filled, Flag, NotFlag, Picture, Timestamp};
use super::{
    AccountState, Ask, IdForm, ListOrder, Meaning, Member, PlatformSchema, StateMapping, foreign, member, of, state,
};

const DEFAULT_PICTURE: super::FieldMapping = Picture { default: "default_profile_images/" };

static METRICS: [Member; 5] = [
    of("followers_count", Field::Followers, Count),
    of("following_count", Field::Following, Count),
    of("tweet_count", Field::Posts, Count),
    of("like_count", Field::Likes, Count),
    of("listed_count", Field::Listed, Count),
];

/// Users as API v2 has them, then as snscrape and twscrape, then as twint spell them.
static V2_USER: [Member; 33] = [
    member("id", Meaning::Id(2)),
    member("username", Meaning::Mark),
    of("created_at", Field::CreatedAt, Timestamp),
    member("public_metrics", Meaning::Group(&METRICS)),
    of("verified", Field::Verified, Flag),
    of("protected", Field::Protected, Flag),
    of("profile_image_url", Field::HasAvatar, DEFAULT_PICTURE),
    of("description", Field::HasBio, Filled),
    member("id_str", Meaning::Id(1)),
    of("created", Field::CreatedAt, Timestamp),
    of("followers_count", Field::Followers, Count),
    of("friends_count", Field::Following, Count),
    of("statuses_count", Field::Posts, Count),
    of("favourites_count", Field::Likes, Count),
    of("listed_count", Field::Listed, Count),
    of("raw_description", Field::HasBio, Filled),
    of("join_date", Field::CreatedAt, Timestamp),
    of("followers", Field::Followers, CountOrFlag),
    of("following", Field::Following, CountOrFlag),
    of("tweets", Field::Posts, CountOrFlag),
    of("likes", Field::Likes, CountOrFlag),
    of("private", Field::Protected, Flag),
    of("avatar", Field::HasAvatar, DEFAULT_PICTURE),
    of("bio", Field::HasBio, Filled),
    state("suspended", AccountState::Suspended, StateMapping::True),
    state("deactivated", AccountState::Deactivated, StateMapping::True),
    // Of posts, lists and other networks.
    foreign("text"),
    foreign("full_text"),
    foreign("content"),
    foreign("raw_content"),
    foreign("conversation_id"),
    foreign("acct"),
    foreign("did"),
];

pub(super) static V2: PlatformSchema = PlatformSchema {
    expected: "file-format-x-v2",
    mark: "username",
    id: "id",
    id_form: IdForm::Id,
    members: &V2_USER,
    wrapper: None,
    lists: &[("data", ListOrder::NewestFirstWithMeta), ("includes.users", ListOrder::Unknown)],
    full_pages: &[],
    ids_of: None,
    ask: Ask::UserFields,
    ordered: true,
};

static LEGACY: [Member; 11] = [
    member("screen_name", Meaning::Mark),
    of("created_at", Field::CreatedAt, Timestamp),
    of("followers_count", Field::Followers, Count),
    of("friends_count", Field::Following, Count),
    of("statuses_count", Field::Posts, Count),
    of("favourites_count", Field::Likes, Count),
    of("listed_count", Field::Listed, Count),
    of("verified", Field::Verified, Flag),
    of("protected", Field::Protected, Flag),
    of("default_profile_image", Field::HasAvatar, NotFlag),
    of("description", Field::HasBio, Filled),
];

/// Users as API v1.1 has them, then as X's own pages wrap them.
static V1_USER: [Member; 23] = [
    member("id", Meaning::Id(1)),
    member("id_str", Meaning::Id(2)),
    member("rest_id", Meaning::Id(3)),
    member("legacy", Meaning::Group(&LEGACY)),
    member("screen_name", Meaning::Mark),
    of("created_at", Field::CreatedAt, Timestamp),
    of("followers_count", Field::Followers, Count),
    of("friends_count", Field::Following, Count),
    of("statuses_count", Field::Posts, Count),
    of("favourites_count", Field::Likes, Count),
    of("listed_count", Field::Listed, Count),
    of("verified", Field::Verified, Flag),
    of("protected", Field::Protected, Flag),
    of("default_profile_image", Field::HasAvatar, NotFlag),
    of("profile_image_url_https", Field::HasAvatar, DEFAULT_PICTURE),
    of("description", Field::HasBio, Filled),
    state("suspended", AccountState::Suspended, StateMapping::True),
    state("deactivated", AccountState::Deactivated, StateMapping::True),
    foreign("text"),
    foreign("full_text"),
    foreign("public_metrics"),
    foreign("acct"),
    foreign("did"),
];

pub(super) static V1: PlatformSchema = PlatformSchema {
    expected: "file-format-x-v1",
    mark: "screen_name",
    id: "id",
    id_form: IdForm::Id,
    members: &V1_USER,
    wrapper: None,
    lists: &[("users", ListOrder::NewestFirst), ("ids", ListOrder::NewestFirst)],
    full_pages: &[],
    ids_of: None,
    ask: Ask::WholeUsers,
    ordered: true,
};

static ARCHIVE_USER: [Member; 2] = [member("accountId", Meaning::Id(1)), member("userLink", Meaning::Mark)];

pub(super) static ARCHIVE: PlatformSchema = PlatformSchema {
    expected: "file-format-x-archive",
    mark: "accountId",
    id: "accountId",
    id_form: IdForm::Id,
    members: &ARCHIVE_USER,
    wrapper: Some("follower"),
    lists: &[],
    full_pages: &[],
    ids_of: Some(Platform::XV2),
    ask: Ask::LookUp,
    ordered: true,
};
