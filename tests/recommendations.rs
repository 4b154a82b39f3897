//! `POST /v1/recommendations` and the catalogue over HTTP.

use serde_json::{Value, json};

use crate::support::TestServer;

#[test]
fn a_target_without_followers_gets_channels_with_sources() {
    let server = TestServer::start();
    let body = json!({"target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2018}});
    let answer = server.create_recommendation(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let recommendation = answer.json();
    let channels = recommendation["channels"].as_array().expect("channels");
    let ids: Vec<&str> = channels.iter().filter_map(|c| c["channel"].as_str()).collect();
    let place = |id: &str| ids.iter().position(|x| *x == id).unwrap_or_else(|| panic!("{id} in {ids:?}"));
    assert!(place("youtube") < place("facebook") && place("facebook") < place("instagram"), "{ids:?}");
    for channel in channels {
        let at = |end: &str| channel["reach"][end].as_f64().expect("a number");
        assert!(0.0 <= at("lower") && at("lower") <= at("value") && at("value") <= at("upper") && at("upper") <= 1.0);
        assert!(!channel["sources"].as_array().expect("sources").is_empty());
        assert!(channel["reasons"][0].as_str().is_some_and(|r| r.contains("20")), "a year in {}", channel["reasons"]);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let server = TestServer::start();
    let body = json!({"target": {"age": {"min": 30, "max": 40}, "country": "KR"}, "seed": 5});
    assert_eq!(server.create_recommendation(&body).text, server.create_recommendation(&body).text);
}

#[test]
fn what_is_unknown_is_named() {
    let server = TestServer::start();
    let first = |body: Value| {
        let answer = server.create_recommendation(&body);
        assert_eq!(answer.status, 422, "{}", answer.text);
        answer.json()["errors"][0].clone()
    };
    let target = json!({"age": {"min": 30}, "country": "US"});
    assert_eq!(first(json!({"target": {"age": {"min": 30}}}))["pointer"], "/target/country");
    assert_eq!(first(json!({"target": target, "channels": ["pigeon"]}))["pointer"], "/channels");
    assert_eq!(first(json!({"target": target, "level": 2}))["pointer"], "/level");
    assert_eq!(first(json!({}))["pointer"], "/target");
}

#[test]
fn the_catalogue_lists_presets_and_channels_with_their_parents() {
    let server = TestServer::start();
    let targets = server.get("/v1/targets").json();
    let names: Vec<&Value> = targets["items"].as_array().expect("items").iter().map(|t| &t["name"]).collect();
    assert!(names.contains(&&json!("under-middle-class-late-20s-to-40s")), "{names:?}");
    let channels = server.get("/v1/channels").json();
    let channel = |id: &str| {
        let items = channels["items"].as_array().expect("items");
        items.iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("{id} in {items:?}")).clone()
    };
    assert_eq!(channel("facebook")["parent"], "social_media");
    assert_eq!(channel("press_online")["parent"], "press");
    assert_eq!(channel("tv")["parent"], Value::Null);
}
