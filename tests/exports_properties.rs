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
    }
    object.into()
}

fn page(platform: Platform, users: &[Value]) -> Value {
    match platform {
        Platform::XV2 => json!({"data": users, "meta": {"result_count": users.len()}}),
        Platform::Mastodon => json!(users),
        Platform::Bluesky => json!({"subject": {"did": "did:plc:s"}, "followers": users}),
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
        let told = [
            ("followers", followers.map(Value::from)),
            ("posts", posts.map(Value::from)),
            ("has_bio", bio.map(Value::from)),
        ];
        account.extend(told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn page_splits_do_not_matter(users in users(), cuts in prop::collection::vec(0usize..40, 0..6), packing in 0usize..6) {
        for platform in [Platform::XV2, Platform::Mastodon, Platform::Bluesky] {
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
        for platform in [Platform::XV2, Platform::Mastodon, Platform::Bluesky] {
            let reading = read_profiles(Format::Platform(platform), bytes.as_slice(), &options(), &mut |_| {});
            prop_assert!(reading.is_err() || reading.is_ok_and(|reading| reading.profiles.len() < 60));
        }
    }
}
