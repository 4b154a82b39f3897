//! No answer without a key, none beyond its scopes; keys come from the command line.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use audience_fit::store::{Keys, Scope};

use crate::support::access::{guarded, key, key_until, operations, with_store};
use crate::support::{Answer, TestServer};

fn refused(answer: &Answer) {
    assert_eq!((answer.status, &*answer.media_type), (401, "application/problem+json"), "{}", answer.text);
    assert_eq!(answer.json()["code"], "unauthorized");
    assert!(answer.header("www-authenticate").starts_with("Bearer"), "{:?}", answer.headers);
}

#[test]
fn rejects_every_operation_but_health_without_a_valid_key() {
    let server = guarded();
    let good = key(&server, "housing", Scope::Admin).text;
    let revoked = key(&server, "housing", Scope::Admin);
    with_store(&server, async |store| assert!(store.revoke_key(&revoked.id, 1).await.expect("asked")));
    let expired = key_until(&server, "housing", Scope::Admin, Some(1)).text;
    let (begin, last) = good.split_at(good.len() - 1);
    let wrong_secret = format!("{begin}{}", if last == "0" { "1" } else { "0" });
    let unknown_id = format!("afk_{}{}", "0".repeat(32), &good[36..]);
    let wrong = [&*wrong_secret, &unknown_id, &revoked.text, &expired, "afk_1_2", "", &good[4..]];
    for operation in operations(&server).iter().filter(|operation| operation.needs_key()) {
        let path = operation.path.replace("{id}", "aud_1").replace("{name}", "x");
        let (media_type, body) = operation.body();
        let send = |headers: &[(&str, &str)]| {
            let headers = [headers, &[("content-type", &*media_type)]].concat();
            server.send(&operation.method, &path, &headers, body.as_bytes())
        };
        refused(&send(&[]));
        refused(&send(&[("authorization", &good)]));
        refused(&send(&[("authorization", &format!("Basic {good}"))]));
        refused(&send(&[("x-api-key", &good)]));
        for key in wrong {
            let answer = send(&[("authorization", &format!("Bearer {key}"))]);
            refused(&answer);
            assert!(key.len() < 40 || !answer.text.contains(&key[37..]), "{} tells the secret", answer.text);
        }
        assert_ne!(send(&[("authorization", &format!("bearer {good}"))]).status, 401, "{path}");
    }
    for path in ["/health/live", "/health/ready", "/openapi.json", "/docs", "/docs/", "/"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    refused(&server.get("/v1/nothing"));
    refused(&server.delete("/v1/channels"));
    refused(&server.get(&format!("/v1/channels?key={good}")));
}

#[test]
fn a_key_grants_its_scope_and_those_below() {
    let server = guarded();
    let keys: Vec<_> = Scope::ALL.iter().map(|scope| (*scope, key(&server, "housing", *scope))).collect();
    let computes = ["/v1/recommendations", "/v1/effects", "/v1/inspections"];
    for operation in operations(&server).iter().filter(|operation| operation.needs_key()) {
        let needed = match (&*operation.method, &*operation.path) {
            ("GET", "/v1/keys" | "/v1/audit") => Scope::Admin,
            ("GET", _) => Scope::Read,
            ("POST", path) if computes.contains(&path) => Scope::Read,
            _ => Scope::Write,
        };
        let path = operation.path.replace("{id}", "aud_1").replace("{name}", "renters");
        let (media_type, body) = operation.body();
        for (scope, key) in &keys {
            let answer = server.ask_as(key, &operation.method, &path, &media_type, &body);
            let at = format!("{} {path} with {}: {}", operation.method, scope.as_str(), answer.text);
            assert!(answer.status != 401 && answer.status != 405, "{at}");
            // Whoever may have exact figures may read, and no more.
            let granted = if *scope == Scope::Exact { Scope::Read } else { *scope };
            assert_eq!(answer.status == 403, granted < needed, "{at}");
            if answer.status == 403 {
                assert_eq!(answer.json()["code"], "forbidden");
                assert!(answer.text.contains(&format!("scope {}", needed.as_str())), "{at}");
                assert!(answer.header("www-authenticate").contains("insufficient_scope"), "{:?}", answer.headers);
            }
        }
    }
    let head = server.ask(&keys[0].1, "HEAD", "/v1/keys", "");
    assert_eq!(head.status, 403, "the headers alone need the same scope");
}

#[test]
fn keys_rotate_without_a_gap() {
    let server = guarded();
    let (old, new) = (key(&server, "housing", Scope::Admin), key(&server, "housing", Scope::Admin));
    assert_eq!(server.ask(&new, "GET", "/v1/channels", "").status, 200);
    let listed = server.ask(&new, "GET", "/v1/keys", "");
    let ids: Vec<_> = listed.json()["items"].as_array().expect("a list").iter().map(|k| k["id"].clone()).collect();
    assert_eq!(ids, [&*new.id, &*old.id], "both are valid");
    assert!(!listed.text.contains(&new.text[37..]) && !listed.text.contains(&old.text[37..]));
    with_store(&server, async |store| assert!(store.revoke_key(&old.id, 5).await.expect("asked")));
    refused(&server.ask(&old, "GET", "/v1/channels", ""));
    let listed = server.ask(&new, "GET", "/v1/keys", "").json();
    assert_eq!(listed["items"][1]["revoked_at"], "1970-01-01T00:00:00.005Z");
    assert!(listed["items"][0]["revoked_at"].is_null());
    key(&server, "labour", Scope::Admin);
    assert_eq!(server.ask(&new, "GET", "/v1/keys", "").json(), listed, "another's keys are not listed");
}

#[test]
fn a_read_key_analyses_without_storing() {
    let server = guarded();
    let read = key(&server, "housing", Scope::Read);
    let body = |retain: bool| {
        serde_json::json!({
            "profiles": [{"age": 31, "in_target": true}, {"age": 4}], "target": {"labelled": true}, "retain": retain
        })
    };
    assert_eq!(server.ask(&read, "POST", "/v1/analyses", &body(false).to_string()).status, 200);
    let refused = server.ask(&read, "POST", "/v1/analyses", &body(true).to_string());
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(server.ask(&read, "POST", "/v1/jobs", &body(true).to_string()).status, 403);
    assert_eq!(server.ask(&read, "GET", "/v1/analyses", "").json()["items"], serde_json::json!([]));
}

#[test]
fn listing_the_keys_of_a_mistyped_folder_creates_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("typo");
    let output = run(&["keys", "list", "--data-dir", data.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no database in"), "{}", text(&output.stderr));
    assert!(!data.exists());
}

/// The real service, ended with the test.
struct Served(Child);

impl Served {
    /// Starts it on loopback; gives its address and what it says of keys.
    fn start(folder: &Path) -> (Self, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines().map(|line| line.expect("a line"));
        let listening = lines.find(|line| line.contains("listens on http://")).expect("it listens");
        let admission = lines.next().expect("it says who may come in");
        // Whoever writes into a pipe that nobody reads waits for ever.
        std::thread::spawn(move || lines.for_each(drop));
        let address = listening.split("http://").nth(1).and_then(|rest| rest.split(';').next()).expect("an address");
        (Self(child), format!("http://{address}"), admission)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("it ends");
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_audience-fit")).args(arguments).output().expect("the binary can be started")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn status(url: &str, key: Option<&str>) -> u16 {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut request = agent.get(format!("{url}/v1/channels"));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    request.call().expect("an answer").status().as_u16()
}

#[test]
fn the_command_line_creates_lists_and_revokes_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("UTF-8");
    let (open, url, admission) = Served::start(folder.path());
    assert!(admission.contains("NO API KEY IS REQUIRED"), "{admission}");
    assert_eq!(status(&url, None), 200);
    drop(open);
    let create =
        ["keys", "create", "--agency", "주거복지", "--label", "CI", "--data-dir", data, "--scope", "read,write"];
    let created = run(&create);
    assert!(created.status.success(), "{}", text(&created.stderr));
    let (out, reported) = (text(&created.stdout), text(&created.stderr));
    let key = out.trim_end();
    assert!(out.starts_with("afk_") && out.lines().count() == 1 && !reported.contains(key), "{out}{reported}");
    let expiring = run(&[&create[..], &["--expires", "2999-12-31"]].concat());
    assert!(expiring.status.success(), "{}", text(&expiring.stderr));
    let listed = text(&run(&["keys", "list", "--data-dir", data]).stdout);
    let id = format!("key_{}", &key[4..36]);
    assert!(listed.contains(&id) && listed.contains("주거복지") && listed.contains("read,write"), "{listed}");
    assert!(listed.contains("valid until 3000-01-01T00:00:00.000Z"), "{listed}");
    assert!(!listed.contains(&key[37..]), "{listed}");
    let (_guarded, url, admission) = Served::start(folder.path());
    assert!(admission.contains("every request needs an API key"), "{admission}");
    assert_eq!((status(&url, None), status(&url, Some(key))), (401, 200));
    assert_eq!(status(&url, Some(text(&expiring.stdout).trim_end())), 200);
    let revoke = ["keys", "revoke", &id, "--data-dir", data];
    assert!(run(&revoke).status.success());
    let again = run(&revoke);
    assert_eq!((again.status.code(), again.stdout.len()), (Some(2), 0), "{}", text(&again.stderr));
    assert!(text(&run(&["keys", "list", "--data-dir", data]).stdout).contains("revoked 2"));
    let (_restarted, url, _) = Served::start(folder.path());
    assert_eq!(status(&url, Some(key)), 401, "at once where it was not held");
    let admin = run(&[&create[..8], &["--scope", "admin"]].concat());
    let admin = text(&admin.stdout);
    let audit = ureq::get(format!("{url}/v1/audit")).header("authorization", format!("Bearer {}", admin.trim_end()));
    let entries: serde_json::Value = audit.call().expect("an answer").body_mut().read_json().expect("JSON");
    let done = |action: &str| -> Vec<&str> {
        let items = entries["items"].as_array().expect("a list").iter().filter(|entry| entry["action"] == action);
        items.map(|entry| entry["resource"].as_str().expect("a path")).collect()
    };
    assert_eq!((done("create_key").len(), done("revoke_key")), (3, vec![&*format!("/v1/keys/{id}")]));
}

#[test]
fn rejects_useless_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let create = ["keys", "create", "--agency", "a", "--label", "l", "--data-dir", data.to_str().expect("UTF-8")];
    for (wrong, reported) in [
        (&["--scope", "read,root"][..], "root"),
        (&["--scope", "read", "--expires", "2001-01-01"], "--expires"),
        (&["--scope", "read", "--expires", "tomorrow"], "a day"),
        (&["--scope", ""], "Accepted: read, write, admin"),
        (&[], "--scope"),
    ] {
        let output = run(&[&create[..], wrong].concat());
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{stderr}");
        assert!(stderr.contains(reported), "{reported} is not in {stderr}");
    }
    assert!(!data.exists(), "nothing was begun");
}

#[test]
fn a_service_that_others_reach_is_not_started_without_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("UTF-8");
    let output = run(&["serve", "--listen", "0.0.0.0:0", "--auth", "off", "--data-dir", data]);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("auth") && stderr.contains("0.0.0.0"), "{stderr}");
    let server = TestServer::start_with(|settings| settings.listen = "0.0.0.0:0".parse().expect("an address"));
    refused(&server.send("GET", "/v1/channels", &[("host", "127.0.0.1")], &[]));
}
