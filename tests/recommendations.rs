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
fn constraints_bring_a_plan_and_their_faults_come_all_at_once() {
    let server = TestServer::start();
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2018});
    let constraints = json!({
        "hours_per_week": 14, "budget": {"amount": 1500, "currency": "USD"}, "task": "awareness", "people": 250_000,
        "channels": [{"channel": "facebook", "hold": {"hours": 4.5}, "own_reach": {"number": 40_000, "unit": "followers"}},
                     {"channel": "youtube", "max_hours": 6, "hold": null, "threshold": {"hours": null}}]
    });
    let answer = server.create_recommendation(&json!({"target": target, "constraints": constraints}));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let plan = answer.json()["plan"].clone();
    let allocations = plan["allocations"].as_array().expect("allocations");
    let sum = |field: &str| allocations.iter().filter_map(|a| a[field].as_f64()).sum::<f64>();
    assert!(sum("hours") <= 14.0 + 1e-9 && sum("money") <= 1500.0 + 1e-9, "{plan}");
    let facebook = allocations.iter().find(|a| a["channel"] == "facebook").expect("held");
    assert_eq!(facebook["hours"], 4.5);
    assert!(facebook["reached"]["value"].as_f64() > Some(0.02) && facebook["reasons"][0].is_string(), "{facebook}");
    assert_eq!((&facebook["own"]["number"], &facebook["own"]["basis"]), (&40_000.0.into(), &"published".into()));
    assert_eq!(plan["shadow_prices"][0]["resource"], "hours");
    assert!(plan["people"]["value"].as_f64().is_some_and(|n| n > 5_000.0 && n < 100_000.0), "{}", plan["people"]);
    let unscaled = json!({"target": target, "constraints": {"hours_per_week": 2, "people": 250_000}});
    let order = server.create_recommendation(&unscaled).json()["plan"].clone();
    assert_eq!((&order["scale"], &plan["scale"]), (&"order".into(), &"people".into()));
    assert!(order["people"].is_null() && order["reach"].is_null() && order["target_people"].is_null(), "{order}");
    let without = server.create_recommendation(&json!({"target": target})).json();
    assert!(without["plan"].is_null() && without["channels"].is_array());

    let wrong = json!({
        "target": target, "colour": "red",
        "constraints": {"hours_per_week": -1, "channels": [{"channel": "pigeon"}], "budget": {"amount": 5}}
    });
    let answer = server.create_recommendation(&wrong);
    assert_eq!(answer.status, 422);
    let body = answer.json();
    let mut pointers: Vec<&str> =
        body["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        ["/colour", "/constraints/budget/currency", "/constraints/channels/0/channel", "/constraints/hours_per_week"]
    );
    let typed = json!({"target": target, "constraints": {"hours_per_week": 3, "task": "dance"}});
    let body = server.create_recommendation(&typed).json();
    assert_eq!(body["errors"][0]["pointer"], "/constraints/task", "{body}");
    let idle = json!({"hours_per_week": 9, "budget": {"amount": 5, "currency": "EUR"}});
    let body = server.create_recommendation(&json!({"target": target, "constraints": idle})).json();
    assert_eq!(body["errors"][0]["pointer"], "/constraints/budget/currency", "{body}");
}

#[test]
fn an_account_and_costs_are_answered_beside_the_reach() {
    let server = TestServer::start();
    let body = json!({
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2018},
        "account": {"channel": "facebook", "followers": 20_000, "fit": {"value": 0.05, "lower": 0.03, "upper": 0.08}},
        "costs": [{"channel": "facebook", "per_thousand": 9.5, "currency": "USD"}]
    });
    let answer = server.create_recommendation(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    let channels = answer["channels"].as_array().expect("channels");
    let facebook = channels.iter().find(|c| c["channel"] == "facebook").expect("facebook");
    assert_eq!(facebook["account"]["people"]["value"], 1000.0);
    let potential = facebook["potential_people"]["value"].as_f64().expect("people");
    assert!(potential > 1e6 && potential < answer["target_people"].as_f64().expect("people"));
    assert_eq!(facebook["stance"], "keep");
    assert_eq!(facebook["cost"]["currency"], "USD");
    let beats = facebook["pairwise"].as_array().expect("comparisons");
    assert!(beats.iter().any(|b| b["channel"] == "linkedin" && b["probability"].as_f64() > Some(0.99)));
    assert!(channels.iter().all(|c| c["account"].is_null() == (c["channel"] != "facebook")));
}

