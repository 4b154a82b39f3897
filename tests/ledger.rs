//! What an agency stores of its plans and campaigns, and how often what was forecast came true.

use std::path::Path;

use audience_fit::store::Scope;
use serde_json::{Value, json};

use crate::door_containers::xlsx;
use crate::support::access::{Key, guarded, key};
use crate::support::{Answer, Database, TestServer, on_each_database};

fn on(database: Database, test: impl Fn(&TestServer)) {
    test(&TestServer::start_with(|settings| {
        settings.database_url = database.url().map(audience_fit::config::Secret::new);
    }));
}

fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["code"], code, "{body}");
    body
}

/// A plan of followers whom the agency reaches on two channels.
fn plan() -> Value {
    json!({
        "target": {"country": "KR", "age": {"min": 27, "max": 49}},
        "constraints": {"hours_per_week": 16, "task": "awareness", "channels": [
            {"channel": "instagram", "own_reach": {"number": 6000, "unit": "followers"}},
            {"channel": "youtube", "own_reach": {"number": 2500, "unit": "subscribers"}}
        ]}
    })
}

/// Twelve weeks of counts with a quiz in the eleventh.
fn quiz() -> Value {
    let first = time::macros::date!(2026 - 01 - 05);
    let row = |day: i64| {
        let count = [9, 12, 11, 8, 10, 5, 4][(day % 7) as usize]
            + (day * 7919) % 5
            + if (70..77).contains(&day) { 14 } else { 0 };
        json!({"date": (first + time::Duration::days(day)).to_string(), "replies": count})
    };
    json!({
        "series": (0..91).map(row).collect::<Vec<_>>(),
        "events": [{"name": "spring quiz", "from": "2026-03-16", "to": "2026-03-22"}]
    })
}

fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}

fn what_is_stored_is_listed_shown_and_deleted(database: Database) {
    on(database, |server| {
        for (path, body, title) in
            [("/v1/recommendations", plan(), "people aged 27-49 and KR"), ("/v1/effects", quiz(), "spring quiz")]
        {
            let ask = |body: &Value| server.post(path, "application/json", body.to_string());
            let unasked = ok(&ask(&body));
            assert!(unasked["id"].is_null() && !ask(&body).headers.contains_key("location"), "{path}");
            assert_eq!(ok(&server.get(path))["items"], json!([]), "nothing is stored unless the request says so");
            let body = with(body, json!({"retain": true}));
            let stored = ask(&body);
            let (location, answer) = (stored.header("location").to_owned(), ok(&stored));
            assert_eq!(location, format!("{path}/{}", answer["id"].as_str().expect("an id")));
            let bare = |mut answer: Value| {
                answer["id"] = Value::Null;
                answer
            };
            assert_eq!(bare(answer.clone()), unasked, "the same figures as unasked");
            assert_eq!(ok(&ask(&body))["id"], answer["id"], "the same question on the same day is stored once");
            let listed = ok(&server.get(path));
            assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
            assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["title"]), (&answer["id"], &json!(title)));
            assert_eq!(ok(&server.get(&location)), answer);
            let korean = server.send("GET", &location, &[("accept-language", "ko")], b"");
            assert_ne!(ok(&korean), answer, "it is stored in every language");
            let page = server.get(&format!("{location}/report"));
            assert!(
                page.media_type.starts_with("text/html") && page.text.starts_with("<!doctype html>"),
                "{}",
                page.text
            );
            let markdown = server.get(&format!("{location}/report?format=markdown"));
            assert!(markdown.media_type.starts_with("text/markdown") && markdown.text.starts_with("# "));
            problem(&server.get(&format!("{location}/report?format=pdf")), 422, "invalid_request");
            let other = if path == "/v1/effects" { "/v1/recommendations" } else { "/v1/effects" };
            let elsewhere = location.replace(path, other);
            problem(&server.get(&elsewhere), 404, "not_found");
            problem(&server.delete(&elsewhere), 404, "not_found");
            assert_eq!(server.delete(&location).status, 204);
            problem(&server.get(&location), 404, "not_found");
            problem(&server.get(&format!("{location}/report")), 404, "not_found");
            problem(&server.delete(&location), 404, "not_found");
            assert_eq!(ok(&server.get(path))["items"], json!([]));
        }
    });
}

