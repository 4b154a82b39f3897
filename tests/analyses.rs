//! `POST /v1/analyses` over HTTP.

use serde_json::{Value, json};

use crate::support::{TestServer, adult};

#[test]
fn a_real_audience_with_a_panel_is_estimated_as_an_interval_with_its_reasons() {
    let server = TestServer::start();
    let (profiles, panel, target) = adult();
    let body = json!({"profiles": profiles, "panel": panel, "target": target, "min_share": 0.3});
    let answer = server.create_analysis(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let analysis = answer.json();
    let fit = &analysis["fit"];
    assert_eq!(fit["status"], "estimated");
    assert_eq!(fit["method"], "panel_and_labelled");
    let (lower, upper) = (number(&fit["share"]["lower"]), number(&fit["share"]["upper"]));
    println!("UCI Adult, true share 0.42: {} ({lower} to {upper})", fit["share"]["value"]);
    assert!(lower <= 0.42 && 0.42 <= upper, "{lower} to {upper}");
    assert!(upper - lower < 0.2, "{lower} to {upper}");
    let weights: f64 = array(&fit["shift"]["hypotheses"]).iter().map(|h| number(&h["weight"])).sum();
    assert!((weights - 1.0).abs() < 1e-4, "{weights}");
    assert!(number(&fit["evidence"]["lower_bound"]) <= lower && upper <= number(&fit["evidence"]["upper_bound"]));
    assert_eq!(analysis["verdict"]["outcome"], "pass");
    assert!(array(&analysis["segments"]).len() > 1);
    let count: f64 = array(&analysis["segments"]).iter().map(|s| number(&s["count"])).sum();
    assert_eq!(count, 1000.0, "every profile is in one segment");
    let members: f64 =
        array(&analysis["segments"]).iter().map(|s| number(&s["count"]) * number(&s["fit"]["value"])).sum();
    assert!((members - number(&fit["count"]["value"])).abs() < 0.5, "segments add up: {members}");
    assert!(array(&analysis["channels"]).iter().any(|c| c["channel"] == "facebook"));
}

#[test]
fn declared_profiles_alone_carry_an_estimate_with_sensitivity_bounds() {
    let server = TestServer::start();
    let (profiles, _, target) = adult();
    let analysis = server.create_analysis(&json!({"profiles": profiles, "target": target})).json();
    let fit = &analysis["fit"];
    assert_eq!(fit["method"], "labelled_only");
    let bounds = array(&fit["sensitivity"]);
    assert_eq!(bounds.len(), 4);
    for pair in bounds.windows(2) {
        assert!(number(&pair[0]["lower"]) > number(&pair[1]["lower"]), "{bounds:?}");
        assert!(number(&pair[0]["upper"]) < number(&pair[1]["upper"]), "{bounds:?}");
    }
    assert!(number(&bounds[0]["lower"]) < number(&fit["share"]["lower"]));
}

#[test]
fn without_labels_and_panel_the_share_is_assumed_and_the_answer_says_what_to_bring() {
    let server = TestServer::start();
    let profiles: Vec<Value> =
        (0..300).map(|i| json!({"region": format!("r{}", i % 3), "account": {"followers": i}})).collect();
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "US"});
    let answer = server.create_analysis(&json!({"profiles": profiles, "target": target, "min_share": 0.2}));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let analysis = answer.json();
    assert_eq!(
        (&analysis["fit"]["status"], &analysis["fit"]["method"]),
        (&json!("assumed"), &json!("population_share"))
    );
    let assumed = &analysis["fit"]["evidence"]["assumed"];
    assert_eq!((&assumed["platform"], &assumed["country"]), (&Value::Null, &json!("United States")));
    assert!(analysis["summary"]["fit"].as_str().is_some_and(|text| text.starts_with("Assumed, not measured")));
    assert!(!array(&analysis["fit"]["required_data"]).is_empty());
    assert_eq!(analysis["verdict"]["outcome"], "inconclusive");
    assert!(!array(&analysis["segments"]).is_empty());
    assert!(!array(&analysis["channels"]).is_empty());
}