#[test]
fn every_fault_of_account_and_costs_is_listed_with_what_to_do() {
    let server = TestServer::start();
    let target = json!({"age": {"min": 30}, "country": "US"});
    let faults = |more: Value| {
        let mut body = json!({"target": target});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = server.create_recommendation(&body);
        assert_eq!((answer.status, answer.media_type.as_str()), (422, "application/problem+json"), "{}", answer.text);
        answer.json()["errors"].clone()
    };
    let account =
        faults(json!({"account": {"channel": "pigeon", "followers": -1, "fit": {"value": 0.5, "lower": 0.6}}}));
    let pointers: Vec<&Value> = account.as_array().expect("faults").iter().map(|f| &f["pointer"]).collect();
    assert_eq!(pointers, ["/account/channel", "/account/followers", "/account/fit"]);
    let unknown = faults(json!({"account": {"channel": "x", "followers": 1, "share": 0.5}}));
    assert_eq!(unknown[0]["pointer"], "/account/share");
    let cost = |channel: &str, currency: &str| json!({"channel": channel, "per_thousand": 5, "currency": currency});
    let mixed = faults(json!({"costs": [cost("tv", "USD"), cost("radio", "EUR")]}));
    assert_eq!(mixed[0]["pointer"], "/costs/1");
    assert!(mixed[0]["detail"].as_str().is_some_and(|d| d.contains("give all in one currency")), "{mixed}");
    let apart = faults(json!({"channels": ["tv", "facebook"], "measure": "news_often"}));
    assert_eq!((&apart[0]["pointer"], &apart[0]["code"]), (&json!("/measure"), &json!("not_comparable")));
    assert!(apart[0]["detail"].as_str().is_some_and(|d| d.contains("leave facebook out")), "{apart}");
    let elsewhere = server.create_recommendation(&json!({"target": {"age": {"min": 30}, "country": "ZZ"}}));
    let named = "KR (South Korea), US (United States), GB (United Kingdom), EU (European Union)";
    assert!(elsewhere.text.contains(named) && elsewhere.text.contains("borrow_from"), "{}", elsewhere.text);
}

#[test]
fn another_country_may_lend_its_figures_and_the_answer_says_so() {
    let server = TestServer::start();
    let ask = |country: &str, lender: Value| {
        let target = json!({"age": {"min": 27, "max": 49}, "country": country, "year": 2018});
        server.create_recommendation(&json!({"target": target, "borrow_from": lender}))
    };
    let borrowed = ask("NZ", json!("US"));
    assert_eq!(borrowed.status, 200, "{}", borrowed.text);
    let (borrowed, own) = (borrowed.json(), ask("US", Value::Null).json());
    assert_eq!(borrowed["country"], "NZ");
    assert!(
        borrowed["warnings"]
            .to_string()
            .contains("no figures of NZ: the figures, population and median incomes of United States")
    );
    let width = |answer: &Value| {
        let first = &answer["channels"][0];
        assert_eq!(first["borrowed"], answer["country"] == "NZ");
        first["reach"]["upper"].as_f64().expect("a number") - first["reach"]["lower"].as_f64().expect("a number")
    };
    assert!(width(&borrowed) > width(&own));
    assert_eq!(borrowed["target_people"], Value::Null, "another country's people are not this one's");
    assert_eq!(ask("NZ", json!("ZZ")).status, 422);
}

#[test]
fn sources_are_listed_and_every_cited_one_is_among_them() {
    let server = TestServer::start();
    let sources = server.get("/v1/sources").json();
    let ids: Vec<&Value> = sources["items"].as_array().expect("items").iter().map(|s| &s["id"]).collect();
    let body = json!({"target": {"age": {"min": 30, "max": 40}, "country": "KR", "year": 2012}});
    let answer = server.create_recommendation(&body).json();
    for channel in answer["channels"].as_array().expect("channels") {
        for source in channel["sources"].as_array().expect("sources") {
            assert!(ids.contains(&source), "{source}");
        }
    }
    for list in ["/v1/sources", "/v1/channels", "/v1/targets"] {
        assert_eq!(server.get(list).json()["catalog_version"], answer["catalog_version"], "{list}");
    }
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
