//! What a source is, by its beginning: a platform's followers, something else that is known, or neither.

use std::io::{self, BufRead, Chain, Cursor, Read};

use serde::{Deserialize, Serialize};

use super::Platform;
use super::outline::Outline;

/// Bytes that are looked at.
const BEGINNING: u64 = 64 << 10;

/// What is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// Followers or users of a platform.
    Followers(Platform),
    /// Something that holds no followers.
    Other(OtherExport),
}

/// Exports and records that hold no followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherExport {
    /// Accounts that one follows.
    Following,
    /// Mutual contacts.
    Friends,
    /// Accounts that one blocks or mutes.
    Blocked,
    /// Lists of accounts.
    Lists,
    /// How accounts stand to one's own.
    Relationships,
    /// Posts.
    Posts,
    /// Notifications, with an account in each.
    Notifications,
    /// Posts that one likes.
    Likes,
    /// Events of a stream, or the records in them.
    Events,
    /// A part of an X archive without followers.
    ArchivePart,
    /// A part of an Instagram download without followers.
    InstagramPart,
    /// A web page of an Instagram or Facebook download.
    WebPage,
    /// The answer to a request that failed.
    ErrorPage,
    /// Profiles as this product has them.
    Profiles,
}

impl OtherExport {
    /// The id of the message that says what it is, after "this looks like".
    pub fn words_id(self) -> &'static str {
        match self {
            Self::Following => "file-export-following",
            Self::Friends => "file-export-friends",
            Self::Blocked => "file-export-blocked",
            Self::Lists => "file-export-lists",
            Self::Relationships => "file-export-relationships",
            Self::Posts => "file-export-posts",
            Self::Notifications => "file-export-notifications",
            Self::Likes => "file-export-likes",
            Self::Events => "file-export-events",
            Self::ArchivePart => "file-export-archive-part",
            Self::InstagramPart => "file-export-instagram-part",
            Self::WebPage => "file-export-web-page",
            Self::ErrorPage => "file-export-error-page",
            Self::Profiles => "file-export-profiles",
        }
    }
}

/// A source whose beginning was looked at.
pub type Looked<R> = Chain<Cursor<Vec<u8>>, R>;

/// Looks at the beginning of `source`, and gives it back whole.
///
/// # Errors
/// Where the source fails.
pub fn look_at<R: BufRead>(mut source: R) -> io::Result<(Vec<u8>, Looked<R>)> {
    let mut beginning = Vec::new();
    source.by_ref().take(BEGINNING).read_to_end(&mut beginning)?;
    Ok((beginning.clone(), Cursor::new(beginning).chain(source)))
}

/// A source whose beginning was not looked at.
pub fn unseen<R: BufRead>(source: R) -> Looked<R> {
    Cursor::new(Vec::new()).chain(source)
}

/// What a source is that begins with these bytes.
pub fn recognise(beginning: &[u8]) -> Option<Recognised> {
    let beginning = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning).trim_ascii_start();
    match beginning.first()? {
        b'{' | b'[' => recognise_json(beginning),
        b'w' => of_assignment(beginning),
        b'<' => is_download_page(&String::from_utf8_lossy(beginning).to_ascii_lowercase())
            .then_some(Recognised::Other(OtherExport::WebPage)),
        _ => of_header(beginning),
    }
}

/// What a JSON source is that begins so.
pub(super) fn recognise_json(beginning: &[u8]) -> Option<Recognised> {
    let outline = Outline::of(beginning);
    of_page(&outline).or_else(|| of_record(&outline, ""))
}

/// The name between `window.YTD.` and `.part0 =` that every part of an X archive begins with.
pub(super) fn archive_part(beginning: &[u8]) -> Option<&str> {
    let rest = beginning.strip_prefix(b"window.YTD.")?;
    let end = rest.iter().position(|byte| *byte == b'.')?;
    std::str::from_utf8(&rest[..end]).ok()
}

fn of_assignment(beginning: &[u8]) -> Option<Recognised> {
    archive_part(beginning).map(of_archive_part)
}

pub(super) fn of_archive_part(name: &str) -> Recognised {
    Recognised::Other(match name {
        "follower" | "followers" => return Recognised::Followers(Platform::XArchive),
        "following" => OtherExport::Following,
        "block" | "mute" => OtherExport::Blocked,
        "like" | "likes" => OtherExport::Likes,
        "tweet" | "tweets" | "note_tweet" => OtherExport::Posts,
        _ => OtherExport::ArchivePart,
    })
}

/// Whether a web page, in lower case, is one of an Instagram or Facebook download.
pub fn is_download_page(text: &str) -> bool {
    let of_download = ["instagram.com/", "facebook.com/", "fbcdn.net"].iter().any(|host| text.contains(host));
    of_download && text.contains("follow")
}

/// What a CSV is by its header.
fn of_header(beginning: &[u8]) -> Option<Recognised> {
    let line = beginning.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = std::str::from_utf8(line).ok()?.to_ascii_lowercase();
    let mut names = line.split(',').map(|name| name.trim().trim_matches('"'));
    if names.next() != Some("account address") {
        return None;
    }
    let rest: Vec<&str> = names.collect();
    Some(if rest.contains(&"show boosts") || rest.contains(&"notify on new posts") {
        Recognised::Other(OtherExport::Following)
    } else if rest.contains(&"hide notifications") {
        Recognised::Other(OtherExport::Blocked)
    } else {
        Recognised::Followers(Platform::MastodonCsv)
    })
}

