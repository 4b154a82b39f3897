//! Whatever the pages a list of followers comes in, the profiles are the same.

use std::collections::BTreeMap;

use audience_fit::ingest::{Format, Import, ImportFormat, Platform, ReadOptions, Role, WriteFormat, read_profiles};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use time::macros::date;

fn options() -> ReadOptions {
    ReadOptions::new(Role::Audience, date!(2026 - 11 - 23))
}

/// A user as each platform would have it: id, followers, posts where told, biography where told.
type User = (u8, Option<u32>, Option<u32>, Option<bool>);

fn as_of(platform: Platform, user: &User) -> Value {
    let (id, followers, posts, bio) = user;
    let mut object = Map::new();
    let put = |object: &mut Map<String, Value>, name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    let bio = |there: &str| bio.map(|has| Value::from(if has { there } else { "" }));
    match platform {
        Platform::XV2 => {
            let mut metrics = Map::new();
            put(&mut metrics, "followers_count", followers.map(Value::from));
            put(&mut metrics, "tweet_count", posts.map(Value::from));
            put(&mut object, "public_metrics", Some(metrics.into()));
            put(&mut object, "description", bio("가나"));
            put(&mut object, "id", Some(id.to_string().into()));
            put(&mut object, "username", Some("\\\"]}".into()));
        }
        Platform::XV1 => {
            put(&mut object, "followers_count", followers.map(Value::from));
            put(&mut object, "statuses_count", posts.map(Value::from));
            put(&mut object, "description", bio("}"));
            put(&mut object, "id_str", Some(id.to_string().into()));
            put(&mut object, "screen_name", Some("a".into()));
        }
        Platform::Mastodon => {
            put(&mut object, "followers_count", followers.map(Value::from));
            put(&mut object, "statuses_count", posts.map(Value::from));
            put(&mut object, "note", bio("<p>}</p>"));
            put(&mut object, "id", Some(id.to_string().into()));
            put(&mut object, "acct", Some("a".into()));
        }
        Platform::Bluesky => {
            put(&mut object, "followersCount", followers.map(Value::from));
            put(&mut object, "postsCount", posts.map(Value::from));
            put(&mut object, "description", bio("x"));
            put(&mut object, "did", Some(format!("did:plc:{id}").into()));
            put(&mut object, "handle", Some("a.example".into()));
        }
        Platform::XArchive | Platform::MastodonCsv | Platform::Instagram | Platform::Facebook => {
            unreachable!("{platform} has no such fields")
        }
    }
    object.into()
}

fn page(platform: Platform, users: &[Value]) -> Value {
    match platform {
        Platform::XV2 => json!({"data": users, "meta": {"result_count": users.len()}}),
        Platform::XV1 => json!({"users": users, "next_cursor": 0, "previous_cursor": 0}),
        Platform::Mastodon => json!(users),
        Platform::Bluesky => json!({"subject": {"did": "did:plc:s"}, "followers": users}),
        Platform::XArchive | Platform::MastodonCsv | Platform::Instagram | Platform::Facebook => {
            unreachable!("{platform} has no such pages")
        }
    }
}

/// How pages stand in files.
#[derive(Debug, Clone, Copy)]
enum Packing {
    FilePerPage,
    ArrayOfPages,
    PagesByLine,
    PagesIndented,
    UsersByLine,
    ArrayOfUsers,
}

const PACKINGS: [Packing; 6] = [
    Packing::FilePerPage,
    Packing::ArrayOfPages,
    Packing::PagesByLine,
    Packing::PagesIndented,
    Packing::UsersByLine,
    Packing::ArrayOfUsers,
];

fn files(platform: Platform, pages: &[Vec<Value>], packing: Packing) -> Vec<String> {
    let whole: Vec<Value> = pages.iter().map(|users| page(platform, users)).collect();
    let users = || pages.iter().flatten();
    let joined = |texts: Vec<String>| vec![texts.join("\n")];
    match packing {
        Packing::FilePerPage => whole.iter().map(Value::to_string).collect(),
        Packing::ArrayOfPages => vec![json!(whole).to_string()],
        Packing::PagesByLine => joined(whole.iter().map(Value::to_string).collect()),
        Packing::PagesIndented => {
            joined(whole.iter().map(|p| serde_json::to_string_pretty(p).expect("JSON")).collect())
        }
        Packing::UsersByLine => joined(users().map(Value::to_string).collect()),
        Packing::ArrayOfUsers => vec![json!(users().collect::<Vec<_>>()).to_string()],
    }
}

fn import(platform: Platform, files: &[String], format: WriteFormat) -> String {
    let options = options();
    let mut out = Vec::new();
    let mut import = Import::new(ImportFormat::Platform(platform), &options, format, &mut out);
    for file in files {
        let source = std::io::BufReader::with_capacity(7, file.as_bytes());
        import.add(source, &mut |_| {}).expect("pages");
    }
    let imported = import.finish().expect("memory");
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    String::from_utf8(out).expect("UTF-8")
}

