//! No agency shuts another out: not by slow uploads, not by bodies that do not end, not by what it stores.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use audience_fit::config::Auth;
use audience_fit::store::Scope;
use serde_json::json;

use crate::support::access::{Key, guarded, key};
use crate::support::wire::{connect, read_all};
use crate::support::{Answer, TestServer};

const PEOPLE: &str = "{\"age\": 31, \"in_target\": true}\n{\"age\": 58, \"in_target\": false}\n";

/// A request that is begun and not ended: its head and the beginning of its body.
fn begin(server: &TestServer, key: &Key, path: &str, media_type: &str, length: usize, body: &str) -> TcpStream {
    let mut stream = connect(server.address(), Duration::from_secs(60));
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: {media_type}\r\n\
         content-length: {length}\r\n\r\n{body}",
        key.text
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

fn timed(work: impl FnOnce() -> Answer) -> (Answer, Duration) {
    let began = Instant::now();
    (work(), began.elapsed())
}

#[test]
fn slow_uploads_and_unfinished_bodies_of_one_agency_keep_no_other_waiting() {
    let server = guarded();
    let (slow, other) = (key(&server, "slow", Scope::Write), key(&server, "other", Scope::Write));
    let mut held: Vec<TcpStream> = (0..8)
        .map(|_| begin(&server, &slow, "/v1/audiences", "application/x-ndjson", 1 << 20, "{\"age\": 31}\n"))
        .collect();
    held.extend((0..64).map(|i| {
        let path = if i % 2 == 0 { "/v1/recommendations" } else { "/v1/analyses" };
        begin(&server, &slow, path, "application/json", 60 << 20, "{\"profiles\": [")
    }));
    // What was begun is there before the others come.
    std::thread::sleep(Duration::from_millis(300));
    let target = json!({"labelled": true});
    let analysis = json!({"profiles": [{"age": 31, "in_target": true}], "target": target}).to_string();
    let recommendation = json!({"target": {"age": {"min": 20}, "country": "US"}}).to_string();
    for round in 0..3 {
        let asked: [(&str, &str, &str); 3] = [
            ("/v1/audiences", "application/x-ndjson", PEOPLE),
            ("/v1/analyses", "application/json", &analysis),
            ("/v1/recommendations", "application/json", &recommendation),
        ];
        for (path, media_type, body) in asked {
            let (answer, took) = timed(|| server.ask_as(&other, "POST", path, media_type, body));
            assert!([200, 201].contains(&answer.status), "round {round}, {path}: {}", answer.text);
            assert!(took < Duration::from_secs(1), "round {round}, {path}: {took:?}");
        }
    }
    drop(held);
}

#[test]
fn a_body_has_its_place_in_the_queue_only_once_it_is_there() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.queue = 1;
    });
    let writer = key(&server, "housing", Scope::Write);
    let held = begin(&server, &writer, "/v1/analyses", "application/json", 1000, "{");
    std::thread::sleep(Duration::from_millis(200));
    let body = json!({"profiles": [{"age": 31, "in_target": true}], "target": {"labelled": true}}).to_string();
    assert_eq!(server.ask(&writer, "POST", "/v1/analyses", &body).status, 200, "the only place is free");
    drop(held);
}

#[test]
fn an_upload_that_trickles_is_ended_however_often_it_sends() {
    let server = TestServer::start_with(|settings| {
        settings.body_timeout = Duration::from_secs(1);
        settings.min_upload_bytes_per_second = 1_000;
    });
    let mut stream = connect(server.address(), Duration::from_secs(20));
    let head = "POST /v1/audiences HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                content-type: application/x-ndjson\r\ncontent-length: 100000\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("sent");
    let mut writer = stream.try_clone().expect("a second handle");
    // A row each tenth of a second keeps any bound on pauses from ever being reached.
    let sender = std::thread::spawn(move || {
        (0..100).all(|_| {
            std::thread::sleep(Duration::from_millis(100));
            writer.write_all(b"{\"age\": 31}\n").is_ok()
        })
    });
    let began = Instant::now();
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("accepted: at least 1000 bytes per second"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    drop(stream);
    sender.join().expect("it ends");
}

#[test]
fn an_agency_stores_no_more_than_its_quota_and_others_are_not_affected() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        (settings.max_datasets, settings.max_outcomes, settings.max_targets) = (2, 3, 1);
    });
    let (one, other) = (key(&server, "one", Scope::Write), key(&server, "other", Scope::Write));
    let upload = |key: &Key| server.ask_as(key, "POST", "/v1/audiences", "application/x-ndjson", PEOPLE);
    let outcomes = |key: &Key, n: usize| {
        let all = vec![json!({"channel": "facebook", "at": "2026-01-15", "delivered": 24, "responded": 3}); n];
        server.ask(key, "POST", "/v1/outcomes", &json!({"outcomes": all}).to_string())
    };
    let target =
        |key: &Key, name: &str| server.ask(key, "PUT", &format!("/v1/targets/{name}"), "{\"age\": {\"min\": 27}}");
    let full = |answer: &Answer, detail: &str| {
        assert_eq!((answer.status, answer.json()["code"].as_str()), (409, Some("quota_exceeded")), "{}", answer.text);
        assert!(answer.text.contains(detail), "{}", answer.text);
    };
    let kept = upload(&one);
    assert_eq!((kept.status, upload(&one).status), (201, 201));
    full(&upload(&one), "stores 2 audiences and panels; accepted: up to 2");
    assert_eq!(upload(&other).status, 201);
    let path = format!("/v1/audiences/{}", kept.json()["id"].as_str().expect("an id"));
    assert_eq!(server.ask(&one, "DELETE", &path, "").status, 204);
    assert_eq!(upload(&one).status, 201, "room was made");
    assert_eq!(outcomes(&one, 2).status, 201);
    full(&outcomes(&one, 2), "stores 2 results of campaigns; accepted: up to 3");
    assert_eq!((outcomes(&one, 1).status, outcomes(&other, 1).status), (201, 201));
    assert_eq!(target(&one, "a").status, 201);
    full(&target(&one, "b"), "stores 1 targets; accepted: up to 1");
    assert_eq!(target(&one, "a").status, 200, "replacing one takes no room");
}