#[test]
fn what_is_certain_fails_an_audience_that_cannot_be_estimated() {
    let server = TestServer::start();
    let profiles: Vec<Value> = (0..200).map(|i| json!({"age": if i % 5 == 0 { 30 } else { 70 }})).collect();
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "US"});
    let analysis = server.create_analysis(&json!({"profiles": profiles, "target": target, "min_share": 0.3})).json();
    assert_eq!(analysis["fit"]["status"], "assumed");
    assert!((number(&analysis["fit"]["evidence"]["upper_bound"]) - 0.2).abs() < 1e-9);
    assert_eq!(analysis["verdict"]["outcome"], "fail");
}

#[test]
fn when_all_declare_the_share_is_counted() {
    let server = TestServer::start();
    let profiles: Vec<Value> =
        (0..120).map(|i| json!({"in_target": i % 4 == 0, "region": format!("r{}", i % 2)})).collect();
    let analysis = server.create_analysis(&json!({"profiles": profiles, "target": {"labelled": true}})).json();
    let share = &analysis["fit"]["share"];
    assert_eq!(analysis["fit"]["method"], "all_labelled");
    assert_eq!((number(&share["lower"]), number(&share["value"]), number(&share["upper"])), (0.25, 0.25, 0.25));
}

#[test]
fn rejects_a_panel_without_common_fields() {
    let server = TestServer::start();
    let profiles: Vec<Value> = (0..150).map(|i| json!({"attributes": {"likes_cats": i % 2}})).collect();
    let panel: Vec<Value> =
        (0..150).map(|i| json!({"region": format!("r{}", i % 3), "in_target": i % 3 == 0})).collect();
    let body = json!({"profiles": profiles, "panel": panel, "target": {"labelled": true}});
    let analysis = server.create_analysis(&body).json();
    assert_eq!(analysis["fit"]["status"], "not_identified");
    let warning = array(&analysis["warnings"]).iter().find(|w| w["code"] == "no_overlap").expect("a warning");
    let detail = warning["detail"].as_str().expect("text");
    assert!(detail.contains("Panel: region") && detail.contains("Audience: likes_cats"), "{detail}");
}

#[test]
fn lists_rejected_rows_unless_all_are_to_be_rejected() {
    let server = TestServer::start_with(|settings| settings.min_cell = 1);
    let profiles =
        json!([{"age": 30, "in_target": true}, {"age": 250}, {"account": {"followers": -1}}, {"in_target": false}]);
    let mut body = json!({"profiles": profiles, "target": {"labelled": true}});
    let analysis = server.create_analysis(&body).json();
    assert_eq!((&analysis["audience"]["profiles"], &analysis["audience"]["rejected"]), (&json!(2), &json!(2)));
    let fields: Vec<&Value> = array(&analysis["audience"]["rejections"]).iter().map(|r| &r["field"]).collect();
    assert_eq!(fields, ["age", "account.followers"]);
    body["on_error"] = json!("reject_all");
    let refused = server.create_analysis(&body);
    assert_eq!(refused.status, 422);
    let pointers: Vec<Value> = array(&refused.json()["errors"]).iter().map(|e| e["pointer"].clone()).collect();
    assert_eq!(pointers, ["/profiles/1/age", "/profiles/2/account/followers"]);
}

