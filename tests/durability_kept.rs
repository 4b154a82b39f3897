//! The server is killed while analyses, recommendations, effects, results of campaigns, targets and asks are kept and
//! deleted: nothing acknowledged is lost, and nothing deleted comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

use crate::durability::kills;
use crate::support::{Database, Process, on_each_database};

/// Things of one kind that are kept: how to keep number `n`, and where it is then.
struct Kind {
    name: &'static str,
    method: &'static str,
    path: fn(u64, &str) -> String,
    body: fn(u64) -> Value,
    kept_at: fn(u64, &Value) -> Option<String>,
}

fn by_id(collection: &str, answer: &Value) -> Option<String> {
    answer["id"].as_str().map(|id| format!("/v1/{collection}/{id}"))
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "analyses",
        method: "POST",
        path: |_, _| "/v1/analyses".to_owned(),
        body: |n| {
            let profiles: Vec<Value> = (0..60).map(|i| json!({"age": 20 + i % 60, "in_target": i % 3 == 0})).collect();
            json!({"profiles": profiles, "target": {"labelled": true, "name": format!("kept {n}")}})
        },
        kept_at: |_, answer| by_id("analyses", answer),
    },
    Kind {
        name: "recommendations",
        method: "POST",
        path: |_, _| "/v1/recommendations".to_owned(),
        body: |n| {
            let target =
                json!({"age": {"min": 27, "max": 49}, "country": "KR", "year": 2022, "name": format!("kept {n}")});
            json!({"target": target, "retain": true})
        },
        kept_at: |_, answer| by_id("recommendations", answer),
    },
    Kind {
        name: "effects",
        method: "POST",
        path: |_, _| "/v1/effects".to_owned(),
        body: |n| {
            let day = |d: u64| json!({"date": format!("2026-{:02}-{:02}", 1 + d / 28, 1 + d % 28), "likes": 10 + (n + d) % 7});
            let series: Vec<Value> = (0..56).map(day).collect();
            let event = json!({"name": format!("kept {n}"), "from": "2026-02-20", "to": "2026-02-24"});
            json!({"series": series, "events": [event], "retain": true})
        },
        kept_at: |_, answer| by_id("effects", answer),
    },
    Kind {
        name: "outcomes",
        method: "POST",
        path: |_, _| "/v1/outcomes".to_owned(),
        body: |n| {
            let outcome =
                json!({"channel": "x", "at": "2026-01-15", "delivered": 1000 + n, "responded": 20, "country": "KR"});
            json!({"outcomes": [outcome]})
        },
        kept_at: |_, answer| answer["items"][0]["id"].as_str().map(|id| format!("/v1/outcomes/{id}")),
    },
    Kind {
        name: "targets",
        method: "PUT",
        path: |n, _| format!("/v1/targets/kept-{n}"),
        body: |n| json!({"age": {"min": 20 + n % 40}, "country": "KR"}),
        kept_at: |n, _| Some(format!("/v1/targets/kept-{n}")),
    },
    Kind {
        name: "asks",
        method: "POST",
        path: |_, audience| format!("/v1/audiences/{audience}/asks"),
        body: |n| json!({"target": {"age": {"min": 27, "max": 49}, "country": "KR"}, "people": 20, "seed": n}),
        kept_at: |_, answer| by_id("asks", &answer["ask"]),
    },
];

/// What is known of something that was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    /// It was acknowledged, with so many answers of an ask.
    Kept(u64),
    /// Its deletion, or more answers, were sent; the server was gone before it said so.
    Either,
    Deleted,
}

type Event = (&'static str, String, Known);

/// An agent without connections of others: nothing of a killed server is waited for.
fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60))).build().into()
}

/// Sends a request; none where the server is gone before the whole answer has come.
fn ask(agent: &Agent, method: &str, url: &str, body: &str) -> Option<(u16, Value)> {
    let request = ureq::http::Request::builder().method(method).uri(url).header("content-type", "application/json");
    let mut answer = agent.run(request.body(body.to_owned()).expect("sound")).ok()?;
    let text = answer.body_mut().read_to_string().ok()?;
    Some((answer.status().as_u16(), serde_json::from_str(&text).unwrap_or_default()))
}

