//! Traces as a collector gets them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use crate::support::wire::{Process, ask, header};

/// A collector that takes one export: its head and its body.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, exports) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("an export");
        let mut read = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let length = stream.read(&mut piece).expect("bytes");
            assert!(length > 0, "it ended early");
            read.extend_from_slice(&piece[..length]);
            let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = String::from_utf8(read[..end].to_vec()).expect("text").to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            if read.len() < end + 4 + length.parse::<usize>().expect("a number") {
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("sent");
            sender.send((head, read.split_off(end + 4))).expect("the test waits");
            return;
        }
    });
    (url, exports)
}

#[test]
fn the_span_of_a_request_is_exported_in_the_trace_of_its_caller() {
    const TRACE: [u8; 16] =
        [0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36];
    const PARENT: [u8; 8] = [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7];
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (url, exports) = collector();
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::serve(folder.path(), &["--otlp-endpoint", &url, "--log-format", "json"]);
    let traceparent = format!("traceparent: 00-{}-{}-01", hex(&TRACE), hex(&PARENT));
    let answer = ask(server.address, &format!("GET /v1/channels?token=hunter2 HTTP/1.1\n{traceparent}"));
    let returned = header(&answer, "traceparent").expect("it is there").to_owned();
    // What is still to be sent is sent at the end.
    server.terminate();
    let (code, log) = server.ended();
    assert_eq!(code, Some(0), "{log}");
    let (head, export) = exports.recv_timeout(std::time::Duration::from_secs(10)).expect("an export");
    assert!(head.starts_with("post /v1/traces http/1.1"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let holds = |bytes: &[u8]| export.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(&TRACE) && holds(&PARENT), "ids are written as they are in protobuf");
    for text in ["audience-fit", "GET /v1/channels", "http.route", "http.response.status_code"] {
        assert!(holds(text.as_bytes()), "{text}");
    }
    assert!(!holds(b"hunter2"));
    let span = returned.split('-').nth(2).expect("an id");
    let span: Vec<u8> = (0..8).map(|at| u8::from_str_radix(&span[2 * at..2 * at + 2], 16).expect("hex")).collect();
    assert!(holds(&span), "the caller gets the span that is exported: {returned}");
}
