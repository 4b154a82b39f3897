//! What a key that may only read finds out about single people of a stored audience.

use audience_fit::config::Auth;
use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::support::access::{Key, guarded, key, key_of};
use crate::support::browser::Browser;
use crate::support::{Answer, TestServer};

/// Followers of whom the last is the only one aged 61, and has the attribute `secret` where `has` says so.
fn followers(has: bool) -> String {
    let row = |i: usize| {
        let (age, region) = (20 + i % 40, ["KR-11", "KR-26"][i % 2]);
        json!({"id": format!("f{i}"), "age": age, "region": region,
               "attributes": {"secret": if i.is_multiple_of(3) { "yes" } else { "no" }}})
    };
    let last = json!({"id": "f300", "age": 61, "region": "KR-11",
                      "attributes": {"secret": if has { "yes" } else { "no" }}});
    (0..299).map(row).chain([last]).map(|row| format!("{row}\n")).collect()
}

/// Stores people of an account of their own, with ids of their own.
fn upload(server: &TestServer, key: &Key, collection: &str, rows: &str) -> String {
    let account = blake3::hash(rows.as_bytes()).to_hex();
    let rows = rows.replace("\"id\":\"", &format!("\"id\":\"{account} "));
    upload_of(server, key, &format!("{collection}?as_of=2026-11-01&account={account}"), &rows)
}

