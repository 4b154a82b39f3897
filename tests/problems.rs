//! Every failure is a problem document that says what to do.

use serde_json::{Value, json};

use crate::support::{Answer, TestServer};

fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.media_type, "application/problem+json");
    let body = answer.json();
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["status"], status);
    for field in ["type", "title", "detail", "instance", "request_id"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {body}");
    }
    body
}

#[test]
fn paths_methods_and_media_types() {
    let server = TestServer::start();
    problem(&server.get("/v1/nothing"), 404, "not_found");
    let wrong = server.get("/v1/inspections");
    problem(&wrong, 405, "method_not_allowed");
    assert_eq!(wrong.allow.as_deref(), Some("POST"));
    assert_eq!(server.delete("/v1/targets").allow.as_deref(), Some("GET, HEAD"));
    problem(&server.post("/v1/analyses", "text/csv", "a,b"), 415, "unsupported_media_type");
}

#[test]
fn bodies_that_are_not_json() {
    let server = TestServer::start();
    for body in ["", "nonsense", "[1, 2]", "{\"profiles\": [", "\u{feff}{", "{\"profiles\": [}]}"] {
        problem(&server.post("/v1/analyses", "application/json", body), 400, "malformed_body");
    }
    problem(&server.post("/v1/recommendations", "application/json", [0xff, 0xfe, 0x00]), 400, "malformed_body");
}

#[test]
fn all_violations_are_reported_at_once() {
    let server = TestServer::start();
    let body = json!({
        "profiles": 7,
        "target": {"age": {"min": 60, "max": 20}, "income": {"max_amount": 5}, "region": []},
        "min_share": 30, "level": 1.5, "seed": -1, "shift": "sideways", "colour": "red"
    });
    let body = problem(&server.create_analysis(&body), 422, "invalid_request");
    let mut pointers: Vec<&str> =
        body["errors"].as_array().expect("a list").iter().filter_map(|e| e["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/colour",
            "/level",
            "/min_share",
            "/profiles",
            "/seed",
            "/shift",
            "/target/age",
            "/target/income",
            "/target/region"
        ]
    );
}

#[test]
fn targets_that_say_nothing_or_too_much() {
    let server = TestServer::start();
    let ask = |target: Value| {
        let answer = server.create_analysis(&json!({"profiles": [{"age": 3}], "target": target}));
        problem(&answer, 422, "invalid_request")["errors"][0].clone()
    };
    assert_eq!(ask(json!({}))["code"], "empty_target");
    assert_eq!(ask(json!({"preset": "nobody"}))["pointer"], "/target/preset");
    assert_eq!(ask(json!({"age": {"min": 3}, "country": "XX"}))["pointer"], "/target/country");
    for year in [i32::MIN, 1899, 2101, i32::MAX] {
        let fault = ask(json!({"age": {"min": 3}, "country": "KR", "year": year}));
        assert_eq!((fault["pointer"].as_str(), fault["code"].as_str()), (Some("/target/year"), Some("out_of_range")));
    }
    assert_eq!(ask(json!({"labelled": true, "age": {"min": 3}}))["code"], "conflict");
    assert_eq!(ask(json!({"age": {"minimum": 3}}))["pointer"], "/target/age/minimum");
    assert_eq!(ask(json!({"attributes": [{"name": "x"}]}))["pointer"], "/target/attributes/0");
}

#[test]
fn nobody_to_analyse() {
    let server = TestServer::start();
    let empty = server.create_analysis(&json!({"profiles": [], "target": {"labelled": true}}));
    problem(&empty, 422, "no_profiles");
    let refused = server.create_analysis(&json!({"profiles": [{"age": "old"}], "target": {"labelled": true}}));
    let body = problem(&refused, 422, "no_profiles");
    assert_eq!(body["errors"][0]["pointer"], "/profiles/0/age");
}

#[test]
fn bodies_and_lists_over_the_limits() {
    let server = TestServer::start_with(|settings| {
        settings.max_body_bytes = 10_000;
        settings.max_rows = 20;
    });
    let rows = |n: usize| json!({"profiles": vec![json!({}); n], "target": {"labelled": true}});
    assert_eq!(server.create_analysis(&rows(20)).status, 200);
    let many = problem(&server.create_analysis(&rows(21)), 413, "too_many_rows");
    assert_eq!(many["errors"][0]["code"], "too_many_rows");
    problem(&server.create_analysis(&rows(9000)), 413, "body_too_large");
}

#[test]
fn a_value_is_shown_shortened_and_escaped() {
    let server = TestServer::start();
    let long = format!("<script>{}\u{7}", "x".repeat(10_000));
    let answer = server.create_analysis(&json!({"profiles": [{"age": long}], "target": {"labelled": true}}));
    let body = problem(&answer, 422, "no_profiles");
    let detail = body["errors"][0]["detail"].as_str().expect("text");
    assert!(detail.len() < 300, "{detail}");
}
