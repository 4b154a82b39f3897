//! Results of campaigns: kept, listed, learnt from, and never lost.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};
use ureq::Agent;

use crate::support::{Answer, Process, TestServer};

fn outcome(channel: &str, delivered: u64, in_target: u64) -> Value {
    json!({
        "channel": channel, "at": "2026-01-15", "delivered": delivered, "responded": delivered / 50,
        "delivered_known": {"people": delivered / 4, "in_target": in_target}
    })
}

fn ask(more: Value) -> Value {
    let mut body = json!({"target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2018}});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}

fn channel<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["channels"].as_array().expect("channels").iter().find(|c| c["channel"] == id).expect("the channel")
}

fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[test]
fn outcomes_change_the_next_recommendation() {
    let server = TestServer::start();
    let before = server.create_recommendation(&ask(json!({})));
    assert_eq!(before.text, server.create_recommendation(&ask(json!({"outcomes": [], "exploration": 0}))).text);
    let given = json!({"outcomes": [outcome("x", 4000, 600)], "exploration": 0.1, "as_of": "2026-02-01"});
    let after = ok(&server.create_recommendation(&ask(given.clone())));
    let before = ok(&before);
    let (old, new) = (channel(&before, "x"), channel(&after, "x"));
    assert_eq!(new["learned"]["reach_before"], old["reach"]["value"]);
    assert_eq!(new["learned"]["reach_after"], new["reach"]["value"]);
    assert!(new["reach"]["value"].as_f64() > old["reach"]["value"].as_f64(), "60 % of those reached are in the target");
    assert_eq!(new["learned"]["outcomes"], 1);
    assert!(new["learned"]["summary"].as_str().is_some_and(|w| w.contains("moves the reach from")), "{new}");
    assert!(old["learned"].is_null() && channel(&after, "tv")["learned"].is_null());
    let next = &after["next_experiment"];
    assert_eq!(next["exploration_share"], 0.1);
    let shares = next["shares"].as_array().expect("shares").iter().filter_map(|s| s["share"].as_f64());
    assert!((shares.sum::<f64>() - 1.0).abs() < 1e-5, "{next}");
    assert!(before["next_experiment"].is_null());

    let kept = server.post("/v1/outcomes", "application/json", json!({"outcomes": given["outcomes"]}).to_string());
    assert_eq!(kept.status, 201, "{}", kept.text);
    let remembered = ok(&server.create_recommendation(&ask(json!({"exploration": 0.1, "as_of": "2026-02-01"}))));
    assert_eq!(remembered, after, "what is kept teaches as what is sent");
    let apart = ok(&server.create_recommendation(&ask(json!({"use_outcomes": false}))));
    assert_eq!(apart, before);
    let earlier = ok(&server.create_recommendation(&ask(json!({"as_of": "2026-01-14"}))));
    assert_eq!(earlier, before, "nothing was known the day before");
}

#[test]
fn the_plan_and_the_analysis_go_by_what_was_learnt() {
    let server = TestServer::start();
    let week = json!({"hours_per_week": 12, "channels": [{"channel": "x", "min_hours": 6, "own_reach": {"number": 90_000, "unit": "followers"}}]});
    let asked = |outcomes: Value| {
        let more = json!({"outcomes": outcomes, "constraints": week, "as_of": "2026-02-01"});
        ok(&server.create_recommendation(&ask(more)))
    };
    let reached = |answer: &Value| {
        let allocations = answer["plan"]["allocations"].as_array().expect("allocations");
        let x = allocations.iter().find(|a| a["channel"] == "x").expect("a minimum");
        (x["reached"]["value"].as_f64().expect("a share"), answer["plan"]["reach"]["value"].as_f64().expect("a share"))
    };
    let (before, after) = (asked(json!([])), asked(json!([outcome("x", 4000, 600)])));
    let (rich, poor) = (reached(&after), reached(&asked(json!([outcome("x", 4000, 10)]))));
    let published = reached(&before);
    println!("X reaches {:.3} by surveys, {:.3} and {:.3} after campaigns", published.0, rich.0, poor.0);
    assert!(rich.0 > published.0 && published.0 > poor.0, "{published:?} {rich:?} {poor:?}");
    assert!(rich.1 > published.1 && published.1 > poor.1, "{published:?} {rich:?} {poor:?}");

    let analysis = |more: Value| {
        let mut body = ask(more);
        body["profiles"] = (0..120).map(|i| json!({"id": format!("f{i}"), "region": "US-CA"})).collect();
        body["constraints"] = week.clone();
        body["as_of"] = json!("2026-02-01");
        ok(&server.create_analysis(&body))
    };
    let learnt = analysis(json!({"outcomes": [outcome("x", 4000, 600)], "exploration": 0.2}));
    assert_eq!(channel(&learnt, "x")["reach"], channel(&after, "x")["reach"]);
    assert_eq!(reached(&learnt), rich);
    assert_eq!(learnt["next_experiment"]["exploration_share"], 0.2);
    let unlearnt = analysis(json!({}));
    assert_eq!(channel(&unlearnt, "x")["reach"], channel(&before, "x")["reach"]);
    let kept = json!({"outcomes": [outcome("x", 4000, 600)]});
    assert_eq!(server.post("/v1/outcomes", "application/json", kept.to_string()).status, 201);
    let remembered = analysis(json!({}));
    assert_eq!(remembered["channels"], learnt["channels"]);
    assert_ne!(
        remembered["provenance"]["input_hash"], unlearnt["provenance"]["input_hash"],
        "it answers another question"
    );
    assert_eq!(analysis(json!({"use_outcomes": false}))["channels"], unlearnt["channels"]);
}

#[test]
fn reports_every_fault_of_every_outcome_and_stores_nothing() {
    let server = TestServer::start();
    let bad = json!({"outcomes": [
        outcome("x", 4000, 600),
        {"channel": "pigeon", "at": "2999-01-01", "delivered": 10, "responded": 11,
         "delivered_known": {"people": 12, "in_target": 13}, "task": "dance", "country": "korea"},
        {"channel": "x", "at": "soon", "delivered": -1, "colour": "red"},
        7
    ]});
    let answer = server.post("/v1/outcomes", "application/json", bad.to_string());
    assert_eq!((answer.status, answer.media_type.as_str()), (422, "application/problem+json"), "{}", answer.text);
    let problem = answer.json();
    let faults = problem["errors"].as_array().expect("faults");
    let pointers: BTreeSet<&str> = faults.iter().filter_map(|f| f["pointer"].as_str()).collect();
    let expected = [
        "/outcomes/1/at",
        "/outcomes/1/channel",
        "/outcomes/1/country",
        "/outcomes/1/delivered_known/in_target",
        "/outcomes/1/delivered_known/people",
        "/outcomes/1/responded",
        "/outcomes/1/task",
        "/outcomes/2/at",
        "/outcomes/2/colour",
        "/outcomes/2/delivered",
        "/outcomes/2/responded",
        "/outcomes/3",
    ];
    assert_eq!(pointers, BTreeSet::from(expected));
    assert_eq!(faults.len(), expected.len(), "each once: {problem}");
    assert_eq!(server.get("/v1/outcomes").json()["items"], json!([]));
    let learning = json!({"outcomes": [{}], "exploration": 1.5, "half_life_days": 0, "as_of": "never"});
    let problem = server.create_recommendation(&ask(learning)).json();
    for pointer in ["/outcomes/0/channel", "/exploration", "/half_life_days", "/as_of"] {
        assert!(problem["errors"].to_string().contains(&format!("\"{pointer}\"")), "{pointer} in {problem}");
    }
    assert_eq!(server.post("/v1/outcomes", "application/json", "{\"outcomes\": []}").status, 422);
    assert_eq!(server.delete("/v1/outcomes").allow.as_deref(), Some("GET, HEAD, POST"));
}

#[test]
fn lists_outcomes_in_pages() {
    let server = TestServer::start();
    let all: Vec<Value> = (0..7).map(|i| outcome("radio", 1000 + i, i)).collect();
    server.post("/v1/outcomes", "application/json", json!({"outcomes": all}).to_string());
    let (mut listed, mut cursor) = (Vec::new(), String::from("0"));
    loop {
        let page = ok(&server.get(&format!("/v1/outcomes?limit=3&cursor={cursor}")));
        listed.extend(page["items"].as_array().expect("items").clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    let delivered: Vec<&Value> = listed.iter().map(|o| &o["delivered"]).collect();
    assert_eq!(delivered, (1000..1007).collect::<Vec<u64>>());
    assert_eq!(listed.iter().map(|o| o["id"].to_string()).collect::<BTreeSet<_>>().len(), 7);
    let refused = server.get("/v1/outcomes?limit=0&cursor=x&page=2");
    assert_eq!((refused.status, refused.json()["errors"].as_array().map(Vec::len)), (422, Some(3)), "{}", refused.text);
}

/// The numbers delivered to, of all outcomes kept.
fn deliveries(server: &Process) -> Vec<u64> {
    let (mut all, mut cursor) = (Vec::new(), "0".to_owned());
    loop {
        let page = ok(&server.get(&format!("/v1/outcomes?limit=1000&cursor={cursor}")));
        for item in page["items"].as_array().expect("items") {
            assert_eq!(item["channel"], "radio");
            assert_eq!(item["responded"], 1, "a whole outcome: {item}");
            all.push(item["delivered"].as_u64().expect("a number"));
        }
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = next.to_owned();
    }
}

/// outcomes of one request, distinguished from those of others by the number delivered to.
const BATCH: u64 = 5;

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let data_dir = folder.path().join("data");
    let mut acknowledged = BTreeSet::new();
    let mut number = 1;
    for round in 0..4u64 {
        let server = Process::start(&data_dir);
        let (sender, receiver) = mpsc::channel();
        let posters: Vec<_> = (0..3u64)
            .map(|poster| {
                let (sender, url) = (sender.clone(), server.url("/v1/outcomes"));
                let first = number + poster * 1_000_000;
                thread::spawn(move || {
                    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
                    for batch in 0..10_000 {
                        let from = first + BATCH * batch;
                        let rows = (from..from + BATCH)
                            .map(|n| json!({"channel": "radio", "at": "2026-01-15", "delivered": n, "responded": 1}));
                        let body = json!({"outcomes": rows.collect::<Vec<_>>()});
                        match agent.post(&url).send_json(&body) {
                            Ok(answer) if answer.status() == 201 => {
                                if sender.send(from).is_err() {
                                    return;
                                }
                            }
                            Ok(_) | Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        acknowledged.extend(receiver.iter().take(20 + 7 * round as usize));
        server.kill();
        acknowledged.extend(receiver.iter());
        posters.into_iter().for_each(|poster| poster.join().expect("a poster ends"));
        number += 10_000_000;
    }
    let server = Process::start(&data_dir);
    let listed = deliveries(&server);
    let unique: BTreeSet<u64> = listed.iter().copied().collect();
    assert_eq!(unique.len(), listed.len(), "nothing is there twice");
    assert!(acknowledged.len() >= 100, "{} requests were acknowledged", acknowledged.len());
    for from in &acknowledged {
        assert!((*from..from + BATCH).all(|n| unique.contains(&n)), "the outcomes from {from} were acknowledged");
    }
    for n in &unique {
        let from = (n - 1) / BATCH * BATCH + 1;
        assert!((from..from + BATCH).all(|n| unique.contains(&n)), "half of the request with {n} is there");
    }
    println!("{} requests acknowledged, {} there", acknowledged.len(), unique.len() as u64 / BATCH);
    server.kill();
}

#[test]
fn the_command_line_learns_from_a_file_of_outcomes() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("outcomes.ndjson");
    let run = |lines: &str, more: &[&str]| {
        fs::write(&file, lines).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        command.args(["recommend", "--target", "under-middle-class-late-20s-to-40s", "--country", "US"]);
        command.args(["--year", "2018", "--as-of", "2026-02-01", "--outcomes"]).arg(&file).args(more);
        let run = command.output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (run.status.code(), text(&run.stdout), text(&run.stderr))
    };
    let rows = [outcome("x", 4000, 600), outcome("facebook", 9000, 300)];
    let lines = format!("{}\n\n{}\n", rows[0], rows[1]);
    let (code, text, _) = run(&lines, &["--exploration", "0.1", "--format", "markdown"]);
    assert_eq!(code, Some(0));
    let words = text.replace('\\', "");
    assert!(words.contains("1 campaign delivered to 4,000 people"), "{text}");
    assert!(words.contains("To learn most: Give 10 % of the effort to"), "{text}");
    let record = format!("{}\n", json!({"outcomes": rows}));
    let json = ["--format", "json"];
    assert_eq!(run(&record, &json), run(&lines, &json), "the body of a request is such a line");
    let (code, _, error) = run("{\"channel\": \"x\"}\nnonsense\n", &["--exploration", "-1"]);
    assert_eq!(code, Some(2));
    for part in ["line 1, /delivered", "line 2", "--exploration"] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn a_deleted_outcome_is_gone_and_its_id_is_not_used_again() {
    let server = TestServer::start();
    let post = || {
        server.post("/v1/outcomes", "application/json", json!({"outcomes": [outcome("facebook", 24, 3)]}).to_string())
    };
    assert_eq!(post().status, 201);
    let last = post().json()["items"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/outcomes/{last}");
    assert_eq!(ok(&server.get(&path))["channel"], "facebook");
    assert_eq!(server.delete(&path).status, 204);
    assert_eq!((server.get(&path).status, server.delete(&path).status), (404, 404));
    let next = post().json()["items"][0]["id"].clone();
    assert_ne!(next, last.as_str());
    let listed = ok(&server.get("/v1/outcomes?limit=1"));
    let rest = ok(&server.get(&format!("/v1/outcomes?cursor={}", listed["next_cursor"].as_str().expect("a cursor"))));
    assert_eq!((&listed["items"][0]["id"], &rest["items"][0]["id"]), (&json!("o1"), &next));
}

#[test]
fn an_outcome_is_corrected_where_it_is_the_one_named_and_teaches_as_corrected() {
    let server = TestServer::start();
    let typo = json!({"outcomes": [outcome("x", 40_000, 600), outcome("radio", 900, 60)]});
    let kept = server.post("/v1/outcomes", "application/json", typo.to_string());
    assert_eq!(kept.status, 201, "{}", kept.text);
    let read = server.get("/v1/outcomes/o1");
    let tag = read.header("etag").to_owned();
    let mut corrected = read.json();
    corrected["delivered"] = json!(4000);
    corrected["responded"] = json!(80);
    corrected["delivered_known"] = json!({"people": 1000, "in_target": 600});
    let put = |id: &str, tag: Option<&str>, body: &Value| {
        let condition = tag.map(|tag| ("if-match", tag));
        let headers: Vec<(&str, &str)> = [("content-type", "application/json")].into_iter().chain(condition).collect();
        server.send("PUT", &format!("/v1/outcomes/{id}"), &headers, body.to_string().as_bytes())
    };
    assert_eq!(put("o1", Some("\"0000\""), &corrected).status, 412);
    let done = put("o1", Some(&tag), &corrected);
    assert_eq!((done.status, done.json()), (200, corrected.clone()), "{}", done.text);
    assert_eq!(put("o1", Some(&tag), &corrected).status, 412, "the tag is of what it was before");
    assert_eq!(server.get("/v1/outcomes/o1").json(), corrected);
    assert_eq!(put("o3", None, &corrected).status, 404);
    let wrong = put("o2", None, &json!({"channel": "pigeon", "at": "2026-01-15", "delivered": 1, "responded": 2}));
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("\"/channel\"") && wrong.text.contains("\"/responded\""), "{}", wrong.text);
    let remembered = ok(&server.create_recommendation(&ask(json!({"as_of": "2026-02-01"}))));
    let given = json!({"outcomes": [outcome("x", 4000, 600), outcome("radio", 900, 60)], "use_outcomes": false, "as_of": "2026-02-01"});
    assert_eq!(
        remembered,
        ok(&server.create_recommendation(&ask(given))),
        "what was corrected teaches, the typo does not"
    );
}

#[test]
fn the_track_record_tells_how_often_forecasts_held() {
    let server = TestServer::start();
    let empty = ok(&server.get("/v1/track-record"));
    assert_eq!(empty["kinds"].as_array().map(Vec::len), Some(5));
    assert!(empty["kinds"][0]["share"].is_null() && empty["forecasts"] == json!([]), "{empty}");
    let outcomes: Vec<Value> = (1..=9)
        .map(|i| json!({"channel": "x", "at": format!("2025-0{i}-01"), "delivered": 5000, "responded": 100 + i}))
        .chain([json!({"channel": "x", "at": "2025-10-01", "delivered": 5000, "responded": 4000})])
        .collect();
    let kept = server.post("/v1/outcomes", "application/json", json!({"outcomes": outcomes}).to_string());
    assert_eq!(kept.status, 201, "{}", kept.text);
    let record = ok(&server.get("/v1/track-record"));
    let response = &record["kinds"][4];
    assert_eq!((&response["kind"], &response["scored"], &response["held"]), (&json!("response"), &json!(9), &json!(8)));
    assert!(response["summary"].as_str().is_some_and(|words| words.starts_with("8 of 9 forecasts of")), "{response}");
    let newest = &record["forecasts"][0];
    assert_eq!(
        (&newest["held"], &newest["truth"], &newest["scored"]),
        (&json!(false), &json!(0.8), &json!("2025-10-01"))
    );
}
