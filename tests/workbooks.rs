//! The tables of an analysis as a spreadsheet: a reader gets the very figures of the JSON.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::TestServer;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An analysis with segments, channels and a plan, and its id.
fn analysis(server: &TestServer) -> Value {
    let profile = |i: usize| {
        let (age, region) = (20 + i % 50, ["KR-11", "KR-26"][i % 2]);
        json!({"age": if i.is_multiple_of(3) { Value::Null } else { age.into() }, "region": region,
               "account": {"followers": 10 + i % 400, "posts": i % 90}, "followed_at": format!("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28)})
    };
    let body = json!({
        "profiles": (0..300).map(profile).collect::<Vec<_>>(),
        "target": {"age": {"min": 27, "max": 49}, "country": "KR"}, "min_share": 0.3,
        "constraints": {"hours_per_week": 20, "task": "eligibility", "curve": true,
                        "channels": [{"channel": "facebook", "own_reach": {"number": 18000, "unit": "followers"}}]}
    });
    let answer = server.post("/v1/analyses", "application/json", body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn sheets(bytes: Vec<u8>) -> Vec<(String, Range<Data>)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    book.worksheets()
}

/// The column with this head, as numbers; empty cells are null.
fn column(sheet: &Range<Data>, head: &str) -> Vec<Value> {
    let place = sheet.rows().next().and_then(|row| row.iter().position(|cell| *cell == *head));
    let place = place.unwrap_or_else(|| panic!("{head}: {:?}", sheet.rows().next()));
    let value = |cell: &Data| match cell.is_empty() {
        true => Value::Null,
        false => json!(cell.get_float().unwrap_or_else(|| panic!("{head}: a figure is a number, not {cell:?}"))),
    };
    sheet.rows().skip(1).map(|row| value(&row[place])).collect()
}

/// What the answer has at a place of each row.
fn figures(answer: &Value, rows: &str, at: &str) -> Vec<Value> {
    let rows = answer.pointer(rows).and_then(Value::as_array).expect("rows");
    rows.iter().map(|row| row.pointer(at).and_then(Value::as_f64).map_or(Value::Null, |number| json!(number))).collect()
}

#[test]
fn a_reader_gets_the_figures_of_the_json() {
    let server = TestServer::start();
    let answer = analysis(&server);
    let path = format!("/v1/analyses/{}/report", answer["id"].as_str().expect("an id"));
    let got = server.bytes(&format!("{path}?format=xlsx"), &[]);
    assert_eq!((got.0, got.1.as_str()), (200, XLSX));
    assert_eq!(server.bytes(&path, &[("accept", XLSX)]), got, "by its media type, and the same bytes again");
    let sheets = sheets(got.2);
    let sheet =
        |name: &str| &sheets.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name}: {sheets:?}")).1;
    let mut compared = 0;
    for (name, rows, columns) in [
        (
            "Segments",
            "/segments",
            &[("Followers (people)", "/count"), ("In the target (%), lower end", "/fit/lower")][..],
        ),
        (
            "Channels",
            "/channels",
            &[
                ("Reach of the target (%)", "/reach/value"),
                ("Reach of the target (%), upper end", "/reach/upper"),
                ("Reach of all adults (%)", "/reach_everyone/value"),
                ("Compared with all adults (times)", "/lift/value"),
                ("Chance of being the best (%)", "/p_best"),
            ][..],
        ),
        (
            "Plan",
            "/plan/allocations",
            &[("Hours a week", "/hours"), ("Target reached (people), lower end", "/people/lower")][..],
        ),
        (
            "Reach by hours or money",
            "/plan/curves/0/points",
            &[("Hours a week", "/hours"), ("Target reached (people)", "/people/value")][..],
        ),
        ("If the others differ", "/fit/sensitivity", &[("Lower end", "/lower"), ("Upper end", "/upper")][..]),
    ] {
        for (head, at) in columns {
            let (read, own) = (column(sheet(name), head), figures(&answer, rows, at));
            assert_eq!(read, own, "{name}: {head}");
            compared += own.iter().filter(|value| !value.is_null()).count();
        }
    }
    assert!(compared > 60, "{compared} figures");
    // The summary has the share with both ends.
    let summary = sheet("Summary");
    let row = summary.rows().find(|row| row[0] == *"In the target (%)").expect("the share");
    for (cell, at) in row[1..4].iter().zip(["value", "lower", "upper"]) {
        assert_eq!(json!(cell.get_float()), answer["fit"]["share"][at]);
    }
    let notes: Vec<String> = sheet("Notes").rows().map(|row| row[1].to_string()).collect();
    for warning in answer["warnings"].as_array().expect("warnings") {
        assert!(notes.iter().any(|note| *note == warning["detail"]), "{warning}");
    }
    // Another language has the same figures under its own heads.
    let korean = self::sheets(server.bytes(&format!("{path}?format=xlsx"), &[("accept-language", "ko")]).2);
    let (_, channels) = korean.iter().find(|(name, _)| name == "채널").expect("a sheet");
    assert_eq!(column(channels, "정책 대상 도달률(%)"), figures(&answer, "/channels", "/reach/value"));
}

#[test]
fn what_is_withheld_is_an_empty_cell() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"age": 31}, {"age": 44}, {"age": 70}], "target": {"age": {"min": 27, "max": 49}, "country": "KR"}});
    let answer = server.post("/v1/analyses", "application/json", body.to_string()).json();
    assert_eq!(answer["fit"]["share"], Value::Null, "{}", answer["fit"]);
    let path = format!("/v1/analyses/{}/report?format=xlsx", answer["id"].as_str().expect("an id"));
    let sheets = sheets(server.bytes(&path, &[]).2);
    let (_, summary) = sheets.first().expect("a summary");
    assert!(!summary.rows().any(|row| row[0].to_string().starts_with("In the target")), "{summary:?}");
    let (_, notes) = sheets.last().expect("notes");
    assert!(notes.rows().any(|row| row[1].to_string().contains("fewer than 10")), "{notes:?}");
}

