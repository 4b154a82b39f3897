//! The problem documents and the main bodies as a client sees them, so that no change of them passes unseen.

use std::collections::BTreeMap;

use audience_fit::store::Scope;
use serde_json::{Map, Value, json};

use crate::support::access::{guarded, key};
use crate::support::{Answer, TestServer, file};

const JSON: (&str, &str) = ("content-type", "application/json");
const CSV: (&str, &str) = ("content-type", "text/csv");

/// A problem document without what differs from run to run.
fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.media_type, "application/problem+json", "{}", answer.text);
    let mut body = answer.json();
    body["request_id"] = json!("[request_id]");
    body
}

#[test]
fn problem_documents() {
    let server = TestServer::start_with(|settings| {
        settings.max_body_bytes = 20_000;
        settings.max_rows = 20;
    });
    let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        problem(&server.send(method, path, headers, body.as_bytes()))
    };
    let target = json!({"age": {"min": 27, "max": 49}});
    let stored = server.send("PUT", "/v1/targets/renters", &[JSON], target.to_string().as_bytes());
    assert_eq!(stored.status, 201, "{}", stored.text);
    let analysis = |profiles: Value| json!({"profiles": profiles, "target": target}).to_string();
    let keyed = [JSON, ("idempotency-key", "b8f0c1de-0001")];
    let first = server.send("POST", "/v1/analyses", &keyed, analysis(json!([{"age": 30}, {"age": 60}])).as_bytes());
    assert_eq!(first.status, 200, "{}", first.text);
    let guarded = guarded();
    let reader = key(&guarded, "reader", Scope::Read);
    let documents = [
        ("malformed_body", send("POST", "/v1/analyses", &[JSON], "{\"profiles\": [")),
        (
            "invalid_request",
            send(
                "POST",
                "/v1/analyses",
                &[JSON],
                &json!({"profiles": 7, "target": {"age": {"min": 60, "max": 20}}, "level": 1.5, "colour": "red"})
                    .to_string(),
            ),
        ),
        ("invalid_parameter", send("POST", "/v1/inspections?role=friend", &[CSV], "age\n30\n")),
        ("no_profiles", send("POST", "/v1/analyses", &[JSON], &analysis(json!([{"age": "old"}])))),
        ("rows_rejected", send("POST", "/v1/audiences?on_error=reject_all", &[CSV], "id,age\nf1,30\nf1,31\nf2,40,7\n")),
        ("body_too_large", send("POST", "/v1/analyses", &[JSON], &analysis(json!(vec![json!({"age": 30}); 9_000])))),
        ("too_many_rows", send("POST", "/v1/analyses", &[JSON], &analysis(json!(vec![json!({"age": 30}); 21])))),
        ("unsupported_media_type", send("POST", "/v1/analyses", &[CSV], "age\n30\n")),
        ("not_found", send("GET", "/v1/nothing", &[], "")),
        ("method_not_allowed", send("GET", "/v1/inspections", &[], "")),
        ("precondition_failed", send("DELETE", "/v1/targets/renters", &[("if-match", "\"another\"")], "")),
        ("idempotency_mismatch", send("POST", "/v1/analyses", &keyed, &analysis(json!([{"age": 31}])))),
        ("unauthorized", problem(&guarded.get("/v1/audiences"))),
        ("forbidden", problem(&guarded.ask(&reader, "PUT", "/v1/targets/renters", &target.to_string()))),
    ];
    for (name, document) in &documents {
        let code = document["code"].as_str().unwrap_or_default();
        assert!(code == *name || *name == "invalid_parameter", "{name}: {document}");
    }
    let documents: Map<String, Value> = documents.into_iter().map(|(name, body)| (name.to_owned(), body)).collect();
    insta::assert_json_snapshot!(documents);
}

/// The members of a body with the kind of each; of a list those of all its items.
fn shape(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(items) => {
            items.iter().for_each(|item| shape(item, &format!("{path}[]"), found));
            "list"
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| shape(member, &format!("{path}.{name}"), found));
            "object"
        }
    };
    let kinds = found.entry(path.to_owned()).or_default();
    if !kinds.split(" or ").any(|own| own == kind) {
        *kinds = if kinds.is_empty() { kind.to_owned() } else { format!("{kinds} or {kind}") };
    }
}

fn shape_of(answer: &Answer) -> String {
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    let mut found = BTreeMap::new();
    shape(&answer.json(), "", &mut found);
    let lines: Vec<String> = found.into_iter().skip(1).map(|(path, kind)| format!("{path}: {kind}")).collect();
    lines.join("\n")
}

#[test]
fn bodies_of_answers() {
    let server = TestServer::start();
    let read = |name: &str| std::fs::read(file("tests/data/uci-adult").join(name)).expect("a file");
    let upload = |path: &str, name: &str| {
        let answer = server.send("POST", path, &[CSV], &read(name));
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer
    };
    let audience = upload("/v1/audiences", "audience.csv");
    let panel = upload("/v1/panels", "panel.csv");
    let id = |answer: &Answer| answer.json()["id"].as_str().expect("an id").to_owned();
    let target: Value = serde_json::from_slice(&read("target.json")).expect("a target");
    let body = json!({
        "audience_id": id(&audience), "panel_id": id(&panel), "target": target, "seed": 1, "min_share": 0.2
    });
    let analysis = server.create_analysis(&body);
    insta::assert_snapshot!("audience", shape_of(&audience));
    insta::assert_snapshot!("analysis", shape_of(&analysis));
    let inspection = server.post("/v1/inspections", "text/csv", read("audience.csv"));
    insta::assert_snapshot!("inspection", shape_of(&inspection));
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2018});
    let constraints = json!({"hours_per_week": 14, "budget": {"amount": 1500, "currency": "USD"}});
    let wanted = json!({"target": target, "constraints": constraints});
    let recommendation = server.create_recommendation(&wanted);
    insta::assert_snapshot!("recommendation", shape_of(&recommendation));
}
