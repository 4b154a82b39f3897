//! The shapes of each platform's users and pages, and how one is told from another.

use super::Platform;
use super::facts::Slot;

/// How a platform's field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Moment,
    Count,
    /// A count that is negative where it is not told.
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

/// A field of a platform's user: its object, its name, what it tells and how.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    pub(super) slot: Slot,
    pub(super) how: How,
}

/// What a platform's exports look like.
#[derive(Debug)]
pub(super) struct Shape {
    /// The format, in words.
    pub(super) expected: &'static str,
    pub(super) id: &'static str,
    pub(super) sources: &'static [Source],
    /// Flag of users whom the platform has removed.
    pub(super) removed: Option<&'static str>,
    /// Names of a page's list of users; `None` where a page is a bare array.
    pub(super) lists: &'static [&'static str],
}

const fn of(group: &'static str, name: &'static str, slot: Slot, how: How) -> Source {
    Source { group, name, slot, how }
}

const METRICS: &str = "public_metrics";

static X: Shape = Shape {
    expected: "response pages of X API v2 with users",
    id: "id",
    sources: &[
        of("", "created_at", Slot::CreatedAt, How::Moment),
        of(METRICS, "followers_count", Slot::Followers, How::Count),
        of(METRICS, "following_count", Slot::Following, How::Count),
        of(METRICS, "tweet_count", Slot::Posts, How::Count),
        of(METRICS, "like_count", Slot::Likes, How::Count),
        of(METRICS, "listed_count", Slot::Listed, How::Count),
        of("", "verified", Slot::Verified, How::Flag),
        of("", "protected", Slot::Protected, How::Flag),
        of("", "profile_image_url", Slot::HasAvatar, How::Picture { default: "/default_profile_images/" }),
        of("", "description", Slot::HasBio, How::Filled),
    ],
    removed: None,
    lists: &["data"],
};

static MASTODON: Shape = Shape {
    expected: "arrays of Mastodon accounts",
    id: "id",
    sources: &[
        of("", "created_at", Slot::CreatedAt, How::Moment),
        of("", "last_status_at", Slot::LastActiveAt, How::Moment),
        of("", "followers_count", Slot::Followers, How::HiddenCount),
        of("", "following_count", Slot::Following, How::HiddenCount),
        of("", "statuses_count", Slot::Posts, How::HiddenCount),
        of("", "locked", Slot::Protected, How::Flag),
        of("", "avatar", Slot::HasAvatar, How::Picture { default: "/missing.png" }),
        of("", "note", Slot::HasBio, How::Html),
        of("", "bot", Slot::Bot, How::Flag),
    ],
    removed: Some("suspended"),
    lists: &[],
};

static BLUESKY: Shape = Shape {
    expected: "Bluesky's pages of followers or profiles",
    id: "did",
    sources: &[
        of("", "createdAt", Slot::CreatedAt, How::Moment),
        of("", "followersCount", Slot::Followers, How::Count),
        of("", "followsCount", Slot::Following, How::Count),
        of("", "postsCount", Slot::Posts, How::Count),
        of("verification", "verifiedStatus", Slot::Verified, How::Word("valid")),
        of("", "avatar", Slot::HasAvatar, How::Filled),
        of("", "description", Slot::HasBio, How::Filled),
    ],
    removed: None,
    lists: &["followers", "profiles"],
};

impl Shape {
    pub(super) fn of(platform: Platform) -> &'static Shape {
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

/// Names that tell what an object is.
const MARKS: [&str; 14] = [
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
const OWN_MARKS: [&str; 6] = ["account", "attributes", "follow_order", "age", "income", "in_target"];

/// Names seen in an object that is to be a user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks(u16);

impl Marks {
    pub(super) fn see(&mut self, name: &str) {
        if let Some(at) = MARKS.iter().position(|mark| *mark == name) {
            self.0 |= 1 << at;
        }
    }

    fn has(self, name: &str) -> bool {
        MARKS.iter().position(|mark| *mark == name).is_some_and(|at| self.0 & (1 << at) != 0)
    }

    /// What the object is, as far as its names tell.
    pub(super) fn tell(self) -> Option<Found> {
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
        } else if OWN_MARKS.iter().any(|mark| self.has(mark)) {
            found("profiles, which need no import", None)
        } else {
            None
        }
    }
}

/// What a page is by the names of its lists and of its other members.
pub(super) fn tell_page(lists: &[String], others: &[String]) -> Option<Found> {
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
