//! The server is killed at any moment, and nothing acknowledged is missing, nothing half-written to be seen.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

use crate::support::{Database, Process, on_each_database, send, wait_for};

/// Profiles of upload `number`: so many that some are cut.
fn upload(number: u64) -> Vec<u8> {
    (0..2000 + number % 7)
        .flat_map(|i| format!("{{\"id\": \"{number}-{i}\", \"age\": {}}}\n", 20 + i % 50).into_bytes())
        .collect()
}

fn profiles(number: u64) -> u64 {
    2000 + number % 7
}

/// Uploads until the server is gone; tells the id and number of each that was acknowledged.
fn uploader(url: String, first: u64, acknowledged: mpsc::Sender<(String, u64)>) {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    for number in first.. {
        let request = ureq::http::Request::builder().method("POST").uri(format!("{url}?name={number}"));
        let request = request.header("content-type", "application/x-ndjson").body(upload(number)).expect("sound");
        let Ok(mut answer) = agent.run(request) else { return };
        let Ok(body) = answer.body_mut().read_json::<Value>() else { return };
        assert_eq!(answer.status(), 201, "{body}");
        let id = body["id"].as_str().expect("an id").to_owned();
        if acknowledged.send((id, number)).is_err() {
            return;
        }
    }
}

/// Queues jobs until the server is gone.
fn queuer(url: String, acknowledged: mpsc::Sender<String>) {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    for seed in 0.. {
        let profiles: Vec<Value> = (0..150).map(|i| json!({"age": 20 + i % 60, "in_target": i % 3 == 0})).collect();
        let body = json!({"profiles": profiles, "target": {"labelled": true, "name": "x"}, "seed": seed}).to_string();
        let request = ureq::http::Request::builder().method("POST").uri(&url).header("prefer", "respond-async");
        let request = request.header("content-type", "application/json").body(body).expect("sound");
        let Ok(answer) = agent.run(request) else { return };
        // A full queue is no acknowledgement.
        let Some(job) = answer.headers().get("location") else { continue };
        if acknowledged.send(job.to_str().expect("ASCII").to_owned()).is_err() {
            return;
        }
    }
}

/// How often a server is killed; more for a longer run by `KILLS` (the service refuses settings that it does not know).
pub(crate) fn kills() -> u64 {
    std::env::var("KILLS").map_or(4, |text| text.parse().expect("a number"))
}

fn survive(data_dir: &Path, database: &[&str]) {
    let (mut uploads, mut jobs) = (BTreeMap::new(), Vec::new());
    for round in 0..kills() {
        let server = Process::start_with(data_dir, database);
        let (upload_sender, upload_receiver) = mpsc::channel();
        let (job_sender, job_receiver) = mpsc::channel();
        let mut clients = Vec::new();
        for client in 0..2 {
            let (url, sender) = (server.url("/v1/audiences"), upload_sender.clone());
            let first = 1_000_000 * round + 100_000 * client;
            clients.push(thread::spawn(move || uploader(url, first, sender)));
        }
        let url = server.url("/v1/analyses");
        clients.push(thread::spawn(move || queuer(url, job_sender)));
        drop(upload_sender);
        uploads.extend(upload_receiver.iter().take(5 + 3 * (round % 4) as usize));
        jobs.extend(job_receiver.recv_timeout(Duration::from_secs(30)));
        server.kill();
        uploads.extend(upload_receiver.iter());
        jobs.extend(job_receiver.iter());
        clients.into_iter().for_each(|client| client.join().expect("a client ends well"));
    }
    let server = Process::start_with(data_dir, database);
    let mut listed = BTreeMap::new();
    let mut path = "/v1/audiences?limit=7".to_owned();
    loop {
        let page = server.get(&path).json();
        for item in page["items"].as_array().expect("items") {
            let number: u64 = item["name"].as_str().and_then(|name| name.parse().ok()).expect("its number");
            assert_eq!(item["profiles"], profiles(number), "whole or not there: {item}");
            listed.insert(item["id"].as_str().expect("an id").to_owned(), number);
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/audiences?limit=7&cursor={cursor}");
    }
    for (id, number) in &uploads {
        assert_eq!(listed.get(id), Some(number), "upload {number} was acknowledged");
    }
    for id in uploads.keys().take(5) {
        let target = "%7B%22age%22%3A%7B%22max%22%3A30%7D%7D";
        let fit = server.get(&format!("/v1/audiences/{id}/fit?target={target}"));
        assert_eq!(fit.status, 200, "its profiles are there: {}", fit.text);
    }
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    for job in &jobs {
        // A killed runner's lease lasts half a minute.
        let ended = wait_for("an acknowledged job", || {
            let body = send(&agent, "GET", &server.url(job), &[], &[]).json();
            assert!(["queued", "running", "succeeded"].contains(&body["state"].as_str().expect("a state")), "{body}");
            (body["state"] == "succeeded").then_some(body)
        });
        assert_eq!(server.get(ended["analysis"].as_str().expect("a path")).status, 200);
    }
    println!("{} uploads and {} jobs acknowledged, {} uploads there", uploads.len(), jobs.len(), listed.len());
    assert!(uploads.len() >= 20 && jobs.len() >= 4, "{} and {}", uploads.len(), jobs.len());
    server.kill();
}

fn uploads_and_jobs_survive_kills(database: Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = database.url();
    let arguments: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url.as_str()]).collect();
    survive(&folder.path().join("data"), &arguments);
}

on_each_database!(uploads_and_jobs_survive_kills);
