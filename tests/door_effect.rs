//! Series of engagement as people have them, and answers that can be true.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::file;

fn effect(path: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(["effect", path]).args(more).current_dir(file("")).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first finding on a file, as JSON, with its event.
fn judged(path: &str, event: &str) -> (Value, Value) {
    let output = effect(path, &["--event", event, "--format", "json"]);
    assert!(output.status.success(), "{path}: {}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (answer["events"][0]["metrics"][0].clone(), answer)
}

fn figures(estimate: &Value) -> [f64; 3] {
    ["value", "lower", "upper"].map(|name| estimate[name].as_f64().expect("a number"))
}

#[test]
fn an_event_that_is_not_over_is_said_first() {
    let path = "tests/data/door/momentum-event-cut/desc.csv";
    let (finding, answer) = judged(path, "e:2024-03-30:2024-04-30");
    assert_eq!(answer["events"][0]["unfinished"], serde_json::json!({"seen": 1, "periods": 32}));
    assert_eq!(answer["warnings"][0]["code"], "event_not_over");
    let summary = finding["summary"].as_str().expect("a text");
    assert!(summary.starts_with("The event is not over: 1 of 32 days seen."), "{summary}");
    let page = text(&effect(path, &["--event", "e:2024-03-30:2024-04-30"]).stdout);
    let (lead, figure) = (page.find("The event is not over: 1 of 32 days seen."), page.find("+50 %"));
    assert!(lead.is_some() && lead < figure, "{page}");
    // What an hour brought is known once the event is over.
    let event =
        r#"{"name": "e", "kind": "quiz", "from": "2024-03-30", "to": "2024-04-30", "hours": 5, "channel": "facebook"}"#;
    let (finding, answer) = judged(path, event);
    assert!(finding["per_hour"].is_null() && answer["events"][0]["outcome"].is_null(), "{finding}");
    let (_, over) = judged(path, "e:2024-03-20:2024-03-30");
    assert!(over["events"][0]["unfinished"].is_null() && !over["warnings"].to_string().contains("event_not_over"));
}

#[test]
fn no_more_is_added_than_counted_and_no_more_lost_than_expected() {
    let (zeros, _) = judged("tests/data/door/momentum-impossible-figures/zeros.csv", "e:2024-03-01:2024-03-10");
    assert_eq!(figures(&zeros["during"]["effect"]), [0.0, -1.0, 0.0], "{zeros}");
    assert!(zeros["during"]["probability_above_zero"].as_f64().expect("a number") <= 0.5);
    let (stopped, _) = judged("tests/data/door/momentum-impossible-figures/zeros_post.csv", "e:2024-03-01:2024-03-10");
    let expected = figures(&stopped["during"]["expected"]);
    assert_eq!(figures(&stopped["during"]["relative"]), [-1.0, -1.0, -1.0], "{stopped}");
    let added = figures(&stopped["during"]["effect"]);
    assert_eq!(added, [-expected[0], -expected[2], -expected[1]]);
    assert!(stopped["summary"].as_str().expect("a text").contains("or -100 %;"), "{stopped}");
}

const EVENT: &str = "e:2024-03-01:2024-03-10";
const CAPS: &str = "tests/data/door/momentum-csv-dialect/caps.csv";

#[test]
fn a_series_gives_the_same_figures_however_it_is_written() {
    let (expected, _) = judged(CAPS, EVENT);
    assert_eq!(judged("tests/data/door/momentum-csv-dialect/floats.csv", EVENT).0, expected);
    let plain = std::fs::read_to_string(file(CAPS)).expect("a fixture");
    let rows: Vec<(&str, &str)> = plain.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let table = |header: &str, row: &dyn Fn(&str, &str) -> String| -> String {
        rows.iter().fold(format!("{header}\n"), |text, (date, count)| text + &row(date, count) + "\n")
    };
    let korean = table("날짜;좋아요", &|date, count| format!("{};{count}", date.replace('-', ".")));
    let korean_bytes = encoding_rs::EUC_KR.encode(&korean).0.into_owned();
    let utf_16: Vec<u8> = format!("\u{FEFF}{korean}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let day_first = table("day\tLIKES", &|date, count| {
        let parts: Vec<&str> = date.split('-').collect();
        format!("{}/{}/{}\t{count}.0", parts[2], parts[1], parts[0])
    });
    let titled =
        format!("Category: All categories\n\n{}", table("Day,Likes: (Worldwide)", &|date, n| format!("{date},{n}")));
    let document = serde_json::json!({
        "series": rows.iter().map(|(date, n)| serde_json::json!({"date": date, "likes": n.parse::<f64>().expect("a number")})).collect::<Vec<_>>(),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let others: [(&str, Vec<u8>); 6] = [
        ("korean.csv", korean.into_bytes()),
        ("cp949.csv", korean_bytes),
        ("utf_16.csv", utf_16),
        ("day_first.tsv", day_first.into_bytes()),
        ("titled.csv", titled.into_bytes()),
        ("document.json", document.to_string().into_bytes()),
    ];
    for (name, bytes) in others {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(judged(path.to_str().expect("UTF-8"), EVENT).0, expected, "{name}");
    }
}

#[test]
fn a_table_of_another_kind_is_one_fault() {
    let output = effect("tests/data/door/momentum-csv-dialect/trends.csv", &["--event", EVENT]);
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert_eq!(error.matches("trends.csv, line").count(), 1, "{error}");
    assert!(error.contains("no column of counts is named in the header"), "{error}");
    assert!(error.contains("not recognised: topic: (Worldwide)"), "{error}");
}
