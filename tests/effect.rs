//! Effects of events: over HTTP and on the command line, and its way into the plan.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{TestServer, file};

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    let run = command.args(args).current_dir(file("")).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code(), text(&run.stdout), text(&run.stderr))
}

const ACCOUNT: &str = "tests/data/effect/account.csv";
const EVENTS: &str = "@tests/data/effect/events.json";

/// The example as the body of a request.
fn example() -> Value {
    let mut reader = csv::Reader::from_path(file(ACCOUNT)).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let cell = |(name, cell): (&str, &str)| (name.to_owned(), cell.parse().map_or(json!(cell), |n: u64| json!(n)));
        Value::Object(cells.map(cell).collect())
    };
    let series: Vec<Value> = reader.records().map(|record| row(record.expect("a row"))).collect();
    let events = fs::read_to_string(file(&EVENTS[1..])).expect("the events");
    json!({"series": series, "events": serde_json::from_str::<Value>(&events).expect("JSON")})
}

fn metric<'a>(event: &'a Value, name: &str) -> &'a Value {
    event["metrics"].as_array().expect("metrics").iter().find(|m| m["metric"] == name).expect("the metric")
}

#[test]
fn the_service_and_the_command_line_give_one_answer_that_holds_what_was_put_in() {
    let server = TestServer::start();
    let answer = server.post("/v1/effects", "application/json", example().to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let (code, printed, error) = run(&["effect", ACCOUNT, "--event", EVENTS, "--format", "json"]);
    assert_eq!(code, Some(0), "{error}");
    let printed: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(printed, answer.json());
    let [steady, quiz] = &printed["events"].as_array().expect("events")[..] else { panic!("two events") };
    let holds = |estimate: &Value, truth: f64| {
        let (lower, upper) = (estimate["lower"].as_f64().expect("lower"), estimate["upper"].as_f64().expect("upper"));
        assert!(lower <= truth && truth <= upper, "{truth} in {estimate}");
    };
    for (name, lift) in [("likes", 0.4), ("replies", 1.2), ("reposts", 0.3), ("clicks", 0.2)] {
        holds(&metric(quiz, name)["during"]["relative"], lift);
        holds(&metric(steady, name)["change"]["level"], 0.25);
    }
    assert!(metric(quiz, "replies")["during"]["effect"]["lower"].as_f64() > Some(0.0));
    assert!(metric(quiz, "replies")["placebo"]["windows"].as_u64() >= Some(8));
    assert_eq!(metric(quiz, "likes")["forecast"].as_array().map(Vec::len), Some(28));
    assert_eq!(quiz["after_to"], "2026-03-08");
    assert!(steady["after_from"].is_null() && steady["outcome"].is_null());
}

#[test]
fn every_fault_is_named_by_row_and_field() {
    let server = TestServer::start();
    let bad = json!({
        "series": [{"date": "2026-01-01", "likes": 3}, {"date": "2026-13-01", "likes": -1}, {"likes": 2.5, "shares": 1}, 7],
        "events": [
            {"name": "", "from": "2026-02-01", "to": "2026-01-01", "hours": -1, "kind": "party"},
            {"name": "quiz", "from": "soon", "kind": "quiz", "channel": "pigeon", "delivered": 5,
             "money": {"amount": 3, "currency": "dollar"}}
        ],
        "metrics": ["smiles"], "level": 0.2, "colour": "red"
    });
    let answer = server.post("/v1/effects", "application/json", bad.to_string());
    assert_eq!((answer.status, &*answer.media_type), (422, "application/problem+json"));
    let problem = answer.json();
    let errors = problem["errors"].as_array().expect("errors");
    let mut pointers: Vec<&str> = errors.iter().filter_map(|e| e["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/colour",
            "/events/0/hours",
            "/events/0/kind",
            "/events/0/name",
            "/events/0/to",
            "/events/1/channel",
            "/events/1/from",
            "/events/1/money/currency",
            "/events/1/responded",
            "/events/1/to",
            "/level",
            "/metrics/0",
            "/series/1/date",
            "/series/1/likes",
            "/series/2/date",
            "/series/2/likes",
            "/series/2/shares",
            "/series/3",
        ],
        "{}",
        answer.text
    );
    for (body, pointer) in [
        (json!({}), "/series"),
        (json!({"series": [{"date": "2026-01-01"}], "events": [{"name": "e", "from": "2026-01-01"}]}), "/series"),
        (
            json!({"series": [{"date": "2026-01-01", "likes": 1}, {"date": "2026-01-01", "likes": 2}],
                   "events": [{"name": "e", "from": "2026-01-01"}, {"name": "e", "from": "2026-01-01"}]}),
            "/series/1/date",
        ),
    ] {
        let answer = server.post("/v1/effects", "application/json", body.to_string());
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert!(answer.json()["errors"].to_string().contains(&format!("\"{pointer}\"")), "{}", answer.text);
    }
}

#[test]
fn too_little_history_is_a_normal_answer() {
    let server = TestServer::start();
    let rows: Vec<Value> = (1..29).map(|d| json!({"date": format!("2026-02-{d:02}"), "likes": 10 + d % 3})).collect();
    let body = json!({"series": rows, "events": [{"name": "quiz", "from": "2026-02-10", "to": "2026-02-14"}]});
    let answer = server.post("/v1/effects", "application/json", body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let finding = &answer.json()["events"][0]["metrics"][0];
    assert_eq!(finding["status"], "not_enough_history");
    assert_eq!(finding["history"], json!({"periods": 9, "needed": 21}));
    assert!(finding["summary"].as_str().is_some_and(|w| w.contains("need at least 21 days")), "{finding}");
    assert!(finding["during"].is_null());
}

#[test]
fn the_effect_of_an_event_goes_into_the_next_recommendation() {
    let folder = tempfile::tempdir().expect("a folder");
    let outcomes = folder.path().join("outcomes.ndjson");
    let path = outcomes.to_str().expect("UTF-8");
    let (code, _, error) = run(&["effect", ACCOUNT, "--event", EVENTS, "--outcomes-to", path]);
    assert_eq!(code, Some(0), "{error}");
    let written: Value = serde_json::from_str(&fs::read_to_string(path).expect("written")).expect("one line");
    assert!(written["delivered"].is_null() && written["responded"].is_null(), "nobody counted them: {written}");
    assert_eq!((&written["channel"], &written["at"]), (&json!("facebook"), &json!("2026-02-22")));
    let ask = ["recommend", "--target", "under-middle-class-late-20s-to-40s", "--country", "US", "--year", "2024"];
    let ask = |more: &[&str]| run(&[&ask[..], &["--as-of", "2026-04-01"], more].concat());
    let (code, reported, error) = ask(&["--outcomes", path]);
    assert_eq!(code, Some(0), "{error}");
    let words = reported.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("Facebook: housing quiz (to 22 February 2026) took 30 hours and 1,200 USD and added"),
        "{reported}"
    );
    let (_, with, _) = ask(&["--outcomes", path, "--format", "json"]);
    let (_, without, _) = ask(&["--format", "json"]);
    let parsed = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let (mut with, without) = (parsed(&with), parsed(&without));
    assert_eq!(with["events"][0]["event"], written["event"]);
    with["events"] = json!([]);
    assert_eq!(with, without, "engagements are no people: the reach stays");

    let server = TestServer::start();
    let kept = server.post("/v1/outcomes", "application/json", json!({"outcomes": [written]}).to_string());
    assert_eq!(kept.status, 201, "{}", kept.text);
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "US", "year": 2024});
    let answer = server.create_recommendation(&json!({"target": target, "as_of": "2026-04-01"})).json();
    assert_eq!(answer["events"][0]["event"], written["event"]);
    let mut halved = written.clone();
    halved["delivered"] = json!(5);
    halved["event"]["effects"][0]["upper"] = json!(-1e6);
    let refused = server.post("/v1/outcomes", "application/json", json!({"outcomes": [halved]}).to_string());
    assert_eq!(refused.status, 422);
    for part in ["/outcomes/0/responded", "/outcomes/0/event/effects/0"] {
        assert!(refused.text.contains(part), "{part} in {}", refused.text);
    }
}