fn upload_of(server: &TestServer, key: &Key, path: &str, rows: &str) -> String {
    let path = format!("/v1/{path}");
    let answer = server.ask_as(key, "POST", &path, "application/x-ndjson", rows);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// People with the secret of some ages.
fn ages(from: u32, to: u32) -> Value {
    json!({"age": {"min": from, "max": to}, "attributes": [{"name": "secret", "in": ["yes"]}]})
}

fn fit(server: &TestServer, key: &Key, audience: &str, target: &Value, rest: &str) -> Answer {
    let target: String = form_urlencoded::byte_serialize(target.to_string().as_bytes()).collect();
    server.ask(key, "GET", &format!("/v1/audiences/{audience}/fit?target={target}{rest}"), "")
}

/// Everything in an answer but the audience's id and the hash of its file.
fn reported(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut reported = answer.json();
    reported["audience_id"] = Value::Null;
    reported["provenance"]["input_hash"] = Value::Null;
    reported
}

fn agency(server: &TestServer) -> (Key, Key, Key) {
    let write = key(server, "housing", Scope::Write);
    (key(server, "housing", Scope::Read), write, key_of(server, "housing", &[Scope::Read, Scope::Exact]))
}

/// People in one try of an attack, half of whom have the secret, and the rows of their audience: each is another file, so
/// that each has noise of its own.
fn tries() -> impl Iterator<Item = (bool, String)> {
    (0..TRIES).map(|i| {
        let has = i % 2 == 0;
        let rows = format!("{}{}\n", followers(has), json!({"id": format!("x{i}"), "age": 90}));
        (has, rows)
    })
}

const TRIES: usize = 40;
/// An attack that is right in .57 of its tries is so in this many of 40 once in 10,000 runs.
const TOO_MANY: usize = 33;

#[test]
fn a_verdict_on_one_person_hardly_tells_whether_there_is_one() {
    let server = guarded();
    let (read, write, _) = agency(&server);
    let target = json!({"age": {"min": 61, "max": 61}, "region": ["KR-11"],
                        "attributes": [{"name": "secret", "in": ["yes"]}]});
    let mut right = 0;
    for (has, rows) in tries() {
        let audience = upload(&server, &write, "audiences", &rows);
        let reported = reported(&fit(&server, &read, &audience, &target, &format!("&min_share={}", 0.5 / 301.0)));
        right += usize::from((reported["verdict"]["outcome"] == "pass") == has);
    }
    println!("a verdict on one person: {right} of {TRIES} right");
    assert!(right < TOO_MANY, "{right}");
}

#[test]
fn figures_of_stored_people_have_noise_that_stays_but_for_their_owner() {
    let server = guarded();
    let (read, write, exact) = agency(&server);
    let audience = upload(&server, &write, "audiences", &followers(true));
    let count = |key: &Key| {
        let answer = fit(&server, key, &audience, &ages(20, 61), "&level=0.99");
        let is_said = answer.text.contains("\"code\":\"noise\"");
        assert_eq!(is_said, key.id != exact.id, "{}", answer.text);
        let count = &reported(&answer)["fit"]["count"];
        ["value", "lower", "upper"].map(|name| count[name].as_f64().expect("a count"))
    };
    assert_eq!(count(&exact), [101.0; 3]);
    let [value, lower, upper] = count(&read);
    assert_eq!(count(&write), [value, lower, upper], "whoever may write sees the same");
    assert_eq!(count(&read), [value, lower, upper], "and again");
    assert!((value - 101.0).abs() <= 20.0 && upper - lower > 20.0, "{value} {lower} {upper}");
    assert!(lower <= value && value <= upper, "{value} {lower} {upper}");
    let others = [(20, 60), (20, 59), (21, 61)].map(|(from, to)| {
        reported(&fit(&server, &read, &audience, &ages(from, to), ""))["fit"]["count"]["value"]
            .as_f64()
            .expect("a count")
    });
    let exact_others = [(20, 60), (20, 59), (21, 61)].map(|(from, to)| {
        reported(&fit(&server, &exact, &audience, &ages(from, to), ""))["fit"]["count"]["value"]
            .as_f64()
            .expect("a count")
    });
    assert!(others.iter().zip(exact_others).any(|(noisy, exact)| *noisy != exact), "{others:?} {exact_others:?}");
    // The profiles of a request are its sender's.
    let rows: Vec<Value> = followers(true).lines().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    let body = json!({"profiles": rows, "target": ages(20, 61), "retain": false}).to_string();
    let own = server.ask(&read, "POST", "/v1/analyses", &body).json();
    assert_eq!(own["fit"]["count"]["value"], 101.0);
    let body = json!({"audience_id": audience, "target": ages(20, 61), "retain": false, "level": 0.99}).to_string();
    let stored = server.ask(&read, "POST", "/v1/analyses", &body).json();
    assert_eq!(stored["fit"]["count"]["value"], value, "the same question has the same answer by every door");
    let segments = stored["segments"].as_array().expect("a list");
    let sum: f64 = segments.iter().map(|segment| segment["count"].as_f64().expect("a count")).sum();
    assert_eq!(sum, 300.0, "segments add up");
    let patterns = json!({"audience_id": audience, "target": ages(20, 61), "retain": false, "profile_patterns": true});
    assert_eq!(server.ask(&read, "POST", "/v1/analyses", &patterns.to_string()).json()["code"], "forbidden");
}

#[test]
fn pairs_of_wide_targets_hardly_tell_a_persons_attribute() {
    let server = guarded();
    let (read, write, exact) = agency(&server);
    let (mut right, mut right_exact) = (0, 0);
    for (has, rows) in tries() {
        let audience = upload(&server, &write, "audiences", &rows);
        let difference = |key: &Key| {
            let count =
                |to| reported(&fit(&server, key, &audience, &ages(20, to), ""))["fit"]["count"]["value"].clone();
            count(61).as_f64().expect("a count") - count(60).as_f64().expect("a count")
        };
        right += usize::from((difference(&read) > 0.5) == has);
        right_exact += usize::from((difference(&exact) > 0.5) == has);
    }
    println!("a pair of wide targets: {right} of {TRIES} right with the scope read, {right_exact} with exact");
    assert_eq!(right_exact, TRIES, "the attack works where figures are exact");
    assert!(right < TOO_MANY, "{right}");
}

#[test]
fn a_rare_value_and_a_rare_field_are_not_distinguished_from_none() {
    let server = guarded();
    let (read, write, _) = agency(&server);
    let rows = |has: bool, name: usize| {
        let row = |i: usize| json!({"id": format!("f{i}"), "age": 20 + i % 40, "attributes": {"kind": "common"}});
        let mut last = json!({"id": format!("last {name}"), "age": 30});
        last["attributes"]["kind"] = json!(if has { "rare" } else { "common" });
        if has {
            last["tenure"] = json!("rent");
        }
        (0..299).map(row).chain([last]).map(|row| format!("{row}\n")).collect::<String>()
    };
    let alike = (0..10).filter(|i| {
        let reported = [true, false].map(|has| {
            let audience = upload(&server, &write, "audiences", &rows(has, *i));
            let of = |target: Value| {
                let answer = reported(&fit(&server, &read, &audience, &target, ""));
                (answer["fit"]["status"].clone(), answer["warnings"].clone())
            };
            let rare = of(json!({"attributes": [{"name": "kind", "in": ["rare"]}]}));
            (rare.0, of(json!({"tenure": ["rent"], "age": {"min": 20}})))
        });
        reported[0] == reported[1]
    });
    let alike = alike.count();
    println!("a rare value and a rare field: {alike} of 10 pairs of answers alike");
    // Noise of 9 or more tells them apart, which one of a hundred draws has.
    assert!(alike >= 6, "{alike}");
}

#[test]
fn one_row_of_a_stored_panel_is_not_distinguished_from_none() {
    let server = guarded();
    let (read, write, exact) = agency(&server);
    let panel = |has: bool, name: usize| {
        let row = |i: usize| json!({"id": format!("p{i}"), "age": 20 + i % 40, "attributes": {"x": i % 7, "secret": i.is_multiple_of(3)}});
        let last = json!({"id": format!("last {name}"), "age": 61, "attributes": {"x": 3, "secret": has}});
        (0..199).map(row).chain([last]).map(|row| format!("{row}\n")).collect::<String>()
    };
    let audience: Vec<Value> = (0..60).map(|i| json!({"attributes": {"x": i % 7}})).collect();
    let ask = |key: &Key, panel: &str, target: &Value| {
        let body = json!({"profiles": audience, "panel_id": panel, "target": target, "retain": false});
        let answer = server.ask(key, "POST", "/v1/analyses", &body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let codes = |answer: &Value| -> Vec<Value> {
        answer["warnings"].as_array().expect("a list").iter().map(|warning| warning["code"].clone()).collect()
    };
    let one = json!({"age": {"min": 61, "max": 61}, "attributes": [{"name": "secret", "in": ["true"]}]});
    let alike = (0..6).filter(|i| {
        let reported = [true, false].map(|has| {
            let id = upload(&server, &write, "panels", &panel(has, *i));
            let answer = ask(&read, &id, &one);
            (answer["fit"]["status"].clone(), codes(&answer))
        });
        reported[0] == reported[1]
    });
    let alike = alike.count();
    println!("one row of a panel: {alike} of 6 pairs of answers alike");
    assert!(alike >= 4, "{alike}");
    let many = json!({"attributes": [{"name": "secret", "in": ["true"]}]});
    let id = upload(&server, &write, "panels", &panel(true, 0));
    let share = |key: &Key| ask(key, &id, &many)["fit"]["share"].clone();
    let (noisy, known) = (share(&read), share(&exact));
    let width = |share: &Value| share["upper"].as_f64().expect("a share") - share["lower"].as_f64().expect("a share");
    assert!(width(&noisy) > width(&known), "{noisy} {known}");
    assert_eq!(share(&read), noisy);
}

#[test]
fn different_targets_of_a_day_are_counted_and_logged() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.targets_per_day = 2;
    });
    let (read, write, exact) = agency(&server);
    let admin = key(&server, "housing", Scope::Admin);
    let audience = upload(&server, &write, "audiences", &followers(true));
    let ask = |key: &Key, to: u32, rest: &str| fit(&server, key, &audience, &ages(20, to), rest);
    assert_eq!([30, 40].map(|to| ask(&read, to, "").status), [200, 200]);
    assert_eq!(ask(&read, 30, "&min_share=0.3&level=0.8").status, 200, "the same target, read otherwise");
    let refused = ask(&read, 50, "");
    assert_eq!((refused.status, &refused.json()["code"]), (429, &json!("too_many_targets")));
    let seconds: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=86_400).contains(&seconds), "{seconds}");
    assert_eq!(ask(&read, 30, "&seed=7").status, 429, "other draws of the same target count as another");
    let body = json!({"audience_id": audience, "target": ages(20, 30), "retain": false, "min_cell": 20}).to_string();
    assert_eq!(server.ask(&read, "POST", "/v1/analyses", &body).status, 429, "groups that count otherwise, too");
    let body = json!({"audience_id": audience, "target": ages(20, 55), "retain": false}).to_string();
    assert_eq!(server.ask(&read, "POST", "/v1/analyses", &body).status, 429);
    let body = json!({"audience_id": audience, "target": ages(20, 40), "retain": false}).to_string();
    assert_eq!(server.ask(&read, "POST", "/v1/analyses", &body).status, 200, "asked before, by another door");
    assert_eq!(ask(&write, 50, "").status, 200, "another key");
    assert!((30..40).all(|to| ask(&exact, to, "").status == 200), "whoever owns the rows");
    let log = server.ask(&admin, "GET", "/v1/audit", "").json();
    let entries = log["items"].as_array().expect("a list");
    let targets: Vec<&str> = entries.iter().filter_map(|entry| entry["target"].as_str()).collect();
    assert!(targets.iter().any(|target| target.contains("\"max\":50")), "refused questions too: {targets:?}");
    let asked =
        |entry: &&Value| ["get_audience_fit", "create_analysis"].contains(&entry["action"].as_str().expect("text"));
    assert!(entries.iter().filter(asked).all(|entry| entry["target"].is_string()), "{log}");
}

