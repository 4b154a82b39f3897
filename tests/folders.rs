//! Parquet files of one table, read where they lie: a folder, a pattern, a bucket.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Process, TestServer, file, s3};
use audience_fit::config::Auth;
use audience_fit::store::{Scope, SourceGrant};

const REGIONS: [&str; 3] = ["KR-11", "KR-26", "KR-28"];
const ROWS: usize = 120;
const TARGET: [&str; 4] = ["--target", r#"{"age": {"min": 27, "max": 49}}"#, "--format", "json"];

/// Rows of one region; a third states no age.
fn people(region: usize) -> Vec<(&'static str, ArrayRef)> {
    let rows = || (0..ROWS).map(move |i| region * ROWS + i);
    let ids = StringArray::from_iter_values(rows().map(|i| format!("f{i}")));
    let ages: Float64Array = rows().map(|i| (i % 3 > 0).then_some((18 + i * 7 % 60) as f64)).collect();
    let followers = Int64Array::from_iter_values(rows().map(|i| (i * 37 % 900) as i64));
    vec![("id", Arc::new(ids)), ("age", Arc::new(ages)), ("account.followers", Arc::new(followers))]
}

fn parquet(columns: Vec<(&'static str, ArrayRef)>) -> Vec<u8> {
    let table = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut writer = ArrowWriter::try_new(Vec::new(), table.schema(), None).expect("a writer");
    writer.write(&table).expect("rows");
    writer.into_inner().expect("a file")
}

/// The files of the table by their names, and all rows in one file.
fn table() -> (Vec<(String, Vec<u8>)>, Vec<u8>) {
    let part = |region: usize| (format!("region={}/part-0.parquet", REGIONS[region]), parquet(people(region)));
    let all: Vec<_> = (0..REGIONS.len()).map(people).collect();
    let joined = |column: usize| {
        let arrays: Vec<ArrayRef> = all.iter().map(|part| part[column].1.clone()).collect();
        let arrays: Vec<&dyn arrow_array::Array> = arrays.iter().map(AsRef::as_ref).collect();
        arrow_select(&arrays)
    };
    let regions = StringArray::from_iter_values(REGIONS.iter().flat_map(|region| [*region; ROWS]));
    let mut columns: Vec<(&'static str, ArrayRef)> =
        ["id", "age", "account.followers"].into_iter().zip((0..3).map(joined)).collect();
    columns.push(("region", Arc::new(regions)));
    ((0..REGIONS.len()).map(part).collect(), parquet(columns))
}

/// One array out of several.
fn arrow_select(arrays: &[&dyn arrow_array::Array]) -> ArrayRef {
    if let Some(texts) = arrays.iter().map(|a| a.as_any().downcast_ref::<StringArray>()).collect::<Option<Vec<_>>>() {
        return Arc::new(texts.into_iter().flatten().collect::<StringArray>());
    }
    if let Some(ages) = arrays.iter().map(|a| a.as_any().downcast_ref::<Float64Array>()).collect::<Option<Vec<_>>>() {
        return Arc::new(ages.into_iter().flatten().collect::<Float64Array>());
    }
    let counts = arrays.iter().map(|a| a.as_any().downcast_ref::<Int64Array>().expect("a known type"));
    Arc::new(counts.flatten().collect::<Int64Array>())
}

fn analyze(place: &str, environment: &[(&str, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(["analyze", place]).args(TARGET).current_dir(file("")).stdin(Stdio::null());
    command.envs(environment.iter().map(|(name, value)| (*name, value))).output().expect("the binary runs")
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, bytes).expect("a file");
}

/// What `place` is answered says what the one file is answered, and names the files that were read.
fn hold(place: &str, environment: &[(&str, String)], names: &[String], whole: &Value) {
    let answer = json(&analyze(place, environment));
    for part in ["fit", "segments", "acquisition"] {
        assert_eq!(answer[part], whole[part], "{part} of {place}");
    }
    let files = answer["provenance"]["files"].as_array().expect("the files");
    let read: Vec<&str> = files.iter().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(read, names, "{place}");
    assert!(files.iter().all(|file| file["bytes"].as_u64() > Some(0) && file["etag"] != ""), "{files:?}");
}

#[test]
fn a_folder_of_parquet_is_one_table() {
    let folder = TempDir::new().expect("a folder");
    let (parts, whole) = table();
    for (name, bytes) in &parts {
        write(folder.path(), &format!("followers/{name}"), bytes);
    }
    write(folder.path(), "followers/_SUCCESS", b"");
    write(folder.path(), "followers/_temporary/part-9.parquet", b"half");
    write(folder.path(), "whole.parquet", &whole);
    let whole = json(&analyze(&folder.path().join("whole.parquet").display().to_string(), &[]));
    assert_eq!(whole["provenance"]["files"], serde_json::json!([]), "one file is named by its hash");
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let at = |place: &str| folder.path().join(place).display().to_string();
    hold(&at("followers"), &[], &names, &whole);
    hold(&at("followers/region=*/*.parquet"), &[], &names, &whole);
    let one = json(&analyze(&at("followers/region=KR-2*/*.parquet"), &[]));
    assert_eq!(one["audience"]["profiles"], 2 * ROWS);
    let other = parquet(people(0).into_iter().take(2).collect());
    for (name, bytes, said) in [
        ("region=KR-30/part-0.parquet", &other[..], "columns of region=KR-30/part-0.parquet are not those of"),
        ("_delta_log/00000000000000000000.json", b"{}", "Delta table"),
    ] {
        write(folder.path(), &format!("followers/{name}"), bytes);
        let output = analyze(&at("followers"), &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && error.contains(said), "{:?} {error}", output.status);
        std::fs::remove_file(folder.path().join("followers").join(name)).expect("it is there");
        let _ = std::fs::remove_dir(folder.path().join("followers/_delta_log"));
    }
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    let empty = analyze(&at("empty"), &[]);
    assert!(String::from_utf8_lossy(&empty.stderr).contains("holds no Parquet file"), "{empty:?}");
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn a_prefix_of_a_bucket_is_one_table() {
    let bucket = s3::bucket();
    let folder = TempDir::new().expect("a folder");
    let (parts, whole) = table();
    for (name, bytes) in &parts {
        bucket.put(&format!("kept/{name}"), bytes);
    }
    write(folder.path(), "whole.parquet", &whole);
    let whole = json(&analyze(&folder.path().join("whole.parquet").display().to_string(), &[]));
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let environment = bucket.environment();
    hold(&bucket.folder(), &environment, &names, &whole);
    hold(&format!("{}/region=*/*.parquet", bucket.folder()), &environment, &names, &whole);
    let nobody = analyze(&format!("{}/nothing", bucket.folder()), &environment);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("holds no Parquet file"), "{nobody:?}");
}

/// A bucket with the table below `kept/`, and what the one file with all rows is answered.
fn bucket_with_table() -> (s3::Bucket, Vec<String>, Vec<u8>) {
    let bucket = s3::bucket();
    let (parts, whole) = table();
    for (name, bytes) in &parts {
        bucket.put(&format!("kept/{name}"), bytes);
    }
    (bucket, parts.into_iter().map(|(name, _)| name).collect(), whole)
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn a_bucket_that_changes_while_it_is_read_is_not_taken() {
    type Change = fn(&s3::Bucket);
    let changes: [(Change, &str); 4] = [
        (|bucket| bucket.put("kept/region=KR-26/part-0.parquet", &parquet(people(0))), "region=KR-26/part-0.parquet"),
        (|bucket| bucket.remove("kept/region=KR-28/part-0.parquet"), "region=KR-28/part-0.parquet"),
        (|bucket| bucket.put("kept/region=KR-29/part-0.parquet", &parquet(people(1))), "region=KR-29/part-0.parquet"),
        // Read already when it changes.
        (|bucket| bucket.put("kept/region=KR-11/part-0.parquet", &parquet(people(2))), "region=KR-11/part-0.parquet"),
    ];
    for (change, file) in changes {
        let (bucket, ..) = bucket_with_table();
        let changed = bucket.clone();
        let environment = bucket.environment_with("kept/region%3DKR-26", move || change(&changed));
        let output = analyze(&bucket.folder(), &environment);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let said = format!("{file} of {} was changed, added or removed while the files were read", bucket.folder());
        assert!(output.status.code() == Some(2) && error.contains(&said), "{:?} {error}", output.status);
        let again = json(&analyze(&bucket.folder(), &bucket.environment()));
        assert!(again["provenance"]["files"].as_array().is_some_and(|files| files.len() >= 2), "{again}");
    }
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn a_bucket_that_cannot_be_read_is_said_in_one_sentence() {
    let (bucket, ..) = bucket_with_table();
    let mut nobody = bucket.environment();
    nobody[0].1 = "http://127.0.0.1:9".to_owned();
    for (place, environment) in [("s3://no-such-bucket/kept", bucket.environment()), ("s3://people/kept", nobody)] {
        let output = analyze(place, &environment);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines = error.lines().filter(|line| !line.is_empty()).count();
        assert!(error.contains(&format!("{place} cannot be read")) && error.contains("AWS_ENDPOINT"), "{error}");
        assert!(output.status.code() == Some(2) && lines <= 2, "{:?} {error}", output.status);
    }
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn the_service_stores_a_table_of_a_bucket_as_it_stores_an_upload() {
    let (bucket, names, whole) = bucket_with_table();
    let folder = TempDir::new().expect("a folder");
    let sources = format!("local={}", bucket.folder());
    let server = Process::start_in(folder.path(), &["--sources", &sources], &bucket.environment());
    let post =
        |body: &[u8], media_type: &str| server.send("POST", "/v1/audiences", &[("content-type", media_type)], body);
    let source = json!({"source": format!("{}/region=*/*.parquet", bucket.folder())});
    let read = post(source.to_string().as_bytes(), "application/json");
    assert_eq!(read.status, 201, "{}", read.text);
    let read = read.json();
    assert_eq!((&read["profiles"], &read["source"]["address"]), (&json!(3 * ROWS), &source["source"]));
    let files = read["source"]["files"].as_array().expect("files");
    assert_eq!(files.iter().filter_map(|file| file["name"].as_str()).collect::<Vec<_>>(), names);
    assert!(files.iter().all(|file| file["bytes"].as_u64() > Some(0) && file["etag"] != ""), "{files:?}");
    let listed = server.get("/v1/audiences").json();
    assert_eq!(listed["items"][0]["source"]["files"], json!([]), "lists stay short");

    let sent = post(&whole, "application/vnd.apache.parquet");
    assert_eq!(sent.status, 201, "{}", sent.text);
    let figures = |id: &Value| {
        let body = json!({"audience_id": id, "target": {"age": {"min": 27, "max": 49}}, "seed": 1, "retain": false});
        let answer =
            server.send("POST", "/v1/analyses", &[("content-type", "application/json")], body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer = answer.json();
        (answer["fit"].clone(), answer["segments"].clone())
    };
    assert_eq!(figures(&read["id"]), figures(&sent.json()["id"]));

    // It is a copy: what happens in the bucket later changes nothing, and nothing of it is left in the end.
    names.iter().for_each(|name| bucket.remove(&format!("kept/{name}")));
    assert_eq!(figures(&read["id"]), figures(&sent.json()["id"]));
    let gone = post(source.to_string().as_bytes(), "application/json");
    assert!(gone.status == 422 && gone.text.contains("holds no Parquet file"), "{}", gone.text);
    let path = format!("/v1/audiences/{}", read["id"].as_str().expect("an id"));
    assert_eq!(server.send("DELETE", &path, &[], &[]).status, 204);
    assert_eq!(server.get(&path).status, 404);
    server.kill();
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn the_service_takes_nothing_of_a_bucket_that_changes_or_is_too_large() {
    let (bucket, ..) = bucket_with_table();
    let (changed, folder) = (bucket.clone(), TempDir::new().expect("a folder"));
    let change = move || changed.put("kept/region=KR-26/part-0.parquet", &parquet(people(0)));
    let environment = bucket.environment_with("kept/region%3DKR-26", change);
    let sources = format!("local={}", bucket.folder());
    let server = Process::start_in(folder.path(), &["--sources", &sources, "--max-upload-mib", "1"], &environment);
    let body = json!({"source": bucket.folder()}).to_string();
    let post = || server.send("POST", "/v1/audiences", &[("content-type", "application/json")], body.as_bytes());
    let refused = post();
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")), "{}", refused.text);
    assert!(refused.text.contains("region=KR-26/part-0.parquet of"), "{}", refused.text);
    bucket.put("kept/region=KR-99/large.parquet", &vec![0; 2 << 20]);
    let large = post();
    assert_eq!((large.status, &large.json()["code"]), (413, &json!("body_too_large")), "{}", large.text);
    assert_eq!(server.get("/v1/audiences").json()["items"], json!([]));
    server.kill();
}

#[test]
fn a_service_reads_only_where_an_agency_is_allowed_to() {
    let sources = "local=s3://lake/own, agy_other=s3://lake/other";
    let open = TestServer::start_with(|settings| settings.sources = SourceGrant::list(sources).expect("grants"));
    for source in [
        "s3://lake/other/followers",
        "s3://lake/owner",
        "s3://lake/*/followers",
        "s3://lake/own/../other",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "/etc",
    ] {
        let answer = open.post("/v1/audiences", "application/json", json!({ "source": source }).to_string());
        let fault = &answer.json()["errors"][0];
        assert_eq!((answer.status, &fault["pointer"]), (422, &json!("/source")), "{source}: {}", answer.text);
        let detail = fault["detail"].as_str().expect("a sentence");
        assert!(detail.contains("below s3://lake/own,") && !detail.contains("lake/other, "), "{source}: {detail}");
    }
    let more = open.post("/v1/audiences", "application/json", r#"{"source": "s3://lake/own", "as": 1}"#);
    assert!(more.status == 422 && more.text.contains("\"/as\""), "{}", more.text);
    let number = open.post("/v1/audiences", "application/json", r#"{"source": 3}"#);
    assert!(number.status == 422 && number.text.contains("\"/source\""), "{}", number.text);
    let panel = open.post("/v1/panels", "application/json", r#"{"source": "s3://lake/own"}"#);
    assert!(panel.status == 400 && !panel.text.contains("s3://lake/own,"), "{}", panel.text);
    // An array of profiles is an upload, and one object still none.
    let array = open.post("/v1/audiences", "application/json", r#" [{"id": 1, "age": 30}]"#);
    assert_eq!(array.status, 201, "{}", array.text);
    let object = open.post("/v1/audiences", "application/json", r#"{"id": 1, "age": 30}"#);
    assert!(object.status == 400 && object.text.contains("NDJSON"), "{}", object.text);

    let guarded = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.sources = SourceGrant::list(sources).expect("grants");
    });
    let key = crate::support::access::key(&guarded, "City", Scope::Write);
    let answer = guarded.ask(&key, "POST", "/v1/audiences", r#"{"source": "s3://lake/own/followers"}"#);
    let detail = answer.json()["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
    assert!(answer.status == 422 && detail.contains("reads no bucket for your agency"), "{}", answer.text);
    assert!(!answer.text.contains("s3://lake/o"), "what others may read is theirs: {}", answer.text);
}