#[test]
fn an_agency_stores_so_many_bytes_and_no_more() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.max_stored_bytes = 1 << 20;
    });
    let (one, other) = (key(&server, "one", Scope::Write), key(&server, "other", Scope::Write));
    let rows: String = (0..40_000u64)
        .map(|i| {
            format!("{{\"id\": \"f{i}\", \"attributes\": {{\"x\": {}}}}}\n", i.wrapping_mul(0x9E37_79B9) % 9_999_991)
        })
        .collect();
    let upload = |key: &Key| server.ask_as(key, "POST", "/v1/audiences", "application/x-ndjson", &rows);
    let answers: Vec<Answer> = (0..5).map(|_| upload(&one)).collect();
    let kept: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!((1..5).contains(&kept.len()), "{} sets of 40,000 rows", kept.len());
    let listed = || server.ask(&one, "GET", "/v1/audiences", "").json()["items"].as_array().expect("a list").len();
    assert_eq!(listed(), kept.len(), "what did not fit is gone");
    for refused in &answers[kept.len()..] {
        assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("quota_exceeded")), "{}", refused.text);
        let detail = "MiB of audiences, panels and files on the pages; accepted: up to 1.";
        assert!(refused.text.contains(detail) && refused.text.contains("max_stored_mib"), "{}", refused.text);
    }
    let inline = json!({"profiles": [{"age": 31, "in_target": true}], "target": {"labelled": true}}).to_string();
    assert_eq!(server.ask(&one, "POST", "/v1/analyses", &inline).status, 200, "nothing of it is stored but its answer");
    assert_eq!(upload(&other).status, 201, "another agency has room of its own");
    let path = format!("/v1/audiences/{}", kept[0].json()["id"].as_str().expect("an id"));
    assert_eq!(server.ask(&one, "DELETE", &path, "").status, 204);
    assert_eq!(upload(&one).status, 201, "room was made");
}

#[test]
fn metrics_show_how_many_bytes_each_agency_stores() {
    let server = TestServer::start();
    let bytes = || {
        let metrics = server.get("/metrics").text;
        let line = metrics.lines().find_map(|line| line.strip_prefix("audience_fit_stored_bytes{agency=\"local\"} "));
        line.map(|bytes| bytes.parse::<u64>().expect("a number"))
    };
    assert_eq!(bytes(), None);
    let stored = server.post("/v1/audiences", "application/x-ndjson", PEOPLE);
    assert_eq!(stored.status, 201, "{}", stored.text);
    let one = bytes().expect("some are stored");
    assert!(one > 100, "{one}");
    let path = format!("/v1/audiences/{}", stored.json()["id"].as_str().expect("an id"));
    assert_eq!(server.delete(&path).status, 204);
    assert_eq!(bytes(), None, "they are deleted");
}

#[test]
fn questions_learn_from_the_newest_results_only() {
    let learned = |kept: u32| {
        let server = TestServer::start_with(|settings| settings.outcomes_learned = kept);
        let outcome = |day: usize, responded: usize| {
            json!({"channel": "facebook", "at": format!("2026-01-{day:02}"), "delivered": 1000, "responded": responded,
                   "country": "US"})
        };
        let body = json!({"outcomes": [outcome(1, 900), outcome(2, 900), outcome(3, 10)]});
        assert_eq!(server.post("/v1/outcomes", "application/json", body.to_string()).status, 201);
        let asked = json!({"target": {"age": {"min": 20}, "country": "US"}});
        let answer = server.create_recommendation(&asked);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer = answer.json();
        let channels = answer["channels"].as_array().expect("channels");
        let facebook = channels.iter().find(|channel| channel["channel"] == "facebook").expect("it is asked about");
        let learned = &facebook["learned"];
        (learned["outcomes"].as_u64(), learned["response_rate"]["value"].as_f64())
    };
    assert_eq!(learned(0).0, None);
    let (newest, all) = (learned(1), learned(100));
    assert_eq!((newest.0, all.0), (Some(1), Some(3)));
    assert!(newest.1 < Some(0.1) && all.1 > Some(0.3), "the newest is the low one: {newest:?} of {all:?}");
}