fn lists_go_page_by_page_newest_first(database: Database) {
    on(database, |server| {
        let mut made = Vec::new();
        for seed in 0..5 {
            let body = with(quiz(), json!({"retain": true, "seed": seed}));
            made.push(ok(&server.post("/v1/effects", "application/json", body.to_string()))["id"].clone());
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        made.reverse();
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ok(&server.get(&format!("/v1/effects?limit=2{cursor}")));
            seen.extend(page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, made);
    });
}

on_each_database!(
    what_is_stored_is_listed_shown_and_deleted,
    lists_go_page_by_page_newest_first,
    a_fit_is_registered_when_it_is_made_and_scored_by_the_next_snapshot,
    a_plan_is_scored_by_corrected_and_deleted_results,
    what_an_effect_expects_is_scored_by_the_next_of_the_account,
);

#[test]
fn only_writers_store_and_each_time_is_logged_before() {
    let server = guarded();
    let (admin, reader) = (key(&server, "housing", Scope::Admin), key(&server, "housing", Scope::Read));
    let stranger = key(&server, "labour", Scope::Admin);
    for (path, body, action) in
        [("/v1/recommendations", plan(), "create_recommendation"), ("/v1/effects", quiz(), "create_effect")]
    {
        let retained = with(body.clone(), json!({"retain": true})).to_string();
        assert_eq!(server.ask(&reader, "POST", path, &body.to_string()).status, 200, "a reader may ask");
        let refused = server.ask(&reader, "POST", path, &retained);
        problem(&refused, 403, "forbidden");
        assert!(refused.header("www-authenticate").contains("scope=\"write\""));
        let stored = server.ask(&admin, "POST", path, &retained);
        let location = stored.header("location").to_owned();
        assert_eq!(server.ask(&reader, "GET", &location, "").status, 200);
        problem(&server.ask(&reader, "DELETE", &location, ""), 403, "forbidden");
        let entries = |key: &Key| {
            let log = server.ask(key, "GET", "/v1/audit", "").json();
            let all = log["items"].as_array().expect("items").clone();
            let own = all.into_iter().filter(|entry| entry["action"] == action);
            own.map(|entry| (entry["resource"].clone(), entry["status"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(entries(&admin), [(json!(location), json!(200))], "what is not stored leaves no entry");
        assert_eq!(entries(&stranger), []);
        assert_eq!(ok(&server.ask(&stranger, "GET", path, ""))["items"], json!([]));
        // The same question gets another id, so that nobody learns what another agency asked.
        let theirs = server.ask(&stranger, "POST", path, &retained);
        assert_ne!(theirs.header("location"), location);
    }
}

#[test]
fn an_agency_stores_no_more_plans_than_its_quota() {
    let server = TestServer::start_with(|settings| settings.max_documents = 2);
    let ask = |seed: u64| {
        let body = with(plan(), json!({"retain": true, "seed": seed}));
        server.post("/v1/recommendations", "application/json", body.to_string())
    };
    assert_eq!([ask(0).status, ask(1).status], [200, 200]);
    let full = problem(&ask(2), 409, "quota_exceeded");
    assert!(full["detail"].as_str().expect("a text").contains("stores 2 recommendations; accepted: up to 2"), "{full}");
    let effect = with(quiz(), json!({"retain": true}));
    assert_eq!(server.post("/v1/effects", "application/json", effect.to_string()).status, 200, "each has its own");
    let body = with(plan(), json!({"seed": 2}));
    assert_eq!(server.create_recommendation(&body).status, 200, "what is not stored takes no room");
}

/// The counts of [`quiz`] as CSV.
fn csv(delimiter: &str) -> String {
    let rows = quiz()["series"].as_array().expect("rows").clone();
    let line = |row: &Value| format!("{}{delimiter}{}\n", row["date"].as_str().expect("a day"), row["replies"]);
    format!("date{delimiter}replies\n{}", rows.iter().map(line).collect::<String>())
}

/// A form with a file and fields.
fn form(name: &str, file: &[u8], fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--bound\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(
        format!("--bound\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
    );
    body.extend(file);
    body.extend(b"\r\n--bound--\r\n");
    ("multipart/form-data; boundary=bound".to_owned(), body)
}

#[test]
fn counts_come_as_a_file_too() {
    let server = TestServer::start();
    let inline = ok(&server.post("/v1/effects", "application/json", quiz().to_string()));
    let event = "spring%20quiz:2026-03-16:2026-03-22";
    let plain = ok(&server.post(&format!("/v1/effects?event={event}"), "text/csv", csv(",")));
    assert_eq!(plain["events"], inline["events"]);
    let semicolons = ok(&server.post(&format!("/v1/effects?event={event}"), "text/csv", csv(";")));
    assert_eq!(semicolons["events"], inline["events"]);
    let fields =
        [("event", "spring quiz:2026-03-16:2026-03-22"), ("event", "{\"name\": \"b\", \"from\": \"2026-04-01\"}")];
    let (media_type, body) = form("counts.csv", csv(",").as_bytes(), &fields);
    let of_form = ok(&server.post("/v1/effects?level=0.8&plan=true&lift=0.3", &media_type, body));
    let names: Vec<&Value> = of_form["events"].as_array().expect("events").iter().map(|event| &event["name"]).collect();
    assert_eq!((names, &of_form["level"]), (vec![&json!("spring quiz"), &json!("b")], &json!(0.8)));
    assert_eq!(of_form["plan"]["lift"], json!(0.3));
    let retained = server.post(&format!("/v1/effects?event={event}&retain=true"), "text/csv", csv(","));
    let location = retained.header("location").to_owned();
    assert_eq!(ok(&server.get(&location)), ok(&retained));
}

#[test]
fn a_spreadsheet_of_counts_is_read_as_on_the_command_line() {
    let rows: Vec<Vec<String>> = csv(",").lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let bytes = xlsx(&rows);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("counts.xlsx");
    std::fs::write(&path, &bytes).expect("written");
    let event = "spring quiz:2026-03-16:2026-03-22";
    let (media_type, body) = form("counts.xlsx", &bytes, &[("event", event)]);
    let server = TestServer::start();
    let answer = ok(&server.post("/v1/effects", &media_type, body));
    assert_eq!(answer["events"], command(&path, event)["events"]);
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let path = "/v1/effects?event=spring%20quiz:2026-03-16:2026-03-22";
    assert_eq!(ok(&server.post(path, xlsx, &bytes))["events"], answer["events"]);
}

fn command(path: &Path, event: &str) -> Value {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    let output =
        command.arg("effect").arg(path).args(["--event", event, "--format", "json"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn what_is_wrong_with_a_file_of_counts_is_said_by_line_and_parameter() {
    let server = TestServer::start();
    let post = |query: &str, body: &str| server.post(&format!("/v1/effects?{query}"), "text/csv", body);
    let places = |answer: &Answer| {
        let body = problem(answer, 422, "invalid_request");
        let place = |error: &Value| match error["parameter"].as_str() {
            Some(parameter) => format!("?{parameter}"),
            None => format!("row {} {}", error["row"], error["field"].as_str().unwrap_or_default()),
        };
        body["errors"].as_array().expect("errors").iter().map(place).collect::<Vec<_>>()
    };
    let broken = csv(",").replace("2026-01-07,", "2026-01-07,minus ");
    assert_eq!(places(&post("event=quiz:2026-03-16:2026-03-22&level=2", &broken)), ["row 4 replies", "?level"]);
    assert_eq!(places(&post("event=quiz", &csv(","))), ["?event"]);
    assert_eq!(places(&post("event=quiz:2026-03-16&metric=fame", &csv(","))), ["?metric"]);
    assert_eq!(places(&post("", &csv(","))), ["?event"]);
    assert_eq!(places(&post("level=high&wide=1&seed=1&seed=2", &csv(","))), ["?seed", "?level", "?wide"]);
    problem(&post("event=quiz:2026-03-16", "{\"series\": []}"), 415, "unsupported_media_type");
    problem(&server.post("/v1/effects", "image/png", "x"), 415, "unsupported_media_type");
    let (media_type, body) = form("counts.png", b"\x89PNG\r\n\x1a\n\0\0", &[("event", "quiz:2026-03-16")]);
    assert_eq!(server.post("/v1/effects", &media_type, body).status, 422);
    let twice = [form("a.csv", csv(",").as_bytes(), &[]).1, form("b.csv", csv(",").as_bytes(), &[]).1];
    let two_files = [&twice[0][..twice[0].len() - 11], &twice[1][..]].concat();
    let two = server.post("/v1/effects", "multipart/form-data; boundary=bound", &two_files);
    assert!(problem(&two, 400, "malformed_body")["detail"].as_str().expect("a text").contains("several files"));
    // A form that cannot be read is the same fault wherever it is sent.
    for path in ["/v1/effects", "/v1/audiences", "/v1/inspections"] {
        let cut = server.post(path, "multipart/form-data; boundary=bound", &two_files[..60]);
        let detail = problem(&cut, 400, "malformed_body")["detail"].as_str().expect("a text").to_owned();
        assert!(detail.starts_with("The form cannot be read: "), "{path}: {detail}");
    }
}

fn kind(record: &Value, kind: &str) -> Value {
    let kinds = record["kinds"].as_array().expect("kinds");
    kinds.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {record}")).clone()
}

fn scored(record: &Value, name: &str) -> [Value; 3] {
    let kind = kind(record, name);
    ["scored", "held", "open"].map(|field| kind[field].clone())
}

/// An audience of 400, some labelled, of whom a part is in the target.
fn snapshot(server: &TestServer, day: &str, members: usize) -> String {
    let person =
        |i: usize| json!({"id": format!("f{i}"), "age": 20 + i % 60, "in_target": i % 10 < members}).to_string();
    let lines: String = (0..400)
        .map(|i| {
            if i % 2 == 0 {
                person(i) + "\n"
            } else {
                json!({"id": format!("f{i}"), "age": 20 + i % 60}).to_string() + "\n"
            }
        })
        .collect();
    let path = format!("/v1/audiences?account=%40housing&as_of=2026-11-01&taken_at={day}T00:00:00Z");
    let stored = server.post(&path, "application/x-ndjson", lines);
    assert_eq!(stored.status, 201, "{}", stored.text);
    stored.json()["id"].as_str().expect("an id").to_owned()
}

fn a_fit_is_registered_when_it_is_made_and_scored_by_the_next_snapshot(database: Database) {
    on(database, |server| {
        let analyse = |audience: &str| {
            let body =
                json!({"audience_id": audience, "target": {"labelled": true}, "labels": {"how": "random_sample"}});
            ok(&server.create_analysis(&body))["id"].as_str().expect("an id").to_owned()
        };
        let (june, july) = (snapshot(server, "2026-06-01", 4), snapshot(server, "2026-07-01", 4));
        let first = analyse(&june);
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "fit"), [json!(0), json!(0), json!(1)]);
        std::thread::sleep(std::time::Duration::from_millis(5));
        let second = analyse(&july);
        let record = ok(&server.get("/v1/track-record"));
        assert_eq!(scored(&record, "fit"), [json!(1), json!(1), json!(1)], "{record}");
        let score = &record["forecasts"][0];
        assert_eq!(
            (&score["subject"], &score["made"], &score["scored"]),
            (&json!("@housing"), &json!("2026-06-01"), &json!("2026-07-01"))
        );
        let summary = kind(&record, "fit")["summary"].as_str().expect("a text").to_owned();
        assert!(
            summary.starts_with("1 of 1 forecasts of") && summary.contains("Fewer than 20 say little"),
            "{summary}"
        );
        assert_eq!(ok(&server.get("/v1/track-record")), record, "scoring again changes nothing");
        analyse(&july);
        assert_eq!(ok(&server.get("/v1/track-record")), record, "nor does the same analysis");
        let page = server.get(&format!("/v1/analyses/{second}/report")).text;
        assert!(page.contains("How often forecasts held") && page.contains("1 of 1 forecasts of"), "{page}");
        let korean = server.send(
            "GET",
            &format!("/v1/analyses/{first}/report?format=markdown"),
            &[("accept-language", "ko")],
            b"",
        );
        assert!(korean.text.contains("\n## 예측이 맞은 빈도\n"), "{}", korean.text);
        assert_eq!(server.delete(&format!("/v1/audiences/{july}")).status, 204);
        assert_eq!(
            scored(&ok(&server.get("/v1/track-record")), "fit"),
            [json!(0), json!(0), json!(1)],
            "it goes with the truth"
        );
        assert_eq!(server.delete(&format!("/v1/analyses/{first}")).status, 204);
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "fit"), [json!(0), json!(0), json!(0)]);
    });
}

fn a_plan_is_scored_by_corrected_and_deleted_results(database: Database) {
    on(database, |server| {
        let body = with(plan(), json!({"retain": true}));
        let stored = ok(&server.create_recommendation(&body));
        let id = stored["id"].as_str().expect("an id");
        let allocations = stored["plan"]["allocations"].as_array().expect("allocations");
        let channels = allocations.iter().filter(|one| !one["people"].is_null()).count();
        let (channel, people) =
            (&allocations[0]["channel"], allocations[0]["people"]["value"].as_f64().expect("people"));
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "reach"), [json!(0), json!(0), json!(channels)]);
        let today = &time::OffsetDateTime::now_utc().date().to_string();
        let result = |met: f64| {
            let delivered = (people.max(met) as u64) * 4;
            json!({"channel": channel, "at": today, "delivered": delivered, "responded": 1, "country": "KR", "plan_id": id,
                   "delivered_known": {"people": delivered, "in_target": met as u64}})
        };
        let post = |outcome: &Value| {
            server.post("/v1/outcomes", "application/json", json!({"outcomes": [outcome]}).to_string())
        };
        let mut nobodys = result(people);
        nobodys["plan_id"] = json!("rec_00000000000000000000");
        let refused = problem(&post(&nobodys), 422, "invalid_request");
        assert_eq!(refused["errors"][0]["pointer"], "/outcomes/0/plan_id");
        let kept = post(&result(people * 3.0));
        assert_eq!(kept.status, 201, "{}", kept.text);
        let path = format!("/v1/outcomes/{}", kept.json()["items"][0]["id"].as_str().expect("an id"));
        assert_eq!(kept.json()["items"][0]["plan_id"], id);
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "reach"), [json!(1), json!(0), json!(channels - 1)]);
        let corrected =
            server.send("PUT", &path, &[("content-type", "application/json")], result(people).to_string().as_bytes());
        assert_eq!(corrected.status, 200, "{}", corrected.text);
        let record = ok(&server.get("/v1/track-record"));
        assert_eq!(scored(&record, "reach"), [json!(1), json!(1), json!(channels - 1)], "{record}");
        assert_eq!(record["forecasts"][0]["subject"], *channel);
        assert_eq!(server.delete(&path).status, 204);
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "reach"), [json!(0), json!(0), json!(channels)]);
        let entries = server.get("/v1/audit").json();
        let made = |action: &str| {
            entries["items"].as_array().expect("items").iter().filter(|entry| entry["action"] == action).count()
        };
        assert_eq!([made("put_outcome"), made("delete_outcome"), made("create_recommendation")], [1, 1, 1]);
        assert_eq!(server.delete(&format!("/v1/recommendations/{id}")).status, 204);
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "plan"), [json!(0), json!(0), json!(0)]);
    });
}