#[test]
fn one_profile_identical_profiles_and_absurd_numbers_are_answered() {
    let server = TestServer::start();
    let ask = |profiles: Vec<Value>| {
        let answer = server.create_analysis(&json!({"profiles": profiles, "target": {"labelled": true}}));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    ask(vec![json!({})]);
    ask(vec![json!({"in_target": true})]);
    let same = ask(vec![json!({"region": "a", "attributes": {"x": 1}}); 500]);
    assert_eq!(array(&same["segments"]).len(), 1);
    let absurd =
        |i: usize| json!({"attributes": {"x": if i == 7 { 1e30 } else { i as f64 }}, "in_target": i.is_multiple_of(2)});
    ask((0..500).map(absurd).collect());
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no array"))
}

#[test]
fn judges_birth_years_against_as_of() {
    let server = TestServer::start_with(|settings| settings.min_cell = 1);
    let target = json!({"age": {"min": 0, "max": 29}});
    let ask = |as_of: &str| {
        let body = json!({"profiles": [{"birth_year": 1995}], "target": target, "as_of": as_of});
        server.create_analysis(&body)
    };
    let share = |as_of: &str| number(&ask(as_of).json()["fit"]["share"]["value"]);
    assert_eq!([share("2024-06-30"), share("2025-06-30"), share("2026-06-30")], [1.0, 0.5, 0.0]);
    assert_eq!(ask("2025-06-30").json()["provenance"]["as_of"], "2025-06-30");
    assert_eq!(ask("30.6.2025").json()["errors"][0]["pointer"], "/as_of");
}

/// 400 followers of an account on X, all of whom use it; 200 match, and of these 30 % watch television, as 60 % of the
/// others do. A panel of 300 of whom 100 match, and of these 80 % listen to the radio.
fn with_channel_use() -> Value {
    let follower = |i: usize| {
        let matches = i.is_multiple_of(2);
        let watches = (i / 2) % 10 < if matches { 3 } else { 6 };
        json!({"id": format!("f{i}"), "age": if matches { 30 } else { 60 },
               "channels": {"x": true, "social_media": !i.is_multiple_of(50), "tv": watches}})
    };
    let panellist = |i: usize| {
        let matches = i.is_multiple_of(3);
        json!({"age": if matches { 40 } else { 70 }, "in_target": matches, "weight": 1 + i % 4,
               "channels": {"radio": (i / 3) % 10 < 8, "press_print": true, "cable": i.is_multiple_of(2)}})
    };
    json!({
        "profiles": (0..400).map(follower).collect::<Vec<_>>(),
        "panel": (0..300).map(panellist).collect::<Vec<_>>(),
        "target": {"age": {"min": 27, "max": 49}, "country": "KR", "year": 2024},
        "account_channel": "x"
    })
}

#[test]
fn channel_use_of_matched_followers_and_panel_moves_reach_and_says_how_far() {
    let server = TestServer::start_with(|settings| settings.min_cell = 1);
    let body = with_channel_use();
    let answer = server.create_analysis(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let with = answer.json();
    let mut unseen = body.clone();
    for list in ["profiles", "panel"] {
        for profile in unseen[list].as_array_mut().expect("profiles") {
            profile.as_object_mut().expect("an object").remove("channels");
        }
    }
    let without = server.create_analysis(&unseen).json();
    let channel = |analysis: &Value, id: &str| -> Value {
        let found = array(&analysis["channels"]).iter().find(|c| c["channel"] == id && c["group"] == "use");
        found.unwrap_or_else(|| panic!("{id}")).clone()
    };
    let moved =
        |id: &str| number(&channel(&with, id)["reach"]["value"]) - number(&channel(&without, id)["reach"]["value"]);
    // Seen lower than published, and of people who match only; social media say nothing of themselves.
    assert!(moved("tv") < -0.01, "{}", moved("tv"));
    assert!(moved("radio") > 0.05, "{}", moved("radio"));
    assert_eq!(moved("social_media"), 0.0);
    let seen = &channel(&with, "tv")["observed"][0];
    assert_eq!(
        (&seen["population"], number(&seen["people"]), number(&seen["share"])),
        (&json!("followers"), 200.0, 0.3)
    );
    let heard = &channel(&with, "radio")["observed"][0];
    assert_eq!(heard["population"], "panel");
    assert!((number(&heard["share"]) - 0.8).abs() < 0.05 && number(&heard["effective_n"]) < 30.0, "{heard}");
    let codes: Vec<&Value> = array(&with["warnings"]).iter().map(|w| &w["code"]).collect();
    assert!(
        codes.contains(&&json!("one_sided_channel_use")) && codes.contains(&&json!("unknown_channel_use")),
        "{codes:?}"
    );
    let assumptions = with["channel_assumptions"].to_string();
    assert!(assumptions.contains("use of social media does not inform about the target"), "{assumptions}");
}

#[test]
fn the_order_of_profiles_and_panel_changes_nothing_of_what_was_seen() {
    let server = TestServer::start();
    let body = with_channel_use();
    let mut turned = body.clone();
    for list in ["profiles", "panel"] {
        turned[list].as_array_mut().expect("profiles").reverse();
    }
    let (one, other) = (server.create_analysis(&body).json(), server.create_analysis(&turned).json());
    assert_eq!(one["channels"], other["channels"]);
}