#[test]
fn texts_are_never_formulas() {
    let server = TestServer::start();
    let profile = |i: usize| {
        let (tenure, age) = (["=1+1", "@SUM(A1)"][i % 2], 20 + i % 50);
        json!({"tenure": tenure, "age": age})
    };
    let profiles: Vec<Value> = (0..300).map(profile).collect();
    let body = json!({"profiles": profiles, "target": {"age": {"min": 27}, "country": "KR", "name": "=HYPERLINK(\"http://x\")"}});
    let answer = server.post("/v1/analyses", "application/json", body.to_string()).json();
    let path = format!("/v1/analyses/{}/report?format=xlsx", answer["id"].as_str().expect("an id"));
    let mut book = Xlsx::new(Cursor::new(server.bytes(&path, &[]).2)).expect("a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert_eq!(formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()).count(), 0, "{name}");
    }
}

/// The spreadsheet of a stored answer by its format and by its media type, which are the same bytes.
fn spreadsheet_of(server: &TestServer, location: &str) -> Vec<(String, Range<Data>)> {
    let got = server.bytes(&format!("{location}/report?format=xlsx"), &[]);
    assert_eq!((got.0, got.1.as_str()), (200, XLSX), "{}", String::from_utf8_lossy(&got.2));
    assert_eq!(server.bytes(&format!("{location}/report"), &[("accept", XLSX)]), got);
    assert_eq!(server.bytes(location, &[("accept", XLSX)]), got, "the resource itself has it too");
    sheets(got.2)
}

fn sheet<'s>(sheets: &'s [(String, Range<Data>)], name: &str) -> &'s Range<Data> {
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    &sheets.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name}: {names:?}")).1
}

