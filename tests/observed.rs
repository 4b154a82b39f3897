//! What the service tells of itself: metrics in Prometheus's format, ids and traces, the log.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::wire::{Process, ask, body, header};

/// Labels of a sample, by name.
type Labels = BTreeMap<String, String>;

/// One family of Prometheus's text format: its type, and its samples by name and labels.
#[derive(Debug, Default)]
struct Family {
    kind: String,
    samples: BTreeMap<(String, Labels), f64>,
}

/// Reads Prometheus's text format (0.0.4) strictly: HELP and TYPE once before the samples of a family, names and labels
/// well-formed, no sample twice, histograms that add up.
fn parse(text: &str) -> BTreeMap<String, Family> {
    assert!(text.ends_with('\n'), "the last line must end");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').expect("a name and words");
            assert!(is_name(name) && !words.is_empty(), "{line}");
            assert!(families.insert(name.to_owned(), Family::default()).is_none(), "{name} comes twice");
            current = name.to_owned();
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("a name and a type");
            assert_eq!(name, current, "TYPE of another family");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            families.get_mut(name).expect("its HELP came").kind = kind.to_owned();
        } else {
            let (name, labels, value) = sample(line);
            let family = families.get_mut(&current).expect("a family");
            let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("{line} is not of {current}"));
            let suffixes: &[&str] = if family.kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
            assert!(suffixes.contains(&suffix), "{line}");
            assert!(family.kind == "gauge" || value >= 0.0, "{line}");
            assert!(family.kind != "counter" || current.ends_with("_total"), "{current} is a counter");
            assert!(family.samples.insert((name, labels), value).is_none(), "{line} comes twice");
        }
    }
    for (name, family) in families.iter().filter(|(_, family)| family.kind == "histogram") {
        check_histogram(name, family);
    }
    families
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.as_bytes()[0].is_ascii_digit()
}

fn sample(line: &str) -> (String, Labels, f64) {
    let (name_and_labels, value) = line.rsplit_once(' ').expect("a value");
    let (name, labels) = match name_and_labels.split_once('{') {
        None => (name_and_labels, Labels::new()),
        Some((name, labels)) => (name, read_labels(labels.strip_suffix('}').expect("a closing bracket"))),
    };
    assert!(is_name(name), "{line}");
    (name.to_owned(), labels, value.parse().expect("a number"))
}

fn read_labels(mut text: &str) -> Labels {
    let mut labels = Labels::new();
    while !text.is_empty() {
        let (name, rest) = text.split_once("=\"").expect("a label");
        assert!(is_name(name), "{name}");
        let end = rest.find('"').expect("a closing quote");
        assert!(!rest[..end].contains('\\'), "no value of ours needs escapes: {rest}");
        assert!(labels.insert(name.to_owned(), rest[..end].to_owned()).is_none(), "{name} comes twice");
        text = rest[end + 1..].strip_prefix(',').unwrap_or(&rest[end + 1..]);
    }
    labels
}

fn check_histogram(name: &str, family: &Family) {
    let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for ((sample, labels), value) in family.samples.iter().filter(|((sample, _), _)| sample.ends_with("_bucket")) {
        let mut labels = labels.clone();
        let bound = labels.remove("le").unwrap_or_else(|| panic!("{sample} has no le"));
        buckets.entry(labels).or_default().push((bound.parse().expect("a number"), *value));
    }
    assert!(!buckets.is_empty(), "{name}");
    for (labels, mut buckets) in buckets {
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{name}{labels:?} is not cumulative");
        let last = buckets.last().expect("a bucket");
        assert_eq!(last.0, f64::INFINITY);
        assert_eq!(family.samples[&(format!("{name}_count"), labels.clone())], last.1, "{name}{labels:?}");
        assert!(family.samples.contains_key(&(format!("{name}_sum"), labels)));
    }
}

/// The value of a sample with these labels.
fn value(families: &BTreeMap<String, Family>, name: &str, labels: &[(&str, &str)]) -> f64 {
    let labels: Labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let found = families.get(name).and_then(|family| family.samples.get(&(name.to_owned(), labels.clone())));
    *found.unwrap_or_else(|| panic!("no {name}{labels:?}"))
}

fn analysis() -> Value {
    let profile = |n: u64| json!({"id": format!("f{n}"), "age": 20 + n % 50, "in_target": n.is_multiple_of(4)});
    let mut profiles: Vec<Value> = (0..120).map(profile).collect();
    profiles.push(json!({"id": "f1", "age": 30}));
    profiles.push(json!({"id": "old", "age": 3000, "size": 1}));
    json!({"profiles": profiles, "target": {"labelled": true}, "min_share": 0.1})
}

