//! `check` against a service says what it says of the same input here.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::{TestServer, file};

const ADULT: [&str; 5] = [
    "tests/data/uci-adult/audience.csv",
    "--panel",
    "tests/data/uci-adult/panel.csv",
    "--target",
    "@tests/data/uci-adult/target.json",
];

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.arg("check").args(arguments).current_dir(file("")).stdin(Stdio::null()).env_remove("AUDIENCE_FIT_KEY");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// What `check` exits with, prints and writes, without the hash of the input, which is of the bytes that were read.
fn reported(arguments: &[&str]) -> (Option<i32>, String, String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let (junit, sarif) = (folder.path().join("j.xml"), folder.path().join("s.sarif"));
    let mut command = command(arguments);
    let output = command.arg("--junit").arg(&junit).arg("--sarif").arg(&sarif).output().expect("the binary runs");
    let complaint = text(&output.stderr);
    let read = |path| std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{e}: {complaint}"));
    let mut sarif: Value = serde_json::from_str(&read(&sarif)).expect("JSON");
    let hash = sarif["runs"][0]["properties"]["input_hash"].take();
    let junit = read(&junit).replace(hash.as_str().expect("a hash"), "HASH");
    (output.status.code(), text(&output.stdout), junit, sarif)
}

#[test]
fn the_verdict_is_the_same_locally_and_remotely() {
    let server = TestServer::start();
    let url = server.url("");
    for (min_share, code) in [("0.2", 0), ("0.8", 1), ("0.4", 3)] {
        let mut asked = ADULT.to_vec();
        asked.extend(["--min-share", min_share, "--seed", "7", "--level", "0.8", "--shift", "covariate"]);
        let here = reported(&asked);
        assert_eq!(here.0, Some(code), "{}", here.1);
        asked.extend(["--server", &url]);
        assert_eq!(reported(&asked), here, "--min-share {min_share}");
    }
}

#[test]
fn lists_rejected_rows_by_number_wherever_they_are_rejected() {
    let server = TestServer::start();
    let folder = tempfile::tempdir().expect("a folder");
    let mut lines: Vec<String> = (0..60).map(|i| format!("{{\"id\":\"p{i}\",\"in_target\":{}}}", i % 2 == 0)).collect();
    lines[9] = "{\"id\":\"p9\",\"in_target\":\"yes\"}".to_owned();
    let csv: Vec<String> =
        (0..60).map(|i| format!("p{i},{}{}", i % 2 == 0, if i == 9 { ",one cell too many" } else { "" })).collect();
    let mut broken = lines.clone();
    broken[20] = "{\"id\":\"p20\",".to_owned();
    for (name, content, refused) in [
        ("rows.ndjson", lines.join("\n"), vec![10]),
        ("rows.json", format!("[{}]", lines.join(",")), vec![10]),
        ("rows.csv", format!("id,in_target\n{}\n", csv.join("\n")), vec![10]),
        ("broken.ndjson", format!("\u{feff}{}\r\n\n", broken.join("\r\n")), vec![10, 21]),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let path = path.to_str().expect("UTF-8");
        let asked = [path, "--target", "{\"labelled\":true}", "--min-share", "0.3", "--server", &server.url("")];
        let (here, there) = (reported(&asked[..5]), reported(&asked));
        // Where rows are refused here, that is the first thing told; the service tells what it finds in its own order.
        let lines = |printed: &str| printed.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!((there.0, lines(&there.1), &there.2), (here.0, lines(&here.1), &here.2), "{name}");
        let rows = |sarif: &Value| -> Vec<Value> {
            let results = sarif["runs"][0]["results"].as_array().expect("results");
            let rejected = results.iter().filter(|r| r["ruleId"] == "audience-fit/rejected-row");
            rejected.map(|r| r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].clone()).collect()
        };
        let numbers: Vec<u64> = rows(&there.3)
            .iter()
            .map(|place| {
                place.as_str().expect("a place").split('/').nth(1).expect("a row").parse::<u64>().expect("a number") + 1
            })
            .collect();
        assert_eq!(numbers, refused, "{name}");
        assert_eq!(rows(&here.3).len(), refused.len(), "{name}");
    }
}

#[test]
fn reads_platform_exports_locally_for_a_remote_verdict() {
    let server = TestServer::start();
    let target = "{\"age\":{\"min\":27,\"max\":49}}";
    let asked =
        ["tests/data/exports/x-followers-1.json", "--input-format", "x_v2", "--target", target, "--min-share", "0.3"];
    let here = reported(&asked);
    let mut there = asked.to_vec();
    let url = server.url("/");
    there.extend(["--server", &url]);
    assert_eq!(reported(&there).1.lines().next(), here.1.lines().next());
    assert_eq!(reported(&there).0, here.0);
}