/// An audience of so many rows, stored.
fn stored(server: &TestServer, rows: usize) -> String {
    let row = |i: usize| format!("{{\"age\": {}, \"in_target\": {}}}\n", 18 + i % 60, i.is_multiple_of(3));
    let body: String = (0..rows).map(row).collect();
    let answer = server.post("/v1/audiences", "application/x-ndjson", body);
    assert_eq!(answer.status, 201, "{}", answer.text);
    format!("/v1/audiences/{}/fit?target=%7B%22labelled%22%3Atrue%7D", answer.json()["id"].as_str().expect("an id"))
}

#[test]
fn an_analysis_that_needs_more_memory_than_there_is_says_how_much() {
    let server = TestServer::start_with(|settings| settings.memory_bytes = 4 << 20);
    let answer = server.get(&stored(&server, 40_000));
    assert_eq!((answer.status, answer.json()["code"].as_str()), (413, Some("too_many_rows")), "{}", answer.text);
    assert!(answer.text.contains("The analysis of 40000 stored profiles takes 2 MiB of memory; the service has 2 MiB"));
    assert_eq!(server.get(&stored(&server, 10_000)).status, 200);
}

#[test]
fn parallel_questions_wait_for_memory_and_all_are_answered() {
    // Enough for one of them.
    let server = TestServer::start_with(|settings| {
        settings.memory_bytes = 4 << 20;
        settings.threads = 4;
    });
    let path = stored(&server, 20_000);
    let first = server.get(&path).text;
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..12).map(|_| scope.spawn(|| server.get(&path))).collect();
        for answer in asked {
            let answer = answer.join().expect("an answer");
            assert_eq!((answer.status, &answer.text), (200, &first));
        }
    });
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The same as [`begin`] by somebody without a key.
fn begin_without_key(server: &TestServer, path: &str, media_type: &str, length: usize, body: &str) -> TcpStream {
    let mut stream = connect(server.address(), Duration::from_secs(60));
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

/// Whether `work` is answered only once `held` is let go of; its answer.
fn answered_after(held: Vec<TcpStream>, work: impl FnOnce() -> Answer + Send) -> Answer {
    // What was begun is there before the work is.
    std::thread::sleep(Duration::from_millis(500));
    std::thread::scope(|scope| {
        let work = scope.spawn(work);
        std::thread::sleep(Duration::from_millis(1000));
        assert!(!work.is_finished(), "it did not wait");
        drop(held);
        work.join().expect("an answer")
    })
}

#[test]
fn a_file_is_looked_at_in_the_place_of_an_upload() {
    let server = TestServer::start_with(|settings| settings.uploads = 1);
    let page = server.get("/audiences/new").text;
    let (_, token) = page.split_once("name=\"csrf\" value=\"").expect("a form");
    let token = token.split('"').next().expect("a value");
    let form = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--edge\r\ncontent-disposition: \
         form-data; name=\"file\"; filename=\"followers.csv\"\r\n\r\nid,age\nf1,31\n\r\n--edge--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=edge")];
    let sent = server.send_once("POST", "/audiences/new", &headers, form.as_bytes());
    assert_eq!(sent.status, 303, "{}", sent.text);
    let held = begin_without_key(&server, "/v1/audiences", "application/x-ndjson", 1 << 20, "{\"age\": 31}\n");
    let look = answered_after(vec![held], || server.get(sent.header("location")));
    assert_eq!(look.status, 200, "{}", look.text);
}

#[test]
fn forms_draw_their_memory_before_they_are_read() {
    let server = TestServer::start_with(|settings| settings.memory_bytes = 64 << 20);
    // A quarter is for bodies, each of which takes three times its length: five of a mebibyte.
    let held: Vec<TcpStream> =
        (0..5).map(|_| begin_without_key(&server, "/campaigns", FORM, 1 << 20, "method=randomised&table=")).collect();
    let form = vec![b'x'; (1 << 20) - 1];
    let answer = answered_after(held, || server.send_once("POST", "/campaigns", &[("content-type", FORM)], &form));
    assert_eq!(answer.status, 403, "it has no token: {}", answer.text);
}

#[test]
fn whoever_has_not_signed_in_sends_a_short_form_only() {
    let server = guarded();
    let form = vec![b'x'; 10_000];
    let answer = server.send_once("POST", "/sign-in", &[("content-type", FORM)], &form);
    assert_eq!(answer.status, 413, "{}", answer.text);
}
