//! Tables, spreadsheets and reports of stored people have no figure that the JSON has not: what is withheld there, and what
//! noise hides, is so in every format.

use std::collections::BTreeSet;
use std::io::Cursor;

use arrow_array::{Array, Float64Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use audience_fit::store::Scope;
use bytes::Bytes;
use calamine::{DataType, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use crate::support::access::{Key, guarded, key, key_of};
use crate::support::{Answer, TestServer};

/// Figures in whole millionths, which all formats have.
fn rounded(number: f64) -> i64 {
    (number * 1e6).round() as i64
}

fn numbers(json: &Value, into: &mut BTreeSet<i64>) {
    match json {
        Value::Number(number) => {
            into.extend(number.as_f64().map(rounded));
        }
        Value::Array(all) => all.iter().for_each(|value| numbers(value, into)),
        Value::Object(all) => all.values().for_each(|value| numbers(value, into)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// All figures of a table.
fn figures(table: &RecordBatch) -> Vec<f64> {
    let columns = ["value", "lower", "upper", "level", "n"].map(|name| {
        let column = table.column_by_name(name).and_then(|column| column.as_any().downcast_ref::<Float64Array>());
        column.unwrap_or_else(|| panic!("{name}")).iter().flatten().collect::<Vec<f64>>()
    });
    columns.concat()
}

/// 300 followers of whom `few` are the only ones aged 61, `few` have no age, and three segments; with labels for some.
fn followers(few: usize) -> String {
    let row = |i: usize| {
        let age = match i {
            _ if i < few => json!(61),
            _ if i < 2 * few => Value::Null,
            _ => json!(20 + i % 40),
        };
        let region = ["KR-11", "KR-26"][i % 2];
        json!({"id": format!("f{i}"), "age": age, "region": region,
               "account": {"followers": 10 + i % 400, "posts": i % 90},
               "followed_at": format!("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28)})
    };
    (0..300).map(row).map(|row| format!("{row}\n")).collect()
}

fn upload(server: &TestServer, key: &Key, rows: &str) -> String {
    let answer = server.ask_as(key, "POST", "/v1/audiences?as_of=2026-11-01&account=a", "application/x-ndjson", rows);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn bearer(key: &Key) -> String {
    format!("Bearer {}", key.text)
}

/// The figures of an answer in each of its formats.
fn in_each_format(server: &TestServer, key: &Key, path: &str) -> Vec<(&'static str, Vec<f64>)> {
    let bearer = bearer(key);
    let bytes = |path: &str, accept: &str| {
        let (status, _, bytes) = server.bytes(path, &[("authorization", &bearer), ("accept", accept)]);
        assert_eq!(status, 200, "{path} as {accept}");
        bytes
    };
    let arrow = bytes(path, "application/vnd.apache.arrow.stream");
    let arrow = StreamReader::try_new(&arrow[..], None).expect("a stream").next().expect("a batch").expect("a table");
    let parquet = Bytes::from(bytes(path, "application/vnd.apache.parquet"));
    let parquet = ParquetRecordBatchReaderBuilder::try_new(parquet).expect("Parquet").with_batch_size(100_000);
    let parquet = parquet.build().expect("a reader").next().expect("a batch").expect("a table");
    let book = bytes(&format!("{path}/report?format=xlsx"), "*/*");
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let cells = book.worksheets().into_iter().filter(|(name, _)| name != "Notes");
    let cells =
        cells.flat_map(|(_, sheet)| sheet.cells().filter_map(|(_, _, cell)| cell.get_float()).collect::<Vec<_>>());
    vec![("arrow", figures(&arrow)), ("parquet", figures(&parquet)), ("xlsx", cells.collect())]
}

fn analysis(server: &TestServer, key: &Key, audience: &str, target: &Value) -> (String, Answer) {
    let body = json!({"audience_id": audience, "target": target, "min_share": 0.1,
                      "constraints": {"hours_per_week": 20, "task": "eligibility"}});
    let answer = server.ask(key, "POST", "/v1/analyses", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    (answer.header("location").to_owned(), answer)
}

#[test]
fn every_format_has_the_figures_of_the_json_and_no_others() {
    let server = guarded();
    let write = key(&server, "housing", Scope::Write);
    let exact = key_of(&server, "housing", &[Scope::Write, Scope::Exact]);
    for (few, target) in [
        (4, json!({"age": {"min": 27, "max": 49}, "country": "KR"})),
        (4, json!({"age": {"min": 61, "max": 61}, "country": "KR"})),
        (40, json!({"age": {"min": 61, "max": 61}, "region": ["KR-11"], "country": "KR"})),
    ] {
        let audience = upload(&server, &write, &followers(few));
        let (path, answer) = analysis(&server, &write, &audience, &target);
        assert!(answer.text.contains("\"code\":\"noise\""), "{}", answer.text);
        let mut known = BTreeSet::new();
        numbers(&answer.json(), &mut known);
        for (format, figures) in in_each_format(&server, &write, &path) {
            assert!(figures.len() > 20, "{format}: {} figures", figures.len());
            let others: Vec<f64> = figures
                .into_iter()
                // Spreadsheets have percentages, as fractions of one, and counts of lines.
                .filter(|number| !known.contains(&rounded(*number)))
                .collect();
            assert!(others.is_empty(), "{format} of {target} with {few}: {others:?} are not in the JSON");
        }
    }
    // The comparison can fail: exact figures are others.
    let audience = upload(&server, &write, &followers(4));
    let target = json!({"age": {"min": 27, "max": 49}, "country": "KR"});
    let (_, noisy) = analysis(&server, &write, &audience, &target);
    let (path, _) = analysis(&server, &exact, &audience, &target);
    let mut known = BTreeSet::new();
    numbers(&noisy.json(), &mut known);
    for (format, figures) in in_each_format(&server, &exact, &path) {
        assert!(figures.iter().any(|number| !known.contains(&rounded(*number))), "{format}");
    }
}

#[test]
fn answers_of_another_agency_are_found_in_no_format() {
    let server = guarded();
    let [one, other] = ["housing", "labour"].map(|agency| key(&server, agency, Scope::Write));
    let audience = upload(&server, &one, &followers(40));
    let (path, _) = analysis(&server, &one, &audience, &json!({"age": {"min": 27, "max": 49}, "country": "KR"}));
    let missing = path.replace("an_", "an_0");
    for accept in ["application/vnd.apache.arrow.stream", "application/vnd.apache.parquet", "application/json", "*/*"] {
        for rest in ["", "/report", "/report?format=xlsx", "/report?format=markdown"] {
            let bearer = bearer(&other);
            let of = |path: &str| {
                let (status, media_type, body) =
                    server.bytes(&format!("{path}{rest}"), &[("authorization", &bearer), ("accept", accept)]);
                (status, media_type, String::from_utf8_lossy(&body).replace(path, "").len())
            };
            let found = of(&path);
            assert!([404, 406].contains(&found.0), "{accept} {rest}: {found:?}");
            assert_eq!(found, of(&missing), "{accept} {rest}");
        }
    }
}
