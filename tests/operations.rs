//! Starting, being ready, stopping: with the real binary.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::support::wire::{Process, ask, connect, read_all};
use crate::support::{TestServer, wait_for};

const BODY: &str = r#"{"profiles": [{"age": 30}], "target": {"labelled": true}}"#;

fn head() -> String {
    let length = BODY.len();
    format!(
        "POST /v1/analyses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

/// Begins a request and sends half of its body.
fn begin(server: &Process) -> std::net::TcpStream {
    let mut stream = connect(server.address, Duration::from_secs(30));
    stream.write_all((head() + &BODY[..10]).as_bytes()).expect("sent");
    // Once it is counted it is under way; the request before may still be counted beside the one that asks, so it is
    // asked some times.
    let mut counted = 0;
    wait_for("the request in progress", || {
        let is_counted = ask(server.address, "GET /metrics HTTP/1.1").contains("http_requests_in_flight 2");
        counted = if is_counted { counted + 1 } else { 0 };
        (counted == 5).then_some(())
    });
    stream
}

#[test]
fn a_stopping_service_is_not_ready_and_finishes_requests_in_progress() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::serve(folder.path(), &["--log-format", "json", "--drain-seconds", "2"]);
    assert!(ask(server.address, "GET /health/ready HTTP/1.1").starts_with("HTTP/1.1 200 "));
    let mut under_way = begin(&server);
    server.terminate();
    server.line(|line| line.contains("shutdown requested; no longer ready"));
    let ready = ask(server.address, "GET /health/ready HTTP/1.1");
    assert!(ready.starts_with("HTTP/1.1 503 ") && ready.contains("The service is stopping"), "{ready}");
    assert!(ask(server.address, "GET /v1/channels HTTP/1.1").starts_with("HTTP/1.1 200 "), "balancers may be late");
    // Once nothing is listened to any more, the rest of the body is sent.
    wait_for("the end of listening", || std::net::TcpStream::connect(server.address).is_err().then_some(()));
    under_way.write_all(&BODY.as_bytes()[10..]).expect("sent");
    let answer = read_all(&mut under_way);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let (code, log) = server.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("stopped; all requests were finished"), "{log}");
}

#[test]
fn cuts_off_and_logs_requests_that_do_not_finish_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["--log-format", "json", "--drain-seconds", "0", "--shutdown-seconds", "1"];
    let server = Process::serve(folder.path(), &arguments);
    let mut under_way = begin(&server);
    let began = Instant::now();
    server.terminate();
    let (code, log) = server.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!((1..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    let line = log.lines().find(|line| line.contains("stopped; requests were cut off"));
    let line: serde_json::Value = serde_json::from_str(line.unwrap_or_else(|| panic!("{log}"))).expect("JSON");
    assert_eq!((&line["requests"], &line["level"]), (&serde_json::json!(1), &serde_json::json!("WARN")));
    assert_eq!(read_all(&mut under_way), "");
}

#[test]
fn a_service_without_its_data_folder_is_not_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = TestServer::start_with(|settings| settings.data_dir = data.clone());
    assert_eq!(server.get("/health/ready").status, 200);
    std::fs::rename(&data, folder.path().join("elsewhere")).expect("moved");
    let answer = server.get("/health/ready");
    assert_eq!(answer.status, 503);
    assert!(answer.json()["detail"].as_str().expect("text").contains("the data folder is writable (--data-dir)"));
    assert_eq!(server.get("/health/live").status, 200, "it is alive all the same");
}
