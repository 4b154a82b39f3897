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