#[test]
fn the_command_line_reads_tables_and_documents_and_names_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let bad = written("bad.csv", "date,likes,smiles\n2026-01-01,5,\n2026-01-02,many,1\n");
    let (code, _, error) = run(&["effect", &bad, "--level", "2", "--event", "quiz:2026-01-02:2026-01-01"]);
    assert_eq!(code, Some(2));
    for part in ["bad.csv, line 3, likes: received \"many\"", "--level", "/events/0/to"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let (code, _, error) = run(&["effect", ACCOUNT]);
    assert_eq!(code, Some(2));
    assert!(error.contains("--event: give at least one event"), "{error}");
    let body = example();
    let document = written("body.json", &body.to_string());
    let (_, whole, _) = run(&["effect", &document, "--format", "markdown"]);
    let (_, table, _) = run(&["effect", ACCOUNT, "--event", EVENTS, "--format", "markdown"]);
    assert_eq!(whole, table);
    assert!(whole.contains("## Housing quiz") && whole.contains("| Replies |") && whole.contains("```text"), "{whole}");
    let (code, more, error) =
        run(&["effect", &document, "--event", "letter:2026-03-20", "--level", "0.5", "--format", "json"]);
    assert_eq!(code, Some(0), "{error}");
    let more: Value = serde_json::from_str(&more).expect("JSON");
    assert_eq!((more["events"].as_array().map(Vec::len), &more["level"]), (Some(3), &json!(0.5)));
    let (_, page, _) = run(&["effect", ACCOUNT, "--event", EVENTS, "--format", "html"]);
    assert_eq!(page.matches("<figure class=\"course\"").count(), 12, "one drawing for each metric and event");
    assert!(!page.contains("<script") && page.contains("<polygon"));
}

