//! Answers as tables of figures: Arrow and Parquet, with the columns that are promised.

use std::process::{Command, Stdio};

use arrow_array::{Array, Float64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::support::{TestServer, adult, file};

const COLUMNS: [&str; 10] = ["section", "item", "figure", "value", "lower", "upper", "level", "n", "method", "text"];
const ARROW: &str = "application/vnd.apache.arrow.stream";
const PARQUET: &str = "application/vnd.apache.parquet";

fn text(table: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let column = table.column_by_name(column)?.as_any().downcast_ref::<StringArray>()?;
    (!column.is_null(row)).then(|| column.value(row).to_owned())
}

fn number(table: &RecordBatch, column: &str, row: usize) -> Option<f64> {
    let column = table.column_by_name(column)?.as_any().downcast_ref::<Float64Array>()?;
    (!column.is_null(row)).then(|| column.value(row))
}

/// The one row of a figure.
fn row(table: &RecordBatch, section: &str, item: Option<&str>, figure: &str) -> usize {
    let is_it = |row: &usize| {
        text(table, "section", *row).as_deref() == Some(section)
            && text(table, "item", *row).as_deref() == item
            && text(table, "figure", *row).as_deref() == Some(figure)
    };
    let found: Vec<usize> = (0..table.num_rows()).filter(is_it).collect();
    assert_eq!(found.len(), 1, "{section} {item:?} {figure}: {found:?}");
    found[0]
}

fn of_stream(bytes: &[u8]) -> RecordBatch {
    let mut reader = StreamReader::try_new(bytes, None).expect("an Arrow stream");
    reader.next().expect("a batch").expect("a table")
}

fn of_file(bytes: Vec<u8>) -> RecordBatch {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).expect("Parquet").with_batch_size(100_000);
    reader.build().expect("a reader").next().expect("a batch").expect("a table")
}

/// The table says what the JSON says, in the columns that are promised.
fn hold(table: &RecordBatch, json: &Value) {
    let schema = table.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, COLUMNS);
    let share = row(table, "fit", None, "share");
    for (column, name) in [("value", "value"), ("lower", "lower"), ("upper", "upper"), ("level", "level"), ("n", "n")] {
        assert_eq!(number(table, column, share), json["fit"]["share"][name].as_f64(), "{name}");
    }
    assert_eq!(text(table, "method", share).as_deref(), json["fit"]["share"]["method"].as_str());
    for segment in json["segments"].as_array().expect("segments") {
        let count = row(table, "segments", segment["id"].as_str(), "count");
        assert_eq!(number(table, "value", count), segment["count"].as_f64());
    }
    let names: std::collections::HashSet<_> =
        (0..table.num_rows()).map(|row| ["section", "item", "figure"].map(|column| text(table, column, row))).collect();
    assert_eq!(names.len(), table.num_rows(), "no two rows have one name");
}

#[test]
fn the_service_answers_with_tables() {
    let server = TestServer::start();
    let (profiles, panel, target) = adult();
    let body = serde_json::json!({"profiles": profiles, "panel": panel, "target": target}).to_string();
    let post = |accept: &str| {
        let request = ureq::post(server.url("/v1/analyses")).header("content-type", "application/json");
        let mut response = request.header("accept", accept).send(&body).expect("an answer");
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (media_type, location) = (header("content-type"), header("location").expect("a location"));
        (media_type, location, response.body_mut().with_config().limit(1 << 26).read_to_vec().expect("a body"))
    };
    let (_, location, json) = post("application/json");
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    let (media_type, other, stream) = post(ARROW);
    assert_eq!((media_type.as_deref(), &other), (Some(ARROW), &location));
    let table = of_stream(&stream);
    hold(&table, &json);
    let metadata = table.schema().metadata().clone();
    assert_eq!(metadata.get("audience_fit.figures").map(String::as_str), Some("1"));
    assert_eq!(metadata.get("audience_fit.id").map(String::as_str), json["id"].as_str());
    hold(&of_file(post(PARQUET).2), &json);
    let get = |accept: &str| {
        let mut response = ureq::get(server.url(&location)).header("accept", accept).call().expect("an answer");
        assert_eq!(response.headers().get("vary").map(|v| v.as_bytes()), Some(&b"accept"[..]));
        response.body_mut().read_to_vec().expect("a body")
    };
    hold(&of_stream(&get(ARROW)), &json);
    hold(&of_file(get(PARQUET)), &json);
}

#[test]
fn the_commands_print_tables() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        command.args(arguments).current_dir(file("")).stdin(Stdio::null()).output().expect("the binary runs")
    };
    let analyze = |format| {
        let of = ["analyze", "tests/data/uci-adult/audience.csv", "--panel", "tests/data/uci-adult/panel.csv"];
        run(&[&of[..], &["--target", "@tests/data/uci-adult/target.json", "--format", format]].concat()).stdout
    };
    let json: Value = serde_json::from_slice(&analyze("json")).expect("JSON");
    hold(&of_stream(&analyze("arrow")), &json);
    hold(&of_file(analyze("parquet")), &json);
    let recommend = |format| {
        run(&["recommend", "--target", "under-middle-class-late-20s-to-40s", "--country", "KR", "--format", format])
    };
    let json: Value = serde_json::from_slice(&recommend("json").stdout).expect("JSON");
    let table = of_file(recommend("parquet").stdout);
    for channel in json["channels"].as_array().expect("channels") {
        let reach = row(&table, "channels", channel["channel"].as_str(), "reach");
        assert_eq!(number(&table, "value", reach), channel["reach"]["value"].as_f64());
    }
}
