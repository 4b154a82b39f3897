//! Exports of platforms and spreadsheets, through the real binary and the real server.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use audience_fit::ingest::{Format, Mapping, Platform, ReadError, ReadOptions, Role, read_profiles};
use audience_fit::report::Language;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::{TestServer, file};

const FOLDER: &str = "tests/data/exports/";
const X: [&str; 2] = ["x-followers-1.json", "x-followers-2.json"];
const MASTODON: [&str; 2] = ["mastodon-followers-1.json", "mastodon-followers-2.json"];
const BLUESKY: [&str; 3] = ["bluesky-followers-1.json", "bluesky-followers-2.json", "bluesky-profiles.json"];

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .args(arguments)
        .current_dir(file(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A command that fails early does not read its input.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the binary ends")
}

/// `import` of shipped files.
fn import(from: &str, files: &[&str], more: &[&str]) -> Output {
    let files: Vec<String> = files.iter().map(|name| format!("{FOLDER}{name}")).collect();
    let mut arguments = vec!["import", "--as-of", "2026-11-23", "--from", from];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(more);
    run(&arguments, b"")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn lines(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn fixture(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(file(FOLDER).join(name)).expect("a fixture")).expect("JSON")
}

#[test]
fn followers_of_x_become_profiles_in_the_order_of_following() {
    let output = import("x_v2", &X, &[]);
    let profiles = lines(&output);
    let order: Vec<_> = profiles.iter().map(|p| (p["id"].as_str(), p["follow_order"].as_u64())).collect();
    let ids = [
        "1790000000000000001",
        "1790000000000000002",
        "1450000000000000003",
        "31000004",
        "900000000000000005",
        "120000006",
        "2500000007",
    ];
    let expected: Vec<_> = ids.into_iter().zip((1..=7).rev()).map(|(id, order)| (Some(id), Some(order))).collect();
    assert_eq!(order, expected);
    assert_eq!(
        profiles[3]["account"],
        json!({"created_at": "2009-04-14T01:02:03Z", "followers": 1211, "following": 640, "posts": 15023, "likes": 8801,
               "listed": 41, "verified": false, "protected": true, "has_avatar": true, "has_bio": true})
    );
    assert_eq!(profiles[0]["account"]["has_bio"], false);
    assert_eq!(profiles[0]["account"]["has_avatar"], false);
    // What the page does not hold stays missing.
    assert_eq!(profiles[4]["account"].get("has_bio"), None);
    assert_eq!(profiles[5], json!({"id": "120000006", "follow_order": 2}));
    // A count that is none costs the count, not the follower.
    assert_eq!((profiles[6]["account"].get("followers"), &profiles[6]["account"]["following"]), (None, &json!(12)));
    let reported = text(&output.stderr);
    for said in [
        "followers_count of 1 user cannot be used",
        "1 user came again and was merged",
        "account.followers of 1 user differs between pages",
        "1 user the platform could not give",
        "7 profiles written, 0 rows rejected",
    ] {
        assert!(reported.contains(said), "{said} in\n{reported}");
    }
}

#[test]
fn accounts_of_mastodon_keep_hidden_counts_missing_and_judge_no_bot() {
    let output = import("mastodon", &MASTODON, &[]);
    let profiles = lines(&output);
    assert_eq!(profiles.len(), 5);
    assert_eq!(profiles[0]["account"]["has_bio"], false);
    assert_eq!(profiles[0]["account"]["has_avatar"], false);
    assert_eq!(profiles[0]["account"].get("last_active_at"), None);
    assert_eq!(profiles[1]["account"]["protected"], true);
    assert_eq!(profiles[1]["account"]["last_active_at"], "2025-10-30T00:00:00Z");
    assert_eq!((profiles[2]["account"].get("followers"), &profiles[2]["account"]["posts"]), (None, &json!(17)));
    assert_eq!((&profiles[3]["attributes"]["bot"], &profiles[3]["follow_order"]), (&json!(true), &json!(2)));
    assert_eq!((profiles[4]["account"].get("created_at"), &profiles[4]["account"]["followers"]), (None, &json!(5)));
    let reported = text(&output.stderr);
    for said in ["created_at of 1 user cannot be used", "1 user is suspended", "2 counts are negative"] {
        assert!(reported.contains(said), "{said} in\n{reported}");
    }
}

#[test]
fn profiles_of_bluesky_complete_its_followers_without_an_order_of_their_own() {
    let output = import("bluesky", &BLUESKY, &[]);
    let profiles = lines(&output);
    let order: Vec<_> = profiles.iter().map(|p| p["follow_order"].as_u64()).collect();
    assert_eq!(order, [Some(3), Some(2), Some(1), None]);
    let known = json!({"created_at": "2023-07-01T12:00:00Z", "followers": 900, "following": 120, "posts": 3300,
                       "verified": true, "has_avatar": true, "has_bio": true});
    assert_eq!(profiles[2]["account"], known);
    assert_eq!(
        profiles[1]["account"],
        json!({"created_at": "2024-11-13T22:01:10Z", "followers": 0, "following": 950, "posts": 0})
    );
    let backwards = lines(&import("bluesky", &[BLUESKY[2], BLUESKY[0]], &[]));
    let mut sorted = backwards.clone();
    sorted.sort_by_key(|p| std::cmp::Reverse(p["follow_order"].as_u64()));
    assert_eq!(sorted, profiles);
    let reported = text(&output.stderr);
    for said in ["1 page had no users", "2 users came again", "1 user stands in no page of followers"] {
        assert!(reported.contains(said), "{said} in\n{reported}");
    }
}

#[test]
fn nothing_personal_is_passed_on() {
    for (from, files) in [("x_v2", &X[..]), ("mastodon", &MASTODON), ("bluesky", &BLUESKY)] {
        let output = import(from, files, &[]);
        let (written, reported) = (text(&output.stdout).to_lowercase(), text(&output.stderr).to_lowercase());
        for word in
            ["synthetic person", "synthetic_", "made up", "nowhere", "social.example", "bsky.example", "display"]
        {
            assert!(!written.contains(word), "{from}: {word} in\n{written}");
            assert!(!reported.contains(word), "{from}: {word} in\n{reported}");
        }
        assert!(!reported.contains("31000004") && !reported.contains("did:plc"), "{from}: an id in\n{reported}");
    }
}

#[test]
fn a_wrong_format_is_named_with_the_right_one() {
    let files = [("x_v2", X[0]), ("mastodon", MASTODON[0]), ("bluesky", BLUESKY[0]), ("bluesky", BLUESKY[2])];
    for (right, name) in files {
        for wrong in ["x_v2", "mastodon", "bluesky"].into_iter().filter(|wrong| *wrong != right) {
            let output = import(wrong, &[name], &[]);
            assert_eq!(output.status.code(), Some(2), "{name} as {wrong}");
            assert!(output.stdout.is_empty());
            let reported = text(&output.stderr);
            assert!(reported.contains(&format!("use --from {right}")), "{name} as {wrong}: {reported}");
        }
        let path = format!("{FOLDER}{name}");
        let wrong = run(&["analyze", &path, "--input-format", "json", "--target", "{\"labelled\":true}"], b"");
        assert_eq!(wrong.status.code(), Some(2));
        assert!(text(&wrong.stderr).contains(&format!("use --input-format {right}")), "{}", text(&wrong.stderr));
        let recognised = import("auto", &[name], &[]);
        assert_eq!(recognised.stdout, import(right, &[name], &[]).stdout, "{name}");
        assert!(text(&recognised.stderr).contains(&format!("read as {right}")), "{}", text(&recognised.stderr));
    }
    for (from, page, said) in [
        (
            "bluesky",
            json!({"subject": {"did": "did:plc:a", "handle": "a"}, "follows": []}),
            "accounts that one follows",
        ),
        ("x_v2", json!({"users": [{"id": 1, "screen_name": "a"}], "next_cursor": 0}), "API v1.1"),
        (
            "x_v2",
            json!({"data": [{"id": "1", "text": "hello", "author_id": "2"}], "meta": {"result_count": 1}}),
            "posts",
        ),
        ("mastodon", json!([{"id": "1", "content": "<p>x</p>", "account": {"acct": "a"}}]), "posts"),
        ("mastodon", json!([{"id": "1", "age": 31}]), "need no import"),
        ("x_v2", json!({"id": "1", "account": {"followers": 3}}), "need no import"),
    ] {
        let output = run(&["import", "--from", from, "-"], page.to_string().as_bytes());
        assert_eq!(output.status.code(), Some(2), "{page}");
        assert!(text(&output.stderr).contains(said), "{page}: {}", text(&output.stderr));
    }
}

#[test]
fn error_pages_are_rejected_rows_and_empty_pages_are_none() {
    let limited = import("x_v2", &["x-followers-1.json", "x-rate-limit.json"], &[]);
    assert_eq!(lines(&limited).len(), 4);
    assert!(text(&limited.stderr).contains("x-rate-limit.json: row 1: received the error \"Too Many Requests\""));
    assert_eq!(import("x_v2", &["x-rate-limit.json"], &[]).status.code(), Some(2));
    for (from, page) in [
        ("x_v2", "{\"meta\": {\"result_count\": 0}}"),
        ("x_v2", "{\"data\": [], \"meta\": {\"result_count\": 0}}"),
        ("mastodon", "[]"),
        ("mastodon", "[[], []]"),
        ("bluesky", "{\"subject\": {\"did\": \"did:plc:a\"}, \"followers\": []}"),
    ] {
        let output = run(&["import", "--from", from, "-"], page.as_bytes());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{page}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("had no users"), "{page}");
    }
    for (from, error) in
        [("mastodon", "{\"error\": \"Too many requests\"}"), ("bluesky", "{\"error\":\"RateLimitExceeded\"}")]
    {
        let reported = text(&run(&["import", "--from", from, "-"], error.as_bytes()).stderr);
        assert!(reported.contains("followers are missing here"), "{reported}");
    }
}

#[test]
fn a_broken_or_foreign_page_rejects_the_file_and_leaves_no_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.ndjson");
    let target = path.display().to_string();
    let cases = [
        ("{\"data\": [{\"id\": \"1\"}", "ends within page 1"),
        ("{\"data\": [{\"id\": \"1\"}]}\n{\"data\": [{\"id\": tru}]}", "page 2 is broken"),
        ("", "the file is empty"),
        (" ", "there is nothing"),
        ("id,name\n1,a\n", "accepted: JSON"),
    ];
    for (bytes, said) in cases {
        let output = run(&["import", "--from", "x_v2", "-", "--output", &target], bytes.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{bytes}");
        assert!(text(&output.stderr).contains(said), "{bytes}: {}", text(&output.stderr));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
    let subjects = ["did:plc:a", "did:plc:b"].map(|did| json!({"subject": {"did": did}, "followers": []}));
    let output = run(&["import", "--from", "bluesky", "-"], json!(subjects).to_string().as_bytes());
    assert!(text(&output.stderr).contains("of another account"), "{}", text(&output.stderr));
    let written = import("x_v2", &X, &["--output", &target]);
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(std::fs::read(&path).expect("the output"), import("x_v2", &X, &[]).stdout);
    assert!(written.stdout.is_empty());
}

#[test]
fn bad_users_are_named_by_page_place_and_field_and_the_rest_stays() {
    let good = |id: u32| json!({"id": id.to_string(), "username": "u"});
    let bad = json!({"id": {"of": 9}, "username": "u"});
    let page = |users: Value| json!({"data": users, "meta": {"result_count": 2}});
    let options = ReadOptions::new(Role::Audience, date!(2026 - 11 - 23));
    let reported = |text: &str| {
        let format = Format::Platform(Platform::XV2);
        let reading = read_profiles(format, text.as_bytes(), &options, &mut |_| {}).expect("pages");
        assert_eq!(reading.profiles.len(), 2, "{text}");
        let listed = reading.rejected.listed.iter();
        listed.map(|r| format!("{} {} {}", r.row, r.field, r.code.as_str())).collect::<Vec<_>>()
    };
    let (first, second) = (page(json!([good(1)])), page(json!([good(2), bad.clone(), null, {"username": "u"}])));
    let fields = |before: &str, list: &str| {
        vec![
            format!("3 {before}{list}[1].id wrong_type"),
            format!("4 {before}{list}[2] wrong_type"),
            format!("5 {before}{list}[3].id wrong_type"),
        ]
    };
    assert_eq!(reported(&json!([first, second]).to_string()), fields("[1].", "data"));
    assert_eq!(reported(&format!("{first}\n{second}\n")), fields("page 2: ", "data"));
    let bare = format!("{}\n{}\n{bad}", good(1), good(2));
    assert_eq!(reported(&bare), ["3 page 3: id wrong_type"]);
    assert_eq!(reported(&json!([good(1), good(2), {"id": ""}]).to_string()), ["3 [2] wrong_type"]);
    let limited = ReadOptions { max_rows: 4, ..options.clone() };
    let text = json!([first, second]).to_string();
    let rejected = read_profiles(Format::Platform(Platform::XV2), text.as_bytes(), &limited, &mut |_| {});
    assert!(matches!(rejected, Err(ReadError::TooManyRows { max: 4 })));
}

#[test]
fn import_into_analyze_answers_as_the_pages_themselves_do() {
    let target = "{\"attributes\": [{\"name\": \"bot\", \"max\": 0}]}";
    let question = ["--target", target, "--as-of", "2026-11-23", "--format", "json", "--min-cell", "1"];
    let parts = ["fit", "segments"];
    let imported = import("mastodon", &MASTODON, &[]);
    let as_csv = import("mastodon", &MASTODON, &["--format", "csv"]);
    let answer = |arguments: &[&str], input: &[u8]| -> Value {
        let output = run(&[arguments, &question].concat(), input);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let by_import = answer(&["analyze", "-"], &imported.stdout);
    assert_eq!(by_import["fit"]["count"]["value"], 4.0);
    assert_eq!(by_import["audience"]["profiles"], 5);
    let by_csv = answer(&["analyze", "-"], &as_csv.stdout);
    let pages = json!([fixture(MASTODON[0]), fixture(MASTODON[1])]);
    let by_pages = answer(&["analyze", "-", "--input-format", "mastodon"], pages.to_string().as_bytes());
    let server = TestServer::start_with(|settings| settings.min_cell = 1);
    let body = json!({"profiles": pages, "format": "mastodon", "as_of": "2026-11-23",
                      "target": serde_json::from_str::<Value>(target).expect("JSON")});
    let by_http = server.create_analysis(&body).json();
    for part in parts {
        assert_eq!(by_csv[part], by_import[part], "{part}");
        assert_eq!(by_http[part], by_pages[part], "{part}");
    }
    assert_eq!(by_csv["audience"]["profiles"], by_import["audience"]["profiles"]);
    assert_eq!(by_pages["fit"], by_import["fit"]);
    assert_eq!(by_pages["segments"], by_import["segments"]);
    assert_eq!(by_pages["audience"]["rejected"], 0);
    assert!(by_pages["warnings"].to_string().contains("1 user is suspended"), "{}", by_pages["warnings"]);
}

#[test]
fn the_service_points_into_the_pages() {
    let server = TestServer::start();
    let ask = |format: &str, profiles: Value| {
        let body =
            json!({"profiles": profiles, "format": format, "target": {"labelled": true}, "on_error": "reject_all"});
        let answer = server.create_analysis(&body);
        (answer.status, answer.json()["errors"][0].clone())
    };
    let mut last = fixture(X[1]);
    last["data"][3]["id"] = json!([]);
    let (status, error) = ask("x_v2", json!([fixture(X[0]), last]));
    assert_eq!((status, &error["pointer"]), (422, &json!("/profiles/1/data/3/id")));
    let (status, error) = ask("x_v2", fixture(MASTODON[0]));
    assert_eq!((status, &error["pointer"]), (422, &json!("/profiles")));
    assert!(error["detail"].as_str().is_some_and(|d| d.contains("\"format\": \"mastodon\"")), "{error}");
    let (status, error) = ask("myspace", json!([]));
    assert_eq!((status, &error["pointer"]), (422, &json!("/format")));
}

#[test]
fn a_mapping_says_what_the_columns_of_a_csv_stand_for() {
    let mapping = format!("{FOLDER}survey.toml");
    let output = import("csv", &["survey.csv"], &["--mapping", &mapping]);
    let profiles = lines(&output);
    assert_eq!(
        profiles,
        [
            json!({"id": "A-1", "account": {"created_at": "2025-05-02T00:00:00Z", "followers": 120, "verified": true},
                   "region": "KR-11", "income": {"amount": 1_900_000, "currency": "KRW", "period": "month", "scope": "personal"},
                   "age_band": {"min": 25, "max": 34}}),
            json!({"id": "A-2", "account": {"created_at": "2024-11-30T00:00:00Z", "followers": 15, "verified": false},
                   "region": "KR-26", "income": {"amount": 2_400_000, "currency": "KRW", "period": "month", "scope": "personal"},
                   "age_band": {"min": 35, "max": 44}}),
            json!({"id": "A-3", "account": {"followers": 3}, "region": "KR-11", "age_band": {"min": 45, "max": 54},
                   "income": {"currency": "KRW", "period": "month", "scope": "personal"}}),
        ]
    );
    let reported = text(&output.stderr);
    assert!(
        reported.contains("account.created_at: cells that cannot be read as this field count as missing: 1"),
        "{reported}"
    );
    assert!(reported.contains("Comment (the mapping does not name it)"), "{reported}");
    let path = format!("{FOLDER}survey.csv");
    let target = "{\"age\": {\"min\": 25, \"max\": 40}}";
    let analyzed =
        run(&["analyze", &path, "--mapping", &mapping, "--target", target, "--format", "json", "--min-cell", "1"], b"");
    let analysis: Value = serde_json::from_slice(&analyzed.stdout).expect("JSON");
    assert_eq!((&analysis["audience"]["profiles"], &analysis["audience"]["rejected"]), (&json!(3), &json!(0)));
    assert!(analysis["warnings"].to_string().contains("Comment (the mapping does not name it)"));
}

fn mapped(mapping: &str, csv: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mapping.toml");
    std::fs::write(&path, mapping).expect("a file");
    let path = path.display().to_string();
    let output = run(&["import", "--from", "csv", "--as-of", "2026-11-23", "-", "--mapping", &path], csv.as_bytes());
    let lines = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (lines, text(&output.stderr))
}

#[test]
fn unmapped_columns_are_attributes_only_where_that_is_asked_for() {
    let columns = "[columns]\n\"Who\" = \"id\"\n\"tv\" = \"channels.tv\"\n\"Kids\" = \"attributes.children\"\n";
    let csv = "Who,tv,Kids,age,Note\n7,yes,2,31,x\n";
    let known = json!({"id": "7", "channels": {"tv": true}, "attributes": {"children": 2}});
    assert_eq!(mapped(columns, csv).0, std::slice::from_ref(&known));
    let (kept, reported) = mapped(&format!("unmapped = \"attributes\"\n{columns}"), csv);
    let mut expected = known;
    // A column that the mapping does not name is no field, whatever it is called.
    expected["attributes"] = json!({"children": 2, "age": 31, "Note": "x"});
    assert_eq!(kept, [expected]);
    assert!(!reported.contains("left out"), "{reported}");
}

#[test]
fn times_of_a_mapping_need_an_offset_and_say_their_format() {
    let mapping = |more: &str| {
        format!(
            "[columns]\nseen = {{ field = \"account.last_active_at\", date_format = \"[year].[month].[day] [hour]:[minute]\"{more} }}\n"
        )
    };
    let csv = "seen\n2026.05.02 08:30\n\n2026-05-02\n";
    let (profiles, reported) = mapped(&mapping(", utc_offset = \"+09:00\""), csv);
    assert_eq!(profiles, [json!({"account": {"last_active_at": "2026-05-01T23:30:00Z"}}), json!({})]);
    assert!(
        reported.contains("account.last_active_at: cells that cannot be read as this field count as missing: 1"),
        "{reported}"
    );
    let (_, reported) = mapped(&mapping(""), csv);
    assert!(reported.contains("no cell can be read") && reported.contains("give utc_offset"), "{reported}");
}

#[test]
fn every_fault_of_a_mapping_is_named_with_its_line() {
    let faults = |text: &str| match Mapping::parse(text) {
        Ok(_) => panic!("{text}"),
        Err(faults) => {
            faults.into_iter().map(|f| (f.line, f.detail.in_language(Language::English))).collect::<Vec<_>>()
        }
    };
    let text = "unmapped = \"keep\"\ncolour = 1\n\n[columns]\n\"A\" = \"acount.followers\"\n\"B\" = \"age\"\n\"C\" = { field = \"age\", date_fromat = \"x\" }\n\
                \"D\" = { values = {} }\n\"E\" = { field = \"followed_at\", date_format = \"[dya]\", utc_offset = \"KST\" }\n[constants]\n\"id\" = \"x\"\n\"agee\" = 3\n";
    let found = faults(text);
    let expected = [
        (1, "accepted: \"drop\" or \"attributes\""),
        (2, "colour; accepted: unmapped"),
        (5, "no field acount.followers; accepted: one of account.followers"),
        (7, "age: line 6 maps a column to it already"),
        (7, "date_fromat; accepted: field"),
        (8, "give the field"),
        (9, "date_format:"),
        (9, "utc_offset: received KST"),
        (11, "id: it can't be the same"),
        (12, "no field agee; accepted: one of age;"),
    ];
    for (line, said) in expected {
        assert!(found.iter().any(|(at, detail)| *at == line && detail.contains(said)), "{line} {said} in\n{found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    assert_eq!(faults("[columns]\n\"A\" = \n")[0].0, 2);
    let (_, reported) = mapped("[columns]\n\"Whoo\" = \"id\"\n", "Who\n1\n");
    assert!(reported.contains("columns that are not there: Whoo (line 2); there are: Who"), "{reported}");
}

#[test]
fn reports_bad_usage_of_import() {
    let path = format!("{FOLDER}{}", X[0]);
    let mapping = format!("{FOLDER}survey.toml");
    let cases: [(&[&str], &str); 5] = [
        (&["import", "--from", "myspace", &path], "--from"),
        (&["import", "--from", "x_v2"], "FILE"),
        (&["import", "--from", "x_v2", "no-such.json"], "no-such.json"),
        (&["import", "--from", "x_v2", &path, "--mapping", &mapping], "--mapping is for --from csv"),
        (
            &["analyze", &path, "--input-format", "x_v2", "--mapping", &mapping, "--target", "{\"labelled\":true}"],
            "for CSV",
        ),
    ];
    for (arguments, said) in cases {
        let output = run(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<String> = [("a.csv", "id,age\n1,30\n2,x\n"), ("b.csv", "age,id\n40,3\n,1\n"), ("c.csv", "id\n9\n")]
        .into_iter()
        .map(|(name, csv)| {
            let path = folder.path().join(name);
            std::fs::write(&path, csv).expect("a file");
            path.display().to_string()
        })
        .collect();
    let two = run(&["import", "--from", "csv", "--format", "csv", &files[0], &files[1]], b"");
    assert_eq!(text(&two.stdout), "id,age\n1,30\n2,\n3,40\n");
    let reported = text(&two.stderr);
    assert!(
        reported.contains("age: cells that cannot be read as this field count as missing: 1")
            && reported.contains("b.csv: row 2, field id"),
        "{reported}"
    );
    let three = run(&["import", "--from", "csv", "--format", "csv", &files[0], &files[2]], b"");
    assert_eq!(three.status.code(), Some(2));
    assert!(text(&three.stderr).contains("other columns"), "{}", text(&three.stderr));
}