/// What a page is by its lists.
fn of_page(outline: &Outline) -> Option<Recognised> {
    use OtherExport::{Following, Friends, InstagramPart};
    use Platform::{Bluesky, Facebook, Instagram, XArchive, XV1, XV2};
    let has = |path: &str| outline.has(path);
    let user_of = |platform| Some(Recognised::Followers(platform));
    let other = |export| Some(Recognised::Other(export));
    if has("relationshipsfollowers") {
        return user_of(Instagram);
    }
    if outline.has_any("relationshipsfollow") {
        return other(Following);
    }
    if outline.has_any("relationships") {
        return other(InstagramPart);
    }
    if has("followersv2") || has("followersv3") || has("pagefollowersv2") {
        return user_of(Facebook);
    }
    if outline.has_any("followingv") {
        return other(Following);
    }
    if outline.has_any("friendsv") {
        return other(Friends);
    }
    if has("follower.accountid") {
        return user_of(XArchive);
    }
    if has("following.accountid") {
        return other(Following);
    }
    if has("like.tweetid") {
        return other(OtherExport::Likes);
    }
    if (has("ids") || has("users")) && (has("nextcursor") || has("previouscursor") || has("nextcursorstr")) {
        return user_of(XV1);
    }
    let is_actor = |list: &str| has(&format!("{list}[].did")) && has(&format!("{list}[].handle"));
    if ["followers", "profiles", "data.followers", "data.profiles"].iter().any(|list| is_actor(list)) {
        return user_of(Bluesky);
    }
    if is_actor("follows") || is_actor("data.follows") || has("follows") && has("subject.did") {
        return other(Following);
    }
    if has("followers") && has("subject.did") {
        return user_of(Bluesky);
    }
    if has("followers[].name") && has("followers[].timestamp") {
        return user_of(Facebook);
    }
    if outline.has_any("followers.") && outline.has_any("following.") {
        return user_of(Instagram);
    }
    if has("records[].value.subject") {
        return other(OtherExport::Events);
    }
    let data = of_record(outline, "data[].").or_else(|| of_record(outline, "data."));
    let included = has("includes.users[].username").then_some(Recognised::Followers(XV2));
    let empty = (has("meta.resultcount") && !has("data[].id")).then_some(Recognised::Followers(XV2));
    data.or(included).or(empty)
}

/// What a record is by its names, which stand behind `at`.
fn of_record(outline: &Outline, at: &str) -> Option<Recognised> {
    use OtherExport::{ErrorPage, Events, Lists, Notifications, Posts, Profiles, Relationships};
    let has = |name: &str| outline.has(&format!("{at}{name}"));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let is_own = any(&["account", "attributes", "followorder", "age", "ageband", "income", "intarget", "followedat"]);
    let post = any(&["text", "fulltext", "content", "rawcontent", "tweet", "reblog"]);
    Some(if has("stringlistdata") {
        Recognised::Followers(Platform::Instagram)
    } else if (has("kind") && any(&["commit", "identity", "account"])) || any(&["timeus", "commit"]) {
        Recognised::Other(Events)
    } else if post || any(&["conversationid", "authorid"]) || (has("record") && has("author")) {
        Recognised::Other(Posts)
    } else if has("account.acct") && any(&["type", "notificationtype"]) {
        Recognised::Other(Notifications)
    } else if has("acct") {
        Recognised::Followers(Platform::Mastodon)
    } else if has("did") && has("handle") {
        Recognised::Followers(Platform::Bluesky)
    } else if has("did") || has("record") || (has("uri") && has("value.subject")) {
        Recognised::Other(Events)
    } else if has("accountid") && has("userlink") {
        Recognised::Followers(Platform::XArchive)
    } else if has("username") && any(&["id", "idstr", "publicmetrics"]) {
        Recognised::Followers(Platform::XV2)
    } else if has("screenname") || has("legacy.screenname") {
        Recognised::Followers(Platform::XV1)
    } else if any(&["followedby", "showingreblogs", "blockedby"]) {
        Recognised::Other(Relationships)
    } else if any(&["ownerid", "membercount"]) {
        Recognised::Other(Lists)
    } else if is_own {
        Recognised::Other(Profiles)
    } else if any(&["errors", "error"]) || (has("title") && has("status")) {
        Recognised::Other(ErrorPage)
    } else {
        return None;
    })
}

/// Records of a JSON source of which this is all, and not the beginning alone; otherwise 0.
pub fn whole_records(beginning: &[u8]) -> u64 {
    if beginning.len() as u64 >= BEGINNING { 0 } else { Outline::of(beginning).records() }
}

/// The names of the outermost objects in the beginning of a JSON source.
pub fn all_names(beginning: &[u8]) -> Vec<String> {
    Outline::of(beginning).top
}

/// The names of the outermost objects of a JSON source, as far as they identify nobody.
pub fn found_names(beginning: &[u8]) -> Vec<String> {
    const MAX_NAMES: usize = 12;
    let is_plain = |name: &String| {
        name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-'))
    };
    let top = all_names(beginning);
    // Very many names are values of a dictionary, for example handles.
    if top.len() > 4 * MAX_NAMES { Vec::new() } else { top.into_iter().filter(is_plain).take(MAX_NAMES).collect() }
}