#[test]
fn keys_that_work_together_on_many_days_have_so_many_targets_of_an_audience_and_no_more() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.targets_per_day = 2;
        settings.targets_per_dataset = 3;
    });
    let (read, write, exact) = agency(&server);
    let [audience, other] = [true, false].map(|has| upload(&server, &write, "audiences", &followers(has)));
    let ask = |key: &Key, id: &str, to: u32| fit(&server, key, id, &ages(20, to), "");
    assert_eq!([30, 40].map(|to| ask(&read, &audience, to).status), [200, 200]);
    assert_eq!([40, 50].map(|to| ask(&write, &audience, to).status), [200, 200], "one of them was asked before");
    let third = key(&server, "housing", Scope::Read);
    let refused = ask(&third, &audience, 55);
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("forbidden")), "{}", refused.text);
    assert!(refused.text.contains("3 different targets") && refused.text.contains("exact"), "{}", refused.text);
    assert_eq!(ask(&third, &audience, 50).status, 200, "asked before, with another key");
    assert_eq!(ask(&third, &other, 55).status, 200, "of another audience");
    assert_eq!(ask(&exact, &audience, 55).status, 200, "whoever owns the rows");
}

/// Each snapshot has noise of its own, so what questions about all of them tell of a person is bounded together.
#[test]
fn snapshots_of_an_account_share_their_questions_whatever_it_is_called() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        (settings.targets_per_day, settings.targets_per_dataset) = (100, 6);
    });
    let (read, write, exact) = agency(&server);
    let owner = key_of(&server, "housing", &[Scope::Write, Scope::Exact]);
    let stored_by = |by: &Key, account: &str, people: &str, i: usize| {
        let rows = format!("{}{}\n", followers(true), json!({"id": format!("week {i}"), "age": 30}));
        let rows = rows.replace("\"id\":\"f", &format!("\"id\":\"{people} "));
        upload_of(&server, by, &format!("audiences?as_of=2026-11-01{account}"), &rows)
    };
    let stored = |account: &str, people: &str, i: usize| stored_by(&owner, account, people, i);
    let names = ["&account=%40a", "&account=%40A", "&account=housing", "", "&account=a-2026-11"];
    let weeks: Vec<String> = (0..7).map(|i| stored(names[i % names.len()], "a", i)).collect();
    let ask = |key: &Key, id: &str| fit(&server, key, id, &ages(20, 61), "");
    let answers: Vec<Answer> = weeks.iter().map(|id| ask(&read, id)).collect();
    let noise = |answer: &Answer| {
        let warnings = answer.json()["warnings"].clone();
        let noise = warnings.as_array().expect("a list").iter().find(|warning| warning["code"] == "noise").cloned();
        noise.expect("it has noise")["detail"].as_str().expect("text").to_owned()
    };
    for answer in &answers[..6] {
        assert!(noise(answer).contains("a standard deviation of 4 people, 17 at most"), "{}", answer.text);
    }
    let refused = &answers[6];
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("forbidden")), "{}", refused.text);
    assert!(refused.text.contains("within 365 days") && refused.text.contains("go on in 365 days"), "{}", refused.text);
    assert_eq!(reported(&ask(&write, &weeks[0])), reported(&answers[0]), "asked before");
    assert_eq!(ask(&exact, &weeks[6]).status, 200, "whoever owns the rows");
    assert_eq!(ask(&read, &stored("&account=%40b", "b", 0)).status, 200, "other people");
    assert_eq!(ask(&read, &stored("&account=%40b", "a", 9)).status, 403, "the same under the name of others");
    // Whoever may only write learns nothing of who is in the sets of others by sets with the same ids.
    assert_eq!(ask(&read, &stored_by(&write, "&account=probe", "a", 10)).status, 200);
    assert_eq!(ask(&read, &stored("&account=%40d", "d", 0)).status, 200, "nor do such sets count for others");
    let nameless: Vec<u16> = (0..7).map(|i| ask(&read, &stored("", &format!("c{i}"), i)).status).collect();
    assert_eq!(nameless, [200, 200, 200, 200, 200, 200, 403], "sets without an account count as one");
    // Nor do they begin anew when a snapshot is deleted.
    assert_eq!(server.ask(&write, "DELETE", &format!("/v1/audiences/{}", weeks[0]), "").status, 204);
    assert_eq!(ask(&read, &weeks[6]).status, 403);
}