/// What should come out, by a plain model: first place, last value told.
fn expected(platform: Platform, users: &[User]) -> Vec<Value> {
    let mut order: Vec<u8> = Vec::new();
    let mut known: BTreeMap<u8, Map<String, Value>> = BTreeMap::new();
    for (id, followers, posts, bio) in users {
        if !order.contains(id) {
            order.push(*id);
        }
        let account = known.entry(*id).or_default();
        let reported = [
            ("followers", followers.map(Value::from)),
            ("posts", posts.map(Value::from)),
            ("has_bio", bio.map(Value::from)),
        ];
        account.extend(reported.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    let n = order.len();
    let profile = |(at, id): (usize, &u8)| {
        let prefix = if platform == Platform::Bluesky { "did:plc:" } else { "" };
        let mut profile = json!({"id": format!("{prefix}{id}"), "follow_order": n - at});
        if !known[id].is_empty() {
            profile["account"] = known[id].clone().into();
        }
        profile
    };
    order.iter().enumerate().map(profile).collect()
}

fn users() -> impl Strategy<Value = Vec<User>> {
    let count = || prop::option::of(0u32..5_000_000);
    prop::collection::vec((0u8..20, count(), count(), prop::option::of(any::<bool>())), 1..40)
}

/// A user of each platform with every field, and the list of a page that holds it.
fn whole_user(platform: Platform) -> (Value, &'static str) {
    match platform {
        Platform::XV2 => (
            json!({"id": "5", "username": "u", "created_at": "2018-05-13T12:00:00.000Z", "verified": true,
                   "protected": false, "profile_image_url": "https://x.example/a.png", "description": "d",
                   "public_metrics": {"followers_count": 1, "following_count": 2, "tweet_count": 3, "like_count": 4,
                                      "listed_count": 5}}),
            "data",
        ),
        Platform::XV1 => (
            json!({"id_str": "5", "screen_name": "u", "created_at": "Sun May 13 12:00:00 +0000 2018",
                   "followers_count": 1, "friends_count": 2, "statuses_count": 3, "favourites_count": 4,
                   "listed_count": 5, "verified": true, "protected": false, "default_profile_image": false,
                   "description": "d"}),
            "users",
        ),
        Platform::Bluesky => (
            json!({"did": "did:plc:5", "handle": "u.example", "createdAt": "2018-05-13T12:00:00.000Z",
                   "followersCount": 1, "followsCount": 2, "postsCount": 3, "avatar": "https://b.example/a.png",
                   "description": "d", "verification": {"verifiedStatus": "valid"}, "labels": []}),
            "followers",
        ),
        Platform::Mastodon => (
            json!({"id": "5", "acct": "u", "created_at": "2018-05-13T12:00:00.000Z", "last_status_at": "2024-01-01",
                   "followers_count": 1, "following_count": 2, "statuses_count": 3, "locked": false, "bot": true,
                   "avatar": "https://m.example/a.png", "note": "<p>d</p>"}),
            "",
        ),
        Platform::Instagram => (
            json!({"title": "", "string_list_data": [
                {"href": "https://www.instagram.com/u", "value": "u", "timestamp": 1_600_000_000}]}),
            "relationships_followers",
        ),
        Platform::Facebook => (json!({"name": "U", "timestamp": 1_600_000_000}), "followers_v3"),
        Platform::XArchive | Platform::MastodonCsv => unreachable!("{platform} has no optional fields"),
    }
}

const WITH_FIELDS: [Platform; 6] =
    [Platform::XV2, Platform::XV1, Platform::Bluesky, Platform::Mastodon, Platform::Instagram, Platform::Facebook];

/// The one profile of a page with this user.
fn profile_of(platform: Platform, user: &Value, list: &str) -> Value {
    let page = if list.is_empty() { json!([user]) } else { json!({list: [user], "meta": {"result_count": 1}}) };
    let written = import(platform, &[page.to_string()], WriteFormat::Ndjson);
    assert_eq!(written.lines().count(), 1, "{platform}: {page}");
    serde_json::from_str(&written).expect("JSON")
}

/// The object written with its members in this order, their names in camel case where wanted.
fn respelt(value: &Value, camel: bool, seed: usize) -> String {
    let name = |name: &str| {
        let mut parts = name.split('_').filter(|part| camel && !part.is_empty());
        let first = parts.next().map(str::to_owned);
        let rest = parts.map(|part| part[..1].to_uppercase() + &part[1..]);
        first.map_or_else(|| name.to_owned(), |first| first + &rest.collect::<String>())
    };
    let Value::Object(members) = value else { return value.to_string() };
    let member =
        |(own, value): (&String, &Value)| format!("{}:{}", Value::from(name(own)), respelt(value, camel, seed));
    let mut written: Vec<String> = members.iter().map(member).collect();
    let n = written.len().max(1);
    written.rotate_left(seed % n);
    if seed % 2 == 1 {
        written.reverse();
    }
    format!("{{{}}}", written.join(","))
}

/// The object in which the optional members of a user stand.
fn fields_of(platform: Platform, user: &mut Value) -> &mut Value {
    if platform == Platform::Instagram { &mut user["string_list_data"][0] } else { user }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn spelling_and_order_of_members_do_not_matter(camel in any::<bool>(), seed in 0usize..40) {
        for platform in [Platform::XV2, Platform::XV1, Platform::Bluesky, Platform::Mastodon] {
            let (user, list) = whole_user(platform);
            let plain = profile_of(platform, &user, list);
            prop_assert_eq!(plain["account"]["followers"].as_u64(), Some(1));
            prop_assert_eq!(plain["account"]["created_at"].as_str(), Some("2018-05-13T12:00:00Z"));
            let written = import(platform, &[respelt(&user, camel, seed)], WriteFormat::Ndjson);
            let respelt: Value = serde_json::from_str(&written).expect("one profile");
            prop_assert_eq!(&respelt, &json!(plain.as_object().map(|plain| {
                let mut plain = plain.clone();
                plain.insert("follow_order".to_owned(), json!(1));
                plain
            })));
        }
    }

    #[test]
    fn a_damaged_optional_field_costs_the_field_and_never_the_follower(field in 0usize..20, damage in 0usize..8) {
        let damaged = [
            json!(-7), json!("many"), json!({"a": 1}), json!([]), json!(true), json!(1.5), json!("0001-01-01T00:00:00Z"),
            json!("1970-01-01T00:00:00.000Z"),
        ][damage].clone();
        for platform in WITH_FIELDS {
            let (user, list) = whole_user(platform);
            let whole = profile_of(platform, &user, list);
            let mut user = user;
            let members = fields_of(platform, &mut user).as_object_mut().expect("an object");
            let optional: Vec<String> = members
                .keys()
                .filter(|name| {
                    !["id", "id_str", "did", "username", "screen_name", "acct", "handle", "value", "name"]
                        .contains(&name.as_str())
                })
                .cloned()
                .collect();
            members.insert(optional[field % optional.len()].clone(), damaged.clone());
            let profile = profile_of(platform, &user, list);
            if platform != Platform::Facebook {
                prop_assert_eq!(&profile["id"], &whole["id"]);
            }
            // No other field is touched.
            let fields = |profile: &Value| profile["account"].as_object().cloned().unwrap_or_default();
            let (before, after) = (fields(&whole), fields(&profile));
            let differ = before.iter().filter(|(name, value)| after.get(*name) != Some(*value)).count();
            let most = if optional[field % optional.len()] == "public_metrics" { 5 } else { 1 };
            prop_assert!(differ <= most, "{}: {:?} became {:?}", platform, before, after);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn page_splits_do_not_matter(users in users(), cuts in prop::collection::vec(0usize..40, 0..6), packing in 0usize..6) {
        for platform in [Platform::XV2, Platform::XV1, Platform::Mastodon, Platform::Bluesky] {
            let all: Vec<Value> = users.iter().map(|user| as_of(platform, user)).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (all.len() + 1)).chain([0, all.len()]).collect();
            cuts.sort_unstable();
            let pages: Vec<Vec<Value>> = cuts.windows(2).map(|ends| all[ends[0]..ends[1]].to_vec()).collect();
            let written = import(platform, &files(platform, &pages, PACKINGS[packing]), WriteFormat::Ndjson);
            let profiles: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            prop_assert_eq!(profiles, expected(platform, &users));
        }
    }

    #[test]
    fn what_is_written_reads_as_the_pages_do(users in users()) {
        let platform = Platform::Mastodon;
        let all: Vec<Value> = users.iter().map(|user| as_of(platform, user)).collect();
        let pages = json!(all).to_string();
        let direct = read_profiles(Format::Platform(platform), pages.as_bytes(), &options(), &mut |_| {}).expect("pages");
        for (format, written) in [(Format::Ndjson, WriteFormat::Ndjson), (Format::Csv, WriteFormat::Csv)] {
            let text = import(platform, std::slice::from_ref(&pages), written);
            let again = read_profiles(format, text.as_bytes(), &options(), &mut |_| {}).expect("profiles");
            prop_assert!(again.rejected.is_empty());
            prop_assert_eq!(again.profiles.row_keys(), direct.profiles.row_keys());
            for (column, field, kind) in direct.profiles.columns() {
                let other = again.profiles.find(field, kind).expect("the same columns");
                let (chunk, again) = (&direct.profiles.chunks()[0], &again.profiles.chunks()[0]);
                for row in 0..chunk.rows() {
                    prop_assert_eq!(chunk.number(column, row), again.number(other, row));
                    prop_assert_eq!(chunk.moment(column, row), again.moment(other, row));
                    prop_assert_eq!(chunk.flag(column, row), again.flag(other, row));
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(prop::sample::select(b"{}[]\",:\\ 1-nt\ndataidmeta".to_vec()), 0..60)) {
        for platform in Platform::ALL {
            let reading = read_profiles(Format::Platform(platform), bytes.as_slice(), &options(), &mut |_| {});
            prop_assert!(reading.is_err() || reading.is_ok_and(|reading| reading.profiles.len() < 60));
        }
    }
}