fn asked_of(url: &str, more: &[&str]) -> Output {
    let mut asked = ADULT.to_vec();
    asked.extend(["--min-share", "0.2", "--server", url]);
    asked.extend(more);
    command(&asked).output().expect("the binary runs")
}

#[test]
fn a_rejected_request_exits_2_with_every_fault() {
    let server = TestServer::start();
    let url = server.url("");
    let asked = ["tests/data/uci-adult/audience.csv", "--target", "nobody", "--min-share", "1.5", "--server", &url];
    let output = command(&asked).output().expect("the binary runs");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["/min_share", "/target/preset", "422 invalid_request", "request "] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    for wrong in ["ftp://x", "localhost:80", ""] {
        assert_eq!(asked_of(wrong, &[]).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn an_unreachable_or_busy_service_exits_4() {
    let gone = asked_of("http://127.0.0.1:1", &["--timeout", "3"]);
    assert_eq!(gone.status.code(), Some(4), "{}", text(&gone.stderr));
    let full = TestServer::start_with(|settings| settings.queue = 0);
    let busy = asked_of(&full.url(""), &["--timeout", "3"]);
    assert_eq!(busy.status.code(), Some(4), "{}", text(&busy.stderr));
    assert!(text(&busy.stderr).contains("503 busy"), "{}", text(&busy.stderr));
    // It takes the connection and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let late = asked_of(&url, &["--timeout", "1"]);
    assert_eq!(late.status.code(), Some(4));
    assert!(text(&late.stderr).contains("no answer in time"), "{}", text(&late.stderr));
}

/// A gateway before `server`, as agencies have: it answers the first request `answer`, passes the next ones on and tells
/// the head of each.
fn gateway(server: &TestServer, answer: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let behind = server.url("").trim_start_matches("http://").to_owned();
    let (sender, heads) = channel();
    thread::spawn(move || {
        for (i, connection) in listener.incoming().enumerate() {
            let mut caller = connection.expect("a connection");
            let request = whole_request(&mut caller);
            let head = String::from_utf8_lossy(&request).split("\r\n\r\n").next().unwrap_or_default().to_owned();
            if sender.send(head).is_err() {
                return;
            }
            if i == 0 && !answer.is_empty() {
                caller.write_all(answer.as_bytes()).expect("the caller listens");
                continue;
            }
            let mut service = TcpStream::connect(&behind).expect("the service");
            service.write_all(&request).expect("the service listens");
            service.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
            // The service keeps the connection open; the gateway closes it with the caller's.
            let mut bytes = vec![0; 1 << 16];
            while let Ok(n @ 1..) = service.read(&mut bytes) {
                if caller.write_all(&bytes[..n]).is_err() {
                    break;
                }
            }
        }
    });
    (url, heads)
}

fn whole_request(caller: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        let n = caller.read(&mut bytes).expect("a request");
        request.extend_from_slice(&bytes[..n]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some(end) = text.find("\r\n\r\n") else { continue };
        let length = text[..end].lines().find_map(|l| l.strip_prefix("content-length: ")).expect("a length");
        if request.len() >= end + 4 + length.parse::<usize>().expect("a number") {
            return request;
        }
    }
}

#[test]
fn retries_a_busy_service_after_retry_after() {
    let server = TestServer::start();
    for busy in [
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let (url, heads) = gateway(&server, busy);
        let output = asked_of(&url, &["--timeout", "60"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with("Pass"), "{}", text(&output.stdout));
        assert_eq!(heads.try_iter().count(), 2, "one more try");
    }
}

#[test]
fn sends_the_key_and_never_prints_it() {
    let server = TestServer::start();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    std::fs::write(&path, "from-a-file\n").expect("a file");
    let from_file = format!("@{}", path.display());
    for (arguments, environment, key) in [
        (vec!["--key", "from-a-flag"], None, "from-a-flag"),
        (vec!["--key", &from_file], None, "from-a-file"),
        (vec![], Some("from-the-environment"), "from-the-environment"),
    ] {
        let (url, heads) = gateway(&server, "");
        let mut asked = ADULT.to_vec();
        asked.extend(["--min-share", "0.2", "--server", &url]);
        asked.extend(arguments);
        let mut command = command(&asked);
        if let Some(key) = environment {
            command.env("AUDIENCE_FIT_KEY", key);
        }
        let output = command.output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let head = heads.recv().expect("a request");
        assert!(head.to_lowercase().contains(&format!("authorization: bearer {key}")), "{head}");
        assert!(!text(&output.stderr).contains(key) && !text(&output.stdout).contains(key));
    }
}