/// Keeps things of a kind until the server is gone, and deletes every third; tells what is known of each.
fn client(kind: &Kind, base: &str, audience: &str, first: u64, known: &mpsc::Sender<Event>) -> Option<()> {
    let agent = agent();
    for n in first.. {
        let body = (kind.body)(n).to_string();
        let (status, kept) = ask(&agent, kind.method, &format!("{base}{}", (kind.path)(n, audience)), &body)?;
        assert!((200..300).contains(&status), "{}: {status} {kept}", kind.name);
        let at = (kind.kept_at)(n, &kept).unwrap_or_else(|| panic!("{}: {kept}", kind.name));
        let tell = |what| known.send((kind.name, at.clone(), what)).ok();
        tell(Known::Kept(0))?;
        if kind.name == "asks" {
            let people = kept["plan"]["people"].as_array().expect("people");
            let answers: Vec<Value> =
                people[..10].iter().map(|one| json!({"code": one["code"], "in_target": true})).collect();
            tell(Known::Either)?;
            let body = json!({"answers": answers}).to_string();
            let (status, counts) = ask(&agent, "POST", &format!("{base}{at}/answers"), &body)?;
            assert_eq!((status, &counts["answered"]), (200, &json!(10)), "{counts}");
            tell(Known::Kept(10))?;
        }
        if n.is_multiple_of(3) {
            tell(Known::Either)?;
            let (status, problem) = ask(&agent, "DELETE", &format!("{base}{at}"), "")?;
            assert_eq!(status, 204, "{at}: {problem}");
            tell(Known::Deleted)?;
        }
    }
    None
}

fn stored_audience(server: &Process) -> String {
    let rows: String = (0..400).map(|i| format!("{{\"id\": \"f{i}\", \"region\": \"KR-11\"}}\n")).collect();
    let headers = [("content-type", "application/x-ndjson")];
    let answer = server.send("POST", "/v1/audiences", &headers, rows.as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn survive(data_dir: &Path, database: &[&str]) {
    let mut known: BTreeMap<String, (&'static str, Known)> = BTreeMap::new();
    let mut audience = String::new();
    for round in 0..kills() {
        let server = Process::start_with(data_dir, database);
        if audience.is_empty() {
            audience = stored_audience(&server);
        }
        let (sender, receiver) = mpsc::channel::<Event>();
        let clients: Vec<_> = KINDS
            .iter()
            .map(|kind| {
                let (base, audience, sender) = (server.url(""), audience.clone(), sender.clone());
                thread::spawn(move || client(kind, &base, &audience, 1 + 100_000 * round, &sender))
            })
            .collect();
        drop(sender);
        let mut note = |event: Event| known.insert(event.1, (event.0, event.2));
        // Another moment of the work each time; at first not before something of each kind is kept.
        let (mut events, mut kinds) = (0, BTreeSet::new());
        for event in receiver.iter() {
            (events, _) = (events + 1, kinds.insert(event.0));
            note(event);
            if events >= 25 + 11 * (round % 5) && (round > 0 || kinds.len() == KINDS.len()) {
                break;
            }
        }
        server.kill();
        receiver.iter().for_each(|event| {
            note(event);
        });
        clients.into_iter().for_each(|client| assert_eq!(client.join().expect("a client ends well"), None));
    }
    let server = Process::start_with(data_dir, database);
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for (at, (kind, known)) in &known {
        let answer = server.get(at);
        let counted = match known {
            Known::Kept(answers) => {
                assert_eq!(answer.status, 200, "{at} was acknowledged: {}", answer.text);
                if *kind == "asks" {
                    assert_eq!(answer.json()["answers"]["answered"], json!(answers), "{at}");
                }
                0
            }
            Known::Deleted => {
                assert_eq!(answer.status, 404, "{at} was deleted: {}", answer.text);
                1
            }
            Known::Either => {
                assert!([200, 404].contains(&answer.status), "{at}: {}", answer.text);
                2
            }
        };
        counts.entry(kind).or_default()[counted] += 1;
    }
    for (kind, [kept, deleted, either]) in &counts {
        println!("{kind}: {kept} kept, {deleted} deleted, {either} cut");
        assert!(*kept > 0, "{kind}: none was kept");
    }
    assert_eq!(counts.len(), KINDS.len());
    assert!(counts.values().map(|[_, deleted, _]| deleted).sum::<u64>() >= 5, "{counts:?}");
    server.kill();
}

fn what_is_kept_survives_kills_and_what_is_deleted_stays_so(database: Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = database.url();
    let arguments: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url.as_str()]).collect();
    survive(&folder.path().join("data"), &arguments);
}

on_each_database!(what_is_kept_survives_kills_and_what_is_deleted_stays_so);