#[test]
fn a_stored_recommendation_has_its_channels_pairs_and_plan() {
    let server = TestServer::start();
    let body = json!({
        "target": {"age": {"min": 27, "max": 49}, "country": "KR"}, "retain": true,
        "constraints": {"hours_per_week": 20, "task": "eligibility", "curve": true,
                        "channels": [{"channel": "facebook", "own_reach": {"number": 18000, "unit": "followers"}}]}
    });
    let answer = server.create_recommendation(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let (location, answer) = (answer.header("location").to_owned(), answer.json());
    let book = spreadsheet_of(&server, &location);
    for (name, rows, head, at) in [
        ("Channels", "/channels", "Reach of the target (%), lower end", "/reach/lower"),
        ("Channels", "/channels", "Chance of being the best (%)", "/p_best"),
        ("Plan", "/plan/allocations", "Hours a week", "/hours"),
        ("Reach by hours or money", "/plan/curves/0/points", "Target reached (people)", "/people/value"),
    ] {
        let own = figures(&answer, rows, at);
        assert!(own.iter().any(|figure| !figure.is_null()), "{name} {head}: nothing to compare");
        assert_eq!(column(sheet(&book, name), head), own, "{name}: {head}");
    }
    let channels = answer["channels"].as_array().expect("channels");
    let pairs: Vec<Value> = channels
        .iter()
        .flat_map(|channel| {
            channel["pairwise"].as_array().expect("pairs").iter().map(|pair| pair["probability"].clone())
        })
        .map(|probability| json!(probability.as_f64()))
        .collect();
    assert!(pairs.len() > 10, "{pairs:?}");
    assert_eq!(column(sheet(&book, "Channels in pairs"), "Chance of reaching more than it (%)"), pairs);
    let summary = sheet(&book, "Summary");
    let cell = |head: &str| summary.rows().find(|row| row[0] == *head).unwrap_or_else(|| panic!("{head}: {summary:?}"));
    assert_eq!(cell("Target")[1], answer["target"].as_str().expect("a text"));
    assert_eq!(json!(cell("The target among adults (%)")[1].get_float()), answer["target_share_of_adults"]);
    let notes: Vec<String> = sheet(&book, "Notes").rows().map(|row| row[1].to_string()).collect();
    for assumption in answer["assumptions"].as_array().expect("assumptions") {
        assert!(notes.iter().any(|note| note == assumption), "{assumption}: {notes:?}");
    }
}

#[test]
fn a_stored_effect_has_its_findings_and_its_forecast() {
    let server = TestServer::start();
    let row = |day: usize| {
        let date = time::Date::from_ordinal_date(2026, 5).expect("a day") + time::Duration::days(day as i64);
        let event = if (70..77).contains(&day) { 14 } else { 0 };
        let week = [9, 12, 11, 8, 10, 5, 4];
        json!({"date": date.to_string(), "replies": week[day % 7] + (day * 7919) % 5 + event,
               "likes": 40 + (day * 31) % 9, "controls": {"steady": 20 + (day * 17) % 7}})
    };
    let body = json!({
        "series": (0..91).map(row).collect::<Vec<_>>(), "retain": true,
        "plan": {"lift": 0.3},
        "events": [{"name": "=quiz", "kind": "quiz", "from": "2026-03-16", "to": "2026-03-22", "hours": 12},
                   {"name": "steady work", "kind": "always_on", "from": "2026-02-16"}]
    });
    let answer = server.post("/v1/effects", "application/json", body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let (location, answer) = (answer.header("location").to_owned(), answer.json());
    let book = spreadsheet_of(&server, &location);
    let findings: Vec<&Value> = answer["events"]
        .as_array()
        .expect("events")
        .iter()
        .flat_map(|event| event["metrics"].as_array().expect("findings"))
        .collect();
    assert_eq!(findings.len(), 4);
    let at = |place: &str| -> Vec<Value> {
        findings.iter().map(|finding| json!(finding.pointer(place).and_then(Value::as_f64))).collect()
    };
    let effects = sheet(&book, "Effects");
    for (head, place) in [
        ("Counted while it ran", "/during/observed"),
        ("Effect while it ran", "/during/effect/value"),
        ("Effect while it ran, lower end", "/during/effect/lower"),
        ("Effect (% of what was expected), upper end", "/during/relative/upper"),
        ("Effect for each hour of staff", "/per_hour/value"),
    ] {
        let own = at(place);
        assert!(own.iter().any(|figure| !figure.is_null()), "{head}: nothing to compare in {answer}");
        assert_eq!(column(effects, head), own, "{head}");
    }
    let texts = |place: usize| effects.rows().skip(1).map(|row| row[place].to_string()).collect::<Vec<_>>();
    assert_eq!(texts(0), ["=quiz", "=quiz", "steady work", "steady work"]);
    assert_eq!(texts(3), ["likes", "replies", "likes", "replies"]);
    let forecast: Vec<Value> = findings
        .iter()
        .flat_map(|finding| finding["forecast"].as_array().expect("days"))
        .map(|day| json!(day["expected"].as_f64()))
        .collect();
    assert!(forecast.len() > 14, "{}", forecast.len());
    assert_eq!(column(sheet(&book, "Counts and forecast"), "Expected without it"), forecast);
    assert_eq!(column(sheet(&book, "Change of level"), "Change of level").len(), 2, "of what goes on alone");
    assert!(sheet(&book, "Next event").height() > 2);
    let korean = sheets(server.bytes(&format!("{location}/report?format=xlsx"), &[("accept-language", "ko")]).2);
    assert_eq!(column(sheet(&korean, "효과"), "이벤트 중 효과"), at("/during/effect/value"));
}
