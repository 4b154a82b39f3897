//! Exports of platforms as people have them: archives, downloads, dumps of libraries, and what is none of them.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::file;

const DOOR: &str = "tests/data/door/";
const LABELLED: &str = "{\"labelled\":true}";

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("")).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn profiles(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Files with these texts, imported as `from`.
fn import(from: &str, files: &[(&str, String)]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (name, text) in files {
        std::fs::write(path(name), text).expect("a file");
    }
    let files: Vec<String> = files.iter().map(|(name, _)| path(name)).collect();
    let mut arguments = vec!["import", "--as-of", "2026-11-23", "--from", from];
    arguments.extend(files.iter().map(String::as_str));
    run(&arguments)
}

fn import_json(from: &str, value: &Value) -> Output {
    import(from, &[("file.json", value.to_string())])
}

fn door(from: &str, name: &str) -> Output {
    run(&["import", "--as-of", "2026-11-23", "--from", from, &format!("{DOOR}{name}")])
}

#[test]
fn records_without_a_users_marks_are_named_and_counted() {
    for (from, name, what) in [
        ("x_v2", "lists.json", "lists (owner, number of members), not followers (1 record)"),
        (
            "mastodon",
            "masto_rel.json",
            "followed_by) without the accounts themselves; fetch the list of followers (2 records)",
        ),
        ("bluesky", "jetstream.jsonl", "events or records of a stream"),
    ] {
        let name = format!("foreign-records-as-followers/{name}");
        let path = format!("{DOOR}{name}");
        let analyzed = run(&["analyze", &path, "--target", LABELLED]);
        for output in [door(from, &name), door("auto", &name), analyzed] {
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{}", said(&output));
            assert!(said(&output).contains(what), "{name}: {}", said(&output));
            assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
        }
    }
    for (from, value, what) in [
        ("x_v2", json!([{"id": "1", "tweet": "t", "conversation_id": "1", "username": "made"}]), "posts"),
        (
            "x_v2",
            json!({"data": [{"id": "1", "title": "t", "state": "live"}], "meta": {"result_count": 1}}),
            "no username",
        ),
        (
            "bluesky",
            json!({"did": "did:plc:a", "uri": "at://x", "record": {"$type": "app.bsky.graph.follow"}}),
            "events",
        ),
        (
            "bluesky",
            json!({"subject": {"did": "did:plc:a", "handle": "a"}, "follows": [{"did": "b", "handle": "b"}]}),
            "accounts that one follows",
        ),
        ("mastodon", json!([{"id": "1", "title": "Made list", "replies_policy": "list"}]), "no acct"),
        (
            "mastodon",
            json!([{"id": "1", "type": "follow", "created_at": "2024-01-01", "account": {"id": "2", "acct": "a"}}]),
            "notifications",
        ),
        (
            "bluesky",
            json!({"cursor": "c", "records": [{"uri": "at://x", "cid": "b", "value": {"subject": "did:plc:a"}}]}),
            "events",
        ),
        ("x_archive", json!([{"following": {"accountId": "1", "userLink": "u"}}]), "accounts that one follows"),
        ("x_archive", json!([{"like": {"tweetId": "1", "fullText": "t"}}]), "likes"),
        ("instagram", json!({"relationships_following": [{"string_list_data": []}]}), "accounts that one follows"),
        ("instagram", json!({"relationships_blocked_users": [{"string_list_data": []}]}), "another part"),
        ("facebook", json!({"friends_v2": [{"name": "N", "timestamp": 1_600_000_000}]}), "friends"),
        ("facebook", json!({"following_v3": [{"name": "N", "timestamp": 1_600_000_000}]}), "accounts that one follows"),
    ] {
        let output = import_json(from, &value);
        assert_eq!(output.status.code(), Some(2), "{value}: {}", said(&output));
        assert!(said(&output).contains(what), "{value}: {}", said(&output));
    }
}

#[test]
fn among_followers_a_record_of_another_kind_is_rejected_and_counted() {
    let users = json!([{"id": "1", "username": "a"}, {"id": "2", "owner_id": "1", "member_count": 3}]);
    let output = import_json("x_v2", &users);
    assert_eq!(profiles(&output).len(), 1);
    assert!(said(&output).contains("1 record is no user (this looks like lists"), "{}", said(&output));
    assert!(said(&output).contains("1 profile written, 1 row rejected"), "{}", said(&output));
}

#[test]
fn one_bad_date_costs_no_follower() {
    let output = door("bluesky", "user-dropped-for-one-date/bsky.json");
    let profiles = profiles(&output);
    assert_eq!(profiles.len(), 18);
    assert_eq!(profiles.iter().filter(|p| p["account"].get("created_at").is_none()).count(), 7);
    assert!(said(&output).contains("createdAt of 5 users cannot be used"), "{}", said(&output));
}

#[test]
fn libraries_spell_the_same_fields_in_their_own_way() {
    let snake = profiles(&door("bluesky", "sdk-spelling-loses-fields/bsky_snake.json"));
    assert_eq!(snake[0]["account"]["created_at"], "2023-05-06T10:11:12Z");
    let output = door("x_v2", "sdk-spelling-loses-fields/snscrape.jsonl");
    let account = json!({"created_at": "2018-05-13T12:00:00Z", "followers": 5, "following": 6, "posts": 7, "likes": 8,
                         "listed": 0, "verified": false, "has_avatar": true, "has_bio": true});
    assert_eq!(profiles(&output)[0]["account"], account);
    assert!(said(&output).contains("no user has account.protected; ask X for user.fields="), "{}", said(&output));
    let twint = json!({"id": "9", "name": "n", "username": "made", "bio": "b", "join_date": "2012-03-04", "tweets": 4,
                       "following": 3, "followers": 2, "likes": 1, "media": 0, "private": 0, "verified": 0, "avatar": "a"});
    let account = json!({"created_at": "2012-03-04T00:00:00Z", "followers": 2, "following": 3, "posts": 4, "likes": 1,
                         "verified": false, "protected": false, "has_avatar": true, "has_bio": true});
    assert_eq!(profiles(&import_json("auto", &twint))[0]["account"], account);
    // A client of TypeScript keeps the whole response; one of X's own pages wraps the user.
    let response = json!({"success": true, "headers": {}, "data": {"subject": {"did": "did:plc:s", "handle": "s"},
        "followers": [{"did": "did:plc:f", "handle": "f", "createdAt": "2024-01-02T03:04:05Z"}]}});
    assert_eq!(profiles(&import_json("auto", &response))[0]["account"]["created_at"], "2024-01-02T03:04:05Z");
    let wrapped = json!({"__typename": "User", "id": "VXNlcjo1", "rest_id": "5", "legacy": {"screen_name": "made",
        "created_at": "Tue Apr 21 06:49:15 +0000 2009", "followers_count": 7}});
    let profile = &profiles(&import_json("auto", &wrapped))[0];
    assert_eq!((&profile["id"], &profile["account"]["created_at"]), (&json!("5"), &json!("2009-04-21T06:49:15Z")));
    // Pages a line with what their library adds; pinned posts beside users are no users.
    let page = |id: u32| {
        json!({"data": [{"id": id.to_string(), "username": "made", "pinned_tweet_id": "7"}],
               "includes": {"tweets": [{"id": "7", "text": "t"}]}, "errors": [], "meta": {"result_count": 1},
               "__twarc": {"url": "u", "version": "2.14.0", "retrieved_at": "2024-01-02T03:04:05+00:00"}})
    };
    let lines = format!("{}\n{}\n", page(1), page(2));
    assert_eq!(profiles(&import("auto", &[("twarc.jsonl", lines)])).len(), 2);
    // Users beside posts are known, but in no order of following.
    let posts = json!({"includes": {"users": [{"id": "4", "username": "made"}]}, "meta": {"result_count": 0}});
    assert_eq!(profiles(&import_json("x_v2", &posts)), [json!({"id": "4"})]);
}

#[test]
fn pages_say_whether_followers_are_missing() {
    const OLDER: &str = "followers are missing: the last page says that there are more. These are the newest";
    for name in ["x_page1.json", "x_next.json"] {
        let reported = said(&door("x_v2", &format!("truncated-pages/{name}")));
        assert!(reported.contains(OLDER), "{name}: {reported}");
    }
    let reported = said(&door("x_v2", "truncated-pages/x_next.json"));
    assert!(reported.contains("the pages state 1,000 users (result_count) and hold 1"), "{reported}");
    let path = format!("{DOOR}truncated-pages/x_page1.json");
    let analyzed = run(&["analyze", &path, "--target", LABELLED, "--format", "json"]);
    let analysis: Value = serde_json::from_slice(&analyzed.stdout).expect("JSON");
    let warnings = analysis["warnings"].as_array().expect("warnings");
    assert!(warnings.iter().any(|w| w["detail"].as_str().is_some_and(|d| d.contains(OLDER))), "{warnings:?}");

    let v2 = |meta: Value| json!({"data": [{"id": "1", "username": "a"}], "meta": meta});
    let v1 = |next: u64, previous: i64| json!({"users": [{"id": 1, "screen_name": "a"}], "next_cursor": next, "previous_cursor": previous});
    let bluesky = |cursor: Value| json!({"subject": {"did": "s"}, "followers": [{"did": "did:plc:a", "handle": "a"}], "cursor": cursor});
    let account = |i: usize| json!({"id": i.to_string(), "acct": "a", "username": "a"});
    let full = json!((0..80).map(account).collect::<Vec<_>>());
    let nothing: &[&str] = &[];
    for (pages, notes) in [
        (vec![v2(json!({"result_count": 1}))], nothing),
        (
            vec![
                v2(json!({"result_count": 1, "next_token": "A"})),
                v2(json!({"result_count": 1, "previous_token": "B"})),
            ],
            nothing,
        ),
        (vec![v2(json!({"result_count": 1, "previous_token": "B"}))], &["there are newer ones"]),
        (
            vec![
                v2(json!({"result_count": 1, "previous_token": "B"})),
                v2(json!({"result_count": 1, "next_token": "A"})),
            ],
            &["not the last one given"],
        ),
        (vec![v1(0, 0)], nothing),
        (vec![v1(77, 0)], &[OLDER]),
        (vec![v1(0, -5)], &["there are newer ones"]),
        (vec![json!({"ids": ["1", "2"], "next_cursor": 9, "next_cursor_str": "9"})], &[OLDER]),
        (vec![bluesky(Value::Null)], nothing),
        (vec![bluesky(json!("c"))], &[OLDER]),
        (vec![full.clone()], &["the last page is full (80 users)"]),
        (vec![full, json!([account(90)])], nothing),
    ] {
        let lines: Vec<String> = pages.iter().map(Value::to_string).collect();
        let reported = said(&import("auto", &[("pages.jsonl", lines.join("\n"))]));
        for note in notes {
            assert!(reported.contains(note), "{note} in {reported}");
        }
        let missing =
            reported.contains("missing:") || reported.contains("is full") || reported.contains("not the last");
        assert_eq!(missing, !notes.is_empty(), "{reported}");
    }
}

#[test]
fn accounts_that_moved_closed_or_are_hidden_are_counted() {
    let account = |id: &str, more: Value| {
        let mut account = json!({"id": id, "acct": "a", "username": "a"});
        account.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        account
    };
    let accounts = json!([
        account("1", json!({"moved": {"id": "9", "acct": "b"}})),
        account("2", json!({"memorial": true})),
        account("3", json!({"suspended": true})),
        account("4", json!({"limited": true})),
        account("5", json!({"moved": null, "memorial": false, "suspended": false})),
    ]);
    let output = import_json("mastodon", &accounts);
    assert_eq!(profiles(&output).len(), 4);
    for note in ["1 user has moved", "1 account is a memorial", "1 user is suspended; left out", "1 user is limited"] {
        assert!(said(&output).contains(note), "{note} in {}", said(&output));
    }
    let view = |id: u32, more: Value| {
        let mut view = json!({"did": format!("did:plc:{id}"), "handle": "a.example"});
        view.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        view
    };
    let views = json!({"subject": {"did": "s"}, "followers": [
        view(1, json!({"labels": [{"src": "did:plc:l", "val": "!hide"}]})),
        view(2, json!({"labels": [{"val": "!no-unauthenticated"}], "active": true})),
        view(3, json!({"labels": [{"val": "!hide", "neg": true}]})),
        view(4, json!({"active": false, "status": "deactivated"})),
    ]});
    let output = import_json("bluesky", &views);
    assert_eq!(profiles(&output).len(), 3);
    for note in ["1 user is limited or hidden", "1 user is deactivated; left out"] {
        assert!(said(&output).contains(note), "{note} in {}", said(&output));
    }
}

#[test]
fn an_archive_of_x_gives_ids_order_and_dates_from_long_ids() {
    let name = "other-text-as-csv/follower_big.js";
    let output = door("auto", name);
    let found = profiles(&output);
    assert_eq!(found.len(), 40);
    assert_eq!(
        found[0],
        json!({"id": "1310630474755170000", "follow_order": 40, "account": {"created_at": "2020-09-28T17:20:30Z"}})
    );
    assert!(said(&output).contains("account.created_at of 40 users comes from the id"), "{}", said(&output));
    let as_table = door("csv", name);
    assert_eq!(as_table.status.code(), Some(2));
    assert!(said(&as_table).contains("use --from x_archive"), "{}", said(&as_table));
    let analyzed = run(&["analyze", &format!("{DOOR}{name}"), "--target", LABELLED, "--format", "json"]);
    let analysis: Value = serde_json::from_slice(&analyzed.stdout).expect("JSON");
    assert_eq!(analysis["audience"]["profiles"], 40, "{}", said(&analyzed));

    let part = |n: u32, ids: &[&str]| {
        let followers: Vec<Value> =
            ids.iter().map(|id| json!({"follower": {"accountId": id, "userLink": "u"}})).collect();
        (
            ["follower.js", "follower-part1.js"][n as usize],
            format!("window.YTD.follower.part{n} = {}", json!(followers)),
        )
    };
    let parts = [part(0, &["1500000000000000001", "783214"]), part(1, &["783214", "12"])];
    let found = profiles(&import("x_archive", &parts));
    assert_eq!(found.len(), 3);
    // Ids of the years in which accounts were numbered one after another say no time.
    assert_eq!(found[1], json!({"id": "783214", "follow_order": 2}));
    // Users who are looked up complete an archive.
    let lookup = json!({"data": [{"id": "783214", "username": "made", "created_at": "2007-02-20T14:35:54.000Z"}]});
    let both = [part(0, &["1500000000000000001", "783214"]), ("users.json", lookup.to_string())];
    let found = profiles(&import("auto", &both));
    assert_eq!(found.len(), 2);
    assert_eq!(found[1]["account"]["created_at"], "2007-02-20T14:35:54Z");
    for (kind, what) in [
        ("following", "accounts that one follows"),
        ("tweets", "posts"),
        ("mute", "muted"),
        ("app", "data/follower.js"),
    ] {
        let text = format!("window.YTD.{kind}.part0 = [ {{ \"{kind}\" : {{ \"accountId\" : \"1\" }} }} ]");
        for from in ["auto", "x_archive"] {
            let output = import(from, &[("part.js", text.clone())]);
            assert_eq!(output.status.code(), Some(2));
            assert!(said(&output).contains(what), "{kind}: {}", said(&output));
        }
    }
}

#[test]
fn pages_and_lines_of_ids_are_followers_of_x() {
    let page = json!({"ids": [1_500_000_000_000_000_001_u64, "783214"], "next_cursor": 0, "previous_cursor": 0});
    let ids = ["1500000000000000001", "783214"];
    for (from, text) in [
        ("auto", page.to_string()),
        ("x_v1", json!([1_500_000_000_000_000_001_u64, "783214"]).to_string()),
        ("x_v1", "1500000000000000001\n783214\n".to_owned()),
    ] {
        let output = import(from, &[("ids.json", text)]);
        let found = profiles(&output);
        assert_eq!(found.iter().map(|p| p["id"].as_str()).collect::<Vec<_>>(), ids.map(Some));
        assert_eq!(found[0]["account"]["created_at"], "2022-03-05T06:47:23Z");
        assert!(said(&output).contains("look the users up"), "{}", said(&output));
    }
}

#[test]
fn downloads_of_instagram_and_facebook_give_follow_times_and_no_names() {
    let follow = |name: &str, at: i64| {
        json!({"title": "", "media_list_data": [],
               "string_list_data": [{"href": format!("https://www.instagram.com/{name}"), "value": name, "timestamp": at}]})
    };
    let newer = json!([follow("made.one", 1_749_860_021), follow("made.two", 1_600_000_000)]);
    let older = json!({"relationships_followers": newer});
    // Since 2025 some entries have the name in the title alone, or in the address.
    let titled = json!([
        {"title": "made.one", "string_list_data": [{"href": "https://www.instagram.com/_u/made.one", "timestamp": 1_749_860_021}]},
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/_u/made.two/", "timestamp": 1_600_000_000}]},
    ]);
    let first = json!({"followers": {"made.one": "2025-06-14T00:13:41+00:00", "made.two": "2020-09-13T12:26:40+00:00"},
                       "following": {"made.x": "2020-01-01T00:00:00+00:00"}});
    let known = profiles(&import_json("instagram", &newer));
    let times: Vec<_> = known.iter().map(|p| p["followed_at"].as_str()).collect();
    assert_eq!(times, [Some("2025-06-14T00:13:41Z"), Some("2020-09-13T12:26:40Z")]);
    for shape in [newer, older, titled, first] {
        let output = import_json("auto", &shape);
        assert_eq!(profiles(&output), known, "{shape}");
        let written = String::from_utf8(output.stdout.clone()).expect("UTF-8") + &said(&output);
        assert!(!written.contains("made."), "{written}");
    }
    // A damaged time costs the time; no name at all costs the record.
    let bad = json!([follow("made.three", 0), {"title": "", "string_list_data": []}]);
    let output = import_json("instagram", &bad);
    assert_eq!(profiles(&output).len(), 1);
    assert!(said(&output).contains("timestamp of 1 user cannot be used"), "{}", said(&output));

    for list in ["followers_v2", "followers_v3"] {
        // Two people of one name are two followers, with and without times; the same file again adds nobody.
        let file = json!({list: [{"name": "Made Name", "timestamp": 1_600_000_000}, {"name": "Made Name", "timestamp": 1_600_000_001},
                                 {"name": "Made Other"}, {"name": "Made Other"}]});
        let output = import("auto", &[("a.json", file.to_string()), ("b.json", file.to_string())]);
        assert_eq!(profiles(&output).len(), 4, "{}", said(&output));
        let written = String::from_utf8(output.stdout.clone()).expect("UTF-8") + &said(&output);
        assert!(!written.contains("Made"), "{written}");
    }
}

#[test]
fn a_csv_of_mastodon_followers_is_no_other_export() {
    let csv = |text: &str| import("auto", &[("export.csv", text.to_owned())]);
    let output = csv("Account address\nmade.one@a.example\nMade.Two@b.example\n\n");
    let found = profiles(&output);
    assert_eq!(found.len(), 2);
    let written = String::from_utf8(output.stdout.clone()).expect("UTF-8") + &said(&output);
    assert!(!written.to_lowercase().contains("made."), "{written}");
    for (header, what) in [
        (
            "Account address,Show boosts,Notify on new posts,Languages\na@b.example,true,false,\n",
            "accounts that one follows",
        ),
        ("Account address,Hide notifications\na@b.example,true\n", "blocked or muted"),
    ] {
        assert_eq!(csv(header).status.code(), Some(2));
        assert!(said(&csv(header)).contains(what), "{}", said(&csv(header)));
    }
}

#[test]
fn web_pages_and_unknown_json_are_one_sentence() {
    let page = "<html><head><base href=\"../\"></head><body><a href=\"https://www.instagram.com/made\">made</a>\
                <h1>Followers</h1></body></html>";
    for from in ["auto", "instagram"] {
        let output = import(from, &[("followers_1.html", page.to_owned())]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("request the download again in the format JSON"), "{}", said(&output));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.json");
    std::fs::write(
        &path,
        json!([{"id": 1, "colour": {"name": "red"}, "size": 3}, {"id": 2, "colour": {"name": "blue"}}]).to_string(),
    )
    .expect("a file");
    let output = run(&["analyze", &path.display().to_string(), "--target", LABELLED]);
    assert_eq!((output.status.code(), said(&output).lines().count()), (Some(2), 1), "{}", said(&output));
    assert!(said(&output).contains("found: colour, id, size; accepted: profiles"), "{}", said(&output));
}

#[test]
fn no_fault_repeats_a_handle() {
    let handle = "made_handle";
    for (from, text) in [
        ("x_v2", format!("{{\"data\":[{{\"id\": tru, \"username\": \"{handle}\"}}]}}")),
        ("x_v2", format!("[\"{handle}\", \"{handle}\"]")),
        ("x_v2", format!("[{{\"id\":\"1\",\"username\":\"a\"}},{{\"id\":[\"{handle}\"],\"username\":\"{handle}\"}}]")),
        ("x_v2", format!("{{\"errors\":[{{\"message\":\"no user [{handle}] or @{handle}\"}}]}}")),
        ("x_v2", format!("{handle},b\n1,2\n")),
        ("auto", format!("{handle},b\n1,2\n")),
        ("mastodon_csv", format!("Account address\n{handle}\n")),
        ("facebook", format!("{{\"followers_v3\":[\"{handle}\",{{\"name\":[\"{handle}\"]}}]}}")),
        ("instagram", format!("[{{\"string_list_data\":\"{handle}\"}}]")),
    ] {
        let output = import(from, &[("file.json", text.clone())]);
        let reported = said(&output) + &String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!reported.contains(handle), "{from}: {text}: {reported}");
    }
}
