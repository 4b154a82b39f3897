//! The same answers in Korean and English: sentences differ, codes and figures do not.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Answer, TestServer, adult, file};

const JSON: (&str, &str) = ("content-type", "application/json");
const KOREAN: (&str, &str) = ("accept-language", "ko-KR,ko;q=0.9,en;q=0.8");
const ENGLISH: (&str, &str) = ("accept-language", "en-GB");

fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

/// Whether caches know that the answer differs by what the caller accepts.
fn varies(answer: &Answer) -> bool {
    answer.header("vary").split(',').any(|name| name.trim().eq_ignore_ascii_case("accept-language"))
}

/// Collects the names of the members whose texts differ; everything else has to be the same.
fn differences(korean: &Value, english: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (korean, english) {
        (Value::Object(korean), Value::Object(english)) => {
            assert!(korean.keys().eq(english.keys()), "{at}");
            korean.iter().for_each(|(key, value)| differences(value, &english[key], key, found));
        }
        (Value::Array(korean), Value::Array(english)) => {
            assert_eq!(korean.len(), english.len(), "{at}");
            korean.iter().zip(english).for_each(|(korean, english)| differences(korean, english, at, found));
        }
        (Value::String(korean), Value::String(english)) if korean != english => {
            found.insert(at.to_owned());
        }
        (korean, english) => assert_eq!(korean, english, "{at}"),
    }
}

#[test]
fn analyses_and_their_reports_are_in_the_language_that_the_caller_accepts() {
    let server = TestServer::start();
    let (profiles, panel, target) = adult();
    let body = json!({
        "profiles": profiles, "panel": panel, "target": target, "min_share": 0.3, "constraints": {"hours_per_week": 12}
    });
    let ask = |language| server.send("POST", "/v1/analyses", &[JSON, language], body.to_string().as_bytes());
    let (korean, english) = (ask(KOREAN), ask(ENGLISH));
    assert_eq!([korean.status, english.status], [200, 200], "{}", korean.text);
    assert_eq!([korean.header("content-language"), english.header("content-language")], ["ko", "en"]);
    assert!(varies(&korean) && varies(&english), "{}", korean.header("vary"));
    let (korean, english) = (korean.json(), english.json());
    let mut found = BTreeSet::new();
    differences(&korean, &english, "", &mut found);
    let sentences: BTreeSet<String> = [
        "assumption",
        "assumptions",
        "channel_assumptions",
        "detail",
        "fit",
        "provenance",
        "reason",
        "reasons",
        "required_data",
        "summary",
        "verdict",
    ]
    .map(str::to_owned)
    .into();
    let other: Vec<&String> = found.difference(&sentences).collect();
    assert!(other.iter().all(|at| ["name", "target"].contains(&at.as_str())), "codes and figures differ: {other:?}");
    assert!(found.contains("summary") && found.contains("reasons"), "{found:?}");
    assert!(has_hangul(korean["summary"]["fit"].as_str().expect("a sentence")), "{korean}");

    // Whoever asks for it later has it in their own language, whatever the language it was made in.
    let path = format!("/v1/analyses/{}", english["id"].as_str().expect("an id"));
    let read = |path: &str, headers: &[(&str, &str)]| server.send("GET", path, headers, b"");
    assert_eq!(read(&path, &[KOREAN]).json(), korean);
    assert_eq!(read(&path, &[ENGLISH]).json(), english);
    let report = format!("{path}/report?format=html");
    let (page, other) = (read(&report, &[KOREAN]), read(&report, &[ENGLISH]));
    assert!(page.text.contains("<html lang=\"ko\">") && page.text.contains("정책 대상"), "{}", page.text);
    assert!(other.text.contains("<html lang=\"en\">") && !has_hangul(&other.text), "{}", other.text);
    let tag = page.header("etag");
    assert_ne!(tag, other.header("etag"));
    assert_eq!(read(&report, &[KOREAN, ("if-none-match", tag)]).status, 304);
    assert_eq!(read(&report, &[ENGLISH, ("if-none-match", tag)]).status, 200);
    assert!(varies(&page) && page.header("content-language") == "ko");
    let markdown = read(&format!("{path}/report?format=markdown"), &[KOREAN]);
    assert!(markdown.text.starts_with("# 소통 계획") && markdown.text.contains("정책 대상입니다"), "{}", markdown.text);
}

#[test]
fn a_stored_analysis_is_byte_for_byte_as_it_was_sent_in_either_language() {
    let server = TestServer::start();
    let (profiles, panel, target) = adult();
    let bodies = [
        json!({"profiles": profiles, "panel": panel, "target": target, "constraints": {"hours_per_week": 12}}),
        json!({"profiles": [{"age": 31, "in_target": true}, {"age": 4.5}], "target": {"labelled": true}, "assign": true}),
        json!({"profiles": profiles, "target": {"age": {"min": 25}}, "exploration": 0.2, "country": "US", "min_cell": 30}),
        json!({"followers": 40_000, "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"}}),
    ];
    let mut compared = 0;
    for body in bodies {
        let body = body.to_string();
        let ask = |language| server.send("POST", "/v1/analyses", &[JSON, language], body.as_bytes());
        let read = |path: &str, language| server.send("GET", path, &[language], b"");
        let english = ask(ENGLISH);
        if english.status != 200 {
            assert_eq!(english.status, 422, "{}", english.text);
            continue;
        }
        let path = english.header("location").to_owned();
        let (stored, written) = (read(&path, ENGLISH), read(&path, KOREAN));
        let report = format!("{path}/report");
        let page = read(&report, ENGLISH);
        let korean = ask(KOREAN);
        assert_eq!(korean.header("location"), path);
        // Now the Korean answer is stored as it was sent, and the English one is written.
        let (stored_now, written_now) = (read(&path, KOREAN), read(&path, ENGLISH));
        assert_eq!(
            (written.text.as_str(), written.header("etag")),
            (stored_now.text.as_str(), stored_now.header("etag"))
        );
        assert_eq!(
            (stored.text.as_str(), stored.header("etag")),
            (written_now.text.as_str(), written_now.header("etag"))
        );
        assert_eq!(read(&report, ENGLISH).text, page.text);
        if !body.contains("assign") {
            assert_eq!((stored.text.as_str(), written.text.as_str()), (english.text.as_str(), korean.text.as_str()));
        }
        compared += 1;
    }
    assert!(compared >= 3, "{compared} requests were answered");
}