#[test]
fn metrics_are_well_formed_and_tell_what_happened() {
    let server = TestServer::start();
    for _ in 0..3 {
        assert_eq!(server.create_analysis(&analysis()).status, 200);
    }
    let nobody_known = |people: u64| {
        let profiles: Vec<Value> = (0..people).map(|n| json!({"id": format!("f{n}"), "age": 30})).collect();
        json!({"profiles": profiles, "target": {"labelled": true}})
    };
    let (undecided, few) = (nobody_known(20), nobody_known(1));
    assert_eq!(server.create_analysis(&few).status, 200);
    assert_eq!(server.create_analysis(&undecided).status, 200);
    assert_eq!(server.delete("/v1/analyses").status, 405);
    assert_eq!(server.post("/v1/analyses", "application/json", "{").status, 400);
    let answer = server.get("/metrics");
    assert_eq!((answer.status, answer.media_type.as_str()), (200, "text/plain; version=0.0.4; charset=utf-8"));
    let reported = parse(&answer.text);
    let requests = |method, route, status| {
        value(&reported, "http_requests_total", &[("method", method), ("route", route), ("status", status)])
    };
    assert_eq!(requests("POST", "/v1/analyses", "200"), 5.0);
    assert_eq!(requests("DELETE", "/v1/analyses", "405"), 1.0);
    assert_eq!(requests("POST", "/v1/analyses", "400"), 1.0);
    assert_eq!(value(&reported, "http_requests_in_flight", &[]), 1.0, "this request");
    let posts = [("method", "POST"), ("route", "/v1/analyses")];
    let sent = 3 * analysis().to_string().len() + undecided.to_string().len() + few.to_string().len() + 1;
    assert_eq!(value(&reported, "http_request_body_bytes_total", &posts), sent as f64);
    assert!(value(&reported, "http_response_body_bytes_total", &posts) > 3000.0);
    assert_eq!(value(&reported, "audience_fit_rows_read_total", &[]), 3.0 * 122.0 + 21.0);
    assert_eq!(value(&reported, "audience_fit_rows_rejected_total", &[]), 6.0);
    assert_eq!(value(&reported, "audience_fit_row_faults_total", &[("code", "duplicate")]), 3.0);
    assert_eq!(value(&reported, "audience_fit_row_faults_total", &[("code", "out_of_range")]), 3.0);
    assert_eq!(value(&reported, "audience_fit_row_faults_total", &[("code", "unknown_field")]), 3.0);
    assert_eq!(value(&reported, "audience_fit_analyses_total", &[("status", "estimated")]), 3.0);
    assert_eq!(value(&reported, "audience_fit_analyses_total", &[("status", "not_identified")]), 1.0);
    assert_eq!(value(&reported, "audience_fit_analyses_total", &[("status", "withheld")]), 1.0);
    assert_eq!(value(&reported, "audience_fit_verdicts_total", &[("outcome", "pass")]), 3.0);
    assert_eq!(value(&reported, "audience_fit_verdicts_total", &[("outcome", "fail")]), 0.0);
    assert_eq!(value(&reported, "audience_fit_queue_places", &[]), 64.0);
    assert_eq!(value(&reported, "audience_fit_queue_places_used", &[]), 0.0);
    assert_eq!(value(&reported, "audience_fit_workers_busy", &[]), 0.0);
    let catalog_version = server.get("/health/live").json()["catalog_version"].as_str().expect("text").to_owned();
    let build = [("version", env!("CARGO_PKG_VERSION")), ("catalog_version", catalog_version.as_str())];
    assert_eq!(value(&reported, "audience_fit_build_info", &build), 1.0);
    if cfg!(target_os = "linux") {
        assert!(value(&reported, "process_resident_memory_bytes", &[]) > 1e6);
        assert!(value(&reported, "process_start_time_seconds", &[]) > 1.6e9);
    }
}

#[test]
fn whatever_callers_send_makes_no_more_series() {
    let server = TestServer::start();
    let route = |reported: &BTreeMap<String, Family>| -> BTreeSet<(String, String)> {
        let labels = reported["http_requests_total"].samples.keys().map(|(_, labels)| labels);
        labels.map(|labels| (labels["method"].clone(), labels["route"].clone())).collect()
    };
    let mut number = 1_u64;
    for _ in 0..1000 {
        // A step of a linear congruential generator, as good as chance here.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        assert_eq!(server.get(&format!("/{number:x}/v1?{number}")).status, 404);
    }
    for n in 0..20 {
        assert!(ask(server.address(), &format!("BREW{n} /v1/analyses HTTP/1.1")).contains(" 405 "));
    }
    let reported = parse(&server.get("/metrics").text);
    let pair = |method: &str, route: &str| (method.to_owned(), route.to_owned());
    assert_eq!(route(&reported), BTreeSet::from([pair("GET", "unmatched"), pair("other", "/v1/analyses")]));
    let labels = [("method", "GET"), ("route", "unmatched"), ("status", "404")];
    assert_eq!(value(&reported, "http_requests_total", &labels), 1000.0);
}

