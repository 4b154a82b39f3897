//! What one agency has, another neither sees nor guesses nor infers.

use std::collections::BTreeSet;

use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::support::access::{Key, Operation, guarded, key_of, operations};
use crate::support::{Answer, TestServer};

/// Something of an agency's, by its path without the id, and an id that looks alike and is nobody's.
struct Owned {
    collection: &'static str,
    id: String,
    missing: String,
}

fn owned(collection: &'static str, id: &str) -> Owned {
    let (begin, last) = id.split_at(id.len() - 1);
    Owned { collection, id: id.to_owned(), missing: format!("{begin}{}", if last == "0" { "1" } else { "0" }) }
}

const PEOPLE: &str =
    "{\"id\": \"f1\", \"age\": 31, \"in_target\": true}\n{\"id\": \"f2\", \"age\": 58, \"in_target\": false}\n";

/// A key of an agency's administrator, who owns the rows.
fn owner(server: &TestServer, agency: &str) -> Key {
    key_of(server, agency, &[Scope::Admin, Scope::Exact])
}

/// One of everything there is, kept by the service for the agency of `key`.
fn one_of_each(server: &TestServer, key: &Key) -> Vec<Owned> {
    let upload = |collection: &'static str| {
        let path = format!("{collection}?as_of=2026-11-01&account=@housing");
        let answer = server.ask_as(key, "POST", &path, "application/x-ndjson", PEOPLE);
        assert_eq!(answer.status, 201, "{}", answer.text);
        owned(collection, answer.json()["id"].as_str().expect("an id"))
    };
    let located = |collection: &'static str, prefer: &str| {
        let bearer = format!("Bearer {}", key.text);
        let headers = [("authorization", &*bearer), ("content-type", "application/json"), ("prefer", prefer)];
        let body = json!({"profiles": [{"age": 31, "in_target": true}, {"age": 4}], "target": {"labelled": true}});
        let answer = server.send("POST", "/v1/analyses", &headers, body.to_string().as_bytes());
        assert!(answer.status == 200 || answer.status == 202, "{}", answer.text);
        let id = answer.header("location").strip_prefix(collection).and_then(|rest| rest.strip_prefix('/'));
        owned(collection, id.unwrap_or_else(|| panic!("{:?}", answer.headers)))
    };
    let put = server.ask(key, "PUT", "/v1/targets/renters-0", "{\"age\": {\"min\": 27}, \"country\": \"KR\"}");
    assert_eq!(put.status, 201, "{}", put.text);
    let outcomes =
        "{\"outcomes\": [{\"channel\": \"facebook\", \"at\": \"2026-01-15\", \"delivered\": 24, \"responded\": 3}]}";
    assert_eq!(server.ask(key, "POST", "/v1/outcomes", outcomes).status, 201);
    let people: String = (0..12).map(|i| format!("{{\"id\": \"p{i}\", \"region\": \"KR-11\"}}\n")).collect();
    let many = server.ask_as(key, "POST", "/v1/audiences?as_of=2026-11-01", "application/x-ndjson", &people).json();
    let path = format!("/v1/audiences/{}/asks", many["id"].as_str().expect("an id"));
    let drawn = server.ask(key, "POST", &path, "{\"target\": {\"age\": {\"min\": 27}}, \"people\": 3}");
    assert_eq!(drawn.status, 201, "{}", drawn.text);
    let stored = |collection: &'static str, mut body: Value| {
        body["retain"] = Value::Bool(true);
        let answer = server.ask(key, "POST", collection, &body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        owned(collection, answer.json()["id"].as_str().expect("an id"))
    };
    let effect = operations(server).into_iter().find(|one| one.document["operationId"] == "create_effect");
    let effect: Value = serde_json::from_str(&effect.expect("an operation").body().1).expect("JSON");
    vec![
        owned("/v1/asks", drawn.json()["ask"]["id"].as_str().expect("an id")),
        upload("/v1/audiences"),
        upload("/v1/panels"),
        located("/v1/analyses", ""),
        located("/v1/jobs", "respond-async"),
        owned("/v1/targets", "renters-0"),
        owned("/v1/outcomes", "o1"),
        stored("/v1/recommendations", json!({"target": {"country": "KR", "age": {"min": 27}}})),
        stored("/v1/effects", effect),
    ]
}

/// What an answer tells: all but what names the request itself.
fn reported(answer: &Answer, id: &str) -> (u16, BTreeSet<String>, String) {
    let names = answer.headers.keys().cloned().collect();
    let mut text = answer.text.clone();
    if let Ok(mut body) = serde_json::from_str::<Value>(&answer.text)
        && let Some(body) = body.as_object_mut()
    {
        body.remove("request_id");
        body.remove("instance");
        text = Value::Object(body.clone()).to_string();
    }
    (answer.status, names, text.replace(id, "ID"))
}

/// The operation's path with an id, and the parameters it must have.
fn path(operation: &Operation, collection: &str, id: &str) -> String {
    let rest =
        operation.path[collection.len() + 1..].split_once('/').map_or(String::new(), |(_, rest)| format!("/{rest}"));
    let query = if rest == "/fit" { "?target=%7B%22labelled%22%3Atrue%7D" } else { "" };
    format!("{collection}/{id}{rest}{query}")
}

/// The request that is sent for an id: method, path and body.
type Asked<'a> = Box<dyn Fn(&str) -> (&'static str, String, String) + 'a>;

