//! Results that are kept to be given again: the same as if they were made anew, never another agency's, and counted.

use std::io::Read;
use std::thread;

use serde_json::{Value, json};

use crate::support::access::{guarded, key};
use crate::support::{Answer, TestServer};
use audience_fit::store::Scope;

fn question() -> Value {
    json!({
        "target": {"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2024},
        "constraints": {"hours_per_week": 12},
        "as_of": "2026-02-01"
    })
}

/// What a metric of the cache of this name says.
fn count(metrics: &str, metric: &str, cache: &str) -> u64 {
    let line = format!("audience_fit_cache_{metric}{{cache=\"{cache}\"}} ");
    let value = metrics.lines().find_map(|told| told.strip_prefix(line.as_str()));
    value.unwrap_or_else(|| panic!("no {line} in {metrics}")).parse().expect("a whole number")
}

#[test]
fn many_who_ask_the_same_at_once_get_one_answer_that_is_made_once() {
    let server = TestServer::start();
    let texts: Vec<String> = thread::scope(|scope| {
        let ask = || {
            let answer = server.create_recommendation(&question());
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.text
        };
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert!(texts.iter().all(|text| *text == texts[0]));
    assert_eq!(TestServer::start().create_recommendation(&question()).text, texts[0], "as of a service that is new");
    let metrics = server.get("/metrics").text;
    assert_eq!(count(&metrics, "misses_total", "recommendation"), 1, "{metrics}");
    assert_eq!(count(&metrics, "hits_total", "recommendation"), 7);
    assert_eq!(count(&metrics, "entries", "recommendation"), 1);
    assert_eq!(count(&metrics, "misses_total", "plan"), 1);
    assert!(count(&metrics, "entries", "reach") >= 5, "one for each channel: {metrics}");
}

#[test]
fn analyses_of_other_people_share_what_is_published_of_channels() {
    let server = TestServer::start();
    let ask = |first: usize| {
        let profiles: Vec<Value> = (0..40).map(|i| json!({"id": format!("{i}"), "age": 20 + first + i})).collect();
        let target = json!({"age": {"min": 27, "max": 49}, "country": "US", "year": 2024});
        let body = json!({"profiles": profiles, "target": target, "constraints": {"hours_per_week": 12}});
        let answer = server.create_analysis(&body);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let (one, other) = (ask(0), ask(15));
    assert_ne!(one["fit"], other["fit"]);
    let reach = |analysis: &Value| -> Vec<Value> {
        analysis["channels"].as_array().expect("channels").iter().map(|c| c["reach"].clone()).collect()
    };
    assert!(!reach(&one).is_empty());
    assert_eq!((reach(&one), &one["plan"]), (reach(&other), &other["plan"]));
    let metrics = server.get("/metrics").text;
    let misses = count(&metrics, "misses_total", "reach");
    assert!(misses >= 5, "one for each channel: {misses}");
    assert_eq!((count(&metrics, "hits_total", "fitted"), count(&metrics, "misses_total", "fitted")), (1, 1));
    assert_eq!((count(&metrics, "hits_total", "plan"), count(&metrics, "misses_total", "plan")), (1, 1));
}

#[test]
fn what_one_agency_stores_is_in_no_answer_to_another() {
    let server = guarded();
    let (one, other) = (key(&server, "one", Scope::Write), key(&server, "other", Scope::Write));
    let ok = |answer: Answer| {
        assert!((200..300).contains(&answer.status), "{}", answer.text);
        answer.text
    };
    let own = json!({"target": {"preset": "ours", "country": "US", "year": 2024}, "as_of": "2026-02-01"});
    let define = |key, min: u32| {
        let target = json!({"age": {"min": min, "max": 60}});
        ok(server.ask(key, "PUT", "/v1/targets/ours", &target.to_string()));
    };
    define(&one, 20);
    define(&other, 50);
    let outcomes = json!({"outcomes": [{"channel": "x", "at": "2026-01-15", "delivered": 4000, "responded": 600,
                                        "delivered_known": {"people": 900, "in_target": 800}}]});
    let ask = |key, question: &Value| ok(server.ask(key, "POST", "/v1/recommendations", &question.to_string()));
    let before = ask(&other, &question());
    ok(server.ask(&one, "POST", "/v1/outcomes", &outcomes.to_string()));
    let learnt = ask(&one, &question());
    assert_ne!(learnt, before);
    assert!(learnt.contains("\"learned\":{"), "{learnt}");
    // In every order, twice: what is kept of one is never the other's.
    for _ in 0..2 {
        assert_eq!(ask(&other, &question()), before);
        assert_eq!(ask(&one, &question()), learnt);
        let (young, old) = (ask(&one, &own), ask(&other, &own));
        assert!(young.contains("aged 20-60") && old.contains("aged 50-60"), "{young}\n{old}");
    }
}

#[test]
fn lists_and_documents_are_the_same_packed_or_not_and_are_named_by_their_tags() {
    let server = TestServer::start();
    for path in ["/openapi.json", "/openapi-3.0.json", "/v1/channels", "/v1/sources"] {
        let plain = server.send("GET", path, &[("accept-encoding", "identity")], b"");
        assert_eq!(plain.status, 200, "{path}");
        let tag = plain.header("etag").to_owned();
        let (packed, headers) = raw(&server, path);
        assert!(headers.contains("content-encoding: gzip") && headers.contains("vary: accept-encoding"), "{headers}");
        let named = format!("etag: {}-gzip\"", tag.trim_end_matches('"'));
        assert!(headers.contains(&named), "{named} in {headers}");
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("gzip of a text");
        assert_eq!(text, plain.text, "{path}");
        assert!(packed.len() * 3 < text.len(), "{path}: {} of {}", packed.len(), text.len());
        for known in [tag.clone(), format!("{}-gzip\"", tag.trim_end_matches('"'))] {
            let again = server.send("GET", path, &[("if-none-match", &known), ("accept-encoding", "gzip")], b"");
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {known}");
        }
        assert_eq!(server.send("HEAD", path, &[("accept-encoding", "identity")], b"").header("etag"), tag);
        assert_eq!(server.send("GET", path, &[("accept-encoding", "gzip;q=0")], b"").text, plain.text);
    }
}

/// The body of a packed response as it came, and its headers in lower case.
fn raw(server: &TestServer, path: &str) -> (Vec<u8>, String) {
    use std::io::Write;
    let mut stream = std::net::TcpStream::connect(server.address()).expect("a connection");
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n",
        server.address()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
    let headers = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    (answer.split_off(end + 4), headers)
}

/// Followers of whom some say whether they are in the target, and one row in error.
fn followers() -> String {
    let row = |i: u32| {
        let label = if i.is_multiple_of(3) { format!(",\"in_target\":{}", i.is_multiple_of(2)) } else { String::new() };
        format!("{{\"id\":\"f{i}\",\"age\":{},\"region\":\"R{}\"{label}}}\n", 20 + i % 50, i % 4)
    };
    (0..300).map(row).chain(["{\"id\":\"bad\",\"age\":31337}\n".to_owned()]).collect()
}

fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn questions_about_a_stored_audience_read_it_once_and_get_what_reading_it_anew_gives() {
    let server = TestServer::start();
    let audience = id(&server.post("/v1/audiences?format=ndjson", "application/x-ndjson", followers()));
    let ask = |server: &TestServer, audience: &str, seed: u64, target: &str| {
        let path = format!("/v1/audiences/{audience}/fit?target={target}&country=US&seed={seed}");
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["fit"].clone()
    };
    let (labelled, young) = ("%7B%22labelled%22:true%7D", "%7B%22age%22:%7B%22max%22:35%7D%7D");
    let questions = [(0, labelled), (1, labelled), (0, young), (0, labelled), (0, young)];
    let first: Vec<Value> = thread::scope(|scope| {
        let asking: Vec<_> =
            questions.iter().map(|(seed, target)| scope.spawn(|| ask(&server, &audience, *seed, target))).collect();
        asking.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let again: Vec<Value> = questions.iter().map(|(seed, target)| ask(&server, &audience, *seed, target)).collect();
    assert_eq!(first, again);
    for ((seed, target), fit) in questions.iter().zip(&first) {
        let new = TestServer::start();
        let audience = id(&new.post("/v1/audiences?format=ndjson", "application/x-ndjson", followers()));
        assert_eq!(ask(&new, &audience, *seed, target), *fit, "as of a service that is new: {target}");
    }
    let metrics = server.get("/metrics").text;
    assert_eq!((count(&metrics, "misses_total", "dataset"), count(&metrics, "hits_total", "dataset")), (1, 9));
    assert_eq!(count(&metrics, "entries", "dataset"), 1);
    assert_eq!(server.delete(&format!("/v1/audiences/{audience}")).status, 204);
    assert_eq!(server.get(&format!("/v1/audiences/{audience}/fit?target={labelled}")).status, 404);
    assert_eq!(count(&server.get("/metrics").text, "entries", "dataset"), 0, "nothing of it stays in memory");
}

#[test]
fn a_kept_audience_shows_values_of_rejected_rows_to_its_uploaders_alone() {
    let server = guarded();
    let (writer, reader) = (key(&server, "one", Scope::Write), key(&server, "one", Scope::Read));
    let uploaded = server.ask_as(&writer, "POST", "/v1/audiences?format=ndjson", "application/x-ndjson", &followers());
    let audience = id(&uploaded);
    let ask = |key, on_error: &str| {
        let question =
            json!({"audience_id": audience, "target": {"labelled": true}, "retain": false, "on_error": on_error});
        server.ask(key, "POST", "/v1/analyses", &question.to_string())
    };
    for _ in 0..2 {
        for (key, shows) in [(&reader, false), (&writer, true)] {
            let (answer, refused) = (ask(key, "reject_rows"), ask(key, "reject_all"));
            assert_eq!((answer.status, refused.status), (200, 422), "{} {}", answer.text, refused.text);
            assert_eq!(answer.json()["audience"]["rejections"].as_array().map(Vec::len), Some(1), "{}", answer.text);
            assert_eq!(refused.json()["errors"].as_array().map(Vec::len), Some(1), "{}", refused.text);
            assert_eq!([&answer, &refused].map(|answer| answer.text.contains("31337")), [shows; 2], "{}", refused.text);
        }
    }
}