#[test]
fn controls_holidays_months_and_a_plan_are_asked_for_alike_on_both_doors() {
    let folder = tempfile::tempdir().expect("a folder");
    // Searches move as the likes do; the event adds 20 likes a day.
    let wave = |t: usize| [60, 140, 80, 130, 90, 160, 50, 110, 70, 150, 100][(t * t + 3 * t) % 11];
    let day = |t: usize| {
        let first = time::macros::date!(2026 - 01 - 05);
        (first + time::Duration::days(t as i64)).to_string()
    };
    let likes = |t: usize| wave(t) / 2 + 20 + (t * 7919 + 13) % 7 + if t >= 90 { 20 } else { 0 };
    let table: String = (0..97).map(|t| format!("{},{},{}\n", day(t), likes(t), 10 * wave(t))).collect();
    let path = folder.path().join("counts.csv");
    fs::write(&path, format!("date,likes,Searches\n{table}")).expect("written");
    let event = format!("quiz:{}:{}", day(90), day(96));
    let ask = ["--control", "searches", "--country", "KR", "--plan", "--lift", "0.3", "--event", &event];
    let path = path.to_str().expect("UTF-8");
    let (code, printed, error) = run(&[&["effect", path, "--format", "json"], &ask[..]].concat());
    assert_eq!(code, Some(0), "{error}");
    let printed: Value = serde_json::from_str(&printed).expect("JSON");
    let row = |t: usize| json!({"date": day(t), "likes": likes(t), "controls": {"Searches": 10 * wave(t)}});
    let body = json!({
        "series": (0..97).map(row).collect::<Vec<_>>(), "country": "KR", "plan": {"lift": 0.3},
        "events": [{"name": "quiz", "from": day(90), "to": day(96)}]
    });
    let server = TestServer::start();
    let answer = server.post("/v1/effects", "application/json", body.to_string());
    assert_eq!((answer.status, &answer.json()), (200, &printed), "{}", answer.text);
    let finding = &printed["events"][0]["metrics"][0];
    assert!(finding["controls"][0]["probability"].as_f64() > Some(0.9), "{finding}");
    assert!(finding["controls_narrowed"].as_f64() > Some(0.3), "{finding}");
    let summary = finding["summary"].as_str().expect("a text");
    assert!(summary.contains("They narrow the interval of what was expected by"), "{summary}");
    let plan = &printed["plan"];
    assert_eq!((&plan["lift"], &plan["power"]), (&json!(0.3), &json!(0.8)));
    assert_eq!(plan["metrics"][0]["windows"].as_array().map(Vec::len), Some(6), "{plan}");
    assert_eq!(printed["country"], "KR");
    assert!(!printed["warnings"].to_string().contains("holidays_unknown"), "{}", printed["warnings"]);
    // A plan needs no event; months are told from the dates.
    let months: String =
        (0..24).map(|m| format!("{}-{:02},{}\n", 2024 + m / 12, m % 12 + 1, 900 + (m * 37) % 50)).collect();
    let path = folder.path().join("months.csv");
    fs::write(&path, format!("month,likes\n{months}")).expect("written");
    let (code, reported, error) = run(&["effect", path.to_str().expect("UTF-8"), "--plan"]);
    assert_eq!(code, Some(0), "{error}");
    let words = reported.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["24 months from 1 January 2024 to 31 December 2025: likes", "A next event", "over 12 months"] {
        assert!(words.contains(part), "{part} in {reported}");
    }
    let wrong = json!({"series": body["series"], "country": "korea", "plan": {"lift": 20}, "events": []});
    let answer = server.post("/v1/effects", "application/json", wrong.to_string());
    assert_eq!(answer.status, 422);
    for pointer in ["\"/country\"", "\"/plan/lift\""] {
        assert!(answer.text.contains(pointer), "{}", answer.text);
    }
}
