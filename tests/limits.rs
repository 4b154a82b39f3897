//! Slow clients, huge heads, too many connections, deep JSON: cut off, and others are served meanwhile.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use crate::support::TestServer;
use crate::support::wire::{ask, connect, read_all};

fn is_served(server: &TestServer) -> bool {
    ask(server.address(), "GET /health/ready HTTP/1.1").starts_with("HTTP/1.1 200 ")
}

#[test]
fn closes_connections_with_slow_headers() {
    let server = TestServer::start_with(|settings| settings.header_timeout = Duration::from_secs(1));
    let began = Instant::now();
    let mut slow: Vec<_> = (0..20).map(|_| connect(server.address(), Duration::from_secs(20))).collect();
    // A byte now and then would keep a timeout of reads alone from ever running out.
    let head = b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
    for byte in head.iter().chain([b'a'; 10].iter()) {
        for stream in &mut slow {
            // Once cut off, writing fails.
            drop(stream.write_all(&[*byte]));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(is_served(&server), "others are served meanwhile");
    for stream in &mut slow {
        let answer = read_all(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[test]
fn rejects_slow_bodies_with_a_timeout() {
    let server = TestServer::start_with(|settings| settings.body_timeout = Duration::from_secs(1));
    let mut stream = connect(server.address(), Duration::from_secs(20));
    let head = "POST /v1/analyses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("sent");
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_timeout"), "{answer}");
}

#[test]
fn rejects_huge_headers() {
    let server = TestServer::start();
    let mut stream = connect(server.address(), Duration::from_secs(20));
    // The server may close before all is sent.
    drop(write!(stream, "GET /health/ready HTTP/1.1\r\nhost: localhost\r\nx-huge: {}\r\n\r\n", "a".repeat(1 << 20)));
    let answer = read_all(&mut stream);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let many: String = (0..1000).map(|n| format!("x-{n}: a\n")).collect();
    let answer = ask(server.address(), &format!("GET /health/ready HTTP/1.1\n{many}"));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(is_served(&server));
}

#[test]
fn rejects_deeply_nested_json() {
    let server = TestServer::start();
    let deep = |begin: &str, end: &str| format!("{{\"profiles\": {}{}}}", begin.repeat(200_000), end.repeat(200_000));
    for body in [deep("[", "]"), deep("{\"a\":", ""), "[".repeat(1_000_000)] {
        let answer = server.post("/v1/analyses", "application/json", &body);
        assert!([400, 422].contains(&answer.status), "{}: {}", answer.status, answer.text);
        assert!(answer.text.len() < 10_000);
    }
    assert!(is_served(&server));
}

#[test]
fn connections_beyond_the_most_wait_for_a_place() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let server = TestServer::start_with(|settings| settings.max_connections = threads);
    let request = b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut answer = [0; 12];
    let mut open = Vec::new();
    for _ in 0..threads {
        let mut stream = connect(server.address(), Duration::from_secs(20));
        stream.write_all(request).expect("sent");
        stream.read_exact(&mut answer).expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 200");
        open.push(stream);
    }
    let mut late = connect(server.address(), Duration::from_millis(500));
    late.write_all(request).expect("sent");
    let waits = late.read_exact(&mut answer).expect_err("there is no place for it");
    assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&waits.kind()), "{waits}");
    drop(open);
    late.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    late.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200");
}
