//! Asks over HTTP: drawn from a stored audience, answered, and used as labels.

use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::support::access::{Key, guarded_on, key, key_of};
use crate::support::{Answer, Database, TestServer, on_each_database};

/// Of 600 followers every tenth states an age out of the target; of the others, every third is a member.
const PEOPLE: usize = 600;

fn is_member(row: u64) -> bool {
    row.is_multiple_of(3)
}

fn target() -> Value {
    json!({"age": {"min": 27, "max": 49}, "country": "KR"})
}

/// A key of whoever owns the rows.
fn owner(server: &TestServer) -> Key {
    key_of(server, "housing", &[Scope::Write, Scope::Exact])
}

/// Uploads the followers and gives their id.
fn audience(server: &TestServer, key: &Key) -> String {
    let person = |i: usize| {
        let age = if i.is_multiple_of(10) { ", \"age\": 70" } else { "" };
        format!("{{\"id\": \"p{i}\", \"region\": \"KR-{}\"{age}}}\n", 11 + i % 2 * 15)
    };
    let text: String = (1..=PEOPLE).map(person).collect();
    let answer = server.ask_as(key, "POST", "/v1/audiences?as_of=2026-11-01", "application/x-ndjson", &text);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn draw(server: &TestServer, key: &Key, audience: &str, more: Value) -> Answer {
    let mut body = json!({"target": target(), "people": 120});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    server.ask(key, "POST", &format!("/v1/audiences/{audience}/asks"), &body.to_string())
}

fn drawn(server: &TestServer, key: &Key, audience: &str, more: Value) -> Value {
    let answer = draw(server, key, audience, more);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

/// What everybody of a list answers.
fn answers(drawn: &Value) -> Value {
    let people = drawn["plan"]["people"].as_array().expect("a list");
    let one = |person: &Value| {
        let row = person["row"].as_u64().expect("a row");
        json!({"code": person["code"], "choices": {"age": if is_member(row) { "27 to 49" } else { "a" }}})
    };
    json!({"answers": people.iter().map(one).collect::<Vec<_>>()})
}

fn answer(server: &TestServer, key: &Key, ask: &str, body: &Value) -> Answer {
    server.ask(key, "POST", &format!("/v1/asks/{ask}/answers"), &body.to_string())
}

fn people_are_drawn_answer_and_decide(database: Database) {
    let server = guarded_on(database);
    let (writer, exact) = (owner(&server), owner(&server));
    let audience = audience(&server, &writer);
    let first = drawn(&server, &writer, &audience, json!({"arms": true}));
    let id = first["ask"]["id"].as_str().expect("an id").to_owned();
    let people = first["plan"]["people"].as_array().expect("a list");
    assert_eq!((people.len(), &first["plan"]["frame"]), (120, &json!(540)));
    assert!(
        people.iter().all(|person| !person["row"].as_u64().expect("a row").is_multiple_of(10)),
        "their age decides"
    );
    let prize = people.iter().filter(|person| person["arm"] == "prize").count();
    assert_eq!(prize, 60);
    let english = &first["plan"]["questionnaires"][0];
    assert_eq!(english["questions"][0]["choices"][1], "27 to 49");
    // The list is given once.
    let got = server.ask(&writer, "GET", &format!("/v1/asks/{id}"), "");
    assert!(!got.text.contains("\"code\"") && !got.text.contains("\"row\""), "{}", got.text);

    let stored = answer(&server, &writer, &id, &answers(&first));
    assert_eq!(stored.status, 200, "{}", stored.text);
    let more = json!({"answers": [{"code": "ZZZZZZ", "in_target": true}, {"row": 10, "in_target": true}]});
    let counts = answer(&server, &writer, &id, &more).json();
    assert_eq!((&counts["answered"], &counts["unknown"]), (&json!(120), &json!(2)), "{counts}");
    let listed = server.ask(&writer, "GET", "/v1/asks", "").json();
    assert_eq!(listed["items"][0]["answers"]["answered"], 120, "{listed}");

    let question = json!({"audience_id": audience, "target": target(), "ask_ids": [id], "min_share": 0.1});
    let analysis = server.ask(&exact, "POST", "/v1/analyses", &question.to_string());
    assert_eq!(analysis.status, 200, "{}", analysis.text);
    let analysis = analysis.json();
    assert_eq!(analysis["fit"]["method"], "random_sample");
    assert_eq!(analysis["verdict"]["outcome"], "pass");
    assert_eq!(analysis["answers"]["asked"], 120);
    let asked_members = people.iter().filter(|person| is_member(person["row"].as_u64().expect("a row"))).count();
    let share = analysis["fit"]["share"]["value"].as_f64().expect("a share");
    assert!((share - 0.9 * asked_members as f64 / 120.0).abs() < 0.01, "{share}, {asked_members}");
    // A further wave names nobody of the first, and the answers of both count together.
    let second = drawn(&server, &writer, &audience, json!({"people": 40, "after": [id]}));
    assert_eq!(second["plan"]["wave"], 2);
    let rows = |of: &Value| -> std::collections::BTreeSet<u64> {
        of["plan"]["people"].as_array().expect("a list").iter().filter_map(|person| person["row"].as_u64()).collect()
    };
    assert!(rows(&first).is_disjoint(&rows(&second)) && rows(&second).len() == 40);
    let later = second["ask"]["id"].as_str().expect("an id");
    assert_eq!(answer(&server, &writer, later, &answers(&second)).status, 200);
    let both = json!({"audience_id": audience, "target": target(), "ask_ids": [id, later]});
    let both = server.ask(&exact, "POST", "/v1/analyses", &both.to_string()).json();
    assert_eq!((&both["answers"]["asked"], both["answers"]["waves"].as_array().map(Vec::len)), (&json!(160), Some(2)));
    let often = json!({"audience_id": audience, "target": target(), "ask_ids": [id], "min_share": 0.1,
                       "labels": {"how": "random_sample", "sequential": true}});
    let often = server.ask(&exact, "POST", "/v1/analyses", &often.to_string()).json();
    assert_eq!(often["fit"]["method"], "confidence_sequence", "{often}");
    assert_eq!(often["answers"]["next_step"], "Stop asking: the answers decide.");
    let other = json!({"audience_id": audience, "target": {"age": {"min": 65}, "country": "KR"}, "ask_ids": [id]});
    let other = server.ask(&exact, "POST", "/v1/analyses", &other.to_string());
    assert!(other.status == 422 && other.text.contains("asked about another target"), "{}", other.text);
}

fn asks_go_with_their_audience_and_need_a_key_that_writes(database: Database) {
    let server = guarded_on(database);
    let (writer, reader) = (owner(&server), key(&server, "housing", Scope::Read));
    let audience = audience(&server, &writer);
    assert_eq!(draw(&server, &reader, &audience, json!({})).status, 403);
    let one = drawn(&server, &writer, &audience, json!({"people": 20}));
    let id = one["ask"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(answer(&server, &reader, &id, &answers(&one)).status, 403);
    assert_eq!(server.ask(&reader, "GET", &format!("/v1/asks/{id}"), "").status, 200);
    assert_eq!(server.ask(&reader, "DELETE", &format!("/v1/asks/{id}"), "").status, 403);
    let second = drawn(&server, &writer, &audience, json!({"people": 20, "seed": 9}));
    let second = second["ask"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(server.ask(&writer, "DELETE", &format!("/v1/asks/{second}"), "").status, 204);
    assert_eq!(server.ask(&writer, "GET", &format!("/v1/asks/{second}"), "").status, 404);
    assert_eq!(server.ask(&writer, "DELETE", &format!("/v1/audiences/{audience}"), "").status, 204);
    assert_eq!(server.ask(&writer, "GET", &format!("/v1/asks/{id}"), "").status, 404);
    assert_eq!(answer(&server, &writer, &id, &answers(&one)).status, 404);
}

fn a_repeated_request_draws_nobody_else(database: Database) {
    let server = guarded_on(database);
    let writer = owner(&server);
    let audience = audience(&server, &writer);
    let bearer = format!("Bearer {}", writer.text);
    let headers = [("authorization", &*bearer), ("content-type", "application/json"), ("idempotency-key", "draw-1")];
    let body = json!({"target": target(), "people": 30}).to_string();
    let send = || server.send("POST", &format!("/v1/audiences/{audience}/asks"), &headers, body.as_bytes());
    let (one, again) = (send(), send());
    assert_eq!((one.status, again.status), (201, 201), "{}", one.text);
    assert_eq!(one.text, again.text);
    assert_eq!(server.ask(&writer, "GET", "/v1/asks", "").json()["items"].as_array().map(Vec::len), Some(1));
}

fn faults_of_asks_and_answers_are_told_all_at_once(database: Database) {
    let server = guarded_on(database);
    let writer = owner(&server);
    let audience = audience(&server, &writer);
    let faults = |answer: &Answer| -> Vec<String> {
        assert_eq!(answer.status, 422, "{}", answer.text);
        let body = answer.json();
        let pointer = |fault: &Value| fault["pointer"].as_str().unwrap_or_default().to_owned();
        body["errors"].as_array().expect("faults").iter().map(pointer).collect()
    };
    let bad = draw(&server, &writer, &audience, json!({"people": 0, "within": 0.9, "response_rate": 2}));
    assert_eq!(faults(&bad), ["/people", "/within", "/response_rate"]);
    let none = draw(&server, &writer, &audience, json!({"people": null}));
    assert!(none.status == 422 && none.text.contains("nothing says how many to ask"), "{}", none.text);
    let unsure = draw(&server, &writer, &audience, json!({"by": "uncertainty"}));
    assert!(unsure.status == 422 && unsure.text.contains("give a panel"), "{}", unsure.text);
    let one = drawn(&server, &writer, &audience, json!({}));
    let id = one["ask"]["id"].as_str().expect("an id").to_owned();
    let body = json!({"answers": [{"in_target": true}, {"row": 1}, {"row": 2, "choices": {"income": "a"}}]});
    assert_eq!(faults(&answer(&server, &writer, &id, &body)), ["/answers/0", "/answers/1", "/answers/2/choices"]);
    assert_eq!(faults(&answer(&server, &writer, &id, &json!({"answers": []}))), ["/answers"]);
    let early = json!({"audience_id": audience, "target": target(), "ask_ids": [id]});
    let early = server.ask(&writer, "POST", "/v1/analyses", &early.to_string());
    assert!(early.status == 422 && early.text.contains("nobody has answered yet"), "{}", early.text);
}

on_each_database!(
    people_are_drawn_answer_and_decide,
    asks_go_with_their_audience_and_need_a_key_that_writes,
    a_repeated_request_draws_nobody_else,
    faults_of_asks_and_answers_are_told_all_at_once,
);
