//! Made-up data for everybody to try: whatever is done to it, nobody else sees.

use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::access::{guarded, key};

#[test]
fn changes_to_made_up_data_are_gone_with_their_response() {
    let server = guarded();
    let (one, other) = (key(&server, "housing", Scope::Write), key(&server, "health", Scope::Write));
    let changed = json!({"channel": "radio", "at": "2026-02-01", "delivered": 77_777, "responded": 3, "country": "KR"});
    let put = server.ask(&one, "PUT", "/v1/outcomes/demo", &changed.to_string());
    assert_eq!((put.status, &put.json()["delivered"]), (200, &json!(77_777)), "{}", put.text);
    for key in [&one, &other] {
        let seen = server.ask(key, "GET", "/v1/outcomes/demo", "");
        assert_eq!((seen.status, &seen.json()["delivered"]), (200, &json!(240)), "{}", seen.text);
    }
    let ask = server.ask(&one, "GET", "/v1/asks/demo", "").json();
    let answers = json!({"answers": [{"row": 1, "in_target": true}]});
    assert_eq!(server.ask(&one, "POST", "/v1/asks/demo/answers", &answers.to_string()).status, 200);
    let after = server.ask(&other, "GET", "/v1/asks/demo", "").json();
    assert_eq!(after["answers"]["answered"], ask["answers"]["answered"], "{after}");
    for path in ["/v1/analyses/demo", "/v1/audiences/demo"] {
        assert_eq!(server.ask(&one, "DELETE", path, "").status, 204);
        assert_eq!(server.ask(&other, "GET", path, "").status, 200, "it is made again");
    }
    for list in ["audiences", "asks", "analyses", "outcomes", "jobs"] {
        for key in [&one, &other] {
            assert_eq!(server.ask(key, "GET", &format!("/v1/{list}"), "").json()["items"], json!([]), "{list}");
        }
    }
}

/// A client that goes away in the middle of a request may leave what it changed, or take away what is there.
#[test]
fn nobody_sees_or_loses_made_up_data_by_what_another_agency_does_to_it() {
    let server = guarded();
    let (one, other) = (key(&server, "housing", Scope::Write), key(&server, "health", Scope::Write));
    let ids = |key| {
        ["audiences", "analyses", "asks"].map(|kind| {
            let seen = server.ask(key, "GET", &format!("/v1/{kind}/demo"), "");
            assert_eq!(seen.status, 200, "{}", seen.text);
            seen.json()["id"].as_str().expect("an id").to_owned()
        })
    };
    let (of_one, of_other) = (ids(&one), ids(&other));
    for (own, others) in of_one.iter().zip(&of_other) {
        assert_ne!(own, others, "each has its own");
    }
    for (path, id) in ["/v1/analyses", "/v1/audiences"].iter().zip([&of_one[1], &of_one[0]]) {
        assert_eq!(server.ask(&one, "DELETE", &format!("{path}/demo"), "").status, 204);
        assert_eq!(server.ask(&other, "GET", &format!("{path}/{id}"), "").status, 404);
    }
    assert_eq!(ids(&other), of_other, "another agency deleted its own alone");
}

#[test]
fn made_up_data_needs_the_scopes_that_all_data_needs() {
    let server = guarded();
    let reader = key(&server, "housing", Scope::Read);
    assert_eq!(server.ask(&reader, "GET", "/v1/audiences/demo", "").status, 200);
    assert_eq!(server.ask(&reader, "DELETE", "/v1/audiences/demo", "").status, 403);
    assert_eq!(server.get("/v1/audiences/demo").status, 401);
    // What is only called so is nothing made up.
    assert_eq!(server.ask(&reader, "GET", "/v1/audiences/demo2", "").status, 404);
    assert_eq!(server.ask(&reader, "GET", "/v1/targets/demo", "").status, 404);
}

#[test]
fn an_analysis_of_the_made_up_followers_is_the_callers_own() {
    let server = guarded();
    let (one, other) = (key(&server, "housing", Scope::Write), key(&server, "health", Scope::Write));
    let question =
        json!({"audience_id": "demo", "panel_id": "demo", "target": {"age": {"min": 27, "max": 49}, "country": "KR"}});
    let answer = server.ask(&one, "POST", "/v1/analyses", &question.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["audience"]["profiles"], 620);
    assert!(!answer.text.contains("\"code\":\"noise\""), "nobody is hidden among them: {}", answer.text);
    let path = answer.header("location").to_owned();
    assert_eq!((server.ask(&one, "GET", &path, "").status, server.ask(&other, "GET", &path, "").status), (200, 404));
    let record: Value = server.ask(&one, "GET", "/v1/track-record", "").json();
    assert_eq!(record["forecasts"], json!([]), "nothing is foretold of an account that does not exist: {record}");
}

#[test]
fn made_up_data_outlives_the_service_that_made_it() {
    let server = TestServer::start();
    let first = server.get("/v1/analyses/demo").json();
    let again = server.get("/v1/analyses/demo").json();
    assert_eq!((&first["id"], &first["fit"]), (&again["id"], &again["fit"]), "it is made once");
    let report = server.get("/v1/analyses/demo/report?format=markdown");
    assert!(report.text.starts_with("# "), "{}", report.text);
}
