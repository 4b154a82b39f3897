//! Services without a disk of their own: what they keep lies in an S3-compatible store and in PostgreSQL, and several of
//! them share the work.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::s3::Bucket;
use crate::support::{Answer, Process, adult, postgres, s3, wait_for};

const JSON: (&str, &str) = ("content-type", "application/json");
const CSV: (&str, &str) = ("content-type", "text/csv");

fn start(folder: &Path, bucket: &Bucket, more: &[&str]) -> Process {
    let store = bucket.folder();
    let arguments = [&["--object-store", store.as_str()], more].concat();
    Process::start_in(folder, &arguments, &bucket.environment())
}

fn made(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn profiles_in_an_s3_store_outlive_the_service_and_go_with_their_audience() {
    let bucket = s3::bucket();
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), &bucket, &[]);
    let csv = std::fs::read(crate::support::file("tests/data/uci-adult/audience.csv")).expect("a file");
    let (audience, _, target) = adult();
    let id = made(&server.send("POST", "/v1/audiences", &[CSV], &csv), 201);
    let keys = bucket.keys();
    assert!(keys.iter().any(|key| key.starts_with("kept/") && key.ends_with(".parquet")), "{keys:?}");
    let refused = server.send("POST", "/v1/audiences?on_error=reject_all", &[CSV], b"id,age\nf1,30\nf1,31\n");
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(bucket.keys(), keys, "nothing of a refused upload is left");
    server.kill();

    let server = start(folder.path(), &bucket, &[]);
    let question = |people: Value| {
        let mut body = json!({"target": target, "seed": 1, "retain": false});
        body.as_object_mut().expect("an object").extend(people.as_object().expect("an object").clone());
        let answer = server.send("POST", "/v1/analyses", &[JSON], body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["fit"].clone()
    };
    assert_eq!(question(json!({"audience_id": id})), question(json!({"profiles": audience})));
    assert_eq!(bucket.keys(), keys, "what is not retained leaves nothing");
    assert_eq!(server.send("DELETE", &format!("/v1/audiences/{id}"), &[], &[]).status, 204);
    assert_eq!(bucket.keys(), Vec::<String>::new());
    server.kill();
}

#[test]
#[ignore = "needs PostgreSQL and an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn replicas_run_each_job_once_and_take_over_from_one_that_died() {
    let (bucket, database) = (s3::bucket(), postgres::database());
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [one, other] = [0, 1].map(|i| start(folders[i].path(), &bucket, &["--database-url", &database]));
    let profiles: Vec<Value> = (0..600).map(|i| json!({"age": 20 + i % 60, "in_target": i % 3 == 0})).collect();
    let ask = |server: &Process, seed: u64| {
        let body = json!({"profiles": profiles, "target": {"labelled": true, "name": "x"}, "seed": seed});
        let asynchronous = [JSON, ("prefer", "respond-async")];
        let answer = server.send("POST", "/v1/analyses", &asynchronous, body.to_string().as_bytes());
        made(&answer, 202)
    };
    let first: Vec<String> = (0..12).map(|seed| ask(if seed % 2 == 0 { &one } else { &other }, seed)).collect();
    let ended = |server: &Process, id: &String| {
        wait_for("the end of a job", || {
            Some(server.get(&format!("/v1/jobs/{id}")).json()).filter(|job| job["finished_at"].is_string())
        })
    };
    let mut analyses = BTreeSet::new();
    // Whichever replica made it, each tells of it.
    for id in &first {
        let (here, there) = (ended(&one, id), ended(&other, id));
        assert_eq!((&here, &here["state"], &here["attempts"]), (&there, &json!("succeeded"), &json!(1)));
        analyses.insert(here["analysis"].as_str().expect("a path").to_owned());
    }
    assert_eq!(analyses.len(), first.len());

    let second: Vec<String> = (12..24).map(|seed| ask(&one, seed)).collect();
    one.kill();
    let mut again = 0;
    for id in &second {
        let job = ended(&other, id);
        assert_eq!(job["state"], "succeeded", "{job}");
        again += usize::from(job["attempts"] != json!(1));
        assert_eq!(other.get(job["analysis"].as_str().expect("a path")).status, 200);
    }
    let kept = other.get("/v1/analyses?limit=1000").json()["items"].as_array().expect("items").len();
    assert_eq!(kept, first.len() + second.len(), "an analysis a job");
    println!("{} jobs by two replicas; of {} left by a dead one {again} were begun again", first.len(), second.len());
    other.kill();
}