fn what_an_effect_expects_is_scored_by_the_next_of_the_account(database: Database) {
    on(database, |server| {
        let whole = quiz();
        let until = |days: usize, more: Value| {
            let rows = whole["series"].as_array().expect("rows")[..days].to_vec();
            let body = with(json!({"series": rows, "retain": true, "account": "@housing"}), more);
            ok(&server.post("/v1/effects", "application/json", body.to_string()))
        };
        let first = until(63, json!({"plan": {}}));
        assert_eq!(scored(&ok(&server.get("/v1/track-record")), "effect"), [json!(0), json!(0), json!(1)]);
        std::thread::sleep(std::time::Duration::from_millis(5));
        until(84, json!({"events": whole["events"]}));
        let record = ok(&server.get("/v1/track-record"));
        // The quiz begins a week later: of 3, 7, 14, ... days the seven before it can be told.
        assert_eq!(scored(&record, "effect"), [json!(1), json!(1), json!(0)], "{record}");
        let expected = &first["plan"]["metrics"][0]["windows"][1]["expected"];
        let score = &record["forecasts"][0];
        assert_eq!(
            (&score["forecast"]["lower"], &score["forecast"]["upper"]),
            (&expected["lower"], &expected["upper"])
        );
        assert_eq!((&score["subject"], &score["scored"]), (&json!("@housing, replies"), &json!("2026-03-15")));
        let page = server.get(&format!("/v1/effects/{}/report", first["id"].as_str().expect("an id"))).text;
        assert!(page.contains("1 of 1 forecasts of counts without an event held"), "{page}");
    });
}
