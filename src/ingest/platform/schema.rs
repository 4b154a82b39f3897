//! The fields of each platform's users and pages, by which one format is distinguished from another.

use super::Platform;
use super::account_fields::AccountField;

/// How a platform's field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldMapping {
    Timestamp,
    Count,
    /// A count that is negative where it is hidden.
    HiddenCount,
    Flag,
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

/// A field of a platform's user: its object, its name, what it becomes and how it is read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    pub(super) field: AccountField,
    pub(super) how: FieldMapping,
}

/// What a platform's exports look like.
#[derive(Debug)]
pub(super) struct PlatformSchema {
    /// The format, in words.
    pub(super) expected: &'static str,
    pub(super) id: &'static str,
    pub(super) sources: &'static [Source],
    /// Flag of users whom the platform has removed.
    pub(super) removed: Option<&'static str>,
    /// Names of a page's list of users; `None` where a page is a bare array.
    pub(super) lists: &'static [&'static str],
}

const fn of(group: &'static str, name: &'static str, field: AccountField, how: FieldMapping) -> Source {
    Source { group, name, field, how }
}

const METRICS: &str = "public_metrics";

static X: PlatformSchema = PlatformSchema {
    expected: "response pages of X API v2 with users",
    id: "id",
    sources: &[
        of("", "created_at", AccountField::CreatedAt, FieldMapping::Timestamp),
        of(METRICS, "followers_count", AccountField::Followers, FieldMapping::Count),
        of(METRICS, "following_count", AccountField::Following, FieldMapping::Count),
        of(METRICS, "tweet_count", AccountField::Posts, FieldMapping::Count),
        of(METRICS, "like_count", AccountField::Likes, FieldMapping::Count),
        of(METRICS, "listed_count", AccountField::Listed, FieldMapping::Count),
        of("", "verified", AccountField::Verified, FieldMapping::Flag),
        of("", "protected", AccountField::Protected, FieldMapping::Flag),
        of(
            "",
            "profile_image_url",
            AccountField::HasAvatar,
            FieldMapping::Picture { default: "/default_profile_images/" },
        ),
        of("", "description", AccountField::HasBio, FieldMapping::Filled),
    ],
    removed: None,
    lists: &["data"],
};

static MASTODON: PlatformSchema = PlatformSchema {
    expected: "arrays of Mastodon accounts",
    id: "id",
    sources: &[
        of("", "created_at", AccountField::CreatedAt, FieldMapping::Timestamp),
        of("", "last_status_at", AccountField::LastActiveAt, FieldMapping::Timestamp),
        of("", "followers_count", AccountField::Followers, FieldMapping::HiddenCount),
        of("", "following_count", AccountField::Following, FieldMapping::HiddenCount),
        of("", "statuses_count", AccountField::Posts, FieldMapping::HiddenCount),
        of("", "locked", AccountField::Protected, FieldMapping::Flag),
        of("", "avatar", AccountField::HasAvatar, FieldMapping::Picture { default: "/missing.png" }),
        of("", "note", AccountField::HasBio, FieldMapping::Html),
        of("", "bot", AccountField::Bot, FieldMapping::Flag),
    ],
    removed: Some("suspended"),
    lists: &[],
};

static BLUESKY: PlatformSchema = PlatformSchema {
    expected: "Bluesky's pages of followers or profiles",
    id: "did",
    sources: &[
        of("", "createdAt", AccountField::CreatedAt, FieldMapping::Timestamp),
        of("", "followersCount", AccountField::Followers, FieldMapping::Count),
        of("", "followsCount", AccountField::Following, FieldMapping::Count),
        of("", "postsCount", AccountField::Posts, FieldMapping::Count),
        of("verification", "verifiedStatus", AccountField::Verified, FieldMapping::Word("valid")),
        of("", "avatar", AccountField::HasAvatar, FieldMapping::Filled),
        of("", "description", AccountField::HasBio, FieldMapping::Filled),
    ],
    removed: None,
    lists: &["followers", "profiles"],
};

impl PlatformSchema {
    pub(super) fn of(platform: Platform) -> &'static PlatformSchema {
        match platform {
            Platform::XV2 => &X,
            Platform::Mastodon => &MASTODON,
            Platform::Bluesky => &BLUESKY,
        }
    }

    pub(super) fn source(&self, group: &str, name: &str) -> Option<&'static Source> {
        self.sources.iter().find(|source| source.group == group && source.name == name)
    }

    pub(super) fn has_group(&self, name: &str) -> bool {
        self.sources.iter().any(|source| source.group == name)
    }
}

/// What an object turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// In words, after "this looks like".
    pub(super) what: &'static str,
    /// The platform whose followers these are.
    pub(super) platform: Option<Platform>,
}

const fn found(what: &'static str, platform: Option<Platform>) -> Option<Found> {
    Some(Found { what, platform })
}

/// Names that identify what an object is.
const KNOWN_FIELDS: [&str; 14] = [
    "did",
    "acct",
    "screen_name",
    "username",
    "public_metrics",
    "text",
    "content",
    "record",
    "account",
    "attributes",
    "follow_order",
    "age",
    "income",
    "in_target",
];
/// Those of profiles as this product reads them.
const OWN_FIELDS: [&str; 6] = ["account", "attributes", "follow_order", "age", "income", "in_target"];

/// Names seen in an object that is to be a user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FieldSet(u16);

impl FieldSet {
    pub(super) fn see(&mut self, name: &str) {
        if let Some(at) = KNOWN_FIELDS.iter().position(|mark| *mark == name) {
            self.0 |= 1 << at;
        }
    }

    fn has(self, name: &str) -> bool {
        KNOWN_FIELDS.iter().position(|mark| *mark == name).is_some_and(|at| self.0 & (1 << at) != 0)
    }

    /// What the object is, as far as its names show.
    pub(super) fn detect(self) -> Option<Found> {
        if self.has("acct") {
            found("a Mastodon accounts list", Some(Platform::Mastodon))
        } else if self.has("text") || self.has("content") || self.has("record") {
            found("a list of posts, not of followers", None)
        } else if self.has("did") {
            found("Bluesky profiles", Some(Platform::Bluesky))
        } else if self.has("screen_name") {
            found("users of X API v1.1; fetch them with v2", None)
        } else if self.has("username") || self.has("public_metrics") {
            found("users of X API v2", Some(Platform::XV2))
        } else if OWN_FIELDS.iter().any(|mark| self.has(mark)) {
            found("profiles, which need no import", None)
        } else {
            None
        }
    }
}

/// What a page is by the names of its lists and of its other members.
pub(super) fn detect_page(lists: &[String], others: &[String]) -> Option<Found> {
    let list = |name: &str| lists.iter().any(|list| list == name);
    if list("follows") {
        found("a list of the accounts that one follows, not of its followers", None)
    } else if list("followers") || list("profiles") {
        found("a Bluesky page", Some(Platform::Bluesky))
    } else if list("users") && others.iter().any(|name| name.starts_with("next_cursor")) {
        found("a page of X API v1.1; fetch it with v2", None)
    } else if list("data") {
        found("a page of X API v2", Some(Platform::XV2))
    } else {
        None
    }
}
