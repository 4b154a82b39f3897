//! Who did what.

use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::support::access::{Key, guarded, key};
use crate::support::{TestServer, access};

fn log(server: &TestServer, key: &Key) -> Vec<Value> {
    let answer = server.ask(key, "GET", "/v1/audit", "");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["items"].as_array().expect("a list").clone()
}

/// Action, resource, status and key of each entry. Those of one millisecond are in no order, so they are sorted.
fn reported(entries: &[Value]) -> Vec<[String; 4]> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let entry = |e: &Value| [text(&e["action"]), text(&e["resource"]), e["status"].to_string(), text(&e["key_id"])];
    let mut reported: Vec<_> = entries.iter().map(entry).collect();
    reported.sort();
    reported
}

#[test]
fn logs_each_access_to_peoples_data_with_its_key() {
    let server = guarded();
    let (admin, reader) = (key(&server, "housing", Scope::Admin), key(&server, "housing", Scope::Read));
    let stranger = key(&server, "labour", Scope::Admin);
    let outcomes = json!({"outcomes": [{"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
                                        "country": "KR"}]});
    assert_eq!(server.ask(&admin, "POST", "/v1/outcomes", &outcomes.to_string()).status, 201);
    assert_eq!(server.ask(&reader, "GET", "/v1/outcomes?limit=7", "").status, 200);
    assert_eq!(server.ask(&reader, "POST", "/v1/outcomes", &outcomes.to_string()).status, 403);
    assert_eq!(server.ask(&admin, "POST", "/v1/outcomes", "{\"secret\": 1}").status, 422);
    assert_eq!(server.ask(&admin, "GET", "/v1/channels", "").status, 200);
    let analysis = json!({"profiles": [{"id": "p-4711", "age": 31, "in_target": true}], "target": {"labelled": true}});
    let made = server.ask(&admin, "POST", "/v1/analyses", &analysis.to_string());
    let location = made.header("location").to_owned();
    let gone = server.ask(&admin, "DELETE", "/v1/jobs/job_none", "");
    assert_eq!((made.status, gone.status), (200, 404));
    let entries = log(&server, &admin);
    assert_eq!(
        reported(&entries),
        [
            ["cancel_job", "/v1/jobs/job_none", "404", &admin.id],
            ["create_analysis", &location, "200", &admin.id],
            ["create_outcomes", "/v1/outcomes", "201", &admin.id],
            ["create_outcomes", "/v1/outcomes", "403", &reader.id],
            ["create_outcomes", "/v1/outcomes", "422", &admin.id],
            ["list_outcomes", "/v1/outcomes", "200", &reader.id],
        ]
    );
    assert!(location.starts_with("/v1/analyses/an"), "{location}");
    let cancelled = entries.iter().find(|entry| entry["action"] == "cancel_job").expect("an entry");
    assert_eq!(cancelled["request_id"], gone.json()["request_id"]);
    let whole = json!(entries).to_string();
    assert!(!whole.contains("limit") && !whole.contains("p-4711") && !whole.contains(&admin.text[37..]), "{whole}");
    assert_eq!(log(&server, &stranger), [] as [Value; 0]);
}

#[test]
fn every_operation_on_people_leaves_an_entry() {
    let server = guarded();
    let admin = key(&server, "housing", Scope::Admin);
    let about_nobody = ["channels", "sources", "keys", "audit"];
    // What they are asked for is stored, and logged, only where the request says so.
    let stores_nothing = ["create_recommendation", "create_effect"];
    for operation in access::operations(&server).iter().filter(|operation| operation.needs_key()) {
        let path = operation.path.replace("{id}", "aud_1").replace("{name}", "renters");
        let (media_type, body) = operation.body();
        let before = log(&server, &admin);
        server.ask_as(&admin, &operation.method, &path, &media_type, &body);
        let mut entries = log(&server, &admin);
        entries.retain(|entry| !before.contains(entry));
        let is_about_people = !about_nobody.contains(&path.split('/').nth(2).expect("a resource"))
            && !stores_nothing.iter().any(|id| operation.document["operationId"] == *id);
        assert_eq!(entries.len(), usize::from(is_about_people), "{} {path}", operation.method);
        if is_about_people {
            assert_eq!(entries[0]["action"], operation.document["operationId"], "{path}");
        }
    }
}

#[test]
fn the_log_is_read_page_by_page() {
    let server = guarded();
    let admin = key(&server, "housing", Scope::Admin);
    for i in 0..7 {
        server.ask(&admin, "GET", &format!("/v1/jobs/job_{i}"), "");
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.ask(&admin, "GET", &format!("/v1/audit?limit=3{cursor}"), "").json();
        seen.extend(page["items"].as_array().expect("a list").iter().map(|entry| entry["resource"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.sort_by_key(Value::to_string);
    let expected: Vec<Value> = (0..7).map(|i| Value::from(format!("/v1/jobs/job_{i}"))).collect();
    assert_eq!(seen, expected);
    for wrong in ["limit=0", "limit=1001", "cursor=nonsense", "page=2"] {
        assert_eq!(server.ask(&admin, "GET", &format!("/v1/audit?{wrong}"), "").status, 422, "{wrong}");
    }
}

#[test]
fn logs_no_key_where_none_is_required() {
    let server = TestServer::start();
    server.get("/v1/outcomes");
    let entries = server.get("/v1/audit").json();
    assert_eq!(entries["items"][0]["action"], "list_outcomes");
    assert!(entries["items"][0]["key_id"].is_null(), "{entries}");
}
