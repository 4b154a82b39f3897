//! Segments over HTTP and on the command line.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::TestServer;

/// Three groups of people, in turn, who differ in age, region and tenure; the label tells nothing.
fn people(rows: usize) -> Vec<Value> {
    let person = |i: usize| {
        let (group, spread) = (i % 3, (i * 37 % 101) as f64 / 10.0);
        json!({
            "age": 20.0 + 20.0 * group as f64 + spread,
            "region": format!("r{}", if i.is_multiple_of(10) { (group + 1) % 3 } else { group }),
            "tenure": if i.is_multiple_of(11) { "own" } else { ["rent", "own", "rent"][group] },
            "account": {"followers": i * 53 % 997, "following": i * 71 % 499},
            "in_target": i.is_multiple_of(5)
        })
    };
    (0..rows).map(person).collect()
}

fn ask(profiles: &[Value]) -> Value {
    json!({"profiles": profiles, "target": {"labelled": true}, "assign": true})
}

#[test]
fn groups_are_found_with_how_far_to_trust_them_whatever_the_seed() {
    let server = TestServer::start();
    let analysis = server.create_analysis(&ask(&people(150))).json();
    let segments = analysis["segments"].as_array().expect("a list");
    assert_eq!(segments.len(), 3, "{:#}", analysis["segments"]);
    assert_eq!(analysis["segmentation"]["basis"], "shown");
    assert_eq!(analysis["segmentation"]["summary"], "The data show 3 groups.");
    for segment in segments {
        assert!(segment["stability"].as_f64().is_some_and(|s| (0.75..=1.0).contains(&s)), "{segment:#}");
    }
    let mut seeded = ask(&people(150));
    seeded["seed"] = json!(99);
    let seeded = server.create_analysis(&seeded).json();
    assert_eq!(seeded["assignments"], analysis["assignments"]);
}

#[test]
fn the_segment_of_each_profile_goes_to_its_sender_and_is_not_stored() {
    let server = TestServer::start();
    let mut profiles = people(300);
    // A rejected row shifts all after it.
    profiles.insert(10, json!({"age": 999}));
    let answer = server.create_analysis(&ask(&profiles));
    let analysis = answer.json();
    let assignments = analysis["assignments"].as_array().expect("a list");
    assert_eq!(assignments.len(), 300);
    for segment in analysis["segments"].as_array().expect("a list") {
        let own = assignments.iter().filter(|one| one["segment"] == segment["id"]);
        let groups = own.map(|one| {
            let row = one["row"].as_u64().expect("a number") as usize;
            (if row > 11 { row - 2 } else { row - 1 }) % 3
        });
        let mut counts = [0u64; 3];
        groups.for_each(|group| counts[group] += 1);
        let all: u64 = counts.iter().sum();
        assert_eq!(segment["count"], all);
        assert!(counts.iter().any(|n| *n as f64 >= 0.95 * all as f64), "{counts:?}");
    }
    let stored = server.get(answer.header("location")).json();
    assert_eq!(stored["assignments"], Value::Null);
    assert_eq!(stored["segments"], analysis["segments"]);
    let unasked = server.create_analysis(&json!({"profiles": profiles, "target": {"labelled": true}})).json();
    assert_eq!(unasked["assignments"], Value::Null);
}

#[test]
fn a_repeated_request_does_not_get_assignments_from_the_store() {
    let server = TestServer::start();
    let headers = [("content-type", "application/json"), ("idempotency-key", "assigned")];
    let body = ask(&people(120)).to_string();
    let answers = [(); 2].map(|()| server.send("POST", "/v1/analyses", &headers, body.as_bytes()));
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.json()["assignments"].is_array());
    }
    let mut open: Vec<_> = vec![server.data_dir()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else {
            let bytes = fs::read(&path).expect("a file");
            let needle = br#"{"row":1,"segment""#;
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{}", path.display());
        }
    }
}

#[test]
fn stored_audiences_and_jobs_do_not_assign() {
    let server = TestServer::start();
    let lines: String = people(60).iter().map(|person| format!("{person}\n")).collect();
    let stored = server.post("/v1/audiences", "application/x-ndjson", lines);
    let id = stored.json()["id"].clone();
    let body = json!({"audience_id": id, "target": {"labelled": true}, "assign": true});
    let refused = server.create_analysis(&body);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(refused.json()["errors"][0]["pointer"], "/assign");
    let headers = [("content-type", "application/json"), ("prefer", "respond-async")];
    let job = server.send("POST", "/v1/analyses", &headers, ask(&people(60)).to_string().as_bytes());
    assert!((400..500).contains(&job.status), "{}", job.text);
    assert!(job.text.contains("assign"), "{}", job.text);
}

#[test]
fn segments_do_not_depend_on_the_order_of_rows() {
    let server = TestServer::start();
    let forward = people(240);
    let backward: Vec<Value> = forward.iter().rev().cloned().collect();
    let [a, b] = [forward, backward].map(|profiles| server.create_analysis(&ask(&profiles)).json());
    assert_eq!(a["segments"], b["segments"]);
}

#[test]
fn the_command_line_writes_the_segment_of_each_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, segments) = (folder.path().join("people.json"), folder.path().join("segments.csv"));
    fs::write(&rows, json!(people(150)).to_string()).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .arg("analyze")
        .arg(&rows)
        .args(["--target", r#"{"labelled": true}"#, "--assign"])
        .arg(&segments)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("The data show 3 groups."), "{printed}");
    assert!(printed.contains("Stable, as half of the followers show the same: A, B, C."), "{printed}");
    let text = fs::read_to_string(&segments).expect("the file");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines.len()), ("row,segment", 151));
    assert!(lines[1].starts_with("1,") && lines[150].starts_with("150,"));
}