#[test]
fn an_account_s_page_shows_the_rest_where_no_more_questions_may_be_asked() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.targets_per_dataset = 1;
    });
    let (read, write, _) = agency(&server);
    let of = "audiences?as_of=2026-11-01&account=%40a";
    let [before, _] = [true, false].map(|has| upload_of(&server, &write, of, &followers(has)));
    assert_eq!(fit(&server, &read, &before, &ages(20, 30), "").status, 200);
    assert_eq!(fit(&server, &read, &before, &ages(20, 31), "").status, 403);
    let page = Browser::signed_in(&server, &read).get("/accounts?account=%40a");
    assert_eq!(page.status, 200, "{}", page.text);
}

/// Single rows are for whoever owns them, in the answer alone: every key of the agency may read what is stored.
#[test]
fn stored_analyses_name_no_single_rows() {
    let server = guarded();
    let (read, write, _) = agency(&server);
    let owner = key_of(&server, "housing", &[Scope::Write, Scope::Exact]);
    let audience = upload(&server, &write, "audiences", &followers(true));
    let body = json!({"audience_id": audience, "target": ages(20, 61), "profile_patterns": true}).to_string();
    let made = server.ask(&owner, "POST", "/v1/analyses", &body);
    let patterns = |answer: &Answer| answer.json()["acquisition"]["profile_patterns"].clone();
    assert!(made.status == 200 && patterns(&made).is_array(), "{}", made.text);
    let stored = server.ask(&read, "GET", made.header("location"), "");
    assert_eq!((stored.status, patterns(&stored)), (200, Value::Null), "{}", stored.text);
    let job = server.ask(&owner, "POST", "/v1/jobs", &body);
    assert!(job.status == 422 && job.text.contains("profile_patterns"), "{}", job.text);
}