#[test]
fn answers_another_agencys_resource_like_a_missing_one() {
    let server = guarded();
    let (a, b) = (owner(&server, "housing"), owner(&server, "labour"));
    let of_a = one_of_each(&server, &a);
    let mut tried = BTreeSet::new();
    for operation in operations(&server).iter().filter(|operation| operation.path.contains('{')) {
        let has_id = |owned: &&Owned| operation.path.starts_with(&format!("{}/{{", owned.collection));
        let owned =
            of_a.iter().find(has_id).unwrap_or_else(|| panic!("one_of_each makes nothing for {}", operation.path));
        let (media_type, body) = operation.body();
        let ask = |key: &Key, id: &str| {
            server.ask_as(key, &operation.method, &path(operation, owned.collection, id), &media_type, &body)
        };
        let at = format!("{} {}", operation.method, operation.path);
        if operation.method == "PUT" && owned.collection == "/v1/targets" {
            assert_eq!((ask(&b, &owned.id).status, ask(&b, &owned.missing).status), (201, 201), "{at}");
            for id in [&owned.id, &owned.missing] {
                assert_eq!(server.ask(&b, "DELETE", &path(operation, owned.collection, id), "").status, 204, "{at}");
            }
        } else {
            let (others, missing) = (ask(&b, &owned.id), ask(&b, &owned.missing));
            assert_eq!(others.status, 404, "{at}: {}", others.text);
            assert_eq!(reported(&others, &owned.id), reported(&missing, &owned.missing), "{at}");
        }
        tried.insert(owned.collection);
        let mine = server.ask(&a, "GET", &format!("{}/{}", owned.collection, owned.id), "");
        assert_eq!(mine.status, 200, "after {at} by another: {}", mine.text);
    }
    assert_eq!(tried.len(), 9, "{tried:?}");
}

#[test]
fn answers_another_agencys_ids_in_a_request_like_missing_ones() {
    let server = guarded();
    let (a, b) = (owner(&server, "housing"), owner(&server, "labour"));
    let of_a = one_of_each(&server, &a);
    let mine = one_of_each(&server, &b)[1].id.clone();
    let (ask, audience, panel, target) = (&of_a[0], &of_a[1], &of_a[2], owned("/v1/targets", "tenants-0"));
    assert_eq!(server.ask(&a, "PUT", "/v1/targets/tenants-0", "{\"age\": {\"min\": 27}}").status, 201);
    let analysis = |extra: Value| ("POST", "/v1/analyses".to_owned(), extra.to_string());
    let labelled = json!({"labelled": true});
    let fit = |query: String| {
        ("GET", format!("/v1/audiences/{mine}/fit?target=%7B%22labelled%22%3Atrue%7D{query}"), String::new())
    };
    let asked: Vec<(&Owned, Asked<'_>)> = vec![
        (audience, Box::new(|id| analysis(json!({"audience_id": id, "target": labelled})))),
        (panel, Box::new(|id| analysis(json!({"audience_id": mine, "panel_id": id, "target": labelled})))),
        (&target, Box::new(|name| analysis(json!({"profiles": [{"age": 3}], "target": {"preset": name}})))),
        (ask, Box::new(|id| analysis(json!({"audience_id": mine, "ask_ids": [id], "target": labelled})))),
        (audience, Box::new(|id| fit(format!("&compare={id}")))),
        (panel, Box::new(|id| fit(format!("&panel_id={id}")))),
    ];
    for (owned, question) in asked {
        let ask = |id: &str| {
            let (method, path, body) = question(id);
            server.ask(&b, method, &path, &body)
        };
        let (others, missing) = (ask(&owned.id), ask(&owned.missing));
        assert!((400..500).contains(&others.status), "{}: {}", owned.collection, others.text);
        assert_eq!(reported(&others, &owned.id), reported(&missing, &owned.missing), "{}", owned.collection);
    }
}

#[test]
fn data_of_one_agency_change_no_response_to_another() {
    let server = guarded();
    let (a, b) = (owner(&server, "housing"), owner(&server, "labour"));
    let recommendation = json!({"target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2025},
                                "as_of": "2026-02-01", "exploration": 0.1});
    let ask = |key: &Key| server.ask(key, "POST", "/v1/recommendations", &recommendation.to_string()).text;
    let lists = |key: &Key| -> Vec<(String, String)> {
        let is_list = |operation: &&Operation| {
            operation.method == "GET" && operation.path.starts_with("/v1/") && !operation.path.contains('{')
        };
        let paths =
            operations(&server).into_iter().filter(|operation| is_list(&operation)).map(|operation| operation.path);
        let paths = paths.filter(|path| path != "/v1/audit");
        paths.map(|path| (path.clone(), server.ask(key, "GET", &path, "").text)).collect()
    };
    let (learnt, listed) = (ask(&b), lists(&b));
    assert!(listed.len() >= 9, "{listed:?}");
    one_of_each(&server, &a);
    let outcomes = json!({"outcomes": [{"channel": "facebook", "at": "2026-01-15", "delivered": 2400, "responded": 31,
                                        "delivered_known": {"people": 400, "in_target": 374}, "country": "US"}]});
    assert_eq!(server.ask(&a, "POST", "/v1/outcomes", &outcomes.to_string()).status, 201);
    assert_ne!(ask(&a), learnt, "what it kept moves its own answer");
    assert_eq!(ask(&b), learnt);
    assert_eq!(lists(&b), listed);
    let changed = lists(&a).iter().zip(&listed).filter(|(a, b)| a != b).count();
    assert!(changed >= 6, "its own lists have what it kept: {changed}");
    let log = server.ask(&b, "GET", "/v1/audit?limit=1000", "").json();
    assert!(log["items"].as_array().expect("a list").iter().all(|entry| entry["key_id"] == *b.id), "{log}");
}