#[test]
fn a_repeated_request_in_another_language_is_another_request() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"age": 30}, {"age": 60}], "target": {"age": {"min": 40}}}).to_string();
    let ask = |language| {
        let headers = [JSON, ("idempotency-key", "4b1f-ko"), language];
        server.send("POST", "/v1/analyses", &headers, body.as_bytes())
    };
    let first = ask(KOREAN);
    assert_eq!(first.status, 200, "{}", first.text);
    let again = ask(KOREAN);
    assert_eq!((again.text, again.headers["content-language"].as_str()), (first.text, "ko"));
    assert_eq!(ask(ENGLISH).json()["code"], "idempotency_mismatch");
}

#[test]
fn problems_keep_their_codes_and_speak_the_language_of_the_caller() {
    let server = TestServer::start();
    let body = json!({"profiles": 7, "target": {"age": {"min": 60, "max": 20}}, "level": 1.5, "colour": "red"});
    let ask = |language| server.send("POST", "/v1/analyses", &[JSON, language], body.to_string().as_bytes());
    let (korean, english) = (ask(KOREAN), ask(ENGLISH));
    assert_eq!([korean.status, english.status], [422, 422]);
    assert_eq!([korean.header("content-language"), english.header("content-language")], ["ko", "en"]);
    let without_id = |answer: &Answer| {
        let mut body = answer.json();
        body["request_id"] = json!("[request_id]");
        body
    };
    let (korean, english) = (without_id(&korean), without_id(&english));
    let mut found = BTreeSet::new();
    differences(&korean, &english, "", &mut found);
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["detail", "title"]);
    insta::assert_json_snapshot!("problem_ko", korean);
    insta::assert_json_snapshot!("problem_en", english);
}

#[test]
fn every_kind_of_problem_has_a_korean_title() {
    let server = TestServer::start();
    for code in audience_fit::error::ErrorCode::all() {
        let failure = audience_fit::error::Failure::new(code, "x").in_language(audience_fit::report::Language::Korean);
        assert!(has_hangul(&failure.detail), "{}", code.as_str());
    }
    let missing = server.send("GET", "/v1/analyses/an_0", &[KOREAN], b"").json();
    assert_eq!((missing["code"].as_str(), missing["title"].as_str()), (Some("not_found"), Some("찾을 수 없습니다")));
}

/// What a command prints, without what differs from build to build.
fn printed(arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    let output = command.args(arguments).envs(environment.iter().copied()).current_dir(file("")).output();
    let output = output.expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_line_speaks_the_language_that_is_asked_for() {
    let check = |more: &[&str], environment: &[(&str, &str)]| {
        let target = "{\"age\": {\"min\": 27, \"max\": 49}}";
        let file = "tests/data/uci-adult/audience.csv";
        let panel = "tests/data/uci-adult/panel.csv";
        let target = if more.contains(&"--panel") { "@tests/data/uci-adult/target.json" } else { target };
        let arguments = [&["check", file, "--target", target, "--min-share", "0.3"], more].concat();
        let arguments: Vec<&str> =
            arguments.into_iter().map(|argument| if argument == "PANEL" { panel } else { argument }).collect();
        printed(&arguments, environment)
    };
    let english = check(&["--panel", "PANEL"], &[]);
    let korean = check(&["--panel", "PANEL", "--lang", "ko"], &[]);
    assert_eq!((english.0, korean.0), (Some(0), Some(0)), "{} {}", english.2, korean.2);
    assert_eq!(check(&["--panel", "PANEL"], &[("AUDIENCE_FIT_LANG", "ko")]).1, korean.1);
    insta::assert_snapshot!("check_en", english.1);
    insta::assert_snapshot!("check_ko", korean.1);
    let missing = printed(&["--lang", "ko", "analyze", "none.csv", "--target", "{\"labelled\": true}"], &[]);
    assert!(missing.0 == Some(2) && has_hangul(&missing.2), "{}", missing.2);
}

#[test]
fn what_is_wrong_with_a_query_is_said_in_the_language_of_the_caller() {
    let server = TestServer::start();
    let details = |language| {
        let answer = server.send("GET", "/v1/audiences?limit=abc&odd=1", &[language], b"");
        assert_eq!(answer.status, 422, "{}", answer.text);
        let errors = answer.json()["errors"].clone();
        let details = errors.as_array().expect("errors").iter().map(|error| error["detail"].clone());
        details.map(|detail| detail.as_str().expect("a sentence").to_owned()).collect::<Vec<_>>()
    };
    let english = details(ENGLISH);
    assert_eq!(english[0], "received abc; accepted: 1 to 1000");
    assert!(english[1].starts_with("no such parameter; accepted: "), "{english:?}");
    let korean = details(KOREAN);
    assert_eq!(korean[0], "받은 값: abc. 쓸 수 있는 값: 1~1000");
    assert!(korean[1].starts_with("그런 매개변수가 없습니다. 쓸 수 있는 것: "), "{korean:?}");
}