#[test]
fn values_of_rejected_rows_are_for_whoever_may_upload() {
    let server = guarded();
    let (read, write, _) = agency(&server);
    let rows = format!("{}{}\n", followers(true), json!({"id": "bad", "age": "Kim Minsu 010-1234-5678"}));
    for collection in ["audiences", "panels"] {
        let id = upload(&server, &write, collection, &rows);
        let paths = [format!("/v1/{collection}/{id}"), format!("/v1/{collection}/{id}/rejections")];
        for path in &paths {
            let seen = |key: &Key| {
                let answer = server.ask(key, "GET", path, "");
                assert_eq!(answer.status, 200, "{}", answer.text);
                answer.text
            };
            let (written, read) = (seen(&write), seen(&read));
            assert!(written.contains("Kim Minsu") && !read.contains("Kim Minsu"), "{path}: {read}");
            assert!(read.contains("\"field\":\"age\"") && read.contains("accepted"), "{path}: {read}");
        }
        assert!(server.ask(&read, "GET", &paths[0], "").json()["content_hash"].is_null());
    }
    let inline =
        json!({"profiles": [{"age": 31, "in_target": true}, {"age": "Kim Minsu"}], "target": {"labelled": true}});
    let made = server.ask(&write, "POST", "/v1/analyses", &inline.to_string());
    assert!(made.text.contains("Kim Minsu"), "its sender is reported: {}", made.text);
    let location = made.header("location");
    for path in [location.to_owned(), format!("{location}/report"), format!("{location}/report?format=markdown")] {
        let kept = server.ask(&read, "GET", &path, "");
        assert!(kept.status == 200 && !kept.text.contains("Kim Minsu"), "{path}: {}", kept.text);
    }
}

#[test]
fn two_agencies_that_analyse_the_same_get_other_ids() {
    let server = guarded();
    let body = json!({"profiles": [{"age": 31, "in_target": true}], "target": {"labelled": true}}).to_string();
    let ask = |agency: &str| server.ask(&key(&server, agency, Scope::Write), "POST", "/v1/analyses", &body).json();
    let (housing, again, labour) = (ask("housing"), ask("housing"), ask("labour"));
    assert_eq!((&housing["id"], &housing["provenance"]), (&again["id"], &again["provenance"]));
    assert_ne!(housing["id"], labour["id"]);
    assert_ne!(housing["provenance"]["input_hash"], labour["provenance"]["input_hash"]);
}