#[test]
fn metrics_are_not_where_other_agencies_could_read_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::serve(folder.path(), &["--metrics-listen", "127.0.0.1:0", "--log-format", "json"]);
    let line = server.line(|line| line.starts_with("metrics: "));
    let address = line.trim_start_matches("metrics: http://").trim_end_matches("/metrics").parse().expect("an address");
    assert!(ask(server.address, "GET /metrics HTTP/1.1").starts_with("HTTP/1.1 404 "));
    assert!(ask(address, "GET /v1/channels HTTP/1.1").starts_with("HTTP/1.1 404 "));
    let answer = ask(address, "GET /metrics HTTP/1.1");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let labels = [("method", "GET"), ("route", "unmatched"), ("status", "404")];
    assert_eq!(value(&parse(body(&answer)), "http_requests_total", &labels), 1.0, "requests of the main address");
    let with_keys = TestServer::start_with(|settings| settings.auth = audience_fit::config::Auth::On);
    assert_ne!(with_keys.get("/metrics").status, 200);
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

#[test]
fn every_answer_names_its_request_and_continues_the_trace() {
    let server = TestServer::start();
    let given = format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01");
    let mut ids = BTreeSet::new();
    for path in ["/v1/channels", "/health/ready", "/nowhere", "/docs/", "/metrics"] {
        let answer = ask(server.address(), &format!("GET {path} HTTP/1.1\n{given}"));
        let id = header(&answer, "x-request-id").unwrap_or_else(|| panic!("no id: {answer}"));
        assert!(ids.insert(id.to_owned()), "{id} comes twice");
        if let Ok(problem) = serde_json::from_str::<Value>(body(&answer)).map(|body| body["request_id"].clone()) {
            assert!(problem.is_null() || problem == id, "{problem} {id}");
        }
        let trace = header(&answer, "traceparent").expect("it is there");
        let parts: Vec<&str> = trace.split('-').collect();
        assert_eq!((parts[0], parts[1], parts[3], parts[2].len()), ("00", TRACE, "01", 16), "{trace}");
        assert_ne!(parts[2], "00f067aa0ba902b7", "the span is our own");
    }
    let wrong = [
        String::new(),
        format!("traceparent: 00-{TRACE}-00f067aa0ba902b7"),
        format!("traceparent: 00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
        format!("{given}\n{given}"),
    ];
    for headers in wrong {
        let answer = ask(server.address(), &format!("GET /health/live HTTP/1.1\n{headers}"));
        let trace = header(&answer, "traceparent").expect("it is there");
        assert!(!trace.to_lowercase().contains(TRACE), "{headers}: {trace}");
        assert!(trace.len() == 55 && trace.ends_with("-00"), "{trace}");
    }
}

#[test]
fn the_log_tells_of_requests_and_nothing_of_what_they_carry() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::serve(folder.path(), &["--log", "info", "--log-format", "json"]);
    let path = "/v1/hunter2?token=hunter2";
    let head = format!("GET {path} HTTP/1.1\ntraceparent: 00-{TRACE}-00f067aa0ba902b7-01\ncookie: hunter2");
    let answer = ask(server.address, &head);
    let id = header(&answer, "x-request-id").expect("it is there").to_owned();
    let mut analysis = analysis();
    analysis["profiles"][0]["hunter2"] = json!("hunter2");
    analysis["profiles"][1]["age"] = json!("hunter2");
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request =
        agent.post(format!("http://{}/v1/analyses", server.address)).header("content-type", "application/json");
    let analysed = request.send(analysis.to_string()).expect("an answer");
    assert_eq!(analysed.status(), 200);
    ask(server.address, "GET /health/ready HTTP/1.1");
    server.terminate();
    let (code, log) = server.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("hunter2"), "{log}");
    // Before the log there are lines for people: where it listens, and whom it lets in.
    let logged: Vec<&str> = log.lines().skip_while(|line| !line.starts_with('{')).collect();
    let lines: Vec<Value> = logged.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(lines.len(), logged.len(), "a line is not JSON:\n{log}");
    let answered: Vec<&Value> = lines.iter().filter(|line| line["message"] == "request finished").collect();
    assert_eq!(answered.len(), 2, "one line a request, none for what machines ask:\n{log}");
    let (lost, found) = (answered[0], answered[1]);
    assert_eq!((&lost["span"]["request_id"], &lost["span"]["trace_id"]), (&json!(id), &json!(TRACE)));
    let reported = ["method", "route", "status", "code"].map(|field| &lost[field]);
    assert_eq!(reported, [&json!("GET"), &json!("unmatched"), &json!(404), &json!("not_found")]);
    let reported = ["method", "route", "status", "request_bytes"].map(|field| &found[field]);
    assert_eq!(reported, [&json!("POST"), &json!("/v1/analyses"), &json!(200), &json!(analysis.to_string().len())]);
    assert!(found["duration_ms"].as_f64().is_some_and(|ms| ms > 0.0) && found["response_bytes"].as_u64() > Some(1000));
    assert_eq!(found["code"], Value::Null);
}
