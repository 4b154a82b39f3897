//! Instagram and Facebook: the followers of "Download your information" as JSON, which hold follow times.

use super::super::account_fields::AccountField as Field;
use super::FieldMapping::Timestamp;
use super::{Ask, IdForm, ListOrder, Meaning, Member, PlatformSchema, member, of};

static STRING: [Member; 3] = [
    member("value", Meaning::Id(2)),
    member("href", Meaning::IdOfUrl(1)),
    of("timestamp", Field::FollowedAt, Timestamp),
];

pub(super) static INSTAGRAM: PlatformSchema = PlatformSchema {
    expected: "file-format-instagram",
    mark: "value",
    id: "value",
    id_form: IdForm::Handle,
    members: &STRING,
    wrapper: Some("string_list_data"),
    lists: &[("relationships_followers", ListOrder::Unknown), ("followers", ListOrder::Unknown)],
    full_pages: &[],
    ids_of: None,
    ask: Ask::Nothing,
    ordered: false,
};

static PERSON: [Member; 2] = [member("name", Meaning::Id(1)), of("timestamp", Field::FollowedAt, Timestamp)];

pub(super) static FACEBOOK: PlatformSchema = PlatformSchema {
    expected: "file-format-facebook",
    mark: "name",
    id: "name",
    id_form: IdForm::Name,
    members: &PERSON,
    wrapper: None,
    lists: &[
        ("followers_v2", ListOrder::Unknown),
        ("followers_v3", ListOrder::Unknown),
        ("page_followers_v2", ListOrder::Unknown),
        ("followers", ListOrder::Unknown),
    ],
    full_pages: &[],
    ids_of: None,
    ask: Ask::Nothing,
    ordered: false,
};