/// Followers who state no age, and an ask of 150 of them of whom the first 100 have answered: the ask's id and all asked.
fn asked_followers(server: &TestServer, owner: &Key) -> (String, String, Vec<u64>) {
    let rows: String = (0..400).map(|i| format!("{{\"id\": \"f{i}\", \"region\": \"KR-11\"}}\n")).collect();
    let audience = upload(server, owner, "audiences", &rows);
    let drawn = json!({"target": {"age": {"min": 27, "max": 49}, "country": "KR"}, "people": 150});
    let drawn = server.ask(owner, "POST", &format!("/v1/audiences/{audience}/asks"), &drawn.to_string());
    assert_eq!(drawn.status, 201, "{}", drawn.text);
    let drawn = drawn.json();
    let people: Vec<u64> =
        drawn["plan"]["people"].as_array().expect("a list").iter().filter_map(|one| one["row"].as_u64()).collect();
    let ask = drawn["ask"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(answered(server, owner, &ask, people[..100].iter().map(|row| (*row, row % 2 == 0))).status, 200);
    (audience, ask, people)
}

fn answered(server: &TestServer, key: &Key, ask: &str, answers: impl Iterator<Item = (u64, bool)>) -> Answer {
    let answers: Vec<Value> = answers.map(|(row, is)| json!({"row": row, "in_target": is})).collect();
    server.ask(key, "POST", &format!("/v1/asks/{ask}/answers"), &json!({"answers": answers}).to_string())
}

/// Whoever is drawn states something or not, and whether an answer is a repeated or a conflicting one tells the answer.
#[test]
fn whom_to_ask_and_single_answers_are_for_whoever_owns_the_rows() {
    let server = guarded();
    let (read, write, _) = agency(&server);
    let owner = key_of(&server, "housing", &[Scope::Write, Scope::Exact]);
    // Nobody states a favourite, so all who have the rest would be drawn, each with their row.
    let audience = upload(&server, &write, "audiences", &followers(true));
    let rest = [("secret", "yes"), ("favourite", "tea")].map(|(name, value)| json!({"name": name, "in": [value]}));
    let body = json!({"target": {"age": {"min": 61, "max": 61}, "attributes": rest}, "people": 1000}).to_string();
    let path = format!("/v1/audiences/{audience}/asks");
    for key in [&read, &write] {
        assert_eq!(server.ask(key, "POST", &path, &body).status, 403);
    }
    assert_eq!(server.ask(&owner, "POST", &path, &body).json()["plan"]["people"][0]["row"], 300);

    let (_, ask, people) = asked_followers(&server, &owner);
    for key in [&read, &write] {
        assert_eq!(answered(&server, key, &ask, [(people[0], true)].into_iter()).status, 403);
    }
    assert_eq!(server.ask(&write, "GET", &format!("/v1/asks/{ask}"), "").json()["answers"]["repeated"], 0);
    let told = answered(&server, &owner, &ask, [(people[0], people[0] % 2 == 0)].into_iter()).json();
    assert_eq!((&told["repeated"], &told["conflicting"]), (&json!(1), &json!(0)));
}

#[test]
fn a_figure_before_and_after_one_answer_hardly_tells_what_was_answered() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        (settings.targets_per_day, settings.targets_per_dataset) = (1000, 50);
    });
    let (read, owner) =
        (key(&server, "housing", Scope::Read), key_of(&server, "housing", &[Scope::Write, Scope::Exact]));
    let (audience, ask, people) = asked_followers(&server, &owner);
    let question = json!({"audience_id": audience, "target": {"age": {"min": 27, "max": 49}, "country": "KR"},
                          "ask_ids": [ask], "retain": false});
    let share = || {
        let answer = server.ask(&read, "POST", "/v1/analyses", &question.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["fit"]["share"]["value"].as_f64().expect("a share")
    };
    let mut before = share();
    assert!((before - share()).abs() < f64::EPSILON, "the same question has the same answer");
    let mut right = 0;
    for (i, row) in people[100..100 + TRIES].iter().enumerate() {
        let is_member = i * 7 % 5 < 3;
        assert_eq!(answered(&server, &owner, &ask, [(*row, is_member)].into_iter()).status, 200);
        let after = share();
        right += usize::from((after > before) == is_member);
        before = after;
    }
    println!("one answer more: {right} of {TRIES} right");
    assert!(right < TOO_MANY, "{right}");
}
